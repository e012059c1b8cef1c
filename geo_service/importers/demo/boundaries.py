"""Frames of the administrative ladder, and the words with which an address begins in each cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np

from geo_service.importers.demo.areas import Patch, draw_patches
from geo_service.importers.demo.fill import Layout
from geo_service.importers.demo.ladder import DISTRICT_CODE, Community, Ladder, township_code
from geo_service.importers.demo.site import Cell
from geo_service.importers.demo.words import DISTRICT, TOWNSHIPS, NameBook, numeral
from geo_service.model.frames import shape_frame

SOURCE = "demo"
FICTIONAL = {"fictional": True}


@dataclass(frozen=True)
class Surroundings:
    """What lies above a cell: the beginning of its addresses, its community's code, its village group (组)."""

    town: str
    community: str
    community_code: str
    group: int


def name_communities(layout: Layout, ladder: Ladder, chance: np.random.Generator) -> tuple[str, ...]:
    """Names of the communities in order: 村 where most buildings are farm houses, else 社区."""
    book = NameBook(chance, ("",))
    return tuple(
        book.name(community.code) + ("村" if _is_village(layout, community) else "社区")
        for community in ladder.communities
    )


def describe_cells(layout: Layout, ladder: Ladder, names: tuple[str, ...]) -> dict[Cell, Surroundings]:
    """The surroundings of every cell that has a block; groups are counted through each community."""
    found: dict[Cell, Surroundings] = {}
    for name, community in zip(names, ladder.communities, strict=True):
        town = f"{DISTRICT}{township_name(community.township)}"
        cells = [cell for cell in community.cells if cell in layout.blocks]
        for group, cell in enumerate(cells, start=1):
            found[cell] = Surroundings(town, f"{town}{name}", community.code, group)
    return found


def township_name(number: int) -> str:
    """Name of a township by its number from 0."""
    cycle, which = divmod(number, len(TOWNSHIPS))
    stem = TOWNSHIPS[which]
    return f"{stem[:-1]}{numeral(cycle + 1)}{stem[-1]}" if cycle else stem


def ladder_frames(layout: Layout, ladder: Ladder, names: tuple[str, ...]) -> dict[str, gpd.GeoDataFrame]:
    """Districts, townships, communities and grids."""
    communities = ladder.communities
    grids = [(community, k, grid) for community in communities for k, grid in enumerate(community.grids, start=1)]
    rows = {
        "districts": [{"district_id": "demo/d/1", "name": DISTRICT, "code": DISTRICT_CODE}],
        "townships": [
            {
                "township_id": f"demo/t/{k + 1:03d}",
                "name": township_name(k),
                "code": township_code(k),
                "district_code": DISTRICT_CODE,
            }
            for k in range(len(ladder.townships))
        ],
        "communities": [
            {
                "community_id": f"demo/c/{c.code}",
                "name": name,
                "code": c.code,
                "township_code": township_code(c.township),
            }
            for c, name in zip(communities, names, strict=True)
        ],
        "grids": [
            {
                "grid_id": f"demo/g/{c.code}{k:03d}",
                "name": f"第{k}网格",
                "code": f"{c.code}{k:03d}",
                "community_code": c.code,
            }
            for c, k, _ in grids
        ],
    }
    patches: dict[str, list[Patch]] = {
        "districts": [(ladder.whole,)],
        "townships": [(area,) for area in ladder.townships],
        "communities": [community.patch for community in communities],
        "grids": [grid for _, _, grid in grids],
    }
    strips = list(ladder.strips)
    return {name: _frame(name, rows[name], draw_patches(layout.lattice, patches[name], strips)) for name in rows}


def _frame(name: str, rows: list[dict[str, Any]], shapes: Any) -> gpd.GeoDataFrame:
    common: Mapping[str, Any] = {"source": SOURCE, "tags": FICTIONAL}
    return shape_frame(name, [{**row, **common, "geometry": shape} for row, shape in zip(rows, shapes, strict=True)])


def _is_village(layout: Layout, community: Community) -> bool:
    blocks = [layout.blocks[cell] for cell in community.cells if cell in layout.blocks]
    houses = [house for block in blocks for house in block.houses]
    farm = sum(not house.local for house in houses)
    return 2 * farm >= len(houses)
