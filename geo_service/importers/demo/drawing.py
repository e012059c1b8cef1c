"""Turns lines and boxes of the straight sheet into lon/lat geometries, many at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.importers.demo.lattice import Floats, Lattice, half_turn
from geo_service.importers.demo.site import House, Line

Geometries = NDArray[Any]

NOTCH_DEPTH = 2 / 3
"""An L lacks this share of its notch in depth, so that the long arm stays the deeper one."""


def draw_points(lattice: Lattice, points: Sequence[tuple[float, float]]) -> Geometries:
    """Points in lon/lat."""
    return np.asarray(shapely.points(_lonlat(lattice, points)))


def draw_lines(lattice: Lattice, lines: Sequence[Line]) -> Geometries:
    """Line strings in lon/lat."""
    return np.asarray(shapely.linestrings(_lonlat(lattice, _joined(lines)), indices=_owners(lines)))


def draw_polygons(lattice: Lattice, rings: Sequence[Line]) -> Geometries:
    """Polygons in lon/lat from closed rings."""
    return np.asarray(shapely.polygons(shapely.linearrings(_lonlat(lattice, _joined(rings)), indices=_owners(rings))))


def draw_line_groups(lattice: Lattice, groups: Sequence[Sequence[Line]]) -> Geometries:
    """Multi line strings in lon/lat, one for each group of lines."""
    lines = [line for group in groups for line in group]
    return np.asarray(shapely.multilinestrings(draw_lines(lattice, lines), indices=_owners(groups)))


def draw_footprints(lattice: Lattice, houses: Sequence[House]) -> Geometries:
    """Footprints in lon/lat: rectangles, L-shapes where a corner is missing, turned where the house is."""
    boxes = np.array([house.box for house in houses], dtype=np.float64)
    notch = np.array([house.notch for house in houses])
    turn = np.array([house.turn for house in houses])
    drawn = np.empty(len(houses), dtype=object)
    for notched in (False, True):
        mine = (notch > 0) == notched
        if mine.any():
            corners = _turned(_corners(boxes[mine], notch[mine], notched=notched), boxes[mine], turn[mine])
            placed = lattice.to_lonlat(corners.reshape(-1, 2)).reshape(corners.shape)
            drawn[mine] = shapely.polygons(placed)
    return drawn


def _corners(boxes: Floats, notch: Floats, *, notched: bool) -> Floats:
    west, south, east, north = boxes.T
    if not notched:
        return np.stack([west, south, east, south, east, north, west, north], axis=1).reshape(-1, 4, 2)
    x = east - notch * (east - west)
    y = north - notch * NOTCH_DEPTH * (north - south)
    return np.stack([west, south, east, south, east, y, x, y, x, north, west, north], axis=1).reshape(-1, 6, 2)


def _turned(corners: Floats, boxes: Floats, turn: Floats) -> Floats:
    """Corners turned about the middle of their boxes."""
    middle = np.stack([boxes[:, 0] + boxes[:, 2], boxes[:, 1] + boxes[:, 3]], axis=1)[:, None, :] / 2
    cosine, sine = half_turn(turn[:, None])
    x, y = corners[:, :, 0] - middle[:, :, 0], corners[:, :, 1] - middle[:, :, 1]
    return np.stack([x * cosine - y * sine, x * sine + y * cosine], axis=2) + middle


def _lonlat(lattice: Lattice, points: Sequence[tuple[float, float]]) -> Floats:
    return lattice.to_lonlat(np.array(points, dtype=np.float64).reshape(-1, 2))


def _joined(lines: Sequence[Line]) -> list[tuple[float, float]]:
    return [point for line in lines for point in line]


def _owners(groups: Sequence[Sequence[Any]]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(groups)), [len(group) for group in groups])
