"""What one item of a notice does to the zones that stand."""

from dataclasses import replace
from datetime import datetime

import pytest

from geo_service.errors import ProtocolError
from geo_service.model.extent import Extent, SaidText
from geo_service.model.said import NoticeItem, SaidMember, SaidPlace
from geo_service.model.zone import IN_FORCE, LIFTED, Member
from geo_service.zones.answer import LOCAL_TIME
from geo_service.zones.asks import words_of
from geo_service.zones.delineate import Delineation
from geo_service.zones.protocol import load_protocol
from geo_service.zones.steps import effective_of, same_zone, step_of
from tests.zones.register import NOON, PROTOCOL, member, zone_version

GARDEN = SaidPlace(place="怡景花园")
THIRD = replace(GARDEN, members=(SaidMember("3栋"),))
RULES = load_protocol(PROTOCOL)
DESIGNATE = NoticeItem("", "designate", "高风险区", extent=(GARDEN,))
LIFT = replace(DESIGNATE, action="lift")
DOWN = replace(DESIGNATE, action="downgrade", category="中风险区")


def words(text="怡景花园", zone_id="z1", district=None, **changes):
    said = Extent((), said=SaidText(text, district))
    return zone_version(zone_id, extent=said, geometry=None, **changes)


def on_map(text, *building_ids, zone_id="z1"):
    plain = zone_version(zone_id, members=[member(one) for one in building_ids])
    return replace(plain, extent=Extent(plain.extent.parts, said=SaidText(text)) if text else plain.extent)


def drawn(*building_ids):
    members = tuple(Member(one, 1.0, "") for one in building_ids)
    return Delineation("high", "words", Extent(()), on_map("", *building_ids).geometry, members, "")


def step(item, *standing, on=None):
    return step_of(item, on, standing, RULES)


def done(item, *standing, on=None):
    """What is done: the zone that is followed, its status and category; or nothing, when there is a problem."""
    made = step(item, *standing, on=on)
    if made.problem:
        return None
    return made.zone.zone_id if made.zone else "new", made.status, made.category


def test_a_place_without_a_zone_gets_a_new_one():
    assert done(DESIGNATE) == ("new", IN_FORCE, "high")
    assert step(DESIGNATE).reshape


def test_a_place_that_has_the_zone_already_gets_no_other():
    assert "已经是高风险区" in step(DESIGNATE, words()).problem


@pytest.mark.parametrize(
    ("item", "before", "after"),
    [
        (DESIGNATE, "medium", ("z1", IN_FORCE, "high")),
        (DOWN, "high", ("z1", IN_FORCE, "medium")),
        (replace(DOWN, category="低风险区"), "high", ("z1", LIFTED, "high")),
        (LIFT, "high", ("z1", LIFTED, "high")),
        (replace(LIFT, category=None), "medium", ("z1", LIFTED, "medium")),
        (replace(DESIGNATE, action="adjust", replaces=(GARDEN,), extent=(THIRD,)), "high", ("z1", IN_FORCE, "high")),
    ],
)
def test_an_item_changes_the_zone_of_the_same_words(item, before, after):
    assert done(item, words(category=before)) == after


REFUSED = [
    (LIFT, [], "现有风险区里没有"),
    (LIFT, [words(category="medium")], "是中风险区，通告写的是高风险区"),
    (replace(DOWN, from_category="高风险区"), [words(category="medium")], "没有再降"),
    (replace(DOWN, from_category="中风险区", category="低风险区"), [words()], "通告写的是中风险区"),
    (replace(DOWN, category=None), [words()], "没有写明降为哪一类"),
    (LIFT, [words(), words(zone_id="z2")], "有 2 个现有风险区：z1、z2"),
    (replace(LIFT, extent=(THIRD,)), [words()], "它是z1的一部分"),
    (LIFT, [words("怡景花园3栋")], "其中有z1"),
    (replace(DESIGNATE, category="低风险区"), [], "不单独划定"),
]


@pytest.mark.parametrize(("item", "standing", "reason"), REFUSED)
def test_what_is_not_clear_is_refused_with_its_reason(item, standing, reason):
    assert reason in step(item, *standing).problem


def test_an_unknown_category_is_refused():
    with pytest.raises(ProtocolError):
        step(replace(DESIGNATE, category="红区"))


def test_of_two_zones_of_one_place_the_category_tells_which():
    standing = words(category="medium"), words(zone_id="z2")
    assert done(LIFT, *standing) == ("z2", LIFTED, "high")
    assert done(replace(LIFT, category=None), *standing) is None


def test_a_name_over_the_words_that_contradicts_is_another_place():
    lift = replace(LIFT, community="柳岸社区")
    assert done(lift, words("望江社区怡景花园")) is None
    assert done(lift, words("柳岸社区怡景花园")) == done(lift, words()) == ("z1", LIFTED, "high")
    assert done(replace(LIFT, district="北湖区"), words(district="云溪区")) is None


def test_a_drawn_zone_is_known_by_its_buildings():
    assert done(LIFT, on_map(None, "b1", "b2"), on=drawn("b1", "b2")) == ("z1", LIFTED, "high")
    assert done(LIFT, on_map(None, "b1", "b2"), on=drawn("b1")) is None
    assert done(LIFT, on_map(None), on=drawn()) is None


def test_places_of_one_name_that_lie_apart_are_two():
    item = replace(LIFT, extent=(SaidPlace(place="翠湖苑"),))
    assert done(item, on_map("望江社区翠湖苑", "b1"), on=drawn("b9")) is None
    assert done(item, on_map("望江社区翠湖苑", "b1"), on=drawn("b1", "b2")) == ("z1", LIFTED, "high")


def test_a_namesake_on_the_map_does_not_stop_a_new_zone():
    item = replace(DESIGNATE, extent=(SaidPlace(place="翠湖苑"),))
    assert done(item, on_map("望江社区翠湖苑", "b1")) == ("new", IN_FORCE, "high")
    assert done(item, on_map("翠湖苑", "b1")) is None


def test_words_that_nobody_can_read_are_no_place():
    assert done(DESIGNATE, words("—"), words("—" * 9000, zone_id="z2")) == ("new", IN_FORCE, "high")
    assert done(replace(LIFT, extent=(THIRD,)), words("—")) is None


def test_words_that_do_not_read_back_are_known_by_their_letters():
    lane = SaidPlace(road="4巷", number="1号", place="竹林新村")
    item = replace(DESIGNATE, extent=(lane,), street="青石镇", community="望江村", district="云溪区")
    assert done(item, words(words_of(item, item.extent), district="云溪区")) is None
    assert done(item, words(words_of(item, item.extent), district="北湖区")) == ("new", IN_FORCE, "high")


def test_a_zone_that_ended_is_found_again():
    ended = words(status=LIFTED)
    assert same_zone(DESIGNATE, drawn(), [words("翠湖苑", "z0"), ended]) == ended
    assert same_zone(DESIGNATE, drawn(), []) is None


@pytest.mark.parametrize(
    ("said", "when"),
    [
        (None, NOON),
        ("2022-11-18", datetime(2022, 11, 18, tzinfo=LOCAL_TIME)),
        ("2022-11-19T00:00", datetime(2022, 11, 19, tzinfo=LOCAL_TIME)),
    ],
)
def test_a_day_begins_at_midnight_in_china(said, when):
    assert effective_of(replace(DESIGNATE, effective=said), NOON) == when
