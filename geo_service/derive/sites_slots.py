"""
Time slots at a sampling point: one stair at a time, never two in one slot, everybody once.

Slots follow each other without a gap on a grid of whole minutes. A stair with more people than may queue keeps its one
slot and is called in parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from geo_service.derive.sites_people import Group

MINUTES_PER_H = 60
HOURS_PER_DAY = 24


@dataclass(frozen=True)
class SlotRule:
    """People that one team samples in a day, the step of the timetable, and most people in a queue."""

    people_per_day: float
    step_min: int
    queue_people: int

    @property
    def people_per_min(self) -> float:
        """People that one team samples in a minute, its rests included."""
        return self.people_per_day / (HOURS_PER_DAY * MINUTES_PER_H)


@dataclass(frozen=True)
class Slot:
    """A stair's time at its point, minutes after the point opens, and in how many parts it is called."""

    group: Group
    starts_min: int
    ends_min: int
    calls: int


def timetable(groups: Sequence[Group], teams: int, rule: SlotRule) -> list[Slot]:
    """
    One slot per group, in the order given.

    Each slot ends when all people so far have been sampled, rounded up to a step, and is at least a step long.
    """
    slots: list[Slot] = []
    people, now = 0, 0
    for group in groups:
        people += group.people
        done = ceil(people / (teams * rule.people_per_min) / rule.step_min - 1e-9) * rule.step_min
        ends = max(done, now + rule.step_min)
        slots.append(Slot(group, now, ends, ceil(group.people / rule.queue_people)))
        now = ends
    return slots


def clock_text(minutes: float) -> str:
    """Minutes after the round began as hours and minutes, 26:05 when the next day has come."""
    whole = round(minutes)
    return f"{whole // MINUTES_PER_H:02d}:{whole % MINUTES_PER_H:02d}"
