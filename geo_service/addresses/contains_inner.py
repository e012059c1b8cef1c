"""Places named inside another one: what they do not say is the other's, and a part of it may have two names."""

import re
from dataclasses import replace

from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.ladder import Part
from geo_service.addresses.ladder_numbers import plain_label
from geo_service.addresses.normalize import normalize

_LABEL = "(?:[A-Z]?[0-9]{1,3}|[A-Z]{1,2}|[东西南北中])"
_PART_TWICE = re.compile(
    rf"(?P<one>{_LABEL})(?P<kind>区|期|组团)[(（](?:原|即|又名|又称|也称|现)?(?P<other>{_LABEL})(?P=kind)[)）]$"
)


def inherit(named: Piece, piece: Piece) -> Piece:
    """A place named inside another: what it does not name is the other's."""
    where, outer = named.where, piece.where
    if where.group and not (where.name or where.road or named.area):
        return replace(named, where=replace(where, name=outer.name))
    if where.owner or where.group or named.area:
        return named
    if named.rooms and not named.members:
        named = replace(named, members=piece.members)
    if where.plate or named.span:
        return replace(named, where=replace(where, road=outer.road, name=outer.name, group=outer.group))
    kept = {kind.kind: kind for kind in (*outer.parts, *where.parts)}
    inherited = replace(where, road=outer.road, plate=outer.plate, name=outer.name, group=outer.group)
    return replace(named, where=replace(inherited, parts=tuple(kept.values())))


def with_other_part_name(piece: Piece, place: str) -> Piece:
    """The piece whose part has another name in brackets, 怡景花园A2区(北区)."""
    found = _PART_TWICE.search(_with_brackets(place))
    if not found:
        return piece
    kind = found["kind"]
    own, other = (Part(kind, plain_label(found[name])) for name in ("one", "other"))
    parts = tuple(part for part in piece.where.parts if part != other)
    return replace(piece, where=replace(piece.where, parts=parts), called=(other,)) if own in parts else piece


def _with_brackets(place: str) -> str:
    """A place in the one way that is compared, its brackets kept."""
    return "".join(one if one in "()（）" else normalize(one) for one in re.split("([()（）])", place) if one)
