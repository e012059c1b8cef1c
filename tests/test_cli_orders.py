"""Orders about a plan, field sheets and adjustments on the command line."""

import json

import pytest
from typer.testing import CliRunner

from geo_service.cli.changes import commands as changes
from geo_service.cli.orders import commands
from geo_service.errors import InputError, RefusedError
from geo_service.model.zone import DRAFT
from geo_service.storage import open_store
from tests.actions.lanes_store import EAST, fill_lanes
from tests.zones.register import zone_version


@pytest.fixture
def url(tmp_path):
    """Address of a store with the zone with four lanes, and a draft of another one."""
    address = f"sqlite:///{tmp_path}/lanes.sqlite"
    store = fill_lanes(open_store(address), EAST)
    store.add_zone_version(zone_version("z2", status=DRAFT, step="designate"))
    store.close()
    return address


def run(url, *arguments, app=commands):
    done = CliRunner().invoke(app, [*(str(one) for one in arguments), "--database", url])
    if done.exception is not None:
        raise done.exception
    return done


def lines(url, *arguments):
    return run(url, *arguments).stdout.splitlines()


GROUND = ("--ground", "学校门口")


def test_an_order_says_what_was_recorded_and_what_follows(url):
    said = lines(url, "order", "z1", "--post", "F02", "--staff", *GROUND)
    assert said[0].endswith(" 指定值守 F02：学校门口")
    assert said[1] == "随之 K02（南侧道路）改为封闭"
    listed = lines(url, "orders", "z1")
    assert listed[0].endswith("指定值守 K02：学校门口（执行）")


def test_an_order_is_taken_back(url):
    order_id = lines(url, "order", "z1", "--point", "108.780619,29.53", "--staff", *GROUND)[0].split()[0]
    assert lines(url, "order", "--withdraw", order_id, "--ground", "记错了") == [f"已撤销 {order_id}：记错了"]
    assert lines(url, "orders", "z1") == ["没有指定"]


def test_points_are_forbidden_and_moved(url):
    said = lines(url, "order", "z1", "--site", "delivery_point:P01", "--forbid", *GROUND)
    assert said[0].endswith("指定不设点 P01：学校门口")
    pinned = ("--site", "delivery_point", "--point", "108.7804,29.5305", "--pin")
    assert lines(url, "order", "z1", *pinned, *GROUND)[0].endswith("指定设点 108.780400,29.530500：学校门口")
    moved = json.loads(
        run(url, "order", "z1", "--site", "delivery_point:P02", "--move", "108.78,29.5302", *GROUND, "--json").stdout
    )
    assert moved["order"]["values"]["to_lat"] == 29.5302
    assert "指定移点 物资配送中转站 " in lines(url, "orders", "z1")[-1]
    assert " → 108.780000,29.530200：学校门口" in lines(url, "orders", "z1")[-1]


def test_an_order_that_would_shut_people_in_is_refused(url):
    with pytest.raises(RefusedError, match="nothing was recorded"):
        run(url, "order", "z1", "--post", "K03", "--close", *GROUND)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (("z1", "--post", "K01", *GROUND), "say one of --staff, --close, --pin, --forbid, --move; got 0"),
        (("z1", "--post", "K01", "--staff", "--close", *GROUND), "got 2"),
        (("z1", "--staff", *GROUND), "name one place: --post K03"),
        (("z1", "--post", "K01", "--site", "delivery_point:P01", "--pin", *GROUND), "name one place"),
        (("z1", "--post", "K01", "--pin", *GROUND), "of a post one may order --staff or --close, got --pin"),
        (("z1", "--post", "K01", "--staff"), "needs its ground"),
        (("--post", "K01", "--staff", *GROUND), "name the zone"),
        (("--withdraw", "F1"), "needs --ground TEXT and takes no new order"),
    ],
)
def test_a_wrong_order_is_one_line(url, said, line):
    with pytest.raises(InputError, match=line):
        run(url, "order", *said)


def test_sheets_are_issued_listed_and_compared(url, tmp_path):
    first = lines(url, "issue", "z1")
    assert "z1 第1号外勤单（第1版" in first[0]
    assert first[0].endswith("卡口3、封闭点2，共12处")
    assert lines(url, "issue", "z1") == ["z1 没有变化，各岗位不动；第1号外勤单继续有效"]
    assert lines(url, "deltas", "z1") == ["z1 v1 对照第1号外勤单", "没有变化，各岗位不动"]
    run(url, "order", "z1", "--post", "F02", "--staff", *GROUND)
    told = lines(url, "deltas", "z1", "--to", tmp_path / "out")
    assert told[1].startswith("F02 开放，改设卡口K04")
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"adjustments_z1.xlsx", "adjustments_z1.csv"}
    assert "F02 开放" in lines(url, "issue", "z1")[1]
    assert len(lines(url, "sheets", "z1")) == 2
    assert json.loads(run(url, "deltas", "z1", "--since", "1", "--json").stdout)["says"] == "2 things change"


def test_without_a_zone_all_that_are_due_are_issued(url):
    assert lines(url, "issue")[0].startswith("z1 第1号外勤单")
    assert lines(url, "issue") == ["没有要下发的"]
    assert json.loads(run(url, "issue", "--json").stdout) == {"issued": []}
    assert lines(url, "sheets", "z2") == ["还没有下发"]


def test_a_publication_is_answered_first_and_its_sheet_said_apart(url):
    done = run(url, "publish", "z2", "--reason", "演练", "--reference", "演练第1号", app=changes)
    assert done.stdout.splitlines()[0].startswith("z2 v")
    assert "外勤单" not in done.stdout
    assert "z2 第1号外勤单" in done.stderr
