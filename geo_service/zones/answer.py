"""
What a resident is told: inside, outside or unsure, with the reason and the one question that would settle it.

A false "outside" is the worst error, so whatever is not settled is `unsure`. Pure: zone versions and `at` in,
an `Answer` out.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo_service.addresses.match import MAX_OPTIONS, Match
from geo_service.coords.metric import MetricPlane, grow_bounds
from geo_service.errors import GeometryError
from geo_service.model.extent import NamedPlace
from geo_service.model.zone import IN_FORCE, LIFTED, Member, ZoneVersion
from geo_service.zones.protocol import Category, Protocol

NEAR_BOUNDARY_M = 10.0
"""
A point this near a zone's edge, and in no building, is not settled.

Open-sky accuracy of phone positioning is about 5 m (GPS.gov, smartphone accuracy); twice that between houses.
"""

LOCAL_TIME = ZoneInfo("Asia/Shanghai")
WHICH_BUILDING = "哪一栋？"
WHICH_STAIR = "哪个单元？"
WHICH_ADDRESS = "请写小区和楼栋，或者路名和门牌号"

Verdict = Literal["inside", "outside", "unsure"]
ProtocolOf = Callable[[str], Protocol]


@dataclass(frozen=True)
class Answer:
    """
    What a resident is told about one place at one time.

    The category, measure, `since` and zone are those of the strictest zone that holds the place, or, when
    unsure, may hold it; None when there is none. `options` are labels that answer `question`.
    """

    answer: Verdict
    reason: str
    category: str | None = None
    category_label: str | None = None
    measure: str | None = None
    since: datetime | None = None
    zone_id: str | None = None
    zone_name: str | None = None
    question: str | None = None
    options: tuple[str, ...] = field(default=())

    @property
    def since_text(self) -> str | None:
        """`since` in local time, 11月16日 08:00."""
        return time_text(self.since) if self.since else None


@dataclass(frozen=True)
class _Finding:
    """What one zone says about one place."""

    verdict: Verdict
    zone: ZoneVersion
    category: Category
    reason: str
    question: str | None = None
    options: tuple[str, ...] = ()


def time_text(at: datetime) -> str:
    """A time as people in China read it: 11月16日 08:00."""
    local = at.astimezone(LOCAL_TIME)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def binds(zone: ZoneVersion, at: datetime) -> bool:
    """
    Whether a zone's measures bind at a time.

    A lift binds from its own `effective_from`: until then the zone still holds. Drafts never bind.
    """
    if zone.status == IN_FORCE:
        return zone.effective_from <= at
    return zone.status == LIFTED and zone.effective_from > at


def answer_at_building(
    building_id: str, stair: str | None, zones: Sequence[ZoneVersion], protocol_of: ProtocolOf, at: datetime
) -> Answer:
    """
    The answer for a building of the register; `stair` None means that it was not said.

    Parameters
    ----------
    zones
        The newest version of each zone; drafts and lifted ones are passed over.
    protocol_of
        The protocol with an id.
    """
    return _answer_at_any((building_id,), stair, zones, protocol_of, at)


def answer_at_point(
    lon: float,
    lat: float,
    zones: Sequence[ZoneVersion],
    protocol_of: ProtocolOf,
    at: datetime,
    *,
    building_id: str | None = None,
) -> Answer:
    """
    The answer for a point in degrees; in a building, that building's answer decides.

    Raises
    ------
    GeometryError
        If the numbers are no longitude and latitude.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 — degrees of a sphere; refuses nan too
        raise GeometryError(f"need lon and lat in degrees, got lon {lon}, lat {lat}")
    if building_id is not None:
        return answer_at_building(building_id, None, zones, protocol_of, at)
    point = Point(lon, lat)
    findings = [finding for zone in zones if binds(zone, at) and (finding := _at_point(zone, point, protocol_of))]
    coming = [zone for zone in zones if _is_coming(zone, at) and zone.geometry and zone.geometry.intersects(point)]
    return _strictest(findings, coming, at)


def answer_for_match(
    match: Match,
    zones: Sequence[ZoneVersion],
    protocol_of: ProtocolOf,
    at: datetime,
    *,
    labels: Mapping[str, str] | None = None,
    estate_outline: BaseGeometry | None = None,
) -> Answer:
    """
    The answer for an address, as far as the register could settle it.

    Without a building: inside only when every building it may mean gets the same answer; outside only when
    none is in a zone, no zone touches the estate, and the building asked for is not missing in the register.

    Parameters
    ----------
    labels
        What to call each of `match.building_ids`, for the options; affected ones are offered first.
    estate_outline
        Known outline of the estate, EPSG:4326.
    """
    if match.level == "none" or not (match.building_ids or match.estate_id):
        return Answer("unsure", match.reason, question=WHICH_ADDRESS, options=match.options)
    if match.level == "building":
        answer = _answer_at_any(match.building_ids, match.stair, zones, protocol_of, at)
        return replace(answer, reason=f"{answer.reason}；{match.reason}") if match.missing else answer
    if not match.building_ids:
        return _at_estate(match, zones, protocol_of, at, estate_outline)
    answers = {
        building_id: answer_at_building(building_id, match.stair, zones, protocol_of, at)
        for building_id in match.building_ids
    }
    touched = any(binds(zone, at) and _touches_estate(zone, match, estate_outline) for zone in zones)
    return _for_several(match, answers, labels or {}, touched=touched)


def _answer_at_any(
    building_ids: Sequence[str],
    stair: str | None,
    zones: Sequence[ZoneVersion],
    protocol_of: ProtocolOf,
    at: datetime,
) -> Answer:
    """One building, perhaps of several footprints: the strictest part speaks for it."""
    findings = [
        finding
        for zone in zones
        if binds(zone, at)
        for building_id in building_ids
        if (finding := _at_building(zone, building_id, stair, protocol_of))
    ]
    coming = [zone for zone in zones if _is_coming(zone, at) and any(_member(zone, one) for one in building_ids)]
    return _strictest(findings, coming, at)


def _at_estate(
    match: Match,
    zones: Sequence[ZoneVersion],
    protocol_of: ProtocolOf,
    at: datetime,
    outline: BaseGeometry | None,
) -> Answer:
    """An estate without registered buildings: inside when a zone holds all of it, else not settled."""
    holding = [zone for zone in zones if binds(zone, at) and _holds_estate(zone, match, outline)]
    findings = [
        _Finding("inside", zone, protocol_of(zone.protocol).category(zone.category), f"整个小区都在{zone.name}内")
        for zone in holding
    ]
    if findings:
        return _strictest(findings, (), at)
    return Answer("unsure", f"{match.reason}；这个小区没有登记楼栋", question=WHICH_ADDRESS)


def _for_several(match: Match, answers: Mapping[str, Answer], labels: Mapping[str, str], *, touched: bool) -> Answer:
    kinds = {(answer.answer, answer.zone_id) for answer in answers.values()}
    if len(kinds) == 1:
        common = next(iter(answers.values()))
        if common.answer == "inside":
            return replace(common, reason=f"可能的 {len(answers)} 栋楼都在{common.zone_name}内")
        if common.answer == "outside" and not touched and not match.missing:
            return replace(common, reason=f"可能的 {len(answers)} 栋楼都不在风险区内")
    inside = sum(answer.answer == "inside" for answer in answers.values())
    return _ask_building(match, answers, labels, f"{match.reason}；登记的 {len(answers)} 栋中有 {inside} 栋在风险区内")


def _ask_building(match: Match, answers: Mapping[str, Answer], labels: Mapping[str, str], reason: str) -> Answer:
    affected = [building_id for building_id, answer in answers.items() if answer.answer != "outside"]
    ordered = dict.fromkeys([*affected, *answers])
    offered = dict.fromkeys(labels[building_id] for building_id in ordered if building_id in labels)
    return Answer("unsure", reason, question=WHICH_BUILDING, options=(tuple(offered) or match.options)[:MAX_OPTIONS])


def _touches_estate(zone: ZoneVersion, match: Match, outline: BaseGeometry | None) -> bool:
    overlaps = outline is not None and (zone.geometry is None or zone.geometry.intersects(outline))
    return _names_estate(zone, match) or overlaps


def _holds_estate(zone: ZoneVersion, match: Match, outline: BaseGeometry | None) -> bool:
    covers = outline is not None and zone.geometry is not None and zone.geometry.covers(outline)
    return covers or (_names_estate(zone, match) and not zone.extent.exclusions)


def _names_estate(zone: ZoneVersion, match: Match) -> bool:
    named = [part for part in zone.extent.parts if isinstance(part, NamedPlace) and not part.stairs]
    return match.estate_id is not None and any(part.place_id == match.estate_id for part in named)


def _at_building(zone: ZoneVersion, building_id: str, stair: str | None, protocol_of: ProtocolOf) -> _Finding | None:
    member = _member(zone, building_id)
    if member is None and zone.geometry is not None:
        return None
    category = protocol_of(zone.protocol).category(zone.category)
    if member is None:
        return _Finding("unsure", zone, category, _not_drawn(zone))
    if not member.stairs or stair in member.stairs:
        return _Finding("inside", zone, category, _public_reason(zone, member))
    if stair is not None:
        return None
    reason = f"这栋楼只有{'、'.join(f'{name}单元' for name in member.stairs)}在{zone.name}内"
    options = tuple(f"{name}单元" for name in member.stairs[: MAX_OPTIONS - 1])
    return _Finding("unsure", zone, category, reason, WHICH_STAIR, (*options, "其他单元"))


def _public_reason(zone: ZoneVersion, member: Member) -> str:
    """What a resident may know: how much of the building is in, never whose case brought it in."""
    part = "" if member.share_inside >= WHOLE else f"，建筑轮廓约{max(round(member.share_inside * 100), 1)}%"
    return f"登记的这栋楼在{zone.name}范围内{part}"


WHOLE = 0.995
"""From here a share reads as the whole building."""


def _at_point(zone: ZoneVersion, point: Point, protocol_of: ProtocolOf) -> _Finding | None:
    if zone.geometry is not None and not zone.geometry.intersects(_surroundings(point)):
        return None
    category = protocol_of(zone.protocol).category(zone.category)
    if zone.geometry is None:
        return _Finding("unsure", zone, category, _not_drawn(zone))
    distance_m = _distance_to_edge_m(zone.geometry, point)
    if distance_m < NEAR_BOUNDARY_M:
        reason = f"定位离{zone.name}边界只有约 {distance_m:.0f} 米，手机定位分不清内外"
        return _Finding("unsure", zone, category, reason, WHICH_ADDRESS)
    if zone.geometry.contains(point):
        return _Finding("inside", zone, category, f"定位在{zone.name}范围内")
    return None


def _surroundings(point: Point) -> BaseGeometry:
    return shapely.box(*grow_bounds(point.bounds, NEAR_BOUNDARY_M))


def _distance_to_edge_m(geometry: BaseGeometry, point: Point) -> float:
    """Metres to the nearest edge; infinite when none is near."""
    if not geometry.boundary.intersects(_surroundings(point)):
        return math.inf
    return float(MetricPlane(point.x, point.y).to_metres(geometry.boundary).distance(Point(0, 0)))


def _member(zone: ZoneVersion, building_id: str) -> Member | None:
    return next((member for member in zone.members if member.building_id == building_id), None)


def _is_coming(zone: ZoneVersion, at: datetime) -> bool:
    return zone.status == IN_FORCE and zone.effective_from > at


def _not_drawn(zone: ZoneVersion) -> str:
    return f"{zone.name}的范围还没有落到图上"


def _strictest(findings: Sequence[_Finding], coming: Sequence[ZoneVersion], at: datetime) -> Answer:
    """The strictest zone's word; a stricter one that is unsure keeps the whole unsure."""
    if not findings:
        return _outside(coming, at)
    first = min(findings, key=lambda finding: (-finding.category.rank, finding.verdict, finding.zone.zone_id))
    certain = [finding for finding in findings if finding.verdict == "inside"]
    reason = first.reason
    if first.verdict == "unsure" and certain:
        reason += f"；至少在{certain[0].zone.name}（{certain[0].category.label}）内"
    return Answer(
        first.verdict,
        reason,
        category=first.category.id,
        category_label=first.category.label,
        measure=first.category.short_measures,
        since=first.zone.effective_from if first.zone.status == IN_FORCE else None,
        zone_id=first.zone.zone_id,
        zone_name=first.zone.name,
        question=first.question,
        options=first.options,
    )


def _outside(coming: Sequence[ZoneVersion], at: datetime) -> Answer:
    reason = f"截至{time_text(at)}，不在生效的风险区内"
    if coming:
        soonest = min(coming, key=lambda zone: (zone.effective_from, zone.zone_id))
        reason += f"；将于{time_text(soonest.effective_from)}起划入{soonest.name}"
    return Answer("outside", reason)
