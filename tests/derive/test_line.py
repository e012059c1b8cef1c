from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from geo_service.coords.metric import plane_at
from geo_service.derive.cordon import plan_posts
from geo_service.derive.line import line_key, with_band
from geo_service.derive.line_ground import LineRule
from geo_service.errors import GeometryError, InputError
from geo_service.network.crossings import find_crossings
from geo_service.network.graph import network_of
from geo_service.zones.delineate import buildings_inside
from geo_service.zones.outline import as_multipolygon
from tests.derive.lanes import INNER, area, found, house, lanes, near, road
from tests.zones.register import PLANE, at_metres, member, zone_version


def last(lines):
    return lines.suggestions[-1]


def test_four_lanes_that_meet_outside_are_held_at_the_one_road_on():
    line = last(found(near(houses=[INNER])))
    assert (line.drawn.posts, line.figures.posts, line.posts_saved, line.more_households) == (4, 1, 3, 0)
    assert line.says == "此线少设3处卡口或封闭点，多纳入0户"
    assert line.says_en == "this line needs 3 posts fewer and takes in 0 more households"


def test_the_houses_on_the_way_are_counted_and_kept_whole():
    line = last(found(near(houses=[INNER, house("h1", 30, -25, 7), house("h2", 70, -50, 4)])))
    assert (line.posts_saved, line.more_households, line.building_ids) == (3, 11, ("h1", "h2"))
    assert all(line.outline.covers(shape) for shape in (at_metres(26, -29, 34, -21), at_metres(66, -54, 74, -46)))


def test_a_house_beside_the_way_out_is_left_outside_whole():
    line = last(found(near(houses=[INNER, house("far", 57, -140, 9)])))
    assert line.more_households == 0
    assert not line.outline.intersects(at_metres(53, -144, 61, -136))


def test_a_line_that_takes_in_too_many_homes_is_not_suggested_but_stands_on_the_curve():
    lines = found(near(houses=[INNER, house("tower", 30, -25, 60)]))
    assert all(line.more_households == 0 for line in lines.suggestions)
    assert max(point.figures.households for point in lines.curve) == 160


def test_a_dearer_household_makes_a_line_that_takes_in_fewer():
    houses = [INNER, house("h1", 30, -25, 40)]
    cheap = found(near(houses=houses), most_households_per_post=400.0)
    dear = found(near(houses=houses), most_households_per_post=10.0)
    assert last(cheap).more_households == 40
    assert all(line.more_households == 0 for line in dear.suggestions)


def test_a_line_does_not_leave_the_band():
    line = last(found(near(houses=[INNER]), band_m=60.0))
    assert line.outline.within(PLANE.to_lonlat(PLANE.to_metres(zone_version().geometry).buffer(60.01)))


def test_a_band_too_narrow_for_the_street_has_nothing_to_suggest():
    lines = found(near(houses=[INNER]), band_m=30.0)
    assert (lines.suggestions, lines.drawn.posts) == ((), 4)
    assert lines.problems == ("外移30米以内没有值得改的线：少设的卡口和封闭点抵不上多纳入的户数和面积",)


def test_a_band_of_nothing_says_so():
    lines = found(near(houses=[INNER]), band_m=0.0)
    assert (lines.suggestions, lines.problems) == ((), ("区界可外移的距离为0米，没有可比较的线",))


def test_a_zone_without_roads_says_so():
    assert found(near(rows=[], houses=[INNER])).problems == ("区界附近没有登记道路，无法比较",)


def test_a_zone_that_no_road_leaves_says_so():
    inside = [road("yard", (20, 20), (80, 20))]
    assert found(near(rows=inside, houses=[INNER])).problems == ("没有道路穿越区界，无须改线",)


def test_a_zone_without_buildings_may_still_have_a_better_line():
    assert last(found(near())).posts_saved == 3


def test_a_zone_not_on_the_map_is_refused():
    with pytest.raises(GeometryError, match="no geometry yet"):
        found(near(), zone=zone_version(geometry=None))


def test_a_broken_footprint_is_refused_by_name():
    bow = shapely.Polygon([(20, -30), (40, -50), (40, -30), (20, -50)])
    houses = [INNER, {"building_id": "bow", "households": 3, "geometry": PLANE.to_lonlat(bow)}]
    with pytest.raises(GeometryError, match="bow"):
        found(near(houses=houses))


def test_an_expressway_is_not_crossed_when_the_line_can_pass_it():
    lines = found(near(rows=lanes(highway="motorway"), houses=[INNER]), band_m=100.0)
    assert not any(line.figures.never_cut for line in lines.suggestions)


def test_a_drawn_line_across_expressways_says_whether_that_can_be_helped():
    rows = [{**row, "highway": "motorway"} for row in lanes()]
    lines = found(near(rows=rows, houses=[INNER]))
    assert lines.problems[0] == ("划定的线在4处切断不宜切断的道路（快速路主线或医院门前），范围内没有能全部避开的线")
    assert last(lines).figures.never_cut == 1


def hospital(*bounds_m):
    return {"facility_id": "f1", "name": "望江医院", "kind": "hospital", "geometry": area(*bounds_m)}


def test_a_hospital_that_comes_to_lie_inside_is_named():
    line = last(found(near(houses=[INNER], facilities=[hospital(44, -30, 56, -20)]), keep_clear_m=1.0))
    assert line.takes_in == ("望江医院",)
    assert line.says.endswith("；注意：把望江医院纳入区内")


def test_a_line_keeps_clear_of_a_hospital():
    forecourt = hospital(55, -75, 70, -55)
    line = last(found(near(houses=[INNER], facilities=[forecourt]), keep_clear_m=20.0))
    crossing = plane_at(line.outline).to_metres(line.outline)
    assert (line.figures.never_cut, line.figures.posts) == (0, 1)
    assert crossing.bounds[1] < -50


def test_no_line_is_drawn_where_no_roads_are_known():
    lines = found(replace(near(houses=[INNER]), known=area(-500, -45, 500, 500).bounds))
    assert lines.problems[0] == "外移150米的范围有一部分超出登记道路的范围，该部分未作比较"
    assert all(line.outline.bounds[1] >= area(0, -46, 1, 1).bounds[1] for line in lines.suggestions)


def test_islands_of_road_that_nothing_reaches_do_no_harm():
    rows = [*lanes(), road("island", (-60, -60), (-90, -60), (-90, -90)), road("far", (150, 50), (180, 50))]
    assert last(found(near(rows=rows, houses=[INNER]))).posts_saved == 3


def test_a_bridge_over_the_band_is_no_crossing():
    bridge = road("bridge", (-300, -60), (300, -60), grade_separated=True)
    assert last(found(near(rows=[*lanes(), bridge], houses=[INNER]))).figures.posts == 1


def test_a_whole_site_goes_with_one_of_its_buildings_where_the_rule_says_so():
    houses = [INNER, house("a", 30, -25, 5, estate_id="e1"), house("b", 140, 50, 6, estate_id="e1")]
    any_part = last(found(near(houses=houses)))
    whole = last(found(near(houses=houses), membership="any_part_whole_premises"))
    assert (any_part.more_households, whole.more_households) == (5, 11)


def test_a_hole_that_costs_posts_is_closed_and_priced():
    drawn = as_multipolygon(at_metres(0, 0, 300, 300).difference(at_metres(130, 130, 170, 170)))
    rows = [road("across", (60, 150), (150, 150), (240, 150)), road("on", (150, 60), (150, 150), (150, 240))]
    zone = zone_version(geometry=drawn)
    line = last(found(near(rows=rows, houses=[house("i", 30, 30, 50), house("yard", 145, 158, 3)]), zone=zone))
    assert (line.drawn.posts, line.figures.posts, line.more_households) == (4, 0, 3)


def test_a_zone_of_two_parts_may_become_one():
    parts = as_multipolygon(shapely.union_all([at_metres(0, 0, 100, 100), at_metres(160, 0, 260, 100)]))
    rows = [road(f"r{y}", (50, y), (210, y)) for y in (10, 50, 90)]
    line = last(found(near(rows=rows, houses=[INNER]), zone=zone_version(geometry=parts)))
    assert (line.drawn.posts, line.figures.posts, len(line.outline.geoms)) == (6, 0, 1)


def recounted(line, surroundings):
    """Posts of an outline, counted again on another plane."""
    plane = plane_at(shapely.box(*line.outline.bounds))
    roads = plane.frame_to_metres(surroundings.roads)
    outline = plane.to_metres(line.outline)
    cordon = find_crossings(outline, network_of(roads), roads)
    return len(plan_posts(outline, cordon, roads, plane.frame_to_metres(surroundings.gates))[0])


HOUSES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 6), st.integers(0, 12)), max_size=8, unique_by=lambda one: one[:2]
)


@settings(max_examples=15, deadline=None)
@given(HOUSES, st.integers(50, 200))
def test_every_line_covers_the_drawn_one_and_its_numbers_are_those_of_a_recount(places, band_m):
    houses = [INNER, *(house(f"h{x}.{y}", x * 12 - 4, -12 - y * 15, homes, 6) for x, y, homes in places)]
    surroundings, zone = near(houses=houses), zone_version()
    for line in found(surroundings, zone=zone, band_m=float(band_m)).suggestions:
        assert zone.geometry.difference(line.outline).area < 1e-14
        assert line.outline.is_valid
        assert recounted(line, surroundings) == line.figures.posts < line.drawn.posts
        inside = buildings_inside(line.outline, surroundings.buildings)
        assert set(line.building_ids) == set(inside["building_id"]) - {"inner"}
        assert line.more_households == inside["households"].sum() - 100
        assert (inside["share_inside"] > 1 - 1e-6).all()


def test_a_member_beyond_the_outline_is_no_extra_building():
    houses = [INNER, house("named", 30, -25, 7)]
    line = last(found(near(houses=houses), zone=zone_version(members=[member("inner"), member("named")])))
    assert (line.more_households, line.figures.households) == (0, 107)


def test_suggestions_get_better_and_dearer():
    houses = [INNER, *(house(f"h{x}", x, -52, 9) for x in (20, 35, 65, 80))]
    lines = found(near(houses=houses)).suggestions
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert sorted(lines, key=lambda line: (-line.figures.posts, line.more_households)) == list(lines)


def test_the_same_ground_gives_the_same_lines():
    surroundings = near(houses=[INNER, house("h1", 30, -25, 7)])
    assert found(surroundings) == found(surroundings)


def test_a_key_is_that_of_the_place_not_of_the_first_corner():
    square = as_multipolygon(at_metres(0, 0, 10, 10))
    turned = as_multipolygon(
        shapely.Polygon([*square.geoms[0].exterior.coords[2:], *square.geoms[0].exterior.coords[1:3]])
    )
    assert line_key(square) == line_key(turned) != line_key(translate(square, 1e-5))


@pytest.mark.parametrize("band_m", [-1.0, 300.5, float("nan")])
def test_a_band_beyond_the_rule_is_refused(band_m):
    with pytest.raises(InputError, match="0 to 300 m"):
        with_band(LineRule(), band_m)


def test_without_a_band_the_rule_stands():
    assert with_band(LineRule(), None) == LineRule()
    assert with_band(LineRule(), 80.0) == replace(LineRule(), band_m=80.0)
