"""The workbooks of a plan: who stands where, which buildings, where food is handed over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo_service.exports.fields import (
    MARK,
    POINT,
    SERIAL,
    Field,
    as_it_is,
    as_people_walk,
    blank,
    by_delivery_point,
    taken,
)
from geo_service.exports.list_notes import list_notes
from geo_service.exports.list_sheets import SheetPlan, TotalRow, count_row, summed_row
from geo_service.exports.post_lists import POST_SHEETS
from geo_service.exports.site_lists import SAMPLING_SHEETS, SITE_SHEETS
from geo_service.exports.words import ESTIMATED, beijing_time, since, status_mark
from geo_service.exports.workbook import Estimated, ListColumn, ListSheet, write_workbook
from geo_service.model.plan import Plan


def write_list(plan: Plan, name: str, path: Path, *, exported_at: datetime) -> None:
    """Write one of `WORKBOOKS`: its lists, then what they mean."""
    sheets = [_list_sheet(plan, sheet) for sheet in WORKBOOKS[name]]
    zone = plan.zone
    footer = f"{status_mark(plan)}{zone.name} 第{zone.version}版  {beijing_time(exported_at)}导出"
    write_workbook(path, sheets, list_notes(plan, exported_at), footer=footer, exported_at=exported_at)


def _list_sheet(plan: Plan, sheet: SheetPlan) -> ListSheet:
    zone = plan.zone
    rows = sheet.order(sheet.prepare(plan, plan.frames[sheet.kind]))
    places = {one.column.title: place for place, one in enumerate(sheet.fields)}
    return ListSheet(
        tab=sheet.tab,
        title=f"{status_mark(plan)}{zone.name} {sheet.tab}",
        subtitle=f"{plan.category_title}  {since(plan)}  区域编号 {zone.zone_id}  第{zone.version}版",
        columns=tuple(one.column for one in sheet.fields),
        rows=list(zip(*(one.take(rows) for one in sheet.fields), strict=True)),
        totals=[{places[title]: value for title, value in row.items()} for row in sheet.totals(plan)],
        roomy=sheet.roomy,
    )


def _building_totals(plan: Plan) -> Sequence[TotalRow]:
    sums = plan.totals
    return (
        {**count_row(plan, "building", "栋"), "单元数": sums.stairs, "户数": sums.households, "人数": sums.people},
        {
            "序号": "其中",
            "楼栋编号": ESTIMATED,
            "户数": Estimated(sums.households_estimated),
            "人数": Estimated(sums.people_estimated),
        },
    )


def _served_totals(plan: Plan) -> Sequence[TotalRow]:
    whole, estimated = _building_totals(plan)
    return tuple({title: value for title, value in row.items() if title != "人数"} for row in (whole, estimated))


def _delivery_totals(plan: Plan) -> Sequence[TotalRow]:
    estimated = Estimated(int(_estimated_served(plan).sum()))
    sums = summed_row(plan, "delivery_point", "处", ("desks", "capacity_households", "households", "buildings"))
    return ({**sums, _OF_WHICH: estimated},)


_OF_WHICH = "其中估算户数"


def _estimated_served(plan: Plan) -> "pd.Series[int]":
    """Estimated households by delivery point."""
    buildings = plan.frames["building"]
    estimated = buildings[buildings["households_estimated"].fillna(False)]
    return estimated.groupby("delivery_point_id")["households"].sum()


def _with_estimated_served(plan: Plan, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    served = _estimated_served(plan).to_dict()
    return rows.assign(estimated_served=[int(served.get(key, 0)) for key in rows["delivery_point_id"]])


WORKBOOKS: Mapping[str, tuple[SheetPlan, ...]] = {
    "checkpoints": POST_SHEETS,
    "buildings": (
        SheetPlan(
            "楼栋清单",
            "building",
            (
                SERIAL,
                taken("building", "building_id", 16),
                taken("building", "estate_name", 16),
                taken("building", "number", 7, number="code"),
                taken("building", "name", 14),
                taken("building", "address", 28),
                taken("building", "grid_code", 17),
                taken("building", "use", 9, number="code"),
                taken("building", "levels", 6, number="int"),
                taken("building", "stairs", 7, number="int"),
                taken("building", "households", 8, number="int"),
                taken("building", "people", 8, number="int"),
                MARK,
                taken("building", "share_inside", 8, number="share", title="区内占比"),
                taken("building", "delivery_point_id", 10, number="code"),
                taken("building", "walk_m", 10, number="decimal"),
                taken("building", "walk_basis", 10, number="code"),
                taken("building", "why", 28),
            ),
            as_people_walk,
            _building_totals,
        ),
        SheetPlan(
            "暂停场所",
            "venue",
            (
                SERIAL,
                taken("venue", "facility_id", 16),
                taken("venue", "name", 28),
                taken("venue", "facility_kind", 12),
                taken("venue", "action", 28),
                blank("告知人", 12),
                blank("告知时间", 16),
                taken("venue", "why", 34),
            ),
            as_it_is,
            lambda plan: (count_row(plan, "venue", "处"),),
        ),
        SheetPlan(
            "就近医疗",
            "service",
            (
                SERIAL,
                taken("service", "facility_id", 16),
                taken("service", "name", 28),
                taken("service", "facility_kind", 10),
                taken("service", "inside", 8, number="code"),
                taken("service", "distance_m", 12, number="decimal"),
                taken("service", "distance_basis", 10),
                blank("联系人", 12),
                blank("电话", 16),
                taken("service", "why", 34),
            ),
            as_it_is,
            lambda plan: (count_row(plan, "service", "处"),),
        ),
    ),
    "delivery_points": (
        SheetPlan(
            "配送点清单",
            "delivery_point",
            (
                SERIAL,
                taken("delivery_point", "delivery_point_id", 14),
                taken("delivery_point", "name", 24),
                taken("delivery_point", "at", 17),
                taken("delivery_point", "desks", 6, number="int"),
                taken("delivery_point", "capacity_households", 9, number="int"),
                taken("delivery_point", "households", 9, number="int"),
                Field(
                    ListColumn(_OF_WHICH, 10, "int"),
                    lambda rows: [Estimated(value) for value in rows["estimated_served"]],
                ),
                taken("delivery_point", "buildings", 9, number="int"),
                taken("delivery_point", "walk_max_m", 10, number="decimal"),
                blank("责任人", 12),
                blank("电话", 16),
                POINT,
                taken("delivery_point", "why", 30),
            ),
            as_it_is,
            _delivery_totals,
            roomy=True,
            prepare=_with_estimated_served,
        ),
        SheetPlan(
            "配送楼栋对照",
            "building",
            (
                SERIAL,
                taken("building", "delivery_point_id", 14),
                taken("building", "building_id", 16),
                taken("building", "estate_name", 18),
                taken("building", "number", 8, number="code"),
                taken("building", "address", 28),
                taken("building", "stairs", 8, number="int"),
                taken("building", "households", 8, number="int"),
                MARK,
                taken("building", "walk_m", 10, number="decimal"),
                blank("配送时段", 14),
                blank("签收", 12),
            ),
            by_delivery_point,
            _served_totals,
        ),
    ),
    "sampling": SAMPLING_SHEETS,
    "sites": SITE_SHEETS,
}
"""The workbooks by file name, and the lists in each."""
