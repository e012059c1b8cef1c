"""Columns and cells of foreign tables: which column is which, and each cell as the value it stands for."""

import json
import math
import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from importlib import resources
from typing import Any

import numpy as np

from geo_service.errors import TableError
from geo_service.model.frames import BARRIER_KINDS, FACILITY_KINDS, GATE_KINDS, Column, Layer

_RULES = tomllib.loads(
    resources.files("geo_service.importers").joinpath("rules/fields.toml").read_text(encoding="utf-8")
)
RANGES: Mapping[str, tuple[float, float]] = {name: (low, high) for name, (low, high) in _RULES["ranges"].items()}
OWN_IDS: tuple[str, ...] = tuple(_RULES["ids"]["own"])
IGNORED: frozenset[str] = frozenset(_RULES["ignored"]["columns"])
UNKNOWN_WHEN_ZERO: frozenset[str] = frozenset(_RULES["unknown_when_zero"]["columns"])
KINDS: Mapping[str, tuple[str, ...]] = {
    "facilities": FACILITY_KINDS,
    "gates": GATE_KINDS,
    "barriers": BARRIER_KINDS,
}

SHOWN_LETTERS, SHOWN_NAMES = 40, 20
"""How much of a cell and how many headings stand in a message; a sheet may have 16,384 columns."""

_SEPARATORS = re.compile(r"[\s_\-·]+")
_LIST_BREAK = re.compile(r"[;；、|\n]+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]+")


def plain_heading(heading: str) -> str:
    """A heading as it is compared: half-width, without case, spaces, underscores and hyphens."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", heading)).casefold()


def clean_text(text: str) -> str:
    """Text on one line: control and invisible characters become one space, ends are stripped."""
    return text.strip() if text.isprintable() else _CONTROL.sub(" ", text).strip()


def layer_aliases(layer: Layer) -> dict[str, list[str]]:
    """The headings that stand for each column of a layer; the column's own name comes first."""
    common, own = _RULES["aliases"]["any"], _RULES["aliases"].get(layer.name, {})
    names = [column.name for column in layer.columns if column.name not in ("source", "tags")]
    return {name: [name, *own.get(name, common.get(name, ()))] for name in names}


def find_columns(
    available: Collection[str],
    aliases: Mapping[str, Iterable[str]],
    *,
    fields: Mapping[str, str] | None = None,
    blank: Collection[str] = (),
    cut: Callable[[str], str] = lambda alias: alias,
) -> dict[str, str]:
    """
    Find which column of a file stands for which of ours.

    Parameters
    ----------
    available
        The file's headings.
    aliases
        For each of our columns the headings it may have, best first.
    fields
        What the person said: our column → the file's heading; goes first.
    blank
        Headings without a single value; only `fields` can choose them.
    cut
        What a format with short headings makes of a longer one.

    Raises
    ------
    TableError
        If `fields` names a column that we or the file do not have.
    """
    found = _said(available, aliases, fields or {})
    headings = {plain_heading(heading): heading for heading in reversed(list(available)) if heading not in blank}
    for ours, names in aliases.items():
        matches = (headings.get(plain_heading(form)) for name in names for form in (name, cut(name)))
        free = (heading for heading in matches if heading is not None and heading not in found.values())
        heading = None if ours in found else next(free, None)
        if heading is not None:
            found[ours] = heading
    return found


def _said(available: Collection[str], aliases: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, str]:
    for ours, heading in fields.items():
        if ours not in aliases:
            raise TableError(f"there is no column {ours!r} to fill; the columns are {', '.join(aliases)}")
        if heading not in available:
            raise TableError(f"the file has no column {shown(heading)}; it has {listed(available)}")
    return dict(fields)


def is_blank(value: Any) -> bool:
    """Whether a cell says nothing: null, not a number, or only spaces."""
    if value is None:
        return True
    if isinstance(value, float | np.floating):
        return math.isnan(value)
    return isinstance(value, str) and not clean_text(value)


def read_cell(column: Column, value: Any, *, layer: str = "") -> Any:
    """
    A cell as a value of its column; blank is None.

    Raises
    ------
    TableError
        If it can't be one; the message names the column and the value.
    """
    if is_blank(value):
        return None
    return _READERS[column.kind](column.name, value, layer)


def read_number(name: str, value: Any) -> float:
    """A number in the range of its column; words are refused."""
    try:
        number = float(unicodedata.normalize("NFKC", clean_text(value)) if isinstance(value, str) else value)
    except (TypeError, ValueError):
        raise TableError(f"{name} is {shown(value)}; need a number") from None
    low, high = RANGES.get(name, (-math.inf, math.inf))
    if number == 0 and name in UNKNOWN_WHEN_ZERO:
        return number
    if not (math.isfinite(number) and low <= number <= high):
        raise TableError(f"{name} is {shown(value)}; need a number from {low:g} to {high:g}")
    return number


def read_whole_number(name: str, value: Any) -> int:
    """A whole number in the range of its column; 3.7 and words are refused."""
    if isinstance(value, int | np.integer) and name not in RANGES:
        return int(value)
    number = read_number(name, value)
    if not number.is_integer():
        raise TableError(f"{name} is {shown(value)}; need a whole number")
    return int(number)


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without .0."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return clean_text(str(value))


def plain_value(value: Any) -> Any:
    """A cell as a value that JSON knows."""
    if isinstance(value, np.generic):
        return plain_value(value.item())
    if isinstance(value, np.ndarray | list | tuple):
        return [plain_value(item) for item in value]
    return clean_text(value) if isinstance(value, str) else value


def _text_cell(name: str, value: Any, layer: str) -> str:
    text = cell_text(value)
    words = _RULES["values"].get(name)
    if words is None:
        return text
    meaning = str(words.get(text, text))
    known = KINDS.get(layer, ())
    if words.get("closed") and known and meaning not in known:
        raise TableError(f"{name} is {shown(value)}; need one of {', '.join(known)}")
    return meaning


def _int_cell(name: str, value: Any, _layer: str) -> int | None:
    words = _RULES["values"].get(name)
    number = read_whole_number(name, words.get(cell_text(value).casefold(), value) if words else value)
    return None if number == 0 and name in UNKNOWN_WHEN_ZERO else number


def _float_cell(name: str, value: Any, _layer: str) -> float | None:
    number = read_number(name, value)
    return None if number == 0 and name in UNKNOWN_WHEN_ZERO else number


def _bool_cell(name: str, value: Any, _layer: str) -> bool:
    meaning = _RULES["values"]["bool"].get(cell_text(value).casefold())
    if meaning not in ("true", "false"):
        raise TableError(f"{name} is {shown(value)}; need yes or no, 是 or 否")
    return bool(meaning == "true")


def _json_cell(name: str, value: Any, _layer: str) -> Any:
    if not isinstance(value, str):
        return plain_value(value) if isinstance(value, np.ndarray | list | dict) else [cell_text(value)]
    text = value.strip()
    if text.startswith(("[", "{")):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise TableError(f"{name} is {shown(value)}; need a list such as 甲;乙") from None
    return [item for item in map(clean_text, _LIST_BREAK.split(text)) if item]


def shown(value: Any) -> str:
    """A foreign cell as messages quote it: one line, its first letters."""
    return repr(cell_text(value)[:SHOWN_LETTERS]) if not is_blank(value) else "empty"


def listed(names: Collection[str]) -> str:
    """Names of a file as messages list them: the first ones, and how many more there are."""
    first = [name[:SHOWN_LETTERS] for name in list(names)[:SHOWN_NAMES]]
    return ", ".join(first) + (f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else "")


_READERS: Mapping[str, Callable[[str, Any, str], Any]] = {
    "text": _text_cell,
    "int": _int_cell,
    "float": _float_cell,
    "bool": _bool_cell,
    "json": _json_cell,
}
