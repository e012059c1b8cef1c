from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.derive.siting.p_median import price_of_medians, price_the_items, solve_p_median
from geo_service.errors import InputError


def table_of(seed, items=9, candidates=7):
    return np.random.default_rng(seed).integers(0, 100, (items, candidates)).astype(float)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 7))
def test_answer_is_the_best_of_all_and_the_bound_is_below_it(seed, p):
    distances = table_of(seed)
    best = min(price_of_medians(distances, np.array(chosen)) for chosen in combinations(range(7), p))
    answer = solve_p_median(distances, p)
    assert answer.objective == best
    assert answer.bound <= best
    assert len(answer.medians) == p


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_walks_of_the_best_answer_are_never_ruled_out(seed, p):
    distances = table_of(seed)
    best = min(combinations(range(7), p), key=lambda chosen: price_of_medians(distances, np.array(chosen)))
    price = price_of_medians(distances, np.array(best))
    least = price_the_items(distances, p, price, steps=100).least
    nearest = np.array(best)[distances[:, best].argmin(axis=1)]
    assert (least[np.arange(len(distances)), nearest] <= price + 1e-6).all()


def test_place_is_the_nearest_median():
    answer = solve_p_median(np.array([[1.0, 9.0], [8.0, 2.0], [3.0, 3.0]]), 2)
    assert answer.medians == (0, 1)
    assert answer.place.tolist() == [0, 1, 0]


def test_heavy_items_pull_the_median():
    distances = np.array([[0.0, 10.0], [10.0, 0.0]])
    assert solve_p_median(distances, 1, weight=np.array([1.0, 5.0])).medians == (1,)


def test_same_seed_same_answer():
    distances = table_of(3, 60, 40)
    assert solve_p_median(distances, 6, seed=4).medians == solve_p_median(distances, 6, seed=4).medians


@pytest.mark.parametrize(
    ("distances", "p", "message"),
    [
        (np.ones((3, 2)), 3, "need p from 1 to 2"),
        (np.ones((3, 2)), 0, "need p from 1 to 2"),
        (np.ones(3), 1, "need a table"),
        (np.array([[np.inf]]), 1, "need a finite distance"),
    ],
)
def test_wrong_input_is_refused(distances, p, message):
    with pytest.raises(InputError, match=message):
        solve_p_median(distances, p)
