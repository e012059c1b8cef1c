"""The register of addresses as offices keep it: one row a building or stair, with households and people."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from geo_service.addresses.split import MAX_ADDRESS_CHARS
from geo_service.coords.datums import require_datum, to_wgs84
from geo_service.derive.drawing import looks_swapped
from geo_service.errors import TableError
from geo_service.importers.columns import find_columns, listed, plain_heading, read_number, read_whole_number, shown
from geo_service.importers.table import Table, TableRow, read_table
from geo_service.model.report import Note

__all__ = ["AddressRow", "Table", "TableRow", "read_address_register", "read_table"]

SHEET_RULES: Mapping[str, Any] = tomllib.loads(
    resources.files("geo_service.importers").joinpath("rules/sheets.toml").read_text(encoding="utf-8")
)
_RULES = SHEET_RULES["address_register"]
_PERSONAL_WHOLE = frozenset(SHEET_RULES["personal"]["whole"])
_PERSONAL_PART = tuple(SHEET_RULES["personal"]["part"])
_COUNTS = ("stairs", "households", "people")
_NUMBER = "[0-9A-Za-z一二三四五六七八九十百]+"
_BARE = re.compile(r"[0-9A-Za-z]+(-[0-9A-Za-z]+)?")


@dataclass(frozen=True)
class AddressRow:
    """One row of an address register: its address in one text, its position (WGS-84) and counts, None when not said."""

    row: int
    source: str
    text: str
    lon: float | None = None
    lat: float | None = None
    stairs: int | None = None
    households: int | None = None
    people: int | None = None
    building_id: str | None = None


def read_address_register(
    path: Path, *, source: str, datum: str | None = None
) -> tuple[list[AddressRow], tuple[Note, ...]]:
    """
    Read an address register; a bad row becomes a note with its number and the rest goes on.

    The address is one column (地址), or is put together from columns such as 小区, 楼栋 and 单元; parts that the
    address does not name yet are added to it. Columns about persons are not read. Rows stay in file order.

    Raises
    ------
    FileFormatError, TableError
        If the file can't be read, or has no address column; the message lists found and needed columns.
    """
    if datum is not None:
        require_datum(datum)
    aliases = _RULES["columns"]
    table = read_table(path, known=[name for names in aliases.values() for name in names])
    columns = find_columns(table.header, aliases)
    _require_address(table, columns)
    rows: list[AddressRow] = []
    notes = [*table.notes, *_personal_notes(table)]
    for row in table.rows:
        try:
            rows.append(_address_row(row, columns, source, datum))
        except TableError as error:
            notes.append(Note("skipped", row.what, str(error)))
    return rows, tuple(notes)


def personal_headings(headings: Iterable[str]) -> list[str]:
    """The headings that look like columns about persons."""
    return [
        heading
        for heading in headings
        if plain_heading(heading) in _PERSONAL_WHOLE or any(word in plain_heading(heading) for word in _PERSONAL_PART)
    ]


def read_position(lon_text: str, lat_text: str, datum: str | None) -> tuple[float, float] | tuple[None, None]:
    """
    Read a position as WGS-84 lon, lat; two blanks are no position.

    Raises
    ------
    TableError
        If one of them is missing, no number, outside the world, or the two are swapped.
    """
    if not lon_text and not lat_text:
        return None, None
    if not lon_text or not lat_text:
        raise TableError(f"has only one of lon {shown(lon_text)} and lat {shown(lat_text)}; need both or none")
    lon, lat = read_number("lon", lon_text), read_number("lat", lat_text)
    if looks_swapped((lon, lat, lon, lat)):
        raise TableError(f"lon and lat look swapped: lon {lon:g}, lat {lat:g}")
    if abs(lon) > 180 or abs(lat) > 90:  # noqa: PLR2004 - degrees
        raise TableError(f"lies outside the world: lon {lon:g}, lat {lat:g}; need degrees")
    moved = to_wgs84(np.array([lon, lat]), datum or "wgs84")
    return float(moved[0]), float(moved[1])


def _require_address(table: Table, columns: Mapping[str, str]) -> None:
    if "address" in columns or "estate" in columns or "road" in columns:
        return
    raise TableError(
        f"{table.name} has no address column; need 地址 (address), or 小区 (estate) with 楼栋 (building);"
        f" found {listed(table.header)}"
    )


def _personal_notes(table: Table) -> list[Note]:
    personal = personal_headings(table.header)
    reason = f"columns about persons were not read: {listed(personal)}"
    return [Note("warning", table.name, reason)] if personal else []


def _address_row(row: TableRow, columns: Mapping[str, str], source: str, datum: str | None) -> AddressRow:
    cells = {ours: row.cells[heading] for ours, heading in columns.items()}
    lon, lat = read_position(cells.get("lon", ""), cells.get("lat", ""), datum)
    counts = {name: read_whole_number(name, cells[name]) if cells.get(name) else None for name in _COUNTS}
    return AddressRow(
        row=row.number,
        source=source,
        text=_address_text(cells),
        lon=lon,
        lat=lat,
        building_id=cells.get("building_id") or None,
        **counts,
    )


def _address_text(cells: Mapping[str, str]) -> str:
    longest = max((len(cells.get(part, "")) for part in ("address", *_RULES["parts"])), default=0)
    if longest > MAX_ADDRESS_CHARS:
        raise TableError(f"the address has {longest} characters; one address has at most {MAX_ADDRESS_CHARS}")
    text = cells.get("address", "")
    if not text and not cells.get("estate") and not cells.get("road"):
        raise TableError("has no address")
    for part, word in _RULES["parts"].items():
        value = cells.get(part, "")
        if value and not _names_already(text, part, value):
            text += f"{value}{word}" if word and _BARE.fullmatch(value) else value
    return text


def _names_already(text: str, part: str, value: str) -> bool:
    """Whether the address has this part; one that has another number for it is refused."""
    words = _RULES["words"].get(part)
    if words is None:
        return value in text
    named = re.search(f"({_NUMBER})(?:{'|'.join(words)})", text)
    if named is None:
        return False
    said = re.match(_NUMBER, value)
    if said and said[0].isdigit() and named[1].isdigit() and int(said[0]) != int(named[1]):
        raise TableError(f"the address says {named[0]}, the column {part} says {value}; need one of them")
    return True
