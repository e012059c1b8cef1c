"""
Zones without what stricter ones hold: medium without high, a surveillance zone without the protection zone in it.

A building of which a stricter zone holds single stairs stays on the map; its other stairs stay in the milder zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo_service.model.extent import DrawnShape, Extent, NamedPlace, Part
from geo_service.model.zone import Member, ZoneVersion
from geo_service.zones.delineate import Delineation, rows_of
from geo_service.zones.grounds import Grounds
from geo_service.zones.outline import as_multipolygon
from geo_service.zones.protocol import Protocol

LEAST_M2 = 1.0
"""What is left of a zone must be larger than this; smaller slivers are roundings."""

Held = Delineation | ZoneVersion
"""Something that holds ground: a proposed zone, or one in force."""


@dataclass(frozen=True)
class Cut:
    """The zones after the cut in the order given, None for those of which nothing is left; name and reason of these."""

    zones: tuple[Delineation | None, ...]
    dropped: tuple[tuple[str, str], ...]


def without_stricter(
    proposed: Sequence[Delineation], in_force: Sequence[ZoneVersion], grounds: Grounds, protocol: Protocol
) -> Cut:
    """Each proposed zone without those of the categories that its own subtracts, proposed or in force."""
    zones = tuple(_without(zone, proposed, in_force, grounds, protocol) for zone in proposed)
    dropped = tuple(
        (zone.name_hint, f"已全部在更严格的区域内，不另划{protocol.category(zone.category).label}")
        for zone, left in zip(proposed, zones, strict=True)
        if left is None
    )
    return Cut(zones, dropped)


def _without(
    zone: Delineation,
    proposed: Sequence[Delineation],
    in_force: Sequence[ZoneVersion],
    grounds: Grounds,
    protocol: Protocol,
) -> Delineation | None:
    cutting = protocol.category(zone.category).geometry.subtract
    stricter: list[Held] = [other for other in proposed if other.category in cutting]
    stricter += [other for other in in_force if other.category in cutting and other.protocol == protocol.id]
    outline = zone.geometry
    overlapping = [one for one in stricter if outline and one.geometry and _overlap(outline, one.geometry, grounds)]
    if outline is None or not overlapping:
        return zone
    taken = shapely.union_all([_taken_by(other, grounds, protocol) for other in overlapping])
    left = as_multipolygon(outline.difference(taken))
    members = _members_left(zone, left, overlapping, grounds, protocol)
    if _area_m2(left, grounds) < LEAST_M2 or (_is_named(zone) and not members):
        return None
    exclusions = (*zone.extent.exclusions, *(part for other in overlapping for part in _said(other, outline)))
    extent = Extent(zone.extent.parts, exclusions, zone.extent.said)
    return replace(zone, geometry=left, members=members, extent=extent)


def _is_named(zone: Held) -> bool:
    """Whether a zone is of named places only: without their buildings nothing of it is left but yards."""
    return all(isinstance(part, NamedPlace) for part in zone.extent.parts)


def _overlap(one: BaseGeometry, other: BaseGeometry, grounds: Grounds) -> bool:
    return one.intersects(other) and _area_m2(one.intersection(other), grounds) >= LEAST_M2


def _area_m2(shape: BaseGeometry, grounds: Grounds) -> float:
    return float(grounds.plane.to_metres(shape).area)


def _partial(zone: Held) -> dict[str, tuple[str, ...]]:
    return {member.building_id: member.stairs for member in zone.members if member.stairs}


def _taken_by(zone: Held, grounds: Grounds, protocol: Protocol) -> BaseGeometry:
    """The ground of a zone without that of buildings of which it holds single stairs."""
    assert zone.geometry is not None  # noqa: S101 — only zones on the map overlap
    partial = grounds.local_rows(_partial(zone))
    if partial.empty:
        return zone.geometry
    round_them = shapely.union_all(partial.geometry.to_numpy()).buffer(protocol.outline.footprint_margin_m.value)
    return zone.geometry.difference(grounds.plane.to_lonlat(round_them))


def _members_left(
    zone: Delineation, left: MultiPolygon, stricter: Sequence[Held], grounds: Grounds, protocol: Protocol
) -> tuple[Member, ...]:
    shares = {
        row["building_id"]: float(row["share_inside"])
        for row in rows_of(grounds.inside(left, protocol.membership.rule).drop(columns="geometry"))
    }
    kept = [replace(one, share_inside=shares[one.building_id]) for one in zone.members if one.building_id in shares]
    taken = [stairs for other in stricter for stairs in _partial(other).items()]
    return tuple(rest for member in kept if (rest := _other_stairs(member, taken, grounds)) is not None)


def _other_stairs(member: Member, taken: Sequence[tuple[str, tuple[str, ...]]], grounds: Grounds) -> Member | None:
    """A member without the stairs that stricter zones hold; None when none is left."""
    gone = {stair for building_id, stairs in taken if building_id == member.building_id for stair in stairs}
    if not gone:
        return member
    number = grounds.stairs(member.building_id)
    if number is None:
        return member
    held = member.stairs or tuple(str(stair) for stair in range(1, number + 1))
    rest = tuple(stair for stair in held if stair not in gone)
    return replace(member, stairs=rest) if rest else None


def _said(other: Held, outline: MultiPolygon) -> tuple[Part, ...]:
    """What a stricter zone takes, as it can be said: its named places, else the ground itself."""
    if _is_named(other):
        return other.extent.parts
    assert other.geometry is not None  # noqa: S101 — only zones on the map overlap
    return (DrawnShape(as_multipolygon(outline.intersection(other.geometry))),)
