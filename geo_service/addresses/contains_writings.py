"""
Another writing of a zone's place in brackets: 文昌路38号(锦澜大厦A栋), 锦澜家园(云溪华庭)6栋.

Either writing identifies the place; an address that meets one and contradicts the other leaves the answer open.
"""

import re
from collections.abc import Sequence

from geo_service.addresses.contains_finding import Finding, any_of, left_open
from geo_service.addresses.ladder import Rungs
from geo_service.addresses.ladder_notes import is_remark
from geo_service.addresses.ladder_read import read_rungs
from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import one_of, read_rules

_RULES = read_rules("contains")


_CALLED = re.compile(rf"^(?:{one_of(_RULES['alias']['before'])})")
_NO_NAME = re.compile(one_of([*_RULES["alias"]["not_in"], *_RULES["near"]["words"], *_RULES["near"]["around"]]))

MIN_NAME_CHARS = 3
"""A shorter word in brackets (工地, 租住) describes the place rather than names it."""


def says_no_name(note: str) -> bool:
    """Whether words in brackets say something about the place instead of naming it."""
    return bool(_NO_NAME.search(note))


def read_other_writing(note: str) -> Rungs | None:
    """What brackets name instead of the place before them; None when they say something about it."""
    plain = _CALLED.sub("", normalize(note))
    if says_no_name(note) or _NO_NAME.search(plain) or is_remark(plain):
        return None
    read = read_rungs(plain) if plain else Rungs()
    below = read.floor is not None or read.room or read.unread
    return None if below or read.group or not _is_name(read) else read


def _is_name(read: Rungs) -> bool:
    """Whether it is long enough for a name: with its part (锦东区) or, without one, by itself."""
    named = read.name or ""
    written = named + "".join(map(str, read.parts)) if len(named) > 1 else named
    return len(written) >= MIN_NAME_CHARS and not re.match("[0-9]", named)


def either_writing(found: Sequence[tuple[str, Finding]]) -> Finding:
    """What several writings of one place say together, each with how its place compares with the address's."""
    same = [finding for likeness, finding in found if likeness == "same"]
    if {"met", "other"} <= {finding.verdict for finding in same}:
        return left_open("地址与范围的一种写法相同，与另一种不合", "以哪种写法为准？")
    if same:
        return any_of(same)
    for wanted in ("near", "other", "missing"):
        first = next((finding for likeness, finding in found if likeness == wanted), None)
        if first:
            return first
    return found[0][1]
