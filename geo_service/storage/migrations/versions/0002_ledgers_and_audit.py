"""
Details of zone versions, facts, case places, protocols of the user, accounts, and the audit.

Frozen: change the schema by a new file, never here.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# columns and their kinds; "key" and "number" are the primary key, "?" may be null
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

INDEXES = {"facts": "zone_id", "case_places": "zone_id", "api_tokens": "account", "sessions": "account"}

ONLY_ADDED = ("facts", "audit_entries", "protocol_texts")


def upgrade() -> None:
    """Make the new tables, their indexes and guards; zone versions get a column."""
    op.add_column("zone_versions", sa.Column("details", sa.Text(), nullable=False, server_default="{}"))
    for name, columns in LEDGERS.items():
        op.create_table(name, *[_column(column, kind) for column, kind in columns.items()])
    for name, column in INDEXES.items():
        op.create_index(f"{name}_{column}", name, [column])
    head = sa.table("audit_head", sa.column("id"), sa.column("number"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": ""}])
    for name in ONLY_ADDED:
        _guard_on_sqlite(name) if _on_sqlite() else _guard_on_postgresql(name)


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _column(name: str, kind: str) -> sa.Column[Any]:
    if kind == "number":
        return sa.Column(name, sa.BigInteger(), primary_key=True, autoincrement=False)
    bytewise = sa.Text() if _on_sqlite() else sa.Text(collation="C")
    if kind == "key":
        return sa.Column(name, bytewise, primary_key=True)
    types: Mapping[str, sa.types.TypeEngine[Any]] = {
        "text": sa.Text(),
        "sorted": bytewise,
        "float": sa.Double(),
        "bool": sa.Boolean(),
        "int": sa.BigInteger(),
    }
    return sa.Column(name, types[kind.removesuffix("?")], nullable=kind.endswith("?"))


def _guard_on_sqlite(name: str) -> None:
    """Refuse every change of a stored row; INSERT OR REPLACE would fire no delete trigger."""
    key = next(iter(LEDGERS[name]))
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {name} are never changed or removed'); END"
    same = f"EXISTS (SELECT 1 FROM {name} WHERE {key} = new.{key})"  # noqa: S608
    op.execute(f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {name} {refuse}")
    op.execute(f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {name} {refuse}")
    op.execute(f"CREATE TRIGGER {name}_replace BEFORE INSERT ON {name} WHEN {same} {refuse}")


def _guard_on_postgresql(name: str) -> None:
    op.execute(
        f"CREATE FUNCTION refuse_{name}_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'rows of {name} are never changed or removed'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_{name}_change()"
    )
