"""Case lists: places with roles and times; persons are refused, and no place is lost over a bad time."""

from datetime import UTC, datetime, timedelta

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from geo_service.errors import CrsError, TableError
from geo_service.importers.cases import CHINA_TIME, read_cases, read_time

MORNING = datetime(2022, 11, 16, 8, 0, tzinfo=CHINA_TIME)


@pytest.fixture
def case_file(tmp_path):
    def write(text):
        path = tmp_path / "cases.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_case_list_is_read(case_file):
    places, notes = read_cases(case_file("类型,时间,地址\n居住,2022-11-16 08:00,怡景花园3栋2单元\n"))
    assert notes == ()
    place = places[0]
    assert (place.what, place.role, place.text, place.time) == ("第2行", "residence", "怡景花园3栋2单元", MORNING)


@pytest.mark.parametrize(
    ("word", "role"),
    [("居住", "residence"), ("工作", "work"), ("活动", "visited"), ("Residence", "residence"), ("visited", "visited")],
)
def test_roles_are_known_in_chinese_and_english(case_file, word, role):
    places, _ = read_cases(case_file(f"role,address\n{word},甲\n"))
    assert places[0].role == role


@pytest.mark.parametrize(
    "text",
    [
        "2022-11-16 08:00",
        "2022-11-16T08:00:00+08:00",
        "2022-11-16T00:00:00Z",
        "2022/11/16 8:00",
        "2022.11.16 8：00",
        "2022年11月16日8时",
        "2022年11月16日8时00分",
        "2022年11月16日 上午8点",
        "2022-11-16T08:00:00.000",
        "44881.333333333",
    ],
)
def test_times_are_read_in_every_usual_way(text):
    assert read_time(text) == MORNING


def test_a_date_alone_is_its_first_minute_and_24_is_the_next_day():
    assert read_time("2022年11月16日") == MORNING - timedelta(hours=8)
    assert read_time("2022年11月16日24时") == read_time("2022-11-17")
    assert read_time("2022年11月16日下午3时30分") == MORNING + timedelta(hours=7.5)


def test_every_time_is_aware():
    assert read_time("2022-11-16 08:00").utcoffset() == timedelta(hours=8)
    assert read_time("2022-11-16T08:00Z") == datetime(2022, 11, 16, 8, tzinfo=UTC)


@pytest.mark.parametrize("text", ["11月16日8时", "11-16 08:00", "11/16"])
def test_a_time_without_a_year_says_so(text):
    with pytest.raises(TableError, match="has no year; write it as 2022-11-16 08:00"):
        read_time(text)


@pytest.mark.parametrize("text", ["昨天", "2022-13-01", "2022-11-16 25:00", "2022-02-30", "8:00"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(TableError, match="time '"):
        read_time(text)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_iso_times_come_back(naive):
    aware = naive.replace(tzinfo=CHINA_TIME, microsecond=0)
    assert read_time(aware.isoformat()) == aware
    assert read_time(f"{aware:%Y年%m月%d日%H时%M分%S秒}") == aware


def test_a_place_whose_time_can_not_be_read_is_kept_and_told(case_file):
    places, notes = read_cases(case_file("类型,时间,地址\n居住,11月16日8时,甲\n"))
    assert places[0].time is None
    assert (notes[0].kind, notes[0].what) == ("warning", "row 2")
    assert "has no year" in notes[0].reason


def test_excel_dates_are_read(tmp_path):
    path = tmp_path / "cases.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["类型", "地址", "时间"])
        page.write_row(1, 0, ["工作", "甲"])
        page.write_datetime(1, 2, MORNING.replace(tzinfo=None), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    places, _ = read_cases(path)
    assert places[0].time == MORNING


def test_a_position_stands_for_an_address(case_file):
    places, notes = read_cases(case_file("类型,经度,纬度\n活动,108.77,29.53\n"))
    assert (places[0].text, places[0].lon, places[0].lat) == ("", 108.77, 29.53)
    assert notes == ()


def test_a_shifted_position_is_converted_only_when_said(case_file):
    path = case_file("类型,经度,纬度\n活动,108.77,29.53\n")
    moved, _ = read_cases(path, datum="gcj02")
    assert abs(moved[0].lon - 108.77) > 0.001
    with pytest.raises(CrsError, match="no datum named 'gcj'"):
        read_cases(path, datum="gcj")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("居住,,,", "has neither an address nor a position"),
        ("居住,,29.53,108.77", "lon and lat look swapped: lon 29.53, lat 108.77"),
        ("居住,,508,29.53", "lies outside the world"),
        ("居住,,108.77,", "only one of"),
        ("路过,甲,,", "role is '路过'; need one of 居住 (residence)"),
        (",甲,,", "role is empty"),
        ("居住,甲 13800000000,,", "looks like an identity or telephone number"),
    ],
)
def test_a_row_that_gives_no_place_is_skipped_with_its_number(case_file, line, reason):
    places, notes = read_cases(case_file(f"类型,地址,经度,纬度\n居住,乙,,\n{line}\n"))
    assert [place.text for place in places] == ["乙"]
    assert (notes[0].kind, notes[0].what) == ("skipped", "row 3")
    assert reason in notes[0].reason
    assert "13800000000" not in notes[0].reason


def test_a_wrong_position_beside_an_address_is_left_out_and_told(case_file):
    places, notes = read_cases(case_file("类型,地址,经度,纬度\n居住,甲,29.53,108.77\n"))
    assert (places[0].text, places[0].lon) == ("甲", None)
    assert "swapped" in notes[0].reason
    assert notes[0].kind == "warning"


@pytest.mark.parametrize("heading", ["姓名", "身份证号", "联系电话", "name", "Phone", "ID card", "患者姓名", "年龄"])
def test_columns_about_persons_are_refused(case_file, heading):
    with pytest.raises(TableError, match="case tables carry places, no persons"):
        read_cases(case_file(f"类型,地址,{heading}\n居住,甲,x\n"))


@pytest.mark.parametrize("header", ["地址,备注", "类型,备注", "类型,经度"])
def test_missing_columns_are_listed_with_those_found(case_file, header):
    with pytest.raises(TableError, match=f"lacks columns.*found {header.replace(',', ', ')}"):
        read_cases(case_file(f"{header}\n甲,乙\n"))


@pytest.mark.parametrize("text", ["2022-11-16 08:00+99:99", "9999-12-31 24:00", "2022-13-01 08:00"])
def test_a_time_that_does_not_exist_is_refused(text):
    with pytest.raises(TableError, match="does not exist"):
        read_time(text)


def test_a_note_quotes_only_the_start_of_a_long_cell(case_file):
    long = "长" * 9_000
    _, notes = read_cases(case_file(f"类型,地址,经度,时间\n{long},甲,,\n居住,甲,{long},\n居住,甲,,{long}\n"))
    assert [len(note.reason) < 200 for note in notes] == [True, True, True]
