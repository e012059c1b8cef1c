from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint

from geo_service.derive.cover import Needs, cheapest_cover, distinct_needs, join_needs


def needs(*rows, size=3):
    columns = np.zeros((len(rows), size), dtype=bool)
    for number, (chosen, _) in enumerate(rows):
        columns[number, list(chosen)] = True
    return Needs(columns, np.array([least for _, least in rows], dtype=np.int64))


def cover(costs, wanted, fixed=None, extra=None):
    return cheapest_cover(np.array(costs, dtype=float), wanted, fixed or {}, time_limit_s=10, extra=extra)


def chosen(costs, wanted, fixed=None, extra=None):
    return np.flatnonzero(cover(costs, wanted, fixed, extra).chosen).tolist()


def brute_force(costs, wanted, fixed):
    choices = (np.array(bits, dtype=bool) for bits in product((False, True), repeat=len(costs)))
    fits = [
        float(np.array(costs)[one].sum())
        for one in choices
        if wanted.met_by(one).all() and all(one[column] == must for column, must in fixed.items())
    ]
    return min(fits, default=None)


def test_one_column_that_meets_all_needs_is_enough():
    assert chosen([1, 1, 1], needs(({0, 1}, 1), ({1, 2}, 1))) == [1]


def test_of_two_that_do_the_cheaper_is_taken():
    assert chosen([2, 1, 2], needs(({0, 1}, 1))) == [1]


def test_two_are_taken_where_two_are_needed():
    assert chosen([3, 1, 2], needs(({0, 1, 2}, 2))) == [1, 2]


def test_a_column_that_costs_less_than_nothing_is_always_taken():
    assert chosen([1, -1, 1], needs(({0}, 1))) == [0, 1]


def test_what_is_fixed_stays_so():
    assert chosen([1, 1, 1], needs(({0, 1}, 1)), {1: False, 2: True}) == [0, 2]


def test_a_need_that_nothing_may_meet_has_no_cover():
    assert cover([1, 1, 1], needs(({0}, 1)), {0: False}) is None


def test_no_needs_cost_nothing():
    found = cover([1, 1, 1], Needs.none(3))
    assert (found.cost, found.bound, found.proved, found.gap) == (0, 0, True, 0)


def test_a_further_constraint_is_kept():
    room = LinearConstraint(np.full((1, 3), 100.0), 150.0, np.inf)
    assert len(chosen([1, 1, 2], needs(({0}, 1)), extra=room)) == 2


def test_a_need_implied_by_a_narrower_one_is_dropped():
    assert len(distinct_needs(needs(({0, 1, 2}, 1), ({0, 1}, 1), ({0, 1}, 1)))) == 1


def test_a_need_for_more_is_not_implied_by_one_for_fewer():
    assert len(distinct_needs(needs(({0, 1, 2}, 2), ({0, 1}, 1)))) == 2


def test_joining_no_lists_gives_no_needs():
    assert len(join_needs([], 4)) == 0


ROWS = st.lists(st.tuples(st.sets(st.integers(0, 5), min_size=1), st.integers(1, 2)), max_size=7)
COSTS = st.lists(st.integers(1, 9), min_size=6, max_size=6)
FIXED = st.dictionaries(st.integers(0, 5), st.booleans(), max_size=2)


@given(ROWS, COSTS, FIXED)
def test_the_cost_is_the_lowest_there_is(rows, costs, fixed):
    wanted = needs(*rows, size=6)
    found, best = cover(costs, wanted, fixed), brute_force(costs, wanted, fixed)
    assert (found is None) == (best is None)
    if found is not None:
        assert found.cost == pytest.approx(best)
        assert found.proved
        assert wanted.met_by(found.chosen).all()


@given(ROWS, st.sets(st.integers(0, 5)))
def test_whatever_meets_the_distinct_needs_meets_all(rows, picked):
    wanted = needs(*rows, size=6)
    choice = np.isin(np.arange(6), list(picked))
    assert distinct_needs(wanted).met_by(choice).all() == wanted.met_by(choice).all()
