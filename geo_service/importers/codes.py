"""
Official codes for districts, townships and communities that come without one, found by name.

Source: 统计用区划代码 of the National Bureau of Statistics, 6 + 3 + 3 digits, each level the head of the next.
"""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import geopandas as gpd

from geo_service.addresses.vocabulary import usual_name
from geo_service.errors import TableError
from geo_service.importers.columns import find_columns
from geo_service.importers.table import read_table
from geo_service.model.report import Note

LEVELS = {"districts": ("district", 6), "townships": ("township", 9), "communities": ("community", 12)}
"""Layer → its level of the address ladder and the digits of its codes."""

PARENTS = {"townships": ("district_code", 6), "communities": ("township_code", 9)}
"""Layer → the column of the code above it, and its digits."""

_RULES = tomllib.loads(
    (resources.files("geo_service.importers") / "rules" / "sheets.toml").read_text(encoding="utf-8")
)["codes"]


@dataclass(frozen=True)
class CodeTable:
    """Codes by (digits, usual name); more than one code when places share a name."""

    codes: Mapping[tuple[int, str], tuple[str, ...]]


def read_codes(path: Path) -> tuple[CodeTable, tuple[Note, ...]]:
    """
    Read a code table from CSV or XLSX; rows whose code has no 6, 9 or 12 digits are noted and left out.

    Raises
    ------
    FileFormatError, TableError
        If the file can't be read, or has no column of codes or of names.
    """
    aliases = _RULES["columns"]
    table = read_table(path, known=[name for names in aliases.values() for name in names])
    columns = find_columns(table.header, aliases)
    missing = [name for name in ("code", "name") if name not in columns]
    if missing:
        needed = " and ".join(aliases[name][0] for name in missing)
        raise TableError(f"{path.name} has the columns {', '.join(table.header)}; a code table needs {needed}")
    levels = {digits: level for level, digits in LEVELS.values()}
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    notes = list(table.notes)
    for row in table.rows:
        code, name = row.cells[columns["code"]], row.cells[columns["name"]]
        level = levels.get(len(code)) if code.isdecimal() else None
        if level and name:
            found[len(code), usual_name(name, level)].add(code)
        else:
            notes.append(Note("skipped", row.what, f"code {code!r} of {name!r} has not 6, 9 or 12 digits"))
    return CodeTable({key: tuple(sorted(codes)) for key, codes in found.items()}), tuple(notes)


def with_codes(
    layers: Mapping[str, gpd.GeoDataFrame], table: CodeTable
) -> tuple[dict[str, gpd.GeoDataFrame], tuple[Note, ...]]:
    """
    Give areas without a code the one code that their name has in the table.

    A code that is there already is never changed; a name with several codes, or with none, stays without one and
    is noted.
    """
    coded: dict[str, gpd.GeoDataFrame] = dict(layers)
    notes: list[Note] = []
    for layer in LEVELS.keys() & layers.keys():
        coded[layer] = _coded(layer, layers[layer], table, notes)
    return coded, tuple(notes)


def _coded(layer: str, areas: gpd.GeoDataFrame, table: CodeTable, notes: list[Note]) -> gpd.GeoDataFrame:
    codes = [_code_of(layer, row, table, notes) for row in areas.to_dict("records")]
    areas = areas.assign(code=codes)
    if layer in PARENTS:
        column, digits = PARENTS[layer]
        above = [code[:digits] if code else None for code in codes]
        areas = areas.assign(**{column: areas[column].where(areas[column].notna(), above)})
    return areas


def _code_of(layer: str, row: Mapping[str, object], table: CodeTable, notes: list[Note]) -> str | None:
    code, name = row["code"], row["name"]
    if isinstance(code, str):
        return code
    level, digits = LEVELS[layer]
    codes = table.codes.get((digits, usual_name(name, level)), ()) if isinstance(name, str) else ()
    if len(codes) == 1:
        return codes[0]
    reason = f"several codes are called {name}: {', '.join(codes)}" if codes else f"no code is called {name}"
    notes.append(Note("warning", str(row[f"{level}_id"]), f"{layer}: {reason}; left without a code"))
    return None
