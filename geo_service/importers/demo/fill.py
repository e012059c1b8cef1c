"""Fills the sheet with blocks from the middle outwards until the town has as many buildings as asked for."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np

from geo_service.importers.demo.civic import lay_out_green, lay_out_public, lay_out_works
from geo_service.importers.demo.estates import lay_out_estate
from geo_service.importers.demo.lattice import (
    LEAST_RINGS,
    RIVER_ROW,
    Lattice,
    draw_lattice,
    is_corridor,
)
from geo_service.importers.demo.old_town import ROWS_PER_NAME, lay_out_old_town
from geo_service.importers.demo.site import Block, Cell, Frontage, Site
from geo_service.importers.demo.streets import Edge
from geo_service.importers.demo.village import lay_out_village
from geo_service.importers.demo.words import ESTATE_ENDINGS, STREET_ENDINGS, NameBook

BUILDINGS_PER_CELL = 48
"""Mean over the mix below, streets and river included; only the size of the core depends on it."""
RAIL_AT = 0.5
"""The railway passes half-way between the middle and the edge."""

CENTRE = {
    (0, 0): "estate",
    (0, -1): "public",
    (-1, -1): "estate",
    (-1, 0): "old_town",
    (0, 2): "estate",
    (-1, 2): "village",
    (0, -2): "public",
}
"""What the smallest town has, whatever the chance."""

MIX: tuple[tuple[float, Mapping[str, float]], ...] = (
    (0.5, {"estate": 0.56, "old_town": 0.24, "public": 0.09, "green": 0.05, "works": 0.06}),
    (0.8, {"estate": 0.44, "old_town": 0.10, "public": 0.05, "green": 0.05, "works": 0.10, "village": 0.26}),
    (math.inf, {"estate": 0.06, "works": 0.06, "village": 0.76, "fields": 0.12}),
)
"""Shares of the kinds of blocks, by distance from the middle as a share of the town's radius."""

PHASED_SHARE = 0.4
"""Of two estates side by side, how many pairs are two phases (期) of one."""
_SEED_SHIFT = 1 << 16
"""Keeps the numbers of cells positive for the seed."""


@dataclass(frozen=True)
class Layout:
    """The sheet with its blocks, and the name of every street."""

    lattice: Lattice
    sites: Mapping[Cell, Site]
    blocks: Mapping[Cell, Block]
    streets: "StreetNames"


class StreetNames:
    """Names of the streets; a long street changes its name every dozen blocks."""

    def __init__(self, lattice: Lattice, chance: np.random.Generator) -> None:
        self._lattice = lattice
        self._books = {axis: NameBook(chance, (ending,)) for axis, ending in STREET_ENDINGS.items()}

    def name(self, edge: Edge) -> str:
        """The name of one side of a cell; both carriageways of a main road have the same."""
        axis, line, along = edge
        if axis == "v" and is_corridor(line - 1):
            line -= 1
        return self._books[axis].name((line, along // ROWS_PER_NAME))

    def front(self, edge: Edge, parity: int) -> Frontage:
        """One side of a street, for numbering houses; numbers grow away from the middle of the town."""
        axis, _, along = edge
        stretch = along // ROWS_PER_NAME
        first = (stretch if stretch >= 0 else stretch + 1) * ROWS_PER_NAME
        start = self._lattice.x(first) if axis == "h" else self._lattice.y(first)
        return Frontage(self.name(edge), start, parity)


class Filler:
    """Decides what stands in each cell of one town, and lays it out."""

    def __init__(self, lattice: Lattice, seed: int, radius: float, streets: StreetNames) -> None:
        self._lattice, self._seed, self._radius, self._streets = lattice, seed, radius, streets
        chance = np.random.Generator(np.random.PCG64([seed, 2]))
        self._estates = NameBook(chance, ESTATE_ENDINGS)
        self._stems = NameBook(chance, ("",))
        self._public_turns = 0

    def site(self, i: int, j: int) -> Site:
        """A cell with its streets and its own chance."""
        fronts = {
            "south": self._streets.front(("h", j, i), 1),
            "north": self._streets.front(("h", j + 1, i), 2),
            "west": self._streets.front(("v", i, j), 1),
            "east": self._streets.front(("v", i + 1, j), 2),
        }
        return Site(i, j, self._lattice.cell(i, j), fronts, self._chance(i, j))

    def block(self, site: Site) -> Block:
        """What stands on a site."""
        stem = self._stems.stem((site.i, site.j))
        makers = {
            "estate": lambda: lay_out_estate(site, self._estate_name(site.i, site.j)),
            "old_town": lambda: lay_out_old_town(site),
            "village": lambda: lay_out_village(site),
            "public": lambda: lay_out_public(site, stem, self._next_turn()),
            "works": lambda: lay_out_works(site, stem),
            "green": lambda: lay_out_green(site, stem),
        }
        kind = self.kind(site.i, site.j)
        return makers[kind]() if kind in makers else Block()

    def kind(self, i: int, j: int) -> str:
        """What kind of block a cell carries; fields carry nothing."""
        if j == RIVER_ROW or is_corridor(i) or i == self._lattice.rail_column:
            return "fields"
        if (i, j) in CENTRE:
            return CENTRE[i, j]
        outward = math.sqrt(i * i + j * j) / self._radius
        mix = next(mix for limit, mix in MIX if outward < limit)
        edges = np.cumsum(list(mix.values()))
        at = int(np.searchsorted(edges, self._chance(i, j, 1).random(), side="right"))
        return list(mix)[min(at, len(mix) - 1)]

    def _chance(self, i: int, j: int, use: int = 0) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64([self._seed, use, i + _SEED_SHIFT, j + _SEED_SHIFT]))

    def _next_turn(self) -> int:
        self._public_turns += 1
        return self._public_turns - 1

    def _estate_name(self, i: int, j: int) -> str:
        """An estate's name; neighbours in one row may be 一期 and 二期 of the same."""
        first, partner = i & ~1, i ^ 1
        phased = (i, j) not in CENTRE and self.kind(partner, j) == "estate" and (partner, j) not in CENTRE
        if phased and self._chance(first, j, 3).random() < PHASED_SHARE:
            return self._estates.name((first, j)) + ("一期" if i == first else "二期")
        return self._estates.name((i, j))


def fill_town(buildings: int, seed: int) -> Layout:
    """A town with exactly so many buildings; its sheet is cropped to the ring of cells that was needed."""
    radius = 1 + math.sqrt(buildings / BUILDINGS_PER_CELL / math.pi)
    rail = -max(LEAST_RINGS, round(RAIL_AT * radius))
    rail -= int(is_corridor(rail))
    room = math.isqrt(buildings) + 2 * LEAST_RINGS
    lattice = draw_lattice(room, rail, np.random.Generator(np.random.PCG64([seed, 0])))
    streets = StreetNames(lattice, np.random.Generator(np.random.PCG64([seed, 1])))
    filler = Filler(lattice, seed, radius, streets)
    sites, blocks, ring = _filled(filler, buildings)
    return Layout(lattice.cropped(max(ring, -rail, LEAST_RINGS)), sites, blocks, streets)


def _filled(filler: Filler, buildings: int) -> tuple[dict[Cell, Site], dict[Cell, Block], int]:
    sites: dict[Cell, Site] = {}
    blocks: dict[Cell, Block] = {}
    missing = buildings
    for i, j in _outwards():
        site = filler.site(i, j)
        block = filler.block(site).trimmed(missing)
        if block.paths:
            sites[i, j], blocks[i, j] = site, block
        missing -= len(block.houses)
        if missing == 0:
            break
    return sites, blocks, max(abs(i), abs(j))


def _outwards() -> Iterator[Cell]:
    """Every cell, ring by ring, the nearest of a ring first."""
    for ring in count():
        cells = [(i, j) for i in range(-ring, ring + 1) for j in range(-ring, ring + 1) if max(abs(i), abs(j)) == ring]
        yield from sorted(cells, key=lambda cell: (cell[0] ** 2 + cell[1] ** 2, cell))
