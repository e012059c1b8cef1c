"""
Zones from case places: each place is put on a building or estate, and the protocol says how much around it.

A place that can't be put anywhere becomes a problem of its own; the others go on. No persons: a case place
is an address with a role.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Point

from geo_service.addresses.match import Match
from geo_service.coords.metric import MetricPlane, grow_bounds
from geo_service.errors import InputError, ProtocolError
from geo_service.model.case import ROLE_TITLES, CasePlace
from geo_service.model.extent import Extent, NamedPlace
from geo_service.model.zone import Member
from geo_service.zones.delineate import Delineation, buildings_inside, label_of, rows_of, why_inside
from geo_service.zones.grounds import Grounds, make_grounds, outline_of_buildings, outline_of_estate
from geo_service.zones.protocol import Protocol

UNITS = ("building", "estate")
"""Units that a case place can be turned into."""


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
class CaseZones:
    """The zones that a list of case places gives, and the rows it could not use."""

    zones: tuple[Delineation, ...]
    problems: tuple[CaseProblem, ...] = field(default=())


@dataclass(frozen=True)
class _Placed:
    """One case place on the register: its category and unit, and the buildings it stands for (none: whole estate)."""

    case: CasePlace
    category: str
    unit: str
    unit_id: str
    building_ids: tuple[str, ...]
    note: str = ""


class _NotPlacedError(Exception):
    """A case place can't be used; the message is the reason of its problem."""


def zones_from_cases(
    cases: Sequence[CasePlace],
    matches: Sequence[Match | None],
    buildings: gpd.GeoDataFrame,
    estates: gpd.GeoDataFrame,
    protocol: Protocol,
    *,
    category: str | None = None,
) -> CaseZones:
    """
    The zones that case places ask for under a protocol; several places in one unit give one zone.

    Parameters
    ----------
    cases, matches
        Each place and what its address means in the register; None when the row has no address.
    buildings, estates
        Layer frames (EPSG:4326) with every building and estate concerned and their neighbours.
    category
        Id or label; None lets the protocol decide by the role of the place.

    Raises
    ------
    ProtocolError
        If the category is unknown or residual, or a rule asks for a unit that cases can't give.
    InputError
        If there is not one match per case.
    """
    if len(cases) != len(matches):
        raise InputError(f"need one match per case, got {len(matches)} matches for {len(cases)} cases")
    chosen = protocol.designated_category(category).id if category else None
    grounds = make_grounds(buildings, estates)
    placed: list[_Placed] = []
    problems: list[CaseProblem] = []
    for case, match in zip(cases, matches, strict=True):
        try:
            placed.append(_place(case, match, grounds, protocol, chosen))
        except _NotPlacedError as reason:
            problems.append(CaseProblem(case.what, str(reason)))
    zones = tuple(_delineate(group, grounds, protocol) for group in _group(placed, grounds))
    return CaseZones(zones, tuple(problems))


def _place(case: CasePlace, match: Match | None, grounds: Grounds, protocol: Protocol, chosen: str | None) -> _Placed:
    category, unit = _designate(case, protocol, chosen)
    point = _point_of(case)
    if match and match.level == "estate" and match.estate_id and unit == "estate":
        return _Placed(case, category, "estate", match.estate_id, (), _missing_note(match))
    if match and match.level == "building":
        ids, note = match.building_ids, _distance_note(match.building_ids, point, grounds, protocol)
    elif point:
        ids, note = _building_at(point, grounds, protocol), ""
    else:
        raise _NotPlacedError(_why_not(match))
    estate_id = grounds.estate_of.get(ids[0])
    if unit == "estate" and estate_id:
        return _Placed(case, category, "estate", estate_id, ids, note)
    return _Placed(case, category, "building", "+".join(ids), ids, note)


def _designate(case: CasePlace, protocol: Protocol, chosen: str | None) -> tuple[str, str]:
    if case.role not in ROLE_TITLES:
        raise _NotPlacedError(f"地点类型 {case.role!r} 不认识，应为 {'、'.join(ROLE_TITLES)}")
    rule = protocol.rule_for(case.role, chosen)
    if rule is None and chosen is None:
        raise _NotPlacedError(f"{ROLE_TITLES[case.role]}地的风险等级须先研判，请指定类别")
    category = chosen or (rule.to if rule else "")
    unit = rule.unit if rule else protocol.category(category).default_unit
    if unit not in UNITS:
        raise ProtocolError(f"protocol {protocol.id} asks for a zone by {unit}; case places give {' or '.join(UNITS)}")
    return category, unit


def _point_of(case: CasePlace) -> Point | None:
    if case.lon is None or case.lat is None:
        return None
    if not (-180 <= case.lon <= 180 and -90 <= case.lat <= 90):  # noqa: PLR2004 — degrees of a sphere
        raise _NotPlacedError(f"坐标 {case.lon}, {case.lat} 不是经纬度，应为经度、纬度（WGS-84）")
    return Point(case.lon, case.lat)


def _building_at(point: Point, grounds: Grounds, protocol: Protocol) -> tuple[str, ...]:
    limit_m = protocol.outline.point_to_building_m.value
    near = grounds.buildings.iloc[_near(point, grounds.buildings, limit_m)]
    distances_m = _distances_m(point, near)
    if near.empty or distances_m.min() > limit_m:
        raise _NotPlacedError(f"坐标 {limit_m:.0f} 米内没有登记的楼栋")
    return (str(near["building_id"].iloc[int(distances_m.argmin())]),)


def _near(point: Point, buildings: gpd.GeoDataFrame, margin_m: float) -> list[int]:
    return sorted(buildings.sindex.query(shapely.box(*grow_bounds(point.bounds, margin_m))))


def _distances_m(point: Point, buildings: gpd.GeoDataFrame) -> NDArray[np.float64]:
    plane = MetricPlane(point.x, point.y)
    distances: NDArray[np.float64] = shapely.distance(plane.frame_to_metres(buildings).geometry.to_numpy(), Point(0, 0))
    return distances


def _distance_note(ids: Sequence[str], point: Point | None, grounds: Grounds, protocol: Protocol) -> str:
    if point is None:
        return ""
    distance_m = _distances_m(point, grounds.rows(ids)).min(initial=math.inf)
    if distance_m <= protocol.outline.address_to_point_m.value:
        return ""
    return f"地址与坐标相距 {distance_m:.0f} 米，按地址划定，请核对"


def _missing_note(match: Match) -> str:
    return f"{match.reason}，按小区划定" if match.missing else ""


def _why_not(match: Match | None) -> str:
    if match is None:
        return "没有地址，也没有坐标"
    if match.level == "estate":
        return f"{match.reason}，不能按楼栋划定"
    options = f"；可能是 {'、'.join(match.options)}" if match.options else ""
    return f"{match.reason}{options}"


def _group(placed: Sequence[_Placed], grounds: Grounds) -> list[list[_Placed]]:
    """Places of one unit together; a building in an estate that is zoned in the same category joins the estate."""
    estates = {(place.category, place.unit_id) for place in placed if place.unit == "estate"}
    groups: dict[tuple[str, str, str], list[_Placed]] = {}
    for place in placed:
        estate_id = grounds.estate_of.get(place.building_ids[0], "") if place.building_ids else place.unit_id
        joined = replace(place, unit="estate", unit_id=estate_id) if (place.category, estate_id) in estates else place
        groups.setdefault((joined.category, joined.unit, joined.unit_id), []).append(joined)
    return list(groups.values())


def _delineate(group: Sequence[_Placed], grounds: Grounds, protocol: Protocol) -> Delineation:
    first = group[0]
    build = _estate_zone if first.unit == "estate" else _building_zone
    geometry, parts, name, problems = build(group, grounds, protocol.outline.footprint_margin_m.value)
    members = _members(geometry, group, grounds)
    notes = [f"{place.case.what}：{place.note}" for place in group if place.note]
    return Delineation(
        category=first.category,
        unit=first.unit,
        extent=Extent(parts),
        geometry=geometry,
        members=members,
        name_hint=name,
        problems=(*notes, *problems),
    )


_Outlined = tuple[MultiPolygon, tuple[NamedPlace, ...], str, tuple[str, ...]]


def _building_zone(group: Sequence[_Placed], grounds: Grounds, margin_m: float) -> _Outlined:
    ids = group[0].building_ids
    labels = [label_of(row, grounds.estate_names) for row in rows_of(grounds.rows(ids))]
    parts = [
        NamedPlace(label, "building", row["building_id"])
        for label, row in zip(labels, rows_of(grounds.rows(ids)), strict=True)
    ]
    return outline_of_buildings(ids, grounds, margin_m), tuple(parts), labels[0], ()


def _estate_zone(group: Sequence[_Placed], grounds: Grounds, margin_m: float) -> _Outlined:
    estate_id = group[0].unit_id
    name = grounds.estate_name(estate_id)
    outline, notes = outline_of_estate(estate_id, grounds, margin_m)
    return outline, (NamedPlace(name, "estate", estate_id),), name, notes


def _members(zone: MultiPolygon, group: Sequence[_Placed], grounds: Grounds) -> tuple[Member, ...]:
    inside = buildings_inside(zone, grounds.buildings)
    return tuple(
        Member(row["building_id"], float(row["share_inside"]), _why(row, group, grounds)) for row in rows_of(inside)
    )


def _why(row: Mapping[str, Any], group: Sequence[_Placed], grounds: Grounds) -> str:
    label = label_of(row, grounds.estate_names)
    own = [f"{label}为病例{_role_and_row(place)}" for place in group if row["building_id"] in place.building_ids]
    if own:
        return "；".join(own)
    if group[0].unit != "estate" or row["estate_id"] != group[0].unit_id:
        return why_inside(row["share_inside"])
    name = grounds.estate_name(group[0].unit_id).removesuffix("小区")
    if any(place.building_ids for place in group):
        return f"与病例{_roles(group)}楼栋同属{name}小区"
    return f"所在{name}小区为病例{'；'.join(_role_and_row(place) for place in group)}"


def _role_and_row(place: _Placed) -> str:
    return f"{ROLE_TITLES[place.case.role]}地（{place.case.what}）"


def _roles(group: Sequence[_Placed]) -> str:
    return "、".join(dict.fromkeys(ROLE_TITLES[place.case.role] for place in group))
