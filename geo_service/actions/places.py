"""Where a text lies in the register: keys looked up, cards made, the match settled by the core, then by the index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd

from geo_service.actions.register import ADMIN_LAYERS, admin_of, read_buildings
from geo_service.actions.register_index import estate_names_by_id, index_at_hand, register_index
from geo_service.addresses.index import AddressIndex, Candidate, Decision
from geo_service.addresses.keys import (
    address_keys,
    building_keys,
    building_word,
    estate_keys,
    exact_keys,
    members_key,
)
from geo_service.addresses.match import (
    MAX_OPTIONS,
    NOT_FOUND,
    Admin,
    BuildingCard,
    EstateCard,
    Match,
    building_label,
    match_address,
)
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import Vocabulary, make_vocabulary
from geo_service.errors import AddressError
from geo_service.model.address import Address
from geo_service.storage.store import Store

WORTH_ASKING = 0.05
"""A candidate is offered as a choice when it is meant at least once in twenty times."""


@dataclass(frozen=True)
class Found:
    """
    An address as it was read, and what it means in the register.

    `passed_over` is the estate it names when the building was found by street number and building number alone.
    `decision` is the word of the fuzzy index, None when it was not asked; `read_otherwise` is True when the match
    rests on it, so that a person should see what was read as what.
    """

    address: Address
    match: Match
    passed_over: str = ""
    decision: Decision | None = None
    read_otherwise: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether exact keys were enough."""
        return self.match.level != "none" and not self.passed_over


def find_place(store: Store, text: str, vocabulary: Vocabulary | None = None, *, waiting: bool = True) -> Found:
    """
    Find the building or estate that an address means: by exact keys; when they settle nothing, by the fuzzy index.

    The index names a building only when it is sure; else its candidates are the options of the match.

    Parameters
    ----------
    waiting
        False goes without the index while another thread is making it.

    Raises
    ------
    AddressError
        If the text is empty or can't be read.
    """
    vocabulary = vocabulary or register_vocabulary(store)
    found = find_exactly(store, [split_address(text, vocabulary)], vocabulary)[0]
    if found.is_settled:
        return found
    index = register_index(store, vocabulary) if waiting else index_at_hand(store, vocabulary)
    return settle_with(index, found) if index else found


def find_exactly(store: Store, addresses: Sequence[Address], vocabulary: Vocabulary) -> list[Found]:
    """What the exact keys of each address mean; what they find is read from the store together."""
    known = _Known(store, addresses, vocabulary)
    return [known.find(address) for address in addresses]


def settle_with(index: AddressIndex, found: Found) -> Found:
    """What is left open settled by the index: a building when it is sure of one, else its candidates as options."""
    decision = index.best(found.address.text)
    named = decision.candidates[0] if decision.building_id else None
    if named is None:
        return replace(found, match=_open_match(found, decision), decision=decision)
    if found.match.level == "building":
        agreed = named.building_id in found.match.building_ids
        return replace(found, match=found.match if agreed else _open_match(found, decision), decision=decision)
    return replace(found, match=_read_match(named), decision=decision, read_otherwise=True)


def _read_match(named: Candidate) -> Match:
    return Match(
        "building",
        building_ids=tuple(sorted((named.building_id, *named.also))),
        estate_id=named.estate_id,
        stair=named.stair,
        reason=f"按最接近的登记读：{named.reason}",
        options=(named.label,),
        missing=named.missing,
    )


def _open_match(found: Found, decision: Decision) -> Match:
    exact = found.match
    # what is only near an address has candidates, but no confidence: nobody should take the building for his own
    worth = decision.confidence >= WORTH_ASKING
    offered = [one.label for one in decision.candidates if worth and one.confidence >= WORTH_ASKING]
    options = tuple(dict.fromkeys((*exact.options, *offered)))[:MAX_OPTIONS]
    if found.passed_over:
        reason = f"门牌号和楼号{exact.reason}，但写的“{found.passed_over}”不是登记的小区名"
        return Match("none", reason=reason, options=options)
    keeps_reason = exact.options or (exact.reason != NOT_FOUND and not decision.candidates)
    return replace(exact, reason=exact.reason if keeps_reason else decision.reason, options=options)


class _Known:
    """What the keys of some addresses found in the register, with all that matching needs of it."""

    def __init__(self, store: Store, addresses: Sequence[Address], vocabulary: Vocabulary) -> None:
        keys = {key for address in addresses for key in address_keys(address)}
        self._vocabulary = vocabulary
        self._ids = _grouped(store.find_address_keys(keys))
        estates = _estates_concerned(store, [one for ids in self._ids.values() for one in ids])
        members = store.find_address_keys([members_key(estate_id) for estate_id in estates["estate_id"]])
        self._members = _grouped(members)
        ids = {one for some in (*self._ids.values(), *self._members.values()) for one in some}
        buildings = read_buildings(store, ids=sorted(ids))
        self._cards = {card.building_id: card for card in building_cards(store, buildings, estates)}
        self._texts = dict(zip(buildings["building_id"], buildings["addresses"], strict=True))
        self._estates = {
            row["estate_id"]: EstateCard(row["estate_id"], str(row["name"]), admin)
            for row, admin in zip(estates.to_dict("records"), admin_of(store, estates.geometry.to_numpy()), strict=True)
        }
        self._roads: dict[str, frozenset[str]] = {}

    def find(self, address: Address) -> Found:
        """What one of the addresses means."""
        found = [(key, one) for key in address_keys(address) for one in self._ids.get(key, ())]
        ids = {one for _, one in found}
        cards = [self._with_roads(self._cards[one], address) for one in ids if one in self._cards]
        estate_ids = {one for one in ids if one in self._estates} | {card.estate_id for card in cards if card.estate_id}
        members = {one for estate_id in estate_ids for one in self._members.get(members_key(estate_id), ())} - ids
        estates = [self._estates[one] for one in sorted(estate_ids) if one in self._estates]
        match = match_address(address, found, [*cards, *(self._cards[one] for one in sorted(members))], estates)
        return Found(address, match, passed_over=self._passed_over(address, match))

    def _passed_over(self, address: Address, match: Match) -> str:
        if match.level != "building" or not (address.estate and address.number and address.building):
            return ""
        by_name = exact_keys(replace(address, road=None, number=None))
        found = {one for key in by_name for one in self._ids.get(key, ())}
        return address.estate if by_name and found.isdisjoint(match.building_ids) else ""

    def _with_roads(self, card: BuildingCard, address: Address) -> BuildingCard:
        """
        The card with the road names of its addresses, so that another road's number is not taken for it.

        Reading addresses is dear: only for an address that names a road, and only for buildings that its keys found.
        """
        if address.road is None:
            return card
        if card.building_id not in self._roads:
            texts = self._texts[card.building_id]
            roads = [_road(text, self._vocabulary) for text in (texts if isinstance(texts, list) else [])]
            self._roads[card.building_id] = frozenset(road for road in roads if road)
        return replace(card, roads=self._roads[card.building_id])


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for key, place_id in pairs:
        grouped.setdefault(key, []).append(place_id)
    return grouped


def building_cards(store: Store, buildings: gpd.GeoDataFrame, estates: gpd.GeoDataFrame) -> list[BuildingCard]:
    """What matching needs of each building; `estates` are those the buildings lie in, at least."""
    names = dict(zip(estates["estate_id"], estates["name"], strict=True))
    return [
        _building_card(row, names, admin)
        for row, admin in zip(buildings.to_dict("records"), admin_of(store, buildings.geometry.to_numpy()), strict=True)
    ]


def prepare_index(store: Store) -> None:
    """Make the index of the register as it stands, so that it is there when somebody asks."""
    register_index(store, register_vocabulary(store))


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


def _building_card(row: Mapping[str, object], estate_names: Mapping[str, str], admin: Admin) -> BuildingCard:
    number, name, estate_id = (_text(row[column]) for column in ("number", "name", "estate_id"))
    label = building_label(
        building_id=str(row["building_id"]),
        name=name,
        number_word=building_word(number) if number else "",
        estate_name=_text(estate_names.get(estate_id or "")),
    )
    return BuildingCard(
        building_id=str(row["building_id"]),
        label=label_by_address(row, label),
        number=number,
        estate_id=estate_id,
        stairs=row["stairs"] if isinstance(row["stairs"], int) else None,
        admin=admin,
    )


def label_by_address(row: Mapping[str, object], label: str) -> str:
    """The label of a building; one that has only its id gets its first address instead, where there is one."""
    texts = row["addresses"]
    known = [text for text in texts if isinstance(text, str) and text] if isinstance(texts, list) else []
    return known[0] if known and label == row["building_id"] else label


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
    names = estate_names_by_id(store)
    pairs = [(key, estate_id) for estate_id, known in names.items() for key in estate_keys(known, vocabulary)]
    buildings = read_buildings(store).drop(columns="geometry")
    for row in buildings.to_dict("records"):
        keys = building_keys(row, names.get(row["estate_id"], ()), vocabulary)
        pairs += [(key, row["building_id"]) for key in keys]
    store.replace_address_keys(pairs)
    return len(pairs)
