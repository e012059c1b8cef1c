"""
The cheapest cut between two vertices of an undirected graph, by maximum flow.

Capacities are whole numbers: `scipy.sparse.csgraph.maximum_flow` counts in 32 bits, and wraps around silently when
they are given in 64. What would not fit is refused here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from geo_service.errors import InputError

MOST_CAPACITY = 2**29
"""Highest capacity and highest sum of the edges at the source or the sink; twice it still fits in 32 bits."""


@dataclass(frozen=True)
class Cut:
    """
    A smallest cut.

    value
        Sum of the capacities of the edges cut, which is the largest flow.
    side
        n flags: the vertices on the source's side; of all smallest cuts the one with the fewest of them.
    edges
        Numbers of the edges from one side to the other, in order.
    """

    value: int
    side: NDArray[np.bool_]
    edges: NDArray[np.int64]


def min_cut(
    size: int,
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    capacity: NDArray[np.int64],
    *,
    source: int,
    sink: int,
) -> Cut:
    """
    Cut a graph of `size` vertices between a source and a sink.

    Parameters
    ----------
    tail, head
        m, the vertices that each undirected edge joins; parallel edges and loops are allowed.
    capacity
        m, whole numbers of at least 0.

    Raises
    ------
    InputError
        If source and sink are the same, a capacity is negative, or they are too large for the solver.
    """
    _require_fit(tail, head, capacity, (source, sink))
    real = (tail != head) & (capacity > 0)
    ends = np.concatenate([tail[real], head[real]]), np.concatenate([head[real], tail[real]])
    both = np.tile(capacity[real], 2).astype(np.int64)
    graph = csr_array(coo_array((both, ends), shape=(size, size)))
    graph.sum_duplicates()
    graph = _in_32_bits(graph)
    found = maximum_flow(graph, source, sink)
    side = _reachable(graph, found.flow, source)
    return Cut(int(found.flow_value), side, np.flatnonzero(side[tail] != side[head]))


def _require_fit(
    tail: NDArray[np.int64], head: NDArray[np.int64], capacity: NDArray[np.int64], ends: tuple[int, int]
) -> None:
    if ends[0] == ends[1]:
        raise InputError(f"a cut needs two different vertices, got {ends[0]} twice")
    if len(capacity) and int(capacity.min()) < 0:
        raise InputError(f"a capacity can't be negative, got {int(capacity.min())}")
    at_ends = [int(capacity[(tail == end) != (head == end)].sum()) for end in ends]
    if min(at_ends) > MOST_CAPACITY:
        raise InputError(f"capacities of {min(at_ends)} at an end are too large; scale them to at most {MOST_CAPACITY}")


def _in_32_bits(graph: csr_array) -> csr_array:
    """The graph with capacities that the solver can count; none above the most that can flow matters."""
    data = np.minimum(graph.data, MOST_CAPACITY).astype(np.int32)
    return csr_array((data, graph.indices.astype(np.int32), graph.indptr.astype(np.int32)), shape=graph.shape)


def _reachable(graph: csr_array, flow: csr_array, source: int) -> NDArray[np.bool_]:
    """Vertices that more could still flow to."""
    left = csr_array(graph - flow)
    left.eliminate_zeros()
    side = np.zeros(graph.shape[0], dtype=bool)
    side[breadth_first_order(left, source, directed=True, return_predecessors=False)] = True
    return side
