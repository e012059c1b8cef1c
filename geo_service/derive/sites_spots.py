"""
Where sites could stand: open places, gates and junctions for people, and ways that a vehicle from outside reaches.

A spot is thinned to one per square of a grid, the better kind first, so that a zone of any size has few enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import MultiPolygon, Point, Polygon

from geo_service.derive.perimeter import Perimeter
from geo_service.derive.sites_orders import candidates_at
from geo_service.derive.sites_walks import PLACE_REACH_M
from geo_service.network.graph import CUT_POINT, Network
from geo_service.network.travel import Mode
from geo_service.network.walking import attach

GRID_M = 60.0
"""Spots closer together than this serve the same people; a minute's walk."""
MOST_SPOTS, MOST_FAR_SPOTS = 250, 100
"""Squares grow until no more spots than this are left, fewer for sites with a long reach: a bound within a second."""
JUNCTION = 3
"""Ways that meet at a junction, at least."""
OPEN_PLACE, GATE, JUNCTION_KIND, WAY = "open_place", "gate", "junction", "way"


@dataclass(frozen=True)
class Spot:
    """A place where a site could stand; metres. `room_m2` is not a number where no area is known."""

    point: Point
    name: str
    at: str
    kind: str
    room_m2: float


def open_spots(
    zone: Polygon | MultiPolygon,
    inside: Network,
    facilities: gpd.GeoDataFrame,
    gates: gpd.GeoDataFrame,
    roads: gpd.GeoDataFrame,
    *,
    kinds: tuple[str, ...],
    stood: Sequence[Point] = (),
) -> list[Spot]:
    """
    List open places, gates and junctions inside a zone where people can queue, thinned out.

    Ways that lead to none of these have spots of their own, so that nobody is left without.

    Parameters
    ----------
    zone
        Outline in metres.
    inside
        Ways that people may walk; each spot lies on or near one.
    facilities, gates, roads
        Register layers on the same plane.
    kinds
        Kinds of facilities that are open places.
    """
    if not len(inside.tail):
        return []
    found = [*_open_places(zone, inside, facilities, kinds), *_gates(zone, gates), *_junctions(zone, inside, roads)]
    return thinned([*found, *_elsewhere(zone, inside, roads, found)], most=MOST_FAR_SPOTS, stood=stood)


def vehicle_spots(
    perimeter: Perimeter,
    roads: gpd.GeoDataFrame,
    zone: Polygon | MultiPolygon,
    *,
    width_m: float,
    stood: Sequence[Point] = (),
) -> list[Spot]:
    """
    List places inside a zone that a vehicle of some width reaches from a staffed post, thinned out.

    Ways known to be narrower are left out; ways of unknown width are not.
    """
    ground = perimeter.ground
    network, cordon = ground.network, perimeter.cordon
    pieces = ground.pieces(Mode("truck", vehicle=True, min_width_m=width_m)) & cordon.within
    tail, head = network.tail[pieces], network.head[pieces]
    size = len(network.xy)
    _, component = connected_components(
        coo_array((np.ones(len(tail)), (tail, head)), shape=(size, size)), directed=False
    )
    doors = [
        crossing.vertex
        for number in np.flatnonzero(perimeter.staffed).tolist()
        for crossing in perimeter.posts[number].crossings
        if perimeter.posts[number].drivable
    ]
    ends = np.concatenate([tail, head])
    rows = np.concatenate([network.road[pieces]] * 2)
    reached = np.isin(component[ends], component[np.array(doors, dtype=np.int64)])
    vertex, first = np.unique(ends[reached], return_index=True)
    return thinned(_on_ways(zone, network.xy[vertex], rows[reached][first], roads, WAY), stood=stood)


def thinned(spots: Sequence[Spot], *, most: int = MOST_SPOTS, stood: Sequence[Point] = ()) -> list[Spot]:
    """
    The first of each square of a grid, which grows until there are few enough; in the order given.

    Spots where sites stood on the last field sheet are never left out: the grid shifts when a zone changes.
    """
    near = candidates_at(np.array([spot.point for spot in spots], dtype=object), stood)
    kept = [spots[row] for row in sorted(near)]
    grid_m = GRID_M
    while True:
        taken = {_square(spot, grid_m) for spot in kept}
        squares: dict[tuple[float, float], Spot] = {}
        for spot in spots:
            squares.setdefault(_square(spot, grid_m), spot)
        rest = [spot for square, spot in squares.items() if square not in taken]
        if len(rest) + len(taken) <= most:
            return [*kept, *rest]
        grid_m *= 2**0.5


def _square(spot: Spot, grid_m: float) -> tuple[float, float]:
    return spot.point.x // grid_m, spot.point.y // grid_m


def _open_places(
    zone: Polygon | MultiPolygon, inside: Network, facilities: gpd.GeoDataFrame, kinds: tuple[str, ...]
) -> list[Spot]:
    """Open places by their edge towards the nearest way, the largest first."""
    fits = facilities["kind"].isin(kinds).to_numpy(dtype=bool) & facilities.intersects(zone).to_numpy(dtype=bool)
    part = facilities[fits]
    shapes = shapely.intersection(part.geometry.to_numpy(), zone)
    lines = inside.lines()
    row, near = shapely.STRtree(lines).query_nearest(shapes, max_distance=PLACE_REACH_M, all_matches=False)
    points = shapely.get_point(shapely.shortest_line(shapes[row], lines[near]), 0)
    area = shapely.area(shapes)
    keys, names = part["facility_id"].tolist(), part["name"].tolist()
    spots = [
        Spot(point, _text(names[number]) or "空地", keys[number], OPEN_PLACE, float(area[number]) or np.nan)
        for number, point in zip(row.tolist(), points, strict=True)
    ]
    return sorted(spots, key=lambda spot: (-np.nan_to_num(spot.room_m2), spot.at))


def _gates(zone: Polygon | MultiPolygon, gates: gpd.GeoDataFrame) -> list[Spot]:
    fits = gates["kind"].isin(["gate", "entrance"]).to_numpy(dtype=bool) & gates.intersects(zone).to_numpy(dtype=bool)
    part = gates[fits]
    return [
        Spot(point, _text(name) or "出入口内侧", key, GATE, np.nan)
        for key, name, point in zip(part["gate_id"], part["name"], part.geometry, strict=True)
    ]


def _junctions(zone: Polygon | MultiPolygon, inside: Network, roads: gpd.GeoDataFrame) -> list[Spot]:
    busy = (inside.degree() >= JUNCTION) & (inside.node_id != CUT_POINT)
    ends, rows = np.concatenate([inside.tail, inside.head]), np.concatenate([inside.road, inside.road])
    vertex, first = np.unique(ends, return_index=True)
    chosen = busy[vertex]
    return _on_ways(zone, inside.xy[vertex[chosen]], rows[first[chosen]], roads, JUNCTION_KIND)


def _elsewhere(zone: Polygon | MultiPolygon, inside: Network, roads: gpd.GeoDataFrame, found: list[Spot]) -> list[Spot]:
    """Spots on those connected ways where no other was found."""
    _, component = connected_components(inside.distances(), directed=False)
    piece = attach(np.array([spot.point for spot in found], dtype=object), inside, reach_m=PLACE_REACH_M).piece
    served = component[inside.tail[piece[piece >= 0]]]
    ends, rows = np.concatenate([inside.tail, inside.head]), np.concatenate([inside.road, inside.road])
    vertex, first = np.unique(ends, return_index=True)
    alone = ~np.isin(component[vertex], served)
    return _on_ways(zone, inside.xy[vertex[alone]], rows[first[alone]], roads, WAY)


def _on_ways(
    zone: Polygon | MultiPolygon,
    xy: NDArray[np.float64],
    rows: NDArray[np.int64],
    roads: gpd.GeoDataFrame,
    kind: str,
) -> list[Spot]:
    """Spots on ways, from west to east, named by the way."""
    points = np.asarray(shapely.points(xy.reshape(-1, 2)), dtype=object)
    shapely.prepare(zone)
    held = np.flatnonzero(shapely.intersects(zone, points))
    order = held[np.lexsort((xy[held, 1], xy[held, 0]))]
    names, keys = roads["name"].to_numpy(dtype=object), roads["road_id"].to_numpy(dtype=object)
    return [
        Spot(points[row], _text(names[rows[row]]) or "区内道路", str(keys[rows[row]]), kind, np.nan)
        for row in order.tolist()
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
