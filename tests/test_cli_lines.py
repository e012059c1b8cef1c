"""Better lines on the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo_service.actions.imports import write_layers
from geo_service.cli.lines import line_app
from geo_service.errors import InputError
from geo_service.model.frames import shape_frame
from geo_service.storage import open_store
from tests.derive.lanes import FAR, INNER, house, lanes
from tests.zones.register import buildings_frame, zone_version


@pytest.fixture
def url(tmp_path):
    """A store with the zone with four lanes."""
    address = f"sqlite:///{tmp_path}/lines.sqlite"
    store = open_store(address)
    houses = buildings_frame(INNER, house("h1", 30, -25, 7))
    write_layers(store, {"buildings": houses, "roads": shape_frame("roads", [*lanes(), *FAR])}, source="q")
    store.add_zone_version(zone_version())
    store.close()
    return address


def run(*arguments):
    done = CliRunner().invoke(line_app, [str(one) for one in arguments])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def test_lines_are_printed_with_what_they_save_and_cost(url):
    said = run("suggest", "z1", "--database", url).splitlines()
    assert said[0] == "z1 v1 原线：卡口和封闭点4处（4处通道），100户"
    assert "此线少设3处卡口或封闭点，多纳入7户（1栋、" in said[-1]
    assert said[-1].endswith("卡口和封闭点4→1）")


def test_lines_can_be_written_as_geojson_and_drawn_as_a_curve(url, tmp_path):
    plot, out = tmp_path / "curve.svg", tmp_path / "lines.geojson"
    facts = json.loads(run("suggest", "z1", "--plot", plot, "--out", out, "--database", url, "--json"))
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert [one["properties"]["key"] for one in features] == [one["key"] for one in facts["suggestions"]]
    assert features[0]["geometry"]["type"] == "MultiPolygon"
    assert "better lines within 150 m" in plot.read_text(encoding="utf-8")


def test_a_line_is_accepted_with_its_key(url):
    line = json.loads(run("suggest", "z1", "--database", url, "--json"))["suggestions"][-1]
    ground = ("--reason", "演练", "--reference", "演练第7号", "--author", "值班员")
    said = run("accept", "z1", line["number"], "--key", line["key"], *ground, "--database", url)
    assert "z1 v2" in said
    assert f"采纳改线建议{line['number']}·{line['key']}：卡口和封闭点4→1处，多纳入7户" in said


def test_a_line_without_a_reference_is_refused(url):
    with pytest.raises(InputError, match="give its reference"):
        run("accept", "z1", "1", "--reason", "演练", "--database", url)


def test_a_narrow_band_says_that_there_is_nothing(url):
    assert "外移20米以内没有值得改的线" in run("suggest", "z1", "--band", "20", "--database", url)


def test_no_file_of_the_curve_is_left_out(url, tmp_path):
    run("suggest", "z1", "--band", "0", "--plot", tmp_path / "none.svg", "--database", url)
    assert "nothing to compare" in Path(tmp_path / "none.svg").read_text(encoding="utf-8")
