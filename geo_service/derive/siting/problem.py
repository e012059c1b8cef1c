"""
The question and the answer of siting: items with a weight, candidates with prices and capacity, walks between them.

The price of an answer is the sum over open candidates of `open_price` and `unit_price` times units, plus
`walk_price` times weight times metres of every item. Items are whole: one item goes to one candidate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo_service.errors import InputError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOWHERE = -1
"""Candidate of an item that is not served."""

NO_CANDIDATE = "no_candidate_in_reach"
TOO_LARGE = "larger_than_any_capacity_in_reach"
EXHAUSTED = "capacity_in_reach_exhausted"
FIXED_IMPOSSIBLE = "fixed_to_a_candidate_that_cannot_serve_it"
REASONS = (NO_CANDIDATE, TOO_LARGE, EXHAUSTED, FIXED_IMPOSSIBLE)
"""Why an item is not served."""

PROVED, WITHIN_GAP, TIME_OUT = "proved_optimal", "within_gap", "time_out"
STATUSES = (PROVED, WITHIN_GAP, TIME_OUT)
"""Proved to `PROVED_GAP`; to the gap that was asked for; or the time ran out with the gap that is said."""

PROVED_GAP = 1e-4
"""Share of the price below which an answer counts as proved optimal; the default of HiGHS (mip_rel_gap)."""


@dataclass(frozen=True)
class SitingProblem:
    """
    What is to be served, by what, at which price.

    weight
        n, households or people of each item, 0 or more; an item of weight 0 needs nothing.
    open_price, unit_price
        m, price of opening a candidate and of each of its units (desks, benches), 0 or more.
    unit_capacity, most_units
        m, weight that one unit serves and the most units at a candidate, 0 or more.
    item, candidate, walk_m
        One row per walk that may be used, in any order; of repeated pairs the shortest counts.
    walk_price
        Price of one metre for one weight.
    pinned, forbidden
        Candidates that must be open or must stay closed.
    fixed
        Item → candidate that must serve it.
    """

    weight: Floats
    open_price: Floats
    unit_price: Floats
    unit_capacity: Floats
    most_units: Integers
    item: Integers
    candidate: Integers
    walk_m: Floats
    walk_price: float = 1.0
    pinned: frozenset[int] = frozenset()
    forbidden: frozenset[int] = frozenset()
    fixed: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_lengths(self)
        _check_numbers(self)
        _check_choices(self)


@dataclass(frozen=True)
class Earlier:
    """An answer given before, in the numbers of today's problem; `place` holds `NOWHERE` for items without one."""

    opened: frozenset[int]
    place: Integers


@dataclass(frozen=True)
class Unserved:
    """An item that nobody serves, and why (one of `REASONS`)."""

    item: int
    reason: str


@dataclass(frozen=True)
class Siting:
    """
    Which candidates open and who goes where.

    opened
        Open candidates, ascending.
    units, load
        m, units and served weight per candidate.
    place, walk_m
        n, candidate and walk per item; `NOWHERE` and nan where there is none.
    unserved
        Items of weight that are not served, ascending, each with its reason.
    objective, bound
        Price of this answer, and the price below which nobody can serve the same items.
    status
        One of `STATUSES`, for `objective` against `bound`.
    most_servable
        Proved upper bound of the weight that any answer can serve; equal to the served weight when nothing more can be.
    kept
        What was taken from the earlier answer: "assignment", "candidates" or "" for nothing.
    """

    opened: tuple[int, ...]
    units: Integers
    load: Floats
    place: Integers
    walk_m: Floats
    unserved: tuple[Unserved, ...]
    objective: float
    bound: float
    status: str
    most_servable: float
    kept: str = ""

    @property
    def gap(self) -> float:
        """Share of the price that might still be saved, 0 to 1."""
        return max(0.0, self.objective - self.bound) / self.objective if self.objective > 0 else 0.0


def _check_lengths(problem: SitingProblem) -> None:
    columns = {
        "candidates": ("open_price", "unit_price", "unit_capacity", "most_units"),
        "walks": ("item", "candidate", "walk_m"),
    }
    for what, names in columns.items():
        lengths = {name: len(getattr(problem, name)) for name in names}
        if len(set(lengths.values())) > 1:
            raise InputError(f"need one value per row of the {what}, got {lengths}")


def _check_numbers(problem: SitingProblem) -> None:
    for name in ("weight", "open_price", "unit_price", "unit_capacity", "most_units", "walk_m"):
        values = np.asarray(getattr(problem, name), dtype=np.float64)
        wrong = ~(np.isfinite(values) & (values >= 0))
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise InputError(f"need {name} of 0 or more, got {values[row]} in row {row}")
    if not (np.isfinite(problem.walk_price) and problem.walk_price >= 0):
        raise InputError(f"need a walk_price of 0 or more, got {problem.walk_price}")
    for name, size in (("item", len(problem.weight)), ("candidate", len(problem.open_price))):
        _check_range(name, np.asarray(getattr(problem, name), dtype=np.int64), size)


def _check_range(name: str, values: Integers, size: int) -> None:
    wrong = (values < 0) | (values >= size)
    if wrong.any():
        raise InputError(f"need each {name} from 0 to {size - 1}, got {values[wrong][0]}")


def _check_choices(problem: SitingProblem) -> None:
    both = sorted(problem.pinned & problem.forbidden)
    if both:
        raise InputError(f"a candidate can't be both pinned and forbidden, got {both}")
    chosen = np.array(sorted(problem.pinned | problem.forbidden | set(problem.fixed.values())), dtype=np.int64)
    _check_range("pinned, forbidden or fixed candidate", chosen, len(problem.open_price))
    _check_range("fixed item", np.array(sorted(problem.fixed), dtype=np.int64), len(problem.weight))
