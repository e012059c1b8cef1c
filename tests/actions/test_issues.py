"""Field sheets: issued with what changed, numbers that stay, and what a zone that grows changes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from shapely import Point

from geo_service.actions.audit import verify_audit
from geo_service.actions.issues import issue_due, issue_published, issue_sheet, list_sheets, sheet_of, zone_deltas
from geo_service.actions.orders import Named, order_post
from geo_service.actions.plan_orders import orders_of_plan
from geo_service.actions.plans import plan_zone
from geo_service.actions.zones import Act, lift_zone, publish_zone
from geo_service.derive.deltas import apply_deltas
from geo_service.derive.sheets import sheet_items
from geo_service.errors import ConflictError, GeometryError, NotFoundError, PermissionDeniedError
from geo_service.model.zone import DRAFT
from geo_service.storage import open_store
from tests.actions.lanes_store import AT, DUTY, EAST, GUEST, fill_lanes, grown
from tests.derive.lanes import road
from tests.zones.register import PLANE, zone_version

JOINED = PLANE.to_lonlat(Point(60, 0))


@pytest.fixture
def quarter(tmp_path):
    """The zone with four lanes in a SQLite store."""
    opened = open_store(f"sqlite:///{tmp_path}/lanes.sqlite")
    yield fill_lanes(opened, EAST)
    opened.close()


def issue(store, *, minutes=0):
    return issue_sheet(store, "z1", actor=DUTY, at=AT + timedelta(minutes=minutes))


def order(store, point, *, staffed=True, minutes=0):
    at = AT + timedelta(minutes=minutes)
    return order_post(store, "z1", Named(point=point), staffed=staffed, ground="学校门口", actor=DUTY, at=at)


def numbers(items):
    return sorted(one.item_id for one in items)


def test_the_first_sheet_has_every_place_and_nothing_to_compare(quarter):
    issued = issue(quarter)
    frames = plan_zone(quarter, "z1").frames
    assert issued.is_new
    assert issued.differences == ()
    held = {one.item_id for one in issued.sheet.items if one.kind in {"checkpoint", "closure"}}
    assert held == {*frames["checkpoint"]["checkpoint_id"], *frames["closure"]["closure_id"]}
    assert {"delivery_point", "household_waste_point"} <= {one.kind for one in issued.sheet.items}
    assert list_sheets(quarter, "z1") == [issued.sheet]


def test_issuing_again_when_nothing_changed_keeps_the_sheet(quarter):
    first = issue(quarter)
    again = issue(quarter, minutes=5)
    assert (again.sheet, again.is_new, again.differences) == (first.sheet, False, ())
    assert zone_deltas(quarter, "z1").differences == ()


def test_an_order_is_told_with_what_follows_from_it_and_nothing_else(quarter):
    issue(quarter)
    order(quarter, JOINED, minutes=1)
    told = zone_deltas(quarter, "z1")
    assert [one.zh for one in told.differences] == [
        "F02 开放，改设卡口K04（南侧道路），每班4人",
        "K02 撤岗封闭，改为封闭点F03（南侧道路），用可移动护栏",
    ]
    issued = issue(quarter, minutes=2)
    assert issued.differences == told.differences
    assert apply_deltas(told.since.items, told.differences) == issued.sheet.items


def test_a_post_that_opens_and_closes_again_gets_its_old_number_back(quarter):
    first = issue(quarter)
    order(quarter, JOINED, minutes=1)
    issue(quarter, minutes=2)
    order(quarter, JOINED, staffed=False, minutes=3)
    third = issue(quarter, minutes=4)
    assert numbers(third.sheet.items) == numbers(first.sheet.items)
    assert "K04" in {one.item_id for one in third.sheet.retired}


def test_numbers_are_never_used_for_another_place(quarter):
    issue(quarter)
    order(quarter, JOINED, minutes=1)
    issue(quarter, minutes=2)
    quarter.delete_rows("roads", ["lane60"])
    issue(quarter, minutes=3)
    quarter.write_layer("roads", _north(quarter), source="more")
    last = issue(quarter, minutes=4)
    seen = {}
    for sheet in list_sheets(quarter, "z1"):
        for one in sheet.items:
            place = PLANE.to_metres(Point(one.at[0]))
            assert seen.setdefault(one.item_id, place).distance(place) <= 60
    assert {"F02", "K04"} <= {one.item_id for one in last.sheet.retired}


def _north(store):
    rows = store.read_layer("roads").iloc[:1].copy()
    way = road("north", (60, 50), (60, 300), (300, 300), (300, 50))
    for name, value in way.items():
        rows[name] = [value] if name != "geometry" else rows.geometry
    return rows.set_geometry([way["geometry"]], crs=rows.crs)


def test_a_zone_that_grows_in_the_east_leaves_the_west_as_it_was(quarter):
    before = issue(quarter).sheet
    grown(quarter, 60)
    told = zone_deltas(quarter, "z1")
    west = {one.item_id: one for one in before.items if PLANE.to_metres(Point(one.at[0])).x < 50}
    now = {one.item_id: one for one in sheet_items(plan_zone(quarter, "z1"))}
    assert west.keys() == {"K02", "K03", "P02", "W01", "M01", "Z01"}
    assert {number: now[number] for number in west} == west
    posts = [one for one in told.differences if one.kind in {"checkpoint", "closure"}]
    assert [one.zh for one in posts] == ["K01 东移60米"]


def test_crews_stay_where_they_stand_when_choices_are_equal(quarter):
    order(quarter, JOINED)
    issue(quarter)
    crews = orders_of_plan(quarter, quarter.zone_history("z1")[-1]).crews_at
    assert any(PLANE.to_metres(point).distance(Point(60, 0)) < 1 for point in crews)


def test_a_merged_zone_has_the_crews_of_those_it_was_made_of(quarter):
    issue(quarter)
    child = replace(zone_version("z2"), parents=("z1",))
    found = orders_of_plan(quarter, child)
    assert len(found.crews_at) == 3
    assert found.numbering.standing == ()


def test_a_draft_shows_what_it_would_change_but_is_not_issued(quarter):
    issue(quarter)
    grown(quarter, 60)
    zone = quarter.zone_history("z1")[-1]
    quarter.add_zone_version(replace(zone, version=3, status=DRAFT, step="expand", geometry=zone_version().geometry))
    assert zone_deltas(quarter, "z1").zone.status == DRAFT
    assert issue(quarter, minutes=1).sheet.version == 2


def test_only_zones_in_force_with_an_outline_are_issued(quarter):
    quarter.add_zone_version(zone_version("z3", geometry=None))
    with pytest.raises(GeometryError, match="z3 has no geometry yet"):
        issue_sheet(quarter, "z3", actor=DUTY, at=AT)
    lift_zone(quarter, "z1", Act(DUTY, AT + timedelta(hours=1), "解除"))
    with pytest.raises(ConflictError, match="z1 is lifted; only the plan of a zone in force"):
        issue(quarter, minutes=90)


def test_who_may_not_record_facts_may_not_issue(quarter):
    with pytest.raises(PermissionDeniedError):
        issue_sheet(quarter, "z1", actor=GUEST, at=AT)


def test_a_sheet_that_is_not_there_says_which_are(quarter):
    with pytest.raises(NotFoundError, match="no field sheet yet; issue one first"):
        zone_deltas(quarter, "z1")
    issue(quarter)
    with pytest.raises(NotFoundError, match="no field sheet 7; there are 1 to 1"):
        sheet_of(quarter, "z1", 7)
    with pytest.raises(NotFoundError, match="no zone 'z9'"):
        list_sheets(quarter, "z9")


def test_an_earlier_sheet_can_be_compared_with(quarter):
    issue(quarter)
    order(quarter, JOINED, minutes=1)
    issue(quarter, minutes=2)
    assert zone_deltas(quarter, "z1").differences == ()
    assert zone_deltas(quarter, "z1", since=1).differences[0].change == "opened"


# ---------------------------------------------------------------- with a publication


def test_a_publication_is_followed_by_its_sheet_and_words_need_none(quarter):
    quarter.add_zone_version(zone_version("z4", status=DRAFT, step="designate"))
    quarter.add_zone_version(zone_version("z5", geometry=None))
    done = publish_zone(quarter, "z4", Act(DUTY, AT, "公布", "演练第1号"))
    issued, waiting = issue_published(quarter, [done, quarter.zone_history("z5")[-1]], actor=DUTY, at=AT)
    assert [(one.sheet.zone_id, one.sheet.version, one.sheet.failed) for one in issued] == [("z4", done.version, "")]
    assert waiting == ()
    assert issue_published(quarter, [done], actor=DUTY, at=AT) == ((), ())


def test_a_plan_that_cannot_be_made_leaves_the_publication_and_the_crews(quarter):
    before = issue(quarter).sheet
    zone = quarter.zone_history("z1")[-1]
    quarter.add_zone_version(replace(zone, version=2, protocol="gone", step="switch"))
    ((issued,), _) = issue_published(quarter, quarter.zone_history("z1")[-1:], actor=DUTY, at=AT)
    assert "gone" in issued.sheet.failed
    assert (issued.sheet.issue, issued.sheet.items, issued.differences) == (2, before.items, ())
    assert quarter.zone_history("z1")[-1].version == 2


def test_all_that_lack_a_sheet_of_their_version_are_due(quarter):
    quarter.add_zone_version(zone_version("z6", drawn_m=(300, 300, 400, 400)))
    assert [one.sheet.zone_id for one in issue_due(quarter, actor=DUTY, at=AT)] == ["z1", "z6"]
    assert issue_due(quarter, actor=DUTY, at=AT) == ()


def test_of_writers_at_once_the_sheet_is_issued_once(store):
    """On both databases."""
    fill_lanes(store, EAST)
    with ThreadPoolExecutor(3) as pool:
        issued = list(pool.map(lambda minutes: issue(store, minutes=minutes), range(3)))
    assert sum(one.is_new for one in issued) == 1
    assert len(list_sheets(store, "z1")) == 1
    assert verify_audit(store, DUTY).faults == ()
