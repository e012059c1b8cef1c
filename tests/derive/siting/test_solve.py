import time
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.derive.siting import branches, milp, neighbourhood
from geo_service.derive.siting.problem import (
    EXHAUSTED,
    FIXED_IMPOSSIBLE,
    NO_CANDIDATE,
    NOWHERE,
    PROVED,
    TOO_LARGE,
    Earlier,
    Siting,
    SitingProblem,
)
from geo_service.derive.siting.solve import solve_siting
from geo_service.errors import InputError

LIMIT_S = 5.0


def problem_of(weight, walks, *, open_price=100.0, unit_price=0.0, capacity=100.0, units=1, candidates=2, **more):
    """`walks` is a list of (item, candidate, metres)."""
    table = np.array(walks, dtype=float).reshape(-1, 3)
    return SitingProblem(
        weight=np.array(weight, dtype=float),
        open_price=np.full(candidates, open_price),
        unit_price=np.full(candidates, unit_price),
        unit_capacity=np.full(candidates, capacity),
        most_units=np.full(candidates, units),
        item=table[:, 0].astype(int),
        candidate=table[:, 1].astype(int),
        walk_m=table[:, 2],
        **more,
    )


def solve(problem, **options) -> Siting:
    return solve_siting(problem, time_limit_s=LIMIT_S, **options)


def price_of_places(problem, place):
    load = np.zeros(len(problem.open_price))
    walks = {}
    for item, to, metres in zip(problem.item, problem.candidate, problem.walk_m, strict=True):
        walks[item, to] = min(metres, walks.get((item, to), np.inf))
    total = 0.0
    for item, to in enumerate(place):
        if problem.weight[item] > 0:
            if (item, to) not in walks:
                return np.inf
            load[to] += problem.weight[item]
            total += problem.walk_price * problem.weight[item] * walks[item, to]
    units = np.ceil(load / problem.unit_capacity)
    if (units > problem.most_units).any():
        return np.inf
    opened = (load > 0) | np.isin(np.arange(len(load)), list(problem.pinned))
    units = np.maximum(units, np.isin(np.arange(len(load)), list(problem.pinned)) & (problem.most_units > 0))
    return total + (problem.open_price * opened).sum() + (problem.unit_price * units).sum()


@st.composite
def small_problems(draw):
    items, candidates = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    pairs = list(product(range(items), range(candidates)))
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=2 * len(pairs)))
    return SitingProblem(
        weight=np.array(draw(st.lists(st.integers(0, 9), min_size=items, max_size=items)), dtype=float),
        open_price=np.array(draw(st.lists(st.integers(0, 50), min_size=candidates, max_size=candidates)), dtype=float),
        unit_price=np.array(draw(st.lists(st.integers(0, 20), min_size=candidates, max_size=candidates)), dtype=float),
        unit_capacity=np.array(
            draw(st.lists(st.integers(1, 9), min_size=candidates, max_size=candidates)), dtype=float
        ),
        most_units=np.array(draw(st.lists(st.integers(0, 3), min_size=candidates, max_size=candidates))),
        item=np.array([item for item, _ in chosen], dtype=int),
        candidate=np.array([to for _, to in chosen], dtype=int),
        walk_m=np.array([float(draw(st.integers(0, 9))) for _ in chosen]),
        pinned=frozenset(draw(st.sets(st.integers(0, candidates - 1), max_size=1))),
    )


def cheapest(problem, served):
    """Brute force: the cheapest price of serving exactly these items whole."""
    candidates = range(len(problem.open_price))
    choices = [candidates if item in served else (NOWHERE,) for item in range(len(problem.weight))]
    kept = replace(problem, weight=np.where(np.isin(np.arange(len(problem.weight)), list(served)), problem.weight, 0.0))
    return min((price_of_places(kept, place) for place in product(*choices)), default=np.inf)


@settings(max_examples=60, deadline=None)
@given(small_problems())
def test_price_is_the_cheapest_that_brute_force_finds(problem):
    answer = solve(problem)
    served = {item for item in np.flatnonzero(problem.weight > 0).tolist() if answer.place[item] != NOWHERE}
    best = cheapest(problem, served)
    assert answer.bound <= best + 1e-6
    assert best <= answer.objective <= best * (1 + 1e-4) + 1e-6


@settings(max_examples=60, deadline=None)
@given(small_problems())
def test_every_item_with_weight_is_served_within_capacity_or_listed(problem):
    answer = solve(problem)
    served = set(np.flatnonzero((answer.place != NOWHERE) & (problem.weight > 0)).tolist())
    listed = {one.item for one in answer.unserved}
    assert served | listed == set(np.flatnonzero(problem.weight > 0).tolist())
    assert not served & listed
    load = np.bincount(answer.place[sorted(served)], weights=problem.weight[sorted(served)], minlength=len(answer.load))
    assert np.allclose(load, answer.load)
    assert (load <= answer.units * problem.unit_capacity + 1e-9).all()
    assert (answer.units <= problem.most_units).all()
    assert problem.pinned <= set(answer.opened)
    assert answer.load.sum() <= answer.most_servable + 1e-6


@settings(max_examples=30, deadline=None)
@given(small_problems())
def test_price_that_is_reported_is_the_price_of_the_places(problem):
    answer = solve(problem)
    kept = replace(problem, weight=np.where(answer.place == NOWHERE, 0.0, problem.weight))
    assert answer.objective == pytest.approx(price_of_places(kept, answer.place))


def test_splitting_a_building_is_not_an_answer():
    answer = solve(problem_of([60, 60, 60], [(item, to, 10 * to) for item in range(3) for to in range(2)], units=1))
    assert len(answer.unserved) == 1
    assert answer.unserved[0].reason == EXHAUSTED
    assert answer.most_servable == pytest.approx(180)


def test_reasons_of_items_that_cannot_be_served():
    answer = solve(problem_of([10, 500, 20, 5], [(1, 0, 5), (2, 0, 5), (3, 0, 5)], fixed={3: 1}))
    assert [(one.item, one.reason) for one in answer.unserved] == [
        (0, NO_CANDIDATE),
        (1, TOO_LARGE),
        (3, FIXED_IMPOSSIBLE),
    ]
    assert answer.opened == (0,)


def test_pinned_is_open_forbidden_is_closed_and_fixed_is_kept():
    walks = [(0, 0, 1), (0, 1, 50), (0, 2, 90), (1, 0, 1), (1, 1, 40), (1, 2, 90)]
    answer = solve(
        problem_of(
            [5, 5], walks, candidates=3, open_price=1.0, pinned=frozenset({1}), forbidden=frozenset({0}), fixed={0: 2}
        )
    )
    assert answer.opened == (1, 2)
    assert answer.place.tolist() == [2, 1]


def test_no_demand_no_candidates_and_no_walks_are_answered():
    none = np.zeros(0)
    empty = SitingProblem(none, none, none, none, none.astype(int), none.astype(int), none.astype(int), none)
    assert solve(empty).status == PROVED
    assert solve(replace(empty, weight=np.ones(2))).unserved[1].reason == NO_CANDIDATE
    assert solve(problem_of([], [])).opened == ()
    assert solve(problem_of([0, 0], [(0, 0, 5)])).unserved == ()


def test_an_item_of_weight_zero_goes_to_its_nearest_open_candidate():
    answer = solve(problem_of([10, 0], [(0, 0, 5), (1, 0, 30), (1, 1, 1)]))
    assert answer.place.tolist() == [0, 0]
    assert answer.walk_m.tolist() == [5, 30]


def test_of_repeated_walks_the_shortest_counts():
    assert solve(problem_of([10], [(0, 0, 9), (0, 0, 4), (0, 0, 7)])).walk_m.tolist() == [4]


def town(seed, items=80, candidates=25, **more):
    chance = np.random.default_rng(seed)
    at, to = chance.uniform(0, 800, (items, 2)), chance.uniform(0, 800, (candidates, 2))
    metres = np.abs(at[:, None] - to[None]).sum(axis=2)
    item, candidate = np.nonzero(metres <= 450)
    return SitingProblem(
        weight=chance.integers(5, 60, items).astype(float),
        open_price=np.full(candidates, 6000.0),
        unit_price=np.full(candidates, 800.0),
        unit_capacity=np.full(candidates, 120.0),
        most_units=np.full(candidates, 5),
        item=item,
        candidate=candidate,
        walk_m=metres[item, candidate],
        **more,
    )


def same(one, other):
    return one.objective == other.objective and one.place.tolist() == other.place.tolist()


def test_same_input_same_answer_in_any_order_of_walks():
    problem = town(1, items=40, candidates=12)
    order = np.random.default_rng(2).permutation(len(problem.item))
    mixed = replace(problem, item=problem.item[order], candidate=problem.candidate[order], walk_m=problem.walk_m[order])
    assert same(solve(problem), solve(problem))
    assert same(solve(problem), solve(mixed))


def test_equal_walks_and_prices_give_the_same_answer_twice():
    problem = problem_of([10] * 6, [(item, to, 100) for item in range(6) for to in range(4)], candidates=4, capacity=30)
    assert same(solve(problem), solve(problem))
    assert solve(problem).status == PROVED


def test_within_the_time_limit_the_gap_is_small():
    answer = solve_siting(town(3), time_limit_s=1.5)
    assert answer.gap <= 0.03


def test_branches_prove_what_the_bound_alone_does_not():
    chance = np.random.default_rng(9)
    weight = chance.integers(20, 60, 40)
    metres = chance.uniform(10, 300, (40, 12))
    item, candidate = np.nonzero(metres < 260)
    walks = list(zip(item, candidate, metres[item, candidate], strict=True))
    answer = solve(problem_of(weight, walks, open_price=9000.0, capacity=300.0, candidates=12))
    assert answer.gap <= 0.005


def test_without_a_clock_a_slow_machine_finds_the_same(monkeypatch):
    problem = town(7, items=60, candidates=20)
    fast = solve_siting(problem, time_limit_s=0.5)
    monkeypatch.setattr(milp, "solve_program", _slowly(milp.solve_program))
    monkeypatch.setattr(branches, "solve_program", _slowly(branches.solve_program))
    monkeypatch.setattr(neighbourhood, "solve_program", _slowly(neighbourhood.solve_program))
    assert same(solve_siting(problem, time_limit_s=0.5), fast)


def _slowly(solve_program):
    def slow(part, always_open, *, limits, **more):
        assert limits.seconds is None
        time.sleep(0.05)
        return solve_program(part, always_open, limits=limits, **more)

    return slow


def test_no_time_gives_a_usable_answer_with_a_bound():
    answer = solve_siting(town(3), time_limit_s=0.0)
    assert not answer.unserved
    assert 0 < answer.bound <= answer.objective


def test_an_earlier_answer_stands_when_it_is_nearly_as_good():
    problem = town(4)
    best = solve_siting(problem, time_limit_s=1.0)
    place = best.place.copy()
    item = next(
        one
        for one in range(len(place))
        for to in problem.candidate[problem.item == one]
        if to != place[one] and to in best.opened and best.load[to] + problem.weight[one] <= best.units[to] * 120
    )
    place[item] = next(
        to
        for to in problem.candidate[problem.item == item]
        if to != place[item] and to in best.opened and best.load[to] + problem.weight[item] <= best.units[to] * 120
    )
    again = solve_siting(problem, time_limit_s=1.0, previous=Earlier(frozenset(best.opened), place), keep_within=0.05)
    assert again.kept == "assignment"
    assert again.place.tolist() == place.tolist()
    assert again.objective <= best.objective * 1.05


def test_knowing_only_what_was_open_changes_nothing_when_the_best_opens_the_same():
    problem = town(3)
    best = solve(problem)
    nobody = np.full(len(problem.weight), -1)
    again = solve(problem, previous=Earlier(frozenset(best.opened), nobody))
    assert (again.place.tolist(), again.units.tolist()) == (best.place.tolist(), best.units.tolist())


def test_an_earlier_answer_that_costs_too_much_is_given_up():
    problem = problem_of([10, 10], [(0, 0, 1), (1, 0, 1), (0, 1, 400), (1, 1, 400)])
    answer = solve(problem, previous=Earlier(frozenset({1}), np.array([1, 1])))
    assert answer.kept == ""
    assert answer.opened == (0,)


def test_an_earlier_answer_makes_room_for_a_new_building():
    problem = town(5)
    best = solve_siting(problem, time_limit_s=1.0)
    place = best.place.copy()
    place[:3] = NOWHERE
    again = solve_siting(problem, time_limit_s=1.0, previous=Earlier(frozenset(best.opened), place))
    assert not again.unserved
    assert again.place[3:].tolist() == best.place[3:].tolist()


def test_an_earlier_candidate_that_is_forbidden_now_is_closed():
    problem = town(6)
    best = solve_siting(problem, time_limit_s=0.5)
    closed = best.opened[0]
    again = solve_siting(
        replace(problem, forbidden=frozenset({closed})),
        time_limit_s=0.5,
        previous=Earlier(frozenset(best.opened), best.place),
    )
    assert closed not in again.opened


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weight": np.array([-1.0])}, "need weight of 0 or more"),
        ({"walk_m": np.array([np.nan])}, "need walk_m of 0 or more"),
        ({"item": np.array([7])}, "need each item from 0 to 0"),
        ({"open_price": np.ones(3)}, "need one value per row"),
        ({"walk_price": -1.0}, "need a walk_price of 0 or more"),
        ({"pinned": frozenset({0}), "forbidden": frozenset({0})}, "both pinned and forbidden"),
        ({"fixed": {0: 9}}, "from 0 to 1"),
    ],
)
def test_wrong_input_is_refused_with_a_clear_line(change, message):
    with pytest.raises(InputError, match=message):
        replace(problem_of([1], [(0, 0, 1)]), **change)
