"""
Roads as a graph: ways join only where they share a node.

Positions are metres on one plane. A piece is the straight stretch between two neighbouring vertices.
"""

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from geo_service.coords.metric import require_metric

CUT_POINT = int(np.iinfo(np.int64).min)
"""Node id of a vertex that no road node made: the place where a piece was cut. Editors number new nodes -1, -2 …"""

DRIVABLE = frozenset(
    {
        "motorway",
        "trunk",
        "primary",
        "secondary",
        "tertiary",
        "motorway_link",
        "trunk_link",
        "primary_link",
        "secondary_link",
        "tertiary_link",
        "unclassified",
        "residential",
        "living_street",
        "service",
        "road",
        "track",
        "busway",
    }
)
"""Values of `highway` that a car may use (OpenStreetMap wiki, Key:highway)."""


@dataclass(frozen=True)
class Network:
    """
    Vertices and undirected pieces.

    xy
        n × 2, metres.
    node_id
        n, the road node at each vertex or `CUT_POINT`.
    tail, head
        m, vertices at the two ends of each piece.
    road
        m, row of the roads frame that each piece belongs to.
    """

    xy: NDArray[np.float64]
    node_id: NDArray[np.int64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    road: NDArray[np.int64]

    @cached_property
    def length_m(self) -> NDArray[np.float64]:
        """Length of each piece."""
        dx, dy = (self.xy[self.head] - self.xy[self.tail]).T
        return np.asarray(np.hypot(dx, dy))

    def lines(self) -> NDArray[np.object_]:
        """Each piece as a LineString."""
        ends = np.stack([self.xy[self.tail], self.xy[self.head]], axis=1)
        return np.asarray(shapely.linestrings(ends), dtype=object)

    def only(self, pieces: NDArray[np.bool_]) -> "Network":
        """The same vertices with some of the pieces."""
        return Network(self.xy, self.node_id, self.tail[pieces], self.head[pieces], self.road[pieces])

    def compact(self) -> tuple["Network", NDArray[np.int64]]:
        """The same pieces with only the vertices they use, and which vertex of this network each of those is."""
        touched = np.zeros(len(self.xy), dtype=bool)
        touched[self.tail] = touched[self.head] = True
        used, index = np.flatnonzero(touched), np.cumsum(touched) - 1
        return Network(self.xy[used], self.node_id[used], index[self.tail], index[self.head], self.road), used

    @cached_property
    def arcs(self) -> "Arcs":
        """Every piece in both directions, by the vertex that it leaves."""
        piece = np.arange(len(self.tail))
        leaves, enters = np.concatenate([self.tail, self.head]), np.concatenate([self.head, self.tail])
        order = np.argsort(leaves, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(leaves, minlength=len(self.xy)))])
        along = np.repeat([True, False], len(self.tail))
        return Arcs(starts, enters[order], np.concatenate([piece, piece])[order], along[order])

    def degree(self) -> NDArray[np.int64]:
        """Number of piece ends at each vertex."""
        return np.bincount(np.concatenate([self.tail, self.head]), minlength=len(self.xy))

    def distances(self) -> csr_array:
        """Symmetric n × n matrix of piece lengths; of parallel pieces the shortest, never 0."""
        length = np.maximum(self.length_m, np.finfo(np.float32).tiny)
        tail, head = np.concatenate([self.tail, self.head]), np.concatenate([self.head, self.tail])
        both = np.concatenate([length, length])
        order = np.lexsort((both, head, tail))
        tail, head, both = tail[order], head[order], both[order]
        first = np.ones(len(tail), dtype=bool)
        first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        size = len(self.xy)
        return csr_array(coo_array((both[first], (tail[first], head[first])), shape=(size, size)))


@dataclass(frozen=True)
class Arcs:
    """
    Pieces as arcs: those that leave vertex v are `starts[v]` to `starts[v + 1]`.

    `enters` is the vertex at the other end, `along` whether the arc runs from the piece's tail to its head.
    """

    starts: NDArray[np.int64]
    enters: NDArray[np.int64]
    piece: NDArray[np.int64]
    along: NDArray[np.bool_]


def network_of(roads: gpd.GeoDataFrame) -> Network:
    """
    Build the graph of a roads frame.

    Parameters
    ----------
    roads
        Roads layer on a metric plane, one node id per vertex of each line.

    Returns
    -------
    network
        `road` counts rows of `roads`.
    """
    require_metric(roads)
    counts = np.array([len(ids) for ids in roads["node_ids"]], dtype=np.int64)
    ids = np.fromiter((node for nodes in roads["node_ids"] for node in nodes), dtype=np.int64, count=int(counts.sum()))
    xy = shapely.get_coordinates(roads.geometry.to_numpy())
    node_id, first, vertex = np.unique(ids, return_index=True, return_inverse=True)
    row = np.repeat(np.arange(len(roads)), counts)
    follows = row[1:] == row[:-1]
    tail, head = vertex[:-1][follows], vertex[1:][follows]
    real = tail != head
    return Network(xy[first].reshape(-1, 2), node_id, tail[real], head[real], row[:-1][follows][real])


def cut_network(network: Network, pieces: NDArray[np.bool_], cutters: list[shapely.Geometry]) -> Network:
    """
    Split pieces where they meet any of the lines.

    Cuts closer than a millimetre to a vertex or to each other are that vertex.
    """
    chosen = np.flatnonzero(pieces)
    if not len(chosen):
        return network
    piece, along = _cuts(network, chosen, cutters)
    if not len(piece):
        return network
    start, step = network.xy[network.tail[piece]], (network.xy[network.head] - network.xy[network.tail])[piece]
    made = len(network.xy) + np.arange(len(piece))
    xy = np.vstack([network.xy, start + step * along[:, None]])
    node_id = np.concatenate([network.node_id, np.full(len(piece), CUT_POINT)])
    tail, head, road = _chains(network, piece, made)
    return Network(xy, node_id, tail, head, road)


MILLIMETRE = 1e-3


def _cuts(
    network: Network, chosen: NDArray[np.int64], cutters: list[shapely.Geometry]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Piece and share along it (0 to 1) of every cut, ordered along each piece."""
    ends = np.stack([network.xy[network.tail[chosen]], network.xy[network.head[chosen]]], axis=1)
    lines = shapely.linestrings(ends)
    found = [shapely.get_coordinates(shapely.intersection(lines, cutter), return_index=True) for cutter in cutters]
    points = np.vstack([xy for xy, _ in found])
    piece = chosen[np.concatenate([index for _, index in found])]
    start = network.xy[network.tail[piece]]
    step = network.xy[network.head[piece]] - start
    length = np.hypot(*step.T)
    along = np.einsum("ij,ij->i", points - start, step) / length**2
    inner = (along * length > MILLIMETRE) & ((1 - along) * length > MILLIMETRE)
    order = np.lexsort((along[inner], piece[inner]))
    piece, along = piece[inner][order], along[inner][order]
    return _apart(piece, along, np.hypot(*(network.xy[network.head] - network.xy[network.tail]).T))


def _apart(
    piece: NDArray[np.int64], along: NDArray[np.float64], length_m: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Drop cuts that lie within a millimetre of the one before them on the same piece."""
    keep = np.ones(len(piece), dtype=bool)
    keep[1:] = (piece[1:] != piece[:-1]) | ((along[1:] - along[:-1]) * length_m[piece[1:]] > MILLIMETRE)
    return piece[keep], along[keep]


def _chains(
    network: Network, piece: NDArray[np.int64], made: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Ends and roads of all pieces once each cut piece is a chain through its new vertices."""
    whole = np.ones(len(network.tail), dtype=bool)
    whole[piece] = False
    first = np.ones(len(piece), dtype=bool)
    first[1:] = piece[1:] != piece[:-1]
    last = np.append(first[1:], True)
    before = np.where(first, network.tail[piece], np.roll(made, 1))
    tail = np.concatenate([network.tail[whole], before, made[last]])
    head = np.concatenate([network.head[whole], made, network.head[piece[last]]])
    road = np.concatenate([network.road[whole], network.road[piece], network.road[piece[last]]])
    return tail, head, road
