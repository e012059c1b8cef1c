"""Floors and rooms as notices write them; all names are invented."""

import pytest

from geo_service.addresses.extents import read_extents
from geo_service.model.said import SaidMember, SaidPlace


def only(text):
    reading = read_extents(text)
    assert not reading.rest
    (extent,) = reading.extents
    return extent


@pytest.mark.parametrize(
    ("text", "rooms"),
    [
        ("怡景大厦3-33层04房", ("3-33层04房",)),
        ("甲路1号怡景大厦3至33层04、05房", ("3至33层04房", "3至33层05房")),
        ("怡景公寓22楼2201-2208号", ("22楼2201-2208号",)),
        ("怡景公寓22楼2201、2203号", ("22楼2201号", "2203号")),
        ("甲路5号3楼302、303室", ("3楼302室", "303室")),
        ("怡景大厦3、5层", ("3层", "5层")),
        ("怡景大厦1-3层、5层", ("1-3层", "5层")),
    ],
)
def test_rooms_without_a_building_keep_their_floor(text, rooms):
    said = only(text)
    assert (said.rooms, said.note, said.members) == (rooms, None, ())


@pytest.mark.parametrize(
    ("text", "rooms"),
    [
        ("怡景园1号楼3-33层04房", ("3-33层04房",)),
        ("怡景园1号楼22楼2201-2208号", ("22楼2201-2208号",)),
        ("怡景园1号楼2、5层", ("2层", "5层")),
    ],
)
def test_rooms_of_a_building_keep_their_floor(text, rooms):
    assert only(text) == SaidPlace(place="怡景园", members=(SaidMember("1号楼"),), rooms=rooms)


@pytest.mark.parametrize(
    ("text", "rooms"),
    [
        ("甲路5号2201-2208号", ("2201-2208号",)),
        ("甲路5号201号", ("201号",)),
        ("甲路5号2201、2208号", ("2201号", "2208号")),
    ],
)
def test_a_large_number_behind_a_house_number_is_a_room(text, rooms):
    assert only(text) == SaidPlace(road="甲路", number="5号", rooms=rooms)


def test_a_house_number_of_a_lane_is_no_room():
    assert only("甲路88弄330号").number == "88弄330号"


def test_one_floor_with_what_is_on_it_is_a_note():
    assert only("怡景大厦3楼听雨超市").note == "3楼听雨超市"


def test_a_letter_before_the_word_for_a_floor_is_a_building():
    assert only("怡景园A、B楼").members == (SaidMember("A楼"), SaidMember("B楼"))
