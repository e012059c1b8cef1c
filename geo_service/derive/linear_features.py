"""
The named lines of the register as one table: roads, rivers, railways, walls and the edges of estates.

A feature is everything of one name and kind: all ways of a road, both carriageways, the banks of a river that is
drawn as an area. Positions are metres on one plane.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import shapely
from shapely import MultiLineString
from shapely.geometry.base import BaseGeometry

from geo_service.coords.metric import MetricPlane

ROAD, RIVER, RAIL, WALL, ESTATE, MERIDIAN, PARALLEL = "road", "river", "rail", "wall", "estate", "meridian", "parallel"

KIND_OF_BARRIER: Mapping[str, str] = {"wall": WALL, "fence": WALL, "river": RIVER, "rail": RAIL}
NAME_TAGS = ("name:zh", "name:zh-Hans", "alt_name", "old_name", "short_name", "official_name", "loc_name")
"""Tags that hold other names of a line (OpenStreetMap wiki, Key:name); several are separated by a semicolon."""
GRID_M = 0.01
"""Coordinates on the wire have seven decimals, about a centimetre; lines are noded on that grid, in metres."""


@dataclass(frozen=True)
class LinearFeature:
    """A named line: all its ways as lines in metres; `aliases` are its other names."""

    name: str
    kind: str
    lines: MultiLineString
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others."""
        return self.kind, self.name


@dataclass(frozen=True)
class LinearFeatures:
    """The features of a stretch of ground by kind and name, on one plane."""

    plane: MetricPlane
    features: tuple[LinearFeature, ...]

    @cached_property
    def by_name(self) -> Mapping[str, tuple[LinearFeature, ...]]:
        """Features by each of their names; the own names of features come before aliases."""
        found: defaultdict[str, list[LinearFeature]] = defaultdict(list)
        for feature in self.features:
            found[feature.name].append(feature)
        for feature in self.features:
            for alias in feature.aliases:
                found[alias].append(feature)
        return {name: tuple(dict.fromkeys(features)) for name, features in found.items()}

    @cached_property
    def tree(self) -> shapely.STRtree:
        """An index of the features' lines, in their order."""
        return shapely.STRtree([feature.lines for feature in self.features])


def linear_features(
    roads: gpd.GeoDataFrame, barriers: gpd.GeoDataFrame, estates: gpd.GeoDataFrame, plane: MetricPlane
) -> LinearFeatures:
    """
    The named lines of the roads, barriers and estates layers.

    A tunnel or a bridge belongs to the road whose name it has. A river with an area is its banks: its middle line is
    left out where the area covers it. An estate is its outline; a wall that bears its name is a feature of its own.

    Parameters
    ----------
    roads, barriers, estates
        Rows of the layers, EPSG:4326.
    plane
        Where the lines are put in metres.
    """
    features = [
        *_features(_named_rows(plane.frame_to_metres(roads), lambda _: ROAD)),
        *_features(_named_rows(plane.frame_to_metres(barriers), lambda row: KIND_OF_BARRIER.get(row["kind"], WALL))),
        *_features(_named_rows(plane.frame_to_metres(estates), lambda _: ESTATE)),
    ]
    return LinearFeatures(plane, tuple(sorted(features, key=lambda one: one.key)))


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


Row = tuple[tuple[str, str], BaseGeometry, tuple[str, ...]]
"""Kind and name, geometry, other names."""


def _named_rows(frame: gpd.GeoDataFrame, kind_of: Any) -> Iterable[Row]:
    for row in frame.to_dict("records"):
        if _is_name(row["name"]) and row["geometry"] is not None:
            yield (kind_of(row), row["name"].strip()), row["geometry"], _aliases(row)


def _aliases(row: Mapping[str, Any]) -> tuple[str, ...]:
    tags = row["tags"] if isinstance(row["tags"], dict) else {}
    texts = [*(str(tags[tag]) for tag in NAME_TAGS if tags.get(tag)), *(row.get("aliases") or ())]
    names = [name.strip() for text in texts for name in text.split(";")]
    return tuple(dict.fromkeys(name for name in names if name and name != row["name"]))


def _features(rows: Iterable[Row]) -> list[LinearFeature]:
    shapes: defaultdict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    aliases: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for key, geometry, others in rows:
        shapes[key].append(geometry)
        aliases[key].extend(others)
    return [
        LinearFeature(name, kind, _lines(shapes[kind, name]), tuple(dict.fromkeys(aliases[kind, name])))
        for kind, name in shapes
    ]


def _lines(shapes: Iterable[BaseGeometry]) -> MultiLineString:
    """Areas as their edges, with the lines outside of them, joined to long lines."""
    parts = shapely.get_parts(shapely.get_parts(list(shapes)))
    areas = shapely.union_all(parts[shapely.get_dimensions(parts) > 1])
    lines = shapely.union_all(parts[shapely.get_dimensions(parts) == 1], grid_size=GRID_M)
    banks = shapely.set_precision(areas.boundary, GRID_M)
    joined = shapely.line_merge(shapely.union_all([lines.difference(areas), banks]))
    pieces = shapely.get_parts(joined)
    return MultiLineString(list(pieces[shapely.length(pieces) > 0]))
