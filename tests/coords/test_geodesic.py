import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from geo_service.coords.geodesic import AzimuthalPlane, buffer_outward, distance_m, distance_to_edge_m, point_at
from geo_service.errors import GeometryError

GEOD = pyproj.Geod(ellps="WGS84")
HALF_A_METRE = 0.5


def ways_to_edge_m(centre, shape):
    """Geodesic distances from a point to a shape's edge, sides included."""
    edge = shapely.get_coordinates(shapely.segmentize(shape.boundary, 0.002))
    lons, lats = np.full(len(edge), centre.x), np.full(len(edge), centre.y)
    return GEOD.inv(lons, lats, edge[:, 0], edge[:, 1])[2]


@settings(max_examples=30)
@given(st.floats(-179, 179), st.floats(-70, 70), st.floats(50, 150_000))
def test_a_circle_never_falls_short_and_exceeds_by_less_than_half_a_metre(lon, lat, radius_m):
    if abs(lon) > 170:
        lon /= 2
    centre = Point(lon, lat)
    distances = ways_to_edge_m(centre, buffer_outward(centre, radius_m))
    assert radius_m <= distances.min()
    assert distances.max() <= radius_m + HALF_A_METRE


@settings(max_examples=20)
@given(st.floats(5, 1_500), st.floats(5, 1_500), st.floats(100, 50_000), st.floats(0, 360))
def test_a_buffer_of_a_footprint_is_measured_from_its_edge(width_m, height_m, radius_m, bearing):
    plane = AzimuthalPlane(110.0, 22.3)
    footprint = plane.to_lonlat(box(-width_m, -height_m, width_m, height_m))
    zone = buffer_outward(footprint, radius_m)
    outside = point_at(Point(110.0, 22.3), bearing, radius_m + width_m + height_m + 500)
    crossing = shapely.LineString([Point(110.0, 22.3), outside]).intersection(zone.boundary)
    for point in shapely.get_parts(crossing):
        assert radius_m - 0.01 <= distance_to_edge_m(footprint, point) <= radius_m + HALF_A_METRE


@given(st.floats(10, 20_000), st.floats(0, 20_000))
def test_a_bigger_distance_holds_the_smaller_one(radius_m, growth_m):
    centre = Point(104.0, 30.0)
    assert buffer_outward(centre, radius_m + growth_m + 1).covers(buffer_outward(centre, radius_m))


def test_distance_there_and_back():
    start = Point(110.0, 22.3)
    assert distance_m(start, point_at(start, 77.0, 13_000)) == pytest.approx(13_000, abs=1e-6)


def test_inside_the_distance_to_the_edge_is_zero():
    assert distance_to_edge_m(box(1, 1, 2, 2), Point(1.5, 1.5)) == 0


def test_nothing_has_no_surroundings():
    with pytest.raises(GeometryError, match="nothing to measure"):
        buffer_outward(Point(), 3000)


def test_a_shape_too_wide_for_exact_distances_is_refused():
    with pytest.raises(GeometryError, match="one by one"):
        buffer_outward(box(100, 30, 102, 32), 50_000)
