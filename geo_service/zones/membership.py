"""The one predicate that decides which buildings a zone holds; nothing else in the service repeats it."""

from collections.abc import Callable, Mapping
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo_service.coords.metric import require_metric
from geo_service.errors import GeometryError

NOISE_M2 = 0.05
"""
Overlap up to this is not an overlap, in square metres.

Coordinates on the wire have seven decimals (about a centimetre): a wall of five metres drawn along the zone's edge
may overlap it by that much through rounding alone.
"""


MembershipRule = Literal["any_part", "any_part_whole_premises", "majority", "centroid"]
"""How a protocol decides: see `Membership` in `protocol_schema`."""

HALF = 0.5


def affected_buildings(
    zone: Polygon | MultiPolygon,
    buildings: gpd.GeoDataFrame,
    *,
    min_share: float = 0.0,
    rule: MembershipRule = "any_part",
) -> gpd.GeoDataFrame:
    """
    Select the buildings that a zone holds by their footprint.

    A building that only touches the zone's edge is not affected, nor is one that overlaps it by no more than
    `NOISE_M2`. With `any_part_whole_premises`, a site of several buildings (`estate_id`) is in as soon as one of them
    is; the others then have a share of 0.

    Parameters
    ----------
    zone
        Zone outline, in the CRS of `buildings`.
    buildings
        Footprints in a metric CRS, with a unique `building_id`.
    min_share
        Keep a building when more than this share (0 to 1) is inside.
    rule
        What the protocol says; whatever it is, a larger zone never loses a building.

    Returns
    -------
    affected
        The matching rows, ordered by `building_id`, with `share_inside` and `overlap_m2`.

    Raises
    ------
    CrsError
        If `buildings` has no CRS, or one in degrees.
    GeometryError
        If a footprint near the zone is broken; the message names it.
    """
    require_metric(buildings)

    # the index narrows by bounding box; the exact share decides
    near = buildings.iloc[sorted(buildings.sindex.query(zone))]
    _require_whole(near)
    footprints = near.geometry.to_numpy()
    overlap_m2 = shapely.area(shapely.intersection(footprints, zone))
    share = overlap_m2 / shapely.area(footprints)
    near = near.assign(share_inside=share.clip(0.0, 1.0), overlap_m2=overlap_m2)

    held = (near["overlap_m2"] > NOISE_M2) & (near["share_inside"] > min_share) & _HELD[rule](near, zone)
    affected = near[held]
    if rule == "any_part_whole_premises":
        affected = _with_whole_premises(affected, buildings)
    return affected.sort_values("building_id")


Flags = NDArray[np.bool_]


def _any_part(near: gpd.GeoDataFrame, _zone: Polygon | MultiPolygon) -> Flags:
    return np.ones(len(near), dtype=bool)


def _majority(near: gpd.GeoDataFrame, _zone: Polygon | MultiPolygon) -> Flags:
    held: Flags = near["share_inside"].to_numpy() > HALF
    return held


def _centroid(near: gpd.GeoDataFrame, zone: Polygon | MultiPolygon) -> Flags:
    held: Flags = shapely.covers(zone, shapely.centroid(near.geometry.to_numpy()))
    return held


_HELD: Mapping[MembershipRule, Callable[[gpd.GeoDataFrame, Polygon | MultiPolygon], Flags]] = {
    "any_part": _any_part,
    "any_part_whole_premises": _any_part,
    "majority": _majority,
    "centroid": _centroid,
}


def _with_whole_premises(affected: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The affected buildings, and those of the same sites that are not."""
    sites = set(affected["estate_id"].dropna())
    others = buildings[buildings["estate_id"].isin(sites) & ~buildings["building_id"].isin(affected["building_id"])]
    return gpd.GeoDataFrame(pd.concat([affected, others.assign(share_inside=0.0, overlap_m2=0.0)]), crs=buildings.crs)


def _require_whole(buildings: gpd.GeoDataFrame) -> None:
    broken = ~shapely.is_valid(buildings.geometry.to_numpy())
    if broken.any():
        row = buildings[broken].iloc[0]
        reason = shapely.is_valid_reason(row.geometry)
        raise GeometryError(
            f"building {row['building_id']} has a broken footprint ({reason}); correct it in the register"
        )
