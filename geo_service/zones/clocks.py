"""
The clock of a zone: what it is, from when its days count, what is still missing, what is due when, and why.

Pure: a protocol, the versions of one zone, its facts and `at` in, a `ZoneClock` out. The order in which facts were
entered changes nothing, and with `known_at` nothing is used that was recorded later.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from geo_service.model.fact import Fact
from geo_service.model.zone import ARCHIVED, IN_FORCE, LIFTED, ZoneVersion
from geo_service.zones.clock_conditions import Case, Judged, category_words, judge
from geo_service.zones.clock_count import Count, count_of
from geo_service.zones.clock_duties import Duty, duties_of
from geo_service.zones.clock_rounds import RoundDue, rounds_due
from geo_service.zones.clock_stage import Known, Stage, known_by, stage_of
from geo_service.zones.clock_times import READINGS, Times, hours_between, latest_of
from geo_service.zones.clock_words import READING_NAMES, Line, event_name, line
from geo_service.zones.origins import HistoryOf, no_history
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import NOTHING, Transition

ProspectState = Literal["waiting", "due", "overdue", "blocked", "unknown"]

LIFT_CHECK = "lift_when_due"
"""The check of a protocol whose limit is how many hours a due step may wait."""

ENDED = (LIFTED, ARCHIVED)

LOOKED_AT = "reviewed"
"""A clock event by which somebody says that a zone under review was looked at."""


@dataclass(frozen=True)
class Prospect:
    """
    A transition that the zone may take.

    `earliest` is the first possible time in both readings, if all that no clock decides is there by then; `due_since`
    is from when all conditions are met; `open` are the lines of what is missing beside time; `ends` says that no zone
    is left: it leads to none, or to what other zones leave.
    """

    transition: Transition
    conditions: tuple[Judged, ...]
    earliest: Times
    chosen: datetime | None
    state: ProspectState
    due_since: datetime | None
    late_h: float
    open: tuple[Line, ...]
    ends: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Look:
    """When a zone that is only looked at every so often is to be looked at next; `due` None: nobody says how often."""

    due: datetime | None
    line: Line


@dataclass(frozen=True)
class ZoneClock:
    """All that a clock says of one zone at one time; `lines` explain it from the first to the last step."""

    zone: ZoneVersion
    at: datetime
    stage: Stage | None
    count: Count | None
    prospects: tuple[Prospect, ...]
    rounds: tuple[RoundDue, ...]
    duties: tuple[Duty, ...]
    look: Look | None
    questions: tuple[Line, ...]
    lines: tuple[Line, ...]

    @property
    def prospect(self) -> Prospect | None:
        """The transition that is possible first; the one that ends the zone before others of the same time."""
        known = [one for one in self.prospects if one.chosen]
        first = min(known, key=lambda one: (one.chosen, not one.ends), default=None)
        return first or next(iter(self.prospects), None)

    @property
    def next_round(self) -> RoundDue | None:
        """The test round that is open or comes next."""
        return next((one for one in self.rounds if one.state in ("open", "coming")), None)


def clock_of(
    protocol: Protocol,
    history: Sequence[ZoneVersion],
    facts: Sequence[Fact],
    *,
    at: datetime,
    known_at: datetime | None = None,
    active: Collection[str] | None = None,
    history_of: HistoryOf = no_history,
) -> ZoneClock:
    """
    The clock of a zone at a time.

    Parameters
    ----------
    protocol
        That of the zone's newest version.
    history
        All versions of the zone, oldest first.
    facts
        Facts of the zone and of the zones it was made from; others are passed over.
    at
        The time that is asked about.
    known_at
        Only what was recorded by then is used; None: everything.
    active
        Categories in force around the zone, for transitions that wait for their end; None when not known.
    history_of
        The versions of the zones it was made from, so that what happened in those before them is found too.
    """
    known = known_by(history, facts, at=at, known_at=known_at, history_of=history_of)
    stage = stage_of(known, protocol)
    if stage is None:
        ended_at = known.drafted.effective_from if known.drafted.status in ENDED else None
        duties = tuple(duties_of(known, protocol, ended_at=ended_at))
        lines = (_not_yet(known, at), *(duty.line for duty in duties))
        return ZoneClock(known.drafted, at, None, None, (), (), duties, None, (), lines)
    return _running(protocol, known, stage, active)


def _not_yet(known: Known, at: datetime) -> Line:
    since = known.drafted.effective_from
    if known.drafted.status in ENDED:
        return line("undone", at=since)
    coming = known.drafted.status == IN_FORCE and since > at
    return line("coming", since=since) if coming else line("never")


def _running(protocol: Protocol, known: Known, stage: Stage, active: Collection[str] | None) -> ZoneClock:
    count = count_of(known, stage, protocol)
    case = Case(known, stage, count, protocol, active)
    transitions = protocol.transitions_from(stage.category, stage.entered_from)
    prospects = tuple(_prospect(one, case) for one in transitions)
    rounds = tuple(_rounds(case, transitions, prospects))
    duties = tuple(duties_of(known, protocol, ended_at=stage.ended_at))
    look = _look(known, protocol, stage)
    clock = ZoneClock(known.drafted, known.at, stage, count, prospects, rounds, duties, look, (), ())
    questions = tuple(_questions(clock))
    lines = (
        *_stage_lines(case),
        *count.lines,
        *(said for said in count.open if not any(said in one.lines for one in prospects)),
        *(said for one in prospects for said in one.lines),
        *((look.line,) if look else ()),
        *(one.line for one in rounds),
        *(one.line for one in duties),
        *_end_lines(clock),
        *questions,
    )
    return replace(clock, questions=questions, lines=lines)


# ---------------------------------------------------------------- transitions


def _prospect(transition: Transition, case: Case) -> Prospect:
    conditions = tuple(judge(condition, case) for condition in transition.all)
    timed = [one.earliest for one in conditions if one.earliest]
    earliest = latest_of(timed) if timed else Times(None, None)
    rule = case.protocol.clock.day_rule
    chosen = earliest.by(rule)
    met = all(one.state == "met" for one in conditions)
    due_since = max((one.since for one in conditions if one.since), default=None) if met else None
    state = _state(conditions, chosen, due_since, case)
    late_h = max(0.0, hours_between(due_since, case.at)) if due_since else 0.0
    missing = tuple(said for one in conditions if one.state != "met" and not one.waits for said in one.lines)
    ends = transition.to == NOTHING or case.protocol.category(transition.to).residual
    made = Prospect(transition, conditions, earliest, chosen, state, due_since, late_h, missing, ends, ())
    return replace(made, lines=tuple(_lines(made, case)))


def _state(
    conditions: Sequence[Judged], chosen: datetime | None, due_since: datetime | None, case: Case
) -> ProspectState:
    if all(one.state == "met" for one in conditions):
        grace = case.protocol.check_rule(LIFT_CHECK)
        allowed = timedelta(hours=(grace.limit or 0.0) if grace else 0.0)
        return "overdue" if due_since and case.at > due_since + allowed else "due"
    if any(one.earliest and one.earliest.by(case.protocol.clock.day_rule) is None for one in conditions):
        return "unknown"
    return "waiting" if chosen and chosen > case.at else "blocked"


def _lines(prospect: Prospect, case: Case) -> list[Line]:
    transition, protocol = prospect.transition, case.protocol
    to = category_words(protocol, transition.to)
    head = line("end" if transition.to == NOTHING else "transition", clause=transition.clause, to=to)
    conditions = [said for one in prospect.conditions for said in one.lines]
    return [head, *conditions, _earliest_line(prospect, case), _state_line(prospect, case)]


def _earliest_line(prospect: Prospect, case: Case) -> Line:
    rule, times = case.protocol.clock.day_rule, prospect.earliest
    if prospect.chosen is None:
        return line("earliest.unknown" if prospect.state == "unknown" else "earliest.none")
    if not times.differ:
        return line("earliest.same", chosen=prospect.chosen)
    other = next(one for one in READINGS if one != rule)
    source = case.protocol.clock.source
    return line("earliest", clause=source, chosen=prospect.chosen, rule=READING_NAMES[rule], other=times.by(other))


def _state_line(prospect: Prospect, case: Case) -> Line:
    if prospect.state == "waiting" and prospect.chosen:
        return line("state.waiting", hours=hours_between(case.at, prospect.chosen))
    if prospect.state == "blocked" and prospect.chosen:
        return line("state.blocked", hours=hours_between(prospect.chosen, case.at))
    if prospect.state == "overdue":
        return line("state.overdue", since=prospect.due_since, hours=prospect.late_h)
    return line(_PLAIN_STATES.get(prospect.state, "state.open"))


_PLAIN_STATES: Mapping[ProspectState, str] = {"due": "state.due", "unknown": "state.unknown"}


# ---------------------------------------------------------------- stage, rounds, looks


def _stage_lines(case: Case) -> list[Line]:
    stage, protocol = case.stage, case.protocol
    category = category_words(protocol, stage.category)
    if stage.entered_from and not stage.ended_at:
        before = category_words(protocol, stage.entered_from)
        first = line("stage_from", category=category, before=before, since=stage.since)
    else:
        first = line("stage_ended" if stage.ended_at else "stage", category=category, since=stage.since)
    event = event_name(protocol.clock.start)
    start = line(f"start.{stage.start_from}", clause=protocol.clock.source, start=stage.start, event=event)
    return [first, start, *_mode_lines(protocol)]


def _mode_lines(protocol: Protocol) -> list[Line]:
    mode = protocol.clock.mode
    return [line(f"mode.{mode}", clause=protocol.clock.source)] if mode in ("single", "per_stage") else []


def _rounds(case: Case, transitions: Sequence[Transition], prospects: Sequence[Prospect]) -> list[RoundDue]:
    if case.count.start is None:
        return []
    return rounds_due(
        case.known,
        start=case.count.start,
        since=case.stage.since,
        reading=case.protocol.clock.day_rule,
        testing=next((one for one in case.protocol.testing if one.category == case.stage.category), None),
        transitions=transitions,
        earliest=min((one.chosen for one in prospects if one.chosen), default=None),
        at=case.at,
    )


def _look(known: Known, protocol: Protocol, stage: Stage) -> Look | None:
    clock = protocol.clock
    if clock.mode != "review" or stage.ended_at:
        return None
    if clock.review_minutes is None:
        return Look(None, line("look.unset", clause=clock.source))
    looked = [one.happened_at for one in known.of_kind("clock_event") if one.values["name"] == LOOKED_AT]
    last = max([*looked, *(one.effective_from for one in known.versions)])
    minutes = clock.review_minutes
    due = last + timedelta(minutes=minutes.value)
    return Look(due, line("look", clause=minutes.source, minutes=minutes.value, due=due))


# ---------------------------------------------------------------- end and questions


def _end_lines(clock: ZoneClock) -> list[Line]:
    stage = clock.stage
    if stage is None or stage.ended_at is None:
        return []
    said = [line("ended", at=stage.ended_at, hours=hours_between(stage.since, stage.ended_at))]
    first = clock.prospect
    if first and first.chosen and first.chosen < stage.ended_at:
        said.append(line("ended.late", hours=hours_between(first.chosen, stage.ended_at)))
    return said


def _questions(clock: ZoneClock) -> list[Line]:
    stage, first = clock.stage, clock.prospect
    if stage is None:
        return []
    if stage.ended_at and first and first.chosen and first.chosen > stage.ended_at:
        return [line("ended.early", hours=hours_between(stage.ended_at, first.chosen))]
    if stage.ended_at is None and stage.start_from == "effective_from":
        return [line("ask.clock_start")]
    return []
