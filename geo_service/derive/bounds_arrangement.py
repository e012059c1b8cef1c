"""
The faces that named lines cut the ground into, and which lines lie between them.

Ends that stop short of another line by no more than a junction are joined to it by a straight piece; those pieces
are kept apart, so that what was snapped can be told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiLineString, Polygon

from geo_service.derive.linear_features import GRID_M, LinearFeature

Floats = NDArray[np.float64]

OUTSIDE = -1
"""Number of the unbounded face."""
BESIDE_M = 0.05
"""How far from an edge the faces beside it are looked up."""
ON_LINE_M = 0.03
"""An edge this near to a line is of it: noding moves coordinates by up to a grid cell."""


@dataclass(frozen=True)
class Edge:
    """
    A stretch between two faces.

    `left` and `right` are numbers of faces, in the direction of the line; `lines` numbers of the features that it
    lies on (none: a bridge); `steps` its straight pieces as n × 2 metres.
    """

    left: int
    right: int
    lines: tuple[int, ...]
    steps: Floats
    length_m: float


@dataclass(frozen=True)
class Arrangement:
    """Faces with the edges between them."""

    faces: tuple[Polygon, ...]
    edges: tuple[Edge, ...]
    bridges: MultiLineString


def arrange(features: Sequence[LinearFeature], snap_m: float) -> Arrangement:
    """The faces that these features cut the plane into, gaps up to `snap_m` metres closed."""
    bridges = bridges_between([feature.lines for feature in features], snap_m)
    lines = [shapely.set_precision(feature.lines, GRID_M) for feature in features]
    pieces = shapely.get_parts(shapely.union_all([*lines, bridges], grid_size=GRID_M))
    faces = shapely.get_parts(shapely.polygonize(pieces))
    return Arrangement(tuple(faces), tuple(_edges(pieces, faces, lines)), bridges)


def bridges_between(lines: Sequence[MultiLineString], snap_m: float) -> MultiLineString:
    """Straight pieces from loose ends of lines to the nearest other line, or other part of theirs, within reach."""
    parts, owner = shapely.get_parts(np.array(lines, dtype=object), return_index=True)
    ends = shapely.points([one for part in parts for one in (part.coords[0], part.coords[-1])])
    own = np.repeat(np.arange(len(parts)), 2)
    end, part = shapely.STRtree(parts).query(ends, predicate="dwithin", distance=snap_m)
    others = own[end] != part
    end, part = end[others], part[others]
    links = shapely.shortest_line(ends[end], parts[part])
    kept = shapely.length(links) > GRID_M
    # an end that lies on a line is not loose; it only reaches on to the other carriageway of that line
    tied = {(int(one), int(owner[other])) for one, other in zip(end[~kept], part[~kept], strict=True)}
    ends_tied = {one for one, _ in tied}
    for k in np.flatnonzero(kept):
        kept[k] = int(end[k]) not in ends_tied or (int(end[k]), int(owner[part[k]])) in tied
    return MultiLineString(list(links[kept]))


def _edges(pieces: NDArray[np.object_], faces: NDArray[np.object_], lines: Sequence[MultiLineString]) -> list[Edge]:
    steps = [shapely.get_coordinates(piece) for piece in pieces]
    sides = [_beside(step) for step in steps]
    tree = shapely.STRtree(faces)
    left = _faces_at(tree, np.array([side[0] for side in sides]))
    right = _faces_at(tree, np.array([side[1] for side in sides]))
    middles = shapely.points(np.array([side[2] for side in sides]))
    on = np.array([shapely.distance(middles, line) <= ON_LINE_M for line in lines]).T
    return [
        Edge(int(left[k]), int(right[k]), tuple(map(int, np.flatnonzero(on[k]))), steps[k], float(pieces[k].length))
        for k in range(len(pieces))
    ]


def _beside(step: Floats) -> tuple[Floats, Floats, Floats]:
    """Points left and right of an edge and on it, at the middle of its longest piece."""
    moves = np.diff(step, axis=0)
    lengths = np.hypot(moves[:, 0], moves[:, 1])
    k = int(lengths.argmax())
    middle = (step[k] + step[k + 1]) / 2
    normal = np.array([-moves[k, 1], moves[k, 0]]) / lengths[k] * BESIDE_M
    return middle + normal, middle - normal, middle


def _faces_at(tree: shapely.STRtree, xy: Floats) -> NDArray[np.int64]:
    """The face that each point lies in."""
    found = np.full(len(xy), OUTSIDE, dtype=np.int64)
    point, face = tree.query(shapely.points(xy), predicate="within")
    found[point] = face
    return found
