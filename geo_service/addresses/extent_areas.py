"""Areas that are said by their sides or by the lines around them."""

import re
from typing import Any

from geo_service.addresses.extent_area import (
    BOUNDS,
    CLOSED,
    ENCLOSES,
    ENCLOSURE,
    KINDS_OF_AREA,
    MIN_SIDES,
    Area,
    after_tail,
    depth,
)
from geo_service.addresses.extent_lies import read_lies
from geo_service.addresses.extent_reaches import read_reaches
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.rules_files import one_of, read_rules

_RULES: dict[str, Any] = read_rules("extents")
_WITHIN = re.compile(rf"(?:{one_of(ENCLOSURE['within'])})(?=$|[,;(]|的|区域)")
_LINES = re.compile(
    r"[、,]|-(?![0-9])|以及|与|(?<=[路街巷道河段线墙山园区坡水渠桥站处界院场村湖])(?:和|及)(?![^、,与和及]{0,12}(?:交叉口|交汇处|路口|交界))"
)
_FIRST_LINE = re.compile(r"(?:由|以|沿|即)(?=..)")
_LAST_LINE = re.compile(r"的$|[一二三四五六七八九十0-9](?:条|个)(?:道路|街道|马路|路|街|巷)$|等$")
_BUILDING = re.compile(r"[0-9A-Z](?:号楼|栋|幢|座|单元)$")
_BARE_NUMBER = re.compile(r"(?:[A-Z]?[0-9]+(?:-[0-9]+)?|[A-Z])(?:号楼|栋|幢|座|单元|$)")
_SIDE_BEHIND = re.compile("以[东南西北]侧?$")
MIN_LINES_WITHIN = 3
"""Lines that enclose an area when only "范围内" says so."""


def read_area(text: SaidText, start: int, end: int) -> Area | None:
    """The area that a span says, if it does."""
    if _SIGNS.isdisjoint(text.key[start:end]) or not _SIGN.search(text.key, start, end):
        return None
    return read_reaches(text, start, end) or read_lies(text, start, end) or _read_enclosure(text, start, end)


_SIGN = re.compile(
    rf"[东南西北](?:(?:侧|面|边|部|方向|段)?(?:{one_of(BOUNDS['reach'])}|:)|(?:侧|面|边)?(?:[、,;(\-]|$|的|{ENCLOSES}|{KINDS_OF_AREA}))"
    rf"|以[东南西北]|{ENCLOSES}|{one_of(ENCLOSURE['within'])}"
)
"""What every area that is said by sides or lines has in it."""
_SIGNS = frozenset("东南西北以") | {word[0] for word in [*ENCLOSURE["words"], *ENCLOSURE["within"]]}
"""The characters that one of them begins with."""


# -- 甲路、乙路合围区域


def _read_enclosure(text: SaidText, start: int, end: int) -> Area | None:
    closed = CLOSED.search(text.key, start, end)
    least = MIN_SIDES
    if not closed:
        closed, least = _WITHIN.search(text.key, start, end), MIN_LINES_WITHIN
    if not closed or depth(text.key, start, closed.start()):
        return None
    first = _first_line(text.key, start, closed.start())
    last = _LAST_LINE.search(text.key, first, closed.start())
    spans = _line_spans(text.key, first, last.start() if last else closed.start())
    lines = tuple(text.surface(start, stop - _side_behind(text.key, start, stop)) for start, stop in spans)
    if len(lines) < least or _are_buildings(text.key, spans):
        return None
    area = Area(_before_lead(text.key, start, first), after_tail(text.key, closed.start(), end), lines=lines)
    area.end = after_tail(text.key, max(area.end, closed.end()), end)
    return area


def _side_behind(key: str, start: int, end: int) -> int:
    """Characters of "以北" behind a line."""
    side = _SIDE_BEHIND.search(key, start + 1, end)
    return len(side.group()) if side else 0


def _are_buildings(key: str, spans: list[tuple[int, int]]) -> bool:
    """Whether what encloses is a list of buildings of one compound (怡景苑3栋、5栋合围区域)."""
    return _BUILDING.search(key, *spans[-1]) is not None and any(_BARE_NUMBER.match(key, *span) for span in spans[1:])


def _first_line(key: str, start: int, end: int) -> int:
    """A comma before lines that 、 separates ends another place."""
    comma = key.rfind(",", start, end)
    first = comma + 1 if comma >= 0 and "、" in key[comma:end] else start
    led = _FIRST_LINE.match(key, first, end)
    return led.end() if led else first


def _before_lead(key: str, start: int, first: int) -> int:
    """Where an area begins: a leading 由 is part of it."""
    return first - 1 if first > start and key[first - 1] in "由以沿即" else first


def _line_spans(key: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    position = start
    for match in _LINES.finditer(key, start, end):
        spans.append((position, match.start()))
        position = match.end()
    spans.append((position, end))
    return [span for span in spans if span[0] < span[1]]
