"""The best answer so far, and the time that is left to better it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geo_service.derive.siting.assign import loads_of, price_of
from geo_service.derive.siting.milp import Limits
from geo_service.derive.siting.problem import NOWHERE, Flags, Integers
from geo_service.derive.siting.servable import Servable

VISITS_PER_S = 50e6
"""Walks that a step of the bound visits per second on a slow core; turns seconds into counted work."""
WHOLE_VISITS = 6
"""Visits of all walks that a step of the bound with whole items costs."""
HIGHS_S_PER_WALK, HIGHS_S_PER_NODE_AND_WALK = 3e-4, 8e-6
"""Seconds that HiGHS takes per walk for the first relaxation, and then per node; only used without a clock."""
MOST_WALKS_COUNTED = 4_000
"""Without a clock HiGHS gets no larger program: nothing else would end its first relaxation."""


def open_in(part: Servable, place: Integers) -> Flags:
    """Candidates that are used or pinned."""
    return (loads_of(part, place) > 0) | part.must


@dataclass(frozen=True)
class Found:
    """The best answer so far and the price below which there is none."""

    place: Integers
    price: float
    bound: float

    def or_better(self, part: Servable, place: Integers) -> "Found":
        """The same with another answer, where that is cheaper and complete."""
        if (place == NOWHERE).any() or price_of(part, place) >= self.price:
            return self
        return replace(self, place=place, price=price_of(part, place))

    def proves(self, gap: float) -> bool:
        """Whether no answer is cheaper by more than this share."""
        return self.price - self.bound <= gap * self.price


class Timer:
    """Seconds that are left: by a clock, or by counting work, which is the same on every machine."""

    def __init__(self, limit_s: float, clock: Callable[[], float] | None) -> None:
        self.limit_s = limit_s
        self.clock = clock
        self.start_s = clock() if clock else 0.0
        self.counted_s = 0.0

    def visit(self, walks: float) -> None:
        """Count so many visited walks."""
        self.counted_s += walks / VISITS_PER_S

    def most_walks(self) -> float:
        """Walks that a program for HiGHS may have."""
        return np.inf if self.clock else min(MOST_WALKS_COUNTED, self.left_s() / HIGHS_S_PER_WALK)

    def highs_limits(self, seconds: float, nodes: int) -> Limits:
        """Limit of HiGHS: the seconds with a clock, else the nodes."""
        return Limits(seconds=seconds) if self.clock else Limits(nodes=nodes)

    def spend_on_highs(self, walks: int, nodes: int) -> None:
        """Count what HiGHS takes for so many walks and nodes."""
        self.spend(walks * (HIGHS_S_PER_WALK + HIGHS_S_PER_NODE_AND_WALK * nodes))

    def spend(self, seconds: float) -> None:
        """Count so many seconds."""
        self.counted_s += seconds

    def left_s(self) -> float:
        """Seconds left, 0 or more."""
        spent = self.clock() - self.start_s if self.clock else self.counted_s
        return max(self.limit_s - spent, 0.0)

    def goes_on(self) -> bool:
        """Whether any time is left."""
        return self.left_s() > 0
