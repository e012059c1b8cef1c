import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.derive.siting.assign import assign_by_transport, price_of, unserved_weight
from geo_service.derive.siting.bound import candidates_always_open, least_prices, raise_bound
from geo_service.derive.siting.greedy import open_greedily, settle
from geo_service.derive.siting.knapsack import WholeFiller
from geo_service.derive.siting.milp import Limits, solve_program
from geo_service.derive.siting.options import options_of
from geo_service.derive.siting.problem import SitingProblem
from geo_service.derive.siting.servable import servable_part


def part_of(seed, *, items=30, candidates=10, unit_price=500.0):
    chance = np.random.default_rng(seed)
    metres = chance.uniform(10, 500, (items, candidates))
    item, candidate = np.nonzero(metres < 350)
    problem = SitingProblem(
        weight=chance.integers(5, 40, items).astype(float),
        open_price=chance.uniform(1000, 4000, candidates),
        unit_price=np.full(candidates, unit_price),
        unit_capacity=np.full(candidates, 100.0),
        most_units=np.full(candidates, 4),
        item=item,
        candidate=candidate,
        walk_m=metres[item, candidate],
    )
    return servable_part(problem)[0]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 500.0]))
def test_bound_and_what_follows_from_it_hold_for_the_optimum(seed, unit_price):
    part = part_of(seed, unit_price=unit_price)
    best = solve_program(part, part.must, limits=Limits(seconds=20), whole=True)
    assert best.ended
    bound = raise_bound(part, part.weight * 300, best.price * 1.02, steps=150, go_on=lambda: True)
    assert bound.value <= best.price * (1 + 1e-6)
    used = best.share > 0.5
    known = best.price * (1 + 1e-4)
    assert (least_prices(part, bound)[used] <= known).all()
    assert set(np.flatnonzero(candidates_always_open(part, bound, known))) <= set(np.flatnonzero(best.units > 0))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_any_prices_of_items_give_a_bound(seed):
    part = part_of(seed, items=12, candidates=5)
    best = solve_program(part, part.must, limits=Limits(seconds=20), whole=True)
    prices = np.random.default_rng(seed).uniform(0, 20_000, len(part.weight))
    if best.price is not None:
        assert raise_bound(part, prices, best.price, steps=0, go_on=lambda: True).value <= best.price + 1e-6


def test_bound_is_close_to_the_optimum():
    part = part_of(1)
    best = solve_program(part, part.must, limits=Limits(seconds=20))
    bound = raise_bound(part, part.weight * 300, best.price * 1.02, steps=400, go_on=lambda: True)
    assert bound.value >= best.price * 0.99


def test_transport_is_never_dearer_than_the_rule_it_replaces():
    part = part_of(2)
    opened = open_greedily(part)
    by_rule, exact = settle(part, opened), assign_by_transport(part, opened)
    assert unserved_weight(part, exact) == unserved_weight(part, by_rule) == 0
    assert price_of(part, exact) <= price_of(part, by_rule) * 1.02


def test_a_program_without_walks_for_an_item_has_no_answer():
    part = part_of(3)
    found = solve_program(part.only(part.walk_item != 0), part.must, limits=Limits(seconds=5))
    assert found.ended
    assert found.bound == pytest.approx(np.inf)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 500.0]))
def test_bound_with_whole_items_is_higher_and_still_holds(seed, unit_price):
    part = part_of(seed, items=15, candidates=6, unit_price=unit_price)
    best = solve_program(part, part.must, limits=Limits(seconds=20), whole=True)
    if best.price is None:
        return
    filler = WholeFiller(part, options_of(part))
    split = raise_bound(part, part.weight * 300, best.price, steps=60, go_on=lambda: True)
    whole = raise_bound(part, split.item_price, best.price, steps=40, go_on=lambda: True, filler=filler)
    assert split.value - 1e-6 <= whole.value <= best.price * (1 + 1e-6)
    known = best.price * (1 + 1e-4)
    assert (least_prices(part, whole)[best.share > 0.5] <= known).all()
    assert set(np.flatnonzero(candidates_always_open(part, whole, known))) <= set(np.flatnonzero(best.units > 0))


def test_points_are_counted_in_whole_numbers():
    part = part_of(4)
    options = options_of(part)
    assert options.least.tolist() == [np.ceil(part.weight.sum() / 100)]
    best = solve_program(part, part.must, limits=Limits(seconds=20), whole=True, options=options)
    assert best.units.sum() >= options.least[0]
