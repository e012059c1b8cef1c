"""
What a said extent covers, taken apart: where it lies, which doors of it are meant, what is left out.

A piece is compared with an address level by level (`contains_levels`, `contains_doors`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from geo_service.addresses.contains_brackets import WrittenPlace
from geo_service.addresses.contains_door_labels import doors_in, doors_of, rooms_of
from geo_service.addresses.contains_hamlets import village_piece
from geo_service.addresses.contains_inner import inherit, with_other_part_name
from geo_service.addresses.contains_joined import written_out
from geo_service.addresses.contains_names import is_detail, name_tokens
from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.contains_rooms import RoomRule, read_room_rules
from geo_service.addresses.contains_where import (
    HEADS,
    lane_of_name,
    read_under,
    road_and_plate,
    side_of_lane,
    whole_community,
    yard_within,
)
from geo_service.addresses.contains_writings import read_other_writing
from geo_service.addresses.extents import read_extents
from geo_service.addresses.ladder import Plate, Rungs
from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.model.said import (
    NumberRange,
    SaidBounds,
    SaidEnclosure,
    SaidExtent,
    SaidPlace,
    SaidRest,
    SaidVillage,
)

_RULES = read_rules("contains")


_VAGUE = re.compile(one_of(_RULES["vague"]["words"]))
_VAGUE_NAME = re.compile("风险区|管控区|封控区|防范区")
_NOTHING = re.compile(f"(?:{one_of(_RULES['vague']['nothing'])})+")
_AROUND = re.compile(one_of(_RULES["near"]["around"]))
_NEAR = re.compile(one_of(_RULES["near"]["words"]))
_SHOPS_OF_ALL = re.compile(rf"(?:小区|全部|所有|其他|其它).{{0,4}}(?:{one_of(_RULES['names']['shops'])})")
_ANNEXES = re.compile("(?:含|及|和)?(?:其|所有|各|全部)?(?:附号|附属号|支号|附属门牌号?)")
_BESIDE = re.compile(one_of(_RULES["near"]["beside"]))
_PARITY_ONLY = re.compile(r"(?:全路段|全段|路段)?[单双]号")
_PARITY = (("单号", "odd"), ("双号", "even"))
_SECTION = re.compile("(?:至|到|[-—–~～]).{1,20}[段路街巷道]|之间")
_ANNEX_RANGE = re.compile("[附之].{0,40}[至到~～-]")
_BRACKET = re.compile("[(（]([^()（）]{3,40})[)）]")
_IDLE_NAMES = frozenset(["", *_RULES["names"]["idle"], *_RULES["names"]["kinds"], *_RULES["spots"]["idle"]])
_DOOR_WORDS = re.compile(
    rf"[0-9A-Z东西南北中甲乙丙丁](?:单元|栋|层|室|户)|^负?[0-9]{{1,2}}-[0-9]{{1,2}}$|^[0-9]{{3,4}}$|{one_of(_RULES['vague']['spots'])}"
)
_FLOOR = re.compile("(?:负?[0-9]{1,3}(?:-[0-9]{1,3})?层|[0-9]{3,4}室?)")
_STOREY = re.compile("[层楼層樓]$")
_NUMBERS = re.compile("[0-9][号號]?[-—–~～至到][0-9]{1,5}[号號]|[起止自从从].{0,6}[0-9]{1,5}[号號]")
_LONE_ROOM = re.compile("[0-9]{1,2}[号室户]")
_ESTATE = re.compile("..(?:小区|花园|家园|公寓|大厦|苑|庭)$")
_ALL_OF_IT = re.compile("(?<=..)(?:全域|全部)$")
_TOP = re.compile(f"(?:{one_of(_RULES['vague']['tops'])})(?:住户|商户)?")
_ENCLOSED = re.compile("(?:合围|围合|围成|所围)的?(?:区域|范围|片区|部分|地带)?")
_ENCLOSED_END = re.compile("(?:合围|围合|围成|所围)的?(?:区域|范围|片区|地带)?$")
_DISTRICT = re.compile(".{1,6}(?:[区县旗市])")
_BARE_NUMBER = re.compile("负?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})")

ALL_NUMBERS = 10**9
"""End of a range of house numbers that has none (全路段双号)."""

MAX_DEPTH = 1
"""Exclusions and inclusions are read; those within them are not."""

MAX_CLAUSES = 100
"""Places named in one exclusion or inclusion that are read; the longest seen has about ten."""


def pieces_of(extents: Iterable[SaidExtent], heads: Rungs, *, depth: int = 0) -> tuple[Piece, ...]:
    """The pieces of extents that lie under administrative names (`heads`); none said: all that the heads name."""
    return tuple(piece for extent in written_out(extents) for piece in _piece(extent, heads, depth))


def _piece(extent: SaidExtent, heads: Rungs, depth: int) -> list[Piece]:
    if isinstance(extent, SaidPlace):
        piece = _between_places(extent, heads) if _encloses(extent) else _with_writings(extent, heads)
    elif isinstance(extent, SaidVillage):
        piece = village_piece(extent, heads)
    elif isinstance(extent, SaidRest):
        piece = _rest(extent, heads)
    else:
        piece = _area(extent, heads)
    return [_with_clauses(piece, extent, depth)]


def _encloses(place: SaidPlace) -> bool:
    """Whether the place only bounds an area (怡景花园3栋、5栋合围区域)."""
    return bool(_ENCLOSED.fullmatch(place.note or "") or _ENCLOSED_END.search(place.place or ""))


def _between_places(place: SaidPlace, heads: Rungs) -> Piece:
    """What places enclose; the buildings that are named belong to it, of the others only a map can say."""
    if place.members:
        return replace(_place(replace(place, note=None), heads), around=True)
    lines = (_ENCLOSED_END.sub("", place.place or ""), place.road or "")
    return Piece(read_under(heads, ""), area=True, lines=tuple(filter(None, lines)))


def _with_writings(place: SaidPlace, heads: Rungs) -> Piece:
    piece = with_other_part_name(_place(place, heads), place.place or "")
    also = place.also if isinstance(place, WrittenPlace) else ()
    return replace(piece, writings=(*piece.writings, *(_place(one, heads) for one in also)))


def _place(place: SaidPlace, heads: Rungs) -> Piece:
    if place.place and place.road and _PARITY_ONLY.fullmatch(place.place):
        place = replace(place, place=None, note=f"{place.place}{place.note or ''}")
    named = read_under(heads, place.place or "")
    road, plate = road_and_plate(place)
    where = lane_of_name(replace(named, road=road or named.road, plate=plate or named.plate))
    where = side_of_lane(replace(where, parts=(*where.parts, *yard_within(place))))
    # a name after the whole number belongs to the estate, not to the road
    members = doors_in(place.members) or doors_of(named)
    other = _otherwise_called(place, named)
    also = [text for text in place.include if place.rooms and _FLOOR.fullmatch(normalize(text))]
    told = (*_with_levels(place.rooms), *also, *([] if other else _floors_in(place.note or "")))
    rules = tuple(rule for text in told for rule in read_room_rules(text)) or rooms_of(named)
    span = place.number_range or _parity_of(place.note or "", where)
    where = replace(where, building=None, unit=None, floor=None, room=None)
    if not (members or rules or span):
        where = whole_community(where)
    if _ANNEX_RANGE.search(place.number or ""):
        span, rules = None, (RoomRule(unread=place.number or ""),)
    spot = _spot_of(named, place, plate)
    piece = Piece(where, span=span, spot=spot, members=members, exceptions=doors_in(place.exceptions), rooms=rules)
    if _is_called_by_number(named, place, plate):
        other, piece = named, replace(piece, spot="", where=replace(where, name=None))
    if is_detail(where.name or "") and where.road and plate and not (members or rules):
        # 文昌路7号门面: of the number only the shop
        where, rules = replace(where, name=None), (RoomRule(unread=where.name or ""),)
        piece = replace(piece, where=where, rooms=rules)
    if is_detail(where.name or "") and not where.road:
        piece = replace(piece, vague=where.name or "", around=True)
    if _VAGUE_NAME.search(where.name or ""):
        piece = replace(piece, vague=where.name or "", around=True)
    if _stands_in_community(place, where):
        # X社区111号院(怡景苑)1号楼: the community's number and the name are two writings
        piece, numbered = (
            replace(piece, where=replace(where, plate=None)),
            replace(piece, where=replace(where, name=None)),
        )
        return replace(piece, writings=(numbered,))
    return replace(piece, writings=(_otherwise(piece, other),)) if other else piece


def _stands_in_community(place: SaidPlace, where: Rungs) -> bool:
    """Whether a named place has a house number that no road but its community owns."""
    number = place.number or ""
    written = number.count("号") == 1 and place.place and not (place.road or place.number_range or place.note)
    named = where.name and where.name not in _IDLE_NAMES
    return bool(written and named and where.community and where.plate and not where.road)


def _is_called_by_number(named: Rungs, place: SaidPlace, plate: Plate | None) -> bool:
    """Whether an estate on a numbered road has a name that ends like a number (望江一号)."""
    ends = normalize(place.place or "").endswith(str(named.plate))
    return bool(plate and named.plate and named.name and plate != named.plate and ends)


def _spot_of(named: Rungs, place: SaidPlace, plate: Plate | None) -> str:
    """What of a named place alone is meant: its garage, a house with a number of its own, a number not understood."""
    if named.unread or (plate and named.plate and plate != named.plate):
        return named.unread or str(named.plate)
    return "" if place.members or named.extra in _IDLE_NAMES else named.extra


def _with_levels(rooms: Sequence[str]) -> list[str]:
    """Rooms in which a bare number has the level of the next one: 2、5层 is 2层、5层."""
    found = list[str]()
    for room in reversed(rooms):
        ending = _STOREY.search(found[0]) if found else None
        on_floor = bool(found and _STOREY.search(room) and _LONE_ROOM.fullmatch(found[0]))
        whole = room + found.pop(0) if on_floor else room
        found.insert(0, whole + ending.group() if ending and _BARE_NUMBER.fullmatch(whole) else whole)
    return found


def _otherwise_called(place: SaidPlace, named: Rungs) -> Rungs | None:
    """What brackets in or after the name say it is called too."""
    bracket = _BRACKET.search(place.place or "")
    in_name = bracket and (named.name or "").endswith(normalize(bracket[1]))
    called = place.note or (bracket[1] if bracket and not in_name else "")
    return read_other_writing(called) if called else None


def _otherwise(piece: Piece, other: Rungs) -> Piece:
    """The piece under its other name; what the other name does not say is the same."""
    heads = {level: value for level in HEADS if (value := getattr(piece.where, level))}
    doors = doors_of(other) or piece.members
    where = replace(other, text="", building=None, unit=None, **heads)
    return replace(piece, where=where, members=doors, span=None, spot="")


def _parity_of(note: str, where: Rungs) -> NumberRange | None:
    parity = next((value for word, value in _PARITY if word in note), None)
    return NumberRange(0, ALL_NUMBERS, parity) if parity and where.owner and not where.plate else None


def _floors_in(note: str) -> list[str]:
    """The note when it says floors or doors; what of it is not understood leaves the zone open."""
    if _SECTION.search(note):
        return [note]
    if _NUMBERS.search(note):
        return [note]
    told = _DOOR_WORDS.search(normalize(note)) and not _AROUND.search(note) and not _BESIDE.search(note)
    return [note] if told else []


def _rest(rest: SaidRest, heads: Rungs) -> Piece:
    where = read_under(heads, rest.area)
    if heads.city and not heads.district and _DISTRICT.fullmatch(normalize(rest.area)):
        # what is left of a district of the city in which the text is read
        where = replace(where, district=where.name or where.district, name=None)
    piece = Piece(replace(where, building=None, unit=None), members=doors_of(where))
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
    vague = [
        text
        for text in told
        if unreadable or _VAGUE.search(text) or _NOTHING.fullmatch(text) or _TOP.fullmatch(normalize(text))
    ]
    named = [text for text in told if text not in vague]
    excluded = tuple(one for text in named for one in _named_pieces(text, piece, depth))
    unread = "、".join(vague) or ("、".join(named) if named and not excluded else "")
    return replace(
        piece,
        where=replace(piece.where, beside=piece.where.beside or bool(_BESIDE.search(extent.note or ""))),
        vague=piece.vague or unread,
        excluded=excluded,
        included=tuple(one for text in extent.include[:MAX_CLAUSES] for one in _held_pieces(text, piece, depth)),
        around=piece.around or any(_AROUND.search(text) or _SHOPS_OF_ALL.search(text) for text in words),
        annexed=any(_ANNEXES.fullmatch(normalize(text)) for text in words),
        held=tuple(normalize(text) for text in extent.include[:MAX_CLAUSES] if _NEAR.search(text)),
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
    text = _ALL_OF_IT.sub("", text)
    inner = Piece(replace(piece.where, name="".join(name_tokens(piece.where.name)) + text))
    return (inner, Piece(replace(piece.where, name=text, parts=()))) if _ESTATE.search(text) else (inner,)


def _named_pieces(text: str, piece: Piece, depth: int) -> Sequence[Piece]:
    reading = read_extents(text)
    heads = replace(Rungs(), **{level: getattr(piece.where, level) for level in HEADS})
    return [inherit(one, piece) for one in pieces_of(reading.extents, heads, depth=depth + 1)]
