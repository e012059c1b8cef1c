"""Layers from memory are the layers of the store."""

import pytest
from pandas.testing import assert_frame_equal

from geo_service.actions import register_window
from geo_service.actions.imports import write_layers
from geo_service.actions.register_window import MOST_WINDOWS, window_on
from geo_service.coords.metric import grow_bounds
from geo_service.model.frames import LAYERS
from tests.actions.town import TOWN

BOUNDS = TOWN.zones[0].polygon.bounds


@pytest.fixture(autouse=True)
def _nothing_kept():
    register_window._windows.clear()


def layer_near(store, name, bounds):
    return window_on(store).read_layer(name, bounds=bounds)


class CountingStore:
    """Passes everything on to a store and counts how often a layer is read."""

    def __init__(self, store):
        self.store, self.url, self.reads = store, store.url, 0

    def register_edition(self):
        return self.store.register_edition()

    def read_layer(self, name, *, bounds=None, ids=None):
        self.reads += 1
        return self.store.read_layer(name, bounds=bounds, ids=ids)


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("margin_m", [0.0, 300.0, 20_000.0])
def test_every_layer_is_the_one_that_the_store_gives(sqlite_town, name, margin_m):
    bounds = grow_bounds(BOUNDS, margin_m)
    layer_near(sqlite_town, name, grow_bounds(BOUNDS, 500.0))
    assert_frame_equal(layer_near(sqlite_town, name, bounds), sqlite_town.read_layer(name, bounds=bounds))


def test_a_second_question_in_the_window_reads_nothing(sqlite_town):
    store = CountingStore(sqlite_town)
    for margin_m in (0.0, 10.0, 200.0):
        layer_near(store, "roads", grow_bounds(BOUNDS, margin_m))
    assert store.reads == 1


def test_a_question_beyond_the_window_reads_again(sqlite_town):
    store = CountingStore(sqlite_town)
    layer_near(store, "roads", BOUNDS)
    layer_near(store, "roads", grow_bounds(BOUNDS, 5_000.0))
    assert store.reads == 2


def test_a_changed_register_is_read_again_and_the_old_windows_are_let_go(sqlite_town):
    before = layer_near(sqlite_town, "buildings", BOUNDS)
    renamed = before.iloc[:1].assign(name="示例新楼")
    write_layers(sqlite_town, {"buildings": renamed}, source="demo")
    after = layer_near(sqlite_town, "buildings", BOUNDS)
    assert "示例新楼" in after["name"].tolist()
    assert {key[0][1] for key in register_window._windows} == {sqlite_town.register_edition()}


def test_no_more_windows_are_kept_than_said(sqlite_town):
    west, south, east, north = BOUNDS
    for step in range(MOST_WINDOWS + 3):
        layer_near(sqlite_town, "gates", (west + step, south, east + step, north))
    assert len(register_window._windows) == MOST_WINDOWS


def test_what_one_caller_changes_another_does_not_see(sqlite_town):
    first = layer_near(sqlite_town, "buildings", BOUNDS)
    first["name"] = "改了"
    assert "改了" not in layer_near(sqlite_town, "buildings", BOUNDS)["name"].tolist()


def test_rows_asked_for_by_id_are_those_of_the_store(sqlite_town):
    ids = sqlite_town.read_layer("buildings", bounds=BOUNDS)["building_id"].tolist()[:2]
    assert window_on(sqlite_town).read_layer("buildings", ids=ids)["building_id"].tolist() == ids


def test_the_box_of_a_layer_is_that_of_the_store(sqlite_town):
    window = window_on(sqlite_town)
    assert [window.layer_bounds("roads")] * 2 == [sqlite_town.layer_bounds("roads"), window.layer_bounds("roads")]
