from dataclasses import replace
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.derive.queueing import QueueRule, capacity_h, crew_of, delay_probability, lanes_needed, late_share

RULE = QueueRule(
    trips_per_household_h=0.1,
    served_per_lane_h=120,
    wait_min=3,
    late_share=0.05,
    max_lanes=6,
    crew_base=2,
    crew_per_lane=2,
    foot_crew=2,
    shifts=3,
)


def test_one_lane_delays_as_often_as_it_is_busy():
    assert delay_probability(0.4, 1) == pytest.approx(0.4)


def test_erlang_c_of_two_lanes_is_the_textbook_value():
    assert delay_probability(1.0, 2) == pytest.approx(1 / 3)


def test_everybody_waits_where_more_come_than_are_served():
    assert late_share(130, 120, 1, 0.05) == 1.0


def test_one_lane_waits_exponentially():
    assert late_share(60, 120, 1, 0.05) == pytest.approx(0.5 * exp(-60 * 0.05))


def test_nobody_needs_one_lane():
    assert lanes_needed(0, RULE) == 1


def test_too_many_people_have_no_number_of_lanes():
    assert lanes_needed(1000, RULE) is None


@given(st.floats(0, 700), st.floats(0, 700))
def test_more_people_never_need_fewer_lanes(one, other):
    fewer, more = sorted((one, other))
    assert (lanes_needed(fewer, RULE) or 7) <= (lanes_needed(more, RULE) or 7)


def test_the_capacity_is_what_the_most_lanes_can_take():
    most = capacity_h(RULE)
    assert lanes_needed(most, RULE) is not None
    assert lanes_needed(most + 2, RULE) is None


def test_a_vehicle_post_has_its_base_and_a_pair_per_lane_in_each_shift():
    crew = crew_of(500, drivable=True, rule=RULE)
    assert (crew.lanes, crew.per_shift, crew.per_day, crew.enough) == (1, 4, 12, True)


def test_a_post_for_walkers_has_two_people():
    assert crew_of(10, drivable=False, rule=RULE).per_shift == 2


def test_a_post_that_can_not_cope_says_so():
    assert not crew_of(10_000, drivable=True, rule=replace(RULE, max_lanes=2)).enough
