"""The main job on real streets, on both stores, checked by a program that shares no code with us."""

import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from geo_service.actions.designation import Decision, designate_drawing
from geo_service.actions.imports import LayerReading, import_layer, import_osm
from geo_service.actions.plans import plan_zone
from geo_service.exports.geojson import plan_geojson_bytes
from geo_service.importers.shapes import read_drawn_shape
from geo_service.model.account import ADMIN, Actor
from geo_service.storage import open_store
from tests.shared_data import (
    CHECK_PLAN,
    CHENGDU,
    CHENGDU_ADMIN,
    CHENGDU_CODES,
    CHENGDU_ZONES,
    CHONGQING,
    require_shared,
)

pytestmark = pytest.mark.shared

AT = datetime(2022, 11, 16, 0, 0, tzinfo=UTC)
DECISION = Decision(protocol="cn-covid-2022-9", actor=Actor("tester", ADMIN), reason="real streets")
CLEAN = "leaks: 0, spurious: 0, unreachable: 0, buildings missing: 0 extra: 0"
ZONES = pytest.mark.parametrize("zone_file", CHENGDU_ZONES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def sqlite_city(tmp_path_factory):
    require_shared()
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('city') / 'city.sqlite'}")
    import_osm(store, CHENGDU)
    yield store
    store.close()


@pytest.fixture(scope="module")
def postgis_city(postgres_server, postgis_template):
    require_shared()
    name = postgres_server.new_database(postgis_template)
    store = open_store(postgres_server.url(name))
    import_osm(store, CHENGDU)
    yield store
    store.close()
    postgres_server.drop_database(name)


class UndoneError(Exception):
    """Ends a transaction whose zone must not stay."""


def undo():
    raise UndoneError


def plan_of(store, zone_file):
    """Bytes of the plan of a zone file, designated in a transaction that is then undone."""
    content = b""
    with suppress(UndoneError), store.transaction():
        shape = read_drawn_shape(zone_file)
        zone = designate_drawing(store, shape, category="high", decision=DECISION, at=AT).zones[0]
        content = plan_geojson_bytes(plan_zone(store, zone.zone_id))
        undo()
    return content


def verdict(plan, zone_file, *options):
    command = [sys.executable, CHECK_PLAN, "--osm", CHENGDU, "--plan", plan, "--zone", zone_file, *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout.strip().splitlines()[-1]


@ZONES
@pytest.mark.parametrize("options", [(), ("--strict-access",)], ids=["", "strict-access"])
def test_a_plan_has_no_leak_and_no_building_missing(sqlite_city, zone_file, options, tmp_path):
    plan = tmp_path / "plan.geojson"
    plan.write_bytes(plan_of(sqlite_city, zone_file))
    assert verdict(plan, zone_file, *options) == (0, CLEAN)


@ZONES
@pytest.mark.postgis
def test_both_stores_give_the_same_plan_to_the_byte(sqlite_city, postgis_city, zone_file, tmp_path):
    plan = tmp_path / "plan.geojson"
    plan.write_bytes(plan_of(postgis_city, zone_file))
    assert plan.read_bytes() == plan_of(sqlite_city, zone_file)
    assert verdict(plan, zone_file) == (0, CLEAN)


def test_importing_the_city_again_changes_nothing(sqlite_city):
    counts = import_osm(sqlite_city, CHENGDU).layers.values()
    assert sum(count.added + count.changed + count.gone for count in counts) == 0
    assert sum(count.unchanged for count in counts) > 1_500


def test_every_cut_boundary_is_reported(sqlite_city):
    reasons = [note.reason for note in import_osm(sqlite_city, CHENGDU).skipped]
    assert len([reason for reason in reasons if "cut by the edge" in reason]) == 12


def test_communities_of_the_city_load_by_level(store):
    require_shared()
    report = import_layer(store, "communities", CHENGDU_ADMIN, reading=LayerReading(where={"admin_level": "10"}))
    assert report.layers["communities"].added == 8
    assert set(store.read_layer("communities")["code"].str.len()) == {12}


def test_communities_of_the_city_get_their_official_codes_by_name(store):
    require_shared()
    import_osm(store, CHENGDU, codes=CHENGDU_CODES)
    found = store.read_layer("communities").set_index("name")[["code", "township_code"]]
    assert found.loc["西华门社区"].tolist() == ["510105003003", "510105003"]
    assert found.loc["陕西街社区"].tolist() == ["510105003008", "510105003"]


def test_districts_in_the_national_datum_load(store):
    require_shared()
    assert import_layer(store, "districts", CHONGQING).layers["districts"].added == 38
