"""
The parts of an address: from administrative names down to the room.

One left-to-right reading; what is not understood is kept in `rest`, never guessed. The words are in
`rules/places.toml`, the numbers are arabic and the suffixes single after `normalize`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.addresses.vocabulary import Vocabulary, strip_admin
from geo_service.errors import AddressError
from geo_service.model.address import Address

MAX_ADDRESS_CHARS = 500
"""Longest single address read; ten times the longest seen in the official lists (p95 is 33 characters)."""

_RULES = read_rules("places")


_ROAD_END = f"(?:{one_of(_RULES['road']['suffixes'])})"
_NOT_ROAD = f"(?:{one_of(_RULES['road']['not_within'])})"
_TAIL = f"(?:{one_of(_RULES['name']['tails'])})"
_BESIDE = f"(?:{one_of(_RULES['beside']['words'])})"
_SIDES = _RULES["stair"]["sides"]

# a number with letters: 13, 13A, A3, A, 3-1; never the end of a longer one
_NUMBER = r"(?<![0-9A-Z])(?:[A-Z]?[0-9]{1,5}(?:-[0-9]{1,4})?[A-Z]?|[A-Z])"
_PLATE = r"(?<![0-9A-Z])[A-Z]?[0-9]{1,5}(?:-[0-9]{1,4})?[A-Z]?"

_ROAD_PLATE = re.compile(rf"(?P<road>[^,]{{1,20}}?{_ROAD_END})(?P<number>{_PLATE})(?:号|(?=$|附|之))")
_ROAD_ONLY = re.compile(
    rf"(?P<road>(?:(?!{_NOT_ROAD})[^,]){{1,12}}?(?!{_NOT_ROAD})(?:{one_of(_RULES['road']['alone'])}))"
    rf"(?!{_TAIL}|[0-9A-Z])(?=..)"
)
_SUB_PLATE = re.compile(r"(?P<joint>附|之)(?P<sub>[0-9]{1,4}[A-Z]?)(?:号|(?=$|[^-,0-9A-Z]))")
_YARD = re.compile(r"大?院(?=$|[0-9A-Z])")
_VILLAGE = re.compile(r"(?P<community>[^,0-9A-Z]{1,15}?[0-9]{0,2}村)(?=[0-9]{1,3}组)")
_GROUP = re.compile(r"(?P<group>[0-9]{1,3})组")
_HOUSE = re.compile(rf"(?P<number>{_PLATE})号")

_BUILDING = re.compile(rf"(?P<building>{_NUMBER})栋")
_STAIR = re.compile(rf"(?P<stair>(?<![0-9A-Z])(?:[0-9]{{1,3}}|[A-Z])|[{_SIDES}])单元")
_FLOOR = re.compile(r"(?P<floor>负?(?<![0-9A-Z])[0-9]{1,3})层")
_ROOM_ENDS = r"(?:室|户|号|房)?(?![-,0-9A-Z栋层组号期区]|单元)"
_BUILDING_TO_ROOM = re.compile(
    rf"(?<![-,0-9A-Z])(?P<building>[0-9]{{1,3}})-(?P<stair>[0-9]{{1,2}})-"
    rf"(?:(?P<floor>[0-9]{{1,2}})-(?P<part>[0-9]{{1,2}})|(?P<room>[0-9]{{3,4}})){_ROOM_ENDS}"
)
_STAIR_TO_ROOM = re.compile(
    rf"(?P<stair>[0-9]{{1,2}})-(?:(?P<floor>[0-9]{{1,2}})-(?P<part>[0-9]{{1,2}})|(?P<room>[0-9]{{3,4}})){_ROOM_ENDS}"
)
_FLOOR_AND_ROOM = re.compile(rf"(?P<floor>[0-9]{{1,2}})-(?P<part>[0-9]{{1,2}}){_ROOM_ENDS}")
_ROOM = re.compile(rf"(?P<room>[0-9]{{1,4}}[A-Z]?){_ROOM_ENDS}")
_LONE_ROOM = re.compile(r"(?<![-,0-9A-Z])(?:[0-9]{3,4}(?:室|房|$)|[0-9]{1,2}(?:室|房))")
_NEAR = re.compile(_BESIDE)
_NAMED = re.compile(r"[^-,#0-9]{2}")

_AFTER_NAME = (_BUILDING, _STAIR, _FLOOR, _BUILDING_TO_ROOM, _FLOOR_AND_ROOM, _LONE_ROOM, _NEAR)
"""What may end the name of an estate; the earliest in the text does."""

_PARTS = frozenset(part.name for part in fields(Address)) - {"text", "rest"}

ROOM_DIGITS = 2
"""The last digits of a room such as 1203 count the rooms of its floor (the containment conventions)."""


def plain_address(text: str) -> str:
    """
    One address in the form that is compared.

    Raises
    ------
    AddressError
        If there is nothing to read, or more than `MAX_ADDRESS_CHARS` characters.
    """
    plain = normalize(text)
    if not plain.strip("#,-"):
        raise AddressError(f"no address in {text[:20]!r}; write for example 文昌路88号3栋")
    if len(plain) > MAX_ADDRESS_CHARS:
        raise AddressError(f"the address has {len(plain)} characters; one address has at most {MAX_ADDRESS_CHARS}")
    return plain


def split_address(text: str, vocabulary: Vocabulary) -> Address:
    """
    Read the parts of one address.

    Levels that the text does not name stay None. 3栋2单元5-2 is floor 5, room 2; 501 is floor 5, room 501;
    怡景花园3-2-501 is building, stair, room; two numbers after an estate (2-3) are ambiguous and stay in `rest`.

    Raises
    ------
    AddressError
        If there is nothing to read, or more than `MAX_ADDRESS_CHARS` characters.
    """
    plain = plain_address(text)
    reading = _read_place(_Reading(*strip_admin(plain, vocabulary)), vocabulary)
    reading = _read_unit(reading)
    return Address(text, **reading.parts, rest=reading.body)


def name_parts_near(rest: str) -> bool:
    """Whether the words left over say that the place meant is only near the address (旁边, 对面, 临户)."""
    return bool(_NEAR.search(rest))


@dataclass(frozen=True)
class _Reading:
    """The parts of an address so far, by the names of `Address`, and the text still to be read."""

    parts: Mapping[str, str]
    body: str

    def has(self, *names: str) -> bool:
        """Whether any of these parts was found."""
        return any(name in self.parts for name in names)

    def take(self, match: re.Match[str] | None, **parts: str | None) -> "_Reading":
        """Move the named groups of a match at the head of the text into the parts; `parts` go before them."""
        if not match:
            return self
        named = {**match.groupdict(), **parts}
        found = {name: value for name, value in named.items() if value and name in _PARTS}
        return _Reading({**self.parts, **found}, self.body[match.end() :].lstrip(",-"))


def _read_place(reading: _Reading, vocabulary: Vocabulary) -> _Reading:
    reading = _read_group(reading)
    if not reading.has("group") and not _starts_with_estate(reading.body, vocabulary):
        reading = _read_road(reading)
    return _read_estate(reading)


def _read_group(reading: _Reading) -> _Reading:
    if not reading.has("community"):
        reading = reading.take(_VILLAGE.match(reading.body))
    reading = reading.take(_GROUP.match(reading.body)) if reading.has("community") else reading
    return _read_plate(reading) if reading.has("group") else reading


def _read_road(reading: _Reading) -> _Reading:
    plate = _ROAD_PLATE.match(reading.body)
    if plate:
        return _read_sub_plate(reading.take(plate))
    return reading.take(_ROAD_ONLY.match(reading.body))


def _read_plate(reading: _Reading) -> _Reading:
    house = _HOUSE.match(reading.body)
    return _read_sub_plate(reading.take(house)) if house else reading


def _read_sub_plate(reading: _Reading) -> _Reading:
    sub = _SUB_PLATE.match(reading.body)
    if sub:
        reading = reading.take(sub, number=f"{reading.parts['number']}{sub['joint']}{sub['sub']}")
    return reading.take(_YARD.match(reading.body))


def _starts_with_estate(body: str, vocabulary: Vocabulary) -> bool:
    return any(body[:length] in vocabulary.estates for length in range(vocabulary.longest_estate, 0, -1))


def _read_estate(reading: _Reading) -> _Reading:
    ends = [match for pattern in _AFTER_NAME if (match := pattern.search(reading.body))]
    # a number at the head belongs to the name (2号桥)
    ends += [match for match in [_HOUSE.search(reading.body, 1)] if match]
    end = min((match.start() for match in ends), default=len(reading.body))
    name, after = reading.body[:end].strip(",-"), reading.body[end:]
    if not _NAMED.search(name):
        return reading
    named = _Reading({**reading.parts, "estate": name}, after)
    return named if reading.has("number") else _read_plate(named)


def _read_unit(reading: _Reading) -> _Reading:
    if reading.has("estate") and not reading.has("number"):
        reading = _take_room(reading, _BUILDING_TO_ROOM)
    reading = reading.take(_BUILDING.match(reading.body))
    if reading.has("building"):
        reading = _take_room(reading, _STAIR_TO_ROOM)
    reading = reading.take(_STAIR.match(reading.body))
    reading = reading.take(_FLOOR.match(reading.body))
    return _read_room(reading)


def _read_room(reading: _Reading) -> _Reading:
    # two numbers after the bare name of an estate may be building and stair as well
    if reading.has("building", "stair", "number"):
        reading = _take_room(reading, _FLOOR_AND_ROOM)
    if reading.has("building", "stair", "floor") or _LONE_ROOM.match(reading.body):
        reading = _take_room(reading, _ROOM)
    return reading


def _take_room(reading: _Reading, pattern: re.Pattern[str]) -> _Reading:
    match = pattern.match(reading.body)
    if not match or reading.has("room"):
        return reading
    parts = match.groupdict()
    room = parts.get("part") or parts["room"]
    floor = parts.get("floor") or reading.parts.get("floor") or _floor_of(room)
    return reading.take(match, room=room, floor=floor)


def _floor_of(room: str) -> str | None:
    digits = room.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return digits[:-ROOM_DIGITS].lstrip("0") or None if len(digits) > ROOM_DIGITS else None
