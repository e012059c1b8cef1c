from datetime import timedelta

import pytest

from geo_service.actions.checks import check_all, check_zone, recheck_under
from geo_service.actions.facts import record_fact
from geo_service.actions.zones import Act, lift_zone
from geo_service.errors import NotFoundError, ProtocolError
from geo_service.model.account import ADMIN, Actor
from tests.actions.town import AT, zone

BOSS = Actor("boss", ADMIN)
SOON = AT + timedelta(hours=1)
TEN, TWENTY = "cn-covid-2022-10", "cn-covid-2022-20"


def record(store, kind, values, zone_id, at=SOON):
    return record_fact(store, kind, values, zone_id, actor=BOSS, at=at)


def statuses(records):
    return {one.check: one.status for one in records}


def test_a_zone_of_the_township_is_checked_whole(town):
    made = zone(town)
    record(town, "inspection", {"of": "barrier"}, made.zone_id)
    found = statuses(check_zone(town, made.zone_id, at=SOON))
    assert found["fire_route"] == found["ambulance_route"] == found["prohibition_1"] == found["lift_when_due"] == "ok"
    assert found["gate_rota_24h"] == "cannot_check"
    assert found["approval_chain"] == "needs_ground"


def test_a_zone_that_is_kept_too_long_is_a_breach(sqlite_town):
    made = zone(sqlite_town)
    day7 = AT + timedelta(days=6, hours=12)
    record(sqlite_town, "test_round", {"expected": 10, "sampled": 10}, made.zone_id, day7)
    late = statuses(check_zone(sqlite_town, made.zone_id, at=AT + timedelta(days=7, hours=5)))
    assert (late["lift_when_due"], late["prohibition_3"]) == ("violation", "violation")


def test_a_zone_whose_last_round_is_missing_needs_a_reason(sqlite_town):
    made = zone(sqlite_town)
    late = statuses(check_zone(sqlite_town, made.zone_id, at=AT + timedelta(days=7, hours=5)))
    assert late["lift_when_due"] == "needs_ground"


def test_publishing_too_late_after_the_first_report_is_found(sqlite_town):
    made = zone(sqlite_town)
    first = record_fact(
        sqlite_town, "first_report", {}, made.zone_id, happened_at=AT - timedelta(hours=6), actor=BOSS, at=SOON
    )
    assert first.happened_at < AT
    assert statuses(check_zone(sqlite_town, made.zone_id, at=SOON))["publish_deadline"] == "violation"


def test_a_draft_is_checked_before_it_binds_anybody(sqlite_town):
    draft = zone(sqlite_town, draft=True, name="望江村3组赵小乐家周边")
    assert statuses(check_zone(sqlite_town, draft.zone_id, at=SOON))["publication_privacy"] == "violation"


def test_an_unknown_zone_protocol_or_earlier_time_is_refused(sqlite_town):
    made = zone(sqlite_town)
    with pytest.raises(NotFoundError, match="not recorded yet"):
        check_zone(sqlite_town, made.zone_id, at=AT - timedelta(days=1))
    with pytest.raises(NotFoundError):
        check_zone(sqlite_town, "Z0", at=SOON)
    with pytest.raises(ProtocolError):
        check_zone(sqlite_town, made.zone_id, at=SOON, protocol_id="nowhere")


def test_checking_changes_nothing(sqlite_town):
    made = zone(sqlite_town)
    before = sqlite_town.audit_head()
    assert check_zone(sqlite_town, made.zone_id, at=SOON) == check_zone(sqlite_town, made.zone_id, at=SOON)
    assert sqlite_town.audit_head() == before


# ---------------------------------------------------------------- the whole register


def test_all_zones_in_force_are_checked_and_the_register_once(sqlite_town):
    first, second = zone(sqlite_town, 0), zone(sqlite_town, 1)
    found = check_all(sqlite_town, at=SOON)
    assert {one.zone_id for one in found} == {None, first.zone_id, second.zone_id}
    assert sum(one.check == "prohibition_9" for one in found) == 1


def test_a_closed_pharmacy_outside_all_zones_is_found(sqlite_town):
    zone(sqlite_town)
    places = sqlite_town.read_layer("facilities")
    shop = places["facility_id"][places["kind"] == "pharmacy"].iloc[0]
    record(sqlite_town, "venue_closure", {"facility_id": shop, "kind": "pharmacy"}, None)
    (found,) = (one for one in check_all(sqlite_town, at=SOON) if one.check == "prohibition_9")
    assert (found.status, found.count) == ("violation", 1)


def test_without_zones_the_register_is_checked_under_the_offices_protocol(sqlite_town):
    assert not check_all(sqlite_town, at=SOON)
    assert check_all(sqlite_town, at=SOON, otherwise="cn-covid-2022-9")


def test_a_lifted_zone_is_not_checked_any_more(sqlite_town):
    made = zone(sqlite_town)
    lift_zone(sqlite_town, made.zone_id, Act(BOSS, SOON, "解除"))
    assert not [one for one in check_all(sqlite_town, at=SOON + timedelta(hours=1)) if one.zone_id]


# ---------------------------------------------------------------- another protocol


def test_a_fence_that_was_right_is_forbidden_by_the_ten_measures(sqlite_town):
    made = zone(sqlite_town)
    record(sqlite_town, "barrier", {"object": "estate_gate", "place": "东门"}, made.zone_id)
    changed = {one.check: one for one in recheck_under(sqlite_town, TEN, at=SOON)}
    assert (changed["no_blocked_exit"].before, changed["no_blocked_exit"].after) == (None, "violation")
    assert changed["unit_cap"].after == "violation"


def test_the_gravest_changes_come_first(sqlite_town):
    made = zone(sqlite_town)
    record(sqlite_town, "barrier", {"object": "estate_gate", "place": "东门"}, made.zone_id)
    found = [one.record.status for one in recheck_under(sqlite_town, TEN, at=SOON)]
    assert found == sorted(found, key=["violation", "needs_ground", "cannot_check", "ok"].index)


def test_a_category_that_the_other_protocol_lacks_must_be_assessed_anew(sqlite_town):
    medium = next(number for number in (0, 1, 2) if zone(sqlite_town, number, draft=True).category == "medium")
    made = zone(sqlite_town, medium)
    changed = {one.check: one for one in recheck_under(sqlite_town, TWENTY, at=SOON) if one.zone_id == made.zone_id}
    assert changed["unit_cap"].after == "needs_ground"


def test_under_its_own_protocol_nothing_changes(sqlite_town):
    made = zone(sqlite_town)
    assert recheck_under(sqlite_town, made.protocol, at=SOON) == ()
