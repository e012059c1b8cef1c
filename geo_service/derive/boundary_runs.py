"""
Which named line an outline follows: stretch by stretch, by closeness and heading, with few changes.

The outline is cut into pieces of about ten metres; each may follow a line that is near and heads the same way. The
cheapest sequence of lines round the ring (Viterbi, with a price on changing the line) gives the runs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LinearRing, LineString

from geo_service.derive.linear_features import ESTATE, RAIL, RIVER, ROAD, WALL, LinearFeatures

Floats = NDArray[np.float64]

NO_LINE = -1
"""Number of the line of a run that follows none."""


@dataclass(frozen=True)
class RunRule:
    """
    When an outline follows a line.

    step_m
        Length of a piece.
    reach_m, tilt_deg
        A line may be this far away and turned by this much.
    switch_m
        A change of line costs as much as this many metres at the edge of reach.
    none_cost
        Price of a metre that follows no line; at the edge of reach a metre costs 1.
    kind_cost
        Added for a metre along a line of a kind: a wall is named where no street is near.
    """

    step_m: float = 10.0
    reach_m: float = 40.0
    tilt_deg: float = 25.0
    switch_m: float = 25.0
    none_cost: float = 1.8
    kind_cost: Mapping[str, float] = field(
        default_factory=lambda: {ROAD: 0.0, RIVER: 0.0, RAIL: 0.1, WALL: 0.5, ESTATE: 0.55}
    )


@dataclass(frozen=True)
class Piece:
    """A piece of an outline: its middle and the unit vector out of the area, in metres; its length."""

    middle: tuple[float, float]
    out: tuple[float, float]
    length_m: float


@dataclass(frozen=True)
class Run:
    """A stretch of the outline along one line (its number, or `NO_LINE`), in the order of the ring."""

    line: int
    pieces: tuple[Piece, ...]

    @property
    def length_m(self) -> float:
        """Length in metres."""
        return sum(piece.length_m for piece in self.pieces)

    @property
    def path(self) -> LineString:
        """The middles of its pieces as a line; a single one as a line of no length."""
        middles = [piece.middle for piece in self.pieces]
        return LineString(middles if len(middles) > 1 else middles * 2)


def runs_of_ring(
    ring: LinearRing, features: LinearFeatures, rule: RunRule, skip: frozenset[int] = frozenset()
) -> list[Run]:
    """
    The runs round a ring, clockwise from the middle of one.

    Parameters
    ----------
    ring
        In metres on the features' plane; a hole's ring has its area outside.
    skip
        Numbers of features that may not be named.
    """
    pieces = list(_pieces(ring, rule.step_m))
    lines, costs = _costs(pieces, features, rule, skip)
    chosen = _cheapest(costs, rule.switch_m)
    ordered = [(lines[choice], piece) for choice, piece in zip(chosen, pieces, strict=True)]
    start = next((k for k in range(len(ordered)) if ordered[k][0] != ordered[k - 1][0]), 0)
    ordered = ordered[start:] + ordered[:start]
    return [Run(line, tuple(piece for _, piece in group)) for line, group in groupby(ordered, key=lambda one: one[0])]


def _pieces(ring: LinearRing, step_m: float) -> Iterator[Piece]:
    """Pieces of the ring clockwise; no piece goes round a corner."""
    xy = shapely.get_coordinates(ring)
    xy = xy[::-1] if shapely.is_ccw(ring) else xy
    for start, end in pairwise(xy):
        move = end - start
        length = float(np.hypot(*move))
        if length <= 0:
            continue
        parts = max(1, round(length / step_m))
        out = (float(-move[1] / length), float(move[0] / length))
        for k in range(parts):
            x, y = start + move * (k + 0.5) / parts
            yield Piece((float(x), float(y)), out, length / parts)


def _costs(
    pieces: list[Piece], features: LinearFeatures, rule: RunRule, skip: frozenset[int]
) -> tuple[list[int], Floats]:
    """The numbers of the lines near the ring, `NO_LINE` last, and the price of each piece along each."""
    near = _near(pieces, features, rule)
    lines = [*sorted({line for _, line in near} - skip), NO_LINE]
    column = {line: k for k, line in enumerate(lines)}
    lengths = np.array([piece.length_m for piece in pieces])
    price = np.full((len(pieces), len(lines)), np.inf)
    for (piece, line), distance in near.items():
        if line in column:
            price[piece, column[line]] = distance / rule.reach_m + rule.kind_cost[features.features[line].kind]
    price[:, -1] = rule.none_cost
    # a jog that heads elsewhere does not end a run by itself: it costs a little more than no line
    price[np.isinf(price)] = 2 * rule.none_cost
    return lines, price * lengths[:, None]


def _near(pieces: list[Piece], features: LinearFeatures, rule: RunRule) -> dict[tuple[int, int], float]:
    """The least distance of each piece to each line that is near it and heads its way."""
    middles = np.array([piece.middle for piece in pieces])
    out = np.array([piece.out for piece in pieces])
    west, south = middles.min(axis=0) - rule.reach_m
    east, north = middles.max(axis=0) + rule.reach_m
    around = features.tree.query(shapely.box(west, south, east, north))
    owner, starts, ends = _segments(features, sorted(int(one) for one in around))
    if not len(owner):
        return {}
    segments = np.asarray(shapely.linestrings(np.stack([starts, ends], axis=1)), dtype=object)
    points = np.asarray(shapely.points(middles), dtype=object)
    piece, segment = shapely.STRtree(segments).query(points, predicate="dwithin", distance=rule.reach_m)
    move = ends[segment] - starts[segment]
    across = np.abs((move * out[piece]).sum(axis=1)) / np.hypot(move[:, 0], move[:, 1])
    along = across <= np.sin(np.radians(rule.tilt_deg))
    piece, segment = piece[along], segment[along]
    distance = np.asarray(shapely.distance(points[piece], segments[segment]))
    near: dict[tuple[int, int], float] = {}
    for one, line, metres in zip(piece.tolist(), owner[segment].tolist(), distance.tolist(), strict=True):
        near[one, line] = min(metres, near.get((one, line), np.inf))
    return near


def _segments(features: LinearFeatures, numbers: list[int]) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Owner, start and end of each straight segment of these features."""
    parts, feature = shapely.get_parts([features.features[one].lines for one in numbers], return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    same = part[:-1] == part[1:]
    owner = np.array(numbers, dtype=np.int64)[feature][part[:-1][same]] if len(numbers) else np.empty(0, np.int64)
    starts, ends = xy[:-1][same], xy[1:][same]
    long = np.hypot(*(ends - starts).T) > 0
    return owner[long], starts[long], ends[long]


def _cheapest(costs: Floats, switch: float) -> list[int]:
    """The column of each row on the cheapest way round, a change of column costing `switch`."""
    rows = len(costs)
    # twice round, of which the middle is kept: there the start has no say any more
    twice = np.vstack([costs, costs])
    best, back = twice[0].copy(), np.zeros(twice.shape, dtype=np.int64)
    own = np.arange(twice.shape[1])
    for k in range(1, len(twice)):
        cheapest = int(best.argmin())
        change = best[cheapest] + switch < best
        back[k] = np.where(change, cheapest, own)
        best = np.where(change, best[cheapest] + switch, best) + twice[k]
    path = [int(best.argmin())]
    for k in range(len(twice) - 1, 0, -1):
        path.append(int(back[k][path[-1]]))
    path.reverse()
    half = rows // 2
    return path[rows : rows + half] + path[half:rows]
