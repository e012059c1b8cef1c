"""The unit that the words of a zone mean: a stair, a building, an estate, an area by its sides; the largest said."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, get_args

from geo_service.addresses.extents import read_extents
from geo_service.errors import AddressError
from geo_service.model.said import SaidBounds, SaidEnclosure, SaidExtent, SaidMember, SaidPlace, SaidRest, SaidVillage
from geo_service.model.zone import ZoneVersion
from geo_service.zones.protocol_values import Unit

SIZES: tuple[Unit, ...] = get_args(Unit)
"""Units from small to large."""

_WORDS: Mapping[str, tuple[str, ...]] = {
    name: tuple(words)
    for name, words in tomllib.loads(
        resources.files("geo_service.zones").joinpath("rules", "units.toml").read_text(encoding="utf-8")
    ).items()
}


@dataclass(frozen=True)
class SaidUnit:
    """
    A unit, and whether the words say it plainly.

    A house number may be one house or a compound, and a name with no known ending an estate or a shop.
    """

    unit: Unit
    certain: bool


def unit_of(extents: Sequence[SaidExtent]) -> Unit | None:
    """The largest unit among extents; None when there are none."""
    said = said_unit(extents)
    return said.unit if said else None


def said_unit(extents: Sequence[SaidExtent]) -> SaidUnit | None:
    """The largest unit among extents, and whether it is certain; None when there are none."""
    units = [_READERS[type(extent)](extent) for extent in extents]
    return max(units, key=lambda one: (SIZES.index(one.unit), one.certain), default=None)


def unit_of_zone(zone: ZoneVersion) -> SaidUnit | None:
    """The unit that the words of a zone mean; None when it has none, or nobody can read them."""
    if zone.extent.said is None:
        return None
    try:
        return said_unit(read_extents(zone.extent.said.text).extents)
    except AddressError:
        return None


def exceeds(unit: Unit, allowed: Iterable[Unit]) -> bool:
    """Whether a unit is larger than every one that is allowed; one between them is not."""
    return SIZES.index(unit) > max(SIZES.index(one) for one in allowed)


def _unit_of_place(place: SaidPlace) -> SaidUnit:
    if _is_around(place.include):
        return SaidUnit("boundary", certain=True)
    if place.members:
        return SaidUnit(max((_unit_of_member(one, place) for one in place.members), key=SIZES.index), certain=True)
    if place.rooms:
        return SaidUnit(_unit_of_rooms(place.rooms), certain=True)
    if place.place:
        return _unit_of_name(place.place, numbered=place.number is not None)
    return SaidUnit("building", certain=False)


def _unit_of_member(member: SaidMember, place: SaidPlace) -> Unit:
    if place.rooms and len(place.members) == 1 and len(member.units) <= 1:
        return _unit_of_rooms(place.rooms)
    return "stair" if member.units else "building"


def _unit_of_rooms(rooms: Iterable[str]) -> Unit:
    """Floors are among the rooms of an extent."""
    return "floor" if any(any(word in room for word in _WORDS["floor"]) for room in rooms) else "household"


def _unit_of_name(name: str, *, numbered: bool) -> SaidUnit:
    found = next((unit for kind, unit in NAMED.items() if name.endswith(_WORDS[kind])), None)
    if numbered:
        # 甲路12号怡景花园 is the compound, 怡景新村12号 a house of it: the number may stand on either side
        return SaidUnit("building", certain=found == "building")
    return SaidUnit(found, certain=True) if found else SaidUnit("estate", certain=False)


NAMED: Mapping[str, Unit] = {
    "estate": "estate",
    "venue": "building",
    "community": "community",
    "village": "village",
    "township": "township",
    "county": "county",
}
"""Kinds of endings and the unit that a name with one means; the first kind that fits decides."""


def _unit_of_village(village: SaidVillage) -> SaidUnit:
    if _is_around(village.include):
        return SaidUnit("boundary", certain=True)
    numbered = village.number is not None or village.number_range is not None
    return SaidUnit("building" if numbered else "village", certain=True)


def _unit_of_rest(rest: SaidRest) -> SaidUnit:
    found = _unit_of_name(rest.area, numbered=False)
    return found if found.certain else SaidUnit("county", certain=False)


def _unit_of_area(_: SaidBounds | SaidEnclosure) -> SaidUnit:
    return SaidUnit("boundary", certain=True)


def _is_around(include: Iterable[str]) -> bool:
    return any(any(word in text for word in _WORDS["around"]) for text in include)


_READERS: Mapping[type, Callable[[Any], SaidUnit]] = {
    SaidPlace: _unit_of_place,
    SaidVillage: _unit_of_village,
    SaidBounds: _unit_of_area,
    SaidEnclosure: _unit_of_area,
    SaidRest: _unit_of_rest,
}
