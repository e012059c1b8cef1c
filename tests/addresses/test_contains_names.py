"""Names, labels and house numbers: the same, another, or perhaps the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.addresses.contains_names import compare_heads, compare_labels, compare_names, compare_plates
from geo_service.addresses.ladder import Plate


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("锦澜家园", "锦澜家园小区", "same"),
        ("祥和一村", "祥和1村", "same"),
        ("祥和一村", "祥和二村", "other"),
        ("祥和村", "祥和一村", "near"),
        ("锦澜家园", "锦兰佳园", "near"),
        ("锦澜家园", "绵澜家园", "near"),
        ("锦澜家园", "澜锦家园", "near"),
        ("锦澜家园", "锦澜花园", "other"),
        ("海天锦澜", "锦澜", "near"),
        ("翠松三号", "翠松五号", "other"),
    ],
)
def test_names_are_compared_as_they_are_mistaken(one, other, likeness):
    assert compare_names(one, other) == compare_names(other, one) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("13A", "13", "near"),
        ("13A", "13B", "other"),
        ("东", "西", "other"),
        ("东", "1", "near"),
        ("A", "3", "other"),
        ("A", "1", "near"),
        ("A1", "A2", "other"),
        ("6-1", "6", "near"),
    ],
)
def test_labels_lack_a_part_or_differ(one, other, likeness):
    assert compare_labels(one, other) == compare_labels(other, one) == likeness


def test_house_numbers_with_and_without_an_annex():
    assert compare_plates(Plate("35", "附8"), Plate("35")) == "near"
    assert compare_plates(Plate("35", "附8"), Plate("35", "附9")) == "other"
    assert compare_plates(Plate("35", "附8"), Plate("35", "之8")) == "near"
    assert compare_plates(Plate("16", yard="院"), Plate("16")) == "near"


def test_administrative_names_may_lack_their_ending():
    assert compare_heads("street", "东湖街道办事处", "东湖") == "same"
    assert compare_heads("street", "东湖街道", "南山街道") == "other"


@given(st.text(alphabet="翠松云岭竹岚12一二A", min_size=1, max_size=6))
def test_a_name_is_itself(name):
    assert compare_names(name, name) == "same"


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_numbers_are_equal_or_not(one, other):
    assert (compare_labels(str(one), str(other)) == "same") == (one == other)
