"""
Where the roads cross a zone's boundary: every way in or out, once.

The boundary is a band one metre wide on each side. A piece is inside, on the line or outside of it.
A crossing is the end of an inside piece at the band from which the outside can be reached through the band;
a road that runs on along the line for more than 30 m counts as outside. A boundary drawn along a road thus
leaves the road outside, and each street that joins it from inside is a crossing. A way that touches the band and
comes back in stays inside.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.coords.shapes import areal
from geo_service.network.graph import CUT_POINT, Network, cut_network

BAND_M = 1.0
"""Half width of the boundary band: the accuracy to which a line can be drawn along a road."""
ALONG_M = 30.0
"""A stretch on the line longer than this is a road along the boundary, not a slanting crossing."""
NOISE_M = 0.5
"""Inside networks shorter than this in total are rounding, not roads: they belong to the line."""
STRAIGHT_DEGREE = 2
"""Piece ends at a vertex where nothing branches off."""

INSIDE, ON_LINE, OUTSIDE = 0, 1, 2


@dataclass(frozen=True)
class Crossing:
    """
    One way through the boundary.

    `x, y` is the place on the boundary, metres; `vertex` the network's vertex one metre inside it.
    `roads` are rows of the roads frame: the way coming from inside first, then those it runs into without a
    branch before it meets the boundary. `heading_deg` is the direction of travel outward, 0 = east, counter-clockwise.
    `grade_separated` ways pass over or under the zone without touching its ground; `doors` are the nodes
    that give them access to it all the same.
    """

    vertex: int
    x: float
    y: float
    heading_deg: float
    roads: tuple[int, ...]
    grade_separated: bool
    doors: tuple[int, ...]


@dataclass(frozen=True)
class Cordon:
    """
    The network cut along the boundary, a label per piece, and all crossings.

    `passing` flags inside pieces that go over or under the zone and cannot be left inside it.
    """

    network: Network
    label: NDArray[np.int64]
    crossings: tuple[Crossing, ...]
    passing: NDArray[np.bool_]

    @property
    def within(self) -> NDArray[np.bool_]:
        """Pieces inside the zone that its people can get to."""
        return np.asarray((self.label == INSIDE) & ~self.passing, dtype=bool)


def find_crossings(zone: Polygon | MultiPolygon, network: Network, roads: gpd.GeoDataFrame) -> Cordon:
    """
    Find every crossing of a zone's boundary.

    Parameters
    ----------
    zone
        Outline in metres, on the plane of the network.
    network
        Graph of `roads`.
    roads
        Roads layer with `grade_separated` and `access_nodes`.

    Returns
    -------
    cordon
        Crossings in the order of their vertices; empty when no road crosses.
    """
    cut, label = split_at_boundary(zone, network)
    band = _Band(zone, cut, label, roads)
    return Cordon(cut, label, tuple(band.crossings()), band.passing())


def split_at_boundary(zone: Polygon | MultiPolygon, network: Network) -> tuple[Network, NDArray[np.int64]]:
    """Cut the pieces at the edges of the band and label each INSIDE, ON_LINE or OUTSIDE."""
    inner, outer = areal(zone.buffer(-BAND_M)), areal(zone.buffer(BAND_M))
    line = zone.boundary
    near = _pieces_near(network, line)
    cut = cut_network(network, near, [inner.boundary, outer.boundary])
    middle = (cut.xy[cut.tail] + cut.xy[cut.head]) / 2
    label = np.full(len(cut.tail), ON_LINE)
    label[contains_vertices(inner, middle)] = INSIDE
    label[~contains_vertices(outer, middle)] = OUTSIDE
    label[_noise(cut, label)] = ON_LINE
    label[_enclosed(cut, label)] = INSIDE
    return cut, label


def _noise(network: Network, label: NDArray[np.int64]) -> NDArray[np.int64]:
    """Inside pieces of networks so short in total that they belong to the line."""
    pieces, component, total_m = _joined(network, label == INSIDE)
    return np.asarray(pieces[total_m[component] < NOISE_M], dtype=np.int64)


def _enclosed(network: Network, label: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pieces on the line, too short in total to be a road along it, that join inside ways and lead nowhere else."""
    pieces, component, total_m = _joined(network, label == ON_LINE)
    joins = np.zeros((2, len(total_m)), dtype=bool)
    for side, other in enumerate((INSIDE, OUTSIDE)):
        touched = np.zeros(len(network.xy), dtype=bool)
        chosen = label == other
        touched[network.tail[chosen]] = touched[network.head[chosen]] = True
        joins[side, component[touched[network.tail[pieces]] | touched[network.head[pieces]]]] = True
    return np.asarray(pieces[(joins[0] & ~joins[1] & (total_m <= ALONG_M))[component]], dtype=np.int64)


def _joined(
    network: Network, chosen: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Some pieces, the connected component that each belongs to, and the length of every component."""
    part, vertex = network.only(chosen).compact()
    size = len(vertex)
    count, component = connected_components(
        coo_array((np.ones(len(part.tail), dtype=np.int8), (part.tail, part.head)), shape=(size, size)), directed=False
    )
    own = np.asarray(component[part.tail], dtype=np.int64)
    total_m = np.bincount(own, weights=part.length_m, minlength=count).astype(np.float64)
    return np.flatnonzero(chosen).astype(np.int64), own, total_m


def contains_vertices(area: BaseGeometry, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of n × 2 places lie in an area; the shape is only asked about those within its bounds."""
    west, south, east, north = area.bounds
    x, y = xy.T
    within = np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north), dtype=bool)
    shapely.prepare(area)
    within[within] = shapely.contains_xy(area, x[within], y[within])
    return within


def _pieces_near(network: Network, line: BaseGeometry) -> NDArray[np.bool_]:
    """Pieces within two bands of the line; those whose bounding box is farther are not looked at."""
    west, south, east, north = line.bounds + np.array([-1, -1, 1, 1]) * 2 * BAND_M
    tail, head = network.xy[network.tail], network.xy[network.head]
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    near = (low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= north) & (high[:, 1] >= south)
    shapely.prepare(line)
    near[near] = shapely.dwithin(network.only(near).lines(), line, 2 * BAND_M)
    return np.asarray(near, dtype=bool)


class _Band:
    """The search through the boundary band; holds the adjacency that every step needs."""

    def __init__(
        self, zone: Polygon | MultiPolygon, network: Network, label: NDArray[np.int64], roads: gpd.GeoDataFrame
    ) -> None:
        self.network, self.label = network, label
        self.boundary = zone.boundary
        self.length = network.length_m
        self.ends = self._pieces_at_band()
        self.component, self.ground = self._inside_components(roads)
        self.doors = self._doors(roads)

    def crossings(self) -> Iterator[Crossing]:
        """Each end of an inside piece at the band that leads out, by vertex and piece."""
        for vertex in sorted(self.ends):
            arms = self.ends[vertex]
            if all(self.label[piece] == INSIDE for piece in arms):
                continue
            for piece in arms:
                if self.label[piece] == INSIDE and self._leads_out(vertex):
                    yield self._crossing(vertex, piece)

    def passing(self) -> NDArray[np.bool_]:
        """Inside pieces of a network off the ground that has no door inside."""
        component = self.component[self.network.tail]
        closed = ~self.ground[component]
        closed[np.isin(component, list(self.doors))] = False
        return np.asarray(closed & (self.label == INSIDE), dtype=bool)

    def _pieces_at_band(self) -> dict[int, list[int]]:
        """Pieces at each vertex that touches the band."""
        network = self.network
        touches = np.zeros(len(network.xy), dtype=bool)
        on_line = self.label == ON_LINE
        touches[network.tail[on_line]] = touches[network.head[on_line]] = True
        touches |= self._both_sides()
        near = np.flatnonzero(touches[network.tail] | touches[network.head])
        found: dict[int, list[int]] = {}
        for piece in near.tolist():
            for vertex in (int(network.tail[piece]), int(network.head[piece])):
                if touches[vertex]:
                    found.setdefault(vertex, []).append(piece)
        return found

    def _both_sides(self) -> NDArray[np.bool_]:
        """Vertices where an inside piece meets an outside one without a stretch on the line."""
        size = len(self.network.xy)
        sides = np.zeros((2, size), dtype=bool)
        for side, label in enumerate((INSIDE, OUTSIDE)):
            chosen = self.label == label
            sides[side, self.network.tail[chosen]] = sides[side, self.network.head[chosen]] = True
        return np.asarray(sides[0] & sides[1], dtype=bool)

    def _inside_components(self, roads: gpd.GeoDataFrame) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Component of each vertex in the inside network, and whether each touches ground."""
        inside = self.network.only(self.label == INSIDE)
        size = len(inside.xy)
        count, component = connected_components(
            coo_array((np.ones(len(inside.tail), dtype=np.int8), (inside.tail, inside.head)), shape=(size, size)),
            directed=False,
        )
        at_ground = ~roads["grade_separated"].to_numpy(dtype=bool, na_value=False)[inside.road]
        ground = np.bincount(component[inside.tail], weights=at_ground, minlength=count) > 0
        return component.astype(np.int64), np.asarray(ground, dtype=bool)

    def _doors(self, roads: gpd.GeoDataFrame) -> dict[int, tuple[int, ...]]:
        """For each inside component off the ground, the nodes where it can be entered or where it ends."""
        inside = self.network.only(self.label == INSIDE)
        used = np.unique(np.concatenate([inside.tail, inside.head]))
        off = used[~self.ground[self.component[used]] & (self.network.node_id[used] != CUT_POINT)]
        if not len(off):
            return {}
        known = {int(node) for row in np.unique(inside.road) for node in roads["access_nodes"].iloc[row] or ()}
        dead_end = self.network.degree() == 1
        found: dict[int, tuple[int, ...]] = {}
        for vertex in off.tolist():
            node = int(self.network.node_id[vertex])
            if node in known or dead_end[vertex]:
                component = int(self.component[vertex])
                found[component] = (*found.get(component, ()), node)
        return found

    def _other(self, piece: int, vertex: int) -> int:
        network = self.network
        return int(network.head[piece] if network.tail[piece] == vertex else network.tail[piece])

    def _leads_out(self, vertex: int) -> bool:
        """Whether the band lets one through to the outside, or on along the line for more than ALONG_M."""
        walked = self._walk_band(vertex)
        if any(self.label[piece] == OUTSIDE for place in walked for piece in self.ends[place]):
            return True
        return any(
            self.label[piece] == ON_LINE and self._reach(piece, place, walked) > ALONG_M
            for place in walked
            for piece in self.ends[place]
        )

    def _reach(self, piece: int, place: int, walked: dict[int, float]) -> float:
        """How far along the line one gets on this piece, coming from both its ends."""
        return (walked[place] + walked.get(self._other(piece, place), np.inf) + float(self.length[piece])) / 2

    def _walk_band(self, vertex: int) -> dict[int, float]:
        """Metres from a vertex to all others within ALONG_M through pieces on the line."""
        best, queue = {vertex: 0.0}, [(0.0, vertex)]
        while queue:
            walked, place = heapq.heappop(queue)
            for piece in self.ends[place] if walked <= best[place] else ():
                onward = walked + float(self.length[piece])
                other = self._other(piece, place)
                if self.label[piece] == ON_LINE and onward <= ALONG_M and onward < best.get(other, np.inf):
                    best[other] = onward
                    heapq.heappush(queue, (onward, other))
        return best

    def _crossing(self, vertex: int, piece: int) -> Crossing:
        chain, (x, y) = self._to_boundary(vertex, piece)
        component = int(self.component[vertex])
        roads = dict.fromkeys(int(self.network.road[step]) for step in (piece, *chain))
        away = self.network.xy[vertex] - self.network.xy[self._other(piece, vertex)]
        return Crossing(
            vertex=vertex,
            x=x,
            y=y,
            heading_deg=float(np.degrees(np.arctan2(away[1], away[0]))),
            roads=tuple(roads),
            grade_separated=not self.ground[component],
            doors=self.doors.get(component, ()),
        )

    def _unbranched(self, vertex: int, piece: int) -> Iterator[int]:
        """The pieces on the line that follow a piece until something branches off."""
        seen = {vertex}
        while len(self.ends.get(vertex, ())) == STRAIGHT_DEGREE:
            piece = next((other for other in self.ends[vertex] if other != piece), piece)
            if self.label[piece] != ON_LINE:
                return
            yield piece
            vertex = self._other(piece, vertex)
            if vertex in seen:
                return
            seen.add(vertex)

    def _to_boundary(self, vertex: int, piece: int) -> tuple[list[int], tuple[float, float]]:
        """The unbranched pieces on the line up to the exact boundary, and that place; none, and the vertex, without."""
        here = shapely.Point(self.network.xy[vertex])
        chain: list[int] = []
        for step in self._unbranched(vertex, piece):
            chain.append(step)
            line = shapely.LineString(self.network.xy[[self.network.tail[step], self.network.head[step]]])
            met = shapely.get_coordinates(line.intersection(self.boundary))
            if len(met):
                nearest = min(map(tuple, met.tolist()), key=lambda xy: here.distance(shapely.Point(xy)))
                return chain, (float(nearest[0]), float(nearest[1]))
        return [], (float(here.x), float(here.y))
