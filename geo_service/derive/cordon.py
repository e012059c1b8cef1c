"""
Checkpoints: every crossing of a zone's boundary, gathered into posts that one crew can hold.

Parallel carriageways of one street and the footways beside them are one post. Bridges and tunnels that do
not touch the zone's ground are listed apart and need no crew, unless a door, lift or open end inside gives
access. A gate near the crossing is the place to stand.
Source: duties of 卡口 in 通惠任务清单 items 3, 4 and 24.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import MultiPoint, MultiPolygon, Point, Polygon

from geo_service.network.crossings import Cordon, Crossing
from geo_service.network.graph import DRIVABLE

STAND_M = 11.0
"""How far from a crossing a crew may stand and still hold it; one carriageway's width."""
SAME_STREET_M = 40.0
"""Carriageways of one street lie this close: an urban arterial of six lanes with a median."""
BESIDE_M = 20.0
"""A footway within this distance of a carriageway is its pavement."""
PARALLEL_DEG = 30.0
"""Directions that differ by less than this run side by side."""

FOOT_TITLES = {"steps": "台阶", "footway": "人行道", "path": "小路", "pedestrian": "步行街", "cycleway": "自行车道"}
ROAD_TITLE = "道路"
NAMELESS = frozenset({ROAD_TITLE, *FOOT_TITLES.values()})
COMPASS = ("东侧", "东北侧", "北侧", "西北侧", "西侧", "西南侧", "南侧", "东南侧")


@dataclass(frozen=True)
class Post:
    """A group of crossings held together; positions in metres on the plane of the network."""

    place: Point | MultiPoint
    crossings: tuple[Crossing, ...]
    road_rows: tuple[int, ...]
    gate_id: str | None
    name: str
    access: str
    drivable: bool
    why: str


def plan_posts(
    zone: Polygon | MultiPolygon, cordon: Cordon, roads: gpd.GeoDataFrame, gates: gpd.GeoDataFrame
) -> tuple[list[Post], list[Post]]:
    """
    Gather the crossings of a cordon into posts.

    Parameters
    ----------
    zone
        Outline in metres.
    cordon
        Its crossings.
    roads, gates
        Register layers on the same plane; `cordon` counts rows of `roads`.

    Returns
    -------
    checkpoints, grade_separated
        Posts to be staffed and crossings over or under the zone, each in order round the zone, clockwise
        from north.
    """
    passing = [crossing for crossing in cordon.crossings if crossing.grade_separated and not crossing.doors]
    ground = [crossing for crossing in cordon.crossings if not (crossing.grade_separated and not crossing.doors)]
    centre = zone.centroid
    found = [
        [_post(group, roads, gates, centre) for group in _groups(crossings, roads)] for crossings in (ground, passing)
    ]
    checkpoints, grade_separated = (sorted(posts, key=lambda post: _clockwise(post, centre)) for posts in found)
    return checkpoints, grade_separated


def _clockwise(post: Post, centre: Point) -> tuple[float, float, tuple[int, ...]]:
    """Bearing from the zone's centre, then distance, so that crews are numbered in the order one walks round."""
    there = post.place.centroid
    bearing = float(np.degrees(np.arctan2(there.x - centre.x, there.y - centre.y))) % 360
    return round(bearing, 6), round(there.distance(centre), 3), post.road_rows


def _groups(crossings: Sequence[Crossing], roads: gpd.GeoDataFrame) -> list[list[Crossing]]:
    """Crossings that one crew holds: linked pairwise by `_one_post`."""
    if not crossings:
        return []
    names = ["" if name != name else str(name) for name in roads["name"]]  # noqa: PLR0124  NaN is not itself
    places = [Point(crossing.x, crossing.y) for crossing in crossings]
    left, right = shapely.STRtree(places).query(places, "dwithin", distance=SAME_STREET_M)
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    linked = [_one_post(crossings[a], crossings[b], roads, names) for a, b in pairs]
    size = len(crossings)
    links = coo_array((np.ones(sum(linked)), (left[linked], right[linked])), shape=(size, size))
    count, group = connected_components(links, directed=False)
    return [[crossings[index] for index in np.flatnonzero(group == number).tolist()] for number in range(count)]


def _one_post(first: Crossing, second: Crossing, roads: gpd.GeoDataFrame, names: list[str]) -> bool:
    apart_m = float(np.hypot(first.x - second.x, first.y - second.y))
    if _off_ground(first, roads) != _off_ground(second, roads):
        return False
    if apart_m <= STAND_M / 2:
        return True
    if not _parallel(first, second):
        return False
    same_street = {names[row] for row in first.roads} & {names[row] for row in second.roads} - {""}
    on_foot = [not _drivable(crossing, roads) for crossing in (first, second)]
    return bool(same_street) or (any(on_foot) and apart_m <= BESIDE_M)


def _off_ground(crossing: Crossing, roads: gpd.GeoDataFrame) -> bool:
    """Whether the way is a bridge or tunnel where it crosses: a crew on the street can't hold it."""
    return bool(roads["grade_separated"].iloc[crossing.roads[0]])


def _parallel(first: Crossing, second: Crossing) -> bool:
    turn = abs(first.heading_deg - second.heading_deg) % 360
    return min(turn, 360 - turn) <= PARALLEL_DEG


def _drivable(crossing: Crossing, roads: gpd.GeoDataFrame) -> bool:
    return any(highway in DRIVABLE for highway in roads["highway"].iloc[list(crossing.roads)])


def _post(group: list[Crossing], roads: gpd.GeoDataFrame, gates: gpd.GeoDataFrame, centre: Point) -> Post:
    rows = tuple(dict.fromkeys(row for crossing in group for row in crossing.roads))
    points = np.array([(crossing.x, crossing.y) for crossing in group])
    gate = _gate_near(points, gates)
    drivable = any(_drivable(crossing, roads) for crossing in group)
    title = _street(group, roads)
    return Post(
        place=_standing_place(points, None if gate is None else gates.geometry.iloc[gate]),
        crossings=tuple(group),
        road_rows=rows,
        gate_id=None if gate is None else str(gates["gate_id"].iloc[gate]),
        name=_gate_name(gate, gates) or _name(title, _side(points, centre)),
        access="vehicle" if drivable else "foot",
        drivable=drivable,
        why=_reason(group, title),
    )


def _gate_near(points: NDArray[np.float64], gates: gpd.GeoDataFrame) -> int | None:
    """The nearest gate from which every crossing of the post is in reach."""
    if gates.empty:
        return None
    spot = gates.geometry.to_numpy()
    farthest = np.max([shapely.distance(spot, Point(xy)) for xy in points], axis=0)
    nearest = int(np.argmin(farthest))
    return nearest if farthest[nearest] <= STAND_M else None


def _gate_name(gate: int | None, gates: gpd.GeoDataFrame) -> str | None:
    name = None if gate is None else gates["name"].iloc[gate]
    return name if isinstance(name, str) and name else None


def _standing_place(points: NDArray[np.float64], gate: Point | None) -> Point | MultiPoint:
    """The gate, else the middle when all crossings are in reach of it, else every crossing."""
    if gate is not None:
        return gate
    middle = points.mean(axis=0)
    if np.hypot(*(points - middle).T).max() <= STAND_M / 2:
        return Point(middle)
    return MultiPoint(points)


def _street(group: Iterable[Crossing], roads: gpd.GeoDataFrame) -> str:
    """The commonest street name of a post; for unnamed ways what kind they are."""
    rows = [row for crossing in group for row in crossing.roads]
    named = Counter(str(name) for name in roads["name"].iloc[rows] if isinstance(name, str) and name)
    if named:
        return min(named, key=lambda name: (-named[name], name))
    kinds = Counter(FOOT_TITLES.get(highway, ROAD_TITLE) for highway in roads["highway"].iloc[rows])
    return min(kinds, key=lambda kind: (kind != ROAD_TITLE, -kinds[kind], kind))


def _name(title: str, side: str) -> str:
    """A street with its side of the zone, 示例路（东侧）; a nameless way by side first, 东侧道路."""
    return f"{side}{title}" if title in NAMELESS else f"{title}（{side}）"


def _side(points: NDArray[np.float64], centre: Point) -> str:
    east, north = points.mean(axis=0) - np.array([centre.x, centre.y])
    return COMPASS[round(float(np.degrees(np.arctan2(north, east))) / 45) % len(COMPASS)]


def _reason(group: list[Crossing], title: str) -> str:
    count = f"{len(group)}处通道" if len(group) > 1 else "通道"
    if all(crossing.grade_separated and not crossing.doors for crossing in group):
        return f"{title}从上方或下方通过，区内不落地，不设卡"
    if any(crossing.grade_separated for crossing in group):
        return f"{title}的{count}立体穿越区界，但在区内有出入口，须值守"
    return f"{title}的{count}穿越区界"
