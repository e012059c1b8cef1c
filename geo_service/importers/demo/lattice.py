"""
The sheet the demo township is drawn on: street lines, what kind of cell lies between them, and how it is bent.

Columns and rows are numbered from the middle (column 0, row 0) and reach from -rings to +rings; street line k
lies west (south) of column (row) k. Everything is laid out on the straight sheet. Then every crossing of two
lines is moved a little and the cells between follow bilinearly, so that lines stay lines and what was shared
stays shared. Only + - * / and rounding are used, so that every machine gets the same numbers.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from geo_service.importers.demo.site import Box

Floats = NDArray[np.float64]
Angle = TypeVar("Angle", float, Floats)

RIVER_ROW = 1
RIVER_M = 150.0
CORRIDOR_COLUMN = 1
CORRIDOR_EVERY = 12
CORRIDOR_M = 36.0
"""Between the two carriageways of a main road; the viaduct runs in the middle."""
RAIL_M = 50.0
BLOCK_WIDTH_M = (230.0, 330.0)
BLOCK_DEPTH_M = (200.0, 280.0)
LEAST_RINGS = 2
"""Room for the river with its bridges, one main road and the railway round the smallest town."""

JITTER_M = 11.0
"""How far a crossing is moved by chance."""
WAVE_M = 26.0
WAVE_LENGTH_M = 2400.0
"""A slow bend of all streets."""

CENTRE_LON, CENTRE_LAT = 83.5, 39.0
"""In the middle of the Taklamakan desert, where nobody lives."""
M_PER_DEGREE_LAT = 111_016.0
M_PER_DEGREE_LON = 86_628.0
"""Length of a degree on WGS-84 at latitude 39, along the meridian and the parallel."""
HALF_TURN = 0.05
"""Tangent of half the angle by which the town is turned from north: 5.7 degrees."""
LONLAT_DECIMALS = 7
"""About a centimetre."""


@dataclass(frozen=True)
class Lattice:
    """Positions of the street lines (m), and how far each crossing is moved (m)."""

    rings: int
    rail_column: int
    xs: Floats
    ys: Floats
    moves: Floats

    def x(self, i: int) -> float:
        """Position of north-south line i."""
        return float(self.xs[i + self.rings])

    def y(self, j: int) -> float:
        """Position of east-west line j."""
        return float(self.ys[j + self.rings])

    @property
    def span(self) -> range:
        """Numbers of the columns, and of the rows."""
        return range(-self.rings, self.rings + 1)

    def cell(self, i: int, j: int) -> Box:
        """The rectangle of a cell on the straight sheet."""
        return Box(self.x(i), self.y(j), self.x(i + 1), self.y(j + 1))

    def cropped(self, rings: int) -> "Lattice":
        """The inner part of the sheet."""
        keep = slice(self.rings - rings, self.rings + rings + 2)
        return Lattice(rings, self.rail_column, self.xs[keep], self.ys[keep], self.moves[keep, keep])

    def to_lonlat(self, points: Floats) -> Floats:
        """Points (n × 2) of the straight sheet as lon/lat, bent, turned and rounded."""
        x, y = self._bend(points)
        cosine, sine = half_turn(HALF_TURN)
        lon = CENTRE_LON + (x * cosine - y * sine) / M_PER_DEGREE_LON
        lat = CENTRE_LAT + (x * sine + y * cosine) / M_PER_DEGREE_LAT
        return np.asarray(np.round(np.column_stack([lon, lat]), LONLAT_DECIMALS), dtype=np.float64)

    def _bend(self, points: Floats) -> tuple[Floats, Floats]:
        i, u = _fraction(self.xs, points[:, 0])
        j, v = _fraction(self.ys, points[:, 1])
        corners = self.moves[i, j], self.moves[i + 1, j], self.moves[i, j + 1], self.moves[i + 1, j + 1]
        south = corners[0] * (1 - u) + corners[1] * u
        north = corners[2] * (1 - u) + corners[3] * u
        moved = points + south * (1 - v) + north * v
        return moved[:, 0], moved[:, 1]


def half_turn(tangent: Angle) -> tuple[Angle, Angle]:
    """Cosine and sine of an angle from the tangent of its half, by arithmetic alone; arrays go through."""
    square = tangent * tangent
    return (1 - square) / (1 + square), 2 * tangent / (1 + square)


def is_corridor(i: int) -> bool:
    """Whether a column is the gap between the two carriageways of a main road."""
    return i % CORRIDOR_EVERY == CORRIDOR_COLUMN


def draw_lattice(rings: int, rail_column: int, chance: np.random.Generator) -> Lattice:
    """A sheet with streets at uneven distances; the river row, main roads and railway have their own width."""
    numbers = range(-rings, rings + 1)
    widths = _drawn(BLOCK_WIDTH_M, len(numbers), chance)
    depths = _drawn(BLOCK_DEPTH_M, len(numbers), chance)
    widths[[is_corridor(i) for i in numbers]] = CORRIDOR_M
    widths[rail_column + rings] = RAIL_M
    depths[RIVER_ROW + rings] = RIVER_M
    xs, ys = _lines(widths, rings), _lines(depths, rings)
    narrow = [k for k, i in enumerate(numbers) if is_corridor(i) or i == rail_column]
    return Lattice(rings, rail_column, xs, ys, _moves(xs, ys, narrow, RIVER_ROW + rings, chance))


def _drawn(limits: tuple[float, float], count: int, chance: np.random.Generator) -> Floats:
    return np.asarray(np.round(limits[0] + (limits[1] - limits[0]) * chance.random(count)), dtype=np.float64)


def _lines(widths: Floats, rings: int) -> Floats:
    lines = np.concatenate([[0.0], np.cumsum(widths)])
    return np.asarray(lines - lines[rings], dtype=np.float64)


def _moves(xs: Floats, ys: Floats, narrow: list[int], river: int, chance: np.random.Generator) -> Floats:
    """Moves of the crossings; both sides of a narrow column and of the river move alike."""
    moves = JITTER_M * (2 * chance.random((len(xs), len(ys), 2)) - 1)
    moves[:, :, 0] += WAVE_M * _wave(ys)[None, :]
    moves[:, :, 1] += WAVE_M * _wave(xs)[:, None]
    for k in narrow:
        moves[k + 1] = moves[k]
    moves[:, river + 1] = moves[:, river]
    return np.asarray(moves, dtype=np.float64)


def _wave(at_m: Floats) -> Floats:
    """A smooth wave between -1 and 1 made of parabolas."""
    turn = at_m / WAVE_LENGTH_M
    turn = turn - np.floor(turn)
    half = np.where(turn < 0.5, turn, turn - 0.5)  # noqa: PLR2004 - half a turn
    sign = np.where(turn < 0.5, 1.0, -1.0)  # noqa: PLR2004 - half a turn
    return np.asarray(sign * 16 * half * (0.5 - half), dtype=np.float64)


def _fraction(lines: Floats, at: Floats) -> tuple[NDArray[np.int64], Floats]:
    """The cell each position lies in, and where in it (0 to 1, as a column)."""
    k = np.clip(np.searchsorted(lines, at, side="right") - 1, 0, len(lines) - 2)
    return k, ((at - lines[k]) / (lines[k + 1] - lines[k]))[:, None]
