"""
The candidates' own problem with whole items: which of those that pay fit best into whole units.

The bound with items that may be split is weak where a building fills half a unit. Here every item heavier than
`SMALL_SHARE` of a unit is in or out (dynamic program over the weight used); lighter ones may still be split, which
costs the bound next to nothing. Prices on items and knapsacks at candidates: Barcelo & Casanovas, EJOR 15, 1984.
"""

import numpy as np

from geo_service.derive.siting.bound import Filled, Filler
from geo_service.derive.siting.options import Options, choose_options
from geo_service.derive.siting.problem import Flags, Floats, Integers
from geo_service.derive.siting.servable import ROUNDING, Servable

SMALL_SHARE = 0.01
"""Items up to this share of a unit may be split."""
MOST_SLOTS = 3_000
"""Steps of weight in the dynamic program; more weight is counted in coarser steps, which only lowers the bound."""


class WholeFiller:
    """Like `Filler`, but items that matter are whole."""

    def __init__(self, part: Servable, options: Options) -> None:
        self.part = part
        self.split = Filler(part, options)
        self.weight = part.weight[part.walk_item]
        self.grain = _grain(part)

    def fill(self, item_price: Floats) -> Filled:
        """Each candidate's best units and items when items pay these prices."""
        part, options = self.part, self.split.options
        now = self.split.fill(item_price)
        paid = part.cost - item_price[part.walk_item]
        worth, share = now.worth.copy(), now.share.copy()
        exact: dict[int, _OwnProblem] = {}
        fresh = np.flatnonzero(now.opened)
        while len(fresh):
            for number in fresh.tolist():
                own = self._solve_own(number, paid)
                rows = slice(options.first[number], options.first[number] + len(own.worth))
                worth[rows] = np.maximum(worth[rows], own.worth)
                exact[number] = own
            chosen = choose_options(options, worth, part.must)
            fresh = np.array([number for number in np.flatnonzero(chosen.opened).tolist() if number not in exact])
        for number, own in exact.items():
            share[part.start[number] : part.start[number + 1]] = 0.0
            if chosen.opened[number]:
                share[own.rows] = own.share_at(int(chosen.best[number] - options.first[number]))
        return Filled(float(item_price.sum()) + chosen.value, chosen.opening, chosen.opened, share, worth)

    def _solve_own(self, number: int, paid: Floats) -> "_OwnProblem":
        part, options = self.part, self.split.options
        rows = np.arange(part.start[number], part.start[number + 1])
        rows = rows[paid[rows] < 0]
        first = options.first[number]
        last = options.first[number + 1] if number + 1 < len(options.first) else len(options.room)
        large = self.weight[rows] > SMALL_SHARE * part.unit_capacity[number]
        items = (-paid[rows], self.weight[rows], large)
        return _OwnProblem(rows, items, self.grain[number], (options.room[first:last], options.price[first:last]))


class _OwnProblem:
    """One candidate's problem: what its items gain at most within each number of units."""

    def __init__(
        self, rows: Integers, items: tuple[Floats, Floats, Flags], grain: float, options: tuple[Floats, Floats]
    ) -> None:
        gain, weight, large = items
        self.rows, self.gain, self.weight, self.large = rows, gain, weight, large
        room, price = options
        room = np.minimum(room, weight.sum())
        self.size = _slots(weight[large], grain)
        top = _slots(room, grain)
        best, self.took = _whole_items(gain[large], self.size, int(top[-1]))
        used, worth = _split_items(gain[~large], weight[~large])
        self.at: list[int] = []
        self.left: list[float] = []
        self.worth = np.empty(len(room))
        for number, (most, space) in enumerate(zip(top.tolist(), room.tolist(), strict=True)):
            left = np.maximum(space - np.arange(most + 1) * grain, 0.0)
            total = best[: most + 1] + np.interp(left, used, worth)
            at = int(total.argmax())
            self.worth[number] = price[number] - total[at]
            self.at.append(at)
            self.left.append(float(left[at]))

    def share_at(self, option: int) -> Floats:
        """Share of each item that the option serves."""
        share = np.zeros(len(self.rows))
        share[self.large] = _taken(self.took, self.size, self.at[option])
        share[~self.large] = _split_share(self.gain[~self.large], self.weight[~self.large], self.left[option])
        return share


def _slots(weight: Floats, grain: float) -> Integers:
    return np.asarray(weight / grain * (1 + ROUNDING) + ROUNDING, dtype=np.int64)


def _grain(part: Servable) -> Floats:
    """Weight of one step in each candidate's program: 1 for whole numbers that are not too large."""
    whole = bool((part.weight == np.round(part.weight)).all()) if len(part.weight) else True
    finest = 1.0 if whole else 0.0
    return np.maximum(finest, part.room / MOST_SLOTS)


def _whole_items(gain: Floats, size: Integers, slots: int) -> tuple[Floats, Flags]:
    """The most that items gain within each number of slots, and which items were taken on the way."""
    best = np.zeros(slots + 1)
    took = np.zeros((len(gain), slots + 1), dtype=bool)
    for row, (more, wide) in enumerate(zip(gain.tolist(), size.tolist(), strict=True)):
        if wide > slots:
            continue
        tried = best[: slots + 1 - wide] + more
        took[row, wide:] = tried > best[wide:]
        best[wide:] = np.maximum(best[wide:], tried)
    return best, took


def _taken(took: Flags, size: Integers, at: int) -> Floats:
    share = np.zeros(len(size))
    for row in range(len(size) - 1, -1, -1):
        if took[row, at]:
            share[row] = 1.0
            at -= int(size[row])
    return share


def _split_items(gain: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Corners of the most that items gain within a weight when they may be split."""
    order = np.argsort(-gain / weight, kind="stable")
    return (
        np.concatenate([[0.0], np.cumsum(weight[order])]),
        np.concatenate([[0.0], np.cumsum(gain[order])]),
    )


def _split_share(gain: Floats, weight: Floats, room: float) -> Floats:
    order = np.argsort(-gain / weight, kind="stable")
    before = np.cumsum(weight[order]) - weight[order]
    share = np.empty(len(weight))
    share[order] = np.clip((room - before) / weight[order], 0.0, 1.0)
    return share
