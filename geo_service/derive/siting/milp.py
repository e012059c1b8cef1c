"""The siting problem as a mixed-integer program in its strong form (a walk only to what is open), solved by HiGHS."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack

from geo_service.derive.siting.options import Options
from geo_service.derive.siting.problem import PROVED_GAP, Flags, Floats, Integers
from geo_service.derive.siting.servable import Servable

OPEN_ENOUGH = 0.5
"""A whole number that HiGHS gives is rounded here."""


@dataclass(frozen=True)
class Limits:
    """Where HiGHS stops: seconds, or nodes, which are the same on every machine."""

    seconds: float | None = None
    nodes: int | None = None


@dataclass(frozen=True)
class Program:
    """
    What HiGHS found: units per candidate, share of each walk and their price (None without an answer), and a bound.

    `ended` says that it ended before its time: the answer is the best there is, or there is none (bound infinite).
    """

    units: Integers | None
    share: Floats | None
    price: float | None
    bound: float
    ended: bool


def solve_program(
    part: Servable,
    always_open: Flags,
    *,
    limits: Limits,
    whole: bool = False,
    options: Options | None = None,
) -> Program:
    """
    Solve for open candidates, units and shares of walks.

    Parameters
    ----------
    always_open
        Candidates that are open in any case.
    limits
        Most seconds or nodes; when they are reached the answer may be missing and the bound weak.
    whole
        Whether items must be whole; without it the answer is cheaper than any with whole items, and found sooner.
    options
        How many candidates or units must and may be open together; without them HiGHS has the plain formulation.
    """
    rows = np.bincount(part.walk_item, minlength=len(part.weight))
    if (rows == 0).any() or (limits.seconds is not None and limits.seconds <= 0):
        lost = bool((rows == 0).any())
        return Program(None, None, None, np.inf if lost else -np.inf, lost)
    candidates, walks = len(part.open_price), len(part.cost)
    price = np.concatenate([part.open_price, part.unit_price, part.cost])
    least = np.concatenate([always_open, np.zeros(candidates), np.zeros(walks)]).astype(np.float64)
    most = np.concatenate([np.minimum(part.most_units, 1), part.most_units, np.ones(walks)]).astype(np.float64)
    reached = np.bincount(part.walk_to, minlength=candidates) > 0
    most[:candidates] = np.where(reached | always_open, np.maximum(most[:candidates], always_open), 0.0)
    most[candidates : 2 * candidates] *= reached | always_open
    integer = np.concatenate([np.ones(2 * candidates), np.full(walks, float(whole))])
    solved = milp(
        price,
        integrality=integer,
        bounds=Bounds(least, most),
        constraints=[*_rows(part), *_counts(part, options)],
        options={"disp": False, "mip_rel_gap": PROVED_GAP / 2, **_stops(limits)},
    )
    bound = solved.mip_dual_bound if solved.mip_dual_bound is not None else -np.inf
    if solved.x is None:
        impossible = solved.status == 2  # noqa: PLR2004 - scipy's code of an infeasible program
        return Program(None, None, None, np.inf if impossible else float(bound), impossible)
    units = np.where(solved.x[:candidates] > OPEN_ENOUGH, np.round(solved.x[candidates : 2 * candidates]), 0)
    share = np.asarray(solved.x[2 * candidates :])
    return Program(units.astype(np.int64), share, float(solved.fun), float(bound), solved.status == 0)


def _stops(limits: Limits) -> dict[str, float]:
    named = {"time_limit": limits.seconds, "node_limit": limits.nodes}
    return {name: value for name, value in named.items() if value is not None}


def _counts(part: Servable, options: Options | None) -> list[LinearConstraint]:
    """How many candidates or units are open together in each group."""
    if options is None:
        return []
    candidates = len(part.open_price)
    here = np.arange(candidates)
    column = np.where(part.unit_price > 0, candidates + here, here)
    shape = (len(options.least), 2 * candidates + len(part.cost))
    counted = _matrix(np.ones(candidates), options.group[options.first], column, shape)
    return [LinearConstraint(counted, options.least, options.most)]


def _rows(part: Servable) -> list[LinearConstraint]:
    """Each item once; walks only to what is open; weight within the units; units only where open, at least one."""
    items, candidates = part.size
    walks = len(part.cost)
    width = 2 * candidates + walks
    here, number = np.arange(candidates), np.arange(walks)
    walk = 2 * candidates + number
    once = _matrix(np.ones(walks), part.walk_item, walk, (items, width))
    only_open = _matrix(
        np.concatenate([np.ones(walks), -np.ones(walks)]),
        np.concatenate([number, number]),
        np.concatenate([walk, part.walk_to]),
        (walks, width),
    )
    within = _matrix(
        np.concatenate([part.weight[part.walk_item], -part.unit_capacity]),
        np.concatenate([part.walk_to, here]),
        np.concatenate([walk, candidates + here]),
        (candidates, width),
    )
    most = _matrix(
        np.concatenate([np.ones(candidates), -part.most_units.astype(np.float64)]),
        np.concatenate([here, here]),
        np.concatenate([candidates + here, here]),
        (candidates, width),
    )
    least = _matrix(
        np.concatenate([np.ones(candidates), -np.ones(candidates)]),
        np.concatenate([here, here]),
        np.concatenate([here, candidates + here]),
        (candidates, width),
    )
    enough = _matrix(part.unit_capacity, np.zeros(candidates, dtype=np.int64), candidates + here, (1, width))
    up = vstack([only_open, within, most, least], format="csr")
    return [
        LinearConstraint(once, 1, 1),
        LinearConstraint(up, -np.inf, 0),
        LinearConstraint(enough, part.weight.sum(), np.inf),
    ]


def _matrix(data: Floats, row: Integers, column: Integers, shape: tuple[int, int]) -> csr_array:
    return csr_array(coo_array((data, (row, column)), shape=shape))
