"""
What a resident is told: inside, outside or unsure, with the reason and the one question that would settle it.

A false "outside" is the worst error, so whatever is not settled is `unsure`. Pure: zone versions and `at` in,
an `Answer` out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo_service.addresses.match import MAX_OPTIONS, Match
from geo_service.errors import GeometryError
from geo_service.model.extent import NamedPlace
from geo_service.model.local_time import LOCAL_TIME
from geo_service.model.zone import IN_FORCE, LIFTED, ZoneVersion
from geo_service.zones.by_words import answer_by_words, told
from geo_service.zones.findings import (
    WHICH_ADDRESS,
    Door,
    Finding,
    ProtocolOf,
    Verdict,
    finding_at_building,
    finding_at_point,
    finding_by_words,
    member_of,
)

WHICH_BUILDING = "哪一栋？"


@dataclass(frozen=True)
class Rest:
    """The low-risk area that a place outside all zones lies in: its category, what holds there, the area's name."""

    category: str
    category_label: str
    measure: str
    area: str


@dataclass(frozen=True)
class Answer:
    """
    What a resident is told about one place at one time.

    The category, measure, `since` and zone are those of the strictest zone that holds the place, or, when
    unsure, may hold it; None when there is none. `options` are labels that answer `question`. `residual` is what holds
    outside, where zones leave a low-risk area.
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
    residual: Rest | None = None

    @property
    def since_text(self) -> str | None:
        """`since` in local time, 11月16日 08:00."""
        return time_text(self.since) if self.since else None


def in_low_risk(answer: Answer, rest: Rest | None) -> Answer:
    """An answer `outside` with what holds in the low-risk area there; other answers stay as they are."""
    if rest is None or answer.answer != "outside":
        return answer
    reason = f"{answer.reason}；{rest.area}有风险区，其余地方为{rest.category_label}：{rest.measure}"
    return replace(answer, reason=reason, residual=rest)


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
    building_id: str,
    stair: str | None,
    zones: Sequence[ZoneVersion],
    protocol_of: ProtocolOf,
    at: datetime,
    *,
    texts: Sequence[str] = (),
) -> Answer:
    """
    The answer for a building of the register; `stair` None means that it was not said.

    Parameters
    ----------
    zones
        The version of each zone in effect; drafts, lifted zones and those that only name what is left are passed over.
    protocol_of
        The protocol with an id.
    texts
        What the building is called, with administrative names, for zones that are known by their words.
    """
    return _answer_at_any((Door(building_id, stair, tuple(texts)),), zones, protocol_of, at)


def answer_at_point(
    lon: float,
    lat: float,
    zones: Sequence[ZoneVersion],
    protocol_of: ProtocolOf,
    at: datetime,
    *,
    building_id: str | None = None,
    texts: Sequence[str] = (),
) -> Answer:
    """
    The answer for a point in degrees; in a building, that building's answer decides.

    `texts` are what the building is called, or without one the administrative names at the point.

    Raises
    ------
    GeometryError
        If the numbers are no longitude and latitude.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 — degrees of a sphere; refuses nan too
        raise GeometryError(f"need lon and lat in degrees, got lon {lon}, lat {lat}")
    if building_id is not None:
        return answer_at_building(building_id, None, zones, protocol_of, at, texts=texts)
    point = Point(lon, lat)
    binding, place = binding_zones(zones, protocol_of, at), told(texts) if texts else None
    findings = [finding for zone in binding if (finding := finding_at_point(zone, point, protocol_of, place))]
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
    texts: Mapping[str, Sequence[str]] | None = None,
    typed: str = "",
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
    texts
        What each building is called, with administrative names, by id; for zones that are known by their words.
    typed
        The address as it was written.
    """
    binding = binding_zones(zones, protocol_of, at)
    if match.level == "none" or not (match.building_ids or match.estate_id):
        unknown = Answer("unsure", match.reason, question=WHICH_ADDRESS, options=match.options)
        return _by_words_alone(unknown, typed, binding, protocol_of, at)
    doors = [Door(one, match.stair, tuple((texts or {}).get(one, ()))) for one in match.building_ids]
    if match.level == "building":
        answer = _answer_at_any(doors, zones, protocol_of, at)
        return replace(answer, reason=f"{answer.reason}；{match.reason}") if match.missing else answer
    if not doors:
        return _at_estate(match, binding, protocol_of, at, outline=estate_outline, typed=typed)
    answers = {door.building_id: _answer_at_any((door,), zones, protocol_of, at) for door in doors}
    touched = any(_touches_estate(zone, match, estate_outline, typed) for zone in binding)
    return _for_several(match, answers, labels or {}, touched=touched)


def binding_zones(zones: Iterable[ZoneVersion], protocol_of: ProtocolOf, at: datetime) -> list[ZoneVersion]:
    """Zones whose measures bind; what zones leave of a county (低风险区) is no zone to be in."""
    return [
        zone for zone in zones if binds(zone, at) and not protocol_of(zone.protocol).category(zone.category).residual
    ]


def _answer_at_any(
    doors: Sequence[Door], zones: Sequence[ZoneVersion], protocol_of: ProtocolOf, at: datetime
) -> Answer:
    """One building, perhaps of several footprints: the strictest part speaks for it."""
    findings = [
        finding
        for zone in binding_zones(zones, protocol_of, at)
        for door in doors
        if (finding := finding_at_building(zone, door, protocol_of))
    ]
    coming = [zone for zone in zones if _is_coming(zone, at) and any(member_of(zone, one.building_id) for one in doors)]
    return _strictest(findings, coming, at)


def _at_estate(
    match: Match,
    binding: Sequence[ZoneVersion],
    protocol_of: ProtocolOf,
    at: datetime,
    *,
    outline: BaseGeometry | None,
    typed: str,
) -> Answer:
    """An estate without registered buildings: inside when a zone holds all of it, else not settled."""
    holding = [zone for zone in binding if _holds_estate(zone, match, outline)]
    findings = [
        Finding("inside", zone, protocol_of(zone.protocol).category(zone.category), f"整个小区都在{zone.name}内")
        for zone in holding
    ]
    if findings:
        return _strictest(findings, (), at)
    unknown = Answer("unsure", f"{match.reason}；这个小区没有登记楼栋", question=WHICH_ADDRESS)
    return _by_words_alone(unknown, typed, binding, protocol_of, at)


def _by_words_alone(
    unknown: Answer, typed: str, binding: Sequence[ZoneVersion], protocol_of: ProtocolOf, at: datetime
) -> Answer:
    """
    The answer for an address that the register does not have: only words can hold it.

    It is never outside: what is not in the register may be a slip of the pen.
    """
    place = told((typed,))
    findings = [
        finding
        for zone in binding
        if zone.extent.said and typed
        if (finding := finding_by_words(zone, answer_by_words(zone.extent.said, place), protocol_of))
    ]
    if not findings:
        return unknown
    answer = _strictest(findings, (), at)
    return answer if answer.answer == "inside" else replace(answer, question=answer.question or unknown.question)


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


def _touches_estate(zone: ZoneVersion, match: Match, outline: BaseGeometry | None, typed: str) -> bool:
    if zone.geometry is None and zone.extent.said and typed:
        return answer_by_words(zone.extent.said, told((typed,))).answer != "outside"
    overlaps = outline is not None and (zone.geometry is None or zone.geometry.intersects(outline))
    return _names_estate(zone, match) or overlaps


def _holds_estate(zone: ZoneVersion, match: Match, outline: BaseGeometry | None) -> bool:
    covers = outline is not None and zone.geometry is not None and zone.geometry.covers(outline)
    return covers or (_names_estate(zone, match) and not zone.extent.exclusions)


def _names_estate(zone: ZoneVersion, match: Match) -> bool:
    named = [part for part in zone.extent.parts if isinstance(part, NamedPlace) and not part.stairs]
    return match.estate_id is not None and any(part.place_id == match.estate_id for part in named)


def _is_coming(zone: ZoneVersion, at: datetime) -> bool:
    return zone.status == IN_FORCE and zone.effective_from > at


def _strictest(findings: Sequence[Finding], coming: Sequence[ZoneVersion], at: datetime) -> Answer:
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
