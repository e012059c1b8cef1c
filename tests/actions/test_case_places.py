from dataclasses import replace
from datetime import timedelta

import pytest

from geo_service.actions.case_places import list_case_places, purge_case_places
from geo_service.actions.designation import designate_cases, preview_cases
from geo_service.actions.zones import Act, archive_zone, discard_draft, lift_zone
from geo_service.errors import PermissionDeniedError, ProtocolError
from geo_service.model.account import APPROVER, OPERATOR, VIEWER, Actor
from geo_service.zones.place_units import UnitChoice
from geo_service.zones.protocol import load_protocol
from tests.actions.town import AT, DECISION, TOWN

KEPT_DAYS = load_protocol(DECISION.protocol).privacy.purge_case_places_days.value
ACT = Act(DECISION.actor, AT, "over")
TWENTY = "cn-covid-2022-20"


def table(folder, address=None):
    path = folder / "cases.csv"
    rows = [f"residence,{one['time']},{address or one['address']}" for one in TOWN.cases[:2]]
    path.write_text("\n".join(["role,time,address", *rows, "residence,2022-11-16,无此路9号"]), encoding="utf-8")
    return path


def designate(store, folder, **options):
    decision = replace(DECISION, **options)
    return designate_cases(store, table(folder), category=None, decision=decision, at=AT).zones


def purge(store, days):
    return purge_case_places(store, Actor("p", APPROVER), at=AT + timedelta(days=days))


def test_places_are_kept_with_the_zone_made_for_them(town, tmp_path):
    made = designate(town, tmp_path)
    kept = list_case_places(town, Actor("o", OPERATOR))
    assert {place.zone_id for place in kept} == {one.zone_id for one in made}
    assert sorted(place.place.text for place in kept) == sorted(one["address"] for one in TOWN.cases[:2])
    assert list_case_places(town, DECISION.actor, zone_id="none") == []


def test_a_viewer_sees_no_case_places(sqlite_town, tmp_path):
    designate(sqlite_town, tmp_path)
    with pytest.raises(PermissionDeniedError, match="see case places"):
        list_case_places(sqlite_town, Actor("v", VIEWER))


def test_the_audit_says_nothing_of_what_they_say(sqlite_town, tmp_path):
    designate(sqlite_town, tmp_path)
    told = [entry for entry in sqlite_town.audit_entries() if entry.event.action == "keep case places"]
    assert told
    assert all(one["address"] not in str(entry) for entry in told for one in TOWN.cases)


def test_they_are_purged_when_the_zone_has_ended_long_enough(town, tmp_path):
    made = designate(town, tmp_path)
    for one in made:
        lift_zone(town, one.zone_id, ACT)
    assert purge(town, KEPT_DAYS - 1).places == 0
    done = purge(town, KEPT_DAYS)
    assert (done.places, done.zone_ids) == (2, tuple(sorted(one.zone_id for one in made)))
    assert list_case_places(town, DECISION.actor) == []
    assert town.audit_entries()[-1].event.action == "purge case places"


def test_places_of_zones_in_force_stay(sqlite_town, tmp_path):
    designate(sqlite_town, tmp_path)
    assert purge(sqlite_town, 10 * KEPT_DAYS).places == 0


def test_places_of_discarded_drafts_and_archived_zones_go_too(sqlite_town, tmp_path):
    for one in designate(sqlite_town, tmp_path, draft=True):
        discard_draft(sqlite_town, one.zone_id, ACT)
    for one in designate(sqlite_town, tmp_path):
        lift_zone(sqlite_town, one.zone_id, ACT)
        archive_zone(sqlite_town, one.zone_id, ACT)
    assert purge(sqlite_town, KEPT_DAYS).places == 4


def test_an_operator_may_not_purge(sqlite_town):
    with pytest.raises(PermissionDeniedError, match="purge case places"):
        purge_case_places(sqlite_town, Actor("o", OPERATOR), at=AT)


def test_a_preview_has_prices_and_saves_nothing(sqlite_town, tmp_path):
    proposed = preview_cases(sqlite_town, table(tmp_path), category=None, protocol_id=DECISION.protocol, at=AT)
    assert all(one.price and one.reasons for one in proposed.zones)
    assert any("无此路" in problem or "没有" in problem for problem in proposed.problems)
    assert (sqlite_town.latest_zones(), sqlite_town.case_places()) == ([], [])


def test_a_larger_unit_by_decision_is_recorded_for_the_checks(sqlite_town, tmp_path):
    reason = load_protocol(TWENTY).category("high").exception.reasons[0]
    home = next(row for row in TOWN.layers["buildings"].to_dict("records") if isinstance(row["estate_id"], str))
    path, decision = table(tmp_path, home["addresses"][0]), replace(DECISION, protocol=TWENTY)

    def designate_by(choice):
        return designate_cases(sqlite_town, path, category=None, decision=decision, at=AT, choice=choice)

    with pytest.raises(ProtocolError, match="recorded decision"):
        designate_by(UnitChoice("estate"))
    (made,) = designate_by(UnitChoice("estate", "区指〔2022〕3号", reason)).zones
    (fact,) = [one for one in sqlite_town.facts(zone_ids=[made.zone_id]) if one.zone_id == made.zone_id]
    assert (made.unit, fact.kind, fact.values["about"]) == ("estate", "decision", "exception_unit")
    assert sqlite_town.latest_zones()[0].unit == "estate"
