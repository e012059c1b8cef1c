"""A matched table on paper and on disk: all rows, a work list for each grid, and the rows to look at by hand."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from geo_service.errors import InputError
from geo_service.exports.csv_lists import safe_text
from geo_service.exports.folder import Writer, write_together
from geo_service.exports.match_rows import MATCH_COLUMNS, ROW_TITLE, MatchedRow, MatchedTable, own_titles
from geo_service.exports.words import Cell, beijing_time, require_aware
from geo_service.exports.workbook import LONGEST_TEXT, Formats, ListColumn, ListSheet, Notes, write_workbook

RESULT_STEM, BY_HAND_FILE, WORK_LIST_STEM = "matched", "to_check.xlsx", "worklist_"

SHEET_ROWS = 1_000_000
"""Rows of one sheet of the result; Excel keeps 1,048,576."""

_RESULT_TAB, _WORK_TAB, _BY_HAND_TAB = "匹配结果", "工作清单", "待核"
_WIDTHS: Mapping[str, float] = {"label": 24, "reason": 48, "alternatives": 36}
_USUAL_WIDTH, _ADDRESS_WIDTH, _ROW_WIDTH = 14.0, 34.0, 8.0


def export_matches(table: MatchedTable, folder: Path, *, attribution: str, exported_at: datetime) -> list[Path]:
    """
    Write a matched table: all rows as XLSX and CSV, one work list per grid, and the rows to look at by hand.

    All files appear together when every one is complete. Columns about persons stay in the result of all rows; they
    are left out of the lists that are handed on.

    Raises
    ------
    InputError
        If the folder is a file or holds work lists of an earlier run, or `exported_at` has no time zone.
    """
    require_aware(exported_at)
    require_no_work_lists(folder)
    writers: dict[str, Writer] = {
        f"{RESULT_STEM}.xlsx": partial(_write_result_workbook, table),
        f"{RESULT_STEM}.csv": partial(_write_result_csv, table),
        BY_HAND_FILE: _list_writer(table, _by_hand_sheet(table), attribution, exported_at),
    }
    by_grid = _rows_by_grid(table)
    stems = unique_stems({grid_id: table.codes.get(grid_id) or grid_id for grid_id in by_grid})
    for grid_id, rows in by_grid.items():
        sheet = _work_sheet(table, grid_id, rows)
        writers[f"{WORK_LIST_STEM}{stems[grid_id]}.xlsx"] = _list_writer(table, sheet, attribution, exported_at)
    return write_together(folder, writers)


def require_no_work_lists(folder: Path) -> None:
    """Refuse a folder with work lists: one of an earlier run, left between the new ones, would be worked off again."""
    if folder.is_dir() and any(folder.glob(f"{WORK_LIST_STEM}*.xlsx")):
        raise InputError(f"{folder} holds work lists of an earlier run; name another folder, or remove them first")


def unique_stems(names: Mapping[str, str]) -> dict[str, str]:
    """
    A part of a file name for each id, made of its name: letters, digits, dot, hyphen and underscore.

    A name with other characters, or that another id has (in any case of letters), ends in eight digits of the id's
    hash.
    """
    plain = {key: re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-") for key, name in names.items()}
    counts = Counter(stem.casefold() for stem in plain.values())
    return {
        key: stem
        if stem and stem == names[key] and counts[stem.casefold()] == 1
        else f"{stem}-{_digits(key)}".strip("-")
        for key, stem in plain.items()
    }


def _digits(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:8]


# ---------------------------------------------------------------- all rows


def _header(table: MatchedTable) -> list[str]:
    row_title, *titles = own_titles(table.headings)
    return [row_title, *table.headings, *titles]


def _line(table: MatchedTable, row: MatchedRow) -> list[Cell]:
    return [row.row, *(row.cells.get(heading, "") for heading in table.headings), *row.match_cells()]


def _write_result_csv(table: MatchedTable, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([safe_text(heading) for heading in _header(table)])
        out.writerows([safe_text(value) for value in _line(table, row)] for row in table.rows)


def _write_result_workbook(table: MatchedTable, path: Path) -> None:
    """Plain sheets, written row by row: a hundred thousand rows must not be held in memory a second time."""
    with Workbook(str(path), {"constant_memory": True}) as book:
        heading = Formats(book).heading()
        pages = max(1, -(-len(table.rows) // SHEET_ROWS))
        for page in range(pages):
            sheet = book.add_worksheet(_RESULT_TAB if pages == 1 else f"{_RESULT_TAB}{page + 1}")
            _write_page(sheet, table, table.rows[page * SHEET_ROWS : (page + 1) * SHEET_ROWS], heading)


def _write_page(sheet: Worksheet, table: MatchedTable, rows: Sequence[MatchedRow], heading: object) -> None:
    header = _header(table)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(header) - 1)
    for place, width in enumerate(_result_widths(table)):
        sheet.set_column(place, place, width)
    for place, title in enumerate(header):
        sheet.write_string(0, place, title[:LONGEST_TEXT], heading)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(_line(table, row)):
            if isinstance(value, str):
                if value:
                    sheet.write_string(number, place, value[:LONGEST_TEXT])
            elif value is not None:
                sheet.write_number(number, place, value)


def _result_widths(table: MatchedTable) -> list[float]:
    original = [_original_width(table, heading) for heading in table.headings]
    return [_ROW_WIDTH, *original, *(_WIDTHS.get(column.name, _USUAL_WIDTH) for column in MATCH_COLUMNS)]


def _original_width(table: MatchedTable, heading: str) -> float:
    return _ADDRESS_WIDTH if heading == table.column else _USUAL_WIDTH


# ---------------------------------------------------------------- lists that are handed on


Take = Callable[[MatchedRow], Cell]


def _kept(table: MatchedTable) -> list[tuple[ListColumn, Take]]:
    """The original columns that a list may hand on."""
    kept = [heading for heading in table.headings if heading == table.column or heading not in table.personal]
    return [(ListColumn(heading, _original_width(table, heading)), _cell_taker(heading)) for heading in kept]


def _cell_taker(heading: str) -> Take:
    return lambda row: row.cells.get(heading) or None


_NUMBER: tuple[ListColumn, Take] = (ListColumn(ROW_TITLE, 8, "code"), lambda row: row.row)
_SAID: tuple[ListColumn, Take] = (ListColumn("匹配说明", 40), lambda row: row.reason or None)
_LABEL: tuple[ListColumn, Take] = (ListColumn("楼栋", 24), lambda row: row.label or "（待核）")
_STAIR: tuple[ListColumn, Take] = (ListColumn("单元", 7, "code"), lambda row: row.stair)
_OTHERS: tuple[ListColumn, Take] = (ListColumn("其他可能", 36), lambda row: "、".join(row.alternatives) or None)
_FOUND: tuple[ListColumn, Take] = (ListColumn("核实结果", 16), lambda _row: None)
_REMARK: tuple[ListColumn, Take] = (ListColumn("备注", 16), lambda _row: None)


def _work_sheet(table: MatchedTable, grid_id: str, rows: Sequence[MatchedRow]) -> ListSheet:
    first = rows[0]
    leader = f"  网格长 {table.leaders[grid_id]}" if grid_id in table.leaders else ""
    open_rows = sum(row.by_hand for row in rows)
    waiting = f"  其中待核 {open_rows:,} 条" if open_rows else ""
    return _sheet(
        _WORK_TAB,
        f"{first.community or ''}{first.grid_name or grid_id} 工作清单",
        f"网格编号 {table.codes.get(grid_id) or grid_id}{leader}  共 {len(rows):,} 条{waiting}",
        (_LABEL, _STAIR, *_kept(table), _SAID, _NUMBER, _FOUND, _REMARK),
        sorted(rows, key=_as_people_walk),
    )


def _by_hand_sheet(table: MatchedTable) -> ListSheet:
    rows = table.by_hand
    subtitle = f"共 {len(rows):,} 条，没有定到楼栋，或名称与登记的不同，须人工核对；行号为原表行号"
    fields = (_NUMBER, *_kept(table), _SAID, _OTHERS, _LABEL, _FOUND, _REMARK)
    return _sheet(_BY_HAND_TAB, f"{table.name} 待核地址", subtitle, fields, rows)


def _sheet(
    tab: str, title: str, subtitle: str, fields: Sequence[tuple[ListColumn, Take]], rows: Sequence[MatchedRow]
) -> ListSheet:
    columns = tuple(column for column, _ in fields)
    lines = [[take(row) for _, take in fields] for row in rows]
    return ListSheet(tab, title, subtitle, columns, lines)


def _rows_by_grid(table: MatchedTable) -> dict[str, list[MatchedRow]]:
    by_grid: dict[str, list[MatchedRow]] = {}
    for row in table.rows:
        if row.grid_id is not None:
            by_grid.setdefault(row.grid_id, []).append(row)
    return dict(sorted(by_grid.items()))


def _as_people_walk(row: MatchedRow) -> tuple[bool, list[tuple[int, str]], list[tuple[int, str]], int]:
    """By building as a person counts (2栋 before 10栋), then by stair; rows without a building last."""
    return row.label is None, _counted(row.label or ""), _counted(row.stair or ""), row.row


def _counted(text: str) -> list[tuple[int, str]]:
    parts = re.findall(r"\d+|\D+", text)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _list_writer(table: MatchedTable, sheet: ListSheet, attribution: str, exported_at: datetime) -> Writer:
    lines = [
        ("来源", f"表格“{table.name}”的“{table.column}”列，与登记库逐条匹配"),
        ("匹配", "号码须完全一致，只有名称允许错字、同音字；把握不够的不定楼栋，列入待核。"),
        (
            "个人信息",
            f"原表的{'、'.join(table.personal)}列未列入本清单。" if table.personal else "本清单不含个人信息列。",
        ),
        ("数据来源", attribution),
        ("导出时间", beijing_time(exported_at)),
    ]
    notes = Notes(f"{sheet.title} 说明", lines)
    footer = f"{sheet.title}  {beijing_time(exported_at)}导出"

    def write(path: Path) -> None:
        write_workbook(path, [sheet], notes, footer=footer, exported_at=exported_at)

    return write
