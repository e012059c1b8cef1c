"""Venues that pause inside a zone, and the hospitals and pharmacies nearest to it by road."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo_service.network.graph import Network
from geo_service.network.walking import attach, nearest_places

REACH_M = 200.0
"""A facility or checkpoint farther than this from every way is not on the network."""
CANDIDATES = 4
"""Facilities looked at per one wanted, by straight line, before the road distance decides."""


def venues_to_pause(
    zone: Polygon | MultiPolygon, facilities: gpd.GeoDataFrame, kinds: Sequence[str], *, action: str
) -> gpd.GeoDataFrame:
    """
    List the venues of these kinds that lie in a zone, with what they have to do.

    A venue that only touches the zone's edge is not in it.

    Returns
    -------
    venues
        Columns of the plan's `venue` layer, in the CRS of `facilities`.
    """
    chosen = facilities[facilities["kind"].isin(list(kinds)).to_numpy(dtype=bool)]
    chosen = chosen[_inside(zone, chosen)]
    return chosen[["facility_id", "name", "geometry"]].assign(
        facility_kind=chosen["kind"], action=action, why="位于区内的室内公共场所"
    )


def _inside(zone: Polygon | MultiPolygon, facilities: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    shapes = facilities.geometry.to_numpy()
    return np.asarray(shapely.intersects(shapes, zone) & ~shapely.touches(shapes, zone), dtype=bool)


def likely_services(
    zone: Polygon | MultiPolygon, facilities: gpd.GeoDataFrame, wanted: Mapping[str, int]
) -> gpd.GeoDataFrame:
    """The few facilities of each wanted kind nearest in a straight line, metres; enough for the roads to decide."""
    straight = shapely.distance(facilities.geometry.to_numpy(), zone)
    ranked = facilities.assign(straight_m=straight).sort_values(["straight_m", "facility_id"], kind="stable")
    parts = [
        ranked[(ranked["kind"] == kind).to_numpy(dtype=bool)].head(count * CANDIDATES) for kind, count in wanted.items()
    ]
    return pd.concat(parts) if parts else ranked.head(0)


def nearest_services(
    likely: gpd.GeoDataFrame, exits: NDArray[np.object_], network: Network, wanted: Mapping[str, int]
) -> gpd.GeoDataFrame:
    """
    Rank facilities by the way from the nearest checkpoint along the roads.

    Parameters
    ----------
    likely
        Facilities from `likely_services`, metres.
    exits
        Points at the checkpoints; a zone without any is measured in straight lines.
    network
        Roads round the zone and the facilities.
    wanted
        How many of each kind.

    Returns
    -------
    services
        Columns of the plan's `service` layer, nearest first within each kind.
    """
    by_road = nearest_places(
        network, attach(likely.geometry.to_numpy(), network, reach_m=REACH_M), attach(exits, network, reach_m=REACH_M)
    )
    road_m = np.full(len(likely), np.nan)
    road_m[by_road.thing] = by_road.walk_m
    straight_m = likely["straight_m"].to_numpy(dtype=float)
    inside = straight_m == 0.0
    found = likely.assign(
        inside=inside,
        distance_m=np.round(np.where(inside, 0.0, np.where(np.isnan(road_m), straight_m, road_m)), 1),
        distance_basis=np.where(inside | np.isnan(road_m), "straight", "network"),
        facility_kind=likely["kind"],
    ).sort_values(["distance_m", "facility_id"], kind="stable")
    parts = [found[(found["kind"] == kind).to_numpy(dtype=bool)].head(count) for kind, count in wanted.items()]
    best = pd.concat(parts) if parts else found
    return best.assign(why=[_why(row.inside, row.distance_basis) for row in best.itertuples()])


def _why(inside: bool, basis: str) -> str:
    if inside:
        return "位于区内"
    return "按道路距离就近" if basis == "network" else "按直线距离就近（与路网未连通）"
