"""What of a plan goes on the field sheet: every place that somebody works at."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely import MultiPoint, Point

from geo_service.derive.numbering import NO_NUMBERS, Numbering
from geo_service.model.plan import PLAN_LAYERS, Plan, PlanLayer
from geo_service.model.sheet import Figure, Sheet, SheetItem

CHECKPOINT, CLOSURE = "checkpoint", "closure"

SHEET_FIGURES: Mapping[str, tuple[str, ...]] = {
    CHECKPOINT: ("lanes", "crew", "people_24h"),
    CLOSURE: ("barrier",),
    "delivery_point": ("desks",),
    "sampling_point": ("benches", "teams", "starts"),
    "household_waste_point": ("collected_at",),
    "medical_waste_point": ("collected_at",),
    "transfer_point": (),
}
"""Layers of the field sheet, and the columns of each that crews need to hear of when they change."""

DECIMALS = 6
"""Of a degree, on the sheet: a tenth of a metre."""


def sheet_items(plan: Plan) -> tuple[SheetItem, ...]:
    """The places of a plan's field sheet, by layer, then number."""
    return tuple(
        item
        for kind, figures in SHEET_FIGURES.items()
        for item in _items(plan.frames[kind], PLAN_LAYERS[kind], figures)
    )


def numbering_of(sheet: Sheet | None) -> Numbering:
    """The numbers that a sheet leaves taken; none without a sheet."""
    return NO_NUMBERS if sheet is None else Numbering(sheet.items, sheet.retired)


def retired_after(before: Sheet | None, items: tuple[SheetItem, ...]) -> tuple[SheetItem, ...]:
    """The places that are given up once these items are issued: those of all sheets before that are not among them."""
    if before is None:
        return ()
    numbers = {(item.kind, item.item_id) for item in items}
    known = {(item.kind, item.item_id): item for item in (*before.retired, *before.items)}
    return tuple(item for key, item in sorted(known.items()) if key not in numbers)


def _items(rows: gpd.GeoDataFrame, layer: PlanLayer, figures: tuple[str, ...]) -> list[SheetItem]:
    return [
        SheetItem(
            kind=layer.kind,
            item_id=str(row[layer.key]),
            name="" if pd.isna(row.get("name")) else str(row["name"]),
            at=_places(row["geometry"]),
            way_ids=tuple(row.get("way_ids") or ()),
            figures={name: _plain(row[name]) for name in figures},
        )
        for row in rows.to_dict("records")
    ]


def _places(shape: Point | MultiPoint) -> tuple[tuple[float, float], ...]:
    return tuple((round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in shapely.get_coordinates(shape).tolist())


def _plain(value: Any) -> Figure:
    """A value of a frame as plain JSON."""
    if value is None or pd.isna(value):
        return None
    plain: Figure = value.item() if hasattr(value, "item") else value
    return plain
