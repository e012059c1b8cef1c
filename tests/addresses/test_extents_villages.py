"""Villages, groups and administrative names at the head of a zone; all names are invented."""

import pytest

from geo_service.addresses.extents import ExtentContext, read_extents
from geo_service.model.said import SaidMember, SaidPlace, SaidRest, SaidVillage


def extents(text, **context):
    reading = read_extents(text, context=ExtentContext(**context))
    assert not reading.rest
    return reading.extents


def only(text, **context):
    (extent,) = extents(text, **context)
    return extent


def admin(text, **context):
    reading = read_extents(text, context=ExtentContext(**context))
    return reading.district, reading.street, reading.community


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("青石镇望江村第三村民小组", "第三村民小组"),
        ("青石镇望江村第五生产队", "第五生产队"),
        ("望江村3小组", "3小组"),
        ("望江村三社", "三社"),
        ("青石镇望江村大坪村民小组", "大坪村民小组"),
        ("青石镇望江村大坪自然村", "大坪自然村"),
        ("青石镇望江村柳树屯", "柳树屯"),
    ],
)
def test_a_group_is_kept_as_written(text, group):
    assert only(text) == SaidVillage("望江村", group)


@pytest.mark.parametrize("text", ["望江村3、5、6组", "望江村3组、5组和6组", "青石镇望江村3组、5-6组"])
def test_each_group_of_a_list_is_an_extent(text):
    assert extents(text) == tuple(SaidVillage("望江村", group) for group in ("3组", "5组", "6组"))


def test_short_names_have_the_kind_of_the_last_group():
    assert [one.group for one in extents("青石镇望江村柳湾、大坪、上坝组")] == ["柳湾组", "大坪组", "上坝组"]


def test_what_stands_behind_a_named_group_is_a_note():
    assert only("青石街道望江村柳湾组听雨农家乐") == SaidVillage("望江村", "柳湾组", note="听雨农家乐")


def test_a_community_has_groups_as_well():
    assert only("青石街道望江社区2组平房区") == SaidVillage("望江社区", "2组", note="平房区")
    assert only("青石乡10村1组") == SaidVillage("10村", "1组")
    assert only("前王庄5组12号") == SaidVillage("前王庄", "5组", "12号")


def test_a_village_committee_stands_above_its_villages():
    assert only("青石镇望江村委5队") == SaidVillage("望江村委", "5队")
    assert only("青石镇望江村委柳湾村1队") == SaidVillage("柳湾村", "1队")
    assert only("青石镇望江村委会柳湾村") == SaidVillage("望江村委会", "柳湾村")
    assert admin("青石镇望江村委听雨小区") == (None, "青石镇", "望江村委")


def test_a_compound_called_village_is_a_place_in_a_town():
    assert only("望江村14号", street="青石街道") == SaidPlace(number="14号", place="望江村")
    assert only("青石街道望江村12栋") == SaidPlace(place="望江村", members=(SaidMember("12栋"),))
    assert only("青石镇望江村14号") == SaidVillage("望江村", number="14号")
    assert only("青石街道望江村2巷5号") == SaidPlace("2巷", "5号", "望江村")


def test_a_compound_with_its_number_in_a_village():
    said = only("青石镇望江村247号听雨花城C区61号楼")
    assert said == SaidPlace(number="247号", place="听雨花城C区", members=(SaidMember("61号楼"),))


def test_a_name_that_looks_like_a_town_stays_whole():
    assert only("青石街道古镇花园").place == "古镇花园"
    assert only("怡景乡村别墅3栋").place == "怡景乡村别墅"
    assert only("青石镇农贸市场") == SaidPlace(place="农贸市场")


@pytest.mark.parametrize(
    "text", ["青石镇望江村", "青石街道望江村", "望舒区望江村", "望江村", "青石镇青石镇望江村", "青石镇望江村望江村"]
)
def test_a_village_that_is_named_alone_is_meant_as_a_whole(text):
    assert only(text) == SaidVillage("望江村")
    assert admin(text)[2] == "望江村"


def test_a_whole_village_keeps_what_is_said_of_it():
    assert only("青石镇望江村全村") == SaidVillage("望江村", note="全村")
    assert only("青石镇望江村(除3组外)") == SaidVillage("望江村", except_text=("3组",))
    assert only("青石镇望江村(含望江小学)") == SaidVillage("望江村", include=("望江小学",))
    assert only("青石镇望江村及周边区域") == SaidVillage("望江村", include=("周边区域",))


@pytest.mark.parametrize(
    "text", ["怡景新村", "青石镇怡景一村", "青石街道怡景旧村", "望江村3栋", "望江村(除3栋外)", "望江村部分楼栋"]
)
def test_a_compound_that_is_called_a_village_is_a_place(text):
    assert isinstance(only(text), SaidPlace)


def test_a_hamlet_before_a_house_number_is_a_group_of_its_village():
    assert only("青石镇望江村柳坞168号") == SaidVillage("望江村", "柳坞", "168号")
    assert only("青石镇望江村听雨苑168号") == SaidPlace(number="168号", place="听雨苑")
    assert only("青石街道望江村柳坞168号").number == "168号"


def test_households_are_house_numbers_of_a_village():
    said = extents("青石街道望江村210-212户、253户")
    assert [(one.village, one.number) for one in said] == [("望江村", "210-212户"), ("望江村", "253户")]


def test_numbered_hamlets_and_grids_are_groups():
    assert [one.group for one in extents("青石镇望江村1-3自然村")] == ["1自然村", "2自然村", "3自然村"]
    assert only("青石街道望江社区3号网格") == SaidVillage("望江社区", "3号网格")


@pytest.mark.parametrize("text", ["青石镇(望江村、柳庄村)", "青石镇:望江村、柳庄村", "青石镇部分区域(望江村、柳庄村)"])
def test_a_bracket_lists_the_places_of_an_area(text):
    assert extents(text) == (SaidVillage("望江村"), SaidVillage("柳庄村"))


def test_a_list_of_areas_has_each_of_them():
    assert [one.village for one in extents("青石镇望江村、柳庄村")] == ["望江村", "柳庄村"]
    assert [one.place for one in extents("青石街道、云岫街道和墨林镇全域")] == ["青石街道", "云岫街道", "墨林镇"]


def test_the_whole_of_an_area_with_an_exception():
    said = only("青石街道全域(高风险区除外)")
    assert said == SaidPlace(place="青石街道", note="全域", except_text=("高风险区",))


def test_groups_in_a_bracket():
    assert [one.group for one in extents("青石镇望江村(1-2社、20社)")] == ["1社", "2社", "20社"]


def test_a_district_named_after_a_direction():
    assert admin("望南区青石街道听雨苑") == ("望南区", "青石街道", None)
    assert admin("听雨苑南区3栋") == (None, None, None)
    assert admin("望舒国际港务区听雨小区4号楼") == ("望舒国际港务区", None, None)
    assert admin("望舒市第三人民医院住院楼") == (None, None, None)
    assert admin("望舒新区云岫新城青石街道听雨苑") == ("望舒新区云岫新城", "青石街道", None)


def test_a_street_office_is_the_street():
    assert admin("望舒县青石街办听雨小区2期1栋")[1] == "青石街办"


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("青石街道(除高风险区以外)其他区域", "青石街道"),
        ("除上述高风险区外的青石街道其他区域", "青石街道"),
        ("青石街道望江社区除高风险区外的其他区域", "望江社区"),
        ("望舒区辖区内除高、中风险区外的其他区域", "望舒区"),
        ("青石镇除中风险区外的区域为低风险区", "青石镇"),
        ("封控区、管控区以外县域内其他区域", "县域"),
        ("青石街道封控区及管控区之外区域", "青石街道"),
        ("全市其它地区", "全市"),
    ],
)
def test_what_is_left_of_an_area_in_any_order(text, area):
    assert only(text) == SaidRest(area)
