"""Areas that are said by their sides or by the lines around them."""

import re
from collections.abc import Mapping
from typing import Any

from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_tokens import any_of
from geo_service.addresses.rules_files import read_rules

_RULES: dict[str, Any] = read_rules("extents")
_SIDES: Mapping[str, str] = _RULES["bounds"]["sides"]
_OPPOSITE: Mapping[str, str] = _RULES["bounds"]["opposite"]

# "X以东": X is the west side; the area lies east of it
_LIES = re.compile(r"以(?P<side>[东南西北])(?![门站街路])")
# "东至X", "北以X为界": X is the side
_REACHES = re.compile(rf"(?P<side>[东南西北])(?P<wall>侧|面|边)?(?:{any_of(_RULES['bounds']['reach'])})于?(?!路|街|巷)")
_BORDER = re.compile(rf"(?:{any_of(_RULES['bounds']['ends'])})$")
_CLOSED = re.compile(rf"(?:{any_of(_RULES['enclosure']['words'])})")
_AREA_TAIL = re.compile(
    rf"(?:之间)?(?:的)?(?:{any_of(_RULES['enclosure']['words'])})?(?:{any_of(_RULES['enclosure']['tails'])})?"
    rf"(?:的)?(?:区域|范围|片区|地块|地区|连片|一带)?(?:内|以内)?"
)
_SEPARATORS = re.compile(r"[、,;:\-]+")
_LINES = re.compile(r"[、,]|-(?![0-9])|以及|与|(?<=[路街巷道河段线墙山园区坡水渠桥站处界])(?:和|及)")
MIN_SIDES = 2
"""One "以东" alone may be part of a name; two sides bound an area."""


class Area:
    """The sides or lines of an area and where in the key it ends; `name` stands before it."""

    __slots__ = ("brackets", "end", "lines", "name", "sides", "start")

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


def read_area(text: SaidText, start: int, end: int) -> Area | None:
    """The area that a span says, if it does."""
    if "以" in text.key and (area := _read_lies(text, start, end)):
        return area
    if area := _read_reaches(text, start, end):
        return area
    return _read_enclosure(text, start, end) if "围" in text.key else None


def _add_side(sides: dict[str, str], side: str, feature: str) -> None:
    sides[side] = f"{sides[side]}、{feature}" if side in sides else feature


def _read_lies(text: SaidText, start: int, end: int) -> Area | None:
    marks = [mark for mark in _LIES.finditer(text.key, start, end) if not _depth(text.key, start, mark.start())]
    if len(marks) < MIN_SIDES:
        return None
    sides: dict[str, str] = {}
    position = start
    for mark in marks:
        position = _skip(text.key, position, mark.start())
        feature = text.surface(position, mark.start())
        if not feature:
            return None
        _add_side(sides, _OPPOSITE[mark["side"]], feature)
        position = mark.end()
        after = _after_tail(text.key, position, end)
        if after > position and text.key[after : after + 1] in (",", "、", ";") and len(sides) >= MIN_SIDES:
            break
    return Area(start, _after_tail(text.key, position, end), sides=sides)


def _skip(key: str, position: int, end: int) -> int:
    match = _SEPARATORS.match(key, position, end)
    return match.end() if match else position


def _depth(key: str, start: int, position: int) -> int:
    return key.count("(", start, position) - key.count(")", start, position)


def _read_reaches(text: SaidText, start: int, end: int) -> Area | None:
    key = text.key
    marks = [mark for mark in _REACHES.finditer(key, start, end) if _opens_clause(key, start, mark.start())]
    if len(marks) < MIN_SIDES:
        return None
    sides: dict[str, str] = {}
    brackets: list[tuple[int, int]] = []
    last = end
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        stop = following.start() if following else _end_of_last(key, mark.end(), end)
        feature_end = stop
        while feature_end > mark.end() and key[feature_end - 1] in "、,;:-":
            feature_end -= 1
        opened = key.find("(", mark.end(), feature_end)
        if opened >= 0 and key[feature_end - 1] == ")":
            brackets.append((opened, feature_end))
            feature_end = opened
        bordered = _BORDER.search(key, mark.end(), feature_end)
        feature_end = bordered.start() if bordered else feature_end
        feature = text.surface(mark.end(), feature_end)
        if not feature:
            return None
        _add_side(sides, _SIDES[mark["side"]], feature)
        last = stop
    name_end = marks[0].start()
    while name_end > start and key[name_end - 1] in "、,;:-":
        name_end -= 1
    area = Area(start, _after_tail(key, last, end), sides=sides, name=text.surface(start, name_end))
    area.brackets = brackets
    return area


def _opens_clause(key: str, start: int, position: int) -> bool:
    return (position == start or key[position - 1] in "、,;:-(") and not _depth(key, start, position)


def _end_of_last(key: str, start: int, end: int) -> int:
    """Where the feature of the last side ends: at a bracket, a comma, or the end."""
    closed = _CLOSED.search(key, start, end)
    stop = closed.start() if closed else end
    return next((index for index in range(start, stop) if key[index] in ",;("), stop)


def _after_tail(key: str, position: int, end: int) -> int:
    match = _AREA_TAIL.match(key, position, end)
    return match.end() if match else position


def _read_enclosure(text: SaidText, start: int, end: int) -> Area | None:
    closed = _CLOSED.search(text.key, start, end)
    if not closed or _depth(text.key, start, closed.start()):
        return None
    first = _first_line(text.key, start, closed.start())
    lines = tuple(text.surface(*span) for span in _line_spans(text.key, first, closed.start()))
    if len(lines) < MIN_SIDES:
        return None
    return Area(first, _after_tail(text.key, closed.start(), end), lines=lines)


def _first_line(key: str, start: int, end: int) -> int:
    """A comma before lines that 、 separates ends another place."""
    comma = key.rfind(",", start, end)
    return comma + 1 if comma >= 0 and "、" in key[comma:end] else start


def _line_spans(key: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    position = start
    for match in _LINES.finditer(key, start, end):
        spans.append((position, match.start()))
        position = match.end()
    spans.append((position, end))
    return [span for span in spans if span[0] < span[1]]
