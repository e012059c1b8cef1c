"""Maps as files: one zone with its plan, or all grids. A file appears whole or not at all."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import geopandas as gpd

from geo_service.actions.grids import grid_counts
from geo_service.actions.plans import plan_zone
from geo_service.coords.metric import Bounds, grow_bounds
from geo_service.errors import InputError
from geo_service.exports.folder import write_together
from geo_service.maps.grid_map import grid_map_html
from geo_service.maps.plan_map import CONTEXT_MARGIN_M, plan_map_html
from geo_service.storage.store import Store

BASE_LAYERS = ("roads", "barriers", "estates", "buildings", "gates")


@dataclass(frozen=True)
class MapLook:
    """Language of a map (zh or en), whose data it shows, and when it was drawn."""

    language: str
    attribution: str
    at: datetime


def zone_map_html(store: Store, zone_id: str, look: MapLook) -> str:
    """Render the map of a zone's newest version."""
    plan = plan_zone(store, zone_id)
    bounds = grow_bounds(plan.zone.geometry.bounds, CONTEXT_MARGIN_M) if plan.zone.geometry else None
    return plan_map_html(
        plan,
        grids=store.read_layer("grids", bounds=bounds),
        context=_base_map(store, bounds),
        title=f"{plan.zone.name} {plan.category_title}",
        attribution=look.attribution,
        rendered_at=look.at,
        language=look.language,
    )


def draw_zone(store: Store, zone_id: str, path: Path, look: MapLook) -> Path:
    """Write the map of a zone into a file."""
    return _write(path, zone_map_html(store, zone_id, look))


def draw_grids(store: Store, path: Path, look: MapLook) -> Path:
    """
    Write the map of all grids into a file.

    Raises
    ------
    InputError
        If the register has no grids.
    """
    grids = store.read_layer("grids")
    if grids.empty:
        raise InputError("the register has no grids; import them first, e.g. geo-service import layer grids FILE")
    counts = grid_counts(store).counts
    html = grid_map_html(
        grids,
        counts[counts["grid_id"].notna()],
        context={"roads": store.read_layer("roads"), "barriers": store.read_layer("barriers")},
        title="网格图",
        attribution=look.attribution,
        rendered_at=look.at,
        language=look.language,
    )
    return _write(path, html)


def _base_map(store: Store, bounds: Bounds | None) -> dict[str, gpd.GeoDataFrame]:
    return {name: store.read_layer(name, bounds=bounds) for name in BASE_LAYERS}


def _write(path: Path, html: str) -> Path:
    def write(unfinished: Path) -> None:
        unfinished.write_text(html, encoding="utf-8")

    return write_together(path.parent, {path.name: write})[0]
