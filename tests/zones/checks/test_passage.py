import pytest
from shapely import Point

from geo_service.model.frames import empty_frame, shape_frame
from tests.zones.checks.village import (
    BY_PASS,
    HOUSES,
    LANE,
    NEIGHBOURS,
    STREET,
    ZONE_ID,
    check,
    fact,
    inspection,
    nearby,
    plan_of,
    road,
    roads,
    status,
)
from tests.zones.checks.village import zone_input as village_input
from tests.zones.register import PLANE, building, member, zone_version

ROUTES = ["fire_route", "ambulance_route"]


def zone_input(*facts, **changes):
    """The village's zone, where somebody has just looked for barriers."""
    return village_input(inspection("barrier"), *facts, **changes)


def barrier(x, y, number=1, **said):
    spot = PLANE.to_lonlat(Point(x, y))
    where = {"lon": spot.x, "lat": spot.y}
    return fact("barrier", {"object": "road", "place": "甲路口", **where, **said}, number=number)


WEST, EAST = -300, 400
BOTH_ENDS = (barrier(WEST, 50), barrier(EAST, 50, 2))


@pytest.mark.parametrize("name", ROUTES)
def test_with_the_street_open_every_house_is_reached(name):
    record = check(name, zone_input())
    assert record.status == "ok"
    assert "3栋" in record.evidence[0]


@pytest.mark.parametrize("name", [*ROUTES, "exit_route"])
def test_where_nobody_has_looked_for_barriers_a_way_is_not_known_to_be_open(name):
    record = check(name, village_input())
    assert record.status == "cannot_check"
    assert "未登记的围挡无从知道" in record.cannot_check_note


@pytest.mark.parametrize("name", ROUTES)
def test_one_end_shut_leaves_the_other(name):
    assert status(name, zone_input(barrier(WEST, 50))) == "ok"


@pytest.mark.parametrize("name", ROUTES)
def test_both_ends_shut_cut_the_houses_off(name):
    record = check(name, zone_input(*BOTH_ENDS))
    assert record.status == "violation"
    assert record.subject_ids[:2] == ("h1", "h2")


@pytest.mark.parametrize("name", ROUTES)
def test_a_locked_gate_needs_somebody_who_opens_it(name):
    locked = [barrier(x, 50, number, unlockable=True) for number, x in enumerate((WEST, EAST))]
    attended = [barrier(x, 50, number, unlockable=True, attended=True) for number, x in enumerate((WEST, EAST))]
    assert status(name, zone_input(*locked)) == "needs_ground"
    assert status(name, zone_input(*attended)) == "ok"


@pytest.mark.parametrize("name", ROUTES)
def test_a_barrier_somewhere_on_a_way_leaves_the_question_open(name):
    nowhere = fact("barrier", {"object": "road", "place": "乙路口"})
    record = check(name, zone_input(nowhere))
    assert record.status == "cannot_check"
    assert "没有坐标" in record.cannot_check_note


@pytest.mark.parametrize("name", ROUTES)
def test_without_roads_outline_or_houses_nothing_is_checked(name):
    bare = zone_version(ZONE_ID, geometry=None)
    assert status(name, zone_input(near=nearby(lines=empty_frame("roads")))) == "cannot_check"
    assert status(name, zone_input(zone=bare, plan=None)) == "cannot_check"
    assert status(name, zone_input(plan=plan_of(bare, houses=()))) == "cannot_check"


def test_a_house_far_from_every_road_is_not_checked():
    far = building("h9", (10, 400, 30, 420), households=5)
    zone = zone_version(ZONE_ID, drawn_m=(0, 0, 100, 500))
    record = check("fire_route", zone_input(zone=zone, plan=plan_of(zone, houses=(*HOUSES, far))))
    assert (record.status, "h9" in record.cannot_check_note) == ("cannot_check", True)


def test_a_lane_known_to_be_narrow_does_not_carry_a_fire_engine():
    near = nearby(lines=roads(STREET, BY_PASS, width_m=3.0))
    assert status("fire_route", zone_input(near=near)) == "needs_ground"
    assert status("ambulance_route", zone_input(near=near)) == "ok"


def test_a_lane_of_unknown_width_is_said():
    assert "沿途宽度未全部登记" in check("fire_route", zone_input()).evidence[0]


def test_a_barrier_on_the_fire_lane_is_a_breach_wherever_it_leads():
    shut = fact("barrier", {"object": "fire_lane", "place": "3栋北"})
    kept = fact("barrier", {"object": "fire_lane", "place": "3栋北", "unlockable": True, "attended": True})
    assert status("fire_route", zone_input(shut)) == "violation"
    assert status("fire_route", zone_input(kept)) == "ok"


# ---------------------------------------------------------------- no. 1: neighbours


def test_a_house_behind_the_zone_loses_its_only_way_out():
    record = check("prohibition_1", zone_input())
    assert (record.status, record.subject_ids) == ("violation", ("n1",))


def test_a_house_with_another_way_keeps_it():
    behind = roads(STREET, BY_PASS, LANE, [(50, 300), (60, 360), (-1200, 360), (-1200, 50)])
    assert status("prohibition_1", zone_input(near=nearby(lines=behind))) == "ok"


def test_another_way_that_is_much_farther_is_to_be_looked_at():
    beside = roads(STREET, BY_PASS, LANE, [(-1200, 380), (1200, 380)], [(1200, 380), (1200, 50)])
    assert status("prohibition_1", zone_input(near=nearby(lines=beside))) == "needs_ground"


def test_a_bridge_over_the_zone_stays_open():
    over = shape_frame("roads", [road(1, BY_PASS), road(2, [(50, -240), (50, 300)], grade_separated=True)])
    joined = shape_frame(
        "roads", [road(1, [*BY_PASS[:2], (50, -240), *BY_PASS[2:]]), *over.iloc[1:].to_dict("records")]
    )
    assert status("prohibition_1", zone_input(near=nearby(lines=joined))) == "ok"


def test_a_house_of_another_zone_is_no_neighbour():
    other = zone_version("z2", drawn_m=(0, 250, 100, 350), members=[member("n1")])
    base = zone_input()
    assert status("prohibition_1", zone_input(zones=(base.zone, other))) == "ok"


def test_a_neighbour_far_from_all_roads_is_not_checked():
    far = building("n9", (-200, 280, -180, 300))
    near = nearby(neighbours=(NEIGHBOURS[1], far))
    assert status("prohibition_1", zone_input(near=near)) == "cannot_check"


# ---------------------------------------------------------------- evacuees


def evacuated(*others, facts=()):
    inp = zone_input(*facts)
    return zone_input(*facts, zones=(inp.zone, *others))


def test_evacuees_leave_by_the_street():
    assert status("exit_route", evacuated(), objects=("high", "hard")) == "ok"


def test_zones_to_be_left_on_both_sides_shut_the_way_out():
    sides = [zone_version(f"s{x}", drawn_m=(x, 0, x + 100, 100)) for x in (-200, 200)]
    record = check("exit_route", evacuated(*sides), objects=("high",))
    assert (record.status, record.count) == ("violation", 3)
    assert status("exit_route", evacuated(sides[0]), objects=("high",)) == "ok"


def test_a_zone_of_a_lower_category_may_be_driven_through():
    sides = [zone_version(f"s{x}", drawn_m=(x, 0, x + 100, 100), category="medium") for x in (-200, 200)]
    assert status("exit_route", evacuated(*sides), objects=("high",)) == "ok"


def test_a_hard_closure_stops_evacuees_and_no_fire_engine():
    hard = [barrier(x, 50, number, closure="hard", unlockable=True) for number, x in enumerate((WEST, EAST))]
    soft = [barrier(x, 50, number, closure="soft", unlockable=True) for number, x in enumerate((WEST, EAST))]
    assert status("exit_route", evacuated(facts=hard), objects=("hard",)) == "violation"
    assert status("exit_route", evacuated(facts=soft), objects=("hard",)) == "ok"
    assert status("fire_route", zone_input(*hard)) == "ok"


def test_without_roads_no_way_out_is_known():
    assert status("exit_route", zone_input(near=nearby(lines=empty_frame("roads")))) == "cannot_check"
