"""Clocks of real designations of November and December 2022, under the names of invented places."""

import pytest

from geo_service.addresses.extents import read_extents
from geo_service.zones.protocol import load_protocol
from geo_service.zones.said_units import exceeds, unit_of
from tests.zones.clock_cases import (
    CHONGQING,
    NINTH,
    TWENTY,
    both,
    clean_round,
    clock,
    downgraded,
    fact,
    keys,
    lifted,
    on,
    zone,
)


def high_of(protocol):
    return load_protocol(protocol).category("high")


def test_nine_points_from_16_november_8_00_are_due_on_21_november_8_00():
    points = [zone(on(11, 16, 8), name=f"怡景花园{number}栋", clock_start=on(11, 16, 8)) for number in range(1, 10)]
    clocks = [clock(point, [clean_round(on(11, 20, 20))], at=on(11, 21, 8)) for point in points]
    assert {both(one) for one in clocks} == {(on(11, 21, 8), on(11, 22))}
    assert {one.prospect.state for one in clocks} == {"due"}


def test_the_list_dropped_them_after_both_readings():
    point = zone(on(11, 16, 8), clock_start=on(11, 16, 8))
    late = clock(point, [clean_round(on(11, 20, 20))], at=on(11, 22, 14))
    assert max(both(late)) < on(11, 22, 14)
    assert (late.prospect.state, late.prospect.late_h) == ("overdue", 30)


@pytest.mark.parametrize(
    ("since", "ended", "hours", "early_h"),
    [(on(11, 27, 8), on(12, 1, 6), 94, 26), (on(12, 4, 21), on(12, 8, 11), 86, 34)],
    ids=["a street number", "a hotel"],
)
def test_a_zone_freed_before_its_five_days_asks_for_the_start(since, ended, hours, early_h):
    history = [zone(since), lifted(zone(since), ended)]
    found = clock(history, at=ended)
    assert [line.key for line in found.questions] == ["ended.early"]
    assert f"历时 {hours} 小时" in "".join(line.zh for line in found.lines)
    assert f"早 {early_h} 小时" in found.questions[0].zh


def test_with_the_true_start_nothing_is_asked():
    start = zone(on(11, 27, 8), clock_start=on(11, 26, 6))
    assert not clock([start, lifted(start, on(12, 1, 6))], [clean_round(on(11, 30, 18))], at=on(12, 1, 6)).questions


def test_the_list_lags_behind_the_decision():
    start = zone(on(11, 27, 8))
    history = [start, lifted(start, on(12, 1, 6), recorded_at=on(12, 1, 22))]
    assert clock(history, at=on(12, 1, 21), known_at=on(12, 1, 21)).stage.ended_at is None
    assert clock(history, at=on(12, 1, 21)).stage.ended_at == on(12, 1, 6)


def test_a_notice_of_27_november_frees_from_25_november_21_00():
    start = zone(on(11, 20, 21), clock_start=on(11, 20, 21))
    history = [start, lifted(start, on(11, 25, 21), recorded_at=on(11, 27, 12))]
    assert clock(history, at=on(11, 26), known_at=on(11, 26)).stage.ended_at is None
    told = clock(history, [clean_round(on(11, 25, 12))], at=on(11, 26))
    assert told.stage.ended_at == on(11, 25, 21) == both(told)[0]
    assert not told.questions


def test_the_blocks_of_one_estate_have_their_own_times():
    starts = {"3栋、6栋": on(11, 11, 8), "2栋": on(11, 12, 21), "33栋": on(11, 11, 0)}
    clocks = {
        name: clock(zone(on(11, 13), name=f"怡景花园{name}", clock_start=start), at=on(11, 13, 9))
        for name, start in starts.items()
    }
    assert {name: both(one)[0] for name, one in clocks.items()} == {
        "3栋、6栋": on(11, 16, 8),
        "2栋": on(11, 17, 21),
        "33栋": on(11, 16),
    }
    assert {both(one)[1] for one in clocks.values()} == {on(11, 17), on(11, 18)}


def test_a_building_high_in_a_medium_estate_counts_on_its_own():
    estate = zone(on(11, 6), protocol=NINTH, category="medium", name="怡景花园")
    building = zone(on(11, 6), protocol=NINTH, name="怡景花园6号楼")
    assert both(clock(building, at=on(11, 7))) == (on(11, 13), on(11, 14))
    assert both(clock(estate, at=on(11, 7))) == (on(11, 13), on(11, 14))
    lower = downgraded(building, on(11, 13))
    assert both(clock([building, lower], at=on(11, 13, 9))) == (on(11, 16), on(11, 17))


def test_under_the_ninth_edition_a_raised_part_is_an_adjustment():
    part = zone(on(11, 6), protocol=NINTH, entered_from="medium", parents=("Z0",))
    assert clock(part, at=on(11, 7)).lines[0].zh == "现为高风险区，由中风险区转入，自 2022年11月6日 00:00 起"


def test_under_the_twenty_measures_estates_are_above_the_unit():
    listed = ["怡景花园6号楼", "怡景花园", "怡景花园2单元", "甲路12号5单元7层及上下各两层共5层", "望江村2组周边50米"]
    units = [unit_of(read_extents(text).extents) for text in listed]
    assert units == ["building", "estate", "stair", "floor", "boundary"]
    assert [exceeds(unit, high_of(TWENTY).units) for unit in units] == [False, True, False, False, True]


def test_floors_that_reach_above_the_roof_are_still_floors():
    assert unit_of(read_extents("怡景花园2栋1单元33层及以下两层共3层").extents) == "floor"


def test_each_of_twelve_four_sided_blocks_needs_a_ground():
    sides = "东至甲路，南至乙路，西至丙路，北至丁路"
    units = [unit_of(read_extents(f"青石镇{sides}第{number}区域").extents) for number in range(12)]
    assert set(units) == {"boundary"}
    high = high_of(TWENTY)
    assert "boundary" not in high.units
    assert "boundary" in high.exception.units


def test_in_chongqing_a_new_case_restarts_the_five_days():
    case = fact("case", on(11, 18, 10))
    assert both(clock(zone(on(11, 16, 8)), [case], at=on(11, 19))) == (on(11, 23, 10), on(11, 24))


def test_nationally_a_new_case_leaves_the_time_but_asks_for_a_decision():
    found = clock(zone(on(11, 16, 8), protocol=TWENTY), [fact("case", on(11, 18, 10))], at=on(11, 21, 9))
    assert both(found) == (on(11, 21, 8), on(11, 22))
    assert found.prospect.state == "blocked"
    assert "case.undecided" in [line.key for line in found.prospect.open]


def test_the_same_zone_under_two_overlays():
    """The text of 11 November has no round; the districts of Chongqing asked for one from the 13th."""
    without = clock(zone(on(11, 16, 8), protocol=TWENTY), at=on(11, 21, 8))
    asked = clock(zone(on(11, 16, 8), protocol=CHONGQING), at=on(11, 21, 8))
    assert (without.prospect.state, asked.prospect.state) == ("due", "blocked")
    assert "round.none" in keys(asked)
