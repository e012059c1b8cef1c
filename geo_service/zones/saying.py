"""
Zones as items of a notice: the words they were given in, or the names of what they hold.

A zone drawn on the map is said by its four sides when that text, drawn again, holds the same buildings; otherwise by
its buildings, and an estate that it holds whole by its name.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from geo_service.addresses.extents import ExtentContext, ExtentReading, read_extents
from geo_service.addresses.match import order_by_number
from geo_service.errors import InputError
from geo_service.model.extent import Extent, NamedPlace
from geo_service.model.local_time import LOCAL_TIME
from geo_service.model.said import NoticeItem, SaidBounds, SaidEnclosure, SaidExtent, SaidMember, SaidPlace
from geo_service.model.zone import LIFTED, ZoneVersion
from geo_service.zones.protocol import Protocol


@dataclass(frozen=True)
class Called:
    """
    What the register calls the members of a zone.

    `buildings` has a text for each building, without administrative names; `estates` the name of each estate and all
    of its buildings; `district`, `township` and `community` are the names that all members share. `sides` is the zone
    by its four sides, in parts; empty when sides do not say what it holds.
    """

    buildings: Mapping[str, str] = field(default_factory=dict)
    estates: Mapping[str, Collection[str]] = field(default_factory=dict)
    district: str | None = None
    township: str | None = None
    community: str | None = None
    sides: tuple[SaidBounds | SaidEnclosure, ...] = ()


def item_of_zone(history: Sequence[ZoneVersion], called: Called, protocol: Protocol) -> NoticeItem:
    """
    What the newest version of a zone decides, as an item of a notice.

    Raises
    ------
    InputError
        If nothing that it holds has a name.
    """
    zone = history[-1]
    before = history[-2] if len(history) > 1 else None
    said = _said_of(zone, called)
    if not said.extents:
        raise InputError(f"zone {zone.zone_id} holds nothing that has a name; a notice can't say where it is")
    label = protocol.category(zone.category).label
    item = NoticeItem(
        line="",
        action="designate",
        category=label,
        district=said.district,
        street=said.street,
        community=said.community,
        effective=zone.effective_from.astimezone(LOCAL_TIME).replace(tzinfo=None).isoformat(timespec="minutes"),
        extent=said.extents,
    )
    if zone.status == LIFTED:
        return replace(item, action="lift", from_category=label)
    if before is None or before.status != zone.status:
        return item
    return _changed(item, zone, before, called, protocol)


def _changed(
    item: NoticeItem, zone: ZoneVersion, before: ZoneVersion, called: Called, protocol: Protocol
) -> NoticeItem:
    """The item of a zone whose category or extent is another than before."""
    if zone.extent != before.extent:
        replaced = _said_of(before, replace(called, sides=())).extents
        return replace(item, action="adjust", from_category=item.category, replaces=replaced or None)
    was = protocol.category(before.category)
    if was.id == zone.category:
        return item
    lower = protocol.category(zone.category).rank < was.rank
    return replace(item, action="downgrade" if lower else "designate", from_category=was.label)


def _said_of(zone: ZoneVersion, called: Called) -> ExtentReading:
    said = zone.extent.said
    if said:
        return read_extents(said.text, context=ExtentContext(said.district))
    named = _named(zone.extent)
    extents = called.sides or _joined(named or _members(zone, called))
    return ExtentReading(tuple(extents), called.township, called.community, called.district, ())


def _named(extent: Extent) -> list[SaidExtent]:
    """The places by which a zone was designated, without what it leaves out."""
    parts = [part for part in extent.parts if isinstance(part, NamedPlace)]
    return [place for part in parts for place in _places(part.text, part.stairs)]


def _members(zone: ZoneVersion, called: Called) -> list[SaidExtent]:
    """The whole estates among the members, then the other buildings."""
    whole = {member.building_id for member in zone.members if not member.stairs}
    estates = {name: set(ids) for name, ids in called.estates.items() if ids and whole.issuperset(ids)}
    covered = set().union(*estates.values())
    places = [place for name in estates for place in _places(name)]
    named = [
        (text, member.stairs)
        for member in zone.members
        if member.building_id not in covered and (text := called.buildings.get(member.building_id))
    ]
    for text, stairs in sorted(named, key=lambda one: order_by_number(one[0])):
        places += _places(text, stairs)
    return places


def _places(text: str, stairs: Iterable[str] = ()) -> list[SaidExtent]:
    """A name as extents; the stairs are those of its last building."""
    extents = list(read_extents(text).extents)
    last = extents[-1] if extents else None
    units = tuple(f"{stair}单元" for stair in stairs)
    if units and isinstance(last, SaidPlace):
        *others, building = last.members or (SaidMember(None),)
        extents[-1] = replace(last, members=(*others, replace(building, units=units)))
    return extents


def _joined(places: Iterable[SaidExtent]) -> list[SaidExtent]:
    """Buildings of one estate as one place."""
    found: dict[SaidExtent, SaidExtent] = {}
    for place in places:
        if not isinstance(place, SaidPlace) or not place.members:
            found.setdefault(place, place)
            continue
        key = replace(place, members=())
        known = found.get(key)
        members = known.members if isinstance(known, SaidPlace) else ()
        found[key] = replace(place, members=(*members, *(one for one in place.members if one not in members)))
    return list(found.values())
