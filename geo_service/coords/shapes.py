"""The areal part of any geometry."""

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union


def areal(geometry: BaseGeometry) -> Polygon | MultiPolygon:
    """The polygons of a valid geometry, united; an empty MultiPolygon when there is none."""
    flat = shapely.get_parts(shapely.get_parts(geometry))
    parts = [part for part in flat if isinstance(part, Polygon) and part.area > 0]
    joined = unary_union(parts) if parts else MultiPolygon()
    return joined if isinstance(joined, (Polygon, MultiPolygon)) else MultiPolygon()
