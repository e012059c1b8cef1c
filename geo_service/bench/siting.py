"""
Siting beside scipy's HiGHS: p-median instances with a known optimum, and capacitated zones of generated townships.

The peer solves the plain strong formulation cold, with whole items, in the same process; a case counts as worse when
its answer is cheaper than ours by more than both call optimal (`PROVED_GAP`). Where our answer is proved optimal at the
long limit nothing can be cheaper, and HiGHS is not asked there.

Our limit is processor time of this process, so that other work on the machine changes little. HiGHS knows only seconds
by the clock; it gets as many as ours took by the clock per second of processor time, never fewer than the limit.
"""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from geo_service.bench.pmed import SHAPES, bench_pmed
from geo_service.bench.pmed_proof import prove_optimum
from geo_service.bench.siting_zones import Instance, make_instances
from geo_service.derive.siting.milp import Limits, solve_program
from geo_service.derive.siting.problem import PROVED_GAP, Siting
from geo_service.derive.siting.servable import servable_part
from geo_service.derive.siting.solve import solve_siting
from geo_service.importers.demo import make_township

Figures = dict[str, float | int | str]

LIMITS = ((1.5, 3.0), (10.0, 1.0))
"""Seconds and the proved gap in percent that shall be reached in them."""
BUILDINGS_OF_A_TOWN = 20_000
"""A larger township has no larger zones; more buildings only take longer to make."""
TUNED, HELD_OUT = "tuned", "held_out"
SOURCES = ((TUNED, 1, 1), (TUNED, 1, 2), (HELD_OUT, 7, 101), (HELD_OUT, 8, 102))
"""Township seed and zone seed; on the tuned ones the shares of time were chosen, on the others nothing was."""
ZONES_PER_SOURCE = 10
MOST_S = 540.0
"""By the clock, after which no further zone is begun; what was done is counted in the figures."""
PERCENT = 100


@dataclass(frozen=True)
class Outcome:
    """One instance at one limit."""

    name: str
    gap_percent: float
    seconds: float
    worse: bool
    peer_asked: bool
    peer_dearer_percent: float


def bench_siting(buildings: int, runs: int) -> Figures:
    """
    Measure p-median answers against their optimum and capacitated sitings against their bound and HiGHS.

    Parameters
    ----------
    buildings
        Size of the townships, of which at most 20,000 are made; below that also fewer instances.
    runs
        Rounds, each with other zones; all share one time limit.

    Returns
    -------
    figures
        Gaps in percent, seconds, how often HiGHS alone was better, and which instances miss the goal.
    """
    with _standard_output_kept_clean():
        return _bench(buildings, runs)


def _bench(buildings: int, runs: int) -> Figures:
    size = min(buildings, BUILDINGS_OF_A_TOWN)
    share = size / BUILDINGS_OF_A_TOWN
    zones, cases = max(round(ZONES_PER_SOURCE * share), 1), max(round(len(SHAPES) * share), 1)
    figures: Figures = {"buildings": size, "runs": runs, **bench_pmed(cases, seed=1, prove=prove_optimum)}
    outcomes: dict[tuple[str, float], list[Outcome]] = {}
    begun, stop_s = 0, time.perf_counter() + MOST_S
    instances = list(_instances(size, zones, runs))
    for kind, instance in instances:
        if time.perf_counter() > stop_s:
            break
        begun += 1
        for limit_s, _ in LIMITS:
            outcomes.setdefault((kind, limit_s), []).append(compare_with_highs(instance, limit_s))
    figures["zones"], figures["zones_not_begun"] = begun, len(instances) - begun
    figures["zone_candidates_max"] = max((len(one.problem.open_price) for _, one in instances), default=0)
    for kind in (TUNED, HELD_OUT):
        for limit_s, goal in LIMITS:
            figures.update(_figures(outcomes.get((kind, limit_s), []), f"{kind}_{limit_s:g}s", goal))
    return figures


def _instances(size: int, zones: int, runs: int) -> Iterator[tuple[str, Instance]]:
    """Instances of all sources in turn, so that a bench that is cut short has some of each."""
    sources = []
    for kind, town_seed, zone_seed in SOURCES:
        made = make_instances(make_township(size, seed=town_seed), zones * runs, seed=zone_seed)
        sources.append([(kind, Instance(f"{one.name}-seed{zone_seed}", one.problem)) for one in made])
    for number in range(zones * runs):
        yield from (source[number] for source in sources if number < len(source))


@contextmanager
def _standard_output_kept_clean() -> Iterator[None]:
    """HiGHS writes lines to the process's standard output at times, past Python; they go to standard error."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def compare_with_highs(instance: Instance, limit_s: float) -> Outcome:
    """Our answer and that of HiGHS alone to the same problem with the same limit."""
    start, start_cpu = time.perf_counter(), time.process_time()
    ours = solve_siting(instance.problem, time_limit_s=limit_s, clock=time.process_time)
    seconds = time.process_time() - start_cpu
    slowed = max((time.perf_counter() - start) / max(seconds, 1e-9), 1.0)
    asked = ours.gap > PROVED_GAP or limit_s < LIMITS[-1][0]
    price = _peer_price(instance, ours, limit_s * slowed) if asked else np.inf
    dearer = (price - ours.objective) / ours.objective if ours.objective > 0 else 0.0
    return Outcome(
        name=instance.name,
        gap_percent=ours.gap * PERCENT,
        seconds=seconds,
        worse=bool(dearer < -PROVED_GAP),
        peer_asked=asked,
        peer_dearer_percent=dearer * PERCENT,
    )


def _peer_price(instance: Instance, ours: Siting, limit_s: float) -> float:
    """Price of HiGHS for the items that we serve; infinite without an answer in time."""
    part, _ = servable_part(instance.problem)
    served = part.without(ours.place[part.items] < 0)
    program = solve_program(served, served.must, limits=Limits(seconds=limit_s), whole=True)
    return program.price if program.price is not None else np.inf


def _figures(outcomes: Sequence[Outcome], name: str, goal: float) -> Figures:
    gaps = np.array([one.gap_percent for one in outcomes])
    asked = [one for one in outcomes if one.peer_asked]
    dearer = np.array([one.peer_dearer_percent for one in asked if np.isfinite(one.peer_dearer_percent)])
    if not len(gaps):
        return {f"siting_{name}": "no zone of the right size; need more buildings"}
    figures: Figures = {
        "zones": len(gaps),
        "gap_percent_median": round(float(np.median(gaps)), 3),
        "gap_percent_p95": round(float(np.percentile(gaps, 95, method="inverted_cdf")), 3),
        "gap_percent_max": round(float(gaps.max()), 3),
        f"share_within_{goal:g}_percent": round(float((gaps <= goal).mean()), 3),
        "share_proved_optimal": round(float((gaps <= PROVED_GAP * PERCENT).mean()), 3),
        "missed": _named(one for one in outcomes if one.gap_percent > goal),
        "s_median": round(float(np.median([one.seconds for one in outcomes])), 2),
        "s_max": round(max(one.seconds for one in outcomes), 2),
        "worse_than_highs": sum(one.worse for one in outcomes),
        "worse": _named(one for one in outcomes if one.worse),
        "highs_asked": len(asked),
        "highs_without_answer": len(asked) - len(dearer),
        "highs_dearer_percent_mean": round(float(dearer.mean()), 2) if len(dearer) else "no answer",
    }
    return {f"siting_{name}_{key}": value for key, value in figures.items()}


def _named(outcomes: Iterator[Outcome]) -> str:
    """Names with gap and how much dearer HiGHS is, in percent."""
    rows = (f"{one.name} {one.gap_percent:.2f} ({one.peer_dearer_percent:+.2f})" for one in outcomes)
    return "; ".join(rows) or "none"
