"""A case place: where and when an infection may have been passed on; never a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

RESIDENCE = "residence"
WORK = "work"
VISITED = "visited"
ROLE_TITLES: Mapping[str, str] = {RESIDENCE: "居住", WORK: "工作", VISITED: "活动"}
ROLES = tuple(ROLE_TITLES)


@dataclass(frozen=True)
class CasePlace:
    """
    One place of a case list: an address, a position (WGS-84), or both.

    `what` names it as the list does (row 7). `time` is aware, None when the list does not say.
    """

    what: str
    role: str
    text: str
    time: datetime | None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class KeptPlace:
    """A case place as it is kept until it is purged: an id, the zone that was made for it, and the place."""

    place_id: str
    zone_id: str | None
    place: CasePlace
    recorded_at: datetime
