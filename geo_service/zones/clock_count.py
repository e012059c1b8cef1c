"""From when the days of a stage count: new cases restart them or wait for a decision, extensions move their end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from geo_service.model.fact import Fact
from geo_service.zones.clock_stage import Known, Stage
from geo_service.zones.clock_words import PLACES_FOUND, Line, line
from geo_service.zones.protocol import Protocol

CASE_ASSESSED = "case_assessed"
"""Evidence by which the experts say that a new case does not prolong the zone."""

PART = "part"


@dataclass(frozen=True)
class Count:
    """
    The days of a stage as they stand.

    `start` is from when they count now, `until` the time to which a decision prolongs the zone; `open` are lines for
    what must be decided or recorded first; `last_case` is the last counted case of the stage.
    """

    start: datetime | None
    until: datetime | None
    last_case: datetime | None
    lines: tuple[Line, ...]
    open: tuple[Line, ...]


def count_of(known: Known, stage: Stage, protocol: Protocol) -> Count:
    """The days of a stage, with its cases and the decisions about them."""
    if stage.start is None:
        return Count(None, None, None, (), ())
    cases = [fact for fact in known.of_kind("case") if fact.happened_at > stage.start]
    counted = [fact for fact in cases if fact.values["found_in"] in protocol.clock.counted_cases]
    others = [_case_line("case.uncounted", fact) for fact in cases if fact not in counted]
    unregistered = _unregistered(known, cases, stage.start)
    if protocol.clock.on_new_case == "reset":
        start, resets = _reset(stage.start, counted)
    else:
        start, resets = stage.start, []
    extended = _extensions(known, protocol, counted, stage.start)
    undecided = _undecided(known, protocol, counted)
    return Count(
        start=max(start, extended.start or start),
        until=extended.until,
        last_case=counted[-1].happened_at if counted else None,
        lines=(*others, *resets, *_decided(protocol, counted, undecided), *extended.lines),
        open=(*(_case_line("case.undecided", fact) for fact in undecided), *unregistered),
    )


def _case_line(key: str, fact: Fact) -> Line:
    where = PLACES_FOUND[fact.values["found_in"]]
    return line(key, at=fact.happened_at, count=fact.values["count"], where=where)


def _reset(start: datetime, counted: Sequence[Fact]) -> tuple[datetime, list[Line]]:
    if not counted:
        return start, []
    return counted[-1].happened_at, [_case_line("case.reset", counted[-1])]


def _undecided(known: Known, protocol: Protocol, counted: Sequence[Fact]) -> list[Fact]:
    """Counted cases after the last decision about prolonging, or assessment, where that is needed."""
    if protocol.clock.on_new_case == "reset":
        return []
    assessed = [fact.happened_at for fact in known.facts if _is_extension(fact) or _is_assessment(fact)]
    last = max(assessed, default=None)
    return [fact for fact in counted if last is None or fact.happened_at > last]


def _decided(protocol: Protocol, counted: Sequence[Fact], undecided: Sequence[Fact]) -> list[Line]:
    if protocol.clock.on_new_case == "reset":
        return []
    return [_case_line("case.decided", fact) for fact in counted if fact not in undecided]


def _is_extension(fact: Fact) -> bool:
    return fact.kind == "decision" and fact.values["about"] == "extend"


def _is_assessment(fact: Fact) -> bool:
    return fact.kind == "evidence" and fact.values["name"] == CASE_ASSESSED


def _unregistered(known: Known, cases: Sequence[Fact], start: datetime) -> list[Line]:
    """Positives that a round found but nobody has recorded as cases: where they were found decides the clock."""
    positives = _positives([fact for fact in known.of_kind("test_round") if fact.happened_at > start])
    recorded = sum(fact.values["count"] for fact in cases)
    return [line("case.unregistered", positives=positives, cases=recorded)] if positives > recorded else []


def _positives(rounds: Sequence[Fact]) -> int:
    """Positives of all rounds; one that was entered once more with the results that were pending counts once."""
    found: list[int] = [fact.values["positive"] for fact in rounds]
    again = [_is_again(before, after) for before, after in pairwise(rounds)]
    twice = [positive for positive, repeated in zip(found, again, strict=False) if repeated]
    return sum(found) - sum(twice)


def _is_again(before: Fact, after: Fact) -> bool:
    """Whether a round is the one before with more of its results: the same people, none fewer sampled or positive."""
    was, now = before.values, after.values
    more = now["sampled"] >= was["sampled"] and now["positive"] >= was["positive"]
    return bool(was["pending"] > now["pending"] and now["expected"] == was["expected"] and more)


@dataclass(frozen=True)
class _Extended:
    start: datetime | None = None
    until: datetime | None = None
    lines: tuple[Line, ...] = ()


def _extensions(known: Known, protocol: Protocol, counted: Sequence[Fact], start: datetime) -> _Extended:
    """What the decisions to extend make of the days; one without its ground moves nothing, and says so."""
    made = _Extended()
    in_zone = [case for case in counted if case.values["found_in"] == "zone"]
    for fact in (fact for fact in known.facts if _is_extension(fact) and fact.happened_at >= start):
        made = _after(made, fact, protocol, [case for case in in_zone if case.happened_at <= fact.happened_at])
    return made


def _after(made: _Extended, fact: Fact, protocol: Protocol, cases: Sequence[Fact]) -> _Extended:
    rule, reference = protocol.clock.extension, fact.values["reference"]
    if rule is None or fact.values["scope"] not in rule.allowed_scope:
        return _Extended(made.start, made.until, (*made.lines, line("extend.forbidden", reference=reference)))
    clause = rule.source
    if fact.values["scope"] == PART:
        said = line("extend.part", clause=clause, reference=reference)
        return _Extended(made.start, made.until, (*made.lines, said))
    if not cases and "case_in_zone" in rule.requires:
        said = line("extend.no_ground", clause=clause, reference=reference)
        return _Extended(made.start, made.until, (*made.lines, said))
    if fact.values["until"]:
        until = datetime.fromisoformat(fact.values["until"])
        said = line("extend.until", clause=clause, reference=reference, until=until)
        return _Extended(made.start, max(until, made.until or until), (*made.lines, said))
    anew = cases[-1].happened_at if cases else fact.happened_at
    said = line("extend.anew", clause=clause, reference=reference, start=anew)
    return _Extended(anew, made.until, (*made.lines, said))
