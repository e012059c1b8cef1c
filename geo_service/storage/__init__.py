"""
The register and the zones in a database: `open_store(url)` gives a `Store`, the one door to it.

To add a database, write one module like `sqlite.py` and name it in `OPENERS`.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from geo_service.errors import StorageError
from geo_service.storage.postgis import open_postgis
from geo_service.storage.sqlite import open_sqlite
from geo_service.storage.store import Store

__all__ = ["OPENERS", "Store", "open_store"]

OPENERS: Mapping[str, Callable[[URL], Store]] = {"sqlite": open_sqlite, "postgresql": open_postgis}

EXAMPLES = "sqlite:///geo.sqlite (four slashes for an absolute path) or postgresql://user:password@host:5432/name"


def open_store(url: str) -> Store:
    """
    Open the store at a database address, making or updating its tables when needed.

    The password never appears in messages, nor in the store's `url`.

    Raises
    ------
    StorageError
        If the address can't be read, or the database can't be opened or is not ours.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # the address may hold a password, so it is not repeated
        raise StorageError(f"can't read the database address; need {EXAMPLES}") from None
    if address.drivername not in OPENERS:
        raise StorageError(f"no store for {address.drivername}://; need {EXAMPLES}")
    return OPENERS[address.drivername](address)
