import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from geo_service.derive.sites_routes import draw_routes, find_paths, safe_walks
from geo_service.network.graph import network_of
from tests.network.towns import roads

# two ways from west to east: one straight along y=0, one round by y=100
RING = network_of(roads([(0, 0), (100, 0), (200, 0), (300, 0)], [(0, 0), (0, 100), (300, 100), (300, 0)]))
HOME = np.array([box(20, 2, 30, 8)], dtype=object)
POINT = np.array([Point(300, 0)], dtype=object)
NOBODY = np.empty(0, dtype=object)


def walked(high_risk, limit_m=1000.0, homes=HOME):
    paths = find_paths(RING, homes, POINT, high_risk)
    walks, safe = safe_walks(paths, limit_m=limit_m)
    place = np.full(len(homes), -1)
    place[walks.thing] = walks.place
    return walks, safe, draw_routes(paths, homes, POINT, place, safe)


def test_without_high_risk_buildings_the_shortest_way_is_taken():
    walks, safe, (route,) = walked(NOBODY)
    assert safe[0]
    assert route.length == pytest.approx(walks.walk_m[0])
    assert route.length < 300


def test_a_route_goes_round_a_high_risk_building():
    house = box(150, 2, 160, 8)
    _, safe, (route,) = walked(np.array([house], dtype=object))
    assert safe[0]
    assert route.distance(house) > 9.9
    assert route.length > 500


def test_where_every_way_passes_one_the_shortest_is_taken_and_said():
    houses = np.array([box(150, 2, 160, 8), box(150, 102, 160, 108)], dtype=object)
    _, safe, (route,) = walked(houses)
    assert not safe[0]
    assert route.length < 300


def test_a_detour_beyond_the_limit_is_none():
    _, safe, (route,) = walked(np.array([box(150, 2, 160, 8)], dtype=object), limit_m=400)
    assert not safe[0]
    assert route.length < 300


@given(st.lists(st.tuples(st.integers(0, 290), st.integers(-30, 30)), min_size=1, max_size=6))
def test_a_route_is_as_long_as_its_walk_and_joins_wall_and_point(corners):
    homes = np.array([box(x, y, x + 6, y + 6) for x, y in corners], dtype=object)
    walks, _, routes = walked(np.array([box(150, 2, 160, 8)], dtype=object), homes=homes)
    for home, walk_m, route in zip(homes[walks.thing], walks.walk_m, (routes[row] for row in walks.thing), strict=True):
        assert route.length == pytest.approx(walk_m, abs=1e-6)
        assert route.distance(home) == pytest.approx(0, abs=1e-6)
        assert route.distance(POINT[0]) == pytest.approx(0, abs=1e-6)
