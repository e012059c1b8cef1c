import json

import pyogrio
import pytest

from geo_service.exports.geopackage import write_geopackage
from geo_service.model.plan import PLAN_LAYERS
from tests.exports.conftest import ROWS


@pytest.fixture
def written(tmp_path, tiny_plan, exported_at):
    path = tmp_path / "plan.gpkg"
    write_geopackage(tiny_plan, path, exported_at)
    return path


def test_there_is_one_layer_per_kind_empty_ones_too(written):
    assert [name for name, _ in pyogrio.list_layers(written)] == ["zone", *PLAN_LAYERS]
    assert pyogrio.read_info(written, layer="service")["features"] == 0


@pytest.mark.parametrize("kind", [kind for kind, rows in ROWS.items() if rows])
def test_rows_come_back_as_they_were(written, tiny_plan, kind):
    before = tiny_plan.frames[kind]
    after = pyogrio.read_dataframe(written, layer=kind)
    assert after.crs.to_epsg() == 4326
    assert list(after.columns) == PLAN_LAYERS[kind].names
    assert all(after.geometry.reset_index(drop=True).geom_equals(before.geometry))
    for column in PLAN_LAYERS[kind].columns:
        if column.kind != "json":
            known = before[column.name].notna()
            assert after[column.name].notna().tolist() == known.tolist()
            assert after[column.name][known].tolist() == before[column.name][known].tolist()


def test_lists_are_json_text(written):
    assert json.loads(pyogrio.read_dataframe(written, layer="checkpoint")["way_ids"][0]) == [101, "way/102"]


def test_the_zone_layer_says_what_it_is(written):
    zone = pyogrio.read_dataframe(written, layer="zone").iloc[0]
    assert (zone["zone_id"], zone["version"], zone["status"]) == ("Z-1", 2, "in_force")
    assert json.loads(zone["problems"]) == ["way/2 没有登记地址"]


def test_the_same_plan_and_time_give_the_same_file(written, tmp_path, exported_at, make_plan):
    again = tmp_path / "again.gpkg"
    write_geopackage(make_plan(), again, exported_at)
    assert again.read_bytes() == written.read_bytes()


def test_the_time_of_later_writes_is_their_own(written):
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None
    assert written.exists()
