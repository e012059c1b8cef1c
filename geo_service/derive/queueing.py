"""
How many lanes a checkpoint needs and how many people hold it round the clock.

People come at random and are served one by one: an M/M/c queue. The waiting time exceeds `w` with probability
C(c, a)·exp(-(cμ - λ)w), C being Erlang's delay formula (A. K. Erlang 1917; Gross and Harris, Fundamentals of Queueing
Theory, chapter 2).
"""

from dataclasses import dataclass
from math import exp


@dataclass(frozen=True)
class QueueRule:
    """
    What a protocol says of flow and crews.

    `trips_per_household_h` are passages per household in the busiest hour, `served_per_lane_h` people one lane checks
    in an hour; at most `late_share` of them wait longer than `wait_min`. `crew_per_lane` and `crew_base` are people of
    one shift at a vehicle post, `foot_crew` at a post for walkers; `shifts` cover 24 hours.
    """

    trips_per_household_h: float
    served_per_lane_h: float
    wait_min: float
    late_share: float
    max_lanes: int
    crew_base: int
    crew_per_lane: int
    foot_crew: int
    shifts: int


@dataclass(frozen=True)
class Crew:
    """Lanes of a post, people of one shift and of 24 hours; `enough` is False when the lanes allowed are too few."""

    lanes: int
    per_shift: int
    per_day: int
    enough: bool


def delay_probability(load: float, lanes: int) -> float:
    """
    Share of arrivals that have to wait (Erlang C).

    Parameters
    ----------
    load
        Arrivals per hour over people served per lane and hour, erlangs. At `load` ≥ `lanes` everybody waits.
    """
    if load >= lanes:
        return 1.0
    blocked = 1.0
    for lane in range(1, lanes + 1):
        blocked = load * blocked / (lane + load * blocked)
    return blocked / (1 - (load / lanes) * (1 - blocked))


def late_share(arrivals_h: float, served_h: float, lanes: int, wait_h: float) -> float:
    """Share of arrivals that wait longer than `wait_h` hours."""
    load = arrivals_h / served_h
    if load >= lanes:
        return 1.0
    return delay_probability(load, lanes) * exp(-(lanes * served_h - arrivals_h) * wait_h)


def lanes_needed(arrivals_h: float, rule: QueueRule) -> int | None:
    """The fewest lanes that keep the wait; None when even the most allowed do not."""
    wait_h = rule.wait_min / 60
    fits = (
        lanes
        for lanes in range(1, rule.max_lanes + 1)
        if late_share(arrivals_h, rule.served_per_lane_h, lanes, wait_h) <= rule.late_share
    )
    return next(fits, None)


def capacity_h(rule: QueueRule) -> float:
    """The most arrivals an hour that all lanes of one post can take and keep the wait, to one person an hour."""
    low, high = 0.0, rule.max_lanes * rule.served_per_lane_h
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (middle, high) if lanes_needed(middle, rule) else (low, middle)
    return low


def crew_of(households: float, *, drivable: bool, rule: QueueRule) -> Crew:
    """Lanes and people for a post that so many households use."""
    lanes = lanes_needed(households * rule.trips_per_household_h, rule)
    taken = lanes or rule.max_lanes
    per_shift = rule.crew_base + rule.crew_per_lane * taken if drivable else rule.foot_crew * taken
    return Crew(taken, per_shift, per_shift * rule.shifts, lanes is not None)
