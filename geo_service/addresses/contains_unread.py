"""
Names of an address that stand in a zone's text, but are none of the places that were read there.

Such an address is never outside: the zone may name its place in words that were not understood.
"""

from collections.abc import Collection, Iterable, Iterator

from geo_service.addresses.contains_names import is_detail, is_kind
from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.contains_where import HEADS
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.normalize import normalize

_GUESSED = ("city", "functional", "district", "street", "community")
"""Levels that are recognised by their endings, so that a place may be taken for one (云湖美镇)."""

MIN_UNREAD_CHARS = 2
"""Characters of a name; what stands in another word by chance was read as that word."""


def name_is_unread(pieces: Iterable[Piece], written: str, said: Rungs) -> bool:
    """Whether the address's place is named in the zone's text, but is none of the places that were read there."""
    read = [one for piece in pieces for one in _pieces_read(piece)]
    heads = {name for one in read for name in _levels_of(one.where, HEADS)}
    places = heads.union(*(_places_read(one) for one in read))
    sought = [(name, heads) for name in _levels_of(said, _GUESSED) if name not in places]
    sought += [(name, places) for name in _levels_of(said, ("name", "road")) if not (is_kind(name) or is_detail(name))]
    return any(name in written and len(_beyond(known, name)) >= MIN_UNREAD_CHARS for name, known in sought)


def _levels_of(where: Rungs, levels: Iterable[str]) -> Iterator[str]:
    return (normalize(name) for level in levels if (name := getattr(where, level)))


def _beyond(read: Collection[str], name: str) -> str:
    """What is left of a name without the names that were read; nothing when it is part of one."""
    if any(name in one for one in read):
        return ""
    for one in sorted(read, key=len, reverse=True):
        name = name.replace(one, "") if one else name
    return name


def _pieces_read(piece: Piece) -> Iterator[Piece]:
    """A piece, its other writings and what it leaves out; what it holds is only read as a whole."""
    yield piece
    for one in (*piece.writings, *piece.excluded):
        yield from _pieces_read(one)


def _places_read(piece: Piece) -> set[str]:
    where = piece.where
    together = normalize((where.road or "") + (where.name or ""))
    return {*_levels_of(where, ("road", "name", "group")), together, *map(normalize, piece.lines)}
