"""
What a zone covers after it was split, shrunk, expanded, raised in part or merged; pure, on EPSG:4326 outlines.

Which buildings a changed outline holds is decided by the same predicate as for a new zone. A building that a cut runs
through belongs to both sides, and is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import shapely
from shapely import MultiPolygon

from geo_service.coords.metric import plane_at
from geo_service.errors import GeometryError, InputError
from geo_service.model.extent import DrawnShape, Extent
from geo_service.model.zone import Member, ZoneVersion
from geo_service.zones.delineate import buildings_inside, rows_of
from geo_service.zones.outline import as_multipolygon

LEAST_M2 = 1.0
"""A part or a rest that is smaller is the rounding of a line, not a place."""


@dataclass(frozen=True)
class Content:
    """What a zone covers: as said, its outline and its buildings; `problems` (Chinese) should be looked at."""

    extent: Extent
    geometry: MultiPolygon
    members: tuple[Member, ...]
    problems: tuple[str, ...] = field(default=())

    def changes(self) -> dict[str, Any]:
        """The fields of a version that it sets."""
        return {"extent": self.extent, "geometry": self.geometry, "members": self.members}


def cut_zone(
    zone: ZoneVersion, part: Extent, shape: MultiPolygon, buildings: gpd.GeoDataFrame
) -> tuple[Content, Content]:
    """
    The part of a zone that lies in a shape, and the rest.

    Parameters
    ----------
    part, shape
        The part as it was said, and its outline, EPSG:4326.
    buildings
        Rows of the buildings layer near the zone, at least.

    Raises
    ------
    GeometryError
        If the zone has no outline, the shape does not meet it, or nothing is left.
    """
    whole = _outline_of(zone)
    inside = as_multipolygon(shapely.intersection(whole, shape))
    rest = as_multipolygon(shapely.difference(whole, shape))
    plane = plane_at(whole)
    for left, what in ((inside, "the part does not lie in"), (rest, "the part is the whole of")):
        if left.is_empty or plane.to_metres(left).area < LEAST_M2:
            raise GeometryError(f"{what} zone {zone.zone_id}; draw a part of it")
    first = Content(part, inside, _members(inside, zone, buildings))
    without = Extent(zone.extent.parts, (*zone.extent.exclusions, *part.parts))
    second = Content(without, rest, _with_lost(_members(rest, zone, buildings), first.members, zone.members))
    both = sorted({one.building_id for one in first.members} & {one.building_id for one in second.members})
    problems = (f"分界线穿过楼栋 {'、'.join(both)}，两边都算",) if both else ()
    return replace(first, problems=problems), replace(second, problems=problems)


def joined_content(zones: Sequence[ZoneVersion], *, gap_m: float) -> Content:
    """
    What several zones cover together; a building of more than one counts once, with the larger share.

    Raises
    ------
    GeometryError
        If a zone has no outline, or they lie farther apart than `gap_m`: one zone is one place.
    """
    outlines = [_outline_of(zone) for zone in zones]
    plane = plane_at(shapely.union_all(outlines))
    _require_together(zones, [plane.to_metres(outline) for outline in outlines], gap_m)
    members: dict[str, Member] = {}
    for member in sorted((one for zone in zones for one in zone.members), key=lambda one: one.share_inside):
        members[member.building_id] = member
    parts = tuple(dict.fromkeys(part for zone in zones for part in zone.extent.parts))
    exclusions = tuple(dict.fromkeys(part for zone in zones for part in zone.extent.exclusions))
    return Content(
        Extent(parts or tuple(DrawnShape(outline) for outline in outlines), exclusions),
        as_multipolygon(shapely.union_all(outlines)),
        tuple(members[building_id] for building_id in sorted(members)),
    )


def widened(zone: ZoneVersion, added: Content) -> Content:
    """What a zone covers with something added; what was a member stays one."""
    whole = as_multipolygon(shapely.union_all([_outline_of(zone), added.geometry]))
    known = {member.building_id for member in zone.members}
    new = tuple(member for member in added.members if member.building_id not in known)
    members = tuple(sorted((*zone.members, *new), key=lambda member: member.building_id))
    extent = Extent((*zone.extent.parts, *added.extent.parts), zone.extent.exclusions, zone.extent.said)
    return Content(extent, whole, members, added.problems)


def _outline_of(zone: ZoneVersion) -> MultiPolygon:
    if zone.geometry is None:
        raise GeometryError(f"zone {zone.zone_id} is not on the map yet; draw it before it is changed in part")
    return zone.geometry


def _members(outline: MultiPolygon, zone: ZoneVersion, buildings: gpd.GeoDataFrame) -> tuple[Member, ...]:
    """The zone's members in an outline, with the reasons that they had; a cut brings no others."""
    known = {member.building_id: member for member in zone.members}
    return tuple(
        replace(known[row["building_id"]], share_inside=float(row["share_inside"]))
        for row in rows_of(buildings_inside(outline, buildings))
        if row["building_id"] in known
    )


def _with_lost(rest: tuple[Member, ...], cut: tuple[Member, ...], whole: tuple[Member, ...]) -> tuple[Member, ...]:
    """The rest, with members that a cut leaves on neither side: a sliver of a footprint, or one held by name."""
    found = {member.building_id for member in (*rest, *cut)}
    lost = (member for member in whole if member.building_id not in found)
    return tuple(sorted((*rest, *lost), key=lambda member: member.building_id))


def _require_together(zones: Sequence[ZoneVersion], outlines: Sequence[MultiPolygon], gap_m: float) -> None:
    waiting = list(range(1, len(outlines)))
    reached = [0]
    for number in reached:
        near = [one for one in waiting if shapely.distance(outlines[number], outlines[one]) <= gap_m]
        reached += near
        waiting = [one for one in waiting if one not in near]
    if waiting:
        far = zones[waiting[0]]
        raise GeometryError(
            f"zone {far.zone_id} lies more than {gap_m:.0f} m from the others; zones that are merged must lie together"
        )


def require_one_rule(zones: Sequence[ZoneVersion]) -> None:
    """
    Refuse zones that can't become one; nothing is returned.

    Raises
    ------
    InputError
        If they are of several protocols or categories, or fewer than two.
    """
    kinds = sorted({f"{zone.category} of {zone.protocol}" for zone in zones})
    if len(zones) < 2:  # noqa: PLR2004 — merging takes two
        raise InputError("merging takes two zones or more")
    if len(kinds) > 1:
        raise InputError(f"zones that are merged must be alike; these are {', '.join(kinds)}")
