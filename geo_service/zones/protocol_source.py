"""
A protocol file as written: its tables, each with the place it came from, and one file laid over another.

Tables are merged key by key, lists of named tables by name, transitions by the category they leave; every other value
is replaced. `removed = true` takes away what the file below said. Every key remembers its file and line, so a fault of
a merged protocol is shown where it was written.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from geo_service.errors import ProtocolError
from geo_service.zones.protocol_lines import Path, lines_of

NAMED_BY: Mapping[str, str] = {
    "category": "id",
    "body": "id",
    "check": "id",
    "deadline": "id",
    "closure": "id",
    "passage": "id",
    "testing": "category",
    "migrate": "category",
    "people": "group",
}
"""Lists of tables that are merged by the value of a key; any other list replaces the one it is laid over."""

REMOVED = "removed"
"""The key that takes away a table of the file below."""

_ROWS_OF_CATEGORY: Mapping[str, tuple[str, ...]] = {
    "transition": ("from", "to", "entered_from"),
    "designate": ("to",),
    "testing": ("category",),
}
"""Lists whose rows go with a category that is removed, and the keys that name it there."""

_LISTS_OF_CATEGORIES = ("subtract", "exists_while", "no_active", "visits_cleared", "also")
"""Keys, at any depth, whose lists lose the name of a category that is removed."""


@dataclass(frozen=True)
class SourceFile:
    """The name of one protocol file, and the line of each of its keys."""

    name: str
    lines: Mapping[Path, int] = field(repr=False)

    def line_of(self, path: Path) -> int | None:
        """The line of a key, or of the nearest table above it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


@dataclass(frozen=True)
class Spot:
    """A place in a file."""

    file: SourceFile
    path: Path = ()

    def below(self, *path: str | int) -> "Spot":
        """A place further in."""
        return Spot(self.file, (*self.path, *path))

    def __str__(self) -> str:
        line = self.file.line_of(self.path)
        return f"{self.file.name}, line {line}" if line else self.file.name


class Origin(dict[str, Any]):
    """A table that knows where it stands, and where each of its keys was written."""

    def __init__(self, values: Mapping[str, Any], spot: Spot, spots: Mapping[str, Spot] | None = None) -> None:
        super().__init__(values)
        self.spot = spot
        self.spots = dict(spots) if spots is not None else {key: spot.below(key) for key in values}

    @property
    def file_name(self) -> str:
        """The file that it, or its uppermost layer, was written in."""
        return self.spot.file.name

    def with_values(self, changes: Mapping[str, Any]) -> "Origin":
        """The same with some values changed; they keep the places of those before."""
        return Origin({**self, **changes}, self.spot, {**dict.fromkeys(changes, self.spot), **self.spots})

    def without(self, *keys: str) -> "Origin":
        """The same without some keys."""
        return Origin({key: value for key, value in self.items() if key not in keys}, self.spot, self.spots)


def parse_source(text: str, name: str) -> Origin:
    """
    The tables of a TOML text; `name` is the file's, for messages.

    Raises
    ------
    ProtocolError
        If it is not TOML, or two tables of a list share their name.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"{name}: not TOML: {error}") from None
    source = _with_origin(tables, Spot(SourceFile(name, lines_of(text))))
    _require_own_names(source)
    return source


def _with_origin(tables: Mapping[str, Any], spot: Spot) -> Origin:
    return Origin({key: _value(value, spot.below(key)) for key, value in tables.items()}, spot)


def _value(value: Any, spot: Spot) -> Any:
    if isinstance(value, Mapping):
        return _with_origin(value, spot)
    if isinstance(value, list):
        return [_value(one, spot.below(number)) for number, one in enumerate(value)]
    return value


def _require_own_names(tables: Origin) -> None:
    for key, name in NAMED_BY.items():
        seen: set[str] = set()
        for number, row in enumerate(_rows(tables.get(key))):
            named = _name_of(row, name)
            if named in seen:
                raise ProtocolError(
                    f"{row.spots[name]}: {key}.{number}.{name}: {named!r} is there twice; each {key} needs its own"
                )
            seen |= {named} if named else set()


def spot_of(tables: Mapping[str, Any], place: Path) -> Spot | None:
    """Where a place of merged tables was written: the innermost key on the way to it that knows; None if none does."""
    spot = tables.spot if isinstance(tables, Origin) else None
    value: Any = tables
    for part in place:
        if isinstance(value, Origin):
            spot = value.spots.get(str(part), value.spot)
            value = value.get(str(part))
        else:
            value = value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None
            spot = spot.below(part) if spot else None
        if isinstance(value, Origin):
            spot = value.spot
    return spot


def fault_line(tables: Mapping[str, Any], place: Path) -> str:
    """`FILE, line N` of a place in merged tables; a key that is not there is shown at its table."""
    return str(spot_of(tables, place) or "protocol")


def merged(below: Origin, above: Origin) -> Origin:
    """
    One file laid over another; with a category that is removed go its transitions, rules, tests and mentions.

    Raises
    ------
    ProtocolError
        If something is removed that is not below, or says more than its name while it is removed.
    """
    gone = frozenset(_name_of(row, "id") for row in _rows(above.get("category")) if _is_removed(row))
    # before they are laid together, so that the file above can't speak of what it removes
    return _tables_merged(_without_categories(below, gone - {""}) if gone else below, above)


def _tables_merged(below: Origin, above: Origin) -> Origin:
    values, spots = dict(below), {**below.spots, **above.spots}
    for key, value in above.items():
        if isinstance(value, Origin) and _is_removed(value):
            _require_removable(value, is_below=key in below, name=key, allowed={REMOVED})
            values.pop(key)
        else:
            values[key] = _laid_over(key, below.get(key), value)
    return Origin(values, above.spot, spots)


def _laid_over(key: str, below: Any, above: Any) -> Any:
    if isinstance(below, Origin) and isinstance(above, Origin):
        return _tables_merged(below, above)
    if isinstance(above, list) and key in NAMED_BY:
        return _by_name(_rows(below), above, key)
    if isinstance(above, list) and key == "transition":
        return _by_departure(_rows(below), above)
    return above


def _by_name(below: list[Origin], above: list[Any], key: str) -> list[Any]:
    name = NAMED_BY[key]
    old = {_name_of(row, name) for row in below} - {""}
    new = {_name_of(row, name): row for row in _rows(above)}
    for named, row in new.items():
        if _is_removed(row):
            _require_removable(row, is_below=named in old, name=f"{key} {named!r}", allowed={name, REMOVED})
    changed = [(row, new.get(_name_of(row, name))) for row in below]
    kept = [row if over is None else _tables_merged(row, over) for row, over in changed if not _is_removed(over)]
    return kept + [row for row in above if _name_of(row, name) not in old]


def _by_departure(below: list[Origin], above: list[Any]) -> list[Any]:
    """Transitions from a category that the file above speaks of replace all that were there from it."""
    replaced = {_name_of(row, "from") for row in above}
    return [row for row in below if _name_of(row, "from") not in replaced] + above


def _require_removable(row: Origin, *, is_below: bool, name: str, allowed: set[str]) -> None:
    more = sorted(set(row) - allowed)
    if more:
        raise ProtocolError(
            f"{row.spots[more[0]]}: {name} is removed, so it can't say {', '.join(more)}; leave one out"
        )
    if not is_below:
        raise ProtocolError(
            f"{row.spots[REMOVED]}: there is no {name} below that could be removed; correct its name or leave it out"
        )


def _without_categories(tables: Origin, gone: frozenset[str]) -> Origin:
    kept = {
        key: [row for row in tables[key] if not any(_name_of(row, name) in gone for name in names)]
        for key, names in _ROWS_OF_CATEGORY.items()
        if isinstance(tables.get(key), list)
    }
    cleaned = _without_mentions(tables.with_values(kept), gone)
    return cleaned if isinstance(cleaned, Origin) else tables


def _without_mentions(value: Any, gone: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_without_mentions(one, gone) for one in value]
    if not isinstance(value, Origin):
        return value
    changes = {
        key: [name for name in one if not (isinstance(name, str) and name in gone)]
        if key in _LISTS_OF_CATEGORIES and isinstance(one, list)
        else _without_mentions(one, gone)
        for key, one in value.items()
    }
    return Origin(changes, value.spot, value.spots)


def _rows(value: Any) -> list[Origin]:
    """The tables of a list; whatever else somebody wrote there is left to the schema."""
    return [row for row in value if isinstance(row, Origin)] if isinstance(value, list) else []


def _name_of(row: Any, key: str) -> str:
    value = row.get(key) if isinstance(row, Origin) else None
    return value if isinstance(value, str) else ""


def _is_removed(row: Origin | None) -> bool:
    return row is not None and row.get(REMOVED) is True


def names_in(tables: Origin, key: str) -> tuple[str, ...]:
    """The names of the tables of a named list, in order."""
    return tuple(name for row in _rows(tables.get(key)) if (name := _name_of(row, NAMED_BY[key])))


def joined(parts: Iterable[str | int]) -> str:
    """A path as a message shows it: `category.1.color`."""
    return ".".join(str(part) for part in parts) or "the whole"
