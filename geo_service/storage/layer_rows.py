"""A layer frame as database rows, and back: the same rows for every database."""

import json
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_service.errors import TableError
from geo_service.model.frames import Column, Layer, empty_frame, layer_named, require_layer, shape_frame
from geo_service.storage.tables import BOX
from geo_service.storage.values import json_text, require_geometry, require_keys, require_storable, to_wkb

Row = tuple[Any, ...]
"""One row in the order of `stored_names`: plain values, JSON as text, geometry as WKB."""


def stored_names(layer: Layer) -> list[str]:
    """Column names of a layer's table in the order of a row: attributes (id first), geometry, bounding box."""
    return [*layer.names, *BOX]


def rows_of_frame(frame: gpd.GeoDataFrame, name: str, *, source: str) -> list[Row]:
    """
    Turn a layer frame into rows ordered by id, all with the given `source`.

    Raises
    ------
    TableError
        If columns are missing or unknown, an id is missing, double or too long, or a value can't be stored.
    CrsError
        If the frame is not in EPSG:4326.
    GeometryError
        If a shape is missing, empty, of a wrong type, or not lon/lat.
    """
    require_layer(frame, name)
    layer = layer_named(name)
    table = shape_frame(name, pd.DataFrame(frame))
    if table.empty:
        return []
    require_keys(_plain(table[layer.key]), what=f"{name} {layer.key}")
    rows = [f"{name} {key!a}" for key in table[layer.key]]
    table["source"] = pd.Series(source, index=table.index, dtype="str")
    shapes = np.asarray(table.geometry, dtype=object)
    require_geometry(shapes, types=layer.geometry, rows=rows)
    values = [_stored_values(table[column.name], column, rows) for column in layer.columns]
    return list(zip(*values, to_wkb(shapes), *shapely.bounds(shapes).T.tolist(), strict=True))


def frame_of_rows(rows: Sequence[Row], name: str) -> gpd.GeoDataFrame:
    """Turn rows (attributes and WKB, without the bounding box) into a layer frame."""
    if not rows:
        return empty_frame(name)
    layer = layer_named(name)
    *attributes, wkb = zip(*rows, strict=True)
    columns = {
        column.name: _frame_values(values, column) for column, values in zip(layer.columns, attributes, strict=True)
    }
    return shape_frame(name, pd.DataFrame({**columns, "geometry": shapely.from_wkb(np.array(wkb, dtype=object))}))


def _stored_values(values: pd.Series, column: Column, rows: Sequence[str]) -> list[Any]:
    plain = _plain(values)
    if column.kind == "text":
        require_storable(plain, what=column.name, rows=rows)
    if column.kind == "float":
        _require_finite(plain, column, rows)
    if column.kind == "json":
        return _json_texts(plain, column, rows)
    return plain


def _plain(values: pd.Series) -> list[Any]:
    """Python values, None for every kind of missing."""
    plain: list[Any] = values.astype("object").where(values.notna(), None).tolist()
    return plain


def _json_texts(values: Sequence[Any], column: Column, rows: Sequence[str]) -> list[str | None]:
    texts = [
        None if value is None else json_text(value, row=row, what=column.name)
        for row, value in zip(rows, values, strict=True)
    ]
    require_storable(texts, what=column.name, rows=rows)
    return texts


def _require_finite(values: Sequence[float | None], column: Column, rows: Sequence[str]) -> None:
    for row, value in zip(rows, values, strict=True):
        if value is not None and not np.isfinite(value):
            raise TableError(f"{row}: {column.name} is {value}; need a finite number or nothing")


def _frame_values(values: tuple[Any, ...], column: Column) -> NDArray[np.object_]:
    # an object array keeps large ints exact and null apart from 0
    array = np.empty(len(values), dtype=object)
    array[:] = [None if text is None else json.loads(text) for text in values] if column.kind == "json" else values
    return array
