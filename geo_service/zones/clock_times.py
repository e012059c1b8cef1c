"""
Days of a clock in the two readings of "N consecutive days": N times 24 hours, or N calendar days from the next day on.

The rules leave open which is meant, so every time is computed in both; the protocol says which one holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from geo_service.model.local_time import LOCAL_TIME

Reading = Literal["elapsed_24h", "calendar_day"]
READINGS: tuple[Reading, ...] = ("elapsed_24h", "calendar_day")

DAY = timedelta(hours=24)
MINUTE = timedelta(minutes=1)
"""Times are said to the minute, so "more than 42 days" is first true a minute after 42 days."""


@dataclass(frozen=True)
class Times:
    """One time in both readings; None where it can't be known yet."""

    elapsed_24h: datetime | None
    calendar_day: datetime | None

    def by(self, reading: Reading) -> datetime | None:
        """The time in one of the readings."""
        return self.elapsed_24h if reading == "elapsed_24h" else self.calendar_day

    @property
    def differ(self) -> bool:
        """Whether the readings lead to two times."""
        return self.elapsed_24h != self.calendar_day


@dataclass(frozen=True)
class Window:
    """A stretch of time from `opens` until just before `closes`."""

    opens: datetime
    closes: datetime

    def holds(self, at: datetime) -> bool:
        """Whether a time lies in it."""
        return self.opens <= at < self.closes


def same_in_both(at: datetime | None) -> Times:
    """A time that does not depend on the reading."""
    return Times(at, at)


def latest_of(times: Iterable[Times]) -> Times:
    """The latest time in each reading; None as soon as one of them is not known."""
    known = tuple(times)
    return Times(
        _latest([one.elapsed_24h for one in known]),
        _latest([one.calendar_day for one in known]),
    )


def _latest(times: list[datetime | None]) -> datetime | None:
    known = [one for one in times if one is not None]
    return max(known) if known and len(known) == len(times) else None


def after_days(start: datetime, days: int) -> Times:
    """
    When a number of days is over.

    Calendar days begin at the midnight after the start: the day of the start is not counted, even when the start
    is its first minute.
    """
    return Times(start + days * DAY, midnight_after(start, days + 1))


def day_window(start: datetime, day: int, reading: Reading) -> Window:
    """
    The day of a clock with a number, the first being 1.

    Elapsed: the 24 hours that end when so many days are over; calendar: the day that many days after the start's.
    """
    if reading == "elapsed_24h":
        return Window(start + (day - 1) * DAY, start + day * DAY)
    return Window(midnight_after(start, day), midnight_after(start, day + 1))


def midnight_after(at: datetime, days: int) -> datetime:
    """The beginning of the local day that many days after a time's own."""
    local = at.astimezone(LOCAL_TIME)
    day = (local + timedelta(days=days)).date()
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL_TIME)


def hours_between(earlier: datetime, later: datetime) -> float:
    """Hours from one time to another, to a tenth."""
    return round((later - earlier) / timedelta(hours=1), 1)
