"""
How grids and communities lie on each other: gaps, overlaps, and parts in the wrong community.

The overlay is exact; which pieces are large enough to matter is for `derive/grids.py` to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import Polygon, STRtree

from geo_service.coords.degrees import scale_to_metres
from geo_service.errors import GeometryError
from geo_service.model.frames import require_layer

Shapes = NDArray[np.object_]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Tiling:
    """Grids and communities on one flat sheet, metres from its middle by one scale an axis."""

    lon: float
    lat: float
    grids: Shapes
    grid_ids: tuple[str, ...]
    grid_codes: tuple[str | None, ...]
    owner_codes: tuple[str | None, ...]
    communities: Shapes
    community_codes: tuple[str, ...]
    community_names: tuple[str, ...]
    pairs: tuple[Rows, Rows]


@dataclass(frozen=True)
class Piece:
    """A part of the sheet where something is wrong."""

    kind: str
    shape: Polygon
    what: str
    grid_ids: tuple[str, ...]
    community_code: str | None


def lay_out(grids: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> Tiling:
    """Put both layers on one sheet and pair those that meet; a missing or invalid outline is refused."""
    require_layer(grids, "grids")
    require_layer(communities, "communities")
    # by id, so that the same rows in another order give the same pieces
    grids, communities = grids.sort_values("grid_id"), communities.sort_values("community_id")
    _require_sound(grids, "grid_id")
    _require_sound(communities, "community_id")
    lon, lat = _middle(grids, communities)
    grid_shapes = scale_to_metres(grids.geometry.to_numpy(), lon, lat)
    community_shapes = scale_to_metres(communities.geometry.to_numpy(), lon, lat)
    community_rows, grid_rows = STRtree(grid_shapes).query(community_shapes, predicate="intersects")
    return Tiling(
        lon=lon,
        lat=lat,
        grids=grid_shapes,
        grid_ids=tuple(grids["grid_id"]),
        grid_codes=_texts(grids["code"]),
        owner_codes=_texts(grids["community_code"]),
        communities=community_shapes,
        community_codes=tuple(communities["code"].fillna(communities["community_id"])),
        community_names=tuple(communities["name"].fillna("")),
        pairs=(grid_rows, community_rows),
    )


def _require_sound(frame: gpd.GeoDataFrame, key: str) -> None:
    shapes = frame.geometry.to_numpy()
    broken = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes) | ~shapely.is_valid(shapes))
    if len(broken):
        shape, row_id = shapes[broken[0]], frame[key].iloc[broken[0]]
        why = "it has none" if shape is None else shapely.is_valid_reason(shape)
        raise GeometryError(f"{key} {row_id} has no sound outline ({why}); repair it and import it again")


def _middle(*frames: gpd.GeoDataFrame) -> tuple[float, float]:
    filled = [frame.total_bounds for frame in frames if len(frame)]
    if not filled:
        return 0.0, 0.0
    bounds = np.array(filled)
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return float(west + east) / 2, float(south + north) / 2


def _texts(values: "pd.Series[str]") -> tuple[str | None, ...]:
    return tuple(None if pd.isna(value) else str(value) for value in values)


def gaps(tiling: Tiling) -> Iterator[Piece]:
    """Parts of communities in no grid; without communities, the holes that grids enclose."""
    if len(tiling.communities) == 0:
        for part in shapely.get_parts(shapely.union_all(tiling.grids)):
            for ring in getattr(part, "interiors", ()):
                yield Piece("gap", Polygon(ring), "between the grids belong to none of them", (), None)
        return
    grid_rows, community_rows = tiling.pairs
    for row, community in enumerate(tiling.communities):
        held = shapely.union_all(tiling.grids[grid_rows[community_rows == row]])
        words = f"of community {_community(tiling, row)} belong to no grid"
        for part in shapely.get_parts(shapely.difference(community, held)):
            yield Piece("gap", part, words, (), tiling.community_codes[row])


def overlaps(tiling: Tiling) -> Iterator[Piece]:
    """Parts that two grids share."""
    first, second = STRtree(tiling.grids).query(tiling.grids, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.intersection(tiling.grids[first], tiling.grids[second])
    for row in np.flatnonzero(shapely.area(shared) > 0):
        ids = (tiling.grid_ids[first[row]], tiling.grid_ids[second[row]])
        for part in shapely.get_parts(shared[row]):
            yield Piece("overlap", part, f"belong to both grids {ids[0]} and {ids[1]}", ids, None)


def strays(tiling: Tiling) -> Iterator[Piece]:
    """Parts of grids in another community than their own, and in none."""
    if len(tiling.communities) == 0:
        return
    grid_rows, community_rows = tiling.pairs
    inside = shapely.intersection(tiling.grids[grid_rows], tiling.communities[community_rows])
    areas = shapely.area(inside)
    for row, grid_id in enumerate(tiling.grid_ids):
        near = np.flatnonzero(grid_rows == row)
        own = _own_community(tiling, row, community_rows[near], areas[near])
        for pair in near[(community_rows[near] != own) & (areas[near] > 0)]:
            other = int(community_rows[pair])
            words = f"of grid {grid_id}, which belongs to {_community(tiling, own)}, lie in {_community(tiling, other)}"
            for part in shapely.get_parts(inside[pair]):
                yield Piece("crosses_community", part, words, (grid_id,), tiling.community_codes[other])
        beyond = shapely.difference(tiling.grids[row], shapely.union_all(tiling.communities[community_rows[near]]))
        for part in shapely.get_parts(beyond):
            yield Piece("outside_community", part, f"of grid {grid_id} lie in no community", (grid_id,), None)


def _own_community(tiling: Tiling, row: int, near: Rows, areas: NDArray[np.float64]) -> int | None:
    code = tiling.owner_codes[row]
    if code in tiling.community_codes:
        return tiling.community_codes.index(code)
    return int(near[np.argmax(areas)]) if len(near) else None


def _community(tiling: Tiling, row: int | None) -> str:
    if row is None:
        return "none"
    return f"{tiling.community_names[row]} ({tiling.community_codes[row]})".strip()
