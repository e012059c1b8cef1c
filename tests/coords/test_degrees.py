"""Sizes of lon/lat shapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from geo_service.coords.degrees import boxes_apart_m, lonlat_area_m2, metres_per_degree, scale_to_metres
from geo_service.coords.metric import plane_at


def test_a_degree_on_the_equator_and_at_sixty_north():
    assert metres_per_degree(0) == pytest.approx((111_319.49, 110_574.28), abs=0.01)
    assert metres_per_degree(60)[0] == pytest.approx(55_800, abs=1)


@given(st.floats(74, 134), st.floats(18, 53), st.floats(0.001, 0.02))
def test_area_agrees_with_a_metric_plane(lon, lat, size):
    square = box(lon, lat, lon + size, lat + size)
    assert lonlat_area_m2(square) == pytest.approx(plane_at(square).to_metres(square).area, rel=1e-4)


def test_area_does_not_depend_on_the_way_a_ring_turns():
    square = box(108, 29, 108.01, 29.01)
    assert lonlat_area_m2(square) == lonlat_area_m2(square.reverse()) > 0
    assert lonlat_area_m2(Polygon()) == 0


def test_boxes_apart():
    assert boxes_apart_m((0, 0, 1, 1), (0.5, 0.5, 2, 2)) == 0
    assert boxes_apart_m((0, 0, 1, 1), (0, 2, 1, 3)) == pytest.approx(110_600, abs=100)


def test_scaled_shapes_keep_a_corner_on_a_long_side():
    wide, corner = box(108.0, 29.0, 108.5, 29.1), Polygon([(108.2, 29.1), (108.3, 29.1), (108.25, 29.2)])
    below, above = scale_to_metres(np.array([wide, corner]), 108.0, 29.0)
    assert below.intersection(above).area == 0
    assert below.touches(above)
