"""Small random towns: lattices with missing stretches, oneways, paths, bridges, bollards, gates; and zones on them."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from geo_service.actions.cordon_rules import cordon_rule
from geo_service.coords.metric import MetricPlane
from geo_service.derive.perimeter import Demand, Roads, derive_perimeter
from geo_service.derive.proof_document import Names
from geo_service.derive.proof_file import proof_file
from geo_service.network.graph import network_of
from geo_service.network.travel import way_facts
from geo_service.zones.outline import as_multipolygon
from geo_service.zones.protocol import load_protocol
from tests.network.towns import gates, roads

PLANE = MetricPlane(104.0, 30.0)
RULE = cordon_rule(load_protocol("cn-covid-2022-9").plan.cordon)
STEP_M = 100.0
KINDS = ("residential", "residential", "service", "footway", "steps", "motorway", "primary")


@dataclass(frozen=True)
class Case:
    """A zone in a town."""

    zone: MultiPolygon
    roads: Roads
    demand: Demand


@st.composite
def towns(draw, side=4):
    """A lattice of `side` × `side` junctions and a zone somewhere on it."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return random_case(chance, side)


def random_case(chance, side=4):
    frame = _lattice(chance, side, float(chance.choice([0.3, 0.6, 0.85, 1.0])))
    network = network_of(frame)
    nodes = network.node_id
    bollards = chance.choice(nodes, size=min(len(nodes), int(chance.integers(0, 3))), replace=False)
    stands = gates(
        *((f"g{k}", Point(chance.uniform(0, 300, 2)), "gate", None) for k in range(int(chance.integers(0, 3))))
    )
    stands["width_m"] = chance.choice([2.0, 6.0, float("nan")], size=len(stands))
    sites = {
        one.name: np.array(
            [Point(chance.uniform(-150, 450, 2)) for _ in range(int(chance.integers(0, 3)))], dtype=object
        )
        for one in RULE.services
    }
    middles = chance.uniform(0, 300, (int(chance.integers(0, 6)), 2))
    households = np.full(len(middles), float(chance.choice([1, 50, 900, 4000])))
    around = Roads(frame, network, way_facts(frame), np.sort(bollards), stands, sites)
    return Case(as_multipolygon(_zone(chance)), around, Demand(middles, households))


def _lattice(chance, side, share):
    spots = range(-1, side + 1)
    steps = [((x, y), (x + 1, y)) for x in spots for y in spots] + [((x, y), (x, y + 1)) for x in spots for y in spots]
    ways = []
    for start, end in steps:
        if chance.random() > share:
            continue
        tags = {
            "highway": str(chance.choice(KINDS, p=[0.35, 0.2, 0.15, 0.12, 0.05, 0.03, 0.1])),
            "oneway": int(chance.choice([0, 0, 0, 1, -1])),
            "width_m": float(chance.choice([2.0, 3.0, 6.0, float("nan")])),
            "grade_separated": bool(chance.random() < 0.08),
        }
        line = [(x * STEP_M, y * STEP_M) for x, y in (start, end)]
        middle = tuple(((np.array(line[0]) + line[1]) / 2 + chance.integers(-30, 31, 2)).tolist())
        ways.append(([line[0], middle, line[1]] if chance.random() < 0.4 else line, tags))
    return roads(*(ways or [([(0.0, 0.0), (1.0, 0.0)], {})]))


def _zone(chance):
    kind = int(chance.integers(0, 7))
    low = chance.integers(0, 3, 2) * STEP_M
    size = chance.integers(1, 4, 2) * STEP_M
    corner = low if kind in {0, 1} else low + chance.uniform(-49, 49, 2)
    (west, south), (east, north) = corner, corner + size
    plain = box(west, south, east, north)
    if kind == 1:  # corners on junctions, slanting lines
        return Polygon([(west, south), (east, south + STEP_M), (east, north + STEP_M), (west, north)])
    if kind == 3:
        return plain.difference(Point((west + east) / 2, (south + north) / 2).buffer(30))
    if kind == 4:
        return plain.union(box(east + 30, south, east + 80, north))
    if kind == 5:
        return Point(chance.uniform(0, 300, 2)).buffer(float(chance.uniform(3, 160)))
    if kind == 6:
        return Point(150, 150).buffer(float(chance.choice([2.0, 2000.0])))
    return plain


def perimeter_of(case):
    return derive_perimeter(case.zone, case.roads, case.demand, RULE)


def document_of(case, found=None):
    """The whole proof of a case."""
    found = found or perimeter_of(case)
    keys = [f"{'K' if staffed else 'F'}{number:02d}" for number, staffed in enumerate(found.staffed.tolist(), 1)]
    names = Names(keys, case.roads.frame["way_id"].tolist(), [f"b{k}" for k in range(len(case.demand.middles))])
    zone = SimpleNamespace(zone_id="z1", version=1, geometry=PLANE.to_lonlat(case.zone))
    return proof_file(zone, found, names=names, plane=PLANE, roads=case.roads, demand=case.demand, rule=RULE)


STREETS = [[(x, -500), (x, 30), (x, 150), (x, 270), (x, 800)] for x in (30, 150, 270)] + [
    [(-500, y), (30, y), (150, y), (270, y), (800, y)] for y in (30, 150, 270)
]
PATHS = [([(90, -500), (90, 30)], {"highway": "footway"}), ([(150, 150), (210, 210)], {"highway": "steps"})]


def street_town():
    """Three streets each way, a path and steps; a zone of 300 m with a hospital, a fire station and two markets."""
    frame = roads(*STREETS, *PATHS)
    sites = {"ambulance": [Point(780, 160)], "fire": [Point(150, -480)], "supplies": [Point(-400, 40), Point(60, 60)]}
    shapes = {name: np.array(points, dtype=object) for name, points in sites.items()}
    around = Roads(frame, network_of(frame), way_facts(frame), np.empty(0, dtype=np.int64), gates(), shapes)
    demand = Demand(np.array([(60.0, 60.0), (200.0, 200.0), (100.0, 240.0)]), np.array([50.0, 60.0, 2500.0]))
    return Case(as_multipolygon(box(0, 0, 300, 300)), around, demand)
