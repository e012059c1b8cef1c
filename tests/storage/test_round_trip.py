"""Random shapes and values survive both stores, and both stores answer alike."""

import math

import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geo_service.model.frames import shape_frame
from geo_service.storage import open_store
from geo_service.storage.values import is_storable
from tests.storage.samples import assert_same

pytestmark = pytest.mark.postgis

STORES = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

texts = st.text(max_size=8).filter(is_storable)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
attributes = st.fixed_dictionaries(
    {
        "name": st.none() | texts,
        "levels": st.none() | st.integers(-(2**63), 2**63 - 1),
        "tags": st.none() | st.dictionaries(texts, json_values, max_size=3),
        "addresses": st.none() | st.lists(texts, max_size=3),
    }
)


@st.composite
def rings(draw, turns):
    """A star-shaped ring round a place that both longitudes and latitudes can hold."""
    lon, lat = draw(st.floats(-170, 170)), draw(st.floats(-80, 80))
    radii = draw(st.lists(st.floats(0.01, 9), min_size=turns, max_size=turns))
    return [
        (lon + r * math.cos(2 * math.pi * n / turns), lat + r * math.sin(2 * math.pi * n / turns))
        for n, r in enumerate(radii)
    ]


@st.composite
def polygons(draw):
    shell = draw(rings(turns=draw(st.integers(3, 9))))
    shape = Polygon(shell)
    if draw(st.booleans()):
        return shape
    hole = shapely.affinity.scale(shape, 0.3, 0.3, origin=shell[0])
    return Polygon(shell, [hole.exterior.coords])


shapes = polygons() | st.lists(polygons(), min_size=1, max_size=3).map(MultiPolygon)


def register_of(rows):
    records = [{"building_id": i, **values, "source": "test", "geometry": shape} for i, values, shape in rows]
    # as objects, or pandas makes a column of ints and None floats
    return shape_frame("buildings", pd.DataFrame(records, dtype=object) if records else [])


rows = st.tuples(texts.filter(bool), attributes, shapes)
registers = st.lists(rows, max_size=6, unique_by=lambda row: row[0]).map(register_of)
boxes = st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 200), st.floats(0, 100)).map(
    lambda place: (place[0], place[1], place[0] + place[2], place[1] + place[3])
)


@pytest.fixture
def stores(sqlite_url, postgis_url):
    both = [open_store(sqlite_url), open_store(postgis_url)]
    yield both
    for opened in both:
        opened.close()


def _fill(stores, register):
    for opened in stores:
        opened.delete_rows("buildings", list(opened.read_layer("buildings")["building_id"]))
        opened.write_layer("buildings", register, source="test")


@STORES
@given(registers)
def test_what_is_written_is_read_bit_for_bit(stores, register):
    _fill(stores, register)
    for opened in stores:
        assert_same(opened.read_layer("buildings"), register)
        assert opened.write_layer("buildings", register, source="test").unchanged == len(register)


@STORES
@given(registers, boxes)
def test_both_stores_find_the_same_rows_in_a_box_as_shapely(stores, register, bounds):
    _fill(stores, register)
    met = shapely.intersects(shapely.box(*register.bounds.to_numpy().T), box(*bounds)) if len(register) else []
    expected = list(register["building_id"][met]) if len(register) else []
    found = [opened.read_layer("buildings", bounds=bounds) for opened in stores]
    assert [list(frame["building_id"]) for frame in found] == [expected, expected]
    assert_same(*found)


@STORES
@given(registers)
def test_both_stores_have_the_exact_bounds_of_the_layer(stores, register):
    _fill(stores, register)
    exact = tuple(register.total_bounds) if len(register) else None
    assert [opened.layer_bounds("buildings") for opened in stores] == [exact, exact]
