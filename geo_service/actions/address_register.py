"""Address registers: each row is put on its building, by id, by position, or by its address; numbers match exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import shapely
from shapely import Point

from geo_service.actions.imports import write_layers
from geo_service.actions.places import register_vocabulary
from geo_service.actions.register import admin_of
from geo_service.addresses.keys import exact_keys
from geo_service.addresses.match import Admin, compatible
from geo_service.addresses.normalize import normalize
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import Vocabulary
from geo_service.errors import AddressError, InputError
from geo_service.importers.sheet import AddressRow, read_address_register
from geo_service.model.address import Address
from geo_service.model.frames import shape_frame
from geo_service.model.report import ImportReport, Note
from geo_service.storage.store import Store

NO_BUILDING = "no building of the register has this id, position or address; import its outline first"


@dataclass(frozen=True)
class _Placed:
    row: AddressRow
    address: Address
    building_id: str


def import_addresses(store: Store, path: Path, *, datum: str | None = None) -> ImportReport:
    """
    Load an address register; rows without a building are reported and the others go on.

    Raises
    ------
    InputError
        If the file can't be read, or no row of it could be put on a building.
    """
    rows, notes = read_address_register(path, source=path.name, datum=datum)
    placed, unplaced = _place_rows(store, rows)
    kept, twice = _distinct(placed)
    notes = (*notes, *unplaced, *twice)
    if not kept:
        first = notes[0] if notes else Note("skipped", path.name, "the table has no rows")
        raise InputError(f"no row of {path.name} could be used, e.g. {first.what}: {first.reason}")
    ids = {one.building_id for one in kept.values()}
    outlines = store.read_layer("buildings", ids=ids).set_index("building_id").geometry
    records = [_record(key, one, outlines[one.building_id].representative_point()) for key, one in kept.items()]
    return write_layers(store, {"addresses": shape_frame("addresses", records)}, source=path.name, notes=notes)


def _place_rows(store: Store, rows: Sequence[AddressRow]) -> tuple[list[_Placed], list[Note]]:
    vocabulary = register_vocabulary(store)
    read = [(row, _read(row, vocabulary)) for row in rows]
    by_id = set(store.read_layer("buildings", ids={row.building_id for row in rows if row.building_id})["building_id"])
    by_place = _at_positions(store, rows)
    by_key = _by_keys(store, [address for _, address in read])
    placed: list[_Placed] = []
    notes: list[Note] = []
    for row, address in read:
        known = row.building_id if row.building_id in by_id else None
        building_id = known or by_place.get(row.row) or by_key.get(address)
        if building_id is None:
            notes.append(Note("skipped", f"row {row.row}", NO_BUILDING))
        else:
            placed.append(_Placed(row, address, building_id))
    return placed, notes


def _read(row: AddressRow, vocabulary: Vocabulary) -> Address:
    try:
        return split_address(row.text, vocabulary)
    except AddressError:
        return Address(text=row.text, rest=row.text)


def _at_positions(store: Store, rows: Sequence[AddressRow]) -> dict[int, str]:
    """The building at the position of each row that has one, by row number."""
    located = {row.row: (row.lon, row.lat) for row in rows if row.lon is not None and row.lat is not None}
    if not located:
        return {}
    points = gpd.GeoSeries(shapely.points(list(located.values())))
    west, south, east, north = map(float, points.total_bounds)
    buildings = store.read_layer("buildings", bounds=(west, south, east, north))
    point, building = buildings.sindex.query(points, predicate="intersects")
    numbers, ids = list(located), buildings["building_id"].tolist()
    return {numbers[place]: ids[one] for place, one in zip(point.tolist(), building.tolist(), strict=True)}


def _by_keys(store: Store, addresses: Sequence[Address]) -> dict[Address, str]:
    """The one building that the exact keys of each address name, where its place does not contradict it."""
    keys = {address: exact_keys(address) for address in addresses}
    ids: dict[str, set[str]] = {}
    for key, place_id in store.find_address_keys({key for some in keys.values() for key in some}):
        ids.setdefault(key, set()).add(place_id)
    buildings = store.read_layer("buildings", ids={one for some in ids.values() for one in some})
    admin = dict(zip(buildings["building_id"], admin_of(store, buildings.geometry.to_numpy()), strict=True))
    found = {address: _one_building(address, some, ids, admin) for address, some in keys.items()}
    return {address: building_id for address, building_id in found.items() if building_id}


def _one_building(
    address: Address, keys: Sequence[str], ids: dict[str, set[str]], admin: dict[str, Admin]
) -> str | None:
    groups = [
        fitting
        for key in keys
        if (fitting := {one for one in ids.get(key, ()) if one in admin and compatible(address, admin[one])})
    ]
    common = set.intersection(*groups) if groups else set()
    return common.pop() if len(common) == 1 else None


def _distinct(placed: Sequence[_Placed]) -> tuple[dict[str, _Placed], list[Note]]:
    """Rows by their id; of rows that name one address of one building twice, the first."""
    kept: dict[str, _Placed] = {}
    notes: list[Note] = []
    for one in placed:
        key = f"{one.building_id}|{normalize(one.row.text) or one.row.row}"
        if key in kept:
            notes.append(Note("skipped", f"row {one.row.row}", f"the same address as row {kept[key].row.row}"))
        else:
            kept[key] = one
    return kept, notes


def _record(key: str, one: _Placed, point: Point) -> dict[str, object]:
    return {
        "address_id": key,
        "name": one.row.text or None,
        "building_id": one.building_id,
        "stair": one.address.stair,
        "stairs": one.row.stairs,
        "households": one.row.households,
        "people": one.row.people,
        "geometry": point,
    }
