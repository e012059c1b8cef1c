"""The list of adjustments (调整单): only what crews must do differently since their last sheet, as XLSX and CSV."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from geo_service.derive.deltas import CHANGE_TITLES, Difference
from geo_service.exports.csv_lists import safe_text
from geo_service.exports.folder import Writer, write_together
from geo_service.exports.formats import safe_stem
from geo_service.exports.words import Cell, beijing_time, require_aware
from geo_service.exports.workbook import ListColumn, ListSheet, Notes, write_workbook
from geo_service.model.plan import PLAN_LAYERS
from geo_service.model.sheet import Sheet, SheetItem
from geo_service.model.zone import IN_FORCE, STATUS_TITLES, ZoneVersion

TITLE, NOTHING = "调整单", "没有变化，各岗位不动"

_COLUMNS: Sequence[tuple[ListColumn, Callable[[Difference], Cell]]] = (
    (ListColumn("编号", 9, "code"), lambda one: one.item_id),
    (ListColumn("调整", 12), lambda one: CHANGE_TITLES[one.change]),
    (ListColumn("类别", 16), lambda one: PLAN_LAYERS[one.kind].title),
    (ListColumn("怎么做", 52), lambda one: one.zh),
    (ListColumn("现编号", 9, "code"), lambda one: one.after.item_id if one.after else None),
    (ListColumn("原坐标(经度, 纬度)", 24, "code"), lambda one: _place(one.before)),
    (ListColumn("现坐标(经度, 纬度)", 24, "code"), lambda one: _place(one.after)),
)
_BY_HAND = (ListColumn("完成时间", 12), ListColumn("签名", 10))


@dataclass(frozen=True)
class DeltaList:
    """
    What a list of adjustments is made of: the zone as it is now, the sheet that crews have, and the differences.

    `problems` are those of the plan now (Chinese).
    """

    zone: ZoneVersion
    since: Sheet
    differences: tuple[Difference, ...]
    problems: tuple[str, ...]
    attribution: str


def export_deltas(found: DeltaList, folder: Path, *, exported_at: datetime) -> list[Path]:
    """
    Write a list of adjustments into a folder, as a workbook and as CSV; returns the files.

    Both appear together when they are complete; older files of the same name are replaced.

    Raises
    ------
    InputError
        If the folder is a file, or `exported_at` has no time zone.
    """
    return write_together(folder, delta_writers(found, exported_at))


def delta_writers(found: DeltaList, exported_at: datetime) -> Mapping[str, Writer]:
    """What writes each file, by its name."""
    require_aware(exported_at)
    stem = f"adjustments_{safe_stem(found.zone.zone_id)}"
    return {
        f"{stem}.xlsx": partial(_write_workbook, found, exported_at),
        f"{stem}.csv": partial(_write_csv, found),
    }


def _write_workbook(found: DeltaList, exported_at: datetime, path: Path) -> None:
    zone, since = found.zone, found.since
    mark = "" if zone.status == IN_FORCE else f"【{STATUS_TITLES.get(zone.status, zone.status)}】"
    title = f"{mark}{zone.name} {TITLE}"
    told = f"{len(found.differences)}项调整，未列入的岗位和编号不变" if found.differences else NOTHING
    rows = [[*(take(one) for _, take in _COLUMNS), *(None for _ in _BY_HAND)] for one in found.differences]
    columns = (*(column for column, _ in _COLUMNS), *_BY_HAND)
    sheet = ListSheet(TITLE, title, f"对照第{since.issue}号外勤单  {told}", columns, rows, roomy=True)
    notes = Notes(f"{title} 说明", _note_lines(found, exported_at))
    footer = f"{title}  {beijing_time(exported_at)}导出"
    write_workbook(path, [sheet], notes, footer=footer, exported_at=exported_at)


def _note_lines(found: DeltaList, exported_at: datetime) -> list[tuple[str, str]]:
    zone, since = found.zone, found.since
    return [
        ("区域", f"{zone.name}  {zone.zone_id}  第{zone.version}版"),
        (
            "对照",
            f"第{since.issue}号外勤单（第{since.version}版），{beijing_time(since.issued_at)}由{since.author}下发",
        ),
        ("编号", "位置不变的岗位编号不变；撤销的编号不再用于别处，编号有空缺属正常。"),
        ("坐标", "WGS-84 经纬度；国内手机地图使用 GCJ-02 坐标，须先换算。"),
        *((f"存在问题 {number}", problem) for number, problem in enumerate(found.problems, start=1)),
        ("数据来源", found.attribution),
        ("导出时间", beijing_time(exported_at)),
    ]


def _write_csv(found: DeltaList, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([column.title for column, _ in _COLUMNS])
        out.writerows([safe_text(take(one)) for _, take in _COLUMNS] for one in found.differences)


def _place(item: SheetItem | None) -> str | None:
    """The first place of an item; crews of several carriageways know the others from their post."""
    return None if item is None else "{:.6f}, {:.6f}".format(*item.first)
