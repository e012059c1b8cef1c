"""Forms of numbers, exclusions and areas that notices of many districts use; all names are invented."""

import pytest

from geo_service.addresses.extents import read_extents
from geo_service.model.said import NumberRange, SaidBounds, SaidEnclosure, SaidMember, SaidPlace, SaidRest, SaidVillage


def extents(text):
    reading = read_extents(text)
    assert not reading.rest
    return reading.extents


def only(text):
    (extent,) = extents(text)
    return extent


def members(text):
    return [(member.building, *member.units) for member in only(text).members]


# -- buildings


@pytest.mark.parametrize(
    ("numbers", "buildings"),
    [
        ("1-1栋", ["1-1栋"]),
        ("1-1、1-2、2-3栋", ["1-1栋", "1-2栋", "2-3栋"]),
        ("1-1栋至1-3栋", ["1-1栋", "1-2栋", "1-3栋"]),
        ("(1-1、1-2栋)", ["1-1栋", "1-2栋"]),
        ("1-3栋、5-6栋", ["1栋", "2栋", "3栋", "5栋", "6栋"]),
        ("01-7座", ["01-7座"]),
        ("1A栋-1C栋", ["1A栋", "1B栋", "1C栋"]),
        ("ABC栋", ["A栋", "B栋", "C栋"]),
        ("3栋A座", ["3栋A座"]),
        ("3栋A、B座", ["3栋A座", "3栋B座"]),
        ("3栋A座、5栋", ["3栋A座", "5栋"]),
        ("南楼、北楼", ["南楼", "北楼"]),
        ("甲、乙栋", ["甲栋", "乙栋"]),
        ("甲3号楼", ["甲3号楼"]),
    ],
)
def test_each_building_of_a_list_is_one_member(numbers, buildings):
    assert members(f"怡景花园{numbers}") == [(building,) for building in buildings]


def test_letters_that_do_not_rise_name_no_buildings():
    assert only("怡景花园CBA栋").members == ()


@pytest.mark.parametrize("units", ["1-2单元", "1、2单元", "1单元、2单元"])
def test_stairs_behind_a_range_of_buildings_are_those_of_each(units):
    assert members(f"怡景花园3-5栋{units}") == [(building, "1单元", "2单元") for building in ("3栋", "4栋", "5栋")]


def test_one_stair_behind_a_number_of_two_parts_is_that_of_one_building():
    assert members("怡景花园5-21号楼三单元") == [("5-21号楼", "三单元")]


def test_stairs_named_by_letters_share_their_word():
    assert members("怡景花园1栋甲、乙单元") == [("1栋", "甲单元", "乙单元")]


def test_a_number_in_words_before_a_kind_of_house_is_part_of_the_name():
    assert only("怡景花园九栋洋房G栋") == SaidPlace(place="怡景花园九栋洋房", members=(SaidMember("G栋"),))


def test_a_bare_number_behind_a_building_is_a_room():
    assert only("怡景花园3栋1单元501").rooms == ("501",)


@pytest.mark.parametrize("parts", ["1-3期", "1至3期", "1期、2期、3期"])
def test_each_part_of_a_range_of_parts_is_a_place(parts):
    assert [place.place for place in extents(f"怡景花园{parts}")] == [f"怡景花园{part}期" for part in (1, 2, 3)]


def test_a_range_of_lettered_parts_is_written_out():
    assert [place.place for place in extents("怡景花园A-C区")] == ["怡景花园A区", "怡景花园B区", "怡景花园C区"]


# -- house numbers


def test_a_door_of_another_lane_does_not_keep_the_lane_before():
    assert [place.number for place in extents("甲路12弄3号、16弄5号")] == ["12弄3号", "16弄5号"]


def test_a_letter_may_stand_before_a_house_number():
    assert only("青禾路甲12号院3栋") == SaidPlace("青禾路", "甲12号院", members=(SaidMember("3栋"),))


@pytest.mark.parametrize("number", ["1-19号单号", "1-19单号"])
def test_a_range_with_its_parity_may_stand_in_a_bracket(number):
    assert only(f"甲路({number})").number_range == NumberRange(1, 19, "odd")


@pytest.mark.parametrize("words", ["旁边平房", "后院", "楼上", "对面自建房"])
def test_words_that_say_where_near_a_door_are_a_note(words):
    assert only(f"甲路12号{words}") == SaidPlace("甲路", "12号", note=words)


@pytest.mark.parametrize("place", ["青石厂2号信箱", "青石湾6号驿站"])
def test_a_number_before_a_kind_of_place_is_part_of_its_name(place):
    assert only(place) == SaidPlace(place=place)


def test_a_crossing_is_a_place():
    assert only("青禾路与听雨路交叉口西北角") == SaidPlace(place="青禾路与听雨路交叉口西北角")


@pytest.mark.parametrize("section", ["听雨路口至望江路口段", "听雨路至望江路段两侧商铺"])
def test_a_section_of_a_road_is_a_note(section):
    assert only(f"青禾路{section}") == SaidPlace("青禾路", note=section)


def test_a_bracket_from_one_crossing_to_another_is_a_note():
    assert only("甲路(从乙路口到丙路口)") == SaidPlace("甲路", note="从乙路口到丙路口")


# -- exclusions


@pytest.mark.parametrize(
    "text",
    [
        "怡景花园(除怡景花园3栋、5栋)",
        "怡景花园小区(除怡景花园3栋、5栋外)",
        "怡景花园(除小区3栋、5栋外)",
        "怡景花园除3栋、5栋外,其余楼栋",
        "怡景花园3栋、5栋以外的其他区域",
        "怡景花园(除3栋与5栋合围区域)",
    ],
)
def test_buildings_of_the_place_are_left_out_however_they_are_named(text):
    assert only(text).exceptions == (SaidMember("3栋"), SaidMember("5栋"))


def test_buildings_are_left_out_of_the_place_that_is_named_with_them():
    first, second = extents("怡景花园和听雨苑(除怡景花园9幢)")
    assert (first.exceptions, second.exceptions) == ((SaidMember("9幢"),), ())


def test_each_place_of_a_list_may_have_its_exclusion_without_brackets():
    assert [place.exceptions for place in extents("怡景花园除3栋外、听雨苑除5栋外")] == [
        (SaidMember("3栋"),),
        (SaidMember("5栋"),),
    ]


@pytest.mark.parametrize(
    ("what", "parts"),
    [
        ("一期6栋、14栋和三期13栋", ("一期6栋", "一期14栋", "三期13栋")),
        ("A、B、C区", ("A区", "B区", "C区")),
        ("听雨苑80弄34号和36号", ("听雨苑80弄34号", "听雨苑80弄36号")),
    ],
)
def test_entries_of_an_exclusion_keep_the_name_before_them(what, parts):
    assert only(f"怡景花园(除{what}外)") == SaidPlace(place="怡景花园", except_text=parts)


def test_a_building_with_a_name_is_left_out_like_those_with_numbers():
    assert only("怡景花园(除3栋、回迁楼外)").exceptions == (SaidMember("3栋"), SaidMember("回迁楼"))


@pytest.mark.parametrize("text", ["听涛县全域(除高、中风险区外)", "听涛县(除高风险区外)"])
def test_a_county_without_its_zones_is_its_rest(text):
    assert only(text) == SaidRest("听涛县")


def test_a_town_without_its_zones_is_a_place():
    assert only("青石镇(除高风险区外)") == SaidPlace(place="青石镇", except_text=("高风险区",))


def test_villages_beside_zones_are_exclusions():
    assert only("青石镇除封控区、望江村以外区域") == SaidPlace(place="青石镇", except_text=("封控区", "望江村"))


def test_the_rest_of_a_development_zone():
    assert extents("青石镇、望舒经济技术开发区除封控区以外区域") == (SaidRest("青石镇"), SaidRest("望舒经济技术开发区"))


# -- areas


@pytest.mark.parametrize(
    "text",
    [
        "东至甲路,西和南至乙路,北至丙路",
        "东至甲路,西、南至乙路,北至丙路",
        "原东至甲路,西侧、南侧至乙路,北至丙路形成的合围区域",
    ],
)
def test_one_feature_may_form_two_sides(text):
    assert only(text) == SaidBounds("甲路", "乙路", "乙路", "丙路")


def test_all_sides_may_be_one_feature():
    assert only("东、南、西、北至围墙") == SaidBounds("围墙", "围墙", "围墙", "围墙")


def test_a_feature_that_ends_with_a_direction_keeps_it():
    assert only("东至甲街、西至青石大道北、南至乙路") == SaidBounds(east="甲街", south="乙路", west="青石大道北")


@pytest.mark.parametrize("names", ["怡景花园3栋、5栋、8栋", "怡景花园3栋、5栋与8栋"])
def test_buildings_that_enclose_are_those_of_the_place(names):
    place = only(f"{names}合围区域")
    assert [member.building for member in place.members] == ["3栋", "5栋", "8栋"]
    assert place.note == "合围区域"


def test_buildings_of_several_places_enclose_an_area():
    assert only("怡景花园3栋、听雨苑5栋、甲路合围区域") == SaidEnclosure(("怡景花园3栋", "听雨苑5栋", "甲路"))


def test_one_line_that_says_its_side_is_a_line_still():
    assert only("甲路以北与乙高速、铁路线合围区域") == SaidEnclosure(("甲路", "乙高速", "铁路线"))


# -- administrative names


def admin(text):
    reading = read_extents(text)
    return reading.district, reading.street, reading.community


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我区云岫街道望江社区怡景花园", (None, "云岫街道", "望江社区")),
        ("云岫办事处加工区社区怡景花园", (None, "云岫办事处", "加工区社区")),
        ("云岫街道望江社区甲一路5号", (None, "云岫街道", "望江社区")),
        ("望舒市听涛市青石镇望江村3组", ("听涛市", "青石镇", "望江村")),
        ("郊区云岫办望江社区怡景花园", ("郊区", "云岫办", "望江社区")),
        ("云岫街道望江村望江安置区北院2号楼", (None, "云岫街道", "望江村")),
        ("望江村东至甲江、南至乙河、西至丙河、北至丁河", (None, None, "望江村")),
        ("望舒经济开发区听涛路12号", ("望舒经济开发区", None, None)),
        ("听涛区全域", ("听涛区", None, None)),
    ],
)
def test_administrative_names_before_a_place(text, names):
    assert admin(text) == names


@pytest.mark.parametrize("text", ["望舒经济开发区管理委员会", "青石菜市场", "望江社区卫生服务中心"])
def test_offices_and_shops_are_no_administrative_names(text):
    assert only(text) == SaidPlace(place=text)
    assert admin(text) == (None, None, None)


# -- villages


@pytest.mark.parametrize(
    ("text", "village", "group"),
    [
        ("青石镇望江村李家庄", "望江村", "李家庄"),
        ("青石镇望江行政村李庄", "望江行政村", "李庄"),
        ("青石镇望江行政村李庄村", "望江行政村", "李庄村"),
    ],
)
def test_a_hamlet_of_a_village_in_the_country_is_a_group(text, village, group):
    assert only(text) == SaidVillage(village, group)


@pytest.mark.parametrize("text", ["青石镇望江村怡景山庄", "云岫街道望江村李家庄"])
def test_a_compound_or_a_hamlet_in_a_town_is_a_place(text):
    assert isinstance(only(text), SaidPlace)


def test_a_village_said_with_all_of_it_is_the_village():
    assert only("望江村全域") == SaidVillage("望江村", note="全域")


def test_houses_of_a_village_may_be_a_range_or_a_list():
    assert only("青石镇望江村12-18号").number_range == NumberRange(12, 18)
    assert [house.number for house in extents("望江村65、66号")] == ["65号", "66号"]
