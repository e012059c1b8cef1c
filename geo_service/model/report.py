"""What an import did: counts, and every object that was skipped or repaired with its reason."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Note:
    """One object that was not taken as it stood: `what` names it (way/123, row 7), `reason` says why."""

    kind: Literal["skipped", "repaired", "warning"]
    what: str
    reason: str


@dataclass(frozen=True)
class WriteCounts:
    """How many rows a write added, changed and left as they were, and how many the source no longer has."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0


@dataclass(frozen=True)
class ImportReport:
    """The result of one import: counts by layer, notes in file order."""

    source: str
    layers: dict[str, WriteCounts]
    notes: tuple[Note, ...] = field(default=())

    @property
    def skipped(self) -> tuple[Note, ...]:
        """The notes of objects that were left out."""
        return tuple(note for note in self.notes if note.kind == "skipped")
