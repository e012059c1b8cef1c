"""A list of places, read word by word; what a place does not say itself it has from the one before."""

import re

from geo_service.addresses.extent_admin import read_admin
from geo_service.addresses.extent_areas import read_area
from geo_service.addresses.extent_clauses import Clause, read_clause, said_parts
from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_heads import read_head
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_names import is_area, is_road
from geo_service.addresses.extent_numbers import read_number, read_range
from geo_service.addresses.extent_tails import clip, exclude, read_tail
from geo_service.addresses.extent_tokens import Token

_SEPARATES = ("sep", "join")
_LEFT_OVER = re.compile(r"(?:以外|之外|外|除外)的?(?P<left>楼栋和.+)")


def read_places(said: PlaceList, tokens: list[Token]) -> None:
    """Read the tokens of a list into the drafts of its state."""
    tokens = _join_names(said, tokens)
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        _read_token(said, token, following)
    said.end_piece()


def _read_token(said: PlaceList, token: Token, following: Token | None) -> None:
    if token.kind in _SEPARATES:
        said.end_piece()
        said.joined = token.kind == "join"
        return
    if token.kind == "text":
        read = read_head if said.fresh else read_tail
        read(said, token.start, token.end, following)
    elif token.kind == "bracket":
        _read_bracket(said, token)
    elif token.kind != "read":  # a bracket may have been read with the word before it
        read_number(said, token)
    said.joined = False


def _join_names(said: PlaceList, tokens: list[Token]) -> list[Token]:
    """Brackets that are a part of a name become text with it: 怡景苑(二期)3栋."""
    named: list[Token] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        before = named[-1] if named else None
        of_name = token.kind == "bracket" and _is_part_of_name(said, token, following)
        touches = before is not None and before.kind == "text" and before.end == token.start
        if before and touches and (of_name or token.kind == "text"):
            before.end = token.end
        else:
            named.append(token)
    return named


def _is_part_of_name(said: PlaceList, bracket: Token, following: Token | None) -> bool:
    start, end = bracket.start + 1, bracket.end - 1
    if not bracket.closed or [token.kind for token in bracket.inner] != ["text"]:
        return False
    if is_area(said.key[start:end]):
        return True
    if read_clause(said.key, start, end).kind != "address":
        return False
    if following is not None and following.start == bracket.end and following.kind not in (*_SEPARATES, "bracket"):
        return True
    admin = read_admin(said.key, start, end, rural=False, streets=said.streets)
    return not is_road(said.key[start:end]) and admin.end == start


def _read_bracket(said: PlaceList, token: Token) -> None:
    start, end = token.start + 1, token.end - token.closed
    clause, draft = read_clause(said.key, start, end), said.last
    if clause.kind == "time":
        return
    if draft is None:
        said.refuse(token.start, token.end)
    elif clause.kind == "except":
        exclude(said, draft, clause.start, clause.end, token.inner)
        left = _LEFT_OVER.fullmatch(said.key, clause.end, end)
        if left:
            draft.add_note(said.surface(*left.span("left")))
    elif clause.kind == "include":
        draft.include += said_parts(said.text, clip(token.inner, clause.start, clause.end))
    elif clause.kind == "note" or not _read_address(said, draft, token, clause):
        words = said.surface(start, end)
        draft.add_note(f"({words})" if draft.note else words)


def _read_address(said: PlaceList, draft: Draft, token: Token, clause: Clause) -> bool:
    """The inside of a bracket as sides of the place, a range of numbers, or another address of it."""
    area = read_area(said.text, clause.start, clause.end)
    if area and said.drafts and said.drafts[-1] is draft:
        area.name = said.surface(draft.start, token.start)
        said.drafts[-1] = area
        said.last = None
        return True
    span = read_range(token.inner[0]) if [part.kind for part in token.inner] in (["house"], ["number"]) else None
    if span and not draft.rural:
        draft.number, draft.number_range = said.surface(clause.start, clause.end), span
        return True
    return _read_alias(said, draft, token.inner, clause)


def _read_alias(said: PlaceList, draft: Draft, tokens: list[Token], clause: Clause) -> bool:
    admin = read_admin(said.key, clause.start, clause.end, rural=False, streets=said.streets)
    body = admin.end if admin.street or admin.community else clause.start
    inner = PlaceList(said.text, said.village, rural=False, streets=said.streets)
    read_places(inner, clip(tokens, body, clause.end))
    other = inner.drafts[0] if len(inner.drafts) == 1 else None
    if not isinstance(other, Draft) or inner.rest or not _adopt(draft, other):
        return False
    said.alias = (admin.street, admin.community)
    return True


def _adopt(draft: Draft, other: Draft) -> bool:
    """Take the parts of another address of the same place; say whether they fit."""
    if draft.rural or other.rural:
        return False
    if other.number and other.road and not draft.number and not other.place:
        draft.road, draft.number, draft.number_range = other.road, other.number, other.number_range
        return True
    if draft.number and other.place and not draft.place and not other.number:
        draft.place = other.place
        draft.members |= {building: units for building, units in other.members.items() if building not in draft.members}
        return True
    return False
