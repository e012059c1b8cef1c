"""What the words of a notice say a zone covers; all names are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.addresses.extents import MAX_CHARS, ExtentContext, read_extents
from geo_service.errors import AddressError
from geo_service.model.said import NumberRange, SaidBounds, SaidEnclosure, SaidMember, SaidPlace, SaidRest, SaidVillage


def extents(text, **context):
    reading = read_extents(text, context=ExtentContext(**context))
    assert not reading.rest
    return reading.extents


def only(text, **context):
    (extent,) = extents(text, **context)
    return extent


def members(*pairs):
    return tuple(SaidMember(building, tuple(units)) for building, *units in pairs)


@pytest.mark.parametrize(
    ("text", "road", "number", "place"),
    [
        ("青禾北路117号听雨大厦", "青禾北路", "117号", "听雨大厦"),
        ("青禾路98号", "青禾路", "98号", None),
        ("青禾大道南段2号", "青禾大道南段", "2号", None),
        ("青禾路35号附8号", "青禾路", "35号附8号", None),
        ("青禾路3号之六", "青禾路", "3号之六", None),
        ("青禾路136号院", "青禾路", "136号院", None),
        ("青禾路88弄听雨小区", "青禾路", "88弄", "听雨小区"),
        ("青禾路466弄17号", "青禾路", "466弄17号", None),
        ("听雨一村99号", None, "99号", "听雨一村"),
        ("听雨花园云岫街19号", "云岫街", "19号", "听雨花园"),
        ("听雨新村四巷6号", "四巷", "6号", "听雨新村"),
        ("青禾北路听雨商城", "青禾北路", None, "听雨商城"),
        ("青禾街B区", "青禾街", None, "B区"),
        ("青禾路小学", None, None, "青禾路小学"),
        ("听雨天街", None, None, "听雨天街"),
        ("铁路听雨新村", None, None, "铁路听雨新村"),
        ("听雨花园（二期）", None, None, "听雨花园（二期）"),
        ("听雨馆(青禾路15号)", "青禾路", "15号", "听雨馆"),
        ("青禾路3号院(听雨小区)", "青禾路", "3号院", "听雨小区"),
        ("墨池54号沐晴面馆", "墨池", "54号", "沐晴面馆"),
    ],
)
def test_road_number_and_compound_are_told_apart(text, road, number, place):
    assert only(text) == SaidPlace(road, number, place)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("听雨苑1栋、3栋", members(["1栋"], ["3栋"])),
        ("听雨苑1、3栋", members(["1栋"], ["3栋"])),
        ("听雨苑1-3栋", members(["1栋"], ["2栋"], ["3栋"])),
        ("听雨苑1幢至3幢", members(["1幢"], ["2幢"], ["3幢"])),
        ("听雨苑9-10、12幢", members(["9幢"], ["10幢"], ["12幢"])),
        ("听雨苑A、B栋", members(["A栋"], ["B栋"])),
        ("听雨苑C5栋2单元", members(["C5栋", "2单元"])),
        ("听雨苑1栋3单元,4栋1、2单元,5栋", members(["1栋", "3单元"], ["4栋", "1单元", "2单元"], ["5栋"])),
        ("听雨苑4栋1单元、4栋2单元", members(["4栋", "1单元", "2单元"])),
        ("听雨苑3栋1单元、听雨苑4栋2单元", members(["3栋", "1单元"], ["4栋", "2单元"])),
        ("听雨苑5单元", members([None, "5单元"])),
        ("听雨苑6号楼一单元及8、10号楼", members(["6号楼", "一单元"], ["8号楼"], ["10号楼"])),
        ("听雨苑2梯、3梯", members([None, "2梯", "3梯"])),
        ("听雨苑38排", members(["38排"])),
        ("听雨苑南座", members(["南座"])),
        ("听雨苑12-3栋", members(["12-3栋"])),
        ("听雨苑１、２棟", members(["1棟"], ["2棟"])),
    ],
)
def test_lists_of_buildings_and_units_are_written_out(text, said):
    assert only(text) == SaidPlace(place="听雨苑", members=said)


def test_numbers_of_a_list_are_places_of_their_own():
    assert [place.number for place in extents("青禾街47、49、51号")] == ["47号", "49号", "51号"]
    assert [place.number for place in extents("青禾路5号之一、之九")] == ["5号之一", "5号之九"]


def test_a_lane_has_the_road_of_the_lane_before():
    assert [place.road for place in extents("青禾北路六巷5、7号,八巷5号")] == ["青禾北路六巷"] * 2 + ["青禾北路八巷"]


def test_another_block_of_the_same_compound():
    assert extents("听雨苑A区3号楼1单元,B区4号楼") == (
        SaidPlace(place="听雨苑A区", members=members(["3号楼", "1单元"])),
        SaidPlace(place="听雨苑B区", members=members(["4号楼"])),
    )


@pytest.mark.parametrize(
    ("text", "low", "high", "parity"),
    [
        ("青禾路1—15号", 1, 15, "all"),
        ("青禾路127号至143号（单号）", 127, 143, "odd"),
        ("青禾路34-42全路段双号", 34, 42, "even"),
        ("青禾路88弄330号-376号", 330, 376, "all"),
    ],
)
def test_a_range_of_house_numbers_stays_one_extent(text, low, high, parity):
    assert only(text).number_range == NumberRange(low, high, parity)


def test_a_number_with_a_dash_that_does_not_rise_is_no_range():
    assert only("听雨小区2-1号5单元") == SaidPlace(number="2-1号", place="听雨小区", members=members([None, "5单元"]))


@pytest.mark.parametrize("words", ["(不含6栋)", "（除6栋外）", "〔6栋除外〕", "(除6栋)", "除6栋外其他区域"])
def test_buildings_are_excluded(words):
    assert only(f"听雨小区{words}") == SaidPlace(place="听雨小区", exceptions=members(["6栋"]))


def test_units_are_excluded_from_the_building_before():
    assert only("听雨小区31号楼(除4单元)").exceptions == members(["31号楼", "4单元"])


def test_excluded_addresses_stay_words():
    assert only("听雨居(除青禾路92、96号外)").except_text == ("青禾路92号", "青禾路96号")
    assert only("听雨居（高风险区除外）").except_text == ("高风险区",)


def test_what_belongs_to_a_place_is_included():
    assert only("听雨苑(含底商、车库)").include == ("底商", "车库")
    assert only("青禾街64号及一楼商户").include == ("一楼商户",)
    assert only("听雨小区及附近区域") == SaidPlace(place="听雨小区", include=("附近区域",))


def test_rooms_and_floors_are_kept():
    assert only("听雨苑C栋2201-2208号、3-33层04房").rooms == ("2201-2208号", "3-33层04房")
    assert only("听雨苑5号楼5单元7层及上下各两层共5层").rooms == ("7层及上下各两层共5层",)


def test_groups_of_a_village():
    assert extents("墨林镇沐晴村9组、10组") == (SaidVillage("沐晴村", "9组"), SaidVillage("沐晴村", "10组"))
    assert extents("墨林镇沐晴村一组3、5号") == (
        SaidVillage("沐晴村", "一组", "3号"),
        SaidVillage("沐晴村", "一组", "5号"),
    )
    assert only("墨林镇沐晴村5032号") == SaidVillage("沐晴村", number="5032号")
    assert only("老屋组20号", community="沐晴村") == SaidVillage("沐晴村", "老屋组", "20号")


def test_a_house_beside_a_house_is_another_one():
    assert only("墨林镇沐晴村1组130号临户(无门牌号)").note == "临户(无门牌号)"


@pytest.mark.parametrize(
    "text",
    [
        "青禾路以西-云岫河以南-墨林路以东-玉带路以北",
        "青禾路以西、云岫河以南、墨林路以东、玉带路以北围成区域",
        "东至青禾路，北至云岫河，西至墨林路，南至玉带路",
        "东以青禾路为界、南以玉带路为界、西以墨林路为界、北以云岫河为界",
    ],
)
def test_four_sides_bound_an_area(text):
    assert only(text) == SaidBounds("青禾路", "玉带路", "墨林路", "云岫河")


def test_lines_enclose_an_area():
    assert only("青禾路、云岫路与墨林公园合围区域") == SaidEnclosure(("青禾路", "云岫路", "墨林公园"))
    assert only("青禾路-云岫路-墨林路合围区域(听雨小区3、5号楼除外)").except_text == ("听雨小区3号楼", "听雨小区5号楼")


def test_what_is_left_of_streets():
    assert extents("青禾街道、墨林镇除上述高风险区以外的其他区域") == (SaidRest("青禾街道"), SaidRest("墨林镇"))
    assert only("听雨小区其他楼栋") == SaidRest("听雨小区")


def test_administrative_names_are_told_from_names_of_places():
    reading = read_extents("望舒区青禾街道云岫社区听雨小区3栋")
    assert (reading.district, reading.street, reading.community) == ("望舒区", "青禾街道", "云岫社区")
    assert read_extents("听雨小镇2组团9栋").street is None
    assert read_extents("听雨家园南区3栋").district is None
    assert read_extents("听雨村102栋").community is None


def test_the_context_holds_for_what_is_not_said():
    context = ExtentContext(district="望舒区", street="青禾街道", community="云岫社区")
    reading = read_extents("听雨小区", context=context)
    assert (reading.district, reading.street, reading.community) == ("望舒区", "青禾街道", "云岫社区")
    assert read_extents("墨林镇听雨小区", context=context).community is None


def test_a_whole_street_or_community():
    assert only("墨林镇全域") == SaidPlace(place="墨林镇", note="全域")
    assert only("青禾街道云岫社区").place == "云岫社区"


def test_traditional_text_keeps_its_characters():
    assert only("龍鳳街道青禾路117號聽雨大廈A棟") == SaidPlace("青禾路", "117號", "聽雨大廈", members(["A棟"]))


def test_scrape_glosses_do_not_hinder():
    assert only("聽雨小區(qū)3棟").members == members(["3棟"])


def test_what_is_not_understood_is_returned_with_its_place():
    text = "听雨小区3栋、请广大居民严格落实要求"
    (span,) = read_extents(text).rest
    assert text[span.start : span.end] == span.text == "请广大居民严格落实要求"


def test_too_long_a_text_is_refused():
    with pytest.raises(AddressError, match="at most"):
        read_extents("栋" * (MAX_CHARS + 1))


WORDS = [
    "1",
    "2-",
    "栋",
    "单元",
    "号",
    "听雨",
    "路",
    "(",
    ")",
    "、",
    ",",
    "除",
    "外",
    "以东",
    "东至",
    "合围",
    "含",
    "村",
    "组",
    "及",
    "A",
    "一",
    "区",
    "镇",
    "之",
    "附",
]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join) | st.text(max_size=80))
def test_any_text_gives_a_reading(text):
    reading = read_extents(text)
    assert all(text[span.start : span.end] == span.text for span in reading.rest)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map("".join))
def test_the_longest_texts_are_read_to_their_end(unit):
    # an expression that explodes would not come back
    text = (unit * MAX_CHARS)[:MAX_CHARS]
    assert all(text[span.start : span.end] == span.text for span in read_extents(text).rest)
