"""Clocks on the command line."""

import json

import pytest
from icalendar import Calendar

from geo_service.actions.demo import designate_once
from geo_service.storage import open_store
from tests.actions.town import AT, TOWN, fill
from tests.test_cli import refused, run


@pytest.fixture(scope="module")
def town_folder(tmp_path_factory):
    """A folder with a store of the township and its zones."""
    folder = tmp_path_factory.mktemp("review")
    opened = open_store(f"sqlite:///{folder}/geo_service.sqlite")
    designate_once(fill(opened), TOWN.zones, at=AT)
    opened.close()
    return folder


def database(folder):
    return ("--database", f"sqlite:///{folder}/geo_service.sqlite")


def test_review_prints_rows_and_writes_a_calendar(town_folder):
    at = ("--at", "2022-11-20T08:00+08:00")
    said = json.loads(run("review", *at, "--ics", "due.ics", "--json", *database(town_folder), folder=town_folder))
    assert said["within_h"] == 336
    events = Calendar.from_ical((town_folder / "due.ics").read_bytes()).walk("VEVENT")
    assert len(events) == sum(row["due"] is not None for row in said["rows"])


def test_explain_prints_every_line_with_its_clause(town_folder):
    text = run("explain", "Z20221116-001", "--at", "2022-11-20T08:00+08:00", *database(town_folder), folder=town_folder)
    assert "连续7天无新增：按每天24小时至 2022年11月23日 08:00；按自然日至 2022年11月24日 00:00" in text
    assert "[第九版：" in text


def test_an_unknown_zone_is_one_line(town_folder):
    assert "no zone 'Z9'" in refused("explain", "Z9", *database(town_folder), folder=town_folder)


def test_replay_prints_a_table_for_each_protocol(town_folder):
    line = {"end_update_time": "2022-11-12T08:00", "highlist": [{"county": "云溪区", "communitys": ["怡景花园"]}]}
    (town_folder / "list.jsonl").write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    text = run(
        "replay-list",
        "list.jsonl",
        *("--protocol", "cn-covid-2022-9", "--protocol", "cn-covid-2022-20"),
        *database(town_folder),
        folder=town_folder,
    )
    assert text.count("### cn-covid") == 2
    assert "| 此后首次列出 | high | 1 | 1 | 0 | 0 | ≥0 | 0 | 1 | 1 |" in text
