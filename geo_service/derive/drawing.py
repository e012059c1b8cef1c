"""
Is a drawn shape fit to become a zone? Broken, misplaced or giant drawings are refused, never repaired.

A command centre's drawing decides who is locked in: whatever is odd about it goes back to the person
who drew it, with the place where it is odd.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.coords.degrees import boxes_apart_m, lonlat_area_m2
from geo_service.coords.metric import Bounds
from geo_service.errors import CrsError, GeometryError

MAX_AREA_KM2 = 10_000.0
"""Above any zone that was ever ordered; the largest districts that draw zones have 3,000 to 5,000 km²."""

MIN_AREA_M2 = 1.0
"""Below this a drawing is a slip of the mouse: no stairwell, let alone a building, is as small."""

MAX_VERTICES = 10_000
"""A hand-drawn line has hundreds of corners; a traced district has a few thousand."""

MIN_RING_POSITIONS = 4
"""RFC 7946 §3.1.6: a ring has four or more positions, the first and the last the same."""

LONLAT_CRS_NAMES = ("4326", "4490", "CRS84")
"""What the `crs` member of an older GeoJSON may end in; all are lon/lat on WGS-84 or its equal."""

MAX_LON, MAX_LAT = 180.0, 90.0
M2_PER_KM2 = 1e6
M_PER_KM = 1e3

_REASON = re.compile(r"^(?P<what>[^\[]+)\[(?P<lon>\S+) (?P<lat>[^\]\s]+)")
_FAULTS: Mapping[str, str] = {
    "Self-intersection": "crosses itself",
    "Ring Self-intersection": "touches itself",
    "Hole lies outside shell": "has a hole outside its outline",
    "Holes are nested": "has a hole inside a hole",
    "Nested shells": "has one part inside another",
    "Interior is disconnected": "is cut in two by its holes",
    "Duplicate Rings": "has the same ring twice",
    "Too few points in geometry component": "has a ring with too few different points",
}


def drawn_shape(value: Mapping[str, Any], *, inside: Bounds | None = None) -> Polygon | MultiPolygon:
    """
    Turn parsed GeoJSON (geometry, Feature or FeatureCollection) into one polygon fit for a zone, WGS-84 lon/lat.

    Several features become their union; heights are dropped. `inside` are the register's bounds.

    Raises
    ------
    GeometryError
        If any of its shapes is not drawable, see `require_drawable`, or a ring is not closed.
    CrsError
        If it says that it is not in lon/lat.
    """
    _require_lonlat(value)
    shapes = [_polygon(geometry) for geometry in _geometries(value)]
    if not shapes:
        raise GeometryError("the drawing is empty; need at least one polygon")
    for shape in shapes:
        require_drawable(shape, inside=inside)
    return shapes[0] if len(shapes) == 1 else _union(shapes, inside)


def _union(shapes: Sequence[Polygon | MultiPolygon], inside: Bounds | None) -> Polygon | MultiPolygon:
    whole = shapely.union_all(shapes)
    require_drawable(whole, inside=inside)
    return cast("Polygon | MultiPolygon", whole)


def require_drawable(geometry: BaseGeometry, *, inside: Bounds | None = None) -> None:
    """
    Refuse a lon/lat geometry that must not become a zone; nothing is returned or repaired.

    A shape that reaches out of `inside` is allowed, one that lies wholly out of it is not.

    Raises
    ------
    GeometryError
        If it is no polygon, empty, not a number, out of range, with lon and lat swapped, with too many
        corners, crossing itself, without area, too large, or outside the register. The message says where.
    """
    if not isinstance(geometry, Polygon | MultiPolygon):
        raise GeometryError(f"need a polygon, got a {geometry.geom_type}; draw a closed area")
    if geometry.is_empty:
        raise GeometryError("the drawing is empty; need at least one polygon")
    _require_positions(geometry, inside)
    _require_few_vertices(geometry)
    _require_simple_outline(geometry)
    _require_area(geometry)
    if inside is not None:
        _require_nearby(geometry.bounds, inside)


def outline_fault(geometry: BaseGeometry) -> str | None:
    """Say what is wrong with a polygon's outline and at which lon, lat; None when it is valid."""
    if shapely.is_valid(geometry):
        return None
    found = _REASON.match(shapely.is_valid_reason(geometry))
    if found is None:
        return "is broken"
    what = _FAULTS.get(found["what"], found["what"].lower())
    return f"{what} at {float(found['lon']):.6f}, {float(found['lat']):.6f} (lon, lat)"


def looks_swapped(bounds: Bounds, inside: Bounds | None = None) -> bool:
    """
    Whether a shape's bounds are lat/lon instead of lon/lat.

    Yes when the latitude is impossible and the other order is possible, or when the shape misses the
    register and would meet it the other way round.
    """
    x_min, y_min, x_max, y_max = bounds
    turned = (y_min, x_min, y_max, x_max)
    if not _in_world(bounds):
        return _in_world(turned)
    return inside is not None and not _meets(bounds, inside) and _meets(turned, inside)


def _require_positions(geometry: BaseGeometry, inside: Bounds | None) -> None:
    if not all(math.isfinite(number) for number in shapely.get_coordinates(geometry).ravel()):
        raise GeometryError("a coordinate is not a number; need lon, lat in degrees")
    bounds = geometry.bounds
    if looks_swapped(bounds, inside):
        raise GeometryError(
            f"lon and lat look swapped: the drawing is at {bounds[0]:.6f}, {bounds[1]:.6f}; need lon first, then lat"
        )
    if not _in_world(bounds):
        raise GeometryError(
            f"coordinates out of range: {_words(bounds)}; need degrees, lon within ±180, lat within ±90"
        )


def _require_few_vertices(geometry: BaseGeometry) -> None:
    count = shapely.get_num_coordinates(geometry)
    if count > MAX_VERTICES:
        raise GeometryError(f"the drawing has {count:,} corners; at most {MAX_VERTICES:,} are allowed, simplify it")


def _require_simple_outline(geometry: BaseGeometry) -> None:
    if lonlat_area_m2(geometry.convex_hull) < MIN_AREA_M2:
        raise _no_area(geometry)
    for part in shapely.get_parts(geometry):
        if len(set(part.exterior.coords)) < MIN_RING_POSITIONS - 1:
            raise GeometryError(f"a ring at {_first(part)} has too few different points; need at least 3")
    fault = outline_fault(geometry)
    if fault is not None:
        raise GeometryError(f"the outline {fault}; draw it again without that")


def _require_area(geometry: BaseGeometry) -> None:
    area_m2 = lonlat_area_m2(geometry)
    if area_m2 < MIN_AREA_M2:
        raise _no_area(geometry)
    if area_m2 > MAX_AREA_KM2 * M2_PER_KM2:
        raise GeometryError(
            f"the drawing covers {area_m2 / M2_PER_KM2:,.0f} km²; at most {MAX_AREA_KM2:,.0f} km² are allowed"
        )


def _no_area(geometry: BaseGeometry) -> GeometryError:
    return GeometryError(f"the drawing at {_first(geometry)} has no area; draw an area, not a line or a point")


def _require_nearby(bounds: Bounds, inside: Bounds) -> None:
    if _meets(bounds, inside):
        return
    raise GeometryError(
        f"the drawing ({_words(bounds)}) lies outside the register ({_words(inside)}), "
        f"{boxes_apart_m(bounds, inside) / M_PER_KM:,.1f} km away; draw inside it or load the data of that place"
    )


def _in_world(bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return -MAX_LON <= west <= east <= MAX_LON and -MAX_LAT <= south <= north <= MAX_LAT


def _meets(bounds: Bounds, others: Bounds) -> bool:
    west, south, east, north = bounds
    return west <= others[2] and east >= others[0] and south <= others[3] and north >= others[1]


def _words(bounds: Bounds) -> str:
    west, south, east, north = bounds
    return f"lon {west:.4f} to {east:.4f}, lat {south:.4f} to {north:.4f}"


def _first(geometry: BaseGeometry) -> str:
    lon, lat = shapely.get_coordinates(geometry)[0]
    return f"{lon:.6f}, {lat:.6f}"


def _require_lonlat(value: Mapping[str, Any]) -> None:
    if value.get("crs") is None:
        return
    crs = value["crs"]
    said = crs.get("properties") if isinstance(crs, Mapping) else None
    name = str(said.get("name", crs) if isinstance(said, Mapping) else crs)
    if not name.endswith(LONLAT_CRS_NAMES):
        raise CrsError(f"the drawing says it is in {_shown(name)}; need lon/lat in EPSG:4326 or EPSG:4490")


def _geometries(value: Any) -> list[Mapping[str, Any]]:
    """The bare geometries of any GeoJSON object, in order."""
    if not isinstance(value, Mapping) or "type" not in value:
        raise GeometryError("not GeoJSON: need an object with a type, such as Feature or Polygon")
    members = {"FeatureCollection": "features", "GeometryCollection": "geometries"}.get(str(value["type"]))
    if members is not None:
        return [geometry for member in _listed(value.get(members) or [], members) for geometry in _geometries(member)]
    if value["type"] == "Feature":
        return [] if value.get("geometry") is None else _geometries(value["geometry"])
    return [value]


def _polygon(geometry: Mapping[str, Any]) -> Polygon | MultiPolygon:
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    if kind == "Polygon":
        return _one_polygon(coordinates)
    if kind == "MultiPolygon":
        return MultiPolygon([_one_polygon(rings) for rings in _listed(coordinates, "polygons")])
    raise GeometryError(f"need a polygon, got a {_shown(kind)}; draw a closed area")


def _one_polygon(rings: Any) -> Polygon:
    shell, *holes = [_ring(ring) for ring in _listed(rings, "rings")] or [[]]
    return Polygon(shell, holes)


def _ring(positions: Any) -> list[tuple[float, float]]:
    ring = [_position(position) for position in _listed(positions, "positions")]
    if len(ring) < MIN_RING_POSITIONS:
        raise GeometryError(f"a ring has {len(ring)} positions; need at least 3 corners and the first one again")
    if ring[0] != ring[-1]:
        raise GeometryError(
            f"a ring is not closed: it starts at {ring[0][0]}, {ring[0][1]} and ends at {ring[-1][0]}, {ring[-1][1]}; "
            "repeat the first position at the end"
        )
    return ring


def _position(value: Any) -> tuple[float, float]:
    numbers = [number for number in _listed(value, "numbers") if isinstance(number, int | float)]
    if any(isinstance(number, int) and abs(number) > MAX_LON for number in numbers[:2]):
        raise GeometryError(f"coordinates out of range: {_shown(value)}; need [lon, lat] in degrees")
    if len(numbers) < 2 or len(numbers) != len(value) or any(isinstance(number, bool) for number in numbers):  # noqa: PLR2004 - lon and lat
        raise GeometryError(f"a position is {_shown(value)}; need [lon, lat] in degrees")
    if not all(math.isfinite(number) for number in numbers[:2]):
        raise GeometryError(f"a position is {_shown(value)}: a coordinate is not a number; need [lon, lat] in degrees")
    return float(numbers[0]), float(numbers[1])


def _listed(value: Any, what: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise GeometryError(f"not a list of {what}: {_shown(value)!r}; need GeoJSON (RFC 7946)")
    return value


def _shown(value: Any) -> str:
    """The start of a foreign value, on one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN_LETTERS else f"{text[:SHOWN_LETTERS]}…"


SHOWN_LETTERS = 60
"""So much of a foreign value stands in a message; it may be a megabyte long."""
