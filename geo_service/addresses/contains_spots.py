"""
Words after a place that narrow it (怡景花园3栋云端超市, 10栋1-7门店): only what they name is meant.

Words in brackets, and what 含 or 及 joins to a place, add to it or explain it; they narrow nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from geo_service.addresses.contains_brackets import with_other_writings
from geo_service.addresses.contains_names import is_detail
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.model.said import SaidExtent, SaidMember, SaidPlace

_RULES = read_rules("contains")


_IDLE_WORDS = [
    *_RULES["spots"]["idle"],
    *_RULES["list"]["whole"],
    *_RULES["list"]["area"],
    *_RULES["names"]["idle"],
]
_IDLE = re.compile(
    rf"(?:{one_of(_IDLE_WORDS)})+"
    r"|[(（]?(?:一共|共|合计|共计)?[0-9]{1,4}(?:个|户|人)?(?:栋|单元|楼)?[)）]?(?<![0-9])"
)
_OTHERWISE = re.compile(
    one_of([*_RULES["near"]["around"], *_RULES["near"]["beside"], "单号", "双号", "以", "至", "到", "围"])
)
_UNIT = re.compile("([左右东西南北中])(?:单元|侧单元)")
_INNER = re.compile(
    r"(?P<outer>[0-9]{1,4}(?:栋|幢|座|号楼|#楼|#栋|#))(?P<inner>[A-Z](?:栋|幢|座|棟)(?:[、,，和及][A-Z](?:栋|幢|座|棟))*|[0-9A-Z]{1,3}座)(?![0-9A-Z])"
)
_AND = re.compile("[、,，和及]")
_DASHED = re.compile("(?<![0-9])([0-9]{1,3})-([0-9]{1,3})(栋|幢|座|号楼|棟|號樓)")
_BUILDING = re.compile("[0-9](?:栋|幢|座|号楼|棟|號樓)")
_JOINED = re.compile(r"(?:[、,，;；及和与含(（\[]|包括|包含|连同|(?:及|和|与|含)(?:其|其他)?(?:附属|周边|相邻)?)$")
_SHOPS = frozenset(_RULES["names"]["shops"])


def narrowed(extents: Iterable[SaidExtent], text: str) -> Iterator[SaidExtent]:
    """The extents of a text, in which words that narrow a place stand as what is meant of it."""
    inner = {found["outer"]: found["inner"] for found in _INNER.finditer(text)}
    labels = _dashed_labels(text)
    for extent in extents:
        if isinstance(extent, SaidPlace):
            whole = _with_inner_building(extent, inner) if inner else extent
            whole = replace(whole, members=labels) if labels and whole.members else whole
            called = with_other_writings(_with_own_number(_called_in_brackets(whole, text), text), text)
            yield _with_spot(_with_unit_note(called), text)
        else:
            yield extent


def _dashed_labels(text: str) -> tuple[SaidMember, ...]:
    """Buildings with two numbers (1-1栋、1-2栋); from 1 to 1 is no range, so none of them is."""
    found = _DASHED.findall(text)
    others = _DASHED.sub("", text)
    ranged = all(low != high for low, high, _ in found)
    return (
        ()
        if ranged or _BUILDING.search(others)
        else tuple(SaidMember(f"{low}-{high}{kind}") for low, high, kind in found)
    )


def _with_inner_building(place: SaidPlace, inner: dict[str, str]) -> SaidPlace:
    """A building in a building (9号楼B座): the second is no other one."""
    named = {one: _AND.split(inner[one.building]) for one in place.members if one.building in inner}
    within = [label for labels in named.values() for label in labels]
    kept = tuple(one for one in place.members if one.building not in within)
    return replace(place, members=kept, rooms=(*place.rooms, *within)) if within and kept else place


def _called_in_brackets(place: SaidPlace, text: str) -> SaidPlace:
    """A house number whose brackets name its one building (文昌路3号(怡景苑A1栋)): either writing is the same house."""
    if not (place.road and place.number and place.place and len(place.members) == 1) or place.note or place.rooms:
        return place
    inside = f"{place.place}{place.members[0].building or ''}"
    written = re.search(f"{re.escape(place.number)}[(（]{re.escape(inside)}[)）](?=$|[、,，;；。])", text)
    return replace(place, place=None, members=(), note=inside) if written and not place.members[0].units else place


def _with_own_number(place: SaidPlace, text: str) -> SaidPlace:
    """A yard with a number in its name (望江二号院): no other number of its community is meant."""
    name, number = place.place or "", place.number or ""
    own = number.endswith("院") and not (place.road or place.number_range) and f"{name}{number}" in text
    return replace(place, place=f"{name}{number}", number=None) if own and name else place


def _with_unit_note(place: SaidPlace) -> SaidPlace:
    """A unit by its side (3栋左单元)."""
    found = _UNIT.fullmatch(place.note or "")
    if not found or len(place.members) != 1 or place.members[0].units:
        return place
    return replace(place, members=(SaidMember(place.members[0].building, (f"{found[1]}单元",)),), note=None)


def _with_spot(place: SaidPlace, text: str) -> SaidPlace:
    spots = [spot for spot in (*place.include, place.note or "") if spot and _narrows(spot, text)]
    if not spots:
        return place
    note = None if place.note in spots else place.note
    return replace(
        place, note=note, include=tuple(one for one in place.include if one not in spots), rooms=(*place.rooms, *spots)
    )


def _narrows(spot: str, text: str) -> bool:
    """Whether words follow their place with nothing between, and say which part of it is meant."""
    before = text[: text.find(spot)] if spot in text else ""
    if not before or _JOINED.search(before) or _IDLE.fullmatch(spot) or _OTHERWISE.search(spot):
        return False
    return not _inside_brackets(before)


def _inside_brackets(before: str) -> bool:
    opened = sum(before.count(mark) for mark in "(（[【")
    return opened > sum(before.count(mark) for mark in ")）]】")


def names_spot(spot: str, said: Rungs) -> bool:
    """Whether an address says these words; shops in a building have several names (底商, 门面)."""
    text, words = normalize(said.text), normalize(spot)
    before = "(?<![0-9A-Z])" if words[:1].isascii() else ""
    after = "(?![0-9A-Z期区栋层组号]|单元)" if words[-1:].isascii() else ""
    if re.search(before + re.escape(words) + after, text):
        return True
    return is_detail(spot) and spot in _SHOPS and any(shop in text for shop in _SHOPS)
