"""Official lists replayed under protocols, without importing anything."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from geo_service.actions.protocols import protocol_for
from geo_service.actions.zones import NewZoneIds
from geo_service.errors import InputError
from geo_service.importers.risk_lists import CATEGORIES, Snapshot, read_snapshots
from geo_service.model.local_time import LOCAL_TIME
from geo_service.model.zone import ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.list_replay import Listing, Replay, listing_of, replay_listing
from geo_service.zones.lists import Key, ListRule, Publication, Standing, steps_to
from geo_service.zones.protocol import Protocol, load_protocol

SPLIT_AT = datetime(2022, 11, 11, tzinfo=LOCAL_TIME)
"""When the twenty measures replaced the ninth edition (综发〔2022〕101号)."""

LISTED_UNDER = "cn-covid-2022-9"
"""The edition whose categories the lists use from first to last; it had a medium one when the next one had none."""

LOW = "lowlist"
"""The list of what zones leave; it names no zones."""


def replay_risk_list(store: Store, path: Path, protocol_ids: Sequence[str]) -> list[Replay]:
    """
    Count, under each protocol, the zones of a list that are too large or stayed too long.

    Raises
    ------
    InputError
        If there is no snapshot in the file, or the snapshots are not in the order of time.
    ProtocolError
        If a protocol is unknown.
    """
    protocols = [protocol_for(store, protocol_id) for protocol_id in protocol_ids]
    listing = _listing(path)
    return [replay_listing(listing, protocol, split_at=SPLIT_AT) for protocol in protocols]


def _listing(path: Path) -> Listing:
    categories = _category_ids(load_protocol(LISTED_UNDER))
    standing, ids = Standing({}), NewZoneIds(())
    histories: dict[str, list[ZoneVersion]] = defaultdict(list)
    times: list[datetime] = []
    for snapshot in read_snapshots(path):
        if not isinstance(snapshot, Snapshot):
            continue
        if times and snapshot.at < times[-1]:
            raise InputError(f"{snapshot.name} of {snapshot.at:%Y-%m-%d %H:%M} comes after a later one; sort the file")
        times.append(snapshot.at)
        publication = Publication(snapshot.at, snapshot.name, ListRule("list", LISTED_UNDER, "replay"))
        for version in steps_to(standing, _listed(snapshot, categories), publication, ids.on(snapshot.at)):
            histories[version.zone_id].append(version)
    if not times:
        raise InputError(f"{path.name} has no snapshot; need JSON lines with end_update_time and highlist")
    return listing_of(histories.values(), times)


def _category_ids(protocol: Protocol) -> dict[str, str]:
    """Ids of the categories that zones of a list may have, by the label of their list."""
    return {label: protocol.category(label).id for key, label in CATEGORIES.items() if key != LOW}


def _listed(snapshot: Snapshot, categories: dict[str, str]) -> dict[Key, tuple[str, ...]]:
    found: dict[Key, tuple[str, ...]] = {}
    for zone in snapshot.zones:
        if zone.category in categories:
            key = (zone.district, zone.text)
            found[key] = (*found.get(key, ()), categories[zone.category])
    return found
