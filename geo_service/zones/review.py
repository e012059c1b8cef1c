"""
What waits in all zones: late, due, coming or blocked, the most urgent first; one row for each thing to do.

A zone that could be lifted and is not is an alarm: people are locked in without a ground.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from geo_service.zones.clock_conditions import category_words
from geo_service.zones.clock_duties import is_of_list
from geo_service.zones.clock_times import hours_between
from geo_service.zones.clock_words import MIGRATIONS, Both, Line, joined, line
from geo_service.zones.clocks import Prospect, ZoneClock
from geo_service.zones.protocol import Protocol

Kind = Literal["overdue", "late", "undecided", "blocked", "due", "coming", "migration", "missed_round", "question"]

KIND_TITLES: Mapping[Kind, Both] = {
    "overdue": Both("超期未解除", "overdue"),
    "late": Both("超过时限", "late"),
    "undecided": Both("待研判", "to be assessed"),
    "blocked": Both("天数已满，条件未齐", "blocked"),
    "due": Both("应办理", "due"),
    "coming": Both("即将到期", "coming"),
    "migration": Both("规程转换", "protocol switch"),
    "missed_round": Both("筛查未登记", "round not recorded"),
    "question": Both("待补登", "to be completed"),
}
"""Kinds of rows in the order of urgency."""

ALARMS: frozenset[Kind] = frozenset({"overdue", "late"})


@dataclass(frozen=True)
class Row:
    """
    One thing that waits.

    `due` is when it is or was due; `late_h` hours since then; `missing` is what blocks it. `households` is how many
    wait, None when not known. `id` stays the same from one review to the next, for calendars.
    """

    id: str
    zone_id: str
    zone_name: str
    kind: Kind
    what: Both
    due: datetime | None
    late_h: float
    line: Line
    missing: tuple[Line, ...] = ()
    households: int | None = None

    @property
    def alarm(self) -> bool:
        """Whether it must be seen at once."""
        return self.kind in ALARMS

    @property
    def household_days(self) -> float | None:
        """Households times days since an end was due; None when there is no count, or no end was due."""
        if self.households is None or self.kind != "overdue":
            return None
        return round(self.households * self.late_h / 24, 1)


@dataclass(frozen=True)
class Watched:
    """A zone under review: its clock, its protocol, and the one that replaces it, if it is known."""

    clock: ZoneClock
    protocol: Protocol
    successor: Protocol | None = None


def review_zones(watched: Iterable[Watched], *, at: datetime, within_h: float) -> list[Row]:
    """
    Everything that waits at a time or is due within hours from then.

    Rows come by kind, then by time, then by zone: the most urgent first.
    """
    until = at + timedelta(hours=within_h)
    rows = [row for one in watched for row in _rows(one, at) if _is_near(row, until)]
    order = list(KIND_TITLES)
    return sorted(rows, key=lambda row: (order.index(row.kind), row.due or at, row.zone_id, row.id))


def with_households(rows: Iterable[Row], households: Mapping[str, int]) -> list[Row]:
    """The rows with the number of households of their zones."""
    return [replace(row, households=households.get(row.zone_id)) for row in rows]


def _is_near(row: Row, until: datetime) -> bool:
    return row.due is None or row.due <= until


def _rows(watched: Watched, at: datetime) -> Iterator[Row]:
    clock = watched.clock
    yield from _duty_rows(clock)
    if clock.stage is None or clock.stage.ended_at is not None:
        return
    yield from _case_rows(clock)
    for prospect in clock.prospects:
        yield from _prospect_rows(clock, prospect, watched.protocol)
    yield from _look_rows(clock)
    yield from _start_rows(clock)
    yield from _migration_rows(watched, at)
    if is_of_list(clock.zone):
        return
    yield from _round_rows(clock)
    if clock.questions and clock.count and clock.count.start:
        yield _row(clock, "question", "clock_start", Both("起算时间", "clock_start"), clock.questions[0])


def _row(
    clock: ZoneClock,
    kind: Kind,
    name: str,
    what: Both,
    said: Line,
    *,
    due: datetime | None = None,
    missing: Sequence[Line] = (),
) -> Row:
    late_h = max(0.0, hours_between(due, clock.at)) if due else 0.0
    zone = clock.zone
    return Row(f"{zone.zone_id}/{name}", zone.zone_id, zone.name, kind, what, due, late_h, said, tuple(missing))


# ---------------------------------------------------------------- transitions and cases

_KINDS: Mapping[str, Kind] = {"overdue": "overdue", "due": "due", "blocked": "blocked", "waiting": "coming"}


def _prospect_rows(clock: ZoneClock, prospect: Prospect, protocol: Protocol) -> Iterator[Row]:
    """A transition with a time; one that only waits for words of an authority is no date."""
    if prospect.chosen is None or prospect.state not in _KINDS:
        return
    to = category_words(protocol, prospect.transition.to)
    what = Both("解除", "lift") if prospect.ends else Both(f"降为{to.zh}", f"becomes {to.en}")
    due = prospect.due_since if prospect.state in ("overdue", "due") else prospect.chosen
    said = _said(prospect, due)
    name = f"to-{prospect.transition.to}"
    yield _row(clock, _KINDS[prospect.state], name, what, said, due=due, missing=prospect.open)


def _said(prospect: Prospect, due: datetime | None) -> Line:
    """The line of a transition's state, with its clause and both readings."""
    earliest, state = prospect.lines[-2:]
    words = Both(f"{state.zh}；{earliest.zh}", f"{state.en}; {earliest.en}") if due else Both(state.zh, state.en)
    return Line(state.key, words.zh, words.en, prospect.transition.clause)


def _case_rows(clock: ZoneClock) -> Iterator[Row]:
    for number, said in enumerate(clock.count.open if clock.count else (), start=1):
        yield _row(clock, "undecided", f"case-{number}", Both("新增感染", "new cases"), said)


# ---------------------------------------------------------------- duties, rounds, looks


def _duty_rows(clock: ZoneClock) -> Iterator[Row]:
    kinds: Mapping[str, Kind] = {"late": "late", "running": "coming"}
    for duty in clock.duties:
        if duty.state in kinds:
            name = f"duty-{duty.id}-{duty.subject}" if duty.subject else f"duty-{duty.id}"
            yield _row(clock, kinds[duty.state], name, duty.label, duty.line, due=duty.due)


def _round_rows(clock: ZoneClock) -> Iterator[Row]:
    coming = clock.next_round
    if coming:
        what = Both(f"第{coming.day}天核酸", f"test on day {coming.day}") if coming.day else BEFORE_LIFT
        name = f"round-{coming.day or 'before-lift'}"
        yield _row(clock, "coming", name, what, coming.line, due=coming.opens)
    missed = [one.day for one in clock.rounds if one.state == "missed" and one.day]
    if missed:
        days = joined([Both(str(day), str(day)) for day in missed])
        said = line("rounds.missed", count=len(missed), days=days)
        yield _row(clock, "missed_round", "rounds-missed", Both("核酸", "tests"), said)


BEFORE_LIFT = Both("解除前核酸", "test before lifting")


def _look_rows(clock: ZoneClock) -> Iterator[Row]:
    look = clock.look
    if look and look.due:
        kind: Kind = "late" if look.due < clock.at else "coming"
        yield _row(clock, kind, "look", Both("复核", "look again"), look.line, due=look.due)


def _start_rows(clock: ZoneClock) -> Iterator[Row]:
    """A clock that nothing has started: without this row nobody would see that the zone has no end in sight."""
    if clock.stage and clock.stage.start_from == "not_started":
        said = next(one for one in clock.lines if one.key == "start.not_started")
        yield _row(clock, "question", "not-started", Both("起算时间", "clock_start"), said)


# ---------------------------------------------------------------- migrations


def _migration_rows(watched: Watched, at: datetime) -> Iterator[Row]:
    """What the end of a protocol asks of a zone; a migration past its hours is late."""
    heading = watched.protocol.heading
    ended, stage = heading.valid_to, watched.clock.stage
    if ended is None or stage is None:
        return
    successor, category = watched.successor, stage.category
    what = Both("规程转换", "protocol switch")
    if stage.since >= ended:
        # nobody could have been late: the edition was history when the zone began
        yield _row(watched.clock, "migration", "migration", what, line("migration.history", ended=ended), due=None)
        return
    if successor is None:
        said = line("migration.open", ended=ended)
        yield _row(watched.clock, "migration", "migration", what, said, due=ended)
        return
    rule = next((one for one in successor.migrations if one.category == category), None)
    names = Both(successor.title, successor.heading.title_en)
    if rule is None:
        said = line("migration.over", ended=ended, successor=names)
        yield _row(watched.clock, "migration", "migration", what, said, due=ended)
        return
    due = ended + timedelta(hours=rule.deadline_h or 0)
    words = {"successor": names, "category": category_words(watched.protocol, category), "due": due}
    said = line("migration", clause=rule.source, ended=ended, action=MIGRATIONS[rule.action], **words)
    kind: Kind = "late" if rule.deadline_h and due < at else "migration"
    yield _row(watched.clock, kind, "migration", what, said, due=due)
