"""
Case places as they are kept: seen by those who designate, with the zone made for each, and purged by rule.

They say which doors a zone was drawn for, so that the next shift can check it; once the zone is lifted and the time of
the protocol is over nobody needs them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from geo_service.access.permissions import require_permission
from geo_service.actions.protocols import protocols_of
from geo_service.errors import ProtocolError
from geo_service.model.account import Actor
from geo_service.model.case import CasePlace, KeptPlace
from geo_service.model.zone import ARCHIVED, LIFTED, ZoneVersion
from geo_service.storage.store import Store

ENDED = (LIFTED, ARCHIVED)


@dataclass(frozen=True)
class Purged:
    """How many case places were removed, and of which zones."""

    places: int
    zone_ids: tuple[str, ...]


def keep_case_places(
    store: Store,
    zones: Sequence[ZoneVersion],
    places: Sequence[Sequence[CasePlace]],
    *,
    at: datetime,
    actor: Actor,
) -> None:
    """Keep the places that each zone was made for."""
    kept = [
        KeptPlace(f"{zone.zone_id}-{number:03d}", zone.zone_id, case, at)
        for zone, cases in zip(zones, places, strict=True)
        for number, case in enumerate(cases, 1)
    ]
    store.add_case_places(kept, at=at, actor=actor.name)


def list_case_places(store: Store, actor: Actor, *, zone_id: str | None = None) -> list[KeptPlace]:
    """
    The case places that are kept, of one zone or all.

    Raises
    ------
    PermissionDeniedError
        If the actor's role does not reach.
    """
    require_permission(actor, "see case places")
    return store.case_places(zone_id=zone_id)


def purge_case_places(store: Store, actor: Actor, *, at: datetime) -> Purged:
    """
    Remove for good the case places of zones that ended longer ago than their protocol keeps them.

    A place without a zone is removed at once: nothing was made of it.

    Raises
    ------
    PermissionDeniedError
        If the actor's role does not reach.
    """
    require_permission(actor, "purge case places")
    with store.transaction():
        kept = store.case_places()
        ended = _ended_zones(store, at)
        due = [place for place in kept if place.zone_id is None or place.zone_id in ended]
        ground = "保存期满" if due else ""
        count = store.purge_case_places([place.place_id for place in due], at=at, actor=actor.name, ground=ground)
    return Purged(count, tuple(sorted({place.zone_id for place in due if place.zone_id})))


def _ended_zones(store: Store, at: datetime) -> frozenset[str]:
    """Zones whose case places need not be kept any longer."""
    protocol_of = protocols_of(store)
    ended = set()
    for zone in store.latest_zones():
        if zone.status not in ENDED:
            continue
        try:
            days = protocol_of(zone.protocol).privacy.purge_case_places_days.value
        except ProtocolError:
            # whoever removed the protocol can't say how long: what is over is over
            days = 0
        if _end_of(zone) + timedelta(days=days) <= at:
            ended.add(zone.zone_id)
    return frozenset(ended)


def _end_of(zone: ZoneVersion) -> datetime:
    """When a zone ended; a draft that was taken back, when it was."""
    return zone.recorded_at if zone.step == "discard" else zone.effective_from
