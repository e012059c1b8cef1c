"""Another edition takes over: zones are kept, moved or left for a person to decide, and the checks say what changes."""

from datetime import timedelta

import pytest

from geo_service.actions.switch import switch_protocol
from geo_service.actions.zones import Act, current_zone
from geo_service.errors import InputError, PermissionDeniedError, ProtocolError
from geo_service.model.account import ADMIN, OPERATOR, Actor
from geo_service.model.zone import IN_FORCE, LIFTED
from tests.actions.town import AT, zone

NINTH, TWENTY = "cn-covid-2022-9", "cn-covid-2022-20"
ACT = Act(Actor("admin", ADMIN), AT + timedelta(hours=1), "规程转换", "演练第3号")


@pytest.fixture
def zones(town):
    """A high zone and a medium one under the ninth edition."""
    made = [zone(town, number, clock_start=AT) for number in range(3)]
    by_category = {one.category: one for one in made}
    return town, by_category["high"], by_category["medium"]


def test_a_high_zone_is_kept_and_its_days_go_on(zones):
    store, high, _ = zones
    done = switch_protocol(store, TWENTY, ACT)
    (moved,) = [one for one in done.zones if one.zone_id == high.zone_id]
    assert (moved.protocol, moved.category, moved.status, moved.clock_start) == (TWENTY, "high", IN_FORCE, AT)
    assert moved.reference == "演练第3号"


def test_a_category_that_is_gone_waits_for_a_person(zones):
    store, _, medium = zones
    done = switch_protocol(store, TWENTY, ACT)
    assert any(medium.zone_id in problem and "48 小时内研判" in problem for problem in done.problems)
    assert current_zone(store, medium.zone_id).protocol == NINTH


@pytest.mark.parametrize(("decided", "status", "protocol"), [("high", IN_FORCE, TWENTY), ("low", LIFTED, NINTH)])
def test_what_a_person_decides_is_done(zones, decided, status, protocol):
    store, _, medium = zones
    (moved,) = switch_protocol(store, TWENTY, ACT, zone_ids=[medium.zone_id], category=decided).zones
    assert (moved.status, moved.protocol) == (status, protocol)


def test_the_checks_that_answer_otherwise_are_listed(zones):
    store, high, _ = zones
    done = switch_protocol(store, TWENTY, ACT)
    assert {one.zone_id for one in done.differences} == {high.zone_id}


def test_an_edition_that_does_not_take_over_is_refused(zones):
    store, high, _ = zones
    with pytest.raises(InputError, match="cn-covid-2022-10 does not take over from cn-covid-2022-9"):
        switch_protocol(store, "cn-covid-2022-10", ACT, zone_ids=[high.zone_id])
    assert switch_protocol(store, "cn-covid-2022-10", ACT).zones == ()


def test_an_unknown_category_or_a_role_that_does_not_reach_changes_nothing(zones):
    store, high, medium = zones
    with pytest.raises(ProtocolError, match="purple"):
        switch_protocol(store, TWENTY, ACT, zone_ids=[medium.zone_id], category="purple")
    operator = Act(Actor("duty", OPERATOR), ACT.at, "规程转换")
    with pytest.raises(PermissionDeniedError, match="duty is operator"):
        switch_protocol(store, TWENTY, operator)
    assert current_zone(store, high.zone_id) == high
