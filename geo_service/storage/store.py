"""
The one door to the database: what the rest of the service may ask of a store.

Two stores keep this contract, SQLite and PostGIS; `tests/storage/test_contract.py` runs on both.
Rows come back ordered by id, in EPSG:4326, in the layer's columns, so that both stores give equal frames.
A bounding box narrows; the exact predicate is the caller's.
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import geopandas as gpd

from geo_service.coords.metric import Bounds
from geo_service.model.report import WriteCounts
from geo_service.model.zone import ZoneVersion


class Store(Protocol):
    """A register of layers and a history of zones."""

    url: str

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block as one transaction: all of it is kept, or on any error none of it. Blocks may nest."""
        ...

    def write_layer(self, name: str, rows: gpd.GeoDataFrame, *, source: str) -> WriteCounts:
        """
        Add or change rows of a layer by id; equal rows are left alone.

        `gone` counts rows that an earlier import of the same `source` brought and this one lacks; they stay.
        """
        ...

    def read_layer(
        self, name: str, *, bounds: Bounds | None = None, ids: Collection[str] | None = None
    ) -> gpd.GeoDataFrame:
        """Rows whose bounding box meets `bounds` (lon/lat, edges count) and whose id is in `ids`, by id."""
        ...

    def count_rows(self, name: str) -> int:
        """Number of rows in a layer."""
        ...

    def layer_bounds(self, name: str) -> Bounds | None:
        """Bounding box of a layer, lon/lat; None when it is empty."""
        ...

    def delete_rows(self, name: str, ids: Collection[str]) -> int:
        """Remove rows by id; returns how many there were."""
        ...

    def register_edition(self) -> int:
        """A number that grows with every change of the layers, so that what was made from them can be kept."""
        ...

    def replace_address_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """
        Remember which normalised keys stand for which building or estate ids.

        All earlier pairs are forgotten: a building that was renumbered must not be found by its old number.
        """
        ...

    def find_address_keys(self, keys: Collection[str]) -> list[tuple[str, str]]:
        """The (key, id) pairs of these keys, sorted."""
        ...

    def add_zone_version(self, version: ZoneVersion) -> None:
        """
        Append a version to a zone's history.

        Raises
        ------
        ConflictError
            If `version.version` is not one more than the newest stored one (1 for a new zone).
        """
        ...

    def zone_history(self, zone_id: str) -> list[ZoneVersion]:
        """All versions of a zone, oldest first; [] when there is no such zone."""
        ...

    def latest_zones(
        self,
        *,
        recorded_until: datetime | None = None,
        effective_until: datetime | None = None,
        effective_after: datetime | None = None,
        status: str | None = None,
    ) -> list[ZoneVersion]:
        """
        The newest version of each zone (recorded, and effective, at or before a time), ordered by zone id.

        With `effective_after` or a `status`, only those of them that take effect later than that, or have it.
        """
        ...

    def close(self) -> None:
        """Release the database."""
        ...
