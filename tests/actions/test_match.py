import csv
from pathlib import Path

import pytest
from shapely import box
from xlsxwriter import Workbook

from geo_service.actions.imports import write_layers
from geo_service.actions.match import match_file
from geo_service.errors import InputError, TableError
from tests.actions.town import AT, TOWN

ADDRESSES = [
    "枫岚苑3栋1单元301",
    "枫兰苑三幢",
    "枫岚苑",
    "枫岚苑99栋",
    "月亮湾3栋",
    "",
    "枫岚苑" * 300,
    "翠棠路95号",
    "枫岚苑西区3栋",
    "枫岚苑3栋9单元",
]


def table(folder, addresses=ADDRESSES, heading="住址"):
    path = folder / "名单.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("序号", heading), *((number, text) for number, text in enumerate(addresses))])
    return path


def matched(store, path, folder, **options):
    return match_file(store, path, **{"column": "住址", "folder": folder, "at": AT, **options})


@pytest.fixture
def rows(sqlite_town, tmp_path):
    done = matched(sqlite_town, table(tmp_path), tmp_path / "out")
    return {row.row: row for row in done.table.rows}


def test_each_row_gets_building_stair_and_grid(rows):
    row = rows[2]
    assert (row.building_id, row.label, row.stair, row.level) == ("demo/b/000003", "枫岚苑3栋", "1", "building")
    assert row.grid_id in set(TOWN.layers["grids"]["grid_id"])
    assert (row.confidence, row.by_hand, row.alternatives) == (0.9999, False, ())


def test_an_error_in_the_name_is_read_and_said(rows):
    assert rows[3].building_id == "demo/b/000003"
    assert "“枫兰苑”读作“枫岚苑”" in rows[3].reason
    assert 0.99 < rows[3].confidence < 1


@pytest.mark.parametrize(
    ("number", "level", "said"),
    [
        (4, "estate", "没有写楼栋"),
        (5, "estate", "没有登记99栋"),
        (6, "none", "没有查到"),
        (7, "none", "没有写地址"),
        (8, "none", "900 个字"),
        (10, "none", "没读懂"),
    ],
)
def test_what_is_not_settled_names_no_building_and_is_listed_with_its_reason(rows, number, level, said):
    row = rows[number]
    assert (row.building_id, row.label, row.level, row.by_hand) == (None, None, level, True)
    assert said in row.reason


def test_a_missing_stair_is_looked_at_by_hand_though_the_building_is_known(rows):
    assert (rows[11].building_id, rows[11].stair, rows[11].by_hand) == ("demo/b/000003", None, True)
    assert "没有9单元" in rows[11].reason


def test_choices_are_given_where_there_are_any(rows):
    assert rows[10].alternatives == ("枫岚苑3栋",)
    assert 0 < rows[10].confidence < 0.5


def with_one_grid(store, shape):
    ids = set(store.read_layer("grids")["grid_id"])
    store.delete_rows("grids", ids)
    grid = TOWN.layers["grids"].iloc[:1].assign(grid_id="g/1", name="大网格", geometry=[shape])
    write_layers(store, {"grids": grid}, source="test")


def test_an_estate_goes_to_the_grid_that_all_of_it_lies_in(sqlite_town, tmp_path):
    with_one_grid(sqlite_town, box(*TOWN.layers["buildings"].total_bounds))
    done = matched(sqlite_town, table(tmp_path, ["枫岚苑"]), tmp_path / "out")
    (row,) = done.table.rows
    assert (row.building_id, row.grid_id, row.grid_name, row.by_hand) == (None, "g/1", "大网格", True)
    assert [file.name for file in done.files if "worklist" in file.name]


def test_an_estate_across_grids_goes_to_none(sqlite_town, tmp_path):
    buildings = TOWN.layers["buildings"]
    with_one_grid(sqlite_town, buildings[buildings["estate_id"].notna()].geometry.iloc[0].buffer(1e-6))
    done = matched(sqlite_town, table(tmp_path, ["枫岚苑"]), tmp_path / "out")
    assert done.table.rows[0].grid_id is None


def test_counts_and_files_agree_with_the_rows(sqlite_town, tmp_path):
    done = matched(sqlite_town, table(tmp_path), tmp_path / "out")
    assert done.counts == {"rows": 10, "building": 4, "estate": 2, "road": 0, "none": 4, "by_hand": 7}
    grids = {row.grid_id for row in done.table.rows if row.grid_id}
    assert len([file for file in done.files if file.name.startswith("worklist_")]) == len(grids)
    assert all(file.exists() for file in done.files)


def test_a_row_with_too_many_cells_is_not_lost(sqlite_town, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("序号,住址\n1,枫岚苑3栋\n2,枫岚苑,3栋\n", encoding="utf-8")
    done = matched(sqlite_town, path, tmp_path / "out")
    assert [(row.row, row.level, row.by_hand) for row in done.table.rows] == [(2, "building", False), (3, "none", True)]


def test_progress_goes_from_nothing_to_all(sqlite_town, tmp_path):
    told = []
    matched(sqlite_town, table(tmp_path), tmp_path / "out", watch=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 10)
    assert told[-1] == (10, 10)


def test_a_sheet_of_a_workbook_is_chosen_by_name(sqlite_town, tmp_path):
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet("封面").write_column(0, 0, ["标题", "别的"])
        book.add_worksheet("名单").write_column(0, 0, ["住址", "枫岚苑3栋"])
    done = matched(sqlite_town, path, tmp_path / "out", sheet="名单")
    assert [row.building_id for row in done.table.rows] == ["demo/b/000003"]
    with pytest.raises(InputError, match="no filled sheet"):
        matched(sqlite_town, path, tmp_path / "out2", sheet="无")


def test_a_column_that_is_not_there_is_refused_with_those_that_are(sqlite_town, tmp_path):
    with pytest.raises(TableError, match="no column '住处'; it has 序号, 住址"):
        matched(sqlite_town, table(tmp_path), tmp_path / "out", column="住处")
    assert not (tmp_path / "out").exists()


def test_an_empty_register_is_refused(store, tmp_path):
    with pytest.raises(InputError, match="no buildings"):
        matched(store, table(tmp_path), tmp_path / "out")


def test_a_register_without_grids_says_why_there_are_no_work_lists(sqlite_town, tmp_path):
    sqlite_town.delete_rows("grids", set(TOWN.layers["grids"]["grid_id"]))
    done = matched(sqlite_town, table(tmp_path), tmp_path / "out")
    assert [note.what for note in done.notes] == ["grids"]
    assert not list(Path(tmp_path / "out").glob("worklist_*"))


def test_a_building_in_no_grid_is_looked_at_by_hand(sqlite_town, tmp_path, rows):
    mine = rows[2].grid_id
    others = set(TOWN.layers["grids"]["grid_id"]) - {mine}
    sqlite_town.delete_rows("grids", {mine})
    done = matched(sqlite_town, table(tmp_path), tmp_path / "out2")
    assert others
    assert done.table.rows[0].grid_id is None
    assert "不在任何一个网格内" in done.table.rows[0].reason
    assert done.table.rows[0].by_hand
