import csv

import pytest

from geo_service.exports.csv_lists import safe_text, write_csv
from geo_service.model.plan import PLAN_LAYERS


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("kind", PLAN_LAYERS)
def test_each_kind_has_its_titles_and_one_line_per_thing(tmp_path, tiny_plan, kind, plan_rows):
    path = tmp_path / "list.csv"
    write_csv(tiny_plan, PLAN_LAYERS[kind], path)
    heading = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert heading == [*(column.title for column in PLAN_LAYERS[kind].columns), "经度", "纬度"]
    assert len(rows_of(path)) == len(plan_rows.get(kind, []))


def test_office_programmes_see_the_encoding(tmp_path, tiny_plan):
    path = tmp_path / "list.csv"
    write_csv(tiny_plan, PLAN_LAYERS["sign"], path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_values_are_in_words_and_unknown_ones_are_empty(tmp_path, tiny_plan):
    path = tmp_path / "list.csv"
    write_csv(tiny_plan, PLAN_LAYERS["building"], path)
    first, second = rows_of(path)
    assert (first["用途"], first["户数为估算"], first["步行距离(米)"]) == ("住宅", "", "61.235")
    assert (second["用途"], second["户数为估算"], second["层数"], second["地址"]) == ("未知", "估算", "", "")


def test_a_formula_is_disarmed_in_the_file(tmp_path, tiny_plan):
    path = tmp_path / "list.csv"
    write_csv(tiny_plan, PLAN_LAYERS["building"], path)
    assert rows_of(path)[0]["名称"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1"])
def test_every_sign_that_starts_a_formula_is_disarmed(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("value", ["天城嘉苑", "3-1", -1, 0.5, None])
def test_other_values_stay_as_they_are(value):
    assert safe_text(value) == value


def test_commas_quotes_and_line_breaks_survive(tmp_path, make_plan, plan_rows):
    rows = plan_rows | {"sign": [{**plan_rows["sign"][0], "text": '甲,"乙"\n丙'}]}
    path = tmp_path / "list.csv"
    write_csv(make_plan(rows), PLAN_LAYERS["sign"], path)
    assert rows_of(path)[0]["内容"] == '甲,"乙"\n丙'
