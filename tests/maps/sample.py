"""A small made-up neighbourhood and its plan: an estate with a part of it in the zone, and what is round it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.affinity import affine_transform

from geo_service.model.extent import DrawnShape, Extent
from geo_service.model.frames import shape_frame
from geo_service.model.plan import PLAN_LAYERS, Plan, Totals
from geo_service.model.zone import IN_FORCE, ZoneVersion

CHINA = timezone(timedelta(hours=8))
AT = datetime(2022, 11, 16, 8, 0, tzinfo=CHINA)
RENDERED_AT = datetime(2022, 11, 16, 9, 30, tzinfo=CHINA)
EAST, NORTH = 1.033e-5, 0.902e-5  # degrees in a metre
ORIGIN = (108.77, 29.53)


def at_m(shape: Any) -> Any:
    """A shape drawn in metres from the origin, as lon/lat."""
    return affine_transform(shape, [EAST, 0, 0, NORTH, *ORIGIN])


def plan_frame(kind: str, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """A plan layer from rows that name only what matters."""
    layer = PLAN_LAYERS[kind]
    table = pd.DataFrame(rows, columns=layer.names)
    types = {"text": "str", "int": "Int64", "float": "float64", "bool": "boolean", "json": "object"}
    for column in layer.columns:
        values = table[column.name].astype("object").where(table[column.name].notna(), None)
        table[column.name] = values.astype(types[column.kind])
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326")


def building(serial: int, x: float, y: float, *, share: float = 1.0, **more: Any) -> dict[str, Any]:
    row = {
        "building_id": f"b{serial:05d}", "number": str(serial), "estate_name": "怡景花园", "grid_code": "GC-01",
        "use": "residential", "levels": 11, "stairs": 2, "households": 44, "households_estimated": False, "people": 118,
        "people_estimated": True, "share_inside": share, "delivery_point_id": "d1", "walk_m": 85.0,
        "walk_basis": "道路", "why": "在划定范围内", "geometry": at_m(box(x, y, x + 60, y + 22)),
    }  # fmt: skip
    return {**row, **more}


def buildings() -> list[dict[str, Any]]:
    whole = [building(3 * row + col + 1, 30 + 85 * col, 40 + 55 * row) for row in range(3) for col in range(2)]
    half = [building(3 * row + 3, 200, 40 + 55 * row, share=0.5, households=None, people=None) for row in range(3)]
    return [*whole, *half]


OUTLINE = Polygon([(0, 0), (230, 0), (230, 200), (150, 215), (0, 205)])


def zone(**changes: Any) -> ZoneVersion:
    shape = MultiPolygon([at_m(OUTLINE)])
    version = ZoneVersion(
        zone_id="z1", version=2, name="怡景花园高风险区", category="high", protocol="test", status=IN_FORCE,
        extent=Extent((DrawnShape(shape),)), geometry=shape, members=(), effective_from=AT, recorded_at=AT,
        author="试验员", reason="演练",
    )  # fmt: skip
    return replace(version, **changes)


def plan(frames: Mapping[str, list[dict[str, Any]]] | None = None, **changes: Any) -> Plan:
    """The sample plan; `frames` replaces rows of single layers."""
    rows = {**ROWS, **(frames or {})}
    made = Plan(
        zone=zone(), category_title="高风险区", category_color="#c62828", measures="足不出户、上门服务",
        frames={kind: plan_frame(kind, rows.get(kind, [])) for kind in PLAN_LAYERS},
        totals=Totals(9, 18, 264, 0, 708, 708, 46_300.0), problems=("3栋、6栋、9栋无户数登记",),
        proof=PROOF,
    )  # fmt: skip
    return replace(made, **changes)


PROOF: Mapping[str, Any] = {
    "choice": {"proved": True, "gap": 0.0},
    "detours": [
        {"building_id": "b00001", "service": "ambulance", "open_s": 60.0, "plan_s": 80.4, "allowed_s": 120.0},
        {"building_id": "b00002", "service": "fire", "open_s": 60.0, "plan_s": 60.0, "allowed_s": 120.0},
        {"building_id": "b00004", "service": "supplies", "open_s": 60.0, "plan_s": None, "allowed_s": 120.0},
    ],
}

ROWS: Mapping[str, list[dict[str, Any]]] = {
    "building": buildings(),
    "checkpoint": [
        {"checkpoint_id": "c1", "name": "文化路南口", "access": "车行", "way_ids": [11, 12], "drivable": True,
         "serves": "救护、消防", "households": 264, "lanes": 1, "crew": 4, "people_24h": 12, "decided_by": "computed",
         "why": "道路穿过边界", "geometry": at_m(MultiPoint([(112, 0), (122, 0)]))},
        {"checkpoint_id": "c2", "name": "滨河步道", "access": "步行", "way_ids": [13], "drivable": False,
         "why": "步道穿过边界", "geometry": at_m(Point(0, 180))},
    ],
    "closure": [
        {"closure_id": "f1", "name": "文化路北口", "access": "vehicle", "barrier": "movable_barrier",
         "unlockable": True, "must_pass": "消防车、救护车、紧急疏散", "instead": "c1", "way_ids": [14],
         "decided_by": "computed", "why": "封闭后各项通行仍在时限内", "geometry": at_m(Point(117, 208))},
    ],
    "edge": [
        {"edge_id": "E01", "barrier": "open", "length_m": 430.0, "why": "须设围栏",
         "geometry": at_m(LineString([(0, 205), (0, 0), (230, 0)]))},
        {"edge_id": "E02", "barrier": "wall", "length_m": 250.0, "why": "围墙已阻断",
         "geometry": at_m(LineString([(230, 0), (230, 200)]))},
        {"edge_id": "E03", "barrier": "river", "length_m": 230.0, "why": "水体已阻断",
         "geometry": at_m(LineString([(230, 200), (150, 215), (0, 205)]))},
    ],
    "grade_separated": [
        {"grade_separated_id": "g1", "name": "滨江高架", "way_ids": [20], "why": "高架桥在上方通过",
         "geometry": at_m(LineString([(-120, 210), (150, 210), (420, 230)]))},
    ],
    "delivery_point": [
        {"delivery_point_id": "d1", "name": "怡景花园东门", "at": "出入口", "desks": 2, "capacity_households": 400,
         "households": 264, "buildings": 9, "walk_max_m": 160.0, "why": "步行距离之和最短",
         "geometry": at_m(Point(230, 90))},
    ],
    "sign": [
        {"sign_id": "s1", "text": "高风险区 足不出户", "at": "南门", "why": "主要入口",
         "geometry": at_m(Point(60, -4))},
    ],
    "venue": [
        {"facility_id": "v1", "name": "便民超市", "facility_kind": "supermarket", "action": "暂停堂食", "why": "在区内",
         "geometry": at_m(Point(100, 190))},
    ],
    "service": [
        {"facility_id": "h1", "name": "区人民医院", "facility_kind": "hospital", "inside": False, "distance_m": 420.0,
         "distance_basis": "道路", "why": "最近的医院", "geometry": at_m(Point(420, 60))},
        {"facility_id": "p1", "name": "康民药房", "facility_kind": "pharmacy", "inside": True, "distance_m": 8.5,
         "distance_basis": "道路", "why": "最近的药房", "geometry": at_m(Point(15, 120))},
    ],
}  # fmt: skip


def grids() -> gpd.GeoDataFrame:
    halves = [("GC-01", box(-60, -80, 115, 260)), ("GC-02", box(115, -80, 480, 260))]
    return shape_frame(
        "grids",
        [{"grid_id": code, "code": code, "name": f"{code}网格", "community_code": "500", "leader": "网格长甲",
          "geometry": at_m(shape)} for code, shape in halves],
    )  # fmt: skip


def context() -> dict[str, gpd.GeoDataFrame]:
    outside = [(260 + 75 * col, 30 + 45 * row) for col in range(4) for row in range(4)]
    return {
        "buildings": shape_frame(
            "buildings", [{"building_id": f"o{n}",
             "geometry": at_m(box(x, y, x + 55, y + 20))} for n, (x, y) in enumerate(outside)]
        ),
        "estates": shape_frame(
            "estates",
            [{"estate_id": "e1", "name": "怡景花园", "geometry": at_m(box(10, 15, 225, 195))},
             {"estate_id": "e2", "name": "河畔新居", "geometry": at_m(box(250, 15, 560, 215))}],
        ),
        "roads": shape_frame(
            "roads",
            [{"road_id": "r1", "name": "文化路", "highway": "residential",
             "geometry": at_m(LineString([(117, -200), (117, 400)]))},
             {"road_id": "r2", "name": "新华大道", "highway": "primary",
              "geometry": at_m(LineString([(-300, -25), (700, -25)]))},
             {"road_id": "r3", "name": "滨河步道", "highway": "footway",
              "geometry": at_m(LineString([(-200, 150), (0, 180), (117, 200)]))}],
        ),
        "barriers": shape_frame(
            "barriers",
            [{"barrier_id": "w", "name": "碧溪河", "kind": "river",
             "geometry": at_m(Polygon([(-300, 250), (700, 290), (700, 350), (-300, 300)]))},
             {"barrier_id": "f", "kind": "fence", "geometry": at_m(box(10, 15, 225, 195).exterior)}],
        ),
        "gates": shape_frame("gates", [{"gate_id": "g", "kind": "gate", "geometry": at_m(Point(225, 90))}]),
    }  # fmt: skip
