"""What waits in all zones: kinds, order, hours late, migrations."""

from geo_service.model.extent import Extent, SaidText
from geo_service.zones.clock_words import Both
from geo_service.zones.protocol import load_protocol
from geo_service.zones.review import KIND_TITLES, Watched, review_zones, with_households
from tests.zones.clock_cases import CHONGQING, NINTH, TWENTY, clean_round, clock, fact, lifted, on, replaced, zone


def watched(found, protocol=CHONGQING, successor=None):
    return Watched(found, load_protocol(protocol), load_protocol(successor) if successor else None)


def rows_of(*found, at, within_h=24.0, **options):
    return review_zones([watched(one, **options) for one in found], at=at, within_h=within_h)


def kinds(rows):
    return [(row.kind, row.what.zh) for row in rows]


def overdue():
    return clock(zone(on(11, 16, 8), clock_start=on(11, 16, 8)), [clean_round(on(11, 20, 20))], at=on(11, 22, 8))


def test_an_overdue_lift_is_an_alarm_with_hours_and_household_days():
    (row, *_) = with_households(rows_of(overdue(), at=on(11, 22, 8)), {"Z1": 300})
    assert (row.kind, row.what, row.late_h, row.alarm) == ("overdue", Both("解除", "lift"), 24, True)
    assert row.household_days == 300


def test_a_lift_is_coming_only_within_the_hours_asked_for():
    found = clock(zone(on(11, 16, 8), clock_start=on(11, 16, 8)), at=on(11, 19))
    assert ("coming", "解除") not in kinds(rows_of(found, at=on(11, 19), within_h=24))
    assert ("coming", "解除") in kinds(rows_of(found, at=on(11, 19), within_h=60))


def test_a_blocked_lift_says_what_is_missing():
    found = clock(zone(on(11, 16, 8), clock_start=on(11, 16, 8)), at=on(11, 21, 10))
    row = next(row for row in rows_of(found, at=on(11, 21, 10)) if row.kind == "blocked")
    assert "round.none" in [line.key for line in row.missing]


def test_the_most_urgent_comes_first():
    blocked = clock(zone(on(11, 16, 8), name="乙"), [fact("case", on(11, 22))], at=on(11, 22, 8))
    order = [row.kind for row in rows_of(blocked, overdue(), at=on(11, 22, 8))]
    assert order == sorted(order, key=list(KIND_TITLES).index)
    assert order[0] == "overdue"


def test_an_undecided_case_waits_for_the_experts():
    found = clock(zone(on(11, 16, 8), protocol=TWENTY), [fact("case", on(11, 18))], at=on(11, 19))
    assert ("undecided", "新增感染") in kinds(rows_of(found, at=on(11, 19), protocol=TWENTY))


def test_an_ended_zone_asks_for_nothing():
    history = [zone(on(11, 16, 8)), lifted(zone(on(11, 16, 8)), on(11, 21, 8))]
    assert rows_of(clock(history, at=on(11, 23)), at=on(11, 23)) == []


def test_a_draft_is_late_when_its_publication_is():
    draft = zone(on(11, 16, 8), status="draft", step="designate")
    found = clock(draft, [fact("first_report", on(11, 16, 0))], at=on(11, 16, 7))
    assert kinds(rows_of(found, at=on(11, 16, 7))) == [("late", "划定并发布风险区")]


def test_medium_zones_must_be_decided_within_two_days_of_the_switch():
    medium = clock(zone(on(11, 9), protocol=NINTH, category="medium"), at=on(11, 13, 1))
    (row,) = [
        row
        for row in rows_of(medium, at=on(11, 13, 1), protocol=NINTH, successor=TWENTY)
        if row.id.endswith("/migration")
    ]
    assert (row.kind, row.due, row.late_h) == ("late", on(11, 13), 1)


def test_a_high_zone_is_to_be_moved_to_the_next_edition():
    high = clock(zone(on(11, 9), protocol=NINTH), at=on(11, 11, 9))
    rows = rows_of(high, at=on(11, 11, 9), protocol=NINTH, successor=TWENTY)
    assert [row.line.key for row in rows if row.kind == "migration"] == ["migration.over"]


def test_before_the_switch_it_is_only_near():
    high = clock(zone(on(11, 9), protocol=NINTH), at=on(11, 10))
    assert [row for row in rows_of(high, at=on(11, 10), within_h=12, protocol=NINTH) if row.kind == "migration"] == []
    assert [row for row in rows_of(high, at=on(11, 10), within_h=24, protocol=NINTH) if row.kind == "migration"]


def test_a_chemical_zone_that_nobody_looked_at_is_late():
    found = clock(zone(on(11, 1), protocol="erg-table1", category="isolation"), at=on(11, 1, 1))
    assert kinds(rows_of(found, at=on(11, 1, 1), protocol="erg-table1")) == [("late", "复核")]


def test_a_clock_that_nothing_has_started_is_asked_about():
    found = clock(zone(on(11, 16, 8), protocol="cn-asf-2019", category="zone"), at=on(11, 20))
    rows = rows_of(found, at=on(11, 20), protocol="cn-asf-2019")
    assert [(row.kind, row.line.zh) for row in rows] == [("question", "尚未起算：没有登记最后一次扑杀完成")]


def test_evacuation_zones_wait_for_words_and_have_no_dates():
    found = clock(zone(on(11, 1), protocol="us-ca-evac", category="order"), at=on(11, 9))
    assert rows_of(found, at=on(11, 9), protocol="us-ca-evac") == []


def test_ids_stay_the_same_and_differ_from_each_other():
    before = clock(zone(on(11, 16, 8), clock_start=on(11, 16, 8)), [clean_round(on(11, 20, 20))], at=on(11, 21))
    ids = [row.id for row in rows_of(before, at=on(11, 21))]
    assert "Z1/to-low" in ids
    assert "Z1/to-low" in [row.id for row in rows_of(overdue(), at=on(11, 22, 8))]
    assert len(set(ids)) == len(ids)


def test_two_zones_come_by_time():
    late = overdue()
    later = clock(
        replaced(zone(on(11, 16, 9), clock_start=on(11, 16, 9)), zone_id="Z2"),
        [replaced(clean_round(on(11, 20, 20)), zone_id="Z2")],
        at=on(11, 22, 8),
    )
    first = [row.zone_id for row in rows_of(later, late, at=on(11, 22, 8)) if row.kind == "overdue"]
    assert first == ["Z1", "Z2"]


def test_zones_of_an_official_list_tell_their_ends_and_nothing_of_the_work_in_them():
    of_list = replaced(zone(on(11, 16, 8)), extent=Extent((), said=SaidText("怡景花园3栋", source="official")))
    found = clock(of_list, at=on(11, 21, 9))
    assert {row.kind for row in rows_of(found, at=on(11, 21, 9))} == {"blocked"}


def test_a_zone_begun_under_an_edition_that_was_history_is_not_late_since_then():
    begun = clock(zone(on(12, 9), protocol=NINTH, category="medium"), at=on(12, 10))
    rows = rows_of(begun, at=on(12, 10), protocol=NINTH, successor=TWENTY)
    assert [(row.kind, row.line.key, row.due) for row in rows if row.id.endswith("/migration")] == [
        ("migration", "migration.history", None)
    ]
