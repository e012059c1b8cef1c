"""A notice's text folded for reading: simplified, half-width, without blanks and scrape glosses, line ends kept."""

import re
from collections.abc import Sequence

from geo_service.addresses.extent_text import fold

CELL = "\t"
"""Stands between two cells of a table row, and behind a row's serial number."""
BARS = re.compile("(?<![)?？])[|｜│]")
"""What stands between cells where a table was drawn."""
_CELLS = re.compile("(?<=[^\\s])[ ]*\t[ \t]*(?=[^\\s])")
_SERIAL = re.compile(r"(?m)^[ \t]*[0-9]{1,3}(?P<gap>[ ])[ \t]*(?=[^\W\d_])")
_DROPPED = re.compile(
    r"[^\S\n\t]+|(?<=[,、,，])[,，、]+|(?<![^\n])\t+|\t+(?![^\n])|\??\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)"
    r"|“(?=(?:[高中低]风险区|[封管]控区|防范区)”)|(?:(?<=“[高中低]风险区)|(?<=“[封管]控区)|(?<=“防范区))”"
)


class NoticeText:
    """A text, its key, and the way back: spans are counted in the key, `said` gives the source's own characters."""

    __slots__ = ("_places", "key", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        folded = _CELLS.sub(_one_cell, _folded_cells(BARS.sub(CELL, source)))
        folded = _SERIAL.sub(_marked_serial, folded)
        self.key, self._places = _without_blanks(folded)

    def said(self, start: int, end: int) -> str:
        """The source's characters of a span, glosses and inner blanks included."""
        return self.source[self._places[start] : self._places[end]].strip() if start < end else ""

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the key stands in the source."""
        return self._places[start], self._places[end]


def _folded_cells(source: str) -> str:
    return CELL.join(map(fold, source.split(CELL)))


def _one_cell(match: re.Match[str]) -> str:
    """A run of blanks around a tab as one tab, in as many characters."""
    return CELL + " " * (len(match.group()) - 1)


def _marked_serial(match: re.Match[str]) -> str:
    gap = match.start("gap") - match.start()
    return match.group()[:gap] + CELL + match.group()[gap + 1 :]


def _without_blanks(folded: str) -> tuple[str, Sequence[int]]:
    parts: list[str] = []
    places: list[int] = []
    last = 0
    for match in _DROPPED.finditer(folded):
        parts.append(folded[last : match.start()])
        places.extend(range(last, match.start()))
        last = match.end()
    if not parts:
        return folded, range(len(folded) + 1)
    parts.append(folded[last:])
    places.extend(range(last, len(folded) + 1))
    return "".join(parts), places
