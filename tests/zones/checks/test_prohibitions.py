from datetime import timedelta

import pytest
from shapely import Point

from geo_service.model.frames import shape_frame
from geo_service.model.zone import LIFTED
from geo_service.zones.checks.inputs import DueTimes
from tests.zones.checks.village import (
    AT,
    LANE,
    NINTH,
    STREET,
    TWENTY,
    ZONE_ID,
    check,
    fact,
    inspection,
    nearby,
    plan_of,
    register_input,
    road,
    status,
    zone_input,
)
from tests.zones.register import PLANE, zone_version

LOOKED = {of: inspection(of, zone_id=None) for of in ("restriction", "venue_closure", "cohort", "checkpoint_permit")}
HOUR = timedelta(hours=1)


def in_hours(hours):
    return (AT + hours * HOUR).isoformat()


def restriction(**said):
    return fact("restriction", {"origin": "low", "treatment": "quarantine", **said}, zone_id=None)


def decision(about, **said):
    return fact("decision", {"about": about, "body": "区指挥部", "reference": "第7号", **said}, zone_id=None)


REGISTER = ["prohibition_1", "prohibition_2", "prohibition_4", "prohibition_5", "prohibition_7", "prohibition_9"]


@pytest.mark.parametrize("name", REGISTER)
def test_nothing_recorded_is_only_fine_when_somebody_has_looked(name):
    assert status(name, register_input()) == "cannot_check"
    assert status(name, register_input(*LOOKED.values())) == "ok"


# ---------------------------------------------------------------- 1, 2, 7: rules on people


def test_limits_elsewhere_need_a_decision_that_is_on_record():
    limited = restriction(treatment="limit_movement", reference="第7号")
    assert status("prohibition_1", register_input(limited, LOOKED["restriction"])) == "needs_ground"
    record = check("prohibition_1", register_input(limited, decision("restrict"), LOOKED["restriction"]))
    assert (record.status, "第7号" in record.ground) == ("ok", True)


def test_limits_elsewhere_without_any_reference_are_a_breach():
    assert status("prohibition_1", register_input(restriction(treatment="limit_movement"))) == "violation"


def test_a_decision_that_has_run_out_is_no_ground():
    limited = restriction(treatment="limit_movement", reference="第7号")
    assert status("prohibition_1", register_input(limited, decision("restrict", until=in_hours(-1)))) == "violation"


@pytest.mark.parametrize("treatment", ["turn_back", "quarantine"])
@pytest.mark.parametrize("origin", ["low", "none"])
def test_people_from_low_risk_areas_may_not_be_turned_back_or_held(origin, treatment):
    record = check("prohibition_2", register_input(restriction(origin=origin, treatment=treatment)))
    assert (record.status, record.count) == ("violation", 1)


def test_people_from_high_risk_areas_are_another_matter():
    assert status("prohibition_2", register_input(restriction(origin="high"), LOOKED["restriction"])) == "ok"


def test_a_rule_that_has_ended_is_none():
    ended = restriction(until=in_hours(-0.5))
    assert status("prohibition_2", register_input(ended, LOOKED["restriction"])) == "ok"


def test_students_who_meet_the_conditions_go_home_freely():
    held = restriction(group="students")
    assert status("prohibition_7", register_input(held)) == "violation"
    assert status("prohibition_2", register_input(held, LOOKED["restriction"])) == "ok"
    assert status("prohibition_7", register_input(restriction(group="students", criteria_met=False))) == "cannot_check"


# ---------------------------------------------------------------- 4: how many


def held(households):
    return fact("held", {"households": households})


def test_no_more_households_are_held_than_the_zone_has():
    assert status("prohibition_4", zone_input(held(60))) == "ok"
    assert status("prohibition_4", zone_input(held(61))) == "violation"


def test_an_estimate_leaves_room_and_a_decision_is_a_ground():
    estimated = {"plan": plan_of(zone_version(ZONE_ID), estimated=30)}
    assert status("prohibition_4", zone_input(held(61), **estimated)) == "needs_ground"
    record = check("prohibition_4", zone_input(held(61), decision("enlarge")))
    assert (record.status, "第7号" in record.ground) == ("ok", True)


def test_unknown_households_are_not_checked():
    assert status("prohibition_4", zone_input()) == "cannot_check"
    assert status("prohibition_4", zone_input(held(1), plan=None)) == "cannot_check"


def cohort(group, days, where="central", zone_id=None, **said):
    values = {"group": group, "count": 4, "where": where, **said}
    return fact("cohort", values, hours=-24 * days, zone_id=zone_id)


def test_a_group_that_may_not_be_held_any_more_is_a_breach():
    second = cohort("contact_of_contact", 1, "home")
    assert status("prohibition_4", register_input(second, protocol=TWENTY)) == "violation"
    assert status("prohibition_4", register_input(second, LOOKED["cohort"], protocol=NINTH)) == "ok"


def test_a_group_that_the_protocol_does_not_name_needs_a_ground():
    assert status("prohibition_4", register_input(cohort("visitors", 1))) == "needs_ground"


# ---------------------------------------------------------------- 5: how long


@pytest.mark.parametrize(
    ("days", "where", "protocol", "wanted"),
    [
        (7, "central", NINTH, "ok"),
        (7.1, "central", NINTH, "violation"),
        (5.1, "central", TWENTY, "violation"),
        (3, "home", TWENTY, "ok"),
        (3.1, "home", NINTH, "violation"),
    ],
)
def test_cohorts_end_on_the_protocols_day(days, where, protocol, wanted):
    facts = cohort("close_contact", days, where), LOOKED["cohort"]
    assert status("prohibition_5", register_input(*facts, protocol=protocol)) == wanted


def test_a_cohort_that_was_let_go_in_time_stays_fine():
    ended = cohort("close_contact", 30, ended_at=in_hours(-24 * 24))
    assert status("prohibition_5", register_input(ended, LOOKED["cohort"])) == "ok"


def test_a_group_without_days_is_not_checked():
    assert status("prohibition_5", register_input(cohort("visitors", 30), LOOKED["cohort"])) == "cannot_check"
    none = NINTH.model_copy(update={"people": ()})
    assert status("prohibition_5", register_input(cohort("close_contact", 30), protocol=none)) == "cannot_check"


# ---------------------------------------------------------------- 6: medical care

CARE = (fact("vehicle", {"estate_id": "e1", "count": 1}), inspection("medical_request"), inspection("barrier"))


def test_care_is_fine_with_route_vehicle_and_answers():
    assert status("prohibition_6", zone_input(*CARE)) == "ok"
    assert status("prohibition_6", zone_input()) == "cannot_check"


def test_a_refusal_or_a_missing_vehicle_breaks_no_6():
    refused = fact("medical_request", {"refused": True})
    no_vehicle = fact("vehicle", {"estate_id": "e1", "count": 0})
    assert status("prohibition_6", zone_input(*CARE, refused)) == "violation"
    assert status("prohibition_6", zone_input(no_vehicle)) == "violation"


def test_a_locked_gate_on_the_ambulances_way_needs_a_keeper():
    spots = [PLANE.to_lonlat(Point(x, 50)) for x in (-300, 400)]
    locked = [
        fact("barrier", {"object": "road", "place": "口", "unlockable": True, "lon": one.x, "lat": one.y}, number=one.x)
        for one in spots
    ]
    assert status("prohibition_6", zone_input(*CARE, *locked)) == "needs_ground"


# ---------------------------------------------------------------- 8: checkpoints


def checkpoint(x=110, y=50, zone_id=ZONE_ID, **said):
    spot = PLANE.to_lonlat(Point(x, y))
    values = {"lon": spot.x, "lat": spot.y, "permit": "第3号", "until": in_hours(10), **said}
    return fact("checkpoint_permit", values, zone_id=zone_id)


SEEN = inspection("checkpoint_permit")


def test_a_permitted_checkpoint_at_the_edge_is_fine():
    assert status("prohibition_8", zone_input(checkpoint(), SEEN)) == "ok"
    assert status("prohibition_8", zone_input()) == "cannot_check"


@pytest.mark.parametrize("change", [{"permit": "-"}, {"until": None}])
def test_a_checkpoint_without_permit_or_end_needs_it(change):
    assert status("prohibition_8", zone_input(checkpoint(**change), SEEN)) == "needs_ground"


def test_a_checkpoint_may_not_outlast_the_zone():
    due = DueTimes(lift_due=AT + 5 * HOUR)
    assert status("prohibition_8", zone_input(checkpoint(), SEEN, due=due)) == "needs_ground"
    assert status("prohibition_8", zone_input(checkpoint(), SEEN, zone=zone_version(ZONE_ID, status=LIFTED))) != "ok"


def test_a_checkpoint_away_from_the_zone_is_a_breach():
    assert status("checkpoint_distance", zone_input(checkpoint(110, -300), SEEN)) == "violation"
    assert status("checkpoint_distance", zone_input(checkpoint(110, -300), SEEN), limit=400) == "ok"


def test_a_checkpoint_on_a_road_into_the_zone_may_stand_farther_out():
    assert status("checkpoint_distance", zone_input(checkpoint(600, 52), SEEN)) == "ok"


def test_a_checkpoint_of_no_zone_is_the_registers():
    of_nobody = checkpoint(zone_id=None)
    assert status("prohibition_8", register_input(of_nobody)) == "violation"
    near = register_input(of_nobody, LOOKED["checkpoint_permit"], zones=(zone_version(ZONE_ID),))
    assert status("prohibition_8", near) == "ok"
    assert status("prohibition_8", register_input()) == "cannot_check"


def test_a_checkpoint_on_the_by_pass_that_stops_lorries_cuts_them_off():
    by_pass = [(-1200, 50), (-1200, -40), (110, -40), (1200, -40), (1200, 50)]
    lines = [road(1, STREET), road(2, by_pass), road(3, LANE)]
    lines += [road(4, [(-1200, 50), (-1800, 50)]), road(5, [(1200, 50), (1800, 50)])]
    open_ends = nearby(lines=shape_frame("roads", lines))
    stop = checkpoint(110, -40, stops_freight=True)
    assert status("prohibition_8", zone_input(checkpoint(110, -40), SEEN, near=open_ends)) == "ok"
    record = check("prohibition_8", zone_input(stop, SEEN, near=open_ends))
    assert record.status == "violation"
    assert "货车" in record.evidence[0]


# ---------------------------------------------------------------- 9: places of daily life


def market(x):
    place = {"facility_id": "m1", "kind": "market", "geometry": PLANE.to_lonlat(Point(x, 50))}
    return {"near": nearby(facilities=shape_frame("facilities", [place])), "zones": (zone_version(ZONE_ID),)}


def closed(**said):
    return fact("venue_closure", {"facility_id": "m1", "kind": "market", **said}, zone_id=None)


def test_a_market_outside_all_zones_may_not_be_closed_without_a_decision():
    assert status("prohibition_9", register_input(closed(), **market(500))) == "violation"
    assert status("prohibition_9", register_input(closed(reference="第7号"), **market(500))) == "needs_ground"


def test_a_decision_on_record_is_the_ground():
    facts = closed(reference="第7号"), decision("close_venue"), LOOKED["venue_closure"]
    record = check("prohibition_9", register_input(*facts, **market(500)))
    assert (record.status, "第7号" in record.ground) == ("ok", True)


def test_a_market_in_a_zone_may_be_closed():
    assert status("prohibition_9", register_input(closed(), LOOKED["venue_closure"], **market(50))) == "ok"


def test_a_zone_that_is_not_on_the_map_may_hold_the_market():
    unmapped = {**market(500), "zones": (zone_version(ZONE_ID, geometry=None),)}
    assert status("prohibition_9", register_input(closed(), **unmapped)) == "cannot_check"


def test_a_karaoke_bar_is_no_place_of_daily_life():
    bar = fact("venue_closure", {"facility_id": "m1", "kind": "venue"}, zone_id=None)
    assert status("prohibition_9", register_input(bar, LOOKED["venue_closure"], **market(500))) == "ok"


def test_a_place_that_is_not_in_the_register_is_not_checked():
    assert status("prohibition_9", register_input(closed())) == "cannot_check"
