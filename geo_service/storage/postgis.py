"""The store for a department: PostgreSQL with PostGIS, GiST indexes, rows by COPY."""

from collections.abc import Callable, Sequence

from geoalchemy2 import Geometry
from sqlalchemy import URL, ColumnElement, Connection, Engine, Index, Table, create_engine, func, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import LargeBinary

from geo_service.coords.metric import WGS84_CODE, Bounds
from geo_service.errors import StorageError
from geo_service.storage.base import SqlStore
from geo_service.storage.failures import reason_of, refused_opening
from geo_service.storage.layer_rows import Row
from geo_service.storage.schema import bring_up_to_date
from geo_service.storage.tables import Tables, build_tables

CONNECT_TIMEOUT_S = 10
"""How long to wait for a server that does not answer."""

REGISTER_LOCK = 0x67656F01
"""Number of the advisory lock of those who write layers and address keys; "geo" in ASCII and a counter."""

SCHEMA_LOCK = 0x67656F02
"""Number of the advisory lock of those who change the schema."""


class WkbGeometry(Geometry):
    """A PostGIS geometry column in EPSG:4326 whose values are plain WKB bytes, bit for bit."""

    cache_ok = True

    def bind_expression(self, bindvalue: BindParameter[bytes]) -> ColumnElement[bytes]:
        """Give WKB to PostGIS."""
        return func.ST_GeomFromWKB(bindvalue, WGS84_CODE, type_=self)

    def column_expression(self, col: ColumnElement[bytes]) -> ColumnElement[bytes]:
        """Take little-endian WKB from PostGIS."""
        return func.ST_AsBinary(col, "NDR", type_=LargeBinary())

    def bind_processor(self, dialect: Dialect) -> Callable[[bytes | None], bytes | None] | None:  # noqa: ARG002
        """Bytes pass as they are."""
        return None

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Bytes pass as they are."""


def _geometry_type(name: str) -> WkbGeometry:
    # our index has a name of its own, so GeoAlchemy2 need not make one
    return WkbGeometry(name, srid=WGS84_CODE, spatial_index=False)


def _with_spatial_indexes(tables: Tables) -> Tables:
    for table in (*tables.layers.values(), tables.zone_versions):
        Index(f"{table.name}_geometry", table.c.geometry, postgresql_using="gist")
    return tables


TABLES = _with_spatial_indexes(build_tables(_geometry_type))


class PostgisStore(SqlStore):
    """A store in one PostgreSQL database with PostGIS."""

    def _near(self, table: Table, bounds: Bounds) -> ColumnElement[bool]:
        near: ColumnElement[bool] = table.c.geometry.bool_op("&&")(func.ST_MakeEnvelope(*bounds, WGS84_CODE))
        return near

    def _insert_rows(self, connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
        quoted = connection.dialect.identifier_preparer.quote
        columns = ", ".join(quoted(name) for name in names)
        driver = connection.connection.driver_connection
        if driver is None:
            raise StorageError(f"the connection to {self.url} is closed")
        try:
            # PostGIS reads WKB as hex in COPY, and gives it the column's EPSG:4326
            with driver.cursor() as cursor, cursor.copy(f"COPY {quoted(table.name)} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([value.hex() if isinstance(value, bytes) else value for value in row])
        except connection.dialect.loaded_dbapi.Error as error:
            raise StorageError(f"database {self.url} failed: {reason_of(error)}") from error

    def _wait_for_register(self, connection: Connection) -> None:
        connection.execute(func.pg_advisory_xact_lock(REGISTER_LOCK).select())


def open_postgis(url: URL) -> PostgisStore:
    """
    Open a PostgreSQL database that has, or lets us make, the PostGIS extension.

    Raises
    ------
    StorageError
        If psycopg is not installed, the server can't be reached, PostGIS is missing, or the schema is newer.
    """
    shown = url.render_as_string(hide_password=True)
    engine = _make_engine(url)
    reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    store = PostgisStore(shown, engine, TABLES, reading=reading, writing={})
    with refused_opening(shown, store.close, secret=None if url.password is None else str(url.password)):
        _require_utf8(engine, shown)
        bring_up_to_date(engine, TABLES, shown, prepare=_prepare_database)
    return store


def _make_engine(url: URL) -> Engine:
    options = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_TIMEOUT_S}
    try:
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args=options)
    except ImportError as error:
        raise StorageError(
            "PostgreSQL needs psycopg, which is not installed: pip install geo-service[postgis]"
        ) from error


def _require_utf8(engine: Engine, shown: str) -> None:
    with engine.connect() as connection:
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise StorageError(f"{shown} is encoded in {encoding}; need a database made with ENCODING 'UTF8'")


def _prepare_database(connection: Connection, shown: str) -> None:
    connection.execute(func.pg_advisory_xact_lock(SCHEMA_LOCK).select())
    if connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")).scalar():
        return
    if not connection.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")).scalar():
        raise StorageError(f"the server of {shown} has no PostGIS; install it there, such as postgresql-15-postgis-3")
    try:
        connection.execute(text("CREATE EXTENSION postgis"))
    except DBAPIError as error:
        raise StorageError(
            f"{shown} has no PostGIS and we may not add it ({reason_of(error)}); "
            "let an administrator run CREATE EXTENSION postgis there"
        ) from None
