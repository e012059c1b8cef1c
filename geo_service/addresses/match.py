"""
Which building or estate of the register an address means, and what is missing when that is not settled.

Pure: the caller looks the keys up and hands over what they found. Numbers match exactly or not at all; an
address that names a district, sub-district or road other than the building's own is not that building.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from geo_service.addresses.keys import exact_keys, wider_keys
from geo_service.addresses.split import name_parts_near
from geo_service.addresses.vocabulary import usual_name
from geo_service.model.address import Address

Level = Literal["building", "estate", "road", "none"]

MAX_OPTIONS = 5
"""Most choices a question offers; more are not read on a phone."""

NOT_FOUND = "没有查到这个地址"

ADMIN_LEVELS = ("district", "township", "community")


@dataclass(frozen=True)
class Admin:
    """Administrative names of a building or estate as the register writes them; None when not known."""

    district: str | None = None
    township: str | None = None
    community: str | None = None


@dataclass(frozen=True)
class BuildingCard:
    """What matching needs of a building; `stairs` counts them, `roads` are those of its addresses."""

    building_id: str
    label: str
    number: str | None = None
    estate_id: str | None = None
    stairs: int | None = None
    admin: Admin = Admin()
    roads: frozenset[str] = frozenset()


@dataclass(frozen=True)
class EstateCard:
    """What matching needs of an estate."""

    estate_id: str
    name: str
    admin: Admin = Admin()


@dataclass(frozen=True)
class Match:
    """
    What an address means in the register.

    `building`: one building (of several footprints, perhaps). `estate`: the building is not said, or not in the
    register (`missing` names it); `building_ids` are all the estate's. `road`: several buildings answer to it.
    `none`: nothing, or nothing that may be relied on. `options` are labels that can be asked for, at most five.
    """

    level: Level
    building_ids: tuple[str, ...] = ()
    estate_id: str | None = None
    stair: str | None = None
    reason: str = ""
    options: tuple[str, ...] = field(default=())
    missing: str = ""


def match_address(
    address: Address,
    found: Sequence[tuple[str, str]],
    buildings: Iterable[BuildingCard],
    estates: Iterable[EstateCard] = (),
) -> Match:
    """
    Settle an address among the places its keys found.

    Parameters
    ----------
    found
        The (key, id) pairs the store has for `address_keys(address)`.
    buildings
        Cards of every building found, and of every building of the estates concerned.
    estates
        Cards of every estate found, and of the estates of the buildings found.
    """
    unclear = _not_the_place(address)
    if unclear:
        return Match("none", reason=unclear)
    register = _Register(address, found, buildings, estates)
    return _match_building(register) or _match_estate(register) or _match_plate(register) or register.nothing()


def compatible(address: Address, admin: Admin) -> bool:
    """Whether no administrative name of the address contradicts the building's; an unknown one can't."""
    return all(
        getattr(address, level) is None
        or getattr(admin, level) is None
        or usual_name(getattr(admin, level), level) == getattr(address, level)
        for level in ADMIN_LEVELS
    )


def building_label(*, building_id: str, name: str | None, number_word: str, estate_name: str | None) -> str:
    """What to call a building: estate and number, else its own name, else its id."""
    if estate_name and number_word:
        return estate_name + number_word
    return name or (number_word and f"{number_word}（{building_id}）") or building_id


def order_by_number(label: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key that puts 2栋 before 10栋."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in re.findall(r"[0-9]+|[^0-9]+", label))


class _Register:
    """The places found for one address, without those that contradict it."""

    def __init__(
        self,
        address: Address,
        found: Sequence[tuple[str, str]],
        buildings: Iterable[BuildingCard],
        estates: Iterable[EstateCard],
    ) -> None:
        self.address = address
        self.all_buildings: Mapping[str, BuildingCard] = {card.building_id: card for card in buildings}
        self.estates: Mapping[str, EstateCard] = {
            card.estate_id: card for card in estates if compatible(address, card.admin)
        }
        self._ids: dict[str, set[str]] = {}
        for key, place_id in found:
            self._ids.setdefault(key, set()).add(place_id)

    def buildings_under(self, key: str) -> list[BuildingCard]:
        cards = [card for place_id in self._ids.get(key, ()) if (card := self.all_buildings.get(place_id))]
        return _ordered(card for card in cards if self._agrees(card))

    def estates_under(self, key: str) -> list[EstateCard]:
        cards = [card for place_id in self._ids.get(key, ()) if (card := self.estates.get(place_id))]
        return sorted(cards, key=lambda card: card.estate_id)

    def members_of(self, estate_id: str) -> list[BuildingCard]:
        return _ordered(card for card in self.all_buildings.values() if card.estate_id == estate_id)

    def knows(self, keys: Iterable[str]) -> bool:
        return any(key in self._ids for key in keys)

    def nothing(self) -> Match:
        if self._ids:
            return Match("none", reason="登记的同名地址不在所写的区县、街道、社区或道路")
        return Match("none", reason=NOT_FOUND)

    def _agrees(self, card: BuildingCard) -> bool:
        other_road = self.address.road and card.roads and self.address.road not in card.roads
        return compatible(self.address, card.admin) and not other_road


def _not_the_place(address: Address) -> str:
    if name_parts_near(address.rest):
        return f"“{address.rest}”说的是附近，不是这个地址本身"
    if address.rest[:1].isascii() and address.rest:
        return f"地址里的“{address.rest}”没有读懂"
    return ""


def _match_building(register: _Register) -> Match | None:
    keys = exact_keys(register.address)
    groups = [cards for key in keys if (cards := register.buildings_under(key))]
    if not groups:
        # found by name, but every one contradicts the address: the estate's name alone proves nothing then
        return register.nothing() if register.knows(keys) else None
    common = set.intersection(*({card.building_id for card in cards} for cards in groups))
    cards = [card for card in groups[0] if card.building_id in common]
    if not cards or _in_another_estate(register, cards):
        return _several(_ordered(card for group in groups for card in group), "小区名和门牌号指向不同的楼栋")
    if not register.address.building and (estate_id := _estate_behind_gate(cards)):
        return _estate_match(register, estate_id)
    return _one(register.address, cards) if _is_one(cards) else _several(cards, _how_many(cards))


def _in_another_estate(register: _Register, cards: Sequence[BuildingCard]) -> bool:
    """Whether the address names an estate of the register, and the buildings found by street number lie in another."""
    named = {card.estate_id for key in wider_keys(register.address) for card in register.estates_under(key)}
    return bool(named) and all(card.estate_id is not None and card.estate_id not in named for card in cards)


def _match_estate(register: _Register) -> Match | None:
    for key in wider_keys(register.address):
        estates = register.estates_under(key)
        if len(estates) > 1:
            options = tuple(_estate_label(card) for card in estates[:MAX_OPTIONS])
            return Match("none", reason=f"有 {len(estates)} 个同名小区", options=options)
        if estates:
            return _estate_match(register, estates[0].estate_id)
    return None


def _match_plate(register: _Register) -> Match | None:
    for key in wider_keys(register.address):
        cards = register.buildings_under(key)
        if not cards:
            continue
        if register.address.building:
            return replace(_several(cards, f"登记里没有{_asked(register.address)}"), missing=_asked(register.address))
        if estate_id := _shared_estate(cards):
            return _estate_match(register, estate_id) if len(cards) > 1 else _one(register.address, cards)
        return _one(register.address, cards) if _is_one(cards) else _several(cards, _how_many(cards))
    return None


def _estate_match(register: _Register, estate_id: str) -> Match:
    members = register.members_of(estate_id)
    estate = register.estates.get(estate_id)
    name = estate.name if estate else ""
    asked = _asked(register.address)
    return Match(
        "estate",
        building_ids=tuple(card.building_id for card in members),
        estate_id=estate_id,
        reason=f"{name}没有登记{asked}" if asked else f"只写到小区{name}，没有写楼栋",
        options=_labels(members),
        missing=asked,
    )


def _one(address: Address, cards: Sequence[BuildingCard]) -> Match:
    card = cards[0]
    stair = address.stair
    missing = ""
    if stair and stair.isdecimal() and card.stairs is not None and int(stair) > card.stairs:
        stair, missing = None, f"{stair}单元"
    return Match(
        "building",
        building_ids=tuple(sorted(card.building_id for card in cards)),
        estate_id=card.estate_id,
        stair=stair,
        reason=f"{card.label}登记有 {card.stairs} 个单元，没有{missing}" if missing else f"登记为{card.label}",
        options=(card.label,),
        missing=missing,
    )


def _several(cards: Sequence[BuildingCard], reason: str) -> Match:
    ids = tuple(dict.fromkeys(card.building_id for card in cards))
    return Match("road", building_ids=ids, estate_id=_shared_estate(cards), reason=reason, options=_labels(cards))


def _is_one(cards: Sequence[BuildingCard]) -> bool:
    """One building may have several footprints: the same number in the same estate."""
    first = cards[0]
    same = first.number is not None and first.estate_id is not None
    return len(cards) == 1 or (
        same and all((card.number, card.estate_id) == (first.number, first.estate_id) for card in cards)
    )


def _estate_behind_gate(cards: Sequence[BuildingCard]) -> str | None:
    """The estate whose gate a street number is: its buildings have numbers of their own."""
    return _shared_estate(cards) if all(card.number for card in cards) else None


def _shared_estate(cards: Sequence[BuildingCard]) -> str | None:
    ids = {card.estate_id for card in cards}
    return ids.pop() if len(ids) == 1 else None


def _how_many(cards: Sequence[BuildingCard]) -> str:
    return f"有 {len(cards)} 栋楼用这个地址"


def _asked(address: Address) -> str:
    return f"{address.building}栋" if address.building else ""


def _labels(cards: Collection[BuildingCard]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(card.label for card in cards))[:MAX_OPTIONS]


def _estate_label(card: EstateCard) -> str:
    return f"{card.admin.township or card.admin.district or ''}{card.name}"


def _ordered(cards: Iterable[BuildingCard]) -> list[BuildingCard]:
    return sorted(cards, key=lambda card: (order_by_number(card.label), card.building_id))
