"""Drawn zones from GeoJSON files or text."""

import json
from pathlib import Path
from typing import Any

from shapely import MultiPolygon, Polygon

from geo_service.coords.metric import Bounds
from geo_service.derive.drawing import drawn_shape
from geo_service.errors import FileFormatError

MAX_DRAWING_BYTES = 10_000_000
"""A drawing at the corner limit has less than half a megabyte; more is a data set, not a drawing."""


def read_drawn_shape(path_or_text: Path | str, *, inside: Bounds | None = None) -> Polygon | MultiPolygon:
    """
    Read one polygon fit for a zone, WGS-84 lon/lat, from GeoJSON: a geometry, a Feature or a FeatureCollection.

    A string that starts with `{` is the GeoJSON itself, anything else is a path. Several polygons become
    their union. `inside` are the register's bounds. Nothing is repaired.

    Raises
    ------
    FileFormatError
        If there is no such file, or it is not JSON.
    GeometryError
        If the shape is not drawable; the message says what and where.
    CrsError
        If the file says that it is not in lon/lat.
    """
    if isinstance(path_or_text, str) and path_or_text.lstrip("\ufeff \t\r\n").startswith("{"):
        return drawn_shape(_parse(path_or_text, "the drawing"), inside=inside)
    path = Path(path_or_text)
    return drawn_shape(_parse(_read(path), path.name), inside=inside)


def _read(path: Path) -> str:
    if not path.is_file():
        raise FileFormatError(f"no file {path}; need a GeoJSON file with one polygon")
    size = path.stat().st_size
    if size > MAX_DRAWING_BYTES:
        raise FileFormatError(f"{path.name} has {size:,} bytes; a drawing has at most {MAX_DRAWING_BYTES:,}")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileFormatError(f"{path.name} is not UTF-8 text; need GeoJSON (RFC 7946)") from None


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise FileFormatError(f"{name} is not JSON ({error}); need GeoJSON (RFC 7946)") from None
    if not isinstance(value, dict):
        raise FileFormatError(f"{name} is not GeoJSON: need an object with a type, got {type(value).__name__}")
    return value
