"""What every store promises about the history of zones; each test runs on each database."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from shapely import MultiPolygon, Point
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geo_service.errors import ConflictError, GeometryError, InputError
from geo_service.model.zone import IN_FORCE, LIFTED
from tests.storage.samples import NOON, StoppedError, buildings, square, zone

BEIJING = timezone(timedelta(hours=8))


def test_a_version_comes_back_equal(store):
    version = zone(effective_from=NOON.astimezone(BEIJING), recorded_at=NOON + timedelta(microseconds=1))
    store.add_zone_version(version)
    read = store.zone_history("Z1")
    assert read == [version]
    assert read[0].geometry.equals_exact(version.geometry, 0)
    assert read[0].effective_from.utcoffset() == timedelta(0)


def test_a_zone_without_geometry_and_members_can_be_kept(store):
    version = zone(geometry=None, members=())
    store.add_zone_version(version)
    assert store.zone_history("Z1") == [version]


def test_history_is_oldest_first(store):
    versions = [zone(version=number, name=f"第{number}版") for number in range(1, 12)]
    for version in versions:
        store.add_zone_version(version)
    assert store.zone_history("Z1") == versions
    assert store.latest_zones() == [versions[-1]]


def test_an_unknown_zone_has_no_history(store):
    assert store.zone_history("nobody") == []
    assert store.latest_zones() == []


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_version_that_is_not_the_next_is_refused(store, number):
    store.add_zone_version(zone())
    with pytest.raises(ConflictError, match=f"its next version is 2, got {number}"):
        store.add_zone_version(zone(version=number))
    assert len(store.zone_history("Z1")) == 1


def test_a_conflict_does_not_spoil_the_transaction(store):
    with store.transaction():
        store.add_zone_version(zone())
        with pytest.raises(ConflictError):
            store.add_zone_version(zone())
        store.add_zone_version(zone(version=2))
    assert len(store.zone_history("Z1")) == 2


def test_the_latest_of_each_zone_come_by_id(store):
    for version in (zone("b"), zone("B"), zone("a"), zone("a", 2, status=IN_FORCE)):
        store.add_zone_version(version)
    assert [(version.zone_id, version.version) for version in store.latest_zones()] == [("B", 1), ("a", 2), ("b", 1)]


def test_the_past_is_answered_by_when_a_version_was_recorded(store):
    store.add_zone_version(zone("a", 1, recorded_at=NOON))
    store.add_zone_version(zone("a", 2, recorded_at=NOON + timedelta(hours=1)))
    store.add_zone_version(zone("b", 1, recorded_at=NOON + timedelta(hours=2)))

    def known(hours):
        at = (NOON + timedelta(hours=hours)).astimezone(BEIJING)
        return [(version.zone_id, version.version) for version in store.latest_zones(recorded_until=at)]

    assert [known(hours) for hours in (-0.1, 0, 0.9, 1, 2)] == [
        [],
        [("a", 1)],
        [("a", 1)],
        [("a", 2)],
        [("a", 2), ("b", 1)],
    ]


@pytest.mark.parametrize("field", ["effective_from", "clock_start", "decided_at"])
@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_a_year_that_is_a_slip_is_refused(store, field, year):
    late = datetime(year, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-14)))
    with pytest.raises(InputError, match=f"{field} .* is in the year {year}; need one from 1900 to 2200"):
        store.add_zone_version(replace(zone(), **{field: late}))


def test_a_time_without_a_zone_is_refused(store):
    naive = datetime(2026, 3, 1, 12, 0)  # noqa: DTZ001
    with pytest.raises(InputError, match="effective_from 2026-03-01T12:00:00 has no time zone"):
        store.add_zone_version(zone(effective_from=naive))
    with pytest.raises(InputError, match="recorded_until"):
        store.latest_zones(recorded_until=naive)


@pytest.mark.parametrize(
    "shape", [Point(108, 29), square(0), MultiPolygon(), MultiPolygon([square(9_000)])], ids=lambda shape: shape.wkt[:9]
)
def test_a_zone_geometry_that_is_no_multipolygon_in_lonlat_is_refused(store, shape):
    with pytest.raises(GeometryError, match="zone 'Z1'"):
        store.add_zone_version(zone(geometry=shape))


@pytest.mark.parametrize("field", ["name", "reason", "author", "zone_id"])
def test_text_that_no_database_keeps_is_refused(store, field):
    with pytest.raises(InputError, match=field):
        store.add_zone_version(replace(zone(), **{field: "a\0"}))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE zone_versions SET name = 'x'",
        "DELETE FROM zone_versions",
        "DELETE FROM zone_versions WHERE zone_id = 'Z1'",
    ],
)
def test_the_database_itself_refuses_to_change_a_version(store, statement):
    version = zone()
    store.add_zone_version(version)
    with pytest.raises(DBAPIError, match="never changed or removed"), store._engine.begin() as connection:
        connection.execute(text(statement))
    assert store.zone_history("Z1") == [version]


def test_a_zone_is_undone_with_its_transaction(store):
    def write_and_fail():
        with store.transaction():
            store.add_zone_version(zone())
            store.write_layer("buildings", buildings("a"), source="osm")
            raise StoppedError

    with pytest.raises(StoppedError):
        write_and_fail()
    assert store.zone_history("Z1") == []


def test_the_version_in_effect_is_not_the_newest_when_that_takes_effect_later(store):
    store.add_zone_version(zone("a", 1, status=IN_FORCE, effective_from=NOON))
    store.add_zone_version(zone("a", 2, status=LIFTED, effective_from=NOON + timedelta(hours=2)))
    store.add_zone_version(zone("b", 1, status=IN_FORCE, effective_from=NOON + timedelta(hours=1)))

    def versions(**asked):
        return [(version.zone_id, version.version) for version in store.latest_zones(**asked)]

    assert versions(effective_until=NOON, status=IN_FORCE) == [("a", 1)]
    assert versions(effective_after=NOON, status=IN_FORCE) == [("b", 1)]
    assert versions(effective_until=NOON + timedelta(hours=2)) == [("a", 2), ("b", 1)]
    assert versions(effective_until=NOON + timedelta(hours=2), status=IN_FORCE) == [("b", 1)]
