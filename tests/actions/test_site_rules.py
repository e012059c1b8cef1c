"""What protocols say of sites, and whose doors routes keep away from."""

from dataclasses import replace

import pytest

from geo_service.actions.plans import plan_rule, surroundings
from geo_service.actions.site_rules import high_risk_round
from geo_service.model.zone import IN_FORCE
from tests.actions.town import zone


def high_zone(store, status):
    """One of the township's zones as a high-risk zone of some status, under another id."""
    made = replace(zone(store), zone_id="H1", version=1, category="high", status=status)
    store.add_zone_version(made)
    return made


@pytest.mark.parametrize(("category", "at_the_door"), [("high", True), ("medium", False)])
def test_the_category_says_whether_people_walk(sqlite_town, category, at_the_door):
    made = replace(zone(sqlite_town), category=category)
    assert plan_rule(sqlite_town, made).sites.at_the_door == at_the_door


def test_a_category_in_neither_list_has_no_sites(sqlite_town):
    assert plan_rule(sqlite_town, replace(zone(sqlite_town), category="low")).sites is None


def test_buildings_of_a_published_high_risk_zone_are_avoided(sqlite_town):
    made = high_zone(sqlite_town, IN_FORCE)
    found = surroundings(sqlite_town, replace(made, zone_id="Z9", category="medium")).high_risk
    assert set(found["building_id"]) == {member.building_id for member in made.members}


def test_a_zone_does_not_avoid_itself_nor_what_is_only_drafted(sqlite_town):
    made = zone(sqlite_town)
    assert made.status == IN_FORCE
    sqlite_town.add_zone_version(replace(made, zone_id="H1", version=1, category="high", status="draft"))
    assert high_risk_round(sqlite_town, made).empty


def test_a_zone_in_force_is_avoided_while_a_change_of_it_is_drafted(sqlite_town):
    made = high_zone(sqlite_town, IN_FORCE)
    sqlite_town.add_zone_version(replace(made, version=2, status="draft", members=made.members[:1]))
    found = high_risk_round(sqlite_town, replace(made, zone_id="Z9", category="medium"))
    assert set(found["building_id"]) == {member.building_id for member in made.members}


def test_a_zone_that_is_not_on_the_map_has_nobody_round_it(sqlite_town):
    assert high_risk_round(sqlite_town, replace(zone(sqlite_town), geometry=None)).empty
