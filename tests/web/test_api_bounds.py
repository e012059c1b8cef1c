"""The API of bounds."""

import pytest
from shapely.geometry import mapping

from geo_service.web.api_bounds import BOUNDS
from geo_service.web.app import create_app
from tests.web.conftest import TOKEN, WITH_TOKEN, Client


@pytest.fixture
def client(town, settings):
    app = create_app(town, settings, token=TOKEN)
    if not any(getattr(route, "path", "") == "/api/v1/bounds/words" for route in app.routes):
        app.include_router(BOUNDS)
    return Client(app, WITH_TOKEN)


def test_a_drawing_goes_to_words_and_back(client, township):
    drawing = mapping(township.zones[0].polygon)
    words = client.post("/api/v1/bounds/words", json={"geometry": drawing}).json()
    assert words["text"].startswith("东至")
    assert set(words["parts"][0]["sides"]) == {"east", "south", "west", "north"}
    shape = client.post("/api/v1/bounds/shape", json={"text": words["text"]}).json()
    assert (shape["geometry"] is None) == (words["agreement"] is None)


def test_what_can_not_be_drawn_has_its_reason(client):
    shape = client.post("/api/v1/bounds/shape", json={"text": "东至无名甲路，南至无名乙路"}).json()
    assert shape["geometry"] is None
    assert "没有“无名甲路”" in shape["reason"]
    assert "no road" in shape["reason_en"]


def test_words_that_are_no_bounds_are_refused(client):
    refused = client.post("/api/v1/bounds/shape", json={"text": "怡景花园3栋"})
    assert refused.status_code == 400
    assert "not bounds in words" in refused.text


def test_nobody_unknown_may_ask(town, settings):
    app = create_app(town, settings, token=TOKEN)
    if not any(getattr(route, "path", "") == "/api/v1/bounds/words" for route in app.routes):
        app.include_router(BOUNDS)
    assert Client(app).post("/api/v1/bounds/shape", json={"text": "东至甲路"}).status_code == 401
