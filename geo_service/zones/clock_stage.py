"""
The stage a zone is in at a time: its category, what it was before, and from when its days count.

Read from the versions that were known and take effect by then, and from facts; the order of entry is nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from geo_service.model.fact import Fact
from geo_service.model.zone import ARCHIVED, IN_FORCE, LIFTED, PUBLISHED, ZoneVersion
from geo_service.zones.fact_kinds import standing_facts
from geo_service.zones.origins import HistoryOf, no_history, origins_of
from geo_service.zones.protocol import Protocol

CLOCK_START = "clock_start"
"""The name by which a protocol says that the decision itself tells when its days begin."""

StartFrom = Literal["clock_start", "effective_from", "event", "not_started", "none"]


@dataclass(frozen=True)
class Known:
    """
    What is known about a zone: versions that are published and in effect, and facts that stand, all by a time.

    `versions` is empty for a zone that is not in effect yet; `published` are all that were made public by then, whether
    they have taken effect or not, and `drafted` is its newest version in any case.
    """

    at: datetime
    versions: tuple[ZoneVersion, ...]
    published: tuple[ZoneVersion, ...]
    facts: tuple[Fact, ...]
    drafted: ZoneVersion

    def of_kind(self, *kinds: str) -> list[Fact]:
        """Facts of some kinds, by time."""
        return [fact for fact in self.facts if fact.kind in kinds]


@dataclass(frozen=True)
class Stage:
    """
    One category of a zone's life.

    `since` is when it took effect, `start` from when its days count (None: not started), `start_from` why then;
    `ended_at` is when the zone was lifted.
    """

    category: str
    entered_from: str | None
    since: datetime
    start: datetime | None
    start_from: StartFrom
    ended_at: datetime | None = None


OF_ITS_OWN = ("first_report", "transfer_decided", "transfer_done")
"""What starts a deadline that the zone it happened in has to keep, not one that was made from it."""


def known_by(
    history: Sequence[ZoneVersion],
    facts: Sequence[Fact],
    *,
    at: datetime,
    known_at: datetime | None = None,
    history_of: HistoryOf = no_history,
) -> Known:
    """
    What holds at a time, from what was recorded by `known_at` (None: all that is recorded).

    Facts are those of the zone, and those of the zones it was made from that happened before it was made.
    """
    seen = [one for one in history if known_at is None or one.recorded_at <= known_at] or list(history[:1])
    versions = tuple(one for one in seen if one.status in PUBLISHED and one.effective_from <= at)
    published = tuple(one for one in seen if one.status in PUBLISHED and one.recorded_at <= at)
    recorded = [fact for fact in facts if known_at is None or fact.recorded_at <= known_at]
    origins = origins_of(versions, history_of)
    mine = [fact for fact in standing_facts(recorded, at=at) if _is_of(fact, history[0].zone_id, origins)]
    return Known(at, versions, published, tuple(mine), seen[-1])


def _is_of(fact: Fact, zone_id: str, origins: Mapping[str, datetime]) -> bool:
    if fact.zone_id is None or fact.zone_id == zone_id:
        return fact.zone_id == zone_id
    until = origins.get(fact.zone_id)
    return until is not None and fact.happened_at <= until and fact.kind not in OF_ITS_OWN


def stage_of(known: Known, protocol: Protocol) -> Stage | None:
    """The stage that the zone is in, or was in when it ended; None while it never was in force."""
    ended_at = _ended_at(known.versions)
    in_force = [one for one in known.versions if one.status == IN_FORCE and _began_before(one, ended_at)]
    if not in_force:
        return None
    run = _last_run(in_force)
    before = in_force[: len(in_force) - len(run)]
    start, start_from = _start(known, protocol, run, before)
    return Stage(
        category=run[-1].category,
        entered_from=before[-1].category if before else run[0].entered_from,
        since=run[0].effective_from,
        start=start,
        start_from=start_from,
        ended_at=ended_at,
    )


def _began_before(version: ZoneVersion, ended_at: datetime | None) -> bool:
    """Whether a version took effect before the zone ended; what was decided for later never came."""
    return ended_at is None or version.effective_from < ended_at


def _last_run(versions: Sequence[ZoneVersion]) -> list[ZoneVersion]:
    """The last versions of one category."""
    run: list[ZoneVersion] = []
    for version in reversed(versions):
        if run and version.category != run[-1].category:
            break
        run.append(version)
    return run[::-1]


def _ended_at(versions: Sequence[ZoneVersion]) -> datetime | None:
    """When a zone ended, if its newest version says so; archiving changes nothing."""
    if not versions or versions[-1].status not in (LIFTED, ARCHIVED):
        return None
    return next((one.effective_from for one in reversed(versions) if one.status == LIFTED), versions[-1].effective_from)


def _start(
    known: Known, protocol: Protocol, run: Sequence[ZoneVersion], before: Sequence[ZoneVersion]
) -> tuple[datetime | None, StartFrom]:
    clock = protocol.clock
    if clock.mode in ("none", "review"):
        return None, "none"
    if clock.start != CLOCK_START:
        happened = [at for at, _ in events_named(clock.start, known.facts)]
        if happened:
            return happened[-1], "event"
    elif stated := _stated_start(run, before, single=clock.mode == "single"):
        return stated, "clock_start"
    if clock.if_missing == "not_started":
        return None, "not_started"
    first = before[0] if before and clock.mode == "single" else run[0]
    return first.effective_from, "effective_from"


def _stated_start(run: Sequence[ZoneVersion], before: Sequence[ZoneVersion], *, single: bool) -> datetime | None:
    """The start that the decisions say; one that was only carried over from the stage before does not count."""
    stated = run[-1].clock_start
    carried = bool(before) and stated == before[-1].clock_start and not single
    return None if carried else stated


def events_named(name: str, facts: Collection[Fact]) -> list[tuple[datetime, Fact]]:
    """Facts of a kind, or clock events and evidence of a name, with their times, by time."""
    found = [fact for fact in facts if fact.kind == name or _is_named(fact, name)]
    return [(fact.happened_at, fact) for fact in found]


def _is_named(fact: Fact, name: str) -> bool:
    return fact.kind in ("clock_event", "evidence") and fact.values["name"] == name
