"""
Rings round a place: the whole set of zones that one establishment or release asks for, as one proposal.

A ring is measured from the place, from its footprint or from the edge of another ring, on the ellipsoid; it never
falls short of the rule. Milder rings are without stricter ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import shapely
from shapely import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from geo_service.errors import InputError, ProtocolError
from geo_service.model.extent import DrawnShape, Extent
from geo_service.model.zone import Member, ZoneVersion
from geo_service.zones.buffers import square_downwind, zone_round
from geo_service.zones.delineate import Delineation, rows_of, why_inside
from geo_service.zones.grounds import Grounds, outline_of_buildings, outline_of_estate
from geo_service.zones.outline import as_multipolygon
from geo_service.zones.prices import Households, days_to_lift, price_of
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import Category, DesignateRule
from geo_service.zones.subtraction import without_stricter

METRES_OF = {"_m": 1.0, "_km": 1_000.0}
"""Metres in the unit that a name of a length ends with."""

WIND = "wind_from_deg"
"""The input that says where the wind comes from."""


@dataclass(frozen=True)
class Source:
    """
    What rings are drawn round: an establishment or a release, EPSG:4326.

    `footprint` is its outline, None when only the point is known; `notes` (Chinese) should be looked at.
    """

    name: str
    point: Point
    footprint: MultiPolygon | None = None
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Ring:
    """One zone of a set before buildings are looked at: its category, whole outline, and why (Chinese)."""

    category: str
    name: str
    outline: MultiPolygon
    reasons: tuple[str, ...]
    notes: tuple[str, ...]


def source_at(name: str, point: Point, grounds: Grounds, protocol: Protocol) -> Source:
    """
    The registered premises at a point: its estate's boundary, else the building there, else the point alone.

    Parameters
    ----------
    name
        What to call it, "" for its name in the register.
    grounds
        Buildings and estates near the point.
    """
    margin_m = protocol.outline.footprint_margin_m.value
    local = grounds.plane.to_metres(point)
    limit_m = protocol.outline.point_to_building_m.value
    places = sorted(grounds.local.sindex.query(local, predicate="dwithin", distance=limit_m))
    if not places:
        note = f"登记里没有{name or '这处场所'}的轮廓，距离从坐标点量起；知道边缘后请重新划定"
        return Source(name or "坐标点", point, None, (note,))
    near = grounds.local.iloc[places]
    building_id = str(near["building_id"].iloc[int(near.geometry.distance(local).to_numpy().argmin())])
    estate_id = grounds.estate_of.get(building_id)
    if estate_id is None:
        return Source(name or grounds.label(building_id), point, outline_of_buildings([building_id], grounds, margin_m))
    outline, notes = outline_of_estate(estate_id, grounds, margin_m)
    return Source(name or grounds.estate_name(estate_id), point, outline, notes)


def rings_round(
    sources: Sequence[Source],
    protocol: Protocol,
    *,
    role: str,
    category: str | None = None,
    inputs: Mapping[str, float] | None = None,
) -> tuple[Ring, ...]:
    """
    The rings that a protocol asks for round some places, inner ones first.

    Parameters
    ----------
    role
        `premises` or `release`: which designate rules apply.
    category
        Id or label, for rules that need the judgement of the investigators first.
    inputs
        Lengths that the protocol takes from a table (`iso_m`, `protect_km`), `wind_from_deg`, and `CATEGORY_m` for a
        distance larger than the rule's, where that is a minimum.

    Raises
    ------
    ProtocolError
        If no rule fits, a distance is below the rule's, or can't be changed.
    InputError
        If an input is missing.
    """
    rule = _rule(protocol, role, category)
    chain = [protocol.category(name) for name in (rule.to, *rule.also)]
    drawing = _Drawing(protocol, inputs or {})
    rings = [_ring(one, source, drawing, rule) for one in chain for source in sources]
    return tuple(_joined(rings) if protocol.overlap.rule == "union_then_highest" else rings)


def zones_of_rings(
    rings: Sequence[Ring],
    grounds: Grounds,
    households: Households,
    protocol: Protocol,
    *,
    in_force: Sequence[ZoneVersion] = (),
) -> tuple[tuple[Delineation, ...], tuple[str, ...]]:
    """
    The zones of a set of rings with their members and prices, and what should be looked at (Chinese).

    Parameters
    ----------
    grounds
        All buildings within the rings, and all of the premises that they cut.
    """
    proposed = [_delineation(ring, grounds, protocol) for ring in rings]
    cut = without_stricter(proposed, in_force, grounds, protocol)
    zones = tuple(
        replace(zone, price=price_of(zone.members, households, days_to_lift(protocol, zone.category)))
        for zone in cut.zones
        if zone is not None
    )
    return zones, (*(f"{name}：{reason}" for name, reason in cut.dropped), *_meetings(zones, in_force, protocol))


def _rule(protocol: Protocol, role: str, category: str | None) -> DesignateRule:
    chosen = protocol.designated_category(category).id if category else None
    rule = protocol.rule_for(role, chosen)
    if rule is not None:
        return rule
    known = [f"{one.to} ({', '.join(one.place_roles)})" for one in protocol.designate]
    wanted = f"category {chosen}" if chosen else "a category that needs no judgement first"
    raise ProtocolError(
        f"protocol {protocol.id} has no rule from a place with the role {role} to {wanted}; "
        f"its rules lead to {', '.join(known) or 'nothing'}"
    )


@dataclass(frozen=True)
class _Drawing:
    """Outlines of categories round one source, by the protocol and the inputs."""

    protocol: Protocol
    inputs: Mapping[str, float]

    def outline(self, category: Category, source: Source) -> MultiPolygon:
        geometry = category.geometry
        if geometry.type == "unit":
            return source.footprint or zone_round(source.point, self.protocol.outline.footprint_margin_m.value)
        if geometry.type == "buffer":
            return zone_round(self._start(category, source), self.size_m(category))
        if geometry.type == "square":
            return square_downwind(source.point, self.size_m(category), self._input(WIND))
        raise ProtocolError(
            f"category {category.id} is {geometry.type}: draw it by hand (--draw), a point does not give it"
        )

    def size_m(self, category: Category) -> float:
        """Distance or side of a category in metres."""
        geometry = category.geometry
        if geometry.radius_from is not None:
            ending = next(end for end in METRES_OF if geometry.radius_from.endswith(end))
            return self._input(geometry.radius_from) * METRES_OF[ending]
        least = geometry.radius_m or 0.0
        given = self.inputs.get(f"{category.id}_m", least)
        if given < least or (given > least and not geometry.minimum):
            what = "at least" if geometry.minimum else "exactly"
            raise ProtocolError(f"category {category.id} is {what} {least:g} m ({geometry.source}), got {given:g} m")
        return given

    def _start(self, category: Category, source: Source) -> BaseGeometry:
        of = category.geometry.of
        if of == "place":
            return source.point
        if of == "footprint":
            return source.footprint or source.point
        return self.outline(self.protocol.category(of), source)

    def _input(self, name: str) -> float:
        if name not in self.inputs:
            raise InputError(f"protocol {self.protocol.id} needs {name}; give it as {name}=NUMBER or load its table")
        return self.inputs[name]


def _ring(category: Category, source: Source, drawing: _Drawing, rule: DesignateRule) -> Ring:
    outline = drawing.outline(category, source)
    reasons = (f"{source.name}：{category.label}——{rule.why}", f"{category.label}：{_measured(category, drawing)}")
    return Ring(category.id, f"{source.name}{category.label}", outline, reasons, source.notes)


def _measured(category: Category, drawing: _Drawing) -> str:
    geometry = category.geometry
    if geometry.type == "unit":
        return category.criterion
    if geometry.type == "square":
        return (
            f"下风向边长 {drawing.size_m(category):g} 米的正方形，风从 {drawing.inputs[WIND]:g}° 来；{geometry.source}"
        )
    starts = {"place": "坐标点", "footprint": "场所边缘"}
    start = starts.get(geometry.of) or f"{drawing.protocol.category(geometry.of).label}边缘"
    return f"由{start}向外 {drawing.size_m(category):g} 米；{geometry.source}"


def _joined(rings: Sequence[Ring]) -> list[Ring]:
    """Rings of one category that overlap, as one."""
    done: list[Ring] = []
    for ring in rings:
        meeting = [one for one in done if one.category == ring.category and one.outline.intersects(ring.outline)]
        whole = ring
        for one in meeting:
            outline = as_multipolygon(shapely.union_all([one.outline, whole.outline]))
            name = one.name if one.name.endswith("（合并）") else f"{one.name}（合并）"
            reasons = tuple(dict.fromkeys((*one.reasons, *whole.reasons)))
            whole = Ring(one.category, name, outline, reasons, tuple(dict.fromkeys((*one.notes, *whole.notes))))
        done = [one for one in done if one not in meeting] + [whole]
    return done


def _delineation(ring: Ring, grounds: Grounds, protocol: Protocol) -> Delineation:
    inside = grounds.inside(ring.outline, protocol.membership.rule).drop(columns="geometry")
    members = tuple(
        Member(row["building_id"], float(row["share_inside"]), why_inside(row["share_inside"]))
        for row in rows_of(inside)
    )
    return Delineation(
        category=ring.category,
        unit=protocol.category(ring.category).default_unit,
        extent=Extent((DrawnShape(ring.outline),)),
        geometry=ring.outline,
        members=members,
        name_hint=ring.name,
        problems=ring.notes,
        reasons=ring.reasons,
    )


def _meetings(zones: Sequence[Delineation], in_force: Sequence[ZoneVersion], protocol: Protocol) -> list[str]:
    """Zones in force that a new one overlaps and that somebody has to join or cut."""
    met = []
    for zone in zones:
        milder = [one.id for one in protocol.categories if zone.category in one.geometry.subtract]
        for other in in_force:
            if other.protocol != protocol.id or other.geometry is None or zone.geometry is None:
                continue
            if other.category in (zone.category, *milder) and other.geometry.intersects(zone.geometry):
                what = "请合并" if other.category == zone.category else "重叠部分以较严格的为准，请调整"
                met.append(f"{zone.name_hint}与已生效的 {other.zone_id} {other.name}重叠，{what}")
    return met
