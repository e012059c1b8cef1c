"""Load register data: one import is one transaction, and the same file again changes nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo_service.actions.places import index_addresses
from geo_service.actions.register import register_bounds
from geo_service.derive.grids import check_grids
from geo_service.errors import RefusedError
from geo_service.importers.codes import read_codes, with_codes
from geo_service.importers.osm import read_osm
from geo_service.importers.vector import read_layer_file
from geo_service.model.frames import layer_named
from geo_service.model.report import ImportReport, Note
from geo_service.storage.store import Store

ADDRESSED = {"districts", "townships", "communities", "estates", "buildings", "addresses"}
"""Layers from which the keys of the address index are made."""


def import_osm(store: Store, path: Path, *, codes: Path | None = None) -> ImportReport:
    """
    Load an OpenStreetMap file; `codes` is a table of official codes for the boundaries in it.

    Raises
    ------
    FileFormatError
        If the file is empty, broken or not OpenStreetMap data.
    """
    layers, notes = read_osm(path)
    layers, more = _with_codes(layers, codes)
    return write_layers(store, layers, source=path.name, notes=(*notes, *more))


def _with_codes(
    layers: dict[str, gpd.GeoDataFrame], codes: Path | None
) -> tuple[dict[str, gpd.GeoDataFrame], tuple[Note, ...]]:
    if codes is None:
        return layers, ()
    table, notes = read_codes(codes)
    coded, more = with_codes(layers, table)
    return coded, (*notes, *more)


@dataclass(frozen=True)
class LayerReading:
    """What a person says of a vector file that the file does not say itself; see `read_layer_file`."""

    crs: str | None = None
    datum: str | None = None
    encoding: str | None = None
    fields: Mapping[str, str] | None = None
    where: Mapping[str, str] | None = None
    sublayer: str | None = None


def import_layer(
    store: Store,
    name: str,
    path: Path,
    *,
    reading: LayerReading | None = None,
    codes: Path | None = None,
    accepted: frozenset[str] = frozenset(),
    replace: bool = False,
) -> ImportReport:
    """
    Load one layer from a vector file; grids are checked first.

    Parameters
    ----------
    reading
        What the file doesn't say of itself: CRS, datum, encoding, columns, rows.
    codes
        Table of official codes for areas that come without one.
    accepted
        Names of findings on grids that the user accepts.
    replace
        Remove the rows of the layer that the file does not have, as with a new edition of the grids.

    Raises
    ------
    InputError
        If the file can't be read as this layer.
    RefusedError
        If grids have findings that were not accepted; each is named with its place and size.
    """
    said = reading or LayerReading()
    frame, notes = read_layer_file(path, layer_named(name).name, inside=register_bounds(store), **asdict(said))
    coded, more = _with_codes({name: frame}, codes)
    frame, notes = coded[name], (*notes, *more)
    if name == "grids":
        known = frame if replace else _together(store.read_layer("grids"), frame)
        notes = (*notes, *_accepted_findings(known, store.read_layer("communities"), accepted))
    with store.transaction():
        removed = _remove_others(store, name, frame) if replace else ()
        return write_layers(store, {name: frame}, source=path.name, notes=(*notes, *removed))


def _remove_others(store: Store, name: str, frame: gpd.GeoDataFrame) -> tuple[Note, ...]:
    key = layer_named(name).key
    others = set(store.read_layer(name)[key]) - set(frame[key])
    count = store.delete_rows(name, others)
    return (Note("warning", name, f"{count} rows that the file does not have were removed"),) if count else ()


def _together(known: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Grids as the register would hold them."""
    kept = known[~known["grid_id"].isin(new["grid_id"])]
    return pd.concat([kept, new]) if len(kept) else new


def _accepted_findings(
    grids: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, accepted: frozenset[str]
) -> tuple[Note, ...]:
    """Check grids; what was accepted is noted, what was not is refused."""
    findings = check_grids(grids, communities)
    refused = [finding for finding in findings if finding.name not in accepted]
    if refused:
        listed = "; ".join(f"{finding.name}: {finding.message}" for finding in refused[:FINDINGS_SHOWN])
        more = f"; and {len(refused) - FINDINGS_SHOWN} more" if len(refused) > FINDINGS_SHOWN else ""
        count = "1 finding" if len(refused) == 1 else f"{len(refused)} findings"
        raise RefusedError(f"{count} on the grids, nothing was written; accept each by --accept NAME: {listed}{more}")
    return tuple(Note("warning", finding.name, f"accepted: {finding.message}") for finding in findings)


FINDINGS_SHOWN = 10
"""Findings listed in one refusal."""


def write_layers(
    store: Store, layers: Mapping[str, gpd.GeoDataFrame], *, source: str, notes: tuple[Note, ...] = ()
) -> ImportReport:
    """Write layer frames and the address keys they give, all or nothing."""
    with store.transaction():
        counts = {name: store.write_layer(name, frame, source=source) for name, frame in layers.items()}
        moved = any(counts[name].added or counts[name].changed for name in ADDRESSED & counts.keys())
        if moved:
            index_addresses(store)
    return ImportReport(source, counts, notes)
