"""The address ladder: one place in China from district to room, parsed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """
    One place on the ladder; levels that the text does not name are None.

    Numbers are arabic and without their suffix: `building="3"` for 3栋, 三幢 and 3号楼.
    `rest` is what was not understood, "" when everything was.
    """

    text: str
    district: str | None = None
    township: str | None = None
    community: str | None = None
    group: str | None = None
    road: str | None = None
    number: str | None = None
    estate: str | None = None
    building: str | None = None
    stair: str | None = None
    floor: str | None = None
    room: str | None = None
    rest: str = ""
