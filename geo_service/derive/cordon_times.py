"""
How long each service takes to every place in a zone: with all crossings open, and through each post alone.

A route through a post goes from the service to the post without entering the zone anywhere else, then on inside it.
So a time that holds through one staffed post does not lean on a second one. Seconds; vertices are those of the
cordon's network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree
from shapely import MultiPolygon, Polygon

from geo_service.derive.cordon import Post
from geo_service.network.crossings import Cordon, contains_vertices
from geo_service.network.graph import CUT_POINT, Network
from geo_service.network.travel import ANY_VEHICLE, ON_FOOT, Mode, TravelGraph, WayFacts, travel_graph, travel_s, usable

RINGS_M = (300.0, 150.0, 50.0, 10.0)
"""Whoever is this far from the zone is out; where the known roads end sooner, the next distance counts."""
TO_ROAD_M_S = 5.0
"""Speed from a service's door to the nearest road, in a yard [assumption]; the same with and without posts."""


@dataclass(frozen=True)
class Service:
    """
    Something that must get through: how it travels inside and outside, from what, and how much longer it may take.

    A trip may take `share` more than with all crossings open, or `extra_s` more, whichever allows more.
    `approach` None: the trip begins at the post itself, such as a walk to where goods are handed over. `double`:
    in large zones two posts must serve each place, so that one may be blocked. `min_gate_m`: a post at a gate known
    to be narrower does not serve.
    """

    name: str
    title: str
    inside: Mode
    approach: Mode | None
    kinds: tuple[str, ...]
    share: float
    extra_s: float
    double: bool = False
    min_gate_m: float = 0.0

    def limit_s(self, open_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """The longest time allowed where it takes `open_s` with all crossings open."""
        return np.asarray(np.maximum((1 + self.share) * open_s, open_s + self.extra_s), dtype=np.float64)


@dataclass(frozen=True)
class CordonGround:
    """The cordon of a zone with all that decides who gets through: facts of the ways, bollards, and who is out."""

    cordon: Cordon
    posts: tuple[Post, ...]
    facts: WayFacts
    stopped: NDArray[np.bool_]
    out: NDArray[np.bool_]
    ring_m: float | None

    @cached_property
    def places(self) -> NDArray[np.bool_]:
        """Vertices where somebody may be: nodes of the register; not the points where a way was cut."""
        return np.asarray(self.network.node_id != CUT_POINT, dtype=bool)

    @property
    def network(self) -> Network:
        """The network cut along the boundary."""
        return self.cordon.network

    def pieces(self, mode: Mode, *, heed_bollards: bool = True) -> NDArray[np.bool_]:
        """Pieces that a mode may use anywhere."""
        if not mode.vehicle:
            return np.ones(len(self.network.tail), dtype=bool)
        fits = ~(self._width_m < mode.min_width_m)
        return np.asarray(fits & (self._passable if heed_bollards else self._drivable), dtype=bool)

    def seconds(self, mode: Mode) -> NDArray[np.float64]:
        """Seconds on each piece for a mode, whether it may use it or not."""
        return self._driving_s if mode.vehicle else self._walking_s

    @cached_property
    def _width_m(self) -> NDArray[np.float64]:
        return self.facts.width_m[self.network.road]

    @cached_property
    def _drivable(self) -> NDArray[np.bool_]:
        return usable(self.network, self.facts, ANY_VEHICLE)

    @cached_property
    def _passable(self) -> NDArray[np.bool_]:
        return usable(self.network, self.facts, ANY_VEHICLE, self.stopped)

    @cached_property
    def drivable_tree(self) -> tuple[KDTree, NDArray[np.int64]]:
        """An index of the vertices that a vehicle may come to, and which vertices they are."""
        used = np.flatnonzero(_ends(self.network, self._passable))
        return vertex_tree(self.network.xy[used]), used

    @cached_property
    def _driving_s(self) -> NDArray[np.float64]:
        return travel_s(self.network, self.facts, ANY_VEHICLE)

    @cached_property
    def _walking_s(self) -> NDArray[np.float64]:
        return travel_s(self.network, self.facts, ON_FOOT)


def cordon_ground(
    zone: Polygon | MultiPolygon,
    cordon: Cordon,
    posts: Sequence[Post],
    facts: WayFacts,
    bollard_nodes: NDArray[np.int64],
) -> CordonGround:
    """Gather what the choice of posts looks at; `out` flags the vertices that count as having left the zone's reach."""
    network = cordon.network
    stopped = np.isin(network.node_id, bollard_nodes)
    used = _ends(network, ~cordon.within)
    for ring_m in RINGS_M:
        near = zone.buffer(ring_m, quad_segs=4)
        out = used & ~contains_vertices(near, network.xy)
        if out.any():
            return CordonGround(cordon, tuple(posts), facts, stopped, out, ring_m)
    return CordonGround(cordon, tuple(posts), facts, stopped, np.zeros(len(used), dtype=bool), None)


@dataclass(frozen=True)
class Reach:
    """
    The times of one service.

    `vertex` are the places inside, `open_s` the time to each with all crossings open, `by_post_s` posts × places
    through each post alone, `inside_s` from a site that lies in the zone itself. `from_edge`: no site of its kinds is
    registered, so the time is to the edge of the known roads round the zone.
    """

    service: Service
    vertex: NDArray[np.int64]
    open_s: NDArray[np.float64]
    by_post_s: NDArray[np.float64]
    inside_s: NDArray[np.float64]
    from_edge: bool


def service_reach(
    ground: CordonGround,
    zone: Polygon | MultiPolygon,
    service: Service,
    sites: NDArray[np.object_],
    vehicle_post: NDArray[np.bool_],
) -> Reach:
    """
    Measure one service.

    Parameters
    ----------
    sites
        Shapes of the facilities of the service's kinds, metres.
    vehicle_post
        Which posts a vehicle may pass.
    """
    inside = _inside_graph(ground, service.inside)
    fit = _fitting_posts(ground.posts, service)
    if service.approach is None:
        at_post = np.where(vehicle_post & fit if (vehicle_post & fit).any() else fit, 0.0, np.inf)
        by_post = _through_posts(ground, inside, np.repeat(0.0, len(ground.network.xy)), at_post)
        nearest = by_post.min(axis=0, initial=np.inf)
        return Reach(service, inside.vertex, nearest, by_post, np.full(len(inside.vertex), np.inf), from_edge=False)
    start = _starts(ground, zone, service.approach, sites)
    out_s = _outside_seconds(ground, service.approach, start)
    open_s = _open_seconds(ground, service, inside, start, out_s)
    by_post = _through_posts(ground, inside, out_s, np.where(fit, 0.0, np.inf))
    return Reach(service, inside.vertex, open_s, by_post, _own_sites(inside, start), start.from_edge)


# ---------------------------------------------------------------- graphs


@dataclass(frozen=True)
class _Inside:
    """The ways inside the zone for one mode, with only the vertices they use."""

    graph: TravelGraph
    vertex: NDArray[np.int64]
    index: NDArray[np.int64]


def _inside_graph(ground: CordonGround, mode: Mode) -> _Inside:
    network, pieces = ground.network, ground.cordon.within & ground.pieces(mode)
    part, vertex = network.only(pieces).compact()
    index = np.full(len(network.xy), -1, dtype=np.int64)
    index[vertex] = np.arange(len(vertex))
    return _Inside(travel_graph(part, ground.seconds(mode)[pieces], np.ones(len(part.tail), dtype=bool)), vertex, index)


def _graph(ground: CordonGround, mode: Mode, pieces: NDArray[np.bool_]) -> TravelGraph:
    network = ground.network
    oneway = ground.facts.oneway[network.road] if mode.obeys_oneway else None
    return travel_graph(network, ground.seconds(mode), pieces, oneway)


def _open_seconds(
    ground: CordonGround, service: Service, inside: "_Inside", start: "_Starts", out_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """
    Seconds to each inside vertex with all crossings open; inside the zone by the mode that is used there.

    The ways outside are known already: `out_s` at the doors, where inside and outside meet. What can still be gained
    there is a way through the zone and out again that is faster than the slowest of them; the search ends at that.
    """
    network, within, mode = ground.network, ground.cordon.within, service.approach or service.inside
    beyond = ground.pieces(mode) & ~within
    both = beyond | ((ground.pieces(mode) | ground.pieces(service.inside)) & within)
    oneway = ground.facts.oneway[network.road] * ~within if mode.obeys_oneway else None
    graph = travel_graph(network, ground.seconds(mode), both, oneway)
    doors = np.flatnonzero(_ends(network, both & within) & _ends(network, beyond))
    entered = doors[_entered(network, beyond, oneway)[doors]]
    known = doors[np.isfinite(out_s[doors])]
    sources, delay_s = np.append(known, start.inner_vertex), np.append(out_s[known], start.inner_delay_s)
    alike = (mode.vehicle, mode.min_width_m) == (service.inside.vehicle, service.inside.min_width_m)
    if not alike or not np.isfinite(out_s[entered]).all():
        return graph.seconds_from_nearest(sources, delay_s)[inside.vertex]
    at_door_s = graph.seconds_from_nearest(sources, delay_s, limit_s=float(out_s[known].max(initial=0.0)))[doors]
    reached = np.isfinite(at_door_s)
    return inside.graph.seconds_from_nearest(
        inside.index[np.append(doors[reached], start.inner_vertex)],
        np.append(at_door_s[reached], start.inner_delay_s),
    )


def _ends(network: Network, pieces: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Vertices where some of the pieces end."""
    touched = np.zeros(len(network.xy), dtype=bool)
    touched[network.tail[pieces]] = touched[network.head[pieces]] = True
    return touched


def _entered(network: Network, pieces: NDArray[np.bool_], oneway: NDArray[np.int64] | None) -> NDArray[np.bool_]:
    """Vertices to which some of the pieces lead in an allowed direction."""
    if oneway is None:
        return _ends(network, pieces)
    touched = np.zeros(len(network.xy), dtype=bool)
    touched[network.head[pieces & (oneway >= 0)]] = touched[network.tail[pieces & (oneway <= 0)]] = True
    return touched


def _outside_seconds(ground: CordonGround, mode: Mode, start: "_Starts") -> NDArray[np.float64]:
    """Seconds to each vertex without entering the zone."""
    graph = _graph(ground, mode, ground.pieces(mode) & ~ground.cordon.within)
    return graph.seconds_from_nearest(start.vertex, start.delay_s)


def _through_posts(
    ground: CordonGround, inside: _Inside, out_s: NDArray[np.float64], at_post: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Posts × inside vertices: the fastest way through any of a post's crossings."""
    found = np.full((len(ground.posts), len(inside.vertex)), np.inf)
    crossings = [
        (number, crossing.vertex)
        for number, post in enumerate(ground.posts)
        for crossing in post.crossings
        if inside.index[crossing.vertex] >= 0 and np.isfinite(out_s[crossing.vertex] + at_post[number])
    ]
    if not crossings:
        return found
    number, vertex = (np.array(column, dtype=np.int64) for column in zip(*crossings, strict=True))
    sources, row = np.unique(vertex, return_inverse=True)
    seconds = inside.graph.seconds_from(inside.index[sources])[row] + out_s[vertex][:, None]
    np.minimum.at(found, number, seconds)
    return found


def _fitting_posts(posts: Sequence[Post], service: Service) -> NDArray[np.bool_]:
    """Posts whose gate is not known to be too narrow."""
    return np.array([not (post.gate_width_m < service.min_gate_m) for post in posts], dtype=bool)


# ---------------------------------------------------------------- where a service sets out


@dataclass(frozen=True)
class _Starts:
    """Vertices where trips begin, outside the zone and inside, each with the seconds to get to it."""

    vertex: NDArray[np.int64]
    delay_s: NDArray[np.float64]
    inner_vertex: NDArray[np.int64]
    inner_delay_s: NDArray[np.float64]
    from_edge: bool


_NONE = (np.empty(0, dtype=np.int64), np.empty(0))


def _starts(ground: CordonGround, zone: Polygon | MultiPolygon, mode: Mode, sites: NDArray[np.object_]) -> _Starts:
    """The nearest vertex to each site on its own side of the boundary; without sites, everything that is out."""
    within = sites_within(zone, sites)
    pieces = ground.pieces(mode)
    outer = _nearest(ground, pieces & ~ground.cordon.within, sites[~within])
    inner = _nearest(ground, pieces & ground.cordon.within, sites[within])
    if len(outer[0]) or len(inner[0]):
        return _Starts(*outer, *inner, from_edge=False)
    edge = np.flatnonzero(ground.out)
    return _Starts(edge, np.zeros(len(edge)), *_NONE, from_edge=True)


def sites_within(zone: Polygon | MultiPolygon, sites: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Sites that are the zone's own: their middle is in it. One whose wall or corner is the line must still get in."""
    return np.asarray(shapely.contains_properly(zone, shapely.centroid(sites)), dtype=bool)


NEAREST_ASKED = 8
"""Neighbours looked at before a search among the fitting vertices alone; speed only."""


def _nearest(
    ground: CordonGround, pieces: NDArray[np.bool_], sites: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The vertex of some pieces nearest to each site, and the seconds from its door to there."""
    if not len(sites) or not pieces.any():
        return _NONE
    fits = _ends(ground.network, pieces)
    places = shapely.get_coordinates(shapely.centroid(sites))
    vertex, apart_m = _nearest_of(ground.drivable_tree, places, fits)
    missed = vertex < 0
    if missed.any():
        used = np.flatnonzero(fits)
        apart_m[missed], found = vertex_tree(ground.network.xy[used]).query(places[missed])
        vertex[missed] = used[found]
    return vertex, apart_m / TO_ROAD_M_S


def _nearest_of(
    known: tuple[KDTree, NDArray[np.int64]], places: NDArray[np.float64], fits: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The first fitting one of the nearest known vertices and how far it is; -1 where none of them fits."""
    tree, used = known
    metres, near = tree.query(places, k=NEAREST_ASKED)
    vertex = np.append(used, -1)[near]
    fitting = (vertex >= 0) & fits[vertex]
    row, first = np.arange(len(places)), np.argmax(fitting, axis=1)
    return np.where(fitting[row, first], vertex[row, first], -1), metres[row, first]


def vertex_tree(xy: NDArray[np.float64]) -> KDTree:
    """An index of places for few questions: quick to make, because it is not balanced."""
    return KDTree(xy, balanced_tree=False, compact_nodes=False)


def _own_sites(inside: _Inside, start: _Starts) -> NDArray[np.float64]:
    """Seconds from sites in the zone itself, without leaving it."""
    index = inside.index[start.inner_vertex]
    known = index >= 0
    return inside.graph.seconds_from_nearest(index[known], start.inner_delay_s[known])
