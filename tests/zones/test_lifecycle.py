"""The lifecycle of a zone: which step leads where, and that no way through it breaks a promise."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.errors import ConflictError, GeoServiceError, InputError
from geo_service.model.zone import ADOPTED, APPROVED, ASSESSED, DRAFT, IN_FORCE, LIFTED, PENDING, STATUSES
from geo_service.zones.lifecycle import (
    CONTENT,
    STEPS,
    advanced,
    discarded,
    downgraded,
    draft_step,
    drafters,
    has_way_out,
    last_published,
    missing_bodies,
    published,
    raised,
    require_legal,
    signed,
)
from geo_service.zones.protocol import load_protocol, protocol_ids
from tests.zones.register import NOON, zone_version

NINTH = load_protocol("cn-covid-2022-9")
SAID = {"at": NOON, "author": "值班员", "reason": "演练"}


def draft(**changes):
    return zone_version(status=DRAFT, step="designate", **changes)


def in_force(**changes):
    return zone_version(status=IN_FORCE, step="publish", **changes)


def signed_by_all(zone, protocol=NINTH):
    for body in missing_bodies(zone, protocol):
        zone = signed(zone, body, protocol, **SAID, reference="演练第1号")
    return zone


def test_the_chain_is_signed_in_order_and_the_last_signature_approves():
    first = signed(draft(), "expert_panel", NINTH, **SAID)
    second = signed(first, "district_hq", NINTH, **SAID, reference="演练第1号")
    assert [first.status, second.status] == [ASSESSED, APPROVED]
    assert [first.step, second.step] == ["assess", "approve"]
    assert [one.reference for one in second.signatures] == ["", "演练第1号"]


def test_a_body_can_not_sign_before_its_turn():
    with pytest.raises(InputError, match="the chain is expert_panel → district_hq, the next to sign is expert_panel"):
        signed(draft(), "district_hq", NINTH, **SAID)


def test_an_unsigned_draft_is_not_published():
    with pytest.raises(InputError, match="expert_panel, district_hq must sign first"):
        published(draft(), NINTH, **SAID, persons=1)


def test_publishing_takes_effect_now_unless_a_later_hour_was_planned():
    now = signed_by_all(draft(effective_from=NOON - timedelta(hours=1)))
    later = signed_by_all(draft(effective_from=NOON + timedelta(hours=1)))
    assert published(now, NINTH, **SAID, persons=2).effective_from == NOON
    assert published(later, NINTH, **SAID, persons=2).effective_from == NOON + timedelta(hours=1)


def test_a_retroactive_hour_must_be_said():
    past = NOON - timedelta(days=2)
    version = published(signed_by_all(draft()), NINTH, **SAID, persons=2, effective_from=past, decided_at=NOON)
    assert (version.effective_from, version.decided_at, version.recorded_at) == (past, NOON, NOON)


def test_a_zone_without_an_outline_is_not_published():
    with pytest.raises(InputError, match="no geometry"):
        published(signed_by_all(draft(geometry=None)), NINTH, **SAID, persons=1)


def test_a_revised_draft_must_be_signed_again():
    revised = advanced(signed_by_all(draft()), "revise", **SAID, name="甲小区")
    assert (revised.status, revised.signatures) == (DRAFT, ())


def test_a_downgraded_zone_starts_a_new_stage_of_its_clock():
    lower = downgraded(in_force(clock_start=NOON - timedelta(days=7)), "medium", NINTH, **SAID)
    assert (lower.category, lower.entered_from, lower.clock_start) == ("medium", "high", NOON)


@pytest.mark.parametrize(("step", "category"), [(downgraded, "high"), (downgraded, "low"), (raised, "medium")])
def test_a_category_that_is_not_lower_or_higher_is_refused(step, category):
    with pytest.raises(InputError, match=r"can't be (downgraded|raised)|can't be designated"):
        step(in_force(), category, NINTH, **SAID)


def test_a_raised_zone_is_a_draft_until_it_is_published_and_its_signatures_are_void():
    higher = raised(in_force(category="medium", signatures=signed_by_all(draft()).signatures), "high", NINTH, **SAID)
    assert (higher.status, higher.category, higher.entered_from, higher.signatures) == (DRAFT, "high", "medium", ())


def test_a_discarded_amendment_leaves_what_was_in_force():
    standing = in_force()
    amended = advanced(standing, "expand", **SAID, name="大一些", effective_from=NOON)
    back = discarded([standing, amended], **SAID)
    assert back.status == IN_FORCE
    assert [getattr(back, name) for name in CONTENT] == [getattr(standing, name) for name in CONTENT]


def test_a_discarded_first_draft_ends():
    assert discarded([draft()], **SAID).status == LIFTED


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_possible_from_the_statuses_of_the_table_and_no_others(status, step):
    zone = zone_version(status=status, step="publish")
    after = zone.next(step=step, status=STEPS[step].after[0], **SAID)
    if status in STEPS[step].before:
        require_legal(zone, after)
    else:
        with pytest.raises(ConflictError, match=f"is {status}, so it can't take the step {step}"):
            require_legal(zone, after)


def test_a_step_may_change_only_what_it_says():
    with pytest.raises(InputError, match="step lift of zone z1 may not change category"):
        advanced(in_force(), "lift", **SAID, category="medium")


def test_an_unknown_step_lists_the_steps():
    with pytest.raises(InputError, match="no step 'end'; the steps are designate, revise"):
        advanced(in_force(), "end", **SAID)


@pytest.mark.parametrize("protocol_id", protocol_ids())
def test_every_category_that_can_be_designated_has_a_way_out(protocol_id):
    protocol = load_protocol(protocol_id)
    assert all(has_way_out(category.id, protocol) for category in protocol.categories if not category.residual)


def test_a_category_without_a_way_out_is_never_put_in_force():
    closed = NINTH.model_copy(update={"transitions": ()})
    with pytest.raises(InputError, match=r"category high .* has no transition that leads to an end"):
        published(signed_by_all(draft()), closed, **SAID, persons=1)


def test_who_drafted_is_counted_from_the_last_publication():
    first = replace(in_force(), author="甲")
    amended = advanced(first, "expand", at=NOON, author="乙", reason="", name="大一些")
    assert drafters([first]) == frozenset()
    assert drafters([first, amended]) == {"乙"}
    assert draft_step([first, amended, signed(amended, "expert_panel", NINTH, **SAID)]) == "expand"


MOVES = st.sampled_from(
    [
        "revise",
        "sign",
        "publish",
        "discard",
        "expand",
        "raise",
        "extend",
        "shrink",
        "downgrade",
        "lift",
        "archive",
    ]
)


def take(history, move, at):
    """The version that a move makes of the newest one."""
    said, zone = {"at": at, "author": "甲", "reason": "演练"}, history[-1]
    due = missing_bodies(zone, NINTH)
    if move == "sign":
        return signed(zone, due[0] if due else "nobody", NINTH, **said)
    if move == "publish":
        return published(zone, NINTH, **said, persons=1)
    if move == "discard":
        return discarded(history, **said)
    if move in ("raise", "downgrade"):
        change, category = {"raise": (raised, "high"), "downgrade": (downgraded, "medium")}[move]
        return change(zone, category, NINTH, **said)
    return advanced(zone, move, **said)


@given(st.lists(MOVES, max_size=40))
def test_no_sequence_of_steps_reaches_an_illegal_state_or_loses_a_version(moves):
    history = [draft()]
    for number, move in enumerate(moves):
        try:
            history.append(take(history, move, NOON + timedelta(hours=number)))
        except GeoServiceError:
            continue
        newest = history[-1]
        assert newest.status in STATUSES
        assert newest.status != IN_FORCE or newest.step == "discard" or has_way_out(newest.category, NINTH)
        assert newest.status != APPROVED or not missing_bodies(newest, NINTH)
        if newest.status == IN_FORCE:
            assert not missing_bodies(newest, NINTH)
        if newest.status in PENDING and last_published(history):
            assert last_published(history).status == IN_FORCE
    assert [version.version for version in history] == list(range(1, len(history) + 1))


def test_a_notice_of_an_authority_may_begin_change_and_end_a_zone():
    begun = zone_version(status=IN_FORCE, step=ADOPTED)
    require_legal(None, begun)
    ended = begun.next(step=ADOPTED, status=LIFTED, **SAID)
    require_legal(begun, ended)


def test_the_table_of_steps_is_documented():
    text = (Path(__file__).parents[2] / "docs" / "lifecycle.md").read_text(encoding="utf-8")
    for name, step in STEPS.items():
        before = ", ".join(status or "–" for status in step.before)
        assert f"| `{name}` | {step.title} | {before} | {', '.join(step.after)} | {step.deed} |" in text
