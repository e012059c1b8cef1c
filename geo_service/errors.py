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
├── PermissionDeniedError   the token is missing or does not allow this
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
    """The token is missing or does not allow this."""


class StorageError(GeoServiceError):
    """The database can't be opened, or is not one of ours."""
