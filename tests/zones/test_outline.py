"""Outlines of buildings and estates."""

import geopandas as gpd
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, box, union_all

from geo_service.zones.membership import affected_buildings
from geo_service.zones.outline import outline_buildings, outline_estate

METRES = "EPSG:32649"


def town(**shapes):
    estates = [name[0] if name[0] in "pq" else None for name in shapes]
    return gpd.GeoDataFrame(
        {"building_id": list(shapes), "estate_id": estates}, geometry=list(shapes.values()), crs=METRES
    )


def pick(frame, *ids):
    return frame[frame["building_id"].isin(ids)]


def members(outline, frame):
    return list(affected_buildings(outline, frame)["building_id"])


def test_a_lone_building_gets_its_margin():
    frame = town(a=box(0, 0, 10, 10))
    outline = outline_buildings(frame, frame, margin_m=10)
    assert outline.bounds == (-10, -10, 20, 20)


def test_the_margin_does_not_pull_in_neighbours():
    frame = town(a=box(0, 0, 10, 10), b=box(14, 0, 24, 10), c=box(10, -20, 20, 0))
    assert members(outline_buildings(pick(frame, "a"), frame, margin_m=10), frame) == ["a"]


def test_a_building_that_shares_a_wall_stays_out():
    frame = town(a=box(0, 0, 10, 10), b=box(10, 0, 20, 10))
    assert members(outline_buildings(pick(frame, "a"), frame, margin_m=10), frame) == ["a"]


def test_ground_behind_a_neighbour_is_not_the_yard():
    frame = town(a=box(0, 0, 10, 10), wall=box(12, -40, 14, 40))
    outline = outline_buildings(pick(frame, "a"), frame, margin_m=10)
    assert outline.bounds[2] < 12


@given(st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), max_size=8))
def test_neighbours_apart_from_the_building_are_never_members(corners):
    own = box(0, 0, 10, 10)
    others = [box(x, y, x + 7, y + 5) for x, y in corners]
    apart = {f"n{number}": shape for number, shape in enumerate(others) if not shape.intersection(own).area}
    frame = town(a=own, **apart)
    assert members(outline_buildings(pick(frame, "a"), frame, margin_m=10), frame) == ["a"]


def test_a_known_estate_boundary_is_kept():
    frame = town(p1=box(0, 0, 10, 10))
    boundary = box(-50, -50, 50, 50)
    assert outline_estate(frame, frame, boundary=boundary, margin_m=10).equals(MultiPolygon([boundary]))


def test_a_boundary_that_misses_a_building_of_the_estate_is_extended_by_it():
    frame = town(p1=box(0, 0, 10, 10), p2=box(45, 0, 60, 10))
    outline = outline_estate(frame, frame, boundary=box(-50, -50, 50, 50), margin_m=10)
    assert outline.covers(union_all(frame.geometry.to_numpy()))


def test_the_hull_of_an_estate_leaves_out_other_estates_only():
    frame = town(p1=box(0, 0, 10, 10), p2=box(60, 0, 70, 10), q1=box(30, 0, 40, 10), x=box(45, 0, 55, 10))
    outline = outline_estate(pick(frame, "p1", "p2"), frame, boundary=None, margin_m=10)
    assert members(outline, frame) == ["p1", "p2", "x"]
