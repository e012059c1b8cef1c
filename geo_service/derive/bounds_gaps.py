"""Why lines do not close: the gaps between lines that follow each other round an area, and the side that is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from geo_service.derive.feature_names import NamedLine

SIDE_TITLES: Mapping[str, tuple[str, str]] = {
    "east": ("东侧", "the east"),
    "south": ("南侧", "the south"),
    "west": ("西侧", "the west"),
    "north": ("北侧", "the north"),
}
ROUND = ("north", "east", "south", "west")
PAIR = 2
"""Fewer lines have no gap between them."""
ORDERED = 7
"""Up to so many lines of an enclosure are tried in every order; more are taken in the order of the text."""


@dataclass(frozen=True)
class Gap:
    """The metres between two lines that should meet."""

    first: str
    second: str
    metres: float


def gaps_between_sides(sides: Mapping[str, Sequence[NamedLine]], snap_m: float) -> list[Gap]:
    """The gaps over `snap_m` that keep lines apart, and those between sides that follow each other, largest first."""
    found = _gaps_of_tree([line for side in ROUND for line in sides.get(side, ())])
    pairs = list(zip(ROUND, (*ROUND[1:], ROUND[0]), strict=True))
    met = [(sides[one], sides[other]) for one, other in pairs if sides.get(one) and sides.get(other)]
    found += [_nearest(one, other) for one, other in met]
    return _large(list(dict.fromkeys(found)), snap_m)


def gaps_round(lines: Sequence[NamedLine], snap_m: float) -> list[Gap]:
    """The gaps over `snap_m` when the lines stand in the order that leaves the least open."""
    if len(lines) < PAIR:
        return []
    first, *others = lines
    orders = permutations(others) if len(lines) <= ORDERED else [tuple(others)]
    rings = (
        [_gap(one, other) for one, other in zip((first, *order), (*order, first), strict=True)] for order in orders
    )
    return _large(min(rings, key=lambda ring: sum(gap.metres for gap in ring)), snap_m)


def _gaps_of_tree(lines: Sequence[NamedLine]) -> list[Gap]:
    """The gaps of the shortest tree that ties all lines together."""
    tied, left, gaps = list(lines[:1]), list(lines[1:]), []
    while left:
        gap, line = min(((_gap(one, other), other) for one in tied for other in left), key=lambda pair: pair[0].metres)
        gaps.append(gap)
        tied.append(line)
        left.remove(line)
    return gaps


def _nearest(one: Sequence[NamedLine], other: Sequence[NamedLine]) -> Gap:
    return min((_gap(first, second) for first in one for second in other), key=lambda gap: gap.metres)


def _gap(one: NamedLine, other: NamedLine) -> Gap:
    return Gap(one.words, other.words, float(one.feature.lines.distance(other.feature.lines)))


def _large(gaps: Sequence[Gap], snap_m: float) -> list[Gap]:
    return sorted((gap for gap in gaps if gap.metres > snap_m), key=lambda gap: -gap.metres)
