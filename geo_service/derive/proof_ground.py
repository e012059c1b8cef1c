"""
What a written proof says of the ground, read back: places in metres, pieces, posts, and the times of each service.

Part of the re-check: nothing of the code that made the proof is used, and nothing outside the document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

INSIDE, ON_LINE, OUTSIDE, PASSING = 0, 1, 2, 3
"""Labels of pieces in the document."""
TO_ROAD_M_S = 5.0
"""Speed from a service's door to the nearest road."""
TINY = float(np.finfo(np.float32).tiny)

SEMI_MAJOR_M = 6_378_137.0
E2 = 0.006694379990141317
"""Square of the eccentricity of WGS-84."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Ground:
    """The document's network in metres; facts of the ways are per piece, `out` flags vertices that count as out."""

    outline: BaseGeometry
    xy: Floats
    real: Flags
    tail: Ints
    head: Ints
    way: Ints
    label: Ints
    driving_m_s: Floats
    walking_m_s: Floats
    width_m: Floats
    oneway: Ints
    stopped: Flags
    out: Flags
    posts: Mapping[str, Mapping[str, Any]]
    centre: tuple[float, float]

    @cached_property
    def within(self) -> Flags:
        """Pieces inside the zone that its people can get to."""
        return np.asarray(self.label == INSIDE, dtype=bool)

    @cached_property
    def length_m(self) -> Floats:
        """Length of each piece."""
        return np.asarray(np.hypot(*(self.xy[self.head] - self.xy[self.tail]).T), dtype=np.float64)

    def ends(self, pieces: Flags) -> Flags:
        """Vertices where some of the pieces end."""
        found = np.zeros(len(self.xy), dtype=bool)
        found[self.tail[pieces]] = found[self.head[pieces]] = True
        return found

    def usable(self, mode: Mapping[str, Any], *, bollards: bool = True) -> Flags:
        """Pieces that somebody may use."""
        if not mode["vehicle"]:
            return np.ones(len(self.tail), dtype=bool)
        fits = (self.driving_m_s > 0) & ~(self.width_m < mode["min_width_m"])
        barred = (self.stopped[self.tail] | self.stopped[self.head]) & bollards
        return np.asarray(fits & ~barred, dtype=bool)

    def seconds(self, mode: Mapping[str, Any]) -> Floats:
        """Seconds along each piece."""
        speed = self.driving_m_s if mode["vehicle"] else self.walking_m_s
        with np.errstate(divide="ignore"):
            return np.asarray(np.maximum(self.length_m, TINY) / speed, dtype=np.float64)

    def graph(self, pieces: Flags, seconds: Floats, oneway: Ints | None = None) -> csr_array:
        """Seconds between neighbours, of parallel pieces the fastest."""
        way = np.zeros(len(self.tail), dtype=np.int64) if oneway is None else oneway
        there, back = pieces & (way >= 0), pieces & (way <= 0)
        rows = np.concatenate([self.tail[there], self.head[back]])
        columns = np.concatenate([self.head[there], self.tail[back]])
        cost = np.concatenate([seconds[there], seconds[back]])
        order = np.lexsort((cost, columns, rows))
        rows, columns, cost = rows[order], columns[order], cost[order]
        first = np.ones(len(rows), dtype=bool)
        first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
        size = len(self.xy)
        return csr_array((cost[first], (rows[first], columns[first])), shape=(size, size))

    def parts(self, pieces: Flags) -> Ints:
        """Number of the connected part of each vertex, -1 off these pieces."""
        size = len(self.xy)
        joined = csr_array((np.ones(int(pieces.sum())), (self.tail[pieces], self.head[pieces])), shape=(size, size))
        _, part = connected_components(joined, directed=False)
        return np.where(self.ends(pieces), part, -1).astype(np.int64)


@dataclass(frozen=True)
class Times:
    """Times of one service computed again: places, and seconds to each; `by_post_s` is posts × places."""

    vertex: Ints
    open_s: Floats
    by_post_s: Floats
    inside_s: Floats


def read_ground(document: Mapping[str, Any]) -> Ground:
    """The ground of a document."""
    outline = shape(document["zone"]["outline"])
    centre = (float(outline.centroid.x), float(outline.centroid.y))
    pieces = np.array(document["pieces"], dtype=np.int64).reshape(-1, 4)
    ways = document["ways"]
    way = pieces[:, 2]

    def per_piece(name: str) -> Floats:
        values = [np.nan if one[name] is None else one[name] for one in ways]
        return np.array(values, dtype=np.float64)[way]

    def speed(name: str) -> Floats:
        return _require_real(per_piece(name), name, least=0.0)

    stopped, out = np.zeros((2, len(document["vertices"])), dtype=bool)
    stopped[np.array(document["bollards"], dtype=np.int64)] = True
    out[np.array(document["out"], dtype=np.int64)] = True
    return Ground(
        outline=shapely.transform(outline, lambda lonlat: to_metres(lonlat, centre)),
        xy=_require_real(to_metres(np.array(document["vertices"], dtype=np.float64).reshape(-1, 2), centre), "places"),
        real=np.array([node is not None for node in document["nodes"]], dtype=bool),
        tail=pieces[:, 0],
        head=pieces[:, 1],
        way=way,
        label=pieces[:, 3],
        driving_m_s=speed("driving_m_s"),
        walking_m_s=speed("walking_m_s"),
        width_m=per_piece("width_m"),
        oneway=per_piece("oneway").astype(np.int64),
        stopped=stopped,
        out=out,
        posts=document["posts"],
        centre=centre,
    )


def _require_real(values: Floats, what: str, *, least: float = -np.inf) -> Floats:
    """The values themselves; a search over times below zero would never end."""
    wrong = ~np.isfinite(values) | (values < least)
    if wrong.any():
        raise ValueError(f"{what}: {int(wrong.sum())} values are no finite numbers of at least {least:g}")
    return values


def to_metres(lonlat: Floats, centre: tuple[float, float]) -> Floats:
    """Transverse Mercator on WGS-84 about a centre, true to scale there (Snyder 1987, equations 8-9 and 8-10)."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    lon_0, lat_0 = np.radians(centre)
    second = E2 / (1 - E2)
    prime_m = SEMI_MAJOR_M / np.sqrt(1 - E2 * np.sin(lat) ** 2)
    t, c, a = np.tan(lat) ** 2, second * np.cos(lat) ** 2, (lon - lon_0) * np.cos(lat)
    x = prime_m * (a + (1 - t + c) * a**3 / 6 + (5 - 18 * t + t**2 + 72 * c - 58 * second) * a**5 / 120)
    rise = a**2 / 2 + (5 - t + 9 * c + 4 * c**2) * a**4 / 24 + (61 - 58 * t + t**2) * a**6 / 720
    y = _meridian_m(lat) - _meridian_m(lat_0) + prime_m * np.tan(lat) * rise
    return np.column_stack([x, y])


def _meridian_m(lat: Any) -> Any:
    """Length of the meridian from the equator (Snyder 3-21)."""
    e4, e6 = E2**2, E2**3
    return SEMI_MAJOR_M * (
        (1 - E2 / 4 - 3 * e4 / 64 - 5 * e6 / 256) * lat
        - (3 * E2 / 8 + 3 * e4 / 32 + 45 * e6 / 1024) * np.sin(2 * lat)
        + (15 * e4 / 256 + 45 * e6 / 1024) * np.sin(4 * lat)
        - (35 * e6 / 3072) * np.sin(6 * lat)
    )


# ---------------------------------------------------------------- times


def times_of(ground: Ground, service: Mapping[str, Any]) -> Times:
    """Compute the times of a service again."""
    inner = ground.within & ground.usable(service["inside"])
    graph = ground.graph(inner, ground.seconds(service["inside"]))
    vertex = np.flatnonzero(ground.ends(inner))
    fit = np.array([not _too_narrow(post, service) for post in ground.posts.values()], dtype=bool)
    approach = service["approach"]
    if approach is None:
        drivable = fit & np.array([post["drivable"] for post in ground.posts.values()], dtype=bool)
        by_post = _through(ground, graph, np.zeros(len(ground.xy)), drivable if drivable.any() else fit)[:, vertex]
        return Times(vertex, by_post.min(axis=0, initial=np.inf), by_post, np.full(len(vertex), np.inf))
    outer, inside = _starts(ground, service)
    seconds, beyond = ground.seconds(approach), ground.usable(approach) & ~ground.within
    oneway = ground.oneway if approach["obeys_oneway"] else None
    out_s = _from_nearest(ground.graph(beyond, seconds, oneway), *outer)
    everywhere = ground.usable(approach) | inner
    free_inside = None if oneway is None else oneway * ~ground.within
    both = [np.append(here, there) for here, there in zip(outer, inside, strict=True)]
    open_s = _from_nearest(ground.graph(everywhere, seconds, free_inside), *both)
    by_post = _through(ground, graph, out_s, fit)
    return Times(vertex, open_s[vertex], by_post[:, vertex], _from_nearest(graph, *inside)[vertex])


def _too_narrow(post: Mapping[str, Any], service: Mapping[str, Any]) -> bool:
    return post["gate_width_m"] is not None and post["gate_width_m"] < service["min_gate_m"]


Starts = tuple[NDArray[Any], NDArray[Any]]


def _starts(ground: Ground, service: Mapping[str, Any]) -> tuple[Starts, Starts]:
    """Vertices and delays where trips begin outside, and inside."""
    pieces = ground.usable(service["approach"])
    found = []
    for inner, side in ((False, ~ground.within), (True, ground.within)):
        places = np.array([site["lonlat"] for site in service["sites"] if site["inside"] is inner], dtype=np.float64)
        used = np.flatnonzero(ground.ends(pieces & side))
        if not len(places) or not len(used):
            found.append((np.empty(0, dtype=np.int64), np.empty(0)))
            continue
        metres, near = KDTree(ground.xy[used]).query(to_metres(places, ground.centre))
        found.append((used[near], metres / TO_ROAD_M_S))
    outer, inside = found
    if not len(outer[0]) and not len(inside[0]):
        edge = np.flatnonzero(ground.out)
        outer = (edge, np.zeros(len(edge)))
    return outer, inside


def _from_nearest(graph: csr_array, sources: NDArray[Any], delay_s: NDArray[Any]) -> Floats:
    size = graph.shape[0]
    if not len(sources):
        return np.full(size, np.inf)
    start = np.full(size, np.inf)
    np.minimum.at(start, sources, np.maximum(delay_s, TINY))
    first = np.flatnonzero(np.isfinite(start))
    grown = csr_array(
        (
            np.concatenate([graph.data, start[first]]),
            np.concatenate([graph.indices, first]),
            np.append(graph.indptr, len(graph.data) + len(first)),
        ),
        shape=(size + 1, size + 1),
    )
    return np.asarray(dijkstra(grown, indices=size)[:size], dtype=np.float64)


def _through(ground: Ground, graph: csr_array, out_s: Floats, serves: Flags) -> Floats:
    """Posts × vertices: seconds through each post alone."""
    found = np.full((len(ground.posts), len(ground.xy)), np.inf)
    for number, post in enumerate(ground.posts.values()):
        for vertex in post["vertices"] if serves[number] else ():
            if np.isfinite(out_s[vertex]):
                found[number] = np.minimum(found[number], dijkstra(graph, indices=vertex) + out_s[vertex])
    return found
