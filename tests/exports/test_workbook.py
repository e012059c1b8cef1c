import pytest
from python_calamine import CalamineWorkbook

from geo_service.errors import InputError
from geo_service.exports.workbook import LONGEST_TEXT, ListColumn, ListSheet, Notes, write_workbook

NOTES = Notes("说明", [("甲", "乙")])


def write(path, exported_at, value):
    sheet = ListSheet("表", "标题", "副题", (ListColumn("一", 10), ListColumn("二", 10, "int")), [(value, 1)])
    write_workbook(path, [sheet], NOTES, footer="脚", exported_at=exported_at)
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name("表").to_python()[3][0]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://x.example", "007", "a\nb", "a\tb"])
def test_text_comes_back_as_it_was(tmp_path, exported_at, text):
    assert write(tmp_path / "a.xlsx", exported_at, text) == text


def test_a_text_longer_than_a_cell_is_cut_not_lost(tmp_path, exported_at):
    assert write(tmp_path / "a.xlsx", exported_at, "长" * (LONGEST_TEXT + 1)) == "长" * LONGEST_TEXT


def test_a_time_without_zone_is_refused(tmp_path, exported_at):
    with pytest.raises(InputError, match="time with its zone"):
        write(tmp_path / "a.xlsx", exported_at.replace(tzinfo=None), "甲")
