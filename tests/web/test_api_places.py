import pytest

from geo_service.web.api_places import PLACES
from geo_service.web.app import create_app
from tests.web.conftest import AT, TOKEN, WITH_TOKEN, Client
from tests.web.test_api_public import one_line


@pytest.fixture
def site(township):
    """The middle of a building, as lon and lat."""
    middle = township.layers["buildings"].geometry.iloc[0].centroid
    return {"lon": middle.x, "lat": middle.y}


@pytest.fixture
def asf(site):
    return {"places": [site], "protocol": "cn-asf-2019", "reason": "确诊"}


@pytest.fixture
def client(town, settings):
    app = create_app(town, settings, token=TOKEN)
    if not any(getattr(route, "path", "") == "/api/v1/rings" for route in app.routes):
        app.include_router(PLACES)
    return Client(app, WITH_TOKEN)


def test_rings_are_drafts_of_one_change(client, asf):
    made = client.post("/api/v1/rings", json=asf)
    assert made.status_code == 201
    assert [zone["category"] for zone in made.json()["zones"]] == ["point", "zone", "threat"]
    assert {zone["status"] for zone in made.json()["zones"]} == {"draft"}


def test_a_preview_tells_reasons_and_prices_and_saves_nothing(client, asf):
    before = client.get("/api/v1/zones").json()
    body = {name: value for name, value in asf.items() if name != "reason"}
    zones = client.post("/api/v1/rings/preview", json=body).json()["zones"]
    assert zones[0]["reasons"]
    assert zones[0]["price"]["household_days"] == zones[0]["price"]["households"] * 42
    assert client.get("/api/v1/zones").json() == before


def test_a_footprint_may_be_sent(client, asf, site):
    west, south = site["lon"] - 0.001, site["lat"] - 0.001
    ring = [[west, south], [west + 0.002, south], [west + 0.002, south + 0.002], [west, south + 0.002], [west, south]]
    place = {**site, "footprint": {"type": "Polygon", "coordinates": [ring]}, "name": "望江猪场"}
    zones = client.post("/api/v1/rings", json={**asf, "places": [place]}).json()["zones"]
    assert zones[0]["name"] == "望江猪场疫点"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"places": []}, "places"),
        ({"protocol": "cn-covid-2022-9"}, "draws no rings"),
        ({"inputs": {"un": "1017"}}, "takes no un"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(client, asf, change, words):
    assert words in one_line(client.post("/api/v1/rings", json={**asf, **change}), 400)


def test_low_risk_areas_are_listed_with_outlines(client):
    (area, *_) = client.get("/api/v1/residual").json()
    assert (area["category"], area["geometry"]["type"]) == ("low", "MultiPolygon")
    assert area["zones"]


def test_case_places_are_listed_and_purged(client, township):
    case = township.cases[0]
    table = f"role,time,address\nresidence,{case['time']},{case['address']}\n"
    made = client.post("/api/v1/zones/cases", files={"file": ("c.csv", table.encode())}, data={"reason": "研判"})
    (kept,) = client.get("/api/v1/case-places").json()
    assert (kept["zone_id"], kept["address"]) == (made.json()["zones"][0]["zone_id"], case["address"])
    assert client.post("/api/v1/case-places/purge").json() == {"places": 0, "zones": []}


def test_a_square_downwind_is_asked_about_its_wind(client, asf, town):
    row = '[{"day_night":"day","edition":"x","iso_m":60,"name":"gas","protect_km":0.4,"spill":"small","un":"1017"}]'
    town.put_user_table("erg_table1", "x", row, at=AT, actor="a")
    inputs = {"un": "1017", "spill": "small", "day_night": "day", "wind_from_deg": "270"}
    made = client.post("/api/v1/rings", json={**asf, "protocol": "erg-table1", "inputs": inputs})
    square = made.json()["zones"][1]["zone_id"]
    answer = client.post(f"/api/v1/zones/{square}/wind", json={"wind_from_deg": 320}).json()
    assert answer["redraw"]
    assert "50°" in answer["reason"]
