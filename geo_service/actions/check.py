"""The resident check: is this address or point in a zone, since when, and what holds there. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import geopandas as gpd
from shapely import Point

from geo_service.actions.called import Texts, texts_at_point, texts_of_buildings
from geo_service.actions.places import find_place, register_vocabulary
from geo_service.actions.protocols import ProtocolOf, protocols_of
from geo_service.actions.register import read_buildings
from geo_service.actions.residual import rest_at
from geo_service.addresses.match import Match
from geo_service.errors import AddressError
from geo_service.model.zone import IN_FORCE, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.answer import Answer, answer_at_point, answer_for_match, in_low_risk
from geo_service.zones.delineate import label_of, with_newcomers


def check_address(store: Store, text: str, *, at: datetime) -> Answer:
    """
    Answer for an address as a resident writes it.

    Raises
    ------
    AddressError
        If nothing was written.
    """
    if not text.strip():
        raise AddressError("no address given; write an estate and building, or a road and number")
    place = find_place(store, text, waiting=False)
    found = place.match
    buildings = store.read_layer("buildings", ids=found.building_ids)
    estates = store.read_layer("estates", ids=[found.estate_id] if found.estate_id else [])
    protocol_of = protocols_of(store)
    zones = [_with_newcomers(zone, buildings, protocol_of) for zone in zones_known(store, at)]
    answer = answer_for_match(
        found,
        zones,
        protocol_of,
        at,
        labels=_labels(store, buildings),
        estate_outline=None if estates.empty else estates.geometry.iloc[0],
        texts=_texts(store, found, text) if _said(zones) else None,
        typed=text,
    )
    if answer.answer == "outside":
        points = [shape.representative_point() for shape in buildings.geometry]
        answer = in_low_risk(answer, rest_at(store, points, zones, protocol_of, at=at))
    return _saying_how_it_was_read(answer, found) if place.read_otherwise else answer


def _saying_how_it_was_read(answer: Answer, match: Match) -> Answer:
    """The answer with what was read as what: only the one who asked can know whether that was meant."""
    said = answer.reason if match.reason in answer.reason else f"{answer.reason}；{match.reason}"
    return replace(answer, reason=f"{said}；{NOT_MEANT}")


NOT_MEANT = "如果不是这里，请写全小区和楼栋"


def check_point(store: Store, lon: float, lat: float, *, at: datetime) -> Answer:
    """Answer for a point in degrees, WGS-84; a building of the register at the point speaks for it."""
    point = Point(lon, lat)
    near = store.read_layer("buildings", bounds=point.bounds)
    holding = near["building_id"][near.covers(point)].tolist()
    protocol_of = protocols_of(store)
    zones = [_with_newcomers(zone, near, protocol_of) for zone in zones_known(store, at)]
    texts = _texts_there(store, lon, lat, holding) if _said(zones) else ()
    answer = answer_at_point(lon, lat, zones, protocol_of, at, building_id=holding[0] if holding else None, texts=texts)
    if answer.answer != "outside":
        return answer
    return in_low_risk(answer, rest_at(store, [point], zones, protocol_of, at=at))


def _with_newcomers(zone: ZoneVersion, buildings: gpd.GeoDataFrame, protocol_of: ProtocolOf) -> ZoneVersion:
    return with_newcomers(zone, buildings, protocol_of(zone.protocol).membership.rule)


def _said(zones: Sequence[ZoneVersion]) -> bool:
    """Whether any zone is known by its words, so that those of the address matter."""
    return any(zone.extent.said for zone in zones)


def _texts(store: Store, found: Match, typed: str) -> Texts:
    buildings = read_buildings(store, ids=found.building_ids)
    return texts_of_buildings(store, buildings, register_vocabulary(store), typed=typed, stair=found.stair)


def _texts_there(store: Store, lon: float, lat: float, building_ids: Sequence[str]) -> tuple[str, ...]:
    """What the building at a point is called, or without one the administrative names there."""
    if not building_ids:
        return texts_at_point(store, lon, lat)
    buildings = read_buildings(store, ids=building_ids[:1])
    return texts_of_buildings(store, buildings, register_vocabulary(store), typed="")[building_ids[0]]


def zones_known(store: Store, at: datetime) -> list[ZoneVersion]:
    """
    Zones as they stood at a time, each in the version that was in effect, as far as it was recorded by then.

    A decision that takes effect later does not undo the one before it until then; it comes as a version of its own.
    """
    in_effect = store.latest_zones(recorded_until=at, effective_until=at, status=IN_FORCE, published=True)
    coming = store.latest_zones(recorded_until=at, effective_after=at, status=IN_FORCE, published=True)
    return [*in_effect, *coming]


def _labels(store: Store, buildings: gpd.GeoDataFrame) -> dict[str, str]:
    """What to call each building when asking which one is meant."""
    estates = store.read_layer("estates", ids={one for one in buildings["estate_id"] if isinstance(one, str)})
    names = dict(zip(estates["estate_id"], estates["name"], strict=True))
    return {row["building_id"]: label_of(row, names) for row in buildings.drop(columns="geometry").to_dict("records")}
