"""The runs of an outline as its four sides: which names each side has, in order, and how much of it they cover."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geo_service.derive.boundary_runs import NO_LINE, Piece, Run

SIDES = ("east", "south", "west", "north")
DIAGONAL = float(np.sqrt(0.5))


@dataclass(frozen=True)
class SideRule:
    """
    When a run is named on a side.

    least_m, least_share
        It is at least this long there, in metres, or this share of the side.
    second_m, second_share
        A run round a corner belongs to its second side too from this length and share of the run.
    """

    least_m: float = 40.0
    least_share: float = 0.25
    second_m: float = 50.0
    second_share: float = 0.3


@dataclass(frozen=True)
class Stretch:
    """A part of a run on one side of the area."""

    side: str
    line: int
    pieces: tuple[Piece, ...]

    @property
    def length_m(self) -> float:
        """Length in metres."""
        return sum(piece.length_m for piece in self.pieces)


def side_of(out: tuple[float, float]) -> str:
    """The side that faces a way out: east and west within 45 degrees."""
    x, y = out
    if abs(x) >= DIAGONAL:
        return "east" if x > 0 else "west"
    return "north" if y > 0 else "south"


def stretches_of(runs: Sequence[Run], rule: SideRule) -> list[Stretch]:
    """The runs by side; what a run has on a side that is not its own counts for its main side."""
    return [stretch for run in runs for stretch in _by_side(run, rule)]


def _by_side(run: Run, rule: SideRule) -> list[Stretch]:
    pieces: defaultdict[str, list[Piece]] = defaultdict(list)
    for piece in run.pieces:
        pieces[side_of(piece.out)].append(piece)
    metres = {side: sum(piece.length_m for piece in held) for side, held in pieces.items()}
    main = max(metres, key=lambda side: metres[side])
    own = [side for side in metres if side == main or _is_second(metres[side], run.length_m, rule)]
    kept: dict[str, list[Piece]] = {side: [] for side in own}
    for side, held in pieces.items():
        kept[side if side in kept else main].extend(held)
    return [Stretch(side, run.line, tuple(held)) for side, held in kept.items()]


def _is_second(side_m: float, run_m: float, rule: SideRule) -> bool:
    return side_m >= rule.second_m and side_m >= rule.second_share * run_m


def said_stretches(stretches: Sequence[Stretch], rule: SideRule) -> Mapping[str, list[Stretch]]:
    """The stretches that are said on each side, from north to south or from west to east."""
    said: dict[str, list[Stretch]] = {}
    for side in SIDES:
        own = [one for one in stretches if one.side == side]
        whole_m = sum(one.length_m for one in own)
        kept = [one for one in own if _is_said(one, own, whole_m, rule)]
        said[side] = sorted(kept, key=_place)
    return said


def _is_said(one: Stretch, own: Sequence[Stretch], whole_m: float, rule: SideRule) -> bool:
    metres = one.length_m if one.line == NO_LINE else sum(other.length_m for other in own if other.line == one.line)
    return metres >= rule.least_m or metres >= rule.least_share * whole_m


def _place(stretch: Stretch) -> float:
    x, y = np.mean([piece.middle for piece in stretch.pieces], axis=0)
    return float(-y if stretch.side in {"east", "west"} else x)
