"""The pale base map from register layers: few merged shapes, and names that fit where they stand."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_service.coords.metric import EARTH_M_PER_DEGREE, Bounds
from geo_service.maps.features import plain_features
from geo_service.maps.limits import CONTEXT_LAYERS
from geo_service.maps.sheet import Label

_LINKS = ("motorway", "trunk", "primary", "secondary")
MAJOR_ROADS = frozenset({*_LINKS, *(f"{road}_link" for road in _LINKS)})
FOOT_WAYS = frozenset({"footway", "path", "steps", "pedestrian", "cycleway", "track", "bridleway", "corridor"})
ESTATE_FILL = 0.9
ROAD_FILL = 1.3
BUILDING_FILL = 0.75
"""A name shows when its estate, road or building is this many times as wide as the text."""


def crop_context(context: Mapping[str, gpd.GeoDataFrame], view: Bounds) -> dict[str, gpd.GeoDataFrame]:
    """
    The base map's layers, without what lies outside the view.

    Roads and barriers are cut at its edge (a river may be a hundred kilometres long); other things stay whole.
    Layers that no base map has are left out.
    """
    return {name: _cropped(context[name], name, view) for name in CONTEXT_LAYERS if name in context}


def _cropped(frame: gpd.GeoDataFrame, name: str, view: Bounds) -> gpd.GeoDataFrame:
    west, south, east, north = view
    shapes = frame.geometry.to_numpy()
    left, bottom, right, top = shapely.bounds(shapes).T
    near = frame[(left <= east) & (right >= west) & (bottom <= north) & (top >= south)]
    if name not in {"roads", "barriers"}:
        return near
    cut = near.set_geometry(
        gpd.GeoSeries(shapely.clip_by_rect(near.geometry.to_numpy(), *view), index=near.index, crs=frame.crs)
    )
    return cut[~cut.geometry.is_empty]


def context_features(context: Mapping[str, gpd.GeoDataFrame]) -> list[dict[str, Any]]:
    """The base map as at most one feature per look, in drawing order."""
    found = {look: _merged(shapes) for look, shapes in _shapes_by_look(context).items()}
    return [
        feature
        for look, shape in found.items()
        if not shape.is_empty
        for feature in plain_features([shape], "context", look)
    ]


def context_looks(context: Mapping[str, gpd.GeoDataFrame]) -> set[str]:
    """Which looks of the base map occur, for the legend."""
    return {look for look, shapes in _shapes_by_look(context).items() if len(shapes)}


def _shapes_by_look(context: Mapping[str, gpd.GeoDataFrame]) -> dict[str, np.ndarray[Any, np.dtype[np.object_]]]:
    roads, barriers = context.get("roads"), context.get("barriers")
    major, minor, path = _roads_of(roads, "major"), _roads_of(roads, "minor"), _roads_of(roads, "path")
    rivers = _of_kind(barriers, {"river"})
    return {
        "estates": _shapes(context.get("estates")),
        "water": rivers[shapely.get_dimensions(rivers) == 2],  # noqa: PLR2004 # two dimensions: an area
        "water_line": rivers[shapely.get_dimensions(rivers) == 1],
        "path": path,
        "road_major_case": major,
        "road_minor_case": minor,
        "road_minor": minor,
        "road_major": major,
        "rail": _of_kind(barriers, {"rail"}),
        "barrier": _of_kind(barriers, {"wall", "fence"}),
        "buildings": _shapes(context.get("buildings")),
        "gates": _shapes(context.get("gates")),
    }


def _shapes(frame: gpd.GeoDataFrame | None) -> np.ndarray[Any, np.dtype[np.object_]]:
    return np.empty(0, dtype=object) if frame is None else frame.geometry.to_numpy()


def _of_kind(barriers: gpd.GeoDataFrame | None, kinds: set[str]) -> np.ndarray[Any, np.dtype[np.object_]]:
    return _shapes(None if barriers is None else barriers[barriers["kind"].isin(kinds)])


def _roads_of(roads: gpd.GeoDataFrame | None, rank: str) -> np.ndarray[Any, np.dtype[np.object_]]:
    return _shapes(None if roads is None else roads[roads["highway"].map(_rank) == rank])


def _rank(highway: Any) -> str:
    if highway in MAJOR_ROADS:
        return "major"
    return "path" if highway in FOOT_WAYS else "minor"


_COLLECT: Mapping[int, Callable[..., Any]] = {
    0: shapely.multipoints,
    1: shapely.multilinestrings,
    2: shapely.multipolygons,
}


def _merged(shapes: np.ndarray[Any, np.dtype[np.object_]]) -> BaseGeometry:
    parts = shapely.get_parts(shapes)
    if not len(parts):
        return shapely.MultiPoint()
    merged: BaseGeometry = _COLLECT[int(shapely.get_dimensions(parts).max())](parts)
    return merged


def context_labels(context: Mapping[str, gpd.GeoDataFrame]) -> list[Label]:
    """Names of roads (along their longest piece) and of estates, the largest first."""
    roads, estates = context.get("roads"), context.get("estates")
    named = [] if estates is None else [_area_label(row) for row in _named(estates)]
    along = [] if roads is None else list(_road_labels(roads))
    return sorted([*named, *along], key=lambda label: (-label.room_m, label.text))


def _named(frame: gpd.GeoDataFrame) -> Iterable[Any]:
    yield from frame[frame["name"].notna()].itertuples(index=False)


def _area_label(row: Any) -> Label:
    place = row.geometry.representative_point()
    return Label(place.x, place.y, row.name, "estate", "context", room_m=width_m(row.geometry), fill=ESTATE_FILL)


def width_m(shape: Any) -> float:
    """East-west extent of a lon/lat shape in metres, about right: it decides only whether a name fits."""
    west, _, east, _ = shape.bounds
    return float((east - west) * EARTH_M_PER_DEGREE * np.cos(np.radians(shape.centroid.y)))


def _road_labels(roads: gpd.GeoDataFrame) -> Iterable[Label]:
    named = roads[roads["name"].notna()]
    for name, rows in named.groupby("name", sort=True):
        lines = shapely.get_parts(shapely.line_merge(_merged(rows.geometry.to_numpy())))
        yield _road_label(str(name), max(lines, key=lambda line: (line.length, line.wkb)))


def _road_label(name: str, line: shapely.LineString) -> Label:
    middle = line.interpolate(0.5, normalized=True)
    narrow = float(np.cos(np.radians(middle.y)))
    before, after = (line.interpolate(share, normalized=True) for share in (0.4, 0.6))
    east, north = (after.x - before.x) * narrow, after.y - before.y
    angle = -float(np.degrees(np.arctan2(north, east)))
    upright = (angle + 90) % 180 - 90
    length_m = float(np.hypot(line.bounds[2] - line.bounds[0], line.bounds[3] - line.bounds[1])) * EARTH_M_PER_DEGREE
    return Label(middle.x, middle.y, name, "road", "context", room_m=length_m * narrow, fill=ROAD_FILL, angle=upright)


def without_buildings(context: Mapping[str, gpd.GeoDataFrame], ids: "pd.Series[str]") -> dict[str, gpd.GeoDataFrame]:
    """The base map without the buildings that the plan itself draws."""
    if "buildings" not in context:
        return dict(context)
    others = context["buildings"]
    return {**context, "buildings": others[~others["building_id"].isin(ids)]}
