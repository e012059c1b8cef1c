"""
What the last of several places leaves out and the others leave out with it.

X社区、Y社区(除怡景花园3栋外): the estate lies in either community, and nowhere is it in the zone.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.contains_where import HEADS


def with_shared_exclusions(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, each without what the last one leaves out by a name of its own, or leaves open for whole areas."""
    if not pieces:
        return []
    *others, last = pieces
    named = [one for one in last.excluded if one.where.owner and one.where.owner != last.where.owner]
    return [*(_without(piece, named, last) for piece in others), last]


def _without(piece: Piece, named: Sequence[Piece], last: Piece) -> Piece:
    shared = tuple(replace(one, where=replace(one.where, **_heads_for(one, piece, last))) for one in named)
    vague = last.vague if _is_whole_area(piece) and _is_whole_area(last) else ""
    return replace(piece, excluded=(*piece.excluded, *shared), vague=piece.vague or vague)


def _heads_for(one: Piece, piece: Piece, last: Piece) -> dict[str, Any]:
    """The other piece's administrative names instead of those that were only inherited."""
    inherited = [level for level in HEADS if getattr(one.where, level) == getattr(last.where, level)]
    return {level: getattr(piece.where, level) for level in inherited}


def _is_whole_area(piece: Piece) -> bool:
    where = piece.where
    return bool(where.street or where.community) and not (where.names_a_place or piece.goes_on or piece.area)
