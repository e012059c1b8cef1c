"""The bench of cordons on a small town: its figures, its zones, and a peer that finds the same."""

import numpy as np
import pytest

from geo_service.bench import cordon
from geo_service.bench.cordon_peer import peer_cordon
from geo_service.bench.random_zones import random_zones, zone_ground
from geo_service.importers.demo import make_township
from geo_service.network.graph import network_of
from geo_service.network.window import index_network
from tests.derive.random_towns import RULE, perimeter_of, street_town
from tests.network.towns import roads


@pytest.fixture(scope="module")
def district():
    return cordon.prepare_district(make_township(600), RULE)


def some_zones(district, count=6, seed=3):
    return list(random_zones(zone_ground(district.index.network, district.frame), count, seed=seed))


def test_the_same_seed_draws_the_same_zones(district):
    first, again = some_zones(district), some_zones(district)
    assert [one.outline.wkt for one in first] == [one.outline.wkt for one in again]
    assert {one.shape for one in first} == {"on_roads", "free", "circle"}


def test_zones_drawn_on_roads_have_their_corners_on_nodes(district):
    zone = next(one for one in some_zones(district) if one.shape == "on_roads")
    corners = np.array(zone.outline.geoms[0].exterior.coords)
    nodes = {tuple(xy) for xy in np.round(district.index.network.xy, 6).tolist()}
    assert all(tuple(corner) in nodes for corner in np.round(corners, 6).tolist())


def test_every_cordon_is_proved_and_closed(district):
    for zone in some_zones(district):
        proof = district.cordon(zone, RULE).found.proof
        assert proof.proved
        assert proof.holds


def test_the_peer_finds_the_same_posts_and_cost_on_a_plain_zone():
    case = street_town()
    ours = perimeter_of(case)
    peer = peer_cordon(case.zone, case.roads, case.demand, RULE)
    assert (peer.posts, peer.crossings, peer.leaks) == (len(ours.posts), len(ours.cordon.crossings), 0)
    assert (peer.cut, peer.cost) == (ours.proof.cut, pytest.approx(ours.proof.cost, abs=1e-4))


def test_the_figures_have_what_the_goal_speaks_of(monkeypatch):
    monkeypatch.setattr(cordon, "ZONES", 4)
    figures = cordon.bench_cordon(600, 1)
    assert {"ms_p50", "ms_p95", "cpu_ms_p95", "closed_share", "ratio_to_networkx_shapely"} <= set(figures)
    assert (figures["proved_share"], figures["leaks"], figures["cut_off"]) == (1.0, 0, 0)


def test_a_window_has_only_the_pieces_near_a_place():
    network = network_of(roads([(0, 0), (100, 0), (5000, 0)], [(9000, 0), (9100, 0)]))
    near = index_network(network).near((0, -10, 50, 10), 20)
    assert near.xy.tolist() == [[0, 0], [100, 0]]
    assert len(near.tail) == 1
