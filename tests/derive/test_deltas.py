from dataclasses import replace

import pytest
from hypothesis import given

from geo_service.derive.deltas import CHANGE_TITLES, apply_deltas, sheet_deltas
from tests.derive.sheet_items import item, sheets


def told(old, new):
    return [(one.change, one.zh) for one in sheet_deltas(old, new)]


def test_equal_sheets_have_no_differences():
    sheet = [item("K01", 0, crew=4), item("F01", 50), item("P01", 90, desks=1)]
    assert sheet_deltas(sheet, sheet) == ()


@pytest.mark.parametrize(
    ("x", "y", "zh", "en"),
    [
        (30, 0, "东移30米", "30 m east"),
        (0, 30, "北移30米", "30 m north"),
        (-30, 0, "西移30米", "30 m west"),
        (0, -30, "南移30米", "30 m south"),
        (30, 30, "东北移42米", "42 m northeast"),
        (-30, -30, "西南移42米", "42 m southwest"),
    ],
)
def test_a_move_is_told_in_metres_and_direction(x, y, zh, en):
    (moved,) = sheet_deltas([item("K07", 0)], [item("K07", x, y)])
    assert (moved.change, moved.zh, moved.en) == ("moved", f"K07 {zh}", f"post 7 moves {en}")


def test_less_than_a_metre_is_no_move():
    assert told([item("K07", 0)], [item("K07", 0.5)]) == []


def test_a_closure_that_opens_is_one_sentence():
    old, new = [item("F12", 0, barrier="locked_gate")], [item("K08", 0, name="甲路（东侧）", crew=6)]
    (opened,) = sheet_deltas(old, new)
    assert (opened.change, opened.item_id) == ("opened", "F12")
    assert opened.zh == "F12 开放，改设卡口K08（甲路（东侧）），每班6人"
    assert opened.en == "closure 12 opens: it becomes checkpoint K08 (甲路（东侧）), 6 people a shift"


def test_a_checkpoint_that_closes_says_with_what():
    (closed,) = sheet_deltas([item("K03", 0)], [item("F05", 10, barrier="locked_gate")])
    assert closed.zh == "K03 撤岗封闭，改为封闭点F05，用大门上锁"
    assert closed.en == "checkpoint 3 closes: it becomes closure F05, with a locked gate"


def test_roles_change_only_at_the_same_place():
    assert told([item("F12", 0)], [item("K08", 200)]) == [("added", "新增卡口K08"), ("removed", "撤销围挡封闭点F12")]


def test_what_is_new_and_what_is_given_up():
    old = [item("P01", 0, name="怡景花园东门", desks=2)]
    new = [item("P02", 400, name="怡景花园北门", desks=1)]
    assert told(old, new) == [
        ("added", "新增物资配送中转站P02（怡景花园北门），台位1"),
        ("removed", "撤销物资配送中转站P01（怡景花园东门）"),
    ]


def test_names_and_crews_are_told_apart():
    old, new = item("K03", 0, name="甲路", crew=4, lanes=1), item("K03", 0, name="乙街", crew=6, lanes=2)
    assert told([old], [new]) == [("renamed", "K03 改名：甲路→乙街"), ("refitted", "K03 每班人数4→6，查验通道1→2")]
    refitted = sheet_deltas([old], [replace(new, name="甲路")])
    assert [one.en for one in refitted] == ["post 3: people a shift 4→6, lanes 1→2"]


def test_what_is_done_first_is_told_first_and_numbers_as_one_counts():
    old = [item("K02", 0), item("K10", 900), item("F01", 300)]
    new = [item("K02", 30), item("K10", 930), item("K11", 300)]
    assert [(one.change, one.item_id) for one in sheet_deltas(old, new)] == [
        ("opened", "F01"),
        ("moved", "K02"),
        ("moved", "K10"),
    ]


@given(sheets())
def test_a_sheet_has_no_differences_to_itself(items):
    assert sheet_deltas(items, items) == ()


@given(sheets(), sheets())
def test_differences_applied_to_the_old_sheet_give_the_new_one(old, new):
    found = sheet_deltas(old, new)
    assert {(one.kind, one.item_id): crew_sees(one) for one in apply_deltas(old, found)} == {
        (one.kind, one.item_id): crew_sees(one) for one in new
    }


def crew_sees(one):
    return one.name, one.at, dict(one.figures)


@given(sheets(), sheets())
def test_every_difference_is_told_in_both_languages_and_order(old, new):
    found = sheet_deltas(old, new)
    assert all(one.zh and one.en for one in found)
    ranks = [list(CHANGE_TITLES).index(one.change) for one in found]
    assert ranks == sorted(ranks)
    assert sheet_deltas(list(reversed(old)), list(reversed(new))) == found


def test_of_two_posts_at_one_place_the_first_number_is_the_one_that_opened():
    old, new = [item("F01", 0)], [item("K02", 0), item("K01", 0)]
    assert sheet_deltas(old, new) == sheet_deltas(old, new[::-1])
