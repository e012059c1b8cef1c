"""
Extents and items as a notice says them: words kept as written, structure made explicit.

Nothing here is resolved against a register. Texts keep the source's characters; digits are ASCII, white space
is gone, a dash between digits is "-". The plain form (`plain`, `said_from_plain`) is the JSON of `notice read`.
"""

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

Parity = str
"""all, odd or even."""


@dataclass(frozen=True)
class SaidMember:
    """One building of a place with its units; `building` None when only units are said; no units: all of it."""

    building: str | None
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class NumberRange:
    """House numbers from one to another, both included."""

    start: int
    end: int
    parity: Parity = "all"


@dataclass(frozen=True)
class SaidPlace:
    """A road number, a compound or both, with the buildings and units that are meant; none: the whole place."""

    type: ClassVar[str] = "place"
    road: str | None = None
    number: str | None = None
    place: str | None = None
    members: tuple[SaidMember, ...] = ()
    exceptions: tuple[SaidMember, ...] = ()
    rooms: tuple[str, ...] = ()
    number_range: NumberRange | None = None
    include: tuple[str, ...] = ()
    except_text: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class SaidVillage:
    """A village, its group, a number in it."""

    type: ClassVar[str] = "village"
    village: str | None = None
    group: str | None = None
    number: str | None = None
    number_range: NumberRange | None = None
    include: tuple[str, ...] = ()
    except_text: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class SaidBounds:
    """An area by the features that form its sides; several features on one side are joined by 、."""

    type: ClassVar[str] = "bounds"
    east: str | None = None
    south: str | None = None
    west: str | None = None
    north: str | None = None
    name: str | None = None
    include: tuple[str, ...] = ()
    except_text: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class SaidEnclosure:
    """An area by the lines that enclose it, in text order."""

    type: ClassVar[str] = "enclosure"
    lines: tuple[str, ...] = ()
    name: str | None = None
    include: tuple[str, ...] = ()
    except_text: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class SaidRest:
    """What is left of an area beside zones that the same notice or the register names."""

    type: ClassVar[str] = "rest_of"
    area: str = ""
    include: tuple[str, ...] = ()
    except_text: tuple[str, ...] = ()
    note: str | None = None


SaidExtent = SaidPlace | SaidVillage | SaidBounds | SaidEnclosure | SaidRest


@dataclass(frozen=True)
class NoticeItem:
    """
    One zone as the issuer counts it.

    `action` is designate, adjust, downgrade or lift; `effective` an ISO date or minute as far as it is said.
    """

    line: str
    action: str
    category: str | None
    from_category: str | None = None
    district: str | None = None
    street: str | None = None
    community: str | None = None
    effective: str | None = None
    extent: tuple[SaidExtent, ...] = ()
    replaces: tuple[SaidExtent, ...] | None = None


@dataclass(frozen=True)
class NoticeProblem:
    """A stretch of the text that could not be read: `start` to `end` characters of the text as given."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True)
class NoticeReading:
    """Everything a notice says, in its order, and what could not be read."""

    items: tuple[NoticeItem, ...]
    problems: tuple[NoticeProblem, ...] = field(default=())


def plain_extent(extent: SaidExtent) -> dict[str, Any]:
    """An extent as plain values; empty optional parts are left out."""
    if isinstance(extent, SaidPlace):
        return _plain_place(extent)
    required = {"village": ("village", "group", "number"), "bounds": ("east", "south", "west", "north")}
    needed = required.get(extent.type, ("lines", "area"))
    values = {one.name: getattr(extent, one.name) for one in fields(extent)}
    kept = {name: _plain_value(value) for name, value in values.items() if name in needed or value}
    return {"type": extent.type, **kept}


def _plain_place(place: SaidPlace) -> dict[str, Any]:
    options = {name: getattr(place, name) for name in ("include", "except_text", "note", "number_range")}
    return {
        "type": "place",
        "road": place.road,
        "number": place.number,
        "place": place.place,
        "members": [_plain_member(member) for member in place.members],
        "rooms": list(place.rooms) or None,
        "except": [_plain_member(member) for member in place.exceptions],
        **{name: _plain_value(value) for name, value in options.items() if value},
    }


def _plain_member(member: SaidMember) -> dict[str, Any]:
    return {"building": member.building, "units": list(member.units)}


def _plain_value(value: Any) -> Any:
    if isinstance(value, NumberRange):
        return {"from": value.start, "to": value.end, "parity": value.parity}
    return list(value) if isinstance(value, tuple) else value


def plain_item(item: NoticeItem) -> dict[str, Any]:
    """An item as plain values, every key present."""
    values: dict[str, Any] = {one.name: getattr(item, one.name) for one in fields(item)}
    values["extent"] = [plain_extent(extent) for extent in item.extent]
    values["replaces"] = None if item.replaces is None else [plain_extent(extent) for extent in item.replaces]
    return values
