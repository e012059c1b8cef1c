"""Ways to say a zone that were met in notices of more cities; all names are invented."""

import pytest

from geo_service.addresses.extents import ExtentContext, read_extents
from geo_service.model.said import NumberRange, SaidBounds, SaidMember, SaidPlace, SaidRest, SaidVillage


def extents(text, **context):
    reading = read_extents(text, context=ExtentContext(**context))
    assert not reading.rest
    return reading.extents


def only(text, **context):
    (extent,) = extents(text, **context)
    return extent


# -- numbers and names


@pytest.mark.parametrize(
    ("text", "road", "number", "place"),
    [
        ("青禾路12号街坊怡景新苑", "青禾路", "12号街坊", "怡景新苑"),
        ("青禾路12号街坊", "青禾路", "12号街坊", None),
        ("怡景约克郡2号院", None, "2号院", "怡景约克郡"),
        ("大竹冲25号大院", "大竹冲", "25号大院", None),
    ],
)
def test_a_block_or_yard_with_a_number(text, road, number, place):
    assert only(text) == SaidPlace(road, number, place)


@pytest.mark.parametrize(
    ("text", "place", "buildings"),
    [
        ("铁37#", "铁37#", []),
        ("铁37#6号楼", "铁37#", ["6号楼"]),
        ("青14#干休所7号楼", "青14#干休所", ["7号楼"]),
        ("铁19#住宅小区", "铁19#住宅小区", []),
        ("怡景苑37#、38#", "怡景苑", ["37#", "38#"]),
        ("怡景苑3#楼", "怡景苑", ["3#楼"]),
        ("怡景小区新6号楼", "怡景小区", ["新6号楼"]),
        ("怡景小区老3栋、新5栋", "怡景小区", ["老3栋", "新5栋"]),
        ("怡景金融街1号楼", "怡景金融街", ["1号楼"]),
        ("怡景春城和风苑2栋", "怡景春城和风苑", ["2栋"]),
    ],
)
def test_what_belongs_to_the_name_is_no_building_and_the_other_way_round(text, place, buildings):
    assert only(text) == SaidPlace(place=place, members=tuple(map(SaidMember, buildings)))


@pytest.mark.parametrize("said", ["102", "1202", "4-3"])
def test_digits_behind_a_house_number_are_a_room(said):
    assert only(f"青禾弄12号{said}") == SaidPlace("青禾弄", "12号", rooms=(said,))


def test_rooms_of_a_list_are_of_one_house():
    assert only("青禾路12号102、103") == SaidPlace("青禾路", "12号", rooms=("102", "103"))


@pytest.mark.parametrize(
    ("said", "parity", "note"),
    [
        ("(单号)", "odd", None),
        ("路段(双号)", "even", "路段"),
        ("路段(只含门牌号单号)", "odd", "路段(只含门牌号单号)"),
        ("(仅含双号)", "even", "仅含双号"),
    ],
)
def test_a_bracket_says_the_side_of_the_road(said, parity, note):
    place = only(f"青禾路1号至青禾路93号{said}")
    assert (place.number_range, place.place, place.note) == (NumberRange(1, 93, parity), None, note)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("怡景小区A、B、C、D", ["怡景小区A", "怡景小区B", "怡景小区C", "怡景小区D"]),
        ("怡景苑B型房B1、B2", ["怡景苑B型房B1", "怡景苑B型房B2"]),
        ("怡景苑A1、A2区", ["怡景苑A1区", "怡景苑A2区"]),
        ("怡景新城一街区4栋、四街区10栋", ["怡景新城一街区", "怡景新城四街区"]),
    ],
)
def test_parts_of_one_compound_are_named_with_it(text, places):
    assert [extent.place for extent in extents(text)] == places


# -- what belongs to a place


@pytest.mark.parametrize(
    ("text", "include", "note"),
    [
        ("怡景超市及所在楼栋", ("所在楼栋",), None),
        ("怡景超市(整栋楼)", (), "整栋楼"),
        ("怡景超市所属楼栋", (), "所属楼栋"),
        ("听雨中学旁边怡景小区", (), "听雨中学旁边"),
    ],
)
def test_the_building_of_a_place_is_said_with_it(text, include, note):
    (place,) = extents(text)
    assert (place.include, place.note) == (include, note)


def test_households_around_a_house_belong_to_it():
    assert only("望江村2号及周边9户") == SaidVillage("望江村", None, "2号", include=("周边9户",))


def test_shops_of_one_door_and_another_door_are_two_places():
    one, two = extents("青禾路3-9号沿街商铺和听雨路113号")
    assert (one.number, one.place) == ("3-9号", "沿街商铺")
    assert two == SaidPlace("听雨路", "113号")


def test_a_bracket_says_first_what_is_included_then_what_is_left_out():
    said = only("望江社区(含怡景大院,听雨大厦、沐晴大厦除外)")
    assert (said.include, said.except_text) == (("怡景大院",), ("听雨大厦", "沐晴大厦"))


def test_traditional_parts_left_out_are_completed():
    said = only("怡景片區(除新園A、B、C小區以外區域)")
    assert said.except_text == ("新園A小區", "新園B小區", "新園C小區")


# -- towns and villages


@pytest.mark.parametrize(
    ("text", "street", "community"),
    [
        ("岚镇望江村", "岚镇", "望江村"),
        ("青桥镇镇南村", "青桥镇", "镇南村"),
        ("古镇镇望江村", "古镇镇", "望江村"),
        ("古镇花园", None, None),
        ("青石镇和乐苑", "青石镇", None),
    ],
)
def test_a_town_is_told_from_names_that_have_its_word(text, street, community):
    reading = read_extents(text)
    assert (reading.street, reading.community) == (street, community)


@pytest.mark.parametrize(
    ("text", "village", "group", "number"),
    [
        ("望江村柳家湾14号", "望江村", "柳家湾", "14号"),
        ("望江村听雨村48号", "望江村", "听雨村", "48号"),
        ("望江村望江村12号", "望江村", None, "12号"),
        ("望江村委会听雨村", "望江村委会", "听雨村", None),
    ],
)
def test_a_hamlet_behind_its_village_is_its_group(text, village, group, number):
    assert only(text) == SaidVillage(village, group, number)


def test_a_compound_behind_a_village_is_none_of_its_hamlets():
    assert only("望江村金湾小区3号楼") == SaidPlace(place="金湾小区", members=(SaidMember("3号楼"),))


def test_each_committee_of_a_list_has_its_own_village():
    assert extents("望江村委会听雨村,临水村委会沐晴村") == (
        SaidVillage("望江村委会", "听雨村"),
        SaidVillage("临水村委会", "沐晴村"),
    )


@pytest.mark.parametrize("said", ["全部辖区", "整个区域", "辖区"])
def test_all_of_an_area_is_a_note_of_it(said):
    assert only(f"青石街道{said}") == SaidPlace(place="青石街道", note=said)


@pytest.mark.parametrize("word", ["所辖", "辖区内"])
def test_the_word_that_it_has_a_place_is_dropped(word):
    bounds = only(f"青石镇{word}甲路以南、乙路以北、丙路以东、丁路以西的区域")
    assert bounds == SaidBounds(east="丁路", south="乙路", west="丙路", north="甲路")


# -- what is left of areas


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("青石镇全域(除高风险区以外的其他区域)", "青石镇"),
        ("青石街道全域(除高、中风险区外)", "青石街道"),
        ("青石镇除封控区外的其他村", "青石镇"),
        ("青石县除封控区、管控区外的其他乡镇(街道办事处)", "青石县"),
        ("除封控区、管控区外的青石其他区域", "青石"),
        ("除封控区外的其他区域", ""),
    ],
)
def test_what_zones_leave_of_an_area(text, area):
    assert only(text) == SaidRest(area)


def test_what_zones_leave_of_a_town_without_more_words_is_an_exclusion():
    assert only("青石镇(除高风险区外)") == SaidPlace(place="青石镇", except_text=("高风险区",))
