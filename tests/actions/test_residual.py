from datetime import timedelta

from geo_service.actions.check import check_address, check_point
from geo_service.actions.residual import residual_zones
from geo_service.actions.zones import Act, lift_zone
from tests.actions.town import AT, DECISION, TOWN, zone

LATER = AT + timedelta(hours=1)


def outside(made):
    members = {member.building_id for member in made.members}
    return next(text for text, building in TOWN.addresses if building not in members)


def test_what_a_zone_leaves_of_its_district_is_low_risk(town):
    made = zone(town)
    (area,) = residual_zones(town, at=LATER)
    assert (area.category.id, area.zone_ids) == ("low", (made.zone_id,))
    assert area.geometry.intersection(made.geometry).area < 1e-12


def test_an_address_outside_is_told_what_holds_in_the_low_risk_area(town):
    answer = check_address(town, outside(zone(town)), at=LATER)
    assert (answer.answer, answer.category) == ("outside", None)
    assert (answer.residual.category, answer.residual.measure) == ("low", "个人防护、避免聚集")
    assert "低风险区" in answer.reason


def test_a_point_outside_is_told_too(sqlite_town):
    zone(sqlite_town)
    (area,) = residual_zones(sqlite_town, at=LATER)
    point = area.geometry.representative_point()
    answer = check_point(sqlite_town, point.x, point.y, at=LATER)
    assert answer.residual.area == TOWN.layers["districts"]["name"].iloc[0]


def test_when_the_last_zone_is_lifted_there_is_no_low_risk_area(sqlite_town):
    made = zone(sqlite_town)
    lift_zone(sqlite_town, made.zone_id, Act(DECISION.actor, AT, "over"))
    assert residual_zones(sqlite_town, at=LATER) == []
    assert check_address(sqlite_town, outside(made), at=LATER).residual is None


def test_a_draft_makes_no_low_risk_area(sqlite_town):
    zone(sqlite_town, draft=True)
    assert residual_zones(sqlite_town, at=LATER) == []


def test_inside_a_zone_nobody_is_told_of_the_rest(sqlite_town):
    made = zone(sqlite_town)
    inside = next(text for text, building in TOWN.addresses if building in {one.building_id for one in made.members})
    assert check_address(sqlite_town, inside, at=LATER).residual is None
