"""Propose zones for the case places in a table: read it, find its places in the register, apply the protocol."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from geo_service.actions.case_ground import (
    Read,
    count_areas,
    find_cases,
    joined_rows,
    read_areas,
    read_over,
    read_round,
    with_addresses,
)
from geo_service.actions.places import Found
from geo_service.actions.register import require_register
from geo_service.importers.cases import read_cases
from geo_service.model.case import CasePlace
from geo_service.model.report import Note
from geo_service.model.zone import IN_FORCE
from geo_service.storage.store import Store
from geo_service.zones.case_places import PlacedCases, place_cases
from geo_service.zones.cases import CaseGround, CaseZones, areas_to_count, zones_of_places
from geo_service.zones.grounds import make_grounds
from geo_service.zones.place_units import AREA_LAYERS, Areas, UnitChoice
from geo_service.zones.prices import Households
from geo_service.zones.protocol import Protocol


def propose_cases(
    store: Store,
    path: Path,
    protocol: Protocol,
    *,
    category: str | None,
    at: datetime,
    datum: str | None,
    choice: UnitChoice | None,
) -> tuple[CaseZones, tuple[str, ...]]:
    """
    The zones that a table asks for, and what could not be placed or should be looked at; nothing is saved.

    Raises
    ------
    InputError
        If the table can't be read, or the register is empty.
    ProtocolError
        If the category is unknown, or never allows the chosen unit.
    """
    require_register(store)
    cases, notes = read_cases(path, datum=datum)
    places = find_cases(store, cases)
    matches = [None if place is None else place.match for place in places]
    read = read_round(store, cases, matches, protocol.outline.point_to_building_m.value)
    areas = read_areas(store)
    grounds = make_grounds(read.buildings, read.estates)
    placed = place_cases(cases, matches, grounds, protocol, areas=areas, category=category, choice=choice)
    found = zones_of_places(placed, _ground(store, read, areas, placed, protocol, at=at), protocol)
    problems = (
        *(_said(note) for note in notes),
        *(problem.text for problem in found.problems),
        *_to_check(cases, places),
    )
    return found, problems


def _ground(
    store: Store, read: Read, areas: Areas, placed: PlacedCases, protocol: Protocol, *, at: datetime
) -> CaseGround:
    """What the zones stand on, with the buildings of whole areas where they are a unit, and the counts of areas."""
    wanted = areas_to_count(placed, protocol)
    over = read_over(store, areas, wanted)
    if any(place.unit in AREA_LAYERS for place in placed.placed):
        # a zone by community holds buildings that are near no case place
        read = with_addresses(store, joined_rows([read.buildings, over]), read.estates)
    return CaseGround(
        make_grounds(read.buildings, read.estates),
        areas,
        Households(read.buildings, read.registered),
        count_areas(over, areas, wanted),
        tuple(store.latest_zones(effective_until=at, status=IN_FORCE, published=True)),
    )


def _said(note: Note) -> str:
    return f"{note.what}：{note.reason}"


def _to_check(cases: Sequence[CasePlace], places: Sequence[Found | None]) -> tuple[str, ...]:
    """Rows whose address was taken for the nearest registered one: a person should look."""
    read_otherwise = [
        (case, place) for case, place in zip(cases, places, strict=True) if place and place.read_otherwise
    ]
    return tuple(f"{case.what}：{place.match.reason}，请核对" for case, place in read_otherwise)
