from datetime import timedelta

import pytest

from geo_service.zones.checks.inputs import DueTimes, DutyTime
from geo_service.zones.protocol import load_protocol
from tests.zones.checks.village import AT, NINTH, check, fact, status, zone_input


def duty(done, state, late_h=0.0, subject=""):
    name = next(one.id for one in NINTH.deadlines if one.done == done)
    return DueTimes(duties=(DutyTime(name, subject, state, AT + timedelta(hours=1), late_h),))


CASES = [("publish_deadline", "publication"), ("transfer", "transfer_done")]


@pytest.mark.parametrize(("name", "done"), CASES)
@pytest.mark.parametrize("state", ["late", "done_late"])
def test_late_is_a_breach_even_when_it_is_done(name, done, state):
    record = check(name, zone_input(due=duty(done, state, 2.5)))
    assert record.status == "violation"
    assert "2.5小时" in record.evidence[0]


@pytest.mark.parametrize(("name", "done"), CASES)
@pytest.mark.parametrize("state", ["running", "done"])
def test_in_time_is_fine(name, done, state):
    assert status(name, zone_input(due=duty(done, state))) == "ok"


@pytest.mark.parametrize(("name", "done"), CASES)
def test_a_deadline_that_has_not_begun_or_a_clock_that_was_not_asked_is_not_checked(name, done):
    assert status(name, zone_input(due=duty(done, "not_started"))) == "cannot_check"
    assert status(name, zone_input()) == "cannot_check"


def test_a_late_transfer_is_named():
    assert check("transfer", zone_input(due=duty("transfer_done", "late", 1, "甲批"))).subject_ids == ("甲批",)


# ---------------------------------------------------------------- news


def news(*hours):
    told = [fact("notice", hours=hour, number=hour) for hour in hours]
    return zone_input(fact("publication", hours=-60), *told)


def test_a_day_without_news_is_too_long():
    record = check("notice_gap", news(-40, -10))
    assert record.status == "violation"
    assert len(record.evidence) == 1
    assert "30小时" in record.evidence[0]


def test_a_gap_of_exactly_a_day_is_fine():
    assert status("notice_gap", news(-36, -24)) == "ok"


def test_the_time_since_the_last_news_counts():
    assert status("notice_gap", news(-40, -25)) == "violation"


def test_without_publication_no_gap_is_known():
    assert status("notice_gap", zone_input()) == "cannot_check"


def test_a_protocol_without_that_deadline_is_not_checked():
    assert status("notice_gap", zone_input(protocol=load_protocol("us-ca-evac"))) == "cannot_check"
