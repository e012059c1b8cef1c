import json
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from geo_service.exports.lists import WORKBOOKS, write_list
from geo_service.model.plan import PLAN_LAYERS
from geo_service.model.zone import DRAFT, LIFTED

GOLDEN = json.loads((Path(__file__).parent / "golden" / "lists.json").read_text(encoding="utf-8"))


@pytest.fixture
def written(tmp_path, exported_at):
    def write(plan, name):
        path = tmp_path / f"{name}.xlsx"
        write_list(plan, name, path, exported_at=exported_at)
        return path

    return write


def sheets(path):
    book = CalamineWorkbook.from_path(str(path))
    return {tab: book.get_sheet_by_name(tab).to_python() for tab in book.sheet_names}


def xml(path, part):
    with ZipFile(path) as archive:
        return archive.read(part).decode()


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_lists_of_the_tiny_plan_are_the_golden_ones(written, tiny_plan, name):
    assert sheets(written(tiny_plan, name)) == GOLDEN[name]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_same_plan_and_time_give_the_same_file(written, tiny_plan, name, make_plan):
    first = written(tiny_plan, name).read_bytes()
    assert written(make_plan(), name).read_bytes() == first


def test_buildings_are_in_the_order_a_person_walks(written, tiny_plan):
    numbers = [row[3] for row in sheets(written(tiny_plan, "buildings"))["楼栋清单"][3:5]]
    assert numbers == ["2", "10"]


def test_estimates_are_named_in_their_column_and_summed_apart(written, tiny_plan):
    rows = sheets(written(tiny_plan, "buildings"))["楼栋清单"]
    mark, households = rows[2].index("估算"), rows[2].index("户数")
    assert [row[mark] for row in rows[3:5]] == ["户数、人数", "人数"]
    assert [row[households] for row in rows[-2:]] == [120, 12]


def test_estimates_are_in_italics(written, tiny_plan):
    path = written(tiny_plan, "buildings")
    fonts = xml(path, "xl/styles.xml").split("<fonts")[1].split("</fonts>")[0].split("<font>")[1:]
    assert sum("<i/>" in font for font in fonts) >= 1


def test_what_looks_like_a_formula_is_text(written, tiny_plan):
    path = written(tiny_plan, "buildings")
    assert "<f>" not in xml(path, "xl/worksheets/sheet1.xml")
    assert "=HYPERLINK(1)" in [cell for row in sheets(path)["楼栋清单"] for cell in row]


def test_an_unknown_count_is_blank_not_zero(written, tiny_plan):
    rows = sheets(written(tiny_plan, "buildings"))["楼栋清单"]
    assert rows[3][rows[2].index("单元数")] == ""


def test_checkpoints_leave_room_for_names_shifts_and_telephones(written, tiny_plan):
    rows = sheets(written(tiny_plan, "checkpoints"))["卡口清单"]
    assert [rows[3][rows[2].index(title)] for title in ("责任人", "班次", "电话")] == ["", "", ""]


def test_sheets_print_on_a4_landscape_with_repeated_headings(written, tiny_plan):
    path = written(tiny_plan, "checkpoints")
    page = xml(path, "xl/worksheets/sheet1.xml")
    assert 'paperSize="9"' in page
    assert 'orientation="landscape"' in page
    assert 'state="frozen"' in page
    assert "<autoFilter" in page
    assert "$1:$3" in xml(path, "xl/workbook.xml")


@pytest.mark.parametrize(("status", "mark"), [(DRAFT, "【草稿】"), (LIFTED, "【已解除】")])
def test_a_list_not_in_force_says_so_first(written, status, mark, make_plan):
    assert sheets(written(make_plan(status=status), "checkpoints"))["卡口清单"][0][0].startswith(mark)


def test_a_list_without_rows_says_none(written, make_plan):
    path = written(make_plan({kind: [] for kind in PLAN_LAYERS}), "delivery_points")
    assert sheets(path)["配送点清单"][3][0] == "（无）"


def test_the_notes_tell_who_when_why_and_every_problem(written, tiny_plan):
    plan = replace(tiny_plan, problems=("甲", "乙"))
    notes = dict(row[:2] for row in sheets(written(plan, "checkpoints"))["说明"][1:])
    assert notes["作出人"] == "指挥部值班员，2022年11月3日 07:30记录"
    assert notes["作出理由"] == plan.zone.reason
    assert (notes["存在问题 1"], notes["存在问题 2"]) == ("甲", "乙")
    assert "OpenStreetMap" in notes["数据来源"]


def test_an_ampersand_in_a_name_stays_one_in_the_footer(written, make_plan):
    path = written(make_plan(name="甲&乙"), "checkpoints")
    assert "甲&amp;&amp;乙" in xml(path, "xl/worksheets/sheet1.xml")


def test_buildings_of_one_delivery_point_stand_together(written, make_plan, plan_rows):
    rows = plan_rows | {
        "building": [
            {**plan_rows["building"][1], "building_id": f"way/{n}", "delivery_point_id": point}
            for n, point in enumerate(["D-2", None, "D-1", "D-2"])
        ]
    }
    sheet = sheets(written(make_plan(rows), "delivery_points"))["配送楼栋对照"]
    assert [row[1] for row in sheet[3:7]] == ["D-1", "D-2", "D-2", ""]


def test_the_people_of_all_posts_are_summed(written, tiny_plan):
    rows = sheets(written(tiny_plan, "checkpoints"))["卡口清单"]
    titles = ("服务户数", "查验通道", "每班人数", "24小时人数")
    assert [rows[-1][rows[2].index(title)] for title in titles] == [120, 2, 6, 24]
    assert rows[3][rows[2].index("确定方式")] == "规程规定"


def test_closures_say_how_they_are_shut_whom_they_must_let_pass_and_where_to_go_instead(written, tiny_plan):
    rows = sheets(written(tiny_plan, "checkpoints"))["封闭点清单"]
    said = dict(zip(rows[2], rows[3], strict=True))
    assert (said["围挡形式"], said["不得阻挡"], said["改由卡口"]) == ("可开启围栏", "紧急疏散", "K-1")


def test_the_fence_that_is_still_needed_is_summed_apart(written, tiny_plan):
    rows = sheets(written(tiny_plan, "checkpoints"))["边界围栏"]
    length = rows[2].index("长度(米)")
    assert [row[length] for row in rows[-2:]] == [361, 240]
    assert rows[-1][1] == "须设围栏"


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"proved": True, "gap": 0.0}, "已证明再少则不满足通行要求"),
        ({"proved": False, "gap": 0.031}, "与可证下限相差不超过 3.1%"),
    ],
)
def test_the_notes_say_how_good_the_choice_of_posts_is(written, tiny_plan, choice, said):
    plan = replace(tiny_plan, proof={"choice": choice})
    text = dict(row[:2] for row in sheets(written(plan, "checkpoints"))["说明"][1:])["卡口设置"]
    assert text.startswith("值守卡口 1 处，封闭点 1 处")
    assert said in text


@pytest.mark.parametrize("kind", PLAN_LAYERS)
def test_every_layer_of_a_plan_has_a_list(kind):
    assert kind in {sheet.kind for book in WORKBOOKS.values() for sheet in book}
