"""What follows an area: brackets, exclusions, inclusions and explanations; and the area as an extent."""

import re
from typing import Any

from geo_service.addresses.extent_area import ENCLOSES, Area
from geo_service.addresses.extent_clauses import read_clause, said_parts
from geo_service.addresses.extent_text import SaidText
from geo_service.addresses.extent_tokens import tokenize
from geo_service.addresses.rules_files import one_of, read_rules
from geo_service.model.said import SaidBounds, SaidEnclosure, SaidExtent

_RULES: dict[str, Any] = read_rules("extents")
_AFTER_AREA = re.compile(r"[、,;。.:]*(?:以及|及(?!其)|和(?!平)|与)?[、,;。.:]*")
_BRACKET = re.compile(r"\((?:[^()]|\([^()]*\))*+(?:\)|$)")
_AREA_WORDS = re.compile(
    rf"的?(?:(?:{ENCLOSES})?(?:{one_of(_RULES['enclosure']['kinds'])})|(?:{ENCLOSES})区(?=$|[、,;]))(?:内|以内)?"
)
_EXPLAINED = re.compile(r"[,;、]?(?P<what>(?:主要|具体)?涉及[^;。]+)")
_CLAUSE_AFTER = re.compile(
    rf"[,;、。]?(?P<clause>(?:{one_of([*_RULES['include']['verbs'], *_RULES['except']['open']])})[^;。]+)"
)


_AROUND = re.compile(
    r"(?:的?(?:道路)?两侧|沿线|沿街)?(?:附近|周边|周围|(?:村民|居民)?(?:平房|自建房|民房|住宅|门面房|商铺|门店)|居民)区?(?:区域|范围|地区)?(?:内|以内)?"
    r"(?=$|[,;、(])"
)
_OUT_OF_IT = re.compile(r"[,;、。](?:其中|区域内|范围内)?的?(?P<clause>[^,;、。()]{2,24}除外)")


def read_area_end(text: SaidText, area: Area, end: int) -> int:
    """Take the clauses behind an area; say where they end."""
    key = text.key
    for start, stop in area.brackets:
        _read_clause(text, area, start + 1, stop - 1)
    position = _read_brackets(text, area, end)
    around = _AROUND.match(key, position, end)
    if around:
        area.note += text.surface(*around.span())
        area.end = around.end()
        position = _read_brackets(text, area, end)
    explained = _EXPLAINED.match(key, position, end)
    clause = None if explained else _CLAUSE_AFTER.match(key, position, end) or _OUT_OF_IT.match(key, position, end)
    if explained:
        area.note += text.surface(*explained.span("what"))
    elif clause:
        _read_clause(text, area, *clause.span("clause"))
    behind = explained or clause
    return behind.end() if behind else position


def after_area(key: str, position: int, end: int) -> int:
    """Where the next area or place of a list begins."""
    joint = _AFTER_AREA.match(key, position, end)
    return joint.end() if joint else position


def _read_brackets(text: SaidText, area: Area, end: int) -> int:
    """Take the brackets behind an area, and 的区域 behind those."""
    position, key = area.end, text.key
    while True:
        bracket = _BRACKET.match(key, position, end)
        tail = None if bracket else _AREA_WORDS.match(key, position, end)
        if bracket:
            closed = bracket.group()[-1] == ")"
            _read_clause(text, area, bracket.start() + 1, bracket.end() - closed)
        found = bracket or tail
        if not found:
            return position
        position = found.end()


def _read_clause(text: SaidText, area: Area, start: int, end: int) -> None:
    """Take the words of a clause as what is excluded, included or noted."""
    clause = read_clause(text.key, start, end)
    if clause.kind == "time":
        return
    if clause.kind not in ("except", "include"):
        area.note += text.surface(start, end)
        return
    parts = said_parts(text, tokenize(text, clause.start, clause.end))
    (area.except_text if clause.kind == "except" else area.include).extend(parts)


def area_extent(area: Area) -> SaidExtent:
    """The extent of an area."""
    name, note = area.name or None, area.note or None
    include, except_text = tuple(area.include), tuple(area.except_text)
    if area.sides is None:
        return SaidEnclosure(area.lines, name, include, except_text, note)
    return SaidBounds(**area.sides, name=name, include=include, except_text=except_text, note=note)
