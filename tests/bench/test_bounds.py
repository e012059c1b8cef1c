"""The bench of bounds: its zones, its figures and its picture."""

import json

import pytest

from geo_service.bench import bounds
from geo_service.bench.bounds import bench_bounds, naive_round_trip
from geo_service.bench.bounds_plot import write_bounds_plot
from geo_service.bench.bounds_zones import blocks_of, draw_zones
from geo_service.errors import InputError
from tests.derive.streets import lattice

STREETS = lattice([0, 200, 400, 600], [0, 200, 400, 600])


def test_the_blocks_of_a_lattice_are_its_cells():
    blocks = blocks_of(STREETS)
    assert len(blocks.blocks) == 9
    assert sorted(len(near) for near in blocks.near) == [2, 2, 2, 2, 3, 3, 3, 3, 4]


def test_the_same_seed_draws_the_same_different_zones():
    zones = draw_zones(blocks_of(STREETS), 40, seed=7)
    assert [zone.wkt for zone in zones] == [zone.wkt for zone in draw_zones(blocks_of(STREETS), 40, seed=7)]
    assert len({zone.wkt for zone in zones}) == len(zones) == 40


def test_a_network_without_blocks_draws_nothing():
    assert draw_zones(blocks_of(lattice([0], [0, 200])), 5, seed=1) == []


def test_the_peer_finds_a_single_block():
    zone = blocks_of(STREETS).blocks[0]
    assert naive_round_trip(zone, STREETS).area >= zone.area


@pytest.fixture(scope="module")
def figures():
    """A short run without an extract."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounds, "ZONES", 8)
        patch.setattr(bounds, "EXTRACTS_BESIDE", "none/*.osm")
        return bench_bounds(400, 1)


def test_a_short_run_agrees(figures):
    assert figures["township_zones"] == 8
    assert figures["township_iou_mean"] >= 0.95
    assert figures["township_named_inside"] == 0
    assert not any(key.startswith("extract") for key in figures)


def test_failures_are_drawn(figures, tmp_path):
    square = [[[0, 0], [100, 0], [100, 100], [0, 0]]]
    failed = {"source": "township", "iou": 0.5, "text": "东至甲路 & 乙路", "zone": square, "drawn": []}
    write_bounds_plot({**figures, "failures": json.dumps([failed])}, tmp_path / "failed.svg")
    svg = (tmp_path / "failed.svg").read_text(encoding="utf-8")
    assert "1 of 8 zones" in svg
    assert "not closed" in svg
    assert "甲路 &amp; 乙路" in svg


def test_a_named_extract_must_exist(monkeypatch):
    monkeypatch.setenv(bounds.EXTRACT_VARIABLE, "no-such.osm")
    with pytest.raises(InputError, match="no-such"):
        bench_bounds(400, 1)
