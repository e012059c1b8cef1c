"""The floors and rooms that a zone names: 7层及上下各两层, 3-33层04房, 2201-2208号."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from geo_service.addresses.ladder_notes import spell_floors
from geo_service.addresses.ladder_numbers import room_of
from geo_service.addresses.normalize import normalize, number_of_numeral

_COUNT = r"(?P<count>[0-9]{1,2}|[一二两三四五六七八九])"
_FLOORS = re.compile(rf"(?P<floor>负?[0-9]{{1,3}})层及?以?(?P<way>上下各|以上|以下|上|下){_COUNT}层")
_OPEN_ENDED = re.compile("以上|以下|之间|至.{1,20}段")
_FLOOR_ROOMS = re.compile(
    r"(?P<low>负?[0-9]{1,3})(?:层?[-至到](?P<high>负?[0-9]{1,3}))?层楼?(?:(?P<room>[0-9]{1,2})(?:室|号|户))?"
)
_FLOOR_AND_MORE = re.compile(r"(?P<low>负?[0-9]{1,3})层(?P<more>.+)")
# normalising drops a dash behind a word (5层-8层)
_DASH = re.compile(r"(?<=[层楼層樓])\s*[-—–~～]\s*(?=负?[0-9一二三四五六七八九十])")
_GOES_ON = re.compile("[-至到]")
_FULL_ROOMS = re.compile(r"(?P<low>[0-9]{3,4})(?:[室号]?[-至到](?P<high>[0-9]{3,4}))?(?:室|号|户)?")
_ROOM_PAIR = re.compile(r"(?P<floor>负?[0-9]{1,2})-(?P<room>[0-9]{1,2})(?P<mark>室|号|户)?")
_ROOM = re.compile(r"(?P<room>[0-9]{1,2}[A-Z]?)(?:室|号|户)")


@dataclass(frozen=True)
class RoomRule:
    """
    Floors from low to high, and rooms of them; None means any.

    `unread` when words were not understood: an address that has them too is meant; `counted` when rooms are numbered
    as 9号, perhaps through the whole building.
    """

    low: int | None = None
    high: int | None = None
    first: str | None = None
    last: str | None = None
    unread: str = ""
    counted: bool = False


def read_room_rules(text: str) -> list[RoomRule]:
    """The floors and rooms that one text of rooms names."""
    plain = normalize(_DASH.sub("至", spell_floors(text)))
    spread = _FLOORS.search(plain)
    if spread:
        return [_spread_floors(spread)]
    if _OPEN_ENDED.search(plain):
        return [RoomRule(unread=plain)]
    rules = [rule for part in re.split("[,、和及]", plain) if part and (rule := _room_rule(part))]
    return rules or [RoomRule(unread=plain)]


def _spread_floors(found: re.Match[str]) -> RoomRule:
    floor = int(found["floor"].replace("负", "-"))
    count = 2 if found["count"] == "两" else number_of_numeral(found["count"]) or int(found["count"])
    down = 0 if found["way"] in {"以上", "上"} else count
    up = 0 if found["way"] in {"以下", "下"} else count
    return RoomRule(floor - down, floor + up)


def _room_rule(part: str) -> RoomRule | None:
    for pattern, read in _ROOM_PATTERNS:
        found = pattern.fullmatch(part)
        if found:
            return read(found)
    floor = _FLOOR_AND_MORE.fullmatch(part)
    if floor and not _GOES_ON.match(floor["more"]):
        low = int(floor["low"].replace("负", "-"))
        return RoomRule(low, low, unread=floor["more"])
    return RoomRule(unread=part) if re.search("[0-9]", part) else None


def _floor_rooms(found: re.Match[str]) -> RoomRule:
    low = int(found["low"].replace("负", "-"))
    room = room_of(found["room"], None)[1] if found["room"] else None
    high = int((found["high"] or found["low"]).replace("负", "-"))
    return RoomRule(min(low, high), max(low, high), room, room)


def _full_rooms(found: re.Match[str]) -> RoomRule:
    low, first = room_of(found["low"], None)
    high, last = room_of(found["high"] or found["low"], None)
    return RoomRule(low, high, first, last) if low == high else RoomRule(unread=found.group())


def _room_pair(found: re.Match[str]) -> RoomRule:
    floor = int(found["floor"].replace("负", "-"))
    if found["mark"] == "号" and 0 < floor < int(found["room"]):
        return RoomRule(None, None, found["floor"], found["room"], counted=True)
    room = room_of(found["room"], None)[1]
    return RoomRule(floor, floor, room, room)


def _lone_room(found: re.Match[str]) -> RoomRule:
    room = room_of(found["room"], None)[1]
    return RoomRule(None, None, room, room, counted=found.group().endswith("号") and not found["room"].startswith("0"))


_ROOM_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], RoomRule]], ...] = (
    (_FLOOR_ROOMS, _floor_rooms),
    (_FULL_ROOMS, _full_rooms),
    (_ROOM_PAIR, _room_pair),
    (_ROOM, _lone_room),
)
