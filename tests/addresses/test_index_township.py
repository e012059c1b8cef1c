import pytest

from geo_service.addresses.index import build_index
from geo_service.addresses.index_build import index_entry
from geo_service.addresses.vocabulary import make_vocabulary
from geo_service.importers.demo import make_township

TOWNSHIP = make_township(600)
LAYERS = TOWNSHIP.layers


@pytest.fixture(scope="module")
def index():
    names = {
        layer: [name for name in LAYERS[layer]["name"] if isinstance(name, str)]
        for layer in ("districts", "townships", "communities", "estates")
    }
    estates = {row["estate_id"]: (row["name"], *row["aliases"]) for row in LAYERS["estates"].to_dict("records")}
    rows = LAYERS["buildings"].to_dict("records")
    return build_index((index_entry(row, estates.get(row["estate_id"], ())) for row in rows), make_vocabulary(**names))


def test_every_registered_address_finds_its_building(index):
    asked = [(text, row["building_id"]) for row in LAYERS["buildings"].to_dict("records") for text in row["addresses"]]
    assert {text for text, building_id in asked if index.best(text).building_id != building_id} == set()


def test_addresses_down_to_the_room_find_building_and_stair(index):
    assert TOWNSHIP.addresses
    for text, building_id in TOWNSHIP.addresses:
        decision = index.best(text)
        assert decision.building_id == building_id
        assert (decision.stair is not None) == ("单元" in text)
