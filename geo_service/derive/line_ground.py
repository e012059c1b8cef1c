"""What lies round a drawn line, on its metric plane, and the rule by which other lines are weighed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo_service.network.graph import Network

INSIDE, BEYOND, FREE = 0, 1, 2
"""Atoms of the drawn zone and of all ground beyond the band; atoms from FREE on may be taken in or left out."""


Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Shapes = NDArray[np.object_]

CLOSING_COSTS: Mapping[str, float] = {
    **dict.fromkeys(("footway", "path", "steps", "cycleway", "pedestrian", "bridleway", "track"), 1.0),
    **dict.fromkeys(("trunk", "primary", "secondary", "trunk_link", "primary_link", "secondary_link"), 4.0),
}
"""Cost units by value of `highway`: path 1, arterial 4 [assumption]; every other road is 2."""


@dataclass(frozen=True)
class LineRule:
    """
    How far a line may move, and what things cost; one cost unit closes a footpath.

    band_m, most_band_m
        How far outward the line may move, and the most that may be asked for [assumption].
    closing_costs, other_closing_cost
        Units to close a road by its `highway` (path 1, secondary 2, arterial 4) [assumption].
    never_cut
        Values of `highway` that a line should not cross: expressway mainlines.
    never_cut_cost
        Units that stand for "never": far more than all roads round a zone together.
    line_m_per_unit
        Metres of line that cost as much as closing a footpath [assumption].
    area_m2_per_household
        Ground that is as dear as one more household: free ground isn't taken in for nothing [assumption].
    most_households_per_post
        A post that is saved may cost this many households more: what one staffed gate served in practice, 3,024
        households at 8 gates (武汉聚才社区).
    most_households_share
        A line may take in at most this share of the households of the drawn zone [assumption].
    reach_m
        Farthest from a wall to the road that a building stands at [assumption].
    keep_clear_m
        Roads this near to a hospital are not crossed by the line [assumption].
    told_kinds
        Kinds of facilities that a suggestion names when it takes them in.
    most_lines
        Most points of the curve that are looked for.
    """

    band_m: float = 150.0
    most_band_m: float = 300.0
    closing_costs: Mapping[str, float] = field(default_factory=lambda: CLOSING_COSTS)
    other_closing_cost: float = 2.0
    never_cut: tuple[str, ...] = ("motorway",)
    never_cut_cost: float = 1_000.0
    line_m_per_unit: float = 1_000.0
    area_m2_per_household: float = 500.0
    most_households_per_post: float = 378.0
    most_households_share: float = 0.5
    reach_m: float = 50.0
    keep_clear_m: float = 30.0
    told_kinds: tuple[str, ...] = ("hospital", "fire_station", "police")
    most_lines: int = 12


@dataclass(frozen=True)
class Ground:
    """
    What lies round a zone, on its metric plane.

    `limit` is the drawn outline with the band round it, as far as roads are known. `held` flags the buildings that the
    drawn zone holds; `buildings` have known or estimated households. `barriers` are walls, rivers and rail;
    `kept_clear` are places such as a hospital's forecourt.
    """

    outline: Polygon | MultiPolygon
    limit: Polygon | MultiPolygon
    roads: gpd.GeoDataFrame
    network: Network
    buildings: gpd.GeoDataFrame
    held: Flags
    barriers: Shapes
    kept_clear: Shapes
    whole_premises: bool = False
