"""
Areas of whole cells, or strips of one cell: cut by households, merged where too few live, drawn without a gap.

An area is a rectangle of the straight sheet; a patch is one area or several that share sides. Every outline has
a vertex wherever another one meets it, so that after bending and rounding the patches still tile exactly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.importers.demo.drawing import Geometries, draw_polygons
from geo_service.importers.demo.lattice import Floats, Lattice
from geo_service.importers.demo.site import Block, Box, Cell, Line


@dataclass(frozen=True)
class Area:
    """Columns west..east and rows south..north (both inclusive); a strip has its own `low` and `high` in metres."""

    west: int
    south: int
    east: int
    north: int
    low: float | None = None
    high: float | None = None

    @property
    def cells(self) -> Iterable[Cell]:
        """The cells of the area, row by row."""
        return ((i, j) for j in range(self.south, self.north + 1) for i in range(self.west, self.east + 1))

    @property
    def is_one_cell(self) -> bool:
        """Whether it can't be cut between cells."""
        return self.west == self.east and self.south == self.north

    def box(self, lattice: Lattice) -> Box:
        """Its rectangle on the straight sheet."""
        low = lattice.y(self.south) if self.low is None else self.low
        high = lattice.y(self.north + 1) if self.high is None else self.high
        return Box(lattice.x(self.west), low, lattice.x(self.east + 1), high)


Patch = tuple[Area, ...]


class Households:
    """How many households live in an area."""

    def __init__(self, lattice: Lattice, blocks: Mapping[Cell, Block]) -> None:
        size = len(lattice.span)
        table = np.zeros((size + 1, size + 1), dtype=np.int64)
        for (i, j), block in blocks.items():
            table[i + lattice.rings + 1, j + lattice.rings + 1] = block.homes
        # households south-west of each crossing, so that any rectangle is four look-ups
        self._before = table.cumsum(axis=0).cumsum(axis=1)
        self._rings = lattice.rings
        self._blocks = blocks

    def of(self, area: Area) -> int:
        """The households of an area; a building belongs to the strip that its middle is in."""
        if area.low is not None or area.high is not None:
            return self._of_strip(area)
        west, south = area.west + self._rings, area.south + self._rings
        east, north = area.east + self._rings + 1, area.north + self._rings + 1
        before = self._before
        return int(before[east, north] - before[west, north] - before[east, south] + before[west, south])

    def _of_strip(self, area: Area) -> int:
        low = -np.inf if area.low is None else area.low
        high = np.inf if area.high is None else area.high
        houses = self._blocks[area.west, area.south].houses
        return sum(house.homes for house in houses if low <= (house.box.south + house.box.north) / 2 < high)


def split_area(area: Area, limit: int, households: Households) -> list[Area]:
    """Halve an area by households until each part has at most the limit, or is one cell."""
    if households.of(area) <= limit or area.is_one_cell:
        return [area]
    halves = min(_halvings(area), key=lambda pair: abs(households.of(pair[0]) - households.of(pair[1])))
    return [part for half in halves for part in split_area(half, limit, households)]


def split_cell(area: Area, block: Block, aim: int) -> list[Area]:
    """One cell as strips between its rows of buildings, each of about so many households."""
    middles = np.array([(house.box.south + house.box.north) / 2 for house in block.houses])
    homes = np.array([house.homes for house in block.houses])
    below = [int(homes[middles < cut].sum()) for cut in block.cuts]
    parts = -(-block.homes // aim)
    nearest = {int(np.abs(np.array(below) - block.homes * k / parts).argmin()) for k in range(1, parts) if below}
    cuts = [block.cuts[k] for k in sorted(nearest) if 0 < below[k] < block.homes]
    return [replace(area, low=low, high=high) for low, high in pairwise([None, *cuts, None])]


def merge_small(areas: Sequence[Area], least: int, lattice: Lattice, households: Households) -> list[Patch]:
    """Join areas with fewer households than the least to the neighbour that has the fewest, again and again."""
    patches: list[Patch] = [(area,) for area in areas]
    homes = [households.of(area) for area in areas]
    boxes = {area: area.box(lattice) for area in areas}
    while len(patches) > 1 and min(homes) < least:
        small = homes.index(min(homes))
        beside = [k for k in range(len(patches)) if k != small and _side_by_side(patches[small], patches[k], boxes)]
        host = min(beside, key=lambda k: (homes[k], k))
        patches[host] += patches[small]
        homes[host] += homes[small]
        del patches[small], homes[small]
    return patches


def draw_patches(lattice: Lattice, patches: Sequence[Patch], strips: Iterable[Area]) -> Geometries:
    """Patches in lon/lat; `strips` are all areas of the town, whose corners are vertices of their neighbours too."""
    heights = _heights(lattice, strips)
    drawn = draw_polygons(lattice, [_outline(lattice, heights, area) for patch in patches for area in patch])
    ends = np.cumsum([len(patch) for patch in patches])
    parts = np.split(drawn, ends[:-1])
    return np.array([part[0] if len(part) == 1 else shapely.coverage_union_all(part).normalize() for part in parts])


def _halvings(area: Area) -> list[tuple[Area, Area]]:
    """The cuts across the longer side."""
    if area.east - area.west >= area.north - area.south:
        return [(replace(area, east=i), replace(area, west=i + 1)) for i in range(area.west, area.east)]
    return [(replace(area, north=j), replace(area, south=j + 1)) for j in range(area.south, area.north)]


def _side_by_side(one: Patch, other: Patch, boxes: Mapping[Area, Box]) -> bool:
    return any(_share_side(boxes[a], boxes[b]) for a in one for b in other)


def _share_side(a: Box, b: Box) -> bool:
    across = min(a.east, b.east) - max(a.west, b.west)
    up = min(a.north, b.north) - max(a.south, b.south)
    return (across == 0 and up > 0) or (up == 0 and across > 0)


def _heights(lattice: Lattice, strips: Iterable[Area]) -> dict[int, Floats]:
    """For each north-south line, where vertices lie on it: all crossings, and the ends of strips on both sides."""
    cuts: dict[int, list[float]] = {line: [] for line in range(-lattice.rings, lattice.rings + 2)}
    for area in strips:
        if area.low is not None:
            cuts[area.west].append(area.low)
            cuts[area.west + 1].append(area.low)
    return {line: np.unique(np.concatenate([lattice.ys, more])) for line, more in cuts.items()}


def _outline(lattice: Lattice, heights: Mapping[int, NDArray[np.float64]], area: Area) -> Line:
    _, low, _, high = area.box(lattice)
    xs = [lattice.x(i) for i in range(area.west, area.east + 2)]
    east, west = _within(heights[area.east + 1], low, high), _within(heights[area.west], low, high)
    return (
        *((x, low) for x in xs),
        *((xs[-1], y) for y in east),
        *((x, high) for x in reversed(xs)),
        *((xs[0], y) for y in reversed(west)),
        (xs[0], low),
    )


def _within(heights: NDArray[np.float64], low: float, high: float) -> list[float]:
    return [float(y) for y in heights[(heights > low) & (heights < high)]]
