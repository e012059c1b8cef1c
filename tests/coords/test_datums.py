"""Datum shifts: known positions, exact inverse, and what stays untouched."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.coords.datums import DATUMS, from_wgs84, to_wgs84
from geo_service.errors import CrsError

MILLIMETRE_DEGREES = 0.001 / 111_320.0
SHIFTED = ("gcj02", "bd09")
CHINA = st.tuples(st.floats(73.6, 135.1), st.floats(3.8, 53.6))
OUTSIDE = st.tuples(st.floats(-179, 71.9), st.floats(-60, 60))

# positions that independent implementations of the shift agree on: Shanghai, Shenzhen, Beijing
KNOWN_GCJ02 = (
    ((121.5272106, 31.1774276), (121.531541859, 31.175303984)),
    ((113.912316, 22.543847), (113.917176481, 22.540796132)),
    ((116.377817, 39.911954), (116.384047225, 39.913345455)),
)


@pytest.mark.parametrize(("wgs84", "gcj02"), KNOWN_GCJ02)
def test_gcj02_is_what_other_implementations_compute(wgs84, gcj02):
    assert np.abs(from_wgs84(np.array(wgs84), "gcj02") - gcj02).max() < MILLIMETRE_DEGREES


def test_bd09_lies_a_kilometre_north_east_of_wgs84_in_beijing():
    east, north = from_wgs84(np.array([116.391305, 39.905530]), "bd09") - (116.391305, 39.905530)
    assert (round(east, 4), round(north, 4)) == (0.0126, 0.0077)


@given(point=CHINA, datum=st.sampled_from(SHIFTED))
def test_there_and_back_ends_within_a_millimetre(point, datum):
    start = np.array(point)
    back = to_wgs84(from_wgs84(start, datum), datum)
    assert np.abs(back - start).max() < MILLIMETRE_DEGREES


@given(point=CHINA, datum=st.sampled_from(SHIFTED))
def test_back_and_there_ends_within_a_millimetre(point, datum):
    start = np.array(point)
    there = from_wgs84(to_wgs84(start, datum), datum)
    assert np.abs(there - start).max() < MILLIMETRE_DEGREES


@given(point=CHINA)
def test_inside_china_the_shift_is_between_ten_metres_and_two_kilometres(point):
    for datum in SHIFTED:
        moved = np.abs(from_wgs84(np.array(point), datum) - point).max() * 111_320.0
        assert 10 < moved < 2_000


@given(point=OUTSIDE, datum=st.sampled_from(DATUMS))
def test_outside_china_nothing_moves(point, datum):
    assert from_wgs84(np.array(point), datum).tolist() == list(point)
    assert to_wgs84(np.array(point), datum).tolist() == list(point)


@given(point=CHINA)
def test_cgcs2000_equals_wgs84(point):
    assert to_wgs84(np.array(point), "cgcs2000").tolist() == list(point)


def test_many_points_are_moved_as_one_by_one():
    points = np.random.default_rng(1).uniform((74, 18), (135, 53), (50, 2))
    together = from_wgs84(points, "bd09")
    assert np.array_equal(together, [from_wgs84(point, "bd09") for point in points])
    assert to_wgs84(np.empty((0, 2)), "gcj02").shape == (0, 2)


def test_what_was_given_is_not_changed():
    points = np.array([[108.77, 29.53]])
    to_wgs84(points, "gcj02")
    to_wgs84(points, "wgs84")[0, 0] = 0
    assert points.tolist() == [[108.77, 29.53]]


def test_not_a_number_stays_one():
    assert np.isnan(to_wgs84(np.array([np.nan, 29.5]), "gcj02")[0])


def test_an_unknown_datum_names_the_known_ones():
    with pytest.raises(CrsError, match="no datum named 'gcj-02'; the datums are wgs84, cgcs2000, gcj02, bd09"):
        to_wgs84(np.array([[108.0, 29.0]]), "gcj-02")


def test_a_point_with_height_is_refused():
    with pytest.raises(CrsError, match="lon/lat pairs"):
        to_wgs84(np.array([[108.0, 29.0, 5.0]]), "gcj02")
