import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo_service.derive.fences import boundary_stretches, gather
from tests.network.towns import PLANE

ZONE = box(0, 0, 100, 100)


def barriers(*rows):
    return gpd.GeoDataFrame(list(rows), columns=["kind", "geometry"], geometry="geometry", crs=PLANE)


def lengths(zone, rows=(), footprints=()):
    return {kind: metres for kind, _, metres in gather(boundary_stretches(zone, barriers(*rows), footprints))}


def test_a_boundary_without_anything_is_open():
    assert lengths(ZONE) == {"open": pytest.approx(400)}


def test_a_wall_along_one_side_shuts_it():
    found = lengths(ZONE, [("wall", LineString([(0, 103), (100, 103)]))])
    assert found["wall"] == pytest.approx(100, abs=10)
    assert found["open"] == pytest.approx(300, abs=10)


def test_a_wall_some_way_off_does_not():
    assert "wall" not in lengths(ZONE, [("wall", LineString([(0, 120), (100, 120)]))])


def test_a_river_with_banks_shuts_what_lies_in_it():
    assert lengths(ZONE, [("river", box(90, -10, 130, 110))])["river"] == pytest.approx(120, abs=25)


def test_a_house_on_the_line_shuts_its_length():
    assert lengths(ZONE, footprints=[box(20, -5, 60, 5)])["building"] == pytest.approx(52, abs=10)


def test_a_wall_beside_a_house_is_named_first():
    found = lengths(ZONE, [("wall", LineString([(0, 0), (100, 0)]))], [box(20, 0, 60, 10)])
    assert "building" not in found


def test_a_hole_has_an_edge_too():
    holed = Polygon(ZONE.exterior.coords, [box(40, 40, 60, 60).exterior.coords])
    assert lengths(holed) == {"open": pytest.approx(480)}


@given(st.integers(20, 400), st.integers(0, 300))
def test_stretches_add_up_to_the_boundary(radius, offset):
    zone = MultiPolygon([Point(offset, 0).buffer(radius)])
    rows = [("wall", LineString([(0, -500), (0, 500)])), ("river", box(-50, -50, 50, 50))]
    assert sum(lengths(zone, rows).values()) == pytest.approx(zone.length)
