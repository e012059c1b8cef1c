"""Fixtures shared by all tests: a store per database kind, one browser; quick tests run first, CI leaves none out."""

import os

import pytest
from hypothesis import settings

from geo_service.storage import open_store
from tests.browser import chromium
from tests.postgres import PostgresMissingError, running_server

__all__ = ["chromium"]

# a busy machine is no failure; how long things take is measured by the benches
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


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


def pytest_collection_modifyitems(items):
    """Run the quick tests first, then those with real data, a server or a browser."""
    marks = ("shared", "postgis", "slow", "browser")
    items.sort(
        key=lambda item: max(
            (marks.index(mark.name) + 1 for mark in item.iter_markers() if mark.name in marks), default=0
        )
    )


def pytest_sessionfinish(session, exitstatus):
    """In CI nothing may be left out: a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        reporter.write_line("CI must run every test, but some were skipped")
        session.exitstatus = 1
