import geopandas as gpd
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo_service.derive.sites_people import stair_groups, stair_names


def buildings(*rows):
    """Buildings from (people, stairs) tuples."""
    table = [
        {"people": people, "stairs": stairs, "people_estimated": False, "geometry": Point(0, 0)}
        for people, stairs in rows
    ]
    frame = gpd.GeoDataFrame(table, columns=["people", "stairs", "people_estimated", "geometry"], geometry="geometry")
    return frame.astype({"people": "Int64", "stairs": "Int64"})


def test_known_stairs_are_counted_from_one():
    assert stair_names(buildings((50, 2)), [()]) == [("1单元", "2单元")]


def test_stairs_that_the_zone_names_are_the_only_ones():
    assert stair_names(buildings((50, 4)), [("3单元",)]) == [("3单元",)]


def test_a_building_without_known_stairs_is_one_group():
    found = stair_groups(buildings((50, None)), [()])
    assert [(group.stair, group.people, group.estimated) for group in found] == [("", 50, False)]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 9)), max_size=8))
def test_nobody_is_lost_or_counted_twice(rows):
    frame = buildings(*rows)
    groups = stair_groups(frame, stair_names(frame, [()] * len(rows)))
    for row, (people, _) in enumerate(rows):
        assert sum(group.people for group in groups if group.building == row) == people
    assert len({(group.building, group.stair) for group in groups}) == len(groups)
