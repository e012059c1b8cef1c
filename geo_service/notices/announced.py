"""What headings, lead sentences and counts say of the lists behind them, set on the levels of the notice."""

import re
from collections.abc import Mapping, Sequence

from geo_service.notices.frame import time_statement
from geo_service.notices.headings import Heading, is_only_deed, says_deed
from geo_service.notices.leads import lead_district, lead_street
from geo_service.notices.page import Page
from geo_service.notices.scope import LEAD_LEVEL, Levels, level_of, scope_at
from geo_service.notices.standing import Tally, deed_of
from geo_service.notices.times import Since, find_since
from geo_service.notices.words import RULES, VERB, Deed, mentioned, read_deed, with_known

VERBS = re.compile(VERB)
_ALONE: Mapping[str, Deed] = {word: Deed("designate", name) for word, name in RULES["headings"]["alone"].items()}
_ANNOUNCES = re.compile("(?:具体|分别|名单|点位|范围|如下|为|是|包括|包含)+")
"""A heading that only announces the list whose zones the one before has counted."""
_TOTAL = re.compile("共(?:有|计)?[0-9]")


class Announced:
    """The levels of a notice and what is said on them."""

    def __init__(self, page: Page) -> None:
        self.levels = Levels(page.frame.street, page.frame.since)
        self._renewed: set[str] = set()  # categories with a list of new zones
        self._page = page
        self._key = page.text.key

    def since(self, start: int, end: int) -> Since | None:
        """The time that a span says something holds from."""
        return find_since(self._key, start, end, self._page.frame.issued)

    def open_level(self, heading: Heading, since: Since | None, *, listed: bool) -> None:
        """Open the level of an unnumbered heading: by the area it names, else by what it says."""
        words = self._key[heading.start : heading.end]
        if not (heading.names or words in _ALONE or says_deed(words)):
            return
        if since or self.since(heading.start, heading.end):
            self.levels.open(LEAD_LEVEL, listed=listed)
            return
        kind = level_of(self._page.text.said(*heading.names)) if heading.names else f"={heading.kind}"
        self.levels.enter(kind)

    def say_heading(self, heading: Heading) -> None:
        """Set what a heading says."""
        since = self.since(heading.start, heading.end)
        if since:
            self.levels.say(since=since)
        words = self._key[heading.start : heading.end]
        deed = _ALONE.get(words) or read_deed(words)
        if deed.category in self._renewed and not VERBS.search(words) and _TOTAL.search(words):
            self.levels.say(deed=Deed("designate", deed.category), since=None, rest_list=False)
            return
        if deed.action == "designate" and deed.category and VERBS.search(words):
            self._renewed.add(deed.category)
        if deed.action and (heading.kind != "other" or (heading.announces and (deed.category or deed.before))):
            self.levels.say(deed=with_known(deed, self.levels.scope.deed), rest_list=False)
        if heading.names:
            said = self._page.text.said(*heading.names)
            self.levels.scope = scope_at(self.levels.scope, said, self._page.streets)
        if heading.zones is not None or not _ANNOUNCES.fullmatch(words):
            self.levels.say(zones=heading.zones)

    def say_lead(self, start: int, end: int, *, named: bool) -> None:
        """Set the time and, when a sentence before all lists names no zone itself (`named`), the street of it."""
        self.levels.say(since=self.since(start, end) or self.levels.scope.since)
        district = lead_district(self._key, start, end) if named else None
        if district and not self.levels.scope.district:
            self.levels.say_district(self._page.text.said(*district))
        street = lead_street(self._key, start, end) if named else None
        if street and not self.levels.scope.street:
            self.levels.say_street(self._page.text.said(*street))

    def say_decided(self, words: str, since: Since | None) -> None:
        """Set the time, and the category where it is one, that a sentence before all lists says of all of them."""
        if since:
            self.levels.say_everywhere(since)
        deed, named = read_deed(words), set(mentioned(words))
        ends = deed.action == "lift" and not named
        if len(named) == 1 or ends or (deed.before and named == {deed.before, deed.category}):
            self.levels.say(deed=deed)

    def say_cells(self, row: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Set what the cells of a row that hold only a category or a time say; the others name places."""
        places: list[tuple[int, int]] = []
        for begin, stop in row:
            since = time_statement(self._key[begin:stop] + "起", self._page.frame.issued)
            if since:
                self.levels.say(since=since)
            elif is_only_deed(self._key, begin, stop):
                self.levels.say(deed=read_deed(self._key[begin:stop]))
            else:
                places.append((begin, stop))
        return places

    def say_appendix(self) -> None:
        """Begin an appendix of services: what it lists are no zones."""
        self.levels = Levels()
        self.levels.say(measures=True)

    def say_standing(self, tally: Tally, *, numbered: bool) -> None:
        """Begin lists of what stands: what was decided above does not hold for them."""
        deed = deed_of(tally, self.levels.scope.deed)
        if not numbered:
            self.levels = Levels(self._page.frame.street)
        self.levels.say(deed=deed, since=None, zones=None, rest_list=False, measures=False)
