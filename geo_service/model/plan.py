"""
A plan: everything derived from one zone version, as frames with stated columns.

Every frame is in EPSG:4326, ordered by its id, and every row says why it is there.
Distances are metres; counts of households and people carry whether they are estimated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd

from geo_service.model.frames import Column
from geo_service.model.zone import ZoneVersion


@dataclass(frozen=True)
class PlanLayer:
    """One kind of derived thing: its `kind` on the wire, Chinese title, id column and columns."""

    kind: str
    title: str
    key: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names in order, the geometry last."""
        return [column.name for column in self.columns] + ["geometry"]


_WHY = Column("why", "text", "理由")

_PLAN_LAYERS = (
    PlanLayer(
        "building",
        "涉及楼栋",
        "building_id",
        (
            Column("building_id", "text", "楼栋编号"),
            Column("name", "text", "名称"),
            Column("estate_name", "text", "小区"),
            Column("number", "text", "楼号"),
            Column("address", "text", "地址"),
            Column("grid_code", "text", "网格"),
            Column("use", "text", "用途"),
            Column("levels", "int", "层数"),
            Column("stairs", "int", "单元数"),
            Column("households", "int", "户数"),
            Column("households_estimated", "bool", "户数为估算"),
            Column("people", "int", "人数"),
            Column("people_estimated", "bool", "人数为估算"),
            Column("share_inside", "float", "区内面积占比"),
            Column("delivery_point_id", "text", "配送点"),
            Column("walk_m", "float", "步行距离(米)"),
            Column("walk_basis", "text", "距离依据"),
            _WHY,
        ),
    ),
    PlanLayer(
        "checkpoint",
        "卡口",
        "checkpoint_id",
        (
            Column("checkpoint_id", "text", "卡口编号"),
            Column("name", "text", "位置"),
            Column("access", "text", "通行类型"),
            Column("way_ids", "json", "道路编号"),
            Column("gate_id", "text", "依托出入口"),
            Column("drivable", "bool", "可通车"),
            _WHY,
        ),
    ),
    PlanLayer(
        "grade_separated",
        "立体交叉(不设卡)",
        "grade_separated_id",
        (
            Column("grade_separated_id", "text", "编号"),
            Column("name", "text", "名称"),
            Column("way_ids", "json", "道路编号"),
            _WHY,
        ),
    ),
    PlanLayer(
        "delivery_point",
        "物资配送中转站",
        "delivery_point_id",
        (
            Column("delivery_point_id", "text", "中转站编号"),
            Column("name", "text", "位置"),
            Column("at", "text", "依托"),
            Column("desks", "int", "台位"),
            Column("capacity_households", "int", "可服务户数"),
            Column("households", "int", "服务户数"),
            Column("buildings", "int", "服务楼栋"),
            Column("walk_max_m", "float", "最远步行(米)"),
            _WHY,
        ),
    ),
    PlanLayer(
        "sign",
        "标识牌",
        "sign_id",
        (
            Column("sign_id", "text", "标识编号"),
            Column("text", "text", "内容"),
            Column("at", "text", "设置位置"),
            _WHY,
        ),
    ),
    PlanLayer(
        "venue",
        "暂停营业场所",
        "facility_id",
        (
            Column("facility_id", "text", "场所编号"),
            Column("name", "text", "名称"),
            Column("facility_kind", "text", "类型"),
            Column("action", "text", "措施"),
            _WHY,
        ),
    ),
    PlanLayer(
        "service",
        "就近医疗与药房",
        "facility_id",
        (
            Column("facility_id", "text", "设施编号"),
            Column("name", "text", "名称"),
            Column("facility_kind", "text", "类型"),
            Column("inside", "bool", "在区内"),
            Column("distance_m", "float", "道路距离(米)"),
            Column("distance_basis", "text", "距离依据"),
            _WHY,
        ),
    ),
)

PLAN_LAYERS: Mapping[str, PlanLayer] = {layer.kind: layer for layer in _PLAN_LAYERS}


@dataclass(frozen=True)
class Totals:
    """Sums over a plan's buildings; the `_estimated` parts are included in the sums."""

    buildings: int
    stairs: int
    households: int
    households_estimated: int
    people: int
    people_estimated: int
    area_m2: float


@dataclass(frozen=True)
class Plan:
    """
    What one zone version means on the ground.

    `frames` has one frame per kind of `PLAN_LAYERS`, always all of them, possibly empty.
    `problems` are sentences (Chinese) about what could not be had, e.g. buildings without a road.
    `attribution` says whose data it was made from, as their licences ask.
    """

    zone: ZoneVersion
    category_title: str
    category_color: str
    measures: str
    frames: Mapping[str, gpd.GeoDataFrame]
    totals: Totals
    problems: tuple[str, ...] = field(default=())
    attribution: str = ""
