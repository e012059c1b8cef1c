from datetime import timedelta

import pytest

from tests.zones.checks.village import AT, ZONE_ID, check, fact, inspection, plan_of, status, zone_input
from tests.zones.register import zone_version

ZONE = zone_version(ZONE_ID)
WITH_POSTS = {"plan": plan_of(ZONE, posts=("K01", "K02"))}
NO_PLAN = {"plan": None}


# people in the plan: 60 households of three


@pytest.mark.parametrize(("points", "most", "wanted"), [(1, 180, "ok"), (1, 179, "violation"), (0, 3000, "violation")])
def test_sampling_points_must_serve_everybody(points, most, wanted):
    assert status("sampling_capacity", zone_input(fact("sampling_points", {"points": points})), limit=most) == wanted


def test_unknown_points_or_people_are_not_checked():
    assert status("sampling_capacity", zone_input()) == "cannot_check"
    assert status("sampling_capacity", zone_input(fact("sampling_points", {"points": 1}), **NO_PLAN)) == "cannot_check"


def test_each_stair_has_a_reception_point():
    assert status("drop_point_per_stair", zone_input(fact("reception_points", {"points": 3}))) == "ok"
    assert status("drop_point_per_stair", zone_input(fact("reception_points", {"points": 2}))) == "violation"


def test_a_building_that_nobody_delivers_to_is_a_breach():
    unserved = {"plan": plan_of(ZONE, unserved=("h2",))}
    record = check("drop_point_per_stair", zone_input(fact("reception_points", {"points": 3}), **unserved))
    assert (record.status, record.subject_ids) == ("violation", ("h2",))


def test_without_reception_points_or_plan_nothing_is_checked():
    assert status("drop_point_per_stair", zone_input()) == "cannot_check"
    assert status("drop_point_per_stair", zone_input(**NO_PLAN)) == "cannot_check"


@pytest.mark.parametrize(
    ("household", "medical", "apart", "wanted"),
    [(1, 1, True, "ok"), (1, 0, True, "violation"), (0, 1, True, "violation"), (1, 1, False, "violation")],
)
def test_both_kinds_of_waste_have_a_point_of_their_own(household, medical, apart, wanted):
    said = fact("waste_pair", {"household_points": household, "medical_points": medical, "apart": apart})
    assert status("waste_pair_present", zone_input(said)) == wanted


def test_no_word_of_waste_is_not_checked():
    assert status("waste_pair_present", zone_input()) == "cannot_check"


def rota(post, hours, number=1):
    return fact("rota", {"post": post, "hours": hours}, number=number)


def test_each_post_is_staffed_all_day():
    assert status("gate_rota_24h", zone_input(rota("K01", 24), rota("K02", 24, 2), **WITH_POSTS)) == "ok"
    record = check("gate_rota_24h", zone_input(rota("K01", 24), rota("K02", 16, 2), **WITH_POSTS))
    assert (record.status, record.subject_ids) == ("violation", ("K02",))


def test_the_last_rota_of_a_post_counts():
    facts = fact("rota", {"post": "K01", "hours": 8}, hours=-5), rota("K01", 24, 2), rota("K02", 24, 3)
    assert status("gate_rota_24h", zone_input(*facts, **WITH_POSTS)) == "ok"


def test_a_post_without_rota_is_not_checked():
    record = check("gate_rota_24h", zone_input(rota("K01", 24), **WITH_POSTS))
    assert (record.status, record.subject_ids) == ("cannot_check", ("K02",))
    assert "K02" in record.cannot_check_note


@pytest.mark.parametrize(("covered", "wanted"), [(60, "ok"), (59, "violation")])
def test_every_household_has_a_contact(covered, wanted):
    said = fact("contact_coverage", {"covered": covered, "households": 60})
    assert status("household_contact_coverage", zone_input(said)) == wanted


def test_unknown_contacts_are_not_checked():
    assert status("household_contact_coverage", zone_input()) == "cannot_check"


def test_each_estate_has_a_vehicle():
    one, none = (fact("vehicle", {"estate_id": "e1", "count": count}) for count in (1, 0))
    assert status("vehicle_per_estate", zone_input(one)) == "ok"
    assert check("vehicle_per_estate", zone_input(none)).subject_ids == ("e1",)
    assert status("vehicle_per_estate", zone_input()) == "cannot_check"


# ---------------------------------------------------------------- requests for help

LOOKED = inspection("medical_request")


def request(hours, **said):
    return fact("medical_request", said, hours=-hours)


def test_a_request_that_waits_too_long_is_a_breach():
    assert status("medical_request_age", zone_input(request(3), LOOKED), limit=2) == "violation"
    assert status("medical_request_age", zone_input(request(2), LOOKED), limit=2) == "ok"


def test_an_answer_in_time_is_fine_and_a_late_one_is_not():
    soon, late = ((AT - timedelta(hours=hours)).isoformat() for hours in (9, 5))
    assert status("medical_request_age", zone_input(request(10, answered_at=soon), LOOKED)) == "ok"
    assert status("medical_request_age", zone_input(request(10, answered_at=late), LOOKED)) == "violation"


def test_a_refusal_is_a_breach_at_once():
    assert status("medical_request_age", zone_input(request(0.1, refused=True), LOOKED)) == "violation"


def test_no_request_is_only_fine_when_somebody_has_looked():
    assert status("medical_request_age", zone_input()) == "cannot_check"


@pytest.mark.parametrize(("listed", "wanted"), [(5, "ok"), (4, "violation")])
def test_the_inventory_holds_all_known_establishments(listed, wanted):
    said = fact("inventory", {"establishments": 5, "listed": listed})
    assert status("establishment_inventory", zone_input(said)) == wanted


def test_without_an_inventory_nothing_is_checked():
    assert status("establishment_inventory", zone_input()) == "cannot_check"
