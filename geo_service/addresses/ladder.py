"""The rungs of an address: every level from district to room, each with its own small value."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plate:
    """
    A house number: its main number, what is joined to it, and the yard it stands for.

    35号附8号 is main 35, annex 附8; 6-1号 is main 6, annex -1; 13A号 is main 13, annex A; 16号院 has yard 院.
    """

    main: str
    annex: str = ""
    yard: str = ""

    def __str__(self) -> str:
        letters = self.annex[:1].isalpha() and self.annex.isascii()
        body = f"{self.main}{self.annex}号" if letters or self.annex.startswith("-") else f"{self.main}号"
        joined = "" if letters or not self.annex or self.annex.startswith("-") else f"{self.annex}号"
        return body + self.yard + joined


@dataclass(frozen=True)
class Part:
    """A numbered or lettered part of an estate: 2期, A区, 3组团."""

    kind: str
    label: str

    def __str__(self) -> str:
        return self.label + self.kind


@dataclass(frozen=True)
class Rungs:
    """
    One place on the fine ladder; levels that the text does not name are None or empty.

    `heads` are administrative names no register placed, by level; `name` is an estate, village or shop as written,
    `extra` what was named after the last numbered level; `near` says that the place meant is only near this one.
    `unread` holds numbers whose level is ambiguous (2-3 after an estate).
    """

    text: str = ""
    province: str | None = None
    city: str | None = None
    district: str | None = None
    functional: str | None = None
    street: str | None = None
    community: str | None = None
    group: str | None = None
    road: str | None = None
    plate: Plate | None = None
    name: str | None = None
    parts: tuple[Part, ...] = ()
    building: str | None = None
    unit: str | None = None
    floor: int | None = None
    room: str | None = None
    near: str = ""
    beside: bool = False
    extra: str = ""
    unread: str = ""
    aliases: tuple["Rungs", ...] = ()

    @property
    def owner(self) -> str | None:
        """The name that its house number belongs to: the road, else the name itself."""
        return self.road or self.name

    @property
    def names_a_place(self) -> bool:
        """Whether anything below the community is named."""
        return bool(self.road or self.name or self.group or self.plate)

    @property
    def names_a_village(self) -> bool:
        """Whether the name is a village with a group of it."""
        return bool(self.group and self.name and self.name.endswith("村"))
