"""Zones from case places."""

from datetime import UTC, datetime

import numpy as np
import pytest

from geo_service.addresses.match import Match
from geo_service.errors import InputError, ProtocolError
from geo_service.model.case import CasePlace
from geo_service.model.extent import NamedPlace
from geo_service.model.frames import shape_frame
from geo_service.zones.cases import zones_from_cases
from geo_service.zones.place_units import Areas, UnitChoice
from geo_service.zones.protocol import load_protocol
from tests.zones.register import PLANE, at_metres, building, buildings_frame, estates_frame, member, zone_version

NINTH = load_protocol("cn-covid-2022-9")
TOWN = buildings_frame(
    building("b1", (0, 0, 20, 10), number="1", estate_id="e1"),
    building("b2", (0, 20, 20, 30), number="2", estate_id="e1"),
    building("b3", (60, 0, 80, 10), number="3", estate_id="e2"),
    building("h1", (25, 0, 40, 10), name="兴业大厦"),
    building("far", (5000, 0, 5020, 10), name="远处"),
)
ESTATES = estates_frame(
    {"estate_id": "e1", "name": "怡景花园", "geometry": at_metres(-10, -10, 22, 40)},
    {"estate_id": "e2", "name": "翠湖小区", "geometry": None},
)


def case(number=2, role="residence", at_m=None):
    lon, lat = PLANE.points_to_lonlat(np.array([at_m], dtype=float))[0] if at_m else (None, None)
    return CasePlace(f"第{number}行", role, "", datetime(2022, 11, 16, tzinfo=UTC), lon, lat)


def found(*building_ids, level="building", estate_id=None, reason=""):
    return Match(level, building_ids=building_ids, estate_id=estate_id, reason=reason)


def zones(*pairs, category=None):
    cases, matches = zip(*pairs, strict=True)
    return zones_from_cases(cases, matches, TOWN, ESTATES, NINTH, category=category)


TWENTY = load_protocol("cn-covid-2022-20")
FLATS = buildings_frame(
    building("b1", (0, 0, 20, 10), number="1", estate_id="e1", stairs=3, households=30, use="apartments"),
    building("b2", (0, 20, 20, 30), number="2", estate_id="e1", stairs=2, households=20, use="apartments"),
    building("v1", (300, 0, 310, 10), name="农房", households=1, use="house"),
    building("v2", (400, 0, 410, 10), name="祠堂", households=0, use="public"),
)
AREAS = Areas(
    {
        "communities": shape_frame(
            "communities",
            [
                {"community_id": "c1", "name": "翠湖社区", "geometry": at_metres(-50, -50, 200, 200)},
                {"community_id": "c2", "name": "望江村", "geometry": at_metres(200, -50, 500, 200)},
            ],
        )
    }
)


def in_stair(building_id, stair):
    return Match("building", building_ids=(building_id,), estate_id="e1", stair=stair)


def flats(*pairs, protocol=TWENTY, **options):
    cases, matches = zip(*pairs, strict=True)
    return zones_from_cases(cases, matches, FLATS, ESTATES, protocol, areas=AREAS, **options)


def members(zone):
    return [member.building_id for member in zone.members]


def test_a_residence_zones_its_estate_and_says_why():
    (zone,) = zones((case(), found("b1"))).zones
    assert (zone.category, zone.unit, zone.name_hint) == ("high", "estate", "怡景花园")
    assert zone.extent.parts == (NamedPlace("怡景花园", "estate", "e1"),)
    assert [member.why for member in zone.members] == [
        "怡景花园1栋为病例居住地（第2行）",
        "与病例居住楼栋同属怡景花园小区",
    ]


def test_a_building_without_estate_is_zoned_alone():
    (zone,) = zones((case(), found("h1"))).zones
    assert (zone.unit, members(zone), zone.name_hint) == ("building", ["h1"], "兴业大厦")
    assert zone.members[0].share_inside == pytest.approx(1)


def test_cases_of_one_estate_give_one_zone():
    (zone,) = zones((case(2), found("b1")), (case(3), found("b2")), (case(4), found("b1"))).zones
    assert zone.members[0].why == "怡景花园1栋为病例居住地（第2行）；怡景花园1栋为病例居住地（第4行）"


def test_a_building_of_an_estate_that_is_zoned_joins_it():
    result = zones((case(2), found("b1")), (case(3, "visited"), found("b2")), category="high")
    assert [zone.unit for zone in result.zones] == ["estate"]


def test_other_categories_stay_apart():
    result = zones((case(2, "work"), found("b1")), (case(3, "visited"), found("h1")), category="medium")
    assert [(zone.category, zone.unit, members(zone)) for zone in result.zones] == [
        ("medium", "building", ["b1"]),
        ("medium", "building", ["h1"]),
    ]


def test_a_visited_place_waits_for_the_category_and_others_go_on():
    result = zones((case(2, "visited"), found("h1")), (case(3), found("b1")))
    assert [problem.text for problem in result.problems] == ["第2行：活动地的风险等级须先研判，请指定类别"]
    assert len(result.zones) == 1


def test_an_estate_is_enough_for_a_residence():
    (zone,) = zones((case(), found("b1", "b2", level="estate", estate_id="e1"))).zones
    assert members(zone) == ["b1", "b2"]
    assert zone.members[0].why == "所在怡景花园小区为病例居住地（第2行）"


def test_an_estate_is_not_enough_for_a_building():
    match = found("b1", "b2", level="estate", estate_id="e1", reason="只写到小区怡景花园，没有写楼栋")
    (problem,) = zones((case(2, "work"), match), category="medium").problems
    assert problem.text == "第2行：只写到小区怡景花园，没有写楼栋，不能按楼栋划定"


def test_an_estate_without_boundary_is_its_buildings_hull_and_says_so():
    (zone,) = zones((case(), found("b3"))).zones
    assert members(zone) == ["b3"]
    assert zone.problems == ("翠湖小区没有登记小区边界，按其 1 栋楼的外包线加 10 米划定",)


@pytest.mark.parametrize("at_m", [(10, 5), (10, -20)])
def test_a_point_in_or_near_a_building_is_that_building(at_m):
    (zone,) = zones((case(at_m=at_m), None)).zones
    assert zone.members[0].why == "怡景花园1栋为病例居住地（第2行）"


def test_a_point_far_from_buildings_is_a_problem():
    (problem,) = zones((case(at_m=(1000, 1000)), None)).problems
    assert problem.text == "第2行：坐标 30 米内没有登记的楼栋"


def test_an_address_that_is_not_found_falls_back_to_its_point():
    (zone,) = zones((case(at_m=(30, 5)), found(level="none", reason="没有查到这个地址"))).zones
    assert members(zone) == ["h1"]


def test_address_and_point_far_apart_are_pointed_out():
    (zone,) = zones((case(at_m=(5000, 5)), found("h1"))).zones
    assert members(zone) == ["h1"]
    assert "相距 49" in zone.problems[0]


def test_neither_address_nor_point_is_a_problem():
    result = zones((case(2), None), (case(3), found(level="none", reason="没有查到这个地址")))
    assert [problem.text for problem in result.problems] == ["第2行：没有地址，也没有坐标", "第3行：没有查到这个地址"]


def test_coordinates_that_are_no_degrees_are_a_problem():
    wrong = CasePlace("第2行", "residence", "", None, 500_000.0, 3_200_000.0)
    assert "不是经纬度" in zones((wrong, None)).problems[0].text


def test_low_can_not_be_asked_for():
    with pytest.raises(ProtocolError, match="low can't be designated"):
        zones((case(), found("b1")), category="low")


def test_one_match_per_case_is_needed():
    with pytest.raises(InputError, match="1 matches for 0 cases"):
        zones_from_cases([], [None], TOWN, ESTATES, NINTH)


def test_under_the_twenty_articles_a_residence_is_its_stair():
    (zone,) = flats((case(), in_stair("b1", "2"))).zones
    assert (zone.unit, zone.name_hint) == ("stair", "怡景花园1栋2单元")
    assert [(one.building_id, one.stairs) for one in zone.members] == [("b1", ("2",))]
    assert zone.members[0].why == "怡景花园1栋2单元为病例居住地（第2行）"
    assert zone.problems == ("登记里没有单元的轮廓，图上画的是整栋楼",)


def test_stairs_of_one_building_are_one_zone_and_all_of_them_the_building():
    (two,) = flats((case(2), in_stair("b1", "2")), (case(3), in_stair("b1", "1"))).zones
    assert (two.name_hint, two.members[0].stairs) == ("怡景花园1栋1、2单元", ("1", "2"))
    (whole,) = flats((case(2), in_stair("b2", "2")), (case(3), in_stair("b2", "1"))).zones
    assert whole.members[0].stairs == ()


def test_a_stair_of_a_building_that_is_zoned_joins_it():
    (zone,) = flats((case(2), in_stair("b1", "2")), (case(3), found("b1"))).zones
    assert (zone.unit, zone.members[0].stairs) == ("building", ())


def test_a_register_without_rooms_gives_the_stair_with_a_reason():
    (zone,) = flats((case(), in_stair("b1", "2")), protocol=load_protocol("cn-covid-2022-10")).zones
    assert zone.unit == "stair"
    assert "登记不到户" in zone.reasons[1]


def test_each_zone_says_its_rule_and_clause():
    (zone,) = flats((case(), in_stair("b1", "2"))).zones
    assert zone.reasons[0].startswith("第2行：居住地，高风险区——")
    assert TWENTY.rule_for("residence", None).why in zone.reasons[0]


def test_the_price_of_the_next_larger_unit_stands_beside():
    (zone,) = flats((case(), in_stair("b1", "2"))).zones
    assert (zone.price.households, zone.price.household_days) == (10, 50)
    assert (zone.larger.unit, zone.larger.price.households, zone.larger.allowed) == ("building", 30, True)
    assert zone.smaller is None


def test_the_next_smaller_unit_is_shown_where_it_is_allowed():
    (zone,) = flats((case(2), found("b1")), (case(3), found("b1")), protocol=NINTH).zones
    assert (zone.unit, zone.price.household_days) == ("estate", 500)
    assert (zone.smaller.unit, zone.smaller.label, zone.smaller.price.household_days) == (
        "building",
        "怡景花园1栋",
        300,
    )


def test_prices_grow_with_the_unit():
    units = ("stair", "building", "estate", "community")
    zones_by_unit = [
        flats((case(), in_stair("b1", "2")), protocol=NINTH, choice=UnitChoice(unit)).zones[0] for unit in units
    ]
    prices = [zone.price.households for zone in zones_by_unit]
    assert [zone.unit for zone in zones_by_unit] == list(units)
    assert prices == sorted(prices) == [10, 30, 50, 50]


def test_a_house_in_a_village_is_zoned_by_village_and_the_house_costs_less():
    (zone,) = flats((case(), found("v1")), protocol=NINTH).zones
    assert (zone.unit, zone.name_hint, members(zone)) == ("village", "望江村", ["v1", "v2"])
    assert zone.members[1].why == "位于病例居住地所在的望江村"
    assert zone.smaller.unit == "building"


def test_an_estate_under_the_twenty_articles_needs_a_decision():
    choice = UnitChoice("estate", "区指〔2022〕3号", TWENTY.category("high").exception.reasons[0])
    (zone,) = flats((case(), in_stair("b1", "2")), choice=choice).zones
    assert (zone.unit, members(zone)) == ("estate", ["b1", "b2"])
    assert "区指〔2022〕3号" in zone.reasons[1]
    with pytest.raises(ProtocolError, match="recorded decision"):
        flats((case(), in_stair("b1", "2")), choice=UnitChoice("estate"))


def test_medium_leaves_out_what_is_high():
    standing = zone_version(members=[member("b1")], drawn_m=(-10, -10, 30, 15))
    visited = (case(role="visited"), found("b1", "b2", level="estate", estate_id="e1"))
    (zone,) = flats(visited, protocol=NINTH, category="medium", choice=UnitChoice("estate"), in_force=[standing]).zones
    assert members(zone) == ["b2"]
    inside_high = flats((case(role="visited"), found("b1")), protocol=NINTH, category="medium", in_force=[standing])
    assert inside_high.zones == ()
    assert "已全部在更严格的区域内" in inside_high.problems[0].text
