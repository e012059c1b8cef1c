"""Designate the whole set of rings round establishments or a release, as one change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import shapely
from shapely import MultiPolygon, Point

from geo_service.actions.case_ground import Read, buildings_around, joined_rows, with_addresses
from geo_service.actions.designation import Decision, Designated, Proposed, save_zones
from geo_service.actions.facts import record_fact
from geo_service.actions.protocols import protocol_for
from geo_service.actions.register import require_register
from geo_service.actions.user_tables import table_row
from geo_service.actions.zones import current_zone, new_change_id
from geo_service.addresses.keys import members_key
from geo_service.coords.metric import Bounds, grow_bounds
from geo_service.derive.drawing import looks_swapped
from geo_service.errors import GeometryError, InputError, ProtocolError
from geo_service.model.zone import IN_FORCE
from geo_service.storage.store import Store
from geo_service.zones.buffers import redraw_reason
from geo_service.zones.delineate import Delineation
from geo_service.zones.grounds import make_grounds
from geo_service.zones.prices import Households
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import LENGTH_ENDINGS
from geo_service.zones.rings import WIND, Ring, Source, rings_round, source_at, zones_of_rings

RING_ROLES = ("premises", "release")
"""Roles of places that rings are drawn round."""

WIND_LIMIT_DEG = 26.6
"""
A wind that turned farther than this asks for a new square.

Half the side over the side is the tangent of 26.57 degrees: beyond it the middle of the cloud leaves the square by its
flank and not by its far side.
"""

M_PER_KM = 1_000.0


@dataclass(frozen=True)
class Place:
    """What rings are drawn round: a lon/lat point, its outline and name where the register does not have them."""

    point: Point
    footprint: MultiPolygon | None = None
    name: str = ""


def designate_places(
    store: Store,
    places: Sequence[Place],
    *,
    category: str | None = None,
    inputs: Mapping[str, str] | None = None,
    decision: Decision,
    at: datetime,
) -> Designated:
    """
    Make the zones that a protocol asks for round some places; they share a change, so they are published together.

    Parameters
    ----------
    category
        Id or label, for rules that need the judgement of the investigators first.
    inputs
        Keys of the protocol's table (`un`, `spill`, `day_night`, `edition`), `wind_from_deg`, and `CATEGORY_m` for a
        distance larger than a minimum. They are kept with the zones, as evidence.

    Raises
    ------
    InputError
        If an input is missing or unknown, or the register is empty.
    GeometryError
        If a place is outside the register, or lon and lat are swapped.
    ProtocolError
        If the protocol draws no rings, or a distance is below its own.
    """
    protocol = protocol_for(store, decision.protocol)
    zones, problems = _propose(store, places, protocol, category=category, inputs=inputs or {}, at=at)
    with store.transaction():
        change = new_change_id(store, at)
        saved = save_zones(store, _named(zones, decision), protocol, replace(decision, name=None), at, change=change)
        for zone in saved.zones:
            for name, value in (inputs or {}).items():
                evidence = {"name": name, "reference": value}
                record_fact(store, "evidence", evidence, zone.zone_id, actor=decision.actor, at=at)
    return Designated(saved.zones, (*saved.problems, *problems), zones)


def preview_places(
    store: Store,
    places: Sequence[Place],
    *,
    category: str | None = None,
    inputs: Mapping[str, str] | None = None,
    protocol_id: str,
    at: datetime,
) -> Proposed:
    """Propose the same zones, with reasons and prices; nothing is saved."""
    protocol = protocol_for(store, protocol_id)
    zones, problems = _propose(store, places, protocol, category=category, inputs=inputs or {}, at=at)
    notes = dict.fromkeys(problem for zone in zones for problem in zone.problems)
    return Proposed(zones, (*notes, *problems))


def redraw_note(store: Store, zone_id: str, *, wind_from_deg: float) -> str | None:
    """
    Why a zone that was drawn downwind must be drawn again with the wind as it is now (Chinese); None if it need not.

    Raises
    ------
    NotFoundError
        If there is no such zone.
    InputError
        If it was not drawn by a wind.
    """
    zone = current_zone(store, zone_id)
    facts = [fact for fact in store.facts(zone_ids=[zone_id]) if fact.zone_id == zone_id and fact.kind == "evidence"]
    drawn = [fact.values["reference"] for fact in facts if fact.values["name"] == WIND]
    if not drawn:
        raise InputError(f"zone {zone_id} was not drawn by a wind; only squares downwind are drawn again")
    reason = redraw_reason(float(drawn[-1]), wind_from_deg, WIND_LIMIT_DEG)
    return None if reason is None else f"{zone.name}：{reason}"


def place_of(text: str) -> Point:
    """
    The point that `LON,LAT` says.

    Raises
    ------
    InputError
        If it is not two numbers in degrees.
    """
    parts = text.split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        raise InputError(f"{text!r} is no point; need LON,LAT in degrees, such as 108.77,29.53") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 — degrees of a sphere; refuses nan too
        raise InputError(f"{text!r} is out of range; need lon within ±180 first, then lat within ±90")
    return Point(lon, lat)


def _propose(
    store: Store,
    places: Sequence[Place],
    protocol: Protocol,
    *,
    category: str | None,
    inputs: Mapping[str, str],
    at: datetime,
) -> tuple[tuple[Delineation, ...], tuple[str, ...]]:
    if not places:
        raise InputError("give at least one place, such as --point 108.77,29.53")
    role, numbers = _role(protocol), _numbers(store, protocol, inputs)
    register = require_register(store)
    for place in places:
        _require_inside(place.point, register)
    sources = [_source(store, place, protocol) for place in places]
    rings = rings_round(sources, protocol, role=role, category=category, inputs=numbers)
    read = _read_rings(store, rings, protocol)
    in_force = store.latest_zones(effective_until=at, status=IN_FORCE, published=True)
    households = Households(read.buildings, read.registered)
    grounds = make_grounds(read.buildings, read.estates)
    return zones_of_rings(rings, grounds, households, protocol, in_force=in_force)


def _role(protocol: Protocol) -> str:
    roles = [role for rule in protocol.designate for role in rule.place_roles if role in RING_ROLES]
    if not roles:
        raise ProtocolError(f"protocol {protocol.id} draws no rings round a place; use --draw or --cases")
    return roles[0]


def _numbers(store: Store, protocol: Protocol, inputs: Mapping[str, str]) -> dict[str, float]:
    """The inputs that are numbers, and the lengths of the table's row that the others name."""
    measured = {name for name in inputs if name == WIND or name.endswith(LENGTH_ENDINGS)}
    numbers = {name: _number(name, inputs[name]) for name in measured}
    keys = {name: value for name, value in inputs.items() if name not in measured}
    if protocol.user_table is None:
        if keys:
            raise InputError(f"protocol {protocol.id} takes no {', '.join(sorted(keys))}; it needs no table")
        return numbers
    row = table_row(store, protocol.user_table, keys)
    lengths = {name: float(value) for name, value in row.items() if name.endswith(LENGTH_ENDINGS)}
    return {**lengths, **numbers}


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"{name} is {text!r}; need a number") from None


def _require_inside(point: Point, register: Bounds) -> None:
    west, south, east, north = register
    if west <= point.x <= east and south <= point.y <= north:
        return
    swapped = " (lon and lat look swapped)" if looks_swapped(point.bounds, register) else ""
    raise GeometryError(
        f"the place at {point.x:.6f}, {point.y:.6f} is outside the register{swapped}: "
        f"lon {west:.4f} to {east:.4f}, lat {south:.4f} to {north:.4f}; load the data of that place first"
    )


def _source(store: Store, place: Place, protocol: Protocol) -> Source:
    """The place with its outline: as given, else as the register has it."""
    if place.footprint is not None:
        return Source(place.name or "所画场所", place.point, place.footprint)
    near = buildings_around(store, (), [place.point])
    if near.empty:
        near = store.read_layer("buildings", bounds=grow_bounds(place.point.bounds, M_PER_KM))
    estates = store.read_layer("estates", ids={one for one in near["estate_id"] if isinstance(one, str)})
    own = buildings_around(store, (), estates.geometry)
    return source_at(place.name, place.point, make_grounds(joined_rows([near, own]), estates), protocol)


def _read_rings(store: Store, rings: Sequence[Ring], protocol: Protocol) -> Read:
    """All buildings in the rings; where whole premises belong together, those beyond the edge too."""
    west, south, east, north = map(float, shapely.total_bounds([ring.outline for ring in rings]))
    buildings = store.read_layer("buildings", bounds=(west, south, east, north))
    estates = store.read_layer("estates", ids={one for one in buildings["estate_id"] if isinstance(one, str)})
    if protocol.membership.rule == "any_part_whole_premises":
        keys = store.find_address_keys([members_key(one) for one in estates["estate_id"]])
        beyond = {building_id for _, building_id in keys} - set(buildings["building_id"])
        buildings = joined_rows([buildings, store.read_layer("buildings", ids=beyond)])
    return with_addresses(store, buildings, estates)


def _named(zones: Sequence[Delineation], decision: Decision) -> list[Delineation]:
    """The zones with the name of the decision before that of their category; one name for all would mix them up."""
    if decision.name is None:
        return list(zones)
    return [replace(zone, name_hint=f"{decision.name}（{zone.name_hint}）") for zone in zones]
