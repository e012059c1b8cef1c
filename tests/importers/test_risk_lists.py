"""Official hourly lists, as lines of JSON."""

import gzip
import json
from datetime import datetime, timedelta, timezone

import pytest

from geo_service.errors import FileFormatError
from geo_service.importers.risk_lists import Listed, Snapshot, read_snapshots
from geo_service.model.report import Note

CHINA = timezone(timedelta(hours=8))
EIGHT = "2022-11-03T08:00"


def area(*texts, county="云溪区"):
    return {"type": "2", "county": county, "communitys": list(texts)}


def line(at=EIGHT, **lists):
    return json.dumps({"file": "a.json", "end_update_time": at, **lists}, ensure_ascii=False)


def read(folder, *lines, pack=bytes):
    path = folder / "list.jsonl"
    path.write_bytes(pack("\n".join(lines).encode()))
    return list(read_snapshots(path))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_snapshot_has_its_time_and_zones_in_order(tmp_path, pack):
    text = line(
        lowlist=[area("其他区域")], highlist=[area("怡景花园3栋", " 甲路3号 "), area("翠湖苑", county="北湖区")]
    )
    (snapshot,) = read(tmp_path, text, "", pack=pack)
    assert (snapshot.name, snapshot.at) == ("a.json", datetime(2022, 11, 3, 8, tzinfo=CHINA))
    assert snapshot.zones == (
        Listed("云溪区", "怡景花园3栋", "高风险区"),
        Listed("云溪区", "甲路3号", "高风险区"),
        Listed("北湖区", "翠湖苑", "高风险区"),
        Listed("云溪区", "其他区域", "低风险区"),
    )


def test_a_zone_listed_twice_is_one_but_one_of_two_categories_is_two(tmp_path):
    (snapshot,) = read(tmp_path, line(highlist=[area("甲路3号", "甲路3号")], middlelist=[area("甲路3号")]))
    assert [zone.category for zone in snapshot.zones] == ["高风险区", "中风险区"]


@pytest.mark.parametrize("lists", [{"highlist": []}, {"lowlist": None}])
def test_a_list_without_zones_is_a_snapshot(tmp_path, lists):
    (snapshot,) = read(tmp_path, line(**lists))
    assert snapshot.zones == ()


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[]",
        "7",
        "null",
        '"x"',
        '{"highlist": []}',
        line(at="2022-11-03T24:00", highlist=[]),
        line(at=5, highlist=[]),
        line(),
        line(highlist=7),
        line(highlist="甲路3号"),
        line(highlist={"county": "云溪区"}),
        line(highlist=[area("甲路3号"), {"county": "云溪区"}]),
        line(highlist=[{"county": 7, "communitys": []}]),
        line(middlelist=["甲路3号"]),
    ],
)
def test_a_snapshot_that_can_not_be_read_is_left_out_and_named(tmp_path, broken):
    note, after = read(tmp_path, broken, line(highlist=[area("甲路3号")]))
    assert (note.kind, note.what) == ("skipped", "list.jsonl line 1")
    assert len(after.zones) == 1


@pytest.mark.parametrize("text", ["", "  ", None, 7])
def test_a_zone_without_words_is_left_out_alone(tmp_path, text):
    note, snapshot = read(tmp_path, line(highlist=[area(text, "甲路3号")]))
    assert isinstance(note, Note)
    assert [zone.text for zone in snapshot.zones] == ["甲路3号"]


def test_a_time_with_an_offset_keeps_it(tmp_path):
    (snapshot,) = read(tmp_path, line(at="2022-11-03T00:00+00:00", highlist=[]))
    assert isinstance(snapshot, Snapshot)
    assert snapshot.at == datetime(2022, 11, 3, 8, tzinfo=CHINA)


def test_a_missing_file_and_a_broken_archive_are_refused(tmp_path):
    with pytest.raises(FileFormatError, match="no such file"):
        list(read_snapshots(tmp_path / "none.jsonl"))
    with pytest.raises(FileFormatError, match="broken gzip"):
        read(tmp_path, line(highlist=[area("甲路3号")]), pack=lambda text: gzip.compress(text)[:-9])
