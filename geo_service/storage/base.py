"""
The store, written once for every database: transactions, layers, address keys and zone versions.

A database adds three things: how its spatial index narrows by a box, how it takes rows in bulk,
and how writers of the register wait for each other.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import geopandas as gpd
from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, select, update

from geo_service.coords.metric import Bounds
from geo_service.errors import ConflictError, GeometryError
from geo_service.model.audit import AuditEvent
from geo_service.model.frames import layer_named
from geo_service.model.report import WriteCounts
from geo_service.model.zone import PUBLISHED, ZoneVersion
from geo_service.storage.account_store import AccountStore
from geo_service.storage.audit_store import AuditStore
from geo_service.storage.documents import DocumentStore
from geo_service.storage.layer_rows import Row, frame_of_rows, rows_of_frame, stored_names
from geo_service.storage.ledger_store import LedgerStore, insert_alone
from geo_service.storage.sheet_store import SheetStore
from geo_service.storage.tables import BOX
from geo_service.storage.values import LAT_LIMIT, LON_LIMIT, askable, require_keys, require_storable, require_text
from geo_service.storage.zone_rows import document_of_row, row_of_version, utc_text, version_of_row

IDS_PER_QUERY = 5_000
"""Ids bound in one statement; SQLite takes 32,766 and PostgreSQL 65,535 (their documented limits)."""


class SqlStore(AccountStore, LedgerStore, SheetStore, AuditStore, DocumentStore, ABC):
    """A store on a SQL database, but for what a kind of database does in its own way."""

    @abstractmethod
    def _near(self, table: Table, bounds: Bounds) -> ColumnElement[bool]:
        """Rows that the spatial index finds for a box: all that meet it, and perhaps some that don't."""

    @abstractmethod
    def _insert_rows(self, connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Add many rows, fast."""

    @abstractmethod
    def _wait_for_register(self, connection: Connection) -> None:
        """Wait until no other transaction writes layers or address keys, and keep others waiting until the end."""

    # --- layers

    def write_layer(self, name: str, rows: gpd.GeoDataFrame, *, source: str) -> WriteCounts:
        """
        Add or change rows of a layer by id; rows equal in every column and every bit of their geometry are left alone.

        Every row is stored with this `source`, whatever its own column says. `gone` counts rows of this source
        that are not in `rows`; they stay.

        Raises
        ------
        InputError
            If a row can't be stored; then nothing is written.
        """
        require_text(source, what="source")
        new_rows = rows_of_frame(rows, name, source=source)
        table, names = self._tables.layers[name], stored_names(layer_named(name))
        with self._writing() as connection:
            self._wait_for_register(connection)
            added, changed = _compare(connection, table, names, new_rows)
            self._delete(connection, table, [row[0] for row in changed])
            self._insert_rows(connection, table, names, [*added, *changed])
            if added or changed:
                self._turn_edition(connection)
            of_source = select(func.count()).select_from(table).where(table.c.source == source)
            gone = connection.execute(of_source).scalar_one() - len(new_rows)
        return WriteCounts(len(added), len(changed), len(new_rows) - len(added) - len(changed), gone)

    def read_layer(
        self, name: str, *, bounds: Bounds | None = None, ids: Collection[str] | None = None
    ) -> gpd.GeoDataFrame:
        """
        Rows whose bounding box meets `bounds` (lon/lat, edges count) and whose id is in `ids`, by id.

        Raises
        ------
        GeometryError
            If `bounds` is not (west, south, east, north).
        """
        layer = layer_named(name)
        table = self._tables.layers[name]
        query = select(*[table.c[column] for column in layer.names])
        if bounds is not None:
            query = query.where(self._near(table, _within_the_world(bounds)), _meets(table, bounds))
        with self._reading() as connection:
            if ids is None:
                rows = connection.execute(query).all()
            else:
                found = [connection.execute(query.where(table.c[layer.key].in_(some))) for some in _chunks(ids)]
                rows = [row for result in found for row in result]
        return frame_of_rows(rows, name)

    def count_rows(self, name: str) -> int:
        """Number of rows in a layer."""
        layer_named(name)
        with self._reading() as connection:
            return connection.execute(select(func.count()).select_from(self._tables.layers[name])).scalar_one()

    def layer_bounds(self, name: str) -> Bounds | None:
        """Bounding box of a layer, lon/lat; None when it is empty."""
        layer_named(name)
        west, south, east, north = (self._tables.layers[name].c[side] for side in BOX)
        query = select(func.min(west), func.min(south), func.max(east), func.max(north))
        with self._reading() as connection:
            box = tuple(connection.execute(query).one())
        return None if box[0] is None else (box[0], box[1], box[2], box[3])

    def delete_rows(self, name: str, ids: Collection[str]) -> int:
        """Remove rows by id; returns how many there were."""
        layer_named(name)
        with self._writing() as connection:
            self._wait_for_register(connection)
            deleted = self._delete(connection, self._tables.layers[name], ids)
            if deleted:
                self._turn_edition(connection)
        return deleted

    def register_edition(self) -> int:
        """A number that grows with every change of the layers, so that what was made from them can be kept."""
        with self._reading() as connection:
            return int(connection.execute(select(self._tables.register_state.c.edition)).scalar_one())

    def _turn_edition(self, connection: Connection) -> None:
        state = self._tables.register_state
        connection.execute(update(state).values(edition=state.c.edition + 1))

    def _delete(self, connection: Connection, table: Table, ids: Iterable[str]) -> int:
        key = table.c[layer_named(table.name).key]
        return sum(connection.execute(delete(table).where(key.in_(some))).rowcount for some in _chunks(ids))

    # --- address keys

    def replace_address_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """
        Remember which normalised keys stand for which building or estate ids; all earlier pairs are forgotten.

        Raises
        ------
        TableError
            If a key or id is empty, too long, or holds a sign that no database keeps.
        """
        words = [word for pair in keys for word in pair]
        require_keys(words, what="an address key or its id")
        require_storable(words, what="an address key or its id", rows=[f"{word!a}" for word in words])
        with self._writing() as connection:
            self._wait_for_register(connection)
            connection.execute(delete(self._tables.address_keys))
            self._insert_rows(
                connection, self._tables.address_keys, ("key", "id"), sorted({tuple(pair) for pair in keys})
            )

    def find_address_keys(self, keys: Collection[str]) -> list[tuple[str, str]]:
        """The (key, id) pairs of these keys, sorted."""
        with self._reading() as connection:
            return sorted(self._pairs(connection, keys))

    def _pairs(self, connection: Connection, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
        pairs = self._tables.address_keys.c
        for some in _chunks(keys):
            yield from connection.execute(select(pairs.key, pairs.id).where(pairs.key.in_(some)))

    # --- zones

    def add_zone_version(self, version: ZoneVersion) -> None:
        """
        Append a version to a zone's history.

        Raises
        ------
        ConflictError
            If `version.version` is not one more than the newest stored one (1 for a new zone).
        InputError
            If the version can't be stored, such as a time without a zone.
        """
        row = row_of_version(version)
        zones = self._tables.zone_versions
        with self._writing() as connection:
            self._wait_for_audit(connection)
            fits = version.version == _next_version(connection, zones, version.zone_id)
            added = fits and insert_alone(connection, zones, row)
            expected = _next_version(connection, zones, version.zone_id)
            if added:
                self.add_audit(_event_of(version, row))
        if not added:
            raise ConflictError(
                f"zone {version.zone_id} has moved on: its next version is {expected}, got {version.version}; "
                "read it again"
            )

    def zone_history(self, zone_id: str) -> list[ZoneVersion]:
        """All versions of a zone, oldest first; [] when there is no such zone."""
        zones = self._tables.zone_versions
        query = select(zones).where(zones.c.zone_id.in_(askable([zone_id]))).order_by(zones.c.version)
        with self._reading() as connection:
            return [version_of_row(row._asdict()) for row in connection.execute(query)]

    def latest_zones(
        self,
        *,
        recorded_until: datetime | None = None,
        effective_until: datetime | None = None,
        effective_after: datetime | None = None,
        status: str | None = None,
        published: bool = False,
    ) -> list[ZoneVersion]:
        """
        The newest version of each zone (recorded, and effective, at or before a time), ordered by zone id.

        With `effective_after` or a `status`, only those of them that take effect later than that, or have it.
        With `published`, drafts are passed over: the newest version that says what holds.
        """
        zones = self._tables.zone_versions
        newest = select(zones.c.zone_id, func.max(zones.c.version).label("version")).group_by(zones.c.zone_id)
        if recorded_until is not None:
            newest = newest.where(zones.c.recorded_at <= utc_text(recorded_until, what="recorded_until"))
        if effective_until is not None:
            newest = newest.where(zones.c.effective_from <= utc_text(effective_until, what="effective_until"))
        if published:
            newest = newest.where(zones.c.status.in_(PUBLISHED))
        last = newest.subquery()
        same = and_(zones.c.zone_id == last.c.zone_id, zones.c.version == last.c.version)
        query = select(zones).join(last, same).order_by(zones.c.zone_id)
        if effective_after is not None:
            query = query.where(zones.c.effective_from > utc_text(effective_after, what="effective_after"))
        if status is not None:
            query = query.where(zones.c.status == status)
        with self._reading() as connection:
            return [version_of_row(row._asdict()) for row in connection.execute(query)]


def _event_of(version: ZoneVersion, row: Mapping[str, Any]) -> AuditEvent:
    return AuditEvent(
        at=version.recorded_at,
        actor=version.author,
        action=version.step,
        subject=f"zone {version.zone_id}",
        ground=version.reason,
        document=document_of_row(row),
    )


def _compare(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row]
) -> tuple[list[Row], list[Row]]:
    """The rows that the table lacks, and those that it has with other values."""
    added: list[Row] = []
    changed: list[Row] = []
    query = select(*[table.c[name] for name in names])
    for start in range(0, len(rows), IDS_PER_QUERY):
        some = rows[start : start + IDS_PER_QUERY]
        stored = connection.execute(query.where(table.c[names[0]].in_([row[0] for row in some])))
        known = {row[0]: tuple(row) for row in stored}
        added += [row for row in some if row[0] not in known]
        changed += [row for row in some if row[0] in known and known[row[0]] != row]
    return added, changed


def _meets(table: Table, bounds: Bounds) -> ColumnElement[bool]:
    """The exact test: the row's box and `bounds` share at least a point."""
    west, south, east, north = bounds
    return and_(table.c.west <= east, table.c.east >= west, table.c.south <= north, table.c.north >= south)


def _within_the_world(bounds: Bounds) -> Bounds:
    """`bounds` cut to lon/lat, which a spatial index of 32-bit floats can take."""
    west, south, east, north = bounds
    if not (west <= east and south <= north):
        raise GeometryError(
            f"bounds must be (west, south, east, north) with west <= east, south <= north; got {bounds}"
        )
    return (
        min(max(west, -LON_LIMIT), LON_LIMIT),
        min(max(south, -LAT_LIMIT), LAT_LIMIT),
        min(max(east, -LON_LIMIT), LON_LIMIT),
        min(max(north, -LAT_LIMIT), LAT_LIMIT),
    )


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    asked = askable(texts)
    for start in range(0, len(asked), IDS_PER_QUERY):
        yield asked[start : start + IDS_PER_QUERY]


def _next_version(connection: Connection, zones: Table, zone_id: str) -> int:
    newest = select(func.coalesce(func.max(zones.c.version), 0)).where(zones.c.zone_id == zone_id)
    version: int = connection.execute(newest).scalar_one()
    return version + 1
