"""The commands about bounds."""

import json

import pytest
from shapely.geometry import mapping
from typer.testing import CliRunner

from geo_service.actions.imports import write_layers
from geo_service.cli.bounds import bounds_app
from geo_service.errors import InputError
from geo_service.model.frames import shape_frame
from geo_service.storage import open_store
from tests.derive.streets import PLANE, SQUARE, drawn

SIDES = "东至东路，南至南路，西至西路，北至北路"


@pytest.fixture
def database(tmp_path):
    """A store with four streets."""
    url = f"sqlite:///{tmp_path}/streets.sqlite"
    store = open_store(url)
    rows = [{"road_id": one.name, "name": one.name, "geometry": PLANE.to_lonlat(one.lines)} for one in SQUARE]
    write_layers(store, {"roads": shape_frame("roads", rows)}, source="streets")
    store.close()
    return url


def run(*arguments):
    return CliRunner().invoke(bounds_app, list(arguments), catch_exceptions=False, prog_name="geo-service").stdout


def test_words_become_a_file_and_the_file_words(database, tmp_path):
    out = tmp_path / "square.geojson"
    said = json.loads(run("shape", SIDES, "--out", str(out), "--database", database, "--json"))
    assert said["area_m2"] == pytest.approx(90_000, rel=1e-4)
    printed = run("words", "--draw", str(out), "--database", database)
    assert printed.splitlines() == [SIDES, "按文字重画与原范围重合100.0%"]


def test_what_does_not_close_is_said(database):
    printed = run("shape", "东至东路，南至南路，西至西路", "--database", database)
    assert printed.strip() == "不闭合：没有写明北侧"


def test_words_that_make_no_area_write_no_file_and_do_not_pass_for_done(database, tmp_path):
    out = tmp_path / "open.geojson"
    arguments = ["shape", "东至东路，南至南路，西至西路", "--out", str(out), "--database", database]
    assert CliRunner().invoke(bounds_app, arguments).exit_code == 1
    assert not out.exists()


def test_one_source_is_needed(database):
    with pytest.raises(InputError, match="one of the two"):
        run("words", "--database", database)


def test_json_has_the_sides_and_the_agreement(database, tmp_path):
    path = tmp_path / "drawn.geojson"
    path.write_text(json.dumps(mapping(drawn(5, 5, 295, 295))), encoding="utf-8")
    facts = json.loads(run("words", "--draw", str(path), "--database", database, "--json"))
    assert facts["parts"][0]["sides"]["east"] == {"text": "东路", "names": ["东路"], "covered": 1.0, "unnamed_m": 0.0}
    assert facts["agreement"] > 0.9
