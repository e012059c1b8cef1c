"""The protocols that come with the service: each loads, dates agree, and the numbers are those of their documents."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import get_args

import pytest

from geo_service.zones.checks.catalogue import CHECK_TEXTS
from geo_service.zones.protocol import (
    OVERLAY_SIGN,
    load_protocol,
    overlay_ids,
    packaged_texts,
    protocol_ids,
    read_protocol,
)
from geo_service.zones.protocol_layers import overlay_bases
from geo_service.zones.protocol_schema import CheckId
from geo_service.zones.protocol_source import parse_source

COVID = [name for name in protocol_ids() if name.startswith("cn-covid")]


def bases_of(overlay):
    return overlay_bases(parse_source(packaged_texts()[overlay], overlay))


def combinations():
    for base in protocol_ids():
        fitting = [name for name in overlay_ids() if base in bases_of(name)]
        for size in range(len(fitting) + 1):
            yield from (OVERLAY_SIGN.join((base, *names)) for names in permutations(fitting, size))


@pytest.mark.parametrize("protocol_id", list(combinations()))
def test_every_edition_loads_with_every_overlay_that_is_for_it(protocol_id):
    assert load_protocol(protocol_id).id == protocol_id


def test_the_combinations_are_not_empty():
    assert "cn-covid-2022-20+annex-2022-11-21+chongqing" in list(combinations())


@pytest.mark.parametrize("name", [*protocol_ids(), *overlay_ids()])
def test_a_file_is_named_for_its_id(name):
    assert name in read_protocol(packaged_texts()[name], f"{name}.toml").id.split(OVERLAY_SIGN)


@pytest.mark.parametrize("name", protocol_ids())
def test_editions_follow_each_other_without_gap(name):
    heading = load_protocol(name).heading
    if heading.supersedes is not None:
        before = load_protocol(heading.supersedes).heading
        assert (before.superseded_by, before.valid_to) == (name, heading.valid_from)


@pytest.mark.parametrize("day", range(-30, 200, 3))
def test_at_any_time_one_covid_edition_held(day):
    at = datetime(2022, 6, 28, tzinfo=UTC) + timedelta(days=day)
    expected = 0 if at >= datetime(2023, 1, 7, 16, tzinfo=UTC) else 1
    assert sum(load_protocol(name).held_at(at) for name in COVID) == expected


def test_covid_editions_are_historical():
    assert {load_protocol(name).heading.status for name in COVID} == {"historical"}


SOURCES = {"source", "clause", "why", "validity_source", "criterion"}
NEEDS_NONE = {"category": {"rank"}}


def unsourced(value, path=()):
    if isinstance(value, dict):
        numbers = {key for key, one in value.items() if isinstance(one, (int, float)) and not isinstance(one, bool)}
        own = numbers - NEEDS_NONE.get(path[0] if path else "", set())
        if own and not SOURCES & set(value) and path[-1] != "round":
            yield (*path, *sorted(own))
        for key, one in value.items():
            if key != "all":  # conditions stand under the clause of their transition
                yield from unsourced(one, (*path, key))
    elif isinstance(value, (list, tuple)):
        for number, one in enumerate(value):
            yield from unsourced(one, (*path, number))


@pytest.mark.parametrize("name", protocol_ids())
def test_no_number_is_without_a_source(name):
    assert not list(unsourced(load_protocol(name).model_dump(by_alias=True)))


def days_of(protocol_id, category, entered_from=None):
    conditions = [
        one for step in load_protocol(protocol_id).transitions_from(category, entered_from) for one in step.all
    ]
    return [
        one.quiet_days or one.days_since_start or one.more_than_days_since_start
        for one in conditions
        if one.quiet_days or one.days_since_start or one.more_than_days_since_start
    ]


@pytest.mark.parametrize(
    ("protocol_id", "category", "entered_from", "days"),
    [
        ("cn-covid-2022-8", "sealed", None, 14),
        ("cn-covid-2022-9", "high", None, 7),
        ("cn-covid-2022-9", "medium", "high", 3),
        ("cn-covid-2022-9", "medium", None, 7),
        ("cn-covid-2022-20", "high", None, 5),
        ("cn-covid-2022-10", "high", None, 5),
        ("eu-2020-687-hpai", "protection", None, 21),
        ("eu-2020-687-hpai", "surveillance", None, 30),
        ("eu-2020-687-asf", "protection", None, 15),
        ("eu-2020-687-asf", "surveillance", None, 30),
        ("gb-ai", "protection", None, 21),
        ("cn-asf-2019", "zone", None, 42),
        ("cn-hpai", "zone", None, 21),
    ],
)
def test_days_are_those_of_the_document(protocol_id, category, entered_from, days):
    assert days_of(protocol_id, category, entered_from) == [days]


@pytest.mark.parametrize(
    ("protocol_id", "day"),
    [
        ("cn-covid-2022-9", 7),
        ("cn-covid-2022-20", None),
        ("cn-covid-2022-20+annex-2022-11-21", 5),
        ("cn-covid-2022-20+chongqing", 5),
        ("cn-covid-2022-10", None),
    ],
)
def test_the_test_round_before_a_high_zone_ends(protocol_id, day):
    (step,) = load_protocol(protocol_id).transitions_from("high", None)
    assert [one.round.on_day for one in step.all if one.round] == ([day] if day else [])


@pytest.mark.parametrize(
    ("protocol_id", "units", "exception"),
    [
        ("cn-covid-2022-20", ("stair", "building"), ("estate", "village", "boundary")),
        ("cn-covid-2022-10", ("household", "floor", "stair", "building"), ()),
    ],
)
def test_units_of_a_high_zone(protocol_id, units, exception):
    high = load_protocol(protocol_id).category("high")
    assert high.units == units
    assert high.units_with_exception == (*units, *exception)


def test_the_twenty_measures_have_no_medium_zone_and_hold_no_contacts_of_contacts():
    protocol = load_protocol("cn-covid-2022-20")
    assert [one.id for one in protocol.categories] == ["high", "low"]
    assert [(one.category, one.action, one.to) for one in protocol.migrations] == [("medium", "reassess", "low")]
    assert [one.group for one in protocol.people if one.forbidden] == ["contact_of_contact"]


def test_the_ten_measures_allow_no_temporary_control_and_no_blocked_exits():
    protocol = load_protocol("cn-covid-2022-10")
    assert not protocol.temporary_control.allowed
    assert protocol.check_rule("no_blocked_exit").objects == ("fire_lane", "stair_door", "estate_gate")
    assert "area_test" not in {one.id for one in protocol.deadlines}


def test_chongqing_resets_the_clock_takes_the_township_and_asks_the_municipality():
    protocol = load_protocol("cn-covid-2022-20+chongqing")
    assert protocol.clock.on_new_case == "reset"
    assert protocol.category("low").geometry.within == "township"
    assert protocol.governance.approval_chain[-1] == "municipal_hq"
    assert load_protocol("cn-covid-2022-20").clock.on_new_case == "decide"


def test_deadlines_of_the_ninth_edition():
    deadlines = {
        one.id: (one.hours, one.start, one.done, one.scope) for one in load_protocol("cn-covid-2022-9").deadlines
    }
    assert deadlines["publication"] == (5, "first_report", "publication", "local")
    assert deadlines["notice_gap"][0] == 24
    assert (deadlines["transfer_positive"][0], deadlines["transfer_contact"][0]) == (2, 8)


def test_the_three_areas_become_the_three_zones():
    moves = {one.category: one.to for one in load_protocol("cn-covid-2022-9").migrations}
    assert moves == {"sealed": "high", "controlled": "medium", "precaution": "low"}
    assert load_protocol("cn-covid-2022-8").category("controlled").case_raises_to == "sealed"


@pytest.mark.parametrize(
    ("protocol_id", "category", "of", "radius_m"),
    [
        ("eu-2020-687-hpai", "protection", "footprint", 3_000),
        ("eu-2020-687-hpai", "surveillance", "footprint", 10_000),
        ("gb-ai", "captive_monitoring", "footprint", 3_000),
        ("gb-ai", "lpai_restricted", "footprint", 1_000),
        ("gb-ai", "temporary_control", "footprint", 3_000),
        ("gb-ai", "temporary_control_outer", "footprint", 10_000),
        ("cn-asf-2019", "zone", "point", 3_000),
        ("cn-asf-2019", "threat", "zone", 10_000),
        ("cn-hpai", "zone", "point", 3_000),
        ("cn-hpai", "threat", "zone", 5_000),
    ],
)
def test_distances_are_those_of_the_document(protocol_id, category, of, radius_m):
    geometry = load_protocol(protocol_id).category(category).geometry
    assert (geometry.type, geometry.of, geometry.radius_m) == ("buffer", of, radius_m)


def test_one_outbreak_makes_all_zones_of_its_regime():
    made = {name: load_protocol(name).rule_for("premises", None) for name in ("cn-asf-2019", "eu-2020-687-hpai")}
    assert (made["cn-asf-2019"].to, made["cn-asf-2019"].also) == ("point", ("zone", "threat"))
    assert (made["eu-2020-687-hpai"].to, made["eu-2020-687-hpai"].also) == ("protection", ("surveillance",))


def test_animal_disease_clocks_start_by_an_event_and_not_before():
    starts = {name: load_protocol(name).clock for name in ("eu-2020-687-hpai", "gb-ai", "cn-asf-2019", "cn-hpai")}
    assert {clock.if_missing for clock in starts.values()} == {"not_started"}
    assert starts["gb-ai"].start == "preliminary_cd_completed"
    assert starts["cn-hpai"].start == "last_cull_completed"


def test_evacuation_has_the_published_colours_and_only_announcements():
    protocol = load_protocol("us-ca-evac")
    assert [(one.rank, one.color) for one in protocol.categories] == [
        (4, "#D37072"), (3, "#E5C447"), (3, "#BF6ADC"), (2, "#6A95CB"), (1, "#90D260"),
    ]  # fmt: skip
    assert all(one.announcement for step in protocol.transitions for one in step.all)
    assert [one.id for one in protocol.closures] == ["hard", "soft", "resident_only"]


def test_the_chemical_table_ships_no_distances():
    protocol = load_protocol("erg-table1")
    assert [one.geometry.radius_m for one in protocol.categories] == [None, None]
    assert [one.geometry.radius_from for one in protocol.categories] == ["iso_m", "protect_km"]
    assert protocol.clock.review_minutes.value == 30


def test_every_check_that_a_protocol_can_ask_for_exists():
    assert set(get_args(CheckId)) <= set(CHECK_TEXTS)
