"""What zones cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.model.frames import shape_frame
from geo_service.model.zone import Member
from geo_service.zones.prices import Households, Price, days_to_lift, price_of
from geo_service.zones.protocol import load_protocol
from tests.zones.register import at_metres, building, buildings_frame

TOWN = buildings_frame(
    building("b1", (0, 0, 20, 10), stairs=3, households=30, use="apartments"),
    building("b2", (0, 20, 20, 30), households=12, use="apartments"),
    building("b3", (60, 0, 90, 20), levels=6, use="apartments"),
)


def member(building_id, *stairs):
    return Member(building_id, 1.0, "", stairs)


def registered(*rows):
    here = at_metres(0, 0, 1, 1).centroid
    names = ("address_id", "building_id", "stair", "households", "geometry")
    return shape_frame(
        "addresses", [dict(zip(names, (f"a{k}", *row, here), strict=True)) for k, row in enumerate(rows)]
    )


@pytest.mark.parametrize(
    ("protocol", "category", "entered_from", "days"),
    [
        ("cn-covid-2022-9", "high", None, 10),
        ("cn-covid-2022-9", "medium", None, 7),
        ("cn-covid-2022-9", "medium", "high", 3),
        ("cn-covid-2022-20", "high", None, 5),
        ("eu-2020-687-hpai", "protection", None, 30),
        ("cn-asf-2019", "zone", None, 42),
        ("us-ca-evac", "order", None, None),
    ],
)
def test_days_add_up_by_stage_and_count_once_with_a_single_clock(protocol, category, entered_from, days):
    assert days_to_lift(load_protocol(protocol), category, entered_from) == days


def test_a_price_is_households_times_days():
    price = price_of([member("b1"), member("b2")], Households(TOWN), 10)
    assert price == Price(42, 10, estimated=False)
    assert (price.household_days, price.text) == (420, "42 户 × 10 天 = 420 户·天")


def test_without_a_count_of_days_there_are_no_household_days():
    price = price_of([member("b1")], Households(TOWN), None)
    assert (price.household_days, price.text) == (None, "30 户")


def test_unknown_households_are_estimated_and_say_so():
    price = price_of([member("b2"), member("b3")], Households(TOWN), 5)
    assert price.estimated
    assert price.households > 12
    assert price.text.startswith("约 ")


def test_a_stair_costs_its_even_share_marked_as_estimate():
    assert price_of([member("b1", "2")], Households(TOWN), 5) == Price(10, 5, estimated=True)


def test_a_stair_costs_what_the_address_register_says():
    households = Households(TOWN, registered(("b1", "1", 4), ("b1", "2", 14)))
    assert price_of([member("b1", "2")], households, 5) == Price(14, 5, estimated=False)
    assert price_of([member("b1", "2", "3")], households, 5).estimated


@given(st.sets(st.sampled_from("123")), st.sets(st.sampled_from("123")))
def test_more_stairs_never_cost_less(some, more):
    households = Households(TOWN)
    if some and some <= more:
        small, large = (price_of([member("b1", *sorted(one))], households, 5) for one in (some, more))
        assert small.households <= large.households <= price_of([member("b1")], households, 5).households
