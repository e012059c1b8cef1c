"""What is refused when a database is opened, in one clear line without the password."""

import socket
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo_service.errors import StorageError
from geo_service.storage import open_store
from tests.storage.samples import buildings


def refusal(url):
    with pytest.raises(StorageError) as caught:
        open_store(url)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "oracle://h", "postgresql+asyncpg://u:secret@h/d"])
def test_an_unknown_scheme_is_refused_with_examples(url):
    said = refusal(url)
    assert said.startswith(f"no store for {url.split(':')[0]}://; need sqlite:///")
    assert "secret" not in said


@pytest.mark.parametrize("url", ["", "geo.sqlite", "postgresql://u:secret@h:12a/d", "postgresql://u:sec:ret@@h:p@/d"])
def test_an_address_that_cannot_be_read_is_not_repeated(url):
    said = refusal(url)
    assert said.startswith("can't read the database address; need sqlite:///")
    assert "sec" not in said


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///geo.sqlite?mode=memory"])
def test_a_store_without_a_file_or_with_options_is_refused(url):
    assert "need the path of a SQLite file" in refusal(url)


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    assert f"there is no folder {tmp_path}/nowhere" in refusal(f"sqlite:///{tmp_path}/nowhere/geo.sqlite")


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 100)
    assert "file is not a database" in refusal(f"sqlite:///{path}")
    assert path.read_text() == "not a database " * 100


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    assert f"can't open {tmp_path}" in refusal(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("statement", ["CREATE TABLE buildings (id)", "PRAGMA application_id = 1196444487"])
def test_a_database_of_another_program_is_refused_and_kept(tmp_path, statement):
    path = tmp_path / "other.sqlite"
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    before = path.read_bytes()
    assert "belongs to another program" in refusal(f"sqlite:///{path}")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_file_becomes_a_store(tmp_path):
    (tmp_path / "geo.sqlite").touch()
    open_store(f"sqlite:///{tmp_path}/geo.sqlite").close()


def test_a_path_with_spaces_and_chinese_signs_works(tmp_path):
    (tmp_path / "数据 #1").mkdir()
    open_store(f"sqlite:///{tmp_path}/数据 #1/库.sqlite").close()
    assert (tmp_path / "数据 #1" / "库.sqlite").exists()


def test_a_store_can_be_opened_again(store_url):
    first = open_store(store_url)
    first.write_layer("buildings", buildings("a"), source="osm")
    first.close()
    second = open_store(store_url)
    assert second.count_rows("buildings") == 1
    second.close()


def test_a_new_store_may_be_opened_by_many_at_once(tmp_path):
    with ThreadPoolExecutor(4) as pool:
        for attempt in range(5):
            stores = list(pool.map(open_store, [f"sqlite:///{tmp_path}/{attempt}.sqlite"] * 4))
            assert [store.count_rows("buildings") for store in stores] == [0] * 4
            for store in stores:
                store.close()


def test_a_closed_sqlite_store_is_one_file(sqlite_url, tmp_path):
    store = open_store(sqlite_url)
    store.write_layer("buildings", buildings("a"), source="osm")
    store.close()
    assert list(tmp_path.iterdir()) == [tmp_path / "geo.sqlite"]


def test_a_writer_that_waits_too_long_says_so(sqlite_url, monkeypatch):
    monkeypatch.setattr("geo_service.storage.sqlite.PRAGMAS", ("busy_timeout = 50",))
    first, second = open_store(sqlite_url), open_store(sqlite_url)
    with first.transaction(), pytest.raises(StorageError, match="database is locked"):
        second.write_layer("buildings", buildings("a"), source="osm")
    first.close()
    second.close()


def test_a_server_that_is_not_there_is_refused_without_the_password():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        said = refusal(f"postgresql://user:secret@127.0.0.1:{free.getsockname()[1]}/geo")
    assert said.startswith("can't open postgresql://user:***@127.0.0.1")
    assert "secret" not in said


def test_without_psycopg_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install geo-service[postgis]" in refusal("postgresql://user:secret@127.0.0.1/geo")


@pytest.mark.postgis
def test_a_wrong_password_is_refused_without_it(postgres_server):
    said = refusal(postgres_server.url("postgres").replace(postgres_server.password, "wrong-secret"))
    assert "password authentication failed" in said
    assert "wrong-secret" not in said


@pytest.mark.postgis
def test_the_url_of_a_store_has_no_password(postgres_server, postgis_url):
    store = open_store(postgis_url)
    assert postgres_server.password not in store.url
    store.close()


@pytest.mark.postgis
def test_postgis_is_added_where_it_may_be(postgres_server):
    name = postgres_server.new_database()
    store = open_store(postgres_server.url(name))
    assert store.count_rows("buildings") == 0
    store.close()
    postgres_server.drop_database(name)


@pytest.fixture
def plain_user_url(postgres_server):
    """Address of a database without PostGIS, as its owner, who may not add extensions."""
    name = postgres_server.new_database()
    user = f"{name}_owner"
    postgres_server.execute(f"CREATE ROLE {user} LOGIN PASSWORD 'owner-secret'")
    postgres_server.execute(f"ALTER DATABASE {name} OWNER TO {user}")
    yield f"postgresql://{user}:owner-secret@127.0.0.1:{postgres_server.port}/{name}"
    postgres_server.drop_database(name)
    postgres_server.execute(f"DROP ROLE {user}")


@pytest.mark.postgis
def test_postgis_that_may_not_be_added_is_refused_with_the_remedy(plain_user_url):
    said = refusal(plain_user_url)
    assert "has no PostGIS and we may not add it" in said
    assert "CREATE EXTENSION postgis" in said
    assert "owner-secret" not in said


@pytest.mark.postgis
def test_a_database_with_tables_of_our_names_is_refused(postgres_server):
    name = postgres_server.new_database()
    postgres_server.execute("CREATE TABLE roads (id int)", name)
    assert "has a table roads of another program" in refusal(postgres_server.url(name))
    postgres_server.drop_database(name)


@pytest.mark.postgis
def test_a_database_in_another_encoding_is_refused(postgres_server):
    name = f"{postgres_server.new_database('template0')}_latin"
    postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING LATIN1 LC_COLLATE 'C' LC_CTYPE 'C'")
    assert "is encoded in LATIN1" in refusal(postgres_server.url(name))
    postgres_server.drop_database(name)
