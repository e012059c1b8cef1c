"""Take zones in force to the edition that takes over from theirs; what changes in the checks is listed."""

from collections.abc import Collection
from dataclasses import dataclass

from geo_service.actions.checks import Difference, recheck_under
from geo_service.actions.protocols import ProtocolOf, protocols_of
from geo_service.actions.zones import Act, current_zone, effective_after, save_version
from geo_service.errors import ProtocolError
from geo_service.model.zone import IN_FORCE, PENDING, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.protocol import Protocol
from geo_service.zones.switch import base_of, category_after, switched


@dataclass(frozen=True)
class Switched:
    """The versions that the switch made, what was left for a person to decide (Chinese), and what the checks say."""

    zones: tuple[ZoneVersion, ...]
    problems: tuple[str, ...]
    differences: tuple[Difference, ...]


def switch_protocol(
    store: Store, protocol_id: str, act: Act, *, zone_ids: Collection[str] = (), category: str | None = None
) -> Switched:
    """
    Take zones in force to another edition: those named, or all of the edition that it takes over from.

    Parameters
    ----------
    category
        What a person has decided for the zones that are named; None leaves it to the migration rules.

    Raises
    ------
    ProtocolError
        If there is no such protocol or category.
    InputError
        If the edition does not take over from that of a named zone.
    """
    load = protocols_of(store)
    edition = load(protocol_id)
    differences = recheck_under(store, protocol_id, at=act.at)
    made: list[ZoneVersion] = []
    with store.transaction():
        zones, problems = _zones(store, edition, load, zone_ids)
        for zone in zones:
            after = _with_overlays(zone, protocol_id, load)
            to = category_after(zone, load(zone.protocol), after, decided=category if zone_ids else None)
            if to is None:
                problems.append(_to_decide(zone, after))
                continue
            times = {"effective_from": effective_after(act, zone), **act.references()}
            version = switched(zone, to, load(zone.protocol), after, **act.said(), **times)
            made.append(save_version(store, zone, version, act.actor))
    moved = {zone.zone_id for zone in made}
    return Switched(tuple(made), tuple(problems), tuple(one for one in differences if one.zone_id in moved))


def _zones(
    store: Store, after: Protocol, load: ProtocolOf, zone_ids: Collection[str]
) -> tuple[list[ZoneVersion], list[str]]:
    """The zones to be moved, and those that can't be yet: a draft must be published or taken back first."""
    if zone_ids:
        return [current_zone(store, zone_id) for zone_id in dict.fromkeys(zone_ids)], []
    published = store.latest_zones(status=IN_FORCE, published=True)
    of_edition = [zone for zone in published if base_of(load(zone.protocol)) == after.heading.supersedes]
    drafted = {zone.zone_id for zone in store.latest_zones() if zone.status in PENDING}
    waiting = [zone for zone in of_edition if zone.zone_id in drafted]
    problems = [f"{zone.zone_id} {zone.name}：有未发布的草案，先发布或撤回，再转规程" for zone in waiting]
    return [zone for zone in of_edition if zone.zone_id not in drafted], problems


def _with_overlays(zone: ZoneVersion, protocol_id: str, load: ProtocolOf) -> Protocol:
    """The edition with the overlays that the zone has already, those that fit it."""
    named = protocol_id
    for overlay in zone.protocol.split("+")[1:]:
        if overlay not in named.split("+")[1:] and _loads(f"{named}+{overlay}", load):
            named = f"{named}+{overlay}"
    return load(named)


def _loads(protocol_id: str, load: ProtocolOf) -> bool:
    try:
        load(protocol_id)
    except ProtocolError:
        return False
    return True


def _to_decide(zone: ZoneVersion, after: Protocol) -> str:
    rule = next(one for one in after.migrations if one.category == zone.category)
    hours = f"{rule.deadline_h:.0f} 小时内" if rule.deadline_h else ""
    default = f"，逾期按{after.category(rule.to).label}" if rule.to else ""
    return f"{zone.zone_id} {zone.name}：新规程没有这一类，须{hours}研判{default}"
