from dataclasses import replace
from datetime import timedelta

from geo_service.model.zone import DRAFT, LIFTED
from geo_service.zones.checks.inputs import DueTimes, RoundTime
from tests.zones.checks.village import AT, ZONE_ID, check, fact, status, zone_input
from tests.zones.register import zone_version


def due(hours, met, **changes):
    return DueTimes(lift_due=AT + timedelta(hours=hours), conditions_met=met, duties=(), **changes)


def test_a_zone_that_is_due_and_ready_must_have_ended():
    record = check("lift_when_due", zone_input(due=due(-3, True)))
    assert record.status == "violation"
    assert "3小时" in record.evidence[0]


def test_before_its_time_a_zone_may_stand():
    assert status("lift_when_due", zone_input(due=due(1, None))) == "ok"


def test_the_hour_itself_is_no_breach():
    assert status("lift_when_due", zone_input(due=due(0, True))) == "ok"


def test_hours_of_grace_are_the_protocols():
    assert status("lift_when_due", zone_input(due=due(-3, True)), limit=4) == "ok"


def test_time_over_while_a_condition_is_open_needs_a_reason():
    record = check("lift_when_due", zone_input(due=due(-3, False, missing=("第7天一轮未完成",))))
    assert record.status == "needs_ground"
    assert "第7天一轮未完成" in record.evidence[0]


def test_without_a_clock_or_without_conditions_nothing_is_checked():
    assert status("lift_when_due", zone_input()) == "cannot_check"
    assert status("lift_when_due", zone_input(due=due(-3, None))) == "cannot_check"


def test_a_lifted_zone_is_not_late():
    assert status("lift_when_due", zone_input(zone=zone_version(ZONE_ID, status=LIFTED), due=due(-3, True))) == "ok"


def test_a_draft_to_change_a_zone_does_not_hide_that_it_is_late():
    late = zone_version(ZONE_ID)
    draft = replace(late, version=2, status=DRAFT, step="expand")
    assert status("lift_when_due", zone_input(history=(late, draft), due=due(-3, True))) == "violation"


# ---------------------------------------------------------------- rounds


def rounds(closes_h, *, done=False, planned=False):
    return DueTimes(duties=(), rounds=(RoundTime(AT + timedelta(hours=closes_h), done, planned),))


def test_a_round_that_closes_within_a_day_must_be_planned():
    assert status("round_planned", zone_input(due=rounds(23))) == "needs_ground"
    assert status("round_planned", zone_input(due=rounds(25))) == "ok"


def test_a_round_that_is_planned_or_done_is_fine():
    assert status("round_planned", zone_input(due=rounds(3, planned=True))) == "ok"
    assert status("round_planned", zone_input(due=rounds(3, done=True))) == "ok"


def test_without_a_clock_no_round_is_known():
    assert status("round_planned", zone_input()) == "cannot_check"


# ---------------------------------------------------------------- no. 3: prolonging

DECISION = {"about": "extend", "body": "区指挥部", "reference": "第12号"}


def prolonged_zone():
    first = zone_version(ZONE_ID, effective_from=AT - timedelta(hours=8))
    second = replace(first, version=2, step="extend", reference="第12号", recorded_at=AT - timedelta(hours=2))
    return {"history": (first, second), "due": due(24, None)}


def test_prolonging_without_new_case_and_decision_needs_them():
    record = check("prohibition_3", zone_input(**prolonged_zone()))
    assert record.status == "needs_ground"
    assert "延长决定" in record.evidence[0]
    assert "新增感染者" in record.evidence[0]


def test_prolonging_on_a_decision_after_a_case_has_its_ground():
    facts = fact("case", hours=-3), fact("decision", DECISION, hours=-2)
    record = check("prohibition_3", zone_input(*facts, **prolonged_zone()))
    assert record.status == "ok"
    assert "第12号" in record.ground


def test_a_prolonging_that_was_taken_back_is_none():
    first, second = prolonged_zone()["history"]
    back = replace(first, version=3, step="discard")
    assert status("prohibition_3", zone_input(history=(first, second, back), due=due(24, None))) == "ok"


def test_a_case_of_the_stage_before_does_not_prolong_the_one_after():
    first = zone_version(ZONE_ID, effective_from=AT - timedelta(days=8))
    lower = {"category": "medium", "effective_from": AT - timedelta(days=1), "recorded_at": AT - timedelta(days=1)}
    second = replace(first, version=2, step="downgrade", **lower)
    third = replace(second, version=3, step="extend", reference="第12号", recorded_at=AT - timedelta(hours=2))
    facts = fact("case", hours=-100), fact("decision", DECISION, hours=-2)
    record = check("prohibition_3", zone_input(*facts, history=(first, second, third), due=due(24, None)))
    assert record.status == "needs_ground"
    assert "新增感染者" in record.evidence[0]


def test_a_case_found_in_quarantine_prolongs_nothing():
    facts = fact("case", {"found_in": "quarantine"}, hours=-3), fact("decision", DECISION, hours=-2)
    assert status("prohibition_3", zone_input(*facts, **prolonged_zone())) == "needs_ground"


def test_no_3_is_broken_by_a_zone_that_is_due_and_cannot_be_told_without_a_clock():
    assert status("prohibition_3", zone_input(due=due(-1, True))) == "violation"
    assert status("prohibition_3", zone_input()) == "cannot_check"
