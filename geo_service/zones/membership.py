"""The one predicate that decides which buildings a zone holds; nothing else in the service repeats it."""

import geopandas as gpd
import shapely
from shapely import MultiPolygon, Polygon

from geo_service.coords.metric import require_metric
from geo_service.errors import GeometryError

NOISE_M2 = 0.05
"""
Overlap up to this is not an overlap, in square metres.

Coordinates on the wire have seven decimals (about a centimetre): a wall of five metres drawn along the zone's edge
may overlap it by that much through rounding alone.
"""


def affected_buildings(
    zone: Polygon | MultiPolygon, buildings: gpd.GeoDataFrame, *, min_share: float = 0.0
) -> gpd.GeoDataFrame:
    """
    Select the buildings whose footprint overlaps a zone.

    A building that only touches the zone's edge is not affected, nor is one that overlaps it by no more than
    `NOISE_M2`.

    Parameters
    ----------
    zone
        Zone outline, in the CRS of `buildings`.
    buildings
        Footprints in a metric CRS, with a unique `building_id`.
    min_share
        Keep a building when more than this share (0 to 1) is inside.

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

    affected = near[(near["overlap_m2"] > NOISE_M2) & (near["share_inside"] > min_share)]
    return affected.sort_values("building_id")


def _require_whole(buildings: gpd.GeoDataFrame) -> None:
    broken = ~shapely.is_valid(buildings.geometry.to_numpy())
    if broken.any():
        row = buildings[broken].iloc[0]
        reason = shapely.is_valid_reason(row.geometry)
        raise GeometryError(
            f"building {row['building_id']} has a broken footprint ({reason}); correct it in the register"
        )
