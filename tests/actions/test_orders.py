"""Orders about posts and points: tried on the plan, recorded, obeyed, superseded and taken back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from shapely import Point

from geo_service.actions.audit import verify_audit
from geo_service.actions.checks import check_zone
from geo_service.actions.facts import import_facts, record_fact
from geo_service.actions.orders import Named, list_orders, order_post, order_site, withdraw_order
from geo_service.actions.plan_orders import orders_of_plan, standing_orders
from geo_service.actions.plans import plan_zone
from geo_service.actions.protocols import add_protocol
from geo_service.errors import ConflictError, InputError, NotFoundError, PermissionDeniedError, RefusedError
from geo_service.model.zone import LIFTED
from geo_service.storage import open_store
from tests.actions.lanes_store import AT, DUTY, EAST, GUEST, fill_lanes
from tests.derive.lanes import road
from tests.zones.register import PLANE

DEAD_END, JOINED = PLANE.to_lonlat(Point(20, 0)), PLANE.to_lonlat(Point(60, 0))

NOTED = """
[overlay]
id = "wangjiang"
title = "望江区补充规定"
title_en = "Supplement of Wangjiang District"
reference = "望江指办〔2022〕8号"
for = ["cn-covid-2022-9"]
valid_from = 2022-09-01T00:00:00+08:00
validity_source = "望江指办〔2022〕8号"

[plan.cordon.closing]
sealing = "noted"
source = "望江指办〔2022〕8号，第三条"
"""


@pytest.fixture
def quarter(tmp_path):
    """The zone with four lanes in a SQLite store."""
    opened = open_store(f"sqlite:///{tmp_path}/lanes.sqlite")
    yield fill_lanes(opened, EAST)
    opened.close()


def close(store, point, ground="道路施工", *, at=AT, **named):
    return order_post(store, "z1", Named(point=point, **named), staffed=False, ground=ground, actor=DUTY, at=at)


def staff(store, point, ground="学校门口", *, at=AT):
    return order_post(store, "z1", Named(point=point), staffed=True, ground=ground, actor=DUTY, at=at)


def places(store, kind):
    """Where the posts of a plan are, in metres from the west."""
    frame = PLANE.frame_to_metres(plan_zone(store, "z1").frames[kind])
    return {round(point.x): number for number, point in zip(frame.iloc[:, 0], frame.geometry.centroid, strict=True)}


def test_an_order_to_staff_a_post_is_obeyed_with_its_ground(quarter):
    assert 60 in places(quarter, "closure")
    made = staff(quarter, JOINED)
    assert made.place == "F02"
    assert 60 in places(quarter, "checkpoint")
    row = (
        plan_zone(quarter, "z1").frames["checkpoint"].set_index("checkpoint_id").loc[places(quarter, "checkpoint")[60]]
    )
    assert row["decided_by"] == "ordered"
    assert "学校门口" in row["why"]


def test_a_post_can_be_named_by_its_number(quarter):
    number = places(quarter, "checkpoint")[100]
    made = order_post(quarter, "z1", Named(number.lower()), staffed=False, ground="施工", actor=DUTY, at=AT)
    assert made.place == number
    assert 100 in places(quarter, "closure")


def test_an_order_that_would_shut_people_in_is_refused_and_nothing_is_recorded(quarter):
    line = (
        r"closing K03 \(西南侧道路\) would leave 1 buildings and 1 places of the roads without a way out; nothing was"
    )
    with pytest.raises(RefusedError, match=line):
        close(quarter, DEAD_END)
    assert quarter.facts() == []


def test_the_last_of_several_ways_out_cannot_be_closed_either(quarter):
    for x in (100, 40, 60):
        close(quarter, PLANE.to_lonlat(Point(x, 50 if x == 100 else 0)))
    with pytest.raises(RefusedError, match="would leave 1 buildings"):
        close(quarter, PLANE.to_lonlat(Point(80, 0)))
    assert [one.state for one in list_orders(quarter, "z1")] == ["holds"] * 3


def test_where_the_protocol_only_notes_it_the_order_is_kept_and_the_plan_says_so(quarter, tmp_path):
    (tmp_path / "wangjiang.toml").write_text(NOTED, encoding="utf-8")
    overlay = add_protocol(quarter, tmp_path / "wangjiang.toml", actor=DUTY, at=AT)
    zone = quarter.zone_history("z1")[-1]
    quarter.add_zone_version(replace(zone, version=2, protocol=f"{zone.protocol}+{overlay}", step="switch"))
    made = close(quarter, DEAD_END)
    assert any("已记录但不执行" in note for note in made.notes)
    assert any("会断绝出路，未执行" in problem for problem in plan_zone(quarter, "z1").problems)
    assert [one.state for one in list_orders(quarter, "z1")] == ["released"]


def test_a_motorway_is_never_closed(quarter):
    way = road("motorway", (10, 90), (-300, 90), highway="motorway")
    inner = road("inner", (80, 50), (50, 90), (10, 90))
    other = open_store("sqlite:///" + quarter.url.removeprefix("sqlite:///").replace("lanes", "motorway"))
    fill_lanes(other, way, inner)
    with pytest.raises(RefusedError, match=r"never closed \(motorway\); nothing was recorded"):
        close(other, PLANE.to_lonlat(Point(0, 90)))
    other.close()


def test_a_point_near_no_post_is_refused_with_the_nearest(quarter):
    with pytest.raises(InputError, match=r"no post within 25 m of .*; the nearest is K03 \(西南侧道路\), 103 m away"):
        close(quarter, PLANE.to_lonlat(Point(-80, 25)))


def test_a_point_in_another_part_of_the_world_is_refused_without_false_metres(quarter):
    with pytest.raises(InputError, match=r"the nearest is K0\d \(.*\), more than 100 km away"):
        close(quarter, Point(0, 0))
    with pytest.raises(InputError, match="lies more than 100 km outside zone z1"):
        order_point(quarter, "pin", point=Point(0, 0))


def test_an_unknown_number_lists_those_there_are(quarter):
    with pytest.raises(NotFoundError, match=r"no post 'K99' in the present plan; the posts are .*F01.*K03"):
        order_post(quarter, "z1", Named("K99"), staffed=True, ground="x", actor=DUTY, at=AT)


@pytest.mark.parametrize("ground", ["", "  "])
def test_an_order_needs_its_ground(quarter, ground):
    with pytest.raises(InputError, match="needs its ground"):
        staff(quarter, JOINED, ground)


def test_who_may_not_record_facts_may_not_order(quarter):
    with pytest.raises(PermissionDeniedError):
        order_post(quarter, "z1", Named(point=JOINED), staffed=True, ground="x", actor=GUEST, at=AT)
    with pytest.raises(PermissionDeniedError):
        withdraw_order(quarter, "F1", "x", actor=GUEST, at=AT)


def test_of_two_orders_about_one_post_the_last_holds_and_says_so(quarter):
    first = staff(quarter, JOINED)
    second = close(quarter, JOINED, at=AT + timedelta(minutes=1))
    assert any(first.fact.fact_id in note for note in second.notes)
    assert [one.state for one in list_orders(quarter, "z1")] == ["superseded", "holds"]
    assert 60 in places(quarter, "closure")


def test_an_order_taken_back_holds_no_more_and_the_one_before_does_again(quarter):
    staff(quarter, JOINED)
    second = close(quarter, JOINED, at=AT + timedelta(minutes=1))
    withdraw_order(quarter, second.fact.fact_id, "记错了", actor=DUTY, at=AT + timedelta(minutes=2))
    assert [one.state for one in list_orders(quarter, "z1")] == ["holds"]
    assert 60 in places(quarter, "checkpoint")
    with pytest.raises(ConflictError, match="withdrawn already"):
        withdraw_order(quarter, second.fact.fact_id, "又一次", actor=DUTY, at=AT + timedelta(minutes=3))


def test_only_orders_of_the_zone_can_be_taken_back_as_such(quarter):
    fact = record_fact(quarter, "case", {"count": 1}, "z1", actor=DUTY, at=AT)
    for order_id, zone_id in ((fact.fact_id, "z1"), ("nothing", None), (staff(quarter, JOINED).fact.fact_id, "z2")):
        with pytest.raises(NotFoundError, match="no order"):
            withdraw_order(quarter, order_id, "x", actor=DUTY, at=AT, zone_id=zone_id)


def test_an_order_whose_post_is_gone_is_said_to_mean_nothing(quarter):
    staff(quarter, PLANE.to_lonlat(Point(100, 50)))
    quarter.delete_rows("roads", ["east"])
    assert [(one.place, one.state) for one in list_orders(quarter, "z1")] == [("", "lost")]
    assert any("附近没有道路穿越区界，未执行" in problem for problem in plan_zone(quarter, "z1").problems)


def test_a_zone_that_ended_takes_no_orders(quarter):
    zone = quarter.zone_history("z1")[-1]
    quarter.add_zone_version(replace(zone, version=2, status=LIFTED, step="lift"))
    with pytest.raises(ConflictError, match="takes no more orders"):
        staff(quarter, JOINED)


def test_orders_are_not_written_down_without_being_tried(quarter, tmp_path):
    values = {"object": "post", "wish": "close", "lon": DEAD_END.x, "lat": DEAD_END.y, "ground": "x"}
    with pytest.raises(InputError, match="use geo-service order"):
        record_fact(quarter, "plan_order", values, "z1", actor=DUTY, at=AT)
    table = tmp_path / "facts.csv"
    table.write_text(
        f"事项,对象,指定要求,经度,纬度,指定理由\n方案指定,post,close,{DEAD_END.x},{DEAD_END.y},施工\n", "utf-8"
    )
    done = import_facts(quarter, table, actor=DUTY, at=AT, zone_id="z1")
    assert done.facts == ()
    assert "use geo-service order" in done.notes[0].reason


def test_checks_at_a_time_know_the_orders_of_that_time(quarter):
    staff(quarter, JOINED, at=AT + timedelta(hours=1))
    zone = quarter.zone_history("z1")[-1]
    assert orders_of_plan(quarter, zone, at=AT).posts == ()
    assert len(orders_of_plan(quarter, zone, at=AT + timedelta(hours=2)).posts) == 1
    assert check_zone(quarter, "z1", at=AT + timedelta(hours=2))


# ---------------------------------------------------------------- points


def order_point(store, wish, *, number=None, point=None, to=None, kind="delivery_point"):
    named = Named(number, point)
    return order_site(store, "z1", kind, named, wish=wish, to=to, ground="门口太窄", actor=DUTY, at=AT)


def test_a_forbidden_point_is_not_in_the_plan_any_more(quarter):
    before = plan_zone(quarter, "z1").frames["delivery_point"].set_index("delivery_point_id").geometry
    assert order_point(quarter, "forbid", number="P01").place == "P01"
    now = plan_zone(quarter, "z1").frames["delivery_point"].geometry
    assert before["P01"] not in now.tolist()


def test_a_point_moves_to_where_it_was_ordered(quarter):
    there = PLANE.to_lonlat(Point(50, 70))
    order_point(quarter, "move", number="p01", to=there)
    spots = PLANE.frame_to_metres(plan_zone(quarter, "z1").frames["delivery_point"]).geometry
    assert min(spot.distance(Point(50, 70)) for spot in spots) < 0.1


def test_a_pinned_point_is_opened_there(quarter):
    order_point(quarter, "pin", point=PLANE.to_lonlat(Point(90, 90)))
    spots = PLANE.frame_to_metres(plan_zone(quarter, "z1").frames["delivery_point"]).geometry
    assert min(spot.distance(Point(90, 90)) for spot in spots) < 0.1
    assert [one.state for one in list_orders(quarter, "z1")] == ["holds"]


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"wish": "forbid", "number": "P77"}, "no delivery_point 'P77' in the present plan; there are P01"),
        ({"wish": "move", "number": "P01"}, "a move needs the place to move to"),
        ({"wish": "pin", "number": "P01", "to": JOINED}, "nothing else has one"),
        ({"wish": "staff", "number": "P01"}, "one may order pin, forbid, move, got 'staff'"),
        (
            {"wish": "pin", "number": "P01", "kind": "bench"},
            "no points of the kind 'bench' in a plan; the kinds are del",
        ),
        ({"wish": "pin", "point": PLANE.to_lonlat(Point(500, 0))}, "lies 400 m outside zone z1; name a place in it"),
        ({"wish": "pin"}, "by its number or by a point"),
    ],
)
def test_an_order_about_a_point_that_cannot_be_is_one_line(quarter, said, line):
    with pytest.raises((InputError, NotFoundError), match=line):
        order_point(quarter, **said)
    assert standing_orders(quarter, "z1") == []


# ---------------------------------------------------------------- both databases


def test_of_orders_at_once_none_shuts_people_in(store):
    """The east road and the joined lanes are the ways out of `h2`; each may be closed, but not all of them."""
    fill_lanes(store, EAST)
    spots = [PLANE.to_lonlat(Point(x, y)) for x, y in ((40, 0), (60, 0), (80, 0), (100, 50))]

    def try_to_close(point):
        try:
            return close(store, point).fact
        except (RefusedError, ConflictError):
            return None

    with ThreadPoolExecutor(4) as pool:
        kept = [fact for fact in pool.map(try_to_close, spots) if fact]
    assert len(standing_orders(store, "z1")) == len(kept) <= 3
    assert all(one.state == "holds" for one in list_orders(store, "z1"))
    assert verify_audit(store, DUTY).faults == ()
