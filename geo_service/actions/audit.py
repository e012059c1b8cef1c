"""The audit: read it, hold the store against it, and rebuild from it what it tells."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from geo_service.access.chain import chain_faults
from geo_service.access.permissions import require_permission
from geo_service.errors import InputError, StorageError
from geo_service.model.account import Actor
from geo_service.model.audit import AuditEntry
from geo_service.model.zone import ZoneVersion
from geo_service.storage.documents import document_key
from geo_service.storage.store import Store
from geo_service.storage.zone_rows import row_of_document, version_of_row

PAGE = 500
"""Entries read at once; the document of a zone can have a megabyte."""

HEAD_NUMBER = re.compile("[0-9]{1,18}")
"""A number that every database can count to."""

MOST_FAULTS = 1_000
"""Faults kept; where there are more, the rest is counted."""


@dataclass(frozen=True)
class Head:
    """What an office wrote down elsewhere: number and hash of an entry."""

    number: int
    hash: str


@dataclass(frozen=True)
class AuditReport:
    """What `audit verify` finds: how many entries, where the chain ends, and every fault in one line."""

    entries: int
    head: Head
    faults: tuple[str, ...]
    more_faults: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


# ---------------------------------------------------------------- reading


def audit_head(store: Store, actor: Actor) -> Head:
    """Number and hash of the last entry, to be written down elsewhere."""
    require_permission(actor, "read audit")
    return Head(*store.audit_head())


def list_audit(
    store: Store, actor: Actor, *, after: int = 0, limit: int | None = None, subject: str | None = None
) -> Iterator[AuditEntry]:
    """
    Entries by number, those after a number and of one subject.

    Raises
    ------
    PermissionDeniedError
        If the actor may not read the audit.
    """
    require_permission(actor, "read audit")
    return _some((one for one in _entries(store, after) if subject in {None, one.event.subject}), limit)


def _some(entries: Iterator[AuditEntry], limit: int | None) -> Iterator[AuditEntry]:
    for count, entry in enumerate(entries):
        if count == limit:
            return
        yield entry


def _entries(store: Store, after: int = 0) -> Iterator[AuditEntry]:
    while page := store.audit_entries(after=after, limit=PAGE):
        yield from page
        after = page[-1].number


def entry_values(entry: AuditEntry) -> dict[str, Any]:
    """An entry as plain JSON values; one to a line it is the exported audit."""
    event = entry.event
    return {
        "number": entry.number,
        "at": event.at.isoformat(timespec="microseconds"),
        "actor": event.actor,
        "action": event.action,
        "subject": event.subject,
        "ground": event.ground,
        "document": event.document,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def read_head(text: str) -> Head:
    """
    Read a head as it is written down, NUMBER:HASH.

    Raises
    ------
    InputError
        If it is not in this form.
    """
    number, colon, digest = text.strip().partition(":")
    if not colon or not HEAD_NUMBER.fullmatch(number) or len(digest) != hashlib.sha256().digest_size * 2:
        raise InputError(f"{text!a} is no head of an audit; need NUMBER:HASH as `audit head` prints it")
    return Head(int(number), digest.lower())


# ---------------------------------------------------------------- holding the store against it


def verify_audit(store: Store, actor: Actor, *, expected: Head | None = None) -> AuditReport:
    """
    Look for entries that were edited, dropped or reordered, and for rows of the store that they do not tell of.

    Parameters
    ----------
    expected
        A head written down earlier, outside of the database: the entry of its number must have its hash.

    Raises
    ------
    PermissionDeniedError
        If the actor may not read the audit.
    """
    require_permission(actor, "read audit")
    with store.snapshot():
        reading = _Reading()
        number, digest = store.audit_head()
        found = list(chain_faults(reading.through(store), head_number=number, head_hash=digest))
        found += [reading.unreadable] if reading.unreadable else _state_faults(store, reading.told)
        found += _expectation_faults(reading.hashes_of(expected), expected)
    return AuditReport(
        reading.count, Head(number, digest), tuple(found[:MOST_FAULTS]), max(0, len(found) - MOST_FAULTS)
    )


class _Reading:
    """One pass over the entries that keeps what each row was told to be, as (number, digest of its document)."""

    def __init__(self) -> None:
        self.count = 0
        self.unreadable = ""
        self.told: dict[str, tuple[int, str]] = {}
        self._hashes: dict[int, str] = {}

    def through(self, store: Store) -> Iterator[AuditEntry]:
        """The entries in order; ends before one that can't be read."""
        after = 0
        while True:
            try:
                page = store.audit_entries(after=after, limit=PAGE) if not self.unreadable else []
            except StorageError as error:
                page = self._readable(store, after, error)
            if not page:
                return
            for entry in page:
                self._note(entry)
                yield entry
            after = page[-1].number

    def _readable(self, store: Store, after: int, error: StorageError) -> list[AuditEntry]:
        """The entries of a page before the one that can't be read."""
        page: list[AuditEntry] = []
        while True:
            try:
                page += store.audit_entries(after=page[-1].number if page else after, limit=1)
            except StorageError:
                last = page[-1].number if page else after
                self.unreadable = f"the entry after {last} was edited: {error}; what follows was not looked at"
                return page

    def _note(self, entry: AuditEntry) -> None:
        self.count += 1
        self._hashes[entry.number] = entry.hash
        key = document_key(entry.event.document)
        if key is not None:
            self.told[key] = (entry.number, _digest(entry.event.document))

    def hashes_of(self, expected: Head | None) -> str | None:
        """The hash of the entry that was written down."""
        return None if expected is None else self._hashes.get(expected.number)


def _digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def _state_faults(store: Store, told: Mapping[str, tuple[int, str]]) -> list[str]:
    """Rows that are not what their last entry says."""
    try:
        kept = {key: _digest(document) for key, document in store.kept_documents()}
    except StorageError as error:
        return [f"a row was edited and can't be read any more: {error}"]
    untold = [f"{key} is in the store, but no entry tells of it" for key in kept if key not in told]
    gone = [f"{key} is not in the store; entry {told[key][0]} tells of it" for key in told if key not in kept]
    other = [
        f"{key} differs from what entry {told[key][0]} says"
        for key in kept
        if key in told and told[key][1] != kept[key]
    ]
    return sorted(chain(untold, gone, other))


def _expectation_faults(found: str | None, expected: Head | None) -> list[str]:
    if expected is None or expected.number == 0 or found == expected.hash:
        return []
    if found is None:
        return [f"entry {expected.number} was written down elsewhere and is missing: entries at the end were dropped"]
    return [f"entry {expected.number} is not the one that was written down elsewhere: the chain was made anew"]


# ---------------------------------------------------------------- rebuilding


def replay_audit(entries: Iterable[AuditEntry]) -> dict[str, list[ZoneVersion]]:
    """The history of every zone as the entries alone tell it, by zone id."""
    histories: dict[str, list[ZoneVersion]] = {}
    for entry in entries:
        if (document_key(entry.event.document) or "").startswith("zone_versions "):
            version = version_of_row(row_of_document(entry.event.document))
            histories.setdefault(version.zone_id, []).append(version)
    return dict(sorted(histories.items()))


def export_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """One JSON object to a line."""
    return (json.dumps(entry_values(entry), ensure_ascii=False) for entry in entries)


def head_text(head: Head) -> str:
    """A head as an office writes it down."""
    return f"{head.number}:{head.hash}"
