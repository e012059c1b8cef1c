"""An address as rungs, read without a register."""

import pytest

from geo_service.addresses.ladder import Part, Plate
from geo_service.addresses.ladder_read import MAX_PLACE_CHARS, read_rungs
from geo_service.errors import AddressError


def levels(text, *names):
    rungs = read_rungs(text)
    return tuple(getattr(rungs, name) for name in names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("锦澜家园3栋2单元5-2", ("3", "2", 5, "2")),
        ("锦澜家园3栋2-5-3", ("3", "2", 5, "3")),
        ("锦澜家园3栋2-1101", ("3", "2", 11, "1")),
        ("锦澜家园3-2-501", ("3", "2", 5, "1")),
        ("锦澜家园1-3-7-1", ("1", "3", 7, "1")),
        ("锦澜家园3栋7-1", ("3", None, 7, "1")),
        ("锦澜家园2202", (None, None, 22, "2")),
        ("锦澜家园3栋负一层", ("3", None, -1, None)),
        ("锦澜家园3栋-1层", ("3", None, -1, None)),
        ("锦澜家园3栋B2层", ("3", None, -2, None)),
        ("锦澜家园3栋9号", ("3", None, None, "9")),
        ("锦澜家园A-3栋东单元", ("A3", "东", None, None)),
        ("锦澜家园2-3", (None, None, None, None)),
    ],
)
def test_numbers_find_their_level(text, expected):
    assert levels(text, "building", "unit", "floor", "room") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("文化路35号附8号", ("文化路", Plate("35", "附8"), None)),
        ("文化路52号之三", ("文化路", Plate("52", "之3"), None)),
        ("文化路6-1号", ("文化路", Plate("6", "-1"), None)),
        ("文化路16号大院", ("文化路", Plate("16", yard="院"), None)),
        ("文化路88弄3号", ("文化路88弄", Plate("3"), None)),
        ("文化路三巷20号翠松苑", ("文化路3巷", Plate("20"), "翠松苑")),
        ("祥和二村105号", (None, Plate("105"), "祥和2村")),
    ],
)
def test_a_number_belongs_to_its_road_or_name(text, expected):
    assert levels(text, "road", "plate", "name") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("临江市河东区东湖街道长安社区翠松苑", ("临江市", "河东区", "东湖街道", "长安社区", "翠松苑")),
        ("南山镇青石村3组", (None, None, "南山镇", None, "青石村")),
        ("翠松古镇苑", (None, None, None, None, "翠松古镇苑")),
        ("翠松花园南区", (None, None, None, None, "翠松花园")),
        ("惠民超市", (None, None, None, None, "惠民超市")),
    ],
)
def test_administrative_names_are_known_by_their_endings(text, expected):
    assert levels(text, "city", "district", "street", "community", "name") == expected


def test_parts_of_an_estate_stand_apart_from_its_name():
    assert levels("翠松花园二期A区3组团", "name", "parts") == (
        "翠松花园",
        (Part("期", "2"), Part("区", "A"), Part("组团", "3")),
    )
    assert levels("翠松花园(二期)", "parts") == ((Part("期", "2"),),)


def test_what_is_near_and_what_is_only_a_remark():
    assert levels("翠松苑3栋对面小卖部", "near", "building") == ("对面", "3")
    assert levels("翠松苑3栋 请放门口", "near", "building") == ("", "3")
    assert levels("青石村3组12号临户", "beside", "group") == (True, "3")


def test_a_place_too_long_is_refused():
    with pytest.raises(AddressError, match=str(MAX_PLACE_CHARS)):
        read_rungs("翠" * (MAX_PLACE_CHARS + 1))
