import pytest

from geo_service.importers.demo import make_township
from geo_service.storage import open_store
from geo_service.web.api_register import is_fictional, nearest_rows
from tests.web.test_api_public import one_line


def test_the_register_says_where_it_is_and_what_can_be_chosen(client):
    register = client.get("/api/v1/register").json()
    west, south, east, north = register["bounds"]
    assert west < east
    assert south < north
    assert (register["place"], register["fictional"], register["counts"]["buildings"]) == ("示例区", True, 60)
    used = next(one for one in register["protocols"] if one["id"] == register["protocol"])
    assert [one["id"] for one in used["categories"]] == ["high", "medium"]


def test_an_empty_register_has_no_bounds(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/empty.sqlite")
    assert not is_fictional(store)
    store.close()


@pytest.mark.parametrize("name", ["buildings", "roads", "grids", "estates", "barriers"])
def test_a_layer_comes_as_outlines_without_people(client, name):
    layer = client.get(f"/api/v1/layers/{name}").json()
    assert layer["shown"] == layer["total"] == len(layer["features"]) > 0
    assert not {"leader", "households", "people", "addresses", "tags"} & set(layer["features"][0]["properties"])


def test_a_box_narrows_a_layer(client):
    whole = client.get("/api/v1/layers/buildings").json()["total"]
    part = client.get("/api/v1/layers/buildings", params={"bbox": "83.5000,39.0002,83.5010,39.0010"}).json()["total"]
    assert 0 < part < whole


def test_too_many_rows_are_cut_to_those_in_the_middle():
    buildings = make_township(60).layers["buildings"]
    few = nearest_rows(buildings, 10)
    assert len(few) == 10
    assert set(few["building_id"]) <= set(buildings["building_id"])
    assert nearest_rows(buildings, 60) is buildings


@pytest.mark.parametrize("bbox", ["", "1,2,3", "a,b,c,d", "9,1,8,2", "nan,0,1,1", "0,0,inf,1"])
def test_a_bad_box_is_one_line(client, bbox):
    assert "bbox" in one_line(client.get("/api/v1/layers/buildings", params={"bbox": bbox}), 400)


def test_an_unknown_layer_lists_those_that_exist(client):
    assert "buildings" in one_line(client.get("/api/v1/layers/cases"), 404)
