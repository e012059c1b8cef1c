"""What one zone says about one place: a building, a point, or the words of an address."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo_service.addresses.contains_finding import Containment
from geo_service.addresses.match import MAX_OPTIONS
from geo_service.coords.metric import MetricPlane, grow_bounds
from geo_service.model.zone import Member, ZoneVersion
from geo_service.zones.by_words import Told, answer_by_words, told
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import Category

NEAR_BOUNDARY_M = 10.0
"""
A point this near a zone's edge, and in no building, is not settled.

Open-sky accuracy of phone positioning is about 5 m (GPS.gov, smartphone accuracy); twice that between houses.
"""

WHICH_STAIR = "哪个单元？"
WHICH_ADDRESS = "请写小区和楼栋，或者路名和门牌号"

Verdict = Literal["inside", "outside", "unsure"]
ProtocolOf = Callable[[str], Protocol]


@dataclass(frozen=True)
class Finding:
    """What one zone says about one place."""

    verdict: Verdict
    zone: ZoneVersion
    category: Category
    reason: str
    question: str | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Door:
    """A building, the stair if it was said, and the texts that the place is known under."""

    building_id: str
    stair: str | None
    texts: tuple[str, ...]

    @cached_property
    def told(self) -> Told:
        """The texts made ready for zones that are known by their words."""
        return told(self.texts)


def finding_at_building(zone: ZoneVersion, door: Door, protocol_of: ProtocolOf) -> Finding | None:
    """What a zone says about a building; None when the building is outside. Map and words must agree on inside."""
    member = member_of(zone, door.building_id)
    words = answer_by_words(zone.extent.said, door.told) if zone.extent.said and door.texts else None
    if member is None:
        return _off_the_map(zone, words, protocol_of)
    finding = _at_member(zone, member, door.stair, protocol_of)
    if finding is None:
        return _off_the_map(zone, words, protocol_of)
    if finding.verdict == "inside" and words and words.answer == "outside":
        return replace(finding, verdict="unsure", reason=f"{finding.reason}；但按文字不在其中：{words.reason}")
    return finding


def _at_member(zone: ZoneVersion, member: Member, stair: str | None, protocol_of: ProtocolOf) -> Finding | None:
    category = protocol_of(zone.protocol).category(zone.category)
    if not member.stairs or stair in member.stairs:
        return Finding("inside", zone, category, _public_reason(zone, member))
    if stair is not None:
        return None
    reason = f"这栋楼只有{'、'.join(f'{name}单元' for name in member.stairs)}在{zone.name}内"
    options = tuple(f"{name}单元" for name in member.stairs[: MAX_OPTIONS - 1])
    return Finding("unsure", zone, category, reason, WHICH_STAIR, (*options, "其他单元"))


def _off_the_map(zone: ZoneVersion, words: Containment | None, protocol_of: ProtocolOf) -> Finding | None:
    """What holds for a building or stair that is no member: one may be named that the map does not have."""
    if words and (zone.geometry is None or words.answer == "inside"):
        return finding_by_words(zone, words, protocol_of)
    if zone.geometry is not None:
        return None
    return Finding("unsure", zone, protocol_of(zone.protocol).category(zone.category), _not_drawn(zone))


def finding_by_words(zone: ZoneVersion, words: Containment, protocol_of: ProtocolOf) -> Finding | None:
    """What the words of a zone say of a place; None when they put it outside."""
    if words.answer == "outside":
        return None
    category = protocol_of(zone.protocol).category(zone.category)
    if words.answer == "inside":
        return Finding("inside", zone, category, f"文字写明：{zone.name}")
    return Finding("unsure", zone, category, f"{zone.name}：{words.reason}", words.missing or None)


def _public_reason(zone: ZoneVersion, member: Member) -> str:
    """What a resident may know: how much of the building is in, never whose case brought it in."""
    part = "" if member.share_inside >= WHOLE else f"，建筑轮廓约{max(round(member.share_inside * 100), 1)}%"
    return f"登记的这栋楼在{zone.name}范围内{part}"


WHOLE = 0.995
"""From here a share reads as the whole building."""


def finding_at_point(
    zone: ZoneVersion, point: Point, protocol_of: ProtocolOf, place: Told | None = None
) -> Finding | None:
    """What a zone says about a point; `place` has the administrative names there, for a zone that is not drawn."""
    if zone.geometry is not None and not zone.geometry.intersects(_surroundings(point)):
        return None
    category = protocol_of(zone.protocol).category(zone.category)
    if zone.geometry is None:
        words = answer_by_words(zone.extent.said, place) if zone.extent.said and place else None
        elsewhere = words is not None and words.answer == "outside"
        return None if elsewhere else Finding("unsure", zone, category, _not_drawn(zone))
    distance_m = _distance_to_edge_m(zone.geometry, point)
    if distance_m < NEAR_BOUNDARY_M:
        reason = f"定位离{zone.name}边界只有约 {distance_m:.0f} 米，手机定位分不清内外"
        return Finding("unsure", zone, category, reason, WHICH_ADDRESS)
    if zone.geometry.contains(point):
        return Finding("inside", zone, category, f"定位在{zone.name}范围内")
    return None


def _surroundings(point: Point) -> BaseGeometry:
    return shapely.box(*grow_bounds(point.bounds, NEAR_BOUNDARY_M))


def _distance_to_edge_m(geometry: BaseGeometry, point: Point) -> float:
    """Metres to the nearest edge; infinite when none is near."""
    if not geometry.boundary.intersects(_surroundings(point)):
        return math.inf
    return float(MetricPlane(point.x, point.y).to_metres(geometry.boundary).distance(Point(0, 0)))


def member_of(zone: ZoneVersion, building_id: str) -> Member | None:
    """The building as a member of a zone, if it is one."""
    return next((member for member in zone.members if member.building_id == building_id), None)


def _not_drawn(zone: ZoneVersion) -> str:
    return f"{zone.name}的范围还没有落到图上"
