"""Extents while they are being read."""

import re
from dataclasses import dataclass, field

from geo_service.model.said import NumberRange, SaidMember, SaidPlace, SaidVillage


@dataclass(slots=True)
class Draft:
    """
    A place or a village so far.

    `members` are units by building, None for units without one; `surroundings` are the words that name the area
    whose sides follow in a bracket (怡景楼及周边); `whole`: `place` is a village that is meant as such (望江村).
    """

    start: int
    end: int
    road: str | None = None
    number: str | None = None
    place: str | None = None
    village: str | None = None
    group: str | None = None
    members: dict[str | None, list[str]] = field(default_factory=dict)
    exceptions: dict[str | None, list[str]] = field(default_factory=dict)
    rooms: list[str] = field(default_factory=list)
    number_range: NumberRange | None = None
    include: list[str] = field(default_factory=list)
    except_text: list[str] = field(default_factory=list)
    note: str | None = None
    surroundings: str = ""
    whole: bool = False

    @property
    def rural(self) -> bool:
        """Whether it is a group or a house of a village."""
        return self.group is not None or self.village is not None

    @property
    def base(self) -> tuple[str | None, ...]:
        """What two drafts share when they are parts of one place."""
        return self.road, self.number, self.place, self.village, self.group

    @property
    def plain(self) -> bool:
        """Whether only buildings and units are said of the place."""
        return not (self.exceptions or self.rooms or self.include or self.except_text or self.note or self.rural)

    def add_unit(self, unit: str) -> None:
        """Say a unit of the last building."""
        building = next(reversed(self.members)) if self.members else None
        units = self.members.setdefault(building, [])
        if unit not in units:
            units.append(unit)

    def merge(self, other: "Draft") -> None:
        """Take the buildings and units of another draft of the same place."""
        for building, units in other.members.items():
            mine = self.members.setdefault(building, [])
            mine.extend(unit for unit in units if unit not in mine)
        self.end = other.end

    def add_note(self, note: str) -> None:
        """Say something that has no place of its own."""
        self.note = (self.note or "") + note


def finish(draft: Draft) -> SaidPlace | SaidVillage:
    """The extent of a draft."""
    if draft.rural or _is_whole_village(draft):
        return SaidVillage(
            draft.village or draft.place,
            draft.group,
            draft.number,
            draft.number_range,
            tuple(draft.include),
            (*draft.except_text, *_as_words(draft.exceptions)),
            "".join([draft.note or "", *_as_words(draft.members), *draft.rooms]) or None,
        )
    return finish_place(draft)


def finish_place(draft: Draft) -> SaidPlace:
    """The place of a draft that is no village."""
    return SaidPlace(
        draft.road,
        draft.number,
        draft.place,
        as_members(draft.members),
        as_members(draft.exceptions),
        tuple(draft.rooms),
        draft.number_range,
        tuple(draft.include),
        tuple(draft.except_text),
        draft.note,
    )


def _is_whole_village(draft: Draft) -> bool:
    """Whether nothing but a village is said; one with buildings is a compound that is called so."""
    parts = draft.road or draft.number or draft.members or draft.exceptions or draft.rooms
    return draft.whole and not parts and not _BUILT.search(draft.note or "")


_BUILT = re.compile("[栋棟幢楼樓]|单元|單元")


def _as_words(members: dict[str | None, list[str]]) -> list[str]:
    """Buildings and units of a village, which has no field for them."""
    return [(building or "") + unit for building, units in members.items() for unit in units or [""]]


def as_members(members: dict[str | None, list[str]]) -> tuple[SaidMember, ...]:
    """Units by building as the model says them."""
    return tuple([SaidMember(building, tuple(units)) for building, units in members.items()]) if members else ()
