"""
The layers of the register as frames: columns, dtypes and CRS of each GeoDataFrame.

Every part of the service that reads, stores, makes or shows register data uses this table and no other.
A layer frame is always in EPSG:4326 (WGS-84, lon/lat), has one row per thing, a unique text id in
`<thing>_id`, and is ordered by that id. Values that are not known are null, never 0 or "".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from geo_service.coords.metric import WGS84_CODE
from geo_service.errors import CrsError, NotFoundError, TableError

WGS84 = "EPSG:4326"

Kind = Literal["text", "int", "float", "bool", "json"]

DTYPES: Mapping[Kind, str] = {
    "text": "str",
    "int": "Int64",
    "float": "float64",
    "bool": "boolean",
    "json": "object",
}


@dataclass(frozen=True)
class Column:
    """One attribute of a layer; `title` is the heading an office would print."""

    name: str
    kind: Kind
    title: str


@dataclass(frozen=True)
class Layer:
    """One layer of the register: its name, Chinese title, geometry types and own columns."""

    name: str
    title: str
    key: str
    geometry: frozenset[str]
    own: tuple[Column, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Id, name, own columns, then where the row came from; without the geometry."""
        return (Column(self.key, "text", "编号"), Column("name", "text", "名称"), *self.own, *ORIGIN)

    @property
    def names(self) -> list[str]:
        """Column names in order, the geometry last."""
        return [column.name for column in self.columns] + ["geometry"]


ORIGIN = (Column("source", "text", "来源"), Column("tags", "json", "其他属性"))

_POLYGON = frozenset({"Polygon", "MultiPolygon"})
_LINE = frozenset({"LineString", "MultiLineString"})
_POINT = frozenset({"Point"})
_ANY = _POLYGON | _LINE | _POINT

_LAYERS = (
    Layer("districts", "区县", "district_id", _POLYGON, (Column("code", "text", "区划代码"),)),
    Layer(
        "townships",
        "街道/镇/乡",
        "township_id",
        _POLYGON,
        (Column("code", "text", "区划代码"), Column("district_code", "text", "所属区县代码")),
    ),
    Layer(
        "communities",
        "社区/村",
        "community_id",
        _POLYGON,
        (Column("code", "text", "区划代码"), Column("township_code", "text", "所属街道代码")),
    ),
    Layer(
        "grids",
        "网格",
        "grid_id",
        _POLYGON,
        (
            Column("code", "text", "网格编码"),
            Column("community_code", "text", "所属社区代码"),
            Column("leader", "text", "网格长"),
        ),
    ),
    Layer(
        "estates",
        "小区",
        "estate_id",
        _POLYGON,
        (Column("aliases", "json", "别名"), Column("community_code", "text", "所属社区代码")),
    ),
    Layer(
        "buildings",
        "楼栋",
        "building_id",
        _POLYGON,
        (
            Column("number", "text", "楼号"),
            Column("estate_id", "text", "所属小区"),
            Column("use", "text", "用途"),
            Column("levels", "int", "层数"),
            Column("stairs", "int", "单元数"),
            Column("households", "int", "户数"),
            Column("people", "int", "人数"),
            Column("addresses", "json", "地址"),
        ),
    ),
    Layer(
        "addresses",
        "地址登记",
        "address_id",
        _POINT,
        (
            Column("building_id", "text", "所属楼栋"),
            Column("stair", "text", "单元"),
            Column("stairs", "int", "单元数"),
            Column("households", "int", "户数"),
            Column("people", "int", "人数"),
        ),
    ),
    Layer(
        "roads",
        "道路",
        "road_id",
        _LINE,
        (
            Column("way_id", "int", "路段编号"),
            Column("highway", "text", "等级"),
            Column("grade_separated", "bool", "立体交叉"),
            Column("oneway", "int", "单行"),
            Column("width_m", "float", "宽度(米)"),
            Column("node_ids", "json", "节点"),
            Column("access_nodes", "json", "出入口节点"),
        ),
    ),
    Layer(
        "gates",
        "出入口",
        "gate_id",
        _POINT,
        (
            Column("kind", "text", "类型"),
            Column("node_id", "int", "节点"),
            Column("estate_id", "text", "所属小区"),
            Column("width_m", "float", "宽度(米)"),
        ),
    ),
    Layer(
        "facilities",
        "设施",
        "facility_id",
        _POINT | _POLYGON,
        (Column("kind", "text", "类型"), Column("addresses", "json", "地址")),
    ),
    Layer("barriers", "屏障", "barrier_id", _LINE | _POLYGON, (Column("kind", "text", "类型"),)),
)

LAYERS: Mapping[str, Layer] = {layer.name: layer for layer in _LAYERS}

FACILITY_KINDS = (
    "hospital",
    "clinic",
    "pharmacy",
    "fire_station",
    "police",
    "market",
    "supermarket",
    "parking",
    "square",
    "school",
    "venue",
)
BARRIER_KINDS = ("wall", "fence", "river", "rail")
GATE_KINDS = ("gate", "entrance", "barrier")


def layer_named(name: str) -> Layer:
    """Get a layer by name; an unknown name lists the known ones."""
    try:
        return LAYERS[name]
    except KeyError:
        known = ", ".join(LAYERS)
        raise NotFoundError(f"no layer named {name!r}; the layers are {known}") from None


def empty_frame(name: str) -> gpd.GeoDataFrame:
    """Make a layer frame without rows, with the right columns, dtypes and CRS."""
    return shape_frame(name, [])


def shape_frame(name: str, rows: list[dict[str, Any]] | pd.DataFrame) -> gpd.GeoDataFrame:
    """
    Turn records into a layer frame: the layer's columns in order, its dtypes, EPSG:4326, sorted by id.

    Columns that a record lacks become null; columns that the layer does not have are refused.

    Raises
    ------
    TableError
        If a record has a column the layer does not know, or two rows share an id.
    """
    layer = layer_named(name)
    # as objects: a list of whole numbers and nulls would else become floats and lose digits above 2**53
    made = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows, dtype="object")
    table = made if len(made) else pd.DataFrame({column: [] for column in layer.names})
    unknown = sorted(set(table.columns) - set(layer.names))
    if unknown:
        raise TableError(f"layer {name} has no column {', '.join(unknown)}; it has {', '.join(layer.names)}")
    table = table.reindex(columns=layer.names)
    for column in layer.columns:
        table[column.name] = _typed(table[column.name], column.kind)
    if table[layer.key].duplicated().any():
        twice = table.loc[table[layer.key].duplicated(), layer.key].iloc[0]
        raise TableError(f"layer {name} has two rows with {layer.key} {twice!r}; ids must be unique")
    table = table.sort_values(layer.key, kind="stable").reset_index(drop=True)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=WGS84)


def _typed(values: pd.Series, kind: Kind) -> pd.Series:
    if kind == "json":
        return pd.Series(
            [value if isinstance(value, (list, dict)) else None for value in values], index=values.index, dtype="object"
        )
    if kind == "text":
        return values.astype("object").map(_text).astype("str")
    return values.astype(DTYPES[kind])


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def require_layer(frame: gpd.GeoDataFrame, name: str) -> None:
    """
    Refuse a frame that is not of a layer's shape.

    Raises
    ------
    TableError
        If columns are missing.
    CrsError
        If the frame is not in EPSG:4326.
    """
    layer = layer_named(name)
    missing = [column for column in layer.names if column not in frame.columns]
    if missing:
        raise TableError(f"{name} frame lacks {', '.join(missing)}; need {', '.join(layer.names)}")
    if frame.crs is None or frame.crs.to_epsg() != WGS84_CODE:
        raise CrsError(f"{name} frame must be in EPSG:4326 (lon/lat), got {frame.crs}")
