"""
The administrative names a register knows, in all the ways they are written at the head of an address.

The names come from the caller (register layers, code tables); how such names end is in `rules/places.toml`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import read_rules

LEVELS = ("region", "district", "township", "community")
"""From wide to narrow; `region` is the province and city that the register lies in."""

_RULES = read_rules("places")
_FAMILIES: Mapping[str, list[list[str]]] = _RULES["families"]
_NAME_TAILS = tuple(_RULES["name"]["tails"])
# 西路 after 城东: the end of 城东西路
_ROAD_TAIL = re.compile(rf"[{_RULES['road']['inner']}]{{1,2}}(?:{'|'.join(_RULES['road']['alone'])})")

SHORT_MIN_CHARS = 2
"""A name without its ending is used only when this much is left: 城 is not a short form of 城区."""


@dataclass(frozen=True)
class AdminName:
    """What a head of an address stands for; a short one lacks its ending (文昌 for 文昌社区)."""

    level: str
    name: str
    short: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """Heads of addresses by their normalised writing, and the estates whose names must not be cut."""

    heads: Mapping[str, AdminName] = field(default_factory=dict)
    estates: frozenset[str] = frozenset()
    longest_head: int = 0
    longest_estate: int = 0


def make_vocabulary(
    *,
    regions: Iterable[str] = (),
    districts: Iterable[str] = (),
    townships: Iterable[str] = (),
    communities: Iterable[str] = (),
    estates: Iterable[str] = (),
) -> Vocabulary:
    """
    Every way to write the given names, as a vocabulary.

    A short form that two names of one level share is left out; one that two levels share stands for the wider
    level, which claims less.
    """
    meanings: dict[str, set[AdminName]] = defaultdict(set)
    for level, names in zip(LEVELS, (regions, districts, townships, communities), strict=True):
        for name in names:
            usual = usual_name(name, level)
            for writing, short in _writings(normalize(name), level):
                meanings[writing].add(AdminName(level, usual, short))
    heads = {writing: head for writing, found in sorted(meanings.items()) if (head := _widest(found))}
    whole = frozenset(plain for estate in estates if (plain := normalize(estate)))
    return Vocabulary(heads, whole, max(map(len, heads), default=0), max(map(len, whole), default=0))


def strip_admin(body: str, vocabulary: Vocabulary) -> tuple[dict[str, str], str]:
    """
    The administrative names at the head of a normalised text by level, and what is left.

    Levels come from wide to narrow, each at most once. A known estate that starts with an administrative name
    keeps its whole name.
    """
    parts: dict[str, str] = {}
    level = -1
    while head := _head_of(body, vocabulary, level):
        writing, meaning = head
        level = LEVELS.index(meaning.level)
        parts[meaning.level] = meaning.name
        body = body[len(writing) :].lstrip(",")
    parts.pop(LEVELS[0], None)
    return parts, body


def usual_name(name: str, level: str) -> str:
    """An administrative name with the usual ending of its family: 文昌社区 for 文昌社区居委会."""
    writings = _writings(normalize(name), level)
    return writings[0][0] if writings else ""


def _head_of(body: str, vocabulary: Vocabulary, above: int) -> tuple[str, AdminName] | None:
    known = _longest_estate(body, vocabulary)
    for length in range(min(len(body), vocabulary.longest_head), known, -1):
        meaning = vocabulary.heads.get(body[:length])
        if meaning and LEVELS.index(meaning.level) > above and not (meaning.short and _is_cut(body[length:])):
            return body[:length], meaning
    return None


def _longest_estate(body: str, vocabulary: Vocabulary) -> int:
    lengths = range(min(len(body), vocabulary.longest_estate), 0, -1)
    return next((length for length in lengths if body[:length] in vocabulary.estates), 0)


def _is_cut(rest: str) -> bool:
    """Whether a short name before `rest` is only part of a longer name, or is the place itself."""
    return not rest or rest[0].isascii() or rest.startswith(_NAME_TAILS) or bool(_ROAD_TAIL.match(rest))


def _writings(name: str, level: str) -> list[tuple[str, bool]]:
    for family in _FAMILIES[level]:
        for ending in sorted(map(normalize, family), key=len, reverse=True):
            if name.endswith(ending) and len(name) > len(ending):
                return _with_endings(name.removesuffix(ending), family)
    return [(name, False)] if name else []


def _with_endings(stem: str, family: list[str]) -> list[tuple[str, bool]]:
    short = [(stem, True)] if len(stem) >= SHORT_MIN_CHARS else []
    return [(stem + ending, False) for ending in family] + short


def _widest(found: set[AdminName]) -> AdminName | None:
    """The full name if there is one, else the widest short one; None when that is ambiguous."""
    full = {meaning for meaning in found if not meaning.short} or found
    level = min(LEVELS.index(meaning.level) for meaning in full)
    widest = [meaning for meaning in full if LEVELS.index(meaning.level) == level]
    return widest[0] if len({meaning.name for meaning in widest}) == 1 else None
