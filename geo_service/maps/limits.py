"""
What a map draws when there is too much of it: lines to delivery points and the base map go first, then buildings merge.

A browser on an office machine or a phone stays usable up to about 10,000 shapes (measured; above it a page takes many
seconds to answer). Posts and delivery points are never left out.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_service.errors import InputError

MOST_FEATURES = 10_000

CONTEXT_LAYERS = ("roads", "estates", "barriers", "gates", "buildings")
"""Register layers drawn as the base map, the last one the first to go."""

DETAILS = ("sampling_route", "door_sampling", "reception_point")
"""Plan layers with a row for each building or stair: they go before the base map."""

DROPPABLE = ("service", "venue", "sign", "grid", "grade_separated")
"""Plan layers that may be left out when even whole-status buildings are too many, in this order."""

INDISPENSABLE = frozenset({"zone", "edge", "checkpoint", "closure", "delivery_point"})


@dataclass(frozen=True)
class Reduction:
    """One thing a map does not show as it is: how (`context`, `by_estate`, `by_status`, `drop`), of what, how many."""

    how: str
    layer: str
    count: int


@dataclass(frozen=True)
class Drawing:
    """The frames of one map: the plan's, the base map's, and what was left out of them."""

    plan: Mapping[str, gpd.GeoDataFrame]
    context: Mapping[str, gpd.GeoDataFrame]
    reductions: tuple[Reduction, ...] = ()

    @property
    def count(self) -> int:
        """Number of features drawn."""
        return sum(len(frame) for frame in (*self.plan.values(), *self.context.values()))


def limit_features(drawing: Drawing, *, most: int = MOST_FEATURES, keep: Collection[str] = INDISPENSABLE) -> Drawing:
    """
    Reduce a drawing until it has at most `most` features; one that is small enough comes back as it is.

    Parameters
    ----------
    drawing
        `plan["building"]` needs `status`, `estate_name`, `grid_code`, `households` and `people`.
    most
        Features that may be drawn.
    keep
        Layers of the plan that stay whole.

    Raises
    ------
    InputError
        If what must stay is more than that.
    """
    whole = drawing
    for layer, reduce in _STEPS:
        if drawing.count > most and layer not in keep:
            drawing = reduce(drawing)
    if drawing.count > most:
        kept = ", ".join(sorted(keep))
        raise InputError(f"a map shows at most {most:,} features, got {drawing.count:,} of {kept}; draw smaller parts")
    return _refilled(drawing, whole, most)


def _refilled(drawing: Drawing, whole: Drawing, most: int) -> Drawing:
    """Base map that was dropped before greater savings were found, and has room after all, is put back."""
    for layer in CONTEXT_LAYERS:
        frame = whole.context.get(layer)
        if frame is not None and layer not in drawing.context and drawing.count + len(frame) <= most:
            notes = tuple(item for item in drawing.reductions if (item.how, item.layer) != ("context", layer))
            drawing = replace(drawing, context={**drawing.context, layer: frame}, reductions=notes)
    return drawing


def _drop_context(layer: str) -> Callable[[Drawing], Drawing]:
    def drop(drawing: Drawing) -> Drawing:
        kept = {name: frame for name, frame in drawing.context.items() if name != layer}
        return _without(replace(drawing, context=kept), "context", layer, drawing.context.get(layer))

    return drop


def _drop_plan(kind: str) -> Callable[[Drawing], Drawing]:
    def drop(drawing: Drawing) -> Drawing:
        kept = {name: frame for name, frame in drawing.plan.items() if name != kind}
        return _without(replace(drawing, plan=kept), "drop", kind, drawing.plan.get(kind))

    return drop


def _without(drawing: Drawing, how: str, layer: str, frame: gpd.GeoDataFrame | None) -> Drawing:
    if frame is None or frame.empty:
        return drawing
    return replace(drawing, reductions=(*drawing.reductions, Reduction(how, layer, len(frame))))


def _group_by_estate(drawing: Drawing) -> Drawing:
    buildings = drawing.plan.get("building")
    if buildings is None or buildings.empty:
        return drawing
    names = buildings["estate_name"].fillna(buildings["grid_code"]).fillna("").astype("str")
    plan = {**drawing.plan, "building": buildings.iloc[:0], "building_group": group_buildings(buildings, names)}
    note = Reduction("by_estate", "building", len(buildings))
    return replace(drawing, plan=plan, reductions=(*drawing.reductions, note))


def _regroup_by_status(drawing: Drawing) -> Drawing:
    groups = drawing.plan.get("building_group")
    if groups is None:
        return drawing
    merged = group_buildings(groups, pd.Series("", index=groups.index, dtype="str"))
    others = tuple(item for item in drawing.reductions if item.how != "by_estate")
    count = int(groups["buildings"].sum())
    plan = {**drawing.plan, "building_group": merged}
    return replace(drawing, plan=plan, reductions=(*others, Reduction("by_status", "building", count)))


def group_buildings(buildings: gpd.GeoDataFrame, names: "pd.Series[str]") -> gpd.GeoDataFrame:
    """
    One row per (status, name): the footprints as one MultiPolygon, sums of buildings, households and people.

    Footprints do not overlap, so they are collected, not united; sums are null where nothing is known.
    """
    counted = buildings.assign(name=names, buildings=buildings["buildings"] if "buildings" in buildings.columns else 1)
    groups = counted.groupby(["status", "name"], sort=True)
    sums = groups[["buildings", "households", "people"]].sum(min_count=1).astype("Int64").reset_index()
    footprints = [_collect(part.geometry.to_numpy()) for _, part in groups]
    return gpd.GeoDataFrame(sums, geometry=footprints, crs=buildings.crs)


def _collect(footprints: "np.ndarray[tuple[int], np.dtype[np.object_]]") -> Any:
    collected: Any = shapely.multipolygons(shapely.get_parts(footprints))
    return collected


_STEPS: tuple[tuple[str, Callable[[Drawing], Drawing]], ...] = (
    *((kind, _drop_plan(kind)) for kind in ("link", *DETAILS)),
    *(("context", _drop_context(layer)) for layer in reversed(CONTEXT_LAYERS)),
    ("building", _group_by_estate),
    ("building", _regroup_by_status),
    *((kind, _drop_plan(kind)) for kind in DROPPABLE),
)
