"""Better lines over HTTP: what they save and cost, and taking one over with its key."""

import pytest

from geo_service.actions.imports import write_layers
from geo_service.model.frames import shape_frame
from geo_service.settings import Settings
from geo_service.storage import open_store
from geo_service.web.api_lines import LINES
from geo_service.web.app import create_app
from tests.derive.lanes import FAR, INNER, house, lanes
from tests.web.conftest import TOKEN, WITH_TOKEN, Client
from tests.web.test_api_public import one_line
from tests.zones.register import buildings_frame, zone_version

LINES_OF = "/api/v1/zones/z1/lines"


@pytest.fixture
def app(tmp_path):
    """The zone with four lanes behind the API."""
    store = open_store(f"sqlite:///{tmp_path}/lines.sqlite")
    houses = buildings_frame(INNER, house("h1", 30, -25, 7))
    write_layers(store, {"buildings": houses, "roads": shape_frame("roads", [*lanes(), *FAR])}, source="q")
    store.add_zone_version(zone_version())
    made = create_app(store, Settings(), token=TOKEN)
    if LINES_OF.replace("z1", "{zone_id}") not in {getattr(route, "path", "") for route in made.routes}:
        made.include_router(LINES)
    yield made
    store.close()


@pytest.fixture
def asking(app):
    return Client(app, WITH_TOKEN)


def line_of(asking):
    return asking.get(LINES_OF).json()["suggestions"][-1]


def accepted(asking, line, **body):
    ground = {"reason": "现场只有一个路口可守", "reference": "演练第7号"}
    return asking.post(f"{LINES_OF}/accept", json={"number": line["number"], "key": line["key"], **ground, **body})


def test_lines_say_what_they_save_and_cost(asking):
    found = asking.get(LINES_OF).json()
    line = found["suggestions"][-1]
    assert (found["drawn"]["posts"], line["figures"]["posts"], line["posts_saved"]) == (4, 1, 3)
    assert (line["more_households"], line["more_buildings"], line["building_ids"]) == (7, 1, ["h1"])
    assert line["says"] == "此线少设3处卡口或封闭点，多纳入7户"
    assert line["geometry"]["type"] == "MultiPolygon"
    assert found["curve"][0]["figures"] == found["drawn"]


def test_an_accepted_line_is_a_draft(asking):
    done = accepted(asking, line_of(asking)).json()
    assert (done["zone"]["status"], done["zone"]["version"]) == ("draft", 2)
    assert done["line"]["more_households"] == 7


def test_another_line_than_the_one_seen_is_a_conflict(asking):
    assert "is not the line abc any more" in one_line(accepted(asking, line_of(asking), key="abc"), 409)


def test_a_line_without_a_reference_is_bad_input(asking):
    assert "give its reference" in one_line(accepted(asking, line_of(asking), reference=None), 400)


def test_a_band_beyond_the_protocol_is_bad_input(asking):
    assert "0 to 300 m, got 301" in one_line(asking.get(LINES_OF, params={"band_m": 301}), 400)


def test_an_unknown_zone_is_not_found(asking):
    assert "no zone 'z9'" in one_line(asking.get("/api/v1/zones/z9/lines"), 404)


def test_nobody_unknown_sees_or_takes_a_line(app):
    stranger = Client(app)
    assert stranger.get(LINES_OF).status_code == 401
    assert stranger.post(f"{LINES_OF}/accept", json={}).status_code == 401
