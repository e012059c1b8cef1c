"""
Case places on the register: each with its category, the unit that the rules give it, and why.

A place that can't be put anywhere becomes a problem of its own; the others go on. No persons: a case place
is an address with a role.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import Point

from geo_service.addresses.match import Match
from geo_service.errors import InputError
from geo_service.model.case import ROLE_TITLES, CasePlace
from geo_service.zones.grounds import Grounds
from geo_service.zones.place_units import UNIT_TITLES, Areas, UnitChoice, exceptional_reason, settled_unit, wanted_unit
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import Category, DesignateRule
from geo_service.zones.protocol_values import Unit


@dataclass(frozen=True)
class CaseProblem:
    """A place of the list (`what` as the list names it) that could not be put anywhere, and why (Chinese)."""

    what: str
    reason: str

    @property
    def text(self) -> str:
        """One line with the place in the list."""
        return f"{self.what}：{self.reason}"


@dataclass(frozen=True)
class Placed:
    """
    One case place on the register: its category, its unit, and the ids of all units that it lies in.

    `building_ids` are the footprints it stands for (none: the whole estate), `stair` the one that its address names.
    `notes` should be looked at, `reasons` say which rule asked for category and unit (both Chinese).
    """

    case: CasePlace
    category: str
    unit: Unit
    has: Mapping[Unit, str]
    building_ids: tuple[str, ...]
    stair: str | None
    notes: tuple[str, ...] = field(default=())
    reasons: tuple[str, ...] = field(default=())

    @property
    def unit_id(self) -> str:
        """The id of its unit; places with the same one belong together."""
        return self.has[self.unit]


@dataclass(frozen=True)
class PlacedCases:
    """The case places that could be put on the register, and those that could not."""

    placed: tuple[Placed, ...]
    problems: tuple[CaseProblem, ...]


class _NotPlacedError(Exception):
    """A case place can't be used; the message is the reason of its problem."""


@dataclass(frozen=True)
class _Site:
    """Where a case place lies, before a unit is taken."""

    building_ids: tuple[str, ...]
    stair: str | None
    estate_id: str | None
    notes: tuple[str, ...] = ()
    said: str = ""


def place_cases(
    cases: Sequence[CasePlace],
    matches: Sequence[Match | None],
    grounds: Grounds,
    protocol: Protocol,
    *,
    areas: Areas | None = None,
    category: str | None = None,
    choice: UnitChoice | None = None,
) -> PlacedCases:
    """
    Put case places on the register and settle the category and unit of each.

    Parameters
    ----------
    cases, matches
        Each place and what its address means in the register; None when the row has no address.
    areas
        Administrative areas there; without them no village, community, township or county can be a unit.
    category
        Id or label; None lets the protocol decide by the role of the place.
    choice
        A unit that the operator takes instead of the rule's.

    Raises
    ------
    ProtocolError
        If the category is unknown or residual, or never allows the chosen unit.
    InputError
        If there is not one match per case.
    """
    if len(cases) != len(matches):
        raise InputError(f"need one match per case, got {len(matches)} matches for {len(cases)} cases")
    chosen = protocol.designated_category(category).id if category else None
    known, wish = areas or Areas(), _Wish(chosen, choice or UnitChoice())
    placed: list[Placed] = []
    problems: list[CaseProblem] = []
    for case, match in zip(cases, matches, strict=True):
        try:
            site = _site(case, match, grounds, protocol)
            placed.append(_placed(case, site, _units_of(site, grounds, known), protocol, wish))
        except _NotPlacedError as reason:
            problems.append(CaseProblem(case.what, str(reason)))
    return PlacedCases(tuple(placed), tuple(problems))


@dataclass(frozen=True)
class _Wish:
    """What the operator asks for: a category, a unit."""

    category: str | None
    choice: UnitChoice


def _site(case: CasePlace, match: Match | None, grounds: Grounds, protocol: Protocol) -> _Site:
    point = _point_of(case)
    if match and match.level == "building":
        stair = match.stair if len(match.building_ids) == 1 else None
        notes = _distance_note(match.building_ids, point, grounds, protocol)
        return _Site(match.building_ids, stair, grounds.estate_of.get(match.building_ids[0]), notes)
    at_point = _building_at(point, grounds, protocol) if point else ()
    if match and match.level == "estate" and match.estate_id:
        inside = at_point and grounds.estate_of.get(at_point[0]) == match.estate_id
        missing = (f"{match.reason}，按小区划定",) if match.missing and not inside else ()
        return _Site(at_point if inside else (), None, match.estate_id, missing, match.reason)
    if not at_point:
        raise _NotPlacedError(_why_not(match))
    return _Site(at_point, None, grounds.estate_of.get(at_point[0]))


def _placed(case: CasePlace, site: _Site, has: Mapping[Unit, str], protocol: Protocol, wish: _Wish) -> Placed:
    category, rule = _category_of(case, protocol, wish.category)
    exceptional = exceptional_reason(category, wish.choice)
    allowed = category.units if exceptional is None else category.units_with_exception
    wanted = wanted_unit(category, rule, wish.choice)
    settled = settled_unit(wanted, has, allowed, rural=None if wish.choice.unit else category.rural_unit)
    if settled is None:
        raise _NotPlacedError(_why_no_unit(site, wanted))
    unit, note = settled
    why = f"{case.what}：{ROLE_TITLES[case.role]}地，{category.label}——{rule.why if rule else category.criterion}"
    by = exceptional or note or (f"经办人选定，按{UNIT_TITLES[unit]}划定" if wish.choice.unit else "")
    reasons = (why, f"{case.what}：{by or f'规定按{UNIT_TITLES[unit]}划定'}")
    return Placed(case, category.id, unit, has, site.building_ids, site.stair, site.notes, reasons)


def _category_of(case: CasePlace, protocol: Protocol, chosen: str | None) -> tuple[Category, DesignateRule | None]:
    if case.role not in ROLE_TITLES:
        raise _NotPlacedError(f"地点类型 {case.role!r} 不认识，应为 {'、'.join(ROLE_TITLES)}")
    rule = protocol.rule_for(case.role, chosen)
    if rule is None and chosen is None:
        raise _NotPlacedError(f"{ROLE_TITLES[case.role]}地的风险等级须先研判，请指定类别")
    return protocol.category(chosen or (rule.to if rule else "")), rule


def _units_of(site: _Site, grounds: Grounds, areas: Areas) -> dict[Unit, str]:
    """Ids of the units that a place has; a stair only where the register knows how many there are."""
    has: dict[Unit, str] = {}
    buildings = "+".join(site.building_ids)
    if buildings:
        has |= {"building": buildings, "premises": site.estate_id or buildings}
    if site.stair and grounds.stairs(site.building_ids[0]):
        has["stair"] = f"{buildings}/{site.stair}"
    if site.estate_id:
        has |= {"estate": site.estate_id, "premises": site.estate_id}
    point = _middle_of(site, grounds)
    return has if point is None else {**has, **areas.at(point)}


def _middle_of(site: _Site, grounds: Grounds) -> Point | None:
    shapes = [*grounds.rows(site.building_ids[:1]).geometry, *_boundary(site.estate_id, grounds)]
    return shapes[0].representative_point() if shapes else None


def _boundary(estate_id: str | None, grounds: Grounds) -> list[shapely.Geometry]:
    boundary = grounds.boundaries.get(estate_id) if estate_id else None
    return [boundary] if boundary is not None and not boundary.is_empty else []


def _why_no_unit(site: _Site, wanted: Unit) -> str:
    if not site.building_ids and site.estate_id:
        return f"{site.said}，不能按{UNIT_TITLES[wanted]}划定"
    return f"登记里没有它所在的{UNIT_TITLES[wanted]}，不能按{UNIT_TITLES[wanted]}划定"


def _point_of(case: CasePlace) -> Point | None:
    if case.lon is None or case.lat is None:
        return None
    if not (-180 <= case.lon <= 180 and -90 <= case.lat <= 90):  # noqa: PLR2004 — degrees of a sphere
        raise _NotPlacedError(f"坐标 {case.lon}, {case.lat} 不是经纬度，应为经度、纬度（WGS-84）")
    return Point(case.lon, case.lat)


def _building_at(point: Point, grounds: Grounds, protocol: Protocol) -> tuple[str, ...]:
    """The building at or next to a point."""
    limit_m = protocol.outline.point_to_building_m.value
    local = grounds.plane.to_metres(point)
    places = sorted(grounds.local.sindex.query(local, predicate="dwithin", distance=limit_m))
    if not places:
        raise _NotPlacedError(f"坐标 {limit_m:.0f} 米内没有登记的楼栋")
    near = grounds.local.iloc[places]
    distances = shapely.distance(near.geometry.to_numpy(), local)
    return (str(near["building_id"].iloc[int(np.argmin(distances))]),)


def _distance_note(ids: Sequence[str], point: Point | None, grounds: Grounds, protocol: Protocol) -> tuple[str, ...]:
    if point is None:
        return ()
    footprints = grounds.local_rows(ids).geometry.to_numpy()
    distance_m = shapely.distance(footprints, grounds.plane.to_metres(point)).min(initial=math.inf)
    if distance_m <= protocol.outline.address_to_point_m.value:
        return ()
    return (f"地址与坐标相距 {distance_m:.0f} 米，按地址划定，请核对",)


def _why_not(match: Match | None) -> str:
    if match is None:
        return "没有地址，也没有坐标"
    options = f"；可能是 {'、'.join(match.options)}" if match.options else ""
    return f"{match.reason}{options}"
