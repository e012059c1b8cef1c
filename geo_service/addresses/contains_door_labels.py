"""The doors that a place names by buildings, units and rooms, with their labels as they are compared."""

import re
from collections.abc import Sequence
from dataclasses import replace

from geo_service.addresses.contains_piece import Doors
from geo_service.addresses.contains_rooms import RoomRule
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.ladder_notes import spell_buildings
from geo_service.addresses.ladder_numbers import plain_label
from geo_service.addresses.normalize import normalize
from geo_service.model.said import SaidMember

_LABELLED = re.compile(
    r"([东西南北中]?[0-9A-Z甲乙丙丁戊己-]+)层?(栋|排|单元)楼?|([东西南北中左右])(?:单元|座|栋|幢|楼)"
)


def doors_in(members: Sequence[SaidMember]) -> tuple[Doors, ...]:
    """The doors of all members; a building after a row stands in this row (9排4栋、5栋)."""
    row, found = "", list[Doors]()
    for door in map(_doors, members):
        label = door.building or ""
        if row and label.isascii() and label and found[-1].building != row:
            found.append(replace(door, building=row + label))
        elif row and label.isascii() and label:
            found[-1] = replace(door, building=row + label)
        else:
            found.append(door)
        row = label if label.endswith("排") else row if label.isascii() else ""
    return tuple(found)


def _doors(member: SaidMember) -> Doors:
    return Doors(_label(member.building), tuple(label for unit in member.units if (label := _label(unit))))


def _label(text: str | None) -> str | None:
    """3 for 三幢 and 3号楼, 东 for 东单元; a building with a name keeps it."""
    if not text:
        return None
    plain = normalize(spell_buildings(text))
    found = _LABELLED.fullmatch(plain)
    if not found:
        return plain
    kind = found[2] if found[2] == "排" else ""
    return plain_label(found[1] or found[3]) + kind


def doors_of(named: Rungs) -> tuple[Doors, ...]:
    """The one door that a place read from words names, or none."""
    if not (named.building or named.unit):
        return ()
    return (Doors(named.building, (named.unit,) if named.unit else ()),)


def rooms_of(named: Rungs) -> tuple[RoomRule, ...]:
    """The one floor or room that a place read from words names, or none."""
    if named.floor is None and named.room is None:
        return ()
    return (RoomRule(named.floor, named.floor, named.room, named.room),)
