"""How protocol files are laid over each other, and where their lines are found."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.zones.protocol import overlay_ids, packaged_texts, protocol_ids, read_protocol
from geo_service.zones.protocol_lines import lines_of
from geo_service.zones.protocol_source import fault_line, merged, parse_source
from tests.zones.protocol_texts import TEXTS, composed


def laid(below, above):
    return merged(parse_source(below, "below.toml"), parse_source(above, "above.toml"))


def test_tables_are_merged_key_by_key():
    assert laid("[a]\nx = 1\ny = 2", "[a]\ny = 3")["a"] == {"x": 1, "y": 3}


def test_named_lists_are_merged_by_name_and_others_replaced():
    tables = laid(
        'list = [1, 2]\n[[check]]\nid = "one"\nlimit = 1\n[[check]]\nid = "two"',
        'list = [3]\n[[check]]\nid = "one"\nlimit = 5\n[[check]]\nid = "new"',
    )
    assert tables["list"] == [3]
    assert tables["check"] == [{"id": "one", "limit": 5}, {"id": "two"}, {"id": "new"}]


def test_transitions_from_a_category_replace_all_that_were_there_from_it():
    below = '[[transition]]\nfrom = "a"\nto = "b"\n[[transition]]\nfrom = "a"\nto = "c"\n[[transition]]\nfrom = "b"'
    above = '[[transition]]\nfrom = "a"\nto = "d"'
    assert laid(below, above)["transition"] == [{"from": "b"}, {"from": "a", "to": "d"}]


def test_a_removed_category_takes_its_rows_and_mentions_along():
    second = composed("flood-2")
    assert [category.id for category in second.categories] == ["leave", "rest"]
    assert second.category("rest").geometry.exists_while == ("leave",)
    assert second.testing == ()
    assert {(one.source_category, one.to) for one in second.transitions} == {("leave", "rest"), ("rest", "none")}
    assert second.transitions_from("rest", None)[0].all[0].no_active == ("leave",)


def test_a_removed_table_and_a_removed_row_are_gone():
    assert composed("flood-1").category("leave").exception is not None
    assert composed("flood-2").category("leave").exception is None
    assert composed("flood-2").people == ()


def test_migrations_and_headings_are_not_inherited():
    assert [one.category for one in composed("flood-2").migrations] == ["watch"]
    third = '[protocol]\nid = "flood-3"\nextends = "flood-2"\ntitle = "三"\ntitle_en = "3"\nreference = "3"\n'
    third += 'valid_from = 2022-01-01T00:00:00Z\nvalidity_source = "3"\nstatus = "current"'
    assert composed("flood-3", flood_3=third).migrations == ()
    assert composed("flood-3", flood_3=third).heading.supersedes is None


def test_an_overlay_wins_and_is_kept_with_its_heading():
    local = composed("flood-2+valley")
    assert (local.id, local.clock.on_new_case, local.deadlines[0].hours) == ("flood-2+valley", "reset", 2)
    assert local.deadlines[0].label == composed("flood-2").deadlines[0].label
    assert local.overlays[0].title == "山谷镇"
    assert local.heading.valid_from == composed("flood-2").heading.valid_from


def test_a_protocol_with_an_overlay_held_only_while_both_did():
    april, july = (
        composed("flood-2").heading.valid_from.replace(month=4),
        composed("flood-2").heading.valid_from.replace(month=7),
    )
    assert composed("flood-2").held_at(april)
    assert not composed("flood-2+valley").held_at(april)
    assert composed("flood-2+valley").held_at(july)


def test_an_overlay_read_by_itself_is_laid_over_its_edition():
    known = {**packaged_texts(), **TEXTS}
    assert read_protocol(TEXTS["valley"], "valley.toml", known.get).id == "flood-2+valley"


@pytest.mark.parametrize("protocol_id", ["flood-1", "flood-2", "flood-2+valley"])
def test_composing_the_same_protocol_twice_is_equal(protocol_id):
    assert composed(protocol_id) == composed(protocol_id)


@given(st.permutations(sorted(TEXTS)))
def test_the_order_in_which_files_are_known_is_nothing(names):
    order = {name.replace("-", "_"): TEXTS[name] for name in names}
    assert composed("flood-2+valley", **order) == composed("flood-2+valley")


# ---------------------------------------------------------------- lines

TRICKY = """# [not.a.table]
top = "a = b # c" # d = 1
[a]
text = '''
[no.table]
k = 1
'''
list = [
  { x = 1, y = "]" },  # comment ] }
  { x = [1,
         2] },
]
b.c = 1
"quoted key" = 2
[[rows]]
k = \"\"\"one
two\"\"\"
[[rows]]
[rows.sub]
k = 1
[[rows.deep]]
[[rows.deep]]
z = 1979-05-27T07:32:00Z
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("a",), 3),
        (("a", "text"), 4),
        (("a", "list"), 8),
        (("a", "list", 0, "y"), 9),
        (("a", "list", 1, "x"), 10),
        (("a", "list", 1, "x", 1), 11),
        (("a", "b", "c"), 13),
        (("a", "quoted key"), 14),
        (("rows", 0), 15),
        (("rows", 0, "k"), 16),
        (("rows", 1), 18),
        (("rows", 1, "sub", "k"), 20),
        (("rows", 1, "deep", 1), 22),
        (("rows", 1, "deep", 1, "z"), 23),
    ],
)
def test_the_line_of_a_key_is_found(path, line):
    assert lines_of(TRICKY)[path] == line


def test_what_stands_in_a_text_or_comment_is_no_key():
    assert not {("no",), ("k",), ("not",), ("d",), ("a", "k")} & set(lines_of(TRICKY))


def paths_of(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        yield from paths_of(one, (*path, key))


@pytest.mark.parametrize("name", [*packaged_texts(), "tricky"])
def test_every_value_of_every_file_has_its_line_and_nothing_else_has(name):
    text = packaged_texts().get(name, TRICKY)
    assert set(lines_of(text)) == set(paths_of(tomllib.loads(text))) - {()}


def test_a_key_of_a_merged_table_is_shown_where_it_was_written():
    tables = laid("[a]\nx = 1\ny = 2", "\n\n[a]\ny = 3")
    assert fault_line(tables, ("a", "x")) == "below.toml, line 2"
    assert fault_line(tables, ("a", "y")) == "above.toml, line 4"
    assert fault_line(tables, ("a", "z")) == "above.toml, line 3"
    assert fault_line(tables, ("b",)) == "above.toml"


def test_overlays_are_no_protocols():
    assert not set(overlay_ids()) & set(protocol_ids())
    assert "common" not in protocol_ids()
