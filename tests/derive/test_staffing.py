"""Which posts are staffed, on towns of a few streets whose answer one can see."""

from dataclasses import replace

import numpy as np
import pytest
from shapely import Point, Polygon, box

from geo_service.actions.cordon_rules import cordon_rule
from geo_service.derive.perimeter import Demand, PostOrder, Roads, derive_perimeter
from geo_service.derive.perimeter_problems import perimeter_problems
from geo_service.derive.post_orders import unreached_by
from geo_service.derive.staffing import missed_without, nearest_post, planned_s
from geo_service.network.graph import network_of
from geo_service.network.travel import way_facts
from geo_service.zones.protocol import load_protocol
from tests.network.towns import gates, roads

ZONE = box(0, 0, 200, 200)
RULE = cordon_rule(load_protocol("cn-covid-2022-9").plan.cordon)
CROSS = ([(-900, 100), (100, 100), (1100, 100)], [(100, 1100), (100, 100), (100, -900)])
NORTH, EAST, SOUTH, WEST = range(4)
HOSPITAL_EAST = {"ambulance": np.array([Point(1000, 100)], dtype=object)}


def around(frame, sites=HOSPITAL_EAST, gate_rows=None, bollards=()):
    stops = np.array(bollards, dtype=np.int64)
    return Roads(frame, network_of(frame), way_facts(frame), stops, gates() if gate_rows is None else gate_rows, sites)


def people(*middles, households=10.0):
    return Demand(np.array(middles, dtype=float).reshape(-1, 2), np.full(len(middles), households))


def perimeter(frame, *, demand=None, rule=RULE, orders=(), kept=(), **options):
    middles = people((100, 90)) if demand is None else demand
    return derive_perimeter(ZONE, around(frame, **options), middles, rule, orders=orders, kept=kept)


def staffed(found):
    return np.flatnonzero(found.staffed).tolist()


def only(*names):
    return replace(RULE, services=tuple(one for one in RULE.services if one.name in names))


def test_the_post_on_the_ambulance_s_way_is_enough():
    assert staffed(perimeter(roads(*CROSS), rule=only("ambulance"))) == [EAST]


def test_a_large_zone_has_two():
    crowd = people((100, 90), households=3000)
    street = [(-900, 100), (100, 100), (1000, 100), (1100, 100)]
    frame = roads(street, [(100, 1100), (100, 220), (100, 100)], [(1000, 100), (1000, 220), (100, 220)])
    rule = replace(only("ambulance"), queue=replace(RULE.queue, trips_per_household_h=0))
    found = perimeter(frame, rule=rule, demand=crowd)
    assert len(staffed(found)) == 2


def test_where_only_one_post_serves_a_large_zone_it_is_said():
    lane = roads([(100, 100), (300, 100), (1100, 100)])
    found = perimeter(lane, rule=only("ambulance"), demand=people((100, 90), households=3000))
    assert found.staffing.services[0].single.any()


def test_a_gate_known_to_be_narrow_is_no_way_for_a_fire_engine():
    frame = roads(*CROSS)
    narrow = gates(("g", Point(200, 100), "gate", None)).assign(width_m=2.0)
    found = perimeter(frame, rule=only("fire"), sites={"fire": HOSPITAL_EAST["ambulance"]}, gate_rows=narrow)
    assert EAST not in staffed(found)


def test_a_bollard_in_the_street_is_no_way_for_an_ambulance():
    frame = roads([(-900, 100), (100, 100), (150, 100), (1100, 100)], CROSS[1])
    blocked = frame["node_ids"][0][2]
    assert EAST not in staffed(perimeter(frame, rule=only("ambulance"), bollards=[blocked]))


def test_people_may_order_a_post_staffed():
    found = perimeter(roads(*CROSS), rule=only("ambulance"), orders=[PostOrder(Point(100, 202), True, "近菜场")])
    assert NORTH in staffed(found)
    assert found.orders[NORTH].ground == "近菜场"


def test_people_may_order_a_post_closed():
    found = perimeter(roads(*CROSS), rule=only("ambulance"), orders=[PostOrder(Point(200, 100), False, "施工")])
    assert EAST not in staffed(found)


def test_an_order_that_leaves_nobody_a_way_out_is_released():
    lane = roads([(100, 100), (100, 1100)])
    found = perimeter(lane, orders=[PostOrder(Point(100, 200), False, "施工")])
    assert staffed(found) == [0]
    assert found.staffing.released == (0,)


def test_a_harmless_order_is_kept_though_an_older_one_would_shut_people_in():
    frame = roads([(100, 50), (100, -1100)], [(-900, 150), (100, 150), (1100, 150)])
    shut = [PostOrder(Point(100, 0), False, "施工"), PostOrder(Point(200, 150), False, "施工")]
    found = perimeter(frame, orders=shut, demand=people((100, 60), (100, 140)))
    assert [found.posts[number].place.y for number in found.staffing.released] == [0]


def test_the_newest_word_about_a_post_gives_way_first():
    frame = roads([(-900, 100), (100, 100), (1100, 100)])
    east, west = Point(200, 100), Point(0, 100)
    orders = [PostOrder(east, True, "早"), PostOrder(west, False, "中"), PostOrder(east, False, "晚")]
    found = perimeter(frame, orders=orders)
    assert [found.posts[number].place.x for number in found.staffing.released] == [200]


def test_a_motorway_stays_open_whatever_was_ordered():
    frame = roads((CROSS[0], {"highway": "motorway"}), CROSS[1])
    found = perimeter(frame, orders=[PostOrder(Point(200, 100), False, "施工")])
    assert EAST in staffed(found)
    assert (found.staffing.released, found.staffing.ruled) == ((EAST,), frozenset({EAST, WEST}))


def test_whoever_lives_in_a_hole_of_the_zone_is_not_shut_in():
    ring = Polygon(ZONE.exterior.coords, [box(80, 80, 120, 120).exterior.coords])
    lane = around(roads([(100, 100), (100, 40), (100, -500)]), sites={})
    shut = PostOrder(Point(100, 80), False, "施工")
    found = derive_perimeter(ring, lane, people((100, 30)), RULE, orders=[shut])
    assert found.staffed.all()
    assert len(found.staffing.released) == 1


def test_an_order_that_keeps_fire_engines_out_is_found():
    lane = roads([(-900, 100), (100, 100)], ([(100, 100), (1100, 100)], {"width_m": 2.0}))
    fire = {"rule": only("fire"), "sites": {"fire": np.array([Point(-800, 100)], dtype=object)}}
    before, closed = perimeter(lane, **fire), PostOrder(Point(0, 100), False, "施工")
    after = perimeter(lane, **fire, orders=[closed])
    assert after.staffing.released == ()
    assert list(unreached_by(before, after, np.array([[100.0, 90.0]])).values()) == [1]
    assert not unreached_by(before, before, np.array([[100.0, 90.0]]))


def test_a_limit_that_an_order_breaks_is_not_said_to_be_out_of_reach_of_all_posts():
    shut = perimeter(roads(*CROSS), rule=only("ambulance"), orders=[PostOrder(Point(200, 100), False, "施工")])
    (said,) = [one for one in perimeter_problems(shut, [""] * 4, ["b"]) if "超过时限" in one]
    assert "指定封闭的以外" in said


def test_an_order_near_no_post_is_said_to_be_lost():
    order = PostOrder(Point(0, 0), True, "东门")
    assert perimeter(roads(*CROSS), orders=[order]).lost_orders == (order,)


def test_a_motorway_is_never_closed():
    frame = roads((CROSS[0], {"highway": "motorway"}), CROSS[1])
    assert {EAST, WEST} <= set(staffed(perimeter(frame)))


def test_of_equal_choices_the_crew_stays_where_it_stands():
    frame = roads(*CROSS)
    rule = replace(only("walking"), services=(replace(only("walking").services[0], extra_s=900.0),))
    places = {NORTH: Point(100, 200), SOUTH: Point(100, 0), WEST: Point(0, 100)}
    assert [staffed(perimeter(frame, rule=rule, kept=[place])) for place in places.values()] == [
        [one] for one in places
    ]


def test_without_a_hospital_the_way_out_is_measured():
    found = perimeter(roads(*CROSS), rule=only("ambulance"), sites={})
    assert found.staffing.services[0].reach.from_edge


def test_a_hospital_in_the_zone_needs_no_post_for_itself():
    inside = {"ambulance": np.array([Point(100, 100)], dtype=object)}
    service = perimeter(roads(*CROSS), rule=only("ambulance"), sites=inside).staffing.services[0]
    assert not len(service.rows)


@pytest.mark.parametrize("site", [box(200, 50, 260, 110), Point(200, 100)], ids=["its wall is the line", "on the line"])
def test_a_hospital_at_the_line_stands_outside(site):
    on_line = {"ambulance": np.array([site], dtype=object)}
    found = perimeter(roads(*CROSS), rule=only("ambulance"), sites=on_line)
    assert len(found.staffing.services[0].rows)
    assert EAST in staffed(found)


def test_nobody_waits_because_too_few_posts_are_open():
    crowd = people((100, 90), households=12_000)
    assert len(staffed(perimeter(roads(*CROSS), rule=only("ambulance"), demand=crowd))) >= 2


def test_a_crowd_beyond_all_posts_is_said():
    crowd = people((100, 90), households=90_000)
    found = perimeter(roads(*CROSS), rule=only("ambulance"), demand=crowd)
    assert found.staffing.crowded
    assert len(staffed(found)) == 4


def test_times_through_the_staffed_posts_are_within_what_is_allowed():
    for needs in perimeter(roads(*CROSS)).staffing.services:
        found = perimeter(roads(*CROSS))
        known = np.isfinite(needs.reach.open_s)
        assert (planned_s(needs.reach, found.staffed)[known] <= needs.allowed_s[known] + 1e-6).all()


def test_every_place_has_a_post_that_serves_it():
    found = perimeter(roads(*CROSS))
    for needs in found.staffing.services:
        assert set(nearest_post(needs.reach, found.staffed).tolist()) <= set(staffed(found))


def test_what_a_post_is_needed_for_is_named():
    found = perimeter(roads([(100, 100), (300, 100), (1100, 100)]), rule=only("ambulance"))
    ((service, vertices),) = missed_without(found.staffing, staffed(found)[0])
    assert (service.name, len(vertices) > 0) == ("ambulance", True)


@pytest.mark.parametrize("frame", [roads(*CROSS).iloc[:0], roads([(900, 900), (990, 990)])], ids=["none", "far"])
def test_a_zone_that_no_road_reaches_has_no_posts(frame):
    found = perimeter(frame, sites={})
    assert (staffed(found), found.proof.holds) == ([], True)
