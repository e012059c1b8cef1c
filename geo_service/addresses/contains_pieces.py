"""
What a said extent covers, taken apart: where it lies, which doors of it are meant, what is left out.

A piece is compared with an address level by level (`contains_levels`, `contains_doors`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geo_service.addresses.contains_names import compare_heads
from geo_service.addresses.contains_rooms import RoomRule, read_room_rules
from geo_service.addresses.extents import read_extents
from geo_service.addresses.ladder import Plate, Rungs
from geo_service.addresses.ladder_heads import Known
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
_PARITY = (("单号", "odd"), ("双号", "even"))
_LABELLED = re.compile(r"([0-9A-Z甲乙丙丁戊己-]+)(栋|排|单元)|([东西南北中左右])(?:单元|座|栋|幢|楼)")
_DOOR_WORDS = re.compile(r"[0-9A-Z东西南北中甲乙丙丁](?:单元|栋|层|室|户)")
_PHASES = re.compile(r"([一二三四五六七八九]{2,9}|[0-9](?:[、,][0-9])+)期")
_JOINED = re.compile(r"([^和及与]{2,40}[期区])(?:和|以及|及|与)([^和及与]{3,40}[期区])")

ALL_NUMBERS = 10**9
"""End of a range of house numbers that has none (全路段双号)."""

MAX_DEPTH = 1
"""Exclusions and inclusions are read; those within them are not."""

MAX_CLAUSES = 100
"""Places named in one exclusion or inclusion that are read; the longest seen has about ten."""


@dataclass(frozen=True)
class Doors:
    """One building of a place with its units; `building` None when only units are said."""

    building: str | None
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """
    One part of a zone.

    `area` is bounded by lines (their names in `lines`), so only a map settles it. `vague` is an exclusion that names
    nothing; `around` that neighbours belong to it too; `included` are places that are in it by name.
    """

    where: Rungs
    area: bool = False
    span: NumberRange | None = None
    members: tuple[Doors, ...] = ()
    exceptions: tuple[Doors, ...] = ()
    rooms: tuple[RoomRule, ...] = ()
    included: tuple["Piece", ...] = ()
    excluded: tuple["Piece", ...] = ()
    vague: str = ""
    around: bool = False
    lines: tuple[str, ...] = ()

    @property
    def goes_on(self) -> bool:
        """Whether it names levels below the estate or number."""
        return bool(self.members or self.rooms or self.exceptions)


def pieces_of(extents: Iterable[SaidExtent], heads: Rungs, *, depth: int = 0) -> tuple[Piece, ...]:
    """The pieces of extents that lie under administrative names (`heads`); none said: all that the heads name."""
    found = [piece for extent in extents for one in _phases_of(extent) for piece in _piece(one, heads, depth)]
    return tuple(found)


def heads_of(*, district: str | None, street: str | None, community: str | None) -> Rungs:
    """Administrative names as rungs; a district may bring its city (重庆市渝北区)."""
    read = read_rungs(district) if district else Rungs()
    kept = Rungs(province=read.province, city=read.city, district=read.district, functional=read.functional)
    if district and not (kept.province or kept.city or kept.district or kept.functional):
        kept = replace(kept, district=normalize(district))
    inner = read_rungs(community or "")
    town = normalize(street) if street else inner.street
    # a village may come with its town before it
    village = inner.name if inner.street and inner.name else None
    return replace(kept, street=town, community=inner.community or village or normalize(community or "") or None)


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
    named = _under(heads, place.place or "")
    road, plate = _road_and_plate(place)
    where = replace(named, road=road or named.road, plate=plate or named.plate)
    # a name after the whole number belongs to the estate, not to the road
    members = tuple(map(_doors, place.members)) or _doors_of(named)
    note = place.note or ""
    rules = tuple(rule for text in (*place.rooms, *_floors_in(note)) for rule in read_room_rules(text)) or _rooms_of(
        named
    )
    span = place.number_range or _parity_of(note, where)
    where = replace(where, building=None, unit=None, floor=None, room=None)
    if not (members or rules or span):
        where = _whole_community(where)
    return Piece(where, span=span, members=members, exceptions=tuple(map(_doors, place.exceptions)), rooms=rules)


def _whole_community(where: Rungs) -> Rungs:
    """A place that is only the name of its community is the whole community."""
    names_it = where.name and where.community and compare_heads("community", where.community, where.name) == "same"
    finer = where.road or where.plate or where.parts or where.group
    return replace(where, name=None) if names_it and not finer else where


def _under(heads: Rungs, text: str) -> Rungs:
    """A place read under administrative names; those in its own text come first."""
    if text and normalize(text) in {heads.street, heads.community, heads.district}:
        return replace(Rungs(), **{level: getattr(heads, level) for level in _HEADS})
    read = read_rungs(text, Known(above=_finest(heads))) if text else Rungs()
    read = _place_not_district(read)
    own = {level: value for level in _HEADS if (value := getattr(read, level))}
    inherited = {level: getattr(heads, level) for level in _HEADS}
    if own.get("district") and heads.district is None and heads.functional and not own.get("functional"):
        inherited["functional"] = heads.functional
    return replace(read, **{**inherited, **own})


def _finest(heads: Rungs) -> str | None:
    """The finest level that is already known: what follows is not read as one above it."""
    return next((level for level in ("community", "street") if getattr(heads, level)), None)


def _place_not_district(read: Rungs) -> Rungs:
    """A place whose whole name ends like a district (生活区, 温泉新区) is a place."""
    named = read.functional or read.district
    if not named or read.names_a_place or read.street or read.community:
        return read
    return replace(read, functional=None, district=None, name=named)


_HEADS = ("province", "city", "district", "functional", "street", "community")


def _road_and_plate(place: SaidPlace) -> tuple[str | None, Plate | None]:
    number = normalize(place.number or "")
    road = normalize(place.road or "")
    lane = re.match(r"[0-9]+弄", number)
    if lane:
        road, number = road + lane.group(), number[lane.end() :]
    plate = read_rungs(f"某路{number if re.search('[号附之]', number) else number + '号'}").plate if number else None
    return road or None, None if place.number_range else plate


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
    told = _DOOR_WORDS.search(normalize(note)) and not _AROUND.search(note) and not _BESIDE.search(note)
    return [note] if told else []


def _village(village: SaidVillage, heads: Rungs) -> Piece:
    number = "" if village.number_range else village.number or ""
    where = _under(heads, "".join(filter(None, (village.village, village.group, number))))
    if number and not where.plate:
        where = replace(where, plate=read_rungs(f"某路{number}号").plate)
    beside = bool(_BESIDE.search((village.note or "") + (village.number or "")))
    return Piece(replace(where, beside=where.beside or beside), span=village.number_range)


def _rest(rest: SaidRest, heads: Rungs) -> Piece:
    where = _under(heads, rest.area)
    piece = Piece(replace(where, building=None, unit=None), members=_doors_of(where))
    return piece if rest.except_text else replace(piece, vague="其他区域")


def _area(area: SaidBounds | SaidEnclosure, heads: Rungs) -> Piece:
    lines = (
        area.lines
        if isinstance(area, SaidEnclosure)
        else tuple(side for side in (area.east, area.south, area.west, area.north) if side)
    )
    names = tuple(name for line in lines for name in line.split("、"))
    return Piece(_under(heads, ""), area=True, lines=(*names, *filter(None, (area.name,))))


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
    if depth >= MAX_DEPTH or _AROUND.search(text) or not re.search("[0-9A-Z]", normalize(text)):
        return ()
    held = _named_pieces(text, piece, depth)
    return [one for one in held if one.members or one.where.plate != piece.where.plate or one.span]


def _named_pieces(text: str, piece: Piece, depth: int) -> Sequence[Piece]:
    reading = read_extents(text)
    heads = replace(Rungs(), **{level: getattr(piece.where, level) for level in _HEADS})
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
