"""Numbers in a list of places: buildings, units, floors, rooms, house numbers and groups."""

import re
from collections.abc import Callable, Mapping

from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_ranges import number_range, written_out
from geo_service.addresses.extent_text import fold
from geo_service.addresses.extent_token import Token
from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.model.said import NumberRange

_GROUP_DIGITS = re.compile(
    rf"^(?P<name>.*?)[0-9一二三四五六七八九十]+(?:{one_of(read_rules('extents')['suffixes']['group'])})$"
)
_SUB_RANGE = re.compile(r"[^0-9-](?P<low>[0-9]{1,4})号?[-至到][^0-9]?(?P<high>[0-9]{1,4})号?$")
_OPEN_SUB = re.compile(r"(?P<base>.+(?:附|付|之))[0-9]+$")
_ROOM_ON_FLOOR = re.compile("(?P<floor>[^层楼]*[层楼])[0-9]{1,2}(?![0-9])")
_SHORT_ROOM = re.compile("[0-9]{1,2}(?![0-9])")
_FLOOR_NOTED = re.compile("(?:负|地下|第)?[0-9一二三四五六七八九十]+(?:[-至到][0-9一二三四五六七八九十]+)?[层楼層樓]$")
_DOOR = re.compile("^(?P<number>[0-9]+)号$")
_LAST_ROOM = re.compile("(?P<number>[0-9]+)号$")
ROOM_DIGITS_MIN = 3
"""Digits of a room's number that says its floor (201号): behind a house number of fewer digits it is no door."""
NUMBER_MAX = 40
"""Longest house number, in characters; the longest seen has 13 (88弄330号-376号)."""
PLACE_MAX = 60
"""Longest name of a place that a number is read behind; the longest name seen has 26 characters."""
_SUB = re.compile(r"(?:附|之).*$")


def read_number(said: PlaceList, token: Token) -> None:
    """Read one number with its level."""
    reader = _READERS.get(token.kind)
    if reader is None:
        said.refuse(token.start, token.end)
        return
    reader(said, token)
    if said.last:
        said.last.end = max(said.last.end, token.end)


def read_range(token: Token) -> NumberRange | None:
    """The range of house numbers that a token says; numbers that do not rise are none."""
    sub = _SUB_RANGE.search(token.sub) if token.sub else None
    if sub and int(sub["low"]) < int(sub["high"]):
        return NumberRange(int(sub["low"]), int(sub["high"]), token.parity or "all")
    if not token.high or not (token.low.isdecimal() and token.high.isdecimal()):
        return None
    low, high = int(token.low), int(token.high)
    return NumberRange(low, high, token.parity or "all") if low < high else None


def _names(said: PlaceList, token: Token) -> list[str]:
    names = written_out(said.text, token)
    if not names:
        said.refuse(token.start, token.end)
    return names


def _read_building(said: PlaceList, token: Token) -> None:
    draft = said.current(token)
    if said.fresh and draft.rural and draft.note:
        draft.add_note("、")  # more buildings of a door in a village
    elif said.fresh and draft.rural:
        draft = said.open(Draft(token.start, token.end))
    elif said.fresh and not draft.plain and not _goes_on(draft):
        draft = said.open(Draft(token.start, token.end, draft.road, draft.number, draft.place))
    if draft.rural:
        draft.add_note(said.surface(token.start, token.end))
        return
    names = _names(said, token)
    for name in names:
        # said again it is the one that units follow
        draft.members[name] = draft.members.pop(name, [])
    said.span = names if token.high else []
    said.fresh = False


def _goes_on(draft: Draft) -> bool:
    """Whether more buildings join a list that excludes units of its own or includes something."""
    own = all(building in draft.members for building in draft.exceptions)
    return bool(draft.members) and own and not (draft.rooms or draft.note or draft.except_text or draft.rural)


def _read_unit(said: PlaceList, token: Token) -> None:
    draft = said.current(token)
    if said.fresh and not draft.plain and not draft.rural:
        building = next(reversed(draft.members)) if draft.members else None
        draft = said.open(Draft(token.start, token.end, draft.road, draft.number, draft.place, members={building: []}))
    if draft.rural:
        draft.add_note(said.surface(token.start, token.end))
        return
    names = _names(said, token)
    for name in names:
        draft.add_unit(name)
    for building in said.span[:-1]:  # 3-5栋1单元: a stair of each
        draft.members[building] += [name for name in names if name not in draft.members[building]]
    said.fresh = False


def _read_floor(said: PlaceList, token: Token) -> None:
    words, draft = _with_suffix(said, token), said.last
    if said.floors_open and draft:
        draft.rooms[-1] += words
    elif said.fresh and said.joined and draft:
        draft.include.append(words)
        said.including = True
    elif draft is None or not (draft.members or draft.rooms):
        draft = said.current(token)
        before = _FLOOR_NOTED.search(draft.note) if said.fresh and draft.note else None
        if before:  # several floors are doors of the place, one may only say where a shop is
            draft.note = (draft.note or "")[: before.start()] or None
            draft.rooms += [before.group(), words]
        else:
            draft.add_note(words)
        said.floor = words
    else:
        said.floor = words
        draft.rooms.append(words)
    said.fresh = False


def _read_room(said: PlaceList, token: Token) -> None:
    _add_room(said, said.current(token), _with_suffix(said, token))


def _add_room(said: PlaceList, draft: Draft, words: str) -> None:
    """Say a room, on the floor that stands before it."""
    if said.floor and draft.rooms and draft.rooms[-1] == said.floor:
        draft.rooms[-1] += words
    elif said.floor and draft.note and draft.note.endswith(said.floor):
        draft.note = draft.note.removesuffix(said.floor).removesuffix("、") or None
        draft.rooms.append(said.floor + words)
    else:
        same_floor = _ROOM_ON_FLOOR.match(fold(draft.rooms[-1])) if said.fresh and draft.rooms else None
        short = same_floor is not None and _SHORT_ROOM.match(fold(words))
        draft.rooms.append((draft.rooms[-1][: same_floor.end("floor")] if same_floor and short else "") + words)
    said.floor = ""
    said.fresh = False


def _with_suffix(said: PlaceList, token: Token) -> str:
    """The number's words; one in a list has the suffix of the list."""
    words = said.surface(token.start, token.end)
    borrowed = token.suffix is not None and token.suffix[0] >= token.end
    return words + said.surface(*token.suffix) if token.suffix and borrowed else words


def _read_house(said: PlaceList, token: Token) -> None:
    """A house number; behind a building it is a room, in a list it has the road and place of the one before."""
    draft = said.last
    if token.stem:
        _read_doors(said, token)
        return
    if draft and _is_room(said, draft, token):
        _add_room(said, draft, _with_suffix(said, token))
        return
    if draft is None:
        draft = said.open(Draft(token.start, token.end))
    elif said.fresh:
        draft = _open_beside(said, draft, token)
    _set_number(said, draft, token)
    said.fresh = False


def _read_doors(said: PlaceList, token: Token) -> None:
    """Each door of a range whose numbers have two parts: 甲路1-1号至1-3号."""
    suffix = said.surface(*token.suffix) if token.suffix else ""
    for value in number_range(token) or ():
        before = said.last
        beside = before is None or said.fresh
        draft = _open_beside(said, before, token) if before and beside else said.current(token)
        draft.number = f"{token.stem}{value}{suffix}"
        said.fresh = True
    said.fresh = False


def _open_beside(said: PlaceList, before: Draft, token: Token) -> Draft:
    """A place with another number: the lane of the number stays (466弄), a compound behind the number does not."""
    opened = _OPEN_SUB.match(before.number or "")
    if opened:  # 10号附1、2号
        return said.open(
            Draft(token.start, token.end, before.road, opened["base"], before.place, before.village, before.group)
        )
    place = _kept_place(said, before)
    lane, mark, number = (before.number or "").partition("弄")
    another = token.suffix is not None and said.key[token.suffix[0]] == "弄"
    kept = lane + mark if mark and number and not another else None
    return said.open(Draft(token.start, token.end, before.road, kept, place, before.village, before.group))


def _is_room(said: PlaceList, draft: Draft, token: Token) -> bool:
    """Whether a 号 is a room: behind a building or floor, in a list of rooms, or a large one behind a house number."""
    if said.fresh and draft.number:
        last = _LAST_ROOM.search(fold(draft.rooms[-1])) if draft.rooms else None
        return last is not None and len(last["number"]) == len(token.low) >= ROOM_DIGITS_MIN
    if said.fresh:
        return bool(draft.rooms)
    floor = bool(said.floor) and (draft.note or "").endswith(said.floor)
    if draft.members or draft.rooms or floor:
        return True
    house = _DOOR.search(fold(draft.number or "")) if draft.place is None and draft.road and not draft.rural else None
    digits = len(token.low) if token.low.isdecimal() else 0
    return house is not None and digits >= ROOM_DIGITS_MIN and digits > len(house["number"])


def _kept_place(said: PlaceList, before: Draft) -> str | None:
    """The compound that the next number is in too: one that stands before the number."""
    first = before.road is None or before.place is None or _stands_before(said, before.place, before.road)
    return before.place if first or not before.number else None


def _stands_before(said: PlaceList, one: str, other: str) -> bool:
    return said.key.find(fold(one)) <= said.key.find(fold(other))


def _set_number(said: PlaceList, draft: Draft, token: Token) -> None:
    if len(draft.number or "") > NUMBER_MAX or len(draft.place or "") > PLACE_MAX:
        said.refuse(token.start, token.end)
        return
    if draft.number and fold(draft.number).endswith("大院") and draft.place is None:
        draft.place, draft.road, draft.number = (draft.road or "") + draft.number, None, None
    if draft.number and draft.place and not said.fresh and _stands_before(said, draft.number, draft.place):
        draft.place += _with_suffix(said, token)  # 甲路3号怡景苑5号
        return
    draft.number = (draft.number or "") + _with_suffix(said, token)
    draft.number_range = read_range(token)


def _read_sub(said: PlaceList, token: Token) -> None:
    """附2号, 之九: another door of the number before."""
    before = said.last
    if before is None or not before.number or len(before.number) > NUMBER_MAX:
        said.refuse(token.start, token.end)
        return
    draft = Draft(token.start, token.end, before.road, None, _kept_place(said, before), before.village, before.group)
    draft.number = _SUB.sub("", before.number) + said.surface(token.start, token.end)
    said.open(draft)


def _read_group(said: PlaceList, token: Token) -> None:
    draft, names = said.last, _names(said, token)
    if draft is not None and not said.fresh and not (draft.rural and draft.number is None):
        draft.add_note(said.surface(token.start, token.end))
        return
    village = (draft.village if draft else None) or said.village
    if draft is not None and not said.fresh and names:
        prefix, village = draft.group or "", draft.village or village
        draft.group = prefix + names.pop(0)
    else:
        prefix = _group_name(draft)
    for name in names:
        said.open(Draft(token.start, token.end, village=village, group=prefix + name))


def _group_name(draft: Draft | None) -> str:
    """What stands before the number of the group before: it holds for the list (东湾18组、28组)."""
    if not draft or not draft.group:
        return ""
    match = _GROUP_DIGITS.match(fold(draft.group))
    return draft.group[: match.end("name")] if match else ""


_READERS: Mapping[str, Callable[[PlaceList, Token], None]] = {
    "building": _read_building,
    "unit": _read_unit,
    "floor": _read_floor,
    "room": _read_room,
    "house": _read_house,
    "group": _read_group,
    "sub": _read_sub,
}
