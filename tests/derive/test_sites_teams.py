from collections import defaultdict
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from geo_service.derive.sites_people import Group
from geo_service.derive.sites_slots import SlotRule
from geo_service.derive.sites_teams import TeamRule, plan_rota

SLOTS = SlotRule(people_per_day=1440, step_min=5, queue_people=200)
RULE = TeamRule(teams=3, most_per_point=3, setup_min=60, move_min=30, finish_h=24, door_people_per_day=720)
POINTS = st.lists(st.lists(st.integers(1, 300), min_size=1, max_size=6), max_size=6)
DOORS = st.lists(st.integers(1, 900), max_size=12)


def groups(counts):
    return [Group(row, "", people, estimated=False) for row, people in enumerate(counts)]


def rota(points, doors=(), benches=None, rule=RULE):
    return plan_rota([groups(one) for one in points], benches or [3] * len(points), groups(doors), rule, SLOTS)


def test_one_point_gets_all_the_teams_it_may_have():
    found = rota([[100, 100, 100]])
    assert (found.teams_at, found.ends_min, found.bound_min) == ((3,), 160, 160.0)


def test_no_more_teams_than_benches():
    assert rota([[300]], benches=[1]).teams_at == (1,)


def test_a_stair_too_large_for_one_team_is_shared():
    found = rota([], doors=[900])
    assert (found.door_teams, found.ends_min, found.bound_min) == (((0, 1, 2),), 600, 600.0)


def test_too_few_teams_are_told_by_how_many_would_do():
    assert rota([], doors=[900] * 4).enough == 5


def test_nobody_to_sample_is_no_work():
    found = rota([])
    assert (found.shifts, found.ends_min, found.bound_min) == ((), 0, 0.0)


@given(POINTS, DOORS)
def test_no_team_is_at_two_points_at_once_and_has_time_to_move(points, doors):
    at = defaultdict(list)
    for shift in rota(points, doors).shifts:
        at[shift.team].append(shift)
    for shifts in at.values():
        assert all(after.arrives_min >= before.ends_min + RULE.move_min for before, after in pairwise(shifts))


@given(POINTS, DOORS)
def test_the_end_is_never_below_the_bound_and_everything_is_done(points, doors):
    found = rota(points, doors)
    assert found.ends_min >= found.bound_min - 1e-6
    assert {shift.spot for shift in found.shifts} == set(range(len(points)))
    assert all(found.door_teams)
    assert len(found.door_teams) == len(doors)
