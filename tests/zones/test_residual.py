"""What zones leave of a county."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo_service.errors import ProtocolError
from geo_service.model.extent import Extent, SaidText
from geo_service.model.frames import shape_frame
from geo_service.zones.protocol import load_protocol
from geo_service.zones.residual import layer_of, residual_areas, residual_at
from tests.zones.register import PLANE, at_metres, zone_version

NINTH = load_protocol("cn-covid-2022-9")
LOW = NINTH.category("low")
COUNTIES = shape_frame(
    "districts",
    [
        {"district_id": "d1", "name": "青石区", "geometry": at_metres(0, 0, 1000, 1000)},
        {"district_id": "d2", "name": "望江县", "geometry": at_metres(1000, 0, 2000, 1000)},
    ],
)

NOTHING_DEG2 = 1e-12
"""A hundredth of a square centimetre, in square degrees: what rounding leaves."""


def left(*zones):
    return residual_areas(NINTH, LOW, COUNTIES, zones)


def at(x, y):
    return PLANE.to_lonlat(Point(x, y))


def test_low_is_the_rest_of_the_county_that_has_a_zone():
    (area,) = left(zone_version(drawn_m=(100, 100, 200, 200)))
    assert (area.name, area.zone_ids) == ("青石区", ("z1",))
    assert PLANE.to_metres(area.geometry).area == pytest.approx(1_000_000 - 10_000, rel=1e-6)


def test_without_a_zone_there_is_no_low_risk_area():
    assert left() == ()


def test_a_zone_across_the_border_makes_both_counties_low():
    assert [area.name for area in left(zone_version(drawn_m=(900, 0, 1100, 100)))] == ["青石区", "望江县"]


def test_a_zone_that_only_touches_the_border_does_not():
    assert [area.name for area in left(zone_version(drawn_m=(900, 0, 1000, 100)))] == ["青石区"]


def test_zones_of_another_protocol_leave_nothing():
    assert left(zone_version(drawn_m=(100, 100, 200, 200), protocol="cn-covid-2022-8")) == ()


def test_a_zone_known_by_words_lies_in_the_district_that_it_names():
    words = zone_version(geometry=None, extent=Extent((), said=SaidText("某小区", "望江县")))
    (area,) = left(words)
    assert (area.name, area.off_map) == ("望江县", ("z1",))


def test_a_point_is_in_the_low_risk_area_of_its_county():
    zone = zone_version(drawn_m=(100, 100, 200, 200))
    assert residual_at(at(500, 500), NINTH, LOW, COUNTIES, [zone]) == "青石区"
    assert residual_at(at(1500, 500), NINTH, LOW, COUNTIES, [zone]) is None
    assert residual_at(at(500, 500), NINTH, LOW, COUNTIES, []) is None


def test_only_residual_categories_have_a_unit():
    assert layer_of(LOW) == "districts"
    with pytest.raises(ProtocolError, match="the register has areas of"):
        layer_of(NINTH.category("high"))


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(1, 300)), min_size=1, max_size=4))
def test_the_rest_and_the_zones_make_up_the_county(squares):
    zones = [zone_version(f"z{k}", drawn_m=(x, y, x + size, y + size)) for k, (x, y, size) in enumerate(squares)]
    area = left(*zones)[0]
    whole = area.geometry
    for zone in zones:
        assert area.geometry.intersection(zone.geometry).area < NOTHING_DEG2
        whole = whole.union(zone.geometry.intersection(COUNTIES.geometry.iloc[0]))
    assert whole.symmetric_difference(COUNTIES.geometry.iloc[0]).area < NOTHING_DEG2
