"""
The round trip polygon → words → polygon over zones bounded by named roads.

Peer, on the same zones in the same run: the named road nearest to the middle of each side of the bounding box, and
the largest face that those four make, with shapely alone.
"""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.actions.bounds import lines_of_register, shape_of_words, words_of_drawing
from geo_service.actions.imports import write_layers
from geo_service.bench.bounds_zones import blocks_of, draw_zones
from geo_service.derive.boundary_text import BoundaryWords, PartWords
from geo_service.derive.feature_names import UnknownName, find_line
from geo_service.derive.linear_features import ROAD, LinearFeature, LinearFeatures
from geo_service.errors import InputError
from geo_service.importers.demo import make_township
from geo_service.importers.osm import read_osm
from geo_service.storage import open_store
from geo_service.storage.store import Store

EXTRACT_VARIABLE = "GEO_SERVICE_BENCH_OSM"
"""Path of an OSM extract to measure on beside the township; default the one in ../shared beside the checkout."""
EXTRACTS_BESIDE = "*/*.osm"
LAYERS = ("roads", "barriers", "estates")
ZONES = 300
AGREED = 0.95
FAILURES_KEPT = 24
"""Failed zones that are kept for the picture, the worst first."""
INSIDE_M, REACH_M = 40.0, 40.0
"""A line is inside where it is further than this from the edge, and along the edge where it is nearer."""
MILLISECONDS = 1000

Figures = dict[str, float | int | str]


@dataclass(frozen=True)
class Trip:
    """
    One zone there and back, and by the peer; times are seconds of the processor.

    `area` is what the words were drawn as, metres; None when they don't close. `inside` counts named lines that run
    inside a part of it more than along its edge.
    """

    zone: Polygon
    area: BaseGeometry | None
    text: str
    parts: int
    inside: int
    write_s: float
    draw_s: float
    peer_iou: float
    peer_s: float

    @property
    def iou(self) -> float:
        """Ground in common; 0 when the words don't close."""
        return 0.0 if self.area is None else _iou(self.area, self.zone)


def bench_bounds(buildings: int, runs: int) -> Figures:
    """
    Measure the round trip over 300 zones of `runs` townships and over 300 of an OSM extract when there is one.

    Returns
    -------
    figures
        For each source: blocks and zones made, mean IoU (not closed counts 0), zones at 0.95 and more, named lines
        that run inside, zones said in several parts, milliseconds of writing and drawing, and the ratios to the peer.
        `failures` are the zones below 0.95 as JSON, for the picture.
    """
    extract = _extract()
    towns = [make_township(buildings, seed=seed).layers for seed in range(1, runs + 1)]
    sources: dict[str, list[Mapping[str, gpd.GeoDataFrame]]] = {"township": list(towns)}
    if extract is not None:
        sources["extract"] = [read_osm(extract)[0]]
    figures: Figures = {"buildings": buildings, "runs": runs}
    failed: list[dict[str, object]] = []
    for name, layers in sources.items():
        blocks, trips = _measure(layers)
        figures |= {f"{name}_{key}": value for key, value in _figures(blocks, trips).items()}
        failed += [_failure(name, trip) for trip in trips if trip.iou < AGREED]
    failed.sort(key=lambda one: float(str(one["iou"])))
    return {**figures, "failures": json.dumps(failed[:FAILURES_KEPT], ensure_ascii=False)}


def _extract() -> Path | None:
    """The OSM extract to measure on; None when there is none."""
    said = os.environ.get(EXTRACT_VARIABLE)
    if said:
        if not Path(said).is_file():
            raise InputError(f"{EXTRACT_VARIABLE} names {said}, which is no file; need an OSM extract")
        return Path(said)
    beside = Path(__file__).parents[3] / "shared" / "data"
    return next(iter(sorted(beside.glob(EXTRACTS_BESIDE))), None)


def _measure(registers: Sequence[Mapping[str, gpd.GeoDataFrame]]) -> tuple[int, list[Trip]]:
    """Blocks and round trips over some registers, the zones shared out among them."""
    blocks, trips = 0, []
    for seed, layers in enumerate(registers, start=1):
        with TemporaryDirectory() as folder:
            store = open_store(f"sqlite:///{Path(folder) / 'bounds.sqlite'}")
            write_layers(store, {name: layers[name] for name in LAYERS}, source="bench")
            lines = lines_of_register(store)
            found = blocks_of(lines)
            blocks += len(found.blocks)
            zones = draw_zones(found, ZONES // len(registers), seed)
            trips += [_trip(store, lines, zone) for zone in zones]
            store.close()
    return blocks, trips


def _trip(store: Store, lines: LinearFeatures, zone: Polygon) -> Trip:
    drawing = lines.plane.to_lonlat(zone)
    start = time.process_time()
    words = words_of_drawing(store, drawing)
    written = time.process_time()
    area = _drawn(store, words.text, lines)
    drawn = time.process_time()
    peer = naive_round_trip(zone, lines)
    done = time.process_time()
    return Trip(
        zone,
        area,
        words.text,
        len(words.parts),
        _named_inside(words, store, lines),
        written - start,
        drawn - written,
        0.0 if peer is None else _iou(peer, zone),
        done - drawn,
    )


def _drawn(store: Store, text: str, lines: LinearFeatures) -> MultiPolygon | None:
    """What a text is drawn as, in metres."""
    area = shape_of_words(store, text).area
    return None if area is None else lines.plane.to_metres(area)


def _named_inside(words: BoundaryWords, store: Store, lines: LinearFeatures) -> int:
    """Lines that a part names and that run inside its ground more than along its edge."""
    return sum(_inside_of_part(part, _drawn(store, part.text, lines), lines) for part in words.parts)


def _inside_of_part(part: PartWords, area: BaseGeometry | None, lines: LinearFeatures) -> int:
    if area is None:
        return 0
    inner, edge = area.buffer(-INSIDE_M), area.boundary.buffer(REACH_M)
    names = dict.fromkeys(name for side in part.sides.values() for name in side.names)
    found = [find_line(name, lines) for name in names]
    named = [one.feature.lines for one in found if not isinstance(one, UnknownName)]
    return sum(line.intersection(inner).length > line.intersection(edge).length for line in named)


def naive_round_trip(zone: Polygon, lines: LinearFeatures) -> BaseGeometry | None:
    """The largest face of the named roads nearest to the middles of the sides of the bounding box."""
    west, south, east, north = zone.bounds
    middle = zone.envelope.centroid
    sides = shapely.points([(east, middle.y), (middle.x, south), (west, middle.y), (middle.x, north)])
    roads: list[LinearFeature] = [feature for feature in lines.features if feature.kind == ROAD]
    nearest = shapely.STRtree([road.lines for road in roads]).nearest(sides)
    network = shapely.union_all([roads[one].lines for one in sorted(set(nearest.tolist()))])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(network)))
    return max(faces, key=lambda face: float(face.area), default=None)


def _iou(one: BaseGeometry, other: BaseGeometry) -> float:
    return float(one.intersection(other).area / one.union(other).area)


def _figures(blocks: int, trips: Sequence[Trip]) -> Figures:
    ious = np.array([trip.iou for trip in trips])
    peer = np.array([trip.peer_iou for trip in trips])
    ours_s = sum(trip.write_s + trip.draw_s for trip in trips)
    peer_s = sum(trip.peer_s for trip in trips)
    return {
        "blocks": blocks,
        "zones": len(trips),
        "iou_mean": round(float(ious.mean()), 4),
        "agreed": int((ious >= AGREED).sum()),
        "not_closed": sum(trip.area is None for trip in trips),
        "named_inside": sum(trip.inside for trip in trips),
        "said_in_parts": sum(trip.parts > 1 for trip in trips),
        "write_ms_median": _median_ms([trip.write_s for trip in trips]),
        "write_ms_max": round(max(trip.write_s for trip in trips) * MILLISECONDS, 1),
        "draw_ms_median": _median_ms([trip.draw_s for trip in trips]),
        "peer_iou_mean": round(float(peer.mean()), 4),
        "iou_ratio_to_four_nearest_roads": round(float(ious.mean() / peer.mean()), 2),
        "time_ratio_to_four_nearest_roads": round(ours_s / peer_s, 2),
    }


def _median_ms(seconds: Sequence[float]) -> float:
    return round(float(np.median(seconds)) * MILLISECONDS, 1)


def _failure(source: str, trip: Trip) -> dict[str, object]:
    """A failed zone for the picture: its outline and what was drawn, in whole metres."""
    return {
        "source": source,
        "iou": round(trip.iou, 3),
        "text": trip.text,
        "zone": _rings(trip.zone),
        "drawn": _rings(trip.area) if trip.area is not None else [],
    }


def _rings(area: BaseGeometry) -> list[list[list[int]]]:
    rings = [part.exterior.simplify(1.0) for part in shapely.get_parts(area) if isinstance(part, Polygon)]
    return [[[round(x), round(y)] for x, y in ring.coords] for ring in rings]
