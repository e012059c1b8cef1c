"""Zones in force are split, shrunk, expanded, raised, merged and extended; the rest of the world stays as it was."""

from datetime import timedelta

import pytest
import shapely

from geo_service.actions.changes import (
    Part,
    downgrade_zone,
    expand_zone,
    extend_zone,
    merge_zones,
    raise_zone,
    shrink_zone,
    split_zone,
)
from geo_service.actions.check import check_point
from geo_service.actions.zones import Act, current_zone, discard_draft, lift_zone, publish_zone
from geo_service.errors import ConflictError, GeometryError, InputError, NotFoundError, PermissionDeniedError
from geo_service.model.account import ADMIN, APPROVER, OPERATOR, Account, Actor
from geo_service.model.zone import DRAFT, IN_FORCE, LIFTED
from tests.actions.town import AT, zone

ADMINISTRATOR = Actor("admin", ADMIN)


def act(**options):
    return Act(**{"actor": ADMINISTRATOR, "at": AT + timedelta(hours=1), "reason": "演练", **options})


def half(made):
    """The western half of a zone's box."""
    west, south, east, north = made.geometry.bounds
    return Part(shape=shapely.box(west, south, (west + east) / 2, north))


def held(*zones):
    return {member.building_id for made in zones for member in made.members}


def test_a_split_zone_covers_what_it_covered(town):
    made = zone(town)
    kept, new = split_zone(town, made.zone_id, half(made), act()).zones
    assert (kept.status, new.status, new.parents, new.category) == (IN_FORCE, IN_FORCE, (made.zone_id,), made.category)
    assert held(kept, new) == held(made)
    assert shapely.union_all([kept.geometry, new.geometry]).symmetric_difference(made.geometry).area < 1e-12
    assert new.clock_start == made.effective_from


def test_a_shrunk_zone_frees_a_part(sqlite_town):
    made = zone(sqlite_town)
    rest = shrink_zone(sqlite_town, made.zone_id, half(made), act()).zones[0]
    assert rest.status == IN_FORCE
    assert held(rest) < held(made)


def test_a_part_can_be_said_by_its_buildings(sqlite_town):
    made = zone(sqlite_town)
    freed = made.members[0].building_id
    rest = shrink_zone(sqlite_town, made.zone_id, Part(building_ids=(freed,)), act()).zones[0]
    assert held(rest) == held(made) - {freed}
    assert rest.extent.exclusions[-1].place_id == freed


@pytest.mark.parametrize("shape", [shapely.box(10, 10, 10.1, 10.1), shapely.box(83.2, 38.8, 83.9, 39.2)])
def test_a_part_that_is_none_or_all_is_refused(sqlite_town, shape):
    made = zone(sqlite_town)
    with pytest.raises(GeometryError, match=made.zone_id):
        shrink_zone(sqlite_town, made.zone_id, Part(shape=shape), act())


def test_an_unknown_building_and_a_part_said_twice_are_refused(sqlite_town):
    made = zone(sqlite_town)
    with pytest.raises(NotFoundError, match="no building 'b0'"):
        shrink_zone(sqlite_town, made.zone_id, Part(building_ids=("b0",)), act())
    with pytest.raises(InputError, match="one of them"):
        shrink_zone(sqlite_town, made.zone_id, Part(), act())


def test_an_expanded_zone_binds_nobody_more_until_it_is_published(sqlite_town):
    made, other = zone(sqlite_town), zone(sqlite_town, 1)
    lift_zone(sqlite_town, other.zone_id, act(at=AT))
    grown = expand_zone(sqlite_town, made.zone_id, Part(shape=other.geometry), act()).zones[0]
    lon, lat = other.geometry.representative_point().coords[0]
    assert grown.status == DRAFT
    assert held(grown) == held(made, other)
    before = check_point(sqlite_town, lon, lat, at=AT + timedelta(hours=2))
    publish_zone(sqlite_town, made.zone_id, act(at=AT + timedelta(hours=3)))
    after = check_point(sqlite_town, lon, lat, at=AT + timedelta(hours=4))
    assert (before.answer, after.answer) == ("outside", "inside")


def test_a_discarded_draft_leaves_the_zone_as_it_was(sqlite_town):
    made, other = zone(sqlite_town), zone(sqlite_town, 1)
    expand_zone(sqlite_town, made.zone_id, Part(shape=other.geometry), act())
    back = discard_draft(sqlite_town, made.zone_id, act())
    assert (back.status, held(back), back.extent) == (IN_FORCE, held(made), made.extent)


def test_a_raised_part_is_a_draft_of_its_own(sqlite_town):
    number = next(n for n in range(3) if zone(sqlite_town, n, draft=True).category == "medium")
    made = zone(sqlite_town, number)
    part = raise_zone(sqlite_town, made.zone_id, "high", act(clock_start=AT), part=half(made)).zones[0]
    assert (part.status, part.category, part.entered_from, part.parents) == (DRAFT, "high", "medium", (made.zone_id,))
    assert current_zone(sqlite_town, made.zone_id).version == made.version


def test_merged_zones_become_one_and_the_others_end_with_its_publication(sqlite_town):
    made = zone(sqlite_town)
    kept, new = split_zone(sqlite_town, made.zone_id, half(made), act()).zones
    whole = merge_zones(sqlite_town, [kept.zone_id, new.zone_id], act()).zones[0]
    assert current_zone(sqlite_town, new.zone_id).status == IN_FORCE
    publish_zone(sqlite_town, whole.zone_id, act())
    assert current_zone(sqlite_town, new.zone_id).status == LIFTED
    assert held(current_zone(sqlite_town, kept.zone_id)) == held(made)


def test_zones_of_several_kinds_or_far_apart_are_not_merged(sqlite_town):
    zones = [zone(sqlite_town, number) for number in range(3)]
    with pytest.raises((InputError, GeometryError), match=r"must be alike|must lie together"):
        merge_zones(sqlite_town, [one.zone_id for one in zones], act())
    with pytest.raises(InputError, match="two zones"):
        merge_zones(sqlite_town, [zones[0].zone_id], act())


def test_extending_needs_a_decision(sqlite_town):
    made = zone(sqlite_town)
    with pytest.raises(InputError, match="reference"):
        extend_zone(sqlite_town, made.zone_id, act())
    longer = extend_zone(sqlite_town, made.zone_id, act(reference="演练第2号", clock_start=AT)).zones[0]
    assert (longer.status, longer.clock_start, longer.reference) == (DRAFT, AT, "演练第2号")


def test_a_later_draft_is_not_published_with_what_it_once_was_decided_with(sqlite_town):
    made = zone(sqlite_town)
    kept, new = split_zone(sqlite_town, made.zone_id, half(made), act()).zones
    later = act(at=AT + timedelta(hours=2), reference="9号", clock_start=AT + timedelta(hours=2))
    for one in (kept, new):
        extend_zone(sqlite_town, one.zone_id, later)
    publish_zone(sqlite_town, kept.zone_id, act(at=AT + timedelta(hours=3)))
    assert [current_zone(sqlite_town, one.zone_id).status for one in (kept, new)] == [IN_FORCE, DRAFT]


def test_a_zone_is_not_prolonged_by_freeing_a_part(sqlite_town):
    made = zone(sqlite_town)
    with pytest.raises(InputError, match="extend"):
        shrink_zone(sqlite_town, made.zone_id, half(made), act(clock_start=AT + timedelta(days=9)))


def test_who_has_seen_an_older_version_changes_nothing(sqlite_town):
    made = zone(sqlite_town)
    shrink_zone(sqlite_town, made.zone_id, half(made), act(expected_version=made.version))
    with pytest.raises(ConflictError, match=f"you have seen version {made.version}, it is at {made.version + 1}"):
        downgrade_zone(sqlite_town, made.zone_id, "medium", act(expected_version=made.version))


def test_an_operator_may_draft_but_not_publish_or_free(sqlite_town):
    operator = Actor("duty", OPERATOR)
    made = zone(sqlite_town)
    expand_zone(sqlite_town, made.zone_id, Part(shape=made.geometry.buffer(0.001)), act(actor=operator))
    for deed in (publish_zone, lift_zone):
        with pytest.raises(PermissionDeniedError, match="duty is operator and may not"):
            deed(sqlite_town, made.zone_id, act(actor=operator))
    assert current_zone(sqlite_town, made.zone_id).status == DRAFT


def test_with_two_who_could_the_drafter_does_not_publish(town):
    drafter = Actor("first", APPROVER)
    for name in ("first", "second"):
        town.put_account(Account(name, APPROVER, AT), at=AT, actor="admin")
    made = zone(town, actor=drafter, draft=True)
    with pytest.raises(PermissionDeniedError, match="another person must publish"):
        publish_zone(town, made.zone_id, act(actor=drafter))
    done = publish_zone(town, made.zone_id, act(actor=Actor("second", APPROVER)))
    assert (done.status, done.persons) == (IN_FORCE, 2)


def test_the_rule_of_two_can_be_switched_off_and_the_zone_says_so(sqlite_town):
    for name in ("first", "second"):
        sqlite_town.put_account(Account(name, APPROVER, AT), at=AT, actor="admin")
    made = zone(sqlite_town, actor=Actor("first", APPROVER), draft=True)
    done = publish_zone(sqlite_town, made.zone_id, act(actor=Actor("first", APPROVER)), two_persons="never")
    assert done.persons == 1
