"""
What brackets say of the place before them: the house number of one building or part, all numbers of an estate.

Such a number is another writing of just what stands before it: 怡景花园二组团(文昌路8号)3栋, 怡景小学802栋(甲路802号).
Behind a building of another number it may be the whole estate's.
"""

import re
from dataclasses import dataclass, fields, replace

from geo_service.addresses.contains_writings import says_no_name
from geo_service.addresses.extents import read_extents
from geo_service.addresses.normalize import MAX_CHARS
from geo_service.model.said import SaidPlace

_PART = re.compile("(?:期|区|组团|地块)$")
_ENDS = r"(?=$|[、,，;；。0-9A-Za-z])"

MIN_LISTED = 2
"""House numbers in brackets that are a list; a single one is read with its place."""


@dataclass(frozen=True)
class WrittenPlace(SaidPlace):
    """A said place, and what else it is called."""

    also: tuple[SaidPlace, ...] = ()


def with_other_writings(place: SaidPlace, text: str) -> SaidPlace:
    """The place with the writings that brackets in its text give it."""
    listed = _numbers_listed(place)
    also = listed or _number_of_part(place, text)
    if not also:
        return place
    values = {one.name: getattr(place, one.name) for one in fields(SaidPlace)}
    return WrittenPlace(**{**values, "note": None if listed else place.note}, also=also)


def _numbers_listed(place: SaidPlace) -> tuple[SaidPlace, ...]:
    """The house numbers that brackets after an estate list, each with the estate's doors."""
    note = place.note or ""
    if place.road or place.number or not place.place or len(note) > MAX_CHARS or says_no_name(note):
        return ()
    reading = read_extents(note) if re.search("[号弄]", note) else None
    if not reading or reading.rest or len(reading.extents) < MIN_LISTED:
        return ()
    numbers = [one for one in reading.extents if isinstance(one, SaidPlace) and _is_number(one)]
    whole = len(numbers) == len(reading.extents)
    return tuple(replace(one, members=place.members) for one in numbers) if whole else ()


def _is_number(place: SaidPlace) -> bool:
    """Whether the place is a house number, or a range of them, and nothing else."""
    alone = place == SaidPlace(road=place.road, number=place.number, number_range=place.number_range)
    return bool(alone and place.road and (place.number or place.number_range))


def _number_of_part(place: SaidPlace, text: str) -> tuple[SaidPlace, ...]:
    """The house number that stands in brackets behind a part or the one building, and is theirs."""
    if not (place.road and place.number and place.place) or place.number_range:
        return ()
    number = rf"[(（]{re.escape(place.road + place.number)}[)）]{_ENDS}"
    if _PART.search(place.place) and re.search(re.escape(place.place) + number, text):
        return (replace(place, place=None),)
    building = _one_building(place)
    alike = _number_of(building) == _number_of(place.number)
    if building and alike and re.search(re.escape(place.place + building) + number, text):
        return (replace(place, place=None, members=()),)
    return ()


def _one_building(place: SaidPlace) -> str:
    whole = len(place.members) == 1 and not (place.members[0].units or place.rooms)
    return place.members[0].building or "" if whole else ""


def _number_of(label: str) -> str:
    found = re.match("[0-9]+", label)
    return found.group() if found else ""
