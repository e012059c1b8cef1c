"""Zones from the items of a notice: on the map only when the register settles every word."""

from dataclasses import replace

import pytest

from geo_service.addresses.match import Match
from geo_service.model.said import NoticeItem, SaidPlace
from geo_service.zones.asks import Ask
from geo_service.zones.grounds import make_grounds
from geo_service.zones.items import Area, Lookup, zone_from_item
from tests.zones.register import at_metres, building, buildings_frame, estates_frame

BUILDINGS = buildings_frame(
    building("b1", (0, 0, 20, 20), number="1", estate_id="e1", stairs=3),
    building("b2", (40, 0, 60, 20), number="2", estate_id="e1"),
    building("other", (200, 0, 220, 20), addresses=["甲路1号"]),
)
ESTATES = estates_frame({"estate_id": "e1", "name": "怡景花园", "geometry": at_metres(-5, -5, 65, 25)})
GROUNDS = make_grounds(BUILDINGS, ESTATES)
WHOLE = Match("estate", ("b1", "b2"), "e1")
AREA = Area("c1", "望江社区", "community", at_metres(-10, -10, 30, 30))
ITEM = NoticeItem("怡景花园", "designate", "高风险区", extent=(SaidPlace(place="怡景花园"),))


def one(building_id, stair=None, **more):
    return Match("building", (building_id,), "e1", stair, **more)


def zone(*found, areas=(), item=ITEM, refused=""):
    """The zone of pairs of an ask and its match."""
    matches = {ask.text: match for ask, match in found if match}
    lookup = Lookup(tuple(ask for ask, _ in found), matches, {area.name: area for area in areas}, refused)
    return zone_from_item(item, lookup, GROUNDS, category="high", margin_m=10)


def held(made):
    return {member.building_id: member.stairs for member in made.members}


ESTATE = (Ask("怡景花园", whole=True), WHOLE)
FIRST = (Ask("怡景花园1栋"), one("b1"))


def stair(number, **more):
    return (Ask(f"怡景花园1栋{number}单元", **more), one("b1", number))


def test_an_estate_holds_its_buildings_and_keeps_its_words():
    made = zone(ESTATE)
    assert held(made) == {"b1": (), "b2": ()}
    assert (made.extent.said.text, [part.place_id for part in made.extent.parts]) == ("怡景花园", ["e1"])
    assert all("怡景花园" in member.why for member in made.members)


def test_stairs_of_one_building_are_joined_and_the_whole_building_holds_them():
    assert held(zone(stair("1"), stair("3"))) == {"b1": ("1", "3")}
    assert held(zone(stair("1"), FIRST)) == held(zone(FIRST, stair("1"))) == {"b1": ()}


def test_a_stair_of_an_estate_that_is_held_whole_takes_nothing_away():
    assert held(zone(ESTATE, stair("1")))["b1"] == ()
    assert held(zone((Ask("望江社区", whole=True, area="望江社区"), None), stair("1"), areas=[AREA])) == {"b1": ()}


def test_a_building_left_out_is_no_member_and_its_ground_is_out():
    made = zone(ESTATE, (Ask("怡景花园1栋", left_out=True), one("b1")))
    assert held(made) == {"b2": ()}
    assert not made.geometry.intersects(BUILDINGS.geometry.iloc[0])
    assert [part.place_id for part in made.extent.exclusions] == ["b1"]


def test_a_stair_left_out_leaves_the_others():
    assert held(zone(ESTATE, stair("2", left_out=True))) == {"b1": ("1", "3"), "b2": ()}


def test_a_building_of_which_every_stair_is_left_out_is_out():
    assert held(zone(ESTATE, *(stair(number, left_out=True) for number in "123"))) == {"b2": ()}


def test_a_building_left_out_beats_its_stairs():
    assert held(zone(ESTATE, stair("2", left_out=True), (Ask("怡景花园1栋", left_out=True), one("b1")))) == {"b2": ()}


UNSETTLED = {
    "another stair than registered is left out": [ESTATE, stair("东", left_out=True)],
    "stairs are not known": [ESTATE, (Ask("怡景花园2栋1单元", left_out=True), one("b2", "1"))],
    "nothing found": [ESTATE, (Ask("怡景花园9栋"), Match("estate", ("b1", "b2"), "e1", missing="9栋"))],
    "several buildings for one": [(Ask("翠湖苑1栋"), Match("road", ("b1", "other")))],
    "a stair that is not registered": [(Ask("怡景花园1栋9单元"), one("b1", missing="9单元"))],
    "two estates": [(Ask("翠湖苑", whole=True), Match("none", reason="有 2 个同名小区"))],
    "an estate for a building": [(Ask("怡景花园1栋"), WHOLE)],
    "everything left out": [FIRST, (Ask("怡景花园1栋", left_out=True), one("b1"))],
    "nothing of a range": [(Ask("甲路3号", whole=True, optional=True), Match("none"))],
    "no such area": [(Ask("柳岸社区", whole=True, area="柳岸社区"), None)],
    "an area left out": [ESTATE, (Ask("望江社区", whole=True, left_out=True, area="望江社区"), None)],
}


@pytest.mark.parametrize("found", UNSETTLED.values(), ids=UNSETTLED.keys())
def test_what_is_not_settled_is_drawn_nowhere_and_said(found):
    made = zone(*found)
    assert (made.geometry, made.members, made.extent.parts) == (None, (), ())
    assert made.extent.said.text == "怡景花园"
    assert "只按文字答复" in made.problems[0]


def test_a_refusal_is_told_with_its_reason():
    assert "要在图上划定" in zone(refused="要在图上划定").problems[0]


def test_numbers_of_a_range_that_do_not_exist_are_noted():
    numbers = [(Ask(f"甲路{number}号", whole=True, optional=True), Match("none")) for number in range(2, 9)]
    made = zone((Ask("甲路1号", whole=True, optional=True), one("other")), *numbers)
    assert held(made) == {"other": ()}
    assert "甲路6号等 7 个" in made.problems[0]


def test_a_street_number_of_several_buildings_holds_them_all():
    assert held(zone((Ask("甲路1号", whole=True), Match("road", ("b1", "other"))))) == {"b1": (), "other": ()}


def test_a_whole_area_holds_what_stands_in_it():
    made = zone((Ask("望江社区", whole=True, area="望江社区"), None), areas=[AREA])
    assert held(made) == {"b1": ()}
    assert [(part.unit, part.place_id) for part in made.extent.parts] == [("community", "c1")]


def test_rooms_are_noted_since_the_map_shows_the_building():
    item = replace(ITEM, extent=(SaidPlace(place="怡景花园", rooms=("501室",)),))
    assert "501室" in zone(FIRST, item=item).problems[0]
