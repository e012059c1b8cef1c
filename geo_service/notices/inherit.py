"""What an item of a list has from the one before it: the area it lies in, and the place of a building named alone."""

import re
from dataclasses import replace

from geo_service.addresses.extent_admin import Admin, read_admin
from geo_service.addresses.extents import ExtentReading
from geo_service.model.said import SaidExtent, SaidPlace, SaidVillage
from geo_service.notices.page import Page
from geo_service.notices.scope import Scope
from geo_service.notices.split import is_bounded

_GROUP = re.compile(
    r"(?:[^\W\d_]{0,4}?[0-9一二三四五六七八九十]+|[^\W\d_]{1,5}?)(?:组(?!团)|社(?!区)|队|屯|号|户)|[0-9]"
)
"""What only lies in a village that is named before it: 5组, 周家组, 12号."""
_HAMLET = "村"
LONE_STREET_MIN = 3
"""A list with one street, that of its first place, has at least as many places when the street holds for all."""
_WHOLE_DISTRICT = re.compile(r"[^\W\d_]{1,6}[区县市旗]\(?除")
"""A district whose rest is meant: 青石县(除高风险区以外)其他区域."""


class ListAreas:
    """The districts, streets and communities that the places of a list begin with."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._key = page.text.key

    def hold_for_all(self, spans: list[tuple[int, int]], *, counted: bool) -> bool:
        """
        Whether the street of one place holds for all the places of a sentence.

        It does when their heading counts them (`counted`) and one names a street, or when of several only the first
        says where it lies.
        """
        first, *others = (self._admin(*span) for span in spans)
        if first.street and len(spans) >= LONE_STREET_MIN and not any(any(other[1:]) for other in others):
            return True
        return counted and sum(area.street is not None for area in (first, *others)) == 1

    def hangs(self, start: int, end: int) -> bool:
        """Whether a place begins with a community, which lies in the street before it."""
        return self._admin(start, end).community is not None

    def stands_apart(self, start: int, end: int) -> bool:
        """Whether a clause has no street of the one before it: it names a district, or is an area behind a ;."""
        if self.is_apart(start, end) or _WHOLE_DISTRICT.match(self._key, start, end):
            return True
        return self.names_district(start, end)

    def is_apart(self, start: int, end: int) -> bool:
        """Whether a clause is an area between sides or lines behind a semicolon."""
        return self._key[start - 1] == ";" and is_bounded(self._key, start, end)

    def names_district(self, start: int, end: int) -> bool:
        """Whether a place begins with a district, and no street of it."""
        admin = self._admin(start, end)
        return admin.district is not None and admin.street is None

    def names_street(self, start: int, end: int) -> bool:
        """Whether a place says its street itself."""
        return self._admin(start, end).street is not None

    def said_district(self, start: int, end: int) -> str | None:
        """The district that a place begins with, as it is said."""
        district = self._admin(start, end).district
        return self._page.text.said(*district) if district else None

    def _admin(self, start: int, end: int) -> Admin:
        return read_admin(self._key, start, end, rural=False, streets=self._page.streets)


def carry(scope: Scope, reading: ExtentReading, *, elsewhere: bool) -> Scope:
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


def leaves_village(key: str, start: int, end: int, village: str | None) -> bool:
    """Whether a place does not lie in the village of the one before it: only groups and numbers do."""
    return village is not None and village.endswith(_HAMLET) and not _GROUP.match(key, start, end)


def names_its_place(extent: SaidExtent) -> bool:
    """Whether an extent says itself where it lies; a building or number alone does not."""
    return not isinstance(extent, SaidPlace) or bool(extent.place or extent.road)


def at_place_before(extents: tuple[SaidExtent, ...], before: tuple[SaidExtent, ...] | None) -> tuple[SaidExtent, ...]:
    """Buildings named alone stand in the place of the item before them: 怡景花园2栋(11月12日起算)、3栋."""
    last = before[-1] if before else None
    first = extents[0]
    if not isinstance(first, SaidPlace) or not isinstance(last, SaidPlace) or names_its_place(first):
        return extents
    if first.number:
        return (replace(first, road=last.road), *extents[1:])
    return (replace(first, road=last.road, number=last.number, place=last.place), *extents[1:])


def _is_community(extent: SaidExtent, community: str | None) -> bool:
    """Whether an extent is a whole community or village: what follows it does not lie in it."""
    if isinstance(extent, SaidVillage):
        return extent.group is None and extent.number is None
    return isinstance(extent, SaidPlace) and community is not None and extent.place == community
