"""
WGS-84 ⇄ GCJ-02 ⇄ BD-09, for whole arrays of lon/lat, exact in both directions.

GCJ-02 is the shifted datum of maps published in China, BD-09 is Baidu's second shift on top of it.
The shift is the one the public map services apply; it is published as code, not as a standard
(Krasovsky 1940 ellipsoid, two polynomials with sine terms). The inverse is found by fixed-point
iteration, so a round trip ends within a millimetre.

CGCS2000 (EPSG:4490) differs from WGS-84 by centimetres and is treated as equal.

By the common rule the shift is applied inside one rectangle round China and nowhere else. Whether a
point is inside is decided on its WGS-84 position; on the rectangle's own edge, at sea or abroad, the two
sides overlap by the shift and the inverse takes the inside.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from geo_service.coords.metric import Bounds
from geo_service.errors import CrsError

Points = NDArray[np.float64]
"""Lon/lat in degrees in the last axis, any shape before it."""

DATUMS = ("wgs84", "cgcs2000", "gcj02", "bd09")
"""The datums a person may name; the first two are equal here."""

SHIFTED_BOUNDS: Bounds = (72.004, 0.8293, 137.8347, 55.8271)
"""Where the shift applies: the rectangle round China of the public implementations."""

KRASOVSKY_AXIS_M = 6_378_245.0
KRASOVSKY_E2 = 0.00669342162296594323
SHIFT_CENTRE = np.array([105.0, 35.0])
"""Origin of the shift's polynomials, lon/lat."""

BAIDU_OFFSET = np.array([0.0065, 0.006])
BAIDU_WAVE = np.pi * 3000.0 / 180.0

INVERSE_STEPS = 6
"""Each step shrinks the error about a hundredfold; four reach a thousandth of a millimetre, two are to spare."""


def to_wgs84(lonlat: Points, datum: str) -> Points:
    """
    Lon/lat in a named datum as WGS-84, a new array of the same shape.

    Not-a-number stays not-a-number. Round trip with `from_wgs84` within 1 mm.

    Raises
    ------
    CrsError
        If the datum is not one of `DATUMS`, or the last axis is not lon/lat.
    """
    points = _points(lonlat)
    forward = _forward_shift(datum)
    if forward is None:
        return points.copy()
    guess = points.copy()
    for _ in range(INVERSE_STEPS):
        guess += points - forward(guess)
    return _choose(_inside(guess), guess, points)


def from_wgs84(lonlat: Points, datum: str) -> Points:
    """
    WGS-84 lon/lat in a named datum, a new array of the same shape.

    Raises
    ------
    CrsError
        If the datum is not one of `DATUMS`, or the last axis is not lon/lat.
    """
    points = _points(lonlat)
    forward = _forward_shift(datum)
    if forward is None:
        return points.copy()
    return _choose(_inside(points), forward(points), points)


def require_datum(datum: str) -> None:
    """Refuse a datum that is not one of `DATUMS`."""
    if datum not in _SHIFTS:
        raise CrsError(f"no datum named {datum!r}; the datums are {', '.join(DATUMS)}")


def _points(lonlat: Points) -> Points:
    points = np.asarray(lonlat, dtype=np.float64)
    if points.ndim == 0 or points.shape[-1] != 2:  # noqa: PLR2004 - lon and lat
        raise CrsError(f"need lon/lat pairs in the last axis, got an array of shape {points.shape}")
    return points


def _forward_shift(datum: str) -> Callable[[Points], Points] | None:
    require_datum(datum)
    return _SHIFTS[datum]


def _inside(points: Points) -> NDArray[np.bool_]:
    west, south, east, north = SHIFTED_BOUNDS
    lon, lat = points[..., 0], points[..., 1]
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _choose(moved: NDArray[np.bool_], there: Points, here: Points) -> Points:
    chosen: Points = np.where(moved[..., None], there, here)
    return chosen


def _to_gcj02(points: Points) -> Points:
    """Shift everywhere, without asking for the rectangle."""
    x, y = np.moveaxis(points - SHIFT_CENTRE, -1, 0)
    lat = np.radians(points[..., 1])
    flattening = 1 - KRASOVSKY_E2 * np.sin(lat) ** 2
    metres_per_radian_lat = KRASOVSKY_AXIS_M * (1 - KRASOVSKY_E2) / flattening**1.5
    metres_per_radian_lon = KRASOVSKY_AXIS_M / np.sqrt(flattening) * np.cos(lat)
    east = np.degrees(_east_m(x, y) / metres_per_radian_lon)
    north = np.degrees(_north_m(x, y) / metres_per_radian_lat)
    shifted: Points = points + np.stack([east, north], axis=-1)
    return shifted


def _waves(along: NDArray[np.float64], *terms: tuple[float, float]) -> NDArray[np.float64]:
    waves: NDArray[np.float64] = np.zeros_like(along)
    for height_m, frequency in terms:
        waves += height_m * np.sin(along * frequency * np.pi) * 2.0 / 3.0
    return waves


def _east_m(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    trend = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    return trend + _waves(x, (20.0, 6.0), (20.0, 2.0), (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))


def _north_m(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    trend = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    along_x = _waves(x, (20.0, 6.0), (20.0, 2.0))
    return trend + along_x + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))


def _to_bd09(points: Points) -> Points:
    lon, lat = np.moveaxis(_to_gcj02(points), -1, 0)
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BAIDU_WAVE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BAIDU_WAVE)
    shifted: Points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1) + BAIDU_OFFSET
    return shifted


_SHIFTS: Mapping[str, Callable[[Points], Points] | None] = {
    "wgs84": None,
    "cgcs2000": None,
    "gcj02": _to_gcj02,
    "bd09": _to_bd09,
}
