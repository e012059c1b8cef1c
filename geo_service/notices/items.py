"""The zones of a list or sentence as items: their places, deed, time and the area they lie in."""

import re
from dataclasses import replace
from typing import NamedTuple

from geo_service.addresses.extent_admin import read_admin
from geo_service.addresses.extents import MAX_CHARS as ITEM_MAX_CHARS
from geo_service.addresses.extents import ExtentContext, ExtentReading, read_extents
from geo_service.model.said import NoticeItem, NoticeProblem, SaidExtent, SaidPlace, SaidRest, SaidVillage
from geo_service.notices.clauses import Clause, ClauseReader, trim
from geo_service.notices.marks import cuts, outside
from geo_service.notices.page import Page
from geo_service.notices.scope import Scope
from geo_service.notices.sentences import ADJUSTED, CLOSES, OPENER
from geo_service.notices.split import depends, split_items
from geo_service.notices.text import NoticeText
from geo_service.notices.times import Since, find_since, is_same_day
from geo_service.notices.words import RULES, Deed, complete, moved, read_deed

_CITY = re.compile(
    r"^(?:[^\W\d_]{2,4}?(?:省|自治区))?[^\W\d_]{2,5}?(?:市|自治州|盟|州)(?=[^\W\d_]{2,}(?:区|县|旗|市)$)"
)


CITY_CHARS = 2
"""Most names of cities have as many characters, without 市."""
_OF_CITY = re.compile(
    rf"[^\W\d_]{{{CITY_CHARS}}}(?:[^\W\d_]{{2,5}}[市县]|经开区|高新区|高新技术产业开发区|经济技术开发区|示范区)"
)
_REASONS = RULES["problems"]
_FARM = re.compile(r"[^\W\d_]{2,6}(?:农场|林场|牧场|渔场|茶场|垦区|兵团|管委会|开发区|园区|保税区|高新区|新区)")
"""What is no part of a street, but stands beside it."""
_QUOTES = str.maketrans("“”「」『』", "      ")
_TOWN = ("市区", "市城区", "县城区", "中心城区", "主城区")
"""What a town calls its middle: no district."""
_EVERYWHERE = re.compile("全[市区县旗州]")


class Shape(NamedTuple):
    """
    How a list is laid out.

    `zones` is the number of them that its heading says; `whole` that it is numbered as one zone; `listed` that it is a
    line among lines of zones.
    """

    zones: int | None = None
    whole: bool = False
    listed: bool = False


class ItemReader:
    """The items and problems found so far."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.items: list[NoticeItem] = []
        self.problems: list[NoticeProblem] = []
        self._key = page.text.key
        self._clauses = ClauseReader(page, self.add_problem)
        self._open: list[int] = []  # items of which nothing has been said yet
        self._held = 0  # items before this one have heard of the time behind them
        self._districts: dict[str | None, str | None] = {}
        self._contexts: dict[tuple[str | None, str | None, str | None], ExtentContext] = {}
        self._deeds: dict[Deed, Deed] = {}
        self._before: tuple[str | None, str | None] = (None, None)  # district and street of the item before

    def begin_line(self) -> None:
        """Forget the area of the line before."""
        self._before = None, None

    def read_list(self, start: int, end: int, scope: Scope, shape: Shape) -> None:
        """Read the zones of a list or sentence."""
        sentences = cuts(self._key, start, end, ";")
        found = self._clauses.read(sentences, start, end, scope)
        if shape.zones is not None and len(found) > 1:
            shape = shape._replace(zones=1 if shape.zones == len(found) else None)
        for clause in found:
            self._read_places(clause, shape, grouped=len(sentences) > 1)

    def close_with(self, start: int, end: int) -> bool:
        """Whether a span is the verb of the zones on the lines before; they are given what it says."""
        match = CLOSES.match(self._key, start, end) if self._open else None
        if not match:
            return False
        deed = read_deed(match.group())
        for index in self._open:
            self.items[index] = replace(
                self.items[index], action=deed.action or "designate", category=deed.category, from_category=deed.before
            )
        self._open = []
        return True

    def hold_from(self, since: Since) -> None:
        """A time that is said behind the zones holds for those that have none, or the same day without an hour."""
        for index in range(self._held, len(self.items)):
            item = self.items[index]
            if since.iso and is_same_day(item.effective, since.iso):
                self.items[index] = replace(item, effective=since.iso)
        self._held = len(self.items)

    def add_problem(self, start: int, end: int, reason: str) -> None:
        """Note a span that could not be read."""
        self._add_problem(*self.page.text.source_span(start, end), reason)

    def _add_problem(self, begin: int, stop: int, reason: str) -> None:
        self.problems.append(NoticeProblem(begin, stop, self.page.text.source[begin:stop], _REASONS[reason]))

    def _read_places(self, clause: Clause, shape: Shape, *, grouped: bool) -> None:
        """
        Each item has what the item before it in the list said, unless it says it itself.

        A comma ends what the street before it holds for, unless semicolons (`grouped`) do that, or the street has a
        list parted by the lighter 、, or what follows lies in no other way.
        """
        scope = self._inherited(clause)
        spans = split_items(
            self._key,
            clause.start,
            clause.stop,
            count=shape.zones,
            whole=shape.whole,
            listed=shape.listed,
            streets=self.page.streets,
        )
        trimmed = [span for span in (trim(self._key, *span) for span in spans) if span[0] < span[1]]
        first = scope
        group = clause.start  # where the last street was named
        for span in trimmed:
            if self._key[span[0] - 1] == "," and not grouped and not depends(self._key, span[0], self.page.streets):
                holds = (
                    shape.listed
                    or (shape.zones == len(trimmed) and self._one_street(trimmed))
                    or self._hangs(*span)
                    or "、" in outside(self._key, group, span[0])
                )
                scope = scope._replace(street=scope.street if holds else first.street, community=first.community)
            # the time at the end of the sentence is in the line of its last zone
            line_end = max(span[1], trim(self._key, span[0], clause.end)[1]) if span is trimmed[-1] else span[1]
            street, scope = scope.street, self._read_item(*span, line_end, scope, clause)
            group = group if scope.street == street else span[0]

    def _one_street(self, spans: list[tuple[int, int]]) -> bool:
        """Whether only one of several places names a street."""
        named = [read_admin(self._key, *span, rural=False, streets=self.page.streets).street for span in spans]
        return sum(street is not None for street in named) == 1

    def _hangs(self, start: int, end: int) -> bool:
        """Whether a place begins with a community, which lies in the street before it."""
        return read_admin(self._key, start, end, rural=False, streets=self.page.streets).community is not None

    def _inherited(self, clause: Clause) -> Scope:
        """What holds for the first zone of a clause: its lists, its verb, the area of the item before it."""
        scope = clause.scope._replace(deed=clause.deed) if clause.deed else clause.scope
        district, street = self._before
        if district and not scope.district:
            scope = scope._replace(district=district)
        if street and not scope.street and not clause.opened and not self._names_district(clause):
            scope = scope._replace(street=street)
        return scope

    def _names_district(self, clause: Clause) -> bool:
        admin = read_admin(self._key, clause.start, clause.stop, rural=False, streets=self.page.streets)
        return admin.district is not None

    def _read_item(self, start: int, stop: int, line_end: int, scope: Scope, clause: Clause) -> Scope:
        if stop - start > ITEM_MAX_CHARS:
            self.add_problem(start, stop, "too_long")
            return scope
        if _EVERYWHERE.match(self._key, start, stop) or _FARM.fullmatch(self._key, start, stop):
            scope = scope._replace(district=None, street=None, community=None)
        context = self._context(scope)
        before, body = self._read_before(start, stop, context)
        reading = self._extents(body, stop, context)
        extents = _as_rest(reading.extents) if scope.rest_list else reading.extents
        if not extents:
            self.add_problem(start, stop, "no_place")
            return scope
        if scope.deed.action is None and scope.deed.category is None:
            self._open.append(len(self.items))
        deed = self._completed(scope.deed)
        if deed.category is None and deed.action != "downgrade":
            self.add_problem(start, stop, "no_category")
        own = moved(self._key, start, stop)
        if own:
            deed = own
        if before:
            deed = Deed("adjust", deed.category, deed.category)
        lone_rest = not reading.street or len(extents) == 1
        own_time = find_since(self._key, start, stop, self.page.frame.issued) if clause.timed else None
        since = own_time or scope.since
        note = clause.note
        self.items.append(
            NoticeItem(
                line=self.page.text.said(start, line_end),
                action=deed.action or "designate",
                category=deed.category,
                from_category=deed.before,
                district=self._district(reading.district),
                street=reading.street if lone_rest or not isinstance(extents[0], SaidRest) else None,
                community=reading.community,
                effective=since.iso if since else None,
                extent=tuple(_with_note(extent, note) for extent in extents) if note else extents,
                replaces=before.extents if before else None,
            )
        )
        self._before = reading.district, reading.street
        return _carry(scope, reading, elsewhere=self._district(reading.district) is not None)

    def _read_before(self, start: int, stop: int, context: ExtentContext) -> tuple[ExtentReading | None, int]:
        """The extent before an adjustment, if there is one, and where the one after begins."""
        adjusted = ADJUSTED.search(self._key, start, stop)
        if not adjusted:
            return None, start
        opener = OPENER.match(self._key, start, stop)
        return self._extents(opener.end() if opener else start, adjusted.start(), context), adjusted.end()

    def _extents(self, start: int, end: int, context: ExtentContext) -> ExtentReading:
        begin, stop = self.page.text.source_span(start, end)
        said = self.page.text.source[begin:stop]
        if said.count("“") != said.count("”"):
            said = said.translate(_QUOTES)  # a quotation of several zones
        reading = read_extents(said, context=context)
        for span in reading.rest:
            self._add_problem(begin + span.start, begin + span.end, "unread")
        return reading

    def _context(self, scope: Scope) -> ExtentContext:
        said = scope.district, scope.street, scope.community
        if said not in self._contexts:
            self._contexts[said] = ExtentContext(*said, self.page.streets)
        return self._contexts[said]

    def _completed(self, deed: Deed) -> Deed:
        if deed not in self._deeds:
            self._deeds[deed] = complete(deed, self.page.frame.issued, self.page.named)
        return self._deeds[deed]

    def _district(self, name: str | None) -> str | None:
        """The district of an item as it is said, null when it is the issuer's own."""
        if name not in self._districts:
            plain = self._plain_district(NoticeText(name).key) if name else self.page.frame.district
            own = plain and (plain in self.page.frame.issuer or plain.endswith(_TOWN))
            self._districts[name] = None if own else plain
        return self._districts[name]

    def _plain_district(self, name: str) -> str | None:
        """A district without its city: 青石经开区 of 青石市 is 经开区, 我县 is the issuer's."""
        plain = _CITY.sub("", name)
        city = plain[:CITY_CHARS]
        if _OF_CITY.fullmatch(plain) and f"{city}市" in self._key:
            plain = plain.removeprefix(city)
        return None if plain.startswith("我") else plain


def _carry(scope: Scope, reading: ExtentReading, *, elsewhere: bool) -> Scope:
    """What the next item of the clause inherits; the issuer's own name is no other district."""
    alone = reading.community is not None and any(
        _is_community(extent, reading.community) for extent in reading.extents
    )
    district = reading.district if elsewhere else scope.district
    if district != scope.district or alone:
        return scope._replace(district=district, street=reading.street, community=scope.community if alone else None)
    if (reading.street, reading.community) == (scope.street, scope.community):
        return scope
    return scope._replace(district=district, street=reading.street, community=reading.community)


def _is_community(extent: SaidExtent, community: str | None) -> bool:
    """Whether an extent is a whole community or village: what follows it does not lie in it."""
    if isinstance(extent, SaidVillage):
        return extent.group is None and extent.number is None
    return isinstance(extent, SaidPlace) and community is not None and extent.place == community


def _as_rest(extents: tuple[SaidExtent, ...]) -> tuple[SaidExtent, ...]:
    return tuple(
        SaidRest(extent.place) if isinstance(extent, SaidPlace) and extent.place else extent for extent in extents
    )


def _with_note(extent: SaidExtent, note: str) -> SaidExtent:
    return replace(extent, note=note) if extent.note is None else extent
