"""
The cheapest choice that meets every need: a weighted multi-cover, proved by HiGHS or by its own reductions.

Each need asks that at least so many of some columns are chosen. Needs that others imply are dropped first; columns
that a need cannot do without are then fixed. Often nothing is left, and the choice is optimal without a search.
Source: branch and cut of scipy.optimize.milp (HiGHS); greedy bound of Dobson, Math. Oper. Res. 7 (1982).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

GAP_TOLERANCE = 1e-9
"""Objective and bound closer than this are the same number."""


@dataclass(frozen=True)
class Needs:
    """Rows of a multi-cover: which columns count, and how many of them are needed."""

    columns: NDArray[np.bool_]
    at_least: NDArray[np.int64]

    @classmethod
    def none(cls, size: int) -> "Needs":
        """No need at all, over so many columns."""
        return cls(np.zeros((0, size), dtype=bool), np.zeros(0, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.at_least)

    def met_by(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which needs a choice meets."""
        return np.asarray(self.columns[:, chosen].sum(axis=1) >= self.at_least, dtype=bool)


@dataclass(frozen=True)
class Cover:
    """The choice, its cost, a bound that no choice can go below, and whether the two are equal."""

    chosen: NDArray[np.bool_]
    cost: float
    bound: float

    @property
    def proved(self) -> bool:
        """Whether nothing cheaper exists."""
        return self.cost - self.bound <= GAP_TOLERANCE * max(1.0, abs(self.cost))

    @property
    def gap(self) -> float:
        """How much cheaper another choice could be, as a share of the cost."""
        return 0.0 if self.proved or self.cost == 0 else (self.cost - self.bound) / abs(self.cost)


def join_needs(needs: list[Needs], size: int) -> Needs:
    """All needs of a list as one."""
    every = [Needs.none(size), *needs]
    return Needs(np.vstack([one.columns for one in every]), np.concatenate([one.at_least for one in every]))


def distinct_needs(needs: Needs) -> Needs:
    """The needs without those that another one implies."""
    if not len(needs):
        return needs
    keys = np.column_stack([np.packbits(needs.columns, axis=1), needs.at_least.astype(np.uint8)])
    _, first = np.unique(keys, axis=0, return_index=True)
    rows, least = needs.columns[first], needs.at_least[first]
    order = np.lexsort((-least, rows.sum(axis=1)))
    rows, least = rows[order], least[order]
    overlap = rows.astype(np.float32) @ rows.T.astype(np.float32)
    # a row implies another one when it lies in it and asks for at least as many
    implies = (overlap >= rows.sum(axis=1)[:, None]) & (least[:, None] >= least[None, :])
    np.fill_diagonal(implies, val=False)
    dropped = np.triu(implies).any(axis=0)
    return Needs(rows[~dropped], least[~dropped])


def cheapest_cover(
    costs: NDArray[np.float64],
    needs: Needs,
    fixed: Mapping[int, bool],
    *,
    time_limit_s: float,
    extra: LinearConstraint | None = None,
) -> Cover | None:
    """
    Choose columns at the lowest cost so that every need is met.

    Parameters
    ----------
    costs
        Cost of choosing each column; one below zero is always worth choosing.
    needs
        What must be met.
    fixed
        Columns that must be chosen, or must not be.
    time_limit_s
        Limit of the search; after it the greedy choice stands with the bound found so far.
    extra
        A further linear constraint on the columns, such as enough room for everybody.

    Returns
    -------
    cover
        None when no choice meets every need.
    """
    size = len(costs)
    least, most = np.zeros(size), np.ones(size)
    for column, must in fixed.items():
        least[column] = most[column] = float(must)
    least[(costs < 0) & (most > 0)] = 1.0
    open_needs = _forced(distinct_needs(needs), least, most)
    if open_needs is None:
        return None
    chosen = np.asarray(least > 0, dtype=bool)
    if not len(open_needs) and _holds(extra, chosen):
        cost = float(costs[chosen].sum())
        return Cover(chosen, cost, cost)
    return _searched(costs, open_needs, (least, most), time_limit_s, extra)


def _forced(needs: Needs, least: NDArray[np.float64], most: NDArray[np.float64]) -> Needs | None:
    """The needs left open after fixing, in `least`, what they cannot do without; None when one can't be met."""
    while len(needs):
        free = needs.columns & (most > 0)
        room = free.sum(axis=1)
        if (room < needs.at_least).any():
            return None
        bare = (room == needs.at_least)[:, None] & free
        new = bare.any(axis=0) & (least == 0)
        least[new] = 1.0
        open_rows = ~needs.met_by(least > 0)
        needs = Needs(free[open_rows], needs.at_least[open_rows])
        if not new.any():
            return needs
    return needs


def _searched(
    costs: NDArray[np.float64],
    needs: Needs,
    bounds: tuple[NDArray[np.float64], NDArray[np.float64]],
    time_limit_s: float,
    extra: LinearConstraint | None,
) -> Cover | None:
    least, most = bounds
    constraints = (
        [LinearConstraint(needs.columns.astype(float), needs.at_least.astype(float), np.inf)] if len(needs) else []
    )
    constraints += [extra] if extra is not None else []
    found = milp(
        costs,
        constraints=constraints,
        integrality=np.ones(len(costs)),
        bounds=Bounds(least, most),
        options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
    )
    if found.status == INFEASIBLE:
        return None
    simple = _greedy(costs, needs, least > 0, most > 0, extra)
    chosen = simple if found.x is None else np.asarray(found.x > 1 / 2, dtype=bool)
    if simple is not None and chosen is not None and costs[simple].sum() < costs[chosen].sum():
        chosen = simple
    if chosen is None:
        return None
    bound = found.mip_dual_bound if found.mip_dual_bound is not None else float(costs[least > 0].sum())
    return Cover(chosen, float(costs[chosen].sum()), min(float(bound), float(costs[chosen].sum())))


INFEASIBLE = 2
"""Status of scipy.optimize.milp when nothing meets the constraints."""


def _greedy(
    costs: NDArray[np.float64],
    needs: Needs,
    chosen: NDArray[np.bool_],
    free: NDArray[np.bool_],
    extra: LinearConstraint | None,
) -> NDArray[np.bool_] | None:
    """Column by column, each time the one that meets most of what is still missing for its cost."""
    chosen = chosen.copy()
    while True:
        missing = np.maximum(needs.at_least - needs.columns[:, chosen].sum(axis=1), 0)
        if not missing.any():
            break
        gain = (needs.columns & (missing > 0)[:, None]).sum(axis=0) * (free & ~chosen)
        if not gain.any():
            return None
        chosen[int(np.argmax(gain / np.maximum(costs, np.finfo(float).tiny)))] = True
    return _with_room(costs, chosen, free, extra)


def _with_room(
    costs: NDArray[np.float64], chosen: NDArray[np.bool_], free: NDArray[np.bool_], extra: LinearConstraint | None
) -> NDArray[np.bool_] | None:
    """More columns, the cheapest for their room first, until the further constraint holds."""
    if extra is None:
        return chosen
    room = np.asarray(extra.A, dtype=float).reshape(-1)
    while not _holds(extra, chosen):
        gain = np.where(free & ~chosen, room / np.maximum(costs, np.finfo(float).tiny), 0.0)
        if not gain.any():
            return None
        chosen[int(np.argmax(gain))] = True
    return chosen


def _holds(extra: LinearConstraint | None, chosen: NDArray[np.bool_]) -> bool:
    return extra is None or bool(np.all(np.asarray(extra.A, dtype=float) @ chosen >= extra.lb))
