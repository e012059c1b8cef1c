"""A zone is not published over barriers that shut somebody in."""

from datetime import timedelta

import pytest

from geo_service.actions.facts import record_fact, withdraw_fact
from geo_service.actions.publishing import publish_checked
from geo_service.actions.zones import Act
from geo_service.errors import InputError
from geo_service.model.account import ADMIN, Actor
from geo_service.model.zone import IN_FORCE
from tests.actions.town import AT, DECISION, zone

ACTOR = Actor("tester", ADMIN)
LATER = AT + timedelta(hours=1)
STRICT = "cn-covid-2022-10"


def drafted(store, protocol=STRICT):
    return zone(store, draft=True, protocol=protocol).zone_id


def publish(store, zone_id):
    return publish_checked(store, zone_id, Act(ACTOR, LATER, "指挥长批准", "示府发1号"), two_persons="never")


def barrier(store, zone_id, **changes):
    values = {"object": "fire_lane", "place": "北门", "unlockable": False, **changes}
    return record_fact(store, "barrier", values, zone_id, happened_at=AT, actor=ACTOR, at=AT)


def test_a_zone_without_barriers_is_published(sqlite_town):
    assert publish(sqlite_town, drafted(sqlite_town)).status == IN_FORCE


def test_a_sealed_fire_lane_is_refused_with_its_clause_and_nothing_is_published(sqlite_town):
    zone_id = drafted(sqlite_town)
    barrier(sqlite_town, zone_id)
    with pytest.raises(InputError, match=f"{zone_id} can't be published: .*no_blocked_exit \\(新十条"):
        publish(sqlite_town, zone_id)
    assert not sqlite_town.latest_zones(status=IN_FORCE)


def test_a_shut_stair_door_is_refused_too(sqlite_town):
    zone_id = drafted(sqlite_town)
    barrier(sqlite_town, zone_id, object="stair_door")
    with pytest.raises(InputError, match="no_blocked_exit"):
        publish(sqlite_town, zone_id)


def test_once_it_is_taken_away_the_zone_is_published(sqlite_town):
    zone_id = drafted(sqlite_town)
    withdraw_fact(sqlite_town, barrier(sqlite_town, zone_id).fact_id, "已拆除", actor=ACTOR, at=LATER)
    assert publish(sqlite_town, zone_id).status == IN_FORCE


def test_a_protocol_that_forbids_fire_lanes_shut_lets_a_path_be(sqlite_town):
    zone_id = drafted(sqlite_town, protocol=DECISION.protocol)
    barrier(sqlite_town, zone_id, object="path")
    assert publish(sqlite_town, zone_id).status == IN_FORCE
