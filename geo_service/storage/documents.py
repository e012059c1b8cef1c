"""What the audit gets of a row, so that the rows of a store can be held against it."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from geo_service.access.chain import FIRST_HASH, chained
from geo_service.model.audit import AuditEvent
from geo_service.storage.session import SqlSession
from geo_service.storage.tables import Tables
from geo_service.storage.zone_rows import document_of_row, time_of_text

SECRETS = ("password_hash", "secret_hash", "csrf")
"""Fields that the audit does not get."""

ROWS_AT_ONCE = 500
"""Rows taken from the database together; members and outlines of a zone can have a megabyte."""

ADOPTED_BY = "geo-service"
ADOPTION = "adopt schema"
ADOPTION_GROUND = "kept before there was an audit"


def document_without_secrets(row: Mapping[str, Any]) -> str:
    """A row as JSON text, but for what nobody may read."""
    return sorted_document({name: value for name, value in row.items() if name not in SECRETS})


def sorted_document(row: Mapping[str, Any]) -> str:
    """A row as JSON text."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


DOCUMENTS: Mapping[str, tuple[tuple[str, ...], Callable[[Mapping[str, Any]], str]]] = {
    "facts": (("fact_id",), sorted_document),
    "issued_sheets": (("zone_id", "issue"), sorted_document),
    "zone_versions": (("zone_id", "version"), document_of_row),
    "protocol_texts": (("protocol_id",), sorted_document),
    "user_tables": (("name", "edition"), sorted_document),
    "accounts": (("name", "role"), document_without_secrets),
    "api_tokens": (("token_id",), document_without_secrets),
}
"""
Tables that the audit has whole: the columns that show that a document is of this table, and how it is written.

The order counts: the first table whose columns are all in a document is meant.
"""

KEYS: Mapping[str, tuple[str, ...]] = {"accounts": ("name",)}
"""Keys of tables where the columns above say more than the key."""


def document_key(document: str) -> str | None:
    """Which row a document of the audit is of, such as `zone_versions Z1 3`; None when it is of none."""
    try:
        values = json.loads(document)
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    found = (table for table, (columns, _) in DOCUMENTS.items() if all(column in values for column in columns))
    table = next(found, None)
    return None if table is None else _key(table, values)


def _key(table: str, values: Mapping[str, Any]) -> str:
    columns = KEYS.get(table, DOCUMENTS[table][0])
    return " ".join([table, *(str(values[column]) for column in columns)])


class DocumentStore(SqlSession):
    """Reads the rows that the audit tells of."""

    def kept_documents(self) -> Iterator[tuple[str, str]]:
        """
        Everything that the store keeps and the audit tells of, as (key, document), straight from the rows.

        A key is such as `zone_versions Z1 3`; the document is the text that the audit got when the row was written.
        """
        for name, (_, write) in DOCUMENTS.items():
            with self._reading() as connection:
                for row in _rows(connection, _table(self._tables, name)):
                    yield _key(name, row), write(row)


def _table(tables: Tables, name: str) -> Table:
    return tables.zone_versions if name == "zone_versions" else tables.ledgers[name]


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=ROWS_AT_ONCE)
    for row in connection.execute(query):
        yield row._asdict()


def adopt_zone_versions(connection: Connection, tables: Tables) -> None:
    """Write zone versions that are older than the audit into it, in the transaction that made its tables."""
    zones = tables.zone_versions
    entries, head = tables.ledgers["audit_entries"], tables.ledgers["audit_head"]
    query = select(zones).order_by(zones.c.recorded_at, zones.c.zone_id, zones.c.version)
    number, last_hash = 0, FIRST_HASH
    for row in connection.execute(query).all():
        entry = chained(_adoption(row._asdict()), number + 1, last_hash)
        texts = {name: getattr(entry.event, name) for name in ("actor", "action", "subject", "ground", "document")}
        values = {"number": entry.number, "previous_hash": entry.previous_hash, "hash": entry.hash}
        connection.execute(insert(entries).values(at=row.recorded_at, **texts, **values))
        number, last_hash = entry.number, entry.hash
    connection.execute(update(head).values(number=number, hash=last_hash if number else ""))


def _adoption(row: Mapping[str, Any]) -> AuditEvent:
    return AuditEvent(
        at=time_of_text(row["recorded_at"]),
        actor=ADOPTED_BY,
        action=ADOPTION,
        subject=f"zone {row['zone_id']}",
        ground=ADOPTION_GROUND,
        document=document_of_row(row),
    )
