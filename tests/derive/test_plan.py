from dataclasses import replace
from datetime import UTC, datetime

import pytest
from shapely import LineString, MultiPolygon, Point, box

from geo_service.actions.cordon_rules import cordon_rule
from geo_service.coords.metric import MetricPlane
from geo_service.derive.delivery import DeliveryRule
from geo_service.derive.households import household_rule
from geo_service.derive.plan import PlanRule, Surroundings, derive_plan
from geo_service.errors import GeometryError
from geo_service.model.extent import DrawnShape, Extent, NamedPlace
from geo_service.model.frames import empty_frame, shape_frame
from geo_service.model.plan import PLAN_LAYERS
from geo_service.model.zone import Member, ZoneVersion
from geo_service.zones.protocol import load_protocol

PLANE = MetricPlane(104.0, 30.0)
CORDON = cordon_rule(load_protocol("cn-covid-2022-9").plan.cordon)
AT = datetime(2022, 11, 16, tzinfo=UTC)
RULE = PlanRule(
    category_title="高风险区",
    category_color="#C62828",
    short_measures="足不出户",
    measures="足不出户、上门服务",
    cordon=CORDON,
    delivery=DeliveryRule(100, 2, 300),
    households=household_rule(),
    pause_kinds=("venue",),
    pause_action="暂停营业",
    services={"hospital": 1},
    sign="{label} {zone} {short_measures}",
)


def lonlat(shape):
    return PLANE.to_lonlat(shape)


def zone(members=("a", "b")):
    drawn = MultiPolygon([lonlat(box(0, 0, 200, 200))])
    found = tuple(Member(building, 1.0, "建筑轮廓全部位于划定范围内") for building in members)
    extent = Extent((DrawnShape(drawn),))
    return ZoneVersion("Z1", 1, "示例区", "high", "p", "in_force", extent, drawn, found, AT, AT, "a", "r")


def near(**layers):
    rows = {
        "buildings": [
            {
                "building_id": "a",
                "use": "apartments",
                "households": 30,
                "people": 80,
                "stairs": 2,
                "geometry": lonlat(box(50, 10, 60, 20)),
            },
            {"building_id": "b", "use": "apartments", "levels": 6, "geometry": lonlat(box(80, 10, 90, 20))},
        ],
        "roads": [
            {
                "road_id": "way/1",
                "way_id": 1,
                "name": "文昌路",
                "highway": "residential",
                "grade_separated": False,
                "node_ids": [1, 2],
                "access_nodes": [],
                "geometry": lonlat(LineString([(-100, 0.0 + 30), (150, 30)])),
            }
        ],
        "facilities": [{"facility_id": "v", "kind": "venue", "name": "棋牌室", "geometry": lonlat(Point(100, 100))}],
        **layers,
    }
    frames = {
        name: shape_frame(name, rows.get(name, []))
        for name in ("buildings", "roads", "gates", "estates", "facilities", "grids", "barriers")
    }
    return Surroundings(**frames)


def test_every_kind_of_thing_has_its_frame_with_its_columns():
    plan = derive_plan(zone(), near(), RULE)
    assert {kind: frame.columns.tolist() for kind, frame in plan.frames.items()} == {
        kind: layer.names for kind, layer in PLAN_LAYERS.items()
    }


def test_a_plan_has_posts_points_signs_and_venues():
    plan = derive_plan(zone(), near(), RULE)
    assert plan.frames["checkpoint"]["name"].tolist() == ["文昌路（西南侧）"]
    assert plan.frames["delivery_point"]["buildings"].tolist() == [2]
    assert plan.frames["sign"]["text"].tolist() == ["高风险区 示例区 足不出户"]
    assert plan.frames["venue"]["name"].tolist() == ["棋牌室"]


def test_totals_say_how_much_is_estimated():
    totals = derive_plan(zone(), near(), RULE).totals
    assert totals.buildings == 2
    assert totals.households - totals.households_estimated == 30
    assert totals.households_estimated > 0


def test_every_row_says_why():
    frames = derive_plan(zone(), near(), RULE).frames
    assert all(frame["why"].str.len().gt(0).all() for frame in frames.values())


def test_a_plan_never_tells_whose_case_brought_a_building_in():
    made = zone()
    secret = tuple(replace(member, why="3栋为病例居住地（第2行）") for member in made.members)
    named = replace(made, members=secret, extent=Extent((NamedPlace("翠湖苑", "estate", "e1"),)))
    plan = derive_plan(named, near(), RULE)
    assert plan.frames["building"]["why"].tolist() == ["属于划定单位翠湖苑"] * 2


def test_a_zone_without_roads_says_so_and_still_serves_everybody():
    plan = derive_plan(zone(), near(roads=[]), RULE)
    assert plan.frames["checkpoint"].empty
    assert plan.frames["building"]["delivery_point_id"].notna().all()
    assert any("没有道路" in problem for problem in plan.problems)


def test_a_zone_without_buildings_says_so():
    plan = derive_plan(zone(members=()), near(), RULE)
    assert any("没有登记楼栋" in problem for problem in plan.problems)
    assert plan.totals.buildings == 0


def test_a_member_that_left_the_register_is_reported():
    plan = derive_plan(zone(members=("a", "gone")), near(), RULE)
    assert any("gone" in problem for problem in plan.problems)


def test_a_zone_without_geometry_is_refused():
    bare = zone()
    with pytest.raises(GeometryError, match="no geometry"):
        derive_plan(ZoneVersion(**{**vars(bare), "geometry": None}), near(), RULE)


def test_an_empty_register_gives_an_empty_plan_not_a_crash():
    nothing = Surroundings(
        *(empty_frame(name) for name in ("buildings", "roads", "gates", "estates", "facilities", "grids", "barriers"))
    )
    plan = derive_plan(zone(members=()), nothing, RULE)
    assert [kind for kind, frame in plan.frames.items() if len(frame)] == ["edge"]
    assert plan.frames["edge"]["barrier"].tolist() == ["open"]


def test_a_zone_that_reaches_beyond_the_known_roads_is_said_with_the_sides():
    plan = derive_plan(zone(), near(), RULE)
    assert "区界南、东、北侧超出登记道路的范围，该侧有无通道须现场核对" in plan.problems


def test_a_zone_within_the_known_roads_is_not_said_to_reach_beyond_them():
    road = near().roads.assign(
        geometry=[lonlat(LineString([(-10, -10), (210, -10), (210, 210)]))], node_ids=[[1, 2, 3]]
    )
    plan = derive_plan(zone(), Surroundings(**{**vars(near()), "roads": road}), RULE)
    assert not [problem for problem in plan.problems if "超出登记道路" in problem]
