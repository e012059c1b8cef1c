"""Reading the register round case places: in few large reads, because each read costs as much as hundreds of rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo_service.actions.places import Found, find_exactly, register_vocabulary, settle_with
from geo_service.actions.register_index import register_index
from geo_service.addresses.keys import members_key
from geo_service.addresses.match import Match
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import Vocabulary
from geo_service.coords.metric import Bounds, grow_bounds
from geo_service.derive.buildings import with_registered
from geo_service.derive.households import household_rule, with_estimates
from geo_service.errors import AddressError
from geo_service.model.address import Address
from geo_service.model.case import CasePlace
from geo_service.storage.store import Store
from geo_service.zones.cases import AreaCounts
from geo_service.zones.place_units import AREA_KEYS, Areas
from geo_service.zones.protocol_values import Unit

ROUND_M = 100.0
"""Buildings this near a case place may belong to its zone."""

ROWS_PER_READ = 300
"""A read of a layer takes as long as this many rows more in another read: 3.5 ms against 12 µs a row, measured."""


@dataclass(frozen=True)
class Read:
    """Buildings and estates that were read, as layer frames, and the address register rows of the buildings."""

    buildings: gpd.GeoDataFrame
    estates: gpd.GeoDataFrame
    registered: gpd.GeoDataFrame


def find_cases(store: Store, cases: Sequence[CasePlace]) -> list[Found | None]:
    """What the address of each case place means; None for one without an address."""
    vocabulary = register_vocabulary(store)
    addresses = {case.text: _split(case.text, vocabulary) for case in cases if case.text}
    readable = [address for address in addresses.values() if isinstance(address, Address)]
    found = {one.address.text: one for one in find_exactly(store, readable, vocabulary)}
    settled = {text: _settled(store, text, address, found, vocabulary) for text, address in addresses.items()}
    return [settled.get(case.text) for case in cases]


def _split(text: str, vocabulary: Vocabulary) -> Address | AddressError:
    try:
        return split_address(text, vocabulary)
    except AddressError as error:
        return error


def _settled(
    store: Store, text: str, address: Address | AddressError, found: dict[str, Found], vocabulary: Vocabulary
) -> Found:
    if isinstance(address, AddressError):
        return Found(Address(text), Match("none", reason=str(address)))
    one = found[address.text]
    return one if one.is_settled else settle_with(register_index(store, vocabulary), one)


def read_round(store: Store, cases: Sequence[CasePlace], matches: Sequence[Match | None], near_m: float) -> Read:
    """
    The buildings and estates that case places may mean, and all buildings round them.

    Parameters
    ----------
    near_m
        A position this near a building means it.
    """
    points = [point for case in cases if (point := _point(case))]
    named = {one for match in matches if match for one in match.building_ids}
    round_them = buildings_around(store, named, points)
    meant = round_them["building_id"].isin(named)
    meant |= _near_any(round_them, points, near_m)
    own = {one for one in round_them["estate_id"][meant] if isinstance(one, str)}
    own |= {match.estate_id for match in matches if match and match.estate_id}
    estates = store.read_layer("estates", ids={*own, *_estate_ids(round_them)})
    over = buildings_around(store, (), estates.geometry[estates["estate_id"].isin(own)])
    keys = [members_key(estate_id) for estate_id in sorted(own)]
    members = store.read_layer("buildings", ids={building_id for _, building_id in store.find_address_keys(keys)})
    return with_addresses(store, joined_rows([round_them, over, members]), estates)


def _near_any(buildings: gpd.GeoDataFrame, points: Sequence[Point], near_m: float) -> NDArray[np.bool_]:
    """Which buildings may be meant by a point: those whose boxes come near enough."""
    near = np.zeros(len(buildings), dtype=bool)
    boxes = shapely.box(*np.array([grow_bounds(point.bounds, near_m) for point in points]).reshape(-1, 4).T)
    near[buildings.sindex.query(boxes)[1]] = True
    return near


def _estate_ids(buildings: gpd.GeoDataFrame) -> set[str]:
    return {one for one in buildings["estate_id"] if isinstance(one, str)}


def _point(case: CasePlace) -> Point | None:
    """The position of a case; one that is out of the world is refused later, with its row."""
    lon, lat = case.lon, case.lat
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 — degrees of a sphere
        return None
    return Point(lon, lat)


def with_addresses(store: Store, buildings: gpd.GeoDataFrame, estates: gpd.GeoDataFrame) -> Read:
    """Buildings with what the address registers say of them."""
    boxes = [tuple(box) for box in buildings.bounds.to_numpy()] if store.count_rows("addresses") else []
    registered = read_boxes(store, "addresses", boxes)
    return Read(with_registered(buildings, registered), estates, registered)


def buildings_around(store: Store, ids: Collection[str], shapes: Iterable[BaseGeometry]) -> gpd.GeoDataFrame:
    """Buildings by id, and all that stand near them or near lon/lat shapes."""
    named = store.read_layer("buildings", ids=ids)
    whole = [shape for shape in (*shapes, *named.geometry) if shape is not None and not shape.is_empty]
    return joined_rows([named, read_boxes(store, "buildings", [grow_bounds(shape.bounds, ROUND_M) for shape in whole])])


def read_areas(store: Store) -> Areas:
    """The administrative areas of the register."""
    return Areas({layer: store.read_layer(layer) for layer in AREA_KEYS})


def read_over(store: Store, areas: Areas, wanted: Collection[tuple[Unit, str]]) -> gpd.GeoDataFrame:
    """The buildings whose boxes meet those of some areas, with what the address registers say."""
    boxes = [areas.get(unit, area_id).outline.bounds for unit, area_id in sorted(wanted)]
    buildings = read_boxes(store, "buildings", boxes)
    return with_addresses(store, buildings, store.read_layer("estates", ids=[])).buildings


def count_areas(buildings: gpd.GeoDataFrame, areas: Areas, wanted: Collection[tuple[Unit, str]]) -> AreaCounts:
    """Households of areas: of the buildings whose middle lies in them."""
    tree = shapely.STRtree(shapely.centroid(buildings.geometry.to_numpy()))
    filled = with_estimates(buildings, household_rule())
    counts = filled["households"].to_numpy(dtype=float, na_value=0.0)
    guessed = filled["households_estimated"].to_numpy(dtype=bool) & (counts > 0)
    places = {key: tree.query(areas.get(*key).outline, predicate="intersects") for key in sorted(wanted)}
    return {key: (round(counts[some].sum()), bool(guessed[some].any())) for key, some in places.items()}


def read_boxes(store: Store, layer: str, boxes: Sequence[Bounds]) -> gpd.GeoDataFrame:
    """Rows of a layer that meet any of some boxes, each once, by id; rows between near boxes may come with them."""
    known = store.layer_bounds(layer)
    if not boxes or known is None:
        return store.read_layer(layer, ids=[])
    rows_per_area = store.count_rows(layer) / max(_area(known), 1e-12)
    reads = [store.read_layer(layer, bounds=box) for box in _few_boxes(sorted(boxes), rows_per_area)]
    return joined_rows(reads)


def _few_boxes(boxes: Sequence[Bounds], rows_per_area: float) -> list[Bounds]:
    """The boxes, those that are read faster together joined."""
    if len(boxes) == 1:
        return list(boxes)
    whole = _round(boxes)
    west, south, east, north = whole
    side = 0 if east - west >= north - south else 1
    ordered = sorted(boxes, key=lambda box: box[side])
    middle = len(ordered) // 2
    parts = [*_few_boxes(ordered[:middle], rows_per_area), *_few_boxes(ordered[middle:], rows_per_area)]
    apart = sum(ROWS_PER_READ + _area(part) * rows_per_area for part in parts)
    return [whole] if ROWS_PER_READ + _area(whole) * rows_per_area <= apart else parts


def _round(boxes: Sequence[Bounds]) -> Bounds:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _area(box: Bounds) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def joined_rows(frames: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Rows of several reads of a layer, each once, by id."""
    if len(frames) == 1:
        return frames[0]
    key = frames[0].columns[0]
    return pd.concat(frames).drop_duplicates(key).sort_values(key).reset_index(drop=True)
