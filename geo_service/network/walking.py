"""
Walking distances inside a zone, from the wall of a building to a place on the network. Metres.

A walk is: straight from the wall to the nearest way, along the ways, straight to the place.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geo_service.network.graph import Network


@dataclass(frozen=True)
class Attachment:
    """Where things reach the network: the piece (-1: none in reach), metres to it, metres on to its two ends."""

    piece: NDArray[np.int64]
    to_way_m: NDArray[np.float64]
    to_tail_m: NDArray[np.float64]
    to_head_m: NDArray[np.float64]


def attach(things: NDArray[np.object_], network: Network, *, reach_m: float) -> Attachment:
    """
    Find the nearest way for each point or footprint, if one is within `reach_m`.

    Of several at the same distance the piece with the lowest number is taken.
    """
    size = len(things)
    piece = np.full(size, -1, dtype=np.int64)
    to_way, to_tail, to_head = (np.full(size, np.inf) for _ in range(3))
    if not len(network.tail) or not size:
        return Attachment(piece, to_way, to_tail, to_head)
    lines = network.lines()
    (thing, near), metres = shapely.STRtree(lines).query_nearest(
        things, max_distance=reach_m, return_distance=True, all_matches=True
    )
    order = np.lexsort((near, thing))
    thing, near, metres = thing[order], near[order], metres[order]
    first = np.ones(len(thing), dtype=bool)
    first[1:] = thing[1:] != thing[:-1]
    thing, near = thing[first], near[first]
    along = shapely.line_locate_point(lines[near], _nearest_points(lines[near], things[thing]))
    piece[thing], to_way[thing] = near, metres[first]
    to_tail[thing], to_head[thing] = along, network.length_m[near] - along
    return Attachment(piece, to_way, to_tail, to_head)


def _nearest_points(lines: NDArray[np.object_], things: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.asarray(shapely.get_point(shapely.shortest_line(lines, things), 0), dtype=object)


def connected_pieces(network: Network, attachment: Attachment) -> NDArray[np.bool_]:
    """Pieces from which at least one attached thing can be reached along the network."""
    _, component = connected_components(network.distances(), directed=False)
    pieces = attachment.piece[attachment.piece >= 0]
    return np.isin(component[network.tail], component[network.tail[pieces]])


@dataclass(frozen=True)
class Walks:
    """Pairs of a thing and a place with the walk between them, ordered by thing, then walk, then place."""

    thing: NDArray[np.int64]
    place: NDArray[np.int64]
    walk_m: NDArray[np.float64]


def walks_within(network: Network, things: Attachment, places: Attachment, *, limit_m: float) -> Walks:
    """
    Find all walks from things to places that are at most `limit_m` long.

    Parameters
    ----------
    network
        The ways that may be walked.
    things, places
        Attachments to that network; what is not attached has no walk.
    limit_m
        The longest walk looked for.
    """
    graph = _with_places(network, places)
    known = np.flatnonzero(things.piece >= 0)
    reached = np.flatnonzero(places.piece >= 0)
    found = [
        _chunk_walks(network, graph, (things, known), (places, reached[start : start + CHUNK]), limit_m)
        for start in range(0, len(reached), CHUNK)
    ]
    thing, place, walk = (
        np.concatenate([part[column] for part in found]) if found and len(known) else np.empty(0) for column in range(3)
    )
    order = np.lexsort((place, walk, thing))
    return Walks(thing[order].astype(np.int64), place[order].astype(np.int64), walk[order].astype(np.float64))


CHUNK = 64
"""Places searched from at a time; bounds the memory."""


def nearest_places(network: Network, things: Attachment, places: Attachment) -> Walks:
    """The nearest place of each thing, however far; things without any way to a place are left out."""
    known = np.flatnonzero(things.piece >= 0)
    reached = np.flatnonzero(places.piece >= 0)
    if not len(known) or not len(reached):
        return Walks(known[:0], known[:0], np.empty(0))
    size = len(network.xy)
    metres, _, source = dijkstra(
        _with_places(network, places), indices=size + reached, min_only=True, return_predecessors=True
    )
    tail, head = network.tail[things.piece[known]], network.head[things.piece[known]]
    by_tail, by_head = metres[tail] + things.to_tail_m[known], metres[head] + things.to_head_m[known]
    walk = np.minimum(by_tail, by_head) + things.to_way_m[known]
    place = np.where(by_tail <= by_head, source[tail], source[head]) - size
    ends = np.isfinite(walk)
    return Walks(known[ends], place[ends].astype(np.int64), walk[ends])


def _with_places(network: Network, places: Attachment) -> csr_array:
    """The network's distances with one more vertex per place, joined to both ends of its piece."""
    size, more = len(network.xy), len(places.piece)
    reached = np.flatnonzero(places.piece >= 0)
    piece = places.piece[reached]
    base = network.distances().tocoo()
    ends = np.concatenate([network.tail[piece], network.head[piece]])
    metres = np.concatenate([places.to_tail_m[reached], places.to_head_m[reached]]) + np.tile(
        places.to_way_m[reached], 2
    )
    vertex = size + np.tile(reached, 2)
    data = np.concatenate([base.data, np.tile(np.maximum(metres, np.finfo(np.float32).tiny), 2)])
    rows = np.concatenate([base.row, vertex, ends])
    columns = np.concatenate([base.col, ends, vertex])
    return csr_array(coo_array((data, (rows, columns)), shape=(size + more, size + more)))


def _chunk_walks(
    network: Network,
    graph: csr_array,
    known_things: tuple[Attachment, NDArray[np.int64]],
    chunk_of_places: tuple[Attachment, NDArray[np.int64]],
    limit_m: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    (things, known), (places, chunk) = known_things, chunk_of_places
    metres = np.atleast_2d(dijkstra(graph, indices=len(network.xy) + chunk, limit=limit_m))
    piece = things.piece[known]
    walk = np.minimum(
        metres[:, network.tail[piece]] + things.to_tail_m[known],
        metres[:, network.head[piece]] + things.to_head_m[known],
    )
    row, column = np.nonzero(places.piece[chunk][:, None] == piece[None, :])
    along = np.abs(places.to_tail_m[chunk[row]] - things.to_tail_m[known[column]]) + places.to_way_m[chunk[row]]
    walk[row, column] = np.minimum(walk[row, column], along)
    walk += things.to_way_m[known]
    near = walk <= limit_m
    place, thing = np.nonzero(near)
    return known[thing], chunk[place], walk[near]
