"""Which unit a place gets."""

import pytest
from shapely import Point

from geo_service.errors import ProtocolError
from geo_service.model.frames import shape_frame
from geo_service.zones.place_units import Areas, UnitChoice, exceptional_reason, is_village, next_unit, settled_unit
from geo_service.zones.protocol import load_protocol
from tests.zones.register import PLANE, at_metres

TWENTY = load_protocol("cn-covid-2022-20").category("high")
TEN = load_protocol("cn-covid-2022-10").category("high")
FLAT = {"stair": "b1/2", "building": "b1", "premises": "e1", "estate": "e1", "community": "c1"}
HOUSE = {"building": "b9", "premises": "b9", "village": "c2", "community": "c2"}


def test_the_unit_of_the_rule_is_taken_where_the_place_has_it():
    assert settled_unit("stair", FLAT, TWENTY.units) == ("stair", "")


def test_a_register_that_knows_no_rooms_gives_the_stair_and_says_so():
    assert settled_unit("household", FLAT, TEN.units) == ("stair", "登记不到户，按单元划定")


def test_without_a_stair_it_is_the_building():
    assert settled_unit("stair", HOUSE, TWENTY.units) == ("building", "不知道是哪个单元，按楼栋划定")


def test_a_village_is_taken_only_where_the_category_says_so():
    allowed = ("building", "estate", "village")
    assert settled_unit("estate", HOUSE, allowed, rural="village") == ("village", "在村里，按村划定")
    assert settled_unit("estate", HOUSE, allowed) == ("building", "不属于小区，按楼栋划定")
    assert settled_unit("estate", FLAT, allowed, rural="village") == ("estate", "")


def test_a_coarse_address_does_not_widen_a_zone():
    assert settled_unit("building", {"estate": "e1"}, ("building", "estate")) is None


def test_units_beside_are_those_of_the_ladder_and_skip_other_names_for_the_same_ground():
    ladder = load_protocol("cn-covid-2022-9").heading.unit_ladder
    assert next_unit("building", FLAT, ladder, larger=True) == "estate"
    assert next_unit("estate", FLAT, ladder, larger=True) == "community"
    assert next_unit("estate", FLAT, ladder, larger=False) == "building"
    assert next_unit("building", HOUSE, ladder, larger=True) == "village"
    assert next_unit("village", HOUSE, ladder, larger=True) is None
    assert next_unit("building", FLAT, ("premises",), larger=True) == "premises"


def test_a_unit_that_is_allowed_needs_no_decision():
    assert exceptional_reason(TWENTY, UnitChoice("building")) is None


def test_a_larger_unit_needs_a_decision_and_one_of_its_reasons():
    reason = TWENTY.exception.reasons[0]
    assert "3号" in exceptional_reason(TWENTY, UnitChoice("estate", "3号", reason))
    with pytest.raises(ProtocolError, match="needs a recorded decision"):
        exceptional_reason(TWENTY, UnitChoice("estate", "", reason))
    with pytest.raises(ProtocolError, match="is no reason"):
        exceptional_reason(TWENTY, UnitChoice("estate", "3号", "方便管理"))


def test_what_no_decision_allows_is_refused():
    with pytest.raises(ProtocolError, match="can't be drawn by estate"):
        exceptional_reason(TEN, UnitChoice("estate", "3号", "传播风险不明确"))


@pytest.mark.parametrize(
    ("name", "code", "village"),
    [
        ("望江村", None, True),
        ("翠湖社区", "999999001201", True),
        ("翠湖社区", "999999001001", False),
        (None, None, False),
    ],
)
def test_villages_are_known_by_name_or_code(name, code, village):
    assert is_village({"name": name, "code": code}) is village


def test_areas_at_a_point():
    rows = [
        {"community_id": "c1", "name": "翠湖社区", "geometry": at_metres(0, 0, 100, 100)},
        {"community_id": "c2", "name": "望江村", "geometry": at_metres(100, 0, 200, 100)},
    ]
    areas = Areas({"communities": shape_frame("communities", rows)})
    assert areas.at(PLANE.to_lonlat(Point(50, 50))) == {"community": "c1"}
    assert areas.at(PLANE.to_lonlat(Point(150, 50))) == {"village": "c2", "community": "c2"}
    assert areas.at(PLANE.to_lonlat(Point(500, 50))) == {}
    assert areas.get("village", "c2").name == "望江村"
