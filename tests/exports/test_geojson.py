import importlib.util
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPoint, Point, Polygon, box
from shapely.geometry import shape

from geo_service.exports.geojson import geometries_json, plain, plan_geojson, plan_geojson_bytes, way_ref
from geo_service.model.plan import PLAN_LAYERS

GOLDEN = Path(__file__).parent / "golden" / "plan.geojson"
CHECKER = Path(__file__).parents[3] / "shared" / "tools" / "check_plan.py"


def of_kind(collection, kind):
    return [feature["properties"] for feature in collection["features"] if feature["properties"]["kind"] == kind]


def test_the_tiny_plan_is_the_golden_file(tiny_plan):
    assert json.loads(plan_geojson_bytes(tiny_plan)) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_the_same_plan_gives_the_same_bytes(tiny_plan, make_plan):
    assert plan_geojson_bytes(tiny_plan) == plan_geojson_bytes(make_plan())


def test_the_zone_comes_first_with_its_totals(tiny_plan):
    zone = plan_geojson(tiny_plan)["features"][0]["properties"]
    assert (zone["kind"], zone["zone_id"], zone["version"]) == ("zone", "Z-1", 2)
    assert zone["boundary_roads"] == "outside"
    assert (zone["totals"]["households"], zone["totals"]["households_estimated"]) == (120, 12)


def test_every_column_of_every_kind_is_written(tiny_plan):
    collection = plan_geojson(tiny_plan)
    for kind, layer in PLAN_LAYERS.items():
        names = {column.name for column in layer.columns} - {"way_ids"}
        assert all(names <= set(properties) for properties in of_kind(collection, kind))


def test_ids_are_unique_when_a_facility_is_venue_and_service(make_plan, plan_rows):
    rows = plan_rows | {"service": [{**plan_rows["venue"][0], "inside": True, "distance_m": np.nan}]}
    ids = [feature["id"] for feature in plan_geojson(make_plan(rows))["features"]]
    assert len(ids) == len(set(ids))


def test_unknown_values_are_null(tiny_plan):
    building = of_kind(plan_geojson(tiny_plan), "building")[1]
    assert building["levels"] is None
    assert building["name"] is None
    assert plain(np.nan) is plain(pd.NA) is plain(None) is None


def test_ways_go_out_as_osm_references(tiny_plan):
    assert of_kind(plan_geojson(tiny_plan), "checkpoint")[0]["way_id"] == ["way/101", "way/102"]
    assert way_ref("101") == way_ref(101) == way_ref("way/101") == "way/101"
    assert way_ref(-5) == "way/-5"


def test_the_author_is_not_passed_on(tiny_plan):
    assert tiny_plan.zone.author not in plan_geojson_bytes(tiny_plan).decode()


def test_a_zone_without_geometry_is_written_without_one(make_plan):
    assert plan_geojson(make_plan(geometry=None))["features"][0]["geometry"] is None


def test_heights_are_dropped_and_outer_rings_run_counter_clockwise():
    clockwise = Polygon([(0, 0, 5), (0, 1, 5), (1, 1, 5), (1, 0, 5)])
    ring = shape(geometries_json([clockwise])[0]).exterior
    assert ring.is_ccw
    assert not ring.has_z


def test_points_on_two_carriageways_stay_together():
    assert geometries_json([MultiPoint([(1, 2), (3, 4)])])[0]["type"] == "MultiPoint"


@given(st.floats(-179, 179), st.floats(-85, 85))
def test_coordinates_keep_a_millimetre(lon, lat):
    written = geometries_json([Point(lon, lat)])[0]["coordinates"]
    assert written == pytest.approx((lon, lat), abs=0.51e-8)
    assert written == tuple(round(value, 8) for value in written)


def test_an_empty_plan_is_a_zone_only(make_plan):
    collection = plan_geojson(make_plan({kind: [] for kind in PLAN_LAYERS}))
    assert [feature["properties"]["kind"] for feature in collection["features"]] == ["zone"]


@pytest.mark.shared
@pytest.mark.skipif(not CHECKER.exists(), reason="the plan checker is not beside the checkout")
def test_the_checker_reads_every_kind_and_complains_of_none(tiny_plan):
    spec = importlib.util.spec_from_file_location("check_plan", CHECKER)
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    read = checker.Plan(json.loads(plan_geojson_bytes(tiny_plan)))
    posts = checker.post_list(read, checker.Proj(108.771, 29.5305))
    assert read.warnings == []
    assert read.zone_ll.equals(box(108.77, 29.53, 108.772, 29.531))
    listed = [(post["id"], sorted(post["ways"])) for post in posts]
    assert listed == [("K-1", [101, 102]), ("F-1", [104]), ("G-1", [103])]
