import csv
from datetime import UTC, datetime

import pytest
from python_calamine import CalamineWorkbook

from geo_service.derive.deltas import sheet_deltas
from geo_service.errors import InputError
from geo_service.exports.delta_lists import NOTHING, DeltaList, export_deltas
from geo_service.model.sheet import Sheet
from geo_service.model.zone import DRAFT
from tests.derive.sheet_items import item
from tests.zones.register import zone_version

AT = datetime(2022, 11, 16, 0, 0, tzinfo=UTC)
OLD = (item("K07", 0, name="=甲路（东侧）"), item("F12", 500))
NEW = (item("K07", 30, name="=甲路（东侧）"), item("K08", 500, name="乙街", crew=6))


def deltas(old=OLD, new=NEW, **zone):
    since = Sheet("z1", 1, 3, AT, "值班员", old)
    version = zone_version(**{"version": 2, **zone})
    return DeltaList(version, since, sheet_deltas(old, new), ("区内没有登记楼栋",), "示例数据")


def sheets(path):
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_has_one_row_for_each_difference(tmp_path):
    book, _ = export_deltas(deltas(), tmp_path, exported_at=AT)
    page = sheets(book)["调整单"]
    assert book.name == "adjustments_z1.xlsx"
    assert page[0][0] == "z1号风险区 调整单"
    assert page[1][0] == "对照第3号外勤单  2项调整，未列入的岗位和编号不变"
    assert [row[:5] for row in page[3:]] == [
        ["F12", "封闭点开放", "围挡封闭点", "F12 开放，改设卡口K08（乙街），每班6人", "K08"],
        ["K07", "移位", "卡口", "K07 东移30米", "K07"],
    ]
    assert page[2][-2:] == ["完成时间", "签名"]


def test_the_notes_say_what_it_is_compared_with_and_what_is_wrong(tmp_path):
    book, _ = export_deltas(deltas(), tmp_path, exported_at=AT)
    notes = {row[0]: row[1] for row in sheets(book)["说明"]}
    assert notes["对照"] == "第3号外勤单（第1版），2022年11月16日 08:00由值班员下发"
    assert notes["存在问题 1"] == "区内没有登记楼栋"


def test_a_list_without_differences_says_that_nothing_changes(tmp_path):
    book, table = export_deltas(deltas(new=OLD), tmp_path, exported_at=AT)
    assert NOTHING in sheets(book)["调整单"][1][0]
    assert len(table.read_text("utf-8-sig").splitlines()) == 1


def test_a_draft_is_marked_so_that_nobody_takes_it_for_an_order(tmp_path):
    book, _ = export_deltas(deltas(status=DRAFT), tmp_path, exported_at=AT)
    assert sheets(book)["调整单"][0][0].startswith("【草稿】")


def test_the_csv_has_the_same_rows_and_no_formula(tmp_path):
    _, table = export_deltas(deltas(old=()), tmp_path, exported_at=AT)
    rows = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
    assert rows[0][:4] == ["编号", "调整", "类别", "怎么做"]
    assert [row[0] for row in rows[1:]] == ["K07", "K08"]
    assert rows[1][5] == ""
    assert rows[1][6].startswith("104.000311, 30.0")


def test_a_time_without_zone_is_refused(tmp_path):
    with pytest.raises(InputError, match="time with its zone"):
        export_deltas(deltas(), tmp_path, exported_at=AT.replace(tzinfo=None))
