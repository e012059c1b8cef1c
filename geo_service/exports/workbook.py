"""A workbook an office can print: titled lists with frozen headings, filters and page set-up, and a sheet of notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any, Literal
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from geo_service.exports.words import Cell, require_aware

Number = Literal["text", "code", "int", "decimal", "share"]


@dataclass(frozen=True)
class Estimated:
    """A count that is an estimate; printed in italics."""

    value: Cell


@dataclass(frozen=True)
class ListColumn:
    """One column of a list: heading, width in half-width characters, how values are shown (a code is centred)."""

    title: str
    width: float
    number: Number = "text"


@dataclass(frozen=True)
class ListSheet:
    """
    One list: its tab, the two lines above the headings, columns, rows, and rows of totals by column number.

    `roomy` rows leave space to write by hand.
    """

    tab: str
    title: str
    subtitle: str
    columns: tuple[ListColumn, ...]
    rows: Sequence[Sequence[Cell | Estimated]]
    totals: Sequence[Mapping[int, Cell | Estimated]] = ()
    roomy: bool = False


@dataclass(frozen=True)
class Notes:
    """The sheet that explains the lists: a title and lines of (what, text)."""

    title: str
    lines: Sequence[tuple[str, str]]


A4 = 9
"""Excel's number of the paper size A4."""

HEADING_ROW = 2
FONT, TITLE_FONT = "宋体", "黑体"
FONT_SIZE, TITLE_SIZE = 11, 16
LINE_HEIGHT, ROOMY_HEIGHT = 15.0, 27.0
LONGEST_TEXT = 32_767
"""Most characters that Excel keeps in a cell."""

_NUMBER_FORMATS: Mapping[Number, str] = {
    "text": "@",
    "code": "@",
    "int": "#,##0",
    "decimal": "#,##0",
    "share": "0%",
}
_LEFT: Mapping[str, Any] = {"align": "left"}
_CENTRE: Mapping[str, Any] = {"align": "center"}
_RIGHT: Mapping[str, Any] = {"align": "right"}
_ALIGNS: Mapping[Number, Mapping[str, Any]] = {
    "text": _LEFT,
    "code": _CENTRE,
    "int": _RIGHT,
    "decimal": _RIGHT,
    "share": _RIGHT,
}
_NOTES_TAB = "说明"
_NOTES_WIDTHS = (16.0, 96.0)


def write_workbook(
    path: Path, sheets: Sequence[ListSheet], notes: Notes, *, footer: str, exported_at: datetime
) -> None:
    """Write the lists, then the notes; texts are never taken for formulas, links or numbers."""
    with Workbook(str(path), {"in_memory": True}) as book:
        created = require_aware(exported_at).astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": notes.title, "created": created})
        formats = Formats(book)
        for sheet in sheets:
            _write_list(book.add_worksheet(sheet.tab), sheet, formats, footer)
        _write_notes(book.add_worksheet(_NOTES_TAB), notes, formats, footer)


class Formats:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """The format with these xlsxwriter properties, on top of the usual font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            usual = {"font_name": FONT, "font_size": FONT_SIZE, "valign": "vcenter"}
            self._made[key] = self._book.add_format({**usual, **properties})
        return self._made[key]

    def title(self) -> Format:
        """Of the first line of a sheet."""
        return self.get(font_name=TITLE_FONT, font_size=TITLE_SIZE, bold=True)

    def heading(self) -> Format:
        """Of the headings."""
        return self.get(font_name=TITLE_FONT, bold=True, border=1, text_wrap=True, align="center", bg_color="#E7E6E6")

    def cell(self, number: Number, *, estimated: bool, total: bool) -> Format:
        """Of a value in a list."""
        align = _ALIGNS[number]
        extra = {"bold": True, "bg_color": "#F2F2F2"} if total else {}
        return self.get(
            border=1, text_wrap=True, **align, num_format=_NUMBER_FORMATS[number], italic=estimated, **extra
        )


def _write_list(page: Worksheet, sheet: ListSheet, formats: Formats, footer: str) -> None:
    _write_top(page, sheet, formats)
    first = HEADING_ROW + 1
    for number, row in enumerate(sheet.rows, start=first):
        _write_row(page, number, sheet, row, formats)
    last = HEADING_ROW + max(1, len(sheet.rows))
    if not sheet.rows:
        page.write_string(first, 0, "（无）", formats.get())
    for totals in sheet.totals:
        last += 1
        row = [totals.get(column) for column in range(len(sheet.columns))]
        _write_row(page, last, sheet, row, formats, total=True)
    page.autofilter(HEADING_ROW, 0, HEADING_ROW + max(1, len(sheet.rows)), len(sheet.columns) - 1)
    page.freeze_panes(first, 2)
    page.repeat_rows(0, HEADING_ROW)
    page.print_area(0, 0, last, len(sheet.columns) - 1)
    page.set_landscape()
    _set_page(page, footer)


def _write_top(page: Worksheet, sheet: ListSheet, formats: Formats) -> None:
    page.set_row(0, LINE_HEIGHT * 2)
    page.write_string(0, 0, sheet.title, formats.title())
    page.write_string(1, 0, sheet.subtitle, formats.get())
    page.set_row(1, LINE_HEIGHT * 1.4)
    heading_lines = max(_lines(column.title, column.width) for column in sheet.columns)
    page.set_row(HEADING_ROW, LINE_HEIGHT * heading_lines + 6)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width)
        page.write_string(HEADING_ROW, number, column.title, formats.heading())


def _write_row(
    page: Worksheet,
    number: int,
    sheet: ListSheet,
    row: Sequence[Cell | Estimated],
    formats: Formats,
    *,
    total: bool = False,
) -> None:
    lines = 1
    for place, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
        estimated = isinstance(value, Estimated)
        shown = value.value if isinstance(value, Estimated) else value
        _write_cell(page, number, place, shown, formats.cell(column.number, estimated=estimated, total=total))
        if isinstance(shown, str):
            lines = max(lines, _lines(shown, column.width))
    usual = ROOMY_HEIGHT if sheet.roomy else LINE_HEIGHT + 3
    page.set_row(number, max(usual, LINE_HEIGHT * lines + 3))


def _write_cell(page: Worksheet, row: int, column: int, value: Cell, form: Format) -> None:
    if value is None:
        page.write_blank(row, column, None, form)
    elif isinstance(value, str):
        page.write_string(row, column, value[:LONGEST_TEXT], form)
    else:
        page.write_number(row, column, value, form)


def _write_notes(page: Worksheet, notes: Notes, formats: Formats, footer: str) -> None:
    page.set_row(0, LINE_HEIGHT * 2)
    page.write_string(0, 0, notes.title, formats.title())
    for column, width in enumerate(_NOTES_WIDTHS):
        page.set_column(column, column, width)
    for number, (what, text) in enumerate(notes.lines, start=1):
        page.write_string(number, 0, what, formats.get(border=1, text_wrap=True, bold=True, valign="top"))
        page.write_string(number, 1, text[:LONGEST_TEXT], formats.get(border=1, text_wrap=True, valign="top"))
        page.set_row(number, LINE_HEIGHT * max(_lines(what, _NOTES_WIDTHS[0]), _lines(text, _NOTES_WIDTHS[1])) + 3)
    page.print_area(0, 0, len(notes.lines), 1)
    page.set_landscape()
    _set_page(page, footer)


def _set_page(page: Worksheet, footer: str) -> None:
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer(f"&L{footer.replace('&', '&&')}&C第 &P 页 共 &N 页")


def _lines(text: str, width: float) -> int:
    return sum(max(1, ceil(_half_widths(line) / (width - 1))) for line in text.split("\n"))


def _half_widths(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)
