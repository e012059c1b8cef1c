"""Better lines round real zones: each covers the drawn one, saves what it says, and never crosses more than it says."""

from datetime import UTC, datetime

import pytest

from geo_service.actions.designation import Decision, designate_drawing
from geo_service.actions.imports import import_osm
from geo_service.actions.lines import lines_of_zone
from geo_service.coords.metric import grow_bounds, plane_at
from geo_service.derive.cordon import plan_posts
from geo_service.importers.shapes import read_drawn_shape
from geo_service.model.account import ADMIN, Actor
from geo_service.network.crossings import find_crossings
from geo_service.network.graph import network_of
from geo_service.storage import open_store
from tests.shared_data import CHENGDU, CHENGDU_ZONES, require_shared

pytestmark = pytest.mark.shared

AT = datetime(2022, 11, 16, 0, 0, tzinfo=UTC)
DECISION = Decision(protocol="cn-covid-2022-9", actor=Actor("tester", ADMIN), reason="real streets", draft=True)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    require_shared()
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('city') / 'city.sqlite'}")
    import_osm(store, CHENGDU)
    yield store
    store.close()


def recounted(store, outline):
    plane = plane_at(outline.convex_hull)
    bounds = grow_bounds(outline.bounds, 100.0)
    roads, gates = (plane.frame_to_metres(store.read_layer(name, bounds=bounds)) for name in ("roads", "gates"))
    shape = plane.to_metres(outline)
    return len(plan_posts(shape, find_crossings(shape, network_of(roads), roads), roads, gates)[0])


@pytest.mark.parametrize("band_m", [150.0, 300.0])
@pytest.mark.parametrize("zone_file", CHENGDU_ZONES, ids=lambda path: path.stem)
def test_every_suggestion_keeps_its_word(city, zone_file, band_m):
    drawn = read_drawn_shape(zone_file)
    zone = designate_drawing(city, drawn, category="high", decision=DECISION, at=AT).zones[0]
    lines = lines_of_zone(city, zone.zone_id, band_m=band_m)
    assert lines.suggestions or lines.problems
    for line in lines.suggestions:
        assert zone.geometry.difference(line.outline).area < 1e-13
        assert recounted(city, line.outline) == line.figures.posts < line.drawn.posts
        assert line.value <= line.bound * (1 + 1e-4)
