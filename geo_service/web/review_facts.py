"""What the API and `--json` say of clocks and reviews, as plain values; every line in Chinese and English."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, Field

from geo_service.zones.clock_conditions import Judged
from geo_service.zones.clock_duties import Duty
from geo_service.zones.clock_rounds import RoundDue
from geo_service.zones.clock_times import Times
from geo_service.zones.clock_words import Line
from geo_service.zones.clocks import Prospect, ZoneClock
from geo_service.zones.review import KIND_TITLES, Row


class LineFacts(BaseModel):
    """One line of an explanation."""

    key: str = Field(description="Which template it is")
    zh: str
    en: str
    clause: str = Field(description="The passage that it rests on; empty when it is a fact")


class TimesFacts(BaseModel):
    """One time in both readings of "N days"; null when not known."""

    elapsed_24h: str | None
    calendar_day: str | None


class ConditionFacts(BaseModel):
    """One condition of a transition."""

    kind: str
    state: str = Field(description="met, not_met or unknown")
    since: str | None
    earliest: TimesFacts | None


class ProspectFacts(BaseModel):
    """A transition that the zone may take."""

    to: str
    ends: bool = Field(description="No zone is left afterwards")
    state: str = Field(description="waiting, blocked, due, overdue or unknown")
    earliest: TimesFacts
    chosen: str | None = Field(description="The earliest time in the reading of the protocol")
    due_since: str | None
    late_h: float
    clause: str
    conditions: list[ConditionFacts]


class RoundFacts(BaseModel):
    """A test round that is asked for."""

    day: int | None = Field(description="Day of the clock; null: within hours before the lift")
    opens: str
    closes: str
    state: str = Field(description="done, open, coming or missed")
    planned_for: str | None


class DutyFacts(BaseModel):
    """A deadline."""

    id: str
    label: str
    subject: str
    state: str = Field(description="not_started, running, late, done or done_late")
    started: str | None
    due: str | None
    done: str | None
    late_h: float


class ClockFacts(BaseModel):
    """The clock of a zone."""

    zone_id: str
    zone_name: str
    protocol: str
    at: str
    category: str | None = Field(description="Null while the zone never was in force")
    entered_from: str | None
    since: str | None
    clock_start: str | None
    start_from: str | None = Field(description="clock_start, effective_from, event, not_started or none")
    counts_from: str | None = Field(description="From when the days count now, after new cases and extensions")
    ended_at: str | None
    prospects: list[ProspectFacts]
    rounds: list[RoundFacts]
    duties: list[DutyFacts]
    look_again: str | None
    lines: list[LineFacts]


class RowFacts(BaseModel):
    """One thing that waits."""

    id: str
    zone_id: str
    zone_name: str
    kind: str
    kind_title: str
    alarm: bool
    what: str
    due: str | None
    late_h: float
    households: int | None
    household_days: float | None = Field(description="Households times days since an end was due")
    line: LineFacts
    missing: list[LineFacts]


class ReviewFacts(BaseModel):
    """Everything that waits, the most urgent first."""

    at: str
    within_h: float
    alarms: int
    rows: list[RowFacts]


def clock_facts(clock: ZoneClock) -> ClockFacts:
    """A clock as plain values."""
    stage, count = clock.stage, clock.count
    return ClockFacts(
        zone_id=clock.zone.zone_id,
        zone_name=clock.zone.name,
        protocol=clock.zone.protocol,
        at=clock.at.isoformat(),
        category=stage.category if stage else None,
        entered_from=stage.entered_from if stage else None,
        since=_iso(stage.since if stage else None),
        clock_start=_iso(stage.start if stage else None),
        start_from=stage.start_from if stage else None,
        counts_from=_iso(count.start if count else None),
        ended_at=_iso(stage.ended_at if stage else None),
        prospects=[_prospect_facts(one) for one in clock.prospects],
        rounds=[_round_facts(one) for one in clock.rounds],
        duties=[_duty_facts(one) for one in clock.duties],
        look_again=_iso(clock.look.due if clock.look else None),
        lines=[line_facts(one) for one in clock.lines],
    )


def review_facts(rows: Iterable[Row], *, at: datetime, within_h: float) -> ReviewFacts:
    """A review as plain values."""
    found = list(rows)
    alarms = sum(row.alarm for row in found)
    return ReviewFacts(at=at.isoformat(), within_h=within_h, alarms=alarms, rows=[_row_facts(row) for row in found])


def line_facts(line: Line) -> LineFacts:
    """A line as plain values."""
    return LineFacts(key=line.key, zh=line.zh, en=line.en, clause=line.clause)


def _row_facts(row: Row) -> RowFacts:
    return RowFacts(
        id=row.id,
        zone_id=row.zone_id,
        zone_name=row.zone_name,
        kind=row.kind,
        kind_title=KIND_TITLES[row.kind].zh,
        alarm=row.alarm,
        what=row.what.zh,
        due=_iso(row.due),
        late_h=row.late_h,
        households=row.households,
        household_days=row.household_days,
        line=line_facts(row.line),
        missing=[line_facts(one) for one in row.missing],
    )


def _prospect_facts(prospect: Prospect) -> ProspectFacts:
    return ProspectFacts(
        to=prospect.transition.to,
        ends=prospect.ends,
        state=prospect.state,
        earliest=_times_facts(prospect.earliest),
        chosen=_iso(prospect.chosen),
        due_since=_iso(prospect.due_since),
        late_h=prospect.late_h,
        clause=prospect.transition.clause,
        conditions=[_condition_facts(one) for one in prospect.conditions],
    )


def _condition_facts(one: Judged) -> ConditionFacts:
    earliest = _times_facts(one.earliest) if one.earliest else None
    return ConditionFacts(kind=one.kind, state=one.state, since=_iso(one.since), earliest=earliest)


def _round_facts(one: RoundDue) -> RoundFacts:
    return RoundFacts(
        day=one.day,
        opens=one.opens.isoformat(),
        closes=one.closes.isoformat(),
        state=one.state,
        planned_for=_iso(one.planned_for),
    )


def _duty_facts(one: Duty) -> DutyFacts:
    return DutyFacts(
        id=one.id,
        label=one.label.zh,
        subject=one.subject,
        state=one.state,
        started=_iso(one.started),
        due=_iso(one.due),
        done=_iso(one.done),
        late_h=one.late_h,
    )


def _times_facts(times: Times) -> TimesFacts:
    return TimesFacts(elapsed_24h=_iso(times.elapsed_24h), calendar_day=_iso(times.calendar_day))


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
