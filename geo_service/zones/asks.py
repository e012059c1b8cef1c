"""
What an item of a notice asks of the register: each address that it names, held by the zone or left out of it.

Areas by their sides or enclosing lines ask only for what they include and leave out; their outline is settled by
`said_shapes`. The rest of an area asks nothing: it is refused with its reason, and nothing is drawn for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from geo_service.addresses.extents import ExtentContext, read_extents
from geo_service.errors import InputError
from geo_service.model.said import (
    NoticeItem,
    SaidBounds,
    SaidEnclosure,
    SaidExtent,
    SaidMember,
    SaidPlace,
    SaidRest,
    SaidVillage,
)
from geo_service.notices.write import write_extents
from geo_service.zones.said_areas import excluded_areas

MAX_NUMBERS = 500
"""House numbers of one range that are looked up one by one; a road rarely has more."""


@dataclass(frozen=True)
class Ask:
    """
    One address to look up.

    `whole`: no building is named, so an estate answers it. `left_out`: the zone does not hold it. `optional`: one of
    a range of numbers, of which not all need to exist. `area`: the name of a 村, 社区 or 街道 that is meant as a whole.
    """

    text: str
    whole: bool = False
    left_out: bool = False
    optional: bool = False
    area: str = ""


class NotOnTheMapError(Exception):
    """An item can't be put on the map; the message is the reason (Chinese)."""


def asks_of(item: NoticeItem) -> tuple[Ask, ...]:
    """
    Everything to look up for an item; an item that only names a street or community asks for its area.

    Raises
    ------
    NotOnTheMapError
        If words can't say where it is, such as the rest of an area.
    """
    head = tuple(name for name in (item.district, item.street, item.community) if name)
    return tuple(dict.fromkeys(ask for extent in item.extent for ask in _asks(extent, head, item)))


def notes_of(item: NoticeItem) -> tuple[str, ...]:
    """What the words say beside the addresses and the map does not show (Chinese)."""
    return tuple(dict.fromkeys(note for extent in item.extent for note in _notes(extent, item)))


def _notes(extent: SaidExtent, item: NoticeItem) -> Iterator[str]:
    if extent.include and not isinstance(extent, SaidBounds | SaidEnclosure):
        yield f"“含{'、'.join(extent.include)}”没有单独画在图上"
    if extent.note and extent.note not in (item.category, item.from_category):
        yield f"“{extent.note}”没有画在图上"
    if isinstance(extent, SaidPlace) and extent.rooms:
        yield f"只含{'、'.join(extent.rooms)}，图上画的是整栋楼"


def _asks(extent: SaidExtent, head: tuple[str, ...], item: NoticeItem) -> Iterator[Ask]:
    if isinstance(extent, SaidBounds | SaidEnclosure):
        yield from _beside_bounds(extent, item)
        return
    if not isinstance(extent, SaidPlace | SaidVillage):
        raise NotOnTheMapError("以“其他区域”写明的范围要在图上划定")
    area = _area_of(extent, item)
    if area:
        yield Ask(_joined(head, area), whole=True, area=area)
    else:
        yield from (_ask_of(text, extent) for text in _texts(_joined(head, _named(extent)), extent))
    for left_out in extent.except_text:
        yield from _beside(left_out, item, "除外的")


def _beside_bounds(extent: SaidBounds | SaidEnclosure, item: NoticeItem) -> Iterator[Ask]:
    """What an area by sides or lines includes and leaves out by name; what it includes need not be registered."""
    for included in extent.include:
        yield from (replace(ask, left_out=False, optional=True) for ask in _beside(included, item, "所含的"))
    if not excluded_areas(extent):
        yield from (ask for left_out in extent.except_text for ask in _beside(left_out, item, "除外的"))


def _ask_of(text: tuple[str, bool, bool], extent: SaidPlace | SaidVillage) -> Ask:
    words, whole, left_out = text
    return Ask(words, whole, left_out, optional=extent.number_range is not None)


def _area_of(extent: SaidPlace | SaidVillage, item: NoticeItem) -> str:
    """The area that is meant as a whole: a village without group and number, or a street or community alone."""
    if isinstance(extent, SaidVillage):
        return "" if extent.group or extent.number or extent.number_range else extent.village or ""
    alone = not (extent.members or extent.number or extent.number_range or extent.rooms or extent.exceptions)
    named = extent.place or extent.road
    return named if alone and named and named in (item.street, item.community) else ""


def _named(extent: SaidPlace | SaidVillage) -> str:
    """The words before the building, or before the numbers of a range."""
    if extent.number_range:
        extent = replace(extent, number=None)
    names = (
        (extent.village, extent.group)
        if isinstance(extent, SaidVillage)
        else (extent.road, extent.number, extent.place)
    )
    if isinstance(extent, SaidPlace) and extent.number and not extent.road:
        names = (extent.place, extent.number)
    return "".join(name for name in names if name)


def _texts(named: str, extent: SaidPlace | SaidVillage) -> Iterator[tuple[str, bool, bool]]:
    """Address text, whether it is a whole place, and whether it is left out."""
    if extent.number_range:
        yield from ((f"{named}{number}号", True, False) for number in _numbers(extent))
    elif isinstance(extent, SaidVillage):
        yield named + (extent.number or ""), True, False
    else:
        yield from ((named + door, not door, False) for door in _doors(extent.members) or [""])
        yield from ((named + door, False, True) for door in _doors(extent.exceptions))


def _numbers(extent: SaidPlace | SaidVillage) -> list[int]:
    said = extent.number_range
    if said is None or said.end - said.start > MAX_NUMBERS:
        raise NotOnTheMapError(f"门牌号超过 {MAX_NUMBERS} 个，要在图上划定")
    wanted = {"odd": {1}, "even": {0}}.get(said.parity, {0, 1})
    return [number for number in range(said.start, said.end + 1) if number % 2 in wanted]


def _doors(members: Sequence[SaidMember]) -> list[str]:
    return [(member.building or "") + unit for member in members for unit in member.units or ("",)]


def _beside(words: str, item: NoticeItem, said_as: str) -> Iterator[Ask]:
    """An exclusion or inclusion in words, read as a place of its own and asked for as one that is left out."""
    context = ExtentContext(item.district, item.street, item.community)
    try:
        reading = read_extents(words, context=context)
    except InputError:
        raise NotOnTheMapError(f"{said_as}“{words}”没有读懂") from None
    if reading.rest or not reading.extents or any(map(_is_part_of_a_building, reading.extents)):
        raise NotOnTheMapError(f"{said_as}“{words}”没有读懂")
    excluded = replace(
        item, street=reading.street, community=reading.community, district=reading.district, extent=reading.extents
    )
    for ask in asks_of(excluded):
        yield replace(ask, left_out=True)


def _is_part_of_a_building(extent: SaidExtent) -> bool:
    """Whether only rooms or shops are left out, or not all: without the building the zone would lose too much."""
    limited = isinstance(extent, SaidPlace) and (extent.rooms or extent.exceptions)
    return bool(extent.note or extent.include or extent.except_text or limited)


def _joined(head: tuple[str, ...], name: str) -> str:
    """Administrative names before a name that may repeat the last of them (望江村, 望江村2组)."""
    repeated = bool(head) and name.startswith(head[-1])
    return "".join(head[:-1] if repeated else head) + name


OWN_NAME: Mapping[type, str] = {SaidVillage: "village", SaidPlace: "place", SaidRest: "area"}
"""Where an extent keeps the name that may repeat the street or community over it."""


def words_of(item: NoticeItem, extents: Iterable[SaidExtent]) -> str:
    """Extents of an item as one text, with the street and community that stand over them."""
    extents = tuple(extents)
    first = extents[0] if extents else None
    own = getattr(first, OWN_NAME.get(type(first), ""), None)
    head = "".join(name for name in (item.street, item.community) if name and name != own)
    return write_extents(extents, head)
