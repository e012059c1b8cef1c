"""The office Chinese of codes, times and marks in exports; a code without a word is printed as it is."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pandas as pd

from geo_service.errors import InputError
from geo_service.model.frames import Column
from geo_service.model.plan import Plan
from geo_service.model.zone import IN_FORCE, STATUS_TITLES

BEIJING = timezone(timedelta(hours=8), "北京时间")
"""China keeps one time, UTC+8, all year."""

ESTIMATED = "估算"

_FACILITIES = {
    "hospital": "医院",
    "clinic": "诊所",
    "pharmacy": "药店",
    "fire_station": "消防站",
    "police": "派出所",
    "market": "市场",
    "supermarket": "超市",
    "parking": "停车场",
    "square": "广场",
    "school": "学校",
    "venue": "公共场所",
}
_ACCESS = {"vehicle": "车行", "foot": "人行"}
_BARRIERS = {
    "locked_gate": "大门上锁",
    "movable_barrier": "可移动护栏",
    "openable_fence": "可开启围栏",
    "open": "无围挡(须设围栏)",
    "wall": "围墙",
    "fence": "栅栏",
    "rail": "铁路",
    "river": "水体",
    "building": "建筑外墙",
}
"""How a closure is shut, and what shuts a stretch of the boundary."""
_DECIDERS = {"computed": "测算", "ordered": "人工指定", "ruled": "规程规定"}
_BASES = {"network": "道路", "straight": "直线"}
_USES = {
    "apartments": "住宅",
    "residential": "住宅",
    "block": "住宅",
    "house": "独户住宅",
    "detached": "独户住宅",
    "semidetached_house": "双拼住宅",
    "terrace": "联排住宅",
    "bungalow": "平房",
    "cabin": "平房",
    "farm": "农房",
    "dormitory": "宿舍",
    "commercial": "商业",
    "retail": "商业",
    "supermarket": "商业",
    "office": "办公",
    "industrial": "工业",
    "warehouse": "仓库",
    "school": "学校",
    "kindergarten": "幼儿园",
    "hospital": "医院",
    "hotel": "酒店",
    "garage": "车库",
    "garages": "车库",
    "parking": "停车场",
    "roof": "棚",
    "carport": "车棚",
    "public": "公共建筑",
    "civic": "公共建筑",
    "construction": "在建",
    "yes": "未知",
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "access": _ACCESS,
    "barrier": _BARRIERS,
    "decided_by": _DECIDERS,
    "placed_by": {"way": "近道路一侧", "wall": "墙边"},
    "use": _USES,
    "facility_kind": _FACILITIES,
    "walk_basis": _BASES,
    "distance_basis": _BASES,
    "households_estimated": {"True": ESTIMATED, "False": ""},
    "people_estimated": {"True": ESTIMATED, "False": ""},
}
"""Words by column, then by code."""

_YES_NO = {"True": "是", "False": "否"}

LIST_DECIMALS = 3
"""Decimals kept of shares and metres in lists."""

Cell = str | int | float | None


def cell(value: Any, column: Column) -> Cell:
    """One value as an office reads it: codes in words, lists of ids joined by 、, unknown as None."""
    if isinstance(value, (list, tuple)):
        return "、".join(str(item).removeprefix("way/") for item in value)
    if value is None or pd.isna(value):
        return None
    if column.kind == "int":
        return int(value)
    if column.kind == "float":
        return round(float(value), LIST_DECIMALS)
    words = WORDS.get(column.name, _YES_NO if column.kind == "bool" else {})
    return words.get(str(value), str(value))


def beijing_time(at: datetime) -> str:
    """A time on the clocks of China, e.g. 2022年11月3日 08:00; a time without zone is refused."""
    local = require_aware(at).astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def require_aware(at: datetime) -> datetime:
    """Refuse a time that does not say its zone."""
    if at.tzinfo is None:
        raise InputError(f"need a time with its zone, such as 2022-11-03T08:00+08:00, got {at.isoformat()}")
    return at


def status_mark(plan: Plan) -> str:
    """【草稿】 or 【已解除】 in front of a title, so that such a sheet is never taken for an order; "" in force."""
    status = plan.zone.status
    return "" if status == IN_FORCE else f"【{STATUS_TITLES.get(status, status)}】"


def since(plan: Plan) -> str:
    """When the zone version binds, in words."""
    return f"自{beijing_time(plan.zone.effective_from)}起"
