"""Areas: cutting and merging lose and double no cell."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo_service.importers.demo.areas import Area, Households, merge_small, split_area, split_cell
from geo_service.importers.demo.lattice import draw_lattice
from geo_service.importers.demo.site import Block, Box, House

LATTICE = draw_lattice(2, -2, np.random.Generator(np.random.PCG64(1)))
WHOLE = Area(-2, -2, 2, 2)


def block_of(homes: int, y: float = 0.0) -> Block:
    return Block(houses=(House(Box(0, y, 10, y + 10), "1", "", "house", 1, 1, homes),))


@given(st.lists(st.integers(0, 900), min_size=25, max_size=25))
def test_parts_hold_every_cell_once_and_no_more_households_than_allowed(homes):
    households = Households(LATTICE, dict(zip(WHOLE.cells, map(block_of, homes), strict=True)))
    parts = split_area(WHOLE, 1000, households)
    assert sorted(cell for part in parts for cell in part.cells) == sorted(WHOLE.cells)
    assert all(households.of(part) <= 1000 for part in parts)
    assert sum(map(households.of, parts)) == sum(homes)


@given(st.lists(st.integers(0, 900), min_size=25, max_size=25))
def test_merging_leaves_no_small_patch_beside_another(homes):
    households = Households(LATTICE, dict(zip(WHOLE.cells, map(block_of, homes), strict=True)))
    patches = merge_small(split_area(WHOLE, 1000, households), 300, LATTICE, households)
    assert sorted(cell for patch in patches for area in patch for cell in area.cells) == sorted(WHOLE.cells)
    sums = [sum(map(households.of, patch)) for patch in patches]
    assert len(patches) == 1 or min(sums) >= 300


def test_a_crowded_cell_is_cut_between_its_rows():
    rows = [block_of(300, y).houses[0] for y in (20.0, 50.0, 80.0)]
    strips = split_cell(Area(0, 0, 0, 0), Block(houses=tuple(rows), cuts=(40.0, 70.0)), 300)
    assert [(strip.low, strip.high) for strip in strips] == [(None, 40.0), (40.0, 70.0), (70.0, None)]
