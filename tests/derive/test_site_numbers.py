import geopandas as gpd
import pytest
from pandas import isna
from shapely import Point

from geo_service.derive.numbering import NO_NUMBERS, Numbering
from geo_service.derive.site_numbers import sentences_renamed, with_kept_numbers
from geo_service.derive.sites_orders import SiteOrder
from tests.derive.sheet_items import PLANE, item


def layer(rows):
    """Rows with x in metres as a layer in lon/lat."""
    places = [PLANE.to_lonlat(Point(row.pop("x"), 0)) for row in rows]
    return gpd.GeoDataFrame(rows, geometry=places, crs="EPSG:4326")


def frames():
    return {
        "delivery_point": layer([{"delivery_point_id": "P01", "x": 0}, {"delivery_point_id": "P02", "x": 300}]),
        "building": layer(
            [
                {"building_id": "a", "delivery_point_id": "P02", "x": 290},
                {"building_id": "P01", "delivery_point_id": "P01", "x": 10},
                {"building_id": "z", "delivery_point_id": None, "x": 10},
            ]
        ),
        "sampling_point": layer([{"sampling_point_id": "C01", "x": 0}]),
        "sampling_slot": layer([{"sampling_slot_id": "C01-001", "sampling_point_id": "C01", "x": 0}]),
        "sampling_shift": layer([{"sampling_shift_id": "T01-C01", "sampling_point_id": "C01", "x": 0}]),
        "sign": layer([{"sign_id": "B01", "x": 0}]),
    }


@pytest.fixture
def issued():
    """The last sheet had the two points under the other's number, and a sampling point under a later one."""
    sampling = item("P01", 0)
    return Numbering((item("P01", 300), item("P04", 2), type(sampling)("sampling_point", "C07", "", sampling.at)), ())


def test_without_a_sheet_nothing_is_changed():
    made = frames()
    found, renamed = with_kept_numbers(made, NO_NUMBERS, PLANE)
    assert renamed == {}
    assert found == made


def test_points_get_the_numbers_of_the_sheet_in_every_layer_that_names_them(issued):
    found, renamed = with_kept_numbers(frames(), issued, PLANE)
    assert renamed == {"P01": "P04", "P02": "P01", "C01": "C07"}
    assert found["delivery_point"]["delivery_point_id"].tolist() == ["P01", "P04"]
    served = dict(zip(found["building"]["building_id"], found["building"]["delivery_point_id"], strict=True))
    assert (served["a"], served["P01"]) == ("P01", "P04")
    assert isna(served["z"])
    assert found["sampling_slot"].iloc[0, :2].tolist() == ["C07-001", "C07"]
    assert found["sampling_shift"].iloc[0, :2].tolist() == ["T01-C07", "C07"]
    assert found["sign"]["sign_id"].tolist() == ["B01"]


def test_sentences_follow_but_not_what_people_said(issued):
    _, renamed = with_kept_numbers(frames(), issued, PLANE)
    said = ["P01（怡景花园东门）超出规程台位数", "P02、P01须增设", "未采纳（P01门口太窄）", "AP01"]
    assert sentences_renamed(said, renamed, ["P01门口太窄"]) == [
        "P04（怡景花园东门）超出规程台位数", "P01、P04须增设", "未采纳（P01门口太窄）", "AP01",
    ]  # fmt: skip
    assert sentences_renamed(said, {}, []) == said


def moved(from_x, to_x, kind="delivery_point"):
    here, there = (PLANE.to_lonlat(Point(x, 0)) for x in (from_x, to_x))
    return SiteOrder(kind, "move", here, there, "近北门")


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        (moved(150, 300), {"P02": "P05"}),
        (moved(150, 300, "sampling_point"), {"P02": "P06"}),
        (moved(150, 450), {"P02": "P06"}),
    ],
    ids=["ordered here", "another kind", "ordered elsewhere"],
)
def test_a_point_that_was_ordered_elsewhere_takes_its_number_there(order, numbers):
    before = Numbering((item("P01", 0), item("P05", 150)), ())
    _, renamed = with_kept_numbers(frames(), before, PLANE, [order])
    assert {old: new for old, new in renamed.items() if old.startswith("P")} == numbers


def test_once_crews_know_the_new_place_it_is_found_there():
    before = Numbering((item("P01", 0), item("P05", 300)), ())
    _, renamed = with_kept_numbers(frames(), before, PLANE, [moved(150, 300)])
    assert renamed["P02"] == "P05"
