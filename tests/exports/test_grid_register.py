import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from shapely import box

from geo_service.errors import TableError
from geo_service.exports.grid_register import GRID_COLUMNS, export_grid_register
from geo_service.model.frames import empty_frame, shape_frame

GRIDS = pd.DataFrame(
    [
        ("g2", "500114001001-02", "500114001001", None, 4, 300, 40, 786, 786),
        ("g1", "500114001001-01", "500114001001", "网格长岗位", 6, 410, 0, 1074, 12),
    ],
    columns=[column.name for column in GRID_COLUMNS],
)
LOOSE = shape_frame(
    "buildings",
    [{"building_id": "way/9", "use": "yes", "households": 3, "geometry": box(108.77, 29.53, 108.771, 29.531)}],
)


@pytest.fixture
def register(tmp_path, exported_at):
    path = export_grid_register(
        GRIDS, LOOSE, tmp_path / "grids.xlsx", title="城东街道", attribution="本单位登记数据", exported_at=exported_at
    )
    book = CalamineWorkbook.from_path(str(path))
    return {tab: book.get_sheet_by_name(tab).to_python() for tab in book.sheet_names}


def test_grids_stand_by_code_with_their_sums(register):
    rows = register["网格清单"]
    assert rows[2] == [column.title for column in GRID_COLUMNS]
    assert [row[1] for row in rows[3:5]] == ["500114001001-01", "500114001001-02"]
    assert rows[5] == ["合计 2 个", "", "", "", 10, 710, 40, 1860, 798]


def test_a_grid_without_a_leader_has_an_empty_slot(register):
    assert register["网格清单"][4][3] == ""


def test_buildings_of_no_grid_are_listed(register):
    rows = register["无网格楼栋"]
    assert rows[3][0] == "way/9"
    assert rows[3][rows[2].index("户数")] == 3
    assert rows[-1][0] == "合计 1 栋"


def test_no_loose_building_says_none(tmp_path, exported_at):
    path = tmp_path / "grids.xlsx"
    export_grid_register(
        GRIDS, empty_frame("buildings"), path, title="城东街道", attribution="本单位登记数据", exported_at=exported_at
    )
    assert CalamineWorkbook.from_path(str(path)).get_sheet_by_name("无网格楼栋").to_python()[3][0] == "（无）"


def test_a_missing_column_is_named(tmp_path, exported_at):
    with pytest.raises(TableError, match="the frame of grids lacks leader"):
        export_grid_register(
            GRIDS.drop(columns="leader"),
            LOOSE,
            tmp_path / "grids.xlsx",
            title="城东街道",
            attribution="本单位登记数据",
            exported_at=exported_at,
        )
