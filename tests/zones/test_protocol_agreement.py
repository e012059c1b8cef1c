"""Faults of protocol files: each names file, line and key, and what would be right."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.errors import ProtocolError
from tests.zones.protocol_texts import TEXTS, composed, fault_of

EDITION_FAULTS = [
    ('to = "leave"\nunit', 'to = "leaf"\nunit', 0, "designate.0.to: 'leaf' is no category; the categories are leave"),
    ('also = ["watch"]', 'also = ["wach"]', 0, "designate.0.also.0: 'wach' is no category"),
    ('also = ["watch"]', 'also = ["leave"]', 0, "designate.0.also: leave is made already"),
    ('to = "leave"\nunit', 'to = "rest"\nunit', 0, "designate.0.to: rest is what others leave"),
    ('unit = "building"\nalso', 'unit = "stair"\nalso', 0, "designate.0.unit: unit 'stair' is not allowed for leave"),
    ('from = "leave"', 'from = "leaves"', 0, "transition.0.from: 'leaves' is no category"),
    ('to = "watch"', 'to = "wath"', 0, "transition.0.to: 'wath' is no category"),
    ('to = "watch"', 'to = "leave"', 0, "no transition leads from leave to an end; add a [[transition]]"),
    ('entered_from = "leave"', 'entered_from = "high"', 0, "transition.1.entered_from: 'high' is no category"),
    ('no_active = ["leave", "watch"]', 'no_active = ["leave", "x"]', 0, "transition.2.all.0.no_active.1: 'x' is no"),
    ("{ quiet_days = 2 }", '{ visits_cleared = ["y"] }', 0, "transition.0.all.0.visits_cleared.0: 'y' is no category"),
    ("{ quiet_days = 2 }", '{ quiet_days = 2, evidence = "dry" }', 0, "a condition says one thing; got quiet_days, ev"),
    ("{ quiet_days = 2 }", "{ quiet_days = 0 }", 0, "transition.0.all.0.quiet_days: Input should be greater than 0"),
    ('subtract = ["leave"]', 'subtract = ["leav"]', 0, "category.1.geometry.subtract.0: 'leav' is no category"),
    ('subtract = ["leave"]', 'subtract = ["watch"]', 0, "category.1.geometry: the outline of watch needs itself"),
    ('of = "leave"', 'of = "house"', 0, "category.1.geometry.of: 'house' is no category"),
    ('exists_while = ["leave", ', 'exists_while = ["live", ', 0, "category.2.geometry.exists_while.0: 'live' is no"),
    ('within = "county", ', "", 0, "category.2.geometry.within: a residual category is what others leave of a unit"),
    ('within = "county"', 'within = "premises"', 0, "geometry.within: unit 'premises' is not in protocol.unit_ladder"),
    ("radius_m = 500, ", "", 0, "category.1.geometry.type: a buffer needs radius_m or radius_from"),
    (
        "radius_m = 500",
        'radius_from = "far"',
        0,
        "geometry.radius_from: 'far' must say its unit: end it with _m or _km",
    ),
    ("radius_m = 500", 'radius_from = "far_m"', 0, "'far_m' is no column of user_table; add [user_table]"),
    ('type = "buffer"', 'type = "drawn"', 0, "category.1.geometry.radius_m: only buffer and square have a size"),
    ('measures_as = "leave"', 'measures_as = "go"', 0, "category.1.measures_as: 'go' is no category"),
    ('case_raises_to = "leave"', 'case_raises_to = "go"', 0, "category.1.case_raises_to: 'go' is no category"),
    ('label = "警戒区"', 'label = "转移区"', 0, "category.1.label: '转移区' is there twice"),
    ('id = "watch"', 'id = "leave"', 0, "category.1.id: 'leave' is there twice; each category needs its own"),
    ('id = "rest"', 'id = "place"', 0, "category.2.id: 'place' has a meaning of its own"),
    ('default_unit = "building"', 'default_unit = "stair"', 0, "category.0.default_unit: unit 'stair' is not allowed"),
    ('units = ["building", "village"]', 'units = ["building", "premises"]', 0, "category.0.units.1: unit 'premises'"),
    ('units = ["township"]', 'units = ["premises"]', 0, "category.0.exception.units.0: unit 'premises' is not in"),
    ('category = "watch"', 'category = "watsh"', 0, "testing.0.category: 'watsh' is no category"),
    ('done = "publication"', 'done = "published"', 0, "deadline.0.done: 'published' is no kind of fact; the kinds are"),
    ('id = "unit_cap"', 'id = "unit_cup"', 0, "check.0.id: Input should be 'unit_cap', "),
    ("home_days = 3", "home_days = 3\nforbidden = true", 1, "people.0.forbidden: a group that may not be held has no"),
    ('"flood_hq"', '"flood_hq", "flood_hq"', 0, "governance.approval_chain.1: 'flood_hq' signs twice"),
    ('mode = "per_stage"', 'mode = "review"', 0, "clock.mode: review_minutes belongs to mode review"),
    ('mode = "per_stage"', 'mode = "per_stage"\nstart = "rain_ended"', 1, "clock.start: an event such as 'rain_ended'"),
    ('extends = "common"', 'extends = "comon"', 0, "protocol.extends: no protocol 'comon'; the protocols are"),
    ("valid_to = 2021", "valid_to = 2019", 0, "protocol.valid_to: valid_to 2019-01-01 00:00:00+08:00 must be later"),
    ('status = "historical"', 'status = "current"', 0, "protocol.status: superseded by flood-2, so it is historical"),
    ("valid_to = 2021-01-01T00:00:00+08:00\n", "\n", 2, "protocol.superseded_by: superseded by flood-2 but without"),
]


@pytest.mark.parametrize(("old", "new", "further", "words"), EDITION_FAULTS, ids=lambda value: str(value)[:40])
def test_a_fault_of_an_edition_names_file_line_and_key(old, new, further, words):
    message, line = fault_of("flood-1", "flood-1", old, new)
    assert words in message
    # a category without a way out and an outline that needs itself are shown at their table
    assert (
        "way out" in words or "no transition" in words or message.startswith(f"flood-1.toml, line {line + further}: ")
    )
    assert "\n" not in message


def test_a_category_without_a_way_out_is_shown_at_its_table():
    message, _ = fault_of("flood-1", "flood-1", 'to = "watch"', 'to = "leave"')
    assert message.startswith("flood-1.toml, line 24: category.0: ")
    assert message.endswith('from = "leave" that leads to none or rest (and 1 more)')


SUCCESSOR_FAULTS = [
    (
        "flood-2",
        'id = "flood-2"',
        'id = "flood-3"',
        "flood-2.toml, line 3",
        "a file is named for its id: write 'flood-2'",
    ),
    ("flood-2", 'to = "rest"\nall', 'to = "watch"\nall', "flood-2.toml", "transition.1.to: 'watch' is no category"),
    (
        "flood-2",
        'id = "watch"',
        'id = "wach"',
        "flood-2.toml",
        "there is no category 'wach' below that could be removed",
    ),
    ("flood-2", "removed = true", "removed = true\nrank = 2", "flood-2.toml", "is removed, so it can't say rank"),
    (
        "flood-2",
        "exception = {",
        "user_table = {",
        "flood-2.toml",
        "there is no user_table below that could be removed",
    ),
    (
        "flood-2",
        'category = "watch"',
        'category = "wach"',
        "flood-2.toml",
        "migrate.0.category: 'wach' is no category of",
    ),
    ("flood-2", 'to = "rest"\ndead', 'to = "rust"\ndead', "flood-2.toml", "migrate.0.to: 'rust' is no category"),
    ("flood-2", 'to = "rest"\ndead', "\ndead", "flood-2.toml", "migrate.0.action: action reassess needs to"),
    ("flood-2", "deadline_h = 24\n", "", "flood-2.toml", "migrate.0.action: deadline_h belongs to action reassess"),
    (
        "flood-2",
        'category = "watch"',
        'category = "leave"',
        "flood-2.toml",
        "nothing is said of watch zones of that edit",
    ),
    (
        "flood-2",
        'supersedes = "flood-1"',
        'supersedes = "flood"',
        "flood-2.toml",
        "protocol.supersedes: no protocol 'flo",
    ),
    ("flood-2", 'supersedes = "flood-1"\n', "", "flood-2.toml", "none, because protocol.supersedes is not given"),
    ("flood-2", 'extends = "flood-1"', 'extends = "flood-2"', "protocol flood-2 extends itself", "cut the circle"),
    ("flood-1", 'color = "#C62828"', 'color = "red"', "flood-1.toml", "category.0.color: String should match"),
    ("flood-1", "hours = 5", 'hours = "5 h"', "flood-1.toml", "deadline.0.hours: "),
]


@pytest.mark.parametrize(("name", "old", "new", "start", "words"), SUCCESSOR_FAULTS, ids=lambda value: str(value)[:40])
def test_a_fault_names_the_file_where_it_was_written(name, old, new, start, words):
    message, _ = fault_of("flood-2", name, old, new)
    assert message.startswith(start)
    assert words in message


def test_a_fault_in_a_file_below_says_which_protocol_was_read():
    message, line = fault_of("flood-2+valley", "flood-1", 'color = "#C62828"', 'color = "red"')
    assert message.startswith(f"flood-1.toml, line {line}: category.0.color: ")
    assert message.endswith("(in protocol flood-2+valley)")


OVERLAY_FAULTS = [
    ('on_new_case = "reset"', 'on_new_case = "restart"', "clock.on_new_case: Input should be 'reset' or 'decide'"),
    ('short_measures = "马上转移"', 'short_measure = "马上"', "category.0.short_measure: unknown key"),
    ("hours = 2", "hours = -2", "deadline.0.hours: Input should be greater than 0, got -2"),
    ('for = ["flood-2"]', "for = []", "overlay.for: name the protocols it is for"),
    ('for = ["flood-2"]', 'for = "flood-2"', "overlay.for: name the protocols it is for"),
    ('title_en = "valley town"', 'tittle = "valley"', "overlay.0.tittle: unknown key"),
    ("valid_from = 2021-06-01T00:00:00+08:00", "valid_from = 2021-06-01", "overlay.0.valid_from: "),
    ('validity_source = "山谷〔1〕号"', "valid_to = 2020-01-01T00:00:00+08:00", "overlay.0.validity_source: this key"),
    ('[[deadline]]\nid = "publication"', '[[deadline]]\nid = "open"', "deadline.1."),
    ("[clock]", '[protocol]\ntitle = "x"\n[clock]', "protocol: an overlay does not change what the edition is"),
]


@pytest.mark.parametrize(("old", "new", "words"), OVERLAY_FAULTS, ids=lambda value: str(value)[:40])
def test_a_fault_of_an_overlay_names_its_file_and_line(old, new, words):
    message, line = fault_of("flood-2+valley", "valley", old, new)
    shown = 2 if "validity_source" in words else line
    assert message.startswith(f"valley.toml, line {shown}: {words}")


@pytest.mark.parametrize(
    ("protocol_id", "words"),
    [
        ("flood-1+valley", "overlay valley is for flood-2, not for flood-1"),
        ("flood-2+valley+valley", "overlay valley is laid twice over flood-2"),
        ("flood-2+flood-1", "flood-1.toml: is no overlay: it has no [overlay] table"),
        ("valley", "valley.toml: is an overlay; lay it over an edition"),
        ("flood-2+vally", "no protocol 'vally'; the protocols are "),
    ],
)
def test_an_overlay_where_it_does_not_belong_is_refused(protocol_id, words):
    with pytest.raises(ProtocolError, match=re.escape(words)):
        composed(protocol_id)


def test_an_announced_regime_counts_no_days():
    message, _ = fault_of("flood-1", "flood-1", 'mode = "per_stage"', 'mode = "none"')
    assert "transition.0.all.0.quiet_days: clock.mode is none, which counts no days" in message


KEY = re.compile(r"(?m)^\w+ = .*$|^\[.*\]$")
ANYTHING = [
    "",
    "[]",
    "{}",
    "1",
    "-1",
    '"x"',
    "true",
    "[[1]]",
    "[{}]",
    '["x"]',
    "{ removed = true }",
    "1979-05-27",
    "nan",
]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_written_the_answer_is_a_protocol_or_one_line_with_file_and_place(data):
    name = data.draw(st.sampled_from(sorted(TEXTS)))
    found = data.draw(st.sampled_from(list(KEY.finditer(TEXTS[name]))))
    key, is_pair, _ = found.group().partition(" = ")
    value = data.draw(st.sampled_from(ANYTHING))
    other = f"{key} = {value}" if is_pair and value else ""
    broken = TEXTS[name][: found.start()] + other + TEXTS[name][found.end() :]
    answer = answer_to("flood-2+valley", **{name.replace("-", "_"): broken})
    assert re.fullmatch(r"flood-2\+valley|[\w-]+\.toml(, line \d+)?: .*|(protocol|overlay|no protocol) .*", answer)


def answer_to(protocol_id, **changed):
    try:
        return composed(protocol_id, **changed).id
    except ProtocolError as error:
        return str(error)
