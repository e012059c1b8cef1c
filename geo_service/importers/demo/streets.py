"""
The road network of the demo township: nodes that ways share, streets between the blocks, bridges, sidewalks.

A street way is one side of one cell, from crossing to crossing, through every vertex at which a path of a block
joins it. A line that is through runs from edge to edge of the town; other streets exist where a block is.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from geo_service.importers.demo.lattice import CORRIDOR_COLUMN, RIVER_ROW, Lattice, is_corridor
from geo_service.importers.demo.site import Cell, Line, Path, Point, Site

Edge = tuple[str, int, int]
"""("h", j, i): line j along column i; ("v", i, j): line i along row j."""

SIDEWALK_M = 10.0
"""From a main road's carriageway to the sidewalk, between kerb and walls."""
SIDEWALK_WIDTH_M = 3.0
RAMP_M = 40.0
VIADUCT_STEP_M = 40.0
VIADUCT_WIDTH_M = 16.0
RAMP_WIDTH_M = 7.0

# carriageway widths of urban road classes, metres
STREET_WIDTHS_M = {"primary": 14.0, "secondary": 18.0, "tertiary": 12.0, "residential": 8.0}
PRIMARY_EVERY, SECONDARY_EVERY, TERTIARY_EVERY = 8, 4, 2
BRIDGE_EVERY = 4


@dataclass(frozen=True)
class Way:
    """One way: its nodes in driving order."""

    nodes: tuple[int, ...]
    highway: str
    width_m: float
    name: str | None = None
    oneway: int = 0
    crossing: str | None = None
    """`bridge` or `tunnel`: passes over or under what it crosses."""


@dataclass
class Network:
    """Ways being collected. Two paths with a vertex at the same place share its node."""

    points: list[Point] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    _numbers: dict[Point, int] = field(default_factory=dict)
    _joins: defaultdict[Edge, set[float]] = field(default_factory=lambda: defaultdict(set))

    def node(self, point: Point) -> int:
        """The number of the node at a place, from 1."""
        number = self._numbers.setdefault(point, len(self._numbers) + 1)
        if number > len(self.points):
            self.points.append(point)
        return number

    def knows(self, point: Point) -> bool:
        """Whether a way has a vertex at a place."""
        return point in self._numbers

    def add(self, line: Line, highway: str, width_m: float, **more: Any) -> None:
        """Take a way along these points."""
        self.ways.append(Way(tuple(self.node(point) for point in line), highway, width_m, **more))

    def add_path(self, site: Site, path: Path) -> None:
        """Take a path of a block; where it ends on a side of the site it joins the street, over the sidewalk."""
        line = path.points
        line = (*_over_sidewalk(site, line[0]), *line[1:])
        line = (*line[:-1], *reversed(_over_sidewalk(site, line[-1])))
        for point in (path.points[0], path.points[-1]):
            self._join(site, point)
        self.add(line, path.highway, path.width_m, name=path.name)

    def join(self, edge: Edge, at_m: float) -> None:
        """Let a street have a vertex at a position."""
        self._joins[edge].add(at_m)

    def joins(self, edge: Edge) -> list[float]:
        """Positions of a street's inner vertices, in order."""
        return sorted(self._joins.get(edge, ()))

    def _join(self, site: Site, point: Point) -> None:
        x, y = point
        i, j, box = site.i, site.j, site.box
        if x in (box.west, box.east):
            self.join(("v", i if x == box.west else i + 1, j), y)
        elif y in (box.south, box.north):
            self.join(("h", j if y == box.south else j + 1, i), x)


def _over_sidewalk(site: Site, end: Point) -> tuple[Point, ...]:
    """The end of a path, followed by its vertex on the sidewalk when the street there has one."""
    x, y = end
    if x == site.box.east and is_corridor(site.i + 1):
        return end, (x - SIDEWALK_M, y)
    if x == site.box.west and is_corridor(site.i - 1):
        return end, (x + SIDEWALK_M, y)
    return (end,)


def street_class(axis: str, line: int) -> str:
    """The class of a street line."""
    if axis == "v" and (is_corridor(line) or is_corridor(line - 1)):
        return "primary"
    if line % PRIMARY_EVERY == 0 and axis == "h":
        return "primary"
    if line % SECONDARY_EVERY == 0:
        return "secondary"
    bank = axis == "h" and line in (RIVER_ROW, RIVER_ROW + 1)
    return "tertiary" if bank or line % TERTIARY_EVERY == 0 else "residential"


def add_streets(network: Network, lattice: Lattice, built: Collection[Cell], name_of: Callable[[Edge], str]) -> None:
    """Add every street between cells, then sidewalks and the viaduct; call when all paths have been added."""
    lines = range(-lattice.rings, lattice.rings + 2)
    edges = [("h", j, i) for j in lines for i in lattice.span] + [("v", i, j) for i in lines for j in lattice.span]
    _join_ramps(network, lattice)
    for edge in edges:
        if _exists(edge, lattice, built):
            _add_street(network, lattice, edge, name_of(edge))
    for i in lattice.span:
        if is_corridor(i):
            _add_sidewalks(network, lattice, i)
    _add_viaduct(network, lattice, name_of(("v", CORRIDOR_COLUMN, 0)))


def _exists(edge: Edge, lattice: Lattice, built: Collection[Cell]) -> bool:
    axis, line, along = edge
    if axis == "v" and along == RIVER_ROW:
        return _crosses(edge, lattice) is not None
    if axis == "h" and along == lattice.rail_column:
        return line % TERTIARY_EVERY == 0
    beside = ((along, line - 1), (along, line)) if axis == "h" else ((line - 1, along), (line, along))
    return _is_through(axis, line, lattice) or any(cell in built for cell in beside)


def _is_through(axis: str, line: int, lattice: Lattice) -> bool:
    at_the_edge = line in (-lattice.rings, lattice.rings + 1)
    return at_the_edge or street_class(axis, line) != "residential"


def _crosses(edge: Edge, lattice: Lattice) -> str | None:
    """How a street crosses the river (bridge) or the railway (tunnel)."""
    axis, line, along = edge
    if axis == "v" and along == RIVER_ROW:
        main = line % BRIDGE_EVERY == 0 or street_class(axis, line) == "primary"
        return "bridge" if main else None
    return "tunnel" if axis == "h" and along == lattice.rail_column else None


def _add_street(network: Network, lattice: Lattice, edge: Edge, name: str) -> None:
    axis, line, _ = edge
    highway = street_class(axis, line)
    points = _street_points(network, lattice, edge)
    southbound = axis == "v" and is_corridor(line)
    oneway = southbound or (axis == "v" and is_corridor(line - 1))
    network.add(
        tuple(reversed(points)) if southbound else points,
        highway,
        STREET_WIDTHS_M[highway],
        name=name,
        oneway=int(oneway),
        crossing=_crosses(edge, lattice),
    )


def _street_points(network: Network, lattice: Lattice, edge: Edge) -> Line:
    axis, line, along = edge
    if axis == "h":
        y = lattice.y(line)
        return tuple((x, y) for x in (lattice.x(along), *network.joins(edge), lattice.x(along + 1)))
    x = lattice.x(line)
    return tuple((x, y) for y in (lattice.y(along), *network.joins(edge), lattice.y(along + 1)))


def _add_sidewalks(network: Network, lattice: Lattice, i: int) -> None:
    """A footway outside each carriageway of a main road, from crossing to crossing, but not over the river."""
    for line, shift in ((i, -SIDEWALK_M), (i + 1, SIDEWALK_M)):
        x = lattice.x(line)
        for j in lattice.span:
            if j == RIVER_ROW:
                continue
            south, north = lattice.y(j), lattice.y(j + 1)
            inner = [y for y in network.joins(("v", line, j)) if network.knows((x + shift, y))]
            ys = [south + SIDEWALK_M, *inner, north - SIDEWALK_M]
            network.add(((x, south), *((x + shift, y) for y in ys), (x, north)), "footway", SIDEWALK_WIDTH_M)


def _viaduct_ends(lattice: Lattice) -> tuple[float, float]:
    """From the middle of the block south of the centre to the middle of the one north of the river."""
    return lattice.cell(CORRIDOR_COLUMN, -1).middle[1], lattice.cell(CORRIDOR_COLUMN, RIVER_ROW + 1).middle[1]


def _join_ramps(network: Network, lattice: Lattice) -> None:
    start, end = _viaduct_ends(lattice)
    for line in (CORRIDOR_COLUMN, CORRIDOR_COLUMN + 1):
        network.join(("v", line, -1), start - RAMP_M)
        network.join(("v", line, RIVER_ROW + 1), end + RAMP_M)


def _add_viaduct(network: Network, lattice: Lattice, street: str) -> None:
    """A road on stilts over the streets and the river between, down to both carriageways at its two ends."""
    start, end = _viaduct_ends(lattice)
    west, east = lattice.x(CORRIDOR_COLUMN), lattice.x(CORRIDOR_COLUMN + 1)
    x, name = (west + east) / 2, f"{street}高架"
    count = int((end - start) // VIADUCT_STEP_M)
    ys = [start, *(start + k * VIADUCT_STEP_M for k in range(1, count)), end]
    network.add(tuple((x, y) for y in ys), "primary", VIADUCT_WIDTH_M, name=name, crossing="bridge")
    ramps: tuple[Line, ...] = (
        ((x, start), (west, start - RAMP_M)),
        ((east, start - RAMP_M), (x, start)),
        ((x, end), (east, end + RAMP_M)),
        ((west, end + RAMP_M), (x, end)),
    )
    for ramp in ramps:
        network.add(ramp, "primary", RAMP_WIDTH_M, name=f"{name}匝道", oneway=1)
