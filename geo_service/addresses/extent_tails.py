"""What follows a place: another name, a note, what it includes and what it does not."""

import re
from collections.abc import Callable
from typing import Any

from geo_service.addresses.extent_clauses import include_at, names_include, read_clause, said_parts
from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_names import named_group
from geo_service.addresses.extent_tokens import Token, any_of, tokenize, written_out
from geo_service.addresses.rules_files import read_rules

_RULES: dict[str, Any] = read_rules("extents")
_WORDS, _EXCEPT = _RULES["words"], _RULES["except"]
_LEFT = any_of([*_EXCEPT["rest"], *_EXCEPT["after"], "区域", "楼栋", "单元", "地区"])
_TAIL = re.compile(rf"(?:{any_of(_WORDS['tails'])})$")
_ONLY_TAIL = re.compile(any_of(_WORDS["tails"]))
_NOTE_TAIL = re.compile(rf"(?:{any_of(_WORDS['notes'])})$")
_EXCEPT_TAIL = re.compile(
    rf"(?:{any_of(_EXCEPT['open'])})(?P<what>.{{1,60}}?)(?:{any_of(_EXCEPT['close'])})的?(?:{_LEFT})?$"
)
_OUTSIDE = re.compile(rf"(?:以外|之外)的?(?:{_LEFT})?")
_AROUND = tuple(_WORDS["around"])
_NOTED_TAILS = frozenset(_WORDS["noted_tails"])
_BARE = frozenset(_WORDS["bare"])


def read_tail(said: PlaceList, start: int, end: int, following: Token | None) -> None:
    """Read a text behind a number of the same place: the first way that fits."""
    draft = said.last
    if draft is None:
        said.refuse(start, end)
        return
    for read in _WAYS:
        if read(said, draft, start, end, following):
            return


def cut_tail(said: PlaceList, start: int, end: int) -> tuple[int, str]:
    """The end of a name without "区域", and "附近区域" as a note."""
    note = _NOTE_TAIL.search(said.key, start, end)
    if note and note.start() > start:
        return note.start(), said.surface(note.start(), end)
    tail = _TAIL.search(said.key, start, end)
    return (tail.start(), "") if tail and tail.start() > start else (end, "")


def except_tail(said: PlaceList, start: int, end: int) -> re.Match[str] | None:
    """Find "除…外的其他区域" at the end of a span."""
    return _EXCEPT_TAIL.search(said.key, start, end)


def include(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> None:
    """Add what belongs to a place, with the bracket behind it that says where that is."""
    if following and following.kind == "bracket" and _is_address(said, following):
        following.kind = "read"
        end = following.end
    draft.include.append(said.surface(start, end))
    said.fresh = False


def _is_address(said: PlaceList, bracket: Token) -> bool:
    return read_clause(said.key, bracket.start + 1, bracket.end - bracket.closed).kind == "address"


def exclude(said: PlaceList, draft: Draft, start: int, end: int, tokens: list[Token] | None = None) -> None:
    """Take a span as what a place does not hold: buildings and units as such, anything else as words."""
    inner = clip(tokens, start, end) if tokens is not None else tokenize(said.text, start, end)
    if inner and all(token.kind in ("building", "unit", "sep", "join") for token in inner):
        _except_members(said, draft, inner)
        return
    for piece in _pieces(inner):
        if all(token.kind in ("building", "unit") for token in piece):
            _except_members(said, draft, piece)
        else:
            draft.except_text += said_parts(said.text, piece)


def clip(tokens: list[Token], start: int, end: int) -> list[Token]:
    """The tokens between two places; text is cut."""
    clipped = [token for token in tokens if token.end > start and token.start < end]
    for token in clipped:
        if token.kind == "text":
            token.start, token.end = max(token.start, start), min(token.end, end)
    return clipped


def _except_members(said: PlaceList, draft: Draft, tokens: list[Token]) -> None:
    building = next(reversed(draft.members)) if draft.members else None
    for token in tokens:
        names = written_out(said.text, token)
        if token.kind == "building":
            draft.exceptions |= {name: [] for name in names if name not in draft.exceptions}
            building = names[-1] if names else building
        elif token.kind == "unit":
            draft.exceptions.setdefault(building, []).extend(names)


def _pieces(tokens: list[Token]) -> list[list[Token]]:
    """The entries of a list that mixes buildings with other words; a list of house numbers stays one piece."""
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind in ("sep", "join") and not (pieces[-1] and pieces[-1][-1].kind == "house"):
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [piece for piece in pieces if piece]


# -- the ways to read a text behind a number; each says whether it fits


def _continues(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """More words of a list of floors or of an inclusion."""
    del following
    opened = draft.rooms if said.floors_open else draft.include if said.including else []
    if opened:
        opened[-1] += said.surface(start, end)
    return bool(opened)


def _is_outside(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """All but the buildings before: 以外区域."""
    outside = _OUTSIDE.match(said.key, start, end)
    if not outside or not draft.members or draft.exceptions:
        return False
    draft.exceptions, draft.members = draft.members, {}
    if outside.end() < end:
        read_tail(said, outside.end(), end, following)
    return True


def _includes(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    if said.key.startswith(_AROUND, start):
        include(said, draft, start, end, following)
        return True
    joined = include_at(said.key, start, end)
    if not joined:
        return False
    if joined.start() > start:
        read_tail(said, start, joined.start(), None)
    include(said, draft, joined.end(), end, following)
    return True


def _excepts(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    del following
    tail = except_tail(said, start, end)
    if not tail:
        return False
    if tail.start() > start:
        read_tail(said, start, tail.start(), None)
    exclude(said, draft, *tail.span("what"))
    return True


def _is_only_tail(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """A closing 区域 says nothing; 连片区域 is noted."""
    del following
    if not _ONLY_TAIL.fullmatch(said.key, start, end):
        return False
    if said.key[start:end] in _NOTED_TAILS:
        draft.add_note(said.surface(start, end))
    return True


def _is_of_village(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """A group behind its number (34号老屋组), or a note of a village."""
    del following
    words, group = said.surface(start, end), named_group(said.key[start:end])
    bare_number = draft.number is not None and draft.road is None and draft.place is None
    if group and draft.group is None and (draft.rural or bare_number):
        draft.group, draft.village = words, draft.village or said.village
        return True
    if draft.rural:
        draft.add_note(words)
    return draft.rural


def _is_note(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    del following
    noted = bool(_NOTE_TAIL.fullmatch(said.key, start, end))
    if noted:
        draft.add_note(said.surface(start, end))
    return noted


def _is_behind_members(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """A shop on a floor, or what belongs to a building."""
    del following
    if not (draft.members or draft.rooms):
        return False
    words = said.surface(start, end)
    if said.floor and draft.members:
        _note_of_last_member(said, draft, said.floor + words)
    elif names_include(said.key, start, end):
        draft.include.append(words)
    else:
        draft.add_note(words)
    said.floor = ""
    return True


def _note_of_last_member(said: PlaceList, draft: Draft, note: str) -> None:
    """The floor of one building among several is an extent of its own."""
    if draft.rooms and draft.rooms[-1] == said.floor:
        draft.rooms.pop()
    if len(draft.members) > 1:
        building, units = draft.members.popitem()
        draft = Draft(draft.start, draft.end, draft.road, draft.number, draft.place, members={building: units})
        said.drafts.append(draft)
        said.last = draft
    draft.add_note(note)


def _is_name(said: PlaceList, draft: Draft, start: int, end: int, following: Token | None) -> bool:
    """A compound or shop behind its house number; the name before the number was the road then."""
    del following
    stop, note = cut_tail(said, start, end)
    words = said.surface(start, stop)
    if note:
        draft.add_note(note)
    if said.key[start:stop] in _BARE:
        return True
    if draft.place and draft.road is None and draft.number is None:
        draft.add_note(words)
    elif draft.place and draft.road is None:
        draft.road, draft.place = draft.place, words
    else:
        draft.place = (draft.place or "") + words
    _share_place(said, draft)
    return True


def _share_place(said: PlaceList, draft: Draft) -> None:
    """A compound behind the last of several lanes belongs to all of them (甲路155弄、乙路66弄怡景苑)."""
    for before in reversed(said.drafts[:-1]):
        if not isinstance(before, Draft) or before.place or before.members or not before.number or before.rural:
            return
        if not (before.number.endswith("弄") and draft.number and draft.number.endswith("弄")):
            return
        before.place = draft.place


_WAYS: tuple[Callable[[PlaceList, Draft, int, int, Token | None], bool], ...] = (
    _continues,
    _is_outside,
    _includes,
    _excepts,
    _is_only_tail,
    _is_of_village,
    _is_note,
    _is_behind_members,
    _is_name,
)
