"""Numbers of an address: rooms, house numbers, and which level each of several joined by dashes is."""

import re

from geo_service.addresses.ladder import Plate, Rungs

ROOM_DIGITS = 2
"""The last digits of a room such as 1203 count the rooms of its floor (the containment conventions)."""


def room_of(number: str, floor: int | None) -> tuple[int | None, str]:
    """Floor and room of a written room: 1203 is floor 12, room 3; 3 is only a room."""
    digits = number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letter = number[len(digits) :]
    if not digits.isdecimal():
        return floor, number
    if len(digits) <= ROOM_DIGITS:
        return floor, _plain_number(digits) + letter
    return int(digits[:-ROOM_DIGITS]) or floor, _plain_number(digits[-ROOM_DIGITS:]) + letter


def _plain_number(digits: str) -> str:
    return digits.lstrip("0") or "0"


def levels_of(now: Rungs, numbers: list[str]) -> tuple[str, ...] | None:
    """Which level each number is, by what is known before them (the containment conventions, room numbers)."""
    full_room = len(numbers[-1]) > ROOM_DIGITS
    if len(numbers) == 1:
        return ("room",)
    if now.floor is not None or len(numbers[0]) > ROOM_DIGITS + 1:
        return None
    if now.unit:
        return _BELOW_UNIT.get((len(numbers), full_room))
    if now.building:
        return _BELOW_BUILDING.get((len(numbers), full_room))
    if now.plate or now.group or not now.name:
        return _BELOW_PLATE.get((len(numbers), full_room))
    return _BELOW_NAME.get((len(numbers), full_room))


_BELOW_UNIT = {(2, False): ("floor", "room")}
_BELOW_BUILDING = {(2, False): ("floor", "room"), (2, True): ("unit", "room"), (3, False): ("unit", "floor", "room")}
_BELOW_PLATE = {
    (2, False): ("floor", "room"),
    (3, True): ("building", "unit", "room"),
    (4, False): ("building", "unit", "floor", "room"),
}
_BELOW_NAME = {(3, True): ("building", "unit", "room"), (4, False): ("building", "unit", "floor", "room")}


def plate_of(number: str, joint: str | None, sub: str | None, yard: str | None) -> Plate:
    """A house number from its written pieces: 035号附08号 is 35 with annex 附8."""
    match = re.fullmatch(r"([A-Z]?)0*([0-9]+?)([A-Z]|-[0-9]+[A-Z]?)?", number)
    main, tail = (match[1] + match[2], match[3] or "") if match else (number, "")
    return Plate(main, f"{tail}{joint or ''}{plain_label(sub or '')}", "院" if yard else "")


def plain_label(label: str) -> str:
    """A number without leading zeros, letter and number without a dash: A-03 is A3."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", re.sub(r"(?<=[A-Z])-", "", label))
