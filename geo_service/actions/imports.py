"""Load register data: one import is one transaction, and the same file again changes nothing."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd

from geo_service.actions.places import index_addresses
from geo_service.importers.osm import read_osm
from geo_service.model.report import ImportReport, Note
from geo_service.storage.store import Store

ADDRESSED = {"districts", "townships", "communities", "estates", "buildings"}
"""Layers from which the keys of the address index are made."""


def import_osm(store: Store, path: Path) -> ImportReport:
    """
    Load an OpenStreetMap file.

    Raises
    ------
    FileFormatError
        If the file is empty, broken or not OpenStreetMap data.
    """
    layers, notes = read_osm(path)
    return write_layers(store, layers, source=path.name, notes=notes)


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
