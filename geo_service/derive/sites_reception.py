"""
Reception points (固定接收点): the shelf where a building or stair takes what is handed over to it.

Where nobody leaves the stair each stair has its own, else each building one. It stands at the wall towards the nearest
way: that side has the entrance as far as anybody can tell without a survey. Stairs lie along a building; which end
the count starts from is not known.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.derive.sites_walks import OPEN_GROUND_M
from geo_service.network.graph import Network

BY_WAY, BY_WALL = "way", "wall"
"""The point looks to the nearest way, or is any point of the wall because no way is near."""


@dataclass(frozen=True)
class Shelf:
    """One reception point: the building's row, the stair ("" for the whole building), where, and by what."""

    building: int
    stair: str
    point: Point
    basis: str


def reception_shelves(
    footprints: NDArray[np.object_], stairs: list[tuple[str, ...]], inside: Network, *, per_stair: bool
) -> list[Shelf]:
    """
    One shelf for each stair, or for each building where they are not known or not asked for.

    Parameters
    ----------
    footprints
        Buildings with households, metres.
    stairs
        Names of the stairs of each; empty when they are not known.
    inside
        Ways inside the zone.
    per_stair
        Whether each stair has its own shelf.
    """
    ways = nearest_ways(footprints, inside)
    shelves: list[Shelf] = []
    for row, (shape, names, way) in enumerate(zip(footprints, stairs, ways, strict=True)):
        named = names if per_stair and len(names) > 1 else ("",)
        basis = BY_WALL if way is None else BY_WAY
        points = _along_wall(shape, way, len(named))
        shelves += [Shelf(row, name, point, basis) for name, point in zip(named, points, strict=True)]
    return shelves


def nearest_ways(footprints: NDArray[np.object_], inside: Network) -> list[LineString | None]:
    """The nearest stretch of way of each building; None when none is near."""
    found: list[LineString | None] = [None] * len(footprints)
    if not len(inside.tail) or not len(footprints):
        return found
    lines = inside.lines()
    building, piece = shapely.STRtree(lines).query_nearest(footprints, max_distance=OPEN_GROUND_M, all_matches=True)
    order = np.lexsort((piece, building))
    for row, number in zip(building[order][::-1].tolist(), piece[order][::-1].tolist(), strict=True):
        found[row] = lines[number]
    return found


def _along_wall(shape: BaseGeometry, way: LineString | None, count: int) -> list[Point]:
    """So many points of the wall: the nearest one to the way, or spread along the side that it lies on."""
    wall = _wall(shape)
    start = wall.interpolate(0.0) if way is None else shapely.get_point(shapely.shortest_line(wall, way), 0)
    if count == 1:
        return [start]
    side = _side_of(wall, start)
    return [side.interpolate((number + 0.5) / count, normalized=True) for number in range(count)]


def _wall(shape: BaseGeometry) -> LineString:
    parts: list[Polygon] = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    return LineString(parts[0].exterior.coords)


def _side_of(wall: LineString, start: Point) -> LineString:
    """The longest side of the building's frame turned towards the point, laid on the wall."""
    frame = shapely.minimum_rotated_rectangle(wall)
    if not isinstance(frame, Polygon):
        return wall
    corners = shapely.get_coordinates(frame.exterior)
    sides = [LineString(corners[number : number + 2]) for number in range(4)]
    longest = max(side.length for side in sides)
    long = [side for side in sides if side.length > longest - 1e-6]
    side = min(long, key=lambda one: (round(one.distance(start), 3), one.coords[0]))
    near = [
        shapely.get_point(shapely.shortest_line(wall, side.interpolate(share, normalized=True)), 0)
        for share in (0, 0.5, 1)
    ]
    return LineString(near) if LineString(near).length > 0 else wall
