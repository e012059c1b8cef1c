"""The sentences of a notice: what they say of the lists below or above them, and the lists and decisions they are."""

import re

from geo_service.notices.announced import Announced
from geo_service.notices.frame import is_basis, is_closing, is_service, time_statement
from geo_service.notices.headings import REST_LIST, Heading, is_only_deed
from geo_service.notices.items import ItemReader
from geo_service.notices.layout import cells
from geo_service.notices.leads import before_rest, cut_announcement, heads_lists, skip_reasons
from geo_service.notices.orders import is_explained, is_order
from geo_service.notices.outline import Outline
from geo_service.notices.page import Page
from geo_service.notices.scope import Levels
from geo_service.notices.sentences import TAIL_MAX, clauses, is_decision
from geo_service.notices.shape import Shape, shape_of
from geo_service.notices.split import SCOPE
from geo_service.notices.standing import is_count, read_tally
from geo_service.notices.text import CELL
from geo_service.notices.times import Since, is_same_day, leading_time, may_say_time
from geo_service.notices.words import RULES, any_word, read_deed

_ALSO = "同时"
_BACKWARD = re.compile(any_word(RULES["statement"]["backward"]))


class StatementReader:
    """The state of the reading of one notice, sentence by sentence; `found` are its items."""

    def __init__(self, page: Page, outline: Outline) -> None:
        self.page = page
        self.key = page.text.key
        self.lines = outline.lines
        self.outline = outline
        self.announced = Announced(page)
        self.found = ItemReader(page)
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

    def begin_line(self) -> None:
        """Forget what only held for the line before."""
        self.found.begin_line()
        self.said_first = None
        self.ordered = False

    def finish(self) -> None:
        """Give a last time to the items before it, and note what has no category."""
        since, count = self.waiting
        if since and count == len(self.found.items):
            self.found.hold_from(since)
        self.found.finish()

    def heading(self, index: int, start: int, end: int) -> Heading | None:
        """The heading of a sentence, if what it names is not a zone itself."""
        return self.outline.heading_at(index, start, end, rests=self.levels.scope.rest_list)

    def read(self, index: int, start: int, end: int) -> None:
        """Read one sentence of a line."""
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
        elif not (tally or self._is_aside(index, start, end)):
            self._read_statement(index, start, end)

    def _is_aside(self, index: int, start: int, end: int) -> bool:
        """Whether a sentence only counts zones, closes the notice, heads an appendix, or says what holds in zones."""
        if self.levels.scope.measures and self.outline.is_measure(index, start, end):
            return True
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
        rest, end = end, before_rest(self.key, decides, end)
        heads = self.key[end - 1] == ":"
        for begin, stop in clauses(self.key, decides, end) if heads else [(decides, end)]:
            self._read_decision(index, begin, stop)
        if heads or not self.found.items:
            self.announced.say_lead(start, end, named=not self.found.items)
        if end < rest:
            self.found.read_list(end, rest, self.levels.scope, Shape())

    def _since(self, start: int, end: int) -> Since | None:
        return self.announced.since(start, end) if self.timed else None

    def _read_time(self, index: int, words: str, since: Since) -> None:
        """A sentence that is only a time: for what stands before it if it says so, else for what follows."""
        known = self.levels.scope.since
        if not self.found.items and known and known.iso and since.iso and is_same_day(since.iso, known.iso):
            return
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

    def _read_decision(self, index: int, start: int, end: int) -> None:
        """A sentence without its reasons: a heading, a heading with a list, a list or a whole decision."""
        start, end = self._read_cells(start, end)
        since: Since | None = None
        if self.timed:
            start, end, since = self.outline.parted_time(start, end, self.page.frame.issued)
        if start >= end:
            if since:
                self._read_time(index, "", since)
            return
        scope_word = SCOPE.match(self.key, start, end)
        heading = None if scope_word else self.heading(index, start, end)
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
        places = self.announced.say_cells(row[self._heads_rows(*row[0]) :])
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
        self.announced.say_decided(words, self._since(start, end))
        return True

    def _read_headed(self, index: int, heading: Heading, start: int, end: int) -> None:
        """A heading and the text behind it."""
        if heading.kind == "measures":
            self.levels.say(measures=heading.body >= end)
            return
        if REST_LIST.search(self.key, start, end) and heading.body >= end:
            self._say_heading(heading)
            self.levels.say(rest_list=True)
        elif heading.kind == "place" and self.outline.counts_behind(heading, end):
            self._say_heading(heading)
            self._read_decision(index, heading.body, end)
        elif heading.kind != "deed" and is_only_deed(self.key, heading.body, end):
            self.levels.say(deed=read_deed(self.key[heading.body : end]))
            self.found.read_list(start, heading.end, self.levels.scope, Shape(whole=True))
        else:
            self._say_heading(heading)
            self._read_behind(index, heading, end)

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
        if not self.lines[index].marker and is_basis(self.key[start:end]):
            return
        decides = is_decision(self.key, start, end)
        scope = self.levels.scope
        shape = shape_of(self.outline, index, heading, scope.zones, decides=decides)
        self.found.read_list(start, end, scope, shape._replace(zones=None, whole=True) if scoped else shape)
