"""What a place does not hold: buildings and units of it, or other words."""

import re
from typing import Any

from geo_service.addresses.extent_clauses import said_parts
from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_ranges import written_out
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_token import Token
from geo_service.addresses.extent_tokens import tokenize
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_EXCEPT = _RULES["except"]
_LEFT = one_of([*_EXCEPT["rest"], *_EXCEPT["after"], "区域", "楼栋", "单元", "地区"])

_CLOSE = one_of([*_EXCEPT["close"], _EXCEPT["bare_close"]])
_EXCEPT_TAIL = re.compile(rf"(?:{one_of(_EXCEPT['open'])})(?P<what>.{{1,60}}?)(?:{_CLOSE})的?(?:{_LEFT})?$")
_NAMED_OUTSIDE = re.compile(rf"(?P<what>{one_of(_EXCEPT['named'])})(?:以外|之外|外)的?(?:{_LEFT})?$")

_OPEN_EXCEPTION = re.compile(
    r"(?<!\()除(?!外)[^();]{1,60}?(?P<close>以外|之外|除外|外|(?=的?(?:其他|其它|其余|剩余)(?:区域|楼栋|楼幢|单元|地区|范围)))的?"
    rf"(?:{one_of([*_RULES['except']['rest'], '区域', '楼栋', '单元', '地区'])})?"
    r"(?P<counted>[0-9]+[栋幢]楼?)?"
)


def except_tail(said: PlaceList, start: int, end: int) -> re.Match[str] | None:
    """Find "除…外的其他区域" at the end of a span."""
    if "外" not in said.key and "除" not in said.key:
        return None
    return _EXCEPT_TAIL.search(said.key, start, end) or _NAMED_OUTSIDE.search(said.key, start, end)


def exclude(said: PlaceList, draft: Draft, start: int, end: int, tokens: list[Token] | None = None) -> None:
    """Take a span as what a place does not hold: buildings and units as such, anything else as words."""
    inner = clip(tokens, start, end) if tokens is not None else tokenize(said.text, start, end)
    if inner and all(token.kind in ("building", "unit", "sep", "join") for token in inner):
        _except_members(said, draft, inner)
        return
    for piece in _pieces(said.key, inner):
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


def _pieces(key: str, tokens: list[Token]) -> list[list[Token]]:
    """The entries of a list that mixes buildings with other words; a list of house numbers stays one piece."""
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        last = pieces[-1][-1] if pieces[-1] else None
        opened = (
            last is not None and last.kind == "text" and (last.end - last.start == 1 or key[last.end - 1].isascii())
        )
        continued = opened or (last is not None and last.kind == "house")
        if token.kind in ("sep", "join") and not continued:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [piece for piece in pieces if piece]


def tokens_with_exclusion(text: SaidText, start: int, end: int, *, headed: bool) -> list[Token]:
    """
    The tokens of a span; an exclusion without brackets ("除6号楼外其他区域") becomes a bracket.

    `headed`: administrative names stand before the span, of which something may be excluded.
    """
    match = _OPEN_EXCEPTION.search(text.key, start, end) if "除" in text.key else None
    if not match or (match.start() == start and not headed) or "(" in text.key[match.start() : match.end()]:
        return tokenize(text, start, end)
    inner = tokenize(text, match.start(), match.end("close"))
    bracket = Token("bracket", match.start() - 1, match.end("close"), inner=inner, closed=False)
    return [*tokenize(text, start, match.start()), bracket, *tokenize(text, match.end(), end)]
