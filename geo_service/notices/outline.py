"""How the lines of a notice stand to each other: their headings, and what a line is by those beside it."""

from datetime import date
from itertools import groupby

from geo_service.addresses.extent_admin import read_admin
from geo_service.notices.frame import DATE_LINES, is_closing, is_date, is_signature, is_title
from geo_service.notices.headings import Heading, is_zone, read_heading, says_category
from geo_service.notices.layout import Line
from geo_service.notices.leads import BELOW, begins_reasons
from geo_service.notices.orders import cut_measures, is_order
from geo_service.notices.sentences import TAIL_MAX
from geo_service.notices.split import SCOPE, split_items
from geo_service.notices.standing import FIRST
from geo_service.notices.times import FROM, Since, closing_time, leading_time, may_say_time, read_since

_UNDATED = "(日期不详"
"""Stands for the day of a notice whose source says none."""
_WIDEST = "chapter"
"""The numbers of the widest level: what they head lies in nothing before them."""


class Outline:
    """The lines of a notice with their headings, each read once."""

    def __init__(self, key: str, lines: list[Line], streets: frozenset[str]) -> None:
        self.key = key
        self.lines = lines
        self._streets = streets
        self._headings: dict[tuple[int, int], Heading | None] = {}
        self._repeated = self._repeated_names()
        self._blocks = _blocks_of(lines)
        self._listing: dict[tuple[int, int], bool] = {}
        self.head = self._head_lines()

    def heading(self, start: int, end: int) -> Heading | None:
        """The heading that a span is or begins with."""
        if (start, end) not in self._headings:
            self._headings[start, end] = read_heading(self.key, start, end, self._streets)
        return self._headings[start, end]

    def is_heading(self, start: int, end: int) -> bool:
        """Whether a span is a heading and nothing else, or empty."""
        heading = self.heading(start, end) if start < end else None
        return start >= end or (heading is not None and heading.body >= end)

    def heading_at(self, index: int, start: int, end: int, *, rests: bool) -> Heading | None:
        """The heading of a sentence, if what it names is no zone itself, as areas are whose rest is meant (`rests`)."""
        heading = self.heading(start, end) or self._ordered_heading(start, end)
        if heading is None or self.is_place_itself(heading, index):
            return None
        alone = heading.kind == "place" and not heading.colon and heading.zones is None
        return None if alone and rests else heading

    def _ordered_heading(self, start: int, end: int) -> Heading | None:
        """A heading with the orders that hold in its zones: 将以下区域调整为管控区,实行…."""
        if all(self.key.find(word, start, end) < 0 for word in BELOW):
            return None
        stop = cut_measures(self.key, start, end)
        heading = self.heading(start, stop) if stop < end else None
        return heading._replace(body=end) if heading and heading.kind != "measures" else None

    def counts_behind(self, heading: Heading, end: int) -> bool:
        """Whether behind an area stands what follows for it: 青石区:高风险区3个."""
        inner = self.heading(heading.body, end) if heading.colon and heading.body < end else None
        return inner is not None and inner.kind == "deed" and inner.body >= end and inner.zones is not None

    def is_measure(self, index: int, start: int, end: int) -> bool:
        """Whether a sentence below a heading of measures is one; an unnumbered heading that counts zones ends them."""
        heading = self.heading(start, end)
        counts = heading is not None and heading.kind == "deed" and heading.zones is not None
        return bool(self.lines[index].marker) or not counts

    def parted_time(self, start: int, end: int, issued: date | None) -> tuple[int, int, Since | None]:
        """A sentence without the time at its head or end, when that holds for the lines below, and that time."""
        lead = leading_time(self.key, start, end)
        if lead and self.is_heading(lead.end(), end):
            return lead.end(), end, read_since(lead, issued)
        tail = closing_time(self.key, max(start, end - TAIL_MAX), end)
        if tail and self.heading(start, tail.start()):
            return start, tail.start(), read_since(tail, issued)
        return start, end, None

    def _head_lines(self) -> int:
        """How many lines stand above the title or the reasons of the notice: what reprints put before it."""
        for index, line in enumerate(self.lines[:DATE_LINES]):
            words = self.key[line.begin : line.end]
            if line.marker:
                return 0
            if ("关于" in words and is_title(words)) or begins_reasons(words):
                return index
        return 0

    def is_dated_title(self) -> bool:
        """Whether the first line is a title because the second one is a date."""
        second = self.key[self.lines[1].begin : self.lines[1].end] if len(self.lines) > 1 else ""
        return is_date(second) or second.startswith(_UNDATED)

    def counts_zones(self, heading: Heading) -> bool:
        """Whether a place heading stands at several numbers of one list: they count zones, not streets."""
        return heading.names is not None and self.key[slice(*heading.names)] in self._repeated

    def _repeated_names(self) -> frozenset[str]:
        lists: dict[tuple[int, str], list[str]] = {}
        chapter = 0
        for line in self.lines:
            chapter += line.marker == "chapter"
            colon = line.marker and self.key.find(":", line.start, line.end) >= 0
            heading = self.heading(line.start, line.end) if colon else None
            if heading and heading.names and heading.colon and heading.body < line.end:
                lists.setdefault((chapter, line.marker), []).append(self.key[slice(*heading.names)])
        return frozenset(name for names in lists.values() if len(set(names)) < len(names) for name in names)

    def numbers_lists(self, index: int, zones: int | None) -> bool:
        """Whether the numbered lines beside a line hold several zones each, as the heading's number says."""
        if not zones:
            return False
        block = self._blocks[index]
        if (block.start, zones) not in self._listing:
            self._listing[block.start, zones] = self._holds_lists(self.lines[block.start : block.stop], zones)
        return self._listing[block.start, zones]

    def _holds_lists(self, block: list[Line], zones: int) -> bool:
        if len(block) >= zones:
            return False
        numbers = [self.key[line.begin : line.start].rstrip("、.)。(") for line in block]
        if 2 * len(block) <= zones and numbers == [str(number + 1) for number in range(len(block))]:
            return True
        counts = (
            len(
                split_items(
                    self.key, line.start, line.end, count=None, whole=False, listed=False, streets=self._streets
                )
            )
            for line in block
        )
        return sum(counts) == zones

    def names_a_scope(self, index: int) -> bool:
        """Whether a line only names an area whose places the next line lists behind "范围:"."""
        following = self._line(index + 1)
        return following is not None and not following.marker and self._begins_a_scope(following)

    def _begins_a_scope(self, line: Line) -> bool:
        return bool(SCOPE.match(self.key, line.start, line.end))

    def is_place_itself(self, heading: Heading, index: int) -> bool:
        """Whether a place name alone is a zone, not the heading of one: nothing stands below it."""
        if heading.kind not in ("place", "areas") or heading.colon or heading.zones is not None:
            return False
        line, following = self.lines[index], self._line(index + 1)
        if following is None or (line.marker and following.marker in (line.marker, _WIDEST)):
            return True
        return heading.names is not None and self._stands_beside(*heading.names, following)

    def _stands_beside(self, start: int, end: int, following: Line) -> bool:
        """Whether the line behind an area lies elsewhere or tells something else: it is not in the area's list."""
        area = read_admin(self.key, start, end, rural=True, streets=self._streets)
        words = self.key[following.start : following.end]
        heading = self.heading(following.start, following.end)
        ended = heading is not None and (heading.colon or heading.zones is not None or heading.kind != "place")
        if area.community and (ended or says_category(words) or not self.goes_on_with(following)):
            return True
        other = read_admin(self.key, following.start, following.end, rural=True, streets=self._streets)
        if words.startswith(self.key[start:end]):
            return False
        if is_zone(self.key[start:end]):
            return other.district is not None
        pairs = ((area.district, other.district), (area.street, other.street), (area.community, other.community))
        return any(said is not None for own, said in pairs if own)

    def is_lone(self, index: int) -> bool:
        """Whether an unnumbered line stands alone under its heading."""
        if self.lines[index].marker:
            return False
        beside = (self._line(index - 1), self._line(index + 1))
        return not any(self._is_list(line) for line in beside if line)

    def _is_list(self, line: Line) -> bool:
        end = line.end - (self.key[line.end - 1] == "。")  # as the line's sentence is asked for
        if line.marker or self.heading(line.start, end) or is_order(self.key, line.start, end):
            return False
        return not (may_say_time(self.key, line.start, line.end) and FROM.search(self.key, line.start, line.end))

    def begins_list(self, index: int) -> bool:
        """Whether the next line begins lists anew: it is numbered as the first, or an unnumbered heading."""
        following = self._line(index + 1)
        if following is None or not self.goes_on_with(following):
            return False
        if following.marker:
            return not FIRST.isdisjoint(self.key[following.begin : following.start][:2])
        return self.heading(following.start, following.end) is not None

    def goes_on(self, index: int) -> bool:
        """Whether a line follows that is not the end of the notice."""
        following = self._line(index + 1)
        return following is not None and self.goes_on_with(following)

    def goes_on_with(self, line: Line) -> bool:
        """Whether a line is neither closing words nor signature nor date."""
        words = self.key[line.start : line.end]
        return not (is_closing(words) or is_signature(words) or is_date(words))

    def _line(self, index: int) -> Line | None:
        return self.lines[index] if 0 <= index < len(self.lines) else None


def _blocks_of(lines: list[Line]) -> list[range]:
    """For each line the lines with the same kind of number that stand together around it."""
    blocks: list[range] = []
    for _, block in groupby(lines, key=lambda line: line.marker):
        start, count = len(blocks), len(list(block))
        blocks.extend([range(start, start + count)] * count)
    return blocks
