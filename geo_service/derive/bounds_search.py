"""
Which of the faces that named lines make is meant by a text: every named line serves on its side, few run inside.

A line that is said to be the eastern side has the area to its west: of the two faces at one of its edges the eastern
one can only belong to the area when the western one does. Under this rule, and with every line serving on each side
that it is said for, the area with the least of the named lines inside is taken: a small mixed-integer programme over
faces (HiGHS), with cuts until the area is in one piece.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.derive.bounds_arrangement import OUTSIDE, Arrangement, Edge

SIDE_NORMALS: Mapping[str, tuple[float, float]] = {
    "east": (1.0, 0.0),
    "south": (0.0, -1.0),
    "west": (-1.0, 0.0),
    "north": (0.0, 1.0),
}
"""The way out of an area over its side."""
ANY_SIDE = ""
"""A line that encloses without a side."""

Faces = frozenset[int]
Said = Mapping[int, frozenset[str]]
"""The sides that each line is said for; none: any side."""


@dataclass(frozen=True)
class SearchRule:
    """
    What counts as serving on a side.

    tilt_deg
        A piece whose way out is within this angle of a side may be of it.
    free_m
        An edge shorter than this may run any way: a corner, the end of a carriageway.
    least_m
        A line serves on a side from this length on.
    snapped_cost, area_cost
        Price of a metre of closed gap on the outline, and of a hectare, beside 1 for a metre of a named line inside:
        of two carriageways the inner one bounds the area.
    other_share
        Another area is different when it leaves out this share of the first.
    rounds
        Programmes solved before the search gives up.
    nodes, limit_s
        Nodes of the search of one programme, so that the same text always means the same, and seconds at most.
    """

    tilt_deg: float = 75.0
    free_m: float = 30.0
    least_m: float = 15.0
    snapped_cost: float = 1.0
    area_cost: float = 1.0
    other_share: float = 0.2
    rounds: int = 12
    nodes: int = 200
    limit_s: float = 1.0


@dataclass(frozen=True)
class Candidate:
    """
    An area that a text may mean.

    `inside_m` metres of named lines run inside it, `snapped_m` of its outline are closed gaps.
    """

    area: Polygon | MultiPolygon
    inside_m: float
    snapped_m: float
    outline_m: float
    faces: Faces


def best_area(
    arrangement: Arrangement, said: Said, rule: SearchRule, others: tuple[Candidate, ...] = ()
) -> Candidate | None:
    """
    The area that a text means, or None when there is none.

    Parameters
    ----------
    others
        Areas already known; the one looked for leaves out a part of each of them.
    """
    programme = _Programme(arrangement, said, rule)
    for other in others:
        programme.leave_out(other.faces)
    for _ in range(rule.rounds):
        faces = programme.solve()
        if not faces:
            return None
        islands = programme.islands(faces)
        if len(islands) == 1:
            return programme.candidate(faces)
        for island in islands:
            programme.join(island)
    return None


Floats = NDArray[np.float64]


class _Programme:
    """Variables: one for each face (in), one for each edge (both faces in), one for each served side of an edge."""

    def __init__(self, arrangement: Arrangement, said: Said, rule: SearchRule) -> None:
        self.arrangement, self.rule = arrangement, rule
        self.wanted = [(line, side) for line, sides in said.items() for side in sorted(sides) or [ANY_SIDE]]
        self.edges = [edge for edge in arrangement.edges if edge.left != edge.right]
        self.neighbours = _neighbours(self.edges)
        self.rows: list[tuple[dict[int, float], float]] = []
        """Coefficients by variable, and what their sum must reach."""
        self.costs = [face.area / SQUARE_M_PER_HECTARE * rule.area_cost for face in arrangement.faces]
        serving: defaultdict[tuple[int, str], dict[int, float]] = defaultdict(dict)
        for edge in self.edges:
            self._add_edge(edge, said, serving)
        for key in self.wanted:
            self.rows.append((serving[key], rule.least_m))

    def solve(self) -> Faces:
        """The faces of the cheapest area; none when there is none."""
        if any(not row and least > 0 for row, least in self.rows):
            return frozenset()
        entries = [(k, column, value) for k, (row, _) in enumerate(self.rows) for column, value in row.items()]
        k, column, value = zip(*entries, strict=True)
        matrix = coo_array((value, (k, column)), shape=(len(self.rows), len(self.costs))).tocsr()
        least = np.array([least for _, least in self.rows])
        found = milp(
            np.array(self.costs),
            integrality=np.ones(len(self.costs)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, lb=least),
            options={"node_limit": self.rule.nodes, "time_limit": self.rule.limit_s},
        )
        if found.x is None:
            return frozenset()
        return frozenset(np.flatnonzero(found.x[: len(self.arrangement.faces)] > HALF).tolist())

    def islands(self, faces: Faces) -> list[Faces]:
        """The faces by what hangs together over edges."""
        left, islands = set(faces), []
        while left:
            todo = [left.pop()]
            island = set(todo)
            while todo:
                near = self._beside(todo.pop()) & left
                left -= near
                island |= near
                todo += near
            islands.append(frozenset(island))
        return islands

    def join(self, island: Faces) -> None:
        """Require that an island does not stand alone."""
        shore = {other for face in island for other in self._beside(face)} - island - {OUTSIDE}
        self.rows.append(({**dict.fromkeys(island, -1.0), **dict.fromkeys(shore, 1.0)}, 1.0 - len(island)))

    def leave_out(self, faces: Faces) -> None:
        """Require that a good part of these faces is left out."""
        areas = {face: self.arrangement.faces[face].area for face in faces}
        whole = sum(areas.values())
        self.rows.append(({face: -area for face, area in areas.items()}, (self.rule.other_share - 1) * whole))

    def candidate(self, faces: Faces) -> Candidate:
        """The area of these faces, its holes filled."""
        area = shapely.union_all([self.arrangement.faces[one] for one in sorted(faces)])
        inner = [edge for edge in self.edges if {edge.left, edge.right} <= faces]
        outline = [edge for edge in self.edges if (edge.left in faces) != (edge.right in faces)]
        return Candidate(
            _without_holes(area),
            sum(edge.length_m for edge in inner if edge.lines),
            sum(edge.length_m for edge in outline if not edge.lines),
            sum(edge.length_m for edge in outline),
            faces,
        )

    def _add_edge(self, edge: Edge, said: Said, serving: dict[tuple[int, str], dict[int, float]]) -> None:
        cost = edge.length_m if edge.lines else 0.0
        if cost and OUTSIDE not in (edge.left, edge.right):
            both = self._variable(cost)
            self.rows.append(({both: 1.0, edge.left: -1.0, edge.right: -1.0}, -1.0))
        for own, other, way in ((edge.left, edge.right, 1), (edge.right, edge.left, -1)):
            if own != OUTSIDE:
                self._add_way(edge, own, other, _served(edge, said, way, self.rule), serving)

    def _add_way(
        self,
        edge: Edge,
        own: int,
        other: int,
        served: dict[tuple[int, str], float] | None,
        serving: dict[tuple[int, str], dict[int, float]],
    ) -> None:
        """The edge as outline with `own` inside and `other` outside."""
        beyond = {} if other == OUTSIDE else {other: 1.0}
        if served is None:
            self.rows.append(({own: -1.0, **beyond}, 0.0))
            return
        if not edge.lines:
            snapped = self._variable(edge.length_m * self.rule.snapped_cost)
            self.rows.append(({snapped: 1.0, own: -1.0, **beyond}, 0.0))
            return
        used = {key: metres for key, metres in served.items() if metres > 0}
        if used:
            on = self._variable(0.0)
            self.rows.append(({on: -1.0, own: 1.0}, 0.0))
            self.rows.append(({on: -1.0, **dict.fromkeys(beyond, -1.0)}, -1.0))
            for key, metres in used.items():
                serving[key][on] = metres

    def _variable(self, cost: float) -> int:
        self.costs.append(cost)
        return len(self.costs) - 1

    def _beside(self, face: int) -> set[int]:
        return self.neighbours.get(face, set())


SQUARE_M_PER_HECTARE = 10_000.0
HALF = 0.5


def _neighbours(edges: Sequence[Edge]) -> Mapping[int, set[int]]:
    near: defaultdict[int, set[int]] = defaultdict(set)
    for edge in edges:
        near[edge.left].add(edge.right)
        near[edge.right].add(edge.left)
    return near


def sides_served(arrangement: Arrangement, area: Candidate, rule: SearchRule) -> dict[int, set[str]]:
    """The sides of an area that each line serves on, its main one first of all."""
    metres: defaultdict[int, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for edge in arrangement.edges:
        if (edge.left in area.faces) == (edge.right in area.faces):
            continue
        way = 1 if edge.left in area.faces else -1
        for line in edge.lines:
            for side in SIDE_NORMALS:
                served = _served(
                    edge, {one: frozenset({side}) for one in edge.lines}, way, replace(rule, tilt_deg=HALF_RIGHT_DEG)
                )
                metres[line][side] += (served or {}).get((line, side), 0.0)
    lies: defaultdict[int, set[str]] = defaultdict(set)
    for line, of_side in metres.items():
        most = max(of_side.values(), default=0.0)
        lies[line] = {side for side, length_m in of_side.items() if length_m and length_m >= most * HALF}
    return lies


HALF_RIGHT_DEG = 45.0


def _without_holes(area: BaseGeometry) -> Polygon | MultiPolygon:
    parts = [Polygon(part.exterior) for part in shapely.get_parts(area)]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _served(edge: Edge, said: Said, way: int, rule: SearchRule) -> dict[tuple[int, str], float] | None:
    """
    Metres of the edge that serve, by line and side, when the area is on its left (`way` 1) or right (-1).

    None when the edge may not be part of such an outline.
    """
    if not edge.lines:
        return {}
    moves = np.diff(edge.steps, axis=0)
    lengths = np.hypot(moves[:, 0], moves[:, 1])
    out = np.column_stack([moves[:, 1], -moves[:, 0]]) * way / lengths[:, None]
    served: dict[tuple[int, str], float] = {}
    right_m = 0.0
    for line in edge.lines:
        sides = said[line] or {ANY_SIDE}
        fits = {side: _fits(out, side, rule) for side in sides}
        served |= {(line, side): float(lengths[fit].sum()) for side, fit in fits.items()}
        right_m = max(right_m, float(lengths[np.any(list(fits.values()), axis=0)].sum()))
    return served if right_m >= edge.length_m / 2 or edge.length_m < rule.free_m else None


def _fits(out: Floats, side: str, rule: SearchRule) -> NDArray[np.bool_]:
    if not side:
        return np.ones(len(out), dtype=bool)
    fits: NDArray[np.bool_] = out @ np.array(SIDE_NORMALS[side]) >= np.cos(np.radians(rule.tilt_deg))
    return fits
