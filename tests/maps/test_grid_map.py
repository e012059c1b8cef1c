import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.errors import GeometryError, TableError
from geo_service.maps.grid_map import grid_map_html, household_steps, joined_counts
from tests.maps import sample

COUNTS = pd.DataFrame({"grid_id": ["GC-01"], "buildings": [12], "households": [430], "people": [1200]})


def grid_page(grids=None, counts=COUNTS, **changes):
    given_ = {
        "context": sample.context(),
        "title": "网格图",
        "attribution": "演练数据",
        "rendered_at": sample.RENDERED_AT,
    }
    return grid_map_html(sample.grids() if grids is None else grids, counts, **{**given_, **changes})


def test_equal_grids_give_equal_files():
    assert grid_page() == grid_page()


def test_each_grid_shows_its_code_and_households():
    assert "GC-01 · 430 户" in grid_page()


def test_a_grid_without_a_row_is_not_registered_rather_than_empty():
    html = grid_page()
    assert "GC-02 · 无登记数" in html
    assert "其中 1 个网格无登记数" in html


def test_english_mirrors_the_page():
    assert "GC-02 · not registered" in grid_page(language="en")


def test_no_grids_are_refused():
    with pytest.raises(GeometryError, match="no grids to draw"):
        grid_page(sample.grids().iloc[:0])


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="grid counts lack people"):
        joined_counts(sample.grids(), COUNTS.drop(columns="people"))


def test_a_grid_counted_twice_is_named():
    with pytest.raises(TableError, match="name grid 'GC-01' twice"):
        joined_counts(sample.grids(), pd.concat([COUNTS, COUNTS]))


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60))
def test_every_count_falls_in_exactly_one_class(households):
    steps = household_steps(pd.Series(households, dtype="Int64"))
    assert len(steps) <= 5
    for count in households:
        assert sum(low <= count <= high for low, high in steps) == 1


def test_nothing_known_has_no_classes():
    assert household_steps(pd.Series([None, None], dtype="Int64")) == []


def test_the_estimated_part_of_the_sums_is_told():
    assert "其中估算 30" in grid_page(counts=COUNTS.assign(households_estimated=30, people_estimated=90))


def test_two_grids_of_one_code_are_both_drawn():
    html = grid_page(sample.grids().assign(code="GC-01"))
    assert "GC-01 · 430 户" in html
    assert "GC-01 · 无登记数" in html


def test_a_row_of_no_grid_is_not_drawn():
    nowhere = pd.DataFrame({"grid_id": [None, None], "buildings": 5, "households": 6, "people": 7})
    assert grid_page(counts=pd.concat([COUNTS, nowhere])) == grid_page()
