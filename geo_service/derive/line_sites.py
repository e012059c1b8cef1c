"""
The ground of the band, shared out between the atoms of a line graph: each place belongs to the nearest site.

Sites are points along roads and walls, so the ground of a road's stretch is its half of the way to the next wall.
"""

import numpy as np
import shapely
from scipy.spatial import Voronoi, cKDTree
from shapely import MultiPolygon, Polygon

from geo_service.coords.shapes import areal
from geo_service.derive.line_ground import BEYOND, INSIDE, Flags, Floats, Ground, Ints, LineRule, Shapes
from geo_service.derive.line_streets import Streets, contains

SITE_M = 4.0
"""Distance of sites along a road or wall: half of it is less than a wall's distance from a road's middle."""
GRID_M = 8.0
"""Mesh of the points that measure how much ground an atom has."""
RIM_M = 5.0
"""How far outside the band its edge is marked by sites."""


def sites_of(
    ground: Ground, limit: Polygon | MultiPolygon, streets: Streets, used: Ints, building_atom: Ints
) -> tuple[Floats, Ints]:
    """Points along roads, walls and the edge of the band, outside the drawn zone, each place once."""
    rim = areal(limit.buffer(RIM_M)).boundary
    rims = shapely.get_coordinates(shapely.segmentize(rim, SITE_M))
    far = np.array(shapely.box(*limit.buffer(limit.length + RIM_M).bounds).exterior.coords)[:-1]
    parts = [
        _street_sites(streets, used),
        _wall_sites(ground, building_atom),
        (rims, np.full(len(rims), BEYOND)),
        (far, np.full(len(far), BEYOND)),
    ]
    xy, atom = (np.concatenate([part[column] for part in parts]) for column in (0, 1))
    outside = ~contains(ground.outline, xy)
    xy, atom = xy[outside], atom[outside].astype(np.int64)
    _, first = np.unique(np.round(xy, 2), axis=0, return_index=True)
    first.sort()
    return xy[first], atom[first]


def _street_sites(streets: Streets, used: Ints) -> tuple[Floats, Ints]:
    cut = streets.cut
    piece = used[streets.ground[used]]
    steps = np.maximum(1, np.ceil(cut.length_m[piece] / SITE_M)).astype(np.int64)
    many = np.repeat(piece, steps + 1)
    start = np.repeat(np.cumsum(steps + 1) - (steps + 1), steps + 1)
    share = (np.arange(len(many)) - start) / np.repeat(steps, steps + 1)
    xy = cut.xy[cut.tail[many]] + share[:, None] * (cut.xy[cut.head[many]] - cut.xy[cut.tail[many]])
    atom = streets.atom_at(many, share * cut.length_m[many])
    known = atom != INSIDE
    return xy[known], atom[known]


def _wall_sites(ground: Ground, building_atom: Ints) -> tuple[Floats, Ints]:
    shapes = ground.buildings.geometry.to_numpy()
    xy, number = shapely.get_coordinates(shapely.segmentize(shapes, SITE_M), return_index=True)
    return xy, building_atom[number]


def ridges_between(sites: Floats) -> tuple[Ints, Floats]:
    """Stretches of border between the ground of two sites; the endless ones at the far corners are left out."""
    middle = sites.mean(axis=0)
    found = Voronoi(sites - middle)
    ends = np.asarray(found.ridge_vertices, dtype=np.int64)
    bounded = (ends >= 0).all(axis=1)
    xy = found.vertices[ends[bounded]] + middle
    return np.asarray(found.ridge_points[bounded], dtype=np.int64), xy.reshape(-1, 4)


def border_edges(
    ground: Ground, where: tuple[Floats, Ints], ridges: tuple[Ints, Floats], rule: LineRule
) -> tuple[Ints, Ints, Floats, Floats]:
    """Edges between atoms that lie side by side, by the length of their border; along a barrier it costs nothing."""
    (sites, site_atom), (ridge_sites, ridge_ends) = where, ridges
    pair = site_atom[ridge_sites]
    length_m = np.hypot(ridge_ends[:, 2] - ridge_ends[:, 0], ridge_ends[:, 3] - ridge_ends[:, 1])
    middle = (ridge_ends[:, :2] + ridge_ends[:, 2:]) / 2
    apart = np.flatnonzero((pair[:, 0] != pair[:, 1]) & ~contains(ground.outline, middle))
    ends = np.stack([sites[ridge_sites[apart, 0]], sites[ridge_sites[apart, 1]]], axis=1)
    links = np.asarray(shapely.linestrings(ends), dtype=object)
    open_m = np.where(_crossing(links, ground.barriers), 0.0, length_m[apart])
    along, nearest = _drawn_border(ground, sites)
    tail = np.concatenate([pair[apart, 0], np.full(len(along), INSIDE)])
    head = np.concatenate([pair[apart, 1], site_atom[nearest]])
    cost = np.concatenate([open_m, along]) / rule.line_m_per_unit
    return tail, head, cost, cost


def _crossing(links: Shapes, barriers: Shapes) -> Flags:
    crossing = np.zeros(len(links), dtype=bool)
    if len(barriers) and len(links):
        crossing[shapely.STRtree(barriers).query(links, predicate="intersects")[0]] = True
    return crossing


def _drawn_border(ground: Ground, sites: Floats) -> tuple[Floats, Ints]:
    """Stretches of the drawn line that no barrier follows, and the site next to each."""
    corners = shapely.get_coordinates(shapely.get_parts(shapely.segmentize(ground.outline.boundary, SITE_M)))
    _, nearest = cKDTree(sites).query(corners)
    walled = np.zeros(len(corners), dtype=bool)
    if len(ground.barriers):
        points = shapely.points(corners)
        walled[shapely.STRtree(ground.barriers).query(points, predicate="dwithin", distance=SITE_M)[0]] = True
    metres = np.full(len(corners), ground.outline.length / max(1, len(corners)))
    return np.where(walled, 0.0, metres), np.asarray(nearest, dtype=np.int64)


def areas_m2(
    outline: Polygon | MultiPolygon, limit: Polygon | MultiPolygon, sites: Floats, site_atom: Ints, size: int
) -> Floats:
    """How much ground of the band each atom has, counted on a mesh."""
    west, south, east, north = limit.bounds
    x, y = np.meshgrid(np.arange(west, east, GRID_M), np.arange(south, north, GRID_M))
    mesh = np.column_stack([x.ravel(), y.ravel()])
    mesh = mesh[contains(limit, mesh)]
    mesh = mesh[~contains(outline, mesh)]
    if not len(mesh):
        return np.zeros(size)
    _, nearest = cKDTree(sites).query(mesh)
    return np.bincount(site_atom[nearest], minlength=size).astype(np.float64) * GRID_M**2
