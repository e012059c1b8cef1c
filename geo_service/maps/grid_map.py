"""All grids on one sheet: code and numbers on each, leader in the popup, shaded lightly by households."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_service.coords.metric import Bounds, grow_bounds
from geo_service.errors import GeometryError, TableError
from geo_service.maps.context import context_features, context_labels, context_looks, crop_context, width_m
from geo_service.maps.features import Texts, features_of, shown_columns
from geo_service.maps.legend import box_symbol, context_entries, empty_pattern
from geo_service.maps.limits import Drawing, limit_features
from geo_service.maps.plan_map import CONTEXT_MARGIN_M, show_reduction
from geo_service.maps.sheet import Block, Fact, Imprint, Label, LegendEntry, MapLayer, Sheet, sheet_html, show_time
from geo_service.maps.strings import column_title, require_language, say
from geo_service.maps.symbols import CHOROPLETH, CONTEXT_STYLES, GRID_COLOR
from geo_service.model.frames import LAYERS, Column

COUNTS = ("buildings", "households", "people")
GRID_COLUMNS = (
    *LAYERS["grids"].own,
    Column("buildings", "int", "楼栋数"),
    Column("households", "int", "户数"),
    Column("estimated_households", "int", "其中估算户数"),
    Column("people", "int", "人数"),
    Column("estimated_people", "int", "其中估算人数"),
)
ESTIMATED = {"households_estimated": "estimated_households", "people_estimated": "estimated_people"}
"""Parts of the sums: under their own names, since `X_estimated` of a single row is a yes or no."""

GRID_LABEL_FILL = 0.8
"""A grid's code shows when the grid is this many times as wide as the text."""

NO_COUNT = "grid_none"

Steps = list[tuple[int, int]]


def grid_map_html(
    grids: gpd.GeoDataFrame,
    register_rows: pd.DataFrame,
    *,
    context: Mapping[str, gpd.GeoDataFrame] | None,
    title: str,
    attribution: str,
    rendered_at: datetime,
    language: str = "zh",
) -> str:
    """
    Draw all grids as one HTML file that opens without a network; equal inputs give equal files.

    A grid without a row, or whose households are null, is drawn as not registered, never as 0.

    Parameters
    ----------
    grids
        The `grids` layer, EPSG:4326, at least one row.
    register_rows
        One row per grid: `grid_id`, `buildings`, `households`, `people`, and where known the estimated parts
        `households_estimated` and `people_estimated`, as `derive.grids.grid_register` gives them; a row without
        id is not drawn.
    context, title, attribution, rendered_at, language
        As for `plan_map_html`.

    Raises
    ------
    GeometryError
        If there are no grids to draw.
    TableError
        If `register_rows` lacks a column, or names a grid twice.
    """
    require_language(language)
    if grids.empty:
        raise GeometryError("no grids to draw; import the grids layer first")
    view: Bounds = tuple(float(edge) for edge in grids.total_bounds)  # type: ignore[assignment]  # four of them
    near = crop_context(context or {}, grow_bounds(view, CONTEXT_MARGIN_M))
    drawing = limit_features(Drawing({"grid": joined_counts(grids, register_rows)}, near), keep={"grid"})
    return sheet_html(_sheet(drawing, view, Imprint(title, attribution, rendered_at, language)))


def joined_counts(grids: gpd.GeoDataFrame, register_rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """The grids with the counts of the row that has their id; null where there is none."""
    missing = [name for name in ("grid_id", *COUNTS) if name not in register_rows.columns]
    if missing:
        raise TableError(f"grid counts lack {', '.join(missing)}; need grid_id, {', '.join(COUNTS)}")
    counts = register_rows[register_rows["grid_id"].notna()].set_index("grid_id")
    if counts.index.has_duplicates:
        twice = counts.index[counts.index.duplicated()][0]
        raise TableError(f"grid counts name grid {twice!r} twice; need one row per grid")
    found = counts.reindex(columns=[*COUNTS, *ESTIMATED]).reindex(grids["grid_id"])
    found = found.rename(columns=ESTIMATED).astype("float64").astype("Int64")
    return grids.assign(**{str(name): found[name].array for name in found.columns})


def household_steps(households: "pd.Series[Any]") -> Steps:
    """
    Classes of the shading as (low, high), both included: quantiles of what is registered.

    As many as there are shades; fewer when few numbers differ.
    """
    known = np.sort(households.dropna().to_numpy(dtype=int))
    if not len(known):
        return []
    cuts = np.unique(np.quantile(known, np.linspace(0, 1, len(CHOROPLETH) + 1)[1:], method="inverted_cdf"))
    lows = [int(known[0]), *(int(known[known > cut][0]) for cut in cuts[:-1])]
    return list(zip(lows, (int(cut) for cut in cuts), strict=True))


def _shade(households: Any, steps: Steps) -> str:
    if pd.isna(households):
        return NO_COUNT
    return next(f"grid_{place}" for place, (_, high) in enumerate(steps) if households <= high)


def _shade_styles(steps: Steps) -> dict[str, dict[str, Any]]:
    line = {"color": GRID_COLOR, "weight": 1.5, "opacity": 1, "fillOpacity": 0.7}
    shades = {f"grid_{place}": {**line, "fillColor": _shade_color(place, len(steps))} for place in range(len(steps))}
    return {**shades, NO_COUNT: {**line, "fillColor": "url(#gs-none)", "fillOpacity": 1}}


def _shade_color(place: int, count: int) -> str:
    return CHOROPLETH[round(place * (len(CHOROPLETH) - 1) / max(1, count - 1))]


def _sheet(drawing: Drawing, view: Bounds, imprint: Imprint) -> Sheet:
    rows, texts, language = drawing.plan["grid"], Texts(), imprint.language
    drawn_at = say("drawn_at", language, time=show_time(imprint.rendered_at, language))
    steps = household_steps(rows["households"])
    looks = [_shade(count, steps) for count in rows["households"]]
    names = [str(code) if pd.notna(code) else str(key) for code, key in zip(rows["code"], rows["grid_id"], strict=True)]
    features = features_of(rows, "grid", GRID_COLUMNS, texts, language=language, titles=names, styles=looks)
    base = MapLayer("context", say("layer.context", language), "gs-context", context_features(drawing.context))
    reductions = tuple(show_reduction(item, language) for item in drawing.reductions)
    return Sheet(
        title=imprint.title,
        heading=imprint.title,
        language=language,
        color=GRID_COLOR,
        lines=(drawn_at,),
        facts=_facts(rows, language),
        legend=tuple(_legend(looks, steps, context_looks(drawing.context), language)),
        blocks=(Block(say("reductions", language), reductions),) if reductions else (),
        attribution=imprint.attribution,
        drawn_at=drawn_at,
        layers=(base, MapLayer("grid", say("layer.grid", language), "gs-zone", features)),
        labels=(*_labels(rows, names, language), *context_labels(drawing.context)),
        view=view,
        texts=texts,
        styles={**CONTEXT_STYLES, **_shade_styles(steps)},
        fields={"grid": [column_title(column, language) for column in shown_columns(GRID_COLUMNS)]},
        kinds={"grid": say("layer.grid", language)},
        patterns=empty_pattern(),
        focusable=("grid",),
    )


def _facts(rows: gpd.GeoDataFrame, language: str) -> tuple[Fact, ...]:
    counts = [
        Fact(
            say(name, language),
            say(f"count.{name}", language, count=int(rows[name].sum())),
            _count_note(rows, name, language),
        )
        for name in COUNTS
    ]
    return (Fact(say("grid.count", language), f"{len(rows):,}"), *counts)


def _count_note(rows: gpd.GeoDataFrame, name: str, language: str) -> str:
    unknown = int(rows[name].isna().sum())
    estimated = rows.get(f"estimated_{name}")
    part = 0 if estimated is None else int(estimated.sum())
    notes = (("grid.sum_none", unknown), ("of_which_estimated", part))
    return " · ".join(say(key, language, count=count) for key, count in notes if count)


def _legend(looks: list[str], steps: Steps, context: set[str], language: str) -> list[LegendEntry]:
    styles = _shade_styles(steps)
    words = {f"grid_{place}": _step_word(step, language) for place, step in enumerate(steps)}
    words[NO_COUNT] = say("grid.none", language)
    entries = [LegendEntry(box_symbol(styles[look]), word) for look, word in words.items() if look in looks]
    return [*entries, *context_entries(context, language)]


def _step_word(step: tuple[int, int], language: str) -> str:
    low, high = step
    return say("grid.class_one" if low == high else "grid.class", language, low=low, high=high)


def _labels(rows: gpd.GeoDataFrame, names: list[str], language: str) -> list[Label]:
    labels = []
    for name, households, shape in zip(names, rows["households"], rows.geometry, strict=True):
        count = (
            say("grid.none", language) if pd.isna(households) else say("count.households", language, count=households)
        )
        spot = shape.representative_point()
        text = f"{name} · {count}"
        labels.append(Label(spot.x, spot.y, text, "grid", "grid", room_m=width_m(shape), fill=GRID_LABEL_FILL))
    return sorted(labels, key=lambda label: (-label.room_m, label.text))
