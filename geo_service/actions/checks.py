"""The checks of a zone, of all that is in force, and of what would change under another protocol. Nothing is stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import geopandas as gpd

from geo_service.actions.check import zones_known
from geo_service.actions.plan_orders import orders_of_plan
from geo_service.actions.plans import plan_rule, surroundings
from geo_service.actions.protocols import protocol_for
from geo_service.actions.zones import history_of
from geo_service.coords.metric import grow_bounds
from geo_service.derive.plan import Surroundings, derive_plan
from geo_service.errors import NotFoundError, ProtocolError
from geo_service.model.check import CHECK_TITLES, OK, CheckRecord, CheckStatus
from geo_service.model.extent import NamedPlace
from geo_service.model.fact import Fact
from geo_service.model.frames import empty_frame
from geo_service.model.plan import Plan
from geo_service.model.zone import ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.checks.catalogue import NUMBERS
from geo_service.zones.checks.due import due_times_of
from geo_service.zones.checks.inputs import CheckInput, DueTimes, Nearby
from geo_service.zones.checks.named_extents import extents_of
from geo_service.zones.checks.registry import run_checks
from geo_service.zones.checks.units import unit_drawn_by
from geo_service.zones.clocks import clock_of
from geo_service.zones.delineate import with_newcomers
from geo_service.zones.fact_kinds import standing_facts
from geo_service.zones.origins import origins_of
from geo_service.zones.protocol import Protocol


@dataclass(frozen=True)
class Difference:
    """A check that another protocol answers otherwise; a status is None where a protocol does not ask for it."""

    zone_id: str
    check: str
    before: CheckStatus | None
    after: CheckStatus | None
    record: CheckRecord


def check_zone(store: Store, zone_id: str, *, at: datetime, protocol_id: str | None = None) -> tuple[CheckRecord, ...]:
    """
    All checks of a zone, in its newest version by then, under its own protocol or another one.

    Raises
    ------
    NotFoundError
        If there is no such zone, or there was none by then.
    ProtocolError
        If there is no such protocol.
    """
    known = [one for one in history_of(store, zone_id) if one.recorded_at <= at]
    if not known:
        raise NotFoundError(f"zone {zone_id} was not recorded yet at {at.isoformat()}")
    return run_checks(_Look(store, at).at_zone(known, protocol_id))


def check_all(
    store: Store, *, at: datetime, protocol_id: str | None = None, otherwise: str | None = None
) -> tuple[CheckRecord, ...]:
    """
    The checks of the whole register, then those of every zone in force; in the order of zone ids.

    The register is checked under each protocol that a zone in force follows, or under `otherwise` when there is none;
    with `protocol_id` everything is checked under that one.
    """
    look = _Look(store, at)
    followed = dict.fromkeys(zone.protocol for zone in look.zones) or dict.fromkeys([otherwise] if otherwise else [])
    protocols = [protocol_id] if protocol_id else list(followed)
    of_register = [one for name in protocols for one in run_checks(look.at_register(name))]
    of_zones = [one for zone in look.zones for one in run_checks(look.at_zone(look.history(zone), protocol_id))]
    return (*of_register, *of_zones)


def recheck_under(store: Store, protocol_id: str, *, at: datetime) -> tuple[Difference, ...]:
    """
    What changes when everything in force is checked under another protocol: the gravest first, then by zone.

    A check that one of the two does not ask for is listed when the other finds something.

    Raises
    ------
    ProtocolError
        If there is no such protocol.
    """
    protocol_for(store, protocol_id)
    look = _Look(store, at)
    found = [
        one
        for zone in look.zones
        for one in _differences(
            run_checks(look.at_zone(look.history(zone), None)),
            run_checks(look.at_zone(look.history(zone), protocol_id)),
        )
    ]
    order = list(CHECK_TITLES)
    return tuple(sorted(found, key=lambda one: (order.index(one.record.status), one.zone_id)))


def _differences(before: Sequence[CheckRecord], after: Sequence[CheckRecord]) -> Iterable[Difference]:
    old, new = ({one.check: one for one in records} for records in (before, after))
    for name, record in {**old, **new}.items():
        was, now = (records[name].status if name in records else None for records in (old, new))
        # what only one of the two asks for matters when something was found
        if was != now and {was, now} != {None, OK}:
            yield Difference(str(record.zone_id), name, was, now, record)


class _Look:
    """What is in force in a store at a time, read once; gives what the checks of one zone or the register look at."""

    def __init__(self, store: Store, at: datetime) -> None:
        self.store, self.at = store, at
        self.zones = tuple(zone for zone in zones_known(store, at) if zone.effective_from <= at)

    def history(self, zone: ZoneVersion) -> list[ZoneVersion]:
        """The versions of a zone up to the one in force."""
        return [one for one in self.store.zone_history(zone.zone_id) if one.version <= zone.version]

    def at_register(self, protocol_id: str) -> CheckInput:
        """The whole register under a protocol."""
        facts = tuple(self.store.facts())
        return CheckInput(
            protocol=protocol_for(self.store, protocol_id),
            at=self.at,
            facts=facts,
            zones=self.zones,
            near=Nearby(empty_frame("buildings"), empty_frame("roads"), self._closed_places(facts)),
        )

    def _closed_places(self, facts: Iterable[Fact]) -> gpd.GeoDataFrame:
        ids = {fact.values["facility_id"] for fact in facts if fact.kind == CLOSURE}
        return self.store.read_layer("facilities", ids=ids)

    def at_zone(self, history: Sequence[ZoneVersion], protocol_id: str | None) -> CheckInput:
        """A zone, by its history, under its own protocol or another."""
        zone = history[-1]
        protocol = protocol_for(self.store, protocol_id or zone.protocol)
        origins = origins_of(history, self.store.zone_history)
        facts = tuple(self.store.facts(zone_ids=[zone.zone_id, *origins]))
        near, plan = self._ground(zone)
        return CheckInput(
            protocol=protocol,
            at=self.at,
            history=tuple(history),
            facts=facts,
            zones=self.zones,
            unit=unit_drawn_by(zone),
            words=_words(zone),
            plan=plan,
            near=near,
            due=self._due(protocol, history, facts),
            extents=extents_of(zone, protocol, standing_facts(facts, at=self.at), self._siblings(zone)),
            tallies=self._tallies(zone, facts),
            origins=origins,
        )

    def _ground(self, zone: ZoneVersion) -> tuple[Nearby | None, Plan | None]:
        """The register round a zone and its plan; None for one that is not on the map."""
        if zone.geometry is None:
            return None, None
        around = grow_bounds(zone.geometry.bounds, NUMBERS["neighbour_m"])
        buildings = self.store.read_layer("buildings", bounds=around)
        whole = with_newcomers(zone, buildings)
        found: Surroundings = surroundings(self.store, whole)
        orders = orders_of_plan(self.store, whole, at=self.at)
        plan = derive_plan(whole, found, plan_rule(self.store, whole), orders)
        return Nearby(buildings, found.roads, found.facilities), plan

    def _due(self, protocol: Protocol, history: Sequence[ZoneVersion], facts: Sequence[Fact]) -> DueTimes:
        """The clock's result; under another protocol with what that makes of the categories."""
        zone = history[-1]
        moved = {one.category: one.to or one.category for one in protocol.migrations}
        known = {one.id for one in protocol.categories}
        versions = [
            replace(
                one,
                protocol=protocol.id,
                category=one.category if one.category in known else moved.get(one.category, one.category),
            )
            for one in history
        ]
        around = {one.category for one in self.zones if one.zone_id != zone.zone_id}
        try:
            return due_times_of(
                clock_of(protocol, versions, facts, at=self.at, active=around, history_of=self.store.zone_history)
            )
        except ProtocolError:
            return DueTimes()

    def _siblings(self, zone: ZoneVersion) -> list[ZoneVersion]:
        """The zones that were made by the same change."""
        if zone.change is None:
            return []
        return [one for one in self.store.latest_zones() if one.change == zone.change and one.zone_id != zone.zone_id]

    def _tallies(self, zone: ZoneVersion, facts: Iterable[Fact]) -> Mapping[str, int]:
        """How many zones of the zone's category were in force at each publication that states a tally."""
        stated = [fact for fact in facts if fact.kind == PUBLICATION and fact.values.get("tally") is not None]
        return {fact.fact_id: self._in_force(zone.category, fact.happened_at) for fact in stated}

    def _in_force(self, category: str, at: datetime) -> int:
        zones = [one for one in zones_known(self.store, at) if one.effective_from <= at]
        return sum(one.category == category for one in zones)


CLOSURE, PUBLICATION = "venue_closure", "publication"


def _words(zone: ZoneVersion) -> tuple[str, ...]:
    """What is made public of a zone: its name, and the words and places that it covers."""
    parts = (*zone.extent.parts, *zone.extent.exclusions)
    named = [part.text for part in parts if isinstance(part, NamedPlace)]
    said = [zone.extent.said.text] if zone.extent.said else []
    return tuple(dict.fromkeys([zone.name, *said, *named]))
