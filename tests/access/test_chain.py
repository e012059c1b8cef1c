from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from geo_service.access.chain import FIRST_HASH, chain_faults, chained
from geo_service.model.audit import AuditEntry, AuditEvent

AT = datetime(2022, 11, 16, tzinfo=UTC)
TEXTS = [one.name for one in fields(AuditEvent) if one.name != "at"]
EVENTS = st.lists(
    st.builds(
        AuditEvent,
        at=st.datetimes(timezones=st.just(UTC)),
        **dict.fromkeys(TEXTS, st.text(max_size=5)),
    ),
    min_size=1,
    max_size=6,
)


def chain_of(events):
    entries, last = [], FIRST_HASH
    for number, event in enumerate(events, 1):
        entries.append(chained(event, number, last))
        last = entries[-1].hash
    return entries


def faults_of(entries, whole):
    head = whole[-1]
    return list(chain_faults(entries, head_number=head.number, head_hash=head.hash))


@given(EVENTS)
def test_an_untouched_chain_is_whole(events):
    entries = chain_of(events)
    assert faults_of(entries, entries) == []


def test_no_entries_and_no_head_are_whole():
    assert list(chain_faults([], head_number=0, head_hash="")) == []


@given(EVENTS, st.data())
def test_an_edited_field_is_found(events, data):
    entries = chain_of(events)
    place = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(st.sampled_from([*TEXTS, "at"]))
    old = getattr(entries[place].event, name)
    new = old + timedelta(microseconds=1) if name == "at" and old.year < 9999 else f"{old}x"
    if name != "at" or isinstance(new, datetime):
        edited = replace(entries[place], event=replace(entries[place].event, **{name: new}))
        faults = faults_of([*entries[:place], edited, *entries[place + 1 :]], entries)
        assert f"entry {place + 1} was edited" in faults[0]


@given(EVENTS, st.data())
def test_a_dropped_entry_is_found(events, data):
    entries = chain_of(events)
    place = data.draw(st.integers(0, len(entries) - 1))
    assert faults_of(entries[:place] + entries[place + 1 :], entries)


@given(EVENTS.filter(lambda events: len(events) > 1), st.data())
def test_two_exchanged_entries_are_found(events, data):
    entries = chain_of(events)
    place = data.draw(st.integers(0, len(entries) - 2))
    entries[place : place + 2] = entries[place + 1], entries[place]
    assert faults_of(entries, chain_of(events))


@given(EVENTS)
def test_an_entry_that_was_replaced_and_hashed_anew_is_found_by_the_next(events):
    entries = chain_of([*events, events[0]])
    forged = chained(replace(entries[0].event, actor="somebody else!"), 1, FIRST_HASH)
    assert any("does not follow" in fault for fault in faults_of([forged, *entries[1:]], entries))


def test_fields_can_not_borrow_signs_from_each_other():
    one = AuditEvent(AT, "a", "bc", "", "", "")
    other = AuditEvent(AT, "ab", "c", "", "", "")
    assert chained(one, 1, FIRST_HASH).hash != chained(other, 1, FIRST_HASH).hash


def test_an_entry_put_in_between_is_found():
    entries = chain_of([AuditEvent(AT, "a", "b", "c", "d", str(n)) for n in range(3)])
    extra = AuditEntry(2, entries[1].event, entries[1].previous_hash, entries[1].hash)
    assert faults_of([entries[0], entries[1], extra, entries[2]], entries)
