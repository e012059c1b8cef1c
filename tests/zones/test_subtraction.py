"""Milder zones without what stricter ones hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.model.extent import DrawnShape, Extent, NamedPlace
from geo_service.zones.delineate import Delineation
from geo_service.zones.grounds import make_grounds
from geo_service.zones.outline import as_multipolygon
from geo_service.zones.protocol import load_protocol
from geo_service.zones.subtraction import without_stricter
from tests.zones.register import PLANE, at_metres, building, buildings_frame, estates_frame, member, zone_version

NINTH = load_protocol("cn-covid-2022-9")
TOWN = buildings_frame(
    building("b1", (0, 0, 20, 10), number="1", estate_id="e1", stairs=3),
    building("b2", (0, 30, 20, 40), number="2", estate_id="e1"),
)
SQUARE_METRE_DEG2 = 1e-10
"""What is too small to be cut, in square degrees."""
GROUNDS = make_grounds(TOWN, estates_frame())


def named(*building_ids):
    return tuple(NamedPlace(one, "building", one) for one in building_ids)


def proposed(category, bounds_m, *members, parts=None):
    shape = as_multipolygon(at_metres(*bounds_m))
    return Delineation(category, "estate", Extent(parts or (DrawnShape(shape),)), shape, members, category)


ESTATE = proposed("medium", (-10, -10, 30, 50), member("b1"), member("b2"))


def cut(zones, in_force=()):
    return without_stricter(zones, in_force, GROUNDS, NINTH)


def test_medium_is_without_the_building_that_is_high():
    high = proposed("high", (-5, -5, 25, 15), member("b1"), parts=(NamedPlace("怡景花园1栋", "building", "b1"),))
    left = cut([ESTATE, high]).zones[0]
    assert [one.building_id for one in left.members] == ["b2"]
    assert left.extent.exclusions == high.extent.parts
    assert PLANE.to_metres(left.geometry).area == pytest.approx(40 * 60 - 30 * 20, rel=1e-6)


def test_high_is_never_cut():
    high = proposed("high", (-5, -5, 25, 15), member("b1"))
    assert cut([ESTATE, high]).zones[1] is high


def test_zones_in_force_cut_too_but_not_those_of_other_protocols():
    standing = zone_version(members=[member("b1")], drawn_m=(-5, -5, 25, 15))
    assert [one.building_id for one in cut([ESTATE], [standing]).zones[0].members] == ["b2"]
    other = zone_version(members=[member("b1")], drawn_m=(-5, -5, 25, 15), protocol="cn-covid-2022-8")
    assert cut([ESTATE], [other]).zones == (ESTATE,)


def test_other_stairs_of_a_building_stay_in_the_milder_zone():
    stair = NamedPlace("怡景花园1栋2单元", "building", "b1", ("2",))
    high = proposed("high", (-5, -5, 25, 15), member("b1", "2"), parts=(stair,))
    left = cut([ESTATE, high]).zones[0]
    assert {one.building_id: one.stairs for one in left.members} == {"b1": ("1", "3"), "b2": ()}
    assert left.geometry.covers(TOWN.geometry.iloc[0])


def test_a_zone_of_which_nothing_is_left_is_dropped_and_said():
    whole = proposed("high", (-20, -20, 60, 60), member("b1"), member("b2"))
    result = cut([ESTATE, whole])
    assert result.zones[0] is None
    assert result.dropped == (("medium", "已全部在更严格的区域内，不另划中风险区"),)


def test_touching_zones_do_not_cut_each_other():
    beside = proposed("high", (30, -10, 50, 50))
    assert cut([ESTATE, beside]).zones[0] is ESTATE


@given(st.integers(-30, 30), st.integers(-30, 50), st.integers(1, 60))
def test_cut_and_cutter_together_are_what_was_there(x, y, size):
    high = proposed("high", (x, y, x + size, y + size))
    left = cut([proposed("medium", (-10, -10, 30, 50)), high]).zones[0]
    whole = ESTATE.geometry.union(high.geometry)
    both = high.geometry if left is None else left.geometry.union(high.geometry)
    assert whole.symmetric_difference(both).area < SQUARE_METRE_DEG2
    assert left is None or left.geometry.intersection(high.geometry).area < SQUARE_METRE_DEG2


def test_a_ring_without_buildings_is_still_a_ring_but_named_places_without_theirs_are_gone():
    high = proposed("high", (-15, -15, 30, 55), member("b1"), member("b2"), parts=named("b1", "b2"))
    ring = proposed("medium", (-100, -100, 100, 100), member("b1"), member("b2"))
    places = proposed("medium", (-100, -100, 100, 100), member("b1"), member("b2"), parts=named("b1", "b2"))
    left = cut([ring, places, high]).zones
    assert left[0].members == ()
    assert left[1] is None
