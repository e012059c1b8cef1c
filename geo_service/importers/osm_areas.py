"""Areas from OpenStreetMap rings: closed, chained from pieces, holes cut out, crossings mended and said."""

from dataclasses import dataclass

import shapely
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union

from geo_service.coords.shapes import areal

Line = list[tuple[float, float]]

RING_POINTS = 4


@dataclass(frozen=True)
class Rings:
    """Outer and inner lines of an area, lon/lat; `clipped` when the extract lacks a part of them."""

    outer: list[Line]
    inner: list[Line]
    clipped: bool


def area_of_rings(rings: Rings) -> tuple[Polygon | MultiPolygon | None, str]:
    """
    Build the area that the rings enclose.

    Lines that are not closed are chained with the others; what stays open encloses nothing.

    Returns
    -------
    area, repaired
        None when nothing is enclosed; `repaired` says what had to be mended, "" when nothing.
    """
    outer, crossed = _fill(rings.outer)
    inner, _ = _fill(rings.inner)
    if outer.is_empty:
        return None, ""
    area = polygons_of(outer.difference(inner)) if not inner.is_empty else outer
    return (None, "") if area.is_empty else (area, crossed)


def polygon_of_ring(line: Line) -> tuple[Polygon | MultiPolygon, str]:
    """The area of one closed line, and what was mended."""
    if len(line) < RING_POINTS:
        return MultiPolygon(), ""
    ring = Polygon(line)
    if ring.is_valid:
        return ring, ""
    return polygons_of(ring), f"the outline was mended: {shapely.is_valid_reason(ring)}"


def polygons_of(geometry: BaseGeometry) -> Polygon | MultiPolygon:
    """The areal part of a geometry, made valid; an empty MultiPolygon when there is none."""
    valid = geometry if geometry.is_valid else shapely.make_valid(geometry)
    return areal(valid)


def _fill(lines: list[Line]) -> tuple[Polygon | MultiPolygon, str]:
    closed = [line for line in lines if len(line) >= RING_POINTS and line[0] == line[-1]]
    pieces = [LineString(line) for line in lines if len(line) > 1 and line[0] != line[-1]]
    filled: list[tuple[BaseGeometry, str]] = [polygon_of_ring(line) for line in closed]
    filled += [(part, "") for part in polygonize(unary_union(pieces))] if pieces else []
    area = polygons_of(unary_union([part for part, _ in filled])) if filled else MultiPolygon()
    return area, "; ".join(said for _, said in filled if said)
