"""
The audit as a chain: each entry's hash covers all its fields and the hash of the entry before it.

A changed, dropped or reordered entry breaks the chain where it happened; entries dropped at the end are found by the
head that the store keeps, or by one that an office wrote down elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator

from geo_service.model.audit import AuditEntry, AuditEvent

FIRST_HASH = "0" * 64
"""Stands before the first entry."""


def chained(event: AuditEvent, number: int, previous_hash: str) -> AuditEntry:
    """The entry that follows another one."""
    return AuditEntry(number, event, previous_hash, entry_hash(event, number, previous_hash))


def entry_hash(event: AuditEvent, number: int, previous_hash: str) -> str:
    """SHA-256 (hex) over number, previous hash and every field; the fields are framed, so none can borrow signs."""
    fields = [
        number,
        previous_hash,
        event.at.isoformat(timespec="microseconds"),
        event.actor,
        event.action,
        event.subject,
        event.ground,
        event.document,
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()


def chain_faults(entries: Iterable[AuditEntry], *, head_number: int, head_hash: str) -> Iterator[str]:
    """
    What is wrong with a chain, one line each, in order; nothing when it is whole.

    Parameters
    ----------
    entries
        All entries, by number.
    head_number, head_hash
        What the chain must end with: number and hash of the last entry (0 and "" for an empty one).
    """
    number, last_hash = 0, FIRST_HASH
    for entry in entries:
        if entry.number != number + 1:
            yield f"entry {number + 1} is missing: after {number} comes {entry.number}"
        elif entry.previous_hash != last_hash:
            yield f"entry {entry.number} does not follow entry {number}: one of them was replaced"
        if entry.hash != entry_hash(entry.event, entry.number, entry.previous_hash):
            yield f"entry {entry.number} was edited: its hash does not fit what it says"
        number, last_hash = entry.number, entry.hash
    if (number, last_hash if number else "") != (head_number, head_hash):
        yield f"the chain ends with entry {number}, but the head says {head_number}: entries at the end were changed"
