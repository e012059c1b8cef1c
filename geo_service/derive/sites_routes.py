"""
Fixed routes from buildings to their points, past no high-risk building where there is another way. Metres.

A way counts as past a building within a few metres of its walls. Where every way within the limit passes one, the
shortest is taken and the buildings it passes are named.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra
from shapely import LineString, Point

from geo_service.derive.sites_walks import attach_both, chosen_walks, joined
from geo_service.network.graph import Network, cut_network
from geo_service.network.walking import Attachment, Walks, walks_within

AVOID_M = 10.0
"""Nearer than this to its walls people meet those who leave the building; the width of its forecourt."""


@dataclass(frozen=True)
class Paths:
    """Ways with buildings and places on them; `past` flags pieces past a high-risk building."""

    network: Network
    past: NDArray[np.bool_]
    doors: Attachment
    at: Attachment


def find_paths(
    inside: Network, footprints: NDArray[np.object_], points: NDArray[np.object_], high_risk: NDArray[np.object_]
) -> Paths:
    """Cut the ways where they come near a high-risk building, and put buildings and places on them."""
    if not len(high_risk):
        served, doors, at = attach_both(inside, footprints, points)
        return Paths(served, np.zeros(len(served.tail), dtype=bool), doors, at)
    near = shapely.union_all(shapely.buffer(high_risk, AVOID_M))
    shapely.prepare(near)
    cut = cut_network(inside, np.asarray(shapely.intersects(near, inside.lines())), [near.boundary])
    served, doors, at = attach_both(cut, footprints, points)
    middle = (served.xy[served.tail] + served.xy[served.head]) / 2
    return Paths(served, np.asarray(shapely.contains_xy(near, middle[:, 0], middle[:, 1])), doors, at)


def safe_walks(paths: Paths, *, limit_m: float) -> tuple[Walks, NDArray[np.bool_]]:
    """Walks within the limit; for things that have one past no high-risk building only those. Second: who has one."""
    safe = np.zeros(len(paths.doors.piece), dtype=bool)
    every = walks_within(paths.network, paths.doors, paths.at, limit_m=limit_m)
    if not paths.past.any():
        safe[:] = True
        return every, safe
    open_ways = paths.network.only(~paths.past)
    apart = walks_within(open_ways, _onto(paths.doors, paths.past), _onto(paths.at, paths.past), limit_m=limit_m)
    safe[apart.thing] = True
    return joined(apart, chosen_walks(every, ~safe[every.thing])), safe


def _onto(attachment: Attachment, past: NDArray[np.bool_]) -> Attachment:
    """The same attachment with pieces numbered as without those past a high-risk building."""
    number = np.append(np.where(past, -1, np.cumsum(~past) - 1), -1)
    return Attachment(number[attachment.piece], attachment.to_way_m, attachment.to_tail_m, attachment.to_head_m)


def draw_routes(
    paths: Paths,
    footprints: NDArray[np.object_],
    points: NDArray[np.object_],
    place: NDArray[np.int64],
    safe: NDArray[np.bool_],
) -> list[LineString | Point | None]:
    """
    Draw the walk of each building to its place; as long as the walk that was found. None where there is no place.

    Parameters
    ----------
    place
        Place of each building, -1 for none.
    safe
        Who keeps to the ways past no high-risk building.
    """
    routes: list[LineString | Point | None] = [None] * len(footprints)
    for past_none in (True, False):
        ways = paths.network.only(~paths.past) if past_none else paths.network
        doors, at = (_onto(one, paths.past) if past_none else one for one in (paths.doors, paths.at))
        drawer = _Drawer(ways, doors, at)
        for number in np.unique(place[place >= 0]).tolist():
            rows = np.flatnonzero((place == number) & (safe == past_none))
            for row, line in zip(rows.tolist(), drawer.lines_to(number, rows), strict=True):
                routes[row] = _joined_line(footprints[row], line, points[number])
    return routes


def _joined_line(footprint: shapely.Geometry, line: NDArray[np.float64], point: Point) -> LineString | Point:
    wall = shapely.get_coordinates(shapely.get_point(shapely.shortest_line(footprint, Point(line[0])), 0))
    whole = np.vstack([wall, line, shapely.get_coordinates(point)])
    moved = np.append(True, np.hypot(*np.diff(whole, axis=0).T) > 0)
    return LineString(whole[moved]) if moved.sum() > 1 else point


@dataclass(frozen=True)
class _Drawer:
    """Ways with doors and places on them."""

    network: Network
    doors: Attachment
    at: Attachment

    def lines_to(self, place: int, rows: NDArray[np.int64]) -> list[NDArray[np.float64]]:
        """For some buildings the positions from the way at the door to the way at the place."""
        if not len(rows):
            return []
        piece = int(self.at.piece[place])
        ends = np.array([self.network.tail[piece], self.network.head[piece]])
        metres, before = dijkstra(self.network.distances(), indices=ends, return_predecessors=True)
        metres = metres + np.array([self.at.to_tail_m[place], self.at.to_head_m[place]])[:, None]
        return [self._line(int(row), place, metres, before) for row in rows.tolist()]

    def _line(
        self, row: int, place: int, metres: NDArray[np.float64], before: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        door, piece = _foot(self.network, self.doors, row), int(self.doors.piece[row])
        goal = _foot(self.network, self.at, place)
        starts = (int(self.network.tail[piece]), int(self.network.head[piece]))
        ahead = (float(self.doors.to_tail_m[row]), float(self.doors.to_head_m[row]))
        tries = [(metres[end, starts[side]] + ahead[side], end, side) for end in (0, 1) for side in (0, 1)]
        length_m, end, side = min(tries)
        if piece == self.at.piece[place] and np.hypot(*(door - goal)) <= length_m:
            return np.vstack([door, goal])
        return np.vstack([door, self.network.xy[_back(before[end], starts[side])], goal])


def _back(before: NDArray[np.int32], vertex: int) -> list[int]:
    """Vertices from one back to the start of the search."""
    found = [vertex]
    while before[found[-1]] >= 0:
        found.append(int(before[found[-1]]))
    return found


def _foot(network: Network, attachment: Attachment, row: int) -> NDArray[np.float64]:
    piece = int(attachment.piece[row])
    start, end = network.xy[network.tail[piece]], network.xy[network.head[piece]]
    length_m = attachment.to_tail_m[row] + attachment.to_head_m[row]
    return np.asarray(start + (end - start) * (attachment.to_tail_m[row] / length_m if length_m > 0 else 0.0))
