"""
Checkpoints: every crossing of a zone's boundary, gathered into posts that one crew can hold.

Parallel carriageways of one street and the footways beside them are one post. Bridges and tunnels that do
not touch the zone's ground are listed apart and need no crew, unless a door, lift or open end inside gives
access. A gate near the crossing is the place to stand.
Source: duties of 卡口 in 通惠任务清单 items 3, 4 and 24.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree
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
    """
    A group of crossings held together; positions in metres on the plane of the network.

    `gate_width_m` is not a number where no gate stands or its width is not known. `wide_m` is the width of the widest
    drivable way, not a number when none is known.
    """

    place: Point | MultiPoint
    crossings: tuple[Crossing, ...]
    road_rows: tuple[int, ...]
    gate_id: str | None
    gate_width_m: float
    name: str
    access: str
    drivable: bool
    wide_m: float
    highways: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class _Ways:
    """What posts need of the roads that cross, by row of the roads frame."""

    name: Mapping[int, str]
    highway: Mapping[int, str]
    width_m: Mapping[int, float]
    off_ground: Mapping[int, bool]

    def drivable(self, rows: Iterable[int]) -> bool:
        """Whether a car may use one of the roads."""
        return any(self.highway[row] in DRIVABLE for row in rows)


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
    ground, grade_separated
        Posts to be held and crossings over or under the zone, each in order round the zone, clockwise
        from north.
    """
    passing = [crossing for crossing in cordon.crossings if crossing.grade_separated and not crossing.doors]
    ground = [crossing for crossing in cordon.crossings if not (crossing.grade_separated and not crossing.doors)]
    centre, ways, near = zone.centroid, _ways_of(cordon.crossings, roads), _gates_near(zone, gates)
    found = [
        [_post(group, ways, near, centre) for group in _groups(crossings, ways)] for crossings in (ground, passing)
    ]
    held, grade_separated = (sorted(posts, key=lambda post: _clockwise(post, centre)) for posts in found)
    return held, grade_separated


def _ways_of(crossings: Sequence[Crossing], roads: gpd.GeoDataFrame) -> _Ways:
    rows = sorted({row for crossing in crossings for row in crossing.roads})
    # taking several columns at once would copy the whole frame
    name, highway, width_m, off_ground = (
        roads[column].array[rows] for column in ("name", "highway", "width_m", "grade_separated")
    )
    columns = (
        [name if isinstance(name, str) else "" for name in name.tolist()],
        highway.tolist(),
        width_m.to_numpy(dtype=float, na_value=np.nan).tolist(),
        off_ground.to_numpy(dtype=bool, na_value=False).tolist(),
    )
    return _Ways(*(dict(zip(rows, column, strict=True)) for column in columns))


@dataclass(frozen=True)
class _Gate:
    """A gate near the boundary, metres."""

    gate_id: str
    name: str
    width_m: float
    point: Point


def _gates_near(zone: Polygon | MultiPolygon, gates: gpd.GeoDataFrame) -> list[_Gate]:
    """Gates close enough to the boundary for a crew that holds a crossing to stand there, in the frame's order."""
    spots = gates.geometry.to_numpy()
    line = zone.boundary
    shapely.prepare(line)
    rows = np.flatnonzero(shapely.dwithin(line, spots, STAND_M))
    gate_id, name, width_m = (gates[column].iloc[rows] for column in ("gate_id", "name", "width_m"))
    widths = width_m.to_numpy(dtype=float, na_value=np.nan).tolist()
    return [
        _Gate(str(gate), title if isinstance(title, str) else "", width, spots[row])
        for gate, title, width, row in zip(gate_id.tolist(), name.tolist(), widths, rows.tolist(), strict=True)
    ]


def _clockwise(post: Post, centre: Point) -> tuple[float, float, tuple[int, ...]]:
    """Bearing from the zone's centre, then distance, so that crews are numbered in the order one walks round."""
    there = post.place.centroid
    bearing = float(np.degrees(np.arctan2(there.x - centre.x, there.y - centre.y))) % 360
    return round(bearing, 6), round(there.distance(centre), 3), post.road_rows


def _groups(crossings: Sequence[Crossing], ways: _Ways) -> list[list[Crossing]]:
    """Crossings that one crew holds: linked pairwise by `_one_post`."""
    if not crossings:
        return []
    places = np.array([(crossing.x, crossing.y) for crossing in crossings])
    pairs = KDTree(places).query_pairs(SAME_STREET_M, output_type="ndarray")
    linked = [_one_post(crossings[a], crossings[b], ways) for a, b in pairs.tolist()]
    left, right = pairs[np.array(linked, dtype=bool)].reshape(-1, 2).T
    size = len(crossings)
    links = coo_array((np.ones(len(left)), (left, right)), shape=(size, size))
    count, group = connected_components(links, directed=False)
    return [[crossings[index] for index in np.flatnonzero(group == number).tolist()] for number in range(count)]


def _one_post(first: Crossing, second: Crossing, ways: _Ways) -> bool:
    apart_m = hypot(first.x - second.x, first.y - second.y)
    # a crew on the street can't hold a bridge or tunnel
    if ways.off_ground[first.roads[0]] != ways.off_ground[second.roads[0]]:
        return False
    if apart_m <= STAND_M / 2:
        return True
    if not _parallel(first, second):
        return False
    same_street = {ways.name[row] for row in first.roads} & {ways.name[row] for row in second.roads} - {""}
    on_foot = [not ways.drivable(crossing.roads) for crossing in (first, second)]
    return bool(same_street) or (any(on_foot) and apart_m <= BESIDE_M)


def _parallel(first: Crossing, second: Crossing) -> bool:
    turn = abs(first.heading_deg - second.heading_deg) % 360
    return min(turn, 360 - turn) <= PARALLEL_DEG


def _post(group: list[Crossing], ways: _Ways, gates: Sequence[_Gate], centre: Point) -> Post:
    rows = tuple(dict.fromkeys(row for crossing in group for row in crossing.roads))
    points = np.array([(crossing.x, crossing.y) for crossing in group])
    gate = _gate_at(points, gates)
    title = _street(group, ways)
    drivable = ways.drivable(rows)
    return Post(
        place=_standing_place(points, gate),
        crossings=tuple(group),
        road_rows=rows,
        gate_id=gate.gate_id if gate else None,
        gate_width_m=gate.width_m if gate else np.nan,
        name=(gate.name if gate else "") or _name(title, _side(points, centre)),
        access="vehicle" if drivable else "foot",
        drivable=drivable,
        wide_m=max(
            (ways.width_m[row] for row in rows if ways.width_m[row] > 0 and ways.drivable((row,))), default=np.nan
        ),
        highways=tuple(dict.fromkeys(ways.highway[row] for row in rows)),
        why=_reason(group, title),
    )


def _gate_at(points: NDArray[np.float64], gates: Sequence[_Gate]) -> _Gate | None:
    """The nearest gate from which every crossing of the post is in reach."""
    reach = [max(hypot(gate.point.x - x, gate.point.y - y) for x, y in points.tolist()) for gate in gates]
    nearest = min(range(len(gates)), key=reach.__getitem__, default=-1)
    return gates[nearest] if nearest >= 0 and reach[nearest] <= STAND_M else None


def _standing_place(points: NDArray[np.float64], gate: _Gate | None) -> Point | MultiPoint:
    """The gate, else the middle when all crossings are in reach of it, else every crossing."""
    if gate is not None:
        return gate.point
    middle = points.mean(axis=0)
    if np.hypot(*(points - middle).T).max() <= STAND_M / 2:
        return Point(middle)
    return MultiPoint(points)


def _street(group: Iterable[Crossing], ways: _Ways) -> str:
    """The commonest street name of a post; for unnamed ways what kind they are."""
    rows = [row for crossing in group for row in crossing.roads]
    named = Counter(ways.name[row] for row in rows if ways.name[row])
    if named:
        return min(named, key=lambda name: (-named[name], name))
    kinds = Counter(FOOT_TITLES.get(ways.highway[row], ROAD_TITLE) for row in rows)
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
