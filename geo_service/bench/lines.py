"""
Better lines round random zones of a generated township: how long it takes, and what the lines save and cost.

Peer, on the same graphs in the same run: `networkx.maximum_flow_value`, which must find cuts of the same value.
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo_service.coords.metric import MetricPlane
from geo_service.derive.households import household_rule
from geo_service.derive.line import Lines, suggest_lines
from geo_service.derive.line_cuts import cut_edges, drawn_cut
from geo_service.derive.line_figures import LineSurroundings, survey_ground
from geo_service.derive.line_graph import LineGraph, line_graph
from geo_service.derive.line_ground import BEYOND, INSIDE, LineRule
from geo_service.errors import InputError
from geo_service.importers.demo import make_township
from geo_service.model.extent import DrawnShape, Extent
from geo_service.model.frames import empty_frame
from geo_service.model.zone import DRAFT, ZoneVersion
from geo_service.network.mincut import min_cut
from geo_service.zones.outline import as_multipolygon

try:
    import networkx as nx  # type: ignore[import-untyped,import-not-found,unused-ignore]
except ImportError:
    nx = None

ZONES = 20
"""Random zones of each round."""
BANDS_M = (150.0, 300.0)
"""The usual band and the widest."""
RADII_M = (60.0, 250.0)
"""Smallest and largest radius of a zone: an estate, and a few blocks."""
CORNERS = (5, 9)
SHARES = (0.05, 0.1, 0.2)
"""Shares of more households at which the saving is stated."""
SEED = 5
MADE_AT = datetime(2022, 11, 16, tzinfo=UTC)
MILLISECONDS = 1000
LAYERS = ("buildings", "roads", "gates", "barriers", "facilities")


@dataclass(frozen=True)
class _Round:
    """What was found for one zone and how long it took."""

    lines: Lines
    seconds: float


def bench_lines(buildings: int, runs: int) -> dict[str, float | int | str]:
    """
    Look for better lines round `runs` × ZONES random zones of a township.

    Returns
    -------
    figures
        For each band: median and p95 milliseconds of CPU, zones with a better line, and the median and mean share of
        posts saved by lines that take in at most 5, 10 and 20 % more households. And of the cuts alone, beside
        networkx: median milliseconds of both, and how many values agree.

    Raises
    ------
    InputError
        If networkx is not installed.
    """
    if nx is None:
        raise InputError("bench lines needs networkx as its peer; install the extra: pip install 'geo-service[bench]'")
    layers = make_township(buildings).layers
    west, south, east, north = map(float, layers["roads"].total_bounds)
    rows = {name: layers.get(name, empty_frame(name)) for name in LAYERS}
    near = LineSurroundings(**rows, known=(west, south, east, north))
    zones = list(_zones(near, runs * ZONES))
    figures: dict[str, float | int | str] = {"buildings": buildings, "zones": len(zones)}
    for band_m in BANDS_M:
        found = [_timed(zone, near, band_m) for zone in zones]
        figures |= {f"band_{band_m:.0f}_{name}": value for name, value in _figures(found).items()}
    return figures | _peer(zones, near)


def _zones(near: LineSurroundings, count: int) -> Iterator[ZoneVersion]:
    """Zones of random shape round random buildings; the same on every run."""
    random = np.random.default_rng(SEED)
    shapes = near.buildings.geometry.to_numpy()
    while count:
        centre = shapes[random.integers(len(shapes))].centroid
        ring = _ring(random)
        if ring.is_valid:
            yield _zone(as_multipolygon(MetricPlane(centre.x, centre.y).to_lonlat(ring)))
            count -= 1


def _ring(random: np.random.Generator) -> Polygon:
    angles = np.sort(random.uniform(0, 2 * np.pi, random.integers(*CORNERS)))
    metres = random.uniform(*RADII_M) * random.uniform(0.6, 1.1, len(angles))
    return Polygon(np.column_stack([metres * np.cos(angles), metres * np.sin(angles)]))


def _zone(outline: MultiPolygon) -> ZoneVersion:
    extent = Extent((DrawnShape(outline),))
    return ZoneVersion(
        "Z1", 1, "bench", "high", "cn-covid-2022-9", DRAFT, extent, outline, (), MADE_AT, MADE_AT, "bench", "bench"
    )


def _timed(zone: ZoneVersion, near: LineSurroundings, band_m: float) -> _Round:
    start = time.process_time()
    lines = suggest_lines(zone, near, LineRule(band_m=band_m), household_rule())
    return _Round(lines, time.process_time() - start)


def _figures(found: list[_Round]) -> dict[str, float]:
    spent = sorted(one.seconds * MILLISECONDS for one in found)
    figures: dict[str, float] = {
        "cpu_ms_median": round(statistics.median(spent), 1),
        "cpu_ms_p95": round(spent[int(0.95 * len(spent))], 1),
        "measured_lines": sum(max(0, len(one.lines.curve) - 1) for one in found),
        "suggested_lines": sum(len(one.lines.suggestions) for one in found),
        "zones_with_a_line": sum(bool(one.lines.suggestions) for one in found),
    }
    for share in SHARES:
        saved = [_saved(one.lines, share) for one in found if one.lines.curve]
        figures[f"posts_saved_at_{share:.0%}_median"] = round(statistics.median(saved), 4)
        figures[f"posts_saved_at_{share:.0%}_mean"] = round(statistics.mean(saved), 4)
    return figures


def _saved(lines: Lines, share: float) -> float:
    """The largest share of posts that a line saves which takes in at most so many more households."""
    fit = [line for line in lines.suggestions if line.more_households <= share * line.drawn.households]
    return max((line.posts_saved / line.drawn.posts for line in fit), default=0.0)


def _peer(zones: list[ZoneVersion], near: LineSurroundings) -> dict[str, float | int]:
    ours: list[float] = []
    theirs: list[float] = []
    agree = 0
    for graph in (_graph(zone, near) for zone in zones):
        most = drawn_cut(graph).cost
        if not most > 0:
            continue
        edges = cut_edges(graph, 1 / LineRule().most_households_per_post, most)
        start = time.process_time()
        value = min_cut(graph.size, *edges, source=INSIDE, sink=BEYOND).value
        between = time.process_time()
        agree += value == _networkx_value(*edges)
        ours.append(between - start)
        theirs.append(time.process_time() - between)
    return {
        "cuts": len(ours),
        "cuts_equal_to_networkx": agree,
        "cut_ms_median": round(statistics.median(ours) * MILLISECONDS, 2),
        "networkx_ms_median": round(statistics.median(theirs) * MILLISECONDS, 2),
    }


def _graph(zone: ZoneVersion, near: LineSurroundings) -> LineGraph:
    rule, outline = LineRule(band_m=BANDS_M[-1]), zone.geometry or MultiPolygon()
    survey = survey_ground(outline, set(), near, rule=rule, households=household_rule(), membership="any_part")
    return line_graph(survey.ground, rule)


def _networkx_value(tail: NDArray[np.int64], head: NDArray[np.int64], capacity: NDArray[np.int64]) -> int:
    graph = nx.Graph()
    graph.add_nodes_from((INSIDE, BEYOND))
    for one, other, more in zip(tail.tolist(), head.tolist(), capacity.tolist(), strict=True):
        known = graph.get_edge_data(one, other, {"capacity": 0})["capacity"]
        graph.add_edge(one, other, capacity=known + more)
    graph.remove_edges_from(nx.selfloop_edges(graph))
    return int(nx.maximum_flow_value(graph, INSIDE, BEYOND))
