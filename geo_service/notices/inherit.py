"""What an item of a list has from the one before it: the area it lies in, and the place of a building named alone."""

import re
from dataclasses import replace

from geo_service.addresses.extents import ExtentReading
from geo_service.model.said import SaidExtent, SaidPlace, SaidVillage
from geo_service.notices.scope import Scope

_GROUP = re.compile(
    r"(?:[^\W\d_]{0,4}?[0-9一二三四五六七八九十]+|[^\W\d_]{1,5}?)(?:组(?!团)|社(?!区)|队|屯|号|户)|[0-9]"
)
"""What only lies in a village that is named before it: 5组, 周家组, 12号."""
_HAMLET = "村"


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
