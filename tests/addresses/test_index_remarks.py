import pytest

from geo_service.addresses.index_remarks import (
    names_a_part,
    names_a_place,
    unread_runs,
    without_closing,
    without_opening,
)


@pytest.mark.parametrize("opening", ["我家住", "家住", "收货地址", "请送到", "麻烦送到", "快递送", "居住于"])
def test_words_before_an_address_are_no_part_of_it(opening):
    assert without_opening(f"{opening}怡景花园3栋") == "怡景花园3栋"


@pytest.mark.parametrize(
    "closing",
    [
        "租户",
        "请放门卫",
        "电话后再送",
        "李女士收",
        "独居老人",
        "楼房",
        "底商",
        "有老人",
        "13800000000",
        "放5号柜",
        "业主李先生请放门卫",
    ],
)
@pytest.mark.parametrize("address", ["怡景花园3栋", "怡景花园3栋2单元", "甲路5号501室"])
def test_words_behind_a_number_that_say_nothing_of_the_place_go(address, closing):
    assert without_closing(address + closing) == address


@pytest.mark.parametrize(
    "text",
    [
        "怡景花园3栋东侧楼",
        "甲路5号有机农场",
        "怡景花园业主3栋",
        "甲路5号放羊坡小区",
        "怡景花园3栋请放4栋门卫",
        "甲路88号电话局3栋",
    ],
)
def test_words_that_may_name_a_place_stay(text):
    assert without_closing(text) == text


@pytest.mark.parametrize("words", ["西区", "小学", "东侧楼", "望月轩", "工地", "北", "幼儿园内"])
def test_the_last_word_says_that_a_place_is_named(words):
    assert names_a_place(words)


@pytest.mark.parametrize("words", ["老人", "租户", "望月", "小学生"])
def test_other_words_name_no_place(words):
    assert not names_a_place(words)


def test_a_part_is_never_taken_for_a_district():
    assert names_a_part("西区")
    assert names_a_part("南苑")
    assert not names_a_part("虚构区")


def left(body, known, *, closes=False):
    marks = bytes(mark == "x" for mark in known)
    return [body[run.start : run.end] for run in unread_runs(body, marks, closes=closes)]


@pytest.mark.parametrize(
    ("body", "known", "unread"),
    [
        ("老怡景花园", ".xxxx", []),
        ("新怡景花园", ".xxxx", ["新"]),
        ("怡景花园老", "xxxx.", ["老"]),
        ("怡景花园小区", "xxxx..", []),
        ("怡景花园小区西院", "xxxx....", ["西院"]),
    ],
)
def test_idle_words_are_not_left_over(body, known, unread):
    assert left(body, known) == unread


def test_a_remark_at_the_end_is_left_over_only_before_a_number():
    assert left("青石镇租户", "xxx..", closes=True) == []
    assert left("青石镇租户", "xxx..", closes=False) == ["租户"]
