"""Case lists: places with a role and a time, never persons."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from geo_service.coords.datums import require_datum
from geo_service.errors import TableError
from geo_service.importers.columns import find_columns, listed, plain_heading, shown
from geo_service.importers.sheet import SHEET_RULES, personal_headings, read_position
from geo_service.importers.table import Table, TableRow, read_table
from geo_service.model.case import ROLE_TITLES, CasePlace
from geo_service.model.report import Note

CHINA_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""What a time without a zone means; China has had no summer time since 1991."""

EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=CHINA_TIME)
EXCEL_DAYS = (36_526.0, 73_050.0)
"""Numbers that are taken as Excel dates: the years 2000 to 2099."""

_RULES = SHEET_RULES["cases"]
_ROLES: Mapping[str, str] = {plain_heading(word): role for role, words in _RULES["roles"].items() for word in words}
_TIME = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?[T\s]*"
    r"(?P<half>上午|中午|下午|晚上|晚)?"
    r"(?:(?P<hour>\d{1,2})(?:[:时点](?P<minute>\d{1,2})?分?(?::?(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_NO_YEAR = re.compile(r"\d{1,2}(月|[-/.])\d{1,2}(?!\d)")
_AFTERNOON = ("下午", "晚上", "晚")
_NOON = 12
_MIDNIGHT = 24
_PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
"""An identity number of 18 characters, or a mobile number of 11 digits."""


def read_cases(path: Path, *, datum: str | None = None) -> tuple[list[CasePlace], tuple[Note, ...]]:
    """
    Read a case list; a row that gives no place becomes a note with its number, and the rest goes on.

    A time without a zone is China time, a date alone its first minute. A place whose time or position can't be
    read is kept without it and noted, so that no place is lost over it.

    Raises
    ------
    FileFormatError, TableError
        If the file can't be read, lacks the columns, or has columns about persons.
    """
    if datum is not None:
        require_datum(datum)
    aliases = _RULES["columns"]
    table = read_table(path, known=[name for names in aliases.values() for name in names])
    _refuse_persons(table)
    columns = find_columns(table.header, aliases)
    _require_columns(table, columns)
    places: list[CasePlace] = []
    notes = list(table.notes)
    for row in table.rows:
        try:
            places.append(_case_place(row, columns, datum, notes))
        except TableError as error:
            notes.append(Note("skipped", row.what, str(error)))
    return places, tuple(notes)


def read_time(text: str) -> datetime:
    """
    Read a time as an aware datetime; without a zone it is China time, 24:00 is the next day's 00:00.

    Raises
    ------
    TableError
        If it has no year or is no time.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _TIME.fullmatch(plain)
    if found is not None:
        return _moment(found, text)
    serial = float(plain) if re.fullmatch(r"\d{5}(\.\d+)?", plain) else 0.0
    if EXCEL_DAYS[0] <= serial <= EXCEL_DAYS[1]:
        return EXCEL_EPOCH + timedelta(seconds=round(serial * 86_400))
    if _NO_YEAR.match(plain):
        raise TableError(f"time {shown(text)} has no year; write it as 2022-11-16 08:00")
    raise TableError(f"time {shown(text)} can't be read; write it as 2022-11-16 08:00")


def _moment(found: re.Match[str], text: str) -> datetime:
    part = found.groupdict()
    hour = int(part["hour"] or 0)
    if part["half"] in _AFTERNOON and hour < _NOON:
        hour += _NOON
    late = timedelta(days=1) if hour == _MIDNIGHT and not int(part["minute"] or 0) else timedelta()
    try:
        zone = _zone(part["zone"])
        day = (int(part["year"]), int(part["month"]), int(part["day"]))
        clock = (0 if late else hour, int(part["minute"] or 0), int(part["second"] or 0))
        return datetime(*day, *clock, tzinfo=zone) + late
    except (ValueError, OverflowError):
        raise TableError(f"time {shown(text)} does not exist; write it as 2022-11-16 08:00") from None


def _zone(text: str | None) -> timezone:
    if text is None:
        return CHINA_TIME
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def _refuse_persons(table: Table) -> None:
    personal = personal_headings(table.header)
    if personal:
        raise TableError(
            f"{table.name} has columns about persons ({listed(personal)}); case tables carry places, no persons: "
            "delete these columns"
        )


def _require_columns(table: Table, columns: Mapping[str, str]) -> None:
    if "role" in columns and ("address" in columns or {"lon", "lat"} <= set(columns)):
        return
    raise TableError(
        f"{table.name} lacks columns: need 类型 (role) and 地址 (address), or 类型 with 经度 (lon) and 纬度 (lat); "
        f"found {listed(table.header)}"
    )


def _case_place(row: TableRow, columns: Mapping[str, str], datum: str | None, notes: list[Note]) -> CasePlace:
    cells = {ours: row.cells[heading] for ours, heading in columns.items()}
    text = cells.get("address", "")
    if _PERSONAL_NUMBER.search(text):
        raise TableError("the address holds what looks like an identity or telephone number; delete that number")
    lon, lat = _position(row, cells, datum, notes)
    if not text and lon is None:
        raise TableError("has neither an address nor a position; need 地址, or 经度 and 纬度")
    return CasePlace(
        what=f"第{row.number}行",
        role=_role(cells.get("role", "")),
        text=text,
        time=_time(row, cells.get("time", ""), notes),
        lon=lon,
        lat=lat,
    )


def _role(text: str) -> str:
    role = _ROLES.get(plain_heading(text))
    if role is None:
        known = ", ".join(f"{title} ({name})" for name, title in ROLE_TITLES.items())
        raise TableError(f"role is {shown(text)}; need one of {known}")
    return role


def _position(
    row: TableRow, cells: Mapping[str, str], datum: str | None, notes: list[Note]
) -> tuple[float, float] | tuple[None, None]:
    """The position; one that can't be right is an error for a row without an address, else a note."""
    try:
        return read_position(cells.get("lon", ""), cells.get("lat", ""), datum)
    except TableError as error:
        if not cells.get("address"):
            raise
        notes.append(Note("warning", row.what, f"{error}; taken by its address alone"))
        return None, None


def _time(row: TableRow, text: str, notes: list[Note]) -> datetime | None:
    if not text:
        return None
    try:
        return read_time(text)
    except TableError as error:
        notes.append(Note("warning", row.what, f"{error}; taken without a time"))
        return None
