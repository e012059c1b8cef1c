"""Words on the map: sides, enclosing lines, and what is said when they do not settle a place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from geo_service.derive.bounds_shape import join_areas, shape_of_bounds
from geo_service.model.said import SaidBounds, SaidEnclosure
from tests.derive.streets import PLANE, SQUARE, across, along, area_m2, drawn, iou, river, road, town

FOUR = SaidBounds("东路", "南路", "西路", "北路")
SIDE_M2 = 90_000


def shape(said, *features, **options):
    return shape_of_bounds(said, town(*features), **options)


def test_four_roads_bound_the_square_between_them():
    made = shape(FOUR, *SQUARE)
    assert iou(made.area, box(0, 0, 300, 300)) == pytest.approx(1, abs=1e-6)
    assert (made.reason, made.notes) == ("", ())


@given(st.permutations(["东路", "南路", "西路", "北路"]))
@settings(max_examples=8, deadline=None)
def test_enclosing_lines_mean_the_same_in_any_order(lines):
    made = shape(SaidEnclosure(tuple(lines)), *SQUARE)
    assert area_m2(made.area) == pytest.approx(SIDE_M2, rel=1e-5)


def test_a_gap_is_told_with_its_metres_and_both_roads():
    made = shape(FOUR, along("东路", 300, 85, 500), across("南路", 0), *SQUARE[2:])
    assert made.area is None
    assert made.reason == "不闭合：东路与南路之间缺口85米"
    assert made.reason_en == "not closed: gap of 85 m between 东路 and 南路"


def test_a_gap_of_enclosing_lines_is_told_whatever_their_order():
    lines = ("北路", "南路", "东路", "西路")
    made = shape(SaidEnclosure(lines), along("东路", 300, 85, 500), across("南路", 0), *SQUARE[2:])
    assert made.reason_en == "not closed: gap of 85 m between 东路 and 南路"


def test_a_gap_as_wide_as_a_junction_is_closed_and_noted():
    made = shape(FOUR, along("东路", 300, 20, 500), across("南路", 0), *SQUARE[2:])
    assert iou(made.area, box(0, 0, 300, 300)) > 0.999
    assert made.notes == ("路口处共接合缺口20米",)


def test_an_unknown_name_is_told_with_those_like_it():
    made = shape(FOUR, along("东大路", 300), *SQUARE[1:])
    assert made.area is None
    assert "没有“东路”" in made.reason
    assert "东大路" in made.reason


def test_a_crossing_is_no_line():
    made = shape(SaidBounds(east="东路与南路交叉口", north="北路"), *SQUARE)
    assert "路口" in made.reason


def test_two_places_that_fit_are_both_told():
    twice = (
        road("东路", [(300, -100), (300, 400)], [(300, 500), (300, 1000)]),
        road("西路", [(0, -100), (0, 400)], [(0, 500), (0, 1000)]),
        road("北路", [(-100, 300), (400, 300)], [(-100, 900), (400, 900)]),
        road("南路", [(-100, 0), (400, 0)], [(-100, 600), (400, 600)]),
    )
    made = shape(FOUR, *twice)
    assert made.reason == "有2处都符合：9.0公顷、9.0公顷"
    assert len(made.places) == 2
    here = shape(FOUR, *twice, within=drawn(-50, 550, 350, 950))
    assert iou(here.area, box(0, 600, 300, 900)) > 0.999


def test_a_place_outside_the_named_community_is_not_taken():
    made = shape(FOUR, *SQUARE, within=drawn(250, 250, 600, 600))
    assert made.area is None
    assert "不在所写的街道、社区内" in made.reason


def test_a_road_on_the_other_side_is_a_contradiction():
    made = shape(SaidBounds("西路", "南路", "东路", "北路"), *SQUARE)
    assert made.reason.startswith("方位矛盾：")
    assert "东路在东侧，写的是西侧" in made.reason


def test_a_side_that_is_not_said_is_named():
    made = shape(SaidBounds("东路", "南路", "西路"), *SQUARE)
    assert made.reason == "不闭合：没有写明北侧"
    assert made.reason_en == "not closed: the north is not said"


def test_three_sides_that_close_are_drawn():
    slope = road("斜路", [(0, 0), (300, 300)])
    made = shape(SaidBounds(east="东路", south="南路", north="斜路"), SQUARE[0], SQUARE[1], slope)
    assert area_m2(made.area) == pytest.approx(SIDE_M2 / 2, rel=1e-4)


def test_several_roads_form_one_side():
    upper, lower = along("东一路", 300, 150, 500), along("东二路", 400, -100, 150)
    step = across("中路", 150, 200, 500)
    made = shape(SaidBounds("东一路、东二路", "南路", "西路", "北路、中路"), upper, lower, step, *SQUARE[1:])
    assert area_m2(made.area) == pytest.approx(300 * 300 + 100 * 150, rel=1e-4)


def test_the_inner_carriageway_bounds_the_area():
    two = road("东路", [(300, -100), (300, 500)], [(320, -100), (320, 500)])
    made = shape(FOUR, two, *SQUARE[1:])
    assert iou(made.area, box(0, 0, 300, 300)) > 0.999


def test_the_nearer_bank_of_a_river_bounds_the_area():
    water = river("望江河", (-100, 300), (500, 300), (500, 380), (-100, 380))
    made = shape(SaidBounds("东路", "南路", "西路", "望江河"), *SQUARE[:3], water)
    assert iou(made.area, box(0, 0, 300, 300)) > 0.999


def test_parallels_and_meridians_are_sides():
    corner = PLANE.to_lonlat(Point(300, 300))
    lon, lat = corner.x, corner.y
    said = SaidBounds(f"东经{lon:.6f}度", "南路", "西路", f"北纬{lat:.6f}")
    made = shape(said, *SQUARE[1:3])
    assert iou(made.area, box(0, 0, 300, 300)) > 0.99


def test_sections_of_a_road_are_one_line_and_that_is_noted():
    parts = along("东路南段", 300, -100, 150), along("东路北段", 300, 150, 500)
    made = shape(FOUR, *parts, *SQUARE[1:])
    assert area_m2(made.area) == pytest.approx(SIDE_M2, rel=1e-5)
    assert made.notes == ("“东路”按登记的东路北段、东路南段取线",)


def test_areas_across_one_road_take_it_in():
    west, east = (MultiPolygon([drawn(*bounds_m)]) for bounds_m in ((0, 0, 300, 300), (315, 0, 600, 300)))
    assert iou(join_areas([west, east], PLANE), box(0, 0, 600, 300)) > 0.99
    assert join_areas([west], PLANE) == west
