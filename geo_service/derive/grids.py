"""
Grids: do they tile their communities, which building belongs to which, and what each grid holds.

A grid lies in exactly one community and the grids tile it without gap or overlap (DB11 Beijing and
DB6101/T 3185-2024 Xi'an divide so). `check_grids` finds where this fails; a finding has a stable name,
so that a person can accept it by that name.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import Polygon, STRtree

from geo_service.coords.degrees import lonlat_area_m2, metres_per_degree
from geo_service.derive.tiling import Piece, Tiling, gaps, lay_out, overlaps, strays
from geo_service.errors import CrsError

MIN_AREA_M2 = 1.0
"""Smaller pieces are not reported: nothing that is counted, door or person, stands on less."""

EDGE_TOLERANCE_M = 0.1
"""Pieces narrower than this are one line written twice: six decimals of a degree are 0.11 m."""

SLIVER_M = 2.0
"""Pieces narrower than a footpath are drawing slips, to be snapped rather than surveyed."""

KIND_TITLES: Mapping[str, str] = {
    "gap": "网格空白",
    "overlap": "网格重叠",
    "crosses_community": "跨社区网格",
    "outside_community": "超出社区范围",
    "sliver": "狭长碎片",
    "duplicate_code": "网格编码重复",
    "unknown_community": "所属社区不明",
}
"""The kinds of finding in the order in which they are listed, with the words an office uses."""

NO_GRID_TITLE = "未划入网格"
COUNTS = ("households", "people")


@dataclass(frozen=True)
class GridFinding:
    """
    One place where the grids break a rule; accept it by `name`.

    The name stays while the place, the grids and the order of magnitude stay. `size_m2`, `width_m` (mean width)
    and `geometry` (EPSG:4326) are None where the fault is in a code, not in a shape.
    """

    kind: str
    name: str
    title: str
    message: str
    lon: float
    lat: float
    size_m2: float | None
    width_m: float | None
    grid_ids: tuple[str, ...]
    community_code: str | None
    geometry: Polygon | None


def check_grids(
    grids: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, *, min_area_m2: float = MIN_AREA_M2
) -> list[GridFinding]:
    """
    Find where grids leave gaps, overlap, cross or leave their community, or carry wrong codes.

    Grids that share a line have no finding, nor have pieces under `min_area_m2` or narrower than
    `EDGE_TOLERANCE_M`; pieces narrower than `SLIVER_M` are slivers, whatever makes them. A grid belongs to
    the community its `community_code` names, or, when that is unknown, to the one that holds most of it.
    Without communities only overlaps, enclosed holes and duplicate codes can be found.

    Returns
    -------
    findings
        Ordered by kind as in `KIND_TITLES`, then the largest first.

    Raises
    ------
    GeometryError
        If an outline is missing or invalid.
    TableError, CrsError
        If a frame is not of its layer's shape.
    """
    tiling = lay_out(grids, communities)
    pieces = [*gaps(tiling), *overlaps(tiling), *strays(tiling)]
    shaped = [finding for piece in pieces for finding in _measured(tiling, piece, min_area_m2)]
    findings = [*shaped, *_duplicate_codes(tiling), *_unknown_communities(tiling)]
    kinds = list(KIND_TITLES)
    return sorted(findings, key=lambda found: (kinds.index(found.kind), -(found.size_m2 or 0.0), found.name))


def assign_grids(buildings: gpd.GeoDataFrame, grids: gpd.GeoDataFrame) -> "pd.Series[str]":
    """
    Name the one grid of every building, by a point inside its footprint; null for none.

    On a shared line, or where grids overlap, the grid with the smaller id has it.

    Returns
    -------
    grid_id
        On the index of `buildings`.

    Raises
    ------
    CrsError
        If the frames are not in the same CRS.
    """
    if buildings.crs != grids.crs:
        raise CrsError(f"buildings and grids need the same CRS, got {buildings.crs} and {grids.crs}")
    ordered = grids.sort_values("grid_id", kind="stable")
    points = shapely.point_on_surface(buildings.geometry.to_numpy())
    grid_rows, building_rows = STRtree(points).query(ordered.geometry.to_numpy(), predicate="intersects")
    owner = np.full(len(buildings), None, dtype=object)
    # written from the last grid to the first, so that the smallest id stays
    owner[building_rows[::-1]] = ordered["grid_id"].to_numpy(dtype=object)[grid_rows[::-1]]
    return pd.Series(owner, index=buildings.index, name="grid_id", dtype="str")


def grid_register(buildings: gpd.GeoDataFrame, grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Count buildings, households and people of each grid, and in a last row those in no grid.

    `households_estimated` and `people_estimated` are the parts of the sums that are estimates;
    `households_unknown` and `people_unknown` count the buildings without a number.

    Parameters
    ----------
    buildings
        With `households`, `people` (numbers) and `households_estimated`, `people_estimated` (bool).
    grids
        The grids layer.

    Returns
    -------
    register
        The columns of the grids layer, then the counts, ordered by `grid_id`; the last row has a null id.
    """
    counts = _count_table(buildings).groupby(assign_grids(buildings, grids), dropna=False).sum()
    ordered = grids.sort_values("grid_id", kind="stable").reset_index(drop=True)
    nowhere = pd.DataFrame({"grid_id": pd.array([None], dtype="str"), "name": [NO_GRID_TITLE]})
    rows = gpd.GeoDataFrame(pd.concat([ordered, nowhere], ignore_index=True), geometry="geometry", crs=grids.crs)
    counted = counts.reindex(rows["grid_id"]).fillna(0).astype("int64").reset_index(drop=True)
    return rows.join(counted)


def _count_table(buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    table = pd.DataFrame({"buildings": 1}, index=buildings.index)
    for count in COUNTS:
        known = buildings[count].astype("Float64")
        estimated = buildings[f"{count}_estimated"].astype("boolean").fillna(False)
        table[count] = known.fillna(0)
        table[f"{count}_estimated"] = known.where(estimated, 0).fillna(0)
        table[f"{count}_unknown"] = known.isna().astype("int64")
    return table


def _measured(tiling: Tiling, piece: Piece, min_area_m2: float) -> Iterator[GridFinding]:
    """The piece as a finding, if it is large and wide enough to be one."""
    if piece.shape.geom_type != "Polygon" or piece.shape.is_empty:
        return
    width_m = 2 * piece.shape.area / piece.shape.length
    if piece.shape.area < min_area_m2 or width_m < EDGE_TOLERANCE_M:
        return
    size = np.array(metres_per_degree(tiling.lat))
    shape = shapely.transform(piece.shape, lambda xy: xy / size + (tiling.lon, tiling.lat))
    kind = "sliver" if width_m < SLIVER_M else piece.kind
    size_m2 = lonlat_area_m2(shape)
    place = shape.representative_point()
    told = f"{size_m2:,.0f} m² ({width_m:.1f} m wide) at {place.x:.6f}, {place.y:.6f} {piece.what}"
    about = (piece.kind, *piece.grid_ids, piece.community_code or "", f"{np.log10(size_m2):.0f}")
    yield GridFinding(
        kind=kind,
        name=_stable_name(kind, place.x, place.y, about),
        title=KIND_TITLES[kind],
        message=told,
        lon=place.x,
        lat=place.y,
        size_m2=size_m2,
        width_m=width_m,
        grid_ids=piece.grid_ids,
        community_code=piece.community_code,
        geometry=shape,
    )


def _stable_name(kind: str, lon: float, lat: float, about: tuple[str, ...]) -> str:
    """Kind and eight hex digits; a metre's move of the place keeps the name, a tenfold size does not."""
    text = "|".join((f"{lon:.5f}", f"{lat:.5f}", *about))
    return f"{kind}-{sha256(text.encode()).hexdigest()[:8]}"


def _duplicate_codes(tiling: Tiling) -> Iterator[GridFinding]:
    times = Counter(code for code in tiling.grid_codes if code is not None)
    for code in sorted(code for code, count in times.items() if count > 1):
        rows = [row for row, other in enumerate(tiling.grid_codes) if other == code]
        ids = tuple(tiling.grid_ids[row] for row in rows)
        yield _coded(tiling, "duplicate_code", rows[0], ids, f"code {code} is carried by grids {', '.join(ids)}")


def _unknown_communities(tiling: Tiling) -> Iterator[GridFinding]:
    known = set(tiling.community_codes)
    for row, code in enumerate(tiling.owner_codes):
        if known and code not in known:
            said = f"names community {code}, which is not loaded" if code else "names no community"
            yield _coded(
                tiling, "unknown_community", row, (tiling.grid_ids[row],), f"grid {tiling.grid_ids[row]} {said}"
            )


def _coded(tiling: Tiling, kind: str, row: int, ids: tuple[str, ...], message: str) -> GridFinding:
    """A finding about a code; it stands where its first grid is, but keeps its name when that is redrawn."""
    place = shapely.get_coordinates(shapely.point_on_surface(tiling.grids[row]))[0]
    lon, lat = place / metres_per_degree(tiling.lat) + (tiling.lon, tiling.lat)
    name = _stable_name(kind, 0.0, 0.0, (*ids, tiling.grid_codes[row] or "", tiling.owner_codes[row] or ""))
    return GridFinding(
        kind=kind,
        name=name,
        title=KIND_TITLES[kind],
        message=message,
        lon=float(lon),
        lat=float(lat),
        size_m2=None,
        width_m=None,
        grid_ids=ids,
        community_code=tiling.owner_codes[row],
        geometry=None,
    )
