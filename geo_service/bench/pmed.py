"""
The p-median part of the bench: OR-Library pmed1–40, or instances of the same shape with a proved optimum.

The files are not ours to ship (Beasley, EJOR 21, 1985): put them into a folder as `pmed1.txt` … `pmed40.txt` and
name it in `GEO_SERVICE_PMED_DIR`. Without them the bench makes random connected graphs by the published recipe (n
nodes, n²/50 edges, costs 1 to 100) with the same n and p; their optimum is proved by the bound alone, or by HiGHS on
what the bound leaves. Instances whose optimum is not proved are counted and left out of the gap.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo_service.derive.siting.p_median import PMedian, solve_p_median
from geo_service.errors import InputError

PMED_FOLDER = "GEO_SERVICE_PMED_DIR"
"""Environment variable with the folder of the OR-Library files."""

OPTIMA = (
    *(5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255),
    *(7696, 6634, 4374, 2968, 1729, 8162, 6999, 4809, 2845, 1789),
    *(9138, 8579, 4619, 2961, 1828, 9917, 8307, 4498, 3033, 1989),
    *(10086, 9297, 4700, 3013, 10400, 9934, 5057, 11060, 9423, 5128),
)
"""Optimal values of pmed1–40 (OR-Library, pmedopt)."""

SHAPES = tuple(
    (n, p)
    for n, ps in (
        (100, (5, 10, 10, 20, 33)),
        (200, (5, 10, 20, 40, 67)),
        (300, (5, 10, 30, 60, 100)),
        (400, (5, 10, 40, 80, 133)),
        (500, (5, 10, 50, 100, 167)),
        (600, (5, 10, 60, 120, 200)),
        (700, (5, 10, 70, 140)),
        (800, (5, 10, 80)),
        (900, (5, 10, 90)),
    )
    for p in ps
)
"""n and p of pmed1–40 (Beasley 1985, table 1)."""

EDGES_PER_SQUARE, DEAREST = 50, 100
"""n² / 50 edges of cost 1 to 100 each."""
PERCENT = 100
PROOF_STEPS = 1500
"""Steps of the bound when an optimum has to be proved."""


@dataclass(frozen=True)
class Case:
    """Distances, p, and the optimum where it is known."""

    name: str
    distances: NDArray[np.float64]
    p: int
    optimum: int | None


def bench_pmed(
    count: int, seed: int, *, prove: Callable[[Case, PMedian], float | None]
) -> dict[str, float | int | str]:
    """Gap to the optimum over the first `count` instances, and the seconds that an answer takes."""
    folder = os.environ.get(PMED_FOLDER)
    cases = read_cases(Path(folder), count) if folder else make_cases(count, seed)
    gaps, seconds, unproved = [], [], 0
    for case in cases:
        start = time.perf_counter()
        found = solve_p_median(case.distances, case.p)
        seconds.append(time.perf_counter() - start)
        optimum = case.optimum if case.optimum is not None else prove(case, found)
        unproved += optimum is None
        if optimum is not None:
            gaps.append((found.objective - optimum) / optimum * PERCENT)
    return {
        "pmed_source": "OR-Library files" if folder else "own instances of the published recipe",
        "pmed_instances": len(seconds),
        "pmed_optimum_not_proved": unproved,
        "pmed_gap_percent_mean": round(float(np.mean(gaps)), 4) if gaps else "none proved",
        "pmed_gap_percent_max": round(float(np.max(gaps)), 4) if gaps else "none proved",
        "pmed_optimum_hit": int(np.sum(np.array(gaps) <= 0)),
        "pmed_s_median": round(float(np.median(seconds)), 3),
        "pmed_s_max": round(float(np.max(seconds)), 3),
    }


def read_cases(folder: Path, count: int) -> Iterator[Case]:
    """The first OR-Library files of a folder."""
    for number in range(1, min(count, len(SHAPES)) + 1):
        file = folder / f"pmed{number}.txt"
        if not file.is_file():
            raise InputError(
                f"need pmed1.txt to pmed{count}.txt in the folder of {PMED_FOLDER}, {file.name} is missing"
            )
        yield read_case(file, OPTIMA[number - 1])


def read_case(file: Path, optimum: int | None = None) -> Case:
    """One OR-Library file: n, edges, p, then one edge a line; of an edge given twice the later cost counts."""
    numbers = np.array(file.read_text(encoding="ascii").split(), dtype=np.int64)
    n, p = int(numbers[0]), int(numbers[2])
    edges = numbers[3:].reshape(-1, 3)
    return Case(file.stem, _distances(n, edges), p, optimum)


def make_cases(count: int, seed: int) -> Iterator[Case]:
    """Random connected graphs with n and p of the first instances; the same seed gives the same ones."""
    for number, (n, p) in enumerate(SHAPES[:count], start=1):
        chance = np.random.default_rng([seed, number])
        yield Case(f"own{number}", _distances(n, random_edges(n, chance)), p, None)


def random_edges(n: int, chance: np.random.Generator) -> NDArray[np.int64]:
    """A random tree that joins all nodes, and random edges up to n² / 50."""
    order = chance.permutation(n)
    tree = np.column_stack([order[1:], order[chance.integers(0, np.arange(1, n))]])
    more = max(n * n // EDGES_PER_SQUARE - len(tree), 0)
    extra = chance.integers(0, n, (more, 2))
    ends = np.vstack([tree, extra[extra[:, 0] != extra[:, 1]]]) + 1
    return np.column_stack([ends, chance.integers(1, DEAREST + 1, len(ends))])


def _distances(n: int, edges: NDArray[np.int64]) -> NDArray[np.float64]:
    table = np.zeros((n, n))
    tail, head = edges[:, 0] - 1, edges[:, 1] - 1
    for one, other, cost in zip(tail, head, edges[:, 2], strict=True):
        table[one, other] = table[other, one] = cost
    return np.asarray(dijkstra(csr_array(table), directed=False))
