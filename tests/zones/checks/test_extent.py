from dataclasses import replace
from datetime import timedelta

import pytest
from shapely import Point

from geo_service.zones.checks.inputs import ExtentShort
from geo_service.zones.checks.named_extents import extents_of
from geo_service.zones.protocol import load_protocol
from geo_service.zones.said_units import SIZES, SaidUnit
from tests.zones.checks.village import AT, NINTH, TEN, TWENTY, ZONE_ID, check, fact, status, zone_input
from tests.zones.register import PLANE, zone_version

ESTATE, STAIR = SaidUnit("estate", certain=True), SaidUnit("stair", certain=True)
DECIDED = {"about": "exception_unit", "body": "区指挥部", "reference": "第9号", "reason": "疫情传播风险不明确"}


def test_a_stair_is_allowed_everywhere():
    assert {status("unit_cap", zone_input(unit=STAIR, protocol=one)) for one in (NINTH, TWENTY, TEN)} == {"ok"}


def test_an_estate_is_too_large_after_the_ten_measures():
    record = check("unit_cap", zone_input(unit=ESTATE, protocol=TEN))
    assert (record.status, record.subject_ids) == ("violation", (ZONE_ID,))
    assert "小区" in record.evidence[0]


def test_an_estate_under_the_twenty_measures_needs_a_decision():
    assert status("unit_cap", zone_input(unit=ESTATE, protocol=TWENTY)) == "needs_ground"


def test_a_decision_with_an_accepted_reason_is_the_ground():
    record = check("unit_cap", zone_input(fact("decision", DECIDED), unit=ESTATE, protocol=TWENTY))
    assert record.status == "ok"
    assert "第9号" in record.ground


@pytest.mark.parametrize("change", [{"reason": "方便管理"}, {"until": (AT - timedelta(hours=0.5)).isoformat()}])
def test_another_reason_or_one_that_has_run_out_is_no_ground(change):
    decided = fact("decision", {**DECIDED, **change})
    assert status("unit_cap", zone_input(decided, unit=ESTATE, protocol=TWENTY)) == "needs_ground"


@pytest.mark.parametrize("unit", [None, SaidUnit("estate", certain=False)])
def test_a_unit_that_nobody_can_tell_is_not_checked(unit):
    assert status("unit_cap", zone_input(unit=unit, protocol=TEN)) == "cannot_check"


def test_a_category_that_is_no_more_must_be_assessed_anew():
    medium = zone_version(ZONE_ID, category="medium")
    assert status("unit_cap", zone_input(zone=medium, unit=STAIR, protocol=TWENTY)) == "needs_ground"


def test_a_category_that_nobody_knows_is_not_checked():
    unknown = zone_version(ZONE_ID, category="purple")
    assert status("unit_cap", zone_input(zone=unknown, unit=STAIR, protocol=TEN)) == "cannot_check"


def test_no_smaller_unit_is_judged_harder():
    order = ["ok", "needs_ground", "violation"]
    found = [
        order.index(status("unit_cap", zone_input(unit=SaidUnit(one, certain=True), protocol=TEN))) for one in SIZES
    ]
    assert found == sorted(found)


# ---------------------------------------------------------------- named extents


def test_named_extents_that_fall_short_are_listed_with_their_shortfall():
    east, south = ExtentShort("东至甲桥", 2791, 3000), ExtentShort("南至乙村", 3010, 3000)
    record = check("four_extents", zone_input(extents=(east, south)))
    assert record.subject_ids == ("东至甲桥",)
    assert "差209米" in record.evidence[0]


def test_extents_that_reach_far_enough_are_fine():
    assert status("four_extents", zone_input(extents=(ExtentShort("东至甲桥", 3000, 3000),))) == "ok"


def test_without_named_extents_nothing_is_checked():
    assert status("four_extents", zone_input()) == "cannot_check"


ASF = load_protocol("cn-asf-2019")


def extent_point(x, y, name="东至甲桥"):
    spot = PLANE.to_lonlat(Point(x, y))
    return fact("named_extent", {"name": name, "lon": spot.x, "lat": spot.y})


def test_a_named_extent_is_measured_from_the_edge_of_the_farm():
    farm = zone_version("farm", category="point")
    around = zone_version(ZONE_ID, category="zone")
    (found,) = extents_of(around, ASF, [extent_point(2891, 50)], [farm])
    assert found.distance_m == pytest.approx(2791, abs=1)
    assert found.wanted_m == 3000
    assert status("four_extents", zone_input(extents=(found,), protocol=ASF)) == "violation"


def test_without_the_farm_or_without_points_nothing_is_measured():
    around = zone_version(ZONE_ID, category="zone")
    assert extents_of(around, ASF, [extent_point(3000, 0)], []) is None
    assert extents_of(around, ASF, [], [zone_version("farm", category="point")]) is None


# ---------------------------------------------------------------- the ring of warning

EVACUATION = "us-ca-evac"


def evacuated(*others, **changes):
    protocol = load_protocol(EVACUATION)
    top = max(protocol.categories, key=lambda one: one.rank)
    zone = zone_version(ZONE_ID, category=top.id, protocol=EVACUATION, **changes)
    return zone_input(zone=zone, zones=(zone, *others), protocol=protocol)


def test_an_order_beside_nothing_is_flagged_with_its_bare_edge():
    record = check("warning_ring", evacuated())
    assert record.status != "ok"
    assert "400米" in record.evidence[0]


def test_an_order_within_a_warning_is_fine():
    around = zone_version("z2", drawn_m=(-50, -50, 150, 150), category="warning")
    assert status("warning_ring", evacuated(around)) == "ok"


def test_a_ring_on_three_sides_is_not_enough():
    beside = zone_version("z2", drawn_m=(-50, -50, 150, 90), category="warning")
    assert status("warning_ring", evacuated(beside)) != "ok"


def test_a_zone_without_an_outline_has_no_ring_to_look_at():
    bare = replace(zone_version(ZONE_ID, category="order"), geometry=None)
    assert status("warning_ring", zone_input(zone=bare, protocol=NINTH)) == "cannot_check"
