from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.errors import InputError
from geo_service.network.mincut import MOST_CAPACITY, min_cut


def cut(size, *edges, source=0, sink=1):
    tail, head, capacity = (np.array(column, dtype=np.int64) for column in zip(*edges, strict=True))
    return min_cut(size, tail, head, capacity, source=source, sink=sink)


def test_a_chain_is_cut_where_it_is_thinnest():
    found = cut(4, (0, 2, 5), (2, 3, 1), (3, 1, 4))
    assert (found.value, found.edges.tolist(), found.side.tolist()) == (1, [1], [True, False, True, False])


def test_of_equal_cuts_the_one_nearest_to_the_source_is_taken():
    assert cut(3, (0, 2, 1), (2, 1, 1)).side.tolist() == [True, False, False]


def test_parallel_edges_count_together_and_loops_not_at_all():
    assert cut(2, (0, 1, 2), (1, 0, 3), (0, 0, 9)).value == 5


def test_what_is_not_joined_is_cut_for_nothing():
    found = cut(4, (0, 2, 7), (3, 1, 7))
    assert (found.value, found.edges.tolist(), found.side.tolist()) == (0, [], [True, False, True, False])


edges = st.lists(st.tuples(*[st.integers(0, 5)] * 2, st.integers(0, 9)), min_size=1, max_size=14)


@given(edges)
def test_the_value_is_that_of_the_best_of_all_cuts(graph):
    found = cut(6, *graph)
    sides = [(True, False, *rest) for rest in product((False, True), repeat=4)]
    best = min(sum(weight for a, b, weight in graph if side[a] != side[b]) for side in sides)
    assert found.value == best == sum(graph[edge][2] for edge in found.edges)


def test_the_largest_capacities_are_counted_exactly():
    assert cut(3, (0, 2, MOST_CAPACITY), (2, 1, MOST_CAPACITY), (2, 2, 1)).value == MOST_CAPACITY


def test_a_capacity_within_may_be_any_number():
    assert cut(4, (0, 2, 3), (2, 3, 10**15), (3, 1, 4)).value == 3


@pytest.mark.parametrize(
    ("graph", "options", "said"),
    [
        ([(0, 1, -1)], {}, "can't be negative, got -1"),
        ([(0, 1, 1)], {"sink": 0}, "needs two different vertices"),
        ([(0, 1, MOST_CAPACITY + 1)], {}, "too large"),
    ],
)
def test_what_cannot_be_cut_is_refused(graph, options, said):
    with pytest.raises(InputError, match=said):
        cut(2, *graph, **options)
