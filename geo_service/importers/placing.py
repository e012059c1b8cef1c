"""Shapes of a file as WGS-84 lon/lat: the CRS is known or said, the datum said, and never guessed."""

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError, ProjError

from geo_service.coords.datums import require_datum, to_wgs84
from geo_service.coords.metric import WGS84_CODE, Bounds
from geo_service.derive.drawing import looks_swapped
from geo_service.errors import CrsError, GeometryError
from geo_service.importers.vectorfile import VectorLayer
from geo_service.model.report import Note

Shapes = NDArray[np.object_]

CGCS2000_CODE = 4490
EQUAL_CODES = (WGS84_CODE, CGCS2000_CODE)
"""Lon/lat on WGS-84 and CGCS2000 differ by centimetres and are taken as equal."""

EQUAL_DATUM_WORDS = ("world geodetic system", "wgs", "china 2000", "china_2000", "cgcs2000")
SAME_PLACE_DEGREES = 1e-6
"""Two names of one CRS put a corner within a decimetre."""


def place_shapes(
    layer: VectorLayer, *, crs: str | None, datum: str | None, inside: Bounds | None
) -> tuple[Shapes, tuple[Note, ...]]:
    """
    Transform a layer's shapes to WGS-84 lon/lat.

    A named `datum` says that the coordinates are lon/lat (or a projection of it) shifted as GCJ-02 or BD-09.

    Raises
    ------
    CrsError
        If the CRS is neither known nor said, or said otherwise than the file says, or can't be transformed.
    GeometryError
        If lon and lat, or east and north, look swapped.
    """
    if datum is not None:
        require_datum(datum)
    chosen = _choose_crs(layer, crs, datum)
    placed = _in_wgs84(layer.shapes, chosen, datum, layer.name)
    _require_order(layer, placed, chosen, datum, inside)
    return placed, (*_accuracy_note(chosen, layer.name), *_outside_note(placed, inside, layer.name))


def _choose_crs(layer: VectorLayer, said: str | None, datum: str | None) -> pyproj.CRS:
    own = _parse(layer.crs, layer.name) if layer.crs else None
    given = _parse(said, "--crs") if said is not None else None
    if given is None and own is None and datum is None:
        raise CrsError(f"{layer.name} names no CRS; pass --crs, for example --crs EPSG:4490 for CGCS2000 lon/lat")
    if given is None:
        return own or pyproj.CRS.from_epsg(WGS84_CODE)
    if own is None or not layer.crs_stated:
        return given
    if not _put_alike(layer.shapes, own, given):
        raise CrsError(
            f"{layer.name} says it is in {_name(own)}, not in {_name(given)}; leave --crs out or mend the file"
        )
    return own


def _parse(text: str | None, whence: str) -> pyproj.CRS:
    try:
        crs = pyproj.CRS.from_user_input(text).to_2d()
    except CRSError:
        shown = " ".join(str(text).split())[:60]
        raise CrsError(f"{whence} names the unknown CRS {shown!r}; pass --crs such as EPSG:4490 or EPSG:4545") from None
    if not (crs.is_geographic or crs.is_projected):
        raise CrsError(f"{whence} names {crs.name!r}, which is tied to no place on earth; pass --crs such as EPSG:4545")
    return crs


def _put_alike(shapes: Shapes, one: pyproj.CRS, other: pyproj.CRS) -> bool:
    """Whether both put the corners of the data at the same place."""
    corners = np.array([shapely.box(*_total_bounds(shapes))], dtype=object)
    try:
        first, second = (shapely.get_coordinates(_transformed(corners, crs)) for crs in (one, other))
    except ProjError:
        return False
    apart = np.abs(first - second)
    return bool(np.isfinite(apart).all() and apart.max(initial=0.0) < SAME_PLACE_DEGREES)


def _in_wgs84(shapes: Shapes, crs: pyproj.CRS, datum: str | None, name: str) -> Shapes:
    try:
        placed = _transformed(shapes, crs)
    except ProjError as error:
        raise CrsError(f"{name} can't be brought from {_name(crs)} to lon/lat ({error})") from None
    if datum is None:
        return placed
    # a coordinate far outside the world ends as no number, and its row is refused by name later
    with np.errstate(over="ignore", invalid="ignore"):
        return shapely.transform(placed, lambda xy: to_wgs84(xy, datum))


def _transformed(shapes: Shapes, crs: pyproj.CRS) -> Shapes:
    if crs.to_epsg() in EQUAL_CODES:
        return shapes
    to_lonlat = pyproj.Transformer.from_crs(crs, f"EPSG:{WGS84_CODE}", always_xy=True)
    return shapely.transform(shapes, lambda xy: np.column_stack(to_lonlat.transform(xy[:, 0], xy[:, 1])))


def _require_order(
    layer: VectorLayer, placed: Shapes, crs: pyproj.CRS, datum: str | None, inside: Bounds | None
) -> None:
    """Refuse a file all of whose shapes are in the wrong place, and in the right one the other way round."""
    boxes = _boxes(placed)
    if len(boxes) == 0:
        return
    if all(looks_swapped(tuple(box), inside) for box in boxes):
        x, y = boxes[0][:2]
        raise GeometryError(
            f"lon and lat look swapped in {layer.name}: it starts at {x:.6f}, {y:.6f}; need lon, then lat"
        )
    if crs.is_projected and inside is not None and not _any_meets(boxes, inside):
        turned = _in_wgs84(shapely.transform(layer.shapes, lambda xy: xy[:, ::-1]), crs, datum, layer.name)
        if _any_meets(_boxes(turned), inside):
            raise GeometryError(f"east and north look swapped in {layer.name}; need x east, y north as in {_name(crs)}")
    if crs.is_geographic and not any(_in_world(box) for box in boxes):
        x, y = boxes[0][:2]
        raise CrsError(
            f"{layer.name} is not in degrees: it starts at {x:.2f}, {y:.2f}; pass the --crs it is in, such as EPSG:4545"
        )


def _accuracy_note(crs: pyproj.CRS, name: str) -> tuple[Note, ...]:
    geodetic = crs.geodetic_crs
    datum_name = str(geodetic.datum.name if geodetic is not None and geodetic.datum else "").casefold()
    words = f"{datum_name} {geodetic.name.casefold() if geodetic is not None else ''}"
    if any(word in words for word in EQUAL_DATUM_WORDS):
        return ()
    accuracy_m = pyproj.Transformer.from_crs(crs, f"EPSG:{WGS84_CODE}", always_xy=True).accuracy
    known = f"to about {accuracy_m:g} m" if accuracy_m >= 0 else "to an unknown degree"
    return (Note("warning", name, f"brought from {_name(crs)} to WGS-84, right {known}; compare with a known place"),)


def _outside_note(placed: Shapes, inside: Bounds | None, name: str) -> tuple[Note, ...]:
    boxes = _boxes(placed)
    if inside is None or len(boxes) == 0 or _any_meets(boxes, inside):
        return ()
    return (Note("warning", name, "all of it lies outside the register's bounds; check the CRS and the datum"),)


def _boxes(shapes: Shapes) -> NDArray[np.float64]:
    """Bounds of the shapes that have finite ones."""
    boxes = shapely.bounds(shapes)
    return boxes[np.isfinite(boxes).all(axis=1)]


def _total_bounds(shapes: Shapes) -> Bounds:
    boxes = _boxes(shapes)
    if len(boxes) == 0:
        return 0.0, 0.0, 0.0, 0.0
    (west, south), (east, north) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _any_meets(boxes: NDArray[np.float64], inside: Bounds) -> bool:
    west, south, east, north = inside
    meets = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    return bool(meets.any())


def _in_world(box: NDArray[np.float64]) -> bool:
    return bool(abs(box[0]) <= 180 and abs(box[2]) <= 180 and abs(box[1]) <= 90 and abs(box[3]) <= 90)  # noqa: PLR2004 - degrees


def _name(crs: pyproj.CRS) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code is not None else str(crs.name)
