"""Which buildings a zone holds."""

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from geo_service.errors import CrsError, GeometryError
from geo_service.zones.membership import NOISE_M2, affected_buildings

METRES = "EPSG:32649"


def town(*shapes, crs=METRES):
    ids = [f"b{number:02d}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"building_id": ids}, geometry=list(shapes), crs=crs)


TOWN = town(*(box(x, y, x + 6, y + 6) for x in range(0, 60, 12) for y in range(0, 60, 12)))


def ids(zone, buildings=TOWN, **options):
    return list(affected_buildings(zone, buildings, **options)["building_id"])


def test_any_part_inside_is_affected_with_its_share():
    affected = affected_buildings(box(0, 0, 3, 6), town(box(0, 0, 6, 6)))
    assert affected["share_inside"].tolist() == [0.5]


def test_touching_the_edge_is_not_affected():
    assert ids(box(6, 0, 12, 6), town(box(0, 0, 6, 6))) == []


@pytest.mark.parametrize(("overlap_m2", "affected"), [(NOISE_M2 * 0.9, []), (NOISE_M2 * 1.1, ["b00"])])
def test_overlap_by_rounding_is_no_overlap(overlap_m2, affected):
    assert ids(box(6 - overlap_m2 / 6, 0, 12, 6), town(box(0, 0, 6, 6))) == affected


def test_a_building_in_a_hole_is_not_affected():
    ring = Polygon(box(-20, -20, 20, 20).exterior, [box(-8, -8, 8, 8).exterior])
    assert ids(ring, town(box(-3, -3, 3, 3))) == []


def test_a_least_share_can_be_asked_for():
    assert ids(box(0, 0, 3, 6), town(box(0, 0, 6, 6)), min_share=0.5) == []


def test_degrees_are_refused():
    with pytest.raises(CrsError, match="metres"):
        ids(box(0, 0, 1, 1), town(box(0, 0, 1, 1), crs="EPSG:4326"))


def test_a_broken_footprint_is_named():
    bow_tie = Polygon([(0, 0), (6, 6), (6, 0), (0, 6)])
    with pytest.raises(GeometryError, match="b00"):
        ids(box(0, 0, 3, 6), town(bow_tie))


@given(st.integers(1, 50), st.integers(0, 50), st.integers(-5, 60), st.integers(-5, 60))
def test_a_larger_zone_never_loses_a_building(size, growth, x, y):
    small = box(x, y, x + size, y + size)
    large = box(x - growth, y, x + size + growth, y + size + growth)
    assert set(ids(small)) <= set(ids(large))


@pytest.mark.parametrize(
    ("rule", "east", "held"),
    [
        ("any_part", 1, ["b00"]),
        ("majority", 3, []),
        ("majority", 4, ["b00"]),
        ("centroid", 2, []),
        ("centroid", 4, ["b00"]),
    ],
)
def test_the_protocol_says_what_belongs(rule, east, held):
    assert ids(box(0, 0, east, 6), town(box(0, 0, 6, 6)), rule=rule) == held


def test_one_building_brings_its_whole_premises_in():
    farm = town(box(0, 0, 6, 6), box(50, 0, 56, 6), box(100, 0, 106, 6)).assign(estate_id=["e1", "e1", "e2"])
    affected = affected_buildings(box(-5, -5, 3, 10), farm, rule="any_part_whole_premises")
    assert affected["building_id"].tolist() == ["b00", "b01"]
    assert affected["share_inside"].tolist() == [0.5, 0.0]


@given(
    st.sampled_from(["any_part", "any_part_whole_premises", "majority", "centroid"]),
    st.integers(1, 50),
    st.integers(0, 50),
)
def test_by_any_rule_a_larger_zone_never_loses_a_building(rule, size, growth):
    buildings = TOWN.assign(estate_id=["e1", None, "e2", "e2", None] * 5)
    small, large = box(0, 0, size, size), box(0, -growth, size + growth, size)
    assert set(ids(small, buildings, rule=rule)) <= set(ids(large, buildings, rule=rule))
