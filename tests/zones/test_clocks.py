"""The clock of a zone: starts, stages, conditions, extensions, and what it never depends on."""

from datetime import timedelta
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.model.zone import DRAFT
from geo_service.zones.clock_words import TEMPLATES
from tests.zones.clock_cases import (
    ANNEX,
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
    replaced,
    zone,
)

EXTENSION = {"about": "extend", "body": "district_hq", "reference": "12号"}


# ---------------------------------------------------------------- starts and stages


def test_days_count_from_the_start_that_the_decision_says_though_it_binds_later():
    found = clock(zone(on(11, 13), clock_start=on(11, 10, 8)), at=on(11, 13, 1))
    assert (found.stage.start_from, both(found)[0]) == ("clock_start", on(11, 15, 8))


def test_without_a_start_days_count_from_when_it_binds_and_the_start_is_asked_for():
    found = clock(zone(on(11, 13)), at=on(11, 13, 1))
    assert (found.stage.start_from, both(found)[0]) == ("effective_from", on(11, 18))
    assert "ask.clock_start" in keys(found)


def test_a_downgrade_starts_a_new_stage_even_when_the_old_start_is_carried_over():
    first = zone(on(11, 1), protocol=NINTH, clock_start=on(10, 30, 8))
    found = clock([first, downgraded(first, on(11, 8))], at=on(11, 9))
    assert (found.stage.entered_from, found.stage.start) == ("high", on(11, 8))
    assert both(found) == (on(11, 11), on(11, 12))


def test_a_zone_that_began_medium_needs_seven_days_and_a_round():
    found = clock(zone(on(11, 1), protocol=NINTH, category="medium"), at=on(11, 2))
    assert both(found) == (on(11, 8), on(11, 9))
    assert [one.kind for one in found.prospect.conditions] == ["quiet_days", "round"]


def test_a_draft_of_an_amendment_changes_nothing_until_it_is_published():
    start = zone(on(11, 1), clock_start=on(11, 1))
    draft = start.next(step="extend", status=DRAFT, at=on(11, 4), author="a", reason="b", clock_start=on(11, 4))
    assert both(clock([start, draft], at=on(11, 5))) == both(clock(start, at=on(11, 5)))
    published = draft.next(step="publish", status="in_force", at=on(11, 4, 2), author="c", reason="b")
    assert both(clock([start, draft, published], at=on(11, 5)))[0] == on(11, 9)


def test_a_draft_has_no_days():
    found = clock(zone(on(11, 1), status=DRAFT, step="designate"), at=on(11, 2))
    assert (found.stage, keys(found)[0]) == (None, "never")


def test_a_zone_that_takes_effect_later_says_when():
    found = clock(zone(on(11, 3), recorded_at=on(11, 1)), at=on(11, 2))
    assert (found.stage, found.lines[0].zh) == (None, "将于 2022年11月3日 00:00 生效")


def test_one_clock_for_both_zones_starts_with_the_cleaning():
    start = zone(on(11, 1), protocol="eu-2020-687-hpai", category="protection")
    assert clock(start, at=on(11, 2)).prospect.state == "unknown"
    done = fact("clock_event", on(11, 3, 12), name="preliminary_cd_completed")
    assert both(clock(start, [done], at=on(11, 4)))[0] == on(11, 24, 12)
    lower = downgraded(start, on(11, 25), "surveillance")
    assert both(clock([start, lower], [done], at=on(11, 26)))[0] == on(12, 3, 12)


def test_more_than_42_days_is_strict():
    start = zone(on(9, 1), protocol="cn-asf-2019", category="zone")
    cull = fact("clock_event", on(9, 2, 10), name="last_cull_completed")
    days = clock(start, [cull], at=on(10, 14, 10)).prospect.conditions[0]
    assert (days.state, days.earliest.elapsed_24h) == ("not_met", on(10, 14, 10, 1))
    assert clock(start, [cull], at=on(10, 14, 10, 1)).prospect.conditions[0].state == "met"


def test_evidence_from_before_the_last_cull_does_not_count():
    start = zone(on(9, 1), protocol="cn-asf-2019", category="zone")
    facts = [
        fact("evidence", on(9, 1, 9), name="env_pcr_negative"),
        fact("clock_event", on(9, 2, 10), name="last_cull_completed"),
    ]
    lines = {line.zh for line in clock(start, facts, at=on(9, 3)).lines}
    assert "尚未登记环境采样核酸阴性" in lines


def test_visits_are_a_condition_beside_the_days():
    start = zone(on(11, 1), protocol="eu-2020-687-hpai", category="protection")
    done = fact("clock_event", on(11, 1), name="preliminary_cd_completed")
    blocked = clock(start, [done], at=on(11, 23))
    assert (blocked.prospect.state, blocked.prospect.open[0].key) == ("blocked", "visits.not_met")
    visited = fact("visit_cleared", on(11, 20), category="protection")
    assert clock(start, [done, visited], at=on(11, 22)).prospect.state == "due"


def test_evacuation_has_no_days():
    found = clock(zone(on(11, 1), protocol="us-ca-evac", category="order"), at=on(11, 2))
    assert found.stage.start_from == "none"
    assert {one.state for one in found.prospects} == {"blocked"}
    announced = clock(found.zone, [fact("evidence", on(11, 1, 5), name="announcement")], at=on(11, 2))
    assert {one.state for one in announced.prospects} == {"overdue"}


def test_a_chemical_zone_is_looked_at_every_thirty_minutes():
    start = zone(on(11, 1), protocol="erg-table1", category="isolation")
    assert clock(start, at=on(11, 1, 0, 10)).look.due == on(11, 1, 0, 30)
    looked = fact("clock_event", on(11, 1, 0, 28), name="reviewed")
    assert clock(start, [looked], at=on(11, 1, 0, 40)).look.due == on(11, 1, 0, 58)


@pytest.mark.parametrize(("active", "state"), [({"high"}, "not_met"), (set(), "met"), (None, "unknown")])
def test_what_others_leave_ends_with_the_last_of_them(active, state):
    low = zone(on(11, 1), protocol=NINTH, category="low")
    assert clock(low, at=on(11, 2), active=active).prospect.conditions[0].state == state


# ---------------------------------------------------------------- rounds


def test_one_missed_person_blocks_and_is_told():
    missed = fact("test_round", on(11, 20, 18), expected=300, sampled=299, pending=2)
    found = clock(zone(on(11, 16, 8)), [missed], at=on(11, 21, 9))
    assert found.prospect.state == "blocked"
    assert "应采 300 人，已采 299 人，待出结果 2 人，阳性 0 人" in {line.zh for line in found.prospect.open}


def test_a_second_sampling_of_those_who_were_missed_completes_the_round():
    facts = [
        fact("test_round", on(11, 20, 18), expected=300, sampled=297),
        fact("test_round", on(11, 20, 21), expected=3, sampled=3),
    ]
    assert clock(zone(on(11, 16, 8)), facts, at=on(11, 21, 8)).prospect.state == "due"


def test_a_small_later_round_is_not_taken_for_one_of_everybody():
    facts = [
        fact("test_round", on(11, 20, 18), expected=300, sampled=200),
        fact("test_round", on(11, 20, 21), expected=120, sampled=120),
    ]
    assert clock(zone(on(11, 16, 8)), facts, at=on(11, 21, 8)).prospect.state == "blocked"


def test_a_round_of_the_night_before_counts_in_one_reading_only():
    """20:00 of the 20th lies in the fifth 24 hours, but the fifth calendar day is the 21st."""
    found = clock(zone(on(11, 16, 8)), [clean_round(on(11, 20, 20))], at=on(11, 21, 8))
    assert "这一轮按每天24小时有效" in {line.zh for line in found.lines}
    assert both(found) == (on(11, 21, 8), on(11, 22))


def test_a_late_round_delays_the_lift_and_no_longer():
    late = clean_round(on(11, 22, 15))
    found = clock(zone(on(11, 16, 8)), [late], at=on(11, 22, 17))
    assert (found.prospect.due_since, found.prospect.late_h) == (on(11, 22, 15), 2)


def test_a_round_before_a_new_case_says_nothing_any_more():
    facts = [clean_round(on(11, 20, 20)), fact("case", on(11, 20, 22)), *([clean_round(on(11, 25, 20))])]
    assert clock(zone(on(11, 16, 8)), facts[:2], at=on(11, 26)).prospect.state == "blocked"
    assert clock(zone(on(11, 16, 8)), facts, at=on(11, 25, 22)).prospect.state == "due"


def test_a_positive_round_asks_where_the_case_was_found():
    positive = fact("test_round", on(11, 20, 20), expected=300, sampled=300, positive=1)
    found = clock(zone(on(11, 16, 8)), [positive], at=on(11, 21, 9))
    assert keys(found).count("case.unregistered") == 1
    quarantined = fact("case", on(11, 20, 20), found_in="quarantine")
    again = clock(zone(on(11, 16, 8)), [positive, quarantined, clean_round(on(11, 21, 7))], at=on(11, 21, 9))
    assert again.prospect.state == "overdue"


@pytest.mark.parametrize(("pending", "known"), [(3, True), (0, False)])
def test_positives_of_a_round_that_is_entered_again_with_its_late_results_count_once(pending, known):
    cases = fact("case", on(11, 17, 8), count=2, found_in="quarantine")
    results = [
        fact("test_round", on(11, 17, 9), expected=300, sampled=300, positive=2, pending=pending),
        fact("test_round", on(11, 17, 20), expected=300, sampled=300, positive=2),
    ]
    found = clock(zone(on(11, 16, 8), protocol=TWENTY), [cases, *results], at=on(11, 18))
    assert ("case.unregistered" not in keys(found)) is known


def test_the_next_round_is_the_one_that_is_open_or_comes_next():
    start = zone(on(11, 1), protocol=NINTH)
    assert clock(start, at=on(11, 2, 1)).next_round.day == 2
    assert clock(start, at=on(11, 5)).next_round.opens == on(11, 7)
    assert [one.state for one in clock(start, [clean_round(on(11, 1, 9))], at=on(11, 3, 1)).rounds][:3] == [
        "done",
        "missed",
        "open",
    ]


def test_rounds_of_days_before_the_zone_bound_are_not_asked_for():
    found = clock(zone(on(11, 4), protocol=NINTH, clock_start=on(11, 1)), at=on(11, 4, 1))
    assert [one.day for one in found.rounds] == [7, None]


# ---------------------------------------------------------------- new cases and extensions


def test_a_case_in_quarantine_does_not_touch_the_clock():
    case = fact("case", on(11, 18, 10), found_in="quarantine")
    found = clock(zone(on(11, 16, 8)), [case], at=on(11, 19))
    assert both(found)[0] == on(11, 21, 8)
    assert "case.uncounted" in keys(found)


def test_a_case_that_was_taken_back_does_not_count():
    case = fact("case", on(11, 18, 10), called="f1")
    taken_back = fact("withdrawal", on(11, 18, 12), called="f2", fact_id="f1", why="复核为阴性")
    start = zone(on(11, 16, 8))
    assert both(clock(start, [case, taken_back], at=on(11, 19)))[0] == on(11, 21, 8)
    assert both(clock(start, [case, taken_back], at=on(11, 19), known_at=on(11, 18, 11)))[0] == on(11, 23, 10)


def test_an_assessment_lets_the_days_go_on():
    facts = [fact("case", on(11, 18, 10)), fact("evidence", on(11, 18, 15), name="case_assessed")]
    found = clock(zone(on(11, 16, 8), protocol=TWENTY), facts, at=on(11, 21, 8))
    assert (found.prospect.state, both(found)[0]) == ("due", on(11, 21, 8))


@pytest.mark.parametrize(
    ("decided", "due"),
    [
        ({"until": on(11, 25, 12).isoformat()}, on(11, 25, 12)),
        ({}, on(11, 23, 10)),
        ({"scope": "part"}, on(11, 21, 8)),
    ],
    ids=["until a time", "anew from the case", "of a part"],
)
def test_an_extension_moves_the_end(decided, due):
    facts = [fact("case", on(11, 18, 10)), fact("decision", on(11, 18, 15), **EXTENSION, **decided)]
    found = clock(zone(on(11, 16, 8), protocol=TWENTY), facts, at=on(11, 19))
    assert both(found)[0] == due
    assert not found.prospect.open


def test_an_extension_without_a_new_case_in_the_zone_moves_nothing_and_says_so():
    decided = fact("decision", on(11, 18, 15), **EXTENSION, until=on(11, 25).isoformat())
    found = clock(zone(on(11, 16, 8), protocol=TWENTY), [decided], at=on(11, 22))
    assert (found.prospect.state, both(found)[0]) == ("overdue", on(11, 21, 8))
    assert "extend.no_ground" in keys(found)


def test_a_protocol_without_extensions_takes_none():
    decided = fact("decision", on(11, 18, 15), **EXTENSION, until=on(11, 25).isoformat())
    start = zone(on(9, 1), protocol="cn-asf-2019", category="zone")
    cull = fact("clock_event", on(9, 2), name="last_cull_completed")
    assert "extend.forbidden" in keys(clock(start, [cull, decided], at=on(11, 19)))


def test_a_part_that_was_split_off_keeps_the_cases_from_before():
    part = zone(on(11, 18, 20), clock_start=on(11, 16, 8), parents=("Z0",), recorded_at=on(11, 18, 20))
    before = fact("case", on(11, 18, 10), zone_id="Z0")
    after = fact("case", on(11, 19, 10), zone_id="Z0")
    assert both(clock(part, [before, after], at=on(11, 20)))[0] == on(11, 23, 10)


# ---------------------------------------------------------------- deadlines


def duty(found, name):
    return next(one for one in found.duties if one.id == name)


def test_publication_is_due_five_hours_after_the_first_report():
    report = fact("first_report", on(11, 16, 2))
    draft = zone(on(11, 16, 8), status=DRAFT, step="designate")
    late = duty(clock(draft, [report], at=on(11, 16, 7, 30)), "publication")
    assert (late.state, late.due, late.late_h) == ("late", on(11, 16, 7), 0.5)
    published = duty(clock(zone(on(11, 16, 8)), [report], at=on(11, 16, 9)), "publication")
    assert (published.state, published.done) == ("done", on(11, 16, 7))


def test_news_are_due_within_a_day_of_the_last_news():
    facts = [fact("notice", on(11, 17, 6)), fact("notice", on(11, 18, 5))]
    found = duty(clock(zone(on(11, 16, 8)), facts, at=on(11, 19, 6)), "notice_gap")
    assert (found.state, found.due, found.late_h) == ("late", on(11, 19, 5), 1)


def test_each_transfer_has_its_own_hours():
    facts = [
        fact("transfer_decided", on(11, 16, 8), called="a", group="positive", count=2, transfer="1车"),
        fact("transfer_decided", on(11, 16, 8), called="b", group="contact", count=5, transfer="2车"),
        fact("transfer_done", on(11, 16, 11), transfer="1车"),
    ]
    found = clock(zone(on(11, 16, 8)), facts, at=on(11, 16, 12)).duties
    told = {(one.id, one.subject): (one.state, one.late_h) for one in found if one.subject}
    assert told == {
        ("transfer_positive", "1车"): ("done_late", 1),
        ("transfer_contact", "2车"): ("running", 0),
    }


# ---------------------------------------------------------------- explanations


def fields(template):
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("key", TEMPLATES)
def test_every_line_has_both_languages_with_the_same_values(key):
    zh, en = TEMPLATES[key]
    assert zh
    assert en
    assert fields(zh) == fields(en)


def test_the_conditions_stand_with_their_clause_and_both_times():
    found = clock(zone(on(11, 16, 8), protocol=ANNEX), at=on(11, 17))
    head = next(line for line in found.lines if line.key == "transition")
    assert "第5天" in head.clause
    earliest = next(line for line in found.lines if line.key == "earliest")
    assert earliest.zh == "最早 2022年11月21日 08:00（每天24小时）；另一种算法为 2022年11月22日 00:00"
    assert earliest.en == "earliest 21 Nov 2022 08:00 (by 24 hours each); the other reading gives 22 Nov 2022 00:00"


# ---------------------------------------------------------------- properties

START = on(11, 16, 8)
HOURS = st.integers(1, 24 * 12)


@st.composite
def facts_of_a_zone(draw):
    """Cases, rounds and decisions of a zone, some entered long after they happened."""
    made = []
    for number in range(draw(st.integers(0, 6))):
        at = START + timedelta(hours=draw(HOURS))
        recorded = at + timedelta(hours=draw(st.integers(0, 60)))
        kind, values = draw(st.sampled_from(KINDS))
        made.append(fact(kind, at, recorded_at=recorded, called=f"f{number}", **values))
    return made


KINDS = (
    ("case", {}),
    ("case", {"found_in": "quarantine"}),
    ("test_round", {"expected": 100, "sampled": 100}),
    ("test_round", {"expected": 100, "sampled": 90, "pending": 3}),
    ("test_round", {"expected": 100, "sampled": 100, "positive": 1}),
    ("decision", EXTENSION),
    ("decision", {**EXTENSION, "until": on(11, 27).isoformat()}),
    ("evidence", {"name": "case_assessed"}),
    ("notice", {}),
    ("withdrawal", {"fact_id": "f0", "why": "误登"}),
)
PROTOCOLS = st.sampled_from([NINTH, TWENTY, CHONGQING, ANNEX])


def told(found):
    return found.lines, both(found), found.rounds, found.duties, found.prospect.state


@given(st.data(), facts_of_a_zone(), PROTOCOLS, HOURS)
def test_the_order_in_which_facts_were_entered_changes_nothing(data, facts, protocol, hours):
    start, at = zone(START, protocol=protocol), START + timedelta(hours=hours)
    shuffled = data.draw(st.permutations(facts))
    assert told(clock(start, shuffled, at=at)) == told(clock(start, facts, at=at))


@given(facts_of_a_zone(), PROTOCOLS, HOURS, HOURS)
def test_nothing_is_used_that_was_recorded_later(facts, protocol, hours, known_hours):
    at, known_at = START + timedelta(hours=hours), START + timedelta(hours=known_hours)
    start = zone(START, protocol=protocol, clock_start=START)
    history = [start, lifted(start, on(11, 23), recorded_at=on(11, 24))]
    by_then = [one for one in facts if one.recorded_at <= known_at]
    seen = [one for one in history if one.recorded_at <= known_at]
    assert told(clock(history, facts, at=at, known_at=known_at)) == told(clock(seen, by_then, at=at))


@given(facts_of_a_zone(), PROTOCOLS, HOURS)
def test_what_happens_later_does_not_change_an_earlier_time(facts, protocol, hours):
    start, at = zone(START, protocol=protocol), START + timedelta(hours=hours)
    withdrawals = [one for one in facts if one.kind == "withdrawal"]
    by_then = [one for one in facts if one.happened_at <= at and one not in withdrawals]
    assert told(clock(start, [*by_then, *withdrawals], at=at)) == told(clock(start, facts, at=at))


@given(facts_of_a_zone(), HOURS, HOURS)
def test_a_new_case_never_frees_a_zone_earlier(facts, hours, case_hours):
    start, at = zone(START), START + timedelta(hours=hours)
    case = fact("case", START + timedelta(hours=case_hours), called="new")
    quiet = clock(start, facts, at=at)
    with_case = clock(start, [*facts, case], at=at)
    assert with_case.prospect.conditions[0].earliest.elapsed_24h >= quiet.prospect.conditions[0].earliest.elapsed_24h


@given(st.integers(0, 24 * 60), PROTOCOLS)
def test_calendar_days_are_never_over_before_elapsed_ones_nor_a_day_later(minutes, protocol):
    start = START + timedelta(minutes=minutes)
    days = clock(zone(start, protocol=protocol), at=start).prospect.conditions[0].earliest
    assert timedelta(0) < days.calendar_day - days.elapsed_24h <= timedelta(days=1)


@given(facts_of_a_zone(), PROTOCOLS, HOURS)
def test_a_due_zone_has_no_open_condition_and_a_blocked_one_says_which(facts, protocol, hours):
    prospect = clock(zone(START, protocol=protocol), facts, at=START + timedelta(hours=hours)).prospect
    if prospect.state in ("due", "overdue"):
        assert all(one.state == "met" for one in prospect.conditions)
    if prospect.state == "blocked":
        assert prospect.open


def test_a_version_of_later_effect_holds_from_then_on():
    start = zone(on(11, 16, 8))
    ends = lifted(start, on(11, 21, 12), recorded_at=on(11, 21, 8))
    assert clock([start, ends], at=on(11, 21, 9)).stage.ended_at is None
    assert clock([start, ends], at=on(11, 21, 12)).stage.ended_at == on(11, 21, 12)


def test_a_zone_that_has_ended_is_not_said_to_be_one_now():
    start = zone(on(11, 16, 8))
    found = clock([start, lifted(start, on(11, 21, 8))], at=on(11, 22))
    assert found.lines[0].zh == "解除前为高风险区，自 2022年11月16日 08:00 起"


def test_an_archived_zone_ended_when_it_was_lifted():
    ends = lifted(zone(on(11, 16, 8)), on(11, 21, 8))
    archived = replaced(ends, version=3, status="archived", step="archive", recorded_at=on(11, 30))
    assert clock([zone(on(11, 16, 8)), ends, archived], at=on(12, 1)).stage.ended_at == on(11, 21, 8)
