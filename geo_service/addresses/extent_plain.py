"""
The shapes that most zones have, read at once: 怡景苑, 甲路12号怡景苑3栋1、2单元、5栋.

What stands here gives what reading word by word gives, only sooner; a text with a character that could mean more is
left to that.
"""

import re
from typing import Any

from geo_service.addresses.extent_admin import read_village
from geo_service.addresses.extent_clauses import include_at, read_clause, said_parts
from geo_service.addresses.extent_drafts import Draft, finish_place
from geo_service.addresses.extent_exclusions import clip, exclude
from geo_service.addresses.extent_heads import is_prose, split_road
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_names import is_area, is_hamlet_alone, split_before_number, villages_in_row
from geo_service.addresses.extent_plots import is_new_building
from geo_service.addresses.extent_tails import is_generic, says_nothing, says_where
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_tokens import tokenize
from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.model.said import NumberRange, SaidPlace, SaidVillage

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
_PART = r"(?:[A-Z][0-9]{0,2}|[0-9]{1,2})(?=[区期]|组团)|组(?=团)"
_NAME = (
    rf"(?:{_PLAIN}|·|地(?!下)|[{_SIDES}](?={_BEHIND_SIDE}|区(?!域))|和(?=[{_NOT_JOINED}])"
    rf"|[{_NUMERALS}]{{1,3}}+(?=(?!{_SUFFIX}|[至到]){_PLAIN})|{_PART}){{2,16}}+"
)
_NUMBER = "(?:[A-Z]?[0-9]{1,4}|[A-Z])"
_NUMBERS = rf"{_NUMBER}(?:、{_NUMBER})*"
_UNITS = rf"(?:{_NUMBERS}|[{_NUMERALS}])单元"
_UNITS_TAKEN = rf"({_NUMBERS}|[{_NUMERALS}])(单元)"
_BUILDING = "号楼|栋|幢|座"
_OTHER_NUMBER = one_of(
    [word[1:] for words in _RULES["suffixes"].values() for word in words if word[0] == "号" and len(word) > 1]
    + _RULES["not_before"]["号"]
)
_DOOR = rf"[0-9]{{1,5}}(?:号大?院|号附[0-9]{{1,4}}号$|号(?!{_OTHER_NUMBER})|弄|-[0-9]{{1,5}}号$)"
_DOORS = re.compile(rf"(?P<name>和?{_NAME})(?P<doors>[0-9]{{1,5}}号?(?:[、,][0-9]{{1,5}}号?)++)(?<=号)$")
_COMMAS = re.compile("[、﹑､]")
_ONE_DOOR = re.compile("[0-9]+号?")
_BUILDINGS = re.compile(rf"(?:({_NUMBERS})({_BUILDING}))?(?:{_UNITS_TAKEN})?(?:[、,](?={_NUMBER})|$)")
_NEXT = rf"(?:[、,](?={_NUMBER})|(?=\(|$))"
_BUILT = rf"{_NUMBERS}(?:{_BUILDING})(?:{_UNITS})?{_NEXT}"
_TURNS = one_of(_RULES["include"]["verbs"] + _RULES["except"]["open"])
_SHAPE = re.compile(
    rf"(?P<name>和?{_NAME})(?:(?P<door>{_DOOR})(?P<behind>(?:{_PLAIN}){_NAME})?)?"
    rf"(?P<list>{_UNITS}|(?:{_BUILT}(?:{_BUILT}|{_UNITS}{_NEXT})*+)?)"
    rf"(?P<bracket>\((?:{_TURNS})[^(),;:]{{1,30}}\))?$"
)
_CUT = tuple(
    word
    for word in _RULES["words"]["tails"] + _RULES["words"]["notes"] + _RULES["words"]["everywhere"]
    if not set(word) & set(_MEANS_MORE + _SIDES)
)
"""What is cut off the end of a name, as far as its characters do not mean more anyway."""
_CUT_ENDS = frozenset(word[-1] for word in _CUT)
# another turn of the clause, a time, or words behind its end
_MORE_IN_BRACKET = re.compile(rf"[、](?:{_TURNS})|[0-9]+[月日时]|外的?[^)]|起|均")


def read_plain(
    text: SaidText, start: int, end: int, *, community: bool, village: bool
) -> SaidPlace | SaidVillage | None:
    """
    The place of a span of the most common shapes, else None.

    `community`: a community stands before it; `village`: houses may be those of a village.
    """
    shape = _SHAPE.match(text.key, start, end)
    if shape is None or _shape_means_more(text.key, shape, end):
        return None
    name, door = shape.group("name", "door")
    if (community and is_area(name)) or (village and (door or is_hamlet_alone(name))):
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
    return finish_place(draft)


def _shape_means_more(key: str, shape: re.Match[str], end: int) -> bool:
    """Whether its names hold words that have a meaning beside that of a name."""
    start = shape.start()
    stop = shape.end("behind") if shape["behind"] else shape.end("name")
    if shape["bracket"]:
        end = shape.start("bracket")
        if _MORE_IN_BRACKET.search(shape["bracket"]):
            return True
    if key[stop - 1] in _CUT_ENDS and (shape["behind"] or stop == end) and key.endswith(_CUT, start, stop):
        return True
    if shape["list"] and is_new_building(key, start, stop):
        return True
    return _means_more(key, shape["name"], start, stop)


def _means_more(key: str, name: str, start: int, stop: int) -> bool:
    """Whether a name, read up to `stop` with what is behind its number, has a meaning beside that of a name."""
    if is_prose(key, start, stop):
        return True
    if "和" in name and ("交" in name or include_at(key, start, stop)):
        return True
    return "村" in name and bool(villages_in_row(name) or (start and read_village(key, start).community))


def _read_door(text: SaidText, draft: Draft, shape: re.Match[str]) -> bool:
    """Take a house number and the name behind it; say whether it is of the common kind."""
    name, behind = shape.group("name", "behind")
    draft.number = text.surface(*shape.span("door"))
    if "-" in shape["door"]:
        low, high = map(int, shape["door"][:-1].split("-"))
        draft.number_range = NumberRange(low, high) if low < high else None
    _split_name(text, draft, name, shape["door"].lstrip("0123456789-"))
    if not behind:
        return True
    if says_nothing(behind) or says_where(behind) or (draft.road is None and is_generic(behind)):
        return False
    if draft.road is None:
        draft.road, draft.place = draft.place, None
    draft.place = (draft.place or "") + text.surface(*shape.span("behind"))
    return True


def _split_name(text: SaidText, draft: Draft, name: str, suffix: str) -> None:
    """Tell the road from the compound in the name before a house number."""
    place, _ = split_before_number(name, suffix, numeral=False)
    cut = draft.start + len(place)
    draft.place, draft.road = text.surface(draft.start, cut) or None, text.surface(cut, draft.end) or None


def read_doors(text: SaidText, start: int, end: int) -> list[SaidPlace]:
    """The places of a name and a list of house numbers (甲路12号、14号; 甲路12、14号), none if it is no such list."""
    key = text.key
    listed = ("、" in key or "," in key) and key.endswith("号", start, end)
    shape = _DOORS.match(key, start, end) if listed else None
    if shape is None or _means_more(key, shape["name"], start, shape.end("name")):
        return []
    draft = Draft(start, shape.end("name"))
    _split_name(text, draft, shape["name"], "号")
    word, places = text.surface(end - 1, end), []
    for door in _ONE_DOOR.finditer(key, *shape.span("doors")):
        number = text.surface(*door.span())
        number = number if door.group()[-1] == "号" else number + word
        places.append(SaidPlace(draft.road, number, draft.place))
    return places


def _read_list(text: SaidText, draft: Draft, start: int, end: int) -> None:
    """Take buildings and units; where the text is written as its key is, the key's own words are the answer."""
    key, members = text.key, draft.members
    if text.surface(start, end) == key[start:end]:
        found = _BUILDINGS.findall(key, start, end)
    else:
        found = [_as_written(text, match) for match in _BUILDINGS.finditer(key, start, end)]
    building = None
    for numbers, word, units, stair in found:
        if numbers:
            for number in numbers.split("、"):
                building = number + word
                members[building] = members.pop(building, [])
        if units:
            said = members.setdefault(building, [])
            said += [number + stair for number in units.split("、") if number + stair not in said]


def _as_written(text: SaidText, match: re.Match[str]) -> tuple[str, ...]:
    """The parts of a match in the text's own characters, numbers with 、 between them."""
    numbers, word, units, stair = (text.surface(*match.span(part)) if match[part] else "" for part in range(1, 5))
    return "、".join(_COMMAS.split(numbers)), word, "、".join(_COMMAS.split(units)), stair


def _read_bracket(text: SaidText, draft: Draft, start: int, end: int) -> None:
    """Take what a bracket excludes or includes."""
    clause = read_clause(text.key, start + 1, end - 1)
    (bracket,) = tokenize(text, start, end)
    said = PlaceList(text, text.key, text.surface, None, rural=False, streets=frozenset())
    if clause.kind == "except":
        exclude(said, draft, clause.start, clause.end, bracket.inner)
    else:
        draft.include += said_parts(text, clip(bracket.inner, clause.start, clause.end))
