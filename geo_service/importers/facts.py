"""Tables of facts: one a row, its kind, zone and time, and a column for each field; never persons."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime

from geo_service.errors import TableError
from geo_service.importers.cases import read_time
from geo_service.importers.columns import find_columns, listed, shown
from geo_service.importers.sheet import personal_headings
from geo_service.importers.table import Table, TableRow, read_table
from geo_service.model.report import Note
from geo_service.zones.fact_kinds import FACT_KINDS

_RULES = tomllib.loads(
    resources.files("geo_service.importers").joinpath("rules/facts.toml").read_text(encoding="utf-8")
)
_TITLES = {kind.title: name for name, kind in FACT_KINDS.items()}
_FIELDS = tuple(dict.fromkeys(name for kind in FACT_KINDS.values() for name in kind.values.model_fields))
_ALIASES: Mapping[str, list[str]] = {
    **_RULES["columns"],
    **{name: [name, *_RULES["fields"].get(name, ())] for name in _FIELDS if name not in _RULES["columns"]},
}
_YES_NO = {"是": "true", "否": "false", "有": "true", "无": "false"}


@dataclass(frozen=True)
class FactRow:
    """One row: `values` are the filled cells of the kind's fields as text; what the row leaves out is None."""

    what: str
    kind: str
    zone_id: str | None
    happened_at: datetime | None
    values: Mapping[str, Any]


def read_fact_rows(path: Path, *, kind: str | None = None) -> tuple[list[FactRow], list[Note]]:
    """
    Read a table of facts; a row that can't be read becomes a note with its number, and the rest goes on.

    Parameters
    ----------
    kind
        Of rows that name none; a name or Chinese title of `FACT_KINDS`.

    Raises
    ------
    FileFormatError, TableError
        If the file can't be read, has columns about persons, one that no kind knows, or no column of kinds.
    """
    table = read_table(path, known=[name for names in _ALIASES.values() for name in names])
    columns = _columns(table, kind)
    rows: list[FactRow] = []
    notes = list(table.notes)
    for row in table.rows:
        try:
            rows.append(_fact_row(row, columns, kind))
        except TableError as error:
            notes.append(Note("skipped", row.what, str(error)))
    return rows, notes


def _columns(table: Table, kind: str | None) -> Mapping[str, str]:
    columns = find_columns(table.header, _ALIASES)
    unknown = [heading for heading in table.header if heading not in columns.values()]
    personal = personal_headings(unknown)
    if personal:
        raise TableError(f"{table.name} has columns about persons ({listed(personal)}); delete them")
    if unknown:
        raise TableError(f"{table.name} has columns that no fact knows: {listed(unknown)}; they are {listed(_ALIASES)}")
    if "kind" not in columns and kind is None:
        raise TableError(f"{table.name} has no column kind (类型); it has {listed(table.header)}")
    return columns


def _fact_row(row: TableRow, columns: Mapping[str, str], kind: str | None) -> FactRow:
    cells = {ours: row.cells[heading] for ours, heading in columns.items() if row.cells.get(heading)}
    named = cells.pop("kind", kind)
    name = _TITLES.get(named or "", named or "")
    if name not in FACT_KINDS:
        known = ", ".join(f"{one} {kind.title}" for one, kind in FACT_KINDS.items())
        raise TableError(f"kind is {shown(named)}; need one of {known}")
    zone, happened = cells.pop("zone", None), cells.pop("happened", None)
    values = {field: _value(name, field, text) for field, text in cells.items()}
    return FactRow(row.what, name, zone, read_time(happened) if happened else None, values)


def _value(kind: str, field: str, text: str) -> Any:
    """A cell as the field takes it: times without a zone are China time, 是 and 否 are yes and no."""
    known = FACT_KINDS[kind].values.model_fields.get(field)
    if known is not None and AwareDatetime in (known.annotation, *getattr(known.annotation, "__args__", ())):
        return read_time(text)
    return _YES_NO.get(text, text)
