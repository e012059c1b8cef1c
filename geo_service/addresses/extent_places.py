"""A list of places, read word by word; what a place does not say itself it has from the one before."""

import re
from copy import copy
from dataclasses import replace

from geo_service.addresses.extent_admin import read_admin
from geo_service.addresses.extent_area import Area
from geo_service.addresses.extent_areas import read_area
from geo_service.addresses.extent_clauses import Clause, read_clause, said_parts
from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_exclusions import clip, exclude
from geo_service.addresses.extent_heads import read_head
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_names import is_area, is_road
from geo_service.addresses.extent_numbers import read_number, read_range
from geo_service.addresses.extent_tails import is_everywhere, read_tail
from geo_service.addresses.extent_text import fold
from geo_service.addresses.extent_token import SEPARATES, Token
from geo_service.addresses.extent_tokens import PARITY_OF
from geo_service.addresses.rules_files import one_of

_TURN = re.compile(r"[、,;](?=不含|除(?!外)|不包括|不包含|包括|包含|含)")
_PARITY = re.compile(rf"(?P<only>(?:[只仅限]?[含限]?(?:门牌号?(?:码|为)?)?)?)(?P<parity>{one_of(PARITY_OF)})侧?")
# (含甲楼、乙楼,丙楼除外)
_TURN_TO_EXCEPTION = re.compile(r"(?:包含|包括|含)[^,;()]{1,60}(?P<cut>[,;])[^,;()]{1,60}除外$")
_HYPHENED = re.compile(r"[0-9]+-[0-9]")
_DOOR = re.compile(r"[0-9]+-[0-9]+号?")
_LEFT_OVER = re.compile(r"(?:以外|之外|外|除外)的?(?P<left>楼栋和.+)")


PART_AND_BUILDING = 2
"""Words of "A区3栋"."""


def read_places(said: PlaceList, tokens: list[Token]) -> None:
    """Read the tokens of a list into the drafts of its state."""
    if any(token.kind == "bracket" for token in tokens):
        tokens = _join_names(said, tokens)
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        _read_token(said, token, following)
    said.end_piece()
    doors = [draft for draft in said.drafts if isinstance(draft, Draft) and _HYPHENED.match(draft.number or "")]
    if len(doors) > 1:
        _tell_doors_from_ranges(doors)


def _tell_doors_from_ranges(drafts: list[Draft]) -> None:
    """Numbers of one road that begin alike (3-1号, 3-5号) are doors, not ranges."""
    first: dict[tuple[str | None, str], list[Draft]] = {}
    for draft in drafts:
        low = (draft.number or "").partition("-")[0]
        first.setdefault((draft.road, low), []).append(draft)
    for alike in first.values():
        for draft in alike if len(alike) > 1 else []:
            if _DOOR.fullmatch(draft.number or ""):
                draft.number_range = None


def _read_token(said: PlaceList, token: Token, following: Token | None) -> None:
    if token.kind in SEPARATES:
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
    if _PARITY.fullmatch(said.key, start, end):
        return False
    if not bracket.closed or [token.kind for token in bracket.inner] != ["text"] or said.key.startswith("均", start):
        return False
    if is_area(said.key[start:end]):
        return True
    if is_everywhere(said.key, start, end) or read_clause(said.key, start, end).kind != "address":
        return False
    if following is not None and following.start == bracket.end and following.kind not in (*SEPARATES, "bracket"):
        return True
    admin = read_admin(said.key, start, end, rural=False, streets=said.streets)
    return not is_road(said.key[start:end]) and admin.end == start


def _read_bracket(said: PlaceList, token: Token) -> None:
    start, end = token.start + 1, token.end - token.closed
    turn = _TURN.search(said.key, start + 1, end) or _TURN_TO_EXCEPTION.match(said.key, start, end)
    if said.last is None:
        _read_area_bracket(said, token, read_clause(said.key, start, end))
    elif said.key.startswith("均", start):
        _read_bracket_of_all(said, token)
    elif turn:
        cut = turn.start("cut") if turn.re is _TURN_TO_EXCEPTION else turn.start()
        for first, last in ((start, cut), (cut + 1, end)):
            part = [copy(word) for word in token.inner]
            _read_bracket(said, Token("bracket", first - 1, last, inner=clip(part, first, last), closed=False))
    elif not _read_parity(said, said.last, start, end) and not any(
        read(said, said.last, token) for read in (_read_numbers, _read_parts)
    ):
        _read_clause(said, said.last, token)


def _read_parity(said: PlaceList, draft: Draft, start: int, end: int) -> bool:
    """The side of the road that a range of house numbers lies on: (单号), (只含门牌号双号)."""
    said_parity = _PARITY.fullmatch(said.key, start, end) if draft.number_range or draft.number else None
    if not said_parity:
        return False
    if draft.number_range:
        draft.number_range = replace(draft.number_range, parity=PARITY_OF[said_parity["parity"]])
    if not draft.number_range or said_parity["only"]:
        words = said.surface(start, end)
        draft.add_note(f"({words})" if draft.note else words)
    return True


def _read_parts(said: PlaceList, draft: Draft, token: Token) -> bool:
    """Buildings of several parts of the place in one bracket: 怡景园(D区2号楼、F区3号楼)."""
    parts = [word for word in token.inner if word.kind not in SEPARATES]
    if len(parts) < PART_AND_BUILDING or draft.members or not draft.place or draft.rural or parts[0].kind != "text":
        return False
    if not all(
        word.kind == "building" or (word.kind == "text" and is_area(said.key[word.start : word.end])) for word in parts
    ):
        return False
    draft.place += said.surface(parts[0].start, parts[0].end)
    for word in token.inner[1:]:
        _read_token(said, word, None)
    said.fresh = False
    return True


def _read_clause(said: PlaceList, draft: Draft, token: Token) -> None:
    start, end = token.start + 1, token.end - token.closed
    clause = read_clause(said.key, start, end)
    if clause.kind == "except":
        exclude(said, draft, clause.start, clause.end, token.inner)
        left = _LEFT_OVER.fullmatch(said.key, clause.end, end)
        if left:
            draft.add_note(said.surface(*left.span("left")))
    elif clause.kind == "include":
        draft.include += said_parts(said.text, clip(token.inner, clause.start, clause.end))
    elif (
        clause.kind != "time"
        and not _read_sides(said, draft, token, clause)
        and (clause.kind == "note" or not _read_address(said, draft, token, clause))
    ):
        words = said.surface(start, end)
        draft.add_note(f"({words})" if draft.note else words)


def _read_numbers(said: PlaceList, draft: Draft, token: Token) -> bool:
    """Only buildings and units, or several house numbers, in a bracket: those of the place (怡景苑(3栋、5栋))."""
    kinds = {part.kind for part in token.inner} - set(SEPARATES)
    if not kinds:
        return False
    houses = kinds == {"house"} and len(token.inner) > 1 and not draft.number
    units = kinds == {"unit"} and draft.members and not any(draft.members.values())
    if kinds == {"group"} and draft.place and draft.place == said.community:
        draft.village, draft.place = draft.place, None
        houses = True  # each group is an extent as each door is
    elif not units and (draft.members or not (houses or (kinds <= {"building", "unit"} and not draft.rural))):
        return False
    for part in token.inner:
        if houses or part.kind not in SEPARATES:
            _read_token(said, part, None)
    said.fresh = False
    return True


def _read_bracket_of_all(said: PlaceList, token: Token) -> None:
    """(均含底商) holds for every place before it, back to the last such bracket."""
    last, start, end = said.last, token.start + 1, token.end - token.closed
    meant = [draft for draft in said.drafts[said.shared :] if isinstance(draft, Draft)]
    said.shared = len(said.drafts)
    for draft in meant:
        said.last = draft
        inner = clip([copy(word) for word in token.inner], start + 1, end)
        _read_bracket(said, Token("bracket", start, end, inner=inner, closed=False))
    said.last = last


def _read_area_bracket(said: PlaceList, token: Token, clause: Clause) -> None:
    """What is excluded from an area or belongs to it."""
    area = said.drafts[-1] if said.drafts else None
    parts = said_parts(said.text, clip(token.inner, clause.start, clause.end))
    if isinstance(area, Area) and clause.kind == "except":
        area.except_text += parts
    elif isinstance(area, Area) and clause.kind == "include":
        area.include += parts
    elif clause.kind != "time":
        said.refuse(token.start, token.end)


def _name_of_area(said: PlaceList, draft: Draft, end: int) -> str:
    """The words before the sides; a group has its village and the groups listed before it in its name."""
    start = draft.start
    while draft.group and len(said.drafts) > 1:
        before = said.drafts[-2]
        if not isinstance(before, Draft) or before.village != draft.village or not before.group or before.number:
            break
        start = before.start
        del said.drafts[-2]
    village = said.key.rfind(fold(draft.village), 0, start) if draft.village else -1
    return said.surface(village if village >= 0 else start, end)


def _read_sides(said: PlaceList, draft: Draft, token: Token, clause: Clause) -> bool:
    """The inside of a bracket as sides of the place."""
    area = read_area(said.text, clause.start, clause.end)
    if area and said.drafts and said.drafts[-1] is draft:
        area.name = draft.surroundings or _name_of_area(said, draft, token.start)
        said.drafts[-1] = area
        said.last = None
        return True
    return False


def _read_address(said: PlaceList, draft: Draft, token: Token, clause: Clause) -> bool:
    """The inside of a bracket as a range of numbers or another address of the place."""
    span = read_range(token.inner[0]) if [part.kind for part in token.inner] in (["house"], ["number"]) else None
    if span and not draft.rural:
        draft.number, draft.number_range = said.surface(clause.start, clause.end), span
        return True
    return _read_alias(said, draft, token.inner, clause)


def _read_alias(said: PlaceList, draft: Draft, tokens: list[Token], clause: Clause) -> bool:
    admin = read_admin(said.key, clause.start, clause.end, rural=False, streets=said.streets)
    body = admin.end if admin.street or admin.community else clause.start
    inner = PlaceList(said.text, said.key, said.surface, said.village, rural=False, streets=said.streets)
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
    if (
        other.number
        and other.place
        and draft.place
        and not (draft.road or draft.number or draft.members or other.members)
    ):
        # the name before a number is its road, one behind it a note
        draft.road, draft.number, draft.number_range = other.road or other.place, other.number, other.number_range
        if other.road:
            draft.add_note(other.place)
        return True
    if other.road and draft.place and not (draft.road or draft.number or other.place or other.number or other.members):
        draft.road = other.road
        return True
    if draft.number and other.place and not draft.place and not other.number:
        draft.place = other.place
        draft.members |= {building: units for building, units in other.members.items() if building not in draft.members}
        return True
    return False
