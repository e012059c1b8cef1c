"""A plan's frames as what its map draws: positions, numbered pins, building statuses, popups, names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_service.coords.metric import Bounds
from geo_service.maps.context import BUILDING_FILL, width_m
from geo_service.maps.cordon_facts import with_detours
from geo_service.maps.features import WHOLE_SHARE, Texts, features_of, shown_columns
from geo_service.maps.sheet import Label, MapLayer
from geo_service.maps.strings import LANGUAGES, STRINGS, column_title, say
from geo_service.maps.symbols import edge_look
from geo_service.model.frames import LAYERS, WGS84, Column
from geo_service.model.plan import PLAN_LAYERS, Plan

LETTERED_KINDS = ("grade_separated", "service", "venue", "sign", "door_sampling", "reception_point")
"""Their pins carry a letter; the pins of all other kinds carry the row's id, as the lists do: K03, F12, P01."""
LINE_KINDS = ("sampling_route",)
LISTED_ONLY = ("sampling_slot", "sampling_shift")
"""Rows of a timetable: they stand where their sampling point stands."""
LAST_DRAWN = ("delivery_point", "closure", "checkpoint")
_ELSEWHERE = {*LETTERED_KINDS, *LINE_KINDS, *LISTED_ONLY, *LAST_DRAWN, "building", "edge"}
POINT_KINDS = (*LETTERED_KINDS, *(kind for kind in PLAN_LAYERS if kind not in _ELSEWHERE), *LAST_DRAWN)

HIDDEN_AT_FIRST = frozenset({"link", "sampling_route", "reception_point", "door_sampling"})
PANES = {
    "zone": "gs-zone",
    "edge": "gs-edge",
    "grid": "gs-grid",
    "building": "gs-building",
    "building_group": "gs-building",
    "link": "gs-link",
    "sampling_route": "gs-link",
}
LOOKS = {"checkpoint": "post", "closure": "closure", "delivery_point": "delivery", "grid": "grid"}

ZONE_COLUMNS = (
    Column("category", "text", "类别"),
    Column("since", "text", "起始时间"),
    Column("measures", "text", "管控措施"),
)
DETOUR = Column("detour", "text", "最长绕行")
GROUP_COLUMNS = (
    Column("buildings", "int", "楼栋数"),
    Column("households", "int", "户数"),
    Column("people", "int", "人数"),
)
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "zone": ZONE_COLUMNS,
    "grid": LAYERS["grids"].own,
    "building_group": GROUP_COLUMNS,
    "link": (),
    **{kind: layer.columns for kind, layer in PLAN_LAYERS.items() if kind not in LISTED_ONLY},
    "building": (*PLAN_LAYERS["building"].columns[:-1], DETOUR, PLAN_LAYERS["building"].columns[-1]),
}
KINDS = tuple(COLUMNS)
TITLE_COLUMNS = ("name", "text", "address", "code")
"""The first of these that a row has is its popup's heading, else its id."""


def plan_frames(plan: Plan, *, since: str, language: str = LANGUAGES[0]) -> dict[str, gpd.GeoDataFrame]:
    """
    The frames a plan's map draws, in drawing order; `link` joins buildings to their delivery points.

    Rows without a position are left out; `positionless` counts them.
    """
    frames = {kind: _with_position(frame) for kind, frame in plan.frames.items()}
    points = {kind: as_points(frames[kind]) for kind in POINT_KINDS}
    buildings = with_detours(with_status(frames["building"]), plan, language)
    zone = gpd.GeoDataFrame(
        {"zone_id": [plan.zone.zone_id], "name": [plan.zone.name], "category": [plan.category_title], "since": [since],
         "measures": [plan.measures]}, geometry=[plan.zone.geometry], crs=WGS84,
    )  # fmt: skip
    lines = links(buildings, points["delivery_point"])
    drawn = {"zone": zone, "edge": frames["edge"], "building": buildings, "link": lines}
    return drawn | {kind: frames[kind] for kind in LINE_KINDS} | points


def positionless(plan: Plan) -> list[tuple[str, int]]:
    """(kind, number of rows) of the plan's layers that have rows without a position."""
    counts = ((kind, len(frame) - len(_with_position(frame))) for kind, frame in plan.frames.items())
    return [(kind, count) for kind, count in counts if count]


def _with_position(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame[~(frame.geometry.isna() | frame.geometry.is_empty)]


def as_points(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row per point: a post on two carriageways gets two pins; a line or area gets one inside it."""
    shapes = frame.geometry.to_numpy()
    inside = np.where(shapely.get_dimensions(shapes) == 0, shapes, shapely.point_on_surface(shapes))
    return frame.set_geometry(gpd.GeoSeries(inside, index=frame.index, crs=frame.crs)).explode(ignore_index=True)


def with_status(buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The buildings with `status`: `inside` or `partly`; one whose share is not known was named as a whole."""
    whole = buildings["share_inside"].fillna(1.0) >= WHOLE_SHARE
    return buildings.assign(status=np.where(whole, "inside", "partly"))


def links(buildings: gpd.GeoDataFrame, delivery_points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A straight line from each building to its delivery point, where that is on the map."""
    places = dict(zip(delivery_points["delivery_point_id"], delivery_points.geometry, strict=True))
    served = buildings[buildings["delivery_point_id"].isin(list(places))]
    starts = served.geometry.representative_point()
    lines = [
        shapely.LineString([start, places[key]]) for start, key in zip(starts, served["delivery_point_id"], strict=True)
    ]
    return gpd.GeoDataFrame({"building_id": served["building_id"].to_list()}, geometry=lines, crs=WGS84)


def view_bounds(frames: Mapping[str, gpd.GeoDataFrame]) -> Bounds:
    """Bounds of what the order is about: zone, buildings, posts, delivery points; a far hospital does not count."""
    shown = [frames[kind].total_bounds for kind in ("zone", "building", *LAST_DRAWN)]
    corners = np.array([bounds for bounds in shown if not np.isnan(bounds).any()])
    west, south, _, _ = corners.min(axis=0)
    _, _, east, north = corners.max(axis=0)
    return float(west), float(south), float(east), float(north)


def plan_layers(frames: Mapping[str, gpd.GeoDataFrame], texts: Texts, language: str) -> list[MapLayer]:
    """The entries of the layer control, bottom first; empty frames give none."""
    return [
        MapLayer(kind, _layer_title(kind, language), PANES.get(kind), _features(kind, frame, texts, language),
                 show=kind not in HIDDEN_AT_FIRST)
        for kind, frame in frames.items()
        if len(frame)
    ]  # fmt: skip


def popup_fields(language: str) -> dict[str, list[str]]:
    """Headings of the popup's rows for each kind, in the order of the features' values."""
    return {
        kind: [column_title(column, language) for column in shown_columns(columns)] for kind, columns in COLUMNS.items()
    }


def kind_words(language: str) -> dict[str, str]:
    """The word for each kind, for tooltips and screen readers."""
    return {kind: _layer_title(kind, language) for kind in KINDS}


def _layer_title(kind: str, language: str) -> str:
    return say("layer.building" if kind == "building_group" else f"layer.{kind}", language)


def _features(kind: str, frame: gpd.GeoDataFrame, texts: Texts, language: str) -> list[dict[str, Any]]:
    titles, styles = row_titles(kind, frame, language), _styles(kind, frame, language)
    columns = COLUMNS[kind]
    features = features_of(frame, kind, columns, texts, language=language, titles=titles, styles=styles)
    if kind == "link":
        return [{**feature, "properties": {"k": "link", "s": "link"}} for feature in features]
    if kind != "grid":
        return features
    pins = frame.set_geometry(frame.geometry.representative_point())
    letters = [say("letter.grid", language)] * len(frame)
    return features + features_of(pins, kind, columns, texts, language=language, titles=titles, styles=letters)


def _styles(kind: str, frame: gpd.GeoDataFrame, language: str) -> Sequence[str]:
    if "status" in frame.columns:
        return list(frame["status"])
    if kind == "edge":
        return [edge_look(barrier) for barrier in frame["barrier"]]
    if kind not in POINT_KINDS:
        return [kind] * len(frame)
    if kind not in LETTERED_KINDS:
        return list(frame[PLAN_LAYERS[kind].key])
    sorts = frame["facility_kind"] if "facility_kind" in frame.columns else [None] * len(frame)
    return [_letter(kind, sort, language) for sort in sorts]


def _letter(kind: str, sort: Any, language: str) -> str:
    key = f"letter.{kind}.{sort}"
    return say(key if key in STRINGS else f"letter.{kind}", language)


def row_titles(kind: str, frame: gpd.GeoDataFrame, language: str) -> list[str]:
    """Heading of each row's popup: its name, or what else tells it apart."""
    found = pd.Series(None, index=frame.index, dtype="object")
    if kind == "building":
        found = frame["name"].astype("object").where(frame["name"].notna(), _estate_and_number(frame, language))
    for column in (*TITLE_COLUMNS, *(name for name in frame.columns if name.endswith("_id"))):
        if column in frame.columns:
            found = found.where(found.notna() & (found != ""), frame[column].astype("object"))
    if kind == "building_group":
        found = found.where(found != "", [say(f"legend.building_{status}", language) for status in frame["status"]])
    return [str(title) for title in found]


def _estate_and_number(frame: gpd.GeoDataFrame, language: str) -> "pd.Series[Any]":
    both = [
        f"{estate}{building_number(number, language)}" if pd.notna(estate) and pd.notna(number) else None
        for estate, number in zip(frame["estate_name"], frame["number"], strict=True)
    ]
    return pd.Series(both, index=frame.index, dtype="object")


def building_number(number: str, language: str) -> str:
    """A building's number as its label; a bare figure gets the word for building."""
    return say("building.number", language, number=number) if number.isdecimal() else number


def plan_labels(frames: Mapping[str, gpd.GeoDataFrame], language: str) -> list[Label]:
    """Names on the map, the most needed first: posts, delivery points, buildings, grids, other places."""
    pins = [label for kind in ("checkpoint", "delivery_point") for label in _pin_labels(kind, frames, _own_name)]
    grids = _pin_labels("grid", frames, lambda row: row.code)
    places = [label for kind in ("venue", "service") for label in _pin_labels(kind, frames, _own_name)]
    shut = _pin_labels("closure", frames, _own_name)
    return [*pins, *_building_labels(frames, language), *grids, *places, *shut]


def _own_name(row: Any) -> Any:
    return row.name


def _pin_labels(kind: str, frames: Mapping[str, gpd.GeoDataFrame], text: Callable[[Any], Any]) -> list[Label]:
    key = PLAN_LAYERS[kind].key if kind in PLAN_LAYERS else "grid_id"
    rows = frames[kind].drop_duplicates(key).itertuples(index=False) if kind in frames else ()
    spots = ((row.geometry.representative_point(), text(row)) for row in rows)
    return [
        Label(spot.x, spot.y, str(name), LOOKS.get(kind, "place"), kind, by_pin=True)
        for spot, name in spots
        if pd.notna(name)
    ]


def _building_labels(frames: Mapping[str, gpd.GeoDataFrame], language: str) -> list[Label]:
    named = ((row, _building_text(row, language)) for row in frames["building"].itertuples(index=False))
    labels = [_area_label(row.geometry, text) for row, text in named if text]
    return sorted(labels, key=lambda label: (-label.room_m, label.text))


def _building_text(row: Any, language: str) -> str | None:
    if pd.notna(row.number):
        return building_number(row.number, language)
    return row.name if pd.notna(row.name) else None


def _area_label(shape: Any, text: str) -> Label:
    spot = shape.representative_point()
    return Label(spot.x, spot.y, text, "building", "building", room_m=width_m(shape), fill=BUILDING_FILL)
