"""Keys of addresses and of the register."""

import pytest

from geo_service.addresses.keys import address_keys, building_keys, building_word, estate_keys, exact_keys, members_key
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import make_vocabulary

NAMES = make_vocabulary(townships=["城东街道"], estates=["怡景花园"])
ROW = {"building_id": "b3", "number": "3", "name": None, "estate_id": "e1", "addresses": ["文昌路88号"]}


def keys(text):
    return address_keys(split_address(text, NAMES))


def test_the_most_specific_key_comes_first():
    assert keys("文昌路88号怡景花园3栋") == ("怡景花园|3栋", "文昌路|88号|3栋", "怡景花园", "文昌路|88号")


def test_the_word_for_an_estate_does_not_count():
    assert keys("美景佳园小区3栋") == keys("美景佳园3幢")


def test_a_counted_part_of_an_estate_counts():
    assert exact_keys(split_address("九龙三村2小区26栋", NAMES)) == ("九龙3村2小区|26栋",)


def test_a_building_is_found_under_estate_aliases_and_street_number():
    found = building_keys(ROW, ["怡景花园", "怡景苑小区"], NAMES)
    assert {"怡景花园|3栋", "怡景苑|3栋", "文昌路|88号", "文昌路|88号|3栋", members_key("e1")} == set(found)


@pytest.mark.parametrize(
    "text",
    [
        "怡景花园三幢",
        "城东街道怡景花园3#楼2单元501",
        "怡景花园3-2-501",
        "文昌路88号3栋",
        "文昌路怡景花园3栋",
        "文昌路88号",
    ],
)
def test_ways_to_write_a_building_meet_its_keys(text):
    assert set(keys(text)) & set(building_keys(ROW, ["怡景花园"], NAMES))


@pytest.mark.parametrize(
    "text", ["怡景花园13栋", "怡景花园二期3栋", "文昌路188号", "文昌路88号附3号", "怡景花园3号", "翠湖3栋"]
)
def test_another_number_or_name_meets_no_exact_key(text):
    assert not set(exact_keys(split_address(text, NAMES))) & set(building_keys(ROW, ["怡景花园"], NAMES))


def test_the_part_of_an_estate_after_a_street_number_finds_the_building():
    row = {"number": "7", "estate_id": "e2", "name": None, "addresses": ["明秀路1号"]}
    found = building_keys(row, ["环湖雅居B区"], NAMES)
    assert exact_keys(split_address("明秀路1号B区7栋", NAMES))[0] in found
    assert not set(exact_keys(split_address("明秀路1号A区7栋", NAMES))) & set(found)


def test_a_named_building_is_found_by_its_name():
    row = {"number": None, "estate_id": None, "name": "兴业大厦", "addresses": None}
    assert building_keys(row, [], NAMES) == ("兴业大厦",)
    assert "兴业大厦" in keys("兴业大厦1203")


def test_a_village_house_is_found_by_group_and_number():
    row = {"number": None, "estate_id": None, "name": None, "addresses": ["石桥村1组127号"]}
    assert building_keys(row, [], NAMES) == keys("石桥村一社127号") == ("石桥村|1组|127号",)


def test_a_row_without_names_has_no_keys():
    assert building_keys({"number": "3", "name": "3号楼", "addresses": [], "estate_id": None}, [], NAMES) == ()


@pytest.mark.parametrize(("number", "word"), [("3", "3栋"), ("三幢", "3栋"), ("03", "3栋"), ("a3", "A3栋"), ("", "")])
def test_numbers_of_the_register_are_written_as_addresses_write_them(number, word):
    assert building_word(number) == word


def test_an_estate_is_found_by_name_and_alias():
    assert estate_keys(["怡景花园", "怡景苑小区"], NAMES) == ("怡景花园", "怡景苑")
