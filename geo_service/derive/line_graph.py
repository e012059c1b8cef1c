"""
The ground round a drawn line as a graph: which places lie together, and what it costs to draw a line between two.

Every place is an atom: a stretch of road, with the buildings that stand at it. Atom `INSIDE` is the drawn zone,
`BEYOND` all ground farther out than the band. Atoms have edges where a road joins them (the line would have to close
it) and where they border on each other (the line would run there). What belongs to an atom on the map is the ground
nearest to its sites: points along its roads and the walls of its buildings. All on a metric plane.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.coords.shapes import areal
from geo_service.derive.line_ground import BEYOND, FREE, Flags, Floats, Ground, Ints, LineRule
from geo_service.derive.line_sites import areas_m2, border_edges, ridges_between, sites_of
from geo_service.derive.line_streets import Streets, road_edges, streets_near
from geo_service.network.walking import attach


@dataclass(frozen=True)
class LineGraph:
    """
    Atoms, their edges and their sites.

    tail, head, cost
        m, edges between atoms; cost units to draw the line between the two, where what one crew holds is paid once.
    single_cost
        m, the same when each carriageway and pavement is paid for itself.
    is_road
        m, edges that a road makes; the others are borders.
    price
        n, what it costs to take an atom in, in households.
    households
        n, households that it brings.
    sites, site_atom
        k × 2 metres, and the atom that each belongs to.
    ridge_sites, ridge_ends
        r × 2 sites on both sides of a stretch of border, and r × 4 its ends.
    building_atom
        The atom of each building given; BEYOND for those that can't be taken in.
    """

    tail: Ints
    head: Ints
    cost: Floats
    single_cost: Floats
    is_road: Flags
    price: Floats
    households: Floats
    sites: Floats
    site_atom: Ints
    ridge_sites: Ints
    ridge_ends: Floats
    building_atom: Ints

    @property
    def size(self) -> int:
        """Number of atoms."""
        return len(self.price)


def line_graph(ground: Ground, rule: LineRule) -> LineGraph:
    """
    Make the graph of the ground between a drawn line and the edge of the band round it.

    Bridges and tunnels join the roads at their ends and have no ground of their own. A building goes with the stretch
    of road nearest to it, whole; one that reaches beyond the band can't be taken in.
    """
    limit = ground.limit
    streets, used = streets_near(ground, limit)
    building_atom, size = _building_atoms(ground, limit, streets, used, rule)
    sites, site_atom = sites_of(ground, limit, streets, used, building_atom)
    ridge_sites, ridge_ends = ridges_between(sites)
    joins = road_edges(ground, streets, used, rule)
    borders = border_edges(ground, (sites, site_atom), (ridge_sites, ridge_ends), rule)
    households = _households(ground, building_atom, size)
    area_m2 = areas_m2(ground.outline, limit, sites, site_atom, size)
    price = households + area_m2 / rule.area_m2_per_household
    price[:FREE] = 0.0
    tail, head, cost, single_cost = (np.concatenate(pair) for pair in zip(joins, borders, strict=True))
    return LineGraph(
        tail=tail,
        head=head,
        cost=cost,
        single_cost=single_cost,
        is_road=np.arange(len(tail)) < len(joins[0]),
        price=price,
        households=households,
        sites=sites,
        site_atom=site_atom,
        ridge_sites=ridge_sites,
        ridge_ends=ridge_ends,
        building_atom=building_atom,
    )


def _building_atoms(
    ground: Ground, limit: Polygon | MultiPolygon, streets: Streets, used: Ints, rule: LineRule
) -> tuple[Ints, int]:
    """The atom of each building: that of its stretch of road, or one of its own; and the number of atoms."""
    shapes = ground.buildings.geometry.to_numpy()
    shapely.prepare(limit)
    beyond = ~np.asarray(shapely.covers(limit, shapes), dtype=bool) & ~ground.held
    pieces = np.flatnonzero(streets.ground)
    at = attach(shapes, streets.cut.only(streets.ground), reach_m=rule.reach_m)
    found = np.full(len(shapes), BEYOND, dtype=np.int64)
    near = at.piece >= 0
    near[near] = np.isin(pieces[at.piece[near]], used)
    found[near] = streets.atom_at(pieces[at.piece[near]], at.to_tail_m[near])
    atom = np.where(found < FREE, streets.size + np.arange(len(shapes)), found)
    size = streets.size + len(shapes)
    if ground.whole_premises:
        return _whole_premises(ground, atom, beyond, size)
    atom[beyond] = BEYOND
    return atom, size


def _whole_premises(ground: Ground, atom: Ints, beyond: Flags, size: int) -> tuple[Ints, int]:
    """Buildings of one site have the site's first atom; a site that reaches beyond the band can't be taken in."""
    site = ground.buildings["estate_id"].astype("object")
    codes = site.where(site.notna(), ground.buildings["building_id"].astype("object")).to_numpy()
    _, number = np.unique(codes.astype(str), return_inverse=True)
    out = np.isin(number, number[beyond])
    first = np.full(int(number.max(initial=-1)) + 1, size, dtype=np.int64)
    np.minimum.at(first, number, atom)
    return np.where(out & ~ground.held, BEYOND, first[number]), size


def _households(ground: Ground, building_atom: Ints, size: int) -> Floats:
    count = np.where(ground.held, 0.0, ground.buildings["households"].to_numpy(dtype=np.float64, na_value=0.0))
    households = np.bincount(building_atom, weights=count, minlength=size).astype(np.float64)
    households[:FREE] = 0.0
    return households


def ground_of(graph: LineGraph, taken: Flags) -> BaseGeometry:
    """
    The ground of some atoms: all places nearer to one of their sites than to any other; they may be several patches.

    Parameters
    ----------
    taken
        A flag per atom; those of INSIDE and BEYOND must be off.
    """
    chosen = taken[graph.site_atom]
    border = chosen[graph.ridge_sites[:, 0]] != chosen[graph.ridge_sites[:, 1]]
    edges = shapely.linestrings(graph.ridge_ends[border].reshape(-1, 2, 2))
    faces = shapely.get_parts(shapely.polygonize(edges))
    if not len(faces):
        return MultiPolygon()
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    _, nearest = cKDTree(graph.sites).query(inner)
    return areal(shapely.union_all(faces[chosen[nearest]]))
