"""
A plan: everything derived from one zone version, as frames with stated columns.

Every frame is in EPSG:4326, ordered by its id, and every row says why it is there.
Distances are metres; counts of households and people carry whether they are estimated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

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
            Column("serves", "text", "承担"),
            Column("households", "int", "服务户数"),
            Column("lanes", "int", "查验通道"),
            Column("crew", "int", "每班人数"),
            Column("people_24h", "int", "24小时人数"),
            Column("decided_by", "text", "确定方式"),
            _WHY,
        ),
    ),
    PlanLayer(
        "closure",
        "围挡封闭点",
        "closure_id",
        (
            Column("closure_id", "text", "封闭点编号"),
            Column("name", "text", "位置"),
            Column("access", "text", "通行类型"),
            Column("barrier", "text", "围挡形式"),
            Column("unlockable", "bool", "可开启"),
            Column("must_pass", "text", "不得阻挡"),
            Column("instead", "text", "改由卡口"),
            Column("way_ids", "json", "道路编号"),
            Column("gate_id", "text", "依托出入口"),
            Column("decided_by", "text", "确定方式"),
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
        "edge",
        "边界",
        "edge_id",
        (
            Column("edge_id", "text", "编号"),
            Column("barrier", "text", "现状"),
            Column("length_m", "float", "长度(米)"),
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
    PlanLayer(
        "reception_point",
        "固定接收点",
        "reception_point_id",
        (
            Column("reception_point_id", "text", "接收点编号"),
            Column("building_id", "text", "楼栋编号"),
            Column("stair", "text", "单元"),
            Column("placed_by", "text", "定位依据"),
            _WHY,
        ),
    ),
    PlanLayer(
        "sampling_point",
        "采样点",
        "sampling_point_id",
        (
            Column("sampling_point_id", "text", "采样点编号"),
            Column("name", "text", "位置"),
            Column("at", "text", "依托"),
            Column("benches", "int", "采样台"),
            Column("teams", "int", "采样组数"),
            Column("people", "int", "人数"),
            Column("buildings", "int", "服务楼栋"),
            Column("walk_max_m", "float", "最远步行(米)"),
            Column("queue_m", "float", "排队长度(米)"),
            Column("starts", "text", "开始(轮次时间)"),
            Column("ends", "text", "结束(轮次时间)"),
            _WHY,
        ),
    ),
    PlanLayer(
        "sampling_route",
        "采样路线",
        "sampling_route_id",
        (
            Column("sampling_route_id", "text", "路线编号"),
            Column("building_id", "text", "楼栋编号"),
            Column("sampling_point_id", "text", "采样点编号"),
            Column("walk_m", "float", "步行距离(米)"),
            Column("passes", "text", "经过高风险楼栋"),
            _WHY,
        ),
    ),
    PlanLayer(
        "sampling_slot",
        "采样时段",
        "sampling_slot_id",
        (
            Column("sampling_slot_id", "text", "时段编号"),
            Column("sampling_point_id", "text", "采样点编号"),
            Column("building_id", "text", "楼栋编号"),
            Column("stair", "text", "单元"),
            Column("people", "int", "人数"),
            Column("people_estimated", "bool", "人数为估算"),
            Column("starts", "text", "开始(轮次时间)"),
            Column("ends", "text", "结束(轮次时间)"),
            Column("calls", "int", "分批"),
            _WHY,
        ),
    ),
    PlanLayer(
        "sampling_shift",
        "采样组排班",
        "sampling_shift_id",
        (
            Column("sampling_shift_id", "text", "排班编号"),
            Column("team", "text", "采样组"),
            Column("sampling_point_id", "text", "采样点编号"),
            Column("arrives", "text", "到场(轮次时间)"),
            Column("starts", "text", "开始(轮次时间)"),
            Column("ends", "text", "结束(轮次时间)"),
            _WHY,
        ),
    ),
    PlanLayer(
        "door_sampling",
        "上门采样",
        "door_sampling_id",
        (
            Column("door_sampling_id", "text", "上门编号"),
            Column("building_id", "text", "楼栋编号"),
            Column("stair", "text", "单元"),
            Column("people", "int", "人数"),
            Column("people_estimated", "bool", "人数为估算"),
            Column("team", "text", "采样组"),
            Column("ends", "text", "结束(轮次时间)"),
            _WHY,
        ),
    ),
    PlanLayer(
        "household_waste_point",
        "生活垃圾收集点",
        "household_waste_point_id",
        (
            Column("household_waste_point_id", "text", "收集点编号"),
            Column("name", "text", "位置"),
            Column("at", "text", "依托"),
            Column("bins", "int", "桶数"),
            Column("households", "int", "服务户数"),
            Column("buildings", "int", "服务楼栋"),
            Column("building_ids", "json", "服务楼栋编号"),
            Column("walk_max_m", "float", "最远步行(米)"),
            Column("collected_at", "text", "清运时间"),
            _WHY,
        ),
    ),
    PlanLayer(
        "medical_waste_point",
        "医疗废物暂存点",
        "medical_waste_point_id",
        (
            Column("medical_waste_point_id", "text", "暂存点编号"),
            Column("name", "text", "位置"),
            Column("at", "text", "依托"),
            Column("bins", "int", "桶数"),
            Column("people", "int", "人数"),
            Column("buildings", "int", "服务楼栋"),
            Column("building_ids", "json", "服务楼栋编号"),
            Column("walk_max_m", "float", "最远步行(米)"),
            Column("collected_at", "text", "清运时间"),
            _WHY,
        ),
    ),
    PlanLayer(
        "transfer_point",
        "转运上车点",
        "transfer_point_id",
        (
            Column("transfer_point_id", "text", "上车点编号"),
            Column("name", "text", "位置"),
            Column("at", "text", "依托"),
            Column("estate_name", "text", "小区"),
            Column("people", "int", "人数"),
            Column("buildings", "int", "服务楼栋"),
            Column("building_ids", "json", "服务楼栋编号"),
            Column("walk_max_m", "float", "最远步行(米)"),
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
    `attribution` says whose data it was made from, as their licences ask. `proof` is the proof of the cordon as plain
    values, see docs/cordon.md; `whole_proof` makes it with the network that it rests on, when asked.
    """

    zone: ZoneVersion
    category_title: str
    category_color: str
    measures: str
    frames: Mapping[str, gpd.GeoDataFrame]
    totals: Totals
    problems: tuple[str, ...] = field(default=())
    attribution: str = ""
    proof: Mapping[str, Any] = field(default_factory=dict)
    whole_proof: Callable[[], Mapping[str, Any]] | None = field(default=None, compare=False, repr=False)
