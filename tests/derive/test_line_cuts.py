from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.derive.line_cuts import cheapest_cuts, cut_at, drawn_cut
from geo_service.derive.line_graph import LineGraph
from geo_service.derive.line_ground import LineRule

RULE = LineRule(most_households_per_post=1e4, most_lines=50)


def graph(*edges, price):
    """Atoms with edges (tail, head, cost); `price` is that of the atoms from 2 on."""
    tail, head, cost = (np.array(column) for column in zip(*edges, strict=True))
    none = np.empty((0, 2))
    prices = np.array([0.0, 0.0, *price], dtype=float)
    return LineGraph(
        tail=tail,
        head=head,
        cost=cost.astype(float),
        single_cost=cost.astype(float),
        is_road=np.ones(len(tail), dtype=bool),
        price=prices,
        households=prices,
        sites=none,
        site_atom=np.empty(0, dtype=np.int64),
        ridge_sites=none.astype(np.int64),
        ridge_ends=np.empty((0, 4)),
        building_atom=np.empty(0, dtype=np.int64),
    )


FUNNEL = graph((0, 2, 4), (0, 3, 4), (2, 4, 3), (3, 4, 3), (4, 1, 2), price=[5, 5, 20])


def test_the_first_line_is_the_drawn_one_and_the_last_the_cheapest():
    lines = cheapest_cuts(FUNNEL, RULE)
    assert [(line.cost, line.price) for line in lines] == [(8.0, 0.0), (2.0, 30.0)]


def test_a_dear_household_keeps_the_line_and_a_free_one_moves_it():
    drawn = drawn_cut(FUNNEL)
    assert (cut_at(FUNNEL, 100.0, drawn.cost).price, cut_at(FUNNEL, 0.0, drawn.cost).cost) == (0.0, 2.0)


def test_a_line_that_costs_nothing_is_left_where_it_is():
    still = graph((0, 2, 0), (2, 1, 1), price=[3])
    assert [line.price for line in cheapest_cuts(still, RULE)] == [0.0]


def test_no_more_lines_are_looked_for_than_the_rule_says():
    ladder = graph(*((n if n > 1 else 0, n + 1, 10 - n) for n in range(1, 7)), (7, 1, 1), price=range(1, 7))
    few = cheapest_cuts(ladder, replace(RULE, most_lines=2))
    assert len(few) < len(cheapest_cuts(ladder, RULE))


TINY = st.tuples(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9)), min_size=1, max_size=12),
    st.lists(st.integers(1, 9), min_size=4, max_size=4),
)


@settings(max_examples=60, deadline=None)
@given(TINY)
def test_the_lines_are_the_corners_of_all_that_could_be_drawn(tiny):
    edges, price = tiny
    one = graph((0, 2, 1), *edges, price=price)
    sides = [np.array([True, False, *rest]) for rest in product((False, True), repeat=4)]
    every = [(one.cost[side[one.tail] != side[one.head]].sum(), one.price[side].sum()) for side in sides]
    for line in cheapest_cuts(one, RULE):
        assert (line.cost, line.price) in every
        if np.isfinite(line.per_household):
            least = min(cost + line.per_household * paid for cost, paid in every)
            assert line.cost + line.per_household * line.price <= least + 1e-3
            assert abs(line.gap) < 1e-3
    cheapest = min(every)
    assert (cheapest_cuts(one, RULE)[-1].cost, cheapest_cuts(one, RULE)[-1].price) == cheapest
