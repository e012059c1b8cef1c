"""Tables of numbers that a protocol needs and the user loads, because they change with each edition."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from geo_service.access.permissions import require_permission
from geo_service.actions.protocols import known_protocols, protocol_for
from geo_service.errors import InputError, NotFoundError, TableError
from geo_service.importers.columns import find_columns, listed, shown
from geo_service.importers.table import TableRow, read_table
from geo_service.model.account import Actor
from geo_service.storage.store import Store
from geo_service.zones.protocol_plan import UserTable
from geo_service.zones.protocol_schema import LENGTH_ENDINGS

EDITION = "edition"
"""The column that says which edition a row is of."""

SHOWN = 5
"""Rows that a message lists."""


@dataclass(frozen=True)
class Loaded:
    """What a file brought: rows by edition."""

    name: str
    editions: Mapping[str, int]


def import_user_table(
    store: Store, name: str, path: Path, *, edition: str | None = None, at: datetime, actor: Actor
) -> Loaded:
    """
    Load a table that a protocol names; an earlier one of the same edition is replaced.

    Parameters
    ----------
    name
        Its name in the protocol, such as `erg_table1`; the part before the first `_` is enough when it is the only one.
    edition
        For a file without the column `edition`.

    Raises
    ------
    NotFoundError
        If no protocol needs a table of that name.
    TableError
        If columns are missing, a length is no number above 0, or two rows have the same keys.
    """
    require_permission(actor, "add protocols")
    wanted = _wanted(store, name)
    rows = _rows(path, wanted, edition)
    editions = sorted({str(row[EDITION]) for row in rows})
    with store.transaction():
        for one in editions:
            some = [row for row in rows if row[EDITION] == one]
            content = json.dumps(some, ensure_ascii=False, sort_keys=True)
            store.put_user_table(wanted.name, one, content, at=at, actor=actor.name)
    return Loaded(wanted.name, {one: sum(row[EDITION] == one for row in rows) for one in editions})


def table_row(store: Store, wanted: UserTable, keys: Mapping[str, str]) -> Mapping[str, float | str]:
    """
    The one row of a loaded table that has these keys; without an edition that of the table loaded last.

    Raises
    ------
    InputError
        If no table is loaded, a key is missing or unknown, or no row has them.
    """
    unknown = sorted(set(keys) - set(wanted.keys))
    missing = [key for key in wanted.keys if key not in keys and key != EDITION]
    if unknown or missing:
        raise InputError(
            f"table {wanted.name} is asked by {', '.join(wanted.keys)}; "
            + (f"unknown: {', '.join(unknown)}" if unknown else f"missing: {', '.join(missing)}")
        )
    found = store.user_table(wanted.name, keys.get(EDITION))
    if found is None:
        raise InputError(
            f"table {wanted.name} {keys.get(EDITION, '')} is not loaded; load it: import table {wanted.name} FILE.csv"
        )
    rows: list[dict[str, float | str]] = json.loads(found[1])
    asked = {key: plain_key(value) for key, value in keys.items()}
    fitting = [row for row in rows if all(plain_key(str(row[key])) == value for key, value in asked.items())]
    if not fitting:
        near = "; ".join(_words(row, wanted) for row in _near(rows, asked)[:SHOWN])
        raise InputError(f"table {wanted.name} {found[0]} has no row for {_words(keys, wanted)}; near it: {near}")
    return fitting[0]


def plain_key(text: str) -> str:
    """A key as it is compared: without case, spaces and the letters UN before a number."""
    return text.strip().lower().removeprefix("un").strip()


def _near(rows: Sequence[dict[str, float | str]], asked: Mapping[str, str]) -> list[dict[str, float | str]]:
    """Rows with most of the keys asked for first."""
    return sorted(rows, key=lambda row: -sum(plain_key(str(row[key])) == value for key, value in asked.items()))


def _words(row: Mapping[str, float | str], wanted: UserTable) -> str:
    return " ".join(f"{key}={row[key]}" for key in wanted.keys if key in row)


def _wanted(store: Store, name: str) -> UserTable:
    tables = {
        protocol.user_table.name: protocol.user_table
        for protocol_id in known_protocols(store)
        if (protocol := protocol_for(store, protocol_id)).user_table
    }
    fitting = [table for key, table in tables.items() if name == key] or [
        table for key, table in tables.items() if key.split("_")[0] == name
    ]
    if len(fitting) != 1:
        raise NotFoundError(f"no protocol needs a table {name!r}; the tables are {', '.join(sorted(tables)) or 'none'}")
    return fitting[0]


def _rows(path: Path, wanted: UserTable, edition: str | None) -> list[dict[str, float | str]]:
    table = read_table(path, known=wanted.columns)
    columns = find_columns(table.header, {name: [name] for name in wanted.columns})
    missing = [name for name in wanted.columns if name not in columns and not (name == EDITION and edition)]
    if missing:
        raise TableError(f"{table.name} lacks {', '.join(missing)}; found {listed(table.header)}")
    rows = [_row(row, columns, edition) for row in table.rows]
    if not rows:
        raise TableError(f"{table.name} has no rows")
    seen: dict[tuple[str, ...], str] = {}
    for read, row in zip(rows, table.rows, strict=True):
        keys = tuple(plain_key(str(read[key])) for key in wanted.keys)
        if keys in seen:
            raise TableError(f"{table.name}: {row.what} has the same keys as {seen[keys]}: {', '.join(keys)}")
        seen[keys] = row.what
    return rows


def _row(row: TableRow, columns: Mapping[str, str], edition: str | None) -> dict[str, float | str]:
    read: dict[str, float | str] = {EDITION: edition} if edition else {}
    for name, heading in columns.items():
        text = row.cells[heading]
        if not text:
            raise TableError(f"{row.what} has no {name}; every cell is needed")
        read[name] = _length(text, name, row) if name.endswith(LENGTH_ENDINGS) else text
    return read


def _length(text: str, name: str, row: TableRow) -> float:
    try:
        length = float(text)
    except ValueError:
        length = 0.0
    if not 0 < length < float("inf"):
        raise TableError(f"{row.what}: {name} is {shown(text)}; need a number above 0")
    return length
