"""
What both databases can hold, and refusals of what they can't: text, ids and geometry.

PostgreSQL can't keep a NUL in text and neither database can keep half a surrogate pair; SQLite would take
some of this silently, so it is refused here, before anything is written.
"""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.errors import GeometryError, InputError, TableError

MAX_KEY_BYTES = 1_000
"""Longest id or address key; two of them fit in one PostgreSQL B-tree entry (2,704 bytes, its documented limit)."""

LON_LIMIT, LAT_LIMIT = 180.0, 90.0
"""Degrees; a coordinate beyond them is in another system or has its axes swapped."""

WKB_LITTLE_ENDIAN = 1
"""Byte order of stored geometry, the same on both databases so that bytes can be compared."""

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""A NUL or half a surrogate pair."""

ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""A NUL inside JSON text, as `json.dumps` writes it."""


def is_storable(text: str) -> bool:
    """Whether both databases can keep a text: no NUL, no half surrogate pair."""
    return UNSTORABLE.search(text) is None


def askable(texts: Iterable[str]) -> list[str]:
    """The distinct texts that a database can be asked for, in order; the others can't be in it."""
    return [text for text in dict.fromkeys(texts) if is_storable(text)]


def require_storable(texts: Sequence[str | None], *, what: str, rows: Sequence[str]) -> None:
    """
    Refuse text that a database can't keep; `rows` names the row of each text.

    Raises
    ------
    TableError
        Naming the first such row, what it is a value of, and the fault.
    """
    if is_storable("".join(text for text in texts if text)):
        return
    row = next(row for row, text in zip(rows, texts, strict=True) if text and not is_storable(text))
    raise TableError(f"{row}: {what} has a NUL or half a surrogate pair, which no database keeps; remove that sign")


def require_keys(keys: Collection[str | None], *, what: str) -> None:
    """
    Refuse ids or keys that are null, empty or too long for an index.

    Raises
    ------
    TableError
        Naming the first such key.
    """
    for key in keys:
        if not key:
            raise TableError(f"{what} is empty in a row; every row needs one")
        if len(key) * 4 > MAX_KEY_BYTES and len(key.encode("utf-8", "replace")) > MAX_KEY_BYTES:
            raise TableError(f"{what} {key[:30]!a}… is longer than {MAX_KEY_BYTES} bytes; give a shorter one")


def json_text(value: Any, *, row: str, what: str) -> str:
    """
    JSON text of a value, key order kept.

    Raises
    ------
    TableError
        If the value is not JSON: NaN, a set, or text with a NUL.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise TableError(f"{row}: {what} is not JSON ({error})") from None
    if "\\u0000" in text and ESCAPED_NUL.search(text):
        raise TableError(f"{row}: {what} has a NUL, which no database keeps; remove that sign")
    return text


def require_geometry(geometries: NDArray[np.object_], *, types: Collection[str], rows: Sequence[str]) -> None:
    """
    Refuse shapes that are null, empty, of a type not in `types`, with heights, or outside lon/lat.

    Whether a polygon crosses itself is the importer's question, not the store's.

    Raises
    ------
    GeometryError
        Naming the first such row.
    """
    wanted = " or ".join(sorted(types))
    kinds = shapely.get_type_id(geometries)
    _refuse(shapely.is_missing(geometries), rows, f"has no geometry; need {wanted}")
    strange = ~np.isin(kinds, [shapely.GeometryType[name.upper()] for name in types])
    _refuse(
        strange, rows, f"is a {shapely.GeometryType(kinds[strange][0]).name}; need {wanted}" if any(strange) else ""
    )
    _refuse(shapely.is_empty(geometries), rows, f"has an empty geometry; need {wanted}")
    _refuse(shapely.has_z(geometries) | shapely.has_m(geometries), rows, "has heights or measures; need lon/lat only")
    _require_lonlat(geometries, rows)


def _require_lonlat(geometries: NDArray[np.object_], rows: Sequence[str]) -> None:
    lonlat, owners = shapely.get_coordinates(geometries, return_index=True)
    # NaN compares false, so it is outside
    outside = ~((np.abs(lonlat[:, 0]) <= LON_LIMIT) & (np.abs(lonlat[:, 1]) <= LAT_LIMIT))
    if outside.any():
        lon, lat = lonlat[outside][0]
        row = rows[owners[outside][0]]
        raise GeometryError(f"{row}: coordinate ({lon}, {lat}) is not lon/lat; need lon -180..180 and lat -90..90")


def _refuse(wrong: NDArray[np.bool_], rows: Sequence[str], fault: str) -> None:
    if wrong.any():
        raise GeometryError(f"{rows[int(np.argmax(wrong))]}: {fault}")


def to_wkb(geometries: NDArray[np.object_]) -> list[bytes | None]:
    """WKB of each shape, every bit of its float64 coordinates kept."""
    wkb: list[bytes | None] = shapely.to_wkb(geometries, byte_order=WKB_LITTLE_ENDIAN).tolist()
    return wkb


def require_text(text: str, *, what: str) -> None:
    """Refuse one text that no database keeps."""
    if not is_storable(text):
        raise InputError(f"{what} has a NUL or half a surrogate pair, which no database keeps; remove that sign")
