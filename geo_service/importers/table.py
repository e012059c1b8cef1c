"""Tables as a person sees them: CSV and XLSX as headed rows of text, numbered as on the screen."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from geo_service.errors import FileFormatError, TableError
from geo_service.importers.columns import clean_text, listed, plain_heading, shown
from geo_service.importers.workbook_size import require_openable
from geo_service.model.report import Note

HEADER_SEARCH_ROWS = 20
"""A title, a date and a few remarks may stand above the headings; more is another kind of document."""

MAX_TABLE_BYTES = 500_000_000
"""A million rows of an address register have about a fifth of this."""

EXACT_DIGITS = 15
"""Excel keeps so many digits of a number."""

DELIMITERS = (",", "\t", ";")
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOMS: Mapping[bytes, str] = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CSV_SUFFIXES, _XLSX_SUFFIXES = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm")

Grid = Sequence[Sequence[str]]


@dataclass(frozen=True)
class TableRow:
    """One row: its number as the person sees it (1 is the first row of the sheet), its cells by heading."""

    number: int
    cells: Mapping[str, str]

    @property
    def what(self) -> str:
        """The row as notes name it."""
        return f"row {self.number}"


@dataclass(frozen=True)
class Table:
    """A table: its headings, its rows without the blank ones, and notes on rows that could not be read."""

    name: str
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[Note, ...] = ()


def read_table(path: Path, *, known: Collection[str] = (), sheet: str | None = None) -> Table:
    """
    Read a CSV (UTF-8, UTF-16 with mark, GB18030; comma, tab or semicolon) or XLSX as text cells.

    Whole numbers come without .0, dates in ISO 8601; control characters become spaces. The header is the row
    with most of the `known` headings, else the first row with two filled cells; it must be among the first 20.

    Raises
    ------
    FileFormatError
        If the file is empty, not what its name says, or not text in a known encoding.
    TableError
        If there is no header, or a heading stands twice.
    """
    path = Path(path)
    data = _bytes(path)
    suffix = path.suffix.lower()
    if suffix in _XLSX_SUFFIXES:
        grid, notes = _xlsx_grid(path, data, sheet)
    elif suffix in _CSV_SUFFIXES:
        grid, notes = _csv_grid(path.name, data), []
    else:
        raise FileFormatError(f"{path.name} is neither CSV nor XLSX; save the table as one of them")
    return _headed(path.name, grid, known, notes)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise FileFormatError(f"no file {path}; need a CSV or XLSX table")
    if path.stat().st_size > MAX_TABLE_BYTES:
        raise FileFormatError(f"{path.name} has more than {MAX_TABLE_BYTES:,} bytes; split it")
    data = path.read_bytes()
    if not data.strip():
        raise FileFormatError(f"{path.name} is empty; need a table with a header row")
    return data


def _csv_grid(name: str, data: bytes) -> Grid:
    if data.startswith((_ZIP, _OLE)):
        raise FileFormatError(f"{name} is an Excel workbook, not CSV; name it .xlsx, or save it as CSV")
    text = _decoded(name, data)
    lines = text.splitlines()[:HEADER_SEARCH_ROWS]
    delimiter = max(DELIMITERS, key=lambda mark: _regularity(lines, mark))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FileFormatError(f"{name} is broken CSV ({error}); look for a quotation mark without its pair") from None
    return [[clean_text(cell) for cell in row] for row in rows]


def _decoded(name: str, data: bytes) -> str:
    marked = next((encoding for mark, encoding in _BOMS.items() if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileFormatError(f"{name} is not text in UTF-8 or GB18030; save the table as UTF-8 CSV or as XLSX")


def _regularity(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """How many lines agree on a number of columns above one, and on how many."""
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _xlsx_grid(path: Path, data: bytes, sheet: str | None) -> tuple[Grid, list[Note]]:
    if data.startswith(_OLE):
        why = "has a password; save it without" if _ENCRYPTED in data else "is an old .xls inside; save it as .xlsx"
        raise FileFormatError(f"{path.name} {why}")
    if not data.startswith(_ZIP):
        raise FileFormatError(f"{path.name} is not an .xlsx workbook; save the table as .xlsx or CSV")
    require_openable(path.name, data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    except CalamineError as error:
        raise FileFormatError(f"{path.name} can't be read as .xlsx ({error}); save it again") from None
    chosen, notes = _choose_sheet(path.name, sheets, sheet)
    rows = chosen.to_python(skip_empty_area=False)
    return [[_cell(value) for value in row] for row in rows], [*notes, *_long_numbers(path.name, rows)]


def _choose_sheet(name: str, sheets: Sequence[CalamineSheet], wanted: str | None) -> tuple[CalamineSheet, list[Note]]:
    filled = {sheet.name: sheet for sheet in sheets if sheet.height}
    if not filled:
        raise FileFormatError(f"{name} is empty; need a table with a header row")
    if wanted is not None and wanted not in filled:
        raise FileFormatError(f"{name} has no filled sheet {wanted!r}; it has {listed(filled)}")
    chosen = wanted or next(iter(filled))
    others = [other for other in filled if other != chosen]
    unread = [Note("warning", name, f"only sheet {chosen} was read, not {listed(others)}")]
    return filled[chosen], unread if others and wanted is None else []


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return clean_text(str(value))


def _long_numbers(name: str, rows: Iterable[Iterable[Any]]) -> list[Note]:
    longest = 10**EXACT_DIGITS
    for number, row in enumerate(rows, start=1):
        if any(isinstance(value, float) and abs(value) >= longest for value in row):
            reason = f"holds a number of more than {EXACT_DIGITS} digits, which Excel rounds; keep codes as text"
            return [Note("warning", f"row {number} of {name}", reason)]
    return []


def _headed(name: str, grid: Grid, known: Collection[str], notes: Sequence[Note]) -> Table:
    at = _header_row(name, grid, known)
    header = _headings(name, at + 1, grid[at])
    rows, long_rows = [], []
    for number, cells in enumerate(grid[at + 1 :], start=at + 2):
        beyond = [cell for cell in cells[len(header) :] if cell]
        if beyond:
            reason = f"has {len(cells)} cells, the header has {len(header)}; quote cells that hold the delimiter"
            long_rows.append(Note("skipped", f"row {number}", reason))
        elif any(cells):
            filled = [*cells, *[""] * (len(header) - len(cells))]
            rows.append(TableRow(number, {head: cell for head, cell in zip(header, filled, strict=False) if head}))
    return Table(name, tuple(head for head in header if head), tuple(rows), (*notes, *long_rows))


def _header_row(name: str, grid: Grid, known: Collection[str]) -> int:
    wanted = {plain_heading(heading) for heading in known}
    near = list(enumerate(grid[:HEADER_SEARCH_ROWS]))
    # a row with a number in it is data, even where a cell reads like a heading
    worded = [(row, cells) for row, cells in near if not any(map(_is_number, cells))]
    hits = {row: sum(plain_heading(cell) in wanted for cell in cells if cell) for row, cells in worded}
    best = max(hits, key=lambda row: (hits[row], -row), default=0)
    if hits.get(best):
        return best
    filled = {row: sum(bool(cell) for cell in cells) for row, cells in near}
    first = [row for row, count in filled.items() if count > 1] or [row for row, count in filled.items() if count]
    if not first:
        raise FileFormatError(f"{name} has no filled row among the first {HEADER_SEARCH_ROWS}; need a header row")
    return first[0]


def _headings(name: str, number: int, cells: Sequence[str]) -> list[str]:
    header = list(cells)
    while header and not header[-1]:
        header.pop()
    value = next((cell for cell in header if _is_number(cell)), None)
    if value is not None:
        raise TableError(f"{name} has no header: row {number} holds the value {shown(value)}; write headings above it")
    twice = [heading for heading, count in Counter(filter(None, header)).items() if count > 1]
    if twice:
        raise TableError(f"{name} has the heading {shown(twice[0])} twice in row {number}; give each column its own")
    return header


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
