"""What one zone's text says: its extent, the extent before an adjustment, and a category that stands with it."""

import re
from collections.abc import Callable
from typing import NamedTuple

from geo_service.addresses.extent_admin import Admin, read_admin
from geo_service.addresses.extents import ExtentContext, ExtentReading, read_extents
from geo_service.model.said import SaidExtent, SaidPlace, SaidRest
from geo_service.notices.page import Page
from geo_service.notices.scope import Scope
from geo_service.notices.sentences import ADJUSTED, OPENER, own_category
from geo_service.notices.text import BARS, CELL
from geo_service.notices.words import CATEGORY, ENDS, category_of

_QUOTED = re.compile("“(?P<said>[^“”]*)”")
_QUOTES = str.maketrans("“”「」『』", "      ")
_SUBJECT = re.compile(rf"(?P<category>{CATEGORY})的?(?:划定)?(?:范围)?(?:\(原(?P<before>[^()]*)\))?")
"""A category whose own extent is adjusted: 管控区(原甲小区)调整为…."""
_FORMER = "原"
_ORIGINAL = re.compile("原(?:来|先)?(?:划定|公布|确定|定)?的?")
_FARM_ENDS = (
    "农场",
    "林场",
    "牧场",
    "渔场",
    "茶场",
    "垦区",
    "兵团",
    "管委会",
    "开发区",
    "园区",
    "保税区",
    "高新区",
    "新区",
)
_FARM = re.compile(rf"[^\W\d_]{{2,6}}(?:{'|'.join(_FARM_ENDS)})")
"""What is no part of a street, but stands beside it."""
_REST_OF_AREA = re.compile("(?:辖区|全域|全区|范围)?(?:境?内)?除")
"""Behind the name of a district whose rest is meant."""
_EVERYWHERE = re.compile("全[市区县旗州]")


class Place(NamedTuple):
    """
    What the text of one zone says.

    `own` is the category behind it (原甲小区高风险区), `adjusts` that its extent is changed, from `before` where that
    is said, `subject` the category whose extent it is then.
    """

    reading: ExtentReading
    extents: tuple[SaidExtent, ...]
    own: str | None = None
    adjusts: bool = False
    before: ExtentReading | None = None
    subject: str | None = None


class PlaceReader:
    """Reads the text of zones; `unread` hears of the parts of the source that were not read."""

    def __init__(self, page: Page, unread: Callable[[int, int], None]) -> None:
        self._page = page
        self._key = page.text.key
        self._unread = unread
        self._contexts: dict[tuple[str | None, str | None, str | None], ExtentContext] = {}

    def read(self, start: int, stop: int, scope: Scope, *, plain: bool = False) -> Place:
        """What a span says of its zone, in the area that its list lies in; a `plain` one names no category or verb."""
        if self._lies_in_no_street(start, stop):
            scope = scope._replace(district=None, street=None, community=None)
        if plain and not (scope.deed.action in ENDS and self._key.startswith(_FORMER, start)):
            reading = self._extents(start, stop, scope)
            return Place(reading, _as_rest(reading.extents) if scope.rest_list else reading.extents)
        category = own_category(self._key, start, stop)
        own = category_of(category["category"]) if category else None
        if category or (scope.deed.action in ENDS and self._is_former(start, stop)):
            start, stop = self._without_category(start, stop)
        adjusted = ADJUSTED.search(self._key, start, stop)
        if adjusted:
            return self._read_adjusted(start, adjusted, stop, scope)._replace(own=own)
        reading = self._extents(start, stop, scope)
        return Place(reading, _as_rest(reading.extents) if scope.rest_list else reading.extents, own)

    def _lies_in_no_street(self, start: int, stop: int) -> bool:
        if self._key.find("除", start, stop) > start:
            admin = self._admin(start, stop)
            wider = admin.district is not None and not (admin.street or admin.community)
            return wider and _REST_OF_AREA.match(self._key, admin.end, stop) is not None
        if self._key.startswith("全", start, stop):
            return _EVERYWHERE.match(self._key, start, stop) is not None
        return self._key.endswith(_FARM_ENDS, start, stop) and _FARM.fullmatch(self._key, start, stop) is not None

    def _read_adjusted(self, start: int, verb: re.Match[str], stop: int, scope: Scope) -> Place:
        """What is adjusted to what; the extent after lies where the one before does."""
        opener = OPENER.match(self._key, start, stop)
        begin, end = opener.end() if opener else start, verb.start()
        subject = _SUBJECT.fullmatch(self._key, begin, end)
        span = subject.span("before") if subject else self._without_category(*self._unquoted(begin, end))
        before = self._extents(*span, scope) if span[0] >= 0 else None
        if before and before.street:
            scope = scope._replace(street=before.street)
        reading = self._extents(*self._unquoted(verb.end(), stop), scope)
        name = category_of(subject["category"]) if subject else None
        return Place(reading, reading.extents, adjusts=True, before=before, subject=name)

    def _unquoted(self, start: int, end: int) -> tuple[int, int]:
        """A quotation without its marks."""
        quoted = _QUOTED.fullmatch(self._key, start, end)
        return quoted.span("said") if quoted else (start, end)

    def _without_category(self, start: int, stop: int) -> tuple[int, int]:
        """A place without the category that it has, or had: 原甲小区3栋高风险区."""
        category = own_category(self._key, start, stop)
        original = _ORIGINAL.match(self._key, start, stop)
        if original and (category or original.end() - start > 1 or self._is_former(start, stop)):
            start = original.end()
        return start, category.start() if category else stop

    def _is_former(self, start: int, stop: int) -> bool:
        """Whether a place is called one of before: 原青石镇粮站宿舍; a district may be named so (原…市)."""
        original = _ORIGINAL.match(self._key, start, stop)
        if not original or self._admin(start, stop).district:
            return False
        return self._admin(original.end(), stop).street is not None

    def _admin(self, start: int, stop: int) -> Admin:
        return read_admin(self._key, start, stop, rural=False, streets=self._page.streets)

    def _extents(self, start: int, end: int, scope: Scope) -> ExtentReading:
        begin, stop = self._page.text.source_span(start, end)
        said = self._page.text.source[begin:stop]
        if said.count("“") != said.count("”"):
            said = said.translate(_QUOTES)  # a quotation of several zones
        if self._key.find(CELL, start, end) >= 0:
            said = BARS.sub(CELL, said)
        reading = read_extents(said, context=self._context(scope))
        for span in reading.rest:
            self._unread(begin + span.start, begin + span.end)
        return reading

    def _context(self, scope: Scope) -> ExtentContext:
        said = scope.district, scope.street, scope.community
        if said not in self._contexts:
            self._contexts[said] = ExtentContext(*said, self._page.streets)
        return self._contexts[said]


def _as_rest(extents: tuple[SaidExtent, ...]) -> tuple[SaidExtent, ...]:
    return tuple(
        SaidRest(extent.place) if isinstance(extent, SaidPlace) and extent.place else extent for extent in extents
    )
