"""
The database tables, built from the layers of the model: one table per layer, address keys, zone versions, ledgers.

Both stores have the same tables and columns; only the type of the geometry column differs.
`migrations/` makes these tables; a test compares the two, so change them together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from geo_service.model.frames import LAYERS, Kind, Layer

VERSION_TABLE = "geo_service_version"
"""Where Alembic keeps the schema's version; not its default, so that we can share a database."""

BOX = ("west", "south", "east", "north")
"""Columns with a row's exact bounding box, lon/lat; the spatial index rounds, these decide."""

GeometryType = Callable[[str], TypeEngine[bytes]]
"""Makes the column type for a PostGIS geometry type name; its values are WKB on every database."""

BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by its UTF-8 bytes, as SQLite and pandas do, whatever the language of the server."""

ROW_NO = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite takes only INTEGER as its row number, which the R*Tree needs to stay the same for ever."""

TYPES: Mapping[Kind, type[TypeEngine[Any]]] = {
    "text": Text,
    "int": BigInteger,
    "float": Double,
    "bool": Boolean,
    "json": Text,
}


LEDGERS: Mapping[str, Mapping[str, str]] = {
    "facts": {
        "fact_id": "key",
        "kind": "text",
        "zone_id": "text?",
        "happened_at": "sorted",
        "recorded_at": "sorted",
        "author": "text",
        "details": "text",
    },
    "case_places": {
        "place_id": "key",
        "zone_id": "text?",
        "what": "text",
        "role": "text",
        "address": "text",
        "happened_at": "text?",
        "lon": "float?",
        "lat": "float?",
        "recorded_at": "sorted",
    },
    "protocol_texts": {"protocol_id": "key", "content": "text", "recorded_at": "sorted", "author": "text"},
    "user_tables": {"name": "key", "edition": "key", "content": "text", "recorded_at": "sorted", "author": "text"},
    "accounts": {
        "name": "key",
        "role": "text",
        "password_hash": "text?",
        "subject": "text?",
        "disabled": "bool",
        "must_change": "bool",
        "created_at": "sorted",
    },
    "api_tokens": {
        "token_id": "key",
        "account": "text",
        "scope": "text",
        "secret_hash": "text",
        "created_at": "sorted",
        "expires_at": "sorted",
        "revoked_at": "text?",
    },
    "sessions": {
        "secret_hash": "key",
        "account": "text",
        "csrf": "text",
        "created_at": "sorted",
        "expires_at": "sorted",
    },
    "issued_sheets": {
        "zone_id": "key",
        "issue": "number",
        "version": "int",
        "issued_at": "sorted",
        "author": "text",
        "content": "text",
    },
    "audit_entries": {
        "number": "number",
        "at": "sorted",
        "actor": "text",
        "action": "text",
        "subject": "text",
        "ground": "text",
        "document": "text",
        "previous_hash": "text",
        "hash": "text",
    },
    "audit_head": {"id": "number", "number": "int", "hash": "text"},
}
"""Tables without geometry: columns and their kinds; keys and numbers are the primary key, `?` may be null."""

LEDGER_INDEXES = {"facts": "zone_id", "case_places": "zone_id", "api_tokens": "account", "sessions": "account"}
"""Columns that a ledger is asked by, beside its key."""


@dataclass(frozen=True)
class Tables:
    """Every table of a store; `layers` and `ledgers` by name."""

    metadata: MetaData
    layers: Mapping[str, Table]
    address_keys: Table
    register_state: Table
    zone_versions: Table
    ledgers: Mapping[str, Table]


def build_tables(geometry_type: GeometryType) -> Tables:
    """Build the tables for one kind of database."""
    metadata = MetaData()
    return Tables(
        metadata=metadata,
        layers={name: _layer_table(metadata, layer, geometry_type) for name, layer in LAYERS.items()},
        address_keys=_address_keys(metadata),
        register_state=_register_state(metadata),
        zone_versions=_zone_versions(metadata, geometry_type),
        ledgers={name: _ledger(metadata, name, columns) for name, columns in LEDGERS.items()},
    )


def _layer_table(metadata: MetaData, layer: Layer, geometry_type: GeometryType) -> Table:
    attributes = [Column(column.name, TYPES[column.kind]()) for column in layer.columns if column.name != layer.key]
    return Table(
        layer.name,
        metadata,
        Column("row_no", ROW_NO, Identity(), primary_key=True),
        Column(layer.key, BYTEWISE, nullable=False),
        *attributes,
        Column("geometry", geometry_type("GEOMETRY"), nullable=False),
        *[Column(side, Double, nullable=False) for side in BOX],
        UniqueConstraint(layer.key, name=f"{layer.name}_{layer.key}"),
    )


def _address_keys(metadata: MetaData) -> Table:
    return Table(
        "address_keys",
        metadata,
        Column("key", BYTEWISE, primary_key=True),
        Column("id", BYTEWISE, primary_key=True),
        sqlite_with_rowid=False,
    )


def _register_state(metadata: MetaData) -> Table:
    """One row whose number grows with every change of the layers."""
    return Table(
        "register_state",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("edition", BigInteger, nullable=False),
    )


def _zone_versions(metadata: MetaData, geometry_type: GeometryType) -> Table:
    words = ("name", "category", "protocol", "status", "extent", "members")
    return Table(
        "zone_versions",
        metadata,
        Column("zone_id", BYTEWISE, primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        *[Column(word, Text, nullable=False) for word in words],
        Column("effective_from", BYTEWISE, nullable=False),
        Column("recorded_at", BYTEWISE, nullable=False),
        Column("author", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("geometry", geometry_type("MULTIPOLYGON")),
        Column("details", Text, nullable=False, server_default="{}"),
    )


def _ledger(metadata: MetaData, name: str, columns: Mapping[str, str]) -> Table:
    table = Table(name, metadata, *[_ledger_column(column, kind) for column, kind in columns.items()])
    if name in LEDGER_INDEXES:
        Index(f"{name}_{LEDGER_INDEXES[name]}", table.c[LEDGER_INDEXES[name]])
    return table


def _ledger_column(name: str, kind: str) -> Column[Any]:
    if kind == "number":
        return Column(name, BigInteger, primary_key=True, autoincrement=False)
    if kind == "key":
        return Column(name, BYTEWISE, primary_key=True)
    return Column(name, _LEDGER_TYPES[kind.removesuffix("?")], nullable=kind.endswith("?"))


_LEDGER_TYPES: Mapping[str, TypeEngine[Any]] = {
    "text": Text(),
    "sorted": BYTEWISE,
    "float": Double(),
    "bool": Boolean(),
    "int": BigInteger(),
}
