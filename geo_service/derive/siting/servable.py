"""The part of a siting problem that can be served, in the order the solvers need, and what can't be and why."""

from dataclasses import dataclass, replace

import numpy as np

from geo_service.derive.siting.problem import (
    FIXED_IMPOSSIBLE,
    NO_CANDIDATE,
    NOWHERE,
    TOO_LARGE,
    Flags,
    Floats,
    Integers,
    SitingProblem,
    Unserved,
)

ROUNDING = 1e-9
"""Share of a capacity by which sums of weights may differ from it through rounding."""


@dataclass(frozen=True)
class Servable:
    """
    Items with weight and walks that fit, by their own numbers; candidates keep theirs.

    items
        Number in the problem of each item here.
    walk_item, walk_to, cost
        One row per walk, ordered by candidate, then item; cost is the price of the whole item walking it.
    start
        m + 1, first walk of each candidate.
    room
        m, the weight that all units of a candidate serve.
    must
        m, candidates that are pinned.
    """

    items: Integers
    weight: Floats
    open_price: Floats
    unit_price: Floats
    unit_capacity: Floats
    most_units: Integers
    must: Flags
    walk_item: Integers
    walk_to: Integers
    cost: Floats
    start: Integers
    room: Floats

    @property
    def size(self) -> tuple[int, int]:
        """Number of items and of candidates."""
        return len(self.weight), len(self.open_price)

    def unit_share(self) -> Floats:
        """Price of a unit per weight it serves, for each candidate."""
        return np.divide(
            self.unit_price, self.unit_capacity, out=np.zeros(len(self.unit_price)), where=self.unit_capacity > 0
        )

    def without(self, left_out: Flags) -> "Servable":
        """The same candidates with fewer items."""
        number = np.cumsum(~left_out) - 1
        part = self.only(~left_out[self.walk_item])
        return replace(
            part, items=self.items[~left_out], weight=self.weight[~left_out], walk_item=number[part.walk_item]
        )

    def only(self, walks: Flags) -> "Servable":
        """The same items and candidates with some of the walks."""
        to = self.walk_to[walks]
        return replace(
            self,
            walk_item=self.walk_item[walks],
            walk_to=to,
            cost=self.cost[walks],
            start=np.searchsorted(to, np.arange(len(self.open_price) + 1)),
        )


def servable_part(problem: SitingProblem) -> tuple[Servable, tuple[Unserved, ...]]:
    """Separate what can be served from items that no candidate can serve."""
    item, to, walk_m = usable_walks(problem)
    room = np.asarray(problem.unit_capacity, dtype=np.float64) * problem.most_units
    weight = np.asarray(problem.weight, dtype=np.float64)
    fits = weight[item] <= room[to] * (1 + ROUNDING)
    needs = weight > 0
    reached, served = np.zeros(len(weight), dtype=bool), np.zeros(len(weight), dtype=bool)
    reached[item], served[item[fits]] = True, True
    unserved = tuple(
        Unserved(number, _reason(problem, number, bool(reached[number])))
        for number in np.flatnonzero(needs & ~served).tolist()
    )
    keep = fits & needs[item]
    return _ordered(problem, needs & served, item[keep], to[keep], walk_m[keep]), unserved


def _reason(problem: SitingProblem, item: int, reached: bool) -> str:
    if item in problem.fixed:
        return FIXED_IMPOSSIBLE
    return TOO_LARGE if reached else NO_CANDIDATE


def usable_walks(problem: SitingProblem) -> tuple[Integers, Integers, Floats]:
    """Walks to candidates that may open, for fixed items the fixed one only; the shortest of repeated pairs."""
    item, to = (np.asarray(values, dtype=np.int64) for values in (problem.item, problem.candidate))
    walk_m = np.asarray(problem.walk_m, dtype=np.float64)
    fixed_to = np.full(len(problem.weight), NOWHERE, dtype=np.int64)
    fixed_to[list(problem.fixed)] = list(problem.fixed.values())
    closed = np.zeros(len(problem.open_price), dtype=bool)
    closed[sorted(problem.forbidden)] = True
    closed |= (np.asarray(problem.most_units) < 1) | (np.asarray(problem.unit_capacity) <= 0)
    keep = ~closed[to] & ((fixed_to[item] == NOWHERE) | (fixed_to[item] == to))
    item, to, walk_m = item[keep], to[keep], walk_m[keep]
    order = np.lexsort((walk_m, item, to))
    item, to, walk_m = item[order], to[order], walk_m[order]
    first = np.ones(len(item), dtype=bool)
    first[1:] = (item[1:] != item[:-1]) | (to[1:] != to[:-1])
    return item[first], to[first], walk_m[first]


def _ordered(problem: SitingProblem, served: Flags, item: Integers, to: Integers, walk_m: Floats) -> Servable:
    items = np.flatnonzero(served)
    number = np.full(len(served), NOWHERE, dtype=np.int64)
    number[items] = np.arange(len(items))
    weight = np.asarray(problem.weight, dtype=np.float64)
    size = len(problem.open_price)
    must = np.zeros(size, dtype=bool)
    must[sorted(problem.pinned)] = True
    capacity = np.asarray(problem.unit_capacity, dtype=np.float64)
    units = np.asarray(problem.most_units, dtype=np.int64)
    return Servable(
        items=items,
        weight=weight[items],
        open_price=np.asarray(problem.open_price, dtype=np.float64),
        unit_price=np.asarray(problem.unit_price, dtype=np.float64),
        unit_capacity=capacity,
        most_units=units,
        must=must,
        walk_item=number[item],
        walk_to=to,
        cost=problem.walk_price * weight[item] * walk_m,
        start=np.searchsorted(to, np.arange(size + 1)),
        room=capacity * units,
    )
