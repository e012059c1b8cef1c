"""Reading the register as a whole: its bounds, and buildings with what address registers say of them."""

from collections.abc import Collection

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_service.addresses.match import Admin
from geo_service.coords.metric import Bounds
from geo_service.derive.buildings import with_registered
from geo_service.errors import InputError
from geo_service.storage.store import Register, Store

PLACED_LAYERS = ("buildings", "roads", "communities")
"""Layers that say where the register lies."""
FICTIONAL = "演示数据，地名虚构"
OWN_AND_OSM = "© OpenStreetMap contributors (ODbL 1.0, openstreetmap.org/copyright); 本单位登记数据"
"""Printed whenever register data leave the house; ODbL 4.3 asks for it."""
ADMIN_LAYERS = ("districts", "townships", "communities")


def register_bounds(store: Register) -> Bounds | None:
    """Bounding box of the register, lon/lat; None when it is empty."""
    known = [bounds for layer in PLACED_LAYERS if (bounds := store.layer_bounds(layer))]
    if not known:
        return None
    west, south, east, north = zip(*known, strict=True)
    return min(west), min(south), max(east), max(north)


def require_register(store: Register) -> Bounds:
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


def read_buildings(
    store: Register, *, bounds: Bounds | None = None, ids: Collection[str] | None = None
) -> gpd.GeoDataFrame:
    """Buildings by box or id, with addresses and counts from the address registers."""
    buildings = store.read_layer("buildings", bounds=bounds, ids=ids)
    if buildings.empty:
        return buildings
    west, south, east, north = map(float, buildings.total_bounds)
    return with_registered(buildings, store.read_layer("addresses", bounds=(west, south, east, north)))


def is_fictional(store: Store) -> bool:
    """Whether the register is a generated township and says so."""
    tags = store.read_layer("districts")["tags"]
    return any(isinstance(said, dict) and said.get("fictional") is True for said in tags)


def attribution_of(store: Store) -> str:
    """Whose data a map or list of this register shows."""
    return FICTIONAL if is_fictional(store) else OWN_AND_OSM


def admin_of(store: Store, shapes: NDArray[np.object_]) -> list[Admin]:
    """The administrative areas that each shape stands in, by a point inside it."""
    if not len(shapes):
        return []
    points = gpd.GeoSeries(shapes).representative_point()
    west, south, east, north = map(float, points.total_bounds)
    columns = [_names_at(store.read_layer(layer, bounds=(west, south, east, north)), points) for layer in ADMIN_LAYERS]
    return [Admin(*names) for names in zip(*columns, strict=True)]


def _names_at(areas: gpd.GeoDataFrame, points: gpd.GeoSeries) -> list[str | None]:
    """The name of the area at each point, the first by id where areas overlap."""
    point, area = areas.sindex.query(points, predicate="intersects")
    known = [name if isinstance(name, str) else None for name in areas["name"]]
    names: list[str | None] = [None] * len(points)
    for place, row in sorted(zip(point.tolist(), area.tolist(), strict=True), reverse=True):
        names[place] = known[row]
    return names
