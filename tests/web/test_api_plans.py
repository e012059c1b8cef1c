"""Orders about a plan, field sheets and adjustments over HTTP."""

import pytest

from geo_service.settings import Settings
from geo_service.storage import open_store
from geo_service.web.api_plans import PLANS
from geo_service.web.app import create_app
from tests.actions.lanes_store import EAST, fill_lanes
from tests.web.conftest import TOKEN, WITH_TOKEN, Client
from tests.web.test_api_public import one_line

ZONE = "/api/v1/zones/z1"


@pytest.fixture
def app(tmp_path):
    """The zone with four lanes behind the API."""
    store = open_store(f"sqlite:///{tmp_path}/lanes.sqlite")
    made = create_app(fill_lanes(store, EAST), Settings(_env_file=None, author="值班员"), token=TOKEN)
    if f"{ZONE}/orders".replace("z1", "{zone_id}") not in {getattr(route, "path", "") for route in made.routes}:
        made.include_router(PLANS)
    yield made
    store.close()


@pytest.fixture
def asking(app):
    return Client(app, WITH_TOKEN)


def order(asking, **body):
    said = {"object": "post", "wish": "staff", "number": "F02", "ground": "学校门口"}
    return asking.post(f"{ZONE}/orders", json={**said, **body})


def test_an_order_is_recorded_listed_and_taken_back(asking):
    made = order(asking)
    assert made.status_code == 201
    assert made.json()["place"] == "F02"
    assert made.json()["notes"] == ["随之 K02（南侧道路）改为封闭"]
    order_id = made.json()["order"]["fact_id"]
    listed = asking.get(f"{ZONE}/orders").json()["orders"]
    assert [(one["order"]["fact_id"], one["state"]) for one in listed] == [(order_id, "holds")]
    gone = asking.request("DELETE", f"{ZONE}/orders/{order_id}", params={"why": "记错了"})
    assert gone.json()["kind"] == "withdrawal"
    assert asking.get(f"{ZONE}/orders").json() == {"orders": []}


@pytest.mark.parametrize("path", ["orders", "sheets", "sheets/1", "deltas", "deltas/xlsx", "proof", "lines"])
def test_who_is_not_known_is_told_nothing_of_a_plan(app, path):
    one_line(Client(app).get(f"{ZONE}/{path}"), 401)


def test_an_order_that_would_shut_people_in_is_refused(asking):
    assert "nothing was recorded" in one_line(order(asking, wish="close", number="K03"), 422)
    assert asking.get(f"{ZONE}/orders").json() == {"orders": []}


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ({"number": None}, "by its number, or by lon and lat, one of the two"),
        ({"lon": 108.0, "lat": 29.0}, "one of the two"),
        ({"number": None, "lon": 108.0}, "lon and lat belong together"),
        ({"ground": " "}, "ground: is empty"),
        ({"wish": "pin"}, "of a post one may order staff or close, got pin"),
        ({"object": "delivery_point", "number": "P01", "wish": "move"}, "a move needs the place to move to"),
        ({"object": "bench"}, "object: "),
    ],
)
def test_a_wrong_order_is_one_line(asking, body, line):
    assert line in one_line(order(asking, **body), 400)


def test_a_point_is_moved(asking):
    moved = order(asking, object="delivery_point", wish="move", number="P02", to_lon=108.7804, to_lat=29.5305)
    assert moved.json()["order"]["values"]["to_lon"] == 108.7804


def test_what_is_not_there_is_not_found(asking):
    assert "no post 'K99'" in one_line(order(asking, number="K99"), 404)
    assert "no order 'F1'" in one_line(asking.request("DELETE", f"{ZONE}/orders/F1", params={"why": "x"}), 404)
    assert "no field sheet yet" in one_line(asking.get(f"{ZONE}/deltas"), 404)
    assert "no zone 'z9'" in one_line(asking.get("/api/v1/zones/z9/sheets"), 404)


def test_sheets_are_issued_and_tell_only_what_changed(asking):
    first = asking.post(f"{ZONE}/sheets")
    assert (first.status_code, first.json()["is_new"], first.json()["differences"]) == (201, True, [])
    assert asking.get(f"{ZONE}/deltas").json()["says"] == "nothing changes"
    order(asking)
    told = asking.get(f"{ZONE}/deltas").json()
    assert told["differences"][0]["en"] == "closure 2 opens: it becomes checkpoint K04 (南侧道路), 4 people a shift"
    assert told["says"] == "2 things change"
    again = asking.post(f"{ZONE}/sheets").json()
    assert again["differences"] == told["differences"]
    assert asking.post(f"{ZONE}/sheets").json()["is_new"] is False
    heads = asking.get(f"{ZONE}/sheets").json()["sheets"]
    assert [(one["issue"], one["places"]) for one in heads] == [(1, 12), (2, 12)]
    assert len(asking.get(f"{ZONE}/sheets/2").json()["items"]) == 12
    assert asking.get(f"{ZONE}/deltas", params={"since": 1}).json()["says"] == "2 things change"


def test_the_list_of_adjustments_can_be_had(asking):
    asking.post(f"{ZONE}/sheets")
    order(asking)
    table = asking.get(f"{ZONE}/deltas/csv")
    assert table.headers["content-disposition"] == 'attachment; filename="adjustments_z1.csv"'
    assert "F02 开放" in table.content.decode("utf-8-sig")
    assert asking.get(f"{ZONE}/deltas/xlsx").content.startswith(b"PK")
    assert "file_kind" in one_line(asking.get(f"{ZONE}/deltas/pdf"), 400)


def test_a_publication_is_followed_by_its_sheet(client, drawing):
    made = client.post("/api/v1/zones", json={"geometry": drawing, "category": "high", "reason": "演练"}).json()
    zone_id = made["zones"][0]["zone_id"]
    store = client._app.state.store
    assert store.issued_sheets(zone_id) == []
    done = client.post(f"/api/v1/zones/{zone_id}/publish", json={"reason": "演练", "reference": "演练第1号"})
    assert done.json()["status"] == "in_force"
    assert [sheet.version for sheet in store.issued_sheets(zone_id)] == [done.json()["version"]]


def test_nobody_unknown_orders_issues_or_reads(app):
    stranger = Client(app)
    for method, path in (
        ("GET", "orders"), ("POST", "orders"), ("DELETE", "orders/F1"), ("GET", "sheets"), ("POST", "sheets"),
        ("GET", "sheets/1"), ("GET", "deltas"), ("GET", "deltas/csv"),
    ):  # fmt: skip
        assert stranger.request(method, f"{ZONE}/{path}").status_code == 401
