"""What waits in the zones of a store, on both stores."""

from datetime import timedelta

import pytest

from geo_service.actions.review import review, zone_clock
from geo_service.actions.zones import Act, lift_zone
from geo_service.errors import NotFoundError
from geo_service.model.account import ADMIN, Actor
from geo_service.model.fact import Fact
from geo_service.zones.fact_kinds import checked_fact
from tests.actions.town import AT, zone

TWENTY = "cn-covid-2022-20"
DUE = AT + timedelta(days=5)
ACTOR = Actor("tester", ADMIN)


def record(store, kind, zone_id, at, *, recorded_at=None, **values):
    store.add_fact(checked_fact(Fact(f"{kind}-{at:%d%H}", kind, zone_id, at, recorded_at or at, "tester", values)))


@pytest.fixture
def designated(town):
    return town, zone(town, protocol=TWENTY, clock_start=AT)


def lifts(rows):
    return [(row.kind, row.zone_id, row.late_h) for row in rows if row.id.endswith("/to-low")]


def test_an_overdue_zone_comes_first_with_its_households(designated):
    store, made = designated
    (row, *_) = review(store, at=DUE + timedelta(hours=12))
    assert (row.kind, row.zone_id, row.late_h) == ("overdue", made.zone_id, 12)
    assert row.households > 0
    assert row.household_days == row.households / 2


def test_a_lifted_zone_is_gone_from_the_time_that_its_lift_takes_effect(designated):
    store, made = designated
    ended = DUE + timedelta(hours=2)
    lift_zone(store, made.zone_id, Act(ACTOR, DUE, effective_from=ended))
    assert lifts(review(store, at=DUE + timedelta(hours=1)))
    assert not lifts(review(store, at=ended))


def test_one_zone_can_be_asked_for(town):
    first, second = zone(town, 0), zone(town, 1)
    assert {row.zone_id for row in review(town, at=DUE)} == {first.zone_id, second.zone_id}
    assert {row.zone_id for row in review(town, at=DUE, zone_id=second.zone_id)} == {second.zone_id}


def test_a_new_case_is_seen_by_the_clock_only_after_it_was_recorded(designated):
    store, made = designated
    at = AT + timedelta(days=2)
    record(store, "case", made.zone_id, at, recorded_at=at + timedelta(hours=6))
    then = zone_clock(store, made.zone_id, at=DUE, known_at=at + timedelta(hours=1))
    assert not then.count.open
    assert zone_clock(store, made.zone_id, at=DUE).count.open


def test_a_zone_that_was_not_recorded_yet_has_no_clock(designated):
    store, made = designated
    with pytest.raises(NotFoundError, match="not recorded yet"):
        zone_clock(store, made.zone_id, at=AT, known_at=AT - timedelta(days=1))


def test_an_unknown_zone_is_refused(town):
    with pytest.raises(NotFoundError, match="no zone 'Z9'"):
        review(town, at=AT, zone_id="Z9")


def test_zones_of_an_edition_that_has_ended_are_to_be_moved(town):
    made = zone(town, protocol="cn-covid-2022-9", effective_from=AT - timedelta(days=7))
    keys = [row.line.key for row in review(town, at=AT, zone_id=made.zone_id) if row.id.endswith("/migration")]
    assert keys == ["migration.over"]
