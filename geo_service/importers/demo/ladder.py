"""The administrative ladder of the demo: townships, communities and grids with their codes, by households."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from geo_service.importers.demo.areas import Area, Households, Patch, merge_small, split_area, split_cell
from geo_service.importers.demo.lattice import RIVER_ROW, Lattice
from geo_service.importers.demo.site import Block, Cell

DISTRICT_CODE = "999999"
"""No division of China has a code that starts with 99."""

GRID_HOMES = 500
GRID_HOMES_AIM = 400
LEAST_GRID_HOMES = 200
"""An urban grid (网格) usually has 300-500 households; village grids and remainders have fewer."""
COMMUNITY_HOMES = 4000
LEAST_COMMUNITY_HOMES = 800
COMMUNITIES_AT_LEAST = 6
"""A small town is still cut into about as many communities, so that it has boundaries to show."""
SMALL_SHARE = 4
"""A community with less than this fraction of the most is joined to a neighbour."""
TOWNSHIP_HOMES = 250_000
"""Keeps a township below the 999 communities its code has room for."""


@dataclass(frozen=True)
class Community:
    """A community with its code, its grids and the number of its township (from 0)."""

    patch: Patch
    code: str
    township: int
    grids: tuple[Patch, ...]

    @property
    def cells(self) -> Iterable[Cell]:
        """The cells of the community."""
        return (cell for area in self.patch for cell in area.cells)


@dataclass(frozen=True)
class Ladder:
    """The whole town, its townships and its communities in the order of their codes."""

    whole: Area
    townships: tuple[Area, ...]
    communities: tuple[Community, ...]

    @property
    def strips(self) -> Iterable[Area]:
        """Every area of every grid."""
        return (area for community in self.communities for grid in community.grids for area in grid)


def township_code(number: int) -> str:
    """Nine digits: district, then the township's number from 1."""
    return f"{DISTRICT_CODE}{number + 1:03d}"


def build_ladder(lattice: Lattice, blocks: Mapping[Cell, Block]) -> Ladder:
    """Cut the sheet into townships, communities and grids of fitting numbers of households."""
    cutter = _Cutter(lattice, blocks, Households(lattice, blocks))
    whole = Area(-lattice.rings, -lattice.rings, lattice.rings, lattice.rings)
    townships = sorted(split_area(whole, TOWNSHIP_HOMES, cutter.households), key=lambda area: not _is_central(area))
    limit = min(COMMUNITY_HOMES, max(LEAST_COMMUNITY_HOMES, cutter.households.of(whole) // COMMUNITIES_AT_LEAST))
    communities = [
        Community(patch, f"{township_code(number)}{k:03d}", number, tuple(cutter.grids(patch)))
        for number, township in enumerate(townships)
        for k, patch in enumerate(cutter.communities(township, limit), start=1)
    ]
    return Ladder(whole, tuple(townships), tuple(communities))


@dataclass(frozen=True)
class _Cutter:
    lattice: Lattice
    blocks: Mapping[Cell, Block]
    households: Households

    def communities(self, township: Area, limit: int) -> list[Patch]:
        """Communities of a township; none lies on both banks."""
        banks = [split_area(bank, limit, self.households) for bank in _banks(township)]
        least = limit // SMALL_SHARE
        return [patch for bank in banks for patch in merge_small(bank, least, self.lattice, self.households)]

    def grids(self, community: Patch) -> list[Patch]:
        """Grids of a community."""
        parts = [part for area in community for part in split_area(area, GRID_HOMES, self.households)]
        strips = [strip for part in parts for strip in self._strips(part)]
        return merge_small(strips, LEAST_GRID_HOMES, self.lattice, self.households)

    def _strips(self, area: Area) -> list[Area]:
        if self.households.of(area) <= GRID_HOMES:
            return [area]
        return split_cell(area, self.blocks[area.west, area.south], GRID_HOMES_AIM)


def _is_central(area: Area) -> bool:
    return area.west <= 0 <= area.east and area.south <= 0 <= area.north


def _banks(area: Area) -> list[Area]:
    """An area on both banks of the river as two; the river itself goes with the south."""
    if area.south <= RIVER_ROW < area.north:
        return [replace(area, north=RIVER_ROW), replace(area, south=RIVER_ROW + 1)]
    return [area]
