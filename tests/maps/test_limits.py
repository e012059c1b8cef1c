import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.errors import InputError
from geo_service.maps.limits import Drawing, limit_features
from geo_service.maps.plan_layers import with_status
from tests.maps import sample


def building_rows(count, estates):
    rows = [sample.building(n, 10 * n, 0, estate_name=f"e{n % estates}" if estates else None) for n in range(count)]
    return with_status(sample.plan_frame("building", rows))


def posts(count):
    return sample.plan_frame(
        "checkpoint", [{"checkpoint_id": f"c{n}", "geometry": shapely.Point(n, 0)} for n in range(count)]
    )


def drawing(*, buildings=4, estates=2, checkpoints=1):
    return Drawing({"building": building_rows(buildings, estates), "checkpoint": posts(checkpoints)}, sample.context())


def hows(limited):
    return [(item.how, item.layer) for item in limited.reductions]


def test_a_small_drawing_comes_back_as_it_is():
    small = drawing()
    assert limit_features(small, most=small.count) is small


def test_the_base_map_goes_before_any_building():
    whole = drawing()
    limited = limit_features(whole, most=whole.count - 1)
    assert hows(limited) == [("context", "buildings")]
    assert len(limited.plan["building"]) == 4


def test_buildings_are_put_together_by_estate_with_their_sums():
    groups = limit_features(drawing(buildings=20, estates=2), most=5).plan["building_group"]
    assert list(zip(groups["name"], groups["buildings"], groups["households"], strict=True)) == [
        ("e0", 10, 440),
        ("e1", 10, 440),
    ]


def test_buildings_without_an_estate_are_put_together_by_grid():
    assert list(limit_features(drawing(buildings=20, estates=0), most=5).plan["building_group"]["name"]) == ["GC-01"]


def test_too_many_estates_become_one_shape_per_status():
    limited = limit_features(drawing(buildings=20, estates=20), most=5)
    groups = limited.plan["building_group"]
    assert (list(groups["status"]), list(groups["buildings"])) == (["inside"], [20])
    assert [(item.how, item.count) for item in limited.reductions if item.layer == "building"] == [("by_status", 20)]


def test_base_map_that_has_room_after_all_is_put_back():
    limited = limit_features(drawing(buildings=20, estates=2), most=9)
    assert "roads" in limited.context
    assert ("context", "roads") not in hows(limited)


def test_unknown_households_stay_unknown_in_a_sum():
    frame = building_rows(3, 1).assign(households=None)
    frame["households"] = frame["households"].astype("Int64")
    groups = limit_features(Drawing({"building": frame}, {}), most=1).plan["building_group"]
    assert groups["households"].isna().all()


def test_posts_are_never_left_out():
    with pytest.raises(InputError, match="at most 5 features, got"):
        limit_features(drawing(checkpoints=6), most=5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 30), st.integers(0, 8), st.integers(0, 3), st.integers(5, 60))
def test_never_more_than_allowed_and_every_building_is_still_there(buildings, estates, checkpoints, most):
    whole = drawing(buildings=buildings, estates=estates, checkpoints=checkpoints)
    limited = limit_features(whole, most=most)
    groups = limited.plan.get("building_group")
    drawn = len(limited.plan["building"]) + (0 if groups is None else int(groups["buildings"].sum()))
    assert limited.count <= most
    assert drawn == buildings
    assert len(limited.plan["checkpoint"]) == checkpoints


def test_rows_for_each_stair_go_before_the_base_map_and_points_stay():
    shelves = sample.plan_frame(
        "reception_point", [{"reception_point_id": f"r{n}", "geometry": shapely.Point(n, 0)} for n in range(50)]
    )
    points = sample.plan_frame("sampling_point", [{"sampling_point_id": "C01", "geometry": shapely.Point(0, 0)}])
    whole = drawing()
    full = Drawing({**whole.plan, "reception_point": shelves, "sampling_point": points}, whole.context)
    limited = limit_features(full, most=whole.count + 1)
    assert hows(limited) == [("drop", "reception_point")]
    assert len(limited.plan["sampling_point"]) == 1
