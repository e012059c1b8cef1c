from copy import deepcopy
from datetime import datetime, timedelta, timezone

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, MultiPolygon, Point, box

from geo_service.model.extent import DrawnShape, Extent
from geo_service.model.frames import DTYPES, WGS84
from geo_service.model.plan import PLAN_LAYERS, Plan, Totals
from geo_service.model.zone import IN_FORCE, ZoneVersion

CHINA = timezone(timedelta(hours=8))
ZONE_BOX = box(108.77, 29.53, 108.772, 29.531)

ROWS = {
    "building": [
        {
            "building_id": "way/10",
            "name": "=HYPERLINK(1)",
            "estate_name": "天城嘉苑A区",
            "number": "10",
            "address": "天城嘉苑A区10栋（行署街156号）",
            "grid_code": "500114001001-03",
            "use": "apartments",
            "levels": 18,
            "stairs": 2,
            "households": 108,
            "households_estimated": False,
            "people": 283,
            "people_estimated": True,
            "share_inside": 1.0,
            "delivery_point_id": "D-1",
            "walk_m": 61.23456789,
            "walk_basis": "network",
            "why": "占地全部在区内",
            "geometry": box(108.7702, 29.5302, 108.7705, 29.5304),
        },
        {
            "building_id": "way/2",
            "estate_name": "天城嘉苑A区",
            "number": "2",
            "use": "yes",
            "households": 12,
            "households_estimated": True,
            "people": 31,
            "people_estimated": True,
            "share_inside": 0.5,
            "delivery_point_id": "D-1",
            "walk_m": 20.0,
            "walk_basis": "straight",
            "why": "占地的一半在区内",
            "geometry": box(108.7719, 29.5302, 108.7721, 29.5304),
        },
    ],
    "checkpoint": [
        {
            "checkpoint_id": "K-1",
            "name": "行署街东口",
            "access": "vehicle",
            "way_ids": [101, "way/102"],
            "drivable": True,
            "serves": "急救、消防",
            "households": 120,
            "lanes": 2,
            "crew": 6,
            "people_24h": 24,
            "decided_by": "ruled",
            "why": "道路在此出区",
            "geometry": Point(108.772, 29.5305),
        }
    ],
    "closure": [
        {
            "closure_id": "F-1",
            "name": "小巷北口",
            "access": "foot",
            "barrier": "openable_fence",
            "unlockable": True,
            "must_pass": "紧急疏散",
            "instead": "K-1",
            "way_ids": [104],
            "decided_by": "computed",
            "why": "小路在此出区；封闭后各项通行仍在时限内，由K-1通行",
            "geometry": Point(108.7705, 29.531),
        }
    ],
    "edge": [
        {
            "edge_id": "E-1",
            "barrier": "open",
            "length_m": 240.4,
            "why": "须设围栏",
            "geometry": LineString([(108.77, 29.53), (108.772, 29.53)]),
        },
        {
            "edge_id": "E-2",
            "barrier": "wall",
            "length_m": 120.2,
            "why": "围墙已阻断",
            "geometry": LineString([(108.772, 29.53), (108.772, 29.531)]),
        },
    ],
    "grade_separated": [
        {
            "grade_separated_id": "G-1",
            "name": "高架",
            "way_ids": [103],
            "why": "桥上通过",
            "geometry": Point(108.771, 29.531),
        }
    ],
    "delivery_point": [
        {
            "delivery_point_id": "D-1",
            "name": "天城嘉苑A区东门",
            "at": "gate/7",
            "desks": 2,
            "capacity_households": 300,
            "households": 120,
            "buildings": 2,
            "walk_max_m": 61.2,
            "why": "离各楼最近",
            "geometry": Point(108.7715, 29.5303),
        }
    ],
    "sign": [
        {
            "sign_id": "S-1",
            "text": "高风险区\n足不出户",
            "at": "K-1",
            "why": "卡口",
            "geometry": Point(108.772, 29.5305),
        }
    ],
    "venue": [
        {
            "facility_id": "node/5",
            "name": "集贸市场",
            "facility_kind": "market",
            "action": "暂停营业",
            "why": "在区内",
            "geometry": Point(108.771, 29.5305),
        }
    ],
    "service": [],
}


def frame(kind, rows):
    layer = PLAN_LAYERS[kind]
    table = pd.DataFrame(rows).reindex(columns=layer.names)
    for column in layer.columns:
        table[column.name] = (
            table[column.name].astype("object").where(table[column.name].notna(), None)
            if column.kind == "json"
            else table[column.name].astype(DTYPES[column.kind])
        )
    return gpd.GeoDataFrame(table, geometry="geometry", crs=WGS84)


def plan_of(rows=ROWS, **zone_changes):
    zone = {
        "zone_id": "Z-1",
        "version": 2,
        "name": "天城嘉苑A区高风险区",
        "category": "high",
        "protocol": "epidemic-2022",
        "status": IN_FORCE,
        "extent": Extent((DrawnShape(ZONE_BOX),)),
        "geometry": MultiPolygon([ZONE_BOX]),
        "members": (),
        "effective_from": datetime(2022, 11, 3, 8, tzinfo=CHINA),
        "recorded_at": datetime(2022, 11, 3, 7, 30, tzinfo=CHINA),
        "author": "指挥部值班员",
        "reason": "报告 2 例 & 风险人员集中",
    } | zone_changes
    return Plan(
        zone=ZoneVersion(**zone),
        category_title="高风险区",
        category_color="#d7191c",
        measures="足不出户、上门服务",
        frames={kind: frame(kind, rows.get(kind, [])) for kind in PLAN_LAYERS},
        totals=Totals(
            buildings=2,
            stairs=2,
            households=120,
            households_estimated=12,
            people=314,
            people_estimated=314,
            area_m2=21500.4,
        ),
        problems=("way/2 没有登记地址",),
        proof={"format": "geo-service-cordon-proof/1", "choice": {"proved": True, "gap": 0.0}},
        attribution="© OpenStreetMap contributors (ODbL 1.0, openstreetmap.org/copyright); 本单位登记数据",
    )


@pytest.fixture
def plan_rows():
    return deepcopy(ROWS)


@pytest.fixture
def make_plan():
    return plan_of


@pytest.fixture
def tiny_plan():
    return plan_of()


@pytest.fixture
def exported_at():
    return datetime(2022, 11, 3, 9, 15, tzinfo=CHINA)
