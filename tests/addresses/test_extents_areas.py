"""Areas said by sides and lines in the ways of many towns; all names are invented."""

import pytest

from geo_service.addresses.extents import read_extents
from geo_service.model.said import SaidBounds, SaidEnclosure, SaidPlace

SIDES = SaidBounds("甲路", "乙街", "丙大道", "丁河")


def only(text):
    reading = read_extents(text)
    assert not reading.rest
    (extent,) = reading.extents
    return extent


@pytest.mark.parametrize(
    "text",
    [
        "东：甲路；南：乙街；西：丙大道；北：丁河",
        "东侧至甲路,南侧至乙街,西侧至丙大道,北侧至丁河",
        "东起甲路、西至丙大道、南到乙街、北达丁河",
        "东至甲路西至丙大道南至乙街北至丁河",
        "东至甲路，南至乙街，西至丙大道，北至丁河的区域",
        "甲路西、乙街北、丙大道东、丁河南区域",
        "甲路西侧、乙街北侧、丙大道东侧、丁河南侧合围区域",
        "甲路以西、乙街以北、丙大道以东、丁河以南所围成的封闭区域",
        "甲路以西、乙街以北、丙大道以东、丁河以南合围区",
        "以甲路以西、乙街以北、丙大道以东、丁河以南为界",
        "丙大道以东至甲路以西、乙街以北至丁河以南",
    ],
)
def test_sides_in_other_words(text):
    assert only(text) == SIDES


@pytest.mark.parametrize(
    "text",
    [
        "怡景片区(东至甲路,南至乙街,西至丙大道,北至丁河)",
        "怡景片区:甲路以西、乙街以北、丙大道以东、丁河以南",
        "甲路以西、乙街以北、丙大道以东、丁河以南合围的怡景片区",
        "怡景片区,四至范围:东至甲路,南至乙街,西至丙大道,北至丁河",
    ],
)
def test_an_area_with_a_name(text):
    assert only(text) == SaidBounds("甲路", "乙街", "丙大道", "丁河", name="怡景片区")


def test_the_surroundings_of_a_place_are_named_whole():
    said = only("听雨酒店及周边(东至甲路,南至乙街,西至丙大道,北至丁河)")
    assert said == SaidBounds("甲路", "乙街", "丙大道", "丁河", name="听雨酒店及周边")


def test_a_group_names_its_area_with_its_village():
    said = only("青石镇望江村3组、4组(东至甲路,南至乙街,西至丙大道,北至丁河)")
    assert said.name == "望江村3组、4组"


def test_one_side_and_a_distance():
    assert only("甲路以北区域") == SaidBounds(south="甲路")
    assert only("甲路以东100米、乙街以南") == SaidBounds(west="甲路", east="甲路以东100米", north="乙街")


def test_two_areas_in_one_text():
    text = "甲路以东、乙路以西、丙路以南、丁路以北，戊路以东、己路以西、庚路以南、辛路以北"
    assert read_extents(text).extents == (
        SaidBounds("乙路", "丁路", "甲路", "丙路"),
        SaidBounds("己路", "辛路", "戊路", "庚路"),
    )


def test_clauses_behind_an_area_belong_to_it():
    assert only("东至甲路,西至丙大道,包括怡景苑、听雨苑").include == ("怡景苑", "听雨苑")
    assert only("东至甲路,西至丙大道,除听雨苑外").except_text == ("听雨苑",)
    assert only("东至甲路,西至丙大道,主要涉及听雨苑").note == "主要涉及听雨苑"
    assert only("甲路以东、乙街以南(含听雨苑)的区域(10月3日已发布)").include == ("听雨苑",)
    assert only("怡景片区(东至甲路,西至丙大道)除高风险区以外的其他区域").except_text == ("高风险区",)


@pytest.mark.parametrize(
    "text",
    [
        "由甲路、乙街、丙大道和丁河合围的区域",
        "甲路-乙街-丙大道-丁河闭合区域",
        "甲路、乙街、丙大道、丁河组成的封闭区域",
        "甲路、乙街、丙大道、丁河范围内",
        "望舒区以甲路、乙街、丙大道、丁河围成的区域",
    ],
)
def test_lines_in_other_words(text):
    assert only(text) == SaidEnclosure(("甲路", "乙街", "丙大道", "丁河"))


def test_a_bracket_behind_a_feature_says_more_of_it():
    said = only("东至甲河(青石段)、西至乙路、北至丙路(原丁路)")
    assert (said.east, said.north, said.note) == ("甲河(青石段)", "丙路(原丁路)", None)
    assert only("东至甲河(含怡景苑)、西至乙路").include == ("怡景苑",)


def test_two_features_of_a_side_are_listed():
    assert only("东至甲路和乙河,西至丙路").east == "甲路、乙河"
    assert only("甲路和乙路以东、丙路以西").west == "甲路、乙路"
    assert only("东至甲路和乙路交叉口,西至丙路").east == "甲路和乙路交叉口"


def test_a_village_before_its_sides_names_the_area():
    assert only("青石街道望江村,东至甲路,西至乙路").name == "望江村"
    assert only("青石街道部分区域,东至甲路,西至乙路").name is None
    assert only("青石街道东至甲路,西至乙路").name is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲路以东至150米处围墙", SaidBounds(west="甲路", east="甲路以东150米处围墙")),
        ("甲路以东150米", SaidBounds(west="甲路", east="甲路以东150米")),
        ("甲路以南至乙河", SaidBounds(north="甲路", south="乙河")),
    ],
)
def test_one_side_and_how_far_it_reaches_bound_an_area(text, said):
    assert read_extents(text).extents == (said,)


def test_a_corner_of_two_roads_is_a_place():
    assert read_extents("甲路及乙路夹角").extents == (SaidPlace(place="甲路及乙路夹角"),)


@pytest.mark.parametrize("tail", ["附近区域", "平房区", "沿线居民区"])
def test_what_kind_of_area_lies_between_the_sides_is_a_note(tail):
    (said,) = read_extents(f"甲路以东、乙路以南、丙路以西、丁路以北{tail}").extents
    assert said == SaidBounds(east="丙路", south="丁路", west="甲路", north="乙路", note=tail)


def test_both_walls_of_a_road_are_a_note_of_its_section():
    (said,) = read_extents("怡景街东起甲路西至乙路的两侧门面房").extents
    assert said == SaidBounds(east="甲路", west="乙路", name="怡景街", note="两侧门面房")


def test_what_lies_out_of_an_area_may_follow_a_comma():
    (said,) = read_extents("东至甲路,南至乙路,西至丙路,北至丁路,区域内998国道除外").extents
    assert said.except_text == ("998国道",)


def test_a_crossing_on_one_side_is_one_feature():
    (said,) = read_extents("甲学院和乙学院围墙交界以北、乙路以南").extents
    assert said.south == "甲学院和乙学院围墙交界"
    (said,) = read_extents("东至甲路口和乙路口,西至丙路,北至丁路").extents
    assert said.east == "甲路口、乙路口"
