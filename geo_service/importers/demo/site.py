"""
What a block of the demo township is laid out on, and what a layout brings: houses, paths, gates, walls.

All coordinates are metres on a flat sheet, x east and y north; the lattice bends the sheet later.
A path vertex that lies exactly on a side of the site joins the street there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

import numpy as np

T = TypeVar("T")
Point = tuple[float, float]
Line = tuple[Point, ...]
Cell = tuple[int, int]
"""Column and row of a cell of the lattice."""

VERGE_M = 16.0
"""From a street's centre line to the first wall: half of a 24 m arterial road and a pavement."""

PLATE_PITCH_M = 6.0
"""One plate number on each side of a street for this length; no house of the demo is narrower."""


class Box(NamedTuple):
    """A rectangle on the sheet, metres."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> Point:
        """Its centre, to the decimetre so that paths through it meet exactly."""
        return round((self.west + self.east) / 2, 1), round((self.south + self.north) / 2, 1)

    @property
    def width(self) -> float:
        """East-west extent."""
        return self.east - self.west

    @property
    def depth(self) -> float:
        """North-south extent."""
        return self.north - self.south

    def inset(self, margin_m: float) -> "Box":
        """The rectangle without a margin on every side."""
        return Box(self.west + margin_m, self.south + margin_m, self.east - margin_m, self.north - margin_m)

    def ring(self, stops: Sequence[Point] = ()) -> Line:
        """Its closed outline, counter-clockwise, with a vertex at each stop on a side."""
        west, south, east, north = self
        sides = (
            ((west, south), sorted(p for p in stops if p[1] == south)),
            ((east, south), sorted(p for p in stops if p[0] == east)),
            ((east, north), sorted((p for p in stops if p[1] == north), reverse=True)),
            ((west, north), sorted((p for p in stops if p[0] == west), reverse=True)),
        )
        return (*(point for corner, on_side in sides for point in (corner, *on_side)), (west, south))


class House(NamedTuple):
    """
    One building. `local` is its address below the community, "" where a village group numbers it.

    `notch` is the share of width and depth missing at the north-east corner (0: a rectangle);
    `turn` is the tangent of half the angle it is turned by. `hosts` is a kind of facility inside.
    """

    box: Box
    number: str
    local: str
    use: str
    levels: int
    stairs: int | None
    homes: int
    notch: float = 0.0
    turn: float = 0.0
    plate: str | None = None
    in_estate: bool = False
    hosts: str | None = None


class Path(NamedTuple):
    """A way inside a block."""

    points: Line
    highway: str
    width_m: float
    name: str | None = None


class GateAt(NamedTuple):
    """A gate, entrance or barrier on a vertex of a path."""

    kind: str
    at: Point
    name: str
    width_m: float
    in_estate: bool = False


class FacilityAt(NamedTuple):
    """A facility: a closed ring, or a single point."""

    kind: str
    name: str
    points: Line
    local: str | None


class BarrierAt(NamedTuple):
    """A wall or fence in pieces, open between them."""

    kind: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Block:
    """What stands on a site. `cuts` are heights (y) where an east-west line meets no building."""

    houses: tuple[House, ...] = ()
    paths: tuple[Path, ...] = ()
    gates: tuple[GateAt, ...] = ()
    facilities: tuple[FacilityAt, ...] = ()
    barriers: tuple[BarrierAt, ...] = ()
    compound: Line | None = None
    name: str | None = None
    cuts: tuple[float, ...] = field(default=())

    def trimmed(self, count: int) -> "Block":
        """The block with its first `count` houses only."""
        return replace(self, houses=self.houses[:count])

    @property
    def homes(self) -> int:
        """Households in the block."""
        return sum(house.homes for house in self.houses)


class Frontage(NamedTuple):
    """One side of a site: the street's name, where its numbering starts, and 1 or 2 for the odd or even side."""

    street: str
    start_m: float
    parity: int

    def plate(self, at_m: float) -> str:
        """The plate (文昌路88号) of a house whose middle is at a position along the street."""
        return f"{self.street}{self.plate_number(at_m)}号"

    def plate_number(self, at_m: float) -> int:
        """The number on that plate."""
        return 2 * int(abs(at_m - self.start_m) // PLATE_PITCH_M) + self.parity


@dataclass(frozen=True)
class Site:
    """A cell of the lattice with its streets and its own source of chance."""

    i: int
    j: int
    box: Box
    fronts: Mapping[str, Frontage]
    chance: np.random.Generator

    @property
    def plot(self) -> Box:
        """The part inside the verges."""
        return self.box.inset(VERGE_M)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[int(self.chance.random() * len(options))]

    def happens(self, share: float) -> bool:
        """True in a share of cases."""
        return bool(self.chance.random() < share)

    def between(self, least: int, most: int) -> int:
        """A whole number from least to most."""
        return least + int(self.chance.random() * (most - least + 1))


def open_ring(box: Box, openings: Sequence[tuple[Point, float]]) -> tuple[Line, ...]:
    """The outline of a box in straight pieces, with a gap of the given width (m) centred on each opening."""
    west, south, east, north = box
    across = [
        ((x, y), half)
        for y in (south, north)
        for x, half in _pieces(west, east, [(p[0], w) for p, w in openings if p[1] == y])
    ]
    upward = [
        ((x, y), half)
        for x in (west, east)
        for y, half in _pieces(south, north, [(p[1], w) for p, w in openings if p[0] == x])
    ]
    return (
        *((start, (end, start[1])) for start, end in across),
        *((start, (start[0], end)) for start, end in upward),
    )


def _pieces(start: float, end: float, gaps: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    edges = [start, *(edge for at, width in sorted(gaps) for edge in (at - width / 2, at + width / 2)), end]
    return list(zip(edges[::2], edges[1::2], strict=True))
