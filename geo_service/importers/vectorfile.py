"""Vector files as they are: one layer of any format that GDAL reads, with texts decoded."""

import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from geo_service.errors import FileFormatError
from geo_service.importers.encodings import RAW, decode_texts, named_encoding, shapefile_encoding, sidecar
from geo_service.model.report import Note

SHAPEFILE = "ESRI Shapefile"
GEOJSON = ("GeoJSON", "GeoJSONSeq")
OSM = (".osm", ".pbf", ".osm.bz2", ".osm.gz")
OWN_ENCODING = "MapInfo File"
"""The one other driver whose texts have no encoding of their own."""

MAX_UNPACKED_BYTES = 8_000_000_000
"""A municipality's five million buildings as a shapefile have about four gigabytes."""

EXACT_WHOLE_NUMBERS = 2**53
"""Above it a number that was read beside empty cells has lost its last digits."""

PACKED = (".shp", ".gpkg", ".geojson", ".json", ".kml", ".fgb", ".gml", ".tab", ".mif")

MESSAGE_LETTERS = 160
"""What of GDAL's own words goes into a message."""

_KNOWN_WARNINGS = ("Non closed ring", "More than one layer")


@dataclass(frozen=True)
class VectorLayer:
    """
    One layer of a file: `columns` by heading, `shapes` without height, `rows` as numbered in the file from 1.

    `unreadable` marks rows whose outline no geometry could be made of. `crs` is what the file says, or None;
    `crs_stated` is False where the format's default stands in.
    """

    name: str
    driver: str
    crs: str | None
    crs_stated: bool
    encoding: str
    columns: dict[str, list[Any]]
    shapes: NDArray[np.object_]
    unreadable: NDArray[np.bool_]
    rows: NDArray[np.intp]
    notes: tuple[Note, ...]

    def keep(self, chosen: NDArray[np.bool_]) -> "VectorLayer":
        """The layer with some of its rows."""
        picked = np.flatnonzero(chosen)
        columns = {heading: [values[row] for row in picked] for heading, values in self.columns.items()}
        return replace(
            self,
            columns=columns,
            shapes=self.shapes[picked],
            unreadable=self.unreadable[picked],
            rows=self.rows[picked],
        )


def read_vector(path: Path, *, sublayer: str | None = None, encoding: str | None = None) -> VectorLayer:
    """
    Read one layer of a vector file; a .zip is unpacked first.

    Raises
    ------
    FileFormatError
        If there is no such file, it is empty, no vector file, has several layers and none is named, has no
        features, or its texts are not in the encoding said.
    """
    if not path.exists():
        raise FileFormatError(f"no file {path}")
    if path.name.lower().endswith(OSM):
        raise FileFormatError(f"{path.name} is OpenStreetMap data; use import osm")
    if path.is_file() and path.stat().st_size == 0:
        raise FileFormatError(f"{path.name} is empty; need a vector file such as GPKG, SHP or GeoJSON")
    with _unpacked(path) as data, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        layer = _read(data, path.name, sublayer, encoding)
    told = sorted({str(warning.message) for warning in caught})
    said = [Note("warning", path.name, text) for text in told if not text.startswith(_KNOWN_WARNINGS)]
    return replace(layer, notes=(*layer.notes, *said))


def _read(data: Path, name: str, sublayer: str | None, encoding: str | None) -> VectorLayer:
    missing = _require_parts(data, name)
    try:
        layer = _choose_layer(data, name, sublayer)
        info = pyogrio.read_info(data, layer=layer, encoding=RAW if data.suffix.lower() == ".shp" else None)
    except (DataSourceError, DataLayerError) as error:
        raise FileFormatError(f"{name} is not a vector file GDAL can read ({_short(error, data)})") from None
    except UnicodeDecodeError:
        raise FileFormatError(f"the headings of {name} are not UTF-8; pass --encoding or save it as UTF-8") from None
    chosen, notes = _encoding(data, info["driver"], encoding)
    meta, geometry, values = _raw_data(data, name, layer, chosen if info["driver"] == OWN_ENCODING else None)
    columns, cut = _decoded(name, list(meta["fields"]), values, chosen if info["driver"] == SHAPEFILE else None)
    shapes, unreadable = _shapes(geometry)
    if not len(shapes):
        raise FileFormatError(f"{name} has no features; need at least one")
    return VectorLayer(
        name=name,
        driver=info["driver"],
        crs=meta["crs"],
        crs_stated=info["driver"] not in GEOJSON or _states_crs(data),
        encoding=chosen or "utf-8",
        columns=columns,
        shapes=shapes,
        unreadable=unreadable,
        rows=np.arange(1, len(shapes) + 1),
        notes=(*missing, *notes, *cut, *_inexact(name, columns)),
    )


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The file itself, or the one vector file in a .zip, unpacked beside its parts for as long as it is read."""
    if path.suffix.lower() != ".zip":
        yield _main_part(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield _unpack(path, Path(folder))


def _main_part(path: Path) -> Path:
    """The .shp of a shapefile that was named by another of its parts, or by its folder."""
    if path.suffix.lower() in (".dbf", ".shx"):
        return next((shape for shape in map(path.with_suffix, (".shp", ".SHP")) if shape.exists()), path)
    shapes = sorted(part for part in path.iterdir() if part.suffix.lower() == ".shp") if path.is_dir() else []
    return shapes[0] if len(shapes) == 1 else path


def _unpack(path: Path, folder: Path) -> Path:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise FileFormatError(f"{path.name} is not a zip file; need a zipped shapefile") from None
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir() and "__MACOSX" not in member.filename]
        found = [member.filename for member in members if member.filename.lower().endswith(PACKED)]
        if len(found) != 1:
            listed = f"{len(found)}: {', '.join(found)}" if found else "none"
            raise FileFormatError(f"{path.name} must hold one vector file, it holds {listed}; pack just the one")
        if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
            raise FileFormatError(f"{path.name} unpacks to more than {MAX_UNPACKED_BYTES:,} bytes")
        if any(member.flag_bits & 1 for member in members):
            raise FileFormatError(f"{path.name} has a password; unpack it first")
        for member in members:
            with archive.open(member) as source, (folder / Path(member.filename).name).open("wb") as target:
                shutil.copyfileobj(source, target)
    return folder / Path(found[0]).name


def _require_parts(data: Path, name: str) -> tuple[Note, ...]:
    """Refuse a shapefile without its index, and tell when its table is missing."""
    if data.suffix.lower() != ".shp":
        return ()
    if sidecar(data, ".shx") is None:
        raise FileFormatError(f"{name} lacks its .shx part; pass all parts of a shapefile: .shp .shx .dbf .prj .cpg")
    return () if sidecar(data, ".dbf") else (Note("warning", name, "it lacks its .dbf part: no names and no numbers"),)


def _choose_layer(data: Path, name: str, sublayer: str | None) -> str:
    listed = pyogrio.list_layers(data)
    with_shape = [str(layer) for layer, kind in listed if kind is not None]
    if sublayer is not None and sublayer in with_shape:
        return sublayer
    if not with_shape:
        raise FileFormatError(f"{name} has no geometry; need a vector file such as GPKG, SHP or GeoJSON")
    if sublayer is not None or len(with_shape) > 1:
        wrong = "several layers" if sublayer is None else f"no layer {sublayer!r}"
        raise FileFormatError(f"{name} has {wrong}; pass --sublayer with one of {', '.join(with_shape)}")
    return with_shape[0]


def _encoding(data: Path, driver: str, explicit: str | None) -> tuple[str | None, tuple[Note, ...]]:
    if driver == SHAPEFILE:
        return shapefile_encoding(data, explicit)
    if explicit is None:
        return None, ()
    if driver == OWN_ENCODING:
        return named_encoding(explicit), ()
    return None, (Note("warning", data.name, f"{driver} says its own encoding; {explicit} was not used"),)


def _raw_data(data: Path, name: str, layer: str, encoding: str | None) -> tuple[Any, Any, Any]:
    raw = RAW if data.suffix.lower() == ".shp" else encoding
    try:
        meta, _, geometry, values = pyogrio.raw.read(data, layer=layer, encoding=raw, datetime_as_string=True)
    except UnicodeDecodeError as error:
        tried = error.encoding.upper()
        raise FileFormatError(f"the texts of {name} are not {tried}; pass --encoding or save it as UTF-8") from None
    except (DataSourceError, DataLayerError, pyogrio.errors.FeatureError) as error:
        raise FileFormatError(f"{name} can't be read to its end ({_short(error, data)})") from None
    return meta, geometry, values


def _decoded(
    name: str, headings: list[str], values: list[Any], encoding: str | None
) -> tuple[dict[str, list[Any]], list[Note]]:
    if encoding is None:
        return {heading: list(column) for heading, column in zip(headings, values, strict=True)}, []
    plain, _ = decode_texts(headings, encoding, f"a heading of {name}")
    columns, notes = {}, []
    for heading, column in zip(plain, values, strict=True):
        columns[heading], cut = decode_texts(column, encoding, f"column {heading} of {name}")
        if cut:
            reason = (
                f"column {heading} is too narrow: {len(cut)} texts end in half a character, first in row {cut[0] + 1}"
            )
            notes.append(Note("warning", name, reason))
    return columns, notes


def _shapes(geometry: Any) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    given = np.array([part is not None for part in geometry], dtype=bool)
    shapes = shapely.from_wkb(geometry, on_invalid="ignore") if len(geometry) else np.empty(0, dtype=object)
    return shapely.force_2d(shapes), given & shapely.is_missing(shapes)


def _states_crs(data: Path) -> bool:
    """Whether a GeoJSON has the old `crs` member; RFC 7946 dropped it."""
    with data.open("rb") as file:
        return any(b'"crs"' in line for line in iter(lambda: file.read(1 << 20), b""))


def _inexact(name: str, columns: dict[str, list[Any]]) -> Iterator[Note]:
    for heading, values in columns.items():
        if any(isinstance(value, float) and abs(value) > EXACT_WHOLE_NUMBERS for value in values):
            reason = f"column {heading} holds numbers too long to be exact; store codes as text"
            yield Note("warning", name, reason)


def _short(error: Exception, data: Path) -> str:
    return str(error).split(";")[0].splitlines()[0].replace(f"{data.parent}/", "")[:MESSAGE_LETTERS]
