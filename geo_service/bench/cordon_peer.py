"""
The same cordon by networkx and shapely in plain code: the named peer of `bench cordon`.

Crossings by intersecting the pieces with the boundary, posts by comparing all pairs, times by Dijkstra on networkx
graphs, the cut and the search for leaks by networkx, the choice by scipy's milp over all rows without reductions. The
limits and services are those of our own run. Meant for lines that cross roads; along a road it has no answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import atan2, degrees, hypot
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from shapely import MultiPolygon

from geo_service.derive.cordon import BESIDE_M, PARALLEL_DEG, SAME_STREET_M, STAND_M
from geo_service.derive.cordon_times import RINGS_M, TO_ROAD_M_S, Service
from geo_service.derive.perimeter import Demand, Roads
from geo_service.derive.queueing import crew_of
from geo_service.derive.staffing import PERSON_DAY, POST, CordonRule
from geo_service.errors import InputError
from geo_service.network.graph import DRIVABLE
from geo_service.network.travel import Mode

try:
    import networkx as nx
except ImportError:
    nx = None


@dataclass(frozen=True)
class PeerCordon:
    """What the peer finds: how many crossings and posts, those staffed, their cost, the cut and leaks."""

    crossings: int
    posts: int
    staffed: int
    cost: float
    cut: int
    leaks: int


def require_peer() -> None:
    """Say what is missing when networkx is not installed."""
    if nx is None:
        raise InputError("bench cordon needs networkx; install the extra: pip install 'geo-service[bench]'")


def peer_cordon(zone: MultiPolygon, roads: Roads, demand: Demand, rule: CordonRule) -> PeerCordon:
    """Derive the cordon of a zone in plain code."""
    town = _Town(zone, roads)
    posts = town.posts()
    large = float(demand.households.sum()) >= rule.double_households
    rows = [row for service in rule.services for row in _rows(town, service, posts, two=large and service.double)]
    costs = np.array([_cost(town, post, rule) for post in posts])
    chosen = _cheapest(town, posts, costs, rows)
    return PeerCordon(
        len(town.crossings),
        len(posts),
        int(chosen.sum()),
        float(costs[chosen].sum()),
        town.cut(),
        town.leaks(),
    )


@dataclass(frozen=True)
class _Edge:
    """A piece or a part of one, on one side of the boundary."""

    tail: int
    head: int
    road: int
    length_m: float
    inside: bool


@dataclass(frozen=True)
class _Crossing:
    node: int
    x: float
    y: float
    heading_deg: float
    road: int


class _Town:
    """The window of roads, cut where the boundary crosses them."""

    def __init__(self, zone: MultiPolygon, roads: Roads) -> None:
        self.zone, self.roads = zone, roads
        self.xy: list[tuple[float, float]] = [tuple(xy) for xy in roads.network.xy.tolist()]
        self.real = len(self.xy)
        self.crossings: list[_Crossing] = []
        self.edges = list(self._cut_edges())
        frame = roads.frame
        self.highway, self.name = frame["highway"], frame["name"]
        self.stopped = set(np.flatnonzero(np.isin(roads.network.node_id, roads.bollards)).tolist())

    def _cut_edges(self) -> Iterator[_Edge]:
        network, boundary = self.roads.network, self.zone.boundary
        lines = network.lines()
        shapely.prepare(boundary)
        crossed = shapely.intersects(lines, boundary)
        middles = (network.xy[network.tail] + network.xy[network.head]) / 2
        inside = shapely.contains_xy(self.zone, middles[:, 0], middles[:, 1])
        columns = (network.tail, network.head, network.road, shapely.length(lines), inside, crossed)
        for number, (tail, head, road, length_m, inner, is_cut) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        ):
            if is_cut:
                yield from self._parts(tail, head, road, lines[number])
            else:
                yield _Edge(tail, head, road, length_m, inner)

    def _parts(self, tail: int, head: int, road: int, line: shapely.LineString) -> Iterator[_Edge]:
        """One piece in parts, with a crossing at each place where it meets the boundary."""
        met = shapely.get_coordinates(line.intersection(self.zone.boundary)).tolist()
        stops = sorted((line.project(shapely.Point(xy)), xy) for xy in met)
        nodes, along = [tail], [0.0]
        for at, (x, y) in stops:
            self.xy.append((x, y))
            nodes.append(len(self.xy) - 1)
            along.append(at)
        nodes.append(head)
        along.append(line.length)
        for start, end, low, high in zip(nodes, nodes[1:], along, along[1:], strict=False):
            middle = line.interpolate((low + high) / 2)
            yield _Edge(start, end, road, high - low, self.zone.contains(middle))
        for number, (_, (x, y)) in enumerate(stops, 1):
            before = line.interpolate((along[number - 1] + along[number]) / 2)
            outward = 1 if self.zone.contains(before) else -1
            (west, south), (east, north) = line.coords[0], line.coords[-1]
            heading = degrees(atan2(outward * (north - south), outward * (east - west)))
            self.crossings.append(_Crossing(nodes[number], x, y, heading, road))

    # ------------------------------------------------------------ posts

    def posts(self) -> list[list[_Crossing]]:
        """Crossings that one crew holds, by comparing all pairs."""
        linked = nx.Graph()
        linked.add_nodes_from(range(len(self.crossings)))
        linked.add_edges_from(
            (a, b)
            for a, b in combinations(range(len(self.crossings)), 2)
            if self._one_post(self.crossings[a], self.crossings[b])
        )
        return [[self.crossings[one] for one in sorted(group)] for group in nx.connected_components(linked)]

    def _one_post(self, first: _Crossing, second: _Crossing) -> bool:
        apart = hypot(first.x - second.x, first.y - second.y)
        if apart > SAME_STREET_M:
            return False
        if apart <= STAND_M / 2:
            return True
        turn = abs(first.heading_deg - second.heading_deg) % 360
        if min(turn, 360 - turn) > PARALLEL_DEG:
            return False
        names = [self.name.iloc[one.road] for one in (first, second)]
        on_foot = any(self.highway.iloc[one.road] not in DRIVABLE for one in (first, second))
        return (isinstance(names[0], str) and names[0] == names[1]) or (on_foot and apart <= BESIDE_M)

    def drivable(self, post: Sequence[_Crossing]) -> bool:
        """Whether a car may use one of a post's ways."""
        return any(self.highway.iloc[one.road] in DRIVABLE for one in post)

    def gate_width_m(self, post: Sequence[_Crossing]) -> float:
        """Width of the nearest gate that reaches all crossings of a post; not a number without one."""
        places = shapely.points([(one.x, one.y) for one in post])
        apart = [float(shapely.distance(places, gate).max()) for gate in self._gates()]
        if not apart or min(apart) > STAND_M:
            return np.nan
        return float(self._gate_widths()[int(np.argmin(apart))])

    def _gates(self) -> NDArray[np.object_]:
        return self._near_gates()[0]

    def _gate_widths(self) -> NDArray[np.float64]:
        return self._near_gates()[1]

    def _near_gates(self) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
        gates = self.roads.gates
        near = shapely.dwithin(self.zone.boundary, gates.geometry.to_numpy(), STAND_M)
        return gates.geometry.to_numpy()[near], gates["width_m"].to_numpy(dtype=float, na_value=np.nan)[near]

    # ------------------------------------------------------------ graphs

    def graph(self, mode: Mode, *, inside: bool | None, oneway: bool = False, bollards: bool = True) -> Any:
        """The ways of a mode on one side of the boundary or on both, with seconds."""
        facts, found = self.roads.facts, nx.DiGraph()
        for edge in self.edges:
            if inside is not None and edge.inside is not inside:
                continue
            speed = facts.driving_m_s[edge.road] if mode.vehicle else facts.walking_m_s[edge.road]
            barred = mode.vehicle and (
                speed <= 0
                or facts.width_m[edge.road] < mode.min_width_m
                or (bollards and (edge.tail in self.stopped or edge.head in self.stopped))
            )
            if barred:
                continue
            way = facts.oneway[edge.road] if oneway and not edge.inside else 0
            for start, end, allowed in ((edge.tail, edge.head, way >= 0), (edge.head, edge.tail, way <= 0)):
                seconds = edge.length_m / speed
                if allowed and seconds < found.get_edge_data(start, end, {"weight": np.inf})["weight"]:
                    found.add_edge(start, end, weight=seconds)
        return found

    def out_nodes(self, nodes: Sequence[int]) -> list[int]:
        """Nodes beyond the widest ring that has any."""
        for ring_m in RINGS_M:
            near = self.zone.buffer(ring_m, quad_segs=4)
            inner = shapely.contains_xy(near, np.array([self.xy[node] for node in nodes]).reshape(-1, 2))
            out = [node for node, is_in in zip(nodes, inner.tolist(), strict=True) if not is_in]
            if out:
                return out
        return []

    # ------------------------------------------------------------ proof

    def cut(self) -> int:
        """A minimum cut between inside and outside, each crossing counting one."""
        found = nx.DiGraph()
        found.add_nodes_from(["inside", "outside"])
        for one in self.crossings:
            found.add_edge("inside", one.node, capacity=1)
            found.add_edge(one.node, "outside", capacity=1)
        return int(nx.minimum_cut_value(found, "inside", "outside"))

    def leaks(self) -> int:
        """Outside nodes that are reached from inside with all crossings taken away."""
        held = {one.node for one in self.crossings}
        found = nx.Graph((edge.tail, edge.head) for edge in self.edges)
        found.remove_nodes_from(held)
        inner = {node for edge in self.edges if edge.inside for node in (edge.tail, edge.head)} - held
        outer = {node for edge in self.edges if not edge.inside for node in (edge.tail, edge.head)} - held
        groups = (group for group in nx.connected_components(found) if group & inner)
        return sum(len(group & outer) for group in groups)


# ---------------------------------------------------------------- needs

Row = tuple[NDArray[np.bool_], int]


def _rows(town: _Town, service: Service, posts: Sequence[Sequence[_Crossing]], *, two: bool) -> Iterator[Row]:
    """One row per inside node: the posts that keep its limit, and how many it needs."""
    inner = town.graph(service.inside, inside=True)
    fit = [not (town.gate_width_m(post) < service.min_gate_m) for post in posts]
    through: list[dict[int, float]] = []
    if service.approach is None:
        drives = [good and town.drivable(post) for good, post in zip(fit, posts, strict=True)]
        out_s = {one.node: 0.0 for one in town.crossings}
        through = _through(inner, posts, out_s, drives if any(drives) else fit)
        open_s = {node: min(one.get(node, np.inf) for one in through) for node in inner} if posts else {}
        inside_s: dict[int, float] = {}
    else:
        mode = service.approach
        outer = town.graph(mode, inside=False, oneway=mode.obeys_oneway)
        whole = town.graph(mode, inside=None, oneway=mode.obeys_oneway)
        starts = _starts(town, service, outer, inner)
        out_s = _from(outer, starts[0])
        open_s = _from(whole, [*starts[0], *starts[1]])
        inside_s = _from(inner, starts[1])
        through = _through(inner, posts, out_s, fit)
    for node in inner:
        if node < town.real:
            yield from _row(
                service,
                open_s.get(node, np.inf),
                [one.get(node, np.inf) for one in through],
                inside_s.get(node, np.inf),
                two=two,
            )


def _row(service: Service, open_s: float, by_post: Sequence[float], own_s: float, *, two: bool) -> Iterator[Row]:
    best = min([*by_post, own_s])
    if not np.isfinite(best):
        return
    allowed = max(best, (1 + service.share) * open_s, open_s + service.extra_s) if np.isfinite(open_s) else best
    serves = np.array(by_post) <= allowed + 1e-6
    asked = min((2 if two else 1) - (own_s <= allowed), int(serves.sum()))
    if asked > 0:
        yield serves, asked


def _starts(
    town: _Town, service: Service, outer: Any, inner: Any
) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """Where trips begin, outside and inside, with the seconds to get there."""
    found: tuple[list[tuple[int, float]], list[tuple[int, float]]] = ([], [])
    for site in town.roads.sites.get(service.name, ()):
        graph, starts = (inner, found[1]) if town.zone.intersects(site) else (outer, found[0])
        nodes = list(graph)
        if nodes:
            places = np.array([town.xy[node] for node in nodes])
            apart = np.hypot(*(places - (site.centroid.x, site.centroid.y)).T)
            nearest = int(np.argmin(apart))
            starts.append((nodes[nearest], float(apart[nearest]) / TO_ROAD_M_S))
    if not found[0] and not found[1]:
        found[0].extend((node, 0.0) for node in town.out_nodes(list(outer)))
    return found


def _from(graph: Any, starts: Sequence[tuple[int, float]]) -> dict[int, float]:
    """Seconds to each node from whichever start is first there."""
    graph.add_weighted_edges_from(("start", node, delay_s) for node, delay_s in starts)
    if "start" not in graph:
        return {}
    found: dict[Any, float] = nx.single_source_dijkstra_path_length(graph, "start")
    graph.remove_node("start")
    return {node: seconds for node, seconds in found.items() if node != "start"}


def _through(
    inner: Any, posts: Sequence[Sequence[_Crossing]], out_s: dict[int, float], serves: Sequence[bool]
) -> list[dict[int, float]]:
    """By post, the seconds to each inside node through it alone."""
    found: list[dict[int, float]] = []
    for post, good in zip(posts, serves, strict=True):
        times: dict[int, float] = {}
        for one in post if good else ():
            if one.node in inner and one.node in out_s:
                for node, seconds in nx.single_source_dijkstra_path_length(inner, one.node).items():
                    times[node] = min(times.get(node, np.inf), seconds + out_s[one.node])
        found.append(times)
    return found


def _cost(town: _Town, post: Sequence[_Crossing], rule: CordonRule) -> float:
    people = crew_of(0.0, drivable=town.drivable(post), rule=rule.queue).per_day
    kinds = [town.highway.iloc[one.road] for one in post]
    return POST + PERSON_DAY * (
        people - max(rule.closing_people.get(kind, rule.other_closing_people) for kind in kinds)
    )


# ---------------------------------------------------------------- the choice


def _cheapest(
    town: _Town, posts: Sequence[Sequence[_Crossing]], costs: NDArray[np.float64], rows: list[Row]
) -> NDArray[np.bool_]:
    """The cheapest choice that meets all rows and cuts nobody off; a row is added for each part that it cuts off."""
    joins = [_joins(town, posts, vehicle=vehicle) for vehicle in (True, False)]
    rows = list(rows)
    while True:
        chosen = _solved(costs, rows)
        lost = [row for ways, out, lived in joins for row in _lost(ways, out, lived, chosen)]
        if not lost:
            return chosen
        rows += lost


def _solved(costs: NDArray[np.float64], rows: Sequence[Row]) -> NDArray[np.bool_]:
    if not rows:
        return np.zeros(len(costs), dtype=bool)
    matrix, least = np.array([row for row, _ in rows], dtype=float), np.array([asked for _, asked in rows], dtype=float)
    found = milp(
        costs, constraints=LinearConstraint(matrix, least, np.inf), integrality=np.ones(len(costs)), bounds=Bounds(0, 1)
    )
    return np.asarray(found.x > 1 / 2, dtype=bool)


def _joins(town: _Town, posts: Sequence[Sequence[_Crossing]], *, vehicle: bool) -> tuple[Any, set[Any], set[Any]]:
    """Parts of the network as nodes, posts as edges; the parts that are out, and those with a node in them."""
    mode = Mode("any", vehicle=vehicle)
    ways: Any = nx.MultiGraph()
    part: dict[Any, Any] = {}
    out: set[Any] = set()
    lived: set[Any] = set()
    for side in (True, False):
        graph = town.graph(mode, inside=side, bollards=False)
        beyond = set() if side else set(town.out_nodes(list(graph)))
        for number, group in enumerate(nx.weakly_connected_components(graph)):
            key = (side, number)
            ways.add_node(key)
            part |= {(side, node): key for node in group}
            if group & beyond:
                out.add(key)
            if any(node < town.real for node in group):
                lived.add(key)
    for number, post in enumerate(posts):
        for one in post:
            if (True, one.node) in part and (False, one.node) in part:
                ways.add_edge(part[True, one.node], part[False, one.node], post=number)
    return ways, out, lived


def _lost(ways: Any, out: set[Any], lived: set[Any], chosen: NDArray[np.bool_]) -> Iterator[Row]:
    """For each part that could leave and can't now: one of the posts that lead out of what it still reaches."""
    kept = nx.MultiGraph(ways)
    kept.remove_edges_from([edge for edge in ways.edges(keys=True) if not chosen[ways.edges[edge]["post"]]])
    could = {node for group in nx.connected_components(ways) if group & out for node in group} & lived
    for group in nx.connected_components(kept):
        if group & could and not group & out:
            row = np.zeros(len(chosen), dtype=bool)
            row[[one["post"] for a, b, one in ways.edges(data=True) if (a in group) != (b in group)]] = True
            yield row, 1
