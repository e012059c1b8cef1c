from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.derive.sites_people import Group
from geo_service.derive.sites_slots import SlotRule, clock_text, timetable

RULE = SlotRule(people_per_day=1440, step_min=5, queue_people=200)
PEOPLE = st.lists(st.integers(1, 500), max_size=30)


def groups(counts):
    return [Group(row, "", people, estimated=False) for row, people in enumerate(counts)]


def test_one_team_samples_one_person_a_minute():
    assert [(slot.starts_min, slot.ends_min) for slot in timetable(groups([10, 20]), 1, RULE)] == [(0, 10), (10, 30)]


def test_a_stair_too_large_for_the_queue_is_called_in_parts():
    assert [slot.calls for slot in timetable(groups([450, 60]), 2, RULE)] == [3, 1]


@given(PEOPLE, st.integers(1, 3))
def test_each_stair_has_one_slot_and_no_two_share_one(counts, teams):
    slots = timetable(groups(counts), teams, RULE)
    assert [slot.group.building for slot in slots] == list(range(len(counts)))
    assert all(before.ends_min == after.starts_min for before, after in pairwise(slots))
    assert all(slot.ends_min > slot.starts_min for slot in slots)


@given(PEOPLE, st.integers(1, 3))
def test_nobody_is_sampled_faster_than_the_teams_can(counts, teams):
    people = 0
    for slot in timetable(groups(counts), teams, RULE):
        people += slot.group.people
        assert slot.ends_min * teams * RULE.people_per_min >= people - 1e-6


@pytest.mark.parametrize(("minutes", "text"), [(0, "00:00"), (75, "01:15"), (1565, "26:05")])
def test_times_run_on_after_a_day(minutes, text):
    assert clock_text(minutes) == text
