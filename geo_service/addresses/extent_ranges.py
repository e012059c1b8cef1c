"""Numbers of a list written out: 2-4栋 is 2栋, 3栋 and 4栋."""

import re

from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_token import Token
from geo_service.addresses.normalize import number_of_numeral

RANGE_MAX = 400
"""Longest range of buildings or units that is written out; a longer one is an error of the text."""

_PREFIX = re.compile(r"^[A-Z]")


def written_out(text: SaidText, token: Token) -> list[str]:
    """Every number of a building, unit or group token in its surface form: 2-4棟 is 2棟, 3棟, 4棟."""
    suffix = text.surface(*token.suffix) if token.suffix else ""
    if not token.high:
        said = text.surface(token.start, token.end)
        if token.kind in ("building", "unit"):
            said = said.removeprefix("第")  # 第1栋 is 1栋; 第三组 stays
        return [said] if not token.suffix or token.suffix[0] < token.end else [said + suffix]
    span = number_range(token)
    if span:
        prefix = token.low.rstrip("0123456789") if token.low[-1:].isdigit() else ""
        return [f"{prefix}{value}{suffix}" for value in span]
    if len(token.low) == len(token.high) == 1 and token.low.isalpha() and token.high.isalpha():
        letters = range(ord(token.low), ord(token.high) + 1)
        return [chr(letter) + suffix for letter in letters]
    low, high = _value(token.low), _value(token.high)
    # 12-3栋 and A-1栋 are one building
    single = token.low.isalpha() or (low is not None and high is not None and low >= high)
    return [text.surface(token.start, token.end)] if single else []


def number_range(token: Token) -> range | None:
    """The values of a range, with its parity; None if it is no range that rises or a too long one."""
    low, high = _value(token.low), _value(token.high)
    if low is None or high is None or not 0 <= high - low <= RANGE_MAX:
        return None
    if token.parity:
        return range(low + (low % 2 != (token.parity == "odd")), high + 1, 2)
    return range(low, high + 1)


def _value(number: str) -> int | None:
    digits = _PREFIX.sub("", number)
    return int(digits) if digits.isdecimal() and digits.isascii() else number_of_numeral(number)
