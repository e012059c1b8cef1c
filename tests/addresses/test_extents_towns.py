"""Ways to say a zone that only some towns have; all names are invented."""

import pytest

from geo_service.addresses.extents import ExtentContext, read_extents
from geo_service.model.said import NumberRange, SaidBounds, SaidMember, SaidPlace, SaidRest, SaidVillage


def extents(text, *, village=None):
    reading = read_extents(text, context=ExtentContext(None, "青石镇", village) if village else None)
    assert not reading.rest
    return reading.extents


def only(text):
    (extent,) = extents(text)
    return extent


def test_the_word_of_between_a_community_and_its_compound_is_dropped():
    reading = read_extents("望江社区的怡景园")
    assert (reading.community, reading.extents) == ("望江社区", (SaidPlace(place="怡景园"),))


@pytest.mark.parametrize("note", ["听雨超市后院", "听雨学校对面", "甲市方向", "独栋"])
def test_a_bracket_that_says_where_a_place_is_is_a_note(note):
    assert only(f"怡景园({note})") == SaidPlace(place="怡景园", note=note)


def test_sides_in_a_bracket_are_sides_whatever_the_last_ends_with():
    said = only("怡景片区(东至甲河,南至乙路,西至丙河东侧,北至丁路南侧)")
    assert said == SaidBounds(east="甲河", south="乙路", west="丙河东侧", north="丁路南侧", name="怡景片区")


@pytest.mark.parametrize(
    ("text", "place", "note"),
    [
        ("听雨小学旁的怡景书屋", "怡景书屋", "听雨小学旁"),
        ("综合市场对面怡景小区", "怡景小区", "综合市场对面"),
        ("甲路以北怡景苑", "怡景苑", "甲路以北"),
        ("998国道以南怡景加油站", "怡景加油站", "998国道以南"),
    ],
)
def test_words_before_a_name_that_say_where_it_is_are_a_note(text, place, note):
    assert only(text) == SaidPlace(place=place, note=note)


def test_a_range_may_say_its_road_twice():
    assert only("甲路20号至甲路36号") == SaidPlace(road="甲路", number="20号-36号", number_range=NumberRange(20, 36))


@pytest.mark.parametrize("text", ["甲路2-7号至2-9号", "甲路2-7至2-9号", "甲路2-7号-2-9号"])
def test_a_range_of_numbers_of_two_parts_is_written_out(text):
    assert extents(text) == tuple(SaidPlace(road="甲路", number=f"2-{door}号") for door in (7, 8, 9))


def test_numbers_that_begin_alike_are_doors_and_no_ranges():
    assert [said.number_range for said in extents("甲路3、3-1、3-5号")] == [None, None, None]
    assert [said.number_range for said in extents("甲路3-5、7-9号")] == [NumberRange(3, 5), NumberRange(7, 9)]


def test_named_villages_that_a_town_excludes_are_an_exclusion():
    said = only("青石镇除望江村以外的其他区域(2022年11月5日0时)")
    assert said == SaidPlace(place="青石镇", except_text=("望江村",))
    assert only("青石镇除高风险区以外的其他区域(2022年11月5日0时)") == SaidRest(area="青石镇")


@pytest.mark.parametrize("text", ["怡景园除3栋的其他区域", "怡景园(除3栋的其他区域)", "怡景园3栋外区域"])
def test_all_but_a_building_in_other_words(text):
    assert only(text) == SaidPlace(place="怡景园", exceptions=(SaidMember("3栋"),))


def test_two_names_that_are_left_out_or_included_are_two():
    assert only("青石街道(除月岛和星岛)").except_text == ("月岛", "星岛")
    assert only("怡景工地(含项目部和宿舍)").include == ("项目部", "宿舍")
    assert only("怡景园(含和平超市)").include == ("和平超市",)


def test_another_address_in_a_bracket_with_a_name():
    assert only("听雨饭店(柳坞5号)") == SaidPlace(road="柳坞", number="5号", place="听雨饭店")
    assert only("听雨能源(甲路39号怡景充电)") == SaidPlace(
        road="甲路", number="39号", place="听雨能源", note="怡景充电"
    )


def test_more_small_groups_have_the_name_of_the_first():
    said = extents("龙柳一、二小组", village="望江村委会")
    assert said == (SaidVillage("望江村委会", "龙柳一小组"), SaidVillage("望江村委会", "龙柳二小组"))


def test_a_farm_has_groups_as_a_village_has():
    assert extents("青石农场3、5队") == (SaidVillage("青石农场", "3队"), SaidVillage("青石农场", "5队"))


def test_a_village_of_workers_is_a_compound():
    assert extents("听雨员工村", village="望江村") == (SaidPlace(place="听雨员工村"),)


def test_the_town_in_the_name_of_an_office_belongs_to_it():
    assert only("望舒市城市绿化管理处").place == "望舒市城市绿化管理处"
    assert only("望舒市人民路5号") == SaidPlace(road="人民路", number="5号")


def test_a_town_whose_name_ends_as_towns_do():
    assert read_extents("柳镇镇怡景公司").street == "柳镇镇"


def test_a_section_of_a_road_with_a_number():
    assert only("柳坞路二段64号楼") == SaidPlace(road="柳坞路二段", members=(SaidMember("64号楼"),))


def test_sub_numbers_with_a_name_in_brackets_are_doors():
    said = extents("甲路12号之五(怡景公寓)、之十五(听雨百货)、之三")
    assert [(one.number, one.place) for one in said] == [
        ("12号之五", "怡景公寓"),
        ("12号之十五", "听雨百货"),
        ("12号之三", None),
    ]


@pytest.mark.parametrize(
    ("text", "community", "place"),
    [
        ("望江村怡景国际小区", "望江村", "怡景国际小区"),
        ("望江村职工公寓", None, "望江村职工公寓"),
        ("望江村小区", None, "望江村小区"),
        ("望舒区青石片区望江社区怡景园", "望江社区", "怡景园"),
    ],
)
def test_a_village_before_a_compound_with_a_name_of_its_own_is_where_it_lies(text, community, place):
    reading = read_extents(text)
    assert (reading.community, reading.extents) == (community, (SaidPlace(place=place),))


def test_what_a_place_has_of_its_own_belongs_to_it():
    assert only("怡景园12号及其左右各2家店面").include == ("左右各2家店面",)


def test_sides_around_a_place_have_its_name():
    assert only("以怡景园为中心,东至甲路,南至乙路") == SaidBounds(east="甲路", south="乙路", name="怡景园")
