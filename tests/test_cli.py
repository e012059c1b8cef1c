"""The command line as its users type it: each command in its own process, errors in one line with exit code 2."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import chdir, redirect_stderr

import pytest
from shapely import Polygon, box
from shapely.geometry import mapping

from geo_service.cli import main
from geo_service.storage import open_store
from tests.actions.town import TOWN

DRAWN = TOWN.zones[0].polygon
CASE = TOWN.cases[0]


def run(*arguments, folder, code=0):
    """Run geo-service in a folder; gives stdout, and on refusal the one line of stderr."""
    command = [sys.executable, "-m", "geo_service", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GEO_SERVICE_")}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr.strip()


def refused(*arguments, folder, own_process=False):
    """The message of a refusal: one line, without a traceback."""
    said = run(*arguments, folder=folder, code=2) if own_process else refused_here(*arguments, folder=folder)
    assert said.startswith("geo-service: ")
    assert "\n" not in said
    return said


def refused_here(*arguments, folder):
    """The same without a new process; most refusals need none."""
    said, before = io.StringIO(), sys.argv
    sys.argv = ["geo-service", *map(str, arguments)]
    try:
        with chdir(folder), redirect_stderr(said), pytest.raises(SystemExit) as left:
            main()
    finally:
        sys.argv = before
    assert left.value.code == 2
    return said.getvalue().strip()


def drawing(folder, shape, name="zone.geojson"):
    path = folder / name
    path.write_text(json.dumps(mapping(shape)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A folder with a township in its default store, made by the demo."""
    folder = tmp_path_factory.mktemp("town")
    database = f"sqlite:///{folder}/geo_service.sqlite"
    run("demo", "--buildings", 60, "--no-serve", "--folder", folder / "demo", "--database", database, folder=folder)
    return folder


def test_the_demo_leaves_maps_and_lists(town):
    maps = sorted(path.name for path in (town / "demo" / "maps").iterdir())
    lists = {path.suffix for path in (town / "demo" / "lists").iterdir()}
    assert len(maps) == 4
    assert lists == {".xlsx", ".csv", ".geojson", ".gpkg", ".json"}


def test_a_zone_goes_from_drawing_to_lists_and_answers(town, tmp_path):
    said = json.loads(run("designate", "--draw", drawing(tmp_path, DRAWN), "--category", "high", "--json", folder=town))
    (zone,) = said["zones"]
    plan = json.loads(run("plan", zone["zone_id"], "--json", folder=town))
    assert {feature["properties"]["kind"] for feature in plan["features"]} >= {"zone", "building", "checkpoint"}
    run("map", zone["zone_id"], "--out", tmp_path / "map.html", folder=town)
    files = json.loads(run("export", zone["zone_id"], "--to", tmp_path / "lists", "--json", folder=town))["files"]
    assert len(files) > 4
    answer = json.loads(run("check", CASE["address"], "--json", folder=town))
    assert answer["answer"] in ("inside", "outside", "unsure")
    assert json.loads(run("lift", zone["zone_id"], "--reason", "over", "--json", folder=town))["status"] == "lifted"


def test_a_draft_is_published(town, tmp_path):
    path = drawing(tmp_path, DRAWN)
    made = json.loads(run("designate", "--draw", path, "--category", "high", "--draft", "--json", folder=town))[
        "zones"
    ][0]
    assert made["status"] == "draft"
    done = json.loads(run("publish", made["zone_id"], "--json", folder=town))
    assert (done["status"], done["version"]) == ("in_force", 4)


def test_cases_become_zones_and_bad_rows_are_said(town, tmp_path):
    table = tmp_path / "cases.csv"
    rows = [
        f"residence,{CASE['time']},{CASE['address']}",
        f"residence,{CASE['time']},",
        "work,2022-11-16T08:00,无此路9号",
    ]
    table.write_text("role,time,address\n" + "\n".join(rows), encoding="utf-8")
    said = json.loads(run("designate", "--cases", table, "--category", "high", "--json", folder=town))
    assert len(said["zones"]) == 1
    assert len(said["problems"]) == 2


def test_a_table_of_addresses_is_matched_with_work_lists(town, tmp_path):
    table = tmp_path / "people.csv"
    table.write_text("序号,住址\n1,枫岚苑3栋1单元301\n2,枫兰苑三幢\n3,无此路9号\n4,\n", encoding="utf-8")
    arguments = ("match", table, "--column", "住址")
    said = json.loads(run(*arguments, "--out", tmp_path / "out", "--json", folder=town))
    assert said["counts"] == {"rows": 4, "building": 2, "estate": 0, "road": 0, "none": 2, "by_hand": 2}
    assert [row["building_id"] for row in said["rows"]] == ["demo/b/000003", "demo/b/000003", None, None]
    assert [problem["row"] for problem in said["problems"]] == [4, 5]
    assert {file.name for file in (tmp_path / "out").iterdir()} >= {"matched.xlsx", "matched.csv", "to_check.xlsx"}
    lines = run(*arguments, folder=town).splitlines()
    assert lines[0] == "4 rows: 2 at a building, 2 to check by hand"
    assert lines[-1] == "out/match_people: 1 work lists"
    assert "earlier run" in refused(*arguments, folder=town)


def test_grids_are_drawn_and_exported(town, tmp_path):
    run("map", "--grids", "--out", tmp_path / "grids.html", folder=town)
    run("export", "--grids", "--to", tmp_path, folder=town)
    assert (tmp_path / "grids.xlsx").stat().st_size > 0


def test_the_zones_are_listed(town):
    assert "枫" in run("zones", folder=town) or "Z" in run("zones", folder=town)


def zones_of(folder):
    store = open_store(f"sqlite:///{folder}/geo_service.sqlite")
    try:
        return store.latest_zones()
    finally:
        store.close()


BOW_TIE = Polygon(
    [DRAWN.exterior.coords[0], DRAWN.exterior.coords[2], DRAWN.exterior.coords[1], DRAWN.exterior.coords[3]]
)
SWAPPED = Polygon([(lat, lon) for lon, lat in DRAWN.exterior.coords])


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (BOW_TIE, "crosses itself at 83."),
        (SWAPPED, "swapped"),
        (box(10, 10, 10.1, 10.1), "register"),
        (box(0, 0, 1e7, 1e7), ""),
    ],
    ids=["self-crossing", "lon-lat-swapped", "outside-the-register", "ten-million-metres"],
)
def test_a_bad_drawing_is_refused_in_one_line(town, tmp_path, shape, said):
    before = zones_of(town)
    assert said in refused("designate", "--draw", drawing(tmp_path, shape), "--category", "high", folder=town)
    assert zones_of(town) == before


@pytest.mark.parametrize(
    ("name", "content", "command", "said"),
    [
        ("a.osm", b"", ("import", "osm"), "empty"),
        ("a.osm", b"hello", ("import", "osm"), "not OpenStreetMap data"),
        ("a.xlsx", b"hello", ("import", "addresses"), "xlsx"),
        ("a.csv", b"", ("import", "addresses"), "empty"),
        ("a.csv", b"foo,bar\n1,2\n", ("import", "addresses"), "foo"),
        ("a.csv", b"foo,bar\n1,2\n", ("designate", "--category", "high", "--cases"), "foo"),
        ("a.geojson", b"", ("import", "layer", "grids"), "empty"),
        ("a.geojson", b"{}", ("designate", "--category", "high", "--draw"), ""),
        ("a.geojson", b"not json", ("designate", "--category", "high", "--draw"), "JSON"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(town, tmp_path, name, content, command, said):
    path = tmp_path / name
    path.write_bytes(content)
    assert said in refused(*command, path, folder=town)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "Z0"), "no zone 'Z0'"),
        (("check",), "give an address"),
        (("check", "--lon", "104"), "both --lon and --lat"),
        (("check", ""), "no address"),
        (("check", "x", "--at", "yesterday"), "is not a time"),
        (("check", "x", "--at", "2022-11-16T08:00"), "has no offset"),
        (("designate",), "--draw"),
        (("import", "layer", "nonsense", "x.geojson"), "no layer named 'nonsense'"),
        (("import", "osm", "nowhere.osm"), "no such file"),
        (("bench", "nonsense"), "no bench named"),
        (("match", "nowhere.csv", "--column", "地址"), "no file"),
        (("map",), "zone id"),
        (("zones", "--database", "oracle://x"), "oracle"),
        (("zones", "--database", "postgresql://nobody:secret@127.0.0.1:1/x"), "127.0.0.1"),
    ],
)
def test_a_bad_command_is_refused_in_one_line(town, arguments, said):
    message = refused(*arguments, folder=town, own_process=arguments == ("plan", "Z0"))
    assert said in message
    assert "secret" not in message


def test_an_empty_register_says_what_to_do(tmp_path):
    path = drawing(tmp_path, DRAWN)
    assert "import" in refused("designate", "--draw", path, "--category", "high", folder=tmp_path)


def test_an_import_killed_in_the_middle_leaves_the_old_register(tmp_path):
    """SIGKILL while the log of the transaction grows: the store opens and holds what it held."""
    url = f"sqlite:///{tmp_path}/geo_service.sqlite"
    arguments = ["--no-serve", "--database", url, "--folder", str(tmp_path / "demo")]
    run("demo", "--buildings", 20, *arguments, folder=tmp_path)
    store = open_store(url)
    before = store.count_rows("buildings")
    store.close()
    log = tmp_path / "geo_service.sqlite-wal"
    started = subprocess.Popen(
        [sys.executable, "-m", "geo_service", "demo", "--buildings", "20000", *arguments],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while (
        (not log.exists() or log.stat().st_size < 1_000_000) and started.poll() is None and time.monotonic() < deadline
    ):
        time.sleep(0.01)
    started.send_signal(signal.SIGKILL)
    assert started.wait(30) == -signal.SIGKILL
    store = open_store(url)
    assert store.count_rows("buildings") == before
    store.close()


NOTICE = "关于划定风险区的通告\n2022年11月16日\n一、高风险区\n1.枫岚苑3栋\n2.无此苑5栋\n"


def test_a_notice_becomes_zones_and_what_is_not_settled_is_said(town, tmp_path):
    path = tmp_path / "notice.txt"
    path.write_bytes(NOTICE.encode("gb18030"))
    said = json.loads(run("designate", "--notice", path, "--at", "2022-11-16T08:00+08:00", "--json", folder=town))
    assert [zone["name"] for zone in said["zones"]] == ["枫岚苑3栋", "无此苑5栋"]
    assert [problem for problem in said["problems"] if "只按文字答复" in problem]


def test_a_list_of_risk_zones_is_imported_with_counts(tmp_path):
    zones = [{"county": "云溪区", "communitys": ["怡景花园3栋", "甲路3号"]}]
    hours = ({"end_update_time": f"2022-11-03T{hour:02}:00", "highlist": zones[: 10 - hour]} for hour in (8, 9, 10))
    path = tmp_path / "list.jsonl"
    path.write_text("\n".join(map(json.dumps, hours)), encoding="utf-8")
    said = json.loads(run("import", "risk-list", path, "--list", "云溪", "--json", folder=tmp_path))
    counts = {name: said[name] for name in ("snapshots", "appeared", "changed", "ended", "texts", "read")}
    assert counts == {"snapshots": 3, "appeared": 2, "changed": 0, "ended": 2, "texts": 2, "read": 2}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("designate", "--notice", "none.txt"), "none.txt"),
        (("designate", "--notice", "bad.txt", "--draw", "bad.txt"), "one of --draw"),
        (("designate", "--notice", "bad.txt"), "register is empty"),
        (("import", "risk-list", "none.jsonl"), "no such file"),
        (("import", "risk-list", "bad.txt"), "no snapshot"),
        (("import", "risk-list", "bad.txt", "--protocol", "none"), "protocol"),
    ],
)
def test_a_notice_or_list_that_can_not_be_used_is_refused(tmp_path, arguments, reason):
    (tmp_path / "bad.txt").write_text("今天天气很好。", encoding="utf-8")
    assert reason in refused(*arguments, folder=tmp_path)


def test_a_file_that_can_not_be_written_is_one_line(town, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    said = refused("plan", zones_of(town)[0].zone_id, "--out", str(blocked / "plan.geojson"), folder=town)
    assert "name a file or folder" in said
