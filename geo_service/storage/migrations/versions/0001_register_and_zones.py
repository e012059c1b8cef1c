"""
The register's layers, address keys and the history of zones.

Frozen: change the schema by a new file, never here.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0001"
down_revision = None

# a layer: its id, then its own columns between name and source
LAYERS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "districts": ("district_id", {"code": "text"}),
    "townships": ("township_id", {"code": "text", "district_code": "text"}),
    "communities": ("community_id", {"code": "text", "township_code": "text"}),
    "grids": ("grid_id", {"code": "text", "community_code": "text", "leader": "text"}),
    "estates": ("estate_id", {"aliases": "json", "community_code": "text"}),
    "buildings": (
        "building_id",
        {
            "number": "text",
            "estate_id": "text",
            "use": "text",
            "levels": "int",
            "stairs": "int",
            "households": "int",
            "people": "int",
            "addresses": "json",
        },
    ),
    "addresses": (
        "address_id",
        {"building_id": "text", "stair": "text", "stairs": "int", "households": "int", "people": "int"},
    ),
    "roads": (
        "road_id",
        {
            "way_id": "int",
            "highway": "text",
            "grade_separated": "bool",
            "oneway": "int",
            "width_m": "float",
            "node_ids": "json",
            "access_nodes": "json",
        },
    ),
    "gates": ("gate_id", {"kind": "text", "node_id": "int", "estate_id": "text", "width_m": "float"}),
    "facilities": ("facility_id", {"kind": "text", "addresses": "json"}),
    "barriers": ("barrier_id", {"kind": "text"}),
}

TYPES = {"text": sa.Text, "json": sa.Text, "int": sa.BigInteger, "float": sa.Double, "bool": sa.Boolean}

BOX = ("west", "south", "east", "north")

# "geos" in ASCII; SQLite's header says whose file it is
APPLICATION_ID = 0x67656F73


def upgrade() -> None:
    """Make every table, index and trigger."""
    for name, (key, own) in LAYERS.items():
        _make_layer(name, key, own)
    _make_address_keys()
    _make_register_state()
    _make_zone_versions()
    if _on_sqlite():
        _make_sqlite_boxes()
        _guard_zones_on_sqlite()
        op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    else:
        _make_postgis_indexes()
        _guard_zones_on_postgresql()


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _bytewise() -> sa.Text:
    return sa.Text() if _on_sqlite() else sa.Text(collation="C")


def _geometry(kind: str) -> sa.types.TypeEngine[Any]:
    return sa.LargeBinary() if _on_sqlite() else Geometry(kind, srid=4326, spatial_index=False)


def _make_layer(name: str, key: str, own: Mapping[str, str]) -> None:
    kinds = {"name": "text", **own, "source": "text", "tags": "json"}
    op.create_table(
        name,
        sa.Column("row_no", sa.Integer() if _on_sqlite() else sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column(key, _bytewise(), nullable=False),
        *[sa.Column(column, TYPES[kind]()) for column, kind in kinds.items()],
        sa.Column("geometry", _geometry("GEOMETRY"), nullable=False),
        *[sa.Column(side, sa.Double(), nullable=False) for side in BOX],
        sa.UniqueConstraint(key, name=f"{name}_{key}"),
    )


def _make_address_keys() -> None:
    op.create_table(
        "address_keys",
        sa.Column("key", _bytewise(), primary_key=True),
        sa.Column("id", _bytewise(), primary_key=True),
        sqlite_with_rowid=False,
    )


def _make_register_state() -> None:
    state = op.create_table(
        "register_state",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
    )
    op.bulk_insert(state, [{"id": 1, "edition": 0}])


def _make_zone_versions() -> None:
    op.create_table(
        "zone_versions",
        sa.Column("zone_id", _bytewise(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("protocol", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("extent", sa.Text(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("effective_from", _bytewise(), nullable=False),
        sa.Column("recorded_at", _bytewise(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("geometry", _geometry("MULTIPOLYGON")),
    )


def _make_sqlite_boxes() -> None:
    """An R*Tree per layer, kept by triggers; it rounds boxes outward, so it finds too many, never too few."""
    for name in LAYERS:
        values = "new.row_no, new.west, new.east, new.south, new.north"
        drop = f"DELETE FROM {name}_box WHERE row_no = old.row_no"  # noqa: S608
        add = f"INSERT INTO {name}_box VALUES ({values})"  # noqa: S608
        op.execute(f"CREATE VIRTUAL TABLE {name}_box USING rtree(row_no, west, east, south, north)")
        op.execute(f"CREATE TRIGGER {name}_box_add AFTER INSERT ON {name} BEGIN {add}; END")
        op.execute(f"CREATE TRIGGER {name}_box_drop AFTER DELETE ON {name} BEGIN {drop}; END")
        op.execute(f"CREATE TRIGGER {name}_box_move AFTER UPDATE ON {name} BEGIN {drop}; {add}; END")


def _make_postgis_indexes() -> None:
    for name in (*LAYERS, "zone_versions"):
        op.create_index(f"{name}_geometry", name, ["geometry"], postgresql_using="gist")


def _guard_zones_on_sqlite() -> None:
    """Refuse every change of a stored version; INSERT OR REPLACE would fire no delete trigger."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'a stored zone version is never changed or removed'); END"
    same = "EXISTS (SELECT 1 FROM zone_versions WHERE zone_id = new.zone_id AND version = new.version)"
    op.execute(f"CREATE TRIGGER zone_versions_update BEFORE UPDATE ON zone_versions {refuse}")
    op.execute(f"CREATE TRIGGER zone_versions_delete BEFORE DELETE ON zone_versions {refuse}")
    op.execute(f"CREATE TRIGGER zone_versions_replace BEFORE INSERT ON zone_versions WHEN {same} {refuse}")


def _guard_zones_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_zone_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a stored zone version is never changed or removed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER zone_versions_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON zone_versions "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_zone_change()"
    )
