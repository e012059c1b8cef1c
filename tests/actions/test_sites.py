"""Disinfection sites: complete, on the plan's points, and only for those who designate."""

import pytest

from geo_service.actions.designation import designate_cases
from geo_service.actions.plans import plan_zone
from geo_service.actions.sites import private_sites
from geo_service.errors import PermissionDeniedError
from geo_service.model.account import OPERATOR, VIEWER, Actor
from tests.actions.town import AT, DECISION, TOWN

CASE = TOWN.cases[0]


@pytest.fixture
def zone_id(sqlite_town, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(f"role,time,address\nresidence,{CASE['time']},{CASE['address']}\n", encoding="utf-8")
    return designate_cases(sqlite_town, path, category="high", decision=DECISION, at=AT).zones[0].zone_id


def test_each_case_place_is_a_site_with_its_bus_and_its_waste_point(sqlite_town, zone_id):
    (site,) = private_sites(sqlite_town, Actor("o", OPERATOR), zone_id)
    frames = plan_zone(sqlite_town, zone_id).frames
    assert (site.role, site.address) == ("residence", CASE["address"])
    assert site.building_id in set(frames["building"]["building_id"])
    assert site.transfer_point_id in set(frames["transfer_point"]["transfer_point_id"])
    assert site.medical_waste_point_id in set(frames["medical_waste_point"]["medical_waste_point_id"])


def test_a_viewer_sees_none(sqlite_town, zone_id):
    with pytest.raises(PermissionDeniedError, match="see case places"):
        private_sites(sqlite_town, Actor("v", VIEWER), zone_id)


def test_the_plan_is_the_same_once_the_case_places_are_gone(sqlite_town, zone_id):
    before = plan_zone(sqlite_town, zone_id)
    kept = [place.place_id for place in sqlite_town.case_places()]
    sqlite_town.purge_case_places(kept, at=AT, actor="t", ground="over")
    after = plan_zone(sqlite_town, zone_id)
    assert all(before.frames[kind].to_json() == after.frames[kind].to_json() for kind in before.frames)
    assert private_sites(sqlite_town, Actor("o", OPERATOR), zone_id) == []
