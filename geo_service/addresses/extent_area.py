"""An area that is being read, and what all ways to say one have in common."""

import re
from collections.abc import Mapping
from typing import Any

from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")

BOUNDS, ENCLOSURE = _RULES["bounds"], _RULES["enclosure"]
SIDE_OF: Mapping[str, str] = BOUNDS["sides"]

ENCLOSES = one_of(ENCLOSURE["words"])
KINDS_OF_AREA = one_of(ENCLOSURE["kinds"])
NAME_BEHIND = re.compile(r"[^\W\d_]{3,14}(?=$|[,;(])")
CLOSED = re.compile(rf"(?:{ENCLOSES})")
AREA_TAIL = re.compile(
    rf"(?:{ENCLOSES}|{one_of(ENCLOSURE['fillers'])})*(?:{KINDS_OF_AREA}|区(?=$|[、,;(除]))?(?:(?:{ENCLOSES})(?:{KINDS_OF_AREA}))?(?:内|以内|之内)?(?:的?所有|的?全部|的)?(?:{KINDS_OF_AREA})?(?:中(?=除))?"
)
LINE_ENDS = "路街巷道河段线墙山园区坡水渠桥站处界院场村湖"
TWO_FEATURES = re.compile(
    rf"(?:(?<=[{LINE_ENDS}])(?:以及|[和及])(?=[^、,与和及]{{1,14}}(?<=[{LINE_ENDS}])(?<!交界)(?:以|$))"
    r"|(?<=路口)(?:以及|[和及])(?=[^、,与和及]{1,14}路口(?:以|$)))"
)
MIN_SIDES = 2
"""One "以东" alone may be part of a name; two sides bound an area."""
MIN_BARE_SIDES = 3
"""Sides without 以, 至 or 为界 (甲路东、乙路南、丙路西) that bound an area."""
ALL_SIDES = 4
SIDES_MAX = 24
"""Sides looked for at once; more belong to the next area of a list."""


class Area:
    """The sides or lines of an area and where in the key it ends; `name` stands before it."""

    __slots__ = ("brackets", "end", "except_text", "include", "lines", "name", "note", "sides", "start")

    def __init__(
        self,
        start: int,
        end: int,
        *,
        sides: Mapping[str, str] | None = None,
        lines: tuple[str, ...] = (),
        name: str = "",
    ) -> None:
        self.start, self.end, self.name = start, end, name
        self.sides, self.lines = sides, lines
        self.brackets: list[tuple[int, int]] = []
        self.note = ""
        self.include: list[str] = []
        self.except_text: list[str] = []


def add_side(sides: dict[str, str], side: str, feature: str) -> None:
    """Say a feature of a side, beside others of it."""
    sides[side] = f"{sides[side]}、{feature}" if side in sides else feature


def said_feature(text: SaidText, start: int, end: int) -> str:
    """The feature of a side as written; 和 and 及 between two features become 、."""
    if "和" not in text.key and "及" not in text.key:
        return text.surface(start, end)
    parts, position = [], start
    for joint in TWO_FEATURES.finditer(text.key, start, end):
        parts.append(text.surface(position, joint.start()))
        position = joint.end()
    return "、".join([*parts, text.surface(position, end)])


def depth(key: str, start: int, position: int) -> int:
    """How many brackets are open at a place."""
    return key.count("(", start, position) - key.count(")", start, position)


def take_name_behind(text: SaidText, area: Area, end: int) -> None:
    """Take the name behind the sides ("…合围的怡景片区")."""
    named = NAME_BEHIND.match(text.key, area.end, end) if text.key[area.end - 1] == "的" else None
    if named and not area.name:
        area.name, area.end = text.surface(*named.span()), named.end()


def after_tail(key: str, position: int, end: int) -> int:
    """Where 合围区域 and the like end that stand at a place."""
    match = AREA_TAIL.match(key, position, end)
    return match.end() if match else position
