"""Rows as drawn features: rounded GeoJSON and what a popup shows; every text stays in one table beside the shapes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from geo_service.maps.strings import STRINGS, say
from geo_service.model.frames import Column

LONLAT_DECIMALS = 6
"""A tenth of a metre: finer than any line on the map is wide."""

WHOLE_SHARE = 0.999
"""Less than a thousandth outside is an unsteady hand, not a part of a house."""

LONG_LISTS = frozenset({"building_ids"})
"""Columns that no popup has room for."""

WHOLE_METRES_FROM = 10.0
"""From here on a popup prints metres without decimals."""


class Texts:
    """
    Every distinct text of a page once; features refer to it by place.

    Reasons and estate names repeat thousands of times, and no text of a user ever enters a template.
    """

    def __init__(self) -> None:
        self.all: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        """Place of a text in `all`, added when new."""
        if text not in self._places:
            self._places[text] = len(self.all)
            self.all.append(text)
        return self._places[text]


def features_of(
    frame: gpd.GeoDataFrame,
    kind: str,
    columns: Sequence[Column],
    texts: Texts,
    *,
    language: str,
    titles: Sequence[str],
    styles: Sequence[str],
) -> list[dict[str, Any]]:
    """
    GeoJSON features of a frame's rows, in its order.

    Properties: `k` kind, `s` style or letter, `t` place of the title, `v` places of the values of
    `columns` (-1 where null), in the order of `shown_columns(columns)`.
    """
    shown = shown_columns(columns)
    values = [format_column(frame, column, language) for column in shown]
    rows = zip(*values, strict=True) if values else (() for _ in range(len(frame)))
    return [
        _feature(geometry, {"k": kind, "s": style, "t": texts.place(title), "v": _places(row, texts)})
        for geometry, title, style, row in zip(rounded(frame.geometry.to_numpy()), titles, styles, rows, strict=True)
    ]


def plain_features(geometries: Iterable[Any], kind: str, style: str) -> list[dict[str, Any]]:
    """GeoJSON features that say nothing: the base map."""
    return [
        _feature(geometry, {"k": kind, "s": style}) for geometry in rounded(np.asarray(list(geometries), dtype=object))
    ]


def collection(features: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Features as one GeoJSON object."""
    return {"type": "FeatureCollection", "features": list(features)}


def shown_columns(columns: Sequence[Column]) -> list[Column]:
    """The columns a popup has rows for: `X_estimated` is told beside the value of X, and long lists are left out."""
    names = {column.name for column in columns}
    return [column for column in columns if not _is_estimate_of(column.name, names) and column.name not in LONG_LISTS]


def _is_estimate_of(name: str, names: set[str]) -> bool:
    return name.endswith("_estimated") and name.removesuffix("_estimated") in names


def format_column(frame: pd.DataFrame, column: Column, language: str) -> list[str | None]:
    """The values of one column as a popup prints them; null stays None."""
    texts = [format_value(value, column, language) for value in frame[column.name]]
    flag = f"{column.name}_estimated"
    if flag not in frame.columns:
        return texts
    estimated = frame[flag].fillna(value=False).astype(bool)
    return [
        say("estimated", language, value=text) if text is not None and is_estimate else text
        for text, is_estimate in zip(texts, estimated, strict=True)
    ]


def format_value(value: Any, column: Column, language: str) -> str | None:
    """One value as an office would print it; None when it is not known."""
    if isinstance(value, (list, tuple)):
        return "、".join(str(item) for item in value) or None
    if value is None or pd.isna(value):
        return None
    if (word := f"code.{column.name}.{value}") in STRINGS:
        return say(word, language)
    special = _FORMATS_BY_NAME.get(column.name)
    return special(value, language) if special else _FORMATS[column.kind](value, language)


def percent(share: float) -> int:
    """A share in whole per cent, never 0 or 100 for a part that is neither."""
    return min(99, max(1, round(100 * share))) if 0 < share < WHOLE_SHARE else round(100 * share)


def facility_word(kind: str, language: str) -> str:
    """Word for a kind of facility; a kind without one stays as it is."""
    key = f"facility.{kind}"
    return say(key, language) if key in STRINGS else kind


def _metres(value: float, _language: str) -> str:
    return f"{value:,.0f}" if abs(value) >= WHOLE_METRES_FROM else f"{value:,.1f}"


_FORMATS: Mapping[str, Callable[[Any, str], str]] = {
    "text": lambda value, _: str(value),
    "json": lambda value, _: str(value),
    "int": lambda value, _: f"{int(value):,}",
    "float": _metres,
    "bool": lambda value, language: say("yes" if value else "no", language),
}
_FORMATS_BY_NAME: Mapping[str, Callable[[Any, str], str]] = {
    "share_inside": lambda value, _: f"{percent(value)} %",
    "facility_kind": facility_word,
}


def rounded(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """The same shapes on a grid of a tenth of a metre, so that the file is smaller."""
    return shapely.transform(geometries, lambda lonlat: np.round(lonlat, LONLAT_DECIMALS))


def _places(row: Iterable[str | None], texts: Texts) -> list[int]:
    return [-1 if value is None else texts.place(value) for value in row]


def _feature(geometry: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": dict(properties), "geometry": mapping(geometry)}
