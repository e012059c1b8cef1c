"""A zone is a chain of immutable versions; each says who decided it, when, why, and what it covers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shapely import MultiPolygon

from geo_service.model.extent import Extent

DRAFT = "draft"
ASSESSED = "assessed"
APPROVED = "approved"
IN_FORCE = "in_force"
LIFTED = "lifted"
ARCHIVED = "archived"
STATUS_TITLES: Mapping[str, str] = {
    DRAFT: "草稿",
    ASSESSED: "已研判",
    APPROVED: "已批准",
    IN_FORCE: "生效",
    LIFTED: "已解除",
    ARCHIVED: "已归档",
}
STATUSES = tuple(STATUS_TITLES)

ADOPTED = "adopt"
"""The step of a version that was taken over as an authority had published it: by notice or in a list."""

PENDING = (DRAFT, ASSESSED, APPROVED)
"""A version that binds nobody: the one in force before it, if any, holds until it is published."""

PUBLISHED = (IN_FORCE, LIFTED, ARCHIVED)
"""A version that says what holds."""


@dataclass(frozen=True)
class Member:
    """A building of a zone: how much of its footprint lies inside, which stairs, and why it is in."""

    building_id: str
    share_inside: float
    why: str
    stairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signature:
    """One step of the approval chain: which body agreed, entered by whom, when, and under which reference (文号)."""

    body: str
    account: str
    at: datetime
    reference: str = ""


@dataclass(frozen=True)
class ZoneVersion:
    """
    One version of a zone, never changed once stored.

    `geometry` is EPSG:4326 lon/lat, or None while the extent does not resolve. All times are aware.
    `effective_from` is when the measures bind, `decided_at` when the decision was taken, `clock_start` from when the
    days count (all three may differ), `recorded_at` when this version was written. `step` is the step of the lifecycle
    that made it, `entered_from` the category that the zone had before this one, `change` an id that the versions of one
    decision about several zones share, `parents` the zones it was made from, `signatures` who has agreed so far,
    `persons` how many persons stand behind a publication.
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
    step: str = "designate"
    unit: str = ""
    decided_at: datetime | None = None
    clock_start: datetime | None = None
    entered_from: str | None = None
    reference: str = ""
    change: str | None = None
    parents: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    persons: int = 0

    def next(self, *, step: str, status: str, at: datetime, author: str, reason: str, **changes: Any) -> "ZoneVersion":
        """The version that follows this one: another status, and what else changes."""
        return replace(
            self,
            version=self.version + 1,
            step=step,
            status=status,
            recorded_at=at,
            author=author,
            reason=reason,
            **changes,
        )
