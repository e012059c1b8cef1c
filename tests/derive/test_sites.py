"""The sites of whole plans: a small quarter of streets with houses, planned with the rules of a protocol."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
from shapely import LineString, MultiPolygon, Point, box

from geo_service.actions.cordon_rules import cordon_rule
from geo_service.actions.site_rules import delivery_rule, sites_rule
from geo_service.coords.metric import MetricPlane
from geo_service.derive.households import household_rule
from geo_service.derive.plan import SITE_KINDS, PlanOrders, PlanRule, Surroundings, derive_plan
from geo_service.derive.sites_orders import SiteOrder
from geo_service.model.extent import DrawnShape, Extent
from geo_service.model.frames import shape_frame
from geo_service.model.zone import Member, ZoneVersion
from geo_service.zones.protocol import load_protocol

PLANE = MetricPlane(104.0, 30.0)
PROTOCOL = load_protocol("cn-covid-2022-9").plan
AT = datetime(2022, 11, 16, tzinfo=UTC)
AREA = box(0, 0, 600, 600)
LINES = range(50, 600, 100)


def lonlat(shape):
    return PLANE.to_lonlat(shape)


def rule(category):
    return PlanRule(
        category_title="风险区",
        category_color="#C62828",
        short_measures="足不出户",
        measures="足不出户",
        cordon=cordon_rule(PROTOCOL.cordon),
        delivery=delivery_rule(PROTOCOL),
        households=household_rule(),
        pause_kinds=(),
        pause_action="暂停营业",
        services={},
        sign="{label}{zone}{short_measures}",
        sites=sites_rule(PROTOCOL, category),
    )


def streets():
    """Six streets each way, 100 m apart, beyond the zone on all sides."""
    stops = [-100, *LINES, 700]
    ways = [[(x, y) for y in stops] for x in LINES] + [[(x, y) for x in stops] for y in LINES]
    nodes = {xy: number for number, xy in enumerate(sorted({xy for way in ways for xy in way}), 1)}
    return [
        {
            "road_id": f"way/{number}",
            "way_id": number,
            "name": f"甲{number}路",
            "highway": "residential",
            "grade_separated": False,
            "oneway": 0,
            "node_ids": [nodes[xy] for xy in way],
            "access_nodes": [],
            "geometry": lonlat(LineString(way)),
        }
        for number, way in enumerate(ways, 1)
    ]


def houses(people=120):
    """Two houses in each block, west ones of estate e1, each with three stairs."""
    return [
        {
            "building_id": f"b{x:03d}-{y:03d}-{side}",
            "use": "apartments",
            "households": people // 3,
            "people": people,
            "stairs": 3,
            "estate_id": "e1" if x < 300 else "e2",
            "geometry": lonlat(box(x + 10 + side, y + 10, x + 30 + side, y + 22)),
        }
        for x in range(50, 550, 100)
        for y in range(50, 550, 100)
        for side in (0, 45)
    ]


def quarter(**layers):
    estates = [("e1", "怡景花园", box(0, 0, 300, 600)), ("e2", "翠湖苑", box(300, 0, 600, 600))]
    rows = {
        "roads": streets(),
        "buildings": houses(),
        "estates": [{"estate_id": key, "name": name, "geometry": lonlat(area)} for key, name, area in estates],
        "facilities": [
            {"facility_id": "p", "kind": "parking", "name": "停车场", "geometry": lonlat(box(255, 255, 345, 295))}
        ],
        **layers,
    }
    names = ("buildings", "roads", "gates", "estates", "facilities", "grids", "barriers")
    frames = {name: shape_frame(name, rows.get(name, [])) for name in names}
    return Surroundings(**frames, high_risk=shape_frame("buildings", rows.get("high_risk", [])))


def plan(category, near=None, orders=()):
    near = near or quarter()
    drawn = MultiPolygon([lonlat(AREA)])
    members = tuple(Member(key, 1.0, "在内") for key in near.buildings["building_id"])
    zone = ZoneVersion(
        "Z1", 1, "示例区", category, "p", "in_force", Extent((DrawnShape(drawn),)), drawn, members, AT, AT, "a", "r"
    )
    return derive_plan(zone, near, rule(category), PlanOrders(sites=tuple(orders)))


@cache
def usual(category):
    return plan(category)


def metres(shape):
    return PLANE.to_metres(shape)


def order(kind, wish, point, to_point=None):
    return SiteOrder(kind, wish, lonlat(Point(point)), lonlat(Point(to_point)) if to_point else None, "现场情况")


def test_each_building_walks_whole_to_one_sampling_point():
    routes = usual("medium").frames["sampling_route"]
    assert Counter(routes["building_id"]) == Counter(usual("medium").frames["building"]["building_id"])
    assert routes["walk_m"].max() <= PROTOCOL.sampling.max_walk_m.value


def test_every_stair_has_one_slot_and_all_people_are_in_them():
    slots = usual("medium").frames["sampling_slot"]
    assert not slots.duplicated(["building_id", "stair"]).any()
    assert slots["people"].sum() == usual("medium").totals.people
    assert not slots.duplicated(["sampling_point_id", "starts"]).any()


def test_a_point_serves_no_more_than_its_benches():
    points = usual("medium").frames["sampling_point"]
    assert (points["people"] <= points["benches"] * PROTOCOL.sampling.people_per_bench.value).all()
    assert (points["benches"] <= PROTOCOL.sampling.max_benches.value).all()


def test_where_nobody_leaves_the_stair_each_has_a_shelf_and_is_sampled_at_the_door():
    frames = usual("high").frames
    assert len(frames["reception_point"]) == len(frames["door_sampling"]) == 150
    assert frames["sampling_point"].empty
    assert frames["door_sampling"]["people"].sum() == usual("high").totals.people


def test_elsewhere_a_building_has_one_shelf_at_its_wall():
    frames = usual("medium").frames
    shapes = dict(zip(frames["building"]["building_id"], frames["building"].geometry, strict=True))
    shelves = frames["reception_point"]
    assert shelves["building_id"].is_unique
    assert all(
        metres(shapes[key].boundary).distance(metres(point)) < 0.01
        for key, point in zip(shelves["building_id"], shelves.geometry, strict=True)
    )


def test_household_and_medical_waste_are_kept_apart_and_serve_everybody_once():
    frames = usual("medium").frames
    apart = [
        metres(one).distance(metres(other))
        for one in frames["household_waste_point"].geometry
        for other in frames["medical_waste_point"].geometry
    ]
    assert min(apart) >= PROTOCOL.waste.apart_m.value - 0.01
    for kind in ("household_waste_point", "medical_waste_point"):
        served = Counter(key for keys in frames[kind]["building_ids"] for key in keys)
        assert served == Counter(frames["building"]["building_id"])


def test_every_estate_has_its_bus_stop():
    stops = usual("medium").frames["transfer_point"]
    assert set(stops["estate_name"]) == {"怡景花园", "翠湖苑"}
    assert stops["walk_max_m"].max() <= PROTOCOL.transfer.max_walk_m.value


def test_routes_keep_away_from_high_risk_buildings_whose_people_are_sampled_at_the_door():
    sealed = houses()[24]
    frames = plan("medium", quarter(high_risk=[sealed])).frames
    assert set(frames["door_sampling"]["building_id"]) == {sealed["building_id"]}
    routes = frames["sampling_route"]
    near = [metres(route).distance(metres(sealed["geometry"])) < 9.9 for route in routes.geometry]
    assert routes["passes"].notna().tolist() == near


def test_the_choice_is_stated_with_its_bound():
    said = usual("medium").proof["sites"]
    assert {"delivery_point", "sampling_point", "household_waste_point", "medical_waste_point"} < set(said)
    assert all(0 <= one["gap"] < 1 for kind, one in said.items() if kind != "sampling_teams")
    assert said["sampling_teams"]["ends_min"] >= said["sampling_teams"]["bound_min"]


@pytest.mark.parametrize("category", ["medium", "high"])
def test_the_same_input_gives_the_same_sites(category):
    again = plan(category).frames
    assert all(again[kind].to_json() == usual(category).frames[kind].to_json() for kind in SITE_KINDS)


@pytest.mark.parametrize(
    ("kind", "category"),
    [(kind, "medium") for kind in ("sampling_point", "household_waste_point", "medical_waste_point", "transfer_point")]
    + [("delivery_point", "high")],
)
def test_a_pinned_place_is_used_and_says_why(kind, category):
    rows = plan(category, orders=[order(kind, "pin", (450, 490))]).frames[kind]
    near = [row for row in rows.itertuples() if metres(row.geometry).distance(Point(450, 490)) <= 25]
    assert "现场情况" in near[0].why


def test_a_moved_point_leaves_its_place():
    before = usual("medium").frames["sampling_point"].geometry.iloc[0]
    place = metres(before)
    moved = order("sampling_point", "move", (place.x, place.y), (450, 510))
    after = [metres(point) for point in plan("medium", orders=[moved]).frames["sampling_point"].geometry]
    assert min(point.distance(place) for point in after) > 1
    assert min(point.distance(Point(450, 510)) for point in after) <= 25


def test_a_zone_without_households_says_so_and_has_no_sites():
    empty = plan("medium", quarter(buildings=[]))
    assert all(empty.frames[kind].empty for kind in SITE_KINDS)
    assert any("没有住户" in problem for problem in empty.problems)


def test_a_zone_without_ways_samples_at_the_door_and_says_why():
    bare = plan("medium", quarter(roads=[]))
    assert bare.frames["door_sampling"]["people"].sum() == bare.totals.people
    assert any("没有采样点" in problem for problem in bare.problems)
    assert any("没有车辆能从值守口驶入" in problem for problem in bare.problems)


def test_too_few_teams_are_said():
    crowded = plan("high", quarter(buildings=houses(people=600)))
    assert any("完不成一轮" in problem and "至少需50组" in problem for problem in crowded.problems)


def test_a_category_without_sites_has_none():
    near = quarter()
    drawn = MultiPolygon([lonlat(AREA)])
    zone = ZoneVersion("Z1", 1, "区", "low", "p", "in_force", Extent((DrawnShape(drawn),)), drawn, (), AT, AT, "a", "r")
    frames = derive_plan(zone, near, replace(rule("medium"), sites=None)).frames
    assert all(frames[kind].empty for kind in SITE_KINDS)
