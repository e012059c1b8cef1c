"""What must happen within hours of something else: publication, news to residents, transfers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from geo_service.model.fact import Fact
from geo_service.model.zone import ADOPTED, IN_FORCE, ZoneVersion
from geo_service.zones.clock_stage import Known, events_named
from geo_service.zones.clock_times import hours_between
from geo_service.zones.clock_words import Both, Line, line
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import Deadline

DutyState = Literal["not_started", "running", "late", "done", "done_late"]

PUBLISHING = ("publish", ADOPTED)
"""Steps that make a zone public."""


@dataclass(frozen=True)
class Duty:
    """
    One deadline of a zone; `subject` tells several of a kind apart, such as the name of a transfer.

    `late_h` counts to when it was done, or to now.
    """

    id: str
    label: Both
    subject: str
    state: DutyState
    started: datetime | None
    due: datetime | None
    done: datetime | None
    late_h: float
    line: Line


def duties_of(known: Known, protocol: Protocol, *, ended_at: datetime | None = None) -> list[Duty]:
    """Every deadline of a protocol for a zone, in the order of the protocol; with the zone all but transfers end."""
    return [duty for rule in protocol.deadlines for duty in _duties(rule, known, ended_at)]


def _duties(rule: Deadline, known: Known, ended_at: datetime | None) -> list[Duty]:
    if rule.start == TRANSFER_DECIDED:
        return _transfers(rule, known)
    started = _times(rule.start, known)
    if not started:
        said = line("duty.not_started", clause=rule.source, label=_label(rule, ""))
        return [Duty(rule.id, _label(rule, ""), "", "not_started", None, None, None, 0.0, said)]
    done = [at for at in _times(rule.done, known) if at >= started[0]]
    if ended_at and (rule.repeats or not done):
        return []
    if not rule.repeats:
        return [_duty(rule, known, "", started[0], done[0] if done else None)]
    return [_duty(rule, known, "", done[-1] if done else started[0], None)]


TRANSFER_DECIDED = "transfer_decided"
"""The start of a deadline that each named transfer has for itself."""


def _transfers(rule: Deadline, known: Known) -> list[Duty]:
    done = {fact.values["transfer"]: fact.happened_at for fact in reversed(known.of_kind(rule.done))}
    decided = [fact for fact in known.of_kind(TRANSFER_DECIDED) if rule.group in (None, fact.values["group"])]
    return [_of_transfer(rule, known, fact, done) for fact in decided]


def _of_transfer(rule: Deadline, known: Known, fact: Fact, done: Mapping[str, datetime]) -> Duty:
    name = fact.values["transfer"]
    return _duty(rule, known, name, fact.happened_at, done.get(name))


def _duty(rule: Deadline, known: Known, subject: str, started: datetime, done: datetime | None) -> Duty:
    due = started + timedelta(hours=rule.hours)
    late_h = max(0.0, hours_between(due, done or known.at))
    state: DutyState
    state = ("done_late" if late_h else "done") if done else ("late" if known.at > due else "running")
    label = _label(rule, subject)
    said = line(
        f"duty.{state}",
        clause=rule.source,
        label=label,
        started=started,
        hours=rule.hours,
        due=due,
        done=done,
        late=late_h,
    )
    return Duty(rule.id, label, subject, state, started, due, done, late_h, said)


def _label(rule: Deadline, subject: str) -> Both:
    return Both(f"{rule.label} {subject}".strip(), f"{rule.label_en} {subject}".strip())


def _times(name: str, known: Known) -> list[datetime]:
    """When something happened: facts by kind or name, and steps of the lifecycle, by time."""
    times = [at for at, _ in events_named(name, known.facts)]
    times += VERSION_TIMES[name](known) if name in VERSION_TIMES else []
    return sorted(times)


def _published_at(known: Known) -> list[datetime]:
    """
    When the zone was first made public, though it may bind only later.

    Zones of an official list are the work of others, and so are their hours.
    """
    public = [
        one for one in known.published if one.step in PUBLISHING and one.status == IN_FORCE and not is_of_list(one)
    ]
    return [one.recorded_at for one in public][:1]


def is_of_list(zone: ZoneVersion) -> bool:
    """Whether a zone was taken over from an official list, which tells its words and nothing of the work in it."""
    return zone.extent.said is not None and bool(zone.extent.said.source)


def _in_force_at(known: Known) -> list[datetime]:
    return [one.effective_from for one in known.versions if one.status == IN_FORCE][:1]


VERSION_TIMES: Mapping[str, Callable[[Known], list[datetime]]] = {
    "publication": _published_at,
    "publish": _published_at,
    "in_force": _in_force_at,
}
"""Events that the versions of a zone tell beside the facts."""
