from dataclasses import replace

import pytest

from geo_service.model.zone import DRAFT, Signature
from geo_service.zones.said_units import SaidUnit
from tests.zones.checks.village import AT, NINTH, TEN, ZONE_ID, check, fact, status, zone_input
from tests.zones.register import zone_version


def published(**said):
    return fact("publication", said)


def test_a_list_as_long_as_announced_is_fine():
    assert status("list_count_matches", zone_input(published(announced=3, listed=3))) == "ok"


def test_a_shorter_list_is_a_breach():
    assert status("list_count_matches", zone_input(published(announced=3, listed=2))) == "violation"


def test_a_tally_is_held_against_the_register():
    said = published(announced=1, listed=1, tally=9)
    assert status("list_count_matches", zone_input(said, tallies={said.fact_id: 9})) == "ok"
    assert status("list_count_matches", zone_input(said, tallies={said.fact_id: 8})) == "violation"
    assert status("list_count_matches", zone_input(said)) == "cannot_check"


@pytest.mark.parametrize("facts", [(), (published(),), (published(announced=3),)])
def test_without_counts_nothing_is_checked(facts):
    assert status("list_count_matches", zone_input(*facts)) == "cannot_check"


# ---------------------------------------------------------------- persons


def test_a_plain_name_gives_nobody_away():
    assert status("publication_privacy", zone_input(words=("怡景花园3栋",))) == "ok"


def test_a_person_in_the_words_is_a_breach_and_is_not_repeated():
    record = check("publication_privacy", zone_input(words=("望江村3组赵小乐家周边",)))
    assert record.status == "violation"
    assert "赵小乐" not in "".join(record.evidence)


def test_a_room_is_a_breach_unless_the_zone_is_that_household():
    room = ("怡景花园3栋2单元501",)
    household = SaidUnit("household", certain=True)
    assert status("publication_privacy", zone_input(words=room)) == "violation"
    assert status("publication_privacy", zone_input(words=room, unit=household, protocol=TEN)) == "needs_ground"


def test_a_masked_name_is_for_somebody_to_decide():
    assert status("publication_privacy", zone_input(words=("赵某家",))) == "needs_ground"


def test_without_words_nothing_is_checked():
    assert status("publication_privacy", zone_input()) == "cannot_check"


# ---------------------------------------------------------------- signatures

BODIES = NINTH.governance.approval_chain


def signed(*references, **changes):
    names = tuple(Signature(body, "值班员", AT, said) for body, said in zip(BODIES, references, strict=False))
    return zone_input(zone=zone_version(ZONE_ID, signatures=names, **changes))


def test_all_signatures_with_references_are_fine():
    assert status("approval_chain", signed("第1号", "第2号")) == "ok"


def test_a_signature_without_a_reference_needs_one():
    assert check("approval_chain", signed("第1号", "")).status == "needs_ground"


def test_in_force_without_signatures_is_a_breach():
    assert status("approval_chain", signed("第1号")) == "violation"


def test_a_draft_may_wait_for_signatures():
    assert status("approval_chain", signed(status=DRAFT)) == "ok"


def test_a_zone_taken_over_from_a_notice_rests_on_its_number():
    assert status("approval_chain", signed(step="adopt", reference="第5号通告")) == "ok"
    assert status("approval_chain", signed(step="adopt")) == "needs_ground"


# ---------------------------------------------------------------- changes


def test_each_change_says_who_and_why():
    zone = zone_version(ZONE_ID)
    silent = replace(zone, version=2, reason=" ")
    assert status("change_record", zone_input(zone=zone)) == "ok"
    assert status("change_record", zone_input(history=(zone, silent))) == "violation"
