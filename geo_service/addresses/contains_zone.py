"""A zone's text taken apart for comparison, and the names to recognise in the addresses compared with it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.contains_pieces import pieces_of
from geo_service.addresses.contains_plain import leaves_out_unread, plainer
from geo_service.addresses.contains_segments import Segment, segments_of
from geo_service.addresses.contains_shared import with_shared_exclusions
from geo_service.addresses.contains_spots import narrowed
from geo_service.addresses.contains_where import heads_of
from geo_service.addresses.extent_text import fold
from geo_service.addresses.extents import ExtentContext, read_extents
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.ladder_heads import Known
from geo_service.addresses.ladder_notes import without_glosses
from geo_service.addresses.ladder_read import read_rungs
from geo_service.addresses.normalize import MAX_CHARS, normalize, number_of_numeral
from geo_service.addresses.rules_files import read_rules
from geo_service.addresses.vocabulary import make_vocabulary
from geo_service.errors import AddressError
from geo_service.model.said import SaidExtent, SaidPlace

_OPENING, _CLOSING = frozenset("([{（〔【〖﹝［｛"), frozenset(")]}）〕】〗﹞］｝")

_NUMERALS = "".join(read_rules("suffixes")["numerals"])
_NUMERAL_OF_BUILDING = re.compile(rf"(?<![{_NUMERALS}])[{_NUMERALS}]{{1,7}}(?=号楼|[#栋幢]|单元)")

GARBLED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü\ufffd]")
"""What is left of characters that were copied in another encoding."""

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

MAX_BRACKETS = 20
"""Brackets within brackets that are read; notices have two."""

SHORTEST_PROTECTED = 2
"""A name without 小区 of no more characters is not kept whole; it may be the community's (文昌小区 in 文昌社区)."""

ZONES_KEPT = 8192
"""Zones whose reading is kept: the official lists of one large city had 3,100 in force at once."""


@dataclass(frozen=True)
class ReadZone:
    """A zone taken apart, the names to recognise in addresses, and what of its text was not understood."""

    pieces: tuple[Piece, ...]
    known: Known
    rest: str = ""


@lru_cache(maxsize=ZONES_KEPT)
def read_zone(text: str, district: str | None = None) -> ReadZone:
    """Take the text of a zone apart; `district` is where it is read."""
    context = ExtentContext()
    parts: list[tuple[tuple[Piece, ...], str]] = []
    for segment in segments_of(_folded(refuse_unreadable(text))):
        pieces, rest, context = _read_segment(segment, context, district)
        parts.append((pieces, rest))
    if GARBLED.search(without_glosses(text)):
        parts.append(((), "不成字的部分"))
    every = with_shared_exclusions([piece for pieces, _ in parts for piece in pieces])
    return ReadZone(tuple(every), _known_names(every), "、".join(rest for _, rest in parts if rest))


def _folded(text: str) -> str:
    """The text in simplified, half-width and capital characters, with its buildings and units in digits."""
    return _NUMERAL_OF_BUILDING.sub(_in_digits, fold(without_glosses(text)).upper())


def _in_digits(numeral: re.Match[str]) -> str:
    value = number_of_numeral(numeral.group())
    return numeral.group() if value is None else str(value)


def _read_segment(
    segment: Segment, before: ExtentContext, district: str | None
) -> tuple[tuple[Piece, ...], str, ExtentContext]:
    """The pieces of a part, what of it was not understood, and the street that holds for the next part."""
    street = None if {"street", "district"} & set(segment.heads) else before.street
    named = None if "district" in segment.heads else before.district
    plain = plainer(segment.text)
    reading = read_extents(plain, context=ExtentContext(named, street))
    within = ExtentContext(reading.district, reading.street)
    if segment.only:
        return (_whole_area(segment, within, district),), "", within
    heads = _heads_under(district, reading.district, street=reading.street, community=reading.community)
    rest = "、".join(span.text for span in reading.rest)
    pieces = _pieces_or_heads(narrowed(reading.extents, plain), heads)
    if leaves_out_unread(plain, read=sum(bool(_left_out(one)) for one in reading.extents)):
        pieces = tuple(replace(piece, vague=piece.vague or segment.text, around=True) for piece in pieces)
    return pieces, rest, within


def _left_out(extent: SaidExtent) -> tuple[object, ...]:
    return (*extent.except_text, *(extent.exceptions if isinstance(extent, SaidPlace) else ()))


def _whole_area(segment: Segment, within: ExtentContext, district: str | None) -> Piece:
    """All of the street, community or district that a part names and nothing else."""
    own = segment.heads.get("district") or within.district
    named = {"street": within.street, **segment.heads}
    heads = _heads_under(district, own, street=named.get("street"), community=named.get("community"))
    whole = (
        ""
        if heads.street or heads.community or heads_of(district=district, street=None, community=None).district
        else heads.district
    )
    return Piece(replace(heads, functional=segment.heads.get("functional") or heads.functional), whole=whole or "")


def _heads_under(district: str | None, own: str | None, *, street: str | None, community: str | None) -> Rungs:
    """Administrative names of a part: those of its own text come before those in which it is read."""
    heads = heads_of(district=district, street=street, community=community)
    inner = read_rungs(community or "")
    nearer = heads_of(
        district=own or (inner.district if inner.community or inner.street else None), street=None, community=None
    )
    return replace(heads, **{level: value for level in _OWN if (value := getattr(nearer, level))})


_OWN = ("province", "city", "district", "functional")


def zone_of(extents: Iterable[SaidExtent], heads: Rungs, *, rest: str = "") -> ReadZone:
    """The pieces of extents under administrative names; without extents, all that the names cover."""
    pieces = _pieces_or_heads(extents, heads)
    return ReadZone(pieces, _known_names(pieces), rest)


def _pieces_or_heads(extents: Iterable[SaidExtent], heads: Rungs) -> tuple[Piece, ...]:
    return pieces_of(extents, heads) or ((Piece(heads),) if heads.street or heads.community else ())


def _known_names(pieces: Sequence[Piece]) -> Known:
    wheres = [piece.where for piece in pieces]
    excluded = [one.where for piece in pieces for one in piece.excluded]
    vocabulary = make_vocabulary(
        regions=_named(wheres, "city"),
        districts=_named(wheres, "district"),
        townships=[name for street in _named(wheres, "street") for name in _with_long_ending(street)],
        communities=_named(wheres, "community"),
    )
    names = {name for where in (*wheres, *excluded) for name in (where.road, where.name) if name}
    names |= {short for name in names if len(short := name.removesuffix("小区")) > SHORTEST_PROTECTED}
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
    if _HALF_CHARACTER.search(text):
        raise AddressError("the text holds half a character (a lone surrogate); send it as UTF-8")
    if not normalize(text).strip("#,-"):
        raise AddressError(f"nothing to read in {text[:20]!r}; write for example 文昌路88号3栋")
    if _depth_of(text) > MAX_BRACKETS:
        raise AddressError(f"brackets stand more than {MAX_BRACKETS} deep in each other; close them: {text[:20]!r}")
    return text


def _depth_of(text: str) -> int:
    """How deep brackets stand in each other at most, closed or not."""
    steps = accumulate((character in _OPENING) - (character in _CLOSING) for character in text)
    return max(steps, default=0)
