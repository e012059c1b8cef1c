"""Layers of the register from vector files: GPKG, SHP (also zipped), GeoJSON, KML, FGB, GML, MapInfo and more."""

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coords.metric import Bounds
from geo_service.errors import FileFormatError, TableError
from geo_service.importers.columns import (
    IGNORED,
    OWN_IDS,
    UNKNOWN_WHEN_ZERO,
    cell_text,
    find_columns,
    is_blank,
    layer_aliases,
    listed,
    plain_value,
    read_cell,
)
from geo_service.importers.outlines import sound_shapes
from geo_service.importers.placing import place_shapes
from geo_service.importers.vectorfile import SHAPEFILE, VectorLayer, read_vector
from geo_service.model.frames import Layer, layer_named, shape_frame
from geo_service.model.report import Note

DBF_HEADING_BYTES = 10
"""A shapefile keeps so many bytes of a heading."""

HASH_DIGITS = 16
"""Enough that millions of shapes do not meet by chance."""


def read_layer_file(
    path: Path,
    layer_name: str,
    *,
    source: str | None = None,
    crs: str | None = None,
    datum: str | None = None,
    encoding: str | None = None,
    fields: Mapping[str, str] | None = None,
    inside: Bounds | None = None,
    where: Mapping[str, str] | None = None,
    sublayer: str | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Note, ...]]:
    """
    Read a file as a layer frame, with a note for each feature that was skipped or mended.

    Ids come from the column of the layer's key, else from its code, else from an id of the file (after the
    source and a colon), else from a hash of source and outline, so that the same file gives the same ids again.
    Columns that no alias names become tags. Features are numbered from 1 as in the file.

    Parameters
    ----------
    path
        The file, or a .zip with one shapefile.
    layer_name
        One of `LAYERS`.
    source
        Where the rows come from, the file's name unless said.
    crs
        CRS of a file that names none, such as EPSG:4490; one that contradicts the file is refused.
    datum
        One of `DATUMS`, when the coordinates are shifted as GCJ-02 or BD-09.
    encoding
        Encoding of a shapefile's texts, when the file's own word or its bytes mislead.
    fields
        Our column → the file's column, where the aliases don't know it.
    inside
        The register's bounds, to notice swapped coordinates.
    where
        The file's column → the one value that rows must have.
    sublayer
        Which layer of a file that has several.

    Raises
    ------
    FileFormatError, CrsError, GeometryError, TableError
        If the file as a whole can't be used, in one line with what would be right.
    """
    layer, origin = layer_named(layer_name), source or Path(path).name
    found = _matching(read_vector(Path(path), sublayer=sublayer, encoding=encoding), where or {})
    mapping = _mapping(found, layer, fields or {})
    placed, place_notes = place_shapes(found, crs=crs, datum=datum, inside=inside)
    shapes, skipped, repaired = sound_shapes(placed, found.unreadable, layer)
    ids, id_notes = _row_ids(found, layer, mapping, origin)
    rows, bad_rows = _rows(found, layer, mapping, skipped, (ids, shapes, origin))
    if not rows:
        first = next(iter({**skipped, **bad_rows}.values()))
        raise FileFormatError(f"no feature of {found.name} fits layer {layer.name}; the first: {first}")
    notes = _row_notes(found.rows, skipped=skipped | bad_rows, repaired=repaired)
    zeros = _zero_notes(found, mapping)
    return shape_frame(layer.name, rows), (*found.notes, *place_notes, *id_notes, *zeros, *notes)


def _matching(layer: VectorLayer, where: Mapping[str, str]) -> VectorLayer:
    """The rows whose columns have the wanted values, compared as text."""
    for heading, wanted in where.items():
        if heading not in layer.columns:
            raise TableError(f"{layer.name} has no column {heading!r}; it has {listed(layer.columns)}")
        values = ["" if is_blank(value) else cell_text(value) for value in layer.columns[heading]]
        chosen = np.array([value == str(wanted) for value in values], dtype=bool)
        if not chosen.any():
            known = sorted(set(values))
            raise TableError(f"no feature of {layer.name} has {heading} = {wanted}; it has {listed(known)}")
        layer = layer.keep(chosen)
    return layer


def _mapping(found: VectorLayer, layer: Layer, fields: Mapping[str, str]) -> dict[str, str]:
    def cut(heading: str) -> str:
        if found.driver != SHAPEFILE:
            return heading
        return heading.encode(found.encoding, "ignore")[:DBF_HEADING_BYTES].decode(found.encoding, "ignore")

    blank = [heading for heading, values in found.columns.items() if all(map(_says_nothing, values))]
    return find_columns(found.columns, layer_aliases(layer), fields=fields, blank=blank, cut=cut)


def _rows(
    found: VectorLayer,
    layer: Layer,
    mapping: Mapping[str, str],
    skipped: Mapping[int, str],
    given: tuple[list[str], NDArray[np.object_], str],
) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """The rows that can be read, and why the others can't."""
    ids, shapes, origin = given
    tagged = [heading for heading in found.columns if _is_tag(heading, mapping)]
    rows: list[dict[str, Any]] = []
    bad: dict[int, str] = {}
    first_with: dict[str, int] = {}
    for row, shape in enumerate(shapes):
        if row in skipped:
            continue
        if ids[row] in first_with:
            bad[row] = f"{layer.key} {ids[row]} is that of feature {found.rows[first_with[ids[row]]]} already"
            continue
        try:
            cells = _cells(found, layer, mapping, row)
        except TableError as error:
            bad[row] = str(error)
            continue
        first_with[ids[row]] = row
        tags = {heading: found.columns[heading][row] for heading in tagged}
        rows.append(
            {**cells, layer.key: ids[row], "source": origin, "tags": _plain_tags(tags) or None, "geometry": shape}
        )
    return rows, bad


def _cells(found: VectorLayer, layer: Layer, mapping: Mapping[str, str], row: int) -> dict[str, Any]:
    return {
        column.name: read_cell(column, found.columns[mapping[column.name]][row], layer=layer.name)
        for column in layer.columns
        if column.name in mapping and column.name != layer.key
    }


def _is_tag(heading: str, mapping: Mapping[str, str]) -> bool:
    return heading not in mapping.values() and heading.casefold() not in IGNORED


def _plain_tags(tags: Mapping[str, Any]) -> dict[str, Any]:
    return {heading: plain_value(value) for heading, value in tags.items() if not _says_nothing(value)}


def _says_nothing(value: Any) -> bool:
    return len(value) == 0 if isinstance(value, np.ndarray | list) else is_blank(value)


def _row_ids(
    found: VectorLayer, layer: Layer, mapping: Mapping[str, str], origin: str
) -> tuple[list[str], tuple[Note, ...]]:
    """An id for every row; those of a key column may repeat, which the rows then say."""
    with np.errstate(invalid="ignore"):  # a coordinate that is not a number is told elsewhere
        plain = shapely.normalize(found.shapes)
    hashes = [f"h{_digest(origin, wkb)}" for wkb in shapely.to_wkb(plain, byte_order=1)]
    if layer.key in mapping:
        given = _id_texts(found.columns[mapping[layer.key]])
        return [text or hashed for text, hashed in zip(given, hashes, strict=True)], ()
    if "code" in mapping:
        return _code_ids(found, mapping["code"], hashes)
    own = find_columns(found.columns, {"id": OWN_IDS}).get("id")
    if own is None:
        return hashes, ()
    given = _id_texts(found.columns[own])
    if all(given) and len(set(given)) == len(given):
        return [f"{origin}:{text}" for text in given], ()
    reason = f"column {own} does not name each feature; ids are made from the outlines"
    return hashes, (Note("warning", found.name, reason),)


def _code_ids(found: VectorLayer, heading: str, hashes: list[str]) -> tuple[list[str], tuple[Note, ...]]:
    """The code where it names one feature, else the code and the outline's hash, so that both stay."""
    codes = _id_texts(found.columns[heading])
    times = Counter(codes)
    ids = [
        code if code and times[code] == 1 else "-".join(filter(None, (code, hashed)))
        for code, hashed in zip(codes, hashes, strict=True)
    ]
    twice = sorted(code for code, count in times.items() if code and count > 1)
    notes = [Note("warning", f"code {code}", f"is carried by {times[code]} features; all are kept") for code in twice]
    return ids, tuple(notes)


def _id_texts(values: Iterable[Any]) -> list[str]:
    return ["" if is_blank(value) else cell_text(value) for value in values]


def _digest(origin: str, wkb: bytes | None) -> str:
    return sha256(origin.encode() + b"|" + (wkb or b"")).hexdigest()[:HASH_DIGITS]


def _zero_notes(found: VectorLayer, mapping: Mapping[str, str]) -> list[Note]:
    notes = []
    for ours, heading in mapping.items():
        values = found.columns[heading] if ours in UNKNOWN_WHEN_ZERO else []
        zeros = sum(not is_blank(value) and cell_text(value) == "0" for value in values)
        if zeros:
            notes.append(Note("warning", found.name, f"{heading} is 0 in {zeros} features; read as not known"))
    return notes


def _row_notes(numbers: NDArray[np.intp], *, skipped: Mapping[int, str], repaired: Mapping[int, str]) -> list[Note]:
    """One note a row, in file order."""
    mended = {row: reason for row, reason in repaired.items() if row not in skipped}
    notes = [(row, Note("skipped", f"feature {numbers[row]}", reason)) for row, reason in skipped.items()]
    notes += [(row, Note("repaired", f"feature {numbers[row]}", reason)) for row, reason in mended.items()]
    return [note for _, note in sorted(notes, key=lambda item: item[0])]
