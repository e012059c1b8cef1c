"""A zone is a chain of immutable versions; each says who decided it, when, why, and what it covers."""

from dataclasses import dataclass, replace
from datetime import datetime

from shapely import MultiPolygon

from geo_service.model.extent import Extent

DRAFT = "draft"
IN_FORCE = "in_force"
LIFTED = "lifted"
STATUSES = (DRAFT, IN_FORCE, LIFTED)
STATUS_TITLES = {DRAFT: "草稿", IN_FORCE: "生效", LIFTED: "已解除"}


@dataclass(frozen=True)
class Member:
    """A building of a zone: how much of its footprint lies inside, which stairs, and why it is in."""

    building_id: str
    share_inside: float
    why: str
    stairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class ZoneVersion:
    """
    One version of a zone, never changed once stored.

    `geometry` is EPSG:4326 lon/lat, or None while the extent does not resolve. All times are aware.
    `effective_from` is when the measures bind, `recorded_at` when this version was written.
    """

    zone_id: str
    version: int
    name: str
    category: str
    protocol: str
    status: str
    extent: Extent
    geometry: MultiPolygon | None
    members: tuple[Member, ...]
    effective_from: datetime
    recorded_at: datetime
    author: str
    reason: str

    def next(self, *, status: str, at: datetime, effective_from: datetime, author: str, reason: str) -> "ZoneVersion":
        """The version that follows this one, with another status."""
        return replace(
            self,
            version=self.version + 1,
            status=status,
            recorded_at=at,
            effective_from=effective_from,
            author=author,
            reason=reason,
        )
