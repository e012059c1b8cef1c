"""Which shapes of a file a layer can take: the right type, whole, in the world; crossings mended and told."""

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_service.coords.degrees import lonlat_area_m2
from geo_service.derive.drawing import looks_swapped, outline_fault
from geo_service.model.frames import Layer

Shapes = NDArray[np.object_]
Faults = dict[int, str]
"""Why a row, counted from 0, was left out or mended."""

AREAL = ("Polygon", "MultiPolygon")
_TYPE_CODES: Mapping[str, shapely.GeometryType] = {
    "Point": shapely.GeometryType.POINT,
    "LineString": shapely.GeometryType.LINESTRING,
    "MultiLineString": shapely.GeometryType.MULTILINESTRING,
    "Polygon": shapely.GeometryType.POLYGON,
    "MultiPolygon": shapely.GeometryType.MULTIPOLYGON,
}
_WORLD = np.array([180.0, 90.0, 180.0, 90.0])
_SINGLE: Mapping[str, str] = {"MultiPoint": "Point"}
"""A collection of one is taken as the one, where the layer has no collections."""


def sound_shapes(shapes: Shapes, unreadable: NDArray[np.bool_], layer: Layer) -> tuple[Shapes, Faults, Faults]:
    """
    Sort lon/lat shapes into those a layer takes, those it does not, and those that had to be mended.

    A polygon that crosses itself is kept as the area `make_valid` finds in it; nothing else is changed.

    Returns
    -------
    shapes, skipped, repaired
        New shapes, None where skipped; the reasons by row.
    """
    taken = np.array([_single(shape, layer) for shape in shapes], dtype=object)
    skipped = {row: fault for row, fault in enumerate(_faults(taken, unreadable, layer)) if fault is not None}
    repaired: Faults = {}
    for row in np.flatnonzero(~shapely.is_valid(taken)):
        if row not in skipped and taken[row] is not None:
            taken[row], reason = _mended(taken[row])
            (skipped if taken[row] is None else repaired)[int(row)] = reason
    taken[list(skipped)] = None
    return taken, skipped, repaired


def _single(shape: BaseGeometry | None, layer: Layer) -> BaseGeometry | None:
    if shape is None or shape.geom_type in layer.geometry or shape.geom_type not in _SINGLE:
        return shape
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape


def _faults(shapes: Shapes, unreadable: NDArray[np.bool_], layer: Layer) -> list[str | None]:
    boxes = shapely.bounds(shapes)
    faults: list[str | None] = [None] * len(shapes)
    for row in np.flatnonzero(unreadable | _odd(shapes, boxes, layer)):
        faults[row] = _fault(shapes[row], boxes[row], bool(unreadable[row]), layer)
    return faults


def _odd(shapes: Shapes, boxes: NDArray[np.float64], layer: Layer) -> NDArray[np.bool_]:
    """Rows that need a look: another type, no place, a place outside the world, or a number that is none."""
    types = [_TYPE_CODES[name] for name in layer.geometry]
    points, rows = shapely.get_coordinates(shapes, return_index=True)
    inside_world = (np.abs(boxes) <= _WORLD).all(axis=1)
    odd: NDArray[np.bool_] = ~np.isin(shapely.get_type_id(shapes), types) | ~inside_world
    odd[rows[~np.isfinite(points).all(axis=1)]] = True
    return odd


def _fault(shape: BaseGeometry | None, box: NDArray[np.float64], unreadable: bool, layer: Layer) -> str | None:
    if unreadable:
        return "its outline can't be read: a ring is not closed or has too few points"
    if shape is None or shape.is_empty:
        return "it has no geometry"
    if shape.geom_type not in layer.geometry:
        return f"it is a {shape.geom_type}; layer {layer.name} takes {', '.join(sorted(layer.geometry))}"
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return "a coordinate is not a number or lies outside the area of the CRS"
    return _place_fault(*(float(side) for side in box))


def _place_fault(west: float, south: float, east: float, north: float) -> str:
    if looks_swapped((west, south, east, north)):
        return f"lon and lat look swapped: {west:.6f}, {south:.6f}"
    return f"it lies outside the world: {west:.6f}, {south:.6f}"


def _mended(shape: BaseGeometry) -> tuple[BaseGeometry | None, str]:
    fault = outline_fault(shape)
    if shape.geom_type not in AREAL:
        return None, f"its line {fault}"
    whole = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    areas = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon" and not part.is_empty]
    if not areas:
        return None, f"its outline {fault} and encloses no area"
    mended = areas[0] if len(areas) == 1 else shapely.multipolygons(areas)
    before_m2, after_m2 = lonlat_area_m2(shape), lonlat_area_m2(mended)
    return mended, f"its outline {fault}; kept as what it encloses, area {before_m2:,.0f} → {after_m2:,.0f} m²"
