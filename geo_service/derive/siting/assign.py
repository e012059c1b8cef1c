"""
Who goes where once it is known what is open: whole items, within capacity.

`assign_by_regret` is fast and good; `assign_by_transport` solves the transport problem exactly with items that may be
split (linear program, HiGHS) and rounds it. At a vertex of that program at most as many items are split as candidates
are open, so rounding touches few (Shmoys & Tardos, Mathematical Programming 62, 1993).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from geo_service.derive.siting.problem import NOWHERE, Flags, Floats, Integers
from geo_service.derive.siting.servable import ROUNDING, Servable

SPLIT = 1e-6
"""A share nearer than this to 0 or 1 is 0 or 1; the feasibility tolerance of HiGHS is 1e-7."""
MOST_PASSES = 60
"""Passes over all items that look for a cheaper candidate; far more than are ever needed."""

MOST_WAITING = 50
"""Items for which way is made in one go; where more wait, capacity is missing and not only in the wrong place."""


def loads_of(part: Servable, place: Integers) -> Floats:
    """Weight that each candidate serves."""
    there = place != NOWHERE
    loads = np.bincount(place[there], weights=part.weight[there], minlength=len(part.open_price))
    return np.asarray(loads, dtype=np.float64)


def units_for(part: Servable, load: Floats) -> Integers:
    """Fewest units that serve each load; a pinned candidate has at least one."""
    exact = np.divide(load, part.unit_capacity, out=np.zeros_like(load), where=part.unit_capacity > 0)
    units = np.ceil(exact * (1 - ROUNDING) - ROUNDING).astype(np.int64)
    return np.minimum(np.maximum(units, part.must), part.most_units)


def price_of(part: Servable, place: Integers) -> float:
    """Price of opening what is used or pinned, of its units, and of all walks."""
    load = loads_of(part, place)
    opened = (load > 0) | part.must
    walks = part.cost[part.walk_to == place[part.walk_item]].sum()
    return float(part.open_price[opened].sum() + (part.unit_price * units_for(part, load)).sum() + walks)


def unserved_weight(part: Servable, place: Integers) -> float:
    """Weight that has no candidate."""
    return float(part.weight[place == NOWHERE].sum())


@dataclass(frozen=True)
class _Choices:
    """Walks of free items to open candidates, cheapest first per item; `price` includes the share of units."""

    item: Integers
    to: Integers
    price: Floats


def _choices(part: Servable, opened: Flags, place: Integers) -> _Choices:
    keep = opened[part.walk_to] & (place[part.walk_item] == NOWHERE)
    item, to = part.walk_item[keep], part.walk_to[keep]
    price = part.cost[keep] + (part.weight[item] * part.unit_share()[to])
    order = np.lexsort((to, price, item))
    return _Choices(item[order], to[order], price[order])


def assign_by_regret(part: Servable, opened: Flags, place: Integers | None = None) -> Integers:
    """
    Give each item its cheapest open candidate with room; of many that want one, those that lose most come first.

    Parameters
    ----------
    opened
        Candidates that may be used.
    place
        Items already placed; they stay where they are unless one must make way for an item that fits nowhere else.
    """
    place = np.full(len(part.weight), NOWHERE, dtype=np.int64) if place is None else place.copy()
    left = part.room * (1 + ROUNDING) - loads_of(part, place)
    choices = _choices(part, opened, place)
    live = np.ones(len(choices.item), dtype=bool)
    while True:
        live &= (place[choices.item] == NOWHERE) & (part.weight[choices.item] <= left[choices.to])
        if not live.any():
            break
        item, to, regret = _wishes(part, choices, live)
        accepted = _accepted(part, item, to, regret, left)
        place[item[accepted]] = to[accepted]
        left -= np.bincount(to[accepted], weights=part.weight[item[accepted]], minlength=len(left))
    return make_way(part, opened, place)


def _wishes(part: Servable, choices: _Choices, live: Flags) -> tuple[Integers, Integers, Floats]:
    """Per free item its cheapest candidate with room, and what the second would cost more, per weight."""
    item, to, price = choices.item[live], choices.to[live], choices.price[live]
    first = np.flatnonzero(np.append(True, item[1:] != item[:-1]))
    second = np.minimum(first + 1, len(item) - 1)
    other = (item[second] == item[first]) & (second != first)
    regret = np.where(other, price[second] - price[first], np.inf) / part.weight[item[first]]
    return item[first], to[first], regret


def _accepted(part: Servable, item: Integers, to: Integers, regret: Floats, left: Floats) -> Integers:
    """Rows that are let in: for each candidate by falling regret until the first that does not fit."""
    order = np.lexsort((item, -regret, to))
    used = np.cumsum(part.weight[item[order]])
    first = np.append(True, to[order][1:] != to[order][:-1])
    before = (used - part.weight[item[order]])[first]
    used -= np.repeat(before, np.diff(np.append(np.flatnonzero(first), len(order))))
    return order[first | (used <= left[to[order]])]


def make_way(part: Servable, opened: Flags, place: Integers) -> Integers:
    """Place items that fit nowhere by moving one other item to another open candidate with room, cheapest first."""
    place = place.copy()
    left = part.room * (1 + ROUNDING) - loads_of(part, place)
    waiting = np.flatnonzero(place == NOWHERE)
    waiting = waiting[np.argsort(-part.weight[waiting], kind="stable")][:MOST_WAITING]
    for item in waiting.tolist():
        reach = part.walk_to[(part.walk_item == item) & opened[part.walk_to]]
        direct = reach[part.weight[item] <= left[reach]]
        move = _cheapest_move(part, opened, place, left, (item, reach)) if not len(direct) else None
        if move is not None:
            other, target = move
            place[item] = place[other]
            left[place[other]] += part.weight[other] - part.weight[item]
            left[target] -= part.weight[other]
            place[other] = target
        elif len(direct):
            place[item] = direct[0]
            left[direct[0]] -= part.weight[item]
    return place


def _cheapest_move(
    part: Servable, opened: Flags, place: Integers, left: Floats, wish: tuple[int, Integers]
) -> tuple[int, int] | None:
    """The item to move and where to, so that the wished-for item fits in the place it leaves."""
    item, reach = wish
    at = place[part.walk_item]
    frees = np.isin(at, reach) & (left[at] + part.weight[part.walk_item] >= part.weight[item])
    fits = opened[part.walk_to] & (part.walk_to != at) & (part.weight[part.walk_item] <= left[part.walk_to])
    rows = np.flatnonzero(frees & fits)
    if not len(rows):
        return None
    best = rows[np.argmin(part.cost[rows])]
    return int(part.walk_item[best]), int(part.walk_to[best])


def shift_items(part: Servable, opened: Flags, place: Integers) -> Integers:
    """Move single items to cheaper open candidates within capacity, best first, until none gets cheaper."""
    place = place.copy()
    keep = opened[part.walk_to]
    item, to, cost = part.walk_item[keep], part.walk_to[keep], part.cost[keep]
    for _ in range(MOST_PASSES):
        rows = _gainful_rows(part, place, (item, to, cost))
        if not len(rows):
            break
        place[item[rows]] = to[rows]
    return place


def _gainful_rows(part: Servable, place: Integers, walks: tuple[Integers, Integers, Floats]) -> Integers:
    """Walks worth taking at once: they share neither the candidate left nor the one joined."""
    item, to, cost = walks
    load = loads_of(part, place)
    at = place[item]
    here = np.zeros(len(part.weight))
    here[item[at == to]] = cost[at == to]
    weight = part.weight[item]
    movable = (at != NOWHERE) & (at != to) & (load[to] + weight <= part.room[to] * (1 + ROUNDING))
    rows = np.flatnonzero(movable)
    gain = here[item[rows]] - cost[rows]
    gain += _standing(part, load, at[rows]) - _standing(part, load, at[rows], -weight[rows])
    gain += _standing(part, load, to[rows]) - _standing(part, load, to[rows], weight[rows])
    good = gain > ROUNDING * (1 + here[item[rows]])
    rows, gain = rows[good], gain[good]
    rows = rows[np.lexsort((rows, -gain))]
    return _apart(rows, at, to)


def _standing(part: Servable, load: Floats, at: Integers, more: Floats | float = 0.0) -> Floats:
    """Price of opening and units of candidates when their load changes."""
    after = load[at] + more
    used = after > ROUNDING * part.room[at]
    exact = after / part.unit_capacity[at]
    units = np.ceil(exact * (1 - ROUNDING) - ROUNDING)
    units = np.where(part.must[at], np.maximum(units, 1), np.where(used, units, 0))
    return part.open_price[at] * (used | part.must[at]) + part.unit_price[at] * units


def _apart(rows: Integers, at: Integers, to: Integers) -> Integers:
    touched: set[int] = set()
    chosen = []
    for row, source, target in zip(rows.tolist(), at[rows].tolist(), to[rows].tolist(), strict=True):
        if source not in touched and target not in touched:
            chosen.append(row)
            touched |= {source, target}
    return np.array(chosen, dtype=np.int64)


def assign_by_transport(part: Servable, opened: Flags, units: Integers | None = None) -> Integers:
    """
    Solve who goes where exactly for splittable items, then make the few split ones whole.

    Parameters
    ----------
    opened
        Candidates that may be used.
    units
        Units that stand there; without them all units may be used, each at its share of the price.
    """
    keep = np.flatnonzero(opened[part.walk_to])
    item, to = part.walk_item[keep], part.walk_to[keep]
    room = part.room if units is None else part.unit_capacity * units
    price = part.cost[keep] + (part.weight[item] * part.unit_share()[to] if units is None else 0.0)
    share = _transport_shares(part, (item, to, price), np.minimum(room, part.room))
    if share is None:
        return assign_by_regret(part, opened)
    return round_shares(part, opened, (item, to, share))


def _transport_shares(part: Servable, walks: tuple[Integers, Integers, Floats], room: Floats) -> Floats | None:
    item, to, price = walks
    items = len(part.weight)
    if not len(item) or (np.bincount(item, minlength=items) == 0).any():
        return None
    fit, most = _capacity_rows(part, (item, to), room)
    serve = csr_array((np.ones(len(item)), (item, np.arange(len(item)))), shape=(items, len(item)))
    solved = linprog(price, A_ub=fit, b_ub=most, A_eq=serve, b_eq=np.ones(items), method="highs-ds")
    return np.asarray(solved.x) if solved.status == 0 else None


def _capacity_rows(part: Servable, walks: tuple[Integers, Integers], room: Floats) -> tuple[csr_array, Floats]:
    item, to = walks
    candidates = len(part.open_price)
    fit = csr_array((part.weight[item], (to, np.arange(len(item)))), shape=(candidates, len(item)))
    used = np.flatnonzero(np.bincount(to, minlength=candidates))
    return fit[used], room[used]


def serve_most(part: Servable) -> tuple[Integers, float]:
    """Whole items placed so as to serve much weight, and the proved upper bound of the weight that can be served."""
    if not len(part.weight):
        return np.zeros(0, dtype=np.int64), 0.0
    weight = part.weight[part.walk_item]
    fit, most = _capacity_rows(part, (part.walk_item, part.walk_to), part.room)
    serve = csr_array(
        (np.ones(len(weight)), (part.walk_item, np.arange(len(weight)))), shape=(len(part.weight), len(weight))
    )
    rows, limits = vstack([fit, serve], format="csr"), np.concatenate([most, np.ones(len(part.weight))])
    solved = linprog(-weight, A_ub=rows, b_ub=limits, method="highs-ds")
    every = np.ones(len(part.open_price), dtype=bool)
    return round_shares(part, every, (part.walk_item, part.walk_to, np.asarray(solved.x))), float(-solved.fun)


def round_shares(part: Servable, opened: Flags, shares: tuple[Integers, Integers, Floats]) -> Integers:
    """Keep items that are whole already, then place the split ones by regret and let all shift."""
    item, to, share = shares
    place = np.full(len(part.weight), NOWHERE, dtype=np.int64)
    whole = share > 1 - SPLIT
    place[item[whole]] = to[whole]
    return shift_items(part, opened, assign_by_regret(part, opened, place))
