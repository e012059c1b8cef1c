import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from geo_service.errors import InputError
from geo_service.exports.match_lists import export_matches, unique_stems
from geo_service.exports.match_rows import MATCH_COLUMNS, ROW_TITLE, MatchedRow, MatchedTable, own_titles

HEADINGS = ("序号", "姓名", "地址", "可信度")


def row(number, address, **meant):
    cells = {"序号": str(number), "姓名": "某甲", "地址": address, "可信度": "=1+1"}
    return MatchedRow(number, address, cells, **meant)


def at(building_id, label, grid_id, **meant):
    place = {
        "building_id": building_id,
        "label": label,
        "grid_id": grid_id,
        "grid_name": "第1网格",
        "level": "building",
    }
    return {**place, "community": "文昌社区", "confidence": 0.9999, "reason": f"登记为{label}", **meant}


TABLE = MatchedTable(
    name="名单.csv",
    headings=HEADINGS,
    column="地址",
    rows=[
        row(2, "怡景花园10栋", **at("b10", "怡景花园10栋", "g/1")),
        row(3, "怡景花园2栋2单元", **at("b2", "怡景花园2栋", "g/1", stair="2")),
        row(4, "怡景花园2栋", **at("b2", "怡景花园2栋", "g/1")),
        row(5, "怡景花园", level="estate", grid_id="g/1", reason="只写到小区怡景花园，没有写楼栋", by_hand=True),
        row(6, "翠竹苑1栋", **at("c1", "翠竹苑1栋", "g/2")),
        row(7, "=月亮湾", reason="没有查到这个地址", alternatives=("月亮湾3栋",), by_hand=True),
    ],
    personal=("姓名",),
    codes={"g/1": "999001-01"},
    leaders={"g/1": "网格长岗位"},
)


@pytest.fixture
def folder(tmp_path, exported_at):
    export_matches(TABLE, tmp_path / "out", attribution="本单位登记数据", exported_at=exported_at)
    return tmp_path / "out"


def sheet(path, tab):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(tab).to_python()


def result(folder):
    with (folder / "matched.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_there_is_one_result_one_list_by_hand_and_one_list_per_grid(folder):
    names = sorted(path.name for path in folder.iterdir())
    fixed, second = ["matched.csv", "matched.xlsx", "to_check.xlsx", "worklist_999001-01.xlsx"], names[-1]
    assert names == [*fixed, second]
    assert second.startswith("worklist_g-2-")


def test_the_result_keeps_every_row_and_column_in_order(folder):
    header, *rows = result(folder)
    assert header[:5] == [ROW_TITLE, *HEADINGS]
    assert [line[0] for line in rows] == ["2", "3", "4", "5", "6", "7"]
    assert rows[0][header.index("匹配楼栋编号")] == "b10"


def test_the_workbook_says_what_the_csv_says(folder):
    shown = sheet(folder / "matched.xlsx", "匹配结果")
    plain = [
        [str(int(cell) if cell == int(cell) else cell) if isinstance(cell, float) else cell for cell in line]
        for line in shown
    ]
    said = [[cell.removeprefix("'") for cell in line] for line in result(folder)]
    assert plain == said


def test_a_heading_that_the_original_has_already_gets_a_number():
    titles = own_titles(HEADINGS)
    assert "可信度2" in titles
    assert len(set(titles) | set(HEADINGS)) == len(titles) + len(HEADINGS)
    assert own_titles(()) == [ROW_TITLE, *(column.title for column in MATCH_COLUMNS)]


def test_a_text_that_a_spreadsheet_would_run_is_text(folder):
    assert result(folder)[1][4] == "'=1+1"
    assert sheet(folder / "matched.xlsx", "匹配结果")[1][4] == "=1+1"


def test_a_work_list_goes_from_door_to_door_with_what_is_open_last(folder):
    lines = sheet(folder / "worklist_999001-01.xlsx", "工作清单")
    assert lines[0][0] == "文昌社区第1网格 工作清单"
    assert "网格长 网格长岗位" in lines[1][0]
    assert "其中待核 1 条" in lines[1][0]
    assert [line[0] for line in lines[3:]] == ["怡景花园2栋", "怡景花园2栋", "怡景花园10栋", "（待核）"]
    assert [line[1] for line in lines[3:5]] == ["", "2"]


def test_columns_about_persons_stay_in_the_result_and_out_of_the_lists(folder):
    assert "姓名" in result(folder)[0]
    for name in ("worklist_999001-01.xlsx", "to_check.xlsx"):
        tab = "工作清单" if name.startswith("work") else "待核"
        assert not [cell for line in sheet(folder / name, tab) for cell in line if cell in {"姓名", "某甲"}]
        assert any("姓名" in str(cell) for line in sheet(folder / name, "说明") for cell in line)


def test_what_is_open_is_listed_by_its_row_with_reason_and_choices(folder):
    lines = sheet(folder / "to_check.xlsx", "待核")
    assert [line[0] for line in lines[3:]] == [5, 7]
    assert {"没有查到这个地址", "月亮湾3栋", "=月亮湾"} <= set(lines[4])


def test_lists_of_an_earlier_run_are_not_mixed_with_new_ones(folder, exported_at):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InputError, match="earlier run"):
        export_matches(TABLE, folder, attribution="本单位登记数据", exported_at=exported_at)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_nothing_is_left_when_a_list_can_not_be_written(tmp_path, exported_at):
    broken = MatchedTable("名单.csv", ("地址",), "地址", [row(2, "甲", level="unheard of")])
    with pytest.raises(KeyError):
        export_matches(broken, tmp_path / "out", attribution="", exported_at=exported_at)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_table_without_rows_gives_empty_lists(tmp_path, exported_at):
    empty = MatchedTable("名单.csv", ("地址",), "地址", [])
    files = export_matches(empty, tmp_path, attribution="", exported_at=exported_at)
    assert [file.name for file in files] == ["matched.xlsx", "matched.csv", "to_check.xlsx"]
    assert result(tmp_path)[1:] == []


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.text(max_size=4), max_size=8))
def test_stems_are_safe_and_no_two_are_one_file(names):
    stems = unique_stems(names)
    assert len({stem.casefold() for stem in stems.values()}) == len(names)
    assert all(
        stem and set(stem) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
        for stem in stems.values()
    )


def test_codes_that_differ_only_in_case_are_two_files():
    assert len({stem.casefold() for stem in unique_stems({"1": "A1", "2": "a1", "3": "B"}).values()}) == 3
    assert unique_stems({"3": "B"}) == {"3": "B"}
