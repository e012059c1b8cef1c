"""The register of grids as a workbook: who looks after how many, and which buildings nobody looks after."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo_service.errors import TableError
from geo_service.exports.folder import write_together
from geo_service.exports.words import ESTIMATED, beijing_time, cell
from geo_service.exports.workbook import Estimated, ListColumn, ListSheet, Notes, write_workbook
from geo_service.model.frames import LAYERS, Column

GRID_COLUMNS = (
    Column("grid_id", "text", "网格编号"),
    Column("code", "text", "网格编码"),
    Column("community_code", "text", "所属社区代码"),
    Column("leader", "text", "网格长"),
    Column("buildings", "int", "楼栋数"),
    Column("households", "int", "户数"),
    Column("households_estimated", "int", "其中估算户数"),
    Column("people", "int", "人数"),
    Column("people_estimated", "int", "其中估算人数"),
)
"""Columns of the frame of grids; here the `_estimated` columns are counts, included in their sums."""

_GRID_WIDTHS = (16.0, 16.0, 16.0, 14.0, 9.0, 9.0, 10.0, 9.0, 10.0)
_BUILDING_NAMES = ("building_id", "name", "number", "estate_id", "use", "levels", "stairs", "households", "people")
_BUILDING_WIDTHS = (18.0, 22.0, 8.0, 18.0, 12.0, 8.0, 8.0, 8.0, 8.0)


def export_grid_register(
    grids: pd.DataFrame,
    unassigned: gpd.GeoDataFrame,
    path: Path,
    *,
    title: str,
    attribution: str,
    exported_at: datetime,
) -> Path:
    """
    Write the grids, the buildings that belong to no grid, and notes into one XLSX file.

    `grids` has the columns of `GRID_COLUMNS`; `unassigned` those of the layer buildings. The file appears whole.

    Raises
    ------
    TableError
        If a column is missing.
    InputError
        If the folder of `path` is a file, or `exported_at` has no time zone.
    """
    _require(grids, [column.name for column in GRID_COLUMNS], "the frame of grids")
    _require(unassigned, _BUILDING_NAMES, "the frame of buildings without a grid")
    sheets = [_grid_sheet(grids, title), _unassigned_sheet(unassigned, title)]
    notes = Notes(f"{title} 说明", _note_lines(grids, unassigned, attribution, exported_at))
    footer = f"{title}  {beijing_time(exported_at)}导出"

    def write(unfinished: Path) -> None:
        write_workbook(unfinished, sheets, notes, footer=footer, exported_at=exported_at)

    return write_together(path.parent, {path.name: write})[0]


def _require(rows: pd.DataFrame, names: Sequence[str], what: str) -> None:
    missing = [name for name in names if name not in rows.columns]
    if missing:
        raise TableError(f"{what} lacks {', '.join(missing)}; it needs {', '.join(names)}")


def _sheet_column(column: Column, width: float) -> ListColumn:
    return ListColumn(column.title, width, "int" if column.kind == "int" else "text")


def _grid_sheet(grids: pd.DataFrame, title: str) -> ListSheet:
    rows = grids.sort_values("code", kind="stable")
    counts = [column for column in GRID_COLUMNS if column.kind == "int"]
    first = len(GRID_COLUMNS) - len(counts)
    sums = {first + place: int(grids[column.name].sum()) for place, column in enumerate(counts)}
    values = [[cell(value, column) for value in rows[column.name]] for column in GRID_COLUMNS]
    return ListSheet(
        tab="网格清单",
        title=f"{title} 网格清单",
        subtitle=f"网格 {len(grids):,} 个  斜体为{ESTIMATED}",
        columns=tuple(_sheet_column(*pair) for pair in zip(GRID_COLUMNS, _GRID_WIDTHS, strict=True)),
        rows=[[_marked(place, value) for place, value in enumerate(row)] for row in zip(*values, strict=True)],
        totals=[{0: f"合计 {len(grids):,} 个", **{place: _marked(place, value) for place, value in sums.items()}}],
    )


_ESTIMATED_PLACES = frozenset(place for place, column in enumerate(GRID_COLUMNS) if column.name.endswith("_estimated"))


def _marked(place: int, value: str | float | None) -> str | float | Estimated | None:
    return Estimated(value) if place in _ESTIMATED_PLACES else value


def _unassigned_sheet(unassigned: gpd.GeoDataFrame, title: str) -> ListSheet:
    known = {column.name: column for column in LAYERS["buildings"].columns}
    columns = [known[name] for name in _BUILDING_NAMES]
    values = [[cell(value, column) for value in unassigned[column.name]] for column in columns]
    return ListSheet(
        tab="无网格楼栋",
        title=f"{title} 不属于任何网格的楼栋",
        subtitle=f"共 {len(unassigned):,} 栋，须划入网格",
        columns=tuple(_sheet_column(*pair) for pair in zip(columns, _BUILDING_WIDTHS, strict=True)),
        rows=list(zip(*values, strict=True)),
        totals=[{0: f"合计 {len(unassigned):,} 栋"}],
    )


def _note_lines(
    grids: pd.DataFrame, unassigned: gpd.GeoDataFrame, attribution: str, exported_at: datetime
) -> list[tuple[str, str]]:
    return [
        ("范围", f"网格 {len(grids):,} 个；另有 {len(unassigned):,} 栋楼不属于任何网格，见“无网格楼栋”。"),
        (ESTIMATED, "登记中没有户数或人数时，按楼栋用途、层数和占地面积推算；斜体数字为其中估算的部分，已计入前一栏。"),
        ("空白栏", "登记资料未载明的内容留空，不等于零。"),
        ("数据来源", attribution),
        ("导出时间", beijing_time(exported_at)),
    ]
