"""What OpenStreetMap tags say about a thing: its kind, its address, its number, its size."""

import math
import re
from collections.abc import Mapping
from typing import Any

Tags = Mapping[str, str]

ADDRESS_KEYS = ("addr:province", "addr:city", "addr:district", "addr:subdistrict", "addr:place", "addr:street")
NUMBER_IN_NAME = re.compile(r"([0-9A-Za-z一二三四五六七八九十百]{1,6})\s*(?:栋|幢|座|号楼|#楼)$")
NUMBER_KEYS = ("addr:block_number", "addr:block", "building:number")
LARGEST_COUNT = 100_000
"""No building has more floors, stairs or flats; the largest ones house some 20,000 people. Above it is a slip."""
SIZE_KEYS = {
    "levels": ("building:levels",),
    "stairs": ("building:entrances", "building:units_stairs"),
    "households": ("building:flats", "building:units"),
}


def kind_of(tags: Tags, rules: Mapping[str, Mapping[str, str]]) -> str | None:
    """The kind that a table key → value → kind gives these tags; the first key of the table that fits."""
    return next((kinds[tags[key]] for key, kinds in rules.items() if tags.get(key) in kinds), None)


def address_of(tags: Tags) -> str | None:
    """The address that `addr:*` tags spell out, as one text; None without a street or number."""
    if full := tags.get("addr:full"):
        return full
    number = tags.get("addr:housenumber", "")
    if not number and not tags.get("addr:street"):
        return None
    suffix = "号" if number and number[-1].isdigit() else ""
    return "".join(tags.get(key, "") for key in ADDRESS_KEYS) + number + suffix


def building_number(tags: Tags) -> str | None:
    """The number of a building in its estate, from its own tags or the end of its name."""
    said = next((tags[key] for key in NUMBER_KEYS if tags.get(key)), None)
    found = NUMBER_IN_NAME.search(tags.get("name", ""))
    return said or (found.group(1) if found else None)


def household_counts(tags: Tags) -> dict[str, Any]:
    """Levels, stairs and flats that the tags state; None where they don't."""
    return {column: _first_count(tags, keys) for column, keys in SIZE_KEYS.items()}


def _first_count(tags: Tags, keys: tuple[str, ...]) -> int | None:
    number = _number(next((tags[key] for key in keys if key in tags), ""))
    return int(number) or None if number is not None and 0 < number <= LARGEST_COUNT else None


def metres(text: str | None) -> float | None:
    """A width such as "3.5" or "3.5 m"; None when it is no length in metres."""
    number = _number((text or "").lower().removesuffix("m"))
    return number if number is not None and number > 0 else None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
