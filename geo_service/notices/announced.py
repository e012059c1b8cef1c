"""What headings, lead sentences and counts say of the lists behind them, set on the levels of the notice."""

import re

from geo_service.notices.headings import Heading, says_deed
from geo_service.notices.leads import lead_district, lead_street
from geo_service.notices.page import Page
from geo_service.notices.scope import LEAD_LEVEL, Levels, level_of, scope_at
from geo_service.notices.standing import Tally, deed_of
from geo_service.notices.times import Since, find_since
from geo_service.notices.words import VERB, Deed, read_deed, with_known

VERBS = re.compile(VERB)
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
        if not (heading.names or says_deed(self._key[heading.start : heading.end])):
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
        deed = read_deed(words)
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
