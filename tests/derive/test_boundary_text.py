"""Polygons in words: the names along each side, what has no name, and the way back."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, box
from shapely.affinity import rotate
from shapely.ops import unary_union

from geo_service.derive.boundary_text import boundary_words
from tests.derive.streets import PLANE, SQUARE, across, along, drawn, lattice, layers, lonlat, river, road, town

ALL = "东至东路，南至南路，西至西路，北至北路"


def text(zone, *features):
    return boundary_words(zone, town(*features)).text


def test_a_square_between_four_roads_is_said_by_them():
    words = boundary_words(drawn(0, 0, 300, 300), town(*SQUARE))
    assert words.text == ALL
    assert words.agreement > 0.999
    assert words.notes == ()
    assert {side.covered for side in words.parts[0].sides.values()} == {1.0}


def test_a_drawing_by_hand_a_little_inside_the_roads_is_said_by_them():
    assert text(drawn(8, 5, 290, 294), *SQUARE) == ALL


def test_a_side_along_two_roads_names_both_from_north_to_south():
    upper, lower = along("东一路", 300, 150, 500), along("东二路", 300, -100, 150)
    assert text(drawn(0, 0, 300, 300), upper, lower, *SQUARE[1:]).startswith("东至东一路、东二路，")


def test_a_river_and_a_railway_are_named_like_roads():
    water = river("望江河", (-100, 300), (500, 300), (500, 380), (-100, 380))
    assert text(drawn(0, 0, 300, 298), *SQUARE[:3], water).endswith("北至望江河")


def test_a_wall_is_named_where_no_road_runs():
    rows = [{"road_id": str(k), "name": one.name, "geometry": one.lines} for k, one in enumerate(SQUARE[:3])]
    garden = {"estate_id": "e", "name": "怡景花园", "geometry": box(-20, 301, 320, 500)}
    words = boundary_words(drawn(0, 0, 300, 300), layers(roads=rows, estates=[garden]))
    assert words.text == "东至东路，南至南路，西至西路，北至怡景花园围墙"
    assert words.agreement > 0.97


def test_a_side_without_a_name_is_said_by_its_parallel_and_told():
    words = boundary_words(drawn(0, 0, 300, 300), town(*SQUARE[:3]))
    assert "，北至北纬29.53" in words.text
    assert words.notes == ("北侧约300米没有命名的道路、河流或围墙，以经纬度表示",)
    assert words.parts[0].sides["north"].names == ()
    assert words.agreement > 0.98


def test_a_place_without_any_line_is_said_by_degrees():
    words = boundary_words(drawn(0, 0, 300, 300), town())
    assert words.names == ()
    assert len(words.notes) == 4
    assert words.agreement > 0.98


def test_a_road_through_the_middle_is_not_named():
    assert "中路" not in text(drawn(0, 0, 300, 300), along("中路", 150), *SQUARE)


def test_a_road_that_runs_inside_more_than_along_the_edge_is_no_bound():
    # it follows the edge for 60 m, then turns and runs 300 m through the zone
    winding = road("弯路", [(0, 360), (0, 240), (150, 240), (150, 20)])
    words = boundary_words(drawn(0, 0, 300, 300), town(winding, *SQUARE[:2], SQUARE[3], along("西路", -10)))
    assert all("弯路" not in side.names for part in words.parts for side in part.sides.values())


def test_a_zone_cut_by_a_road_that_bounds_it_is_said_in_parts():
    # the middle streets bound the two arms and run on through the corner
    streets = lattice([0, 300, 600], [0, 300, 600])
    zone = lonlat([(0, 0), (600, 0), (600, 300), (300, 300), (300, 600), (0, 600)])
    words = boundary_words(zone, streets)
    assert words.agreement > 0.99


def test_a_hole_is_left_out_in_words():
    inner = [along("内东路", 200, 90, 210), across("内南路", 100, 90, 210), along("内西路", 100, 90, 210)]
    zone = lonlat([(0, 0), (300, 0), (300, 300), (0, 300)], [(100, 100), (200, 100), (200, 200), (100, 200)])
    words = boundary_words(zone, town(*inner, across("内北路", 200, 90, 210), *SQUARE))
    assert words.text == f"{ALL}（不含东至内东路，南至内南路，西至内西路，北至内北路的区域）"
    assert words.agreement > 0.999


def test_a_part_without_a_northern_side_is_said_by_the_lines_around_it():
    left, right = road("左路", [(-20, -40), (170, 340)]), road("右路", [(320, -40), (130, 340)])
    far = along("远东路", 900), across("远南路", 0, 600, 1000), along("远西路", 700), across("远北路", 300, 600, 1000)
    zone = MultiPolygon([lonlat([(0, 0), (300, 0), (150, 300)]), drawn(700, 0, 900, 300)])
    words = boundary_words(zone, town(left, right, across("南路", 0), *far))
    assert words.text == "东至远东路，南至远南路，西至远西路，北至远北路；右路、南路、左路合围区域"
    assert words.agreement > 0.99


def test_each_part_has_its_text():
    far = along("远东路", 900), across("远南路", 0, 600, 1000), along("远西路", 700), across("远北路", 300, 600, 1000)
    zone = MultiPolygon([drawn(0, 0, 300, 300), drawn(700, 0, 900, 300)])
    words = boundary_words(zone, town(*SQUARE, *far))
    assert words.text == f"{ALL}；东至远东路，南至远南路，西至远西路，北至远北路"
    assert words.agreement > 0.999


def test_a_zone_on_the_outer_carriageway_names_the_road_once():
    two = road("东路", [(300, -100), (300, 500)], [(316, -100), (316, 500)])
    assert text(drawn(0, 0, 316, 300), two, *SQUARE[1:]) == ALL


GAPS = st.lists(st.integers(160, 400), min_size=2, max_size=4)


@given(GAPS, GAPS, st.integers(0, 3), st.integers(0, 3), st.booleans())
@settings(max_examples=25, deadline=None)
def test_blocks_of_a_lattice_go_there_and_back(widths, depths, column, row, both):
    xs, ys = ([sum(gaps[:k]) for k in range(len(gaps) + 1)] for gaps in (widths, depths))
    i, j = column % len(widths), row % len(depths)
    blocks = [box(xs[i], ys[j], xs[i + 1], ys[j + 1])]
    if both and i + 2 < len(xs):
        blocks.append(box(xs[i + 1], ys[j], xs[i + 2], ys[j + 1]))
    words = boundary_words(PLANE.to_lonlat(unary_union(blocks)), lattice(xs, ys))
    assert words.agreement > 0.99
    assert len(words.names) == 4


@given(st.floats(0, 6.28), st.integers(200, 500), st.integers(200, 500))
@settings(max_examples=25, deadline=None)
def test_a_block_turned_any_way_goes_there_and_back(turn, width, depth):
    block = box(0, 0, width, depth)
    corners = list(block.exterior.coords)
    lines = [LineString(pair) for pair in pairwise(corners)]
    sides = [rotate(line, turn, origin=(0, 0), use_radians=True) for line in lines]
    roads = [road(f"{name}路", side.coords) for name, side in zip("甲乙丙丁", sides, strict=True)]
    zone = rotate(block, turn, origin=(0, 0), use_radians=True)
    words = boundary_words(PLANE.to_lonlat(zone), town(*roads))
    assert words.agreement > 0.99


def test_the_text_is_the_same_each_time():
    zone = drawn(0, 0, 300, 300)
    assert len({text(zone, *order) for order in (SQUARE, SQUARE[::-1])}) == 1


@pytest.mark.parametrize("small_m", [20, 45])
def test_a_small_zone_is_said_all_the_same(small_m):
    roads = (along("东路", small_m), across("南路", 0), along("西路", 0), across("北路", small_m))
    assert boundary_words(drawn(0, 0, small_m, small_m), town(*roads)).agreement is not None
