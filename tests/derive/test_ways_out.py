"""Who has a way out, on towns of a few streets whose answer one can see."""

import numpy as np
from shapely import Polygon, box

from geo_service.derive.cordon import plan_posts
from geo_service.derive.cordon_times import cordon_ground
from geo_service.derive.ways_out import hopeless_vertices, ways_out
from geo_service.network.crossings import find_crossings
from geo_service.network.graph import network_of
from geo_service.network.travel import ANY_VEHICLE, ON_FOOT, way_facts
from tests.network.towns import gates, roads

ZONE = box(0, 0, 200, 200)
NOBODY = np.empty(0, dtype=np.int64)
CROSS = ([(-500, 100), (100, 100), (700, 100)], [(100, 700), (100, 100), (100, -500)])
"""Two streets that meet in the middle of the zone: posts in the north, east, south and west."""


def ways(frame, zone=ZONE, mode=ANY_VEHICLE):
    cordon = find_crossings(zone, network_of(frame), frame)
    posts, _ = plan_posts(zone, cordon, frame, gates())
    return ways_out(cordon_ground(zone, cordon, posts, way_facts(frame), NOBODY), mode)


def staffed(found, *posts):
    return np.isin(np.arange(found.posts), posts)


def test_one_staffed_post_is_a_way_out_for_all_that_is_joined():
    found = ways(roads(*CROSS))
    assert found.posts == 4
    assert not found.cut_off(staffed(found, 2))


def test_without_a_staffed_post_the_inside_is_cut_off():
    found = ways(roads(*CROSS))
    assert len(found.cut_off(staffed(found))) == 1


def test_two_streets_that_do_not_meet_need_a_post_each():
    found = ways(roads([(-500, 50), (100, 50), (700, 50)], [(-500, 150), (100, 150), (700, 150)]))
    assert len(found.cut_off(staffed(found, 0))) == 1
    assert len(found.first_needs()) == 2


def test_a_footpath_is_a_way_out_on_foot_only():
    frame = roads([(100, 100), (100, 700)], highway="footway")
    assert len(ways(frame, mode=ON_FOOT).could) > 0
    assert not ways(frame).could


def test_whoever_lives_in_the_middle_of_a_ring_leaves_through_it():
    ring = Polygon(ZONE.exterior.coords, [box(80, 80, 120, 120).exterior.coords])
    found = ways(roads([(100, 100), (100, 40), (100, -500)]), zone=ring)
    assert found.posts == 2
    assert len(found.cut_off(staffed(found, 0))) == 2
    assert not found.cut_off(staffed(found, 0, 1))


def test_a_choice_that_shuts_the_ring_asks_for_one_more_crossing():
    ring = Polygon(ZONE.exterior.coords, [box(80, 80, 120, 120).exterior.coords])
    found = ways(roads([(100, 100), (100, 40), (100, -500)]), zone=ring)
    inner_only = next(
        staffed(found, post) for post in (0, 1) if found.needs_of(staffed(found, post)).at_least.sum() == 1
    )
    assert len(found.needs_of(inner_only)) == 1


def test_a_way_that_clips_the_corner_holds_nobody():
    found = ways(roads([(-500, 190), (-100, 190), (300, 210), (700, 210)]))
    assert found.posts == 2
    assert not found.could - found.out


def test_a_stub_without_houses_may_be_closed_for_good():
    found = ways(roads([(100, 150), (100, 700)], [(-500, 50), (100, 50), (700, 50)]))
    stub = next(
        post for post, *_ in found.links if len({inner for other, inner, _ in found.links if other == post}) == 1
    )
    assert found.without_closed_stubs(frozenset({stub}), frozenset(range(99))).owed == found.could
    assert len(found.without_closed_stubs(frozenset({0}), frozenset()).owed) == len(found.could) - 1


def test_a_stub_that_is_closed_for_good_had_a_way_out_before():
    found = ways(roads([(100, 150), (100, 700)], [(-500, 50), (100, 50), (700, 50)]))
    assert not len(hopeless_vertices(found.without_closed_stubs(frozenset({0}), frozenset())))


def test_a_place_that_never_had_a_way_out_is_hopeless():
    found = ways(roads([(100, 150), (150, 150)], *CROSS[:1]))
    assert len(hopeless_vertices(found)) == 2
