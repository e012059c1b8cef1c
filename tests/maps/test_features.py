import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo_service.maps.features import Texts, features_of, format_value, percent, rounded, shown_columns
from geo_service.model.frames import Column
from geo_service.model.plan import PLAN_LAYERS
from tests.maps import sample


def value_of(value, kind, name="x", language="zh"):
    return format_value(value, Column(name, kind, "标题"), language)


@pytest.mark.parametrize("null", [None, pd.NA, float("nan"), []])
def test_what_is_not_known_is_left_out(null):
    assert value_of(null, "json" if null == [] else "float") is None


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (True, "bool", "是"),
        (False, "bool", "否"),
        (12345, "int", "12,345"),
        (8.46, "float", "8.5"),
        (123.6, "float", "124"),
    ],
)
def test_values_are_written_as_an_office_would(value, kind, said):
    assert value_of(value, kind) == said


def test_zero_is_said():
    assert value_of(0, "int") == "0"


def test_a_kind_of_facility_is_a_word():
    assert value_of("pharmacy", "text", "facility_kind") == "药房"
    assert value_of("teahouse", "text", "facility_kind") == "teahouse"


@given(st.floats(0, 1))
def test_a_part_is_never_said_to_be_nothing_or_all(share):
    said = percent(share)
    assert (said == 0) == (share == 0)
    assert (said == 100) == (share >= 0.999)


def test_an_estimate_is_told_beside_its_value():
    columns = PLAN_LAYERS["building"].columns
    texts = Texts()
    frame = sample.plan_frame("building", [sample.building(1, 0, 0, people=30, people_estimated=True)])
    (feature,) = features_of(frame, "building", columns, texts, language="zh", titles=["1"], styles=["inside"])
    values = dict(zip([c.name for c in shown_columns(columns)], feature["properties"]["v"], strict=True))
    assert texts.all[values["people"]] == "30(估算)"
    assert "people_estimated" not in values


@given(st.lists(st.text(max_size=5), max_size=20))
def test_a_text_is_kept_once_and_found_again(words):
    texts = Texts()
    places = [texts.place(word) for word in words]
    assert [texts.all[place] for place in places] == words
    assert len(texts.all) == len(set(words))


@given(st.floats(-180, 180), st.floats(-89, 89))
def test_rounding_moves_nothing_by_more_than_a_tenth_of_a_metre(lon, lat):
    (moved,) = rounded(np.array([Point(lon, lat)], dtype=object))
    assert abs(moved.x - lon) <= 5.1e-7
    assert abs(moved.y - lat) <= 5.1e-7
