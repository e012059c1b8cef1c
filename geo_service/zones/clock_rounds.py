"""Test rounds: whether everybody was sampled and negative from a day on, and which rounds come next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from geo_service.model.fact import Fact
from geo_service.zones.clock_stage import Known
from geo_service.zones.clock_times import Reading, Window, day_window
from geo_service.zones.clock_words import ROUND_STATES, Line, line
from geo_service.zones.protocol_schema import Testing, Transition


@dataclass(frozen=True)
class RoundFound:
    """
    The round of a day as it stands: people expected, sampled, pending and positive.

    `clean_at` is since when everybody is sampled and negative; a later positive takes it back.
    """

    expected: int = 0
    sampled: int = 0
    pending: int = 0
    positive: int = 0
    clean_at: datetime | None = None


def round_from(rounds: Sequence[Fact], opens: datetime, coverage: float) -> RoundFound:
    """
    The round from a time on, with those for people who were missed in it; a later, fresh round replaces it.

    Results that came in later are entered as the round once more.
    """
    found = RoundFound()
    for fact in rounds:
        if fact.happened_at >= opens:
            found = _with(found, fact, coverage)
    return found


def _with(found: RoundFound, fact: Fact, coverage: float) -> RoundFound:
    said = fact.values
    expected, sampled, pending, positive = (said[name] for name in ("expected", "sampled", "pending", "positive"))
    if expected >= found.expected:
        now = RoundFound(expected, sampled, pending, positive)
    elif expected <= found.expected - found.sampled:
        # the people who were missed
        now = RoundFound(found.expected, found.sampled + sampled, found.pending + pending, found.positive + positive)
    else:
        now = RoundFound(found.expected, found.sampled, found.pending + pending, found.positive + positive)
    clean = now.sampled >= coverage * now.expected and not now.pending and not now.positive
    since = None if positive else found.clean_at or (fact.happened_at if clean else None)
    return RoundFound(now.expected, now.sampled, now.pending, now.positive, since)


RoundState = Literal["done", "open", "coming", "missed"]


@dataclass(frozen=True)
class RoundDue:
    """A test round that the protocol asks for: on a `day` of the clock, or (None) within hours before the lift."""

    day: int | None
    opens: datetime
    closes: datetime
    state: RoundState
    planned_for: datetime | None
    line: Line


def rounds_due(
    known: Known,
    *,
    start: datetime,
    since: datetime,
    reading: Reading,
    testing: Testing | None,
    transitions: Sequence[Transition],
    earliest: datetime | None,
    at: datetime,
) -> list[RoundDue]:
    """
    The rounds that a category's rules and the conditions of its transitions ask for, by time.

    Days may count from before the zone binds (`since`): rounds of days that were over by then are not asked for.
    """
    days = set(testing.days) if testing else set()
    days |= {one.round.on_day for transition in transitions for one in transition.all if one.round}
    found = [_round_due(known, day, day_window(start, day, reading), at, testing) for day in sorted(days)]
    if testing and testing.before_lift_h and earliest:
        window = Window(earliest - timedelta(hours=testing.before_lift_h), earliest)
        found.append(_round_due(known, None, window, at, testing))
    asked = [one for one in found if one.closes > since or one.state == "done"]
    return sorted(asked, key=lambda one: (one.opens, one.day is None, one.day or 0))


def _round_due(known: Known, day: int | None, window: Window, at: datetime, testing: Testing | None) -> RoundDue:
    done = any(window.holds(fact.happened_at) for fact in known.of_kind("test_round"))
    state = "done" if done else _state_at(window, at)
    planned = [datetime.fromisoformat(fact.values["planned_for"]) for fact in known.of_kind("round_planned")]
    planned_for = next((one for one in sorted(planned) if window.holds(one)), None)
    words = {"opens": window.opens, "closes": window.closes, "state": ROUND_STATES[state]}
    clause = testing.source if testing else ""
    if day is not None:
        said = line("test.day", clause=clause, day=day, **words)
    else:
        said = line("test.before_lift", clause=clause, hours=testing.before_lift_h if testing else None, **words)
    return RoundDue(day, window.opens, window.closes, state, planned_for, said)


def _state_at(window: Window, at: datetime) -> RoundState:
    if at < window.opens:
        return "coming"
    return "open" if at < window.closes else "missed"
