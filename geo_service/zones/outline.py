"""
Outlines of named units on a metric plane: a building or an estate with its margin, clear of its neighbours.

A margin makes room for doors and yards; it must not pull a neighbouring building into the zone, because a
building belongs to a zone as soon as any part of it does.
"""

import geopandas as gpd
import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

CLEARANCE_M = 0.1
"""
Gap kept to neighbouring footprints, in metres.

Ten times the rounding of coordinates on the wire, so that a rounded outline still does not overlap them.
"""


def outline_buildings(own: gpd.GeoDataFrame, near: gpd.GeoDataFrame, *, margin_m: float) -> MultiPolygon:
    """
    The footprints with a margin, without the ground of other buildings.

    Parameters
    ----------
    own
        Footprints of the unit, metric CRS.
    near
        Footprints that may lie within the margin, in the same CRS; those of the unit are passed over.
    """
    footprints = shapely.union_all(own.geometry.to_numpy())
    others = near[~near["building_id"].isin(own["building_id"])]
    return _clear_of(footprints.buffer(margin_m), footprints, others)


def outline_estate(
    own: gpd.GeoDataFrame, near: gpd.GeoDataFrame, *, boundary: BaseGeometry | None, margin_m: float
) -> MultiPolygon:
    """
    The known boundary of an estate with all its buildings; without one, their hull with a margin.

    The hull leaves out buildings of other estates; a building without an estate stays in, since it stands among
    the estate's own.
    """
    footprints = shapely.union_all(own.geometry.to_numpy())
    if boundary is not None and not boundary.is_empty:
        return as_multipolygon(boundary if boundary.covers(footprints) else boundary.union(footprints))
    estate_ids = set(own["estate_id"].dropna())
    others = near[near["estate_id"].notna() & ~near["estate_id"].isin(estate_ids)]
    return _clear_of(footprints.convex_hull.buffer(margin_m), footprints, others)


def as_multipolygon(geometry: BaseGeometry) -> MultiPolygon:
    """The polygons of a geometry as one multipolygon; lines and points are dropped."""
    parts = shapely.get_parts(geometry)
    return MultiPolygon([part for part in parts if isinstance(part, Polygon)])


def _clear_of(around: BaseGeometry, footprints: BaseGeometry, others: gpd.GeoDataFrame) -> MultiPolygon:
    neighbours = shapely.union_all(others.geometry.to_numpy()).buffer(CLEARANCE_M)
    outline = shapely.get_parts(around.difference(neighbours).union(footprints))
    # what a neighbour cuts off from the unit is not its yard
    own = outline[np.asarray(shapely.intersects(outline, footprints))]
    return as_multipolygon(shapely.union_all(own))
