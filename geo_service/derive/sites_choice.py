"""
Choosing sites so that the answer is the same on every machine.

The solver is asked without a clock: its limit is an amount of work, so a plan made twice, here or elsewhere, is the
same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_service.derive.siting.problem import NOWHERE, Earlier, Siting, SitingProblem
from geo_service.derive.siting.solve import solve_siting
from geo_service.network.walking import Walks

STOOD_SHARE = 0.5
"""What keeping a site open costs, of what opening one costs: its tents stand and people know the way [assumption]."""


@dataclass(frozen=True)
class SitingRule:
    """Work that one search may cost, in seconds of an ordinary machine, and the gap at which it may stop."""

    time_limit_s: float = 0.2
    wanted_gap: float = 0.01


USUAL_SITING = SitingRule()
"""Where a protocol is not asked."""


@dataclass(frozen=True)
class Prices:
    """
    What a kind of site costs, in metres walked by one unit of weight, and what one of its units serves.

    `open_price` is the walking that one more site must save, `unit_price` that of one more desk or bench.
    """

    open_price: float
    unit_price: float
    unit_capacity: float
    most_units: int


@dataclass(frozen=True)
class Choice:
    """
    Where each thing goes.

    `place` is a candidate per thing; a thing beyond reach or room has the nearest open one all the same and stands in
    `beyond` with the reason. -1 only for things of weight 0 and where there is no candidate at all.
    """

    place: NDArray[np.int64]
    walk_m: NDArray[np.float64]
    opened: tuple[int, ...]
    beyond: Mapping[int, str] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)


def choose_sites(
    weight: NDArray[np.float64],
    walks: Walks,
    candidates: int,
    prices: Prices,
    *,
    limit_m: float,
    rule: SitingRule,
    pinned: frozenset[int] = frozenset(),
    forbidden: frozenset[int] = frozenset(),
    most_units: NDArray[np.int64] | None = None,
    stood: frozenset[int] = frozenset(),
) -> Choice:
    """
    Choose sites and give every thing of weight exactly one.

    Parameters
    ----------
    weight
        Households or people of each thing.
    walks
        Walks to candidates; those longer than `limit_m` count only where there is nothing else.
    candidates
        How many there are.
    most_units
        Units that fit at each candidate, where that differs from the price list.
    stood
        Candidates that were open on the last field sheet; keeping one costs less than opening another.
    """
    near = walks.walk_m <= limit_m
    problem = SitingProblem(
        weight=weight,
        open_price=np.where(np.isin(np.arange(candidates), list(stood)), STOOD_SHARE, 1.0) * prices.open_price,
        unit_price=np.full(candidates, prices.unit_price),
        unit_capacity=np.full(candidates, prices.unit_capacity),
        most_units=np.full(candidates, prices.most_units) if most_units is None else most_units,
        item=walks.thing[near],
        candidate=walks.place[near],
        walk_m=np.maximum(walks.walk_m[near], 0.0),
        pinned=pinned,
        forbidden=forbidden,
    )
    earlier = Earlier(stood, np.full(len(weight), NOWHERE)) if stood else None
    siting = solve_surely(problem, rule, earlier)
    place, walk_m = _serve_the_rest(weight, walks, siting, forbidden)
    opened = tuple(sorted({*siting.opened, *place[place >= 0].tolist()}))
    reasons = {one.item: one.reason for one in siting.unserved}
    return Choice(place, walk_m, opened, reasons, statement(siting))


def solve_surely(problem: SitingProblem, rule: SitingRule, earlier: Earlier | None = None) -> Siting:
    """The answer of the solver without a clock: the same on every machine, with a proved bound."""
    return solve_siting(problem, time_limit_s=rule.time_limit_s, wanted_gap=rule.wanted_gap, previous=earlier)


def statement(siting: Siting) -> dict[str, Any]:
    """How good an answer is, as plain values."""
    return {
        "sites": len(siting.opened),
        "price": round(siting.objective, 1),
        "bound": round(siting.bound, 1),
        "gap": round(siting.gap, 4),
        "status": siting.status,
        "unserved": len(siting.unserved),
    }


def _serve_the_rest(
    weight: NDArray[np.float64], walks: Walks, siting: Siting, forbidden: frozenset[int]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """What the solver could not place goes to the nearest open candidate, else to the nearest one."""
    place = np.where(weight > 0, siting.place, -1)
    walk_m = np.where(weight > 0, siting.walk_m, np.nan)
    is_open = np.zeros(len(siting.units), dtype=bool)
    is_open[list(siting.opened)] = True
    for one in siting.unserved:
        rows = np.flatnonzero(walks.thing == one.item)
        rows = rows[~np.isin(walks.place[rows], list(forbidden))]
        if not len(rows):
            continue
        best = rows[np.lexsort((walks.place[rows], walks.walk_m[rows], ~is_open[walks.place[rows]]))[0]]
        place[one.item], walk_m[one.item] = walks.place[best], walks.walk_m[best]
    return place, walk_m
