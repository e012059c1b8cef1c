"""
A field sheet: what crews were told of a plan at one time, with the numbers that they go by.

A sheet is never changed. What differs between two of them is all that crews need to hear.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

LonLat = tuple[float, float]

Figure = str | int | float | bool | None
"""A value that crews read on the sheet, such as people per shift."""


@dataclass(frozen=True)
class SheetItem:
    """
    One place of the plan that somebody works at: its layer, number, name, places (lon/lat) and figures.

    The layer is the role of the place: a post is a `checkpoint` or a `closure`. A post that holds several
    carriageways has a place on each. `way_ids` are the roads that a post holds.
    """

    kind: str
    item_id: str
    name: str
    at: tuple[LonLat, ...]
    way_ids: tuple[int, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def first(self) -> LonLat:
        """The first of its places; of a post with several carriageways crews know the others from their post."""
        return self.at[0]


@dataclass(frozen=True)
class Sheet:
    """
    The field sheet of a zone version; `issue` counts the sheets of a zone from 1.

    `retired` are places of earlier sheets that are given up: their numbers are not used for other places. `problems`
    are those of the plan (Chinese). `failed` says why there was no plan; then the items are those of the sheet before,
    because crews stay where they are until they are told otherwise.
    """

    zone_id: str
    version: int
    issue: int
    issued_at: datetime
    author: str
    items: tuple[SheetItem, ...] = ()
    retired: tuple[SheetItem, ...] = ()
    problems: tuple[str, ...] = ()
    failed: str = ""
