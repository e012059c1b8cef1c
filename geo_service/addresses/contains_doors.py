"""The doors of a piece of a zone against those of an address: building, unit, floor, room."""

import re
from collections.abc import Sequence
from dataclasses import replace

from geo_service.addresses.contains_finding import MET, Finding, all_of, any_of, left_open, other
from geo_service.addresses.contains_names import Likeness, compare_labels, compare_names
from geo_service.addresses.contains_piece import Doors, Piece
from geo_service.addresses.contains_rooms import RoomRule
from geo_service.addresses.contains_spots import names_spot
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.rules_files import one_of, read_rules

_INNER = re.compile("([A-Z])栋")
_BESIDE = re.compile(one_of(read_rules("contains")["near"]["words"]))
_SIDED = re.compile("[东西南北中][0-9]{1,3}")


def with_side_label(zone: Piece, said: Rungs) -> Rungs:
    """An address whose estate seems to end in a side (怡景苑西8栋), read as the piece reads its buildings (西8栋)."""
    name, label = said.name or "", said.building or ""
    sided = any(_SIDED.fullmatch(door.building or "") for door in (*zone.members, *zone.exceptions))
    if not (sided and label.isdigit() and _SIDED.fullmatch(name[-1:] + label)):
        return said
    same = compare_names(name[:-1], zone.where.name or "") == "same"
    return replace(said, name=name[:-1], building=name[-1] + label) if same else said


def compare_doors(zone: Piece, said: Rungs) -> Finding:
    """Building, unit, floor and room of the piece; MET when it names none."""
    doors = compare_members(zone.members, said)
    if not zone.rooms:
        return doors
    if doors.verdict == "other" and any(rule.unread == f"{said.building}栋" for rule in zone.rooms):
        doors = left_open(f"没有写明{said.building}栋在哪一栋里", "哪一栋？")
    if doors.verdict == "other" and all(_BESIDE.search(rule.unread) for rule in zone.rooms):
        doors = left_open("范围是楼栋旁边的地方，要看地图")
    rooms = any_of(_compare_room(rule, said) for rule in zone.rooms)
    return all_of([doors, rooms, _added_unit(zone, said)])


def compare_members(members: Sequence[Doors], said: Rungs) -> Finding:
    """The buildings and units named: one of them is enough."""
    if not members:
        return MET
    found = [_compare_member(member, said) for member in members]
    best = any_of(found)
    if best.verdict != "other" or len(found) == 1:
        return best
    return _nearest_other(members, found, said)


def _nearest_other(members: Sequence[Doors], found: Sequence[Finding], said: Rungs) -> Finding:
    """The reason that says most: of the building's own member, else that the building is not in the list."""
    for member, finding in zip(members, found, strict=True):
        if member.building and member.building == said.building:
            return finding
    return other(f"所列楼栋、单元中没有{_door(said)}")


def _door(said: Rungs) -> str:
    return (_building(said.building) if said.building else "") + (f"{said.unit}单元" if said.unit else "")


def _building(label: str) -> str:
    if "排" in label:
        return label if label.endswith("排") else f"{label}栋"
    return label if not label.isascii() else f"{label}栋"


def _compare_member(member: Doors, said: Rungs) -> Finding:
    building = _compare_building(member.building, said)
    units = _compare_units(member, said)
    # without a building in the zone another unit is still another unit
    return all_of([building, units])


def _compare_building(building: str | None, said: Rungs) -> Finding:
    if building is None:
        added = said.building
        return left_open(f"范围没有写栋，地址多了{_building(added)}", "范围指哪一栋？") if added else MET
    if not said.building:
        return _without_building(building, said)
    return _judged(_like_building(building, said), _building(said.building), _building(building))


def _like_building(building: str, said: Rungs) -> Likeness:
    label = said.building or ""
    if building.isascii() == label.isascii() or len(building) == len(label) == 1:
        return _like_label(building, label)
    rows = sorted((building, label), key=lambda one: "排" in one)
    return compare_labels(rows[0], rows[1].rpartition("排")[2]) if _in_row(rows) else "near"


def _in_row(pair: Sequence[str]) -> bool:
    """Whether the second is a building of a row, and the first another building than it in any row."""
    number = pair[1].rpartition("排")[2]
    return bool("排" in pair[1] and number and compare_labels(pair[0], number) == "other")


def _like_label(building: str, label: str) -> Likeness:
    """Compare two labels; of a row and a building in it, nobody can say."""
    short, long = sorted((building, label), key=len)
    return "near" if short.endswith("排") and long.startswith(short) and short != long else compare_labels(short, long)


def _without_building(building: str, said: Rungs) -> Finding:
    """A building with a name of its own may stand in the address as it is."""
    if not building.isascii() and said.extra and compare_names(building, said.extra) == "same":
        return MET
    if said.plate and not said.road:
        return left_open(f"只写了{said.plate}，可能是门牌也可能是栋", "哪一栋？")
    if said.unread:
        return left_open(f"“{said.unread}”不能定是栋还是单元", "哪一栋？")
    return left_open("没有写明楼栋", "哪一栋？")


def _compare_units(member: Doors, said: Rungs) -> Finding:
    if not member.units:
        return MET
    if not said.unit:
        return left_open("没有写明单元", "哪个单元？")
    wanted = "、".join(f"{unit}单元" for unit in member.units)
    found = [_judged(compare_labels(unit, said.unit), f"{said.unit}单元", wanted) for unit in member.units]
    return any_of(found)


def _judged(likeness: Likeness, said: str, zone: str) -> Finding:
    if likeness == "same":
        return Finding("met", f"{said}在范围内")
    if likeness == "near":
        return left_open(f"{said}是否{zone}，不能定", f"是不是{zone}？")
    return other(f"{said}不是{zone}")


def _added_unit(zone: Piece, said: Rungs) -> Finding:
    """Rooms of a building whose unit is not said: the same room number may be in each of its units."""
    if not said.unit or any(member.units for member in zone.members):
        return MET
    return left_open(f"范围没有写单元，地址多了{said.unit}单元", "范围指哪个单元？")


def _compare_room(rule: RoomRule, said: Rungs) -> Finding:
    levels = [_compare_floor(rule, said), _compare_number(rule, said)]
    if rule.unread and not names_spot(rule.unread, said):
        levels.append(_compare_inner(rule.unread, said))
    return all_of(levels)


def _compare_inner(words: str, said: Rungs) -> Finding:
    """A building in a building (10号楼A栋) against another in it; other words are not understood."""
    mine, theirs = _INNER.fullmatch(words), _INNER.fullmatch(said.unread)
    if mine and theirs and mine[1] != theirs[1]:
        return other(f"{said.unread}不是{words}")
    return left_open(f"范围里的“{words}”没有读懂" if not mine else f"没有写明是否{words}")


def _compare_floor(rule: RoomRule, said: Rungs) -> Finding:
    if rule.low is None or rule.high is None:
        return MET
    if said.floor is None:
        return left_open("没有写明楼层", "哪一层？")
    if rule.low <= said.floor <= rule.high:
        return Finding("met", f"{said.floor}层在范围内")
    return other(f"{said.floor}层不在{rule.low}至{rule.high}层内")


def _compare_number(rule: RoomRule, said: Rungs) -> Finding:
    if rule.first is None or rule.last is None:
        return MET
    if said.room is None:
        return left_open("没有写明房号", "几号房？")
    return _compare_one(rule, said.room, said) if rule.first == rule.last else _compare_span(rule, said.room, said)


def _compare_one(rule: RoomRule, room: str, said: Rungs) -> Finding:
    likeness = compare_labels(rule.first or "", room)
    if likeness == "same" and rule.counted and said.floor is not None:
        return left_open(f"范围的{rule.first}号房没有写楼层，地址是{said.floor}层")
    return _judged(likeness, f"{room}号房", f"{rule.first}号房")


def _compare_span(rule: RoomRule, room: str, said: Rungs) -> Finding:
    first, last = rule.first or "", rule.last or ""
    if not (room.isdigit() and first.isdigit() and last.isdigit()):
        return left_open(f"{room}号房是否在所列房号内，不能定")
    within = int(first) <= int(room) <= int(last)
    if within and rule.counted and said.floor is not None and said.floor != int(first):
        return left_open(f"范围的房号没有写楼层，地址是{said.floor}层")
    return MET if within else other(f"{room}号房不在所列房号内")
