"""
The recipe: greedy, bound, swap, exact assignment, then HiGHS on what the bound leaves; the best answer counts.

Without a clock work is counted in visited walks, not in seconds, so that the same input gives the same answer wherever
HiGHS ends before its time limit.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from geo_service.derive.siting.assign import assign_by_transport, loads_of, price_of, serve_most, units_for
from geo_service.derive.siting.bound import Bound, prices_of_answer, raise_bound
from geo_service.derive.siting.branches import CALM_STEP, search_branches
from geo_service.derive.siting.earlier import as_before, keep_previous
from geo_service.derive.siting.found import VISITS_PER_S, WHOLE_VISITS, Found, Timer, open_in
from geo_service.derive.siting.greedy import better, open_greedily, settle, swap_candidates, trim_units, worth_of
from geo_service.derive.siting.knapsack import WholeFiller
from geo_service.derive.siting.neighbourhood import LARGE, SMALL
from geo_service.derive.siting.options import options_of
from geo_service.derive.siting.problem import (
    EXHAUSTED,
    NOWHERE,
    PROVED,
    PROVED_GAP,
    TIME_OUT,
    WITHIN_GAP,
    Earlier,
    Floats,
    Integers,
    Siting,
    SitingProblem,
    Unserved,
)
from geo_service.derive.siting.search import is_small, resite, search_near_bound
from geo_service.derive.siting.servable import Servable, servable_part, usable_walks
from geo_service.errors import InputError

KEEP_WITHIN = 0.02
"""Share by which an earlier answer may be dearer than the best one and still stands: crews do not move for less."""
BOUND_SHARE, SWAP_SHARE = 0.3, 0.1
"""Shares of the time that go to the bound and to swaps before HiGHS has the rest."""
MOST_STEPS, LEAST_STEPS = 400, 40
"""Steps of the bound; more add less than 0.01 %."""
VISITS_PER_TRIAL, MOST_TRIALS = 60, 200
"""Visits of all walks that one trial of a swap costs, and most trials."""
OFTEN_ENOUGH = (0.7, 0.4, 0.15)
"""Candidates that were open in more than this share of the steps of the bound are worth a try together."""
PIECES_SHARE = {False: 0.25, True: 0.6}
"""Share of the time left for pieces sited anew before the whole is looked at; long where items are lumpy."""
LOOK_SHARE = {False: 0.7, True: 0.0}
"""Share of the time left in which HiGHS looks near the bound: long where that bound is good, none for lumpy items."""
LOOK_SHARE_SMALL = 0.3
"""The same for a small problem with lumpy items."""
BRANCH_SHARE = 0.9
"""Share of the time left for branches after that."""
LUMPY = 0.15
"""Items heavier than this share of a unit make the bound with split items weak."""
WHOLE_SHARE, MOST_WHOLE_STEPS = 0.1, 150
"""Share of the time for the bound with whole items, and its most steps."""


def solve_siting(
    problem: SitingProblem,
    *,
    time_limit_s: float,
    previous: Earlier | None = None,
    wanted_gap: float = PROVED_GAP,
    keep_within: float = KEEP_WITHIN,
    clock: Callable[[], float] | None = None,
) -> Siting:
    """
    Choose where points open and who goes where.

    Parameters
    ----------
    problem
        Items, candidates and walks.
    time_limit_s
        Most seconds; a usable answer with its gap comes at any limit.
    previous
        The answer given before: a start, and kept where it is within `keep_within` of the best.
    wanted_gap
        Gap at which the search may stop.
    keep_within
        Share of the price that keeping the earlier answer may cost.
    clock
        Monotonic seconds; with it HiGHS gets what is left of the limit, without it an estimate of that.

    Returns
    -------
    siting
        Every item with weight has a candidate or stands in `unserved` with its reason.

    Raises
    ------
    InputError
        If the earlier answer is not in the numbers of this problem.
    """
    if previous is not None:
        _check_previous(problem, previous)
    whole, hopeless = servable_part(problem)
    timer = Timer(time_limit_s, clock)
    first, most = _first_answer(whole, previous)
    left_out = first == NOWHERE
    unserved = (*hopeless, *(Unserved(int(item), EXHAUSTED) for item in whole.items[left_out]))
    part = whole.without(left_out)
    found = _improve(part, first[~left_out], timer, wanted_gap)
    place, kept = keep_previous(part, found, previous, keep_within)
    siting = _siting(problem, part, place, found.bound, wanted_gap)
    listed = tuple(sorted(unserved, key=lambda one: one.item))
    return replace(siting, unserved=listed, most_servable=most, kept=kept)


def _check_previous(problem: SitingProblem, previous: Earlier) -> None:
    if len(previous.place) != len(problem.weight):
        raise InputError(f"need an earlier place for each of {len(problem.weight)} items, got {len(previous.place)}")
    unknown = sorted(previous.opened - set(range(len(problem.open_price))))
    if unknown:
        raise InputError(f"need earlier candidates from 0 to {len(problem.open_price) - 1}, got {unknown}")


def _first_answer(part: Servable, previous: Earlier | None) -> tuple[Integers, float]:
    """Whole items placed so that as many as possible are served, and the most weight that could be."""
    tries = [settle(part, open_greedily(part))]
    if previous is not None:
        opened, place = as_before(part, previous)
        tries.append(settle(part, opened, place))
    most = float(part.weight.sum())
    if all((place == NOWHERE).any() for place in tries):
        crowded, most = serve_most(part)
        tries.append(crowded)
    best = tries[0]
    for place in tries[1:]:
        best = place if better(worth_of(part, place), worth_of(part, best)) else best
    return best, most


def _improve(part: Servable, place: Integers, timer: Timer, wanted_gap: float) -> Found:
    price = price_of(part, place)
    if not len(part.weight):
        return Found(place, price, price)
    bound = _bound(part, place, price, timer)
    found = Found(place, price, bound.value)
    for opened in (*(bound.often > often for often in OFTEN_ENOUGH), *bound.tried):
        if timer.goes_on():
            found = found.or_better(part, settle(part, opened))
    found = found.or_better(part, trim_units(part, found.place, go_on=timer.goes_on))
    if timer.goes_on():
        found = found.or_better(part, assign_by_transport(part, open_in(part, found.place)))
    if found.proves(wanted_gap):
        return found
    return _improve_longer(part, found, bound, timer, wanted_gap)


def _improve_longer(part: Servable, found: Found, bound: Bound, timer: Timer, wanted_gap: float) -> Found:
    """Swaps, pieces, HiGHS on the whole, and pieces again with the time that is left."""
    trials = min(int(SWAP_SHARE * timer.limit_s * VISITS_PER_S / (VISITS_PER_TRIAL * len(part.cost))), MOST_TRIALS)
    timer.visit(trials * VISITS_PER_TRIAL * len(part.cost))
    found = found.or_better(part, swap_candidates(part, found.place, most_trials=trials, go_on=timer.goes_on))
    lumpy = _is_lumpy(part)
    bound = _bound_with_whole_items(part, found, bound, timer) if lumpy else bound
    found = replace(found, bound=max(found.bound, min(bound.value, found.price)))
    for opened in bound.tried:
        if timer.goes_on():
            found = found.or_better(part, settle(part, opened))
    if not is_small(part):
        found = resite(part, found, bound, timer, (PIECES_SHARE[lumpy] * timer.left_s(), SMALL))
    look = max(LOOK_SHARE[lumpy], LOOK_SHARE_SMALL if is_small(part) else 0.0)
    found = search_near_bound(part, found, bound, timer, (wanted_gap, (1 - look) * timer.left_s()))
    if not found.proves(wanted_gap):
        found = search_branches(part, found, bound, timer, (1 - BRANCH_SHARE) * timer.left_s())
    for size in (SMALL, LARGE):
        if not found.proves(wanted_gap):
            found = resite(part, found, bound, timer, (timer.left_s(), size))
    return found


def _is_lumpy(part: Servable) -> bool:
    """Whether some items are so heavy that it matters that they are whole."""
    capacity = part.unit_capacity * np.where(part.unit_price > 0, 1, part.most_units)
    return bool((part.weight[part.walk_item] > LUMPY * capacity[part.walk_to]).any())


def _bound_with_whole_items(part: Servable, found: Found, bound: Bound, timer: Timer) -> Bound:
    """The same prices, moved on with items that are whole; without time for that the same bound."""
    stop_s = timer.left_s() - WHOLE_SHARE * timer.limit_s
    steps = int(WHOLE_SHARE * timer.limit_s * VISITS_PER_S / (WHOLE_VISITS * len(part.cost)))
    steps = min(steps, MOST_WHOLE_STEPS)
    timer.visit(steps * WHOLE_VISITS * len(part.cost))
    filler = WholeFiller(part, options_of(part))
    raised = raise_bound(
        part,
        bound.item_price,
        found.price,
        steps=steps,
        go_on=lambda: timer.left_s() > max(stop_s, 0.0),
        filler=filler,
        first_step=CALM_STEP,
    )
    return raised if raised.value > bound.value else bound


def _bound(part: Servable, place: Integers, price: float, timer: Timer) -> Bound:
    load = loads_of(part, place)
    first = prices_of_answer(part, place, units_for(part, load), load)
    steps = int(BOUND_SHARE * timer.limit_s * VISITS_PER_S / len(part.cost))
    steps = min(max(steps, LEAST_STEPS), MOST_STEPS)
    timer.visit(steps * len(part.cost))
    stop_s = (1 - BOUND_SHARE) * timer.limit_s
    return raise_bound(part, first, price, steps=steps, go_on=lambda: timer.left_s() > stop_s)


def _siting(problem: SitingProblem, part: Servable, place: Integers, bound: float, wanted_gap: float) -> Siting:
    """The answer for the items that are served; what is not served is added by the caller."""
    load = loads_of(part, place)
    price = price_of(part, place)
    everywhere, walk_m = _places_of_all(problem, part, place)
    return Siting(
        opened=tuple(np.flatnonzero(open_in(part, place)).tolist()),
        units=units_for(part, load),
        load=load,
        place=everywhere,
        walk_m=walk_m,
        unserved=(),
        objective=price,
        bound=min(bound, price),
        status=_status(price, bound, wanted_gap),
        most_servable=float(load.sum()),
    )


def _status(price: float, bound: float, wanted_gap: float) -> str:
    gap = (price - bound) / price if price > 0 else 0.0
    if gap <= PROVED_GAP:
        return PROVED
    return WITHIN_GAP if gap <= wanted_gap else TIME_OUT


def _places_of_all(problem: SitingProblem, part: Servable, place: Integers) -> tuple[Integers, Floats]:
    """Candidate and walk of every item of the problem; items that need nothing go to their nearest open candidate."""
    size = len(problem.weight)
    everywhere = np.full(size, NOWHERE, dtype=np.int64)
    everywhere[part.items] = place
    opened = open_in(part, place)
    item, to, walk_m = usable_walks(problem)
    idle = (np.asarray(problem.weight)[item] <= 0) & opened[to]
    order = np.lexsort((to[idle], walk_m[idle], item[idle]))[::-1]
    everywhere[item[idle][order]] = to[idle][order]
    metres = np.full(size, np.nan)
    taken = everywhere[item] == to
    metres[item[taken]] = walk_m[taken]
    return everywhere, metres
