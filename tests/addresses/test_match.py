"""Which building an address means."""

from dataclasses import replace

import pytest

from geo_service.addresses.keys import address_keys, building_keys, estate_keys
from geo_service.addresses.match import Admin, BuildingCard, EstateCard, match_address, order_by_number
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import make_vocabulary

NAMES = make_vocabulary(districts=["黔江区", "渝北区"], townships=["城东街道", "城西街道"], estates=["怡景花园"])
EAST = Admin(district="黔江区", township="城东街道办事处")
ESTATES = [EstateCard("e1", "怡景花园", EAST)]
ROWS = [
    {"building_id": f"b{n}", "number": str(n), "estate_id": "e1", "name": None, "addresses": ["文昌路88号"]}
    for n in (1, 2, 3)
] + [{"building_id": "h5", "number": None, "estate_id": None, "name": None, "addresses": ["文昌路5号"]}]
CARDS = [BuildingCard(f"b{n}", f"怡景花园{n}栋", str(n), "e1", 3, EAST, frozenset({"文昌路"})) for n in (1, 2, 3)] + [
    BuildingCard("h5", "文昌路5号", None, None, None, EAST, frozenset({"文昌路"}))
]
KEYS = [
    (key, row["building_id"]) for row in ROWS for key in building_keys(row, ["怡景花园"] * bool(row["number"]), NAMES)
]
KEYS += [(key, "e1") for key in estate_keys(["怡景花园"], NAMES)]


def match(text, *, cards=CARDS, estates=ESTATES, keys=KEYS):
    address = split_address(text, NAMES)
    found = sorted(pair for pair in keys if pair[0] in address_keys(address))
    return match_address(address, found, cards, estates)


@pytest.mark.parametrize(
    "text", ["怡景花园3栋", "黔江区城东街道怡景花园三幢2单元501", "文昌路88号3栋", "文昌路怡景花园3#"]
)
def test_a_building_is_settled(text):
    assert (match(text).level, match(text).building_ids) == ("building", ("b3",))


def test_the_stair_comes_along():
    assert match("怡景花园3栋2单元").stair == "2"


def test_a_stair_that_the_building_lacks_is_said_and_not_used():
    found = match("怡景花园3栋9单元")
    assert (found.stair, found.missing) == (None, "9单元")


@pytest.mark.parametrize("text", ["怡景花园", "怡景花园2202", "文昌路88号"])
def test_an_estate_without_a_building_has_all_its_buildings(text):
    found = match(text)
    assert (found.level, found.building_ids, found.missing) == ("estate", ("b1", "b2", "b3"), "")


def test_a_building_that_is_not_registered_is_named():
    found = match("怡景花园13栋")
    assert (found.level, found.missing, found.options[0]) == ("estate", "13栋", "怡景花园1栋")


@pytest.mark.parametrize(
    "text", ["渝北区怡景花园3栋", "城西街道怡景花园3栋", "人民路怡景花园3栋", "人民路1号怡景花园3栋"]
)
def test_a_building_elsewhere_is_not_the_one_meant(text):
    assert match(text).level == "none"


@pytest.mark.parametrize("text", ["怡景花园3栋旁边", "文昌路5号对面", "文昌路5号临户", "怡景花园3栋5栋", "翠湖柳岸3栋"])
def test_what_is_near_or_not_understood_or_unknown_is_not_matched(text):
    assert match(text).level == "none"


def test_a_house_with_its_own_number_is_settled():
    assert match("文昌路5号3-2").building_ids == ("h5",)


def test_two_estates_of_one_name_are_asked_for_by_street():
    west = EstateCard("e2", "怡景花园", Admin(township="城西街道"))
    found = match("怡景花园", estates=[*ESTATES, west], keys=[*KEYS, ("怡景花园", "e2")])
    assert (found.level, found.options) == ("none", ("城东街道办事处怡景花园", "城西街道怡景花园"))


def test_estate_and_street_number_that_disagree_are_not_settled():
    other = BuildingCard("x3", "翠湖3栋", "3", "e9", admin=EAST)
    found = match("文昌路9号怡景花园3栋", cards=[*CARDS, other], keys=[*KEYS, ("文昌路|9号|3栋", "x3")])
    assert (found.level, set(found.building_ids)) == ("road", {"b3", "x3"})


def test_two_footprints_of_one_building_are_one():
    twin = replace(CARDS[2], building_id="b3b")
    found = match("怡景花园3栋", cards=[*CARDS, twin], keys=[*KEYS, ("怡景花园|3栋", "b3b")])
    assert (found.level, found.building_ids) == ("building", ("b3", "b3b"))


def test_several_houses_of_one_number_are_asked_for():
    twin = BuildingCard("h5b", "文昌路5号后楼", admin=EAST)
    found = match("文昌路5号", cards=[*CARDS, twin], keys=[*KEYS, ("文昌路|5号", "h5b")])
    assert (found.level, len(found.options)) == ("road", 2)


def test_labels_are_ordered_by_number():
    assert sorted(["10栋", "2栋", "A栋"], key=order_by_number) == ["2栋", "10栋", "A栋"]
