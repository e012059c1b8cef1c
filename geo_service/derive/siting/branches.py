"""
Branch and bound on the priced problem: first on how many are open together, then on single candidates.

The bound is weak where it opens 3.4 points of which only whole ones exist: then "at most 3" and "at least 4" both have
a far better bound than all together. Each branch keeps only the walks that an answer below the best price can use; when
few are left, HiGHS ends it. What is open on the way gives more answers to try.
"""

import heapq
from dataclasses import dataclass, replace

import numpy as np

from geo_service.derive.siting.assign import loads_of, round_shares, units_for
from geo_service.derive.siting.bound import Bound, Filler, Fills, candidates_always_open, least_prices, raise_bound
from geo_service.derive.siting.found import WHOLE_VISITS, Found, Timer, open_in
from geo_service.derive.siting.greedy import settle, trim_units
from geo_service.derive.siting.knapsack import WholeFiller
from geo_service.derive.siting.milp import solve_program
from geo_service.derive.siting.options import Options, options_of
from geo_service.derive.siting.problem import PROVED_GAP, Flags
from geo_service.derive.siting.servable import Servable

COUNT_STEPS, CANDIDATE_STEPS = (60, 40), (30, 20)
"""Steps of the bound with items that may be split, then with whole ones, in a branch on the count or on a candidate."""
CALM_STEP = 0.3
"""First step from prices that are good already."""
FEW_WALKS = 1_200
"""With fewer walks left a branch goes to HiGHS."""
HIGHS_S, HIGHS_NODES = 0.7, 60
"""Most seconds and, without a clock, most nodes of HiGHS for one branch."""
VISITS = (1, WHOLE_VISITS)
"""What a step of each kind costs in visits of all walks."""
TRIES_PER_BRANCH = 2
"""Sets of open candidates that are tried as answers in each branch."""


@dataclass(frozen=True)
class Branch:
    """
    A part of all answers, and what is known of it.

    value
        No answer in it costs less; `bound.value` may be less, it belongs to the prices there.
    tried
        Whether HiGHS had it and did not end it.
    """

    part: Servable
    options: Options
    bound: Bound
    value: float
    tried: bool = False


def search_branches(part: Servable, found: Found, bound: Bound, timer: Timer, stop_s: float) -> Found:
    """
    Split and bound, the weakest branch first, until the answer is proved or only `stop_s` seconds are left.

    Parameters
    ----------
    bound
        Prices of the whole problem.
    """
    waiting = [(found.bound, 0, Branch(part, options_of(part), bound, found.bound))]
    ended, number = np.inf, 0
    while waiting and not found.proves(PROVED_GAP / 2) and timer.left_s() > stop_s:
        _, _, branch = heapq.heappop(waiting)
        found, branch, done = _end_with_highs(part, found, _narrowed(branch, found.price), timer, stop_s)
        children = () if done else _children(branch, found, timer)
        ended = min(ended, branch.value) if not children else ended
        for child in children:
            number += 1
            found = _with_answers(part, found, child)
            heapq.heappush(waiting, (child.value, number, child))
        lowest = min(ended, waiting[0][0]) if waiting else ended
        found = replace(found, bound=max(found.bound, min(lowest, found.price)))
    return found


def _narrowed(branch: Branch, price: float) -> Branch:
    """Only the walks that an answer below the price can use, and what it opens in any case."""
    part = branch.part.only(least_prices(branch.part, branch.bound) <= price)
    always = candidates_always_open(branch.part, branch.bound, price)
    return replace(branch, part=replace(part, must=part.must | always))


def _end_with_highs(
    part: Servable, found: Found, branch: Branch, timer: Timer, stop_s: float
) -> tuple[Found, Branch, bool]:
    """HiGHS on a branch that is small or has nothing else to decide; says whether it is done with."""
    near = branch.part
    few = len(near.cost) <= FEW_WALKS or (_undecided(branch) is None and len(near.cost) <= timer.most_walks())
    few = few and len(near.cost) <= timer.most_walks()
    if not few or branch.tried or branch.value >= found.price:
        return found, branch, branch.value >= found.price
    limits = timer.highs_limits(min(HIGHS_S, timer.left_s() - stop_s), HIGHS_NODES)
    program = solve_program(near, near.must, whole=True, options=branch.options, limits=limits)
    timer.spend_on_highs(len(near.cost), HIGHS_NODES)
    branch = replace(branch, value=max(branch.value, program.bound), tried=True)
    if program.share is not None and program.units is not None:
        place = round_shares(part, (program.units > 0) | part.must, (near.walk_item, near.walk_to, program.share))
        found = found.or_better(part, trim_units(part, settle(part, open_in(part, place), place)))
    return found, branch, program.ended


def _with_answers(part: Servable, found: Found, child: Branch) -> Found:
    for opened in child.bound.tried[:TRIES_PER_BRANCH]:
        found = found.or_better(part, settle(part, opened | part.must))
    return found


def _children(branch: Branch, found: Found, timer: Timer) -> tuple[Branch, ...]:
    """The branch split in two or three; none where nothing is left to decide."""
    ranges = _ranges(branch, found)
    if len(ranges) > 1:
        counted = (_counted(branch, *one) for one in ranges)
        return tuple(_bounded(one, found, timer, COUNT_STEPS) for one in counted)
    number = _undecided(branch)
    if number is None:
        return ()
    sides = (replace(branch, part=side, tried=False) for side in _sides(branch.part, number))
    return tuple(_bounded(one, found, timer, CANDIDATE_STEPS) for one in sides)


def _main_group(options: Options) -> int:
    return int(options.least.argmax())


def _ranges(branch: Branch, found: Found) -> list[tuple[float, float]]:
    """Fewer than, as many as and more than the best answer has open in the largest group."""
    options, part, group = branch.options, branch.part, _main_group(branch.options)
    load = loads_of(part, found.place)
    mine = options.group[options.first] == group
    count = np.where(part.unit_price > 0, units_for(part, load), load > 0)[mine].sum()
    least, most = float(options.least[group]), float(options.most[group])
    middle = min(max(float(count), least), most)
    ranges = [(least, middle - 1), (middle, middle), (middle + 1, most)]
    return [(low, high) for low, high in ranges if low <= high]


def _counted(branch: Branch, least: float, most: float) -> Branch:
    low, high = branch.options.least.copy(), branch.options.most.copy()
    group = _main_group(branch.options)
    low[group], high[group] = least, most
    return replace(branch, options=replace(branch.options, least=low, most=high), tried=False)


def _undecided(branch: Branch) -> int | None:
    """The free candidate that is open in nearest to half of the steps."""
    part = branch.part
    free = ~part.must & (np.bincount(part.walk_to, minlength=len(part.must)) > 0)
    if not free.any():
        return None
    return int(np.where(free, np.abs(branch.bound.often - 0.5), np.inf).argmin())


def _sides(part: Servable, number: int) -> tuple[Servable, Servable]:
    """With the candidate closed, and with it open."""
    must: Flags = part.must.copy()
    must[number] = True
    return part.only(part.walk_to != number), replace(part, must=must)


def _bounded(branch: Branch, found: Found, timer: Timer, steps: tuple[int, int]) -> Branch:
    """The branch with prices of its own; without a walk for some item there is no answer in it."""
    part, options, bound = branch.part, branch.options, branch.bound
    if (np.bincount(part.walk_item, minlength=len(part.weight)) == 0).any():
        return replace(branch, value=np.inf, bound=replace(bound, tried=()))
    value = branch.value
    fillers: tuple[Fills, ...] = (Filler(part, options), WholeFiller(part, options))
    for filler, most, visits in zip(fillers, steps, VISITS, strict=True):
        timer.visit(most * visits * len(part.cost))
        bound = raise_bound(
            part, bound.item_price, found.price, steps=most, go_on=timer.goes_on, filler=filler, first_step=CALM_STEP
        )
        value = max(value, bound.value)
        if value >= found.price:
            break
    return replace(branch, bound=bound, value=value)
