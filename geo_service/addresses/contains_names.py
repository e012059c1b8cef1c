"""Whether two names, two labels (13A, 东) or two house numbers are the same, different, or perhaps the same."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Literal

from geo_service.addresses.index_sounds import loose_sounds_of
from geo_service.addresses.ladder import Plate
from geo_service.addresses.normalize import normalize, number_of_numeral
from geo_service.addresses.rules_files import one_of, read_rules

Likeness = Literal["same", "near", "other"]

_RULES = read_rules("contains")


_NUMERALS: dict[str, str] = read_rules("suffixes")["numerals"]
_NUMERAL_RUN = re.compile(f"[{''.join(_NUMERALS)}]+")
_TO_DIGITS = str.maketrans({written: digit for written, digit in _NUMERALS.items() if digit.isdigit()})
_IDLE = re.compile(rf"(?<=[^0-9A-Z][^0-9A-Z])(?:{one_of(_RULES['names']['idle'])})$")
_ESTATE_WITHIN = re.compile(r"(?<=[^0-9A-Z][^0-9A-Z])小区(?=[^0-9A-Z])")
_KIND = re.compile(rf"(?:{one_of(_RULES['names']['kinds'])})$")
_DETAILS = frozenset(_RULES["names"]["details"])
_NAMELESS = re.compile(
    rf"(?:{one_of(_RULES['names']['nameless_before'])})?(?:{one_of(_RULES['names']['nameless'])})"
    rf"(?:{one_of(_RULES['names']['nameless_after'])})?"
)
_TOKENS = re.compile(r"[0-9]+|[^0-9]")
_LABEL = re.compile(r"([^0-9]*)([0-9]*)(.*)")
_ENDINGS = {
    level: re.compile(rf"(?<=.)(?:{one_of(_RULES['names'][f'{level}_endings'])})$")
    for level in ("street", "community", "district")
}
_VILLAGE_END = re.compile("(?:村|村委会|村民委员会)$")
_CITIZENS_END = re.compile("(?:社区|居委会?|居民委员会)$")
_LETTERS = "ABCDEFGHIJ"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_STEMS = "甲乙丙丁戊己"
_SIDES = frozenset("东西南北中左右")

SHORT_NAME_CHARS = 2
"""A name of fewer characters is no short form of a longer one."""


def _pairs_of(groups: Collection[str]) -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        for character in group:
            pairs[character] |= set(group)
    return {character: frozenset(others) for character, others in pairs.items()}


_LOOKALIKES = _pairs_of(_RULES["lookalikes"]["groups"])


def compare_names(one: str, other: str) -> Likeness:
    """
    Compare two names of places, written in any way.

    near: one lacks or adds a part, two neighbours changed places, or characters are mistaken for others that sound
    or look alike; numbers in names (二村) are exact. Anything else is another place.
    """
    if one.removesuffix("小区") == other.removesuffix("小区") and len(one) > len("小区") and not one[:-2].isdigit():
        return "same"
    likeness = _compare_tokens(name_tokens(one), name_tokens(other))
    return "near" if likeness == "other" and _same_but_kind(normalize(one), normalize(other)) else likeness


def is_kind(name: str) -> bool:
    """Whether a name says only what kind of place it is (家属院, 宿舍)."""
    return bool(_KIND.fullmatch(normalize(name)))


def is_nameless(name: str) -> bool:
    """Whether a name is none (小区, 我们小区): which place is meant, the text does not say."""
    return bool(_NAMELESS.fullmatch(normalize(name)))


def is_detail(name: str) -> bool:
    """Whether a name says only a part of a building (底商, 裙楼)."""
    return name in _DETAILS


def _same_but_kind(one: str, other: str) -> bool:
    """铁路家属院 and 铁路宿舍: homes of one employer are called either."""
    kinds = [_KIND.search(name) for name in (one, other)]
    stems = {name[: kind.start()] for name, kind in zip((one, other), kinds, strict=True) if kind}
    return all(kinds) and len(stems) == 1 and len(stems.pop()) >= SHORT_NAME_CHARS


@lru_cache(maxsize=1 << 14)
def name_tokens(name: str) -> tuple[str, ...]:
    """A name as it is compared: characters and whole numbers, without 小区 and the like at its end."""
    plain = _ESTATE_WITHIN.sub("", _NUMERAL_RUN.sub(_value_of, normalize(name).replace(",", "").replace("第", "")))
    return tuple(_TOKENS.findall(_IDLE.sub("", plain)))


def compare_heads(level: str, one: str, other: str) -> Likeness:
    """Compare two administrative names of a level (district, street, community), with or without their ending."""
    likeness = _compare_tokens(name_tokens(head_stem(level, one)), name_tokens(head_stem(level, other)))
    return "near" if likeness == "same" and level == "community" and _of_two_kinds(one, other) else likeness


def _of_two_kinds(one: str, other: str) -> bool:
    """Whether one is called a village and the other a community (怡景村, 怡景社区): both may exist."""
    return {bool(_VILLAGE_END.search(one)), bool(_VILLAGE_END.search(other))} == {True, False} and any(
        _CITIZENS_END.search(name) for name in (one, other)
    )


@lru_cache(maxsize=1 << 14)
def head_stem(level: str, name: str) -> str:
    """An administrative name without its ending; a name of one character keeps it."""
    plain = normalize(name)
    stem = _ENDINGS[level].sub("", plain)
    return stem if len(stem) >= SHORT_NAME_CHARS else plain


def _compare_tokens(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    if one == other:
        return "same"
    short, long = sorted((one, other), key=len)
    named = sum(not token.isdigit() for token in short)
    if named >= SHORT_NAME_CHARS and (_is_within(short, long) or _is_swapped(short, long)):
        return "near"
    if _is_road_in_another_order(short, long):
        return "near"
    if named and len(short) >= SHORT_NAME_CHARS and short in {long[: len(short)], long[-len(short) :]}:
        return "near"
    return "near" if short and len(short) == len(long) and _is_within(short, long) else "other"


def _is_road_in_another_order(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether two roads differ by a section and the order of their parts (学苑北路, 学苑路北段)."""
    return long[-1] == "段" and bool({"路", "街"} & set(short)) and not Counter(short) - Counter(long)


def _is_within(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether the short name is the long one with parts left out, characters that are mistaken counted as equal."""
    rest = iter(long)
    return all(any(_alike(token, candidate) for candidate in rest) for token in short)


def _is_swapped(one: Sequence[str], other: Sequence[str]) -> bool:
    places = [index for index, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    if len(one) != len(other) or len(places) != len("乙甲"):
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


@lru_cache(maxsize=1 << 16)
def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if len(one) != 1 or len(other) != 1 or one.isascii() or other.isascii():
        return False
    return other in _LOOKALIKES.get(one, "") or bool(loose_sounds_of(one) & loose_sounds_of(other))


def _value_of(run: re.Match[str]) -> str:
    value = number_of_numeral(run.group())
    return str(value) if value is not None else run.group().translate(_TO_DIGITS)


def compare_labels(one: str, other: str) -> Likeness:
    """
    Compare the labels of two buildings, stairs or parts: 13A and 13 are near, 13A and 13B different.

    A side and a number (东, 1) are near, and so are the first letter and 1: nobody can say from text.
    """
    if one == other:
        return "same"
    if _SIDES & {one, other}:
        return "other" if {one, other} <= _SIDES else "near"
    if _roman(one) != _roman(other) and (_roman(one) or one) == (_roman(other) or other):
        return "near"
    if _ordinal(one) and _ordinal(one) == _ordinal(other):
        return "near"
    return _compare_split(_LABEL.fullmatch(one), _LABEL.fullmatch(other))


def _roman(label: str) -> str:
    """The number that letters (II, IV) may be, or nothing."""
    return str(_ROMAN.index(label) + 1) if label in _ROMAN else ""


def _ordinal(label: str) -> int:
    for alphabet in (_LETTERS, _STEMS):
        if label and label in alphabet:
            return alphabet.index(label) + 1
    return int(label) if label.isdigit() else 0


def _compare_split(one: re.Match[str] | None, other: re.Match[str] | None) -> Likeness:
    if not one or not other:
        return "other"
    for mine, theirs in zip(one.groups(), other.groups(), strict=True):
        if mine and theirs and mine != theirs:
            return "other"
    shared = any(mine and mine == theirs for mine, theirs in zip(one.groups(), other.groups(), strict=True))
    return "near" if shared else "other"


def compare_plates(zone: Plate, said: Plate) -> Likeness:
    """
    Compare a zone's house number with an address's.

    The same main number with one annex missing is near (an annex may be another house), and so is a yard beside
    a bare number, or one annex joined in two ways.
    """
    if zone.main != said.main:
        return "near" if _may_span(zone, said) else "other"
    if zone.annex == said.annex:
        return "same" if zone.yard == said.yard else "near"
    both = zone.annex and said.annex
    return "other" if both and _annex_value(zone) != _annex_value(said) else "near"


def _may_span(zone: Plate, said: Plate) -> bool:
    """Whether a zone's number with a dash (70-74号) may be a range that holds the address's."""
    numbers = [zone.main, zone.annex.removeprefix("-"), said.main]
    if not zone.annex.startswith("-") or not all(number.isdecimal() for number in numbers):
        return False
    low, high, number = map(int, numbers)
    return low < number <= high


def _annex_value(plate: Plate) -> str:
    return plate.annex.lstrip("附之-")
