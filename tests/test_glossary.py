import re
from pathlib import Path

import pytest

from geo_service.exports.match_rows import LEVEL_TITLES, MATCH_COLUMNS, ROW_TITLE
from geo_service.exports.words import WORDS
from geo_service.model.frames import BARRIER_KINDS, FACILITY_KINDS, GATE_KINDS, LAYERS
from geo_service.model.plan import PLAN_LAYERS
from geo_service.model.zone import STATUS_TITLES

SECTIONS = dict(
    re.findall(
        r"^## (.+?)\n(.*?)(?=^## |\Z)",
        (Path(__file__).parents[1] / "docs" / "glossary.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)

COLUMNS = {"Columns of the register": LAYERS, "Columns of a plan": PLAN_LAYERS}


def rows(section):
    lines = [line.strip("|").split("|") for line in SECTIONS[section].splitlines() if line.startswith("| `")]
    return [tuple(cell.strip().strip("`") for cell in line) for line in lines]


def pairs(section):
    return [row[:2] for row in rows(section)]


def test_statuses_are_all_there_in_the_words_of_the_screen():
    assert dict(pairs("Statuses of a zone")) == STATUS_TITLES


def test_layers_are_all_there_with_their_titles():
    assert pairs("Layers of the register") == [(layer.name, layer.title) for layer in LAYERS.values()]


def test_plan_kinds_are_all_there_with_their_titles():
    assert pairs("Kinds of things in a plan") == [(layer.kind, layer.title) for layer in PLAN_LAYERS.values()]


@pytest.mark.parametrize(
    ("section", "layers"), [("Columns of the register", LAYERS), ("Columns of a plan", PLAN_LAYERS)]
)
def test_columns_are_all_there_with_their_titles_and_where_they_are_used(section, layers):
    used = {}
    for name, layer in layers.items():
        for column in layer.columns:
            used.setdefault((column.name, column.title), []).append(name)
    stated = {(name, title): where for name, title, where, _ in rows(section)}
    assert set(stated) == set(used)
    for key, where in used.items():
        assert stated[key] == ("all" if where == list(layers) else ", ".join(where))


def test_columns_of_a_match_are_all_there_with_their_titles():
    assert pairs("Columns of a match") == [
        ("row", ROW_TITLE),
        *((column.name, column.title) for column in MATCH_COLUMNS),
    ]
    said = dict(row[:1] + row[2:] for row in rows("Columns of a match"))["level"]
    assert all(f"`{level}` {title}" in said for level, title in LEVEL_TITLES.items())


def test_codes_of_a_cordon_are_all_there_in_the_words_of_the_lists():
    assert dict(pairs("Codes of a cordon")) == {**WORDS["barrier"], **WORDS["decided_by"]}


def test_kinds_of_things_are_all_there():
    words = dict(pairs("Kinds of facilities, gates and barriers"))
    assert list(words) == [*FACILITY_KINDS, *GATE_KINDS, *BARRIER_KINDS]
    assert {kind: words[kind] for kind in FACILITY_KINDS} == WORDS["facility_kind"]
