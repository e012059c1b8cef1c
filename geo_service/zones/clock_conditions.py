"""Each condition of a transition held against what is known: met, not met or unknown, since when, and when at best."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from geo_service.model.fact import Fact
from geo_service.zones.clock_count import Count
from geo_service.zones.clock_rounds import RoundFound, round_from
from geo_service.zones.clock_stage import Known, Stage
from geo_service.zones.clock_times import (
    MINUTE,
    READINGS,
    Reading,
    Times,
    Window,
    after_days,
    day_window,
    latest_of,
    same_in_both,
)
from geo_service.zones.clock_words import READING_NAMES, Both, Line, event_name, joined, line
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import Condition, Round

State = Literal["met", "not_met", "unknown"]

ANNOUNCED = "announcement"
"""Evidence by which an authority says that what a transition leads to is announced."""


@dataclass(frozen=True)
class Judged:
    """
    One condition.

    `since` is from when it is met, in the reading of the protocol; `earliest` when it can be met at best, in both
    readings, None for a condition that no clock decides. `waits` says that only time is missing.
    """

    kind: str
    state: State
    since: datetime | None
    earliest: Times | None
    waits: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Case:
    """All that a condition is judged by; `active` are the categories in force around, None when nobody said."""

    known: Known
    stage: Stage
    count: Count
    protocol: Protocol
    active: Collection[str] | None

    @property
    def at(self) -> datetime:
        """When it is judged: now, or when the zone ended."""
        return min(self.known.at, self.stage.ended_at or self.known.at)


def judge(condition: Condition, case: Case) -> Judged:
    """One condition as it stands."""
    kind = next(name for name in type(condition).model_fields if getattr(condition, name) is not None)
    return _JUDGES[kind](getattr(condition, kind), case)


# ---------------------------------------------------------------- days


def _quiet_days(days: int, case: Case) -> Judged:
    found = _days("quiet_days", days, case, case.count.start)
    if not case.count.open or case.count.start is None:
        return found
    return Judged("quiet_days", "not_met", None, found.earliest, False, (*found.lines, *case.count.open))


def _days_since_start(days: int, case: Case) -> Judged:
    return _days("days_since_start", days, case, case.count.start)


def _more_than_days(days: int, case: Case) -> Judged:
    return _days("more_than_days", days, case, case.count.start, strict=True)


def _days(kind: str, days: int, case: Case, start: datetime | None, *, strict: bool = False) -> Judged:
    if start is None:
        return Judged(kind, "unknown", None, Times(None, None), False, (line("days.not_started", days=days),))
    over = after_days(start, days)
    if strict:
        over = Times(*(at + MINUTE if at else None for at in (over.elapsed_24h, over.calendar_day)))
    if case.count.until:
        over = latest_of((over, same_in_both(case.count.until)))
    said = line(kind, days=days, elapsed=over.elapsed_24h, calendar=over.calendar_day)
    due = over.by(case.protocol.clock.day_rule)
    met = due is not None and case.at >= due
    return Judged(kind, "met" if met else "not_met", due if met else None, over, not met, (said,))


# ---------------------------------------------------------------- rounds


def _round(rule: Round, case: Case) -> Judged:
    start = case.count.start
    if start is None:
        said = line("round.not_started", day=rule.on_day)
        return Judged("round", "unknown", None, Times(None, None), False, (said,))
    windows = {reading: day_window(start, rule.on_day, reading) for reading in READINGS}
    rounds = _rounds_after(case.count.last_case, case)
    found = {reading: round_from(rounds, window.opens, rule.coverage) for reading, window in windows.items()}
    mine = found[case.protocol.clock.day_rule]
    earliest = Times(*(found[reading].clean_at or windows[reading].opens for reading in READINGS))
    return Judged(
        "round",
        "met" if mine.clean_at else "not_met",
        mine.clean_at,
        earliest,
        case.at < windows[case.protocol.clock.day_rule].opens,
        (*_window_lines(rule, windows), *_round_lines(mine, found)),
    )


def _rounds_after(last_case: datetime | None, case: Case) -> list[Fact]:
    """Rounds that ended after the last counted case: an earlier one says nothing any more."""
    rounds = [fact for fact in case.known.of_kind("test_round") if fact.happened_at <= case.at]
    return [fact for fact in rounds if last_case is None or fact.happened_at > last_case]


def _window_lines(rule: Round, windows: Mapping[Reading, Window]) -> list[Line]:
    elapsed, calendar = windows["elapsed_24h"], windows["calendar_day"]
    return [
        line("round.window", day=rule.on_day, elapsed_opens=elapsed.opens, elapsed_closes=elapsed.closes),
        line("round.window.calendar", day=rule.on_day, calendar_opens=calendar.opens, calendar_closes=calendar.closes),
    ]


def _round_lines(mine: RoundFound, found: Mapping[Reading, RoundFound]) -> list[Line]:
    readings = [READING_NAMES[reading] for reading, one in found.items() if one.clean_at]
    if mine.clean_at:
        said = [line("round.clean", at=mine.clean_at, expected=mine.expected, sampled=mine.sampled)]
        return [*said, line("round.readings", readings=joined(readings))]
    seen = mine if mine.expected else max(found.values(), key=lambda one: one.expected)
    counts = {name: getattr(seen, name) for name in ("expected", "sampled", "pending", "positive")}
    said = [line("round.progress", **counts) if seen.expected else line("round.none")]
    return [*said, line("round.readings", readings=joined(readings))] if readings else said


# ---------------------------------------------------------------- what no clock decides


def _visits_cleared(categories: Sequence[str], case: Case) -> Judged:
    cleared = {fact.values["category"]: fact.happened_at for fact in reversed(case.known.of_kind("visit_cleared"))}
    lines = [_visit_line(name, cleared.get(name), case.protocol) for name in categories]
    met = all(name in cleared for name in categories)
    return _without_clock("visits_cleared", max(cleared[name] for name in categories) if met else None, lines)


def _visit_line(category: str, at: datetime | None, protocol: Protocol) -> Line:
    words = category_words(protocol, category)
    return line("visits.met", category=words, at=at) if at else line("visits.not_met", category=words)


def _no_active(categories: Sequence[str], case: Case) -> Judged:
    words = joined([category_words(case.protocol, name) for name in categories])
    if case.active is None:
        said = line("no_active.unknown", categories=words)
        return Judged("no_active", "unknown", None, None, False, (said,))
    left = [name for name in categories if name in case.active]
    if left:
        words = joined([category_words(case.protocol, name) for name in left])
        return _without_clock("no_active", None, [line("no_active.not_met", categories=words)])
    return Judged("no_active", "met", None, None, False, (line("no_active.met", categories=words),))


def _evidence(name: str, case: Case) -> Judged:
    """Evidence from before the clock started is about what was before."""
    found = [fact for fact in case.known.of_kind("evidence") if fact.values["name"] == name]
    since = case.stage.start
    found = [fact for fact in found if since is None or fact.happened_at >= since]
    if not found:
        return _without_clock("evidence", None, [line("evidence.not_met", name=event_name(name))])
    first = found[0]
    said = line("evidence.met", name=event_name(name), at=first.happened_at, reference=first.values["reference"])
    return _without_clock("evidence", first.happened_at, [said])


def _announcement(_: Literal[True], case: Case) -> Judged:
    found = [fact for fact in case.known.of_kind("evidence") if fact.values["name"] == ANNOUNCED]
    found = [fact for fact in found if fact.happened_at > case.stage.since]
    if not found:
        return _without_clock("announcement", None, [line("announcement.not_met")])
    return _without_clock("announcement", found[0].happened_at, [line("announcement.met", at=found[0].happened_at)])


def _without_clock(kind: str, since: datetime | None, lines: Sequence[Line]) -> Judged:
    earliest = same_in_both(since) if since else None
    return Judged(kind, "met" if since else "not_met", since, earliest, False, tuple(lines))


def category_words(protocol: Protocol, name: str) -> Both:
    """A category in both languages; one that the protocol does not have by its id."""
    found = next((one for one in protocol.categories if one.id == name), None)
    return Both(found.label, found.label_en) if found else Both(name, name)


_JUDGES: Mapping[str, Callable[..., Judged]] = {
    "quiet_days": _quiet_days,
    "days_since_start": _days_since_start,
    "more_than_days_since_start": _more_than_days,
    "round": _round,
    "visits_cleared": _visits_cleared,
    "no_active": _no_active,
    "evidence": _evidence,
    "announcement": _announcement,
}
"""How each condition of the schema is judged."""
