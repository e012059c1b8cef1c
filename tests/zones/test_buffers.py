import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

from geo_service.coords.geodesic import AzimuthalPlane, buffer_outward, distance_m, point_at
from geo_service.errors import GeometryError, InputError
from geo_service.zones.buffers import (
    extent_shortfalls,
    four_extents,
    redraw_reason,
    shortfall_text,
    square_downwind,
    wind_shift_deg,
    zone_round,
)

FARM = Point(109.98, 22.27)
THREE_KM = 3_000.0
PUBLISHED = {"east": (90, 2_791), "south": (180, 2_782), "west": (270, 2_605), "north": (0, 2_745)}
"""Bearing and geodesic distance of the four extents that the order of a county named in 2019."""


def published():
    return {name: point_at(FARM, bearing, distance) for name, (bearing, distance) in PUBLISHED.items()}


def test_the_four_published_extents_fall_209_to_395_m_short():
    short = extent_shortfalls(FARM, published(), THREE_KM)
    assert [round(one.short_m) for one in short] == [209, 218, 395, 255]
    assert shortfall_text(short) == "named extents fall 209–395 m short of the rule"


def test_from_the_edge_of_the_farm_they_fall_shorter_still():
    from_middle = extent_shortfalls(FARM, published(), THREE_KM)
    from_edge = extent_shortfalls(buffer_outward(FARM, 80), published(), THREE_KM)
    assert all(edge.short_m > middle.short_m + 79 for edge, middle in zip(from_edge, from_middle, strict=True))


def test_the_extents_of_our_own_zone_do_not_fall_short():
    own = four_extents(zone_round(FARM, THREE_KM))
    assert list(own) == ["east", "south", "west", "north"]
    assert shortfall_text(extent_shortfalls(FARM, own, THREE_KM)) == ""


def test_one_short_extent_is_one_number():
    short = extent_shortfalls(FARM, {"east": point_at(FARM, 90, 2_000)}, THREE_KM)
    assert shortfall_text(short) == "named extents fall 1000 m short of the rule"


def test_an_empty_zone_has_no_extents():
    with pytest.raises(GeometryError, match="empty"):
        four_extents(Polygon())


def test_the_square_lies_downwind_with_the_release_on_its_near_side():
    square = square_downwind(FARM, 1_000, 270)
    west, south, east, north = AzimuthalPlane(FARM.x, FARM.y).to_metres(square).bounds
    assert (west, south, east, north) == pytest.approx((0, -500, 1000, 500), abs=1e-3)


@settings(max_examples=25)
@given(st.floats(0, 360), st.floats(50, 11_000))
def test_the_square_reaches_its_side_downwind_whatever_the_wind(wind_from_deg, side_m):
    square = square_downwind(FARM, side_m, wind_from_deg)
    ahead = point_at(FARM, wind_from_deg + 180, side_m * 0.999)
    behind = point_at(FARM, wind_from_deg, side_m * 0.01)
    assert square.covers(ahead)
    assert not square.covers(behind)
    corners = [distance_m(FARM, Point(corner)) for corner in square.geoms[0].exterior.coords]
    assert max(corners) == pytest.approx(side_m * 1.25**0.5, rel=1e-6)


@pytest.mark.parametrize("wind", [-1, 361, float("nan")])
def test_a_direction_that_is_none_is_refused(wind):
    with pytest.raises(InputError, match="0 to 360"):
        square_downwind(FARM, 1_000, wind)


@given(st.floats(0, 360), st.floats(0, 360))
def test_a_shift_is_the_same_both_ways_and_at_most_half_a_turn(one, other):
    assert wind_shift_deg(one, other) == wind_shift_deg(other, one)
    assert 0 <= wind_shift_deg(one, other) <= 180


def test_a_wind_that_turned_beyond_the_limit_asks_for_a_new_drawing():
    assert redraw_reason(350, 20, 30) is None
    assert "偏转 35°" in redraw_reason(350, 25, 30)
