"""
The roads of the band as atoms of a line graph: stretches, what joins them, and what it costs to shut them.

A bridge or tunnel joins the roads at its ends and has no stretches of its own.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import MultiPolygon, Polygon

from geo_service.coords.shapes import areal
from geo_service.derive.cordon import BESIDE_M, PARALLEL_DEG, SAME_STREET_M
from geo_service.derive.line_ground import BEYOND, FREE, INSIDE, Flags, Floats, Ground, Ints, LineRule, Shapes
from geo_service.network.crossings import BAND_M
from geo_service.network.graph import DRIVABLE, Network, cut_network

STRETCH_M = 20.0
"""Longest stretch of road that is one atom, about the depth of a building: the line may close a road every so often."""
NEAR_M = 10.0
"""Roads this far beyond the band are looked at, to see which ones leave it."""


@dataclass(frozen=True)
class Streets:
    """Roads of the band as atoms: edges, sites, and which atom a place on a piece belongs to."""

    cut: Network
    ground: Flags
    parts: Ints
    first: Ints
    vertex_atom: Ints
    size: int

    def atom_at(self, piece: Ints, along_m: Floats) -> Ints:
        """The atom of a place on a piece of the band; the ends of a stretch inside belong to its neighbours."""
        parts, tail, head = self.parts[piece], self.cut.tail[piece], self.cut.head[piece]
        length_m = np.maximum(self.cut.length_m[piece], np.finfo(np.float64).tiny)
        from_tail = (self.vertex_atom[tail] == INSIDE).astype(np.int64)
        from_head = parts - (self.vertex_atom[head] == INSIDE)
        block = np.clip(np.rint(along_m / length_m * parts).astype(np.int64), from_tail, np.maximum(from_head, 0))
        return self.atom_of_block(piece, block)

    def atom_of_block(self, piece: Ints, block: Ints) -> Ints:
        """The atom of the n-th part of a piece: its tail, its stretches, its head."""
        inner = self.first[piece] + block - 1
        ends = self.vertex_atom[self.cut.tail[piece]], self.vertex_atom[self.cut.head[piece]]
        return np.where(block <= 0, ends[0], np.where(block >= self.parts[piece], ends[1], inner))


def streets_near(ground: Ground, limit: Polygon | MultiPolygon) -> tuple[Streets, Ints]:
    """The network cut at the drawn line and at the edge of the band, and the pieces that join atoms."""
    inner = areal(ground.outline.buffer(-BAND_M))
    lines = ground.network.lines()
    network = ground.network.only(np.asarray(shapely.intersects(lines, limit.buffer(NEAR_M)), dtype=bool))
    lines = network.lines()
    near = np.asarray(shapely.intersects(lines, shapely.union_all([inner.boundary, limit.boundary])), dtype=bool)
    cut = cut_network(network, near, [inner.boundary, limit.boundary])
    middle = (cut.xy[cut.tail] + cut.xy[cut.head]) / 2
    inside, within = contains(inner, middle), contains(limit, middle)
    at_ground = ~ground.roads["grade_separated"].to_numpy(dtype=bool, na_value=False)[cut.road]
    vertex_atom, size = _vertex_atoms(cut, inside, ~within, at_ground)
    used = np.flatnonzero(within & ~((vertex_atom[cut.tail] == INSIDE) & (vertex_atom[cut.head] == INSIDE) & inside))
    parts = np.ones(len(cut.tail), dtype=np.int64)
    parts[used] = np.maximum(1, np.rint(cut.length_m[used] / STRETCH_M)).astype(np.int64)
    same = vertex_atom[cut.tail] == vertex_atom[cut.head]
    parts[same] = np.maximum(parts[same], 2)
    parts[inside | ~at_ground] = 1
    first = size + np.concatenate([[0], np.cumsum(parts[used] - 1)[:-1]]) if len(used) else np.empty(0)
    starts = np.zeros(len(cut.tail), dtype=np.int64)
    starts[used] = first
    total = size + int((parts[used] - 1).sum())
    return Streets(cut, at_ground & ~inside, parts, starts, vertex_atom, total), used


def contains(area: Polygon | MultiPolygon, xy: Floats) -> Flags:
    """Whether each place lies in an area."""
    shapely.prepare(area)
    return np.asarray(shapely.contains_xy(area, xy[:, 0], xy[:, 1]), dtype=bool)


def _vertex_atoms(cut: Network, inside: Flags, beyond: Flags, at_ground: Flags) -> tuple[Ints, int]:
    """INSIDE for vertices whose roads touch the zone's ground, BEYOND for those past the band, else one of its own."""
    size = len(cut.xy)
    atom = np.full(size, -1, dtype=np.int64)
    atom[cut.tail[beyond]] = atom[cut.head[beyond]] = BEYOND
    links = coo_array((np.ones(int(inside.sum())), (cut.tail[inside], cut.head[inside])), shape=(size, size))
    count, component = connected_components(links, directed=False)
    grounded = np.zeros(count, dtype=bool)
    grounded[component[cut.tail[inside & at_ground]]] = True
    touched = np.zeros(size, dtype=bool)
    touched[cut.tail[inside]] = touched[cut.head[inside]] = True
    atom[touched & grounded[component]] = INSIDE
    own = atom < 0
    atom[own] = FREE + np.arange(int(own.sum()))
    return atom, FREE + int(own.sum())


def road_edges(ground: Ground, streets: Streets, used: Ints, rule: LineRule) -> tuple[Ints, Ints, Floats, Floats]:
    """An edge between the neighbouring parts of every piece; what one crew holds costs as much as its dearest road."""
    cut, parts = streets.cut, streets.parts[used]
    piece = np.repeat(used, parts)
    block = np.arange(len(piece)) - np.repeat(np.cumsum(parts) - parts, parts)
    start, step = (
        cut.xy[cut.tail[piece]],
        (cut.xy[cut.head[piece]] - cut.xy[cut.tail[piece]]) / streets.parts[piece, None],
    )
    stretches = _Stretches(start + block[:, None] * step, step, cut.road[piece])
    highway = ground.roads["highway"].astype("object")
    costs = np.array([rule.closing_costs.get(str(one), rule.other_closing_cost) for one in highway], dtype=np.float64)
    single = costs[stretches.road]
    shared = _shared_costs(stretches, single, ground.roads)
    never = highway.isin(rule.never_cut).to_numpy(dtype=bool)[stretches.road] | _at_kept_clear(ground, stretches, rule)
    tail, head = streets.atom_of_block(piece, block), streets.atom_of_block(piece, block + 1)
    high = rule.never_cut_cost
    return tail, head, np.where(never, high, shared), np.where(never, high, single)


@dataclass(frozen=True)
class _Stretches:
    """Straight stretches of road: n × 2 starts and steps in metres, and the row of each road."""

    start: Floats
    step: Floats
    road: Ints

    def lines(self) -> Shapes:
        return np.asarray(shapely.linestrings(np.stack([self.start, self.start + self.step], axis=1)), dtype=object)


def _shared_costs(stretches: _Stretches, cost: Floats, roads: gpd.GeoDataFrame) -> Floats:
    """Costs of stretches when those that lie side by side as one street are shut together, for that of the dearest."""
    if not len(cost):
        return cost
    middle = stretches.start + stretches.step / 2
    points = np.asarray(shapely.points(middle), dtype=object)
    one, other = shapely.STRtree(points).query(points, "dwithin", distance=SAME_STREET_M)
    same = _side_by_side(stretches, middle, one, other) & _one_street(stretches, middle, roads, one, other)
    one, other = one[same], other[same]
    total, dearest = cost.copy(), cost.copy()
    np.add.at(total, one, cost[other])
    np.maximum.at(dearest, one, cost[other])
    shared: Floats = dearest * cost / total
    return shared


def _side_by_side(stretches: _Stretches, middle: Floats, one: Ints, other: Ints) -> Flags:
    """Pairs of stretches that run the same way next to each other."""
    along = stretches.step / np.maximum(np.hypot(*stretches.step.T), np.finfo(np.float64).tiny)[:, None]
    apart = middle[other] - middle[one]
    ahead_m = np.abs(np.einsum("ij,ij->i", apart, along[one]))
    aside_m = np.abs(apart[:, 0] * along[one][:, 1] - apart[:, 1] * along[one][:, 0])
    turn = np.abs(np.einsum("ij,ij->i", along[one], along[other]))
    beside = (ahead_m <= STRETCH_M / 2) & (aside_m > BAND_M) & (turn >= np.cos(np.radians(PARALLEL_DEG)))
    return np.asarray(beside, dtype=bool)


def _one_street(stretches: _Stretches, middle: Floats, roads: gpd.GeoDataFrame, one: Ints, other: Ints) -> Flags:
    """Pairs of stretches that posts join: carriageways of one name, or a pavement beside its road."""
    named = roads["name"].astype("object")
    _, name = np.unique(named.where(named.notna(), "").astype(str).to_numpy(), return_inverse=True)
    has_name = named.notna().to_numpy(dtype=bool)
    on_foot = ~roads["highway"].astype("object").isin(DRIVABLE).to_numpy(dtype=bool)
    first, second = stretches.road[one], stretches.road[other]
    close = np.hypot(*(middle[other] - middle[one]).T) <= BESIDE_M
    same_name = (name[first] == name[second]) & has_name[first]
    return np.asarray(same_name | ((on_foot[first] | on_foot[second]) & close), dtype=bool)


def _at_kept_clear(ground: Ground, stretches: _Stretches, rule: LineRule) -> Flags:
    """Stretches at a place that no line should run through."""
    clear = np.zeros(len(stretches.road), dtype=bool)
    if len(ground.kept_clear) and len(clear):
        tree = shapely.STRtree(stretches.lines())
        clear[tree.query(ground.kept_clear, predicate="dwithin", distance=rule.keep_clear_m)[1]] = True
    return clear
