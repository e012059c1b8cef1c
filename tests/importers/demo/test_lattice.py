"""The sheet: narrow columns keep their width, bending keeps lines apart, coordinates are exact decimals."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_service.coords.metric import MetricPlane
from geo_service.importers.demo.lattice import CENTRE_LAT, CENTRE_LON, CORRIDOR_M, draw_lattice

LATTICE = draw_lattice(5, -2, np.random.Generator(np.random.PCG64(1)))
PLANE = MetricPlane(CENTRE_LON, CENTRE_LAT)


def test_carriageways_of_a_main_road_stay_parallel():
    rows = np.array([LATTICE.y(j) for j in LATTICE.span])
    west = LATTICE.to_lonlat(np.column_stack([np.full_like(rows, LATTICE.x(1)), rows]))
    east = LATTICE.to_lonlat(np.column_stack([np.full_like(rows, LATTICE.x(2)), rows]))
    assert np.allclose(east - west, (east - west)[0], atol=2e-7)


def test_a_metre_on_the_sheet_is_about_a_metre_on_the_ground():
    ends = LATTICE.to_lonlat(np.array([[LATTICE.x(1), 50.0], [LATTICE.x(2), 50.0]]))
    assert PLANE.to_metres(shapely.LineString(ends)).length == pytest.approx(CORRIDOR_M, rel=0.02)


@given(st.integers(0, 10_000))
def test_no_cell_is_folded(seed):
    lattice = draw_lattice(4, -2, np.random.Generator(np.random.PCG64(seed)))
    cells = [lattice.cell(i, j).ring() for i in lattice.span for j in lattice.span]
    rings = lattice.to_lonlat(np.array(cells).reshape(-1, 2)).reshape(len(cells), 5, 2)
    assert shapely.is_valid(shapely.polygons(rings)).all()
    assert shapely.is_ccw(shapely.linearrings(rings)).all()


def test_a_cropped_sheet_keeps_every_place():
    points = np.array([[10.0, 20.0], [-300.0, 250.0]])
    assert np.array_equal(LATTICE.cropped(3).to_lonlat(points), LATTICE.to_lonlat(points))
