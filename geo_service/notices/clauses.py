"""The clauses of a list or sentence: their places, their times, what their verbs do."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from geo_service.notices.headings import is_admin, is_only_deed, is_only_filler
from geo_service.notices.leads import skip_topic
from geo_service.notices.marks import outside
from geo_service.notices.orders import PROSE, cut_measures
from geo_service.notices.page import Page
from geo_service.notices.scope import Scope, scope_at
from geo_service.notices.sentences import (
    ADJUSTED,
    OPENER,
    STANDING,
    TAIL_MAX,
    THEN,
    WITNESSED,
    clauses,
    opening_area,
    read_closing,
)
from geo_service.notices.times import (
    DATED,
    FROM,
    Since,
    closing_time,
    find_since,
    leading_time,
    may_say_time,
    read_since,
)
from geo_service.notices.words import CATEGORY, RULES, Deed, category_of, change, lift, move_within, read_deed

_CLOSED_AT = re.compile(rf"{CATEGORY}(?:管理|管控|措施|防控)*(?P<bracket>\({FROM.pattern}\))$")
"""A time in the bracket behind the closing words: 解除…高风险区管理(自…起)."""
_ENDINGS = "。;,、. ?\t\n"
_LINKS = ("以及", "其中")
_ORDINALS = frozenset("一二三四五六七八九十")
"""一是…;二是…."""
_LIFTS = frozenset(RULES["verbs"]["lift"])


class Clause(NamedTuple):
    """
    One clause: its places from start to stop, its end with the time, what holds for it and what is done by it.

    `opened` says that it begins with a verb, which a later clause may close; `timed` that it may say a time; `plain`
    that it only names places.
    """

    start: int
    stop: int
    end: int
    scope: Scope
    deed: Deed | None
    note: str | None
    opened: bool
    timed: bool
    plain: bool = False


def trim(key: str, start: int, end: int) -> tuple[int, int]:
    """A span without the marks and the "and" around it."""
    while start < end and key[start] in _ENDINGS:
        start += 1
    if key.startswith(_LINKS, start, end):
        start += len(_LINKS[0])
    if key.startswith("是", start + 1, end) and key[start] in _ORDINALS:
        start += 2
    while end > start and key[end - 1] in _ENDINGS:
        end -= 1
    return start, end


class ClauseReader:
    """The clauses of one list after another; `unread` hears of spans that name no place."""

    def __init__(self, page: Page, unread: Callable[[int, int, str], None]) -> None:
        self._page = page
        self._key = page.text.key
        self._unread = unread
        self._running: Since | None = None  # the time of the sentence
        self._timed = False  # whether the clause may say a time
        self._verb: str | None = None  # the verb that a sentence began with, until something closes it
        self._going_on = False  # the list before ended with a semicolon

    def forget_time(self) -> None:
        """Forget the time of the sentence before: another one is said for what follows."""
        self._running = None

    def read(self, sentences: list[tuple[int, int]], start: int, end: int, scope: Scope) -> list[Clause]:
        """The clauses of a list or sentence, cut into `sentences`, that name places."""
        if not self._going_on and not OPENER.match(self._key, start, end):
            self._running = None
        self._verb = None
        found: list[Clause | None] = []
        for sentence in sentences:
            for clause in clauses(self._key, *sentence):
                if found and found[-1] and THEN.fullmatch(self._key, *trim(self._key, *clause)):
                    found[-1] = found[-1]._replace(deed=_then(found[-1].deed, read_deed(self._key[slice(*clause)])))
                    continue
                found.append(self._read_clause(*clause, scope))
                self._going_on = True
        self._going_on = self._key[end - 1] == ";"
        named = [clause for clause in found if clause]
        if len(named) == 1 and named[0].deed is None:
            return named
        return _with_later_deeds(named, scope)

    def read_plain(self, start: int, end: int, scope: Scope) -> Clause | None:
        """The only clause of a span that names places and says nothing of them."""
        going_on, self._going_on = self._going_on, self._key[end - 1] == ";"
        if not going_on:
            self._running = None
        elif self._running:
            scope = scope._replace(since=self._running)
        start, end = trim(self._key, start, end)
        if start >= end or is_only_filler(self._key, start, end):
            return None
        return Clause(start, end, end, scope, None, None, opened=False, timed=False, plain=True)

    def _read_clause(self, start: int, end: int, scope: Scope) -> Clause | None:
        start, end = trim(self._key, start, end)
        if start >= end or is_only_filler(self._key, start, end):
            return None
        self._timed = may_say_time(self._key, start, end)
        stop = cut_measures(self._key, start, end)
        late = self._since(stop, end)
        start, stop, scope = self._read_times(start, stop, scope)
        if late:
            scope, end = scope._replace(since=late), stop
        return self._read_decision(start, stop, end, scope)

    def _since(self, start: int, end: int) -> Since | None:
        timed = self._timed and start < end
        return find_since(self._key, start, end, self._page.frame.issued) if timed else None

    def _read_times(self, start: int, end: int, scope: Scope) -> tuple[int, int, Scope]:
        """A clause without the times at its head and end, and what holds for it."""
        lead = leading_time(self._key, start, end) if self._timed else None
        if lead:
            self._running = read_since(lead, self._page.frame.issued)
            start = skip_topic(self._key, lead.end(), end)
            if lead["owner"] and lead["owner"].endswith(("区", "县", "旗")):
                scope = scope_at(scope, self._page.text.said(*lead.span("owner")), self._page.streets)
        dated = DATED.match(self._key, start, end) if self._timed and not lead else None
        if dated:
            start, scope = dated.end(), scope._replace(since=read_since(dated, self._page.frame.issued))
        if self._running and (lead or self._going_on or OPENER.match(self._key, start, end)):
            scope = scope._replace(since=self._running)
        closed = self._timed and self._key[end - 1] == ")"
        behind = _CLOSED_AT.search(self._key, max(start, end - TAIL_MAX), end) if closed else None
        if behind:
            return start, behind.start("bracket"), scope._replace(since=self._since(*behind.span("bracket")))
        tail = closing_time(self._key, max(start, end - TAIL_MAX), end) if self._timed else None
        if tail and tail.start() > start:
            return start, tail.start(), scope._replace(since=read_since(tail, self._page.frame.issued))
        return start, end, scope

    def _read_decision(self, start: int, stop: int, end: int, scope: Scope) -> Clause | None:
        """The clause between its opening and its closing verb."""
        start, scope, verb = self._read_opening(start, stop, scope)
        standing = STANDING.match(self._key, start, stop) if verb else None
        start = standing.end() if standing else start
        closing = read_closing(self._key, start, stop, scope.deed.category, opener=verb or self._verb)
        self._verb = None if closing.deed else verb or self._verb
        if standing and verb in _LIFTS and not closing.deed:
            closing = closing._replace(deed=lift(category_of(standing["category"])))
        if standing and closing.deed and closing.deed.category and not closing.deed.before:
            closing = closing._replace(deed=change(category_of(standing["category"]), closing.deed.category))
        if closing.deed and closing.deed.before is None and closing.deed.category == scope.deed.category:
            closing = closing._replace(deed=scope.deed if scope.deed.before else closing.deed)
        near = max(start, closing.end - TAIL_MAX)
        reasoned = self._key.find("连续", near, closing.end) >= 0
        witnessed = WITNESSED.search(self._key, near, closing.end) if reasoned else None
        closing = closing._replace(end=witnessed.start()) if witnessed else closing
        since = self._since(closing.end, stop)
        scope = scope._replace(since=since) if since else scope
        if self._is_prose(start, closing.end) or self._names_nothing(start, closing.end):
            self._unread(start, end, "no_place")
            return None
        # a time behind the places belongs to the line of the last one, a closing verb does not
        line_end = end if closing.deed is None else closing.end
        opened = verb is not None
        return Clause(start, closing.end, line_end, scope, closing.deed, closing.note, opened, self._timed)

    def _read_opening(self, start: int, stop: int, scope: Scope) -> tuple[int, Scope, str | None]:
        """Where the places begin behind the opening verb, the area named with it, and the verb."""
        area = opening_area(self._key, start, stop)
        if area:
            scope = scope_at(scope, self._page.text.said(*area.span("name")), self._page.streets)
            start = area.end()
        opener = OPENER.match(self._key, start, stop)
        if not opener or ADJUSTED.search(self._key, start, stop):
            return start, scope, None
        if opener["owner"] and is_admin(opener["owner"], self._page.streets):
            scope = scope_at(scope, self._page.text.said(*opener.span("owner")), self._page.streets)
        return opener.end(), scope, opener["verb"] or opener["hand"]

    def _names_nothing(self, start: int, end: int) -> bool:
        return is_only_deed(self._key, start, end) or (start < end and is_only_filler(self._key, start, end))

    def _is_prose(self, start: int, end: int) -> bool:
        return bool(PROSE.search(self._key, start, end)) and bool(PROSE.search(outside(self._key, start, end)))


def _then(ended: Deed | None, later: Deed) -> Deed:
    """What two verbs do together: 解除封控区管理,转为管控区 is a move between levels of one plan."""
    if ended and ended.action == "lift" and later.category and later.before is None:
        return move_within(ended.before, later.category)
    return later


def _with_later_deeds(found: list[Clause], scope: Scope) -> list[Clause]:
    """The clauses of a sentence: a closing verb holds for those before it, back to the one that opens the sentence."""
    return [clause for run in _runs(found) for clause in _closed(run, scope)]


def _runs(found: list[Clause]) -> Iterator[list[Clause]]:
    """Clauses up to one with a closing verb, or before one that opens a sentence anew."""
    run: list[Clause] = []
    for clause in found:
        if clause.opened and run:
            yield run
            run = []
        run.append(clause)
        if clause.deed:
            yield run
            run = []
    if run:
        yield run


def _closed(run: list[Clause], scope: Scope) -> list[Clause]:
    deed = run[-1].deed
    if deed is None or not (run[0].opened or scope.deed.action is None):
        return run
    since = run[-1].scope.since
    return [
        clause._replace(
            deed=deed, scope=clause.scope._replace(since=since) if clause.scope.since == scope.since else clause.scope
        )
        for clause in run
    ]
