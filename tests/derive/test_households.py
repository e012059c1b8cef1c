import re
import tomllib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo_service.derive.households import (
    footprint_m2,
    household_rule,
    read_household_rule,
    totals,
    with_estimates,
)
from geo_service.errors import ProtocolError, TableError
from geo_service.model.frames import empty_frame, shape_frame

RULE = household_rule()
TEXT = files("geo_service.derive").joinpath("rules/households.toml").read_text(encoding="utf-8")
DOCS = Path(__file__).parents[2] / "docs" / "households.md"
RESIDENTIAL = (
    *("apartments", "block", "residential", "terrace", "semidetached_house", "dormitory"),
    *("house", "detached", "farm", "bungalow", "cabin", "static_caravan", "houseboat"),
)
WEST, SOUTH = 108.77, 29.53
GEOD = pyproj.Geod(ellps="WGS84")
EAST_PER_M = (GEOD.fwd(WEST, SOUTH, 90, 10)[0] - WEST) / 10
NORTH_PER_M = (GEOD.fwd(WEST, SOUTH, 0, 10)[1] - SOUTH) / 10


def building(*, side_m=20.0, **values):
    footprint = box(WEST, SOUTH, WEST + side_m * EAST_PER_M, SOUTH + side_m * NORTH_PER_M)
    return {"building_id": "way/1", "geometry": footprint, **values}


def one(**values):
    return with_estimates(shape_frame("buildings", [building(**values)]), RULE).iloc[0]


def test_known_values_are_kept_and_not_marked():
    row = one(use="apartments", households=7, people=3)
    assert (row["households"], row["people"]) == (7, 3)
    assert not row["households_estimated"]
    assert not row["people_estimated"]


def test_households_come_from_floor_area():
    row = one(use="apartments", levels=10, side_m=20)
    assert row["households"] == round(400 * 10 * 0.9 / 92.17)
    assert row["people"] == round(row["households"] * 2.62)
    assert row["households_estimated"]
    assert row["people_estimated"]


def test_households_come_from_known_people_before_floor_area():
    row = one(use="apartments", levels=10, people=262)
    assert (row["households"], row["people"]) == (100, 262)
    assert row["households_estimated"]
    assert not row["people_estimated"]


def test_people_come_from_known_households():
    row = one(use="apartments", households=100)
    assert row["people"] == 262
    assert not row["households_estimated"]
    assert row["people_estimated"]


@pytest.mark.parametrize("known", ["households", "people"])
def test_a_building_known_to_be_empty_stays_empty(known):
    row = one(use="apartments", **{known: 0})
    assert (row["households"], row["people"]) == (0, 0)


@pytest.mark.parametrize("use", [*RESIDENTIAL, "yes", None, "住宅", "Apartments ", "a word nobody knows"])
def test_every_dwelling_and_every_unknown_use_has_a_household(use):
    row = one(use=use, side_m=5)
    assert row["households"] >= 1
    assert row["people"] >= 1


@pytest.mark.parametrize("use", ["commercial", "retail", "school", "garage", "hotel", "商业", "厂房"])
def test_where_nobody_lives_there_is_no_household(use):
    row = one(use=use, levels=30, side_m=60)
    assert (row["households"], row["people"]) == (0, 0)
    assert row["households_estimated"]


@pytest.mark.parametrize("use", ["yes", None])
def test_a_hut_is_no_dwelling(use):
    assert one(use=use, side_m=4.4)["households"] == 0
    assert one(use=use, side_m=4.6)["households"] == 1


def test_a_house_is_one_household_however_large():
    assert one(use="house", levels=5, side_m=30)["households"] == 1


@pytest.mark.parametrize("levels", [None, 0, -3])
def test_storeys_that_cannot_be_are_those_of_the_rule(levels):
    assert one(use="apartments", levels=levels)["households"] == one(use="apartments", levels=6)["households"]


def test_without_a_footprint_nothing_is_guessed():
    row = one(use="apartments", geometry=None)
    assert row["households"] is pd.NA
    assert not row["households_estimated"]


def test_stairs_are_never_guessed():
    assert one(use="apartments", levels=33)["stairs"] is pd.NA


def test_the_frame_given_is_not_changed():
    before = shape_frame("buildings", [building(use="yes")])
    with_estimates(before, RULE)
    assert "households_estimated" not in before.columns
    assert before["households"].isna().all()


def test_an_empty_frame_stays_empty():
    assert len(with_estimates(empty_frame("buildings"), RULE)) == 0


rows = st.lists(
    st.fixed_dictionaries(
        {
            "use": st.sampled_from([*RESIDENTIAL, "yes", None, "retail"]),
            "levels": st.none() | st.integers(0, 60),
            "households": st.none() | st.integers(0, 500),
            "people": st.none() | st.integers(0, 2000),
            "side_m": st.floats(1, 100),
        }
    ),
    min_size=1,
    max_size=5,
)


def frame_of(records):
    return shape_frame("buildings", [building(**row) | {"building_id": f"way/{n}"} for n, row in enumerate(records)])


@given(rows)
def test_estimating_twice_changes_nothing(records):
    once = with_estimates(frame_of(records), RULE)
    pd.testing.assert_frame_equal(with_estimates(once, RULE), once)


@given(rows)
def test_only_unknown_values_are_filled_and_all_filled_ones_are_marked(records):
    before, after = frame_of(records), with_estimates(frame_of(records), RULE)
    for name in ("households", "people"):
        known = before[name].notna()
        assert after.loc[known, name].tolist() == before.loc[known, name].tolist()
        assert after[f"{name}_estimated"].tolist() == (~known).tolist()
        assert (after[name] >= 0).all()


@given(st.integers(1, 60), st.integers(0, 30))
def test_more_storeys_never_mean_fewer_households(levels, more):
    assert (
        one(use="apartments", levels=levels)["households"] <= one(use="apartments", levels=levels + more)["households"]
    )


@given(st.floats(-179, 179), st.floats(-80, 80), st.floats(1e-5, 5e-3))
def test_areas_agree_with_the_geodesic_ones(lon, lat, size):
    footprint = box(lon, lat, lon + size, lat + size)
    exact, _ = GEOD.geometry_area_perimeter(footprint)
    assert footprint_m2(np.array([footprint]))[0] == pytest.approx(abs(exact), rel=1e-5)


def test_totals_sum_known_values_and_say_how_much_is_estimated():
    register = frame_of(
        [
            {"use": "apartments", "households": 10, "people": 20, "stairs": 2},
            {"use": "apartments", "people": 262},
            {"use": "apartments", "households": 0, "people": 0, "stairs": 1},
        ]
    )
    sums = totals(with_estimates(register, RULE))
    assert (sums.buildings, sums.stairs) == (3, 3)
    assert (sums.households, sums.households_estimated) == (110, 100)
    assert (sums.people, sums.people_estimated) == (282, 0)
    assert sums.area_m2 == pytest.approx(1200, rel=0.01)


def test_the_area_is_that_of_the_zone_where_one_is_given():
    buildings = with_estimates(frame_of([{"use": "yes"}]), RULE)
    zone = shapely.MultiPolygon([building(side_m=100)["geometry"]])
    assert totals(buildings, zone).area_m2 == pytest.approx(10_000, rel=0.01)


def test_totals_of_no_building_are_zero():
    sums = totals(with_estimates(empty_frame("buildings"), RULE))
    assert (sums.buildings, sums.households, sums.people, sums.area_m2) == (0, 0, 0, 0.0)


def test_totals_without_estimates_are_refused():
    with pytest.raises(TableError, match="households_estimated, people_estimated is missing"):
        totals(frame_of([{"use": "yes"}]))


def test_every_residential_value_of_openstreetmap_is_in_the_rule():
    assert all(RULE.for_use(use).dwelling_share > 0 and use in RULE.uses for use in RESIDENTIAL)


def test_every_number_of_the_rule_has_a_source():
    table = tomllib.loads(TEXT)
    parts = [part for name, part in table.items() if name != "use"] + list(table["use"].values())
    assert all(len(part["source"]) > 20 for part in parts)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("value = 2.62", "value = 0", r"number above 0 for people_per_household.value, got 0"),
        ("value = 2.62", 'value = "many"', "got 'many'"),
        ("value = 92.17", "", "number above 0 for floor_m2_per_household.value, got None"),
        ("dwelling_share = 0.5", "dwelling_share = 1.5", "above 0 and at most 1 for unknown.dwelling_share, got 1.5"),
        ('"barn", ', '"barn", "apartments", ', "lists apartments twice"),
        ("[unknown]", "[other]", r"no table \[unknown\]"),
        ('source = "assumption: between', 'reason = "', r"no source for \[unknown\]"),
        ("[unknown]", "[unknown", "no TOML file"),
    ],
)
def test_a_broken_rule_is_refused_with_the_reason(old, new, message):
    assert old in TEXT
    with pytest.raises(ProtocolError, match=message):
        read_household_rule(TEXT.replace(old, new, 1))


def test_a_district_that_has_counted_can_put_its_own_number():
    own = read_household_rule(TEXT.replace("value = 2.62", "value = 3.1"))
    assert own.for_use("apartments").people_per_household == 3.1


def test_a_large_district_is_counted_whole():
    count = 20_000
    rng = np.random.default_rng(1)
    west, south = 108.7 + rng.random(count) * 0.14, 29.5 + rng.random(count) * 0.14
    table = pd.DataFrame(
        {
            "building_id": [f"way/{number}" for number in range(count)],
            "use": rng.choice(["apartments", "yes", None, "retail"], count),
            "geometry": shapely.box(west, south, west + 3e-4, south + 2e-4),
        }
    )
    register = shape_frame("buildings", table)
    assert totals(with_estimates(register, RULE)).buildings == count


def examples():
    """The rows of the worked example: use, footprint, storeys, known households, known people, then the result."""
    lines = re.findall(r"^\| `(.*?)` \|(.*)\|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    return [(use, *(cell.strip() for cell in rest.split("|"))) for use, rest in lines]


@pytest.mark.parametrize("use", RESIDENTIAL)
def test_a_small_building_that_is_called_a_dwelling_is_one(use):
    assert one(use=use, side_m=3)["households"] >= 1


def number(cell):
    found = re.search(r"\d+", cell)
    return int(found[0]) if found else None


@pytest.mark.parametrize("example", examples(), ids=lambda example: " ".join(example[:4]))
def test_the_worked_example_is_what_the_rule_does(example):
    use, area, levels, households, people, result, result_people = example
    row = one(
        use=None if use == "–" else use,
        side_m=number(area) ** 0.5,
        levels=number(levels),
        households=number(households),
        people=number(people),
    )
    assert (row["households"], row["people"]) == (number(result), number(result_people))
    assert (row["households_estimated"], row["people_estimated"]) == ("*" in result, "*" in result_people)


def test_the_documentation_states_the_numbers_of_the_rule():
    text = DOCS.read_text(encoding="utf-8")
    numbers = (RULE.for_use("apartments").people_per_household, RULE.for_use("apartments").floor_m2_per_household)
    assert all(f"{value:g}" in text for value in (*numbers, RULE.smallest_footprint_m2))
    assert len(examples()) >= 8
