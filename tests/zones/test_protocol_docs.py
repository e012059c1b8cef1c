"""docs/protocols.md says what the schema says: every table and field, every check, and examples that hold."""

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from geo_service.errors import ProtocolError
from geo_service.zones.protocol import UNVERIFIED, load_protocol, overlay_ids, protocol_ids, read_protocol
from geo_service.zones.protocol_schema import CheckId, Role, Rules
from geo_service.zones.protocol_values import Count, Measure, Unit

TEXT = (Path(__file__).parents[2] / "docs" / "protocols.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?ms)^##+ ([^\n]+)\n(.*?)(?=^##|\Z)", TEXT))
EXAMPLE = re.search(r"(?ms)^```toml\n(.*?)^```$", TEXT)[1]
SHOWN = re.search(r"(?ms)^```text\n(.*?)\n```$", TEXT)[1]
BEFORE_THE_SCHEMA = {"protocol": {"extends"}}


def tables_of(model, path=()):
    fields = {}
    for name, field in model.model_fields.items():
        inner = [kind for kind in kinds_in(field.annotation) if kind not in {Measure, Count}]
        fields[field.alias or name] = inner
        for kind in inner:
            yield from tables_of(kind, (*path, field.alias or name))
    if not all(fields.values()):
        yield ".".join(path), set(fields)


def kinds_in(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [kind for inner in get_args(annotation) for kind in kinds_in(inner)]


TABLES = dict(tables_of(Rules))


def documented(path):
    body = next(body for title, body in SECTIONS.items() if title.strip("`[]") == path)
    rows = re.findall(r"(?m)^\| ([^|]+) \|[^|]+\|$", body)
    return {field for cell in rows for field in re.findall(r"`([a-z][a-z0-9_]*)`", cell)}


@pytest.mark.parametrize("path", sorted(TABLES))
def test_every_field_of_a_table_is_documented_and_no_other(path):
    assert documented(path) == TABLES[path] | BEFORE_THE_SCHEMA.get(path, set())


def test_no_table_is_documented_that_is_not_there():
    titles = {title.strip("`[]") for title in SECTIONS if title.startswith("`[")}
    assert titles == set(TABLES)


def test_numbers_are_documented():
    assert documented("Numbers") == set(Measure.model_fields) == set(Count.model_fields)


def test_every_check_is_documented_and_no_other():
    rows = re.findall(r"(?m)^\| `([a-z0-9_]+)` \|[^|\n]*\|[^|\n]*\|$", SECTIONS["`[[check]]`"])
    assert rows == list(get_args(CheckId))


def test_every_unit_and_role_is_explained():
    words = SECTIONS["Words in the tables"]
    assert all(f"`{word}`" in words for word in (*get_args(Unit), *get_args(Role)))


def shipped_rows():
    rows = re.findall(r"(?m)^\| `([^`]+)`([^|]*)\|.*\|([^|]*)\|$", SECTIONS["Protocols that come with the service"])
    return {name: (kind.strip(), unverified.strip()) for name, kind, unverified in rows}


def test_every_protocol_and_overlay_is_listed():
    rows = shipped_rows()
    assert {name for name, (kind, _) in rows.items() if kind == ""} == set(protocol_ids())
    assert {name for name, (kind, _) in rows.items() if kind == "(overlay)"} == set(overlay_ids())


@pytest.mark.parametrize("name", protocol_ids())
def test_what_nobody_has_verified_is_told(name):
    assert bool(load_protocol(name).marked(UNVERIFIED)) <= bool(shipped_rows()[name][1])


def test_the_example_of_a_district_holds():
    protocol = read_protocol(EXAMPLE, "wangjiang.toml")
    assert protocol.id == "cn-covid-2022-20+wangjiang"
    assert (protocol.clock.on_new_case, protocol.check_rule("sampling_capacity")) == ("reset", None)
    assert next(one for one in protocol.deadlines if one.id == "publication").hours == 3


def test_the_error_of_the_example_is_shown_as_it_is():
    with pytest.raises(ProtocolError, match="^" + re.escape(SHOWN) + r"$"):
        read_protocol(EXAMPLE.replace("hours = 3", "hours = -3"), "wangjiang.toml")


def test_it_tells_that_the_first_order_lists_eight_of_nine():
    assert "lists eight" in SECTIONS["What the sources of the nine prohibitions leave out"]
