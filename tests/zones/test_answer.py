"""What a resident is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.addresses.match import Match
from geo_service.errors import GeometryError
from geo_service.model.extent import Extent, NamedPlace
from geo_service.model.zone import DRAFT, LIFTED
from geo_service.zones.answer import answer_at_building, answer_at_point, answer_for_match, binds, time_text
from geo_service.zones.protocol import load_protocol
from tests.zones.register import NOON, PLANE, at_metres, member, zone_version

LABELS = {f"b{number}": f"怡景花园{number}栋" for number in range(1, 9)}
ESTATE = Match("estate", ("b1", "b2", "b3"), "e1", reason="只写到小区怡景花园，没有写楼栋")


def at_building(building_id, *zones, stair=None, at=NOON):
    return answer_at_building(building_id, stair, zones, load_protocol, at)


def at_point(x_m, y_m, *zones, **options):
    (lon, lat) = PLANE.points_to_lonlat(np.array([[x_m, y_m]], dtype=float))[0]
    return answer_at_point(lon, lat, zones, load_protocol, NOON, **options)


def for_match(match, *zones, **options):
    return answer_for_match(match, zones, load_protocol, NOON, labels=LABELS, **options)


def test_a_member_is_inside_with_category_measure_and_time():
    answer = at_building("b1", zone_version(members=[member("b1")]))
    assert (answer.answer, answer.category_label, answer.measure) == ("inside", "高风险区", "足不出户、上门服务")
    assert (answer.since_text, answer.zone_id) == ("11月16日 08:00", "z1")
    assert "范围内" in answer.reason


def test_another_building_is_outside_and_told_as_of_when():
    answer = at_building("b2", zone_version(members=[member("b1")]))
    assert (answer.answer, answer.zone_id) == ("outside", None)
    assert answer.reason == "截至11月16日 12:00，不在生效的风险区内"


@pytest.mark.parametrize("status", [DRAFT, LIFTED])
def test_drafts_and_lifted_zones_do_not_count(status):
    assert at_building("b1", zone_version(members=[member("b1")], status=status)).answer == "outside"


def test_a_zone_yet_to_come_is_announced():
    later = zone_version(members=[member("b1")], effective_from=NOON + timedelta(hours=8))
    answer = at_building("b1", later)
    assert answer.answer == "outside"
    assert "将于11月16日 20:00起划入z1号风险区" in answer.reason


def test_a_zone_to_be_lifted_later_still_holds():
    lifted = zone_version(members=[member("b1")], status=LIFTED, effective_from=NOON + timedelta(hours=1))
    assert at_building("b1", lifted).answer == "inside"
    assert at_building("b1", lifted, at=NOON + timedelta(hours=1)).answer == "outside"


def test_one_stair_of_a_building_asks_which_and_tells_them_apart():
    zone = zone_version(members=[member("b1", "2", "3")])
    asked = at_building("b1", zone)
    assert (asked.answer, asked.question, asked.options) == ("unsure", "哪个单元？", ("2单元", "3单元", "其他单元"))
    assert at_building("b1", zone, stair="2").answer == "inside"
    assert at_building("b1", zone, stair="1").answer == "outside"


def test_a_stricter_zone_that_is_not_settled_keeps_the_answer_open():
    high = zone_version("z1", members=[member("b1", "2")])
    medium = zone_version("z2", members=[member("b1")], category="medium")
    answer = at_building("b1", medium, high)
    assert (answer.answer, answer.category) == ("unsure", "high")
    assert "至少在z2号风险区（中风险区）内" in answer.reason


def test_a_zone_without_outline_settles_nothing():
    bare = zone_version(geometry=None)
    assert at_building("b1", bare).answer == "unsure"
    assert at_point(500, 500, bare).answer == "unsure"


categories = st.lists(st.sampled_from(["high", "medium"]), min_size=1, max_size=6)


@given(categories, st.randoms())
def test_the_strictest_zone_wins_in_any_order(chosen, random):
    zones = [zone_version(f"z{n}", members=[member("b1")], category=name) for n, name in enumerate(chosen)]
    random.shuffle(zones)
    assert at_building("b1", *zones).category == ("high" if "high" in chosen else "medium")


@given(
    st.lists(st.sampled_from([(), ("1",), ("1", "2")]), min_size=1, max_size=4),
    st.sampled_from([None, "1"]),
    st.integers(0, 4),
)
def test_a_member_building_is_never_outside(stairs, stair, others):
    zones = [zone_version(f"z{n}", members=[member("b1", *names)]) for n, names in enumerate(stairs)]
    zones += [zone_version(f"y{n}", members=[member("b2")], category="medium") for n in range(others)]
    assert at_building("b1", *zones, stair=stair).answer != "outside"
    assert for_match(Match("building", ("b1",), stair=stair), *zones).answer != "outside"
    assert for_match(ESTATE, *zones).answer != "outside"


def test_an_estate_wholly_inside_needs_no_building():
    answer = for_match(ESTATE, zone_version(members=[member(one) for one in ESTATE.building_ids]))
    assert (answer.answer, answer.reason) == ("inside", "可能的 3 栋楼都在z1号风险区内")


def test_an_estate_partly_inside_asks_for_the_building_the_affected_first():
    answer = for_match(ESTATE, zone_version(members=[member("b2")]))
    assert (answer.answer, answer.question) == ("unsure", "哪一栋？")
    assert answer.options == ("怡景花园2栋", "怡景花园1栋", "怡景花园3栋")


def test_at_most_five_buildings_are_offered():
    many = Match("estate", tuple(LABELS), "e1")
    assert len(for_match(many, zone_version(members=[member("b8")])).options) == 5


def test_an_estate_in_two_categories_asks_for_the_building():
    medium = zone_version("z2", members=[member(one) for one in ESTATE.building_ids], category="medium")
    assert for_match(ESTATE, medium, zone_version(members=[member("b1")])).answer == "unsure"


def test_an_estate_far_from_every_zone_is_outside():
    answer = for_match(ESTATE, zone_version(members=[member("b9")]), estate_outline=at_metres(500, 0, 600, 100))
    assert answer.answer == "outside"


def test_an_estate_whose_ground_is_touched_is_not_outside():
    answer = for_match(ESTATE, zone_version(), estate_outline=at_metres(90, 0, 200, 100))
    assert answer.answer == "unsure"


def test_a_building_that_is_not_registered_is_never_outside():
    missing = replace(ESTATE, missing="13栋")
    assert for_match(missing).answer == "unsure"
    assert for_match(missing, zone_version(members=[member(one) for one in ESTATE.building_ids])).answer == "inside"


def test_an_estate_without_registered_buildings_is_inside_when_the_zone_names_it():
    bare = Match("estate", (), "e1", reason="没有写楼栋")
    named = zone_version(extent=Extent((NamedPlace("怡景花园", "estate", "e1"),)))
    assert for_match(bare, named).answer == "inside"
    assert for_match(bare).answer == "unsure"


@pytest.mark.parametrize("zones", [(), (zone_version(members=[member("b1")]),)])
def test_an_address_that_is_not_found_is_never_outside(zones):
    answer = for_match(Match("none", reason="没有查到这个地址"), *zones)
    assert (answer.answer, answer.reason) == ("unsure", "没有查到这个地址")


def test_any_footprint_of_a_building_inside_is_inside():
    assert for_match(Match("building", ("b2", "b1")), zone_version(members=[member("b1")])).answer == "inside"


def test_a_missing_stair_is_told():
    match = Match("building", ("b1",), missing="9单元", reason="怡景花园1栋登记有 3 个单元，没有9单元")
    assert "没有9单元" in for_match(match, zone_version(members=[member("b1")])).reason


def test_a_point_well_inside_and_well_outside_is_settled():
    zone = zone_version(drawn_m=(0, 0, 100, 100))
    assert at_point(50, 50, zone).answer == "inside"
    assert at_point(150, 50, zone).answer == "outside"


@pytest.mark.parametrize("x_m", [-8, 3, 92, 108])
def test_a_point_near_the_edge_is_not_settled(x_m):
    answer = at_point(x_m, 50, zone_version(drawn_m=(0, 0, 100, 100)))
    assert answer.answer == "unsure"
    assert "边界" in answer.reason


def test_a_point_in_a_building_has_the_buildings_answer():
    zone = zone_version(members=[member("b1")])
    assert at_point(3, 50, zone, building_id="b1").answer == "inside"
    assert at_point(3, 50, zone, building_id="b2").answer == "outside"


@pytest.mark.parametrize(("lon", "lat"), [(29.5, 108.8), (float("nan"), 29.5), (500_000, 3_200_000)])
def test_what_is_no_position_is_refused(lon, lat):
    with pytest.raises(GeometryError, match="degrees"):
        answer_at_point(lon, lat, [], load_protocol, NOON)


def test_a_zone_binds_from_its_first_moment():
    zone = zone_version()
    assert binds(zone, zone.effective_from)
    assert not binds(zone, zone.effective_from - timedelta(seconds=1))


def test_times_are_told_in_local_time():
    assert time_text(datetime(2022, 11, 16, 0, 0, tzinfo=UTC)) == "11月16日 08:00"
