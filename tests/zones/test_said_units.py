"""Which unit the words of a zone mean."""

import pytest

from geo_service.addresses.extents import read_extents
from geo_service.zones.said_units import SIZES, SaidUnit, exceeds, said_unit, unit_of


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("怡景花园3栋2单元501室", "household"),
        ("怡景花园3栋2单元7层", "floor"),
        ("怡景花园3栋2单元", "stair"),
        ("怡景花园2单元", "stair"),
        ("怡景花园3栋", "building"),
        ("怡景花园2栋、3栋", "building"),
        ("青石镇望江村2组13号", "building"),
        ("怡景酒店", "building"),
        ("怡景花园", "estate"),
        ("怡景花园(不含6栋)", "estate"),
        ("青石镇望江村2组", "village"),
        ("青石镇望江村", "village"),
        ("甲路12号周边50米", "boundary"),
        ("东至甲路,南至乙路,西至丙路,北至丁路", "boundary"),
        ("甲路-乙路-丙路合围区域", "boundary"),
        ("望江社区", "community"),
        ("青石镇", "township"),
        ("青石镇除上述区域以外的其他区域", "township"),
        ("怡景花园1栋,乙小区", "estate"),
    ],
)
def test_the_largest_unit_that_is_said(text, unit):
    assert unit_of(read_extents(text).extents) == unit


@pytest.mark.parametrize(
    ("text", "unit"), [("甲路12号", "building"), ("甲路12号怡景花园", "building"), ("天上人间", "estate")]
)
def test_what_may_be_larger_or_smaller_is_not_certain(text, unit):
    assert said_unit(read_extents(text).extents) == SaidUnit(unit, certain=False)


def test_nothing_has_no_unit():
    assert unit_of(()) is None


def test_a_unit_exceeds_only_when_it_is_larger_than_all_that_are_allowed():
    assert not exceeds("household", ("stair", "building"))
    assert exceeds("premises", ("stair", "building"))
    assert [unit for unit in SIZES if exceeds(unit, ("estate",))] == list(SIZES[SIZES.index("village") :])
