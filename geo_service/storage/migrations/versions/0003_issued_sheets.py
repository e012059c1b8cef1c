"""
Field sheets that were issued to crews: one row for each, never changed.

Frozen: change the schema by a new file, never here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NAME = "issued_sheets"


def upgrade() -> None:
    """Make the table and its guard."""
    bytewise = sa.Text() if _on_sqlite() else sa.Text(collation="C")
    op.create_table(
        NAME,
        sa.Column("zone_id", bytewise, primary_key=True),
        sa.Column("issue", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", bytewise, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
    )
    _guard_on_sqlite() if _on_sqlite() else _guard_on_postgresql()


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _guard_on_sqlite() -> None:
    """Refuse every change of a stored row; INSERT OR REPLACE would fire no delete trigger."""
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {NAME} are never changed or removed'); END"
    same = f"EXISTS (SELECT 1 FROM {NAME} WHERE zone_id = new.zone_id AND issue = new.issue)"  # noqa: S608 # a constant
    op.execute(f"CREATE TRIGGER {NAME}_update BEFORE UPDATE ON {NAME} {refuse}")
    op.execute(f"CREATE TRIGGER {NAME}_delete BEFORE DELETE ON {NAME} {refuse}")
    op.execute(f"CREATE TRIGGER {NAME}_replace BEFORE INSERT ON {NAME} WHEN {same} {refuse}")


def _guard_on_postgresql() -> None:
    op.execute(
        f"CREATE FUNCTION refuse_{NAME}_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'rows of {NAME} are never changed or removed'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {NAME}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {NAME} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_{NAME}_change()"
    )
