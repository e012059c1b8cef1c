"""What every store promises about field sheets; each test runs on each database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from geo_service.actions.audit import verify_audit
from geo_service.errors import ConflictError, InputError
from geo_service.model.account import ADMIN, Actor
from geo_service.model.sheet import Sheet, SheetItem
from geo_service.storage.documents import document_key
from tests.storage.samples import NOON, zone

GATE = SheetItem(
    "checkpoint", "K01", "怡景花园东门", ((108.1, 29.1), (108.1002, 29.1)), (7, 9), {"crew": 6, "lanes": 1}
)
FENCE = SheetItem("closure", "F01", "", ((108.2, 29.2),), (), {"barrier": None})
SHEET = Sheet("Z1", 3, 1, NOON, "值班员", (GATE, FENCE), problems=("区内没有登记楼栋",))
READER = Actor("reader", ADMIN)


def test_a_sheet_comes_back_equal(store):
    later = replace(SHEET, issue=2, items=(GATE,), retired=(FENCE,), failed="登记道路没有通到区外")
    store.add_sheet(SHEET)
    store.add_sheet(later)
    assert store.issued_sheets("Z1") == [SHEET, later]


def test_only_the_newest_can_be_asked_for(store):
    for issue in (1, 2, 3):
        store.add_sheet(replace(SHEET, issue=issue))
    assert [one.issue for one in store.issued_sheets("Z1", newest=1)] == [3]
    assert [one.issue for one in store.issued_sheets("Z1", newest=2)] == [2, 3]


@pytest.mark.parametrize("zone_id", ["Z9", "\0", "Z1'"])
def test_a_zone_without_sheets_has_none(store, zone_id):
    store.add_sheet(SHEET)
    assert store.issued_sheets(zone_id) == []


@pytest.mark.parametrize("issue", [0, 1, 3])
def test_sheets_are_counted_without_gaps(store, issue):
    store.add_sheet(SHEET)
    with pytest.raises(ConflictError, match=f"its next sheet is 2, got {issue}"):
        store.add_sheet(replace(SHEET, issue=issue))
    assert len(store.issued_sheets("Z1")) == 1


def test_sheets_of_two_zones_are_counted_apart(store):
    store.add_sheet(SHEET)
    store.add_sheet(replace(SHEET, zone_id="Z2"))
    assert [one.zone_id for one in store.issued_sheets("Z2")] == ["Z2"]


@pytest.mark.parametrize(
    "wrong",
    [{"issued_at": NOON.replace(tzinfo=None)}, {"author": "a\0"}, {"failed": "\0"}, {"problems": ("\0",)}],
)
def test_what_no_database_keeps_is_refused(store, wrong):
    with pytest.raises(InputError):
        store.add_sheet(replace(SHEET, **wrong))
    assert store.audit_head() == (0, "")


def test_the_audit_has_the_whole_sheet(store):
    store.add_zone_version(zone())
    store.add_sheet(SHEET)
    entry = store.audit_entries()[-1]
    assert (entry.event.action, entry.event.subject, entry.event.actor) == ("issue sheet", "zone Z1", "值班员")
    assert document_key(entry.event.document) == "issued_sheets Z1 1"
    assert dict(store.kept_documents())["issued_sheets Z1 1"] == entry.event.document
    assert verify_audit(store, READER).faults == ()


@pytest.mark.parametrize(
    "change", ["UPDATE issued_sheets SET content = '{}'", "DELETE FROM issued_sheets WHERE issue = 1"]
)
def test_the_database_itself_refuses_to_change_a_sheet(store, change):
    store.add_sheet(SHEET)
    with pytest.raises(DatabaseError, match="never changed or removed"), store._engine.begin() as connection:
        connection.execute(text(change))
    assert store.issued_sheets("Z1") == [SHEET]


def test_of_writers_at_once_one_keeps_its_sheet(store):
    def try_to_add(number):
        try:
            store.add_sheet(replace(SHEET, author=f"writer {number}"))
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(try_to_add, range(8))) == 1
    assert len(store.issued_sheets("Z1")) == 1
    assert verify_audit(store, READER).faults == ()
