"""Zones from case places: places of one unit together, with outline, members, reasons and prices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import shapely
from shapely import MultiPolygon

from geo_service.addresses.match import Match
from geo_service.model.case import ROLE_TITLES, CasePlace
from geo_service.model.extent import Extent, NamedPlace
from geo_service.model.zone import Member, ZoneVersion
from geo_service.zones.case_places import CaseProblem, Placed, PlacedCases, place_cases
from geo_service.zones.delineate import Delineation, label_of, rows_of, why_inside
from geo_service.zones.grounds import Grounds, make_grounds, outline_of_buildings, outline_of_estate
from geo_service.zones.outline import as_multipolygon
from geo_service.zones.place_units import AREA_LAYERS, SIZES, Areas, UnitChoice, next_unit
from geo_service.zones.prices import Households, Price, UnitPrice, days_to_lift, price_of
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_values import Unit
from geo_service.zones.subtraction import without_stricter

AreaCounts = Mapping[tuple[Unit, str], tuple[int, bool]]
"""Households of areas by unit and id, and whether any of the number is estimated."""


@dataclass(frozen=True)
class CaseZones:
    """The zones that a list of case places gives, and the rows it could not use; `places` go with the zones."""

    zones: tuple[Delineation, ...]
    problems: tuple[CaseProblem, ...] = field(default=())
    places: tuple[tuple[CasePlace, ...], ...] = field(default=())


@dataclass(frozen=True)
class CaseGround:
    """What zones of case places stand on: buildings and estates, areas, households, and the zones that are in force."""

    grounds: Grounds
    areas: Areas
    households: Households
    counts: AreaCounts = field(default_factory=dict)
    in_force: tuple[ZoneVersion, ...] = ()


def zones_from_cases(
    cases: Sequence[CasePlace],
    matches: Sequence[Match | None],
    buildings: gpd.GeoDataFrame,
    estates: gpd.GeoDataFrame,
    protocol: Protocol,
    *,
    category: str | None = None,
    choice: UnitChoice | None = None,
    areas: Areas | None = None,
    in_force: Sequence[ZoneVersion] = (),
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
    choice
        A unit that the operator takes instead of the rule's.
    areas
        Administrative areas; their households are not counted here, see `zones_of_places`.
    in_force
        Zones that are cut out of those that the protocol subtracts them from.

    Raises
    ------
    ProtocolError
        If the category is unknown or residual, or never allows the chosen unit.
    InputError
        If there is not one match per case.
    """
    grounds, known = make_grounds(buildings, estates), areas or Areas()
    placed = place_cases(cases, matches, grounds, protocol, areas=known, category=category, choice=choice)
    return zones_of_places(
        placed, CaseGround(grounds, known, Households(buildings), in_force=tuple(in_force)), protocol
    )


def zones_of_places(placed: PlacedCases, ground: CaseGround, protocol: Protocol) -> CaseZones:
    """The zones of case places that were put on the register, strictest category first where one cuts another."""
    groups = _groups(placed.placed)
    proposed = [_delineate(group, ground, protocol) for group in groups]
    cut = without_stricter(proposed, ground.in_force, ground.grounds, protocol)
    kept = [(zone, group) for zone, group in zip(cut.zones, groups, strict=True) if zone is not None]
    problems = (*placed.problems, *(CaseProblem(name, reason) for name, reason in cut.dropped))
    return CaseZones(
        tuple(_priced(zone, group, ground, protocol) for zone, group in kept),
        problems,
        tuple(tuple(place.case for place in group) for _, group in kept),
    )


def areas_to_count(placed: PlacedCases, protocol: Protocol) -> set[tuple[Unit, str]]:
    """The areas whose households are wanted: those that are a unit, and those that are the next larger one."""
    wanted = {(place.unit, place.unit_id) for place in placed.placed}
    for place in placed.placed:
        larger = next_unit(place.unit, place.has, protocol.heading.unit_ladder, larger=True)
        wanted |= {(larger, place.has[larger])} if larger else set()
    return {(unit, area_id) for unit, area_id in wanted if unit in AREA_LAYERS}


def _groups(placed: Sequence[Placed]) -> list[list[Placed]]:
    """Places of one unit together; a place in a larger unit that is zoned in the same category joins it."""
    taken = {(place.category, place.unit, _group_id(place, place.unit)) for place in placed}
    groups: dict[tuple[str, Unit, str], list[Placed]] = {}
    for place in placed:
        larger = [unit for unit in SIZES[::-1] if unit in place.has and SIZES.index(unit) > SIZES.index(place.unit)]
        joined = next((u for u in larger if (place.category, u, _group_id(place, u)) in taken), place.unit)
        groups.setdefault((place.category, joined, _group_id(place, joined)), []).append(replace(place, unit=joined))
    return list(groups.values())


def _group_id(place: Placed, unit: Unit) -> str:
    # stairs of one building are one zone
    return place.has["building"] if unit == "stair" else place.has[unit]


def _delineate(group: Sequence[Placed], ground: CaseGround, protocol: Protocol) -> Delineation:
    first = group[0]
    stairs = _stairs(group, ground.grounds)
    geometry, parts, notes = _OUTLINES[first.unit](group, stairs, ground, protocol.outline.footprint_margin_m.value)
    inside = ground.grounds.inside(geometry, protocol.membership.rule)
    return Delineation(
        category=first.category,
        unit=first.unit,
        extent=Extent(parts),
        geometry=geometry,
        members=tuple(_member(row, group, stairs, ground) for row in rows_of(inside)),
        name_hint=parts[0].text,
        problems=(*(f"{place.case.what}：{note}" for place in group for note in place.notes), *notes),
        reasons=tuple(reason for place in group for reason in place.reasons),
    )


def _stairs(group: Sequence[Placed], grounds: Grounds) -> tuple[str, ...]:
    """The stairs that are meant; () when that is the whole building."""
    if group[0].unit != "stair":
        return ()
    named = tuple(sorted({place.stair for place in group if place.stair}, key=lambda stair: (len(stair), stair)))
    return () if len(named) >= (grounds.stairs(group[0].building_ids[0]) or 0) else named


_Outlined = tuple[MultiPolygon, tuple[NamedPlace, ...], tuple[str, ...]]
_Outline = Callable[[Sequence[Placed], tuple[str, ...], CaseGround, float], _Outlined]


def _by_buildings(group: Sequence[Placed], stairs: tuple[str, ...], ground: CaseGround, margin_m: float) -> _Outlined:
    grounds, ids = ground.grounds, group[0].building_ids
    rows = rows_of(grounds.rows(ids))
    said = f"{'、'.join(stairs)}单元" if stairs else ""
    parts = [
        NamedPlace(label_of(row, grounds.estate_names) + said, "building", row["building_id"], stairs) for row in rows
    ]
    notes = ("登记里没有单元的轮廓，图上画的是整栋楼",) if stairs else ()
    return outline_of_buildings(ids, grounds, margin_m), tuple(parts), notes


def _by_estate(group: Sequence[Placed], _stairs: tuple[str, ...], ground: CaseGround, margin_m: float) -> _Outlined:
    estate_id = group[0].unit_id
    outline, notes = outline_of_estate(estate_id, ground.grounds, margin_m)
    return outline, (NamedPlace(ground.grounds.estate_name(estate_id), "estate", estate_id),), notes


def _by_premises(group: Sequence[Placed], stairs: tuple[str, ...], ground: CaseGround, margin_m: float) -> _Outlined:
    one = _by_estate if group[0].unit_id == group[0].has.get("estate") else _by_buildings
    return one(group, stairs, ground, margin_m)


def _by_area(group: Sequence[Placed], _stairs: tuple[str, ...], ground: CaseGround, _margin_m: float) -> _Outlined:
    area = ground.areas.get(group[0].unit, group[0].unit_id)
    unit = "community" if area.unit == "village" else area.unit
    return as_multipolygon(shapely.force_2d(area.outline)), (NamedPlace(area.name, unit, area.area_id),), ()


_OUTLINES: Mapping[Unit, _Outline] = {
    "stair": _by_buildings,
    "building": _by_buildings,
    "premises": _by_premises,
    "estate": _by_estate,
    **dict.fromkeys(AREA_LAYERS, _by_area),
}


# ---------------------------------------------------------------- members


def _member(row: Mapping[str, Any], group: Sequence[Placed], stairs: tuple[str, ...], ground: CaseGround) -> Member:
    own = any(row["building_id"] in place.building_ids for place in group)
    why = _why(row, group, ground)
    return Member(row["building_id"], float(row["share_inside"]), why, stairs if own else ())


def _why(row: Mapping[str, Any], group: Sequence[Placed], ground: CaseGround) -> str:
    label = label_of(row, ground.grounds.estate_names)
    own = [
        f"{label}{_stair_words(place)}为病例{_role_and_row(place)}"
        for place in group
        if row["building_id"] in place.building_ids
    ]
    if own:
        return "；".join(own)
    if group[0].unit in AREA_LAYERS:
        area = ground.areas.get(group[0].unit, group[0].unit_id)
        return f"位于病例{_roles(group)}地所在的{area.name}"
    if group[0].unit not in ("estate", "premises") or row["estate_id"] != group[0].unit_id:
        return why_inside(row["share_inside"])
    name = ground.grounds.estate_name(group[0].unit_id).removesuffix("小区")
    if any(place.building_ids for place in group):
        return f"与病例{_roles(group)}楼栋同属{name}小区"
    return f"所在{name}小区为病例{'；'.join(_role_and_row(place) for place in group)}"


def _stair_words(place: Placed) -> str:
    return f"{place.stair}单元" if place.unit == "stair" else ""


def _role_and_row(place: Placed) -> str:
    return f"{ROLE_TITLES[place.case.role]}地（{place.case.what}）"


def _roles(group: Sequence[Placed]) -> str:
    return "、".join(dict.fromkeys(ROLE_TITLES[place.case.role] for place in group))


# ---------------------------------------------------------------- prices


def _priced(zone: Delineation, group: Sequence[Placed], ground: CaseGround, protocol: Protocol) -> Delineation:
    days = days_to_lift(protocol, zone.category)
    own = price_of(zone.members, ground.households, days)
    larger, smaller = (_beside(group, ground, protocol, days, larger=way) for way in (True, False))
    return replace(zone, price=own, larger=larger, smaller=smaller)


def _beside(
    group: Sequence[Placed], ground: CaseGround, protocol: Protocol, days: int | None, *, larger: bool
) -> UnitPrice | None:
    """The next larger unit, or the next smaller one that is allowed and holds all places."""
    first, category = group[0], protocol.category(group[0].category)
    ladder = protocol.heading.unit_ladder
    unit = next_unit(first.unit, first.has, ladder, larger=larger)
    while unit and not larger and not (unit in category.units and all(unit in place.has for place in group)):
        unit = next_unit(unit, first.has, ladder, larger=False)
    counted = _count(unit, group, ground) if unit else None
    if unit is None or counted is None:
        return None
    price = Price(counted[0], days, counted[1])
    return UnitPrice(unit, _label(unit, group, ground), price, unit in category.units)


def _count(unit: Unit, group: Sequence[Placed], ground: CaseGround) -> tuple[int, bool] | None:
    if unit in AREA_LAYERS:
        return ground.counts.get((unit, group[0].has[unit]))
    if unit == "estate" or group[0].has[unit] == group[0].has.get("estate"):
        return ground.households.of_buildings(ground.grounds.member_ids(group[0].has[unit]))
    buildings = sorted({one for place in group for one in place.building_ids})
    if unit == "stair":
        named = {(place.building_ids[0], place.stair) for place in group if place.stair}
        members = [Member(one, 1.0, "", tuple(sorted(s for b, s in named if b == one and s))) for one in buildings]
        return ground.households.total(members)
    return ground.households.of_buildings(buildings)


def _label(unit: Unit, group: Sequence[Placed], ground: CaseGround) -> str:
    first = group[0]
    if unit in AREA_LAYERS:
        return ground.areas.get(unit, first.has[unit]).name
    if first.has[unit] == first.has.get("estate"):
        return ground.grounds.estate_name(first.has[unit])
    places = {place.has[unit]: place for place in group}
    words = [
        ground.grounds.label(place.building_ids[0]) + (f"{place.stair}单元" if unit == "stair" else "")
        for place in places.values()
    ]
    return "、".join(words)
