"""
The main job on a large generated township: making it, importing it, a zone's plan, and the memory it took.

Peers, on the same data in the same run: `geopandas.sjoin` over the whole buildings layer for the members of a
zone, and `shapely.intersection` of every road with the boundary for its crossings.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import geopandas as gpd
import shapely
from shapely import Polygon

from geo_service.actions.designation import Decision, designate_drawing
from geo_service.actions.imports import write_layers
from geo_service.actions.plans import plan_zone
from geo_service.coords.metric import plane_at
from geo_service.importers.demo import DemoZone, Township, make_township
from geo_service.model.account import ADMIN, Actor
from geo_service.model.zone import ZoneVersion
from geo_service.network.crossings import find_crossings
from geo_service.network.graph import network_of
from geo_service.storage import open_store
from geo_service.storage.store import Store
from geo_service.zones.delineate import buildings_inside
from geo_service.zones.outline import as_multipolygon

KILOBYTE = 1024
MILLISECONDS = 1000
DECISION = Decision(protocol="cn-covid-2022-9", actor=Actor("bench", ADMIN), reason="bench")


def bench_township(buildings: int, runs: int) -> dict[str, float | int | str]:
    """
    Measure the main job once and its zones `runs` times.

    Returns
    -------
    figures
        Seconds of making and importing, median milliseconds of designating and planning a zone, peak memory of
        the process in MB, and both ratios peer : ours (above 1 we are faster).
    """
    made_s, township = _timed(lambda: make_township(buildings))
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        import_s, _ = _timed(lambda: write_layers(store, township.layers, source="bench"))
        again_s, _ = _timed(lambda: write_layers(store, township.layers, source="bench"))
        peak_mb = _peak_mb()
        designating, planning = _zones(store, township.zones, runs)
        store.close()
    return {
        "buildings": buildings,
        "runs": runs,
        "make_s": round(made_s, 1),
        "import_s": round(import_s, 1),
        "import_again_s": round(again_s, 1),
        "designate_ms_median": _median_ms(designating),
        "plan_ms_median": _median_ms(planning),
        "plan_ms_max": round(max(planning) * MILLISECONDS, 1),
        "peak_memory_mb": peak_mb,
        **_peers(township, runs),
    }


def _zones(store: Store, drawings: Sequence[DemoZone], runs: int) -> tuple[list[float], list[float]]:
    designating: list[float] = []
    planning: list[float] = []
    for drawing in list(drawings) * runs:
        designate_s, zone = _timed(partial(_designate, store, drawing))
        plan_s, _ = _timed(partial(plan_zone, store, zone.zone_id))
        designating.append(designate_s)
        planning.append(plan_s)
    return designating, planning


def _designate(store: Store, drawing: DemoZone) -> ZoneVersion:
    made = designate_drawing(store, drawing.polygon, category=drawing.category, decision=DECISION, at=datetime.now(UTC))
    return made.zones[0]


def _peers(township: Township, runs: int) -> dict[str, float | int | str]:
    """Times of the same questions asked of the peers, as ratios; both must give the same answer."""
    ours: dict[str, list[float]] = {"members": [], "crossings": []}
    peers: dict[str, list[float]] = {"members": [], "crossings": []}
    for drawing in township.zones * runs:
        for name, (mine, theirs) in (
            ("members", _members(drawing.polygon, township.layers["buildings"])),
            ("crossings", _crossings(drawing.polygon, township.layers["roads"])),
        ):
            ours[name].append(_timed(mine)[0])
            peers[name].append(_timed(theirs)[0])
    return {
        "members_ratio_to_geopandas_sjoin": _ratio(peers["members"], ours["members"]),
        "crossings_ratio_to_shapely_all_roads": _ratio(peers["crossings"], ours["crossings"]),
    }


Result = TypeVar("Result")
Work = Callable[[], object]


def _members(zone: Polygon, buildings: gpd.GeoDataFrame) -> tuple[Work, Work]:
    shape = as_multipolygon(zone)
    asked = gpd.GeoDataFrame(geometry=[zone], crs=buildings.crs)
    return (
        lambda: buildings_inside(shape, buildings),
        lambda: gpd.sjoin(buildings, asked, predicate="intersects"),
    )


def _crossings(zone: Polygon, roads: gpd.GeoDataFrame) -> tuple[Work, Work]:
    plane = plane_at(zone)
    outline = plane.to_metres(as_multipolygon(zone))
    near = plane.frame_to_metres(roads.iloc[sorted(roads.sindex.query(zone))])
    every = plane.frame_to_metres(roads).geometry.to_numpy()
    network = network_of(near)
    return (
        lambda: find_crossings(outline, network, near),
        lambda: shapely.intersection(every, outline.boundary),
    )


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _median_ms(seconds: Sequence[float]) -> float:
    return round(statistics.median(seconds) * MILLISECONDS, 1)


def _ratio(peer: Sequence[float], ours: Sequence[float]) -> float:
    return round(statistics.median(peer) / statistics.median(ours), 2)


def _peak_mb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / KILOBYTE if sys.platform != "darwin" else peak / KILOBYTE**2)
