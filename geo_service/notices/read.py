"""
Items of a notice's text.

Line by line: numbering gives the levels, headings say what is done where and from when, the rest are places. What
could not be read is returned as a problem with its place in the text.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from geo_service.addresses.extent_text import fold
from geo_service.addresses.extents import MAX_CHARS as ITEM_MAX_CHARS
from geo_service.addresses.extents import ExtentContext, ExtentReading, read_extents
from geo_service.errors import InputError
from geo_service.model.said import NoticeItem, NoticeProblem, NoticeReading, SaidExtent, SaidPlace, SaidRest
from geo_service.notices.frame import (
    is_basis,
    is_closing,
    is_damaged,
    is_date,
    is_serial,
    is_signature,
    is_title,
    issuer_of,
    short_streets,
)
from geo_service.notices.layout import GLOSS, Heading, Line, lines_of, read_heading
from geo_service.notices.sentences import ADJUSTED, OPENER, PROSE, TAIL_MAX, clauses, read_closing
from geo_service.notices.split import SCOPE, cuts, split_items
from geo_service.notices.times import FROM, LEAD, TAIL, Since, read_date, read_since
from geo_service.notices.words import RULES, Deed, any_word, complete, read_deed

MAX_CHARS = 1_000_000
"""Longest notice read, in characters."""

DATE_LINES = 4
"""The day of a notice stands in one of its first lines."""

_REST_LIST = re.compile(
    rf"(?:{any_word(RULES['headings']['rest_list'])}).{{0,20}}?除.{{1,60}}?外.{{0,12}}?(?:地区|区域)"
)
_GLOSS = re.compile(r"\??\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)")
_ENDINGS = "。;,、. \t"


@dataclass(frozen=True)
class _Scope:
    """What headings and lead-ins have said so far."""

    deed: Deed = field(default_factory=Deed)
    since: Since | None = None
    district: str | None = None
    street: str | None = None
    community: str | None = None
    count: int | None = None
    rest_list: bool = False
    measures: bool = False


def read_notice(text: str, *, issued: date | None = None) -> NoticeReading:
    """
    Everything a notice says, and what could not be read.

    `issued` is the day of the notice; without it the first dated line gives it.

    Raises
    ------
    InputError
        If the text is longer than `MAX_CHARS`.
    """
    if len(text) > MAX_CHARS:
        raise InputError(f"the notice has {len(text)} characters; at most {MAX_CHARS} can be read")
    return _NoticeReader(text, issued).read()


class _NoticeReader:
    """One notice and the state of its reading."""

    def __init__(self, text: str, issued: date | None) -> None:
        self.text = text
        self.folded = _GLOSS.sub(lambda match: GLOSS * len(match.group()), fold(text))
        self.lines = list(lines_of(self.folded))
        self.issued = issued
        self.issuer = ""
        self.items: list[NoticeItem] = []
        self.problems: list[NoticeProblem] = []
        self.scope = _Scope()
        self.repeated: frozenset[str] = frozenset()
        self.running: Since | None = None
        self.street: str | None = None
        self.headings: dict[tuple[int, int], Heading | None] = {}
        self.levels: list[tuple[str, _Scope]] = []
        self.streets: frozenset[str] = short_streets(self.folded, self.lines)

    def read(self) -> NoticeReading:
        """Read all lines."""
        self.repeated = self._repeated_headings()
        for index, line in enumerate(self.lines):
            self._read_line(index, line)
        return NoticeReading(tuple(self.items), tuple(self.problems))

    # -- lines

    def _read_line(self, index: int, line: Line) -> None:
        words = self.folded[line.start : line.end]
        if not line.marker and self._read_frame(index, words):
            return
        if line.marker:
            self._enter_level(line.marker)
        if self.scope.measures:
            return
        if is_damaged(words) and line.marker != "damaged":
            self._problem(line.begin, line.end, "damaged")
            return
        if is_closing(words):
            return
        if not line.marker and is_basis(words):
            self._read_basis(line, words)
            return
        self._read_body(index, line)

    def _read_basis(self, line: Line, words: str) -> None:
        """A sentence that says why and from when, not where; what it decides holds for the lists below."""
        since = FROM.search(self.folded, line.start, line.end)
        if since:
            self._set(since=read_since(since, self.issued))
        deed = read_deed(words) if words.endswith(":") else Deed()
        if deed.category and deed.action:
            self._set(deed=deed)

    def _read_frame(self, index: int, words: str) -> bool:
        """Whether a line is the title, the date, the number or the signature."""
        if is_serial(words) or is_signature(words):
            return True
        if not self.items and is_title(words):
            self.issuer = self.issuer or issuer_of(words)
            return True
        if is_date(words):
            if index < DATE_LINES:
                self.issued = self.issued or read_date(words)
            return True
        return False

    def _enter_level(self, marker: str) -> None:
        for depth, (kind, scope) in enumerate(self.levels):
            if kind == marker:
                self.scope = scope
                del self.levels[depth + 1 :]
                return
        self.levels.append((marker, self.scope))

    def _read_body(self, index: int, line: Line) -> None:
        start, end = line.start, line.end
        lead = LEAD.match(self.folded, start, end)
        if lead and self._is_lead_line(lead.end(), end):
            self._set(since=read_since(lead, self.issued))
            start = lead.end()
        if start >= end:
            return
        scope = SCOPE.match(self.folded, start, end)
        heading = None if scope else self._heading(start, end)
        if _REST_LIST.search(self.folded, start, end) and self.folded[end - 1] == ":":
            self._set(rest_list=True)
            return
        if heading and not self._is_item_line(heading, index, line):
            start = self._read_heading(heading, end)
        if start >= end:
            return
        if scope:
            start = scope.end()
        elif not heading and self._heads_a_scope(index):
            return
        self._read_content(line, start, end, heading if start != line.start else None, index, scoped=bool(scope))

    def _heading(self, start: int, end: int) -> Heading | None:
        """The heading of a line, read once."""
        if (start, end) not in self.headings:
            self.headings[start, end] = read_heading(self.folded, Line("", start, start, end), self.streets)
        return self.headings[start, end]

    def _repeated_headings(self) -> frozenset[str]:
        """Place headings that stand at several numbers of one list: the numbers count zones, not streets."""
        lists: dict[tuple[int, str], list[str]] = {}
        chapter = 0
        for line in self.lines:
            chapter += line.marker == "chapter"
            heading = self._heading(line.start, line.end) if line.marker else None
            if heading and heading.kind == "place" and heading.colon and heading.names and heading.body < line.end:
                lists.setdefault((chapter, line.marker), []).append(self.folded[slice(*heading.names)])
        return frozenset(name for names in lists.values() if len(set(names)) < len(names) for name in names)

    def _heads_a_scope(self, index: int) -> bool:
        """Whether the line only names an area whose places the next line lists behind "范围:"."""
        if index + 1 >= len(self.lines):
            return False
        following = self.lines[index + 1]
        return not following.marker and bool(SCOPE.match(self.folded, following.start, following.end))

    def _is_lead_line(self, start: int, end: int) -> bool:
        """Whether a time at the head of a line holds for the lines below: nothing or only a heading follows."""
        if start >= end:
            return True
        heading = self._heading(start, end)
        return heading is not None and heading.kind == "deed"

    def _is_item_line(self, heading: Heading, index: int, line: Line) -> bool:
        if heading.kind != "place" or heading.colon or heading.count is not None:
            return False
        if self.scope.rest_list:
            return True
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        return following is None or (following.marker == line.marker and bool(line.marker))

    # -- headings

    def _set(self, **said: object) -> None:
        self.scope = replace(self.scope, **said)  # type: ignore[arg-type]

    def _read_heading(self, heading: Heading, end: int) -> int:
        words = self.folded[heading.start : heading.end]
        if heading.kind == "measures":
            self._set(measures=True)
            return end
        deed = read_deed(words)
        if heading.kind != "other" and deed.action:
            self._set(deed=deed, rest_list=False)
        if heading.kind == "place" and heading.names:
            self._set_place(*heading.names)
        self._set(count=heading.count)
        return heading.body

    def _set_place(self, start: int, end: int) -> None:
        said = self.text[start:end].strip()
        reading = read_extents(said, context=ExtentContext(streets=self.streets | {fold(said)}))
        if reading.street:
            self._set(
                street=reading.street, community=reading.community, district=reading.district or self.scope.district
            )
        elif reading.community or fold(said).endswith("村"):
            self._set(community=reading.community or said)
        elif reading.district or fold(said).endswith(("区", "县", "市", "旗")):
            self._set(district=reading.district or said, street=None, community=None)
        else:
            self._set(street=said, community=None)

    # -- content

    def _read_content(
        self, line: Line, start: int, end: int, heading: Heading | None, index: int, *, scoped: bool
    ) -> None:
        count = self.scope.count if (heading or not line.marker) and not scoped else None
        whole = scoped or (bool(line.marker) and not (heading and heading.colon))
        if heading and heading.kind == "place" and self._key(heading) in self.repeated:
            whole = True
        lone = self._is_lone(index)
        groups = [part for group in cuts(self.folded, start, end, "。;") for part in clauses(self.folded, *group)]
        if count is not None and len(groups) > 1:
            count = 1 if count == len(groups) else None
        for group in groups:
            self._read_group(*group, count=count, whole=whole, lone=lone and len(groups) == 1)
            if self.folded[group[1] : group[1] + 1] != ";":
                self.running = None
        self.street = None

    def _key(self, heading: Heading) -> str:
        return self.folded[slice(*heading.names)] if heading.names else ""

    def _is_lone(self, index: int) -> bool:
        """Whether no other unnumbered line stands beside this one."""
        line = self.lines[index]
        beside = [self.lines[place] for place in (index - 1, index + 1) if 0 <= place < len(self.lines)]
        others = [other for other in beside if not other.marker and not self._is_heading(other)]
        return not line.marker and not others

    def _is_heading(self, line: Line) -> bool:
        words = self.folded[line.start : line.end]
        if is_date(words) or is_title(words) or FROM.match(words):
            return True
        return self._heading(line.start, line.end) is not None

    def _read_group(self, start: int, end: int, *, count: int | None, whole: bool, lone: bool) -> None:
        start, end = self._trim(start, end)
        if start >= end:
            return
        start, body_end, scope = self._read_times(start, end)
        opener = OPENER.match(self.folded, start, body_end)
        if opener and not ADJUSTED.search(self.folded, start, body_end):
            start = opener.end()
        closing = read_closing(self.folded, start, body_end, scope.deed.category)
        if closing.deed:
            scope = replace(scope, deed=closing.deed)
        if PROSE.search(self.folded, start, closing.end):
            self._problem(start, end, "no place")
            return
        line_end = end if closing.deed is None else closing.end
        spans = split_items(self.folded, start, closing.end, count=count, whole=whole, lone=lone, streets=self.streets)
        self._read_items(spans, line_end, scope, closing.note)

    def _read_times(self, start: int, end: int) -> tuple[int, int, _Scope]:
        """A sentence without the times at its head and end, and what holds for it."""
        scope = self.scope
        if self.street and not scope.street:
            scope = replace(scope, street=self.street)
        lead = LEAD.match(self.folded, start, end)
        if lead:
            self.running = read_since(lead, self.issued)
            start = lead.end()
        if self.running:
            scope = replace(scope, since=self.running)
        tail = TAIL.search(self.folded, max(start, end - TAIL_MAX), end)
        if tail and tail.start() > start:
            return start, tail.start(), replace(scope, since=read_since(tail, self.issued))
        return start, end, scope

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.folded[start] in _ENDINGS:
            start += 1
        while end > start and self.folded[end - 1] in _ENDINGS:
            end -= 1
        return start, end

    # -- items

    def _read_items(self, spans: list[tuple[int, int]], end: int, scope: _Scope, note: str | None) -> None:
        """Each item has what the item before it in the group said, unless it says it itself."""
        trimmed = [span for span in (self._trim(*span) for span in spans) if span[0] < span[1]]
        last = trimmed[-1] if trimmed else None
        for span in trimmed:
            # the time at the end of the sentence is in the line of its last zone
            line_end = max(span[1], self._trim(span[0], end)[1]) if span is last else span[1]
            scope = self._read_item(*span, line_end, scope, note)

    def _read_item(self, start: int, stop: int, line_end: int, scope: _Scope, note: str | None) -> _Scope:
        if stop - start > ITEM_MAX_CHARS:
            self._problem(start, stop, "too long for one zone")
            return scope
        context = ExtentContext(scope.district, scope.street, scope.community, self.streets)
        adjusted = ADJUSTED.search(self.folded, start, stop)
        before: ExtentReading | None = None
        body = start
        if adjusted:
            opener = OPENER.match(self.folded, start, stop)
            before = self._extents(opener.end() if opener else start, adjusted.start(), context)
            body = adjusted.end()
        reading = self._extents(body, stop, context)
        extents = self._as_rest(reading.extents) if scope.rest_list else reading.extents
        if not extents:
            self._problem(start, stop, "no place")
            return scope
        if note:
            extents = tuple(_with_note(extent, note) for extent in extents)
        deed = complete(scope.deed, self.issued)
        if deed.category is None and deed.action != "downgrade":
            self._problem(start, stop, "no category")
        if before:
            deed = Deed("adjust", deed.category, deed.category)
        lone_rest = not reading.street or len(extents) == 1
        self.items.append(
            NoticeItem(
                self.text[start:line_end].strip(),
                deed.action or "designate",
                deed.category,
                deed.before,
                self._district(reading.district),
                reading.street if lone_rest or not isinstance(extents[0], SaidRest) else None,
                reading.community,
                self._effective(start, stop, scope),
                extents,
                before.extents if before else None,
            )
        )
        self.street = reading.street
        return self._carry(scope, reading)

    def _carry(self, scope: _Scope, reading: ExtentReading) -> _Scope:
        """What the next item of the group inherits."""
        alone = any(
            isinstance(extent, SaidPlace) and reading.community and extent.place == reading.community
            for extent in reading.extents
        )
        street = scope.street if reading.district != scope.district else reading.street
        if reading.district != scope.district or alone:
            return replace(scope, district=reading.district, street=scope.street)
        if (reading.street, reading.community) == (scope.street, scope.community):
            return scope
        return replace(scope, district=reading.district, street=street, community=reading.community)

    def _extents(self, start: int, end: int, context: ExtentContext) -> ExtentReading:
        reading = read_extents(self.text[start:end], context=context)
        for span in reading.rest:
            self._problem(start + span.start, start + span.end, "not understood")
        return reading

    def _as_rest(self, extents: tuple[SaidExtent, ...]) -> tuple[SaidExtent, ...]:
        return tuple(
            SaidRest(extent.place) if isinstance(extent, SaidPlace) and extent.place else extent for extent in extents
        )

    def _district(self, name: str | None) -> str | None:
        plain = fold(name).strip() if name else None
        return None if plain and plain in fold(self.issuer) else plain

    def _effective(self, start: int, stop: int, scope: _Scope) -> str | None:
        match = FROM.search(self.folded, start, stop)
        since = read_since(match, self.issued) if match else scope.since
        return since.iso if since else None

    def _problem(self, start: int, end: int, reason: str) -> None:
        self.problems.append(NoticeProblem(start, end, self.text[start:end], reason))


def _with_note(extent: SaidExtent, note: str) -> SaidExtent:
    return replace(extent, note=note) if extent.note is None else extent
