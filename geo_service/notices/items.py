"""The zones of a list or sentence as items: their places, deed, time and the area they lie in."""

import re
from dataclasses import replace

from geo_service.addresses.extents import MAX_CHARS as ITEM_MAX_CHARS
from geo_service.model.said import NoticeItem, NoticeProblem, SaidExtent, SaidRest
from geo_service.notices.clauses import Clause, ClauseReader, trim
from geo_service.notices.districts import Districts
from geo_service.notices.headings import is_only_filler
from geo_service.notices.inherit import ListAreas, at_place_before, carry, leaves_village, names_its_place
from geo_service.notices.marks import cuts, outside
from geo_service.notices.page import Page
from geo_service.notices.places import Place, PlaceReader
from geo_service.notices.scope import Scope
from geo_service.notices.sentences import CLOSES, adjusts_once
from geo_service.notices.shape import Shape
from geo_service.notices.split import depends, split_items
from geo_service.notices.times import Since, find_since, is_same_day
from geo_service.notices.words import ENDS, RULES, Deed, complete, lift, mentioned, moved, read_deed

_REASONS = RULES["problems"]
_NOTHING = frozenset(("无", "暂无", "没有", "略"))
_UNTIL = ("截至", "截止")
_CATEGORY_CHARS = 10
"""Longest name of a category with what stands around it: 其他封控区域."""
_ONCE = re.compile(r"[日时](?:划定|公布|发布|新增|列入)\)")


class ItemReader:
    """The items and problems found so far."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.items: list[NoticeItem] = []
        self.problems: list[NoticeProblem] = []
        self._key = page.text.key
        self._clauses = ClauseReader(page, self.add_problem)
        self._open: list[int] = []  # items of which nothing has been said yet
        self._spans: list[tuple[int, int]] = []  # where the items stand
        self._unsaid: list[int] = []  # items of the line of which only a verb was said
        self._extents_before: tuple[SaidExtent, ...] | None = None  # those of the item before in the same list
        self._held = 0  # items before this one have heard of the time behind them
        self._districts = Districts(page)
        self._areas = ListAreas(page)
        self._places = PlaceReader(page, self._add_unread)
        self._deeds: dict[Deed, Deed] = {}
        self._before: tuple[str | None, str | None, str | None] = (None, None, None)  # the area of the item before

    def begin_line(self) -> None:
        """Forget the area of the line before."""
        self._before = None, None, None
        self._unsaid = []

    def forget_time(self) -> None:
        """Forget the time of the sentence before."""
        self._clauses.forget_time()

    def finish(self) -> None:
        """Note the items whose category nothing has said."""
        for item, span in zip(self.items, self._spans, strict=True):
            if item.category is None and item.action != "downgrade":
                self.add_problem(*span, "no_category")
        self.problems.sort(key=lambda problem: problem.start)

    def read_list(self, start: int, end: int, scope: Scope, shape: Shape) -> None:
        """Read the zones of a list or sentence."""
        sentences = cuts(self._key, start, end, ";")
        found = self._clauses.read(sentences, start, end, scope)
        several = len(found) > 1
        counted = len(found) - sum(_is_other_end(clause, scope) for clause in found) if several else 1
        if shape.zones is not None and counted > 1:
            shape = shape._replace(zones=1 if shape.zones == counted else None)
        uncounted = shape._replace(zones=None) if shape.zones is not None and several else shape
        self._extents_before = None
        for clause in found:
            if clause.deed and clause.deed.category:
                self._say_late(clause.deed)
            before = self._before
            own = uncounted if _is_other_end(clause, scope) else shape
            self._read_places(clause, own, grouped=len(sentences) > 1)
            if self._areas.is_apart(clause.start, clause.stop):
                self._before = before

    def read_plain(self, start: int, end: int, scope: Scope, *, whole: bool) -> None:
        """Read the zones of a numbered line that says nothing of them."""
        clause = self._clauses.read_plain(start, end, scope)
        self._extents_before = None
        if clause:
            self._read_places(clause, Shape(whole=whole), grouped=False)

    def _say_late(self, deed: Deed) -> None:
        """The verb at the end of a line holds for its places of which only a verb was said: 新增划定A。B为封控区."""
        if deed.action == "designate":
            for index in self._unsaid:
                self.items[index] = replace(self.items[index], category=deed.category, from_category=deed.before)
        self._unsaid = []

    def close_with(self, start: int, end: int) -> bool:
        """Whether a span is the verb of the zones on the lines before; they are given what it says."""
        match = CLOSES.match(self._key, start, end) if self.items else None
        if not match:
            return False
        deed = read_deed(match.group())
        if not self._open:  # what the heading of the list has said already
            return match["above"] is not None and match.end() >= end and self.items[-1].category == deed.category
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

    def _add_unread(self, begin: int, stop: int) -> None:
        self._add_problem(begin, stop, "unread")

    def _read_places(self, clause: Clause, shape: Shape, *, grouped: bool) -> None:
        """
        Each item has what the item before it in the list said, unless it says it itself.

        A comma ends what the street before it holds for, unless semicolons (`grouped`) do that, or the street has a
        list parted by the lighter 、, or what follows lies in no other way.
        """
        scope = self._inherited(clause)
        spans = self._split(clause, shape)
        trimmed = [span for span in (trim(self._key, *span) for span in spans) if span[0] < span[1]]
        first = scope
        group = clause.start  # where the last street was named
        streets_alone = False  # whether places have named their streets and no district
        commas = len(trimmed) > 1 and not grouped and self._key.find(",", clause.start, clause.stop) >= 0
        for_all = shape.listed or (commas and self._areas.hold_for_all(trimmed, counted=shape.zones == len(trimmed)))
        for span in trimmed:
            if self._key[span[0] - 1] == "," and not grouped and not depends(self._key, span[0], self.page.streets):
                holds = for_all or self._areas.hangs(*span) or "、" in outside(self._key, group, span[0])
                scope = scope._replace(street=scope.street if holds else first.street, community=first.community)
            if scope.street and scope.street != first.street and self._areas.names_district(*span):
                scope = scope._replace(street=first.street, community=first.community)
            if scope.community != first.community and leaves_village(self._key, *span, scope.community):
                scope = scope._replace(community=first.community)
            # the time at the end of the sentence is in the line of its last zone
            line_end = max(span[1], trim(self._key, span[0], clause.end)[1]) if span is trimmed[-1] else span[1]
            if streets_alone and scope.district != first.district and self._areas.names_street(*span):
                scope = scope._replace(district=first.district)
            street, scope = scope.street, self._read_item(*span, line_end, scope, clause)
            group = group if scope.street == street else span[0]
            streets_alone = streets_alone or (scope.street != first.street and not scope.district)

    def _split(self, clause: Clause, shape: Shape) -> list[tuple[int, int]]:
        if not clause.plain and adjusts_once(self._key, clause.start, clause.stop) and shape.zones in (None, 1):
            return [(clause.start, clause.stop)]
        return split_items(
            self._key,
            clause.start,
            clause.stop,
            count=shape.zones,
            whole=shape.whole,
            listed=shape.listed,
            streets=self.page.streets,
        )

    def _inherited(self, clause: Clause) -> Scope:
        """What holds for the first zone of a clause: its lists, its verb, the area of the item before it."""
        scope = clause.scope._replace(deed=clause.deed) if clause.deed else clause.scope
        district, street, community = self._before
        if district and not scope.district:
            scope = scope._replace(district=district)
        if community and self._key[clause.start - 1] == "、" and scope.street in (None, street):
            scope = scope._replace(community=scope.community or community)
        if (
            street
            and not scope.street
            and not clause.opened
            and not self._areas.stands_apart(clause.start, clause.stop)
        ):
            scope = scope._replace(street=street)
        return scope

    def _read_item(self, start: int, stop: int, line_end: int, scope: Scope, clause: Clause) -> Scope:
        if stop - start > ITEM_MAX_CHARS:
            self.add_problem(start, stop, "too_long")
            return scope
        if self._key[start:stop] in _NOTHING or self._key.startswith(_UNTIL, start):
            return scope
        no_zone = not clause.plain and stop - start <= _CATEGORY_CHARS and is_only_filler(self._key, start, stop)
        place = None if no_zone else self._places.read(start, stop, scope, plain=clause.plain)
        if place is None or not place.extents:
            self.add_problem(start, stop, "no_place")
            return scope
        return self._add_item((start, stop, line_end), scope, clause, place)

    def _add_item(self, span: tuple[int, int, int], scope: Scope, clause: Clause, place: Place) -> Scope:
        """Add the item of a zone (`span`: its start, its end, the end of its line), and say what the next inherits."""
        start, stop, line_end = span
        reading, extents = place.reading, place.extents
        if not names_its_place(extents[0]) and depends(self._key, start, self.page.streets):
            extents = at_place_before(extents, self._extents_before)
        self._extents_before = extents
        if scope.deed.action is None and scope.deed.category is None:
            self._open.append(len(self.items))
        if scope.deed.category is None and scope.deed.action in (None, "designate"):
            self._unsaid.append(len(self.items))
        deed = self._deed_of(place, scope, None if clause.plain else moved(self._key, start, stop))
        rests = isinstance(extents[0], SaidRest)
        if rests and not reading.district:
            shared = scope.district if len(extents) > 1 else None
            reading = replace(reading, district=self._areas.said_district(start, stop) or shared)
        lone_rest = not reading.street or len(extents) == 1
        district = self._districts.named(reading.district)
        since = (self._own_time(start, stop, deed) if clause.timed else None) or scope.since
        note = clause.note
        self._spans.append((start, stop))
        self.items.append(
            NoticeItem(
                line=self.page.text.said(start, line_end),
                action=deed.action or "designate",
                category=deed.category,
                from_category=deed.before,
                district=district,
                street=reading.street if lone_rest or not rests else None,
                community=reading.community,
                effective=since.iso if since else None,
                extent=tuple(_with_note(extent, note) for extent in extents) if note else extents,
                replaces=place.before.extents if place.before else None,
            )
        )
        self._before = reading.district, reading.street, reading.community
        return carry(scope, reading, elsewhere=district is not None)

    def _own_time(self, start: int, stop: int, deed: Deed) -> Since | None:
        """The time that is said of a place alone; the day when it was put in what now ends is none: (11月5日划定)."""
        if deed.action in ENDS and _ONCE.search(self._key, start, stop):
            return None
        return find_since(self._key, start, stop, self.page.frame.issued)

    def _deed_of(self, place: Place, scope: Scope, own: Deed | None) -> Deed:
        """What is done to a zone: what its bracket says (`own`), else its list, with the category beside it."""
        deed = own or self._completed(_deed_with(scope.deed, place.own) if place.own else scope.deed)
        if not place.adjusts:
            return deed
        name = place.subject or deed.category
        return Deed("adjust", name, name)

    def _completed(self, deed: Deed) -> Deed:
        if deed not in self._deeds:
            silent = deed.action == "downgrade" and deed.before is None
            named = frozenset(mentioned(self._key) if silent else ())
            self._deeds[deed] = complete(deed, self.page.frame.issued, named)
        return self._deeds[deed]


def _is_other_end(clause: Clause, scope: Scope) -> bool:
    """Whether a clause in a list of standing zones ends others, which its heading does not count."""
    return clause.deed is not None and clause.deed.action == "lift" and scope.deed.action == "designate"


def _deed_with(deed: Deed, name: str) -> Deed:
    """What is done to a place whose own category stands behind it: a move or an end is from it."""
    if deed.action == "lift":
        return lift(name)
    if deed.action == "downgrade":
        return deed if deed.before or deed.category == name else deed._replace(before=name)
    return deed if deed.category else Deed("designate", name)


def _with_note(extent: SaidExtent, note: str) -> SaidExtent:
    return replace(extent, note=note) if extent.note is None else extent
