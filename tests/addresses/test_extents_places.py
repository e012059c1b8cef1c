"""Compounds, doors and buildings as notices of many towns write them; all names are invented."""

import pytest

from geo_service.addresses.extents import read_extents
from geo_service.model.said import NumberRange, SaidMember, SaidPlace


def extents(text):
    reading = read_extents(text)
    assert not reading.rest
    return reading.extents


def only(text):
    (extent,) = extents(text)
    return extent


def members(*pairs):
    return tuple(SaidMember(building, tuple(units)) for building, *units in pairs)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("听雨苑1、2号楼及3号楼2单元", members(["1号楼"], ["2号楼"], ["3号楼", "2单元"])),
        ("听雨苑1#、2#楼", members(["1#"], ["2#楼"])),
        ("听雨苑A-1栋", members(["A-1栋"])),
        ("听雨苑东楼", members(["东楼"])),
        ("听雨苑3栋甲单元、西2单元", members(["3栋", "甲单元", "西2单元"])),
        ("听雨苑自编3栋", members(["自编3栋"])),
        ("听雨苑(3栋、5栋)", members(["3栋"], ["5栋"])),
        ("听雨苑:3、5栋", members(["3栋"], ["5栋"])),
        ("听雨苑的3栋", members(["3栋"])),
        ("听雨苑小区内3栋", members(["3栋"])),
    ],
)
def test_buildings_in_other_words(text, said):
    assert only(text).members == said


def test_a_latin_name_is_not_a_building():
    assert only("听雨LOFT3栋") == SaidPlace(place="听雨LOFT", members=members(["3栋"]))


@pytest.mark.parametrize("join", ["和", "及", "与", "、", "以及"])
def test_two_compounds_are_two_places(join):
    assert [one.place for one in extents(f"听雨花园{join}怡景苑3栋")] == ["听雨花园", "怡景苑"]


@pytest.mark.parametrize("name", ["怡和花园", "和平小区", "青禾路和顺花园", "甲路与乙路交叉口"])
def test_a_join_within_a_name_does_not_part_it(name):
    assert len(extents(name)) == 1


def test_parts_of_a_compound_have_its_name():
    assert [one.place for one in extents("听雨苑一、二、三期")] == ["听雨苑一期", "听雨苑二期", "听雨苑三期"]
    assert [one.place for one in extents("听雨苑别墅区2栋、高层区5栋")] == ["听雨苑别墅区", "听雨苑高层区"]
    assert [one.place for one in extents("听雨三村四村")] == ["听雨三村", "听雨四村"]
    assert extents("甲路4号听雨苑1期2栋、2期3栋")[1] == SaidPlace("甲路", "4号", "听雨苑2期", members(["3栋"]))
    assert only("望江社区B区").place == "望江社区B区"


def test_a_place_without_a_separator_is_another_one():
    assert [one.place for one in extents("听雨苑3栋 怡景苑5栋")] == ["听雨苑", "怡景苑"]


@pytest.mark.parametrize(
    ("text", "number", "span"),
    [
        ("甲路12号附1号至附5号", "12号附1号至附5号", NumberRange(1, 5)),
        ("甲路单号1-19号", "1-19号", NumberRange(1, 19, "odd")),
        ("甲路西段付1号院", "付1号院", None),
        ("甲路344号之二大院", "344号之二大院", None),
        ("甲路564附13号", "564附13号", None),
        ("甲路12号甲", "12号甲", None),
        ("甲路12弄3支弄5号", "12弄3支弄5号", None),
    ],
)
def test_door_numbers_in_other_words(text, number, span):
    said = only(text)
    assert (said.number, said.number_range) == (number, span)


def test_a_sub_number_goes_on():
    assert [one.number for one in extents("甲路10号附1、2号")] == ["10号附1", "10号附2号"]
    assert [one.number for one in extents("甲路33/35号")] == ["33号", "35号"]
    assert [one.number for one in extents("听雨苑(7号、29号)")] == ["7号", "29号"]


def test_numbers_in_a_name_stay_in_it():
    assert only("怡景1号小区").place == "怡景1号小区"
    assert only("听雨学院3号学生公寓").place == "听雨学院3号学生公寓"
    assert only("怡景一号院") == SaidPlace(number="一号院", place="怡景")


def test_where_a_place_stands_is_a_note():
    assert only("甲路与乙路交叉口东北240米听雨苑3栋").note == "甲路与乙路交叉口东北240米"
    assert only("青禾路东侧听雨苑") == SaidPlace("青禾路", place="听雨苑", note="东侧")
    assert only("甲路(乙街至丙街段)").note == "乙街至丙街段"
    assert only("听雨营业厅所在楼栋") == SaidPlace(place="听雨营业厅", note="所在楼栋")
    assert only("听雨苑周边500米范围内").note == "周边500米范围内"


def test_a_count_of_buildings_is_no_building():
    assert only("听雨苑共3栋") == SaidPlace(place="听雨苑", note="共3栋")
    assert only("听雨苑(共3栋)").members == ()


def test_excluded_units_do_not_part_a_list():
    said = only("听雨苑1栋(除4单元)、2栋、29栋")
    assert (said.members, said.exceptions) == (members(["1栋"], ["2栋"], ["29栋"]), members(["1栋", "4单元"]))


def test_exclusions_in_other_words():
    assert only("听雨苑3栋以外楼栋").exceptions == members(["3栋"])
    assert only("听雨苑,3栋除外").exceptions == members(["3栋"])
    assert only("听雨苑自建房高风险区以外的区域").except_text == ("高风险区",)
    assert only("听雨苑(除高、中风险区)").except_text == ("高、中风险区",)
    assert only("听雨村(除听雨村5组1-146号)").except_text == ("听雨村5组1-146号",)
    assert only("听雨苑(A区、B区除外)").except_text == ("A区", "B区")


def test_inclusions_in_other_words():
    assert only("听雨苑3栋(含外围商铺)") == SaidPlace(place="听雨苑", members=members(["3栋"]), include=("外围商铺",))
    assert only("听雨苑1-4栋(含1-3栋底商)").include == ("1-3栋底商",)
    assert only("听雨苑A座(含A、B座底商)").include == ("A、B座底商",)
    assert only("听雨苑(含商铺、不含3栋)").exceptions == members(["3栋"])
    assert only("听雨苑22栋,小区沿街及内部的所有门面").include == ("小区沿街及内部的所有门面",)
    assert [one.include for one in extents("听雨苑、怡景苑(均含底商)")] == [("底商",), ("底商",)]


def test_a_shop_behind_the_last_number_shows_the_road():
    assert [one.road for one in extents("晒谷坪1号、3号、9号听雨新天地")] == ["晒谷坪"] * 3


def test_clusters_of_one_part_have_its_name():
    said = [one.place for one in extents("怡景园西区听雨轩3座,御风居2座、望月阁5座")]
    assert said == ["怡景园西区听雨轩", "怡景园西区御风居", "怡景园西区望月阁"]


def test_a_bracket_with_parts_of_a_compound_has_a_place_for_each():
    assert extents("怡景园(D区2号楼、F区3号楼)") == (
        SaidPlace(place="怡景园D区", members=members(["2号楼"])),
        SaidPlace(place="怡景园F区", members=members(["3号楼"])),
    )


def test_a_number_behind_a_compound_with_its_door_is_of_the_compound():
    assert only("甲路1066号怡景园8号") == SaidPlace("甲路", "1066号", "怡景园8号")


def test_a_lane_behind_a_street_is_of_the_street():
    assert [one.road for one in extents("听雨大街19号、二巷2号、三巷4号")] == [
        "听雨大街",
        "听雨大街二巷",
        "听雨大街三巷",
    ]


def test_buildings_in_short_and_long_words():
    assert only("怡景苑第1栋").members == members(["1栋"])
    assert only("怡景苑C-4").members == members(["C-4"])


def test_what_a_bracket_says_of_the_category_is_no_part_of_the_place():
    assert only("怡景苑(原中风险区调整为高风险区)") == SaidPlace(place="怡景苑")
    assert only("怡景苑(新增)") == SaidPlace(place="怡景苑")


def test_borders_in_words_are_a_note():
    assert only("怡景小区:以怡景小区围墙为界") == SaidPlace(place="怡景小区", note="以怡景小区围墙为界")


def test_a_list_with_one_word_at_its_end_is_written_out():
    assert only("听雨苑(除怡景园A、B、C小区以外区域)").except_text == ("怡景园A小区", "怡景园B小区", "怡景园C小区")
    assert only("听雨苑(除上述封控区)").except_text == ("封控区",)
