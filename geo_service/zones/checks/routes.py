"""
The ways round a zone with what is shut on them: who still gets out, whom a vehicle still reaches. Metres on one plane.

Limits: walls and unrecorded paths are not on the network, clear heights and turning circles are not in the register,
and a way counts as leading out once it is far enough from the zone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import MultiPolygon, Point, Polygon

from geo_service.coords.metric import MetricPlane, plane_at
from geo_service.network.crossings import INSIDE, split_at_boundary
from geo_service.network.graph import DRIVABLE, Network, cut_network, network_of
from geo_service.network.walking import attach
from geo_service.zones.checks.catalogue import NUMBERS

Flags = NDArray[np.bool_]

SHUT, LOCKED = "shut", "locked"
"""Closings that nobody can open, and those that can be unlocked while nobody is there to do it."""


@dataclass(frozen=True)
class Closing:
    """A place where the ways are shut, lon/lat, and how: SHUT, LOCKED, or a kind of road closure."""

    kind: str
    point: Point


@dataclass(frozen=True)
class Ways:
    """
    The network round a zone, cut at its edge and at what is shut; one flag per piece.

    `inside` pieces lie in the zone (bridges over it do not), `others` in other zones by id; `far` flags vertices that
    are out of the zone's reach: whoever gets there is out.
    """

    plane: MetricPlane
    network: Network
    inside: Flags
    others: Mapping[str, Flags]
    drivable: Flags
    width_m: NDArray[np.float64]
    closed: Mapping[str, Flags]
    far: Flags

    def shut_by(self, kinds: Collection[str]) -> Flags:
        """Pieces that closings of some kinds shut."""
        return self._any_of(self.closed, kinds)

    def in_zones(self, ids: Collection[str]) -> Flags:
        """Pieces that lie in other zones of some ids."""
        return self._any_of(self.others, ids)

    def _any_of(self, flags: Mapping[str, Flags], names: Collection[str]) -> Flags:
        none = np.zeros(len(self.network.tail), dtype=bool)
        return np.asarray(np.logical_or.reduce([none, *(flags[name] for name in names if name in flags)]), dtype=bool)

    def leading_out(self, open_pieces: Flags) -> Flags:
        """The open pieces from which one gets out without leaving open pieces."""
        component = components_of(self.network, open_pieces)
        out = np.unique(component[self.far])
        return open_pieces & np.isin(component[self.network.tail], out)

    def metres_to(self, shapes: NDArray[np.object_], pieces: Flags, *, reach_m: float) -> NDArray[np.float64]:
        """Metres from each footprint to the nearest of some pieces; infinite beyond the reach."""
        return attach(shapes, self.network.only(pieces), reach_m=reach_m).to_way_m


def components_of(network: Network, pieces: Flags) -> NDArray[np.int64]:
    """The part of the network that each vertex belongs to when only some pieces are open."""
    size, chosen = len(network.xy), network.only(pieces)
    links = coo_array((np.ones(len(chosen.tail)), (chosen.tail, chosen.head)), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def ways_round(
    outline: MultiPolygon,
    roads: gpd.GeoDataFrame,
    closings: Sequence[Closing],
    others: Mapping[str, MultiPolygon],
) -> Ways | None:
    """
    The ways round a zone; None when no road is known.

    Parameters
    ----------
    outline, others
        The zone and other zones in force by id, EPSG:4326.
    roads
        Roads layer, EPSG:4326, some way beyond the zone.
    closings
        What is shut.
    """
    plane = plane_at(outline)
    known = roads[roads["node_ids"].map(lambda ids: isinstance(ids, list) and len(ids) > 1).to_numpy(dtype=bool)]
    if known.empty:
        return None
    local, zone = plane.frame_to_metres(known), plane.to_metres(outline)
    circles = _circles(plane, closings)
    around = {zone_id: plane.to_metres(one) for zone_id, one in others.items()}
    network = _cut_at(network_of(local), [*(circle for _, circle in circles), *around.values()])
    network, label = split_at_boundary(zone, network)
    middle = _points((network.xy[network.tail] + network.xy[network.head]) / 2)
    passing = local["grade_separated"].to_numpy(dtype=bool, na_value=False)[network.road]
    return Ways(
        plane=plane,
        network=network,
        inside=(label == INSIDE) & ~passing,
        others={zone_id: _covered(middle, one) & ~passing for zone_id, one in around.items()},
        drivable=np.asarray(local["highway"].isin(DRIVABLE), dtype=bool)[network.road],
        width_m=local["width_m"].to_numpy(dtype=float, na_value=np.nan)[network.road],
        closed={kind: _covered(middle, _union(circles, kind)) for kind in dict.fromkeys(kind for kind, _ in circles)},
        far=_far(network, zone),
    )


def _circles(plane: MetricPlane, closings: Sequence[Closing]) -> list[tuple[str, Polygon]]:
    return [(one.kind, plane.to_metres(one.point).buffer(NUMBERS["shut_m"])) for one in closings]


def _cut_at(network: Network, areas: Sequence[Polygon | MultiPolygon]) -> Network:
    edges: list[shapely.Geometry] = [area.boundary for area in areas]
    if not edges:
        return network
    near = np.asarray(shapely.intersects(network.lines(), shapely.union_all(edges)), dtype=bool)
    return cut_network(network, near, edges)


def _union(circles: Sequence[tuple[str, Polygon]], kind: str) -> shapely.Geometry:
    return shapely.union_all([circle for one, circle in circles if one == kind])


def _points(xy: NDArray[np.float64]) -> NDArray[np.object_]:
    return np.asarray(shapely.points(xy), dtype=object)


def _covered(points: NDArray[np.object_], area: shapely.Geometry) -> Flags:
    shapely.prepare(area)
    return np.asarray(shapely.intersects(area, points), dtype=bool)


def _far(network: Network, zone: MultiPolygon) -> Flags:
    """Vertices at least GATEWAY metres from the zone, or half as far as the known roads reach if they end sooner."""
    shapely.prepare(zone)
    metres = np.asarray(shapely.distance(_points(network.xy), zone), dtype=np.float64)
    used = np.zeros(len(network.xy), dtype=bool)
    used[network.tail] = used[network.head] = True
    farthest = float(metres[used].max())
    return np.asarray(used & (metres > 0) & (metres >= min(NUMBERS["gateway_m"], farthest / 2)), dtype=bool)
