"""What can be told about the demo town: zones around believable places, case places, addresses to ask about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
from shapely import Polygon

from geo_service.importers.demo.drawing import draw_polygons
from geo_service.importers.demo.fill import Layout
from geo_service.importers.demo.lattice import LONLAT_DECIMALS, RIVER_ROW, Lattice
from geo_service.importers.demo.site import Box, Line

COMPOUND_MARGIN_M = 4.0
"""Drawn between the wall and the pavement."""
RIVER_WEST_M, RIVER_EAST_M = 70.0, 140.0
RIVER_SOUTH_M, RIVER_NORTH_M = 85.0, 110.0
"""How far the zone over the river reaches from the bridge and from the banks."""

CASES = (
    ("residence", "2026-03-02T22:10:00+08:00"),
    ("residence", "2026-03-03T07:40:00+08:00"),
    ("residence", "2026-03-03T21:15:00+08:00"),
    ("work", "2026-03-03T09:00:00+08:00"),
    ("visited", "2026-03-02T18:30:00+08:00"),
    ("visited", "2026-03-03T12:20:00+08:00"),
)
"""Roles and times of the case places; the days are invented."""

NEAR = 200
"""Case places lie among the first buildings, which stand round the centre."""
ADDRESSES = 2000
"""At most so many addresses to ask about."""
ROOMS_PER_FLOOR = 2


@dataclass(frozen=True)
class DemoZone:
    """A zone to draw: its name, category `high` or `medium`, and a lon/lat polygon."""

    name: str
    category: str
    polygon: Polygon


def tell_zones(layout: Layout) -> tuple[DemoZone, ...]:
    """One compound, one block between its streets, and one place on both ends of a bridge."""
    lattice = layout.lattice
    compound = _compound(layout).inset(-COMPOUND_MARGIN_M)
    block = lattice.cell(-1, 0)
    shapes = draw_polygons(lattice, [compound.ring(), block.ring(), _over_the_river(lattice)])
    names = (
        (f"{layout.blocks[0, 0].name}", "high"),
        (f"{layout.streets.name(('h', 0, -1))}以北街区", "medium"),
        ("示例河大桥两岸", "medium"),
    )
    return tuple(DemoZone(name, category, shape) for (name, category), shape in zip(names, shapes, strict=True))


def _compound(layout: Layout) -> Box:
    ring = layout.blocks[0, 0].compound or ()
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _over_the_river(lattice: Lattice) -> Line:
    """Round the bridge of line 0, drawn by hand so to speak: no side follows a street."""
    x, south, north = lattice.x(0), lattice.y(RIVER_ROW) - RIVER_SOUTH_M, lattice.y(RIVER_ROW + 1) + RIVER_NORTH_M
    west, east = x - RIVER_WEST_M, x + RIVER_EAST_M
    lean = RIVER_WEST_M / 2
    return (
        (west, south),
        (east - lean, south - lean / 2),
        (east, north),
        (west + lean, north + lean / 2),
        (west, south),
    )


def tell_cases(buildings: gpd.GeoDataFrame, chance: np.random.Generator) -> list[dict[str, Any]]:
    """Rows of a case table near the centre: role, time, address, lon, lat. Places only, never a person."""
    near = buildings.iloc[:NEAR]
    homes = near[near["use"] == "apartments"]
    others = near[near["use"] != "apartments"]
    pools = {"residence": _shuffled(homes, chance), "other": _shuffled(near if others.empty else others, chance)}
    return [
        _case(pools["residence" if role == "residence" else "other"], k, role, time)
        for k, (role, time) in enumerate(CASES)
    ]


def _shuffled(rows: gpd.GeoDataFrame, chance: np.random.Generator) -> gpd.GeoDataFrame:
    return rows.iloc[np.argsort(chance.random(len(rows)), kind="stable")]


def _case(pool: gpd.GeoDataFrame, k: int, role: str, time: str) -> dict[str, Any]:
    row = pool.iloc[k % len(pool)]
    west, south, east, north = row.geometry.bounds
    lon, lat = round((west + east) / 2, LONLAT_DECIMALS), round((south + north) / 2, LONLAT_DECIMALS)
    return {"role": role, "time": time, "address": row["addresses"][0], "lon": lon, "lat": lat}


def tell_addresses(buildings: gpd.GeoDataFrame, chance: np.random.Generator) -> list[tuple[str, str]]:
    """Addresses as residents write them, each with its building: plain, by plate, with stair and room."""
    picked = _picked(len(buildings), chance)
    return [_told(buildings.iloc[k], chance) for k in picked]


def _picked(count: int, chance: np.random.Generator) -> list[int]:
    order = np.argsort(chance.random(count), kind="stable")[:ADDRESSES]
    return sorted(int(k) for k in order)


def _told(row: Any, chance: np.random.Generator) -> tuple[str, str]:
    style = WAYS_TO_WRITE[int(chance.random() * len(WAYS_TO_WRITE))]
    return style(row, chance), str(row["building_id"])


def _plain(row: Any, _: np.random.Generator) -> str:
    return str(row["addresses"][0])


def _by_plate(row: Any, _: np.random.Generator) -> str:
    return str(row["addresses"][-1])


def _with_room(row: Any, chance: np.random.Generator) -> str:
    """With stair, floor and room where people live by stairs; else plain."""
    if row["use"] != "apartments":
        return _plain(row, chance)
    stair = 1 + int(chance.random() * int(row["stairs"]))
    floor = 1 + int(chance.random() * int(row["levels"]))
    room = 1 + int(chance.random() * ROOMS_PER_FLOOR)
    return f"{row['addresses'][0]}{stair}单元{floor}{room:02d}室"


WAYS_TO_WRITE: Sequence[Callable[[Any, np.random.Generator], str]] = (_plain, _by_plate, _with_room)
