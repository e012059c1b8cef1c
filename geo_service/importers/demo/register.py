"""Frames of what stands on the ground: estates, buildings, roads, gates, facilities and barriers."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_service.importers.demo.boundaries import SOURCE, Surroundings
from geo_service.importers.demo.drawing import (
    draw_footprints,
    draw_line_groups,
    draw_lines,
    draw_points,
    draw_polygons,
)
from geo_service.importers.demo.fill import Layout
from geo_service.importers.demo.lattice import RIVER_ROW, Lattice
from geo_service.importers.demo.site import Block, Cell, House, Line
from geo_service.importers.demo.streets import Network
from geo_service.model.frames import FACILITY_KINDS, shape_frame

KNOWN_SHARE = 0.7
"""Buildings whose households and people are known; the others are left to estimates."""
PEOPLE_PER_HOME = (2.2, 3.0)
"""Round the 2.62 of the census of 2020."""

BANK_M = 24.0
"""From the street along the river to the water."""
BANK_WANDERS_M = 14.0
BANK_STEP_M = 60.0
KIOSK_M = 12.0
"""Where facilities stand that no building hosts: on the pavement between kerb and wall."""

FACILITY_TITLES = {
    "hospital": "医院",
    "clinic": "诊所",
    "pharmacy": "药房",
    "fire_station": "微型消防站",
    "police": "警务室",
    "market": "便民菜市",
    "supermarket": "超市",
    "parking": "停车点",
    "square": "小广场",
    "school": "幼儿园",
    "venue": "茶楼",
}

Cells = Mapping[Cell, Surroundings]


def estates_frame(layout: Layout, cells: Cells) -> gpd.GeoDataFrame:
    """One row for each compound."""
    found = [(cell, block) for cell, block in layout.blocks.items() if block.compound]
    rows = pd.DataFrame(
        {
            "estate_id": [estate_id(cell) for cell, _ in found],
            "name": [block.name for _, block in found],
            "aliases": [_aliases(layout, cell, block) for cell, block in found],
            "community_code": [cells[cell].community_code for cell, _ in found],
            "source": SOURCE,
            "geometry": draw_polygons(layout.lattice, [block.compound or () for _, block in found]),
        }
    )
    return shape_frame("estates", rows)


def estate_id(cell: Cell) -> str:
    """The id of the estate in a cell, from its column and row."""
    return f"demo/e/{cell[0] + 1000:04d}-{cell[1] + 1000:04d}"


def _aliases(layout: Layout, cell: Cell, block: Block) -> list[str]:
    """The name with its phase in brackets, and the plate of the main gate."""
    front = layout.sites[cell].fronts["south"]
    name = str(block.name)
    phase = name[-2:]
    old = [f"{name[:-2]}({phase})"] if phase in ("一期", "二期") else []
    return [*old, front.plate(layout.sites[cell].box.middle[0])]


def buildings_frame(layout: Layout, cells: Cells, chance: np.random.Generator) -> gpd.GeoDataFrame:
    """One row for each building, numbered in the order of the blocks."""
    placed = [(cell, house) for cell, block in layout.blocks.items() for house in block.houses]
    houses = [house for _, house in placed]
    homes = np.array([house.homes for house in houses])
    known = chance.random(len(houses)) < KNOWN_SHARE
    least, most = PEOPLE_PER_HOME
    people = np.round(homes * (least + (most - least) * chance.random(len(houses)))).astype(np.int64)
    local = [house.local or f"{cells[cell].group}组{house.number}号" for cell, house in placed]
    rows = pd.DataFrame(
        {
            "building_id": [building_id(k) for k in range(len(houses))],
            "name": local,
            "number": [house.number for house in houses],
            "estate_id": [estate_id(cell) if house.in_estate else None for cell, house in placed],
            "use": [house.use for house in houses],
            "levels": [house.levels for house in houses],
            "stairs": pd.array([house.stairs for house in houses], dtype="Int64"),
            "households": pd.array(homes, dtype="Int64"),
            "people": pd.array(people, dtype="Int64"),
            "addresses": [
                _addresses(cells[cell], house, text) for (cell, house), text in zip(placed, local, strict=True)
            ],
            "source": SOURCE,
            "geometry": draw_footprints(layout.lattice, houses),
        }
    )
    rows.loc[~known, ["households", "people"]] = pd.NA
    return shape_frame("buildings", rows)


def building_id(k: int) -> str:
    """The id of the k-th building, from 0; six digits sort as numbers do."""
    return f"demo/b/{k + 1:06d}"


def _addresses(around: Surroundings, house: House, local: str) -> list[str]:
    """The full address, then the same place by its street plate without the community."""
    plate = house.plate or (house.local if not house.in_estate else None)
    return [f"{around.community}{local}", *([f"{around.town}{plate}"] if plate else [])]


def roads_frame(lattice: Lattice, network: Network) -> gpd.GeoDataFrame:
    """One row for each way; a vertex for each node."""
    ways = network.ways
    lines = [tuple(network.points[node - 1] for node in way.nodes) for way in ways]
    rows = pd.DataFrame(
        {
            "road_id": [f"demo/r/{k + 1:06d}" for k in range(len(ways))],
            "name": [way.name for way in ways],
            "way_id": range(1, len(ways) + 1),
            "highway": [way.highway for way in ways],
            "grade_separated": [way.crossing is not None for way in ways],
            "oneway": [way.oneway for way in ways],
            "width_m": [way.width_m for way in ways],
            "node_ids": [list(way.nodes) for way in ways],
            "access_nodes": [[] for _ in ways],
            "source": SOURCE,
            "tags": [{way.crossing: "yes"} if way.crossing else None for way in ways],
            "geometry": draw_lines(lattice, lines),
        }
    )
    return shape_frame("roads", rows)


def gates_frame(layout: Layout, network: Network) -> gpd.GeoDataFrame:
    """Gates of estates, entrances of fenced grounds, barriers at lane mouths; each on a node of a way."""
    found = [(cell, gate) for cell, block in layout.blocks.items() for gate in block.gates]
    rows = pd.DataFrame(
        {
            "gate_id": [f"demo/k/{k + 1:06d}" for k in range(len(found))],
            "name": [gate.name for _, gate in found],
            "kind": [gate.kind for _, gate in found],
            "node_id": [network.node(gate.at) for _, gate in found],
            "estate_id": [estate_id(cell) if gate.in_estate else None for cell, gate in found],
            "width_m": [gate.width_m for _, gate in found],
            "source": SOURCE,
            "geometry": draw_points(layout.lattice, [gate.at for _, gate in found]),
        }
    )
    return shape_frame("gates", rows)


def facilities_frame(layout: Layout, cells: Cells) -> gpd.GeoDataFrame:
    """Public grounds, shops with a public use, and by the centre every kind that the town would lack."""
    rows = [*_public_rows(layout, cells), *_hosted_rows(layout, cells)]
    rows += _kiosk_rows(layout, {row["kind"] for row in rows})
    return shape_frame(
        "facilities", [{"facility_id": f"demo/f/{k + 1:06d}", "source": SOURCE, **row} for k, row in enumerate(rows)]
    )


def _public_rows(layout: Layout, cells: Cells) -> list[dict[str, Any]]:
    found = [(cell, facility) for cell, block in layout.blocks.items() for facility in block.facilities]
    return [
        {
            "kind": facility.kind,
            "name": facility.name,
            "addresses": [f"{cells[cell].town}{facility.local}"] if facility.local else None,
            "geometry": _drawn(layout.lattice, facility.points),
        }
        for cell, facility in found
    ]


def _hosted_rows(layout: Layout, cells: Cells) -> list[dict[str, Any]]:
    found = [(cell, house) for cell, block in layout.blocks.items() for house in block.houses if house.hosts]
    return [
        {
            "kind": house.hosts,
            "name": f"{house.local}{FACILITY_TITLES[str(house.hosts)]}",
            "addresses": [f"{cells[cell].community}{house.local}"],
            "geometry": _drawn(layout.lattice, (house.box.middle,)),
        }
        for cell, house in found
    ]


def _kiosk_rows(layout: Layout, present: set[str]) -> list[dict[str, Any]]:
    box = layout.lattice.cell(0, 0)
    step = box.width / (len(FACILITY_KINDS) + 1)
    return [
        {
            "kind": kind,
            "name": f"中心{FACILITY_TITLES[kind]}",
            "geometry": _drawn(layout.lattice, ((box.west + step * (k + 1), box.south + KIOSK_M),)),
        }
        for k, kind in enumerate(FACILITY_KINDS)
        if kind not in present
    ]


def _drawn(lattice: Lattice, points: Line) -> Any:
    return draw_polygons(lattice, [points])[0] if len(points) > 1 else draw_points(lattice, points)[0]


def barriers_frame(layout: Layout, chance: np.random.Generator) -> gpd.GeoDataFrame:
    """The river, the railway, and the walls and fences of the blocks."""
    lattice = layout.lattice
    walls = [barrier for block in layout.blocks.values() for barrier in block.barriers]
    shapes = draw_line_groups(lattice, [wall.lines for wall in walls])
    rows = [
        {"kind": "river", "name": "示例河", "geometry": draw_polygons(lattice, [_river(lattice, chance)])[0]},
        {"kind": "rail", "name": "示例铁路", "geometry": draw_lines(lattice, [_rail(lattice)])[0]},
        *({"kind": w.kind, "name": w.name, "geometry": shape} for w, shape in zip(walls, shapes, strict=True)),
    ]
    return shape_frame(
        "barriers", [{"barrier_id": f"demo/w/{k + 1:06d}", "source": SOURCE, **row} for k, row in enumerate(rows)]
    )


def _river(lattice: Lattice, chance: np.random.Generator) -> Line:
    west, east = lattice.x(-lattice.rings), lattice.x(lattice.rings + 1)
    south, north = lattice.y(RIVER_ROW), lattice.y(RIVER_ROW + 1)
    xs = np.linspace(west, east, 2 + int((east - west) // BANK_STEP_M))
    low = [(float(x), south + BANK_M + _wander(chance)) for x in xs]
    high = [(float(x), north - BANK_M - _wander(chance)) for x in xs]
    return (*low, *reversed(high), low[0])


def _wander(chance: np.random.Generator) -> float:
    return BANK_WANDERS_M * float(chance.random())


def _rail(lattice: Lattice) -> Line:
    column = lattice.rail_column
    x = (lattice.x(column) + lattice.x(column + 1)) / 2
    return tuple((x, lattice.y(j)) for j in range(-lattice.rings, lattice.rings + 2))
