"""The lines of a notice: their numbering, headings and what stands in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from geo_service.addresses.extent_admin import read_admin
from geo_service.notices.words import CATEGORY, RULES, any_word

_CHINESE = "〇一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾"
# kinds of numbering; the order of first use in a notice is the order of its levels
_MARKERS = re.compile(
    rf"(?:(?P<chapter>[{_CHINESE}]{{1,4}}、)|(?P<section>\([{_CHINESE}]{{1,4}}\)、?)|(?P<damaged>\?。\?\))"
    r"|(?P<point>[0-9]{1,3}\.(?![0-9]))|(?P<comma>[0-9]{1,3}、(?![0-9A-Z]))|(?P<part>\([0-9]{1,3}\)、?)"
    r"|(?P<circle>[①-⑳㈠-㈩⑴-⒇⒈-⒛]))[ \t]*"
)
_INNER_MARKER = re.compile(r"(?<=[。;])[ \t]*(?=[0-9]{1,3}\.[^0-9])")
_COUNT = re.compile(r"\(?(?:共)?(?P<count>[0-9]{1,4})[个處处]\)?|\((?P<bare>[0-9]{1,4})\)")
_FILLER = re.compile(
    rf"{CATEGORY}|{any_word([word for words in RULES['verbs'].values() for word in words])}"
    rf"|{any_word(RULES['headings']['filler'])}"
    r"|[高中低](?=[、和及])"
)
_POINTS = re.compile(r"(?:高|中|低)?(?:风险)?(?:具体)?(?:点位|区域|范围)$")
_VERB = re.compile(
    any_word([word for kind in ("lift", "down", "adjust", "designate") for word in RULES["verbs"][kind]])
)
_CATEGORY_WORDS = re.compile(rf"(?:部分)?{CATEGORY}")
_BARE_ADMIN = re.compile(r"[^\W\d_A-Z]{2,7}(?:(?<![片小社校园])区|县|市|旗|街|村)")
_DIGIT = re.compile("[0-9]")
_MEASURES = re.compile(any_word(RULES["headings"]["measures"]))
GLOSS = "\u2060"
"""Stands in the folded text for each character of a scrape gloss."""
_SKIPPED: dict[int, None] = dict.fromkeys(map(ord, (" ", "\t", GLOSS)))
HEADING_MAX = 40
"""Longest heading read, in characters; the longest seen has 24."""


@dataclass(frozen=True)
class Line:
    """A line or a numbered part of one: `marker` is the kind of its numbering, its text goes from start to end."""

    marker: str
    begin: int
    start: int
    end: int


def lines_of(folded: str) -> Iterator[Line]:
    """The lines of a folded text; a number after a full stop within a line begins another."""
    position = 0
    for raw in folded.splitlines(keepends=True):
        inner = [position, *(position + match.start() for match in _INNER_MARKER.finditer(raw)), position + len(raw)]
        for start, end in pairwise(inner):
            line = _line(folded, start, end)
            if line.start < line.end:
                yield line
        position += len(raw)


def _line(folded: str, start: int, end: int) -> Line:
    while end > start and folded[end - 1].isspace():
        end -= 1
    while start < end and folded[start].isspace():
        start += 1
    match = _MARKERS.match(folded, start, end)
    begin = start
    if match:
        start = match.end()
    return Line(str(match.lastgroup) if match else "", begin, start, end)


@dataclass(frozen=True)
class Heading:
    """
    A heading and where the text behind it begins.

    kind is deed (categories and verbs), place (an administrative name), measures or other (a name of an area).
    """

    kind: str
    start: int
    end: int
    body: int
    count: int | None
    names: tuple[int, int] | None = None
    colon: bool = False


def read_heading(folded: str, line: Line, streets: frozenset[str]) -> Heading | None:
    """The heading of a line: its words before a colon, or all of it."""
    colon = folded.find(":", line.start, min(line.end, line.start + HEADING_MAX))
    if colon >= 0 and folded[colon - 1].isdigit() and folded[colon + 1 : colon + 2].isdigit():
        colon = -1
    end = colon if colon >= 0 else line.end
    body = colon + 1 if colon >= 0 else line.end
    if end - line.start > HEADING_MAX or (colon < 0 and folded[end - 1] in "、,"):
        return None
    stop = end - (folded[end - 1] in "。;") if end > line.start else end
    words = folded[line.start : stop].translate(_SKIPPED)
    if _MEASURES.search(words) and not _VERB.search(words):
        return Heading("measures", line.start, stop, body, None, colon=colon >= 0)
    count, bare = _without_count(words)
    heading = Heading("deed", line.start, stop, body, count, colon=colon >= 0)
    return _place_heading(folded, heading, bare, streets) if _FILLER.sub("", bare) else heading


def _advance(folded: str, start: int, characters: int) -> int:
    """Where so many characters end, white space and glosses not counted."""
    while characters:
        characters -= ord(folded[start]) not in _SKIPPED
        start += 1
    return start


def _without_count(words: str) -> tuple[int | None, str]:
    match = _COUNT.search(words)
    if not match:
        return None, words
    return int(match["count"] or match["bare"]), words[: match.start()] + words[match.end() :]


def _place_heading(folded: str, heading: Heading, bare: str, streets: frozenset[str]) -> Heading | None:
    """The heading as that of a place or of an area, if it is one."""
    name = _POINTS.sub("", bare)
    category = _CATEGORY_WORDS.search(name)
    name = name[: category.start()] if category else name
    listed = heading.colon or heading.count is not None
    ended = folded[heading.end - 1 : heading.end] in "。;"
    if (
        name
        and (_is_admin(name, streets) or (listed and _BARE_ADMIN.fullmatch(name)))
        and (listed or category or not ended)
    ):
        names = heading.start, _advance(folded, heading.start, len(name))
        return replace(heading, kind="place", names=names)
    return replace(heading, kind="other") if listed and not _DIGIT.search(name) else None


def _is_admin(name: str, streets: frozenset[str]) -> bool:
    admin = read_admin(name + "某", 0, len(name), rural=True, streets=streets)
    return admin.end == len(name) and any((admin.district, admin.street, admin.community))
