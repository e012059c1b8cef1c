from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import Polygon, box
from shapely.affinity import rotate

from geo_service.network.crossings import find_crossings
from geo_service.network.graph import network_of
from tests.network.towns import roads

ZONE = box(0, 0, 100, 100)


def crossings(frame, zone=ZONE):
    return find_crossings(zone, network_of(frame), frame).crossings


def test_a_road_through_the_zone_crosses_twice():
    found = crossings(roads([(-50, 50), (150, 50)]))
    assert sorted((round(c.x), round(c.y)) for c in found) == [(0, 50), (100, 50)]


def test_a_road_that_only_touches_the_edge_does_not_cross():
    assert crossings(roads([(-50, -50), (0, 0), (-50, 50)])) == ()


def test_a_road_along_the_boundary_is_outside_and_its_side_street_crosses():
    found = crossings(roads([(-50, 0), (50, 0), (150, 0)], [(50, 0), (50, 60)]))
    assert [(c.roads, round(c.x), round(c.y)) for c in found] == [((1,), 50, 0)]


def test_a_boundary_through_a_junction_counts_every_inside_arm():
    found = crossings(roads([(0, 50), (60, 50)], [(0, 50), (60, 90)], [(-50, 50), (0, 50)]))
    assert sorted(c.roads[0] for c in found) == [0, 1]


def test_a_slanting_crossing_stands_on_the_exact_boundary():
    (found,) = crossings(roads([(20, 5), (40, -5)]))
    assert (round(found.x, 6), round(found.y, 6)) == (30, 0)


def test_a_hole_is_outside():
    zone = ZONE.difference(box(40, 40, 60, 60))
    assert len(crossings(roads([(50, 50), (50, 90)]), zone)) == 1


def test_every_part_of_a_zone_has_its_own_boundary():
    zone = box(0, 0, 40, 100).union(box(60, 0, 100, 100))
    assert len(crossings(roads([(20, 50), (80, 50)]), zone)) == 2


def test_a_bridge_over_the_zone_is_grade_separated():
    found = crossings(roads(([(-50, 50), (150, 50)], {"grade_separated": True})))
    assert [c.grade_separated for c in found] == [True, True]


def test_a_bridge_that_comes_down_inside_is_an_ordinary_crossing():
    found = crossings(roads(([(-50, 50), (50, 50)], {"grade_separated": True}), [(50, 50), (50, 80)]))
    assert [c.grade_separated for c in found] == [False]


def test_a_bridge_that_ends_inside_has_a_door():
    (found,) = crossings(roads(([(-50, 50), (50, 50)], {"grade_separated": True})))
    assert found.grade_separated
    assert len(found.doors) == 1


def test_a_tunnel_under_a_station_entrance_has_a_door():
    frame = roads(([(-50, 50), (50, 50), (150, 50)], {"grade_separated": True, "access_nodes": [2]}))
    assert [c.doors for c in crossings(frame)] == [(2,), (2,)]


def test_a_door_may_have_the_number_that_editors_give_new_nodes():
    frame = roads(([(-50, 50), (50, 50), (150, 50)], {"grade_separated": True, "access_nodes": [-1]}))
    frame["node_ids"] = [[1, -1, 3]]
    assert [c.doors for c in crossings(frame)] == [(-1,), (-1,)]


def test_no_roads_no_crossings():
    assert crossings(roads([(500, 500), (600, 600)])) == ()


@pytest.mark.parametrize("angle", [0, 17, 45, 90])
def test_turning_the_map_changes_nothing(angle):
    frame = roads([(-50, 30), (150, 30)], [(50, -50), (50, 30)], [(70, 30), (70, 150)])
    turned = frame.set_geometry(frame.rotate(angle, origin=(50, 50)))
    assert len(crossings(turned, rotate(ZONE, angle, origin=(50, 50)))) == len(crossings(frame))


@given(st.lists(st.tuples(st.integers(-60, 160), st.integers(-60, 160)), min_size=2, max_size=12, unique=True))
def test_a_walk_crosses_as_often_as_it_changes_sides(places):
    zone = Polygon([(0.5, 0.3), (100.5, 0.7), (100.7, 100.3), (0.3, 100.5)])  # no place lies within the band
    frame = roads(*[[here, there] for here, there in pairwise(places)])
    inner = [line.intersection(zone.buffer(-1)).length for line in frame.geometry]
    assume(not any(0 < length_m < 0.5 for length_m in inner))  # a clipped corner is no road inside
    deep = [line for line in frame.geometry if line.crosses(zone.buffer(-1)) or zone.buffer(-1).contains(line)]
    if not deep:
        assert crossings(frame, zone) == ()
    else:
        leaves = any(not zone.buffer(1).contains(line) for line in frame.geometry)
        assert bool(crossings(frame, zone)) == leaves


def test_only_the_ways_up_to_the_boundary_are_listed():
    inner, along, far = [(30, 30), (30, 0)], [(30, 0), (90, 0)], [(90, 0), (95, -80)]
    (found, *_) = crossings(roads(inner, along, far))
    assert (found.roads, round(found.x), round(found.y)) == ((0,), 30, 0)


def test_a_way_that_only_dips_into_the_band_from_inside_stays_inside():
    notched = Polygon([(0, 0), (0, 100), (49, 100), (50, 50.5), (51, 100), (100, 100), (100, 0)])
    network = network_of(roads([(10, 50), (90, 50), (150, 50)]))
    cordon = find_crossings(notched, network, roads([(10, 50), (90, 50), (150, 50)]))
    assert len(cordon.crossings) == 1
    inner = cordon.network.only(cordon.within)
    assert inner.length_m.sum() == pytest.approx(89, abs=0.1)


def test_a_stub_shorter_than_noise_belongs_to_the_line():
    frame = roads([(98.9, 50), (150, 50)])
    cordon = find_crossings(box(0, 0, 100, 100), network_of(frame), frame)
    assert not cordon.crossings
    assert not cordon.within.any()
