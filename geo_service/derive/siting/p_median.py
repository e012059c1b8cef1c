"""
The p-median problem: which p of the candidates are nearest to everybody; without capacity, with a proved bound.

Swaps of an open and a closed candidate are all judged at once from the nearest and second nearest open candidate
(Resende & Werneck, European Journal of Operational Research 179, 2007; Schubert & Rousseeuw, Information Systems 101,
2021). The bound prices the rule that each item is served once (Beasley, EJOR 65, 1993); what is open while it
rises gives starts for more swaps.
"""

from dataclasses import dataclass

import numpy as np

from geo_service.derive.siting.problem import Floats, Integers
from geo_service.errors import InputError

NO_GAIN = 1e-9
"""Share of the price below which a swap gains nothing but rounding."""
FIRST_STEP, SHORTEST_STEP, SHORTER, PATIENCE, MOMENTUM = 1.5, 1e-3, 0.5, 15, 0.5
"""As in the bound of the siting problem; see there."""
START_EVERY = 20
"""Steps of the bound between two answers that it gives swaps to start from."""


@dataclass(frozen=True)
class PMedian:
    """Open candidates ascending, the one of each item, the price, and the price below which there is no answer."""

    medians: tuple[int, ...]
    place: Integers
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        """Share of the price that might still be saved, 0 to 1."""
        return max(0.0, self.objective - self.bound) / self.objective if self.objective > 0 else 0.0


def solve_p_median(
    distances: Floats,
    p: int,
    *,
    weight: Floats | None = None,
    steps: int = 300,
    kicks: int = 10,
    seed: int = 0,
) -> PMedian:
    """
    Choose p candidates with the least sum of weight times distance to the nearest one.

    Parameters
    ----------
    distances
        n × m, from each item to each candidate.
    p
        1 to m.
    weight
        n, by default 1 each.
    steps
        Most steps of the bound.
    kicks
        Times that the best answer is shaken and swapped again.
    seed
        Of the shaking; the same arguments give the same answer.

    Raises
    ------
    InputError
        If p or the distances can't be used.
    """
    price = _prices(distances, weight)
    if not 1 <= p <= price.shape[1]:
        raise InputError(f"need p from 1 to {price.shape[1]} candidates, got {p}")
    best = swap_medians(price, open_by_saving(price, p))
    best, bound = _raise_bound(price, best, steps)
    whole = bool((price == np.round(price)).all())
    bound = float(np.ceil(bound - 1e-6)) if whole else bound
    chance = np.random.default_rng(seed)
    for _ in range(kicks):
        if bound >= price_of_medians(price, best):
            break
        best = _better(price, best, swap_medians(price, _shaken(price, best, chance)))
    medians = np.sort(best)
    objective = price_of_medians(price, medians)
    place = medians[np.argmin(price[:, medians], axis=1)]
    return PMedian(tuple(medians.tolist()), place, objective, min(bound, objective))


def _prices(distances: Floats, weight: Floats | None) -> Floats:
    distances = np.asarray(distances, dtype=np.float64)
    if distances.ndim != 2 or not distances.size:  # noqa: PLR2004 - rows and columns
        raise InputError(f"need a table of items and candidates, got the shape {distances.shape}")
    if not np.isfinite(distances).all():
        raise InputError("need a finite distance from each item to each candidate, got one that is not")
    return distances if weight is None else distances * np.asarray(weight, dtype=np.float64)[:, None]


def price_of_medians(price: Floats, medians: Integers) -> float:
    """Sum over items of the price of the cheapest open candidate."""
    return float(price[:, medians].min(axis=1).sum())


def _better(price: Floats, one: Integers, other: Integers) -> Integers:
    return other if price_of_medians(price, other) < price_of_medians(price, one) else one


def open_by_saving(price: Floats, p: int) -> Integers:
    """P candidates one by one, each time the one that saves most."""
    first = int(np.argmin(price.sum(axis=0)))
    medians, now = [first], price[:, first]
    while len(medians) < p:
        total = np.minimum(price, now[:, None]).sum(axis=0)
        total[medians] = np.inf
        medians.append(int(np.argmin(total)))
        now = np.minimum(now, price[:, medians[-1]])
    return np.array(medians, dtype=np.int64)


def swap_medians(price: Floats, medians: Integers) -> Integers:
    """Swap open for closed candidates, each time the best pair, until no swap gains."""
    medians = medians.copy()
    total = price_of_medians(price, medians)
    while True:
        change, out, add = _best_swap(price, medians)
        if change >= -NO_GAIN * (1 + total):
            return medians
        medians[out] = add
        total += change


def _best_swap(price: Floats, medians: Integers) -> tuple[float, int, int]:
    """Change of the price, position that closes, and candidate that opens."""
    near, first, second = _two_nearest(price, medians)
    order = np.argsort(near, kind="stable")
    starts = np.searchsorted(near[order], np.arange(len(medians)))
    sorted_price = price[order]
    joined = np.minimum(sorted_price, first[order][:, None])
    stays = joined.sum(axis=0) - first.sum()
    lost = np.minimum(sorted_price, second[order][:, None])
    lost -= joined
    change = _sums_of_groups(lost, starts, len(medians)) + stays
    change[:, medians] = np.inf
    out, add = np.unravel_index(int(np.argmin(change)), change.shape)
    return float(change[out, add]), int(out), int(add)


def _sums_of_groups(values: Floats, starts: Integers, groups: int) -> Floats:
    """Sums of the rows from each start to the next; empty groups sum to 0."""
    full = np.diff(np.append(starts, len(values))) > 0
    sums = np.zeros((groups, values.shape[1]))
    sums[full] = np.add.reduceat(values, starts[full], axis=0)
    return sums


def _two_nearest(price: Floats, medians: Integers) -> tuple[Integers, Floats, Floats]:
    """Position of the cheapest open candidate per item, its price, and the second price (inf if there is one only)."""
    own = price[:, medians]
    near = np.argmin(own, axis=1)
    rows = np.arange(len(own))
    first = own[rows, near]
    own[rows, near] = np.inf
    return near, first, own.min(axis=1)


def _shaken(price: Floats, medians: Integers, chance: np.random.Generator) -> Integers:
    """The same with a few open candidates swapped for closed ones by chance."""
    closed = np.setdiff1d(np.arange(price.shape[1]), medians)
    size = min(max(2, len(medians) // 10), len(medians), len(closed))
    shaken = medians.copy()
    shaken[chance.choice(len(medians), size, replace=False)] = chance.choice(closed, size, replace=False)
    return shaken


@dataclass(frozen=True)
class ItemPrices:
    """The highest bound that was found, and for each walk the price below which no answer uses it."""

    bound: float
    least: Floats


def price_the_items(price: Floats, p: int, known: float, *, steps: int) -> ItemPrices:
    """Raise the bound towards a known answer and say which walks cheaper answers can use."""
    start = open_by_saving(price, p)
    top, paid = _climb(price, start, known, steps)[1:]
    gain = price - paid[:, None]
    worth = np.minimum(gain, 0.0).sum(axis=0)
    last = np.sort(worth)[p - 1]
    return ItemPrices(top, top + np.maximum(worth - last, 0.0)[None, :] + np.maximum(gain, 0.0))


def _raise_bound(price: Floats, best: Integers, steps: int) -> tuple[Integers, float]:
    """The best answer found on the way, and the highest bound."""
    return _climb(price, best, price_of_medians(price, best), steps)[:2]


def _climb(price: Floats, best: Integers, target: float, steps: int) -> tuple[Integers, float, Floats]:
    """The best answer found on the way, the highest bound, and the prices of the items that give it."""
    p = len(best)
    paid = _two_nearest(price, best)[2] if p < price.shape[1] else price.min(axis=1)
    paid = np.where(np.isfinite(paid), paid, price.max(axis=1))
    value, opened, gradient = _fill(price, paid, p)
    top, top_paid, direction, length, idle = value, paid, np.zeros(len(paid)), FIRST_STEP, 0
    for step in range(steps):
        direction = gradient + MOMENTUM * direction
        size = float((direction**2).sum())
        if target - top < NO_GAIN * (1 + target) or size <= 0 or length < SHORTEST_STEP:
            break
        paid = paid + length * (target - value) / size * direction
        value, opened, gradient = _fill(price, paid, p)
        idle = 0 if value > top else idle + 1
        if value > top:
            top, top_paid = value, paid
        if idle >= PATIENCE:
            length, idle, paid = length * SHORTER, 0, top_paid
            value, opened, gradient = _fill(price, paid, p)
        if step % START_EVERY == START_EVERY - 1:
            best = _better(price, best, swap_medians(price, opened))
            target = min(target, price_of_medians(price, best))
    return best, top, top_paid


def _fill(price: Floats, paid: Floats, p: int) -> tuple[float, Integers, Floats]:
    """Bound for these prices of the items, the p candidates that gain most, and how often each item is not served."""
    gain = price - paid[:, None]
    np.minimum(gain, 0.0, out=gain)
    worth = gain.sum(axis=0)
    opened = np.argsort(worth, kind="stable")[:p]
    served = (gain[:, opened] < 0).sum(axis=1)
    return float(paid.sum() + worth[opened].sum()), opened, 1.0 - served
