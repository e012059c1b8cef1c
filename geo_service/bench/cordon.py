"""
Cordons of random zones in a large generated district, beside the same by networkx and shapely.

From the drawn outline and prepared roads in memory to posts, choice and proof.
"""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon

from geo_service.actions.cordon_rules import cordon_rule
from geo_service.actions.plans import ROADS_M
from geo_service.bench.cordon_peer import peer_cordon, require_peer
from geo_service.bench.random_zones import RandomZone, random_zones, zone_ground
from geo_service.coords.metric import plane_at
from geo_service.derive.perimeter import Demand, Perimeter, Roads, derive_perimeter
from geo_service.derive.staffing import CordonRule
from geo_service.importers.demo import Township, make_township
from geo_service.network.graph import network_of
from geo_service.network.travel import WayFacts, way_facts
from geo_service.network.window import NetworkIndex, index_network
from geo_service.zones.protocol import load_protocol

ZONES = 100
SEED = 5
MILLISECONDS = 1000


@dataclass(frozen=True)
class District:
    """A district prepared in memory, metres: what does not change from zone to zone."""

    index: NetworkIndex
    frame: gpd.GeoDataFrame
    facts: WayFacts
    bollards: NDArray[np.int64]
    gates: gpd.GeoDataFrame
    sites: dict[str, NDArray[np.object_]]
    site_xy: dict[str, NDArray[np.float64]]
    middles: NDArray[np.float64]
    households: NDArray[np.float64]

    def roads_round(self, zone: MultiPolygon) -> Roads:
        """The roads, gates and services that a zone's plan looks at."""
        west, south, east, north = zone.bounds
        near = self.index.near(zone.bounds, ROADS_M)
        sites = {}
        for name, xy in self.site_xy.items():
            x, y = xy.T
            met = (x >= west - ROADS_M) & (x <= east + ROADS_M) & (y >= south - ROADS_M) & (y <= north + ROADS_M)
            sites[name] = self.sites[name][met]
        return Roads(self.frame, near, self.facts, self.bollards, self.gates, sites)

    def demand(self, zone: MultiPolygon) -> Demand:
        """The buildings of a zone."""
        west, south, east, north = zone.bounds
        x, y = self.middles.T
        near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        shapely.prepare(zone)
        within = near[shapely.contains_xy(zone, x[near], y[near])]
        return Demand(self.middles[within], self.households[within])

    def cordon(self, zone: RandomZone, rule: CordonRule) -> "Run":
        """The cordon of a zone from its outline, timed."""
        wall, cpu = time.perf_counter(), time.process_time()
        found = derive_perimeter(zone.outline, self.roads_round(zone.outline), self.demand(zone.outline), rule)
        return Run(zone, time.perf_counter() - wall, time.process_time() - cpu, found)


def prepare_district(township: Township, rule: CordonRule) -> District:
    """Prepare a township's register for many zones."""
    layers = township.layers
    plane = plane_at(shapely.box(*layers["roads"].total_bounds))
    roads, gates, facilities, buildings = (
        plane.frame_to_metres(layers[name]) for name in ("roads", "gates", "facilities", "buildings")
    )
    shapes = facilities.geometry.to_numpy()
    sites = {
        service.name: shapes[facilities["kind"].isin(service.kinds).to_numpy(dtype=bool)] for service in rule.services
    }
    blocking = gates["node_id"][(gates["kind"] == "barrier").to_numpy(dtype=bool)]
    return District(
        index=index_network(network_of(roads)),
        frame=roads,
        facts=way_facts(roads),
        bollards=blocking.dropna().to_numpy(dtype=np.int64),
        gates=gates,
        sites=sites,
        site_xy={name: shapely.get_coordinates(shapely.centroid(found)) for name, found in sites.items()},
        middles=shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy())),
        households=buildings["households"].to_numpy(dtype=float, na_value=0.0),
    )


@dataclass(frozen=True)
class Run:
    """One zone's cordon: wall and processor seconds, and what was found."""

    zone: RandomZone
    wall_s: float
    cpu_s: float
    found: Perimeter


def bench_cordon(buildings: int, runs: int) -> dict[str, float | int | str]:
    """
    Measure the cordons of 100 random zones in a generated district, each the best of `runs`.

    Returns
    -------
    figures
        Milliseconds per zone (wall and processor), what was proved, what was closed, and beside networkx + shapely on
        zones whose line crosses roads: the ratio of medians (above 1 we are faster) and how often the costs agree.
    """
    require_peer()
    rule = cordon_rule(load_protocol(PROTOCOL).plan.cordon)
    district = prepare_district(make_township(buildings), rule)
    network = district.index.network
    ground = zone_ground(network, district.frame)
    zones = list(random_zones(ground, ZONES, seed=SEED))
    district.cordon(zones[0], rule)  # the first one loads what all need
    done = [
        min((district.cordon(zone, rule) for _ in range(max(runs, 1))), key=lambda one: one.wall_s) for zone in zones
    ]
    degree = network.degree()
    return {
        "buildings": buildings,
        "zones": len(done),
        "junctions": int((degree != STRAIGHT).sum()),
        "junction_edges": int(degree[degree != STRAIGHT].sum() // 2),
        "pieces": len(network.tail),
        **_times([one.wall_s for one in done], "ms"),
        **_times([one.cpu_s for one in done], "cpu_ms"),
        **_found(done),
        **_beside_peer(district, done, rule),
    }


PROTOCOL = "cn-covid-2022-9"
STRAIGHT = 2
"""Piece ends at a vertex that is no junction."""
PEER_ZONES = 20
"""Zones that the peer does too; it takes about a second for each."""
SAME_COST = 1e-4


def _times(seconds: Sequence[float], unit: str) -> dict[str, float]:
    return {
        f"{unit}_p50": round(float(np.percentile(seconds, 50)) * MILLISECONDS, 1),
        f"{unit}_p95": round(float(np.percentile(seconds, 95)) * MILLISECONDS, 1),
        f"{unit}_max": round(max(seconds) * MILLISECONDS, 1),
    }


def _found(done: Sequence[Run]) -> dict[str, float | int]:
    proofs = [one.found.proof for one in done]
    shares = {
        f"closed_share_{shape}": _closed_share([one for one in done if one.zone.shape == shape])
        for shape in sorted({one.zone.shape for one in done})
    }
    return {
        "crossings_mean": round(statistics.mean(proof.crossings for proof in proofs), 1),
        "posts": sum(len(one.found.posts) for one in done),
        "staffed": sum(int(one.found.staffed.sum()) for one in done),
        "proved_share": sum(proof.proved for proof in proofs) / len(proofs),
        "leaks": sum(len(proof.leaks) for proof in proofs),
        "cut_off": sum(len(proof.cut_off) for proof in proofs),
        "closed_share": _closed_share(done),
        **shares,
    }


def _closed_share(done: Sequence[Run]) -> float:
    """Share of the crossings that need nobody."""
    closed = every = 0
    for one in done:
        sizes = np.array([len(post.crossings) for post in one.found.posts], dtype=np.int64)
        closed += int(sizes[~one.found.staffed].sum())
        every += int(sizes.sum())
    return round(closed / max(every, 1), 3)


def _beside_peer(district: District, done: Sequence[Run], rule: CordonRule) -> dict[str, float | int]:
    """The peer on zones whose line crosses roads; along a road it has no answer."""
    simple = [one for one in done if one.zone.shape != "on_roads"][:PEER_ZONES]
    ours, theirs, same_posts, same_cost = [], [], 0, 0
    for one in simple:
        zone = one.zone.outline
        roads, demand = district.roads_round(zone), district.demand(zone)
        start = time.process_time()
        peer = peer_cordon(zone, roads, demand, rule)
        theirs.append(time.process_time() - start)
        ours.append(one.cpu_s)
        alike = peer.posts == len(one.found.posts)
        same_posts += alike
        same_cost += alike and abs(peer.cost - one.found.proof.cost) <= SAME_COST
    return {
        "peer_zones": len(simple),
        "peer_cpu_ms_p50": round(statistics.median(theirs) * MILLISECONDS, 1),
        "ratio_to_networkx_shapely": round(statistics.median(theirs) / statistics.median(ours), 1),
        "peer_same_posts": same_posts,
        "peer_same_cost_of_those": same_cost,
    }
