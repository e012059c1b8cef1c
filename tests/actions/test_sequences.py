"""Several steps after one another: what binds when, from when the days count, and what residents are told meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest
import shapely

from geo_service.actions.changes import (
    Part,
    downgrade_zone,
    expand_zone,
    extend_zone,
    merge_zones,
    shrink_zone,
    split_zone,
)
from geo_service.actions.check import check_point
from geo_service.actions.checks import check_zone
from geo_service.actions.designation import designate_drawing
from geo_service.actions.facts import record_fact
from geo_service.actions.review import review, zone_clock
from geo_service.actions.switch import switch_protocol
from geo_service.actions.zones import Act, current_zone, discard_draft, lift_zone, publish_zone
from geo_service.errors import ConflictError, InputError
from geo_service.model.account import ADMIN, Actor
from geo_service.model.zone import IN_FORCE, LIFTED
from tests.actions.town import AT, DECISION, TOWN, zone

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADMINISTRATOR = Actor("admin", ADMIN)
CHONGQING = "cn-covid-2022-20+chongqing"


def act(after, **options):
    return Act(**{"actor": ADMINISTRATOR, "at": AT + after, "reason": "演练", **options})


def half(made):
    west, south, east, north = made.geometry.bounds
    return Part(shape=shapely.box(west, south, (west + east) / 2, north))


def told(store, made, after):
    """What a resident within the zone is told."""
    spot = made.geometry.representative_point()
    answer = check_point(store, spot.x, spot.y, at=AT + after)
    return answer.answer, answer.category


def record(store, kind, made, after, **values):
    record_fact(store, kind, values, made.zone_id, happened_at=AT + after, actor=ADMINISTRATOR, at=AT + after)


def counts_from(store, made, after):
    """From when the days of a zone count, as it is known some time later."""
    return zone_clock(store, made.zone_id, at=AT + after).count.start


@pytest.fixture
def made(sqlite_town):
    return zone(sqlite_town, clock_start=AT)


# ---------------------------------------------------------------- what binds when


def test_a_zone_that_is_changed_before_it_binds_does_not_bind_earlier(sqlite_town):
    coming = zone(sqlite_town, effective_from=AT + DAY)
    rest = shrink_zone(sqlite_town, coming.zone_id, half(coming), act(HOUR)).zones[0]
    assert rest.effective_from == AT + DAY
    assert told(sqlite_town, rest, 2 * HOUR)[0] == "outside"
    assert told(sqlite_town, rest, DAY)[0] == "inside"


def test_a_draft_for_a_zone_that_is_still_to_bind_does_not_bring_it_forward(sqlite_town):
    coming = zone(sqlite_town, effective_from=AT + DAY)
    expand_zone(sqlite_town, coming.zone_id, Part(shape=coming.geometry.buffer(0.0005)), act(HOUR))
    assert publish_zone(sqlite_town, coming.zone_id, act(2 * HOUR)).effective_from == AT + DAY


def test_what_was_decided_for_later_is_not_brought_forward_by_another_change(sqlite_town, made):
    downgrade_zone(sqlite_town, made.zone_id, "medium", act(HOUR, effective_from=AT + 2 * DAY))
    rest = shrink_zone(sqlite_town, made.zone_id, half(made), act(2 * HOUR)).zones[0]
    assert told(sqlite_town, rest, 3 * HOUR) == ("inside", "high")
    assert told(sqlite_town, rest, 2 * DAY) == ("inside", "medium")


def test_a_change_before_one_that_is_still_to_come_is_refused_and_a_lift_is_not(sqlite_town, made):
    downgrade_zone(sqlite_town, made.zone_id, "medium", act(HOUR, effective_from=AT + 2 * DAY))
    with pytest.raises(InputError, match="was decided last takes effect on"):
        shrink_zone(sqlite_town, made.zone_id, half(made), act(2 * HOUR, effective_from=AT + 2 * HOUR))
    lift_zone(sqlite_town, made.zone_id, act(3 * HOUR))
    assert [told(sqlite_town, made, after)[0] for after in (3 * HOUR, 3 * DAY)] == ["outside", "outside"]
    clock = zone_clock(sqlite_town, made.zone_id, at=AT + 3 * DAY)
    assert (clock.stage.category, clock.stage.ended_at) == ("high", AT + 3 * HOUR)


def test_a_zone_that_was_lifted_before_it_bound_has_no_clock(sqlite_town):
    coming = zone(sqlite_town, effective_from=AT + DAY)
    lift_zone(sqlite_town, coming.zone_id, act(HOUR))
    clock = zone_clock(sqlite_town, coming.zone_id, at=AT + 2 * DAY)
    assert (clock.stage, clock.lines[0].key) == (None, "undone")
    assert not any(duty.state == "late" for duty in clock.duties)


def test_a_stricter_category_of_another_edition_that_is_taken_back_leaves_the_edition_too(sqlite_town):
    number = next(n for n in range(3) if zone(sqlite_town, n, draft=True).category == "medium")
    before = zone(sqlite_town, number)
    switch_protocol(sqlite_town, "cn-covid-2022-20", act(HOUR), zone_ids=[before.zone_id], category="high")
    assert told(sqlite_town, before, 2 * HOUR) == ("inside", "medium")
    back = discard_draft(sqlite_town, before.zone_id, act(3 * HOUR))
    assert (back.status, back.category, back.protocol) == (IN_FORCE, "medium", before.protocol)
    assert told(sqlite_town, before, 4 * HOUR) == ("inside", "medium")


# ---------------------------------------------------------------- days of zones that were made from others


def test_a_part_that_is_split_off_after_another_change_keeps_the_start(sqlite_town):
    whole = zone(sqlite_town)
    rest = shrink_zone(sqlite_town, whole.zone_id, half(whole), act(2 * DAY)).zones[0]
    parts = split_zone(sqlite_town, rest.zone_id, half(rest), act(3 * DAY)).zones
    assert {counts_from(sqlite_town, one, 4 * DAY) for one in parts} == {AT}


def test_a_part_of_a_part_keeps_the_cases_from_before_both_cuts(sqlite_town):
    whole = zone(sqlite_town, protocol=CHONGQING, clock_start=AT)
    record(sqlite_town, "case", whole, DAY, count=1)
    _, part = split_zone(sqlite_town, whole.zone_id, half(whole), act(2 * DAY)).zones
    _, last = split_zone(sqlite_town, part.zone_id, half(part), act(3 * DAY)).zones
    record(sqlite_town, "case", whole, 3 * DAY + HOUR, count=1)
    assert counts_from(sqlite_town, last, 4 * DAY) == AT + DAY


def test_a_part_is_not_late_for_the_publication_of_the_whole(sqlite_town):
    draft = zone(sqlite_town, draft=True)
    record(sqlite_town, "first_report", draft, timedelta())
    publish_zone(sqlite_town, draft.zone_id, act(HOUR))
    _, part = split_zone(sqlite_town, draft.zone_id, half(draft), act(2 * DAY)).zones
    late = [row.id for row in review(sqlite_town, at=AT + 2 * DAY + HOUR, zone_id=part.zone_id) if row.kind == "late"]
    assert late == []


@pytest.mark.parametrize("drafted_on", [1, 3])
def test_a_merged_zone_keeps_the_cases_of_its_parts_until_it_is_published(sqlite_town, drafted_on):
    whole = zone(sqlite_town, protocol=CHONGQING, clock_start=AT)
    kept, new = split_zone(sqlite_town, whole.zone_id, half(whole), act(HOUR)).zones
    record(sqlite_town, "case", new, 2 * DAY, count=1)
    merge_zones(sqlite_town, [kept.zone_id, new.zone_id], act(drafted_on * DAY))
    publish_zone(sqlite_town, kept.zone_id, act(4 * DAY))
    assert counts_from(sqlite_town, kept, 5 * DAY) == AT + 2 * DAY


def test_of_two_stages_a_merged_zone_is_in_the_longer_one(sqlite_town):
    number = next(n for n in range(3) if zone(sqlite_town, n, draft=True).category == "medium")
    first = zone(sqlite_town, number, clock_start=AT)
    second = high_beside(sqlite_town, first.geometry.bounds)
    downgrade_zone(sqlite_town, second.zone_id, "medium", act(DAY))
    merged = merge_zones(sqlite_town, [second.zone_id, first.zone_id], act(2 * DAY)).zones[0]
    done = publish_zone(sqlite_town, merged.zone_id, act(2 * DAY + HOUR))
    clock = zone_clock(sqlite_town, done.zone_id, at=AT + 3 * DAY)
    assert done.zone_id == first.zone_id
    assert clock.prospect.chosen == AT + DAY + 7 * DAY


def high_beside(store, bounds):
    """The town's high zone, grown until it lies against some bounds."""
    number = next(n for n in range(3) if zone(store, n, draft=True).category == "high")
    made = zone(store, number, clock_start=AT)
    _, south, east, north = bounds
    beside = shapely.box(east, south, east + 0.0004, north)
    grown = expand_zone(store, made.zone_id, Part(shape=beside), act(HOUR)).zones[0]
    return publish_zone(store, grown.zone_id, act(2 * HOUR))


def test_a_merger_ends_the_others_with_their_drafts(sqlite_town, made):
    kept, new = split_zone(sqlite_town, made.zone_id, half(made), act(HOUR)).zones
    merge_zones(sqlite_town, [kept.zone_id, new.zone_id], act(2 * HOUR))
    extend_zone(sqlite_town, new.zone_id, act(3 * HOUR, reference="演练第2号", clock_start=AT + HOUR))
    publish_zone(sqlite_town, kept.zone_id, act(4 * HOUR))
    assert current_zone(sqlite_town, new.zone_id).status == LIFTED


def test_a_draft_that_is_taken_back_is_no_change_to_a_merger(sqlite_town, made):
    kept, new = split_zone(sqlite_town, made.zone_id, half(made), act(HOUR)).zones
    merge_zones(sqlite_town, [kept.zone_id, new.zone_id], act(2 * HOUR))
    extend_zone(sqlite_town, new.zone_id, act(3 * HOUR, reference="演练第2号", clock_start=AT + HOUR))
    discard_draft(sqlite_town, new.zone_id, act(4 * HOUR))
    assert publish_zone(sqlite_town, kept.zone_id, act(5 * HOUR)).status == IN_FORCE


@pytest.mark.parametrize("freed", ["part", "all"])
def test_who_was_freed_after_a_merger_was_drafted_is_not_held_again(sqlite_town, made, freed):
    kept, new = split_zone(sqlite_town, made.zone_id, half(made), act(HOUR)).zones
    merge_zones(sqlite_town, [kept.zone_id, new.zone_id], act(2 * HOUR))
    if freed == "part":
        shrink_zone(sqlite_town, new.zone_id, half(new), act(3 * HOUR))
    else:
        lift_zone(sqlite_town, new.zone_id, act(3 * HOUR))
    with pytest.raises(ConflictError, match=f"zone {new.zone_id} has changed since its merger"):
        publish_zone(sqlite_town, kept.zone_id, act(4 * HOUR))


def test_an_extension_that_would_end_a_zone_sooner_is_refused(sqlite_town, made):
    with pytest.raises(InputError, match="would end it sooner"):
        extend_zone(sqlite_town, made.zone_id, act(HOUR, reference="演练第2号", clock_start=AT - DAY))


def test_a_zone_whose_days_count_from_an_event_is_not_extended_by_a_start(sqlite_town):
    decision = replace(DECISION, protocol="cn-asf-2019")
    drawn = designate_drawing(sqlite_town, TOWN.zones[0].polygon, category="zone", decision=decision, at=AT)
    (made,) = drawn.zones
    with pytest.raises(InputError, match="count from last_cull_completed: record that event"):
        extend_zone(sqlite_town, made.zone_id, act(HOUR, reference="演练第2号", clock_start=AT + HOUR))


# ---------------------------------------------------------------- deadlines and checks


def test_a_zone_published_in_time_to_bind_later_was_published_in_time(sqlite_town):
    draft = zone(sqlite_town, draft=True)
    record(sqlite_town, "first_report", draft, timedelta())
    publish_zone(sqlite_town, draft.zone_id, act(3 * HOUR, effective_from=AT + 15 * HOUR))
    duties = {duty.id: duty.state for duty in zone_clock(sqlite_town, draft.zone_id, at=AT + 7 * HOUR).duties}
    assert duties["publication"] == "done"


def test_a_lift_decided_for_later_does_not_hide_that_a_zone_is_late(sqlite_town):
    late = zone(sqlite_town, protocol="cn-covid-2022-20", clock_start=AT)
    lift_zone(sqlite_town, late.zone_id, act(6 * DAY, effective_from=AT + 9 * DAY))
    found = {one.check: one.status for one in check_zone(sqlite_town, late.zone_id, at=AT + 7 * DAY)}
    assert found["lift_when_due"] == "violation"


def test_a_pending_draft_does_not_hide_how_many_households_are_held_too_long(sqlite_town):
    late = zone(sqlite_town, protocol="cn-covid-2022-20", clock_start=AT)
    expand_zone(sqlite_town, late.zone_id, Part(shape=late.geometry.buffer(0.0005)), act(DAY))
    (row,) = [one for one in review(sqlite_town, at=AT + 6 * DAY) if one.kind == "overdue"]
    assert row.households


def test_a_transfer_that_is_open_is_seen_after_the_zone_has_ended(sqlite_town, made):
    record(sqlite_town, "transfer_decided", made, HOUR, group="positive", count=1, transfer="1车")
    lift_zone(sqlite_town, made.zone_id, act(2 * HOUR))
    rows = [row for row in review(sqlite_town, at=AT + 6 * HOUR) if row.zone_id == made.zone_id]
    assert [(row.kind, row.late_h) for row in rows] == [("late", 3)]
