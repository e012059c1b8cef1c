"""
Official hourly lists of risk zones, one JSON object a line, plain or gzipped.

Each line is one snapshot: `end_update_time` (local time of China), and under `highlist`, `middlelist` and `lowlist`
the areas of each district (`county`) with the names of their zones (`communitys`). The form is that of the national
query service of 2021-2022.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from geo_service.errors import FileFormatError
from geo_service.model.local_time import LOCAL_TIME
from geo_service.model.report import Note

CATEGORIES: Mapping[str, str] = {"highlist": "高风险区", "middlelist": "中风险区", "lowlist": "低风险区"}
"""Lists of a snapshot and the category that their zones have, strictest first."""

MAX_LINE_BYTES = 16_000_000
"""Longest snapshot read; 753 lists of one city, the longest with 3,100 zones, had at most 0.3 MB each."""


@dataclass(frozen=True)
class Listed:
    """One zone of a snapshot: its district, its words, and the label of its category."""

    district: str
    text: str
    category: str


@dataclass(frozen=True)
class Snapshot:
    """The zones that a list had at a time, in its order, each once."""

    name: str
    at: datetime
    zones: tuple[Listed, ...]


def read_snapshots(path: Path) -> Iterator[Snapshot | Note]:
    """
    The snapshots of a file in its order; a line or an entry that can't be read comes as a note with its reason.

    A snapshot with an area that can't be read is left out: what is missing in it must not seem to have ended.

    Raises
    ------
    FileFormatError
        If there is no such file, or it is not a text of JSON lines.
    """
    if not path.is_file():
        raise FileFormatError(f"no such file: {path}")
    for number, line in enumerate(_lines(path), start=1):
        if line.strip():
            yield from _snapshot(line, f"{path.name} line {number}")


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path, "rb") if zipped else path.open("rb") as file:
            while line := file.readline(MAX_LINE_BYTES):
                yield line
    except (OSError, EOFError, zlib.error) as error:
        raise FileFormatError(f"{path.name} is a broken gzip file ({error}); fetch it again") from None


def _snapshot(line: bytes, where: str) -> Iterator[Snapshot | Note]:
    try:
        said = json.loads(line)
        at = datetime.fromisoformat(dict(said)["end_update_time"])
    except (ValueError, KeyError, TypeError, RecursionError):
        yield Note("skipped", where, "is no JSON object with end_update_time such as 2022-11-03T08:00")
        return
    at = at if at.tzinfo else at.replace(tzinfo=LOCAL_TIME)
    areas = [(area, category) for key, category in CATEGORIES.items() for area in _areas(said.get(key))]
    unread = next((f"{category}: {str(area)[:60]}" for area, category in areas if not _is_area(area)), None)
    if unread or not said.keys() & CATEGORIES.keys():
        reason = f"an area without county and communitys, {unread}" if unread else "none of " + ", ".join(CATEGORIES)
        yield Note("skipped", where, f"has {reason}; the zones stay as they were")
        return
    found = [one for area, category in areas for one in _listed(area, category, where)]
    yield from (one for one in found if isinstance(one, Note))
    zones = dict.fromkeys(one for one in found if isinstance(one, Listed))
    yield Snapshot(str(said.get("file") or where), at, tuple(zones))


def _areas(value: Any) -> list[Any]:
    """The areas of a list; what is no list is one area that can't be read."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _is_area(area: Any) -> bool:
    known = isinstance(area, Mapping)
    return known and isinstance(area.get("county"), str) and isinstance(area.get("communitys"), list)


def _listed(area: Mapping[str, Any], category: str, where: str) -> Iterator[Listed | Note]:
    district = area["county"]
    for text in area["communitys"]:
        if isinstance(text, str) and text.strip():
            yield Listed(district.strip(), text.strip(), category)
        else:
            yield Note("skipped", where, f"{district} lists a zone without a name: {text!r:.60}")
