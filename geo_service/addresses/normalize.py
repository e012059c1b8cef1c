"""
One way to write an address: simplified characters, arabic numbers, one word per level, no punctuation.

`normalize` never looks at what a name means; numbers change only before an address suffix, as listed in
`rules/suffixes.toml`.
"""

import re
import unicodedata
from dataclasses import dataclass

import opencc

from geo_service.addresses.rules_files import read_rules
from geo_service.errors import AddressError

MAX_CHARS = 20_000
"""Longest text read, in characters; ten times the longest notice line seen, so that no request can hold a worker."""

_RULES = read_rules("suffixes")
_TO_SIMPLIFIED = opencc.OpenCC("t2s")

_NUMERALS: dict[str, str] = _RULES["numerals"]
_NUMERAL = f"[{''.join(_NUMERALS)}]"
_NUMERAL_MAX = 9
"""Longest numeral up to 9999: 九千九百九十九 has seven characters; 零 may add two."""

_MARK = "#"
"""The one punctuation mark with a meaning: 3# is 3栋."""

_SPELLED = str.maketrans(
    dict.fromkeys(_RULES["characters"]["dashes"], "-")
    | dict.fromkeys(_RULES["characters"]["zero"], "〇")
    | {small: small.upper() for small in "abcdefghijklmnopqrstuvwxyz"}
)
_TO_DIGITS = str.maketrans(_NUMERALS)
_PLACE_VALUE = re.compile(r"(?:([1-9])千)?0?(?:([1-9])百)?0?(?:([1-9])?(十))?0?([1-9])?")

# a run of anything that is neither letter, digit nor mark
_PUNCTUATION = re.compile(rf"(?:[^\w{_MARK}]|_)+")
_KEEPS_APART = re.compile(rf"[0-9A-Z]|{_NUMERAL}")


@dataclass(frozen=True)
class Suffix:
    """A word after a number, all the ways it is written, and when it does not count."""

    canonical: str
    words: tuple[str, ...]
    digits: bool = False
    ends: bool = False
    keep_zeros: bool = False
    not_before: str = ""

    @property
    def pattern(self) -> str:
        """The words as a regular expression with the conditions on what follows."""
        words = "|".join(re.escape(word) for word in self.words)
        unless = f"(?![{self.not_before}])" if self.not_before else ""
        until = f"(?=$|第*(?:[-,0-9A-Z]|{_NUMERAL}))" if self.ends else ""
        return f"(?:{words}){unless}{until}"


def _suffix(table: dict[str, str | bool | list[str]]) -> Suffix:
    return Suffix(**{**table, "words": tuple(table["words"])})  # type: ignore[arg-type]


SUFFIXES = tuple(_suffix(table) for table in _RULES["suffix"])

_COUNTED = re.compile(rf"(?<!{_NUMERAL})({_NUMERAL}+)(?=(?:{'|'.join(suffix.pattern for suffix in SUFFIXES)}))")
_SPELLED_OUT = re.compile(
    rf"(?<!{_NUMERAL})({_NUMERAL}+)(?=(?:{'|'.join(suffix.pattern for suffix in SUFFIXES if suffix.digits)}))"
)
_NUMBERED = re.compile(
    r"(?<![0-9A-Z])(?P<number>[A-Z]?[0-9]+[A-Z]?|[A-Z])"
    rf"(?:{'|'.join(f'(?P<s{index}>{suffix.pattern})' for index, suffix in enumerate(SUFFIXES))})"
)
_ORDINAL = re.compile(rf"(?<![0-9A-Z第])(?<!{_NUMERAL})第+(?=[0-9]+(?:栋|单元|组|层))")


def normalize(text: str) -> str:
    """
    Write an address in the one form that is compared.

    Numbers side by side stay apart: punctuation between them becomes "," (or "-" for any dash); elsewhere it
    goes. Applying it twice changes nothing.

    Raises
    ------
    AddressError
        If the text is longer than `MAX_CHARS`.
    """
    if len(text) > MAX_CHARS:
        raise AddressError(f"the address has {len(text)} characters; at most {MAX_CHARS} can be read")
    plain = _simplify(_strip_punctuation(unicodedata.normalize("NFKC", text).translate(_SPELLED)))
    plain = _COUNTED.sub(_number_from_numeral, plain)
    plain = _SPELLED_OUT.sub(_number_from_digits, plain)
    return _ORDINAL.sub("", _NUMBERED.sub(_with_canonical_suffix, plain))


def number_of_numeral(numeral: str) -> int | None:
    """
    The value of a well-formed Chinese numeral up to 9999, else None.

    十二 is 12, 一百零二 is 102; 五一 and 三八 are not numerals but may be names, 一百二 may be 102 or 120.
    """
    digits = numeral.translate(_TO_DIGITS)
    match = _PLACE_VALUE.fullmatch(digits)
    if not match:
        return None
    thousands, hundreds, tens, ten, units = match.groups()
    value = 1000 * int(thousands or 0) + 100 * int(hundreds or 0) + int(units or 0)
    value += 10 * int(tens or 1) if ten else 0
    return value if digits in (_spell(value), _spell(value).removeprefix("1" if ten else "")) else None


def _spell(value: int) -> str:
    spelled, gap = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            spelled += f"{'0' if gap and spelled else ''}{digit}{word}"
        gap = not digit
    return spelled


def _strip_punctuation(text: str) -> str:
    stripped = _PUNCTUATION.sub(_separator, text)
    # marks between letters may have kept them from composing
    return unicodedata.normalize("NFKC", stripped)


def _separator(run: re.Match[str]) -> str:
    before, after = run.string[: run.start()][-1:], run.string[run.end() : run.end() + 1]
    if not (_KEEPS_APART.fullmatch(before) and _KEEPS_APART.fullmatch(after)):
        return ""
    return "-" if "-" in run.group() else ","


def _simplify(text: str) -> str:
    once: str = _TO_SIMPLIFIED.convert(text)
    # a few characters have a simplified form of their simplified form
    return once if once == text else str(_TO_SIMPLIFIED.convert(once))


def _number_from_numeral(match: re.Match[str]) -> str:
    numeral = match.group(1)
    value = number_of_numeral(numeral) if len(numeral) <= _NUMERAL_MAX else None
    if value is not None:
        return str(value)
    digits = numeral.translate(_TO_DIGITS)
    return digits if "0" in digits and digits.isdecimal() else numeral


def _number_from_digits(match: re.Match[str]) -> str:
    digits = match.group(1).translate(_TO_DIGITS)
    return digits if digits.isdecimal() else match.group(1)


def _with_canonical_suffix(match: re.Match[str]) -> str:
    suffix = SUFFIXES[int(str(match.lastgroup)[1:])]
    number = match["number"]
    return (number if suffix.keep_zeros else _without_zeros(number)) + suffix.canonical


def _without_zeros(number: str) -> str:
    return re.sub(r"^0+(?=[0-9])", "", number)
