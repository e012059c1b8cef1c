"""The embedded store: one SQLite file, WKB blobs, and an R*Tree of boxes beside each layer."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Double,
    Engine,
    LargeBinary,
    Table,
    column,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy import table as named_table

from geo_service.coords.metric import Bounds
from geo_service.errors import StorageError
from geo_service.storage.base import SqlStore
from geo_service.storage.failures import refused_opening
from geo_service.storage.layer_rows import Row
from geo_service.storage.schema import bring_up_to_date
from geo_service.storage.tables import BOX, build_tables

APPLICATION_ID = 0x67656F73
"""Marks our files in SQLite's header: "geos" in ASCII."""

BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for another; an import of 200,000 buildings holds the file for about 7 s."""

PRIMARY_CODE = 0xFF
"""The bits of an SQLite error code that name the error; the rest are details of it."""

RETRY_S = 0.02
"""Pause before trying again what SQLite refuses at once while another process opens the same new file."""

CACHE_KIB = 64 * 1024
"""Page cache of a connection; with SQLite's own 2 MiB an import of 200,000 buildings takes half as long again."""

PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "foreign_keys = ON",
    f"cache_size = -{CACHE_KIB}",
)

TABLES = build_tables(lambda _name: LargeBinary())


class SqliteStore(SqlStore):
    """A store in one SQLite file; one writer at a time, readers never wait."""

    def _near(self, table: Table, bounds: Bounds) -> ColumnElement[bool]:
        west, south, east, north = bounds
        box = named_table(f"{table.name}_box", *[column(name, Double) for name in ("row_no", *BOX)]).c
        meets = (box.west <= east, box.east >= west, box.south <= north, box.north >= south)
        return table.c.row_no.in_(select(box.row_no).where(*meets))

    def _insert_rows(self, connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
        if rows:
            statement = insert(table).compile(dialect=connection.dialect, column_keys=list(names))
            connection.exec_driver_sql(str(statement), list(rows))

    def _wait_for_register(self, connection: Connection) -> None:
        """Nothing to do: BEGIN IMMEDIATE lets one writer in at a time."""


def open_sqlite(url: URL) -> SqliteStore:
    """
    Open a SQLite file, or make it in a folder that exists.

    Raises
    ------
    StorageError
        If there is no such folder, the file is no database, belongs to another program, or is of a newer version.
    """
    if not url.database or url.database == ":memory:" or url.query:
        raise StorageError("need the path of a SQLite file and no options, such as sqlite:///geo.sqlite")
    path = Path(url.database)
    _require_ours(path)
    _write_ahead(path)
    shown = url.render_as_string()
    engine = _make_engine(url)
    store = SqliteStore(shown, engine, TABLES, reading={"begin": "BEGIN"}, writing={"begin": "BEGIN IMMEDIATE"})
    with refused_opening(shown, store.close):
        bring_up_to_date(engine.execution_options(begin="BEGIN IMMEDIATE"), TABLES, shown)
    return store


def _require_ours(path: Path) -> None:
    if not path.parent.is_dir():
        raise StorageError(f"can't make {path}: there is no folder {path.parent}; make it first")
    if not path.exists():
        return
    try:
        application_id, tables = _application_of(path)
    except sqlite3.Error as error:
        raise StorageError(f"can't open {path}: {error}; need a SQLite file of this program") from error
    # an empty database has neither mark nor tables, and may become ours
    if application_id != APPLICATION_ID and (application_id or tables):
        raise StorageError(f"{path} belongs to another program; name another file, or one that does not exist yet")


def _write_ahead(path: Path) -> None:
    """
    Set the file to write-ahead logging, once for all, so that readers never wait.

    SQLite does not wait for others that do the same at this moment, so we try again.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise StorageError(f"can't open {path}: {error}") from error
            time.sleep(RETRY_S)
        else:
            return


def _application_of(path: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(path)) as connection:
        application_id = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return application_id, tables


def _make_engine(url: URL) -> Engine:
    # threads must not wait for each other's readers, so the pool grows as needed
    engine = create_engine(url, max_overflow=-1, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # the driver must not begin or commit by itself: _begin does
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
