"""What words settle about a place that has several names."""

import pytest

from geo_service.model.extent import SaidText
from geo_service.zones.by_words import answer_by_words, told


def answer(zone, *texts, district=None):
    return answer_by_words(SaidText(zone, district), told(texts)).answer


def test_one_text_inside_is_enough():
    assert answer("幸福里", "怡景花园3栋", "幸福里3栋") == "inside"


def test_all_names_elsewhere_are_outside():
    assert answer("新世界花园", "怡景花园3栋", "幸福里3栋") == "outside"


@pytest.mark.parametrize("zone", ["怡景花园二期", "怡景花园（不含3栋2单元）", "柳岸社区怡景花园"])
def test_an_alias_that_the_zone_does_not_use_never_makes_a_place_outside(zone):
    texts = ("望江社区怡景花园3栋", "望江社区幸福里3栋")
    assert answer(zone, *texts) == answer(zone, *reversed(texts)) == "unsure"


def test_a_house_number_settles_what_the_name_of_the_estate_leaves_open():
    assert answer("甲路1-3号", "怡景花园3栋") == "unsure"
    assert answer("甲路1-3号", "怡景花园3栋", "甲路5号") == "outside"


def test_the_estate_alone_leaves_nothing_open_beside_its_building():
    assert answer("怡景花园3栋", "怡景花园", "怡景花园1栋") == "outside"
    assert answer("怡景花园3栋", "怡景花园") == "unsure"


@pytest.mark.parametrize("texts", [(), ("",), ("怡" * 5000,)])
def test_what_can_not_be_read_settles_nothing(texts):
    assert answer("怡景花园", *texts) == "unsure"


def test_words_of_a_zone_that_can_not_be_read_settle_nothing():
    assert answer("—", "怡景花园3栋") == "unsure"


def test_another_district_is_outside_and_the_reason_names_both():
    words = answer_by_words(SaidText("怡景花园", "北湖区"), told(("云溪区怡景花园3栋", "云溪区幸福里3栋")))
    assert (words.answer, words.reason) == ("outside", "云溪区不是北湖区")


@pytest.mark.parametrize("district", ["云溪区", "云溪新区", None])
def test_a_district_that_is_not_told_apart_is_read_on(district):
    assert answer("怡景花园", "云溪区怡景花园3栋", district=district) != "outside"
