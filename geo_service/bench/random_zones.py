"""Zones as people draw them: unions of street blocks with the line on the roads, and free shapes across everything."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo_service.network.graph import Network
from geo_service.zones.outline import as_multipolygon

STREETS = frozenset({"primary", "secondary", "tertiary", "unclassified", "residential", "living_street"})
"""Classes of ways along which a line is drawn on a map."""
ACROSS_M = (120.0, 900.0)
"""From a courtyard to a quarter."""
CORNERS = (5, 14)


@dataclass(frozen=True)
class RandomZone:
    """An outline in metres and how it was drawn."""

    shape: str
    outline: MultiPolygon


@dataclass(frozen=True)
class Ground:
    """Where zones are drawn: the plane's bounds, places to draw round, and street blocks with an index of them."""

    places: NDArray[np.float64]
    blocks: NDArray[np.object_]
    index: shapely.STRtree


def zone_ground(network: Network, roads: gpd.GeoDataFrame) -> Ground:
    """The blocks between the streets of a network, and its vertices as places."""
    is_street = roads["highway"].isin(STREETS).to_numpy(dtype=bool)
    streets = network.only(is_street[network.road])
    blocks = np.asarray(shapely.get_parts(shapely.polygonize(streets.lines())), dtype=object)
    return Ground(network.xy, blocks, shapely.STRtree(blocks))


def random_zones(ground: Ground, count: int, *, seed: int) -> Iterator[RandomZone]:
    """So many zones, their shapes in turn; the same for the same seed."""
    chance = np.random.default_rng(seed)
    made = 0
    while made < count:
        shape = TURNS[made % len(TURNS)]
        place = ground.places[chance.integers(len(ground.places))]
        outline = SHAPES[shape](ground, place, float(chance.uniform(*ACROSS_M)) / 2, chance)
        if not outline.is_empty and outline.is_valid:
            made += 1
            yield RandomZone(shape, as_multipolygon(outline))


Outline = Polygon | MultiPolygon


def _on_roads(ground: Ground, place: NDArray[np.float64], radius_m: float, _chance: np.random.Generator) -> Outline:
    """The blocks whose middle lies within a circle, as one area; the line runs along streets."""
    circle = shapely.Point(place).buffer(radius_m)
    near = ground.blocks[np.sort(ground.index.query(circle, predicate="intersects"))]
    inner = near[shapely.contains(circle, shapely.centroid(near))]
    chosen = inner if len(inner) else near[:1]
    return _one_part(shapely.union_all(chosen)) if len(chosen) else Polygon()


def _free(_ground: Ground, place: NDArray[np.float64], radius_m: float, chance: np.random.Generator) -> Outline:
    """An uneven polygon, as drawn by hand."""
    corners = int(chance.integers(*CORNERS))
    angle = np.sort(chance.uniform(0, 2 * np.pi, corners))
    reach = radius_m * chance.uniform(0.6, 1.0, corners)
    return _one_part(
        shapely.make_valid(Polygon(place + reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])))
    )


def _rounded(_ground: Ground, place: NDArray[np.float64], radius_m: float, _chance: np.random.Generator) -> Outline:
    """A circle, as around an address."""
    return shapely.Point(place).buffer(radius_m, quad_segs=12)


def _one_part(shape: shapely.Geometry) -> Outline:
    """The largest area of a shape."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area, default=Polygon())


Draw = Callable[[Ground, NDArray[np.float64], float, np.random.Generator], Outline]

SHAPES: Mapping[str, Draw] = {"on_roads": _on_roads, "free": _free, "circle": _rounded}
TURNS = ("on_roads", "free", "on_roads", "circle")
"""Half of the zones are drawn on roads, as orders describe them."""
