"""
A lower bound of the price, without a solver: the rule that each item is served once is priced instead of kept.

Each candidate then fills its units with the items that pay most per weight; the prices are raised and lowered by the
subgradient method with Polyak's steps (Held, Wolfe & Crowder, Mathematical Programming 6, 1974). The bound holds for
any prices, with whole units and items that may be split, so it holds for whole items too. Candidates and walks that no
better answer can use follow from it (reduced-cost fixing).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from geo_service.derive.siting.options import Options, choose_options, options_of
from geo_service.derive.siting.problem import PROVED_GAP, Flags, Floats, Integers
from geo_service.derive.siting.servable import Servable

FIRST_STEP, SHORTEST_STEP = 1.5, 1e-3
"""Share of the known gap that the prices try to close in one step, at first and at the end."""
PATIENCE = 15
"""Steps without a better bound after which the steps get shorter and start again from the best prices."""
SHORTER = 0.5
MOMENTUM = 0.7
"""Share of the last direction that stays in the next one."""
SETS_KEPT = 12
MEMORY = 0.03
"""Weight of the newest answer in the running mean of what is open."""


@dataclass(frozen=True)
class Bound:
    """
    What the prices prove.

    value
        No answer costs less.
    item_price
        What each item pays for being served.
    opening
        m, by how much the bound rises when a candidate is open rather than free to choose; below 0: it wants to open.
    often
        m, how often each candidate was open in the running mean, 0 to 1.
    tried
        Sets of open candidates when the bound last rose, the latest first.
    """

    value: float
    item_price: Floats
    opening: Floats
    often: Floats
    tried: tuple[Flags, ...]


@dataclass(frozen=True)
class Filled:
    """What the candidates do at given prices, and the bound that follows; `share` is how much of each walk is used."""

    value: float
    opening: Floats
    opened: Flags
    share: Floats
    worth: Floats


class Fills(Protocol):
    """Solves the candidates' own problems for given prices."""

    def fill(self, item_price: Floats) -> Filled:
        """Each candidate's best units and items."""


class Filler:
    """The candidates' own problem for given prices; holds what does not depend on the prices."""

    def __init__(self, part: Servable, options: Options) -> None:
        self.part = part
        self.weight = part.weight[part.walk_item]
        self.options = options

    def fill(self, item_price: Floats) -> Filled:
        """Each candidate's best units and items when items pay these prices."""
        part, options = self.part, self.options
        paid = part.cost - item_price[part.walk_item]
        rows = np.flatnonzero(paid < 0)
        ratio = paid[rows] / self.weight[rows]
        order = np.lexsort((ratio, part.walk_to[rows]))
        rows, ratio = rows[order], ratio[order]
        to, weight = part.walk_to[rows], self.weight[rows]
        used, paid_so_far = (np.concatenate([[0.0], np.cumsum(values)]) for values in (weight, paid[rows]))
        starts = np.searchsorted(to, np.arange(len(part.open_price) + 1))
        begin, end = starts[options.candidate], starts[options.candidate + 1]
        at = np.clip(np.searchsorted(used, used[begin] + options.room, side="right") - 1, begin, end)
        rest = np.where(at < end, (used[begin] + options.room - used[at]) * np.append(ratio, 0.0)[at], 0.0)
        worth = options.price + paid_so_far[at] - paid_so_far[begin] + rest
        chosen = choose_options(options, worth, part.must)
        filled = np.clip(options.room[chosen.best][to] - (used[:-1] - used[starts[:-1]][to]), 0.0, weight)
        share = np.zeros(len(paid))
        share[rows] = np.where(chosen.opened[to], filled / weight, 0.0)
        return Filled(float(item_price.sum()) + chosen.value, chosen.opening, chosen.opened, share, worth)


def raise_bound(
    part: Servable,
    first_price: Floats,
    target: float,
    *,
    steps: int,
    go_on: Callable[[], bool],
    filler: Fills | None = None,
    first_step: float = FIRST_STEP,
) -> Bound:
    """
    Search for item prices with a high bound.

    Parameters
    ----------
    first_price
        n, prices to start from, for instance what each item costs in a known answer.
    target
        Price of a known answer.
    steps
        Most steps; it ends earlier when the bound meets the target.
    go_on
        Asked before each step; it ends when this says no.
    filler
        Solves the candidates' own problems; without it items may be split.
    first_step
        Share of the known gap that the first step tries to close.
    """
    filler = Filler(part, options_of(part)) if filler is None else filler
    price, now = first_price, filler.fill(first_price)
    best, best_price, often = now, price, now.opened.astype(np.float64)
    direction, length, idle = np.zeros(len(price)), first_step, 0
    tried: deque[Flags] = deque(maxlen=SETS_KEPT)
    for _ in range(steps):
        missing = 1.0 - np.bincount(part.walk_item, weights=now.share, minlength=len(price))
        direction = missing + MOMENTUM * direction
        size = float((part.weight * direction**2).sum())
        if target - best.value <= PROVED_GAP * abs(target) or size <= 0 or length < SHORTEST_STEP or not go_on():
            break
        price = price + length * (target - now.value) / size * part.weight * direction
        now = filler.fill(price)
        often += MEMORY * (now.opened - often)
        idle = 0 if now.value > best.value else idle + 1
        if now.value > best.value:
            best, best_price = now, price
            tried.appendleft(now.opened)
        if idle >= PATIENCE:
            length, idle = length * SHORTER, 0
            price, now = best_price, best
    return Bound(best.value, best_price, best.opening, often, tuple(tried))


def least_prices(part: Servable, bound: Bound) -> Floats:
    """For each walk the price below which no answer uses it."""
    paid = part.cost - bound.item_price[part.walk_item]
    return np.asarray(bound.value + np.maximum(bound.opening, 0.0)[part.walk_to] + np.maximum(paid, 0.0))


def candidates_always_open(part: Servable, bound: Bound, known: float) -> Flags:
    """Candidates that every answer cheaper than `known` opens."""
    return part.must | (bound.value - bound.opening > known)


def prices_of_answer(part: Servable, place: Integers, units: Integers, load: Floats) -> Floats:
    """What each item costs in a known answer: its walk and its share of the candidate it goes to."""
    fixed = (part.open_price + part.unit_price * units) / np.maximum(load, 1e-300)
    walks = np.zeros(len(part.weight))
    own = part.walk_to == place[part.walk_item]
    walks[part.walk_item[own]] = part.cost[own]
    return walks + part.weight * np.where(load > 0, fixed, 0.0)[place]
