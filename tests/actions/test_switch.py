"""Another edition takes over: zones are kept, moved or left for a person to decide, and the checks say what changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from geo_service.actions.changes import extend_zone
from geo_service.actions.switch import switch_protocol
from geo_service.actions.zones import Act, current_zone
from geo_service.errors import InputError, PermissionDeniedError, ProtocolError
from geo_service.model.account import ADMIN, OPERATOR, Actor
from geo_service.model.zone import DRAFT, IN_FORCE, LIFTED
from tests.actions.town import AT, TOWN, zone

NINTH, TWENTY = "cn-covid-2022-9", "cn-covid-2022-20"
ACT = Act(Actor("admin", ADMIN), AT + timedelta(hours=1), "规程转换", "演练第3号")


OVERLAY = """
[overlay]
id = "wangjiang"
title = "望江区补充规定"
title_en = "Supplement of Wangjiang District"
reference = "望江指办〔2022〕8号"
for = ["cn-covid-2022-9", "cn-covid-2022-20"]
valid_from = 2022-09-01T00:00:00+08:00
validity_source = "望江指办〔2022〕8号"

[clock]
on_new_case = "reset"
source = "望江指办〔2022〕8号，第二条"
"""


def high_number():
    """Which of the town's drawings is a high zone."""
    return next(number for number in range(3) if TOWN.zones[number].category == "high")


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


def test_a_zone_with_a_draft_waits_and_is_listed(zones):
    store, high, _ = zones
    extend_zone(store, high.zone_id, replace(ACT, clock_start=AT + timedelta(minutes=30)))
    done = switch_protocol(store, TWENTY, ACT)
    assert high.zone_id not in {one.zone_id for one in done.zones}
    assert any(high.zone_id in problem and "未发布的草案" in problem for problem in done.problems)


def test_a_switch_does_not_bring_a_zone_forward(town):
    coming = zone(town, high_number(), effective_from=AT + timedelta(days=1))
    (moved,) = switch_protocol(town, TWENTY, ACT).zones
    assert moved.effective_from == coming.effective_from


def test_overlays_that_fit_the_new_edition_go_along(town):
    town.add_protocol_text("wangjiang", OVERLAY, at=AT, actor="admin")
    made = zone(town, high_number(), protocol=f"{NINTH}+wangjiang")
    (moved,) = [one for one in switch_protocol(town, TWENTY, ACT).zones if one.zone_id == made.zone_id]
    assert moved.protocol == f"{TWENTY}+wangjiang"


@pytest.mark.parametrize(("decided", "status", "protocol"), [("high", DRAFT, TWENTY), ("low", LIFTED, NINTH)])
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
