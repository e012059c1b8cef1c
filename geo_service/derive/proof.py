"""
The proof of a cordon: numbers that anyone can compute again from the plan's own file.

It says that nobody gets out past the posts (a search), how many places must be held at least (a cut), that no cheaper
choice of posts exists (a bound), and how much longer the worst trip to each building is. `derive/proof_check.py`
computes all of it again from the written document, without the code that made it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from geo_service.derive.cordon_times import CordonGround, Reach
from geo_service.derive.staffing import SECOND, Staffing, planned_s
from geo_service.derive.ways_out import hopeless_vertices, lost_vertices, shut_vertices
from geo_service.network.crossings import ON_LINE, OUTSIDE, Cordon
from geo_service.network.mincut import min_cut

TO_ROAD_M = 150.0
"""A building farther than this from every way of a service's kind is not on it."""


@dataclass(frozen=True)
class Detour:
    """The trip that a plan lengthens most for one building, seconds; `open_s` with all crossings open."""

    building: int
    service: str
    open_s: float
    plan_s: float
    limit_s: float

    @property
    def ratio(self) -> float:
        """How many times as long; two seconds more on a trip of one second are no detour worth a name."""
        return self.plan_s / max(self.open_s, 1.0)


@dataclass(frozen=True)
class Proof:
    """
    What has been proved of a cordon.

    `leaks` are vertices from which the outside is reached past all posts, `cut` the fewest ways that must be held
    anywhere on the line, `cut_off` vertices that lose their way out, `hopeless` vertices inside that had none before;
    `shut` are stubs without buildings that orders close for good.
    `unmet` and `single` are, by service, vertices whose limit no post can keep and those with one post of the two
    asked for. `detours` hold the worst trip of each building that a service reaches.
    """

    leaks: NDArray[np.int64]
    cut: int
    crossings: int
    cost: float
    bound: float
    proved: bool
    gap: float
    cut_off: NDArray[np.int64]
    hopeless: NDArray[np.int64]
    shut: NDArray[np.int64]
    unmet: dict[str, NDArray[np.int64]]
    single: dict[str, NDArray[np.int64]]
    detours: tuple[Detour, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing leaks and nobody is cut off."""
        return not len(self.leaks) and not len(self.cut_off)


def prove(ground: CordonGround, staffing: Staffing, near: Mapping[str, NDArray[np.int64]]) -> Proof:
    """
    Prove a choice of posts.

    Parameters
    ----------
    near
        By service, the place nearest to each affected building, as `buildings_on` gives it.
    """
    cover = staffing.cover
    return Proof(
        leaks=leaks_past(ground.cordon),
        cut=fewest_ways(ground.cordon),
        crossings=len(ground.cordon.crossings),
        cost=cover.cost,
        bound=cover.bound,
        proved=cover.proved,
        gap=cover.gap,
        cut_off=lost_vertices(staffing.ways, staffing.staffed),
        hopeless=_hopeless_nodes(ground, staffing),
        shut=shut_vertices(staffing.ways, staffing.staffed),
        unmet={one.reach.service.name: one.reach.vertex[one.unmet] for one in staffing.services},
        single={one.reach.service.name: one.reach.vertex[one.single] for one in staffing.services},
        detours=tuple(_worst_detours(staffing, near)),
    )


def _hopeless_nodes(ground: CordonGround, staffing: Staffing) -> NDArray[np.int64]:
    """Nodes without a way out on foot before; where a way clips a corner of the zone, its cut points are no nodes."""
    if not staffing.ways:
        return np.empty(0, dtype=np.int64)
    found = hopeless_vertices(staffing.ways[-1])
    return np.asarray(found[ground.places[found]], dtype=np.int64)


def leaks_past(cordon: Cordon) -> NDArray[np.int64]:
    """Vertices where somebody from inside reaches a way outside without passing any listed crossing."""
    network, size = cordon.network, len(cordon.network.xy)
    outside = cordon.label == OUTSIDE
    is_out, held = np.zeros((2, size), dtype=bool)
    is_out[network.tail[outside]] = is_out[network.head[outside]] = True
    held[[crossing.vertex for crossing in cordon.crossings]] = True
    walked = cordon.within | (cordon.label == ON_LINE)
    part, vertex = network.only(walked).compact()
    within, count, pieces = cordon.within[walked], len(vertex), np.arange(len(part.tail))
    # an inside piece ends at a held vertex as at a wall: there it gets a vertex of its own
    tail = np.where(within & held[vertex[part.tail]], count + pieces, part.tail)
    head = np.where(within & held[vertex[part.head]], count + len(pieces) + pieces, part.head)
    total = count + 2 * len(pieces)
    _, component = connected_components(
        coo_array((np.ones(len(pieces), dtype=np.int8), (tail, head)), shape=(total, total)), directed=False
    )
    from_inside = np.zeros(total, dtype=bool)
    from_inside[component[tail[within]]] = True
    return np.asarray(vertex[from_inside[component[:count]] & is_out[vertex]], dtype=np.int64)


def fewest_ways(cordon: Cordon) -> int:
    """The fewest ways that separate inside and outside along the line: a minimum cut, each way counting one."""
    if not cordon.crossings:
        return 0
    network = cordon.network
    source, sink = len(network.xy), len(network.xy) + 1
    vertex = np.array([crossing.vertex for crossing in cordon.crossings])
    on_line, outside = cordon.label == ON_LINE, (cordon.label == OUTSIDE) | cordon.passing
    arms = np.bincount(np.concatenate([network.tail[outside], network.head[outside]]), minlength=len(network.xy))
    near = np.unique(np.concatenate([vertex, network.tail[on_line], network.head[on_line]]))
    out = near[arms[near] > 0]
    tail = np.concatenate([np.full(len(vertex), source), network.tail[on_line], out])
    head = np.concatenate([vertex, network.head[on_line], np.full(len(out), sink)])
    room = np.concatenate([np.ones(len(vertex) + int(on_line.sum()), dtype=np.int64), arms[out]])
    index = np.unique(np.concatenate([near, [source, sink]]))
    tail, head = np.searchsorted(index, tail), np.searchsorted(index, head)
    return min_cut(len(index), tail, head, room, source=len(index) - 2, sink=len(index) - 1).value


def _worst_detours(staffing: Staffing, near: Mapping[str, NDArray[np.int64]]) -> list[Detour]:
    """For each building the service whose trip grows most, measured at the way nearest to it."""
    count = max(map(len, near.values()), default=0)
    worst_ratio, worst_service = np.full(count, -np.inf), np.full(count, -1)
    trips = np.zeros((3, count))
    for number, one in enumerate(staffing.services):
        here_on = near[one.reach.service.name]
        times = np.stack([one.reach.open_s, planned_s(one.reach, staffing.staffed), one.allowed_s])
        known = np.flatnonzero(here_on >= 0)
        known = known[np.isfinite(times[0, here_on[known]])]
        here = times[:, here_on[known]]
        worse = here[1] / np.maximum(here[0], 1.0) > worst_ratio[known] + SECOND
        worst_ratio[known[worse]] = (here[1] / np.maximum(here[0], 1.0))[worse]
        worst_service[known[worse]] = number
        trips[:, known[worse]] = here[:, worse]
    names = [one.reach.service.name for one in staffing.services]
    return [
        Detour(building, names[worst_service[building]], *trips[:, building].tolist())
        for building in np.flatnonzero(worst_service >= 0).tolist()
    ]


def buildings_on(ground: CordonGround, reach: Reach, middles: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each building the place of a service nearest to its middle, -1 where none is in reach."""
    if not len(reach.vertex) or not len(middles):
        return np.full(len(middles), -1, dtype=np.int64)
    real = np.flatnonzero(ground.places[reach.vertex])
    if not len(real):
        return np.full(len(middles), -1, dtype=np.int64)
    _, near = KDTree(ground.network.xy[reach.vertex[real]]).query(middles, distance_upper_bound=TO_ROAD_M)
    padded = np.append(real, -1)
    return np.asarray(padded[near], dtype=np.int64)
