"""Siting instances inside zones of a generated township: gates and junctions as candidates, walks along its ways."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from geo_service.coords.metric import plane_at
from geo_service.derive.siting.problem import SitingProblem
from geo_service.importers.demo import Township
from geo_service.network.graph import Network, network_of
from geo_service.network.walking import Walks, attach, walks_within

MOST_CANDIDATES = 400
"""Candidates in a zone at most; the size that the goal speaks of."""
LEAST_CANDIDATES, LEAST_BUILDINGS = 20, 30
"""A zone with fewer is no test."""
REACH_M = 150.0
"""A building farther than this from every way has no walk."""
JUNCTION = 3
"""Ways that meet at a junction, at least."""


@dataclass(frozen=True)
class Scheme:
    """
    Prices and capacity of one kind of point.

    Prices are household-metres: 400 m × 50 households of longer walks pay for opening 20,000.
    """

    name: str
    limit_m: float
    unit_capacity: float
    most_units: int
    open_price: float
    unit_price: float


SCHEMES = (
    Scheme("few_large", 600.0, 2_000.0, 1, 40_000.0, 0.0),
    Scheme("many_small", 400.0, 600.0, 1, 4_000.0, 0.0),
    Scheme("tight", 600.0, 300.0, 1, 20_000.0, 0.0),
    Scheme("desks", 300.0, 150.0, 6, 10_000.0, 3_000.0),
    Scheme("benches", 1_000.0, 270.0, 4, 30_000.0, 10_000.0),
)
"""
Price, reach, capacity and units rule in turn. Desks: 150 households each, at most 6, 300 m (protocol defaults);
benches: some 700 people or 270 households each, at most 4, 1,000 m, a walk of 15 minutes. The prices are made up.
"""


@dataclass(frozen=True)
class Instance:
    """A named problem."""

    name: str
    problem: SitingProblem


def make_instances(township: Township, count: int, *, seed: int) -> Iterator[Instance]:
    """So many instances, each in another zone, the schemes in turn."""
    chance = np.random.default_rng(seed)
    town = _Town(township)
    made = tried = 0
    while made < count and tried < MOST_TRIES * count:
        tried += 1
        scheme = SCHEMES[made % len(SCHEMES)]
        problem = town.problem_in(town.random_zone(chance), scheme)
        if problem is not None:
            made += 1
            yield Instance(f"{scheme.name}-{made}", problem)


MOST_TRIES = 30
"""Zones drawn per instance before a town counts as too small."""
ZONE_RADII_M = (250.0, 1_100.0)
ZONE_CORNERS = 12


class _Town:
    """Layers of a township in metres."""

    def __init__(self, township: Township) -> None:
        layers = township.layers
        plane = plane_at(shapely.box(*layers["buildings"].total_bounds))
        buildings = plane.frame_to_metres(layers["buildings"])
        households = buildings["households"].to_numpy(dtype=float, na_value=0.0)
        self.footprints = buildings.geometry.to_numpy()[households > 0]
        self.households = households[households > 0]
        self.middles = shapely.get_coordinates(shapely.centroid(self.footprints))
        self.network = network_of(plane.frame_to_metres(layers["roads"]))
        self.gates = plane.frame_to_metres(layers["gates"]).geometry.to_numpy()

    def random_zone(self, chance: np.random.Generator) -> Polygon:
        """An uneven polygon about a random building."""
        middle = self.middles[chance.integers(len(self.middles))]
        radius = chance.uniform(*ZONE_RADII_M)
        angle = np.linspace(0, 2 * np.pi, ZONE_CORNERS, endpoint=False)
        reach = radius * chance.uniform(0.7, 1.0, ZONE_CORNERS)
        return Polygon(middle + np.column_stack([reach * np.cos(angle), reach * np.sin(angle)]))

    def problem_in(self, zone: Polygon, scheme: Scheme) -> SitingProblem | None:
        """The siting problem of a zone, or None where it is too small or too large."""
        inside = shapely.contains_xy(zone, self.middles)
        within = shapely.contains_xy(zone, self.network.xy)
        network = self.network.only(within[self.network.tail] & within[self.network.head])
        places = self._candidates(zone, network)
        if inside.sum() < LEAST_BUILDINGS or not LEAST_CANDIDATES <= len(places) <= MOST_CANDIDATES:
            return None
        walks = walks_within(
            network,
            attach(self.footprints[inside], network, reach_m=REACH_M),
            attach(places, network, reach_m=REACH_M),
            limit_m=scheme.limit_m,
        )
        return _problem(self.households[inside], len(places), walks, scheme)

    def _candidates(self, zone: Polygon, network: Network) -> NDArray[np.object_]:
        junctions = shapely.points(network.xy[network.degree() >= JUNCTION])
        return np.concatenate([junctions, self.gates[shapely.contains(zone, self.gates)]])


def _problem(households: NDArray[np.float64], places: int, walks: Walks, scheme: Scheme) -> SitingProblem:
    return SitingProblem(
        weight=households,
        open_price=np.full(places, scheme.open_price),
        unit_price=np.full(places, scheme.unit_price),
        unit_capacity=np.full(places, scheme.unit_capacity),
        most_units=np.full(places, scheme.most_units),
        item=walks.thing,
        candidate=walks.place,
        walk_m=walks.walk_m,
    )
