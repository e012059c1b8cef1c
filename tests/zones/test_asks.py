"""What an item of a notice asks of the register."""

from dataclasses import replace

import pytest

from geo_service.model.said import NoticeItem, NumberRange, SaidBounds, SaidMember, SaidPlace, SaidRest, SaidVillage
from geo_service.zones.asks import MAX_NUMBERS, NotOnTheMapError, asks_of, notes_of, words_of


def item(*extents, **heads):
    return NoticeItem("", "designate", "高风险区", extent=extents, **heads)


def asked(*extents, **heads):
    """Texts to look up; those left out have a minus."""
    return [("-" if ask.left_out else "") + ask.text for ask in asks_of(item(*extents, **heads))]


GARDEN = SaidPlace(place="怡景花园")


def test_names_of_areas_stand_before_every_address():
    heads = {"district": "云溪区", "street": "青石镇", "community": "望江社区"}
    assert asked(GARDEN, **heads) == ["云溪区青石镇望江社区怡景花园"]


def test_each_building_and_stair_is_asked_for():
    members = (SaidMember("1栋", ("1单元", "2单元")), SaidMember("3栋"), SaidMember(None, ("5单元",)))
    assert asked(replace(GARDEN, members=members)) == [
        "怡景花园1栋1单元",
        "怡景花园1栋2单元",
        "怡景花园3栋",
        "怡景花园5单元",
    ]


def test_only_a_place_without_buildings_may_be_answered_by_an_estate():
    assert [ask.whole for ask in asks_of(item(GARDEN, replace(GARDEN, members=(SaidMember("3栋"),))))] == [True, False]


def test_exceptions_are_left_out():
    assert asked(replace(GARDEN, exceptions=(SaidMember("3栋", ("2单元",)),))) == ["怡景花园", "-怡景花园3栋2单元"]
    assert asked(replace(GARDEN, except_text=("甲路3号",))) == ["怡景花园", "-甲路3号"]


@pytest.mark.parametrize(("parity", "numbers"), [("all", [1, 2, 3, 4, 5]), ("odd", [1, 3, 5]), ("even", [2, 4])])
def test_a_range_asks_for_each_of_its_numbers_and_may_miss_some(parity, numbers):
    road = SaidPlace(road="甲路", number="1-5号", number_range=NumberRange(1, 5, parity))
    asks = asks_of(item(road))
    assert [ask.text for ask in asks] == [f"甲路{number}号" for number in numbers]
    assert all(ask.optional and ask.whole for ask in asks)


def test_a_range_that_no_road_has_is_refused():
    road = SaidPlace(road="甲路", number_range=NumberRange(1, MAX_NUMBERS + 2))
    with pytest.raises(NotOnTheMapError, match=str(MAX_NUMBERS)):
        asks_of(item(road))


def test_a_village_or_a_community_alone_asks_for_its_area():
    (village,) = asks_of(item(SaidVillage(village="望江村")))
    (community,) = asks_of(item(SaidPlace(place="望江社区"), community="望江社区"))
    assert (village.area, community.area, community.text) == ("望江村", "望江社区", "望江社区")


def test_a_group_or_a_number_of_a_village_asks_for_no_area():
    village = SaidVillage(village="望江村", group="3组", number="12号")
    assert [(ask.text, ask.area) for ask in asks_of(item(village))] == [("望江村3组12号", "")]


def test_sides_ask_for_what_they_include_and_leave_out():
    sides = SaidBounds(east="甲路", include=("怡景花园",), except_text=("翠湖苑3栋",))
    asks = asks_of(NoticeItem("", "designate", None, extent=(sides,)))
    assert [(ask.text, ask.left_out, ask.optional) for ask in asks] == [
        ("怡景花园", False, True),
        ("翠湖苑3栋", True, False),
    ]


@pytest.mark.parametrize("extent", [SaidRest(area="青石镇")])
def test_what_only_a_map_can_settle_is_refused(extent):
    with pytest.raises(NotOnTheMapError, match="要在图上划定"):
        asks_of(item(GARDEN, extent))


@pytest.mark.parametrize("left_out", ["301室", "3栋501室", "3栋底商", "高风险区(除3栋外)", "——"])
def test_less_than_a_building_is_never_left_out_as_a_building(left_out):
    with pytest.raises(NotOnTheMapError, match="除外"):
        asks_of(item(replace(GARDEN, except_text=(left_out,))))


def test_a_place_that_is_named_twice_is_asked_for_once():
    assert asked(GARDEN, GARDEN) == ["怡景花园"]


def test_what_the_map_does_not_show_is_noted():
    place = replace(GARDEN, include=("底商",), rooms=("501室",), note="临户")
    assert [note.count("画") for note in notes_of(item(place, GARDEN))] == [1, 1, 1]


def test_words_do_not_repeat_the_area_over_them():
    assert words_of(item(street="青石镇"), [SaidRest(area="青石镇")]).count("青石镇") == 1
    assert words_of(item(community="望江村"), [SaidVillage(village="望江村", group="3组")]) == "望江村3组"
    assert words_of(item(street="青石镇", community="望江社区"), [GARDEN]) == "青石镇望江社区怡景花园"
