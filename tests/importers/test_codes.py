import pytest
from shapely import box

from geo_service.errors import TableError
from geo_service.importers.codes import read_codes, with_codes
from geo_service.model.frames import shape_frame


def table(folder, *rows, header="code,name"):
    path = folder / "codes.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return read_codes(path)


def communities(*rows):
    made = [
        {"community_id": str(n), "name": name, "code": code, "geometry": box(n, 0, n + 1, 1)}
        for n, (name, code) in enumerate(rows)
    ]
    return {"communities": shape_frame("communities", made)}


def test_a_community_gets_the_code_of_its_name_and_that_of_its_township(tmp_path):
    codes, _ = table(tmp_path, "999999001002,示例社区居民委员会")
    coded, notes = with_codes(communities(("示例社区", None)), codes)
    row = coded["communities"].iloc[0]
    assert (row.code, row.township_code, notes) == ("999999001002", "999999001", ())


def test_a_code_that_is_there_is_never_changed(tmp_path):
    codes, _ = table(tmp_path, "999999001002,示例社区")
    assert with_codes(communities(("示例社区", "1")), codes)[0]["communities"]["code"].tolist() == ["1"]


def test_a_name_with_two_codes_stays_without_one_and_is_noted(tmp_path):
    codes, _ = table(tmp_path, "999999001002,示例社区", "999999002002,示例社区")
    coded, notes = with_codes(communities(("示例社区", None)), codes)
    assert coded["communities"]["code"].isna().all()
    assert "several codes" in notes[0].reason


def test_a_name_without_a_code_is_noted(tmp_path):
    codes, _ = table(tmp_path, "999999001002,示例社区")
    _, notes = with_codes(communities(("别的社区", None)), codes)
    assert "no code is called 别的社区" in notes[0].reason


def test_a_code_of_a_wrong_length_is_skipped_with_its_row(tmp_path):
    _, notes = table(tmp_path, "12,示例社区")
    assert [(note.kind, note.what) for note in notes] == [("skipped", "row 2")]


def test_a_table_without_codes_names_what_is_needed(tmp_path):
    with pytest.raises(TableError, match="code12"):
        table(tmp_path, "示例社区", header="name")
