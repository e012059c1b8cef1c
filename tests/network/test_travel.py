import numpy as np
import pytest

from geo_service.network.graph import network_of
from geo_service.network.travel import ANY_VEHICLE, ON_FOOT, Mode, travel_graph, travel_s, usable, way_facts
from tests.network.towns import roads

STREET = [(0, 0), (120, 0)]


def piece_flags(frame, mode, stopped=None):
    network = network_of(frame)
    return usable(network, way_facts(frame), mode, stopped).tolist()


def seconds(frame, mode, source=0):
    network = network_of(frame)
    facts = way_facts(frame)
    oneway = facts.oneway[network.road] if mode.obeys_oneway else None
    graph = travel_graph(network, travel_s(network, facts, mode), usable(network, facts, mode), oneway)
    return graph.seconds_from(np.array([source]))[0]


def test_a_footpath_is_no_way_for_a_vehicle():
    assert piece_flags(roads(STREET, highway="footway"), ANY_VEHICLE) == [False]


def test_everybody_may_walk_everywhere():
    assert piece_flags(roads(STREET, highway="primary"), ON_FOOT) == [True]


def test_a_way_known_to_be_narrow_is_left_out():
    assert piece_flags(roads(STREET, width_m=3.0), Mode("fire", vehicle=True, min_width_m=4.0)) == [False]


def test_a_way_of_unknown_width_is_not_left_out():
    assert piece_flags(roads(STREET), Mode("fire", vehicle=True, min_width_m=4.0)) == [True]


def test_a_bollard_stops_a_vehicle_on_both_sides():
    frame = roads([(0, 0), (50, 0), (120, 0), (200, 0)])
    assert piece_flags(frame, ANY_VEHICLE, np.array([False, True, False, False])) == [False, False, True]


def test_walking_takes_length_over_speed():
    assert seconds(roads(STREET), ON_FOOT)[1] == pytest.approx(100)


def test_stairs_are_slower():
    assert seconds(roads(STREET, highway="steps"), ON_FOOT)[1] == pytest.approx(240)


def test_a_delivery_keeps_to_a_oneway_street():
    frame = roads(STREET, oneway=-1)
    assert np.isinf(seconds(frame, Mode("truck", vehicle=True, obeys_oneway=True))[1])


def test_an_ambulance_does_not():
    assert np.isfinite(seconds(roads(STREET, oneway=-1), ANY_VEHICLE)[1])


def test_of_two_parallel_ways_the_faster_counts():
    frame = roads((STREET, {"highway": "service"}), (STREET, {"highway": "primary"}))
    assert seconds(frame, ANY_VEHICLE)[1] == pytest.approx(120 / (50 / 3.6))


def test_each_source_sets_out_after_its_delay():
    frame = roads([(0, 0), (120, 0), (240, 0)])
    network, facts = network_of(frame), way_facts(frame)
    graph = travel_graph(network, travel_s(network, facts, ON_FOOT), usable(network, facts, ON_FOOT))
    found = graph.seconds_from_nearest(np.array([0, 2]), np.array([10.0, 150.0]))
    assert found.tolist() == pytest.approx([10, 110, 150])


def test_nothing_is_reached_from_no_source():
    frame = roads(STREET)
    network, facts = network_of(frame), way_facts(frame)
    graph = travel_graph(network, travel_s(network, facts, ON_FOOT), usable(network, facts, ON_FOOT))
    assert np.isinf(graph.seconds_from_nearest(np.empty(0, dtype=int), np.empty(0))).all()
