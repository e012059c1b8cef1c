"""The resident check: is this address or point in a zone, since when, and what holds there. Nothing is stored."""

from datetime import datetime

import geopandas as gpd
from shapely import Point

from geo_service.actions.places import find_place
from geo_service.errors import AddressError
from geo_service.model.zone import ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.answer import Answer, answer_at_point, answer_for_match
from geo_service.zones.delineate import label_of, with_newcomers
from geo_service.zones.protocol import load_protocol


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
    found = find_place(store, text).match
    buildings = store.read_layer("buildings", ids=found.building_ids)
    estates = store.read_layer("estates", ids=[found.estate_id] if found.estate_id else [])
    return answer_for_match(
        found,
        [with_newcomers(zone, buildings) for zone in zones_known(store, at)],
        load_protocol,
        at,
        labels=_labels(store, buildings),
        estate_outline=None if estates.empty else estates.geometry.iloc[0],
    )


def check_point(store: Store, lon: float, lat: float, *, at: datetime) -> Answer:
    """Answer for a point in degrees, WGS-84; a building of the register at the point speaks for it."""
    point = Point(lon, lat)
    near = store.read_layer("buildings", bounds=point.bounds)
    holding = near["building_id"][near.covers(point)].tolist()
    zones = [with_newcomers(zone, near) for zone in zones_known(store, at)]
    return answer_at_point(lon, lat, zones, load_protocol, at, building_id=holding[0] if holding else None)


def zones_known(store: Store, at: datetime) -> list[ZoneVersion]:
    """Zones as they stood at a time, each in the newest version recorded by then."""
    return store.latest_zones(recorded_until=at)


def _labels(store: Store, buildings: gpd.GeoDataFrame) -> dict[str, str]:
    """What to call each building when asking which one is meant."""
    estates = store.read_layer("estates", ids={one for one in buildings["estate_id"] if isinstance(one, str)})
    names = dict(zip(estates["estate_id"], estates["name"], strict=True))
    return {row["building_id"]: label_of(row, names) for row in buildings.drop(columns="geometry").to_dict("records")}
