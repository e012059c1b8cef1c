"""How long a degree is: sizes of lon/lat shapes without leaving lon/lat."""

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_EARTH = pyproj.Geod(ellps="WGS84")


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Length in metres of one degree of longitude and one of latitude at a latitude, on WGS-84."""
    sine, cosine = np.sin(np.radians(lat)), np.cos(np.radians(lat))
    flattening = 1 - _EARTH.es * sine**2
    along_parallel = _EARTH.a / np.sqrt(flattening) * cosine
    along_meridian = _EARTH.a * (1 - _EARTH.es) / flattening**1.5
    return float(np.radians(along_parallel)), float(np.radians(along_meridian))


def lonlat_area_m2(geometry: BaseGeometry) -> float:
    """
    Area of a lon/lat shape with the degree lengths of its middle latitude; sides are straight in lon/lat.

    Off by less than one part in ten thousand for shapes up to three degrees high.
    """
    if geometry.is_empty:
        return 0.0
    _, south, _, north = geometry.bounds
    lon_m, lat_m = metres_per_degree((south + north) / 2)
    return float(shapely.area(geometry)) * lon_m * lat_m


def boxes_apart_m(bounds: tuple[float, float, float, float], others: tuple[float, float, float, float]) -> float:
    """Metres between the nearest sides of two lon/lat boxes, 0 when they meet."""
    line = shapely.shortest_line(shapely.box(*bounds), shapely.box(*others))
    (lon, lat), (other_lon, other_lat) = shapely.get_coordinates(line)
    _, _, distance_m = _EARTH.inv(lon, lat, other_lon, other_lat)
    return float(distance_m)


def scale_to_metres(geometries: NDArray[np.object_], lon: float, lat: float) -> NDArray[np.object_]:
    """
    Lon/lat shapes as metres east and north of a point, by one scale for each axis.

    Straight in lon/lat stays straight, so shapes that share a side still share it: use this for topology.
    Areas far north or south of `lat` are off by the change of the parallel's length; use `lonlat_area_m2`.
    """
    size = np.array(metres_per_degree(lat))
    return shapely.transform(shapely.force_2d(geometries), lambda xy: (xy - (lon, lat)) * size)
