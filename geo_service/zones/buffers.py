"""
Shapes that a rule gives by a number: a distance round a place, a square downwind of a release, and their checks.

Lon/lat in and out (EPSG:4326); every distance is measured on the ellipsoid.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.coords.geodesic import LONGEST_SIDE_M, AzimuthalPlane, buffer_outward, distance_to_edge_m
from geo_service.errors import GeometryError, InputError
from geo_service.zones.outline import as_multipolygon

FULL_CIRCLE_DEG = 360.0

EXTENT_NAMES = ("east", "south", "west", "north")
"""The four sides that an order names, in the order 东南西北 in which it names them."""


def zone_round(shape: BaseGeometry, radius_m: float) -> MultiPolygon:
    """All ground within a distance of the edge of a place or zone; never less, at most half a metre more."""
    return as_multipolygon(buffer_outward(shape, radius_m))


def square_downwind(release: Point, side_m: float, wind_from_deg: float) -> MultiPolygon:
    """
    The square whose one side has the release in its middle and which lies downwind of it.

    Parameters
    ----------
    wind_from_deg
        Where the wind comes from, clockwise from north, as weather reports say it.

    Raises
    ------
    InputError
        If the direction is not within 0 to 360.
    """
    if not 0 <= wind_from_deg <= FULL_CIRCLE_DEG:
        raise InputError(f"wind_from_deg is {wind_from_deg}; need degrees clockwise from north, 0 to 360")
    angle = np.radians(wind_from_deg + FULL_CIRCLE_DEG / 2)
    downwind = np.array([np.sin(angle), np.cos(angle)]) * side_m
    across = np.array([downwind[1], -downwind[0]]) / 2
    corners = Polygon([-across, across, across + downwind, downwind - across])
    plane = AzimuthalPlane(release.x, release.y)
    return as_multipolygon(plane.to_lonlat(shapely.segmentize(corners, LONGEST_SIDE_M)))


def wind_shift_deg(before_deg: float, now_deg: float) -> float:
    """How far the wind has turned, 0 to 180 degrees."""
    turned = abs(now_deg - before_deg) % FULL_CIRCLE_DEG
    return min(turned, FULL_CIRCLE_DEG - turned)


def redraw_reason(before_deg: float, now_deg: float, limit_deg: float) -> str | None:
    """Why a zone that was drawn downwind must be drawn again (Chinese); None while the wind has turned no more."""
    turned = wind_shift_deg(before_deg, now_deg)
    if turned <= limit_deg:
        return None
    return f"风向由 {before_deg:g}° 转为 {now_deg:g}°，偏转 {turned:g}°，超过 {limit_deg:g}°，请重新划定下风向区域"


@dataclass(frozen=True)
class Shortfall:
    """A named extent of a published zone: its distance from the place's edge, and how much the rule asks beyond it."""

    name: str
    distance_m: float
    short_m: float


def extent_shortfalls(place: BaseGeometry, extents: Mapping[str, Point], radius_m: float) -> tuple[Shortfall, ...]:
    """
    The named extents of a zone that lie nearer to a place than the rule says, in the order given.

    Parameters
    ----------
    place
        The farm or site: its outline, or its middle when that is all that is known (the truth is then worse).
    extents
        Lon/lat points by name, as the order publishes them.
    """
    distances = {name: distance_to_edge_m(place, point) for name, point in extents.items()}
    return tuple(
        Shortfall(name, distance, radius_m - distance) for name, distance in distances.items() if distance < radius_m
    )


def shortfall_text(shortfalls: Iterable[Shortfall]) -> str:
    """One line about named extents that fall short; "" when none does."""
    short = sorted(one.short_m for one in shortfalls)
    if not short:
        return ""
    least, most = f"{short[0]:.0f}", f"{short[-1]:.0f}"
    return f"named extents fall {least if least == most else f'{least}–{most}'} m short of the rule"


def four_extents(zone: Polygon | MultiPolygon) -> dict[str, Point]:
    """
    The outermost points of a zone to the east, south, west and north, as an order publishes them.

    Raises
    ------
    GeometryError
        If the zone is empty.
    """
    if zone.is_empty:
        raise GeometryError("an empty zone has no extents; draw it first")
    corners = shapely.get_coordinates(zone)
    places = (corners[:, 0].argmax(), corners[:, 1].argmin(), corners[:, 0].argmin(), corners[:, 1].argmax())
    return {name: Point(corners[place]) for name, place in zip(EXTENT_NAMES, places, strict=True)}
