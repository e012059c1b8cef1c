"""
Items of a notice's text.

Line by line, sentence by sentence: numbering and headings give the levels, headings and lead sentences say what is done
where and from when, the rest are places. What could not be read is returned as a problem with its place in the text.
"""

import re
from datetime import date

from geo_service.errors import InputError
from geo_service.model.said import NoticeReading
from geo_service.notices.announced import Announced
from geo_service.notices.frame import (
    is_basis,
    is_closing,
    is_damaged,
    is_frame,
    is_service,
    is_title,
    read_frame,
    short_streets,
    starts_title,
    time_statement,
)
from geo_service.notices.headings import REST_LIST, Heading, is_address, is_only_deed
from geo_service.notices.items import ItemReader, Shape
from geo_service.notices.layout import Line, cells, lines_of
from geo_service.notices.leads import cut_announcement, heads_lists, skip_reasons
from geo_service.notices.marks import cuts, headed_parts
from geo_service.notices.orders import cut_measures, is_explained, is_order
from geo_service.notices.outline import Outline
from geo_service.notices.page import Page
from geo_service.notices.scope import Levels
from geo_service.notices.sentences import (
    TAIL_MAX,
    clauses,
    is_decision,
    is_plain,
)
from geo_service.notices.split import SCOPE
from geo_service.notices.standing import is_count, read_tally
from geo_service.notices.text import CELL, NoticeText
from geo_service.notices.times import Since, closing_time, leading_time, may_say_time, read_since
from geo_service.notices.words import RULES, any_word, mentioned, read_deed, title_deed

MAX_CHARS = 1_000_000
"""Longest notice read, in characters."""

_ALSO = "同时"
_BELOW = ("以下", "下列", "下述")
_BACKWARD = re.compile(any_word(RULES["statement"]["backward"]))


def read_notice(text: str, *, issued: date | None = None) -> NoticeReading:
    """
    Everything a notice says, and what could not be read.

    `issued` is the day of the notice; without it the first dated line gives it, or the last.

    Raises
    ------
    InputError
        If the text is longer than `MAX_CHARS`.
    """
    if len(text) > MAX_CHARS:
        raise InputError(f"the notice has {len(text)} characters; at most {MAX_CHARS} can be read")
    return _NoticeReader(NoticeText(text), issued).read()


class _NoticeReader:
    """One notice and the state of its reading."""

    def __init__(self, text: NoticeText, issued: date | None) -> None:
        self.key = text.key
        self.lines = lines_of(text.key)
        frame = read_frame(text.key, self.lines, issued)
        streets = short_streets(text.key, self.lines)
        self.page = Page(text, frame, streets)
        self.outline = Outline(text.key, self.lines, streets)
        self.announced = Announced(self.page)
        self.found = ItemReader(self.page)
        self.said_first: Since | None = None  # the time that a line begins with
        self.timed = False  # whether the sentence may say a time
        self.announces = False  # whether the sentence says that what is decided follows
        self.ordered = False  # whether a sentence of the line has said what holds in zones
        self.headed = 0  # items before the last heading
        self.waiting: tuple[Since | None, int] = (None, 0)  # the last time alone and the items before it

    @property
    def levels(self) -> Levels:
        """The levels of numbering and headings."""
        return self.announced.levels

    def read(self) -> NoticeReading:
        """Read all lines."""
        for index, line in enumerate(self.lines):
            self._read_line(index, line)
        since, count = self.waiting
        if since and count == len(self.found.items):
            self.found.hold_from(since)
        self.found.finish()
        return NoticeReading(tuple(self.found.items), tuple(self.found.problems))

    def _read_line(self, index: int, line: Line) -> None:
        words = self.key[line.start : line.end]
        self.found.begin_line()
        self.said_first = None
        if not line.marker and self._is_frame(index, words):
            return
        if line.marker:
            self.levels.enter(line.marker)
        if line.marker and self._read_plain(index, line):
            return
        if is_damaged(words) and line.marker != "damaged":
            self.found.add_problem(line.begin, line.end, "damaged")
            return
        self.ordered = False
        for start, end in cuts(self.key, line.start, line.end, "。"):
            for begin, stop in headed_parts(self.key, start, end):
                self._read_sentence(index, begin, stop)

    def _read_plain(self, index: int, line: Line) -> bool:
        """Whether a numbered line only names places, which are read: it needs none of what statements need."""
        if line.marker == "damaged" or self.levels.scope.measures or not is_plain(self.key, line.start, line.end):
            return False
        end = line.end - (self.key[line.end - 1] == "。")
        heads = not is_address(self.key[line.start : end]) and self._heading(index, line.start, end)
        if heads or self.outline.names_a_scope(index):
            return False
        whole = not self.outline.numbers_lists(index, self.levels.scope.zones)
        self.found.read_plain(line.start, end, self.levels.scope, whole=whole)
        return True

    def _is_frame(self, index: int, words: str) -> bool:
        """Whether a line is the title, the date, the number or the signature."""
        words = words.replace("\n", "")
        if is_frame(words):
            return True
        if not self.found.items and (is_title(words) or starts_title(words)):
            return True
        if index == 0 and self.outline.is_dated_title():
            self.levels.say(deed=title_deed(words))
            return True
        return index < self.outline.head

    def _read_sentence(self, index: int, start: int, end: int) -> None:
        words = self.key[start:end]
        self.timed = may_say_time(self.key, start, end)
        since = time_statement(words, self.page.frame.issued) if self.timed else None
        tally = read_tally(self.key, start, end) if self.found.items else None
        if since:
            self._read_time(index, words, since)
        elif self.found.close_with(start, end):
            return
        elif tally and (tally.opens or tally.end < end or self.outline.begins_list(index)):
            self.announced.say_standing(tally, numbered=bool(self.lines[index].marker))
            if tally.end < end and not is_count(words[tally.end - start :]):
                self._read_content(index, tally.end, end, None)
        elif not (tally or self._is_measure(index, start, end) or self._is_aside(start, end)):
            self._read_statement(index, start, end)

    def _is_aside(self, start: int, end: int) -> bool:
        """Whether a sentence only counts zones, closes the notice, heads an appendix, or says what holds in zones."""
        words = self.key[start:end]
        if is_count(words):
            since = self._since(start, end)
            if since:
                self.levels.say_time(since, listed=bool(self.found.items))
            return True
        if is_service(words):
            self.announced.say_appendix()
        return is_closing(words) or self._is_order(start, end)

    def _is_order(self, start: int, end: int) -> bool:
        """Whether a sentence says what holds in the zones, or explains them, or goes on so within its line."""
        if not self.found.items:
            return False
        goes_on = self.ordered and not is_decision(self.key, start, end) and self.outline.heading(start, end) is None
        self.ordered = goes_on or is_order(self.key, start, end)
        if not (self.ordered or (self._is_listed() and is_explained(self.key, start, end))):
            return False
        self.found.add_problem(start, end, "no_place")
        return True

    def _is_measure(self, index: int, start: int, end: int) -> bool:
        """Whether a sentence stands among measures; an unnumbered heading that counts zones ends them."""
        if not self.levels.scope.measures:
            return False
        heading = self.outline.heading(start, end)
        counts = heading is not None and heading.kind == "deed" and heading.zones is not None
        return bool(self.lines[index].marker) or not counts

    def _read_statement(self, index: int, start: int, end: int) -> None:
        """A sentence: its reasons, what it decides, a time that only it says."""
        decides = skip_reasons(self.key, start, end)
        reason = self._since(start, decides)
        if not reason and self.key.startswith(_ALSO, start):
            reason = self.said_first
        if reason:
            self.levels.say(since=reason)
        whole, end = end, cut_announcement(self.key, decides, end)
        self.announces = end < whole
        self.said_first = self.said_first or self._since(start, min(end, start + TAIL_MAX))
        heads = self.key[end - 1] == ":"
        for begin, stop in clauses(self.key, decides, end) if heads else [(decides, end)]:
            self._read_decision(index, begin, stop)
        if heads or not self.found.items:
            self.announced.say_lead(start, end, named=not self.found.items)

    def _since(self, start: int, end: int) -> Since | None:
        return self.announced.since(start, end) if self.timed else None

    def _read_time(self, index: int, words: str, since: Since) -> None:
        """A sentence that is only a time: for what stands before it if it says so, else for what follows."""
        if self.found.items and _BACKWARD.search(words):
            self.found.hold_from(since)
            return
        self.waiting = since, len(self.found.items)
        self.found.forget_time()
        if not self.lines[index].marker:
            self.levels.open("=time", listed=self._is_listed())
        self.levels.say_time(since, listed=bool(self.found.items))

    def _is_listed(self) -> bool:
        """Whether zones have been read since the last heading."""
        return len(self.found.items) > self.headed

    def _take_times(self, start: int, end: int) -> tuple[int, int, Since | None]:
        """A sentence without the time at its head or end, when that holds for the lines below."""
        if not self.timed:
            return start, end, None
        lead = leading_time(self.key, start, end)
        if lead and self.outline.is_heading(lead.end(), end):
            return lead.end(), end, read_since(lead, self.page.frame.issued)
        tail = closing_time(self.key, max(start, end - TAIL_MAX), end)
        if tail and self.outline.heading(start, tail.start()):
            return start, tail.start(), read_since(tail, self.page.frame.issued)
        return start, end, None

    def _read_decision(self, index: int, start: int, end: int) -> None:
        """A sentence without its reasons: a heading, a heading with a list, a list or a whole decision."""
        start, end = self._read_cells(start, end)
        start, end, since = self._take_times(start, end)
        if start >= end:
            if since:
                self._read_time(index, "", since)
            return
        scope_word = SCOPE.match(self.key, start, end)
        heading = None if scope_word else self._heading(index, start, end)
        leads = self.announces and not self.found.items
        if heading and not self.lines[index].marker and not leads:
            self.announced.open_level(heading, since, listed=self._is_listed())
        if since:
            self.levels.say_time(since, listed=bool(self.found.items))
        if scope_word:
            self._read_content(index, scope_word.end(), end, None, scoped=True)
        elif heading:
            self._read_headed(index, heading, start, end)
        elif not self.outline.names_a_scope(index) and not self._read_lead_sentence(index, start, end):
            self._read_content(index, start, end, None)

    def _read_cells(self, start: int, end: int) -> tuple[int, int]:
        """The cells of a row that name places; a cell with only a category or a time says it for the row."""
        row = list(cells(self.key, start, end)) if self.key.find(CELL, start, end) >= 0 else []
        if len(row) < 2:  # noqa: PLR2004 one cell is no row
            return start, end
        places: list[tuple[int, int]] = []
        if self._heads_rows(*row[0]):
            row = row[1:]
        for begin, stop in row:
            since = time_statement(self.key[begin:stop] + "起", self.page.frame.issued)
            if since:
                self.levels.say(since=since)
            elif is_only_deed(self.key, begin, stop):
                self.levels.say(deed=read_deed(self.key[begin:stop]))
            else:
                places.append((begin, stop))
        return (places[0][0], places[-1][1]) if places else (end, end)

    def _heads_rows(self, start: int, end: int) -> bool:
        """Whether the first cell of a row is an area with the number of its rows, which is said: 青石区(2个)."""
        heading = self.outline.heading(start, end)
        if heading is None or heading.kind != "place" or heading.zones is None:
            return False
        self.announced.open_level(heading, None, listed=self._is_listed())
        self._say_heading(heading._replace(zones=None))
        return True

    def _read_lead_sentence(self, index: int, start: int, end: int) -> bool:
        """Whether a sentence before all lists only says what they decide; its time and category hold for them."""
        words = self.key[start:end]
        if (
            self.found.items
            or self.lines[index].marker
            or not (self.outline.goes_on(index) and heads_lists(words, announces=self.announces))
        ):
            return False
        since = self._since(start, end)
        if since:
            self.levels.say_everywhere(since)
        deed, named = read_deed(words), mentioned(words)
        if (
            len(set(named)) == 1
            or (deed.action == "lift" and not named)
            or (deed.before and set(named) == {deed.before, deed.category})
        ):
            self.levels.say(deed=deed)
        return True

    def _heading(self, index: int, start: int, end: int) -> Heading | None:
        """The heading of a sentence, if what it names is not a zone itself."""
        heading = self.outline.heading(start, end) or self._ordered_heading(start, end)
        if heading is None or self.outline.is_place_itself(heading, index):
            return None
        alone = heading.kind == "place" and not heading.colon and heading.zones is None
        return None if alone and self.levels.scope.rest_list else heading

    def _ordered_heading(self, start: int, end: int) -> Heading | None:
        """A heading with the orders that hold in its zones: 将以下区域调整为管控区,实行…."""
        if all(self.key.find(word, start, end) < 0 for word in _BELOW):
            return None
        stop = cut_measures(self.key, start, end)
        heading = self.outline.heading(start, stop) if stop < end else None
        return heading._replace(body=end) if heading and heading.kind != "measures" else None

    def _read_headed(self, index: int, heading: Heading, start: int, end: int) -> None:
        """A heading and the text behind it."""
        if heading.kind == "measures":
            self.levels.say(measures=heading.body >= end)
            return
        if REST_LIST.search(self.key, start, end) and heading.body >= end:
            self._say_heading(heading)
            self.levels.say(rest_list=True)
        elif heading.kind == "place" and self._counts_behind(heading, end):
            self._say_heading(heading)
            self._read_decision(index, heading.body, end)
        elif heading.kind != "deed" and is_only_deed(self.key, heading.body, end):
            self.levels.say(deed=read_deed(self.key[heading.body : end]))
            self.found.read_list(start, heading.end, self.levels.scope, Shape(whole=True))
        else:
            self._say_heading(heading)
            self._read_behind(index, heading, end)

    def _counts_behind(self, heading: Heading, end: int) -> bool:
        """Whether behind an area stands what follows for it: 青石区:高风险区3个."""
        inner = self.outline.heading(heading.body, end) if heading.colon and heading.body < end else None
        return inner is not None and inner.kind == "deed" and inner.body >= end and inner.zones is not None

    def _read_behind(self, index: int, heading: Heading, end: int) -> None:
        """The text behind the colon of a heading: another heading (决定如下:解除以下封控区) or a list."""
        lead = leading_time(self.key, heading.body, end)
        inner = self.outline.heading(lead.end() if lead else heading.body, end)
        if inner and inner.kind == "deed" and inner.body >= end and heading.body < end:
            self._read_decision(index, heading.body, end)
        elif heading.body < end:
            self._read_content(index, heading.body, end, heading)

    def _say_heading(self, heading: Heading) -> None:
        self.headed = len(self.found.items)
        self.announced.say_heading(heading)

    def _read_content(self, index: int, start: int, end: int, heading: Heading | None, *, scoped: bool = False) -> None:
        """A list of zones or a decision with its places."""
        marker = self.lines[index].marker
        if not marker and is_basis(self.key[start:end]):
            return
        decides = is_decision(self.key, start, end)
        counted = heading is not None or self.outline.is_lone(index)
        numbered = bool(marker) and not (heading and heading.colon) and not decides
        numbered = numbered and not self.outline.numbers_lists(index, self.levels.scope.zones)
        shape = Shape(
            zones=self.levels.scope.zones if counted and not scoped else None,
            whole=scoped or numbered or (heading is not None and self.outline.counts_zones(heading)),
            listed=not (counted or marker or decides),
        )
        self.found.read_list(start, end, self.levels.scope, shape)
