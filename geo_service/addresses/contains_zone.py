"""
A zone's text taken apart for comparison, and the names to recognise in the addresses compared with it.

Two ways of writing are first turned into plainer ones: floors counted from a floor (7层及上下各两层 is 5-9层) and
exclusions without brackets (X除Y外其他区域 is X(除Y外)).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from geo_service.addresses.contains_pieces import Piece, heads_of, pieces_of
from geo_service.addresses.extents import read_extents
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.ladder_heads import Known
from geo_service.addresses.normalize import MAX_CHARS, normalize, number_of_numeral
from geo_service.addresses.vocabulary import make_vocabulary
from geo_service.errors import AddressError
from geo_service.model.said import SaidExtent

_FLOOR = r"(?<![0-9-至到])(?P<floor>[0-9]{1,3}|[一二三四五六七八九十]{1,3})[层楼層樓]"
_COUNT = r"(?P<count>[0-9]{1,2}|[一二两三四五六七八九兩])[层楼層樓](?:共[0-9一二三四五六七八九十]{1,3}[层楼層樓])?"
_SPREAD = re.compile(rf"{_FLOOR}及?以?(?P<way>上下各|以上|以下){_COUNT}")
_BARE_EXCEPTION = re.compile(
    r"(?P<head>[^()（）除、,，;；]{2,60})除(?P<left_out>[^()（）]{1,60}?)(?:以外|之外|外)"
    r"的?(?:其他|其它|其余|剩余)?(?:所有)?(?:区域|地区|楼栋|楼幢|部分|范围)?"
)
_PAIR = "两兩"

_OPENING, _CLOSING = frozenset("([{（〔【〖﹝［｛"), frozenset(")]}）〕】〗﹞］｝")

MAX_BRACKETS = 20
"""Brackets within brackets that are read; notices have two."""

ZONES_KEPT = 1024
"""Zones whose reading is kept: a day's notices of a city name some hundreds."""


@dataclass(frozen=True)
class ReadZone:
    """A zone taken apart, the names to recognise in addresses, and what of its text was not understood."""

    pieces: tuple[Piece, ...]
    known: Known
    rest: str = ""


@lru_cache(maxsize=ZONES_KEPT)
def read_zone(text: str, district: str | None = None) -> ReadZone:
    """Take the text of a zone apart; `district` is where it is read."""
    reading = read_extents(_plainer(refuse_unreadable(text)))
    heads = heads_of(district=district, street=reading.street, community=reading.community)
    own = heads_of(district=reading.district, street=None, community=None)
    heads = replace(heads, **{level: value for level in _OWN if (value := getattr(own, level))})
    return zone_of(reading.extents, heads, rest="、".join(span.text for span in reading.rest))


_OWN = ("province", "city", "district", "functional")


def zone_of(extents: Iterable[SaidExtent], heads: Rungs, *, rest: str = "") -> ReadZone:
    """The pieces of extents under administrative names; without extents, all that the names cover."""
    pieces = pieces_of(extents, heads) or ((Piece(heads),) if heads.street or heads.community else ())
    return ReadZone(pieces, _known_names(pieces), rest)


def _known_names(pieces: Sequence[Piece]) -> Known:
    wheres = [piece.where for piece in pieces]
    vocabulary = make_vocabulary(
        regions=_named(wheres, "city"),
        districts=_named(wheres, "district"),
        townships=[name for street in _named(wheres, "street") for name in _with_long_ending(street)],
        communities=_named(wheres, "community"),
    )
    names = {name for where in wheres for name in (where.road, where.name) if name}
    protected = sorted(names, key=lambda name: (-len(name), name))
    return Known((vocabulary,), tuple(protected))


def _with_long_ending(street: str) -> list[str]:
    """A 街道 that is written with 街 alone."""
    return [street, f"{street}道"] if street.endswith("街") else [street]


def _named(wheres: Iterable[Rungs], level: str) -> list[str]:
    return sorted({name for where in wheres if (name := getattr(where, level))})


def refuse_unreadable(text: str) -> str:
    """The text, if there is something to read in it and not too much."""
    if len(text) > MAX_CHARS:
        raise AddressError(f"the text has {len(text)} characters; at most {MAX_CHARS} can be read")
    if not normalize(text).strip("#,-"):
        raise AddressError(f"nothing to read in {text[:20]!r}; write for example 文昌路88号3栋")
    if _depth_of(text) > MAX_BRACKETS:
        raise AddressError(f"brackets stand more than {MAX_BRACKETS} deep in each other; close them: {text[:20]!r}")
    return text


def _depth_of(text: str) -> int:
    """How deep brackets stand in each other at most, closed or not."""
    steps = accumulate((character in _OPENING) - (character in _CLOSING) for character in text)
    return max(steps, default=0)


def _plainer(text: str) -> str:
    text = _SPREAD.sub(_floors_from_to, text)
    bare = _BARE_EXCEPTION.fullmatch(text)
    return f"{bare['head']}(除{bare['left_out']}外)" if bare else text


def _floors_from_to(spread: re.Match[str]) -> str:
    floor, count = _number(spread["floor"]), _number(spread["count"])
    low = floor - (count if spread["way"] != "以上" else 0)
    high = floor + (count if spread["way"] != "以下" else 0)
    return f"{max(low, 1)}-{high}层"


def _number(written: str) -> int:
    if written in _PAIR:
        return len(_PAIR)
    return int(written) if written.isdigit() else number_of_numeral(written) or 0
