"""Numbers of a list written out: 2-4栋 is 2栋, 3栋 and 4栋."""

import re

from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_token import SEPARATES, Token
from geo_service.addresses.normalize import number_of_numeral

RANGE_MAX = 400
"""Longest range of buildings or units that is written out; a longer one is an error of the text."""

_PREFIX = re.compile(r"^[A-Z]")
_LETTERED = re.compile(r"(?P<number>[0-9]+)(?P<letter>[A-Z])")
_DASHED = re.compile(r"[0-9]+-[0-9]+")


def written_out(text: SaidText, token: Token) -> list[str]:
    """Every number of a building, unit or group token in its surface form: 2-4棟 is 2棟, 3棟, 4棟."""
    suffix = text.surface(*token.suffix) if token.suffix else ""
    if not token.high:
        said = text.surface(token.start, token.end)
        if token.kind in ("building", "unit"):
            said = said.removeprefix("第")  # 第1栋 is 1栋; 第三组 stays
        return [token.stem + said + (suffix if token.suffix and token.suffix[0] >= token.end else "")]
    span = number_range(token)
    if span:
        prefix = token.stem + (token.low.rstrip("0123456789") if token.low[-1:].isdigit() else "")
        return [f"{prefix}{value}{suffix}" for value in span]
    if len(token.low) == len(token.high) == 1 and token.low.isalpha() and token.high.isalpha():
        letters = range(ord(token.low), ord(token.high) + 1)
        return [chr(letter) + suffix for letter in letters]
    first, last = _LETTERED.fullmatch(token.low), _LETTERED.fullmatch(token.high)
    if first and last and first["number"] == last["number"] and first["letter"] < last["letter"]:
        letters = range(ord(first["letter"]), ord(last["letter"]) + 1)
        return [f"{first['number']}{chr(letter)}{suffix}" for letter in letters]
    low, high = _value(token.low), _value(token.high)
    # 12-3栋 and A-1栋 are one building
    single = token.low.isalpha() or (low is not None and high is not None and low >= high)
    return [text.surface(token.start, token.end)] if single else []


def name_buildings(text: SaidText, tokens: list[Token]) -> list[Token]:
    """The tokens where what looks like several buildings but is one (3栋A座, 1-1栋) is one."""
    counted, spans = 0, False
    for token in tokens:
        if token.kind == "building":
            counted += 1
            spans = spans or bool(token.high)
        elif token.inner:
            token.inner = name_buildings(text, token.inner)
    if spans:
        _tell_names_from_ranges(text.key, tokens)
    return _nest(text, tokens) if counted > 1 else tokens


def _tell_names_from_ranges(key: str, tokens: list[Token]) -> None:
    """In a list with 1-1栋, or with 1-2栋 and 1-3栋, every number of two parts is one building."""
    run: list[Token] = []
    for index, token in enumerate(tokens):
        if token.kind == "building" and _is_dashed(key, token):
            if _has_one_stair(tokens, index) or token.low.startswith("0") > token.high.startswith("0"):
                token.high = ""  # 01-7栋
            else:
                run.append(token)
        elif token.kind not in SEPARATES and token.kind != "building":
            _make_names(run)
            run = []
    _make_names(run)


def _has_one_stair(tokens: list[Token], index: int) -> bool:
    """Whether one stair alone follows a number of two parts, as of one building (5-21号楼三单元)."""
    behind = tokens[index + 1 : index + 4]
    if not behind or behind[0].kind != "unit" or behind[0].high or behind[0].start != tokens[index].end:
        return False
    kinds = [token.kind for token in behind[1:]]
    return "unit" not in kinds[:1] and not (len(kinds) > 1 and kinds[0] in SEPARATES and kinds[1] == "unit")


def _is_dashed(key: str, token: Token) -> bool:
    plain = token.low.isdecimal() and token.high.isdecimal() and not token.stem
    return plain and _DASHED.fullmatch(key, token.start, token.start + len(token.low) + len(token.high) + 1) is not None


def _make_names(run: list[Token]) -> None:
    alike = len({token.low for token in run}) < len(run)
    if alike or any(int(token.low) >= int(token.high) for token in run):
        for token in run:
            token.high = ""


def _nest(text: SaidText, tokens: list[Token]) -> list[Token]:
    """A part of a building is one building with it (3栋A座), and so are the parts listed behind it (3栋A、B座)."""
    nested: list[Token] = []
    outer = ""
    for token in tokens:
        before = nested[-1] if nested else None
        part = token.kind == "building" and not token.high and token.low.isalpha() and token.low.isascii()
        if part and before and before.end == token.start and _is_whole(before):
            outer = text.surface(before.start, before.end)
            token.start = nested.pop().start
        elif part and outer:
            token.stem = outer
        elif token.kind not in SEPARATES:
            outer = ""
        nested.append(token)
    return nested


def _is_whole(token: Token) -> bool:
    """Whether a token is one numbered building with its own word."""
    own = token.suffix is not None and token.suffix[0] < token.end
    return token.kind == "building" and own and not token.high and token.low[:1].isdigit()


def number_range(token: Token) -> range | None:
    """The values of a range, with its parity; None if it is no range that rises or a too long one."""
    low, high = _value(token.low), _value(token.high)
    if low is None or high is None or not 0 < high - low <= RANGE_MAX:
        return None
    if token.parity:
        return range(low + (low % 2 != (token.parity == "odd")), high + 1, 2)
    return range(low, high + 1)


def _value(number: str) -> int | None:
    digits = _PREFIX.sub("", number)
    return int(digits) if digits.isdecimal() and digits.isascii() else number_of_numeral(number)
