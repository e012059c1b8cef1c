"""
The one door to the database: what the rest of the service may ask of a store.

Two stores keep this contract, SQLite and PostGIS; `tests/storage/test_contract.py` runs on both.
Rows come back ordered by id, in EPSG:4326, in the layer's columns, so that both stores give equal frames.
A bounding box narrows; the exact predicate is the caller's.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import geopandas as gpd

from geo_service.coords.metric import Bounds
from geo_service.model.account import Account, ApiToken, Session
from geo_service.model.audit import AuditEntry, AuditEvent
from geo_service.model.case import KeptPlace
from geo_service.model.fact import Fact
from geo_service.model.report import WriteCounts
from geo_service.model.sheet import Sheet
from geo_service.model.zone import ZoneVersion


class Register(Protocol):
    """The layers of a register, to be read."""

    def read_layer(
        self, name: str, *, bounds: Bounds | None = None, ids: Collection[str] | None = None
    ) -> gpd.GeoDataFrame:
        """Rows whose bounding box meets `bounds` (lon/lat, edges count) and whose id is in `ids`, by id."""
        ...

    def layer_bounds(self, name: str) -> Bounds | None:
        """Bounding box of a layer, lon/lat; None when it is empty."""
        ...


class Store(Protocol):
    """A register of layers and a history of zones."""

    url: str

    def transaction(self) -> AbstractContextManager[None]:
        """Run a block as one transaction: all of it is kept, or on any error none of it. Blocks may nest."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Run a block that sees one unchanging state, whatever others write meanwhile; it may not write itself."""
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
        published: bool = False,
    ) -> list[ZoneVersion]:
        """
        The newest version of each zone (recorded, and effective, at or before a time), ordered by zone id.

        With `effective_after` or a `status`, only those of them that take effect later than that, or have it.
        With `published`, drafts are passed over: the newest version that says what holds.
        """
        ...

    def add_fact(self, fact: Fact) -> None:
        """
        Keep a fact.

        Raises
        ------
        ConflictError
            If there is one with its id.
        """
        ...

    def facts(self, *, zone_ids: Collection[str] | None = None) -> list[Fact]:
        """Facts of zones and those of the whole register, all without `zone_ids`; by time of happening, then id."""
        ...

    def add_sheet(self, sheet: Sheet) -> None:
        """
        Keep a field sheet.

        Raises
        ------
        ConflictError
            If its issue is not one more than the newest of the zone (1 for the first).
        """
        ...

    def issued_sheets(self, zone_id: str, *, newest: int | None = None) -> list[Sheet]:
        """Field sheets of a zone, oldest first; with `newest` only the last ones."""
        ...

    def add_case_places(self, places: Sequence[KeptPlace], *, at: datetime, actor: str) -> None:
        """Keep case places; the audit gets their number and zones, never what they say."""
        ...

    def case_places(self, *, zone_id: str | None = None) -> list[KeptPlace]:
        """Case places, of one zone or all, by id."""
        ...

    def purge_case_places(self, place_ids: Collection[str], *, at: datetime, actor: str, ground: str) -> int:
        """Remove case places for good and say so in the audit; returns how many there were."""
        ...

    def add_protocol_text(self, protocol_id: str, content: str, *, at: datetime, actor: str) -> None:
        """
        Keep a protocol or overlay file; it is never changed afterwards.

        Raises
        ------
        ConflictError
            If there is another text under this id.
        """
        ...

    def protocol_texts(self) -> dict[str, str]:
        """The texts that were added, by id."""
        ...

    def put_user_table(self, name: str, edition: str, content: str, *, at: datetime, actor: str) -> None:
        """Keep a table that a protocol needs, as JSON text, in place of an earlier one of its name and edition."""
        ...

    def user_table(self, name: str, edition: str | None = None) -> tuple[str, str] | None:
        """Edition and JSON text of a table, the last one loaded without `edition`; None when there is none."""
        ...

    def put_account(self, account: Account, *, at: datetime, actor: str) -> None:
        """Add or change an account."""
        ...

    def accounts(self) -> list[Account]:
        """All accounts, by name."""
        ...

    def put_api_token(self, token: ApiToken, *, at: datetime, actor: str) -> None:
        """Add or revoke a token."""
        ...

    def api_tokens(self, *, account: str | None = None) -> list[ApiToken]:
        """Tokens, of one account or all, by id."""
        ...

    def add_session(self, session: Session, *, at: datetime) -> None:
        """Keep a sign-in; sessions that have ended by then are forgotten."""
        ...

    def session(self, secret_hash: str) -> Session | None:
        """The session of a cookie's hash."""
        ...

    def extend_session(self, secret_hash: str, *, expires_at: datetime) -> None:
        """Let a session last longer; the audit has its beginning and its end, not every use."""
        ...

    def end_sessions(self, *, secret_hash: str | None = None, account: str | None = None, at: datetime) -> int:
        """Forget one session, or all of an account; returns how many there were."""
        ...

    def add_audit(self, event: AuditEvent) -> AuditEntry:
        """Write an event down in the transaction that is open, or in one of its own."""
        ...

    def take_turn(self) -> None:
        """
        Wait until no other transaction that adds an audit entry is open, and keep others waiting until this one ends.

        What is read afterwards is what holds until then; to be called first in a transaction that reads and changes.
        """
        ...

    def audit_entries(self, *, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
        """Entries with a higher number than `after`, by number."""
        ...

    def audit_head(self) -> tuple[int, str]:
        """Number and hash of the last entry; (0, "") when there is none."""
        ...

    def kept_documents(self) -> Iterator[tuple[str, str]]:
        """
        Everything that the store keeps and the audit tells of, as (key, document), straight from the rows.

        A key is such as `zone_versions Z1 3`; the document is the text that the audit got when the row was written.
        """
        ...

    def close(self) -> None:
        """Release the database."""
        ...
