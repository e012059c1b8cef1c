"""
Words of an address that no registered name explains: which say nothing of the place, and which name another.

西区, 小学 and 东侧楼 beside a registered name make another place of it; 请放门卫 and 租户 behind its number do not.
The last characters of a Chinese noun say what it is, so a word of place counts where a run of such words ends.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from geo_service.addresses.rules_files import one_of, read_rules

GAP = "\n"
"""Between runs of name text in the body of a question; in no name."""

_INDEX = read_rules("index")
_RULES = _INDEX["left_over"]
_PLACES = read_rules("places")
_NEAR = read_rules("contains")["near"]


def _any(*lists: Iterable[str]) -> str:
    return f"(?:{one_of(chain.from_iterable(lists))})"


_NAMES = _PLACES["name"]
_AREA = _any(_NAMES["areas"])
_PLACE = rf"{_any(_RULES['places'], _NAMES['tails'], _NAMES['areas'], _PLACES['beside']['words'])}[内里的]?$"
_NUMBER_WORDS = "栋号室层组户房"
_TELEPHONE = r",?[0-9]{7,12}"
_PERSON = rf"(?:{_any(_RULES['persons'])}|[^\W0-9A-Z{_NUMBER_WORDS}]{{1,2}}{_any(_RULES['titles'])}收?|{_TELEPHONE})"
_REMARK = rf"(?:{_any(_NEAR['remarks'], _RULES['remarks'])}|{_any(_RULES['clauses'])}(?!.*{_PLACE}))[^栋]*"
_SAYS_NOTHING = rf"{_PERSON}*(?:{_REMARK})?$"
_BEHIND_NUMBER = rf"(?:(?<=[0-9A-Z{_NUMBER_WORDS}])|(?<=单元))(?![0-9A-Z]|$)"

_OPENING = re.compile(rf"{_any(_NEAR['opening'], _NEAR['remarks'], _RULES['opening'])}+(?=..)")
_CLOSING = re.compile(rf"{_BEHIND_NUMBER}{_any(_RULES['same_building'])}?{_SAYS_NOTHING}|(?<=[^0-9,]){_TELEPHONE}$")
_LAST_WORDS = re.compile(_SAYS_NOTHING)
_IDLE = re.compile(rf"{_any(_INDEX['names']['idle'])}*")
_ENDS_AS_PLACE = re.compile(_PLACE)
_PART = re.compile(rf"[{_RULES['part_heads']}]{{1,2}}{_AREA}")
_BEFORE_NAMES = frozenset(_RULES["before_names"])


class Run(NamedTuple):
    """A run of unread characters, from `start` to `end` in the body."""

    start: int
    end: int


def without_opening(plain: str) -> str:
    """A normalised address without the words before it that say nothing of the place (我家住)."""
    opening = _OPENING.match(plain)
    return plain[opening.end() :] if opening else plain


def without_closing(plain: str) -> str:
    """A normalised address without the words behind its number that say nothing of the place (租户, 请放门卫)."""
    return _CLOSING.sub("", plain)


def unread_runs(body: str, known: bytes | bytearray, *, closes: bool) -> Iterator[Run]:
    """
    What is left over of a body, but for idle words (怡景花园小区) and 老 and the like before a name.

    When the body `closes` the text (no number stands behind it), remarks at its end are none of it either.
    """
    for run in re.finditer(rb"\0+", known):
        start, end = run.span()
        if idle := _IDLE.match(body, start, end):
            start = idle.end()
        if closes and end == len(body) and (said := _LAST_WORDS.search(body, start)):
            end = said.start()
        before_name = end < len(body) and body[end] != GAP
        if start < end and not (before_name and body[start:end] in _BEFORE_NAMES):
            yield Run(start, end)


def names_a_place(words: str) -> bool:
    """Whether words left over name a place: a part, a neighbour, an institution."""
    return bool(_ENDS_AS_PLACE.search(words))


def names_a_part(words: str) -> bool:
    """Whether words are the name of a part of any place (西区, 南苑), never the damaged name of a district."""
    return bool(_PART.fullmatch(words))
