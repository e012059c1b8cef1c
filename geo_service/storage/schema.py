"""The schema's version: read at every start, changed by the migrations only when it differs."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from geo_service.errors import StorageError
from geo_service.storage.documents import adopt_zone_versions
from geo_service.storage.tables import VERSION_TABLE, Tables

NEWEST = "0003"
"""The last revision under `migrations/versions`; kept here so that a start need not load Alembic's scripts."""

WITHOUT_AUDIT = "0001"
"""The revision whose zone versions no audit tells of."""

Preparation = Callable[[Connection, str], None]


def bring_up_to_date(engine: Engine, tables: Tables, shown: str, *, prepare: Preparation | None = None) -> None:
    """
    Run the migrations that a database lacks, all or none; `prepare` runs before them in the same transaction.

    `shown` is the database's address for messages, without password.

    Raises
    ------
    StorageError
        If the schema is newer than this program, or other tables have our names.
    """
    with engine.connect() as connection:
        if read_version(connection) == NEWEST:
            return
    with engine.begin() as connection:
        if prepare is not None:
            prepare(connection, shown)
        # another process may have done it while we waited
        version = read_version(connection)
        if version != NEWEST:
            _require_older(version, shown)
            _require_free_names(connection, version, tables, shown)
            command.upgrade(alembic_config(connection), NEWEST)
            if version == WITHOUT_AUDIT:
                adopt_zone_versions(connection, tables)


def read_version(connection: Connection) -> str | None:
    """The revision that the schema is at; None for a database without our schema."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    return version


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings for the packaged migrations, run on a connection that is already in a transaction."""
    config = Config()
    config.set_main_option("script_location", "geo_service.storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _require_older(version: str | None, shown: str) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if version is not None and version not in known:
        raise StorageError(
            f"{shown} has schema {version}, newer than {NEWEST} of this program; install a newer geo-service"
        )


def _require_free_names(connection: Connection, version: str | None, tables: Tables, shown: str) -> None:
    taken = sorted(set(inspect(connection).get_table_names()) & set(tables.metadata.tables))
    if version is None and taken:
        raise StorageError(f"{shown} has a table {taken[0]} of another program; name a database of its own")
