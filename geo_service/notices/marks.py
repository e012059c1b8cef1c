"""The marks that part a text: sentences, commas and the lighter 、, outside of brackets."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from geo_service.notices.words import CATEGORY

_INNER_HEADING = re.compile(r";(?=[^\W\d_]{1,12}(?:区|县|市|旗|街道|镇|乡|社区|村|点位)(?:\([0-9]{1,3}个?\))?:)")
_MARKS = re.compile("[(),、;。]")
_BRACKETS = re.compile("[()]")
# marks within these part no zones: 除甲、乙外, 封控区、管控区以外
_UNPARTED = re.compile(
    rf"除(?!外)[^;。]{{1,80}}?外(?:,?的?其[他它余])?|(?:(?:{CATEGORY}|[高中低])[、和及与]){{1,8}}{CATEGORY}(?:的?(?:以外|之外|外))"
)


def headed_parts(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence cut before each place that heads a list behind a semicolon: 甲区:…;乙区:…."""
    if folded.find(";", start, end) < 0:
        yield start, end
        return
    position = start
    for match in _INNER_HEADING.finditer(folded, start, end):
        yield position, match.end()
        position = match.end()
    yield position, end


def cuts(folded: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """The parts of a span between marks that stand outside of brackets."""
    if len(marks) == 1 and folded.find(marks, start, end) < 0:
        return [(start, end)] if folded[start:end].strip() else []
    parts: list[tuple[int, int]] = []
    depth, position = 0, start
    for match in _MARKS.finditer(folded, start, end):
        character, index = match.group(), match.start()
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif depth == 0 and character in marks and folded[index - 1 : index] != "?":
            parts.append((position, index))
            position = index + 1
    parts.append((position, end))
    return [(begin, stop) for begin, stop in parts if folded[begin:stop].strip()]


def parts_between(folded: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """The parts of a span between marks, those of areas whose rest is meant left whole: 除甲、乙外的其他区域."""
    parts = cuts(folded, start, end, marks)
    if len(parts) == 1 or "外" not in folded[start:end]:
        return parts
    spans = [match.span() for match in _UNPARTED.finditer(folded, start, end)]
    joined = parts[:1]
    for part in parts[1:]:
        # the spans rise and do not overlap: only the last that begins before can hold it
        before = bisect_left(spans, (part[0], part[0])) - 1
        if before >= 0 and spans[before][0] < part[0] < spans[before][1]:
            joined[-1] = (joined[-1][0], part[1])
        else:
            joined.append(part)
    return joined


def outside(folded: str, start: int, end: int) -> str:
    """A span without its brackets."""
    words = folded[start:end]
    if "(" not in words and ")" not in words:
        return words
    kept, depth, position = [], 0, 0
    for match in _BRACKETS.finditer(words):
        if depth == 0:
            kept.append(words[position : match.start()])
        if depth and match.group() == ")":
            depth -= 1
        elif match.group() == "(":
            depth += 1
        position = match.end()
    return "".join([*kept, words[position:]] if depth == 0 else kept)
