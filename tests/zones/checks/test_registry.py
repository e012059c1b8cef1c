import re
from pathlib import Path
from typing import get_args

import pytest

from geo_service.model.check import CHECK_TITLES, Finding
from geo_service.zones.checks.catalogue import CHECK_TEXTS, NUMBERS, PROHIBITIONS
from geo_service.zones.checks.inputs import Asked
from geo_service.zones.checks.records import record_of
from geo_service.zones.checks.registry import ALWAYS, CHECKS, asked_by, run_checks
from geo_service.zones.protocol import load_protocol, protocol_ids
from geo_service.zones.protocol_schema import CheckId
from tests.zones.checks.village import NINTH, ZONE_ID, fact, register_input, zone_input

DOC = (Path(__file__).parents[3] / "docs" / "checks.md").read_text(encoding="utf-8")

MORE = (
    "unit_cap",
    "publish_deadline",
    "notice_gap",
    "list_count_matches",
    "no_temporary_control",
    "no_blocked_exit",
    "sampling_capacity",
    "drop_point_per_stair",
    "waste_pair_present",
    "transfer",
    "gate_rota_24h",
    "household_contact_coverage",
    "fire_route",
    "ambulance_route",
    "publication_privacy",
    "approval_chain",
    "lift_when_due",
    "wind_stale",
    "exit_route",
    "four_extents",
)


def test_all_nine_are_there_with_both_texts():
    assert [one.number for one in PROHIBITIONS] == list(range(1, 10))
    assert all(one.title.startswith("不准") and one.title_en.startswith("No ") for one in PROHIBITIONS)
    assert "封控区、管控区" in PROHIBITIONS[2].title
    assert "关闭低风险地区" in PROHIBITIONS[8].title


@pytest.mark.parametrize("name", [*MORE, *get_args(CheckId), *(one.id for one in PROHIBITIONS), *ALWAYS])
def test_every_check_that_is_promised_or_can_be_asked_for_is_registered(name):
    assert name in CHECKS


def test_every_check_has_words_and_says_what_it_cannot_see():
    assert set(CHECKS) == set(CHECK_TEXTS)
    assert all(one.title and one.title_en and one.predicate and one.cannot_check for one in CHECK_TEXTS.values())


@pytest.mark.parametrize("name", protocol_ids())
def test_every_check_of_every_protocol_is_registered_and_cites_a_clause(name):
    asked = asked_by(load_protocol(name))
    assert all(one.id in CHECKS and one.clause for one in asked)
    assert len({one.id for one in asked}) == len(asked)


def test_the_nine_come_with_the_protocols_that_have_them():
    assert [one.id for one in asked_by(NINTH)][:9] == [one.id for one in PROHIBITIONS]
    assert not [one for one in asked_by(load_protocol("us-ca-evac")) if one.id.startswith("prohibition")]


def test_what_always_runs_is_asked_once():
    for name in ("cn-covid-2022-9", "us-ca-evac"):
        ids = [one.id for one in asked_by(load_protocol(name))]
        assert all(ids.count(one) == 1 for one in ALWAYS)


def test_numbers_have_sources():
    text = (Path(__file__).parents[3] / "geo_service/zones/rules/checks.toml").read_text(encoding="utf-8")
    assert all(re.search(rf"(?m)^{name} = {{ value = \S+, source = \"\S.+\" }}$", text) for name in NUMBERS)


def test_a_zone_and_the_register_are_each_asked_what_they_can_answer():
    of_zone, of_register = run_checks(zone_input()), run_checks(register_input())
    assert {one.zone_id for one in of_zone} == {ZONE_ID}
    assert {one.check for one in of_register} == {f"prohibition_{number}" for number in (1, 2, 4, 5, 7, 8, 9)}
    assert {f"prohibition_{number}" for number in range(1, 10)} <= {one.check for one in (*of_zone, *of_register)}


def test_with_no_data_at_all_nothing_that_needs_data_is_ok():
    bare = zone_input(plan=None, near=None)
    ok = {one.check for one in run_checks(bare) if one.status == "ok"}
    assert ok <= {"publication_privacy", "prohibition_3"}


def test_entry_order_of_facts_changes_nothing():
    facts = [fact("rota", {"post": "K01", "hours": hours}, hours=-hours, number=hours) for hours in (1, 8, 24)]
    assert run_checks(zone_input(*facts)) == run_checks(zone_input(*reversed(facts)))


# ---------------------------------------------------------------- records

ASKED = Asked("unit_cap", "第一条")


def test_a_record_has_the_gravest_status_and_all_evidence():
    found = [Finding("ok", "a", "好"), Finding("violation", "b", "坏"), Finding("cannot_check", "c", "缺")]
    record = record_of(zone_input(), ASKED, found)
    assert (record.status, record.subject_ids, record.count) == ("violation", ("b",), 1)
    assert record.evidence == ("坏", "好")
    assert record.cannot_check_note.startswith("缺；")


def test_no_finding_at_all_is_never_ok():
    assert record_of(zone_input(), ASKED, []).status == "cannot_check"


def test_a_protocol_may_only_ask_for_a_ground():
    asked = Asked("unit_cap", "第一条", severity="needs_ground")
    assert record_of(zone_input(), asked, [Finding("violation", "b", "坏")]).status == "needs_ground"


def test_the_statuses_go_from_grave_to_fine():
    assert list(CHECK_TITLES) == ["violation", "needs_ground", "cannot_check", "ok"]


# ---------------------------------------------------------------- documentation


def test_the_glossary_has_the_statuses_in_the_words_of_the_screen():
    glossary = (Path(__file__).parents[3] / "docs" / "glossary.md").read_text(encoding="utf-8")
    names = ("violation", "needs_ground", "cannot_check", "ok")
    assert f"| {', '.join(names)} | {', '.join(CHECK_TITLES[name] for name in names)} |" in glossary


@pytest.mark.parametrize("one", CHECK_TEXTS.values(), ids=lambda one: one.id)
def test_the_page_says_of_each_check_what_the_program_says(one):
    row = next(line for line in DOC.splitlines() if line.startswith(f"| `{one.id}` |"))
    assert all(words in row for words in (one.title, one.title_en, one.predicate, one.cannot_check))


def test_the_page_says_what_the_source_notice_lacks():
    assert "城东办事处发〔2022〕63号" in DOC
    assert "omits no. 9" in DOC
