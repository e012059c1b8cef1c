import json

import pytest

from geo_service.actions.notices import contained, contained_cases, read_notice_files, write_readings
from geo_service.errors import FileFormatError, InputError

NOTICE = """示例市示例区关于划定风险区的通告
2022年11月8日
一、高风险区(1个)
文昌街道翠湖花园3栋2单元,自2022年11月8日8时起实施。
"""


def notice(folder, text=NOTICE, encoding="utf-8", name="001.txt"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_notice_is_read_into_its_items(tmp_path, encoding):
    (one,) = read_notice_files([notice(tmp_path, encoding=encoding)])
    (item,) = one.reading.items
    assert (item.action, item.category, item.street) == ("designate", "高风险区", "文昌街道")
    assert item.effective == "2022-11-08T08:00"


def test_readings_are_written_one_file_per_notice(tmp_path):
    written = write_readings(read_notice_files([notice(tmp_path)]), tmp_path / "out")
    assert [path.name for path in written] == ["001.json"]
    assert json.loads(written[0].read_text(encoding="utf-8"))["items"][0]["extent"][0]["place"] == "翠湖花园"


def test_an_empty_notice_is_refused_in_one_line(tmp_path):
    with pytest.raises(FileFormatError, match="empty"):
        list(read_notice_files([notice(tmp_path, "")]))


@pytest.mark.parametrize(
    ("address", "answer"), [("翠湖花园三幢2单元501", "inside"), ("翠湖花园13栋", "outside"), ("翠湖花园", "unsure")]
)
def test_an_address_is_held_against_a_zone_text(address, answer):
    assert contained("翠湖花园3栋", address, None)["answer"] == answer


def test_cases_keep_their_ids(tmp_path):
    path = tmp_path / "cases.jsonl"
    rows = [{"id": "a", "zone": "翠湖花园3栋", "address": "翠湖花园3栋"}, {"id": "b", "zone": "", "address": "x"}]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert [(said["id"], said["answer"]) for said in contained_cases(path)] == [("a", "inside"), ("b", "unsure")]


def test_a_line_that_is_no_case_is_named(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id": 1}\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 1"):
        list(contained_cases(path))
