"""The words of an extent: numbers with their level, brackets, separators and the text between them."""

import re
from dataclasses import dataclass, field
from typing import Any

from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.normalize import number_of_numeral
from geo_service.addresses.rules_files import read_rules

_RULES: dict[str, Any] = read_rules("extents")
RANGE_MAX = 400
"""Longest range of buildings or units that is written out; a longer one is an error of the text."""

DEPTH_MAX = 4
"""Brackets deeper in each other than this are read as text; the deepest seen are two."""

STRUCTURAL = ("building", "unit", "floor", "room", "house", "group")
_NUMERALS = "〇零一二三四五六七八九十百"
_LEVEL_OF = {word: level for level, words in _RULES["suffixes"].items() for word in words}
_PARITY_OF = {word.removesuffix("号"): parity for parity, words in _RULES["parity"].items() for word in words}


def any_of(words: list[str]) -> str:
    """A pattern for one of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _with_condition(word: str) -> str:
    barred = _RULES["not_before"].get(word)
    return re.escape(word) + (f"(?!{any_of(barred)})" if barred else "")


_SUFFIX = "|".join(_with_condition(word) for word in sorted(_LEVEL_OF, key=len, reverse=True))
_NUMBER = rf"(?:[A-Z]?[0-9]++(?:[A-Z](?![A-Z]))?|[A-Z](?![A-Z0-9])|[{_NUMERALS}]++|负[0-9一二三]|地下[0-9一二三四五])"
_ELEMENT = re.compile(
    rf"第?(?P<low>{_NUMBER})(?P<first>{_SUFFIX})?"
    rf"(?:(?P<to>[-至到]+)第?(?P<high>{_NUMBER})(?P<second>{_SUFFIX})?)?"
    rf"(?P<sub>(?:(?:附|之|-)(?:[0-9]++[A-Z]?|[{_NUMERALS}]++)号?){{1,3}}+)?"
    rf"(?P<parity>\(?(?:{any_of(list(_PARITY_OF))})号?\)?)?"
)
_SUB = re.compile(rf"(?P<sub>(?:附|之)(?:[0-9]++[A-Z]?|[{_NUMERALS}]++)号?)(?=[、,;)]|$)")
_STARTS_NUMBER = re.compile(rf"第?(?:[A-Z0-9]|[{_NUMERALS}])")
_SIDE = re.compile(r"[东南西北中](?:座|栋|幢|单元)(?!谈)")
_TEXT = re.compile(rf"[^、,;()A-Z0-9{_NUMERALS}第附之负地东南西北中以及和与或]++")
_ALNUM = re.compile(rf"[A-Z]++[0-9]*+|[0-9]++|[{_NUMERALS}]++")
_JOIN = re.compile(r"以及|及其|[及和与或]")


@dataclass(slots=True)
class Token:
    """
    One word of the key from `start` to `end`.

    kind: text, sep, join, bracket, or a level. A level has the numbers `low` to `high` as (prefix, value) or, if it
    is no plain number, `raw`; `inner` are the words within a bracket.
    """

    kind: str
    start: int
    end: int
    low: str = ""
    high: str = ""
    suffix: tuple[int, int] | None = None
    sub: str = ""
    parity: str = ""
    inner: list["Token"] = field(default_factory=list)
    closed: bool = True


def tokenize(text: SaidText, start: int, end: int) -> list[Token]:
    """The tokens of a span; numbers in a list have the level that the end of the list says."""
    return _resolve(text, _scan(text.key, start, end))


def _scan(key: str, start: int, end: int) -> list[Token]:
    stack: list[list[Token]] = [[]]
    opened: list[int] = []
    buried = 0
    position = start
    while position < end:
        character = key[position]
        if character in "、,;":
            stack[-1].append(Token("sep", position, position + 1))
            position += 1
        elif (character == "(" and len(opened) == DEPTH_MAX) or (character == ")" and buried):
            buried += 1 if character == "(" else -1
            position = _add_text(stack[-1], position, None)
        elif character == "(":
            opened.append(position)
            stack.append([])
            position += 1
        elif character == ")":
            position += 1
            if opened:
                inner = stack.pop()
                stack[-1].append(Token("bracket", opened.pop(), position, inner=inner))
        else:
            position = _scan_word(key, position, end, stack[-1])
    while opened:
        inner = stack.pop()
        stack[-1].append(Token("bracket", opened.pop(), end, inner=inner, closed=False))
    return stack[0]


def _scan_word(key: str, position: int, end: int, out: list[Token]) -> int:
    """Read one word at `position` into `out` and say where it ends."""
    match = _ELEMENT.match(key, position, end)
    if match:
        token = _number_token(key, match, out)
        if token:
            out.append(token)
            return token.end
        return _add_text(out, position, _ALNUM.match(key, position, end))
    match = _SUB.match(key, position, end)
    if match and (not out or out[-1].kind in ("sep", "join")):
        out.append(Token("sub", position, match.end(), sub=match["sub"]))
        return match.end()
    side = _SIDE.match(key, position, end)
    if side:
        level = "unit" if side.group().endswith("单元") else "building"
        out.append(Token(level, position, side.end(), low=key[position], suffix=(position + 1, side.end())))
        return side.end()
    join = _JOIN.match(key, position, end)
    if join and _joins(join, out, end):
        out.append(Token("join", position, join.end()))
        return join.end()
    return _add_text(out, position, _TEXT.match(key, position, end))


def _joins(join: re.Match[str], out: list[Token], end: int) -> bool:
    if not out or join.end() >= end:
        return False
    return join.group() == "以及" or out[-1].kind in STRUCTURAL or out[-1].kind in ("bracket", "number")


def _add_text(out: list[Token], position: int, match: re.Match[str] | None) -> int:
    end = match.end() if match else position + 1
    if out and out[-1].kind == "text" and out[-1].end == position:
        out[-1].end = end
    else:
        out.append(Token("text", position, end))
    return end


def _number_token(key: str, match: re.Match[str], out: list[Token]) -> Token | None:
    """The number with its level; without a suffix it is a bare number that a list may complete."""
    low, first, high, second, sub = match.group("low", "first", "high", "second", "sub")
    start = match.start()
    after_text = bool(out) and out[-1].kind == "text" and out[-1].end == start
    chinese = low[0] in _NUMERALS
    if first and high and second and _LEVEL_OF[first] != _LEVEL_OF[second]:
        high = second = None
    if not first and high and not second and chinese:
        return None
    if first and not high:
        return _plain_token(key, match, first, after_text=after_text)
    if high:
        suffix = match.span("second") if second else match.span("first") if first else None
        end = match.end("second") if second else match.end("high")
        word = second or first
        level = _LEVEL_OF[word] if word else "number"
        token = Token(level, start, end, low=low, high=high, suffix=suffix)
        return _with_tail(token, match, key)
    if chinese and after_text and not _continues(key, match.end("low")):
        return None
    if low.isalpha() and not chinese and not _continues(key, match.end("low")):
        return None
    token = Token("number", start, match.end("low"), low=low)
    if match.end("low") == match.start("sub"):
        token.end, token.sub = match.end("sub"), sub or ""
    return _with_tail(token, match, key)


def _plain_token(key: str, match: re.Match[str], first: str, *, after_text: bool) -> Token | None:
    level = _LEVEL_OF[first]
    low = match["low"]
    if low[0] in _NUMERALS and (first in ("门", "#", "弄", "户") or (after_text and level in ("room", "house"))):
        return (
            None
            if not (level == "house" and first != "弄" and first.endswith("院"))
            else Token(level, match.start(), match.end("first"), low=low, suffix=match.span("first"))
        )
    if low[0] in _NUMERALS and after_text and first in ("社", "队") and key[match.start() - 1] != "村":
        return None
    token = Token(level, match.start(), match.end("first"), low=low, suffix=match.span("first"))
    if match["sub"] and match.start("sub") == token.end:
        token.end, token.sub = match.end("sub"), match["sub"]
    return _with_tail(token, match, key)


def _with_tail(token: Token, match: re.Match[str], key: str) -> Token:
    """The token with a parity that follows it."""
    if match["parity"] and match.start("parity") == token.end:
        word = match["parity"].strip("()").removesuffix("号")
        bracketed = key[token.end] == "("
        if bracketed == match["parity"].endswith(")") and (bracketed or match["parity"].endswith("号")):
            token.parity = _PARITY_OF[word]
            token.end = match.end("parity")
            token.kind = "house" if token.kind == "number" else token.kind
    return token


def _continues(key: str, position: int) -> bool:
    """Whether another number follows a separator at `position`."""
    if position >= len(key) or key[position] not in "、,及和与":
        return False
    return bool(_STARTS_NUMBER.match(key, position + 1))


def _resolve(text: SaidText, tokens: list[Token]) -> list[Token]:
    """Give bare numbers the level of the next number of their list; what stays bare becomes text."""
    level: Token | None = None
    for token in reversed(tokens):
        if token.kind in STRUCTURAL:
            level = token
        elif token.kind == "number":
            if level:
                token.kind, token.suffix = level.kind, level.suffix
        elif token.kind not in ("sep", "join"):
            level = None
        if token.kind == "bracket":
            token.inner = _resolve(text, token.inner)
    return _merge_text(_take_previous_level(tokens))


def _take_previous_level(tokens: list[Token]) -> list[Token]:
    """A bare number at the end of a list has the level of the number before it (13栋、14)."""
    for index, token in enumerate(tokens):
        before = tokens[index - 2] if index > 1 and tokens[index - 1].kind in ("sep", "join") else None
        if token.kind == "number" and before and before.kind in STRUCTURAL and not token.low.isalpha():
            token.kind, token.suffix = before.kind, before.suffix
    return tokens


def _merge_text(tokens: list[Token]) -> list[Token]:
    """Bare numbers become text with the text beside them, unless numbers are all there is ("(316-320)")."""
    only_numbers = all(token.kind in ("number", "sep", "join") for token in tokens)
    merged: list[Token] = []
    for token in tokens:
        if token.kind == "number" and not (only_numbers and token.low[:1].isdigit()):
            token.kind = "text"
        if token.kind == "text" and merged and merged[-1].kind == "text" and merged[-1].end == token.start:
            merged[-1].end = token.end
        else:
            merged.append(token)
    return merged


def written_out(text: SaidText, token: Token) -> list[str]:
    """Every number of a building, unit or group token in its surface form: 2-4棟 is 2棟, 3棟, 4棟."""
    suffix = text.surface(*token.suffix) if token.suffix else ""
    if not token.high:
        return (
            [text.surface(token.start, token.end)]
            if not token.suffix or token.suffix[0] < token.end
            else [text.surface(token.start, token.end) + suffix]
        )
    span = number_range(token)
    if span:
        prefix = token.low.rstrip("0123456789") if token.low[-1:].isdigit() else ""
        return [f"{prefix}{value}{suffix}" for value in span]
    if len(token.low) == len(token.high) == 1 and token.low.isalpha() and token.high.isalpha():
        letters = range(ord(token.low), ord(token.high) + 1)
        return [chr(letter) + suffix for letter in letters]
    low, high = _value(token.low), _value(token.high)
    # 12-3栋 is one building
    return [text.surface(token.start, token.end)] if low is not None and high is not None and low >= high else []


def number_range(token: Token) -> range | None:
    """The values of a range, with its parity; None if it is no range that rises or a too long one."""
    low, high = _value(token.low), _value(token.high)
    if low is None or high is None or not 0 <= high - low <= RANGE_MAX:
        return None
    if token.parity:
        return range(low + (low % 2 != (token.parity == "odd")), high + 1, 2)
    return range(low, high + 1)


def _value(number: str) -> int | None:
    digits = re.sub(r"^[A-Z]", "", number)
    return int(digits) if digits.isdecimal() and digits.isascii() else number_of_numeral(number)
