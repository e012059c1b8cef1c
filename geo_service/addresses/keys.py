"""
Keys under which a register finds buildings and estates: exact, normalised, one spelling per place.

A key is a place and what is counted in it, joined by "|": `怡景花园|3栋`, `文昌路|88号`, `石桥村|1组|127号`;
an estate alone has no "|". The same reading makes the keys of the register and of a question, so both agree.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from geo_service.addresses.normalize import normalize
from geo_service.addresses.rules_files import read_rules
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import Vocabulary
from geo_service.errors import AddressError
from geo_service.model.address import Address

_AREAS = "|".join(sorted(map(re.escape, read_rules("places")["name"]["areas"]), key=len, reverse=True))
_SIDES = read_rules("places")["stair"]["sides"]

# a numbered or lettered part of an estate: B区, 2期, 南区
_AREA = re.compile(rf"(?:[0-9]{{1,3}}|[A-Z]|[{_SIDES}])(?:{_AREAS})$")
# 小区 says nothing after a name, unless it is itself counted (2小区)
_IDLE = re.compile(r"(?<=[^0-9A-Z][^0-9A-Z])小区(?=$|[0-9A-Z])")
_BARE_NUMBER = re.compile(r"[A-Z]?[0-9]{1,5}(?:-[0-9]{1,4})?[A-Z]?|[A-Z]")

_NUMBER_ENDS = ("栋", "号", "楼")
"""A number in the register that ends so is already written in full."""

_MEMBERS = "小区成员"
"""Head of the key that lists the buildings of an estate; no address can produce it, because of its second "|"."""


def address_keys(address: Address) -> tuple[str, ...]:
    """Every key an address may be found under, the most specific first."""
    return _unique((*exact_keys(address), *wider_keys(address)))


def exact_keys(address: Address) -> tuple[str, ...]:
    """
    Keys that only the building meant can have.

    An estate without a building has none, whatever its street number: a number at the gate is not a building.
    """
    if address.building:
        return _unique(_building_keys(address, f"{address.building}栋"))
    if address.estate and (address.road or address.community) and address.number:
        return ()
    return _unique(_plate_keys(address))


def wider_keys(address: Address) -> tuple[str, ...]:
    """Keys of what the address lies in: its estate by name, and the street number that several buildings may share."""
    names = [*_road_and_estate(address), *_estate_names(address)]
    return _unique((*names, *_plate_keys(address)))


def estate_keys(names: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Keys of an estate under its name and aliases."""
    return _unique(key for name in names for address in _read(name, vocabulary) for key in _whole_names(address, name))


def members_key(estate_id: str) -> str:
    """The key that lists the buildings of an estate in the register."""
    return f"{_MEMBERS}||{estate_id}"


def building_keys(
    building: Mapping[str, Any], estate_names: Collection[str], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """
    Keys of one row of the buildings frame.

    They come from its number in the estate (under the estate's name and every alias), its own name, and its
    `addresses`; an address that names no building gets the row's number as well. With an estate, the last key
    lists it as a member.

    Parameters
    ----------
    building
        A row with `name`, `number`, `estate_id` and `addresses`; nulls are fine.
    estate_names
        Name and aliases of the estate it lies in; empty when it has none.
    """
    word = building_word(_text(building.get("number")))
    own_name, estate_id = _text(building.get("name")), _text(building.get("estate_id"))
    in_estate = [estate + word for estate in estate_names if word]
    in_estate += [estate + own_name for estate in estate_names if own_name and not own_name.startswith(estate)]
    stated = _addresses(building.get("addresses"))
    # reading is the dear part: each text once
    read = {text: _read(text, vocabulary) for text in dict.fromkeys([*in_estate, own_name, *stated])}
    keys = [key for text in in_estate for address in read[text] for key in exact_keys(address)]
    keys += [key for text in (own_name, *stated) for address in read[text] for key in _own_keys(address, word, text)]
    keys += _area_keys([address for text in stated for address in read[text]], estate_names, word)
    return _unique((*keys, *([members_key(estate_id)] if estate_id else [])))


def building_word(number: str) -> str:
    """A building number as addresses write it: 3栋 for 3, 三幢 and 3号楼; "" when there is none."""
    plain = normalize(number)
    if not plain:
        return ""
    if _BARE_NUMBER.fullmatch(plain):
        return f"{plain.lstrip('0') or plain}栋"
    return plain if plain.endswith(_NUMBER_ENDS) else normalize(plain + "栋")


def estate_word(name: str) -> str:
    """The name of an estate as keys write it: without 小区 after a name."""
    return _IDLE.sub("", name)


def _area_keys(plates: Iterable[Address], estate_names: Collection[str], word: str) -> list[str]:
    """Keys such as 明秀路|1号|B区|7栋, for those who write the street number and the part of the estate."""
    areas = [found.group() for name in estate_names if (found := _AREA.search(normalize(name)))]
    return [f"{plate}|{area}|{word}" for address in plates for plate in _plate_keys(address) for area in areas if word]


def _own_keys(address: Address, word: str, text: str) -> list[str]:
    if address.building:
        return list(exact_keys(address))
    numbered = _building_keys(address, word) if word else []
    return [*exact_keys(address), *_plate_keys(address), *numbered, *_whole_names(address, text)]


def _whole_names(address: Address, text: str) -> list[str]:
    """The name itself as a key, when nothing in it counts a building, stair or plate."""
    if address.building or address.stair or address.room or address.number or address.group:
        return []
    return [*_road_and_estate(address), *_estate_names(address)] or [estate_word(normalize(text))]


def _building_keys(address: Address, word: str) -> list[str]:
    area = _area_of(address)
    plates = [f"{plate}|{area}" for plate in _plate_keys(address)] if area else []
    names = [*_road_and_estate(address), *_estate_names(address)]
    plain = [] if area and area == address.estate else _plate_keys(address)
    return [f"{place}|{word}" for place in (*names, *plates, *plain, *_bare_roads(address))]


def _road_and_estate(address: Address) -> list[str]:
    """A road without a number may be part of the estate's name, so the joined name is tried first."""
    if address.road and address.estate and not address.number:
        return [estate_word(address.road + address.estate)]
    return []


def _estate_names(address: Address) -> list[str]:
    if address.estate and not _AREA.fullmatch(address.estate):
        return [estate_word(address.estate)]
    if address.estate or address.road or address.group or not address.community:
        return []
    return [address.community]


def _bare_roads(address: Address) -> list[str]:
    return [address.road] if address.road and not (address.number or address.estate) else []


def _plate_keys(address: Address) -> list[str]:
    if not address.number:
        return []
    plate = f"{address.number}号"
    if address.group:
        return [f"{address.community}|{address.group}组|{plate}"]
    place = address.road or (estate_word(address.estate) if address.estate else address.community)
    return [f"{place}|{plate}"] if place else []


def _area_of(address: Address) -> str:
    found = _AREA.search(address.estate or "")
    return found.group() if found else ""


def _read(text: str, vocabulary: Vocabulary) -> list[Address]:
    """The address in a register text, or nothing: register rows may hold words that are no address."""
    try:
        return [split_address(text, vocabulary)]
    except AddressError:
        return []


def _addresses(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _unique(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))
