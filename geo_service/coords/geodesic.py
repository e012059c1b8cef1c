"""
Distances on the WGS-84 ellipsoid: between points, and zones of a fixed distance round a shape.

The transverse Mercator plane of `metric.py` is 0.5 m off at 50 km and 14 m at 150 km; here every distance from the
centre is exact (azimuthal equidistant on the ellipsoid), and what is added for the corners of a circle is stated.
"""

import math
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo_service.coords.metric import MetricPlane
from geo_service.errors import GeometryError

MOST_EXCESS_M = 0.2
"""A circle is drawn with so many corners that its sides lie no farther out than this."""

WIRE_M = 0.02
"""Added all round, so that corners rounded to the seven decimals of the wire do not fall short."""

MOST_PLANE_ERROR_M = 0.1
"""Largest error of a distance between two points off the centre of the plane that is put up with."""

LONGEST_SIDE_M = 2_000.0
"""Sides are cut to this: a straight line in degrees is then within 5 cm of the straight line on the ground (60° N)."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""

_GEOD = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True)
class AzimuthalPlane(MetricPlane):
    """An azimuthal equidistant plane on WGS-84: x east, y north, metres; every distance from its centre is exact."""

    @property
    def crs(self) -> pyproj.CRS:
        """The plane as a CRS."""
        return pyproj.CRS.from_proj4(
            f"+proj=aeqd +lat_0={self.lat:.9f} +lon_0={self.lon:.9f} +x_0=0 +y_0=0 +ellps=WGS84 +units=m"
        )


def distance_m(one: Point, other: Point) -> float:
    """Length of the shortest line on the ellipsoid between two lon/lat points."""
    return float(_GEOD.inv(one.x, one.y, other.x, other.y)[2])


def point_at(start: Point, bearing_deg: float, distance: float) -> Point:
    """The lon/lat point at a distance in metres from another one, in a direction clockwise from north."""
    lon, lat, _ = _GEOD.fwd(start.x, start.y, bearing_deg, distance)
    return Point(lon, lat)


def buffer_outward(shape: BaseGeometry, radius_m: float) -> BaseGeometry:
    """
    All ground within a distance of a lon/lat point or polygon, measured from its edge; never less.

    Its edge lies at most `MOST_EXCESS_M` + `WIRE_M` + 2 × `MOST_PLANE_ERROR_M` farther out than the distance.

    Raises
    ------
    GeometryError
        If the shape is empty, or so wide that distances from its edge are not exact.
    """
    if shape.is_empty:
        raise GeometryError("there is nothing to measure a distance from; need a point or a polygon")
    plane = plane_round(shape)
    local = plane.to_metres(shape)
    _require_exact(local, radius_m)
    segments = _segments_per_quarter(radius_m)
    outer = local.buffer(_outer_radius_m(radius_m, segments), quad_segs=segments)
    return plane.to_lonlat(shapely.segmentize(outer, LONGEST_SIDE_M))


def plane_round(shape: BaseGeometry) -> AzimuthalPlane:
    """The azimuthal plane centred on a lon/lat geometry's centroid."""
    centre = shape.centroid
    return AzimuthalPlane(centre.x, centre.y)


def distance_to_edge_m(shape: BaseGeometry, point: Point) -> float:
    """Metres from a lon/lat point to a lon/lat point or polygon; 0 inside it."""
    plane = AzimuthalPlane(point.x, point.y)
    return float(plane.to_metres(shape).distance(Point(0, 0)))


def _segments_per_quarter(radius_m: float) -> int:
    # the sides of a polygon round a circle of radius r touch it, and its corners lie r (1/cos(a) - 1) ≈ r a²/2 outside
    widest = math.sqrt(2 * MOST_EXCESS_M / max(radius_m, MOST_EXCESS_M))
    return max(16, math.ceil(math.pi / widest / 4))


def _outer_radius_m(radius_m: float, segments: int) -> float:
    return radius_m / math.cos(math.pi / (4 * segments)) + WIRE_M + MOST_PLANE_ERROR_M


def _require_exact(local: BaseGeometry, radius_m: float) -> None:
    corners: NDArray[np.float64] = shapely.get_coordinates(local)
    reach_m = float(np.hypot(corners[:, 0], corners[:, 1]).max())
    # between points off the centre the plane is wrong by about δ² r / (6 R²)
    error_m = reach_m**2 * (radius_m + 2 * reach_m) / (6 * EARTH_RADIUS_M**2)
    if error_m > MOST_PLANE_ERROR_M:
        raise GeometryError(
            f"the shape reaches {reach_m / 1000:.0f} km from its middle; a distance of {radius_m / 1000:g} km from its "
            "edge would not be exact: measure from its parts one by one"
        )
