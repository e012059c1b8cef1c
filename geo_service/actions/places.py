"""Where a text or a point lies in the register: keys looked up, cards made, the match settled by the core."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import geopandas as gpd

from geo_service.actions.register import ADMIN_LAYERS, admin_of, read_buildings
from geo_service.addresses.keys import address_keys, building_keys, building_word, estate_keys, members_key
from geo_service.addresses.match import Admin, BuildingCard, EstateCard, Match, building_label, match_address
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import Vocabulary, make_vocabulary
from geo_service.errors import AddressError
from geo_service.model.address import Address
from geo_service.storage.store import Store


@dataclass(frozen=True)
class Found:
    """An address as it was read, and what it means in the register."""

    address: Address
    match: Match


def find_place(store: Store, text: str, vocabulary: Vocabulary | None = None) -> Found:
    """
    Find the building or estate that an address means.

    Raises
    ------
    AddressError
        If the text is empty or can't be read.
    """
    vocabulary = vocabulary or register_vocabulary(store)
    address = split_address(text, vocabulary)
    keys = address_keys(address)
    found = store.find_address_keys(keys)
    estates = _estates_concerned(store, [place_id for _, place_id in found])
    members = store.find_address_keys([members_key(estate_id) for estate_id in estates["estate_id"]])
    buildings = read_buildings(store, ids=sorted({place_id for _, place_id in [*found, *members]}))
    cards = building_cards(
        store, buildings, estates, roads_of=_RoadsOf(address, {key_id for _, key_id in found}, vocabulary)
    )
    estate_cards = [
        EstateCard(row["estate_id"], str(row["name"]), admin)
        for row, admin in zip(estates.to_dict("records"), admin_of(store, estates.geometry.to_numpy()), strict=True)
    ]
    return Found(address, match_address(address, found, cards, estate_cards))


def building_cards(
    store: Store, buildings: gpd.GeoDataFrame, estates: gpd.GeoDataFrame, *, roads_of: "_RoadsOf"
) -> list[BuildingCard]:
    """What matching needs of each building; `estates` are those the buildings lie in, at least."""
    names = dict(zip(estates["estate_id"], estates["name"], strict=True))
    return [
        _building_card(row, names, admin, roads_of(row))
        for row, admin in zip(buildings.to_dict("records"), admin_of(store, buildings.geometry.to_numpy()), strict=True)
    ]


def register_vocabulary(store: Store) -> Vocabulary:
    """The administrative and estate names that the register knows; made once per edition of the register."""
    edition = (store.url, store.register_edition())
    known = _vocabularies.get(edition)
    if known is None:
        known = _read_vocabulary(store)
        _vocabularies.clear()
        _vocabularies[edition] = known
    return known


_vocabularies: dict[tuple[str, int], Vocabulary] = {}
"""The vocabulary of the register last asked for, by store and edition; one entry at most."""


def _read_vocabulary(store: Store) -> Vocabulary:
    names = {layer: _names(store.read_layer(layer)) for layer in (*ADMIN_LAYERS, "estates")}
    return make_vocabulary(**names)


def _names(frame: gpd.GeoDataFrame) -> list[str]:
    return [name for name in frame["name"] if isinstance(name, str)]


def _estates_concerned(store: Store, found: list[str]) -> gpd.GeoDataFrame:
    """Estates found by name, and those of the buildings found."""
    buildings = store.read_layer("buildings", ids=sorted(set(found)))
    ids = {*found, *(estate for estate in buildings["estate_id"] if isinstance(estate, str))}
    return store.read_layer("estates", ids=sorted(ids))


def _building_card(
    row: Mapping[str, object], estate_names: Mapping[str, str], admin: Admin, roads: frozenset[str]
) -> BuildingCard:
    number, name, estate_id = (_text(row[column]) for column in ("number", "name", "estate_id"))
    return BuildingCard(
        building_id=str(row["building_id"]),
        label=building_label(
            building_id=str(row["building_id"]),
            name=name,
            number_word=building_word(number) if number else "",
            estate_name=_text(estate_names.get(estate_id or "")),
        ),
        number=number,
        estate_id=estate_id,
        stairs=row["stairs"] if isinstance(row["stairs"], int) else None,
        admin=admin,
        roads=roads,
    )


@dataclass(frozen=True)
class _RoadsOf:
    """
    Road names of a building's addresses, so that another road's number is not taken for it.

    Reading addresses is dear: only for an address that names a road, and only for buildings that its keys found.
    """

    address: Address
    found: Collection[str]
    vocabulary: Vocabulary

    def __call__(self, row: Mapping[str, object]) -> frozenset[str]:
        texts = row["addresses"] if isinstance(row["addresses"], list) else []
        if self.address.road is None or row["building_id"] not in self.found:
            return frozenset()
        roads = [_road(text, self.vocabulary) for text in texts]
        return frozenset(road for road in roads if road)


def _road(text: str, vocabulary: Vocabulary) -> str | None:
    try:
        return split_address(text, vocabulary).road
    except AddressError:
        return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def index_addresses(store: Store) -> int:
    """Write the keys of every building and estate in the register; returns how many pairs that were."""
    # not the kept one: this runs inside an import that may still be undone
    vocabulary = _read_vocabulary(store)
    estates = store.read_layer("estates")
    names = {row["estate_id"]: _all_names(row["name"], row["aliases"]) for row in estates.to_dict("records")}
    pairs = [(key, estate_id) for estate_id, known in names.items() for key in estate_keys(known, vocabulary)]
    buildings = read_buildings(store).drop(columns="geometry")
    for row in buildings.to_dict("records"):
        keys = building_keys(row, names.get(row["estate_id"], ()), vocabulary)
        pairs += [(key, row["building_id"]) for key in keys]
    store.replace_address_keys(pairs)
    return len(pairs)


def _all_names(name: object, aliases: object) -> tuple[str, ...]:
    said = [name, *(aliases if isinstance(aliases, list) else [])]
    return tuple(text for text in said if isinstance(text, str) and text)
