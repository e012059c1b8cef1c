"""Proves the optimum of a p-median instance: by the bound, or by HiGHS on the walks and candidates that it leaves."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from geo_service.bench.pmed import PROOF_STEPS, Case
from geo_service.derive.siting.p_median import PMedian, price_the_items, solve_p_median

PROOF_LIMIT_S = 20.0
"""Most seconds of HiGHS for one proof."""
MOST_WALKS = 60_000
"""With more walks left HiGHS would not end in that time."""
WHOLE = 1 - 1e-6
"""Prices are whole numbers: an answer cheaper than the known one is cheaper by this much."""


def prove_optimum(case: Case, found: PMedian) -> float | None:
    """The optimum, or None where it could not be proved in time."""
    known = found if found.bound >= found.objective else solve_p_median(case.distances, case.p, steps=PROOF_STEPS)
    best = min(found.objective, known.objective)
    if max(found.bound, known.bound) >= best:
        return best
    return _search_cheaper(case, best)


def _search_cheaper(case: Case, best: float) -> float | None:
    """HiGHS among the walks that an answer cheaper than the known one can use."""
    prices = price_the_items(case.distances, case.p, best, steps=PROOF_STEPS)
    useful = prices.least <= best - WHOLE
    item, to = np.nonzero(useful)
    if len(item) > MOST_WALKS:
        return None
    if len(np.unique(item)) < len(case.distances):
        return best
    n, m = case.distances.shape
    number, walks = np.arange(len(item)), len(item)
    once = _matrix(np.ones(walks), item, m + number, (n, m + walks))
    ends = np.concatenate([m + number, to])
    opened = _matrix(np.repeat([1.0, -1.0], walks), np.tile(number, 2), ends, (walks, m + walks))
    count = _matrix(np.ones(m), np.zeros(m, dtype=np.int64), np.arange(m), (1, m + walks))
    solved = milp(
        np.concatenate([np.zeros(m), case.distances[item, to]]),
        integrality=np.concatenate([np.ones(m), np.zeros(walks)]),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(once, 1, 1),
            LinearConstraint(opened, -np.inf, 0),
            LinearConstraint(count, case.p, case.p),
        ],
        options={"time_limit": PROOF_LIMIT_S, "mip_rel_gap": 0},
    )
    if solved.status == INFEASIBLE:
        return best
    return min(best, float(np.round(solved.fun))) if solved.status == 0 else None


INFEASIBLE = 2
"""Status of scipy's milp for a program without an answer."""


def _matrix(data: np.ndarray, row: np.ndarray, column: np.ndarray, shape: tuple[int, int]) -> csr_array:
    return csr_array(coo_array((data, (row, column)), shape=shape))
