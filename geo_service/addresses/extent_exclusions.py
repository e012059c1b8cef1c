"""What a place does not hold: buildings and units of it, or other words."""

import re
from typing import Any

from geo_service.addresses.extent_clauses import said_parts
from geo_service.addresses.extent_drafts import Draft
from geo_service.addresses.extent_list import PlaceList
from geo_service.addresses.extent_ranges import written_out
from geo_service.addresses.extent_text import SaidText, fold
from geo_service.addresses.extent_token import Token
from geo_service.addresses.extent_tokens import tokenize
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_EXCEPT = _RULES["except"]
_LEFT = one_of([*_EXCEPT["rest"], *_EXCEPT["after"], "区域", "楼栋", "单元", "地区"])

_CLOSE = one_of([*_EXCEPT["close"], _EXCEPT["bare_close"]])
_EXCEPT_TAIL = re.compile(rf"(?:{one_of(_EXCEPT['open'])})(?P<what>.{{1,60}}?)(?:{_CLOSE})的?(?:{_LEFT})?$")
_NAMED_OUTSIDE = re.compile(rf"(?P<what>{one_of(_EXCEPT['named'])})(?:以外|之外|外)的?(?:{_LEFT})?$")

_ENCLOSED = re.compile(rf"(?:{one_of(_RULES['enclosure']['words'])})?(?:区域|范围)")
_ITSELF = ("小区", "小区内", "本小区", "该小区", "其中")
_NAMED_BUILDING = re.compile(r"[^\W\d_]{1,4}楼")  # 回迁楼, said beside buildings with numbers

_OPEN_EXCEPTION = re.compile(
    r"(?<!\()除(?!外)[^();]{1,60}?(?P<close>以外|之外|除外|外|(?=的?(?:其他|其它|其余|剩余)(?:区域|楼栋|楼幢|单元|地区|范围)))的?"
    rf"(?:,(?={one_of(_RULES['except']['rest'])}))?"
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
    owner = draft
    for piece in _with_their_names(said, draft, _pieces(said.key, inner)):
        if len(piece) > 1 and _ENCLOSED.fullmatch(said.key, piece[-1].start, piece[-1].end):
            piece.pop()
        named = _named_place(said, draft, piece)
        owner = named or owner
        if _is_numbered(piece) or named:
            _except_members(said, owner, piece[named is not None :])
        elif _NAMED_BUILDING.fullmatch(said.key, piece[0].start, piece[-1].end) and any(map(_is_building, inner)):
            draft.exceptions[said.surface(piece[0].start, piece[0].end)] = []
        else:
            owner = draft
            draft.except_text += said_parts(said.text, piece)


def _is_building(token: Token) -> bool:
    return token.kind == "building"


def _is_numbered(piece: list[Token]) -> bool:
    """Whether an entry is only buildings and units."""
    return all(token.kind in ("building", "unit") for token in piece)


def _named_place(said: PlaceList, draft: Draft, piece: list[Token]) -> Draft | None:
    """The place of the list whose name stands before the buildings of an entry: 怡景苑(除怡景苑3栋)."""
    if piece[0].kind != "text" or len(piece) == 1 or not _is_numbered(piece[1:]):
        return None
    name = said.key[piece[0].start : piece[0].end]
    if name in _ITSELF:
        return draft
    for place in (draft, *reversed(said.drafts)):
        if isinstance(place, Draft) and place.place and _same_name(fold(place.place), name):
            return place
    return None


def _same_name(one: str, other: str) -> bool:
    return one.removesuffix("小区") == other.removesuffix("小区")


def _with_their_names(said: PlaceList, draft: Draft, pieces: list[list[Token]]) -> list[list[Token]]:
    """Buildings behind an entry that names another place or part are of it: 一期6栋、14栋."""
    named: list[list[Token]] = []
    for piece in pieces:
        before = named[-1] if named else piece
        other = before[0].kind == "text" and _is_building(before[-1]) and not _named_place(said, draft, before)
        if other and before is not piece and _is_numbered(piece):
            before += [Token("sep", piece[0].start, piece[0].start), *piece]
        else:
            named.append(piece)
    return named


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
    if "除" not in text.key:
        return tokenize(text, start, end)
    tokens: list[Token] = []
    position = start
    for match in _OPEN_EXCEPTION.finditer(text.key, start, end):
        if (match.start() == start and not headed) or "(" in match.group():
            break
        inner = tokenize(text, match.start(), match.end("close"))
        tokens += tokenize(text, position, match.start())
        tokens.append(Token("bracket", match.start() - 1, match.end("close"), inner=inner, closed=False))
        position = match.end()
    return [*tokens, *tokenize(text, position, end)]
