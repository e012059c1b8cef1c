import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from geo_service.derive.delivery import DeliveryRule, Place, assign_deliveries, delivery_places
from geo_service.network.crossings import find_crossings
from geo_service.network.graph import network_of
from tests.network.towns import PLANE, roads

ZONE = box(0, -50, 1000, 50)
STREET = roads([(-10, 0), *[(x, 0) for x in range(10, 1000, 10)], (1010, 0)])
CORDON = find_crossings(ZONE, network_of(STREET), STREET)
RULE = DeliveryRule(households_per_desk=100, max_desks=2, max_walk_m=300)
WEST, MIDDLE, EAST = (Place(Point(x, 0), str(x), str(x), None) for x in (10, 500, 990))


def buildings(*rows):
    """Buildings from (x, households, estate) or (x, households)."""
    table = [
        {
            "building_id": str(n),
            "households": row[1],
            "estate_id": (*row, None, None)[2],
            "geometry": box(row[0], 5, row[0] + 8, 15),
        }
        for n, row in enumerate(rows)
    ]
    return gpd.GeoDataFrame(table, geometry="geometry", crs=PLANE)


def test_a_building_goes_to_the_nearest_open_place():
    found = assign_deliveries(buildings((30, 150), (900, 150)), [WEST, EAST], CORDON, RULE)
    assert [found.places[place].name for place in found.place] == ["10", "990"]


def test_the_walk_follows_the_street():
    found = assign_deliveries(buildings((30, 10)), [WEST], CORDON, RULE)
    assert 20 <= found.walk_m[0] <= 33


def test_places_that_serve_nobody_are_not_points():
    found = assign_deliveries(buildings((30, 10)), [WEST, EAST], CORDON, RULE)
    assert [place.name for place in found.places] == ["10"]


def test_no_households_need_no_delivery():
    found = assign_deliveries(buildings((30, 0)), [WEST], CORDON, RULE)
    assert (found.places, found.place.tolist()) == ((), [-1])


def test_capacity_is_kept_when_another_place_is_in_reach():
    near_middle = buildings((300, 120), (310, 120), (690, 60))
    found = assign_deliveries(near_middle, [Place(Point(250, 0), "a", "a", None), MIDDLE], CORDON, RULE)
    load = np.bincount(found.place, weights=near_middle["households"])
    assert load.max() <= RULE.capacity


def test_a_building_beyond_the_longest_walk_is_served_and_reported():
    found = assign_deliveries(buildings((30, 10), (700, 10)), [WEST], CORDON, RULE)
    assert found.over_limit.tolist() == [False, True]


def test_demand_beyond_all_capacity_is_served_and_reported():
    found = assign_deliveries(buildings((30, 150), (50, 150)), [WEST], CORDON, RULE)
    assert (found.place.tolist(), found.over_capacity) == ([0, 0], (0,))


def test_an_estate_with_its_own_gate_is_served_there():
    gate = Place(Point(200, 0), "gate", "gate", "e1")
    found = assign_deliveries(buildings((30, 10, "e1")), [WEST, gate], CORDON, RULE)
    assert [place.name for place in found.places] == ["gate"]


def estates(*rows):
    """Estates from (id, west, east) tuples, beside the street."""
    table = [{"estate_id": key, "name": key, "geometry": box(west, 4, east, 40)} for key, west, east in rows]
    return gpd.GeoDataFrame(table, columns=["estate_id", "name", "geometry"], geometry="geometry", crs=PLANE)


def gates(*rows):
    table = [
        {"gate_id": key, "estate_id": estate, "kind": "gate", "name": None, "geometry": Point(x, 0)}
        for key, estate, x in rows
    ]
    columns = ["gate_id", "estate_id", "kind", "name", "geometry"]
    return gpd.GeoDataFrame(table, columns=columns, geometry="geometry", crs=PLANE)


def test_an_estate_without_a_gate_is_a_place_on_the_way_beside_it():
    places = delivery_places(ZONE, [], gates(), estates(("e1", 100, 200)), CORDON)
    assert [(place.estate_id, place.point.y) for place in places] == [("e1", 0)]
    assert 100 <= places[0].point.x <= 200


def test_an_estate_with_a_gate_is_served_at_it():
    places = delivery_places(ZONE, [], gates(("g1", "e1", 120)), estates(("e1", 100, 200)), CORDON)
    assert [(place.at, place.name) for place in places] == [("g1", "e1出入口")]


def test_a_zone_without_gates_estates_or_posts_is_served_at_its_edge():
    (place,) = delivery_places(ZONE, [], gates(), estates(), CORDON)
    assert place.point.touches(ZONE)


def test_without_any_road_the_straight_line_is_said_to_be_one():
    bare = roads([(5000, 0), (5100, 0)])
    found = assign_deliveries(buildings((30, 10)), [WEST], find_crossings(ZONE, network_of(bare), bare), RULE)
    assert (found.basis[0], found.walk_m[0]) == ("straight", pytest.approx(np.hypot(20, 5)))


@given(st.lists(st.tuples(st.integers(0, 980), st.integers(0, 300)), min_size=1, max_size=12))
def test_every_building_with_households_has_exactly_one_point_and_no_walk_beats_the_straight_line(rows):
    frame = buildings(*rows)
    found = assign_deliveries(frame, [WEST, MIDDLE, EAST], CORDON, RULE)
    for row, place, walk in zip(frame.itertuples(), found.place, found.walk_m, strict=True):
        assert (place >= 0) == (row.households > 0)
        assert place < 0 or walk >= row.geometry.distance(found.places[place].point) - 1e-6
