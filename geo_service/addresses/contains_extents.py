"""
Extents against extents, as far as their words settle it: within, overlapping, and what is left of one without another.

Each thing that an extent names is put as an address to the other extent: "inside" means all of what it names, "outside"
means none of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from geo_service.addresses.contains_finding import Verdict
from geo_service.addresses.contains_judge import judge
from geo_service.addresses.contains_piece import Doors, Piece
from geo_service.addresses.contains_pieces import pieces_of
from geo_service.addresses.contains_rooms import RoomRule
from geo_service.addresses.ladder import Plate, Rungs
from geo_service.model.said import SaidExtent, SaidMember, SaidPlace

MAX_NUMBERS = 500
"""Longest range of house numbers compared number by number; a road rarely has more."""


@dataclass(frozen=True)
class Relation:
    """Whether extents stand in a relation, from their words alone."""

    answer: Literal["yes", "no", "unsure"]
    reason: str


@dataclass(frozen=True)
class Difference:
    """What is left of extents without others; `undecided` are parts whose words don't settle it."""

    extents: tuple[SaidExtent, ...]
    undecided: tuple[SaidExtent, ...] = ()


def extent_within(one: Sequence[SaidExtent], other: Sequence[SaidExtent], *, heads: Rungs | None = None) -> Relation:
    """Say whether all of one lies in the other; no when a named part of it lies outside."""
    mine, theirs = pieces_of(one, heads or Rungs()), pieces_of(other, heads or Rungs())
    verdicts = [_within(piece, theirs) for piece in mine]
    if "other" in verdicts:
        return Relation("no", "有一部分写明在外")
    if mine and theirs and extents_overlap(one, other, heads=heads).answer == "no":
        return Relation("no", "没有一处相同")
    if not mine or "open" in verdicts:
        return Relation("unsure", "文字不能定")
    return Relation("yes", "每一部分都写明在内")


def extents_overlap(one: Sequence[SaidExtent], other: Sequence[SaidExtent], *, heads: Rungs | None = None) -> Relation:
    """Say whether the two have anything in common."""
    mine, theirs = pieces_of(one, heads or Rungs()), pieces_of(other, heads or Rungs())
    verdicts = {_shared(piece, their) for piece in mine for their in theirs}
    if "met" in verdicts:
        return Relation("yes", "有一部分同属两处")
    return Relation("unsure", "文字不能定") if "open" in verdicts else Relation("no", "没有一处相同")


def extent_difference(
    one: Sequence[SaidExtent], other: Sequence[SaidExtent], *, heads: Rungs | None = None
) -> Difference:
    """What is left of one without the other: parts inside are dropped, whole places get exceptions."""
    kept: list[SaidExtent] = []
    undecided: list[SaidExtent] = []
    for extent in one:
        parts = [(part, _without(part, other, heads or Rungs())) for part in _parts_of(extent)]
        kept += _joined([left for _, left in parts if left is not None])
        undecided += [part for part, left in parts if left is None]
    return Difference(tuple(kept), tuple(undecided))


def _within(piece: Piece, others: Sequence[Piece]) -> Verdict:
    atoms = _atoms_of(piece)
    if piece in others:
        return "met"
    if atoms is None:
        return "open"
    verdicts = [_atom_within(atom, piece, others) for atom in atoms]
    return "other" if "other" in verdicts else "open" if "open" in verdicts else "met"


def _atom_within(atom: Rungs, piece: Piece, others: Sequence[Piece]) -> Verdict:
    verdicts = [judge(_without_shared_exceptions(one, piece), atom).verdict for one in others]
    return "met" if "met" in verdicts else "open" if "open" in verdicts else "other"


def _without_shared_exceptions(one: Piece, piece: Piece) -> Piece:
    """What both leave out is no difference between them."""
    exceptions = tuple(door for door in one.exceptions if door not in piece.exceptions)
    return replace(one, exceptions=exceptions, excluded=tuple(x for x in one.excluded if x not in piece.excluded))


def _shared(one: Piece, other: Piece) -> Verdict:
    """met: something is in both; other: nothing is."""
    if one == other:
        return "met"
    both = [_atoms_in(one, other), _atoms_in(other, one)]
    if any("met" in verdicts for verdicts in both):
        return "met"
    return "other" if any(verdicts and set(verdicts) == {"other"} for verdicts in both) else "open"


def _atoms_in(piece: Piece, other: Piece) -> list[Verdict]:
    """How each named thing of a piece lies to the other; with exceptions of its own it is only known to be out."""
    atoms = _atoms_of(piece) or []
    verdicts = [judge(other, atom).verdict for atom in atoms]
    limited = piece.exceptions or piece.excluded or piece.vague
    return ["open" if limited and verdict == "met" and not piece.goes_on else verdict for verdict in verdicts]


def _atoms_of(piece: Piece) -> list[Rungs] | None:
    """Everything a piece names, as addresses; None when it can't be told one by one (bounds, long ranges)."""
    plates = _plates_of(piece)
    if piece.area or plates is None:
        return None
    doors = piece.members or (Doors(None),)
    units = [(door.building, unit) for door in doors for unit in door.units or (None,)]
    rooms = [_room_of(rule) for rule in piece.rooms] or [(None, None)]
    if any(room is None for room in rooms):
        return None
    return [
        replace(piece.where, plate=plate, building=building, unit=unit, floor=room[0], room=room[1])
        for plate in plates
        for building, unit in units
        for room in rooms
        if room is not None
    ]


def _plates_of(piece: Piece) -> list[Plate | None] | None:
    if piece.span is None:
        return [piece.where.plate]
    if piece.span.end - piece.span.start > MAX_NUMBERS:
        return None
    wanted = {"odd": {1}, "even": {0}}.get(piece.span.parity, {0, 1})
    numbers = range(piece.span.start, piece.span.end + 1)
    return [Plate(str(number)) for number in numbers if number % 2 in wanted]


def _room_of(rule: RoomRule) -> tuple[int | None, str | None] | None:
    """The one floor or room of a rule; None when it names several."""
    single = not rule.unread and rule.low == rule.high and rule.first == rule.last
    return (rule.low, rule.first) if single else None


def _parts_of(extent: SaidExtent) -> list[SaidExtent]:
    """One extent for each building and unit that is named."""
    if not isinstance(extent, SaidPlace) or not extent.members:
        return [extent]
    doors = [(one.building, unit) for one in extent.members for unit in one.units or (None,)]
    return [replace(extent, members=(SaidMember(building, (unit,) if unit else ()),)) for building, unit in doors]


def _without(part: SaidExtent, other: Sequence[SaidExtent], heads: Rungs) -> SaidExtent | Literal["nothing"] | None:
    """What is left of a part: itself, itself with exceptions, nothing, or None when undecided."""
    if extent_within([part], other, heads=heads).answer == "yes":
        return "nothing"
    touching = [one for piece in other for one in _parts_of(piece) if _touches(part, one, heads)]
    if not touching:
        return part
    named = [member for one in touching if (member := _named_within(one, part, heads))]
    if len(named) < len(touching) or not isinstance(part, SaidPlace):
        return None
    return replace(part, exceptions=(*part.exceptions, *named))


def _touches(part: SaidExtent, one: SaidExtent, heads: Rungs) -> bool:
    return extents_overlap([part], [one], heads=heads).answer != "no"


def _named_within(one: SaidExtent, part: SaidExtent, heads: Rungs) -> SaidMember | None:
    """The building or unit that `one` takes out of `part`, if all of it lies there and nothing of it is excepted."""
    whole = (
        isinstance(one, SaidPlace) and len(one.members) == 1 and not (one.exceptions or one.except_text or one.rooms)
    )
    if not whole or not isinstance(one, SaidPlace):
        return None
    return one.members[0] if extent_within([one], [part], heads=heads).answer == "yes" else None


def _joined(parts: Iterable[SaidExtent | Literal["nothing"]]) -> list[SaidExtent]:
    """Parts of one place under one extent again; those with exceptions stay apart."""
    found: list[SaidExtent] = []
    for part in parts:
        if part == "nothing" or isinstance(part, str):
            continue
        last = found[-1] if found else None
        if isinstance(last, SaidPlace) and isinstance(part, SaidPlace) and _same_but_members(last, part):
            found[-1] = replace(last, members=_merged(last.members, part.members))
        else:
            found.append(part)
    return found


def _same_but_members(one: SaidPlace, other: SaidPlace) -> bool:
    return bool(one.members) and replace(one, members=()) == replace(other, members=())


def _merged(members: Sequence[SaidMember], added: Sequence[SaidMember]) -> tuple[SaidMember, ...]:
    *head, last = members
    first = added[0]
    if last.building == first.building and last.units and first.units:
        return (*head, SaidMember(last.building, (*last.units, *first.units)))
    return (*members, *added)
