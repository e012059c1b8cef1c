"""
An address as runs of name text and numbers with their words, without deciding yet where a name begins or ends.

Unlike `split_address` this reading survives damaged names: it looks at numbers and suffixes only.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import read_rules

_RULES = read_rules("index")["numbers"]
_SIDES = read_rules("places")["stair"]["sides"]
_INSIDE = frozenset(_RULES["inside"])
_ORDER: Mapping[str, int] = {kind: place for place, kind in enumerate(_RULES["order"])}
_WORDS = "|".join(sorted([*_RULES["order"], *_RULES["inside"]], key=len, reverse=True))
_NUMERALS = str.maketrans("一二三四五六七八九壹贰叁肆伍陆柒捌玖〇零", "12345678912345678900")

_NUMBER = re.compile(
    r"(?P<number>(?<![0-9A-Z])[A-Z]?[0-9]{1,5}(?:-[0-9]{1,4}){0,3}[A-Z]?(?![0-9])|(?<![0-9A-Z])[A-Z](?=栋|区|座|单元|组团|期))"
    rf"(?:号?(?P<joint>附|之)(?P<sub>[0-9]{{1,4}}[A-Z]?)号?|(?P<word>{_WORDS})|(?=[-,#]|$)|(?P<odd>[^\W0-9A-Z](?=[0-9]))|(?P<bare>))"
    rf"|(?P<side>[{_SIDES}])单元|[-,#]+"
)

BUILDING, PLATE, STAIR = "栋", "号", "单元"
BARE = ""
UNREAD = "?"
"""Kind of a number that may be two things (2-3 after an estate): it fits nothing."""

ROOM_DIGITS_MIN = 3
"""2-501 after a building is stair and room, 5-2 is floor and room."""


class Number(NamedTuple):
    """A number and the word it was written with: 3 and 栋."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of name text and the numbers that follow it; only the first may lack a name."""

    name: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The segments of a text, and the stair it names."""

    segments: tuple[Segment, ...]
    stair: str | None

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All numbers that tell places apart."""
        return tuple(number for segment in self.segments for number in segment.numbers)


def read_numbers(plain: str) -> Reading:
    """The segments of a normalised text."""
    reader = _Reader()
    at = 0
    for match in _NUMBER.finditer(plain):
        # a number that a name goes on after belongs to the name (桂澄2花园)
        if match["bare"] is not None and not (reader.inside and match.start() == at):
            continue
        reader.add_name(plain[at : match.start()])
        reader.add_number(match)
        at = match.end()
    reader.add_name(plain[at:])
    return reader.reading()


@lru_cache(maxsize=1 << 14)
def read_name(name: str) -> Segment:
    """A name of the register: its text, and the numbers in it that count (怡景花园二期)."""
    segments = read_numbers(normalize(name)).segments
    return Segment("".join(part.name for part in segments), tuple(n for part in segments for n in part.numbers))


def door_of(numbers: Iterable[Number]) -> str:
    """The numbers of a door in their fixed order: 35巷34号."""
    return "".join(f"{value}{kind}" for kind, value in sorted(numbers, key=_rank))


def kinds_of(numbers: Iterable[Number]) -> tuple[str, ...]:
    """The words of a door's numbers in their fixed order."""
    return tuple(kind for kind, _ in sorted(numbers, key=_rank))


def _rank(number: Number) -> tuple[int, str]:
    return _ORDER.get(number.kind, len(_ORDER)), number.value


class _Reader:
    """Collects segments from left to right."""

    def __init__(self) -> None:
        self.segments: list[tuple[str, list[Number]]] = [("", [])]
        self.stair: str | None = None
        self.inside = False
        """Whether a building or plate was read under this name, so that a number without a word is a room."""
        self._after_unit = False
        """Whether a building or stair was read just before, so that a 号 is a room."""

    def reading(self) -> Reading:
        filled = [Segment(name, tuple(numbers)) for name, numbers in self.segments if name or numbers]
        return Reading(tuple(filled), self.stair)

    def add_name(self, text: str) -> None:
        name = text.translate(_NUMERALS)
        if not name:
            return
        self._after_unit = False
        self.inside = False
        self.segments.append((name, []))

    def add_number(self, match: re.Match[str]) -> None:
        if match["side"]:
            self.stair = match["side"]
        elif match["number"]:
            self._read(match["number"], match["word"] or BARE, match["joint"], match["sub"])

    def _read(self, value: str, word: str, joint: str | None, sub: str | None) -> None:
        if joint:
            self._keep(PLATE, f"{value}{joint}{sub}")
        elif "-" in value and (word in _INSIDE or word == BARE):
            self._read_parts(value.split("-"))
        elif word == STAIR:
            self.stair = value
            self.inside = self._after_unit = True
        elif word in _INSIDE or (word == BARE and self.inside) or (word == PLATE and self._after_unit):
            self.inside = self._after_unit = True
        else:
            self._keep(word, value)

    def _read_parts(self, parts: Sequence[str]) -> None:
        """16-2-301: building, stair, room; after a building stair and room, or floor and room."""
        if any(number.kind == BUILDING for _, numbers in self.segments for number in numbers):
            if len(parts) > 2 or len(parts[-1]) >= ROOM_DIGITS_MIN:  # noqa: PLR2004 - two parts are stair and room
                self.stair = self.stair or parts[0]
        elif self.inside:
            pass
        elif len(parts) > 2:  # noqa: PLR2004 - the same
            self._keep(BUILDING, parts[0])
            self.stair = parts[1]
        else:
            self._keep(UNREAD, "-".join(parts))

    def _keep(self, kind: str, value: str) -> None:
        self.segments[-1][1].append(Number(kind, value))
        self.inside = self.inside or kind in {BUILDING, PLATE}
        self._after_unit = kind == BUILDING
