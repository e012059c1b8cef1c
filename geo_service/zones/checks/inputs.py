"""What a check looks at: one zone with its history, or the whole register, and what is known round it at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, TypeVar

import geopandas as gpd
import shapely

from geo_service.model.fact import Fact
from geo_service.model.plan import Plan
from geo_service.model.zone import IN_FORCE, ZoneVersion
from geo_service.zones.checks.routes import LOCKED, SHUT, Closing, Ways, ways_round
from geo_service.zones.fact_kinds import FACT_KINDS, Barrier, Values, standing_facts
from geo_service.zones.lifecycle import last_published
from geo_service.zones.origins import origins_of
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import Category
from geo_service.zones.said_units import SaidUnit

V = TypeVar("V", bound=Values)


@dataclass(frozen=True)
class RoundTime:
    """A test round that the end of a zone waits for: until when, and whether it is done or planned."""

    closes: datetime
    done: bool
    planned: bool


@dataclass(frozen=True)
class DutyTime:
    """A deadline as the clock sees it: its id in the protocol, what it is about, and how late it is or was."""

    id: str
    subject: str
    state: Literal["not_started", "running", "late", "done", "done_late"]
    due: datetime | None
    late_h: float


@dataclass(frozen=True)
class DueTimes:
    """
    What the zone's clock says; None is "not known".

    `lift_due` is from when the zone may end or come down, `conditions_met` whether all that is asked beside time is
    there, `missing` what is not (Chinese). `duties` None: the clock was not asked.
    """

    lift_due: datetime | None = None
    conditions_met: bool | None = None
    missing: tuple[str, ...] = ()
    rounds: tuple[RoundTime, ...] = ()
    duties: tuple[DutyTime, ...] | None = None


@dataclass(frozen=True)
class ExtentShort:
    """A named extent of a zone: its distance from where the rule measures, and what is wanted, metres."""

    name: str
    distance_m: float
    wanted_m: float


@dataclass(frozen=True)
class Nearby:
    """Layers of the register round a zone (or the whole), EPSG:4326."""

    buildings: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame


@dataclass(frozen=True)
class CheckInput:
    """
    All that checks may look at; what is None or empty is not known.

    `history` ends with the version that is checked; empty for the whole register. `facts` are all those that concern
    it, `zones` all versions in force at `at`. `unit` is the unit that the zone was drawn by, `words` what is made
    public about it, `tallies` how many zones of its category were in force at each publication (by fact id),
    `origins` the zones it was made from, with the time until which their facts count (None: only the nearest).
    """

    protocol: Protocol
    at: datetime
    history: tuple[ZoneVersion, ...] = ()
    facts: tuple[Fact, ...] = ()
    zones: tuple[ZoneVersion, ...] = ()
    unit: SaidUnit | None = None
    words: tuple[str, ...] = ()
    plan: Plan | None = None
    near: Nearby | None = None
    due: DueTimes = DueTimes()
    extents: tuple[ExtentShort, ...] | None = None
    tallies: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[str, datetime] | None = None

    @property
    def of_zone(self) -> bool:
        """Whether a zone is checked, not the whole register."""
        return bool(self.history)

    @property
    def zone(self) -> ZoneVersion:
        """The version that is checked."""
        return self.history[-1]

    @property
    def stands(self) -> bool:
        """Whether the zone is in force, be it that the version that is checked is a draft to change it."""
        standing = last_published([one for one in self.history if one.effective_from <= self.at])
        return standing is not None and standing.status == IN_FORCE

    @property
    def zone_id(self) -> str | None:
        """The id of the zone; None for the whole register."""
        return self.zone.zone_id if self.history else None

    @property
    def subject(self) -> str:
        """What a finding about the whole is about."""
        return self.zone_id or "register"

    @cached_property
    def category(self) -> Category | None:
        """
        The zone's category under the protocol: of its own, or what the protocol makes of one of the edition before.

        None: the protocol says nothing of it.
        """
        known = {one.id: one for one in self.protocol.categories}
        moved = {one.category: one.to or one.category for one in self.protocol.migrations}
        name = self.zone.category
        return known.get(name) or known.get(moved.get(name, ""))

    @cached_property
    def standing(self) -> tuple[Fact, ...]:
        """The facts that stand at the time: of the zone, of those it was made from before that, and of no zone."""
        return tuple(fact for fact in standing_facts(self.facts, at=self.at) if self._concerns(fact))

    def _concerns(self, fact: Fact) -> bool:
        if not self.history or fact.zone_id in (None, self.zone_id):
            return True
        origins = origins_of(self.history) if self.origins is None else self.origins
        return fact.zone_id in origins and fact.happened_at <= origins[fact.zone_id]

    def facts_of(self, kind: type[V]) -> list[tuple[Fact, V]]:
        """Standing facts of a kind with their values, by time."""
        return [
            (fact, kind.model_validate(dict(fact.values)))
            for fact in self.standing
            if FACT_KINDS[fact.kind].values is kind
        ]

    def own(self, kind: type[V]) -> list[tuple[Fact, V]]:
        """Standing facts of a kind that are of this zone, or of none when the whole register is checked."""
        return [(fact, said) for fact, said in self.facts_of(kind) if fact.zone_id == self.zone_id]

    def latest(self, kind: type[V]) -> tuple[Fact, V] | None:
        """The last standing fact of a kind."""
        return next(reversed(self.facts_of(kind)), None)

    @cached_property
    def barriers(self) -> tuple[tuple[Fact, Barrier], ...]:
        """The barriers that have not been removed by the time."""
        return tuple((fact, said) for fact, said in self.facts_of(Barrier) if not has_ended(said.removed_at, self.at))

    @cached_property
    def ways(self) -> Ways | None:
        """The ways round the zone with all barriers and closures; None without an outline or roads."""
        outline = self.zone.geometry
        if outline is None or self.near is None:
            return None
        others = {one.zone_id: one.geometry for one in self.zones if one.geometry and one.zone_id != self.zone_id}
        return ways_round(outline, self.near.roads, [*self._closings()], others)

    def _closings(self) -> Iterator[Closing]:
        """Barriers whose place is known, unless they open at once, and the closures of the plan."""
        for _, said in self.barriers:
            if said.lon is None or said.lat is None or (opens_at_once(said) and said.closure is None):
                continue
            kind = said.closure or (LOCKED if said.unlockable else SHUT)
            yield Closing(kind, shapely.Point(said.lon, said.lat))
        closures = self.plan.frames.get("closure") if self.plan else None
        for shape in () if closures is None else closures.geometry:
            yield from (Closing(LOCKED, one.centroid) for one in shapely.get_parts(shape))


def has_ended(until: datetime | None, at: datetime) -> bool:
    """Whether something that lasts until a time (None: no end is known) is over."""
    return until is not None and until <= at


def opens_at_once(barrier: Barrier) -> bool:
    """Whether a fire engine or ambulance is not held up: it can be unlocked, and somebody is there to do it."""
    return barrier.unlockable and barrier.attended


@dataclass(frozen=True)
class Asked:
    """How a check is asked for: how grave a breach is, what it is about, its number, and its clause."""

    id: str
    clause: str
    severity: Literal["violation", "needs_ground"] = "violation"
    objects: tuple[str, ...] = ()
    limit: float | None = None

    def limit_or(self, otherwise: float) -> float:
        """The protocol's number, else another one."""
        return otherwise if self.limit is None else self.limit
