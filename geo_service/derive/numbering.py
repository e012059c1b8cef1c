"""
Numbers that stay: a post or a point keeps its number from one plan to the next while it stays where it is.

Crews, lists and radio calls go by the numbers, so a number never passes to another place; gaps are fine. Which place is
which is one best assignment over all of them, not one place after the other, so the order of the rows decides nothing.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from shapely import MultiPoint

from geo_service.coords.metric import MetricPlane
from geo_service.model.sheet import SheetItem

SAME_PLACE_M = 25.0
"""Two places this close are one: the reach of an order about a post, about two carriageways [assumption]."""
SAME_WAY_M = 60.0
"""A post on the same road may move this far along it and stays the same post [assumption]."""

NEVER = 1e9
"""Metres that stand for two places that are not the same; any number of real distances is less."""


@dataclass(frozen=True)
class Spot:
    """A place on a plane, metres, and the roads that it holds."""

    x: float
    y: float
    ways: AbstractSet[int] = frozenset()


@dataclass(frozen=True)
class Numbering:
    """The numbers that are taken: places of the last sheet, and places of earlier ones that were given up."""

    standing: tuple[SheetItem, ...] = ()
    retired: tuple[SheetItem, ...] = ()


NO_NUMBERS = Numbering()
"""Before the first sheet."""


@dataclass(frozen=True)
class Numbered:
    """The numbers of one layer on a plane; `standing` and `retired` are (number, spot)."""

    prefix: str
    standing: Sequence[tuple[str, Spot]] = ()
    retired: Sequence[tuple[str, Spot]] = ()


def numbered_on(plane: MetricPlane, numbering: Numbering, kind: str, prefix: str) -> Numbered:
    """The numbers of one layer, its places on a plane."""
    standing, retired = (
        [(item.item_id, spot_of(plane, item)) for item in items if item.kind == kind]
        for items in (numbering.standing, numbering.retired)
    )
    return Numbered(prefix, standing, retired)


def spot_of(plane: MetricPlane, item: SheetItem) -> Spot:
    """The middle of an item on a plane."""
    middle = plane.to_metres(MultiPoint(item.at)).centroid
    return Spot(middle.x, middle.y, frozenset(item.way_ids))


def renumber(taken: Numbered, spots: Sequence[Spot]) -> list[str]:
    """
    The number of each place of one layer.

    A place of the last sheet keeps its number; a place that was given up earlier and is taken up again gets its old one
    back; every other one gets the next number that no place has ever had, in the order given.
    """
    return renumber_roles([taken], spots, [0] * len(spots))


def renumber_roles(taken: Sequence[Numbered], spots: Sequence[Spot], roles: Sequence[int]) -> list[str]:
    """
    The number of each place, where places may have changed their role.

    Parameters
    ----------
    taken
        The numbers of each role. A place is looked for among those of all roles, so that the neighbour of a post whose
        role changed is not taken for it; its number is kept if the role is still the same.
    roles
        The role of each place, an index of `taken`.
    """
    known = [(role, number, spot) for role, one in enumerate(taken) for number, spot in one.standing]
    pairs = same_places([spot for _, _, spot in known], spots)
    numbers = {now: known[before][1] for before, now in pairs if known[before][0] == roles[now]}
    for role, one in enumerate(taken):
        rows = [row for row in range(len(spots)) if roles[row] == role]
        _number_the_rest(one, spots, rows, numbers)
    return [numbers[row] for row in range(len(spots))]


def _number_the_rest(taken: Numbered, spots: Sequence[Spot], rows: Sequence[int], numbers: dict[int, str]) -> None:
    """Give numbers to the places of one role that have none yet: their old ones, else the next free ones."""
    rest = [row for row in rows if row not in numbers]
    retired = [spot for _, spot in taken.retired]
    pairs = same_places(retired, [spots[row] for row in rest], same_way_m=SAME_PLACE_M)
    numbers.update({rest[now]: taken.retired[before][0] for before, now in pairs})
    free = max((number_in(number) for number, _ in (*taken.standing, *taken.retired)), default=0)
    for row in rest:
        if row not in numbers:
            free += 1
            numbers[row] = f"{taken.prefix}{free:02d}"


def number_in(item_id: str) -> int:
    """The number in an id such as K03; 0 when there is none."""
    digits = re.search(r"\d+$", item_id)
    return int(digits[0]) if digits else 0


def same_places(
    before: Sequence[Spot], now: Sequence[Spot], *, same_way_m: float = SAME_WAY_M
) -> list[tuple[int, int]]:
    """
    Which place of before is which of now, as pairs of row numbers: as many as can be, and then as near as can be.

    Places within `SAME_PLACE_M` are the same; on the same road within `same_way_m`.
    """
    if not before or not now:
        return []
    apart = _apart(before, now, same_way_m)
    rows, columns = linear_sum_assignment(apart)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if apart[row, column] < NEVER]


def _apart(before: Sequence[Spot], now: Sequence[Spot], same_way_m: float) -> NDArray[np.float64]:
    """Metres between the places; `NEVER` for pairs that are not the same."""
    old, new = (np.array([(spot.x, spot.y) for spot in spots]) for spots in (before, now))
    apart = np.hypot(*(old[:, None] - new[None]).transpose(2, 0, 1))
    shared = np.array([[bool(one.ways & other.ways) for other in now] for one in before])
    same = (apart <= SAME_PLACE_M) | (shared & (apart <= same_way_m))
    return np.where(same, apart, NEVER)
