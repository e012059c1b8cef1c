"""An entry of the audit: who did what to what, when, on which ground; chained to the entry before it by its hash."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AuditEvent:
    """
    What is to be written down: `document` is the JSON text of everything the action stored.

    `subject` is `zone Z20221116-001`, `account duty-1`, `layer buildings` and the like; `at` is aware.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    ground: str
    document: str


@dataclass(frozen=True)
class AuditEntry:
    """A written event: its number (from 1, no gap), the hash of the entry before it, and its own (SHA-256, hex)."""

    number: int
    event: AuditEvent
    previous_hash: str
    hash: str
