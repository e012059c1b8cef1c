"""What follows a place: another name, a note, what it includes and what it does not."""

import re
from collections.abc import Callable
from typing import Any

from geo_service.addresses.extent_areas import read_area
from geo_service.addresses.extent_clauses import include_at, names_include, read_clause
from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_exclusions import except_tail, exclude
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_names import is_group
from geo_service.addresses.extent_text import fold
from geo_service.addresses.extent_token import Token
from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.model.said import NumberRange

_RULES: dict[str, Any] = read_rules("extents")
_WORDS, _EXCEPT = _RULES["words"], _RULES["except"]
_LEFT = one_of([*_EXCEPT["rest"], *_EXCEPT["after"], "区域", "楼栋", "单元", "地区"])
_TAIL = re.compile(rf"(?:{one_of(_WORDS['tails'])})$")
_AMONG = re.compile(
    r"等(?:[0-9一二三四五六七八九十]{0,3}个?)(?:小区|区域|[高中低]风险区|[管封]控区|[一二三四五六七八九]?地|处|楼栋|点位|场所|住宅区)?$"
)
_REACH_TAIL = re.compile(
    rf"(?:及其?|和)?(?:{one_of(_WORDS['around'])}|半径)+[0-9]+(?:\.[0-9]+)?(?:米|公里)半?径?(?:的?范围|区域)?(?:内|以内|之内)?$"
    r"|(?<![医学法检书寺剧影研住])院内$|(?<=院)内$"
    r"|(?<=:)[^、,;():]{0,6}以[^、,;():]{2,30}为界$"
    r"|(?:一?共|总?计|等|全部)[0-9]+(?:栋楼?|幢楼?|号楼|个单元|个楼栋)$"
)
_ONLY_LEFT = re.compile(_LEFT)
_ONLY_TAIL = re.compile(one_of(_WORDS["tails"]))
_NOTE_TAIL = re.compile(rf"(?:{one_of(_WORDS['notes'])})$")
_OUTSIDE = re.compile(rf"(?:(?:以外|之外|除外)的?(?:{_LEFT})?|外的?(?:{_LEFT}))")
_EVERYWHERE = re.compile(one_of(_WORDS["everywhere"]))
_ANOTHER = re.compile(
    rf"[^\W_东南西北]{{1,10}}(?:{one_of([*_RULES['place']['strong'], '苑', '园', '村', '城', '庭', '府'])})"
)
_KINDS_OF_PLACE = one_of(_RULES["place"]["strong"] + _RULES["place"]["numbered"])
_GENERIC = re.compile(rf"(?:{one_of(_RULES['place']['residents'])})?(?:{_KINDS_OF_PLACE})")
_SPAN = re.compile(r"(?P<before>(?:[0-9]+-)?)(?P<low>[0-9]{1,5})号?-(?P=before)(?P<high>[0-9]{1,5})号?")
AROUND = tuple(_WORDS["around"])
_IDLE = ("-", "的", ":")
_ROOM = re.compile(r"[0-9]{3,4}|[0-9]{1,2}-[0-9]{1,2}")
_NEAR_NUMBER = tuple(_WORDS["near_number"])
_NOTED_TAILS = frozenset(_WORDS["noted_tails"])
_STRETCHES = frozenset(_WORDS["stretches"])
_BARE = frozenset(_WORDS["bare"])


LAST_OF_TAILS = frozenset(word[-1] for word in [*_WORDS["tails"], *_WORDS["notes"]]) | frozenset(
    "内米里围域栋幢楼元区地处位所界个"
)
"""The last characters of all that is cut off a name."""


def read_tail(said: PlaceList, start: int, end: int, following: Token | None) -> None:
    """Read a text behind a number of the same place: the first way that fits."""
    draft = said.last
    if draft is None:
        said.refuse(start, end)
        return
    for read in _WAYS:
        if read(said, draft, start, end, following):
            return


def cut_tail(said: PlaceList, start: int, end: int) -> tuple[int, str]:
    """The end of a name without "区域" or "等小区", and "附近区域" as a note."""
    if said.key[end - 1] not in LAST_OF_TAILS:
        return end, ""
    among = _AMONG.search(said.key, start, end)
    if among and among.start() > start + 1:
        return among.start(), ""
    note = _NOTE_TAIL.search(said.key, start, end) or _REACH_TAIL.search(said.key, start, end)
    if note and note.start() > start:
        return note.start() - (said.key[note.start() - 1] == ":"), said.surface(note.start(), end)
    tail = _TAIL.search(said.key, start, end)
    return (tail.start(), "") if tail and tail.start() > start else (end, "")


def is_generic(name: str) -> bool:
    """Whether a name only says what kind of place it is: 小区, 学生公寓."""
    return bool(_GENERIC.fullmatch(name))


def says_nothing(name: str) -> bool:
    """Whether words behind a house number name nothing: 小区, 区域."""
    return name in _BARE or bool(_ONLY_TAIL.fullmatch(name))


def says_where(name: str) -> bool:
    """Whether words behind a house number say where near it: 旁边平房, 楼上."""
    return name.startswith(_NEAR_NUMBER)


def is_everywhere(key: str, start: int, end: int) -> bool:
    """Whether a span says that all of an area is meant."""
    return bool(_EVERYWHERE.fullmatch(key, start, end))


def include(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> None:
    """Add what belongs to a place, with the bracket behind it that says where that is."""
    if following and following.kind == "bracket" and _names_area(said, draft, following):
        draft.surroundings = said.surface(draft.start, end)
        said.fresh = False
        return
    if following and following.kind == "bracket" and _is_address(said, following):
        following.kind = "read"
        end = following.end
    draft.include.append(said.surface(start, end))
    said.fresh = False


def _names_area(said: PlaceList, draft: Draft, bracket: Token) -> bool:
    """Whether the sides of an area stand in the bracket, whose name is all that stands before."""
    area = read_area(said.text, bracket.start + 1, bracket.end - bracket.closed)
    return area is not None and said.drafts[-1] is draft


def _is_address(said: PlaceList, bracket: Token) -> bool:
    return read_clause(said.key, bracket.start + 1, bracket.end - bracket.closed).kind == "address"


# -- the ways to read a text behind a number; each says whether it fits


def _continues(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """More words of a list of floors or of an inclusion."""
    del following
    opened = draft.rooms if said.floors_open else draft.include if said.including else []
    if opened:
        opened[-1] += said.surface(start, end)
    return bool(opened)


def _reaches_number(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """A range whose second number says the road again: 甲路20号至甲路36号."""
    if not (
        draft.number
        and following
        and following.kind == "house"
        and following.start == end
        and said.key[start] in "至到"
    ):
        return False
    again = said.key[start + 1 : end]
    if again and again not in [fold(name) for name in (draft.road, draft.place, draft.village) if name]:
        return False
    last = said.surface(following.start, following.end)
    span = _SPAN.fullmatch(fold(f"{draft.number}-{last}"))
    if not span or int(span["low"]) >= int(span["high"]):
        return False
    draft.number = f"{draft.number}-{last}"
    draft.number_range = NumberRange(int(span["low"]), int(span["high"]), following.parity or "all")
    following.kind = "read"
    return True


def _is_outside(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """All but the buildings before: 以外区域."""
    outside = _OUTSIDE.match(said.key, start, end)
    if not outside or not draft.members or draft.exceptions:
        return False
    draft.exceptions, draft.members = draft.members, {}
    if outside.end() < end:
        read_tail(said, outside.end(), end, following)
    return True


def _includes(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    if said.key.startswith(AROUND, start):
        include(said, draft, start, end, following)
        return True
    joined = include_at(said.key, start, end)
    if not joined:
        return False
    if joined.start() > start:
        read_tail(said, start, joined.start(), None)
    include(said, draft, joined.end(), end, following)
    return True


def _excepts(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    del following
    tail = except_tail(said, start, end)
    if not tail:
        return False
    if tail.start() > start:
        read_tail(said, start, tail.start(), None)
    exclude(said, draft, *tail.span("what"))
    return True


def _is_only_tail(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """A closing 区域 says nothing; 连片区域 is noted."""
    del following
    if said.key[start] == "等" and _AMONG.fullmatch(said.key, start, end):
        return True
    if not _ONLY_TAIL.fullmatch(said.key, start, end):
        return bool(draft.exceptions or draft.except_text) and bool(_ONLY_LEFT.fullmatch(said.key, start, end))
    if said.key[start:end] in _NOTED_TAILS:
        draft.add_note(said.surface(start, end))
    return True


def _is_of_village(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """A group behind its number (34号老屋组), or a note of a village."""
    words, group = said.surface(start, end), is_group(said.key[start:end], in_village=draft.village is not None)
    bare_number = draft.number is not None and draft.road is None and draft.place is None
    if group and draft.group is None and (draft.rural or bare_number):
        draft.group, draft.village = words, draft.village or said.village
        return True
    if draft.rural and draft.group is None and draft.number and following and following.kind in ("building", "unit"):
        draft.village, draft.place = None, words  # a compound with its number in the village
        return True
    if draft.rural:
        draft.add_note(words)
    return draft.rural


def _is_note(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    del following
    stretch = draft.number_range is not None and said.key[start:end] in _STRETCHES
    noted = stretch or bool(_NOTE_TAIL.fullmatch(said.key, start, end))
    if noted:
        draft.add_note(said.surface(start, end))
    return noted


def _is_behind_members(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """A shop on a floor, or what belongs to a building."""
    if not (draft.members or draft.rooms):
        return False
    if following and following.kind == "building" and _ANOTHER.fullmatch(said.key, start, end):
        said.end_piece()  # a place without a separator: 怡景苑3栋听雨苑5栋
        said.open(Draft(start, end, place=said.surface(start, end)))
        return True
    words = said.surface(start, end)
    if words in _IDLE:
        return True
    if _ROOM.fullmatch(said.key, start, end):
        draft.rooms.append(words)  # 3栋501
        return True
    if said.floor and draft.members:
        _note_of_last_member(said, draft, said.floor + words)
    elif names_include(said.key, start, end):
        draft.include.append(words)
    else:
        draft.add_note(words)
    said.floor = ""
    return True


def _note_of_last_member(said: PlaceList, draft: Draft, note: str) -> None:
    """The floor of one building among several is an extent of its own."""
    if draft.rooms and draft.rooms[-1] == said.floor:
        draft.rooms.pop()
    if len(draft.members) > 1:
        building, units = draft.members.popitem()
        draft = Draft(draft.start, draft.end, draft.road, draft.number, draft.place, members={building: units})
        said.drafts.append(draft)
        said.last = draft
    draft.add_note(note)


def _is_name(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """A compound or shop behind its house number; the name before the number was the road then."""
    del following
    stop, note = cut_tail(said, start, end)
    words = said.surface(start, stop)
    if note:
        draft.add_note(note)
    if draft.place and draft.road is None and draft.number and _GENERIC.fullmatch(said.key, start, stop):
        draft.place, draft.number = draft.place + draft.number + words, None  # 怡景1号小区
        draft.number_range = None
        return True
    if said.key[start:stop] in _BARE:
        return True
    if draft.number and not draft.number_range and _ROOM.fullmatch(words):
        draft.rooms.append(words)  # 甲弄12号102
        return True
    if words.isdecimal() or (draft.number and not draft.members and says_where(said.key[start:stop])):
        draft.add_note(words)
        return True
    if draft.place and draft.road is None and draft.number is None:
        draft.add_note(words)
    elif draft.place and draft.road is None:
        _make_road(said, draft.place)
        draft.road, draft.place = draft.place, words
    else:
        draft.place = (draft.place or "") + words
    _share_place(said, draft)
    return True


def _make_road(said: PlaceList, name: str) -> None:
    """The name before the numbers of a list was the road, as the compound behind the last number shows."""
    for before in reversed(said.drafts[:-1]):
        if not isinstance(before, Draft) or before.place != name or before.road or not before.number:
            return
        before.road, before.place = name, None


def _share_place(said: PlaceList, draft: Draft) -> None:
    """A compound behind the last of several lanes belongs to all of them (甲路155弄、乙路66弄怡景苑)."""
    for before in reversed(said.drafts[:-1]):
        if not isinstance(before, Draft) or before.place or before.members or not before.number or before.rural:
            return
        if not (before.number.endswith("弄") and draft.number and draft.number.endswith("弄")):
            return
        before.place = draft.place


_WAYS: tuple[Callable[[PlaceList, Draft, int, int, Token | None], bool], ...] = (
    _continues,
    _reaches_number,
    _is_outside,
    _includes,
    _excepts,
    _is_only_tail,
    _is_of_village,
    _is_note,
    _is_behind_members,
    _is_name,
)
