import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from geo_service.errors import CrsError
from geo_service.network.graph import CUT_POINT, cut_network, network_of
from tests.network.towns import roads


def test_ways_join_where_they_share_a_node():
    network = network_of(roads([(0, 0), (10, 0)], [(10, 0), (20, 0)]))
    assert len(network.xy) == 3
    assert network.degree().tolist() == [1, 2, 1]


def test_ways_that_only_cross_do_not_join():
    network = network_of(roads([(0, 0), (10, 0)], [(5, -5), (5, 5)]))
    assert network.degree().tolist() == [1, 1, 1, 1]


def test_a_node_repeated_in_a_row_makes_no_piece():
    frame = roads([(0, 0), (10, 0)])
    frame.at[0, "node_ids"] = [1, 1]
    assert len(network_of(frame).tail) == 0


def test_lon_lat_is_refused():
    with pytest.raises(CrsError, match="metres"):
        network_of(roads([(0, 0), (1, 0)]).to_crs(4326))


def test_a_cut_splits_a_piece_and_keeps_its_length():
    network = network_of(roads([(0, 0), (10, 0)]))
    cut = cut_network(network, np.array([True]), [LineString([(4, -1), (4, 1)])])
    assert sorted(cut.length_m.tolist()) == [4.0, 6.0]
    assert cut.node_id[2] == CUT_POINT


def test_a_cut_within_a_millimetre_of_a_node_is_the_node():
    network = network_of(roads([(0, 0), (10, 0)]))
    cut = cut_network(network, np.array([True]), [LineString([(0.0005, -1), (0.0005, 1)])])
    assert len(cut.tail) == 1


def test_parallel_pieces_count_by_the_shorter():
    network = network_of(roads([(0, 0), (5, 9), (10, 0)], [(0, 0), (10, 0)]))
    assert network.distances()[0, 2] == pytest.approx(10)


@given(st.lists(st.floats(0.01, 99.9), min_size=1, max_size=8))
def test_cutting_never_changes_the_total_length(places):
    network = network_of(roads([(0, 0), (100, 0)], [(0, 0), (0, 50)]))
    cutters = [LineString([(x, -1), (x, 1)]) for x in places]
    cut = cut_network(network, np.array([True, True]), cutters)
    assert cut.length_m.sum() == pytest.approx(150)
    assert shapely.length(shapely.union_all(cut.lines())) == pytest.approx(150)
