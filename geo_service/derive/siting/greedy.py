"""A first set of open candidates: greedy by saving within capacity, then add, drop and swap."""

import heapq
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from geo_service.derive.siting.assign import (
    assign_by_regret,
    loads_of,
    price_of,
    shift_items,
    units_for,
    unserved_weight,
)
from geo_service.derive.siting.problem import NOWHERE, Flags, Floats, Integers
from geo_service.derive.siting.servable import ROUNDING, Servable

Worth = tuple[float, float]
"""What an answer is judged by: weight not served, then price."""


def worth_of(part: Servable, place: Integers) -> Worth:
    """Weight not served and price; smaller is better."""
    return unserved_weight(part, place), price_of(part, place)


def better(one: Worth, other: Worth) -> bool:
    """Whether the first serves more, or as much for a lower price, beyond rounding."""
    if abs(one[0] - other[0]) > ROUNDING * (1 + other[0]):
        return one[0] < other[0]
    return one[1] < other[1] * (1 - ROUNDING) - ROUNDING


def dearest_weight(part: Servable) -> float:
    """A price per weight at which serving is always worth it."""
    if not len(part.cost):
        return 1.0
    walks = float((part.cost / part.weight[part.walk_item]).max())
    opening = float((part.open_price + part.unit_price * part.most_units).max()) / float(part.weight.min())
    return 2 * (walks + opening) + 1.0


def open_greedily(part: Servable, opened: Flags | None = None) -> Flags:
    """
    Open one candidate after another, each time the one that saves most within its capacity, until none saves.

    Parameters
    ----------
    opened
        Candidates that are open already; pinned ones always are.
    """
    opened = part.must.copy() if opened is None else opened | part.must
    price = part.cost + part.weight[part.walk_item] * part.unit_share()[part.walk_to]
    now = part.weight * dearest_weight(part)
    for number in np.flatnonzero(opened).tolist():
        _, taken = _saving(part, price, now, number)
        now[part.walk_item[taken]] = price[taken]
    waiting = [(-_saving(part, price, now, number)[0], number) for number in np.flatnonzero(~opened).tolist()]
    heapq.heapify(waiting)
    while waiting and waiting[0][0] < 0:
        _, number = heapq.heappop(waiting)
        saving, taken = _saving(part, price, now, number)
        if waiting and -saving > waiting[0][0]:
            heapq.heappush(waiting, (-saving, number))
        elif saving > 0:
            opened[number] = True
            now[part.walk_item[taken]] = price[taken]
    return opened


def _saving(part: Servable, price: Floats, now: Floats, number: int) -> tuple[float, Integers]:
    """What opening a candidate saves when it takes the most gainful items that fit, and which walks those are."""
    rows = np.arange(part.start[number], part.start[number + 1])
    gain = now[part.walk_item[rows]] - price[rows]
    rows, gain = rows[gain > 0], gain[gain > 0]
    weight = part.weight[part.walk_item[rows]]
    order = np.argsort(-gain / weight, kind="stable")
    taken = order[np.cumsum(weight[order]) <= part.room[number] * (1 + ROUNDING)]
    return float(gain[taken].sum() - part.open_price[number]), rows[taken]


def settle(part: Servable, opened: Flags, place: Integers | None = None) -> Integers:
    """
    Whole items by regret, then shifted; when some fit nowhere, more candidates open for them.

    Items that have a place already keep it until the end, when they may shift too.
    """
    found = assign_by_regret(part, opened, place)
    more = open_for_the_rest(part, opened, found) if (found == NOWHERE).any() else opened
    if (more & ~opened).any():
        wider = assign_by_regret(part, more, place)
        opened, found = (more, wider) if better(worth_of(part, wider), worth_of(part, found)) else (opened, found)
    return shift_items(part, opened, found)


def open_for_the_rest(part: Servable, opened: Flags, place: Integers) -> Flags:
    """Open candidates, most weight first, until every waiting item has had one in reach that has room."""
    opened = opened.copy()
    waiting = place == NOWHERE
    left = part.room * (1 + ROUNDING) - loads_of(part, place)
    while waiting.any():
        rows = waiting[part.walk_item] & ~opened[part.walk_to]
        rows &= part.weight[part.walk_item] <= left[part.walk_to]
        reach = np.bincount(part.walk_to[rows], weights=part.weight[part.walk_item[rows]], minlength=len(left))
        if not rows.any():
            return opened
        served = np.minimum(reach, left)
        best = int(np.lexsort((part.open_price, -served))[0])
        opened[best] = True
        taken = part.walk_item[rows & (part.walk_to == best)]
        taken = taken[np.argsort(-part.weight[taken], kind="stable")]
        waiting[taken[np.cumsum(part.weight[taken]) <= left[best]]] = False
    return opened


def swap_candidates(
    part: Servable, place: Integers, *, most_trials: int, go_on: Callable[[], bool] = lambda: True
) -> Integers:
    """
    Drop, add and swap open candidates while the price falls.

    Moves are ranked by an estimate that ignores capacity; each trial then assigns all items within capacity.

    Parameters
    ----------
    place
        The answer to start from.
    most_trials
        Trials to make at most.
    go_on
        Asked before each trial; no further trial is made once it says no.
    """
    best, worth = place, worth_of(part, place)
    trials = 0
    improved = True
    while improved and trials < most_trials:
        improved = False
        opened = (loads_of(part, best) > 0) | part.must
        for changed in _ranked_moves(part, opened):
            if trials >= most_trials or not go_on():
                return best
            trials += 1
            tried = settle(part, changed)
            if better(worth_of(part, tried), worth):
                best, worth, improved = tried, worth_of(part, tried), True
                break
    return best


MOVES_RANKED = 40
"""Most promising drops, adds and swaps that are tried from one answer."""


def _ranked_moves(part: Servable, opened: Flags) -> list[Flags]:
    """Changed sets of open candidates, the most promising first."""
    gain, drop = _estimates(part, opened)
    adds = np.flatnonzero(~opened & np.isfinite(gain))
    drops = np.flatnonzero(opened & ~part.must)
    moves = [(-gain[add], NOWHERE, add) for add in adds.tolist()] + [
        (drop[out], out, NOWHERE) for out in drops.tolist()
    ]
    near = sorted(adds.tolist(), key=lambda add: (-gain[add], add))[:MOVES_RANKED]
    far = sorted(drops.tolist(), key=lambda out: (drop[out], out))[:MOVES_RANKED]
    moves += [(drop[out] - gain[add], out, add) for out in far for add in near]
    moves.sort()
    return [_changed(opened, out, add) for _, out, add in moves[:MOVES_RANKED]]


def _changed(opened: Flags, out: int, add: int) -> Flags:
    changed = opened.copy()
    if out != NOWHERE:
        changed[out] = False
    if add != NOWHERE:
        changed[add] = True
    return changed


def _estimates(part: Servable, opened: Flags) -> tuple[Floats, Floats]:
    """Without capacity: what adding each candidate saves, and what dropping each open one costs."""
    price = part.cost + part.weight[part.walk_item] * part.unit_share()[part.walk_to]
    none = part.weight * dearest_weight(part)
    rows = np.flatnonzero(opened[part.walk_to])
    rows = rows[np.lexsort((price[rows], part.walk_item[rows]))]
    first = (
        np.flatnonzero(np.append(True, part.walk_item[rows][1:] != part.walk_item[rows][:-1])) if len(rows) else rows
    )
    nearest, second = none.copy(), none.copy()
    item = part.walk_item[rows]
    nearest[item[first]] = price[rows[first]]
    following = np.minimum(first + 1, len(rows) - 1)
    has_second = (item[following] == item[first]) & (following != first) if len(rows) else np.zeros(0, dtype=bool)
    second[item[first][has_second]] = price[rows[following[has_second]]]
    gain = np.bincount(
        part.walk_to,
        weights=np.maximum(nearest[part.walk_item] - price, 0.0),
        minlength=len(part.open_price),
    )
    lost = np.bincount(
        part.walk_to[rows[first]],
        weights=(second - nearest)[item[first]],
        minlength=len(part.open_price),
    )
    return gain - part.open_price, lost - part.open_price


def trim_units(part: Servable, place: Integers, *, go_on: Callable[[], bool] = lambda: True) -> Integers:
    """Save units: the items of a barely used one go to spare room elsewhere, where that is cheaper; once around."""
    load = loads_of(part, place)
    units = units_for(part, load)
    spill = load - part.unit_capacity * (units - 1)
    gainful = (units > 0) & (part.unit_price + part.open_price * (units == 1) > 0)
    for number in np.flatnonzero(gainful)[np.argsort(spill[gainful], kind="stable")].tolist():
        if not go_on():
            break
        tried = _without_unit(part, place, number)
        place = tried if better(worth_of(part, tried), worth_of(part, place)) else place
    return shift_items(part, (loads_of(part, place) > 0) | part.must, place)


def _without_unit(part: Servable, place: Integers, number: int) -> Integers:
    """The answer with one unit fewer at a candidate and no more units elsewhere."""
    units = units_for(part, loads_of(part, place))
    units[number] = max(units[number] - 1, 0)
    tight = replace(part, room=part.unit_capacity * units, most_units=units)
    here = np.flatnonzero(place == number)
    nearest = np.full(len(place), np.inf)
    open_rows = (part.walk_to != number) & (units[part.walk_to] > 0)
    np.minimum.at(nearest, part.walk_item[open_rows], part.cost[open_rows])
    rows = np.flatnonzero((part.walk_to == number) & (place[part.walk_item] == number))
    own = np.zeros(len(place))
    own[part.walk_item[rows]] = part.cost[rows]
    loss = (nearest[here] - own[here]) / part.weight[here]
    order = here[np.argsort(-loss, kind="stable")]
    stays = np.cumsum(part.weight[order]) <= tight.room[number] * (1 + ROUNDING)
    place = place.copy()
    place[order[~stays]] = NOWHERE
    return assign_by_regret(tight, units > 0, place)
