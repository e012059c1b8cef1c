"""What a place is called: every text that the register and the asker have for it, with its administrative names."""

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
from shapely import Point

from geo_service.actions.register import admin_of
from geo_service.addresses.keys import building_word
from geo_service.addresses.match import Admin
from geo_service.addresses.normalize import normalize
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import Vocabulary, strip_admin
from geo_service.errors import AddressError
from geo_service.storage.store import Store

Texts = Mapping[str, tuple[str, ...]]
"""Texts of each building, by its id."""


def texts_of_buildings(
    store: Store, buildings: gpd.GeoDataFrame, vocabulary: Vocabulary, *, typed: str, stair: str | None = None
) -> Texts:
    """
    The texts of buildings: as typed, by estate and number, by name, and by each registered address.

    `buildings` are rows with addresses; the stair that was asked for stands at the end of registered texts.
    """
    names = _names_of_estates(store, buildings)
    admins = admin_of(store, buildings.geometry.to_numpy())
    rows = buildings.drop(columns="geometry").to_dict("records")
    asked = _without_admin(typed, vocabulary)
    end = f"{stair}单元" if stair else ""
    return {
        row["building_id"]: tuple(
            _admin_words(admin) + text
            for text in dict.fromkeys([asked, *(known + end for known in _registered(row, names, vocabulary))])
            if text
        )
        for row, admin in zip(rows, admins, strict=True)
    }


def texts_at_point(store: Store, lon: float, lat: float) -> tuple[str, ...]:
    """The administrative names at a point, as one text; none where the register has no areas."""
    words = _admin_words(admin_of(store, np.array([Point(lon, lat)], dtype=object))[0])
    return (words,) if words else ()


def _registered(row: Mapping[str, Any], estates: Mapping[str, tuple[str, ...]], vocabulary: Vocabulary) -> list[str]:
    number, own = row["number"], row["name"]
    word = building_word(number) if isinstance(number, str) else ""
    of_estate = [name + word for name in estates.get(row["estate_id"], ()) if word]
    listed = row["addresses"] if isinstance(row["addresses"], list) else []
    stated = [whole for text in listed if (whole := _of_the_building(text, vocabulary))]
    return [
        *of_estate,
        *([own] if isinstance(own, str) else []),
        *(_without_admin(text, vocabulary) for text in stated),
    ]


def _of_the_building(text: str, vocabulary: Vocabulary) -> str:
    """An address of a building without the stair and room that it names; "" when they can't be told apart."""
    try:
        address = split_address(text, vocabulary)
    except AddressError:
        return ""
    if address.stair is None:
        return text if address.floor is None and address.room is None else ""
    before, found, _ = normalize(text).partition(f"{address.stair}单元")
    return before if found else ""


def _names_of_estates(store: Store, buildings: gpd.GeoDataFrame) -> dict[str, tuple[str, ...]]:
    estates = store.read_layer("estates", ids={one for one in buildings["estate_id"] if isinstance(one, str)})
    return {row["estate_id"]: tuple(_texts(row["name"], row["aliases"])) for row in estates.to_dict("records")}


def _texts(name: object, aliases: object) -> Iterable[str]:
    said = [name, *(aliases if isinstance(aliases, list) else [])]
    return (text for text in said if isinstance(text, str))


def _without_admin(text: str, vocabulary: Vocabulary) -> str:
    return strip_admin(normalize(text), vocabulary)[1]


def _admin_words(admin: Admin) -> str:
    return "".join(name for name in (admin.district, admin.township, admin.community) if name)
