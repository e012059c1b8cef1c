"""What waits in the zones of a store, the clock of one of them, and the dates as a calendar."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from geo_service.actions.protocols import ProtocolOf, protocols_of
from geo_service.actions.register import read_buildings
from geo_service.actions.zones import history_of
from geo_service.errors import NotFoundError, ProtocolError
from geo_service.model.fact import Fact
from geo_service.model.zone import ARCHIVED, IN_FORCE, LIFTED, PENDING, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.answer import binds
from geo_service.zones.clocks import ZoneClock, clock_of
from geo_service.zones.prices import Households
from geo_service.zones.protocol import Protocol
from geo_service.zones.review import Row, Watched, review_zones, with_households

WITHIN_H = 24.0
"""A review looks a day ahead: the round before a lift must be arranged that early ([assumption])."""

CALENDAR_H = 14 * 24.0
"""A calendar looks two weeks ahead: longer than the longest stage counted in days of isolation ([assumption])."""


def zone_clock(store: Store, zone_id: str, *, at: datetime, known_at: datetime | None = None) -> ZoneClock:
    """
    The clock of a zone at a time, from what was recorded by `known_at`.

    Raises
    ------
    NotFoundError
        If there is no such zone, or there was none by `known_at`.
    """
    history = history_of(store, zone_id)
    if known_at is not None and history[0].recorded_at > known_at:
        raise NotFoundError(f"zone {zone_id} was not recorded yet at {known_at.isoformat()}")
    return _Register.of(store, at, known_at, zone_ids={zone_id, *history[0].parents}).clock(history)


def review(
    store: Store,
    *,
    at: datetime,
    within_h: float = WITHIN_H,
    zone_id: str | None = None,
    known_at: datetime | None = None,
) -> list[Row]:
    """
    Everything that waits in the zones, or in one, at a time or within hours from then; the most urgent first.

    Raises
    ------
    NotFoundError
        If there is no such zone.
    """
    register = _Register.of(store, at, known_at)
    histories = [history_of(store, zone_id)] if zone_id else _open_histories(store, at, known_at)
    watched = [register.watched(history) for history in histories]
    rows = review_zones(watched, at=at, within_h=within_h)
    return with_households(rows, _households(store, rows, [one.clock.zone for one in watched]))


@dataclass(frozen=True)
class _Register:
    """What a store knows that clocks need: facts by zone, the zones that bind at the time, the protocols."""

    at: datetime
    known_at: datetime | None
    facts: Mapping[str | None, Sequence[Fact]]
    standing: Sequence[ZoneVersion]
    protocol_of: ProtocolOf

    @classmethod
    def of(
        cls, store: Store, at: datetime, known_at: datetime | None, *, zone_ids: Collection[str] | None = None
    ) -> "_Register":
        zones = store.latest_zones(recorded_until=known_at, effective_until=at, published=True)
        facts: dict[str | None, list[Fact]] = defaultdict(list)
        for fact in store.facts(zone_ids=zone_ids):
            facts[fact.zone_id].append(fact)
        return cls(at, known_at, facts, [zone for zone in zones if binds(zone, at)], protocols_of(store))

    def clock(self, history: Sequence[ZoneVersion]) -> ZoneClock:
        zone = _spoken_for(history)
        mine = [fact for one in (zone.zone_id, *history[0].parents) for fact in self.facts.get(one, ())]
        protocol = self.protocol_of(zone.protocol)
        around = self._around(zone) if _waits_for_others(protocol, zone) else None
        return clock_of(protocol, history, mine, at=self.at, known_at=self.known_at, active=around)

    def _around(self, zone: ZoneVersion) -> set[str]:
        """Categories of the zones that bind and have to do with a zone."""
        others = (other for other in self.standing if other.zone_id != zone.zone_id)
        return {other.category for other in others if _touch(zone, other)}

    def watched(self, history: Sequence[ZoneVersion]) -> Watched:
        protocol = self.protocol_of(_spoken_for(history).protocol)
        return Watched(self.clock(history), protocol, _successor(protocol, self.protocol_of))


def _open_histories(store: Store, at: datetime, known_at: datetime | None) -> list[list[ZoneVersion]]:
    """The zones that still ask for something: those that have not ended, and those that end later."""
    newest = store.latest_zones(recorded_until=known_at)
    ended = {zone.zone_id for zone in newest if zone.status in (LIFTED, ARCHIVED) and zone.effective_from <= at}
    return [store.zone_history(zone.zone_id) for zone in newest if zone.zone_id not in ended]


def _spoken_for(history: Sequence[ZoneVersion]) -> ZoneVersion:
    """The version whose protocol holds: the one in force, not an amendment that is only drafted."""
    return next((one for one in reversed(history) if one.status not in PENDING), history[-1])


def _waits_for_others(protocol: Protocol, zone: ZoneVersion) -> bool:
    """Whether a transition of the zone's category asks what is in force around it."""
    mine = (one for one in protocol.transitions if one.source_category == zone.category)
    return any(condition.no_active for one in mine for condition in one.all)


def _touch(zone: ZoneVersion, other: ZoneVersion) -> bool:
    """Whether two zones have to do with each other; without outlines they may."""
    if zone.geometry is None or other.geometry is None:
        return True
    return bool(zone.geometry.intersects(other.geometry))


def _successor(protocol: Protocol, protocol_of: ProtocolOf) -> Protocol | None:
    name = protocol.heading.superseded_by
    if name is None:
        return None
    try:
        return protocol_of(name)
    except ProtocolError:
        return None


def _households(store: Store, rows: Iterable[Row], zones: Iterable[ZoneVersion]) -> dict[str, int]:
    """Households of the zones that have rows, estimated where the register has none; zones of words have no count."""
    wanted = {row.zone_id for row in rows}
    mine = [zone for zone in zones if zone.zone_id in wanted and zone.status == IN_FORCE and zone.members]
    ids = {member.building_id for zone in mine for member in zone.members}
    if not ids:
        return {}
    counted = Households(read_buildings(store, ids=ids))
    return {zone.zone_id: counted.total(zone.members)[0] for zone in mine}
