"""What a database says when it fails, as one line that a user can read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from geo_service.errors import StorageError


@contextmanager
def plain_failures(url: str) -> Iterator[None]:
    """
    Turn failures of the database itself (locked, disk full, server gone) into StorageError.

    A violated constraint, wrong SQL or a wrong value passes as it is: those are ours to handle or our mistakes.
    `url` is shown, so it must be without the password.
    """
    try:
        yield
    except (IntegrityError, ProgrammingError, DataError):
        raise
    except (DBAPIError, PoolTimeoutError) as error:
        raise StorageError(f"database {url} failed: {reason_of(error)}") from error


@contextmanager
def refused_opening(url: str, release: Callable[[], None], *, secret: str | None = None) -> Iterator[None]:
    """
    Turn whatever the database says while it is opened into StorageError; `release` is called on any failure.

    `url` is shown; `secret` is taken out of what the driver says.
    """
    try:
        yield
    except DBAPIError as error:
        release()
        said = reason_of(error)
        # the driver's own error may hold the address, so it is not chained
        raise StorageError(f"can't open {url}: {said.replace(secret, '***') if secret else said}") from None
    except BaseException:
        release()
        raise


def reason_of(error: Exception) -> str:
    """The first line of what the driver said."""
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return next((line.strip() for line in said.splitlines() if line.strip()), type(error).__name__)
