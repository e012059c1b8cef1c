"""
Hundreds of zones of a generated township, from an OSM file to the plan, held to the checker that shares no code.

Run by `sh scripts/nightly.sh`; GEO_SERVICE_NIGHTLY_ZONES and _SEED say how many and which.
"""

import importlib.util
import json
import os
from contextlib import suppress
from datetime import UTC, datetime

import numpy as np
import pytest

from geo_service.actions.designation import Decision, designate_drawing
from geo_service.actions.imports import import_osm
from geo_service.actions.plans import plan_zone
from geo_service.actions.proofs import zone_proof
from geo_service.bench.random_zones import zone_ground
from geo_service.coords.metric import plane_at
from geo_service.derive.proof_check import check_proof
from geo_service.errors import GeoServiceError
from geo_service.exports.geojson import plan_geojson_bytes
from geo_service.exports.proofs import proof_bytes
from geo_service.importers.demo import make_township
from geo_service.model.account import ADMIN, Actor
from geo_service.network.graph import network_of
from geo_service.storage import open_store
from tests.nasty_zones import KINDS, nasty_zone
from tests.shared_data import CHECK_PLAN, require_shared
from tests.township_osm import write_osm

pytestmark = [pytest.mark.nightly, pytest.mark.shared]

BUILDINGS = 4000
COUNT = int(os.environ.get("GEO_SERVICE_NIGHTLY_ZONES", "500"))
SEED = int(os.environ.get("GEO_SERVICE_NIGHTLY_SEED", "1"))
AT = datetime(2022, 11, 16, tzinfo=UTC)
DECISION = Decision(protocol="cn-covid-2022-9", actor=Actor("tester", ADMIN), reason="nightly")
REFUSED = "refused"


class UndoneError(Exception):
    """Ends a transaction whose zone must not stay."""


@pytest.fixture(scope="module")
def checker():
    require_shared()
    spec = importlib.util.spec_from_file_location("check_plan", CHECK_PLAN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def town(tmp_path_factory, checker):
    folder = tmp_path_factory.mktemp("township")
    township = make_township(BUILDINGS, seed=SEED)
    path = write_osm(township, folder / "township.osm")
    store = open_store(f"sqlite:///{folder / 'township.sqlite'}")
    import_osm(store, path)
    roads = store.read_layer("roads")
    plane = plane_at(roads.union_all().envelope)
    local = plane.frame_to_metres(roads)
    network = network_of(local)
    yield store, checker.Osm(str(path)), plane, network, zone_ground(network, local)
    store.close()


def planned(store, shape):
    """The plan and what is wrong with its proof, of a zone that is undone at once."""
    found = None
    with suppress(UndoneError), store.transaction():
        zone = designate_drawing(store, shape, category="high", decision=DECISION, at=AT).zones[0]
        plan = json.loads(plan_geojson_bytes(plan_zone(store, zone.zone_id)))
        found = plan, check_proof(json.loads(proof_bytes(zone_proof(store, zone.zone_id))))
        raise UndoneError
    return found


def judged(town, checker, number):
    """What the checkers say of one zone: nothing when all is well."""
    store, osm, plane, network, ground = town
    kind = tuple(KINDS)[number % len(KINDS)]
    shape = nasty_zone(kind, ground, network, np.random.default_rng([SEED, number]))
    try:
        plan, findings = planned(store, plane.to_lonlat(shape))
    except GeoServiceError as error:
        return kind, REFUSED if str(error) else "an error without words"
    result = checker.run(osm, plan, strict_access=True)["summary"]
    wrong = {name: result[name] for name in ("leaks", "spurious", "unreachable") if result[name]}
    wrong |= {name: result[name] for name in ("buildings_missing", "buildings_extra") if result[name]}
    return kind, [*findings, *(f"{name}: {count}" for name, count in wrong.items())]


def test_every_random_zone_is_closed_reachable_and_proved(town, checker):
    said = [judged(town, checker, number) for number in range(COUNT)]
    bad = [
        f"zone {number} ({kind}): {wrong}" for number, (kind, wrong) in enumerate(said) if wrong and wrong != REFUSED
    ]
    refused = [kind for kind, wrong in said if wrong == REFUSED]
    assert not bad, f"seed {SEED}:\n" + "\n".join(bad)
    assert len(refused) < COUNT / 4
