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
from geo_service.zones.clock_duties import TRANSFER_DECIDED
from geo_service.zones.clocks import ZoneClock, clock_of
from geo_service.zones.origins import HistoryOf, origins_of
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
    return _Register.of(store, at, known_at, zone_ids={zone_id, *origins_of(history, store.zone_history)}).clock(
        history
    )


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
    histories = [history_of(store, zone_id)] if zone_id else _open_histories(store, at, known_at, register.facts)
    watched = [register.watched(history) for history in histories]
    rows = review_zones(watched, at=at, within_h=within_h)
    binding = {zone.zone_id: zone for zone in register.standing}
    zones = [binding.get(one.clock.zone.zone_id, one.clock.zone) for one in watched]
    return with_households(rows, _households(store, rows, zones))


@dataclass(frozen=True)
class _Register:
    """What a store knows that clocks need: facts by zone, the zones that bind at the time, the protocols."""

    at: datetime
    known_at: datetime | None
    facts: Mapping[str | None, Sequence[Fact]]
    standing: Sequence[ZoneVersion]
    protocol_of: ProtocolOf
    history_of: HistoryOf

    @classmethod
    def of(
        cls, store: Store, at: datetime, known_at: datetime | None, *, zone_ids: Collection[str] | None = None
    ) -> "_Register":
        zones = store.latest_zones(recorded_until=known_at, effective_until=at, published=True)
        facts: dict[str | None, list[Fact]] = defaultdict(list)
        for fact in store.facts(zone_ids=zone_ids):
            facts[fact.zone_id].append(fact)
        return cls(
            at, known_at, facts, [zone for zone in zones if binds(zone, at)], protocols_of(store), store.zone_history
        )

    def clock(self, history: Sequence[ZoneVersion]) -> ZoneClock:
        zone = self._spoken_for(history)
        before = origins_of(history, self.history_of)
        mine = [fact for one in (zone.zone_id, *before) for fact in self.facts.get(one, ())]
        protocol = self.protocol_of(zone.protocol)
        around = self._around(zone) if _waits_for_others(protocol, zone) else None
        return clock_of(
            protocol,
            history,
            mine,
            at=self.at,
            known_at=self.known_at,
            active=around,
            history_of=self.history_of,
        )

    def _spoken_for(self, history: Sequence[ZoneVersion]) -> ZoneVersion:
        """The version whose protocol holds: that in effect at the time, else the first that was made public."""
        seen = [one for one in history if self.known_at is None or one.recorded_at <= self.known_at] or history[:1]
        public = [one for one in seen if one.status not in PENDING]
        in_effect = [one for one in public if one.effective_from <= self.at]
        return (in_effect[-1:] or public[:1] or list(seen[-1:]))[0]

    def _around(self, zone: ZoneVersion) -> set[str]:
        """Categories of the zones that bind and have to do with a zone."""
        others = (other for other in self.standing if other.zone_id != zone.zone_id)
        return {other.category for other in others if _touch(zone, other)}

    def watched(self, history: Sequence[ZoneVersion]) -> Watched:
        protocol = self.protocol_of(self._spoken_for(history).protocol)
        return Watched(self.clock(history), protocol, _successor(protocol, self.protocol_of))


def _open_histories(
    store: Store, at: datetime, known_at: datetime | None, facts: Mapping[str | None, Sequence[Fact]]
) -> list[list[ZoneVersion]]:
    """The zones that still ask for something: those that have not ended or end later, and those with transfers."""
    newest = store.latest_zones(recorded_until=known_at)
    moved = {zone_id for zone_id, mine in facts.items() if any(fact.kind == TRANSFER_DECIDED for fact in mine)}
    ended = {zone.zone_id for zone in newest if zone.status in (LIFTED, ARCHIVED) and zone.effective_from <= at}
    ended -= moved
    return [store.zone_history(zone.zone_id) for zone in newest if zone.zone_id not in ended]


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
