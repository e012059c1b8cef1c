"""Zones as stored: find one, list them, put one in force, lift one."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from geo_service.errors import ConflictError, InputError, NotFoundError
from geo_service.model.zone import DRAFT, IN_FORCE, LIFTED, ZoneVersion
from geo_service.storage.store import Store

NEXT_STATUS = {(DRAFT, IN_FORCE), (DRAFT, LIFTED), (IN_FORCE, LIFTED)}
"""Steps that a zone may take; a lifted zone stays lifted, a new case makes a new zone."""


def current_zone(store: Store, zone_id: str) -> ZoneVersion:
    """
    Get the newest version of a zone.

    Raises
    ------
    NotFoundError
        If there is no such zone; the message lists some that exist.
    """
    history = store.zone_history(zone_id)
    if not history:
        raise NotFoundError(f"no zone {zone_id!r}; {_known(store)}")
    return history[-1]


def _known(store: Store) -> str:
    ids = [zone.zone_id for zone in store.latest_zones()]
    return f"the zones are {', '.join(ids[-5:])}" if ids else "there are no zones yet, designate one first"


def publish_zone(store: Store, zone_id: str, *, at: datetime, author: str, reason: str) -> ZoneVersion:
    """Put a draft in force from now on."""
    zone = current_zone(store, zone_id)
    if zone.geometry is None:
        raise InputError(f"zone {zone_id} has no geometry, so it can't be published; resolve its extent first")
    return _step(store, zone, IN_FORCE, at=at, author=author, reason=reason)


def lift_zone(store: Store, zone_id: str, *, at: datetime, author: str, reason: str) -> ZoneVersion:
    """End a zone from now on."""
    return _step(store, current_zone(store, zone_id), LIFTED, at=at, author=author, reason=reason)


def _step(store: Store, zone: ZoneVersion, status: str, *, at: datetime, author: str, reason: str) -> ZoneVersion:
    if (zone.status, status) not in NEXT_STATUS:
        raise ConflictError(f"zone {zone.zone_id} is {zone.status}, so it can't become {status}")
    version = zone.next(status=status, at=at, effective_from=at, author=author, reason=reason)
    with store.transaction():
        store.add_zone_version(version)
    return version


class NewZoneIds:
    """Ids that no zone has yet: Z, the day, and a number that goes up."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._last: dict[str, int] = {}
        for zone_id in taken:
            day, dash, number = zone_id.rpartition("-")
            if dash and number.isdecimal():
                self._last[day] = max(self._last.get(day, 0), int(number))

    def on(self, at: datetime) -> Iterator[str]:
        """New ids of a day, as many as are asked for."""
        day = f"Z{at:%Y%m%d}"
        while True:
            self._last[day] = self._last.get(day, 0) + 1
            yield f"{day}-{self._last[day]:03d}"


def new_zone_ids(store: Store, at: datetime) -> Iterator[str]:
    """New ids of a day, beside those that the store has."""
    return NewZoneIds(zone.zone_id for zone in store.latest_zones()).on(at)
