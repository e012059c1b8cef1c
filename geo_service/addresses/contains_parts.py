"""Parts of an estate (期, 区, 组团, 云景苑) and households beside a number in a piece against those of an address."""

import re
from collections.abc import Sequence

from geo_service.addresses.contains_finding import MET, Finding, left_open, other
from geo_service.addresses.contains_names import Likeness, compare_labels, compare_names
from geo_service.addresses.contains_numbers import said_of
from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.ladder import Part, Rungs
from geo_service.addresses.rules_files import read_rules

_TAILS = sorted(map(re.escape, read_rules("places")["name"]["tails"]), key=len, reverse=True)
_ESTATE_TAIL = re.compile(f"(?:{'|'.join(_TAILS)})$")


def compare_parts(zone: Piece, said: Rungs) -> Finding:
    """Phases, areas and groups of an estate (期, 区, 组团)."""
    theirs = {part.kind: part for part in said.parts}
    mine = {part.kind: part for part in zone.where.parts}
    for kind, part in mine.items():
        if kind not in theirs:
            continue
        names = [part.label, *(one.label for one in zone.called if one.kind == kind)]
        likeness = _like_part(names, theirs[kind].label) if kind else _like_inner(part, theirs[kind])
        if likeness != "same":
            return said_of(likeness, str(part), str(theirs[kind]))
    lacking = [part for kind, part in mine.items() if kind not in theirs and not _said_otherwise(part, said)]
    if lacking:
        return left_open(f"没有写明是否{lacking[0]}", f"哪一{lacking[0].kind}？" if lacking[0].kind else "")
    added = [part for kind, part in theirs.items() if kind not in mine]
    if added and zone.goes_on:
        return left_open(f"范围没有写{added[0].kind or added[0].label}，地址多了{added[0]}")
    return MET


def _like_part(names: Sequence[str], theirs: str) -> Likeness:
    """The likeness of a part by any of its names; another one of a kind with one of them (A1, A2) is another part."""
    found = {compare_labels(name, theirs) for name in names}
    return "same" if "same" in found else "other" if "other" in found else "near"


def _like_inner(mine: Part, theirs: Part) -> Likeness:
    """Two names inside an estate: only names of homes are others of one another."""
    likeness = compare_names(mine.label, theirs.label)
    homes = all(_ESTATE_TAIL.search(part.label) for part in (mine, theirs))
    return "near" if likeness == "other" and not homes else likeness


def _said_otherwise(part: Part, said: Rungs) -> bool:
    return not part.kind and part.label in said.extra


def compare_beside(zone: Rungs, said: Rungs, *, numbered: bool) -> Finding:
    """临户 is another household than the number before it."""
    if not numbered or zone.beside == said.beside:
        return MET
    return other("临户是另一户，不是该门牌" if said.beside else "该门牌本身不是临户")
