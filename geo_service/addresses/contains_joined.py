"""
Said extents that count on from the one before or stand for several, each written out.

3栋2单元301、302 has two rooms of one door, 怡景村1坊23号、2坊5号 two lanes of one village, 一二三期 three phases; the
numbers inside a yard (23号大院34-37号) are its doors.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.model.said import SaidExtent, SaidMember, SaidPlace

_RULES = read_rules("contains")
_AROUND = re.compile("|".join(sorted(map(re.escape, _RULES["near"]["around"]), key=len, reverse=True)))
_ROOM_ONLY = re.compile("[0-9]{3,4}室?")
_ROOM_ON_FLOOR = re.compile("[0-9]{1,2}-[0-9]{1,2}[室号]?")
_DIGITS = {written: digit for written, digit in read_rules("suffixes")["numerals"].items() if digit.isdigit()}
_COUNTED = re.compile("[东西南北中]?[0-9]{1,3}(?:坊|巷|弄|里|条|胡同)$")
_PHASES = re.compile(r"([一二三四五六七八九]{2,9}|[0-9](?:[、,][0-9])+)期")
_JOINED = re.compile(r"([^和及与]{2,40}[期区])(?:和|以及|及|与)([^和及与]{3,40}[期区])")
_HOUSE = "(?:#?[栋幢座棟]|[号號#][楼樓]|#)"
_IN_BUILDING = re.compile(rf"(?P<outer>[0-9]{{1,4}}{_HOUSE})(?P<inner>[A-Z]{_HOUSE})")
_IN_YARD = re.compile("(?P<yard>.*[0-9]号大?院)(?P<door>[0-9]{1,4})(?:号)?")
_HOMES = re.compile(rf"(?P<number>[0-9]{{1,5}}号)(?P<kind>{one_of(_RULES['names']['kinds'])})")
_YARD_END = re.compile("[0-9]号大?院$")

MAX_DOORS = 200
"""Most doors of a yard that a range of numbers stands for."""

MIN_LANES_NAME = 2
"""Characters before the number of a lane that can be the name of all its neighbours (新民一巷, but not 新一巷)."""


def written_out(extents: Iterable[SaidExtent]) -> Iterator[SaidExtent]:
    """The extents, each of which says by itself what it means."""
    for extent in _with_road_before(_with_rooms_together(extents)):
        for one in _phases_of(extent):
            for home in _homes_by_number(one):
                yield _with_buildings_inside(_with_doors_of_yard(home))


def _homes_by_number(extent: SaidExtent) -> list[SaidExtent]:
    """Homes that count on along a road (文昌路61、63号宿舍楼): each number is the road's."""
    if not isinstance(extent, SaidPlace) or extent.number or extent.place or extent.exceptions or not extent.road:
        return [extent]
    found = [(_HOMES.fullmatch(normalize(one.building or "")), one.units) for one in extent.members]
    homes = [(home, units) for home, units in found if home]
    if not homes or len(homes) < len(found):
        return [extent]
    return [
        replace(extent, number=home["number"], place=home["kind"], members=(SaidMember(None, units),) if units else ())
        for home, units in homes
    ]


def _with_buildings_inside(extent: SaidExtent) -> SaidExtent:
    """Buildings inside one other (10号楼A座、10号楼B座) as what is meant of it."""
    if not isinstance(extent, SaidPlace) or extent.rooms or any(one.units for one in extent.members):
        return extent
    within = [_IN_BUILDING.fullmatch(one.building or "") for one in extent.members]
    outer = {found["outer"] for found in within if found}
    if not all(within) or len(outer) != 1:
        return extent
    rooms = tuple(found["inner"] for found in within if found)
    return replace(extent, members=(SaidMember(outer.pop()),), rooms=rooms)


def _with_doors_of_yard(extent: SaidExtent) -> SaidExtent:
    """Numbers inside a yard as its doors: they are no numbers of its road."""
    if not isinstance(extent, SaidPlace) or extent.members:
        return extent
    joined = _IN_YARD.fullmatch(normalize(extent.number or ""))
    if joined and extent.place and normalize(extent.place).endswith(joined["yard"]):
        return replace(extent, number=None, members=(SaidMember(f"{joined['door']}号"),))
    if joined and not extent.place:
        return replace(extent, number=joined["yard"], members=(SaidMember(f"{joined['door']}号"),))
    if extent.road or not (extent.number and _YARD_END.search(normalize(extent.place or ""))):
        return extent
    doors = _doors_in(extent)
    return replace(extent, number=None, number_range=None, members=doors) if doors else extent


def _doors_in(extent: SaidPlace) -> tuple[SaidMember, ...]:
    span = extent.number_range
    if not span:
        return (SaidMember(normalize(extent.number or "")),)
    wanted = {"odd": {1}, "even": {0}}.get(span.parity, {0, 1})
    numbers = range(span.start, min(span.end, span.start + MAX_DOORS) + 1)
    return tuple(SaidMember(f"{number}号") for number in numbers if number % 2 in wanted)


def _with_rooms_together(extents: Iterable[SaidExtent]) -> list[SaidExtent]:
    """Extents with room numbers that only count on (3栋2单元301、302) put to the door before them."""
    found: list[SaidExtent] = []
    for extent in extents:
        last, room = found[-1] if found else None, _bare_room(extent)
        if room and isinstance(last, SaidPlace) and last.members and _counts_on(last, room):
            found[-1] = replace(last, rooms=(*last.rooms, room))
        else:
            found.append(extent)
    return found


def _counts_on(door: SaidPlace, room: str) -> bool:
    """Whether a room goes on from the door's: 4-2 behind one that is written alike (3栋3-2、4-2)."""
    return not _ROOM_ON_FLOOR.fullmatch(room) or bool(door.rooms and _ROOM_ON_FLOOR.fullmatch(door.rooms[-1]))


def _bare_room(extent: SaidExtent) -> str:
    """The room number that an extent is and nothing else, or nothing."""
    bare = isinstance(extent, SaidPlace) and extent == SaidPlace(place=extent.place)
    text = extent.place if bare and isinstance(extent, SaidPlace) else None
    plain = normalize(text) if text else ""
    return text if text and (_ROOM_ONLY.fullmatch(plain) or _ROOM_ON_FLOOR.fullmatch(plain)) else ""


def _with_road_before(extents: Iterable[SaidExtent]) -> Iterator[SaidExtent]:
    """Extents with lanes that only count on (怡景村1坊23号、2坊5号) written out."""
    before = ""
    for extent in extents:
        whole = extent
        if isinstance(extent, SaidPlace) and not extent.place and _COUNTED.fullmatch(_in_digits(extent.road)):
            whole = replace(extent, road=before + (extent.road or ""))
        road = whole.road or "" if isinstance(whole, SaidPlace) else ""
        tail = _COUNTED.search(_in_digits(road))
        before = road[: tail.start()] if tail else ""
        before = before if len(before) >= MIN_LANES_NAME else ""
        yield whole


def _in_digits(road: str | None) -> str:
    return "".join(_DIGITS.get(character, character) for character in road or "")


def _phases_of(extent: SaidExtent) -> list[SaidExtent]:
    """一二三期 as three places, and A二期和B三期 as two."""
    joined = _JOINED.fullmatch(extent.place or "") if isinstance(extent, SaidPlace) and not extent.members else None
    if joined and isinstance(extent, SaidPlace) and not _AROUND.match(joined[2]):
        halves = [replace(extent, place=joined[1]), replace(extent, place=joined[2])]
        return [one for half in halves for one in _phases_of(half)]
    found = _PHASES.search(extent.place or "") if isinstance(extent, SaidPlace) else None
    if not found or not isinstance(extent, SaidPlace) or not extent.place:
        return [extent]
    phases = [character for character in found.group(1) if character not in "、,"]
    head, tail = extent.place[: found.start()], extent.place[found.end() :]
    return [replace(extent, place=f"{head}{phase}期{tail}") for phase in phases]
