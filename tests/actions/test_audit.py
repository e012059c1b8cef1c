"""The audit held against its store, on both: whoever changes a byte of either is found."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon
from sqlalchemy import LargeBinary, delete, insert, select, text, update

from geo_service.actions.accounts import add_account, change_role
from geo_service.actions.api_tokens import make_token
from geo_service.actions.audit import (
    Head,
    audit_head,
    entry_values,
    export_lines,
    head_text,
    list_audit,
    read_head,
    replay_audit,
    verify_audit,
)
from geo_service.errors import InputError, PermissionDeniedError, StorageError
from geo_service.model.account import ADMIN, OPERATOR, VIEWER, Actor
from geo_service.model.audit import AuditEvent
from geo_service.model.fact import Fact
from geo_service.model.zone import IN_FORCE
from tests.storage.samples import NOON, square, zone

AT = datetime(2022, 11, 16, 8, tzinfo=UTC)
CHIEF = Actor("chief", ADMIN)
TAMPERABLE = ("audit_entries", "zone_versions", "facts")
SIGNS = st.sampled_from([*"0aZ\"'{}:,.- 区\u00e9\U0001f600"])


def fill(store):
    """Zones, facts, accounts, a token, a protocol and a table, each in the audit."""
    for number in (1, 2):
        store.add_zone_version(zone(version=number, name=f"第{number}版"))
    store.add_zone_version(zone("Z2", geometry=None, members=(), status=IN_FORCE))
    store.add_fact(Fact("F1", "new_cases", "Z1", NOON, NOON, "值班员", {"count": 0}))
    store.add_fact(Fact("F2", "switch", None, NOON, NOON + timedelta(hours=1), "值班员", {"to": "cn-2022"}))
    add_account(store, "duty", OPERATOR, actor=CHIEF, at=AT)
    change_role(store, "duty", ADMIN, actor=CHIEF, at=AT)
    make_token(store, account="duty", scope=VIEWER, expires_at=AT + timedelta(days=1), actor=CHIEF, at=AT)
    store.add_protocol_text("own", "[protocol]", at=AT, actor="chief")
    store.put_user_table("erg", "2024", "{}", at=AT, actor="chief")
    store.add_audit(AuditEvent(AT, "chief", "note", "register", "演练", "no JSON"))


@pytest.fixture
def filled(store):
    fill(store)
    return store


@pytest.fixture
def unguarded(filled):
    """The store as somebody has it who may do all in the database."""
    with filled._engine.begin() as connection:
        for statement in guards(connection):
            connection.execute(text(statement))
    return filled


def guards(connection):
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        return [f"DROP TRIGGER {name}" for name in names if name.startswith((*TAMPERABLE, "protocol_texts"))]
    return [f"DROP TRIGGER {name}_guard ON {name}" for name in (*TAMPERABLE, "protocol_texts")]


def faults(store, **options):
    return verify_audit(store, CHIEF, **options).faults


def test_an_untouched_store_is_whole(filled):
    report = verify_audit(filled, CHIEF)
    assert report.is_whole
    assert (report.entries, report.head) == (len(filled.audit_entries()), audit_head(filled, CHIEF))
    assert faults(filled, expected=report.head) == ()


def test_an_empty_store_is_whole(store):
    assert verify_audit(store, CHIEF).is_whole
    assert faults(store, expected=Head(0, "")) == ()


@pytest.mark.parametrize("deed", [verify_audit, audit_head, list_audit])
def test_operators_do_not_read_the_audit(store, deed):
    with pytest.raises(PermissionDeniedError, match="may not read audit"):
        deed(store, Actor("duty", OPERATOR))


# ---------------------------------------------------------------- tampering


def table_of(store, name):
    return store._tables.zone_versions if name == "zone_versions" else store._tables.ledgers[name]


@contextmanager
def changed(store, name, row, values):
    """A row with other values, put back afterwards."""
    table = table_of(store, name)

    def this(values):
        return [table.c[key.name] == values[key.name] for key in table.primary_key]

    with store._engine.begin() as connection:
        connection.execute(update(table).where(*this(row)).values(values))
    yield
    with store._engine.begin() as connection:
        connection.execute(update(table).where(*this({**row, **values})).values(row))


def rows_of(store, name):
    table = table_of(store, name)
    with store._engine.begin() as connection:
        return [row._asdict() for row in connection.execute(select(table).order_by(*table.primary_key))]


def tampered(draw, column, old):
    """Another value of a column: one sign of a text or one byte of a geometry is another, or a number moves."""
    if isinstance(old, int):
        return old + draw(st.integers(1_000, 1_000_000))  # no other row has such a number
    if old is None or old == "":
        return draw(SIGNS)
    if isinstance(column.type, LargeBinary):
        place = draw(st.integers(0, len(old) - 1))
        return old[:place] + bytes([old[place] ^ draw(st.integers(1, 255))]) + old[place + 1 :]
    place = draw(st.integers(0, len(old) - 1))
    sign = draw(SIGNS.filter(lambda sign: sign != old[place]))
    return draw(st.sampled_from([old[:place] + sign + old[place + 1 :], old[:place] + old[place + 1 :], old + sign]))


@pytest.mark.parametrize("name", TAMPERABLE)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_of_any_column_is_found(unguarded, name, data):
    table = table_of(unguarded, name)
    row = data.draw(st.sampled_from(rows_of(unguarded, name)))
    columns = [column for column in table.columns if column.name != "geometry" or tamperable_geometry(column, row)]
    column = data.draw(st.sampled_from(columns))
    value = tampered(data.draw, column, row[column.name])
    with changed(unguarded, name, row, {column.name: value}):
        assert faults(unguarded)
    assert faults(unguarded) == ()


def tamperable_geometry(column, row):
    """PostGIS takes no broken geometry, so its bytes are not turned one by one."""
    return isinstance(column.type, LargeBinary) and row["geometry"] is not None


@pytest.mark.parametrize("name", [*TAMPERABLE, "protocol_texts", "user_tables", "accounts", "api_tokens"])
def test_a_dropped_row_is_found(unguarded, name):
    for row in rows_of(unguarded, name):
        table = table_of(unguarded, name)
        with unguarded._engine.begin() as connection:
            connection.execute(delete(table).where(*[table.c[key.name] == row[key.name] for key in table.primary_key]))
        assert faults(unguarded)
        with unguarded._engine.begin() as connection:
            connection.execute(insert(table).values(row))
    assert faults(unguarded) == ()


@pytest.mark.parametrize("name", ["zone_versions", "facts", "accounts", "api_tokens"])
def test_a_row_that_was_put_in_is_found(unguarded, name):
    table = table_of(unguarded, name)
    row = rows_of(unguarded, name)[-1]
    key = next(iter(table.primary_key)).name
    with unguarded._engine.begin() as connection:
        connection.execute(insert(table).values({**row, key: "put-in"}))
    assert ["is in the store, but no entry tells of it" in fault for fault in faults(unguarded)] == [True]


@given(pair=st.permutations(range(1, 12)))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exchanged_entries_are_found(unguarded, pair):
    one, other = pair[:2]
    entries = table_of(unguarded, "audit_entries")

    def exchange():
        moves = ((one, -one), (other, one), (-one, other))
        with unguarded._engine.begin() as connection:
            for before, after in moves:
                connection.execute(update(entries).where(entries.c.number == before).values(number=after))

    exchange()
    assert faults(unguarded)
    exchange()
    assert faults(unguarded) == ()


@pytest.mark.parametrize("values", [{"role": "approver"}, {"disabled": True}, {"must_change": False}, {"subject": "x"}])
def test_an_account_that_was_changed_beside_the_service_is_found(filled, values):
    [row] = rows_of(filled, "accounts")
    with changed(filled, "accounts", row, values):
        assert "accounts duty differs from what entry" in faults(filled)[0]


def test_an_outline_that_was_changed_is_found(unguarded):
    zones = table_of(unguarded, "zone_versions")
    moved = MultiPolygon([square(1)]).wkb
    with unguarded._engine.begin() as connection:
        connection.execute(update(zones).where(zones.c.zone_id == "Z1", zones.c.version == 1).values(geometry=moved))
    assert ["zone_versions Z1 1 differs" in fault for fault in faults(unguarded)] == [True]


def cut(store, keep):
    """Drop the entries behind a number and let the head say so."""
    entries, head = table_of(store, "audit_entries"), table_of(store, "audit_head")
    with store._engine.begin() as connection:
        connection.execute(delete(entries).where(entries.c.number > keep))
        last = connection.execute(select(entries.c.hash).where(entries.c.number == keep)).scalar()
        connection.execute(update(head).values(number=keep, hash=last))


def test_a_shortened_chain_with_its_head_is_found_by_a_head_kept_elsewhere(unguarded):
    kept = audit_head(unguarded, CHIEF)
    cut(unguarded, kept.number - 1)  # the last one tells of nothing that is in the store
    assert faults(unguarded) == ()
    assert "were dropped" in faults(unguarded, expected=kept)[0]


def test_a_chain_made_anew_is_found_by_a_head_kept_elsewhere(unguarded):
    kept = audit_head(unguarded, CHIEF)
    cut(unguarded, kept.number - 1)
    unguarded.add_audit(AuditEvent(AT, "chief", "note", "register", "another ground", "no JSON"))
    assert faults(unguarded) == ()
    assert "the chain was made anew" in faults(unguarded, expected=kept)[0]


def test_entries_dropped_with_the_head_are_found_by_what_they_told_of(unguarded):
    cut(unguarded, 3)
    assert any("facts F1 is in the store, but no entry tells of it" in fault for fault in faults(unguarded))


def test_without_the_guards_removed_nothing_can_be_changed(filled):
    [row, *_] = rows_of(filled, "audit_entries")
    with (
        pytest.raises(Exception, match="never changed or removed"),
        changed(filled, "audit_entries", row, {"actor": "x"}),
    ):
        pass
    assert faults(filled) == ()


# ---------------------------------------------------------------- beside other writers


def test_a_snapshot_does_not_see_what_is_written_meanwhile_and_writes_nothing(filled):
    with filled.snapshot():
        before = filled.audit_head()
        with pytest.raises(StorageError, match="inside of a snapshot"):
            filled.add_audit(AuditEvent(AT, "chief", "note", "register", "", "{}"))
        with pytest.raises(StorageError, match="outside of a transaction"), filled.snapshot():
            pass
        assert filled.audit_head() == before
    filled.add_audit(AuditEvent(AT, "chief", "note", "register", "", "{}"))
    assert filled.audit_head()[0] == before[0] + 1


# ---------------------------------------------------------------- reading and rebuilding


def test_replaying_the_audit_rebuilds_the_state(filled):
    rebuilt = replay_audit(list_audit(filled, CHIEF))
    assert rebuilt == {zone_id: filled.zone_history(zone_id) for zone_id in ("Z1", "Z2")}


def test_entries_are_listed_by_subject_and_number(filled, monkeypatch):
    monkeypatch.setattr("geo_service.actions.audit.PAGE", 2)
    everything = list(list_audit(filled, CHIEF))
    assert [one.number for one in everything] == list(range(1, len(everything) + 1))
    assert list(list_audit(filled, CHIEF, after=2, limit=3)) == everything[2:5]
    assert {one.event.subject for one in list_audit(filled, CHIEF, subject="zone Z1")} == {"zone Z1"}


def test_an_exported_line_has_all_that_the_hash_covers(filled):
    lines = list(export_lines(list_audit(filled, CHIEF)))
    assert [json.loads(line) for line in lines] == [entry_values(one) for one in list_audit(filled, CHIEF)]
    assert not any("\n" in line for line in lines)


def test_a_head_is_read_as_it_was_written(filled):
    head = audit_head(filled, CHIEF)
    assert read_head(f" {head_text(head)}\n") == head


@pytest.mark.parametrize("wrong", ["", "7", "7:abc", f"x:{'0' * 64}", f"-1:{'0' * 64}"])
def test_another_text_is_no_head(wrong):
    with pytest.raises(InputError, match="NUMBER:HASH"):
        read_head(wrong)
