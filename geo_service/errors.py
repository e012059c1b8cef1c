"""
Everything the service can refuse, in one tree.

GeoServiceError
├── InputError              what the person gave can't be used; the message says what would be right
│   ├── FileFormatError     the file is not what its name or the command says
│   ├── TableError          a table lacks a column or a row lacks a value
│   ├── CrsError            the coordinate reference system is missing or wrong
│   ├── GeometryError       a shape is broken, empty or in the wrong place
│   ├── AddressError        an address can't be read
│   └── ProtocolError       a protocol file is wrong, or does not know a category or unit
├── NotFoundError           the named zone, layer or building does not exist
├── ConflictError           somebody else changed the same thing first
├── RefusedError            a rule says no until the user accepts the findings by name
├── PermissionDeniedError   who asks may not do this
│   └── SignInError         nobody knows who asks: no or a wrong password, token or session
├── TooManyTriesError       too many wrong passwords; wait
└── StorageError            the database can't be opened or is not ours

Each message is one line: what was wrong, the value, and what would be right.
"""


class GeoServiceError(Exception):
    """Base of every error that a user may see."""


class InputError(GeoServiceError):
    """What the person gave can't be used."""


class FileFormatError(InputError):
    """The file is not what its name or the command says."""


class TableError(InputError):
    """A table lacks a column, or a row lacks a value."""


class CrsError(InputError):
    """The coordinate reference system is missing or wrong."""


class GeometryError(InputError):
    """A shape is broken, empty or in the wrong place."""


class AddressError(InputError):
    """An address can't be read."""


class ProtocolError(InputError):
    """A protocol file is wrong, or does not know a category or unit."""


class NotFoundError(GeoServiceError):
    """The named thing does not exist."""


class ConflictError(GeoServiceError):
    """Somebody else changed the same thing first."""


class RefusedError(GeoServiceError):
    """A rule says no until the user accepts the findings by name."""


class PermissionDeniedError(GeoServiceError):
    """Who asks may not do this."""


class SignInError(PermissionDeniedError):
    """Nobody knows who asks: there is no password, token or session, or a wrong one."""


class TooManyTriesError(GeoServiceError):
    """Too many wrong passwords came; `wait_s` says for how many seconds none is looked at."""

    def __init__(self, wait_s: int = 1) -> None:
        super().__init__(f"too many tries; wait {wait_s} seconds, then try again")
        self.wait_s = wait_s


class StorageError(GeoServiceError):
    """The database can't be opened, or is not one of ours."""
