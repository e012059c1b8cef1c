"""
Items of a notice's text.

Line by line, sentence by sentence: numbering and headings give the levels, headings and lead sentences say what is done
where and from when, the rest are places. What could not be read is returned as a problem with its place in the text.
"""

from datetime import date

from geo_service.errors import InputError
from geo_service.model.said import NoticeReading
from geo_service.notices.frame import is_damaged, is_frame, is_title, read_frame, short_streets, starts_title
from geo_service.notices.headings import is_address
from geo_service.notices.layout import Line, lines_of
from geo_service.notices.marks import cuts, headed_parts
from geo_service.notices.outline import Outline
from geo_service.notices.page import Page
from geo_service.notices.sentences import is_plain
from geo_service.notices.statements import StatementReader
from geo_service.notices.text import NoticeText
from geo_service.notices.words import title_deed

MAX_CHARS = 1_000_000
"""Longest notice read, in characters."""


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
    """One notice, line by line."""

    def __init__(self, text: NoticeText, issued: date | None) -> None:
        self.key = text.key
        self.lines = lines_of(text.key)
        streets = short_streets(text.key, self.lines)
        self.outline = Outline(text.key, self.lines, streets)
        page = Page(text, read_frame(text.key, self.lines, issued), streets)
        self.statements = StatementReader(page, self.outline)
        self.found = self.statements.found

    def read(self) -> NoticeReading:
        """Read all lines."""
        for index, line in enumerate(self.lines):
            self._read_line(index, line)
        self.statements.finish()
        return NoticeReading(tuple(self.found.items), tuple(self.found.problems))

    def _read_line(self, index: int, line: Line) -> None:
        words = self.key[line.start : line.end]
        self.statements.begin_line()
        if not line.marker and self._is_frame(index, words):
            return
        if line.marker:
            self.statements.levels.enter(line.marker)
        if line.marker and self._read_plain(index, line):
            return
        if is_damaged(words) and line.marker != "damaged":
            self.found.add_problem(line.begin, line.end, "damaged")
            return
        for start, end in cuts(self.key, line.start, line.end, "。"):
            for begin, stop in headed_parts(self.key, start, end):
                self.statements.read(index, begin, stop)

    def _read_plain(self, index: int, line: Line) -> bool:
        """Whether a numbered line only names places, which are read: it needs none of what statements need."""
        scope = self.statements.levels.scope
        if line.marker == "damaged" or scope.measures or not is_plain(self.key, line.start, line.end):
            return False
        end = line.end - (self.key[line.end - 1] == "。")
        if not is_address(self.key[line.start : end]) and self.statements.heading(index, line.start, end):
            return False
        if self.outline.names_a_scope(index):
            return False
        self.found.read_plain(line.start, end, scope, whole=not self.outline.numbers_lists(index, scope.zones))
        return True

    def _is_frame(self, index: int, words: str) -> bool:
        """Whether a line is the title, the date, the number or the signature."""
        words = words.replace("\n", "")
        if is_frame(words):
            return True
        if not self.found.items and (is_title(words) or starts_title(words)):
            return True
        if index == 0 and self.outline.is_dated_title():
            self.statements.levels.say(deed=title_deed(words))
            return True
        return index < self.outline.head
