import pytest

from geo_service.actions.zones import Act, current_zone, lift_zone, publish_zone
from geo_service.errors import ConflictError, NotFoundError
from geo_service.model.account import ADMIN, Actor
from tests.actions.town import AT, zone


def test_publishing_a_draft_adds_a_version_and_keeps_the_old_one(town):
    draft = zone(town, draft=True)
    publish_zone(town, draft.zone_id, Act(Actor("second", ADMIN), AT, "approved"))
    assert [(one.version, one.status) for one in town.zone_history(draft.zone_id)] == [
        (1, "draft"),
        (2, "assessed"),
        (3, "approved"),
        (4, "in_force"),
    ]


def test_a_lifted_zone_stays_lifted(sqlite_town):
    made = zone(sqlite_town)
    lift_zone(sqlite_town, made.zone_id, Act(Actor("a", ADMIN), AT, "over"))
    with pytest.raises(ConflictError, match="lifted"):
        publish_zone(sqlite_town, made.zone_id, Act(Actor("a", ADMIN), AT, "again"))


def test_an_unknown_zone_names_some_that_exist(sqlite_town):
    made = zone(sqlite_town)
    with pytest.raises(NotFoundError, match=made.zone_id):
        current_zone(sqlite_town, "Z0")
