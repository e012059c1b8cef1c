"""One SQL database: its transactions, one to a thread, that nest and keep all or nothing."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

from geo_service.errors import StorageError
from geo_service.storage.failures import plain_failures
from geo_service.storage.tables import Tables


class _Session(threading.local):
    """One thread's open transaction, whether a step inside it has failed, and whether it may write."""

    connection: Connection | None = None
    failed: bool = False
    only_reading: bool = False


class SqlSession:
    """
    A SQL database that is read and written in transactions; safe to use from many threads.

    A transaction belongs to the thread that opened it: don't await inside one.
    `url` is without the password.
    """

    def __init__(
        self, url: str, engine: Engine, tables: Tables, *, reading: dict[str, Any], writing: dict[str, Any]
    ) -> None:
        self.url = url
        self._engine = engine
        self._reader = engine.execution_options(**reading)
        self._writer = engine.execution_options(**writing)
        self._tables = tables
        self._session = _Session()

    # --- transactions

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a block as one transaction; an inner block joins the outer, and an error in either undoes both."""
        with self._writing():
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Run a block that sees one unchanging state, whatever others write meanwhile; it may not write itself."""
        if self._session.connection is not None:
            raise StorageError("a snapshot must be taken outside of a transaction")
        with self._reading_block() as connection:
            self._session.connection, self._session.only_reading = connection, True
            try:
                yield
            finally:
                self._session.connection, self._session.only_reading = None, False

    def _writing(self) -> AbstractContextManager[Connection]:
        if self._session.only_reading:
            raise StorageError("nothing can be written inside of a snapshot")
        if self._session.connection is None:
            return self._outer_block()
        return self._inner_block(self._session.connection)

    @contextmanager
    def _outer_block(self) -> Iterator[Connection]:
        with plain_failures(self.url), self._writer.begin() as connection:
            self._session.connection, self._session.failed = connection, False
            try:
                yield connection
                if self._session.failed:
                    raise StorageError("a step of this transaction failed before; nothing of it was kept")
            finally:
                self._session.connection = None

    @contextmanager
    def _inner_block(self, connection: Connection) -> Iterator[Connection]:
        try:
            with plain_failures(self.url):
                yield connection
        except BaseException:
            self._session.failed = True
            raise

    def _reading(self) -> AbstractContextManager[Connection]:
        """One unchanging view of the data: the thread's own transaction, or a new one for reading only."""
        if self._session.connection is None:
            return self._reading_block()
        return self._inner_block(self._session.connection)

    @contextmanager
    def _reading_block(self) -> Iterator[Connection]:
        with plain_failures(self.url), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()
