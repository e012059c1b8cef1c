#!/usr/bin/env python3
"""
Draw the pictures of docs/pictures that show plans, as SVG: a cordon of a real zone, and a siting with walking trees.

    python scripts/pictures.py cordon FILE.osm ZONE.geojson docs/pictures/cordon.svg
    python scripts/pictures.py siting docs/pictures/siting.svg

The first needs an OSM file and a drawn zone; the second makes its own township. Both carry their credit inside.
"""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import shapely

from geo_service.actions.demo import designate_once
from geo_service.actions.designation import Decision, designate_drawing
from geo_service.actions.imports import import_osm, write_layers
from geo_service.actions.plans import plan_zone
from geo_service.coords.metric import MetricPlane, grow_bounds, plane_at
from geo_service.importers.demo import make_township
from geo_service.importers.shapes import read_drawn_shape
from geo_service.maps.cordon_facts import extra_s
from geo_service.maps.strings import say
from geo_service.maps.symbols import EDGE_STYLES, MARKER_COLORS, edge_look
from geo_service.model.account import ADMIN, Actor
from geo_service.model.plan import Plan
from geo_service.settings import Settings
from geo_service.storage import open_store
from geo_service.storage.store import Store

AT = datetime(2022, 11, 16, tzinfo=UTC)
WIDTH_PX = 1000
AROUND_M = 130.0
KEY_PX = 118
TOWNSHIP_BUILDINGS = 400
OSM_CREDIT = "© OpenStreetMap contributors (ODbL 1.0, openstreetmap.org/copyright)"
OWN_CREDIT = "Generated township, invented names"

ROADS = {"motorway": 9, "trunk": 9, "primary": 9, "secondary": 8, "tertiary": 7, "residential": 5, "unclassified": 5}
LANE_PX, PATH_PX = 4, 1
DETOUR_CLASSES = ((1.0, "#e3e8ee", "no detour"), (30.0, "#b8c9dc", "up to 30 s"), (60.0, "#7f9fc0", "up to 60 s"),
                  (float("inf"), "#3f6a97", "more than 60 s"))  # fmt: skip
"""Upper end in seconds, fill and word: how much longer a building's worst trip gets."""
POINT_COLORS = ("#6a1b9a", "#00695c", "#bf360c", "#1a237e", "#827717", "#880e4f")


class Canvas:
    """Shapes in lon/lat drawn as SVG on a plane round one place."""

    def __init__(self, plane: MetricPlane, bounds: tuple[float, float, float, float]) -> None:
        """Fit bounds of the plane, metres, to the width of the picture."""
        west, south, east, north = bounds
        self._plane, self._west, self._north = plane, west, north
        self._scale = WIDTH_PX / (east - west)
        self.height = round((north - south) * self._scale)
        self.parts: list[str] = []

    def xy(self, shape: Any) -> Any:
        """A lon/lat shape in pixels."""
        metres = self._plane.to_metres(shape)
        shift = np.array([self._west, self._north])
        return shapely.transform(metres, lambda at: (at - shift) * np.array([self._scale, -self._scale]))

    def draw(self, shapes: Iterable[Any], **style: Any) -> None:
        """Lines and areas in one style, as one path; what lies outside the picture is cut off."""
        inside = [shapely.clip_by_rect(self.xy(shape), -20, -20, WIDTH_PX + 20, self.height + 20) for shape in shapes]
        path = "".join(_path(part) for shape in inside for part in shapely.get_parts(shape))
        if path:
            self.parts.append(f'<path d="{path}" {_attributes({"fill": "none", **style})}/>')

    def pin(self, place: Any, text: str, **style: Any) -> None:
        """A box with a short text at a point."""
        x, y = shapely.get_coordinates(self.xy(place.centroid))[0]
        width = 8 * len(text) + 8
        box = f'x="{x - width / 2:.1f}" y="{y - 9:.1f}" width="{width}" height="18"'
        self.parts.append(f"<rect {box} {_attributes(style)}/>")
        self.text(x, y + 4.5, text, fill=style.get("color", "#fff"), text_anchor="middle", font_weight=700)

    def text(self, x: float, y: float, text: str, **style: Any) -> None:
        """Words at pixels."""
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" {_attributes(style)}>{escape(text)}</text>')

    def svg(self, title: str, credit: str) -> str:
        """The picture with its title and credit."""
        self.text(12, self.height + KEY_PX - 10, credit, fill="#5c5a55", font_size=12)
        size = f'viewBox="0 0 {WIDTH_PX} {self.height + KEY_PX}" width="{WIDTH_PX}" height="{self.height + KEY_PX}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13" role="img">'
        ground = f'<rect width="{WIDTH_PX}" height="{self.height + KEY_PX}" fill="#f6f5f2"/>'
        return "\n".join([head, f"<title>{escape(title)}</title>", ground, *self.parts, "</svg>", ""])

    def key_ground(self) -> None:
        """The white strip below the map that the key stands on."""
        self.parts.append(f'<rect y="{self.height}" width="{WIDTH_PX}" height="{KEY_PX}" fill="#fff"/>')


def _path(part: Any) -> str:
    if part.geom_type == "Polygon":
        return "".join(_line(ring.coords, closed=True) for ring in (part.exterior, *part.interiors))
    return _line(part.coords) if part.geom_type == "LineString" else ""


def _line(at: Any, *, closed: bool = False) -> str:
    points = np.round(np.asarray(at)[:, :2], 1)
    steps = points[np.r_[True, (np.diff(points, axis=0) != 0).any(axis=1)]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in steps) + ("Z" if closed else "")


def _attributes(style: dict[str, Any]) -> str:
    return " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in style.items() if name != "color" and value)


def draw_base(canvas: Canvas, store: Store, bounds: tuple[float, float, float, float]) -> None:
    """Water, roads and buildings, pale."""
    barriers, roads, buildings = (store.read_layer(name, bounds=bounds) for name in ("barriers", "roads", "buildings"))
    rivers = barriers.geometry[barriers["kind"] == "river"]
    areas = shapely.get_dimensions(rivers.to_numpy()) > 1
    canvas.draw(rivers[areas], fill="#cfe0e8")
    canvas.draw(rivers[~areas], stroke="#cfe0e8", stroke_width=6)
    widths = roads["highway"].map(lambda sort: ROADS.get(sort, PATH_PX if _on_foot(sort) else LANE_PX))
    for casing in (True, False):
        for width in sorted(set(widths)):
            some = roads.geometry[widths == width]
            if width == PATH_PX and casing:
                canvas.draw(some, stroke="#c3bcae", stroke_width=1.2, stroke_dasharray="4 3")
            elif width != PATH_PX:
                canvas.draw(some, stroke="#cfc9bd" if casing else "#fff", stroke_width=width + 2 * casing)
    canvas.draw(buildings.geometry, fill="#e6e2dc", stroke="#d2ccc3", stroke_width=0.6)


def _on_foot(sort: Any) -> bool:
    return sort in {"footway", "path", "steps", "pedestrian", "cycleway", "track", "corridor"}


def draw_line(canvas: Canvas, plan: Plan) -> None:
    """The zone, and what shuts each stretch of its boundary."""
    canvas.draw([plan.zone.geometry], fill=plan.category_color, fill_opacity=0.12, stroke=plan.category_color,
                stroke_width=8, stroke_opacity=0.75)  # fmt: skip
    for barrier, shape in zip(plan.frames["edge"]["barrier"], plan.frames["edge"].geometry, strict=True):
        style = EDGE_STYLES[edge_look(barrier)]
        canvas.draw([shape], stroke=style["color"], stroke_width=style["weight"] - 1,
                    stroke_dasharray=style.get("dashArray", "none"))  # fmt: skip


def draw_posts(canvas: Canvas, plan: Plan) -> None:
    """Closures, then the staffed posts on top, each with its number."""
    brown, blue = MARKER_COLORS["closure"], MARKER_COLORS["checkpoint"]
    for key, place in zip(plan.frames["closure"]["closure_id"], plan.frames["closure"].geometry, strict=True):
        for part in shapely.get_parts(place):
            canvas.pin(part, key, fill="#fff", stroke=brown, stroke_width=2.5, color=brown)
    for key, place in zip(plan.frames["checkpoint"]["checkpoint_id"], plan.frames["checkpoint"].geometry, strict=True):
        for part in shapely.get_parts(place):
            canvas.pin(part, key, fill=blue, stroke="#fff", stroke_width=1.5)


def cordon_picture(store: Store, plan: Plan, credit: str) -> str:
    """A zone with its posts, closures and boundary; buildings shaded by their longest detour."""
    canvas, bounds = _canvas(plan)
    draw_base(canvas, store, bounds)
    draw_line(canvas, plan)
    longer = {one["building_id"]: extra_s(one) for one in plan.proof["detours"]}
    buildings = plan.frames["building"]
    extra = buildings["building_id"].map(longer).fillna(0.0).to_numpy(dtype=float)
    classes = np.searchsorted([end for end, _, _ in DETOUR_CLASSES[:-1]], extra)
    for number, (_, fill, _) in enumerate(DETOUR_CLASSES):
        canvas.draw(buildings.geometry[classes == number], fill=fill, stroke="#3e2723", stroke_width=0.8)
    draw_posts(canvas, plan)
    _cordon_key(canvas, plan, np.bincount(classes, minlength=len(DETOUR_CLASSES)).tolist())
    return canvas.svg("A cordon: staffed posts, closures, boundary and detours", credit)


def _cordon_key(canvas: Canvas, plan: Plan, counts: Sequence[int]) -> None:
    canvas.key_ground()
    posts, closures, choice = plan.frames["checkpoint"], plan.frames["closure"], plan.proof["choice"]
    best = "proved: no cheaper set of posts will do" if choice["proved"] else f"within {choice['gap']:.1%} of the bound"
    top = canvas.height + 24
    said = f"{len(posts)} staffed posts (K), {len(closures)} closures that can be opened (F) – {best}"
    canvas.text(12, top, said, font_weight=700)
    people = f"{int(posts['crew'].sum())} people a shift, {int(posts['people_24h'].sum())} in 24 hours"
    canvas.text(12, top + 20, f"{people}; {plan.totals.buildings} buildings, {plan.totals.households:,} households")
    _edge_key(canvas, plan, top + 36)
    _detour_key(canvas, counts, top + 49)


def _edge_key(canvas: Canvas, plan: Plan, y: float) -> None:
    edge, x = plan.frames["edge"], 12.0
    for barrier, length_m in zip(edge["barrier"], edge["length_m"], strict=True):
        style = EDGE_STYLES[edge_look(barrier)]
        line = {"stroke": style["color"], "stroke_width": style["weight"], "stroke_dasharray": style.get("dashArray")}
        canvas.parts.append(f'<path d="M{x} {y}h34" {_attributes(line)}/>')
        word = f"{say(f'code.barrier.{barrier}', 'en')} {length_m:,.0f} m"
        canvas.text(x + 40, y + 4, word)
        x += 56 + 7.2 * len(word)


def _detour_key(canvas: Canvas, counts: Sequence[int], y: float) -> None:
    x = 12.0
    for (_, fill, word), count in zip(DETOUR_CLASSES, counts, strict=True):
        canvas.parts.append(f'<rect x="{x}" y="{y}" width="20" height="13" fill="{fill}" stroke="#3e2723"/>')
        canvas.text(x + 26, y + 11, f"{word}: {count}")
        x += 50 + 7.5 * len(f"{word}: {count}")
    canvas.text(x, y + 11, "(buildings by their longest detour)", fill="#5c5a55")


def siting_picture(store: Store, plan: Plan, credit: str) -> str:
    """The ways from each building to its sampling point, one colour a point; delivery, waste and transfer points."""
    canvas, bounds = _canvas(plan)
    draw_base(canvas, store, bounds)
    draw_line(canvas, plan)
    points, routes = plan.frames["sampling_point"], plan.frames["sampling_route"]
    colors = dict(zip(points["sampling_point_id"], POINT_COLORS * len(points), strict=False))
    served = dict(zip(routes["building_id"], routes["sampling_point_id"], strict=True))
    mine = plan.frames["building"]["building_id"].map(served)
    for key, color in colors.items():
        canvas.draw(plan.frames["building"].geometry[mine == key], fill=color, fill_opacity=0.3, stroke=color)
        canvas.draw(routes.geometry[routes["sampling_point_id"] == key], stroke=color, stroke_width=1.8,
                    stroke_opacity=0.75, stroke_linejoin="round")  # fmt: skip
    for kind, color in SITE_COLORS.items():
        rows = plan.frames[kind]
        for key, place in zip(rows.iloc[:, 0], rows.geometry, strict=True):
            canvas.pin(place, key, fill=colors.get(key, color), stroke="#fff", stroke_width=1.5, rx=8)
    _siting_key(canvas, plan, colors)
    return canvas.svg("A siting: ways on foot to the sampling points", credit)


SITE_COLORS = {"household_waste_point": "#33691e", "medical_waste_point": "#4e3b00", "transfer_point": "#37474f",
               "delivery_point": MARKER_COLORS["delivery_point"], "sampling_point": "#6a1b9a"}  # fmt: skip


def _siting_key(canvas: Canvas, plan: Plan, colors: dict[str, str]) -> None:
    canvas.key_ground()
    top = canvas.height + 24
    canvas.text(12, top, "Ways on foot from every building to its sampling point", font_weight=700)
    rows = plan.frames["sampling_point"].itertuples(index=False)
    for number, row in enumerate(rows):
        key = row.sampling_point_id
        people = f"{key}: {row.people:,} people of {row.buildings} buildings"
        said = f"{people}, {row.benches} benches, farthest {row.walk_max_m:.0f} m"
        canvas.text(12 + 490 * (number % 2), top + 21 + 18 * (number // 2), said, fill=colors[key])
    canvas.text(12, top + 62, "P delivery points, W household waste, M medical waste (kept apart), Z transfer by bus",
                fill="#5c5a55")  # fmt: skip


def _canvas(plan: Plan) -> tuple[Canvas, tuple[float, float, float, float]]:
    shape: Any = plan.zone.geometry
    plane = plane_at(shape)
    west, south, east, north = plane.to_metres(shape).bounds
    view = (west - AROUND_M, south - AROUND_M, east + AROUND_M, north + AROUND_M)
    return Canvas(plane, view), grow_bounds(shape.bounds, 2 * AROUND_M)


def plan_of_file(store: Store, osm: Path, zone: Path) -> Plan:
    """Import an OSM file, designate a drawn zone, plan it."""
    import_osm(store, osm)
    decision = Decision(Settings().protocol, Actor("pictures", ADMIN), reason="picture")
    made = designate_drawing(store, read_drawn_shape(zone), category="high", decision=decision, at=AT)
    return plan_zone(store, made.zones[0].zone_id)


def plan_of_township(store: Store) -> Plan:
    """Make a township and plan the zone of it whose sampling points serve the most buildings."""
    township = make_township(TOWNSHIP_BUILDINGS)
    write_layers(store, township.layers, source="demo")
    designate_once(store, township.zones, at=AT)
    plans = [plan_zone(store, zone.zone_id) for zone in store.latest_zones()]
    return max(plans, key=lambda plan: len(plan.frames["sampling_route"]))


def main(arguments: Sequence[str]) -> None:
    """Draw the picture that the arguments ask for."""
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/pictures.sqlite")
        match arguments:
            case ["cordon", osm, zone, out]:
                text = cordon_picture(store, plan_of_file(store, Path(osm), Path(zone)), OSM_CREDIT)
            case ["siting", out]:
                text = siting_picture(store, plan_of_township(store), OWN_CREDIT)
            case _:
                raise SystemExit(__doc__)
        store.close()
    Path(out).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
