"""The fuzzy index of the register: made when it is first needed, kept until the register changes."""

from collections import defaultdict
from collections.abc import Mapping
from threading import Lock

import geopandas as gpd

from geo_service.actions.register import admin_of, read_buildings
from geo_service.addresses.index import AddressIndex, build_index
from geo_service.addresses.index_build import index_entry
from geo_service.addresses.vocabulary import Vocabulary
from geo_service.storage.store import Store

_indexes: dict[tuple[str, int], AddressIndex] = {}
"""The index of the register last asked for, by store and edition; one entry at most."""

_building = Lock()
"""Held by whoever makes an index: it takes a core for seconds, twice at once would only take longer."""


def register_index(store: Store, vocabulary: Vocabulary) -> AddressIndex:
    """The index over the buildings of the register; made once per edition, others wait for it."""
    edition = _edition(store)
    known = _indexes.get(edition)
    if known is not None:
        return known
    with _building:
        known = _indexes.get(edition) or _make_index(store, vocabulary)
        _indexes.clear()
        _indexes[edition] = known
    return known


def index_at_hand(store: Store, vocabulary: Vocabulary) -> AddressIndex | None:
    """
    The same for those who should not wait for somebody else: None while another thread is making it.

    Without this, questions that come in while the first one makes the index would take every thread of the server.
    """
    if _edition(store) not in _indexes and _building.locked():
        return None
    return register_index(store, vocabulary)


def estate_names_by_id(store: Store) -> dict[str, tuple[str, ...]]:
    """Name and aliases of every estate of the register, by id."""
    estates = store.read_layer("estates").drop(columns="geometry")
    return {row["estate_id"]: _all_names(row) for row in estates.to_dict("records")}


def _edition(store: Store) -> tuple[str, int]:
    return store.url, store.register_edition()


def _make_index(store: Store, vocabulary: Vocabulary) -> AddressIndex:
    names = estate_names_by_id(store)
    buildings = read_buildings(store)
    areas = admin_of(store, buildings.geometry.to_numpy())
    housed = _facilities_in(buildings, store.read_layer("facilities"))
    rows = buildings.drop(columns="geometry").to_dict("records")
    entries = (
        index_entry(row, names.get(row["estate_id"], ()), admin, facilities=housed.get(place, ()))
        for place, (row, admin) in enumerate(zip(rows, areas, strict=True))
    )
    return build_index(entries, vocabulary)


KNOWN_BY_NAME = ("hospital", "clinic", "fire_station", "police", "market", "school")
"""Facilities that an address may name; of shops and chains a register rarely knows all that have one name."""


def _facilities_in(buildings: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> dict[int, list[str]]:
    """By the place of a building in its frame, the names of what is in it; grounds have all buildings on them."""
    named = facilities[facilities["kind"].isin(KNOWN_BY_NAME) & facilities["name"].notna()]
    points, grounds = named[named.geom_type == "Point"], named[named.geom_type != "Point"]
    inside = buildings.geometry.representative_point()
    housed: dict[int, list[str]] = defaultdict(list)
    for some, shapes in ((points, buildings.geometry), (grounds, inside)):
        facility, building = shapes.sindex.query(some.geometry, predicate="intersects")
        for one, place in zip(facility.tolist(), building.tolist(), strict=True):
            housed[place].append(some["name"].iloc[one])
    return housed


def _all_names(row: Mapping[str, object]) -> tuple[str, ...]:
    aliases = row["aliases"]
    said = [row["name"], *(aliases if isinstance(aliases, list) else [])]
    return tuple(text for text in said if isinstance(text, str) and text)
