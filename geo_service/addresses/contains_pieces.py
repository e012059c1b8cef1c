"""
What a said extent covers, taken apart: where it lies, which doors of it are meant, what is left out.

A piece is compared with an address level by level (`contains_levels`, `contains_doors`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from geo_service.addresses.contains_names import name_tokens
from geo_service.addresses.contains_piece import Doors, Piece
from geo_service.addresses.contains_rooms import RoomRule, read_room_rules
from geo_service.addresses.contains_where import HEADS, lane_of_name, read_under, road_and_plate, whole_community
from geo_service.addresses.contains_writings import read_other_writing
from geo_service.addresses.extents import read_extents
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.ladder_read import read_rungs
from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import read_rules
from geo_service.model.said import (
    NumberRange,
    SaidBounds,
    SaidEnclosure,
    SaidExtent,
    SaidMember,
    SaidPlace,
    SaidRest,
    SaidVillage,
)

_RULES = read_rules("contains")


def _any(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_VAGUE = re.compile(_any(_RULES["vague"]["words"]))
_AROUND = re.compile(_any(_RULES["near"]["around"]))
_BESIDE = re.compile(_any(_RULES["near"]["beside"]))
_PARITY_ONLY = re.compile(r"(?:全路段|全段|路段)?[单双]号")
_PARITY = (("单号", "odd"), ("双号", "even"))
_LABELLED = re.compile(r"([0-9A-Z甲乙丙丁戊己-]+)(栋|排|单元)|([东西南北中左右])(?:单元|座|栋|幢|楼)")
_SECTION = re.compile("(?:至|到|[-—–~～]).{1,20}[段路街巷道]|之间")
_ANNEX_RANGE = re.compile("[附之].{0,40}[至到~～-]")
_BRACKET = re.compile("[(（]([^()（）]{3,40})[)）]")
_DOOR_WORDS = re.compile(
    rf"[0-9A-Z东西南北中甲乙丙丁](?:单元|栋|层|室|户)|^[0-9]{{1,2}}-[0-9]{{1,2}}$|^[0-9]{{3,4}}$|{_any(_RULES['vague']['spots'])}"
)
_FLOOR = re.compile("(?:负?[0-9]{1,3}(?:-[0-9]{1,3})?层|[0-9]{3,4}室?)")
_ROOM_ONLY = re.compile("[0-9]{3,4}室?")
_ROW = re.compile("[0-9]{1,3}排")
_DIGITS = {written: digit for written, digit in read_rules("suffixes")["numerals"].items() if digit.isdigit()}
_COUNTED = re.compile("[0-9](?:坊|巷|弄|里|条|胡同)$")
_PHASES = re.compile(r"([一二三四五六七八九]{2,9}|[0-9](?:[、,][0-9])+)期")
_JOINED = re.compile(r"([^和及与]{2,40}[期区])(?:和|以及|及|与)([^和及与]{3,40}[期区])")

ALL_NUMBERS = 10**9
"""End of a range of house numbers that has none (全路段双号)."""

MAX_DEPTH = 1
"""Exclusions and inclusions are read; those within them are not."""

MAX_CLAUSES = 100
"""Places named in one exclusion or inclusion that are read; the longest seen has about ten."""


def pieces_of(extents: Iterable[SaidExtent], heads: Rungs, *, depth: int = 0) -> tuple[Piece, ...]:
    """The pieces of extents that lie under administrative names (`heads`); none said: all that the heads name."""
    whole = _with_road_before(_with_rooms_together(extents))
    return tuple(piece for extent in whole for one in _phases_of(extent) for piece in _piece(one, heads, depth))


def _with_rooms_together(extents: Iterable[SaidExtent]) -> list[SaidExtent]:
    """Extents with room numbers that only count on (3栋2单元301、302) put to the door before them."""
    found: list[SaidExtent] = []
    for extent in extents:
        last, room = found[-1] if found else None, _bare_room(extent)
        if room and isinstance(last, SaidPlace) and last.members:
            found[-1] = replace(last, rooms=(*last.rooms, room))
        else:
            found.append(extent)
    return found


def _bare_room(extent: SaidExtent) -> str:
    """The room number that an extent is and nothing else, or nothing."""
    bare = isinstance(extent, SaidPlace) and extent == SaidPlace(place=extent.place)
    text = extent.place if bare and isinstance(extent, SaidPlace) else None
    return text if text and _ROOM_ONLY.fullmatch(normalize(text)) else ""


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


def _piece(extent: SaidExtent, heads: Rungs, depth: int) -> list[Piece]:
    if isinstance(extent, SaidPlace):
        piece = _place(extent, heads)
    elif isinstance(extent, SaidVillage):
        piece = _village(extent, heads)
    elif isinstance(extent, SaidRest):
        piece = _rest(extent, heads)
    else:
        piece = _area(extent, heads)
    return [_with_clauses(piece, extent, depth)]


def _place(place: SaidPlace, heads: Rungs) -> Piece:
    if place.place and place.road and _PARITY_ONLY.fullmatch(place.place):
        place = replace(place, place=None, note=f"{place.place}{place.note or ''}")
    named = read_under(heads, place.place or "")
    road, plate = road_and_plate(place)
    where = lane_of_name(replace(named, road=road or named.road, plate=plate or named.plate))
    # a name after the whole number belongs to the estate, not to the road
    members = tuple(map(_doors, place.members)) or _doors_of(named)
    other = _otherwise_called(place, named)
    also = [text for text in place.include if place.rooms and _FLOOR.fullmatch(normalize(text))]
    told = (*place.rooms, *also, *([] if other else _floors_in(place.note or "")))
    rules = tuple(rule for text in told for rule in read_room_rules(text)) or _rooms_of(named)
    span = place.number_range or _parity_of(place.note or "", where)
    where = replace(where, building=None, unit=None, floor=None, room=None)
    if not (members or rules or span):
        where = whole_community(where)
    if _ANNEX_RANGE.search(place.number or ""):
        span, rules = None, (RoomRule(unread=place.number or ""),)
    piece = Piece(where, span=span, members=members, exceptions=tuple(map(_doors, place.exceptions)), rooms=rules)
    return replace(piece, writings=(_otherwise(piece, other),)) if other else piece


def _otherwise_called(place: SaidPlace, named: Rungs) -> Rungs | None:
    """What brackets in or after the name say it is called too."""
    bracket = _BRACKET.search(place.place or "")
    in_name = bracket and (named.name or "").endswith(normalize(bracket[1]))
    called = place.note or (bracket[1] if bracket and not in_name else "")
    return read_other_writing(called) if called else None


def _otherwise(piece: Piece, other: Rungs) -> Piece:
    """The piece under its other name; what the other name does not say is the same."""
    heads = {level: value for level in HEADS if (value := getattr(piece.where, level))}
    doors = _doors_of(other) or piece.members
    where = replace(other, text="", building=None, unit=None, **heads)
    return replace(piece, where=where, members=doors, span=None)


def _doors(member: SaidMember) -> Doors:
    return Doors(_label(member.building), tuple(label for unit in member.units if (label := _label(unit))))


def _label(text: str | None) -> str | None:
    """3 for 三幢 and 3号楼, 东 for 东单元; a building with a name keeps it."""
    if not text:
        return None
    plain = normalize(text)
    found = _LABELLED.fullmatch(plain)
    if not found:
        return plain
    kind = found[2] if found[2] == "排" else ""
    return (found[1] or found[3]) + kind


def _doors_of(named: Rungs) -> tuple[Doors, ...]:
    if not (named.building or named.unit):
        return ()
    return (Doors(named.building, (named.unit,) if named.unit else ()),)


def _rooms_of(named: Rungs) -> tuple[RoomRule, ...]:
    if named.floor is None and named.room is None:
        return ()
    return (RoomRule(named.floor, named.floor, named.room, named.room),)


def _parity_of(note: str, where: Rungs) -> NumberRange | None:
    parity = next((value for word, value in _PARITY if word in note), None)
    return NumberRange(0, ALL_NUMBERS, parity) if parity and where.owner and not where.plate else None


def _floors_in(note: str) -> list[str]:
    """The note when it says floors or doors; what of it is not understood leaves the zone open."""
    if _SECTION.search(note):
        return [note]
    told = _DOOR_WORDS.search(normalize(note)) and not _AROUND.search(note) and not _BESIDE.search(note)
    return [note] if told else []


def _village(village: SaidVillage, heads: Rungs) -> Piece:
    number = "" if village.number_range else village.number or ""
    where = read_under(heads, "".join(filter(None, (village.village, village.group, number))))
    if number and not where.plate:
        where = replace(where, plate=read_rungs(f"某路{number}号").plate)
    beside = bool(_BESIDE.search((village.note or "") + (village.number or "")))
    row = _ROW.fullmatch(normalize(village.note or ""))
    if row and where.plate:
        door = RoomRule(first=where.plate.main, last=where.plate.main)
        return Piece(replace(where, plate=None), members=(Doors(row.group()),), rooms=(door,))
    spot = read_other_writing(village.note or "")
    piece = Piece(replace(where, beside=where.beside or beside), span=village.number_range)
    return replace(piece, spot=normalize(village.note or "")) if spot and not beside else piece


def _rest(rest: SaidRest, heads: Rungs) -> Piece:
    where = read_under(heads, rest.area)
    piece = Piece(replace(where, building=None, unit=None), members=_doors_of(where))
    return piece if rest.except_text else replace(piece, vague="其他区域")


def _area(area: SaidBounds | SaidEnclosure, heads: Rungs) -> Piece:
    lines = (
        area.lines
        if isinstance(area, SaidEnclosure)
        else tuple(side for side in (area.east, area.south, area.west, area.north) if side)
    )
    names = tuple(name for line in lines for name in line.split("、"))
    return Piece(read_under(heads, ""), area=True, lines=(*names, *filter(None, (area.name,))))


def _with_clauses(piece: Piece, extent: SaidExtent, depth: int) -> Piece:
    """What the brackets say: left out, held too, and around it."""
    words = (*extent.include[:MAX_CLAUSES], extent.note or "")
    unreadable = depth >= MAX_DEPTH or len(extent.except_text) > MAX_CLAUSES
    told = extent.except_text[:MAX_CLAUSES]
    vague = [text for text in told if unreadable or _VAGUE.search(text)]
    named = [text for text in told if text not in vague]
    excluded = tuple(one for text in named for one in _named_pieces(text, piece, depth))
    unread = "、".join(vague) or ("、".join(named) if named and not excluded else "")
    return replace(
        piece,
        where=replace(piece.where, beside=piece.where.beside or bool(_BESIDE.search(extent.note or ""))),
        vague=piece.vague or unread,
        excluded=excluded,
        included=tuple(one for text in extent.include[:MAX_CLAUSES] for one in _held_pieces(text, piece, depth)),
        around=any(_AROUND.search(text) for text in words),
    )


def _held_pieces(text: str, piece: Piece, depth: int) -> Sequence[Piece]:
    """Buildings and numbers held by name; shops and the like (底商) are details of the place itself."""
    if depth >= MAX_DEPTH or _AROUND.search(text):
        return ()
    annex = re.fullmatch(r"([附之][0-9]{1,4})号?", normalize(text))
    if annex and piece.where.plate:
        return (Piece(replace(piece.where, plate=replace(piece.where.plate, annex=annex[1]))),)
    if not re.search("[0-9A-Z]", normalize(text)):
        return _held_by_name(normalize(text), piece)
    held = _named_pieces(text, piece, depth)
    return tuple(one for one in held if one.members or one.where.plate != piece.where.plate or one.span)


def _held_by_name(text: str, piece: Piece) -> Sequence[Piece]:
    """What is in the whole estate by name (含幼儿园), under the estate's own name."""
    if not piece.where.name or piece.goes_on or piece.span:
        return ()
    return (Piece(replace(piece.where, name="".join(name_tokens(piece.where.name)) + text)),)


def _named_pieces(text: str, piece: Piece, depth: int) -> Sequence[Piece]:
    reading = read_extents(text)
    heads = replace(Rungs(), **{level: getattr(piece.where, level) for level in HEADS})
    return [_inherit(one, piece) for one in pieces_of(reading.extents, heads, depth=depth + 1)]


def _inherit(named: Piece, piece: Piece) -> Piece:
    """A place named inside another: what it does not name is the other's."""
    where, outer = named.where, piece.where
    if where.owner or where.group or named.area:
        return named
    if where.plate or named.span:
        return replace(named, where=replace(where, road=outer.road, name=outer.name, group=outer.group))
    kept = {kind.kind: kind for kind in (*outer.parts, *where.parts)}
    inherited = replace(where, road=outer.road, plate=outer.plate, name=outer.name, group=outer.group)
    return replace(named, where=replace(inherited, parts=tuple(kept.values())))
