"""The migrations make exactly the tables that the program uses, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from geo_service.errors import StorageError
from geo_service.storage import open_store, postgis, sqlite
from geo_service.storage.migrations import versions
from geo_service.storage.schema import NEWEST, alembic_config
from geo_service.storage.tables import VERSION_TABLE
from tests.storage.samples import StoppedError

BESIDE_OURS = {VERSION_TABLE, "spatial_ref_sys"}


def described(engine, names):
    """Every table as the database itself describes it."""
    look = inspect(engine)
    return {name: _described_table(look, name) for name in sorted(names)}


def _described_table(look, name):
    columns = [(c["name"], repr(c["type"]), c["nullable"], c["default"]) for c in look.get_columns(name)]
    return (
        columns,
        look.get_pk_constraint(name)["constrained_columns"],
        look.get_unique_constraints(name),
        look.get_indexes(name),
    )


@pytest.fixture
def fresh_sqlite(tmp_path):
    return f"sqlite:///{tmp_path}/fresh.sqlite"


@pytest.fixture
def fresh_postgis(postgres_server):
    name = postgres_server.new_database()
    postgres_server.execute("CREATE EXTENSION postgis", name)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def test_the_migrated_schema_is_that_of_the_tables(kind, request):
    migrated_url = request.getfixturevalue(f"{kind}_url")
    open_store(migrated_url).close()
    metadata = {"sqlite": sqlite, "postgis": postgis}[kind].TABLES.metadata
    migrated, made = (create_engine(_driver(url)) for url in (migrated_url, request.getfixturevalue(f"fresh_{kind}")))
    metadata.create_all(made)
    try:
        assert described(migrated, metadata.tables) == described(made, metadata.tables)
    finally:
        migrated.dispose()
        made.dispose()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def test_alembic_finds_nothing_left_to_migrate(kind, request):
    url = request.getfixturevalue(f"{kind}_url")
    opened = open_store(url)

    def is_ours(_object, name, sort, _reflected, _other):
        return not (sort == "table" and (name in BESIDE_OURS or "_box" in name))

    with opened._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_ours})
        assert compare_metadata(context, opened._tables.metadata) == []
    opened.close()


def _driver(url):
    return url.replace("postgresql:", "postgresql+psycopg:")


def test_the_newest_revision_is_the_one_the_program_expects():
    scripts = ScriptDirectory.from_config(alembic_config())
    assert scripts.get_heads() == [NEWEST]
    assert scripts.dir.startswith(versions.__path__[0].removesuffix("versions").rstrip("/"))


def test_opening_again_runs_no_migration(store_url, monkeypatch):
    open_store(store_url).close()
    monkeypatch.setattr("geo_service.storage.schema.command", None)
    open_store(store_url).close()


def test_a_schema_newer_than_the_program_is_refused(store_url):
    opened = open_store(store_url)
    with opened._engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608
    opened.close()
    with pytest.raises(StorageError, match=r"schema 9999, newer than .*; install a newer geo-service"):
        open_store(store_url)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def test_a_migration_that_fails_leaves_nothing(kind, request, monkeypatch):
    url = request.getfixturevalue(f"fresh_{kind}")

    def upgrade_and_stop(config, revision, upgrade=command.upgrade):
        upgrade(config, revision)
        raise StoppedError

    monkeypatch.setattr(command, "upgrade", upgrade_and_stop)
    with pytest.raises(StoppedError):
        open_store(url)
    monkeypatch.undo()
    engine = create_engine(_driver(url))
    assert set(inspect(engine).get_table_names()) <= {"spatial_ref_sys"}
    engine.dispose()
    open_store(url).close()


@pytest.mark.postgis
def test_a_new_postgis_store_may_be_opened_by_many_at_once(fresh_postgis):
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(open_store, [fresh_postgis] * 4))
    assert [store.count_rows("buildings") for store in stores] == [0] * 4
    for store in stores:
        store.close()
