import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from geo_service.network.graph import network_of
from geo_service.network.walking import attach, connected_pieces, nearest_places, walks_within
from tests.network.towns import roads

STREET = network_of(roads([(0, 0), (100, 0), (100, 100)]))


def points(*xy):
    return np.array([Point(place) for place in xy], dtype=object)


def walk(things, places, network=STREET, limit_m=1000):
    at, to = attach(things, network, reach_m=50), attach(places, network, reach_m=50)
    return walks_within(network, at, to, limit_m=limit_m)


def test_a_walk_goes_to_the_street_along_it_and_off_again():
    found = walk(points((10, 5)), points((100, 50)))
    assert found.walk_m.tolist() == [pytest.approx(5 + 90 + 50)]


def test_two_places_on_one_piece_do_not_walk_round():
    assert walk(points((10, 0)), points((30, 0))).walk_m.tolist() == [pytest.approx(20)]


def test_a_walk_starts_at_the_wall():
    assert walk(np.array([box(10, 4, 20, 9)]), points((100, 0))).walk_m[0] == pytest.approx(4 + 80, abs=10)


def test_what_lies_too_far_from_every_way_has_no_walk():
    assert len(walk(points((10, 60)), points((100, 50))).thing) == 0


def test_a_walk_beyond_the_limit_is_not_listed():
    assert len(walk(points((10, 5)), points((100, 50)), limit_m=100).thing) == 0


def test_the_nearest_place_is_found_however_far():
    at, to = attach(points((10, 5)), STREET, reach_m=50), attach(points((100, 90), (100, 50)), STREET, reach_m=50)
    found = nearest_places(STREET, at, to)
    assert (found.place.tolist(), found.walk_m.tolist()) == ([1], [pytest.approx(145)])


def test_only_connected_pieces_reach_a_place():
    network = network_of(roads([(0, 0), (100, 0)], [(0, 30), (100, 30)]))
    assert connected_pieces(network, attach(points((50, 0)), network, reach_m=5)).tolist() == [True, False]


@given(st.integers(0, 100), st.integers(0, 40), st.integers(0, 100), st.integers(-40, 40))
def test_no_walk_is_shorter_than_the_straight_line(x, y, along, aside):
    found = walk(points((x, y)), points((100 + aside, along)))
    straight = np.hypot(x - 100 - aside, y - along)
    assert all(metres >= straight - 1e-6 for metres in found.walk_m)
