"""
Travel times on the roads: who may use a piece, and how long it takes. Seconds.

A mode says how fast somebody moves on each class of way and what stops them. Ambulances and fire engines on duty
may drive against a oneway street (道路交通安全法 第53条); delivery vehicles may not. Pedestrians use every way.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo_service.network.graph import DRIVABLE, Network

KMH = 1 / 3.6
"""Metres per second in one kilometre per hour."""

DRIVING_KMH: Mapping[str, float] = {
    "motorway": 80.0,
    "motorway_link": 40.0,
    "trunk": 60.0,
    "trunk_link": 40.0,
    "primary": 50.0,
    "primary_link": 30.0,
    "secondary": 40.0,
    "secondary_link": 30.0,
    "tertiary": 30.0,
    "tertiary_link": 25.0,
    "unclassified": 30.0,
    "residential": 20.0,
    "living_street": 10.0,
    "service": 15.0,
    "road": 20.0,
    "track": 15.0,
    "busway": 40.0,
}
"""Speeds in built-up areas, at or below the design speeds of GB/T 51328-2018 (快速 60–100, 主干 40–60, 次干 30–50,
支路 20–40); lanes of estates by their usual limits [assumption]."""

WALKING_M_S = 1.2
"""Walking speed with goods or with elderly people (1.0–1.4 m/s in the literature) [assumption]."""
STEPS_M_S = 0.5
"""Along stairs [assumption]."""


@dataclass(frozen=True)
class Mode:
    """
    Somebody who travels.

    `vehicle` keeps to drivable ways and is stopped by bollards; `min_width_m` leaves out ways known to be narrower;
    `obeys_oneway` travels only along a oneway street.
    """

    name: str
    vehicle: bool
    min_width_m: float = 0.0
    obeys_oneway: bool = False


ANY_VEHICLE = Mode("vehicle", vehicle=True)
ON_FOOT = Mode("foot", vehicle=False)


@dataclass(frozen=True)
class WayFacts:
    """What matters of each road for travel, one entry per row of a roads frame."""

    driving_m_s: NDArray[np.float64]
    walking_m_s: NDArray[np.float64]
    width_m: NDArray[np.float64]
    oneway: NDArray[np.int64]


def way_facts(roads: gpd.GeoDataFrame) -> WayFacts:
    """Take what travel needs from a roads frame; a way that no car may use has a driving speed of 0."""
    highway = roads["highway"].to_numpy(dtype=object)
    driving = [DRIVING_KMH[kind] * KMH if kind in DRIVABLE else 0.0 for kind in highway]
    walking = [STEPS_M_S if kind == "steps" else WALKING_M_S for kind in highway]
    return WayFacts(
        np.array(driving, dtype=np.float64),
        np.array(walking, dtype=np.float64),
        roads["width_m"].to_numpy(dtype=np.float64, na_value=np.nan),
        roads["oneway"].to_numpy(dtype=np.int64, na_value=0),
    )


def usable(
    network: Network, facts: WayFacts, mode: Mode, stopped: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Pieces that a mode may use; `stopped` flags vertices that no vehicle passes, such as bollards."""
    if not mode.vehicle:
        return np.ones(len(network.tail), dtype=bool)
    row = network.road
    fits = (facts.driving_m_s[row] > 0) & ~(facts.width_m[row] < mode.min_width_m)
    if stopped is None:
        return np.asarray(fits, dtype=bool)
    return np.asarray(fits & ~stopped[network.tail] & ~stopped[network.head], dtype=bool)


def travel_s(network: Network, facts: WayFacts, mode: Mode) -> NDArray[np.float64]:
    """Seconds on each piece for a mode, whether it may use it or not; infinite where it has no speed."""
    speed = (facts.driving_m_s if mode.vehicle else facts.walking_m_s)[network.road]
    with np.errstate(divide="ignore"):
        return np.asarray(np.maximum(network.length_m, np.finfo(np.float32).tiny) / speed, dtype=np.float64)


@dataclass(frozen=True)
class TravelGraph:
    """Arcs between vertices with their seconds; of parallel pieces both stay, a search takes the faster."""

    matrix: csr_array

    def seconds_from(self, sources: NDArray[np.int64]) -> NDArray[np.float64]:
        """Sources × vertices: seconds from each source."""
        if not len(sources):
            return np.empty((0, self.matrix.shape[0]))
        return np.atleast_2d(dijkstra(self.matrix, indices=sources))

    def seconds_from_nearest(
        self, sources: NDArray[np.int64], delay_s: NDArray[np.float64], *, limit_s: float = np.inf
    ) -> NDArray[np.float64]:
        """Seconds to each vertex from whichever source is first there, each after its delay; none above the limit."""
        size = self.matrix.shape[0]
        if not len(sources):
            return np.full(size, np.inf)
        grown = _with_start(self.matrix, sources, delay_s)
        return np.asarray(dijkstra(grown, indices=size, limit=limit_s)[:size])


def travel_graph(
    network: Network, seconds: NDArray[np.float64], pieces: NDArray[np.bool_], oneway: NDArray[np.int64] | None = None
) -> TravelGraph:
    """
    The graph of some pieces.

    Parameters
    ----------
    seconds
        Per piece.
    pieces
        Which of them may be used.
    oneway
        Per piece 1 along it, -1 against it, 0 both; None: both ways everywhere.
    """
    arcs, size = network.arcs, len(network.xy)
    kept = pieces[arcs.piece]
    if oneway is not None:
        kept &= np.where(arcs.along, oneway[arcs.piece] >= 0, oneway[arcs.piece] <= 0)
    starts = np.concatenate([[0], np.cumsum(kept)])[arcs.starts]
    # parallel arcs stay apart; adding them up would slow the ways down
    return TravelGraph(csr_array((seconds[arcs.piece[kept]], arcs.enters[kept], starts), shape=(size, size)))


def _with_start(matrix: csr_array, sources: NDArray[np.int64], delay_s: NDArray[np.float64]) -> csr_array:
    """The matrix with one more vertex, from which each source is reached after its delay."""
    size = matrix.shape[0]
    data = np.concatenate([matrix.data, np.maximum(delay_s, np.finfo(np.float32).tiny)])
    columns = np.concatenate([matrix.indices, sources])
    starts = np.append(matrix.indptr, len(data))
    return csr_array((data, columns, starts), shape=(size + 1, size + 1))
