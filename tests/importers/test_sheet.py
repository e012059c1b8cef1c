"""Tables and address registers: what offices send, row by row."""

from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from geo_service.coords.datums import from_wgs84
from geo_service.errors import FileFormatError, TableError
from geo_service.importers.sheet import personal_headings, read_address_register, read_table

HEADER = "地址,户数,人数\n"


@pytest.fixture
def csv_file(tmp_path):
    def write(text, encoding="utf-8", name="register.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.fixture
def xlsx_file(tmp_path):
    def write(rows, sheets=("Sheet1",), name="register.xlsx"):
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
            for sheet in sheets:
                page = book.add_worksheet(sheet)
                for number, row in enumerate(rows):
                    page.write_row(number, 0, row)
        return path

    return write


def register(path, **options):
    return read_address_register(path, source="test", **options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_reads_the_same(csv_file, encoding):
    table = read_table(csv_file("名称,代码\n綦江區㐂,05001\n", encoding))
    assert table.header == ("名称", "代码")
    assert dict(table.rows[0].cells) == {"名称": "綦江區㐂", "代码": "05001"}


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_every_usual_delimiter_is_found(csv_file, mark):
    table = read_table(csv_file(f"名称{mark}别名\n甲{mark}'乙,丙'\n"))
    assert table.header == ("名称", "别名")


def test_a_title_above_the_header_is_passed_over_and_rows_keep_their_numbers(csv_file):
    table = read_table(csv_file("某街道住户登记表,,\n,,\n地址,户数,人数\n\n甲路1号,3,7\n"))
    assert table.header == ("地址", "户数", "人数")
    assert [row.number for row in table.rows] == [5]


def test_a_quoted_line_break_is_one_row(csv_file):
    table = read_table(csv_file('地址,户数\n"甲路\n1号",3\n乙路2号,4\n'))
    assert [(row.number, row.cells["地址"]) for row in table.rows] == [(2, "甲路 1号"), (3, "乙路2号")]


def test_control_characters_become_spaces(csv_file):
    table = read_table(csv_file("地址,户数\n\u200b甲路\x071号\ufeff,3\n"))
    assert table.rows[0].cells["地址"] == "甲路 1号"


def test_xlsx_cells_are_text_without_point_zero_and_dates_are_iso(xlsx_file):
    path = xlsx_file([["a", "b", "c", "d"], [3, 2.5, datetime(2022, 11, 16, 8, 0), True]])  # noqa: DTZ001 - as Excel has it
    row = read_table(path).rows[0]
    assert list(row.cells.values()) == ["3", "2.5", "2022-11-16T08:00:00", "true"]
    assert row.number == 2


def test_a_pure_date_stays_a_date(tmp_path):
    path = tmp_path / "dates.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["地址", "日期"])
        page.write(1, 0, "甲")
        page.write_datetime(1, 1, date(2022, 11, 16), book.add_format({"num_format": "yyyy-mm-dd"}))
    assert read_table(path).rows[0].cells["日期"].startswith("2022-11-16")


def test_other_filled_sheets_are_told(xlsx_file):
    path = xlsx_file([["地址", "户数"], ["甲", 1]], sheets=("一组", "二组"))
    assert "only sheet 一组 was read, not 二组" in read_table(path).notes[0].reason
    assert read_table(path, sheet="二组").notes == ()
    with pytest.raises(FileFormatError, match="no filled sheet '三组'; it has 一组, 二组"):
        read_table(path, sheet="三组")


def test_a_number_too_long_for_excel_is_told(xlsx_file):
    assert "more than 15 digits" in read_table(xlsx_file([["编码", "户数"], [500110007001001001, 1]])).notes[0].reason


def test_a_row_with_more_cells_than_the_header_is_skipped_and_told(csv_file):
    table = read_table(csv_file("地址,户数\n甲路1号,2\n乙路,2号,4\n"))
    assert [row.number for row in table.rows] == [2]
    assert (table.notes[0].kind, table.notes[0].what) == ("skipped", "row 3")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b" \n\n", "is empty"),
        ("a.csv", b",,\n,,\n", "no filled row"),
        ("a.xlsx", b"", "is empty"),
        ("a.xlsx", b"not a zip", "is not an .xlsx workbook"),
        ("a.xlsx", b"PK\x03\x04 broken", "can't be read as .xlsx"),
        ("a.xlsx", OLE, "is an old .xls inside; save it as .xlsx"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        ("a.csv", OLE, "is an Excel workbook, not CSV"),
        ("a.csv", b"PK\x03\x04", "is an Excel workbook, not CSV"),
        ("a.xls", OLE, "neither CSV nor XLSX"),
        ("a.csv", b"\xff\xff\x00\x01", "not text in UTF-8 or GB18030"),
        ("a.csv", '地址,户数\n"甲路,3\n乙路,4\n'.encode(), "quotation mark without its pair"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(csv_file, name, content, words):
    with pytest.raises(FileFormatError) as caught:
        read_table(csv_file(content, name=name))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FileFormatError, match="no file"):
        read_table(tmp_path / "none.csv")


def test_an_empty_workbook_is_refused(xlsx_file):
    with pytest.raises(FileFormatError, match="is empty"):
        read_table(xlsx_file([]))


def test_values_instead_of_a_header_are_refused(csv_file):
    with pytest.raises(TableError, match=r"no header: row 1 holds the value '29.53'"):
        read_table(csv_file("甲路1号,29.53\n乙路2号,29.54\n"))


def test_a_heading_twice_is_refused(csv_file):
    with pytest.raises(TableError, match="heading '户数' twice in row 1"):
        read_table(csv_file("地址,户数,户数\n甲,1,2\n"))


def test_a_register_row_has_its_address_and_counts(csv_file):
    rows, notes = register(csv_file("地址,单元数,户数,人数,楼栋编号\n甲路1号3栋,2,48,130,b-3\n"))
    assert notes == ()
    assert (rows[0].text, rows[0].stairs, rows[0].households, rows[0].people) == ("甲路1号3栋", 2, 48, 130)
    assert (rows[0].row, rows[0].source, rows[0].building_id) == (2, "test", "b-3")


def test_an_address_is_put_together_from_its_columns(csv_file):
    rows, _ = register(csv_file("街道,小区,楼栋,单元\n通惠街道,怡景花园,3,2\n通惠街道,怡景花园,A区5幢,\n"))
    assert [row.text for row in rows] == ["通惠街道怡景花园3栋2单元", "通惠街道怡景花园A区5幢"]


@pytest.mark.parametrize(
    ("address", "building", "text"),
    [
        ("甲路1号怡景花园", "3", "甲路1号怡景花园3栋"),
        ("甲路1号怡景花园3栋", "3", "甲路1号怡景花园3栋"),
        ("甲路1号怡景花园三幢", "3", "甲路1号怡景花园三幢"),
        ("甲路1号怡景花园3号楼", "3栋", "甲路1号怡景花园3号楼"),
    ],
)
def test_a_part_that_the_address_names_is_not_added_again(csv_file, address, building, text):
    rows, _ = register(csv_file(f"地址,楼栋\n{address},{building}\n"))
    assert rows[0].text == text


BAD_ROWS = (
    (",3,7", "has no address"),
    ("甲,三,7", "households is '三'; need a number"),
    ("甲,3.7,7", "households is '3.7'; need a whole number"),
    ("甲,-1,7", "households is '-1'; need a number from 0 to 10000"),
    ("甲,3,99999999", "people is '99999999'"),
)


@pytest.mark.parametrize(("line", "reason"), BAD_ROWS)
def test_a_bad_row_is_noted_with_its_number_and_the_rest_goes_on(csv_file, line, reason):
    rows, notes = register(csv_file(f"{HEADER}甲,1,2\n{line}\n乙,3,4\n"))
    assert [row.text for row in rows] == ["甲", "乙"]
    assert (notes[0].kind, notes[0].what) == ("skipped", "row 3")
    assert reason in notes[0].reason


def test_a_contradicting_building_number_is_a_bad_row(csv_file):
    rows, notes = register(csv_file("地址,楼栋\n怡景花园13栋,3\n"))
    assert rows == []
    assert "the address says 13栋, the column building says 3" in notes[0].reason


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [
        ("29.53", "108.77", "swapped"),
        ("208", "29", "outside"),
        ("108", "", "only one"),
        ("x", "29", "number"),
    ],
)
def test_a_position_that_can_not_be_is_a_bad_row(csv_file, lon, lat, reason):
    rows, notes = register(csv_file(f"地址,经度,纬度\n甲,{lon},{lat}\n"))
    assert rows == []
    assert reason in notes[0].reason


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_positions_in_another_datum_are_converted(csv_file, datum):
    lon, lat = from_wgs84([108.77, 29.53], datum)
    rows, _ = register(csv_file(f"地址,经度,纬度\n甲,{lon},{lat}\n"), datum=datum)
    assert (rows[0].lon, rows[0].lat) == pytest.approx((108.77, 29.53), abs=1e-8)


def test_a_wrong_header_lists_what_is_needed_and_what_is_there(csv_file):
    with pytest.raises(TableError, match=r"need 地址 \(address\).*found 序号, 备注"):
        register(csv_file("序号,备注\n1,x\n"))


def test_columns_about_persons_are_not_read_and_told(csv_file):
    rows, notes = register(csv_file("户主姓名,联系电话,地址\n某,1,甲路1号\n"))
    assert rows[0].text == "甲路1号"
    assert "户主姓名, 联系电话" in notes[0].reason


def test_names_of_places_are_not_personal():
    assert personal_headings(["地点名称", "小区名称", "estate_name", "户数"]) == []
    assert personal_headings(["姓名", "Name", "ID Card", "手机号", "年龄"]) == [
        "姓名",
        "Name",
        "ID Card",
        "手机号",
        "年龄",
    ]


CELLS = st.text(st.characters(categories=["L", "N"], include_characters=" ,;\"'、"), min_size=1, max_size=12)


@given(st.lists(st.tuples(CELLS, st.integers(0, 999)), min_size=1, max_size=10))
def test_xlsx_and_csv_of_the_same_rows_read_the_same(tmp_path_factory, lines):
    rows = [["地址", "户数"], *[["路" + text, str(count)] for text, count in lines]]
    folder = tmp_path_factory.mktemp("tables")
    with xlsxwriter.Workbook(folder / "t.xlsx", {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_string(number, 0, row[0])
            page.write_string(number, 1, row[1])
    quoted = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    (folder / "t.csv").write_text(quoted, encoding="utf-8")
    assert read_table(folder / "t.csv").rows == read_table(folder / "t.xlsx").rows


@pytest.mark.parametrize("address", ["1" * 60_000, "1" * 5_000 + "栋", "长" * 501])
def test_a_cell_too_long_for_an_address_is_a_bad_row(csv_file, address):
    rows, notes = read_address_register(csv_file(f"地址,楼栋\n{address},3\n甲苑,3\n"), source="t")
    assert [row.text for row in rows] == ["甲苑3栋"]
    assert "one address has at most 500" in notes[0].reason


def test_a_wide_table_lists_only_its_first_headings(csv_file):
    header = ",".join(f"栏{number}" for number in range(16_384))
    with pytest.raises(TableError, match="and 16364 more") as caught:
        read_address_register(csv_file(f"{header}\n"), source="t")
    assert len(str(caught.value)) < 400
