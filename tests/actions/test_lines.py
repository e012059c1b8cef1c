"""A better line is taken over by a person with a ground, as a draft, as long as it is the line that was seen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from geo_service.actions.designation import Decision, designate_drawing
from geo_service.actions.imports import write_layers
from geo_service.actions.lines import accept_line, lines_of_zone, price_words
from geo_service.actions.zones import Act, current_zone, lift_zone
from geo_service.errors import (
    ConflictError,
    GeometryError,
    InputError,
    NotFoundError,
    PermissionDeniedError,
)
from geo_service.model.account import ADMIN, OPERATOR, VIEWER, Actor
from geo_service.model.frames import shape_frame
from geo_service.model.zone import DRAFT, IN_FORCE
from tests.actions.town import AT
from tests.derive.lanes import FAR, INNER, area, house, lanes
from tests.zones.register import buildings_frame, zone_version

HOUSES = (INNER, house("h1", 30, -25, 7))


@pytest.fixture
def quarter(store):
    """The zone with four lanes, in a store of each kind."""
    write_layers(
        store, {"buildings": buildings_frame(*HOUSES), "roads": shape_frame("roads", [*lanes(), *FAR])}, source="q"
    )
    return store


def zone(store, *, draft=False):
    decision = Decision(protocol="cn-covid-2022-9", actor=Actor("值班员", ADMIN), reason="演练", name="区", draft=draft)
    return designate_drawing(store, area(0, 0, 100, 100), category="high", decision=decision, at=AT).zones[0]


def act(**options):
    said = {"reason": "现场只有一个路口可守", "reference": "演练第7号"}
    return Act(**{"actor": Actor("值班员", OPERATOR), "at": AT + timedelta(hours=1), **said, **options})


def wanted(store, made):
    return lines_of_zone(store, made.zone_id).suggestions[-1]


def test_looking_for_lines_changes_nothing(quarter):
    made = zone(quarter)
    assert wanted(quarter, made).posts_saved == 3
    assert quarter.zone_history(made.zone_id)[-1] == made


def test_an_accepted_line_is_a_draft_with_its_ground_and_its_price(quarter):
    made = zone(quarter)
    line = wanted(quarter, made)
    done = accept_line(quarter, made.zone_id, line.number, act(), key=line.key)
    stored = current_zone(quarter, made.zone_id)
    assert (stored.status, stored.step, stored.reference) == (DRAFT, "expand", "演练第7号")
    assert stored.reason == f"现场只有一个路口可守（{price_words(line)}）"
    assert price_words(line) == (
        f"采纳改线建议{line.number}·{line.key}：卡口和封闭点4→1处，多纳入7户、1栋、{line.more_area_m2 / 1e4:.2f}公顷"
    )
    assert {member.building_id for member in stored.members} == {"inner", "h1"}
    assert stored.geometry.symmetric_difference(line.outline).area < 1e-14
    assert done.suggestion == line


def test_the_draft_asks_for_no_further_line(quarter):
    made = zone(quarter)
    line = wanted(quarter, made)
    accept_line(quarter, made.zone_id, line.number, act(), key=line.key)
    assert lines_of_zone(quarter, made.zone_id).suggestions == ()


def test_the_line_of_a_draft_is_revised(quarter):
    made = zone(quarter, draft=True)
    line = wanted(quarter, made)
    done = accept_line(quarter, made.zone_id, line.number, act(), key=line.key)
    assert (done.zone.status, done.zone.step, done.zone.version) == (DRAFT, "revise", 2)
    assert {member.building_id for member in done.zone.members} == {"inner", "h1"}


@pytest.mark.parametrize(("options", "said"), [({"reason": " "}, "reason"), ({"reference": ""}, "reference")])
def test_a_line_without_a_ground_is_refused(quarter, options, said):
    made = zone(quarter)
    with pytest.raises(InputError, match=said):
        accept_line(quarter, made.zone_id, 1, act(**options))
    assert current_zone(quarter, made.zone_id).status == IN_FORCE


def test_a_line_that_became_another_one_is_refused(quarter):
    made = zone(quarter)
    line = wanted(quarter, made)
    write_layers(quarter, {"buildings": buildings_frame(*HOUSES, house("new", 70, -50, 9, size=12))}, source="later")
    with pytest.raises(
        ConflictError, match=f"is not the line {line.key} any more; the register or the zone has changed"
    ):
        accept_line(quarter, made.zone_id, line.number, act(), key=line.key)
    assert current_zone(quarter, made.zone_id).version == made.version


def test_a_key_under_another_number_is_refused_with_its_number(quarter):
    made = zone(quarter)
    line = wanted(quarter, made)
    with pytest.raises(ConflictError, match=f"that is number {line.number}"):
        accept_line(quarter, made.zone_id, line.number + 1, act(), key=line.key)


def test_an_unknown_number_lists_those_there_are(quarter):
    made = zone(quarter)
    with pytest.raises(NotFoundError, match="no suggested line 9; there are 1"):
        accept_line(quarter, made.zone_id, 9, act())
    with pytest.raises(NotFoundError, match="there are none within 20 m"):
        accept_line(quarter, made.zone_id, 1, act(), band_m=20.0)


def test_who_only_reads_may_not_take_a_line(quarter):
    made = zone(quarter)
    with pytest.raises(PermissionDeniedError, match="needs the role operator"):
        accept_line(quarter, made.zone_id, 1, act(actor=Actor("访客", VIEWER)))


def test_who_has_seen_an_older_version_is_told(quarter):
    made = zone(quarter)
    with pytest.raises(ConflictError, match="has moved on"):
        accept_line(quarter, made.zone_id, 1, act(expected_version=made.version + 1))


def test_the_line_of_a_lifted_zone_stays(quarter):
    made = zone(quarter)
    lift_zone(quarter, made.zone_id, act(actor=Actor("a", ADMIN)))
    with pytest.raises(ConflictError, match="is lifted; only the line of a draft or a zone in force can move"):
        accept_line(quarter, made.zone_id, 1, act())


def test_a_zone_not_on_the_map_has_no_lines(quarter):
    quarter.add_zone_version(replace(zone_version(), geometry=None))
    with pytest.raises(GeometryError, match="no geometry yet"):
        lines_of_zone(quarter, "z1")


def test_an_empty_register_says_so(store):
    store.add_zone_version(zone_version())
    assert lines_of_zone(store, "z1").problems == ("区界附近没有登记道路，无法比较",)
