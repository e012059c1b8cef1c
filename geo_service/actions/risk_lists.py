"""Official risk lists as zones with history: what appeared, changed and ended from each snapshot to the next."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from geo_service.access.permissions import require_permission
from geo_service.actions.protocols import protocol_for
from geo_service.actions.zones import NewZoneIds
from geo_service.addresses.extents import read_extents
from geo_service.errors import AddressError, InputError
from geo_service.importers.risk_lists import CATEGORIES, Snapshot, read_snapshots
from geo_service.model.account import Actor
from geo_service.model.report import Note
from geo_service.model.zone import IN_FORCE, LIFTED, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.lists import Key, ListRule, Publication, Standing, steps_to
from geo_service.zones.protocol import Protocol

Progress = Callable[[int], None]
"""Told how many snapshots are done."""


@dataclass
class ListReport:
    """
    What an import of a list did.

    `texts` counts distinct words of zones, `read` those that were read to their end; `notes` name each line, entry and
    text that was left out or not understood.
    """

    snapshots: int = 0
    appeared: int = 0
    changed: int = 0
    ended: int = 0
    texts: int = 0
    read: int = 0
    notes: list[Note] = field(default_factory=list)


def import_risk_list(
    store: Store, path: Path, *, source: str, actor: Actor, protocol_id: str, progress: Progress | None = None
) -> ListReport:
    """
    Import the snapshots of a list, all or nothing.

    Snapshots that are not newer than the newest version of the list's zones were imported before: they are passed over
    and counted in a note.

    Parameters
    ----------
    source
        Name of the list; snapshots are compared with the last one of the same list.

    Raises
    ------
    InputError
        If there is no snapshot in the file, or the snapshots are not in the order of time.
    ProtocolError
        If the protocol is unknown, or has no category of that name.
    """
    require_permission(actor, "publish")
    protocol = protocol_for(store, protocol_id)
    with store.transaction():
        listing = _Listing(store, protocol, ListRule(source, protocol_id, actor.name))
        for snapshot in read_snapshots(path):
            if isinstance(snapshot, Note):
                listing.report.notes.append(snapshot)
                continue
            listing.take(snapshot)
            if progress:
                progress(listing.report.snapshots)
        return listing.finish(path)


class _Listing:
    """One import of a list: the zones that stand, and what was done so far."""

    def __init__(self, store: Store, protocol: Protocol, rule: ListRule) -> None:
        newest = {zone.zone_id: zone.version for zone in store.latest_zones()}
        zones = [replace(zone, version=newest[zone.zone_id]) for zone in store.latest_zones(published=True)]
        of_list = [zone for zone in zones if zone.extent.said and zone.extent.said.source == rule.source]
        self.store = store
        self.rule = rule
        self.report = ListReport()
        self.categories = {label: protocol.category(label).id for label in CATEGORIES.values()}
        self.standing = Standing.of(of_list, rule.source)
        self.known_until = max((zone.recorded_at for zone in of_list), default=None)
        self.last: datetime | None = None
        self.passed_over = 0
        self.new_ids = NewZoneIds(newest)
        self.texts: set[str] = set()

    def take(self, snapshot: Snapshot) -> None:
        """Compare a snapshot with the zones that stand, and store what changed."""
        if self.last and snapshot.at < self.last:
            raise InputError(f"{snapshot.name} of {snapshot.at:%Y-%m-%d %H:%M} comes after a later one; sort the file")
        self.last = snapshot.at
        if self.known_until and snapshot.at <= self.known_until:
            self.passed_over += 1
            return
        listed: dict[Key, tuple[str, ...]] = {}
        for zone in snapshot.zones:
            key = (zone.district, zone.text)
            listed[key] = (*listed.get(key, ()), self.categories[zone.category])
            self.texts.add(zone.text)
        publication = Publication(snapshot.at, snapshot.name, self.rule)
        made = steps_to(self.standing, listed, publication, self.new_ids.on(snapshot.at))
        for version in made:
            self.store.add_zone_version(version)
        self.report.snapshots += 1
        self._count(made)

    def _count(self, made: list[ZoneVersion]) -> None:
        kinds = Counter("appeared" if one.version == 1 else one.status for one in made)
        self.report.appeared += kinds["appeared"]
        self.report.changed += kinds[IN_FORCE]
        self.report.ended += kinds[LIFTED]

    def finish(self, path: Path) -> ListReport:
        """The report, with every text that was not read to its end."""
        report = self.report
        if not (report.snapshots or self.passed_over):
            raise InputError(f"{path.name} has no snapshot; need JSON lines with end_update_time and highlist")
        if self.passed_over:
            report.notes.append(Note("skipped", f"{self.passed_over} snapshots", "were imported before"))
        unread = {text: reason for text in sorted(self.texts) if (reason := _unread(text))}
        report.notes += [Note("warning", text, reason) for text, reason in unread.items()]
        report.texts, report.read = len(self.texts), len(self.texts) - len(unread)
        return report


def _unread(text: str) -> str:
    """Why the words of a zone are not understood to their end; "" when they are."""
    try:
        reading = read_extents(text)
    except AddressError as error:
        return str(error)
    rest = "、".join(span.text for span in reading.rest)
    if rest:
        return f"没有读懂“{rest}”"
    return "" if reading.extents or reading.district or reading.street or reading.community else "没有读出地方"
