"""Designate zones: from a drawing, or from the places of cases."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.actions.places import Found, find_place, register_vocabulary
from geo_service.actions.plans import plan_rule, surroundings
from geo_service.actions.register import register_bounds
from geo_service.actions.zones import new_zone_ids
from geo_service.addresses.keys import members_key
from geo_service.addresses.match import Match
from geo_service.addresses.vocabulary import Vocabulary
from geo_service.coords.metric import Bounds, grow_bounds
from geo_service.derive.drawing import require_drawable
from geo_service.derive.plan import derive_plan
from geo_service.errors import AddressError, InputError
from geo_service.importers.cases import read_cases
from geo_service.model.address import Address
from geo_service.model.case import CasePlace
from geo_service.model.plan import Plan
from geo_service.model.report import Note
from geo_service.model.zone import DRAFT, IN_FORCE, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.cases import zones_from_cases
from geo_service.zones.delineate import Delineation, zone_from_drawing
from geo_service.zones.protocol import Protocol, load_protocol


@dataclass(frozen=True)
class Decision:
    """
    Who designates, by which rules, from when, and why.

    `effective_from` None means from now; a `draft` binds nobody until it is published.
    """

    protocol: str
    author: str
    reason: str
    name: str | None = None
    effective_from: datetime | None = None
    draft: bool = False


@dataclass(frozen=True)
class Designated:
    """The zones that were made, and what could not be placed or should be looked at."""

    zones: tuple[ZoneVersion, ...]
    problems: tuple[str, ...]


def designate_drawing(
    store: Store, geometry: Polygon | MultiPolygon, *, category: str, decision: Decision, at: datetime
) -> Designated:
    """
    Make a zone of a drawn polygon.

    Raises
    ------
    GeometryError
        If the drawing crosses itself, is empty, or lies outside the register.
    ProtocolError
        If the protocol or category is unknown.
    InputError
        If the register is empty.
    """
    protocol = load_protocol(decision.protocol)
    drawn = _delineate_drawing(store, geometry, category=category, protocol=protocol)
    return _save(store, [drawn], protocol, decision, at)


def preview_drawing(
    store: Store, geometry: Polygon | MultiPolygon, *, category: str, protocol_id: str, at: datetime
) -> Plan:
    """
    Plan what a drawn polygon would hold, by the same steps as designating it; nothing is saved.

    Raises
    ------
    GeometryError, ProtocolError, InputError
        As designating it would.
    """
    protocol = load_protocol(protocol_id)
    drawn = _delineate_drawing(store, geometry, category=category, protocol=protocol)
    zone = version_of(UNSAVED, drawn, protocol, Decision(protocol_id, author="", reason="", draft=True), at)
    return derive_plan(zone, surroundings(store, zone), plan_rule(zone))


UNSAVED = "unsaved"
"""Stands for the id that a zone gets when it is saved."""


def _delineate_drawing(
    store: Store, geometry: Polygon | MultiPolygon, *, category: str, protocol: Protocol
) -> Delineation:
    protocol.designated_category(category)
    require_drawable(geometry, inside=require_register(store))
    buildings = store.read_layer("buildings", bounds=geometry.bounds)
    estates = store.read_layer("estates", bounds=geometry.bounds)
    names = dict(zip(estates["estate_id"], estates["name"], strict=True))
    return zone_from_drawing(geometry, buildings, protocol, category, estate_names=names)


def designate_cases(
    store: Store, path: Path, *, category: str | None, decision: Decision, at: datetime, datum: str | None = None
) -> Designated:
    """
    Make zones of the case places in a table; rows that can't be placed are reported and the others go on.

    Raises
    ------
    InputError
        If the table can't be read, no row can be placed, or the register is empty.
    """
    protocol = load_protocol(decision.protocol)
    require_register(store)
    cases, notes = read_cases(path, datum=datum)
    vocabulary = register_vocabulary(store)
    places = [_find_case(store, case, vocabulary) for case in cases]
    matches = [None if place is None else place.match for place in places]
    buildings, estates = _concerned(store, cases, matches)
    found = zones_from_cases(cases, matches, buildings, estates, protocol, category=category)
    problems = (
        *(_said(note) for note in notes),
        *(problem.text for problem in found.problems),
        *_to_check(cases, places),
    )
    if not found.zones:
        shown = "; ".join(problems[:PROBLEMS_SHOWN]) or "the table has no rows"
        more = f"; and {len(problems) - PROBLEMS_SHOWN} more" if len(problems) > PROBLEMS_SHOWN else ""
        raise InputError(f"no row of {path.name} could be placed: {shown}{more}")
    saved = _save(store, found.zones, protocol, decision, at)
    return Designated(saved.zones, (*problems, *saved.problems))


PROBLEMS_SHOWN = 5
"""Reasons that one refusal lists."""


def _said(note: Note) -> str:
    return f"{note.what}：{note.reason}"


def _find_case(store: Store, case: CasePlace, vocabulary: Vocabulary) -> Found | None:
    if not case.text:
        return None
    try:
        return find_place(store, case.text, vocabulary)
    except AddressError as error:
        return Found(Address(case.text), Match("none", reason=str(error)))


def _to_check(cases: Sequence[CasePlace], places: Sequence[Found | None]) -> tuple[str, ...]:
    """Rows whose address was taken for the nearest registered one: a person should look."""
    read_otherwise = [
        (case, place) for case, place in zip(cases, places, strict=True) if place and place.read_otherwise
    ]
    return tuple(f"{case.what}：{place.match.reason}，请核对" for case, place in read_otherwise)


def _concerned(
    store: Store, cases: Sequence[CasePlace], matches: Sequence[Match | None]
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The buildings and estates that case places may mean, and all buildings round them."""
    points = [Point(case.lon, case.lat) for case in cases if case.lon is not None and case.lat is not None]
    named = {one for match in matches if match for one in match.building_ids}
    round_them = buildings_around(store, named, points)
    ids = {match.estate_id for match in matches if match and match.estate_id}
    ids |= {estate for estate in round_them["estate_id"] if isinstance(estate, str)}
    estates = store.read_layer("estates", ids=ids)
    over = buildings_around(store, (), estates.geometry)
    members = store.find_address_keys([members_key(estate_id) for estate_id in sorted(ids)])
    own = store.read_layer("buildings", ids={building_id for _, building_id in members})
    return _joined([round_them, over, own]), estates


def buildings_around(store: Store, ids: Collection[str], shapes: Iterable[BaseGeometry]) -> gpd.GeoDataFrame:
    """Buildings by id, and all that stand near them or near lon/lat shapes."""
    named = store.read_layer("buildings", ids=ids)
    reach = [grow_bounds(shape.bounds, ROUND_M) for shape in (*shapes, *named.geometry)]
    return _joined([named, *(store.read_layer("buildings", bounds=bounds) for bounds in reach)])


ROUND_M = 100.0
"""Buildings this near a case place may belong to its zone."""


def _joined(frames: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Rows of several reads of the buildings layer, each once, by id."""
    return pd.concat(frames).drop_duplicates("building_id").sort_values("building_id").reset_index(drop=True)


def require_register(store: Store) -> Bounds:
    """
    The bounding box of the register.

    Raises
    ------
    InputError
        If the register is empty.
    """
    bounds = register_bounds(store)
    if bounds is None:
        raise InputError("the register is empty; import buildings and roads first, e.g. geo-service import osm FILE")
    return bounds


def _save(
    store: Store, delineations: Sequence[Delineation], protocol: Protocol, decision: Decision, at: datetime
) -> Designated:
    zones: list[ZoneVersion] = []
    with store.transaction():
        for zone_id, delineation in zip(new_zone_ids(store, at), delineations, strict=False):
            zone = version_of(zone_id, delineation, protocol, decision, at)
            store.add_zone_version(zone)
            zones.append(zone)
    problems = tuple(dict.fromkeys(problem for delineation in delineations for problem in delineation.problems))
    return Designated(tuple(zones), problems)


def version_of(
    zone_id: str, delineation: Delineation, protocol: Protocol, decision: Decision, at: datetime
) -> ZoneVersion:
    """The first version of a zone."""
    return ZoneVersion(
        zone_id=zone_id,
        version=1,
        name=decision.name or delineation.name_hint,
        category=delineation.category,
        protocol=protocol.id,
        status=DRAFT if decision.draft else IN_FORCE,
        extent=delineation.extent,
        geometry=delineation.geometry,
        members=delineation.members,
        effective_from=decision.effective_from or at,
        recorded_at=at,
        author=decision.author,
        reason=decision.reason,
    )
