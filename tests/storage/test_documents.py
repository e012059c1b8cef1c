"""What the audit has of every row, and rows that are older than the audit."""

import pytest
from alembic import command
from sqlalchemy import create_engine, insert, make_url, text

from geo_service.actions.audit import verify_audit
from geo_service.model.account import ADMIN, Account, Actor
from geo_service.model.fact import Fact
from geo_service.storage import open_store, postgis, sqlite
from geo_service.storage.documents import ADOPTION, document_key
from geo_service.storage.schema import WITHOUT_AUDIT, alembic_config
from geo_service.storage.zone_rows import row_of_version
from tests.storage.samples import NOON, zone

CHIEF = Actor("chief", ADMIN)
KINDS = ["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)]


@pytest.fixture
def fresh_sqlite(tmp_path):
    return f"sqlite:///{tmp_path}/old.sqlite"


@pytest.fixture
def fresh_postgis(postgres_server):
    name = postgres_server.new_database()
    postgres_server.execute("CREATE EXTENSION postgis", name)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture(params=KINDS)
def old_url(request):
    """Address of a database of the first schema, which had no audit, with three zone versions."""
    kind = {"sqlite": sqlite, "postgis": postgis}[request.param]
    url = request.getfixturevalue(f"fresh_{request.param}")
    engine = kind._make_engine(make_url(url))
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), WITHOUT_AUDIT)
        for version in (zone(), zone(version=2), zone("Z2", geometry=None)):
            row = {name: value for name, value in row_of_version(version).items() if name != "details"}
            connection.execute(insert(kind.TABLES.zone_versions).values(row))
    engine.dispose()
    return url


def test_zone_versions_older_than_the_audit_are_taken_into_it(old_url):
    store = open_store(old_url)
    entries = store.audit_entries()
    assert [(one.event.action, one.event.subject) for one in entries] == [
        (ADOPTION, "zone Z1"), (ADOPTION, "zone Z1"), (ADOPTION, "zone Z2"),
    ]  # fmt: skip
    assert verify_audit(store, CHIEF).faults == ()
    store.close()


def test_what_was_adopted_goes_on_and_is_not_adopted_again(old_url):
    store = open_store(old_url)
    store.add_zone_version(zone(version=3))
    store.close()
    store = open_store(old_url)
    assert store.audit_head()[0] == 4
    assert verify_audit(store, CHIEF).faults == ()
    store.close()


def test_an_audit_that_was_emptied_is_not_made_anew(sqlite_url):
    store = open_store(sqlite_url)
    store.add_zone_version(zone())
    store.close()
    engine = create_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entries_delete"))
        connection.execute(text("DELETE FROM audit_entries"))
        connection.execute(text("UPDATE audit_head SET number = 0, hash = ''"))
    engine.dispose()
    store = open_store(sqlite_url)
    assert verify_audit(store, CHIEF).faults == ("zone_versions Z1 1 is in the store, but no entry tells of it",)
    store.close()


def test_every_kept_document_is_the_one_that_the_audit_got(store):
    store.add_zone_version(zone())
    store.add_fact(Fact("F1", "new_cases", "Z1", NOON, NOON, "值班员", {"count": 1.5}))
    store.put_account(Account("duty", ADMIN, NOON, password_hash="secret"), at=NOON, actor="chief")  # noqa: S106
    told = {document_key(one.event.document): one.event.document for one in store.audit_entries()}
    assert dict(store.kept_documents()) == told
    assert "secret" not in "".join(told.values())


@pytest.mark.parametrize("document", ["", "no JSON", "[]", "{}", '{"place_ids": []}', '{"account": "duty"}'])
def test_a_document_of_no_row_has_no_key(document):
    assert document_key(document) is None
