import pytest

from geo_service.storage import open_store
from tests.actions.town import fill


@pytest.fixture
def town(store):
    """The township in a store of each kind."""
    return fill(store)


@pytest.fixture
def sqlite_town(tmp_path):
    """The township in a SQLite store."""
    opened = open_store(f"sqlite:///{tmp_path}/town.sqlite")
    yield fill(opened)
    opened.close()
