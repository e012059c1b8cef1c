"""
The shapes that most zones have, read at once: 怡景苑, 甲路12号怡景苑3栋1、2单元、5栋.

What stands here gives what reading word by word gives, only sooner; a text with a character that could mean more is
left to that.
"""

import re
from collections.abc import Iterator
from typing import Any

from geo_service.addresses.extent_admin import read_village
from geo_service.addresses.extent_clauses import include_at, read_clause, said_parts
from geo_service.addresses.extent_drafts import Draft, finish
from geo_service.addresses.extent_exclusions import clip, exclude
from geo_service.addresses.extent_heads import is_prose, split_road
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_names import is_area, split_before_number, villages_in_row
from geo_service.addresses.extent_tails import is_generic, says_nothing
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_tokens import tokenize
from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.model.said import SaidPlace, SaidVillage

_RULES: dict[str, Any] = read_rules("extents")
_NUMERALS = "一二三四五六七八九十"


def _firsts(words: list[str]) -> str:
    return "".join({word[0] for word in words})


# joins, exclusions, notes behind a name, enclosures and numbers in words
_MEANS_MORE = (
    "第自附付之负以及和与或除外其剩等的内且均甲乙丙丁〇零百所整全部围闭绕抱圈构组屯连周对临旁沿两共计"
    + _firsts(_RULES["include"]["joined"] + _RULES["except"]["open"])
)
_SIDES = "东南西北中"
# behind 东 these make a side or a building of it
_SIDE_GOES_ON = "座栋幢单楼侧面边部方段区域范片地的" + _firsts(_RULES["bounds"]["reach"] + _RULES["enclosure"]["words"])
_SUFFIX = one_of([word for words in _RULES["suffixes"].values() for word in words])
_HAN = r"[^\W\d_A-Za-z{}]"
_PLAIN = _HAN.format(_MEANS_MORE + _NUMERALS + _SIDES + "地")
_BEHIND_SIDE = _HAN.format(_MEANS_MORE + _NUMERALS + _SIDES + "地" + _SIDE_GOES_ON)
_NOT_JOINED = "".join(word for word in _RULES["join"]["not_before"] if len(word) == 1)
_PART = r"(?:[A-Z]|[0-9]{1,2})(?=[区期]|组团)|组(?=团)"
_NAME = (
    rf"(?:{_PLAIN}|地(?!下)|[{_SIDES}](?={_BEHIND_SIDE}|区(?!域))|和(?=[{_NOT_JOINED}])"
    rf"|[{_NUMERALS}](?=(?!{_SUFFIX}|[至到]){_PLAIN})|{_PART}){{2,16}}+"
)
_NUMBER = "(?:[A-Z]?[0-9]{1,4}|[A-Z])"
_NUMBERS = rf"{_NUMBER}(?:、{_NUMBER})*"
_UNITS = rf"(?:{_NUMBERS}|[{_NUMERALS}])单元"
_BUILDING = "号楼|栋|幢|座"
_OTHER_NUMBER = one_of(
    [word[1:] for words in _RULES["suffixes"].values() for word in words if word[0] == "号" and len(word) > 1]
    + _RULES["not_before"]["号"]
)
_DOOR = rf"[0-9]{{1,5}}(?:号大?院|号(?!{_OTHER_NUMBER})|弄)"
_BUILDINGS = re.compile(
    rf"(?:(?P<numbers>{_NUMBERS})(?P<suffix>{_BUILDING}))?(?P<units>{_UNITS})?(?:[、,](?={_NUMBER})|$)"
)
_NEXT = rf"(?:[、,](?={_NUMBER})|(?=\(|$))"
_BUILT = rf"{_NUMBERS}(?:{_BUILDING})(?:{_UNITS})?{_NEXT}"
_TURNS = one_of(_RULES["include"]["verbs"] + _RULES["except"]["open"])
_SHAPE = re.compile(
    rf"(?P<name>{_NAME})(?:(?P<door>{_DOOR})(?P<behind>(?:{_PLAIN}){_NAME})?)?"
    rf"(?P<list>{_UNITS}|(?:{_BUILT}(?:{_BUILT}|{_UNITS}{_NEXT})*+)?)"
    rf"(?P<bracket>\((?:{_TURNS})[^(),;:]{{1,30}}\))?$"
)
_CUT = tuple(
    word for word in _RULES["words"]["tails"] + _RULES["words"]["notes"] if not set(word) & set(_MEANS_MORE + _SIDES)
)
"""What is cut off the end of a name, as far as its characters do not mean more anyway."""
# another turn of the clause, a time, or words behind its end
_MORE_IN_BRACKET = re.compile(rf"[、](?:{_TURNS})|[0-9]+[月日时]|外的?[^)]|起|均")
_UNIT_CHARS = len("单元")


def read_plain(
    text: SaidText, start: int, end: int, *, community: bool, village: bool
) -> SaidPlace | SaidVillage | None:
    """
    The place of a span of the most common shapes, else None.

    `community`: a community stands before it; `village`: houses may be those of a village.
    """
    shape = _SHAPE.match(text.key, start, end)
    if shape is None or _means_more(text.key, shape, end):
        return None
    name, door = shape.group("name", "door")
    if (community and is_area(name)) or (village and door):
        return None
    draft = Draft(start, shape.end("name"))
    if not door:
        split_road(text, draft, members=bool(shape["list"]))
    elif not _read_door(text, draft, shape):
        return None
    if shape["list"]:
        _read_list(text, draft, *shape.span("list"))
    if shape["bracket"]:
        _read_bracket(text, draft, *shape.span("bracket"))
    return finish(draft)


def _means_more(key: str, shape: re.Match[str], end: int) -> bool:
    """Whether names hold words that have a meaning beside that of a name."""
    name, start = shape["name"], shape.start()
    stop = shape.end("behind") if shape["behind"] else shape.end("name")
    if shape["bracket"]:
        end = shape.start("bracket")
        if _MORE_IN_BRACKET.search(shape["bracket"]):
            return True
    if is_prose(key, start, stop) or ((shape["behind"] or stop == end) and key.endswith(_CUT, start, stop)):
        return True
    if "和" in name and ("交" in name or include_at(key, start, stop)):
        return True
    return "村" in name and bool(villages_in_row(name) or (start and read_village(key, start).community))


def _read_door(text: SaidText, draft: Draft, shape: re.Match[str]) -> bool:
    """Take a house number and the name behind it; say whether it is of the common kind."""
    name, behind = shape.group("name", "behind")
    draft.number = text.surface(*shape.span("door"))
    place, _ = split_before_number(name, shape["door"].lstrip("0123456789"), numeral=False)
    cut = draft.start + len(place)
    draft.place, draft.road = text.surface(draft.start, cut) or None, text.surface(cut, draft.end) or None
    if not behind:
        return True
    if says_nothing(behind) or (draft.road is None and is_generic(behind)):
        return False
    if draft.road is None:
        draft.road, draft.place = draft.place, None
    draft.place = (draft.place or "") + text.surface(*shape.span("behind"))
    return True


def _read_list(text: SaidText, draft: Draft, start: int, end: int) -> None:
    for match in _BUILDINGS.finditer(text.key, start, end):
        if match["numbers"]:
            suffix = text.surface(*match.span("suffix"))
            for number in _said_numbers(text, match["numbers"], match.start("numbers")):
                draft.members[number + suffix] = draft.members.pop(number + suffix, [])
        if match["units"]:
            last = match.end("units") - _UNIT_CHARS
            suffix = text.surface(last, match.end("units"))
            for number in _said_numbers(text, match["units"][:-_UNIT_CHARS], match.start("units")):
                draft.add_unit(number + suffix)


def _read_bracket(text: SaidText, draft: Draft, start: int, end: int) -> None:
    """Take what a bracket excludes or includes."""
    clause = read_clause(text.key, start + 1, end - 1)
    (bracket,) = tokenize(text, start, end)
    said = PlaceList(text, text.key, text.surface, None, rural=False, streets=frozenset())
    if clause.kind == "except":
        exclude(said, draft, clause.start, clause.end, bracket.inner)
    else:
        draft.include += said_parts(text, clip(bracket.inner, clause.start, clause.end))


def _said_numbers(text: SaidText, numbers: str, position: int) -> Iterator[str]:
    for number in numbers.split("、"):
        yield text.surface(position, position + len(number))
        position += len(number) + 1
