"""Rings round establishments and releases."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo_service.coords.geodesic import distance_to_edge_m
from geo_service.errors import InputError, ProtocolError
from geo_service.zones.buffers import four_extents
from geo_service.zones.grounds import make_grounds
from geo_service.zones.outline import as_multipolygon
from geo_service.zones.prices import Households
from geo_service.zones.protocol import load_protocol
from geo_service.zones.rings import Source, rings_round, source_at, zones_of_rings
from tests.zones.register import PLANE, at_metres, building, buildings_frame, estates_frame, zone_version

ASF, HPAI, ERG = (load_protocol(name) for name in ("cn-asf-2019", "eu-2020-687-hpai", "erg-table1"))
FARM = as_multipolygon(at_metres(-100, -60, 100, 60))
MIDDLE = FARM.centroid
SITE = Source("望江猪场", MIDDLE, FARM)
TOWN = buildings_frame(
    building("farm", (-80, -40, 80, 40), estate_id="e1", households=2, use="house"),
    building("near", (2_000, 0, 2_010, 10), estate_id="e2", households=1, use="house"),
    building("edge", (3_500, 0, 3_510, 10), estate_id="e2", households=1, use="house"),
    building("far", (11_000, 0, 11_010, 10), households=1, use="house"),
)
GROUNDS = make_grounds(TOWN, estates_frame({"estate_id": "e1", "name": "望江猪场", "geometry": FARM}))
CHLORINE = {"iso_m": 60.0, "protect_km": 0.4, "wind_from_deg": 270.0}
"""Invented lengths."""


def rings(protocol, *sources, role="premises", **options):
    return rings_round(sources or (SITE,), protocol, role=role, **options)


def zones(protocol, *sources, in_force=(), **options):
    made = rings(protocol, *sources, **options)
    return zones_of_rings(made, GROUNDS, Households(TOWN), protocol, in_force=in_force)


def test_the_threatened_area_reaches_13_km_from_the_edge_of_the_farm():
    point, zone, threat = rings(ASF)
    assert point.outline.equals(FARM)
    for ring, radius_m in ((zone, 3_000), (threat, 13_000)):
        ways = [distance_to_edge_m(FARM, extent) for extent in four_extents(ring.outline).values()]
        assert all(radius_m <= way <= radius_m + 1 for way in ways)


def test_a_set_is_made_inner_rings_first_and_without_each_other():
    made, problems = zones(ASF)
    assert [zone.category for zone in made] == ["point", "zone", "threat"]
    assert problems == ()
    assert not any(made[k].geometry.intersection(made[k + 1].geometry).area > 1e-12 for k in (0, 1))
    assert [one.building_id for one in made[0].members] == ["farm"]


def test_premises_belong_whole_to_a_zone_that_reaches_any_part():
    made, _ = zones(ASF)
    by_category = {zone.category: [one.building_id for one in zone.members] for zone in made}
    assert by_category["zone"] == ["edge", "near"]
    assert by_category["threat"] == ["edge", "far", "near"]


def test_each_ring_says_from_where_it_is_measured():
    assert rings(ASF)[2].reasons[1].startswith("受威胁区：由疫区边缘向外 10000 米；")


def test_rings_cost_households_until_the_single_clock_may_end():
    made, _ = zones(ASF)
    assert (made[0].price.households, made[0].price.days) == (2, 42)


def test_a_minimum_may_be_larger_but_never_smaller():
    wide = rings(HPAI, inputs={"protection_m": 5_000.0})[0]
    assert distance_to_edge_m(FARM, four_extents(wide.outline)["north"]) >= 5_000
    with pytest.raises(ProtocolError, match="at least 3000 m"):
        rings(HPAI, inputs={"protection_m": 2_000.0})
    with pytest.raises(ProtocolError, match="exactly 3000 m"):
        rings(ASF, inputs={"zone_m": 5_000.0})


def test_zones_of_neighbouring_farms_are_joined_where_the_protocol_says_so():
    other = Source("青石猪场", PLANE.to_lonlat(Point(4_000, 0)))
    assert [ring.category for ring in rings(HPAI, SITE, other)] == ["protection", "surveillance"]
    assert [ring.category for ring in rings(ASF, SITE, other)].count("zone") == 2
    apart = Source("远山猪场", PLANE.to_lonlat(Point(60_000, 0)))
    assert len(rings(HPAI, SITE, apart)) == 4


def test_a_zone_in_force_that_is_overlapped_is_said():
    standing = zone_version(category="surveillance", protocol=HPAI.id, drawn_m=(0, 0, 5_000, 500))
    _, problems = zones(HPAI, in_force=[standing])
    assert any("请调整" in problem for problem in problems)
    assert any("请合并" in problem for problem in problems)


def test_a_release_is_a_circle_and_a_square_downwind_without_it():
    circle, square = zones(ERG, role="release", inputs=CHLORINE)[0]
    assert (circle.category, square.category) == ("isolation", "protective")
    west, _, east, _ = PLANE.to_metres(square.geometry).bounds
    assert (west, east) == pytest.approx((0, 400), abs=0.5)
    assert square.price.days is None


def test_a_missing_input_is_named():
    with pytest.raises(InputError, match="wind_from_deg"):
        rings(ERG, role="release", inputs={"iso_m": 60.0, "protect_km": 0.4})


def test_a_protocol_without_such_a_rule_says_what_it_has():
    with pytest.raises(ProtocolError, match="protection"):
        rings(HPAI, role="release")
    with pytest.raises(ProtocolError, match="draw it by hand"):
        rings(HPAI, category="temporary_control")


def test_a_farm_of_the_register_is_its_estate_else_its_building_else_the_point():
    assert source_at("", MIDDLE, GROUNDS, ASF).footprint.covers(FARM.buffer(-1e-9))
    house = source_at("", PLANE.to_lonlat(Point(11_005, 5)), GROUNDS, ASF)
    assert (house.name, house.footprint is not None) == ("far", True)
    bare = source_at("鱼塘", PLANE.to_lonlat(Point(500, 5_000)), GROUNDS, ASF)
    assert bare.footprint is None
    assert "登记里没有鱼塘的轮廓" in bare.notes[0]


@settings(max_examples=15)
@given(st.floats(10, 2_000), st.floats(0.1, 5.0))
def test_rings_nest_and_a_bigger_one_never_loses_a_member(step_m, growth):
    small, large = (
        rings(HPAI, inputs={"protection_m": 3_000.0 + step_m * more, "surveillance_m": 10_000.0 + step_m * more})
        for more in (0, growth)
    )
    assert small[1].outline.covers(small[0].outline)
    assert all(big.outline.covers(little.outline) for little, big in zip(small, large, strict=True))
    held = [
        set(GROUNDS.inside(ring.outline, "any_part_whole_premises")["building_id"]) for ring in (small[0], large[0])
    ]
    assert held[0] <= held[1]
