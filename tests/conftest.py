"""Fixtures shared by all tests: one store per database kind, on a fresh database each."""

import os

import pytest

from geo_service.storage import open_store
from tests.postgres import PostgresMissingError, running_server


@pytest.fixture(scope="session")
def postgres_server():
    """A private PostgreSQL with PostGIS; skips where there is none, but fails in CI."""
    try:
        with running_server() as server:
            yield server
    except PostgresMissingError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgis_template(postgres_server):
    """Name of a database with PostGIS and our tables, to copy from."""
    name = postgres_server.new_database()
    open_store(postgres_server.url(name)).close()
    return name


@pytest.fixture
def postgis_url(postgres_server, postgis_template):
    """Address of a fresh database with PostGIS and our tables."""
    name = postgres_server.new_database(postgis_template)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def sqlite_url(tmp_path):
    """Address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/geo.sqlite"


@pytest.fixture(params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def store_url(request):
    """Address of a fresh database, of each kind in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def store(store_url):
    """An empty store, of each kind in turn."""
    opened = open_store(store_url)
    yield opened
    opened.close()
