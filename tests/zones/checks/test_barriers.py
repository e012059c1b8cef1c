from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.zones.protocol_schema import TemporaryControl
from tests.zones.checks.village import (
    AT,
    NINTH,
    TEN,
    ZONE_ID,
    check,
    fact,
    inspection,
    register_input,
    status,
    zone_input,
)

LOOKED = inspection("barrier")


def barrier(number=1, **said):
    return fact("barrier", {"object": "estate_gate", "place": "甲路口", **said}, number=number)


def test_a_barrier_on_an_exit_is_forbidden_by_the_ten_measures():
    record = check("no_blocked_exit", zone_input(barrier(), LOOKED, protocol=TEN))
    assert (record.status, record.subject_ids) == ("violation", ("F-barrier-1",))
    assert "甲路口的小区门" in record.evidence[0]


def test_a_gate_that_somebody_can_unlock_is_shut_all_the_same():
    shut = barrier(unlockable=True, attended=True)
    assert status("no_blocked_exit", zone_input(shut, protocol=TEN)) == "violation"


def test_a_barrier_across_a_road_is_no_exit():
    assert status("no_blocked_exit", zone_input(barrier(object="road"), LOOKED, protocol=TEN)) == "ok"


def test_a_barrier_that_is_gone_or_withdrawn_blocks_nothing():
    gone = barrier(removed_at=(AT - timedelta(minutes=5)).isoformat())
    wrong = fact("withdrawal", {"fact_id": "F-barrier-1", "why": "记错"})
    assert status("no_blocked_exit", zone_input(gone, LOOKED, protocol=TEN)) == "ok"
    assert status("no_blocked_exit", zone_input(barrier(), wrong, LOOKED, protocol=TEN)) == "ok"


def test_nothing_recorded_is_only_fine_when_somebody_has_looked():
    assert status("no_blocked_exit", zone_input(protocol=TEN)) == "cannot_check"
    assert status("no_blocked_exit", zone_input(inspection("barrier", hours=-25), protocol=TEN)) == "cannot_check"
    assert status("no_blocked_exit", zone_input(LOOKED, protocol=TEN)) == "ok"


OBJECTS = ["fire_lane", "stair_door", "estate_gate", "road", "path"]
SAID = st.fixed_dictionaries(
    {"object": st.sampled_from(OBJECTS), "unlockable": st.booleans(), "attended": st.booleans()}
)


@pytest.mark.parametrize("name", ["no_blocked_exit", "fire_route", "ambulance_route", "prohibition_1"])
@settings(max_examples=20)
@given(standing=st.lists(SAID, max_size=3), added=SAID, east_m=st.floats(-200, 200))
def test_another_barrier_never_turns_a_breach_into_ok(name, standing, added, east_m):
    facts = [placed(number, said, 20.0 * number) for number, said in enumerate(standing)]
    before = status(name, zone_input(*facts, LOOKED, protocol=TEN))
    after = status(name, zone_input(*facts, placed(9, added, east_m), LOOKED, protocol=TEN))
    assert before == "ok" or after != "ok"
    assert before != "violation" or after == "violation"


def placed(number, said, east_m):
    from_centre = {"lon": 108.78 + east_m / 96_900, "lat": 29.53 + 50 / 110_860}
    return barrier(number, **{**said, **from_centre})


# ---------------------------------------------------------------- control before designation


def held(hours, zone_id=ZONE_ID, **said):
    return fact("temporary_control", said, hours=-hours, zone_id=zone_id)


LOOKED_AT_CONTROL = inspection("temporary_control")


def test_temporary_control_is_not_allowed_any_more():
    assert status("no_temporary_control", zone_input(held(1), protocol=TEN)) == "violation"
    over = held(5, until=(AT - timedelta(hours=1)).isoformat())
    assert status("no_temporary_control", zone_input(over, LOOKED_AT_CONTROL, protocol=TEN)) == "ok"


def test_control_of_no_zone_is_the_registers():
    of_nobody = held(1, zone_id=None)
    assert status("no_temporary_control", register_input(of_nobody, protocol=TEN)) == "violation"
    assert status("no_temporary_control", zone_input(of_nobody, LOOKED_AT_CONTROL, protocol=TEN)) == "ok"


@pytest.mark.parametrize(("hours", "wanted"), [(23, "ok"), (24, "ok"), (25, "violation")])
def test_a_day_is_the_most_where_a_day_is_allowed(hours, wanted):
    rule = TemporaryControl(allowed=True, max_h=24, source="临时管控不超过24小时")
    protocol = NINTH.model_copy(update={"temporary_control": rule})
    assert status("no_temporary_control", zone_input(held(hours), LOOKED_AT_CONTROL, protocol=protocol)) == wanted


def test_nothing_recorded_and_nobody_looked_is_not_checked():
    assert status("no_temporary_control", zone_input(protocol=TEN)) == "cannot_check"
    silent = NINTH.model_copy(update={"temporary_control": None})
    assert status("no_temporary_control", zone_input(protocol=silent)) == "cannot_check"
