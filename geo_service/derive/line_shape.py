"""
A cut as a line on the map: the drawn zone with the ground that was taken in, whole buildings only. Metres.

The line never moves inward, never leaves the band, and runs through no building that the drawn line left whole.
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.coords.shapes import areal
from geo_service.derive.line_graph import LineGraph, ground_of
from geo_service.derive.line_ground import FREE, Ground

CLEARANCE_M = 0.1
"""Gap kept to walls on either side: ten times the rounding of coordinates on the wire."""
DUST_M2 = 25.0
"""Holes and patches smaller than this are left over from rounding, not places: less than a parking bay and its lane."""


def taken_buildings(graph: LineGraph, ground: Ground, side: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Flags of the buildings that a cut takes in and the drawn zone doesn't hold."""
    return np.asarray(side[graph.building_atom] & ~ground.held, dtype=bool)


def shape_of_cut(graph: LineGraph, ground: Ground, side: NDArray[np.bool_], *, smooth_m: float) -> MultiPolygon:
    """
    The outline of a cut; corners smaller than `smooth_m` are taken off where no building stands.

    Ground that the cut takes in and that doesn't join the zone is left out; an enclosed hole without a road is filled.
    """
    taken = side.copy()
    taken[:FREE] = False
    patch = areal(ground_of(graph, taken).intersection(ground.limit)).simplify(smooth_m)
    outline = _with_buildings(areal(patch), graph, ground, side)
    return _filled(_joined(outline, ground), ground)


def _with_buildings(
    whole: Polygon | MultiPolygon, graph: LineGraph, ground: Ground, side: NDArray[np.bool_]
) -> Polygon | MultiPolygon:
    """The outline with the buildings that it takes in, whole, and without those that it leaves out."""
    shapes = ground.buildings.geometry.to_numpy()
    taken = taken_buildings(graph, ground, side)
    left = ~taken & ~ground.held
    near = np.asarray(shapely.intersects(shapes, whole), dtype=bool)
    out = shapely.union_all(shapes[left & near]).buffer(CLEARANCE_M)
    own = shapely.union_all(shapes[taken]).buffer(CLEARANCE_M).difference(out)
    kept = shapely.union_all([whole.difference(out), own, shapely.union_all(shapes[taken])])
    return areal(kept.union(ground.outline))


def _joined(outline: Polygon | MultiPolygon, ground: Ground) -> list[Polygon]:
    """The parts of an outline that hold some of the drawn zone."""
    parts = [part for part in shapely.get_parts(outline) if isinstance(part, Polygon)]
    return [part for part in parts if part.intersection(ground.outline).area > 0]


def _filled(parts: list[Polygon], ground: Ground) -> MultiPolygon:
    """The parts without new holes that no road leads into."""
    tree = shapely.STRtree(ground.network.lines())
    filled: list[BaseGeometry] = []
    for part in parts:
        holes = [Polygon(ring) for ring in part.interiors]
        shut = [hole for hole in holes if _is_new(hole, ground) and not _has_road(hole, tree)]
        filled.append(shapely.union_all([part, *shut]))
    joined = areal(shapely.union_all([*filled, ground.outline]))
    return joined if isinstance(joined, MultiPolygon) else MultiPolygon([joined])


def _is_new(hole: Polygon, ground: Ground) -> bool:
    """Whether a hole is not one that was drawn."""
    rings = [ring for part in shapely.get_parts(ground.outline) for ring in part.interiors]
    drawn = shapely.union_all([Polygon(ring) for ring in rings])
    return bool(hole.symmetric_difference(drawn.intersection(hole)).area > 0 or hole.area < DUST_M2)


def _has_road(hole: Polygon, tree: shapely.STRtree) -> bool:
    inner = hole.buffer(-CLEARANCE_M)
    return bool(hole.area >= DUST_M2 and len(tree.query(inner, predicate="intersects")))
