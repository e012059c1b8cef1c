import pytest
from shapely import Point, box

from geo_service.derive.buildings import with_registered
from geo_service.model.frames import empty_frame, shape_frame

BUILDINGS = shape_frame(
    "buildings",
    [
        {"building_id": "a", "households": 5, "addresses": ["文昌路8号"], "geometry": box(0, 0, 1, 1)},
        {"building_id": "b", "geometry": box(2, 0, 3, 1)},
    ],
)


def registered(*rows):
    table = [{"address_id": str(n), "geometry": Point(0, 0), **row} for n, row in enumerate(rows)]
    return with_registered(BUILDINGS, shape_frame("addresses", table)).set_index("building_id")


def test_a_row_about_the_whole_building_stands_for_it():
    assert registered({"building_id": "a", "households": 40}).loc["a", "households"] == 40


def test_rows_about_stairs_are_summed_and_counted():
    rows = [{"building_id": "b", "stair": stair, "households": 10} for stair in ("1", "2", "2")]
    found = registered(*rows).loc["b"]
    assert (found.households, found.stairs) == (30, 2)


def test_what_no_row_says_stays():
    found = registered({"building_id": "a", "people": 9}).loc["a"]
    assert (found.households, found.people) == (5, 9)


def test_addresses_are_added_once():
    found = registered({"building_id": "a", "name": "文昌路8号"}, {"building_id": "a", "name": "老烟厂宿舍"})
    assert found.loc["a", "addresses"] == ["文昌路8号", "老烟厂宿舍"]


def test_rows_of_other_buildings_change_nothing():
    assert registered({"building_id": "z", "households": 1})["households"].tolist()[0] == 5


def test_no_rows_give_the_same_buildings():
    assert with_registered(BUILDINGS, empty_frame("addresses")) is BUILDINGS


def test_what_was_given_is_not_changed():
    registered({"building_id": "a", "households": 40, "name": "x"})
    assert BUILDINGS["households"].iloc[0] == 5
    assert BUILDINGS["addresses"].iloc[0] == ["文昌路8号"]


@pytest.mark.parametrize("households", [0, 7])
def test_a_registered_zero_is_a_number(households):
    assert registered({"building_id": "a", "households": households}).loc["a", "households"] == households
