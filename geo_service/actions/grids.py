"""The register of grids: which buildings, households and people each grid has, and what belongs to none."""

from dataclasses import dataclass

import geopandas as gpd

from geo_service.actions.register import read_buildings
from geo_service.derive.grids import assign_grids, grid_register
from geo_service.derive.households import household_rule, with_estimates
from geo_service.storage.store import Store


@dataclass(frozen=True)
class GridCounts:
    """Counts per grid with a last row (null `grid_id`) for no grid, and the buildings of that row."""

    counts: gpd.GeoDataFrame
    unassigned: gpd.GeoDataFrame


def grid_counts(store: Store) -> GridCounts:
    """Count what each grid of the register holds."""
    grids = store.read_layer("grids")
    buildings = with_estimates(read_buildings(store), household_rule())
    nowhere = assign_grids(buildings, grids).isna().to_numpy()
    return GridCounts(grid_register(buildings, grids), buildings[nowhere])
