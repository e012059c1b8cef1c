"""Workbooks that would fill the memory are refused before they are opened."""

import io
import zipfile

import pytest
import xlsxwriter

from geo_service.errors import FileFormatError
from geo_service.importers.table import read_table
from geo_service.importers.workbook_size import LEAST_UNPACKED_BYTES, require_openable


def workbook(cells):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, column, value in cells:
            sheet.write(row, column, value)
    return content.getvalue()


def packed(text):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", text)
    return content.getvalue()


def test_an_ordinary_table_is_opened(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([(0, 0, "类型"), (0, 30, "地址"), (1, 0, "居住地"), (1, 30, "x"), (120_000, 0, "y")]))
    assert read_table(path).rows[0].cells["类型"] == "居住地"


def test_a_cell_in_the_last_corner_is_refused_before_memory_is_taken(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([(0, 0, "类型"), (0, 1, "地址"), (1_048_575, 16_383, "x")]))
    with pytest.raises(FileFormatError, match="up to row 1048576 and column 16384"):
        read_table(path)


@pytest.mark.parametrize("place", ["r='xfd1048576'", ' r = " XFD1048576"', 'r="AAA9999999"'])
def test_the_corner_is_found_however_it_is_written(place):
    with pytest.raises(FileFormatError, match="too far apart"):
        require_openable("a.xlsx", packed(f"<x:c {place}/>"))


def test_a_place_between_two_chunks_is_found():
    for before in range((1 << 20) - 20, 1 << 20):
        with pytest.raises(FileFormatError, match="too far apart"):
            require_openable("a.xlsx", packed(" " * (before - 4) + '<c r="XFD1048576">'))


def test_what_unpacks_to_far_more_is_refused_whatever_its_header_says():
    bomb = packed(b" " * (LEAST_UNPACKED_BYTES + 1))
    size = (LEAST_UNPACKED_BYTES + 1).to_bytes(4, "little")
    for data in (bomb, bomb.replace(size, (9).to_bytes(4, "little"))):
        with pytest.raises(FileFormatError, match="100 times"):
            require_openable("a.xlsx", data)


@pytest.mark.parametrize("data", [b"PK", b"PK\3\4 no workbook", packed("x")[:-30], packed("x" * 99)[:60]])
def test_what_is_no_workbook_is_told(data):
    with pytest.raises(FileFormatError, match="save it again"):
        require_openable("a.xlsx", data)
