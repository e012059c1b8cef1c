"""Metres round a place: a transverse Mercator plane centred on it, true to scale there."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_service.errors import CrsError

G = TypeVar("G", bound=BaseGeometry)

Bounds = tuple[float, float, float, float]
"""(west, south, east, north); degrees unless a name says metres."""

WGS84_CODE = 4326
"""EPSG code of lon/lat on WGS-84, the one CRS of every wire and store."""

AREAL_TYPES = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)

EARTH_M_PER_DEGREE = 111_320.0
"""Length of one degree of latitude, rounded up; for margins only."""


@dataclass(frozen=True)
class MetricPlane:
    """A transverse Mercator plane on WGS-84, scale 1 on its centre; x east, y north, metres."""

    lon: float
    lat: float

    @property
    def crs(self) -> pyproj.CRS:
        """The plane as a CRS."""
        return pyproj.CRS.from_proj4(
            f"+proj=tmerc +lat_0={self.lat:.9f} +lon_0={self.lon:.9f} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m"
        )

    def to_metres(self, geometry: G) -> G:
        """Lon/lat geometry as metres on the plane."""
        return self._through(self._forward(), geometry)

    def to_lonlat(self, geometry: G) -> G:
        """Metres on the plane as lon/lat."""
        return self._through(self._inverse(), geometry)

    def frame_to_metres(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """A copy of a lon/lat frame on the plane."""
        if frame.crs is None or frame.crs.to_epsg() != WGS84_CODE:
            raise CrsError(f"need lon/lat in EPSG:4326, got {frame.crs}")
        moved = self._array(self._forward(), frame.geometry.to_numpy())
        return frame.set_geometry(gpd.GeoSeries(moved, index=frame.index, crs=self.crs))

    def shapes_to_lonlat(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """An array of geometries in metres as lon/lat."""
        return self._array(self._inverse(), shapes)

    def points_to_lonlat(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """An n × 2 array of metres as n × 2 lon/lat."""
        lon, lat = self._inverse().transform(xy[:, 0], xy[:, 1])
        return np.column_stack([lon, lat])

    def _forward(self) -> pyproj.Transformer:
        return _transformers(self)[0]

    def _inverse(self) -> pyproj.Transformer:
        return _transformers(self)[1]

    @staticmethod
    def _array(transformer: pyproj.Transformer, geometries: NDArray[np.object_]) -> NDArray[np.object_]:
        def project(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            x, y = transformer.transform(xy[:, 0], xy[:, 1])
            return np.column_stack([x, y])

        flat = shapely.force_2d(geometries)
        return _kept_valid(flat, shapely.transform(flat, project))

    def _through(self, transformer: pyproj.Transformer, geometry: G) -> G:
        moved: G = self._array(transformer, np.array([geometry], dtype=object))[0]
        return moved


def _kept_valid(before: NDArray[np.object_], after: NDArray[np.object_]) -> NDArray[np.object_]:
    """
    Areas that were valid before a projection, valid after it.

    A hole that touches the middle of an edge may poke through it by a rounding.
    """
    areal = np.isin(shapely.get_type_id(after), AREAL_TYPES)
    broken = areal & ~shapely.is_valid(after)
    broken[broken] = shapely.is_valid(before[broken])
    if broken.any():
        after[broken] = shapely.make_valid(after[broken], method="structure", keep_collapsed=False)
    return after


@lru_cache(maxsize=64)
def _transformers(plane: MetricPlane) -> tuple[pyproj.Transformer, pyproj.Transformer]:
    """To the plane and back; making one takes milliseconds, so those of the planes in use are kept."""
    there = pyproj.Transformer.from_crs("EPSG:4326", plane.crs, always_xy=True)
    back = pyproj.Transformer.from_crs(plane.crs, "EPSG:4326", always_xy=True)
    return there, back


def plane_at(geometry: BaseGeometry) -> MetricPlane:
    """The plane centred on a lon/lat geometry's centroid."""
    centre = geometry.centroid
    return MetricPlane(centre.x, centre.y)


def grow_bounds(bounds: Bounds, margin_m: float) -> Bounds:
    """Lon/lat bounds grown by a margin in metres on each side, never too little."""
    west, south, east, north = bounds
    up = margin_m / EARTH_M_PER_DEGREE * 1.01
    widest = max(abs(south), abs(north)) + up
    side = up / max(0.01, float(np.cos(np.radians(min(widest, 89.0)))))
    return west - side, south - up, east + side, north + up


def require_metric(frame: gpd.GeoDataFrame) -> None:
    """Refuse a frame whose CRS is missing or in degrees."""
    if frame.crs is None or frame.crs.is_geographic:
        raise CrsError(f"need a projected CRS in metres, got {frame.crs}")
