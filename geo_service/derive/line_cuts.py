"""
The cheapest lines round a zone, one for each price of a household: the supported points of the Pareto curve.

For a price λ the line with the least `cost + λ · price` is one s-t cut. Between two lines the
price at which both are equally good either shows a better one or proves that there is none between them.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.derive.line_graph import LineGraph
from geo_service.derive.line_ground import BEYOND, INSIDE, LineRule
from geo_service.network.mincut import MOST_CAPACITY, min_cut

NEARLY_FREE = 1e-4
"""Share of the drawn line's cost that all households together cost for the last line: it settles ties, no more."""
SURE = 1e-6
"""Shares of the cost below this are the rounding of capacities to whole numbers."""


@dataclass(frozen=True)
class LineCut:
    """
    One way to draw the line: which atoms are inside, the cost of the line, the price of what it takes in.

    `bound` is the largest flow at the price of a household `per_household` (cost units): no line has a smaller
    `cost + per_household · price`.
    """

    side: NDArray[np.bool_]
    cost: float
    price: float
    per_household: float
    bound: float

    @property
    def value(self) -> float:
        """What it comes to at its price of a household."""
        return self.cost + (self.per_household * self.price if self.price else 0.0)

    @property
    def gap(self) -> float:
        """By how much the value exceeds its bound; 0 but for rounding."""
        return self.value - self.bound


def drawn_cut(graph: LineGraph) -> LineCut:
    """The line as it was drawn: nothing is taken in."""
    side = np.arange(graph.size) == INSIDE
    cost = _cost(graph, side)
    return LineCut(side, cost, 0.0, np.inf, cost)


def cheapest_cuts(graph: LineGraph, rule: LineRule) -> tuple[LineCut, ...]:
    """
    Lines from the drawn one to the cheapest of all, by price; each is the best there is at its price of a household.

    At most `rule.most_lines` are looked for where a post may be worth its households; the last one is what the
    cheapest line would be if households had no price.
    """
    drawn = drawn_cut(graph)
    if not drawn.cost > 0:
        return (drawn,)
    dear = cut_at(graph, 1 / rule.most_households_per_post, drawn.cost)
    next_to_nothing = NEARLY_FREE * drawn.cost / max(1.0, float(graph.price.sum()))
    free = cut_at(graph, next_to_nothing, drawn.cost)
    found = [drawn, *_between(graph, drawn, dear, rule.most_lines), free]
    lines = {round(one.price, 6): one for one in reversed(found)}
    return tuple(lines[price] for price in sorted(lines))


def cut_at(graph: LineGraph, per_household: float, most: float) -> LineCut:
    """The best line at a price of a household in cost units; `most` is the cost of any line that is known."""
    best = min_cut(graph.size, *cut_edges(graph, per_household, most), source=INSIDE, sink=BEYOND)
    price = float(graph.price[best.side].sum())
    return LineCut(best.side, _cost(graph, best.side), price, per_household, best.value / _scale(most))


def cut_edges(
    graph: LineGraph, per_household: float, most: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Tails, heads and whole-number capacities of the graph that is cut: its edges, and one to BEYOND per price."""
    taken = np.flatnonzero(graph.price > 0)
    weight = np.concatenate([graph.cost, graph.price[taken] * per_household])
    capacity = np.minimum(np.rint(weight * _scale(most)), MOST_CAPACITY // 2).astype(np.int64)
    tail = np.concatenate([graph.tail, taken])
    head = np.concatenate([graph.head, np.full(len(taken), BEYOND)])
    return tail, head, capacity


def _scale(most: float) -> float:
    """Capacity of a cost unit: half of what the solver counts is left for rounding."""
    return MOST_CAPACITY / (2 * most)


def _cost(graph: LineGraph, side: NDArray[np.bool_]) -> float:
    return float(graph.cost[side[graph.tail] != side[graph.head]].sum())


def _between(graph: LineGraph, cheap: LineCut, dear: LineCut, most: int) -> Iterator[LineCut]:
    """Lines between two, the widest gap of the curve first, until `most` have been found or none is left."""
    yield dear
    gaps = [_gap(cheap, dear, 0)]
    for number in range(1, most):
        if not gaps:
            return
        *_, left, right = heapq.heappop(gaps)
        if not left.cost - right.cost > SURE * left.cost or not right.price > left.price:
            continue
        per_household = (left.cost - right.cost) / (right.price - left.price)
        middle = cut_at(graph, per_household, cheap.cost)
        both = left.cost + per_household * left.price
        if both - (middle.cost + per_household * middle.price) <= SURE * cheap.cost:
            continue
        yield middle
        heapq.heappush(gaps, _gap(left, middle, 2 * number))
        heapq.heappush(gaps, _gap(middle, right, 2 * number + 1))


def _gap(left: LineCut, right: LineCut, number: int) -> tuple[float, int, LineCut, LineCut]:
    """Two lines with the room for others between them, largest first."""
    return -(left.cost - right.cost) * (right.price - left.price), number, left, right
