"""The audit in a store: entries are chained in the transaction of what they tell of, one writer after another."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from geo_service.access.chain import FIRST_HASH, chained
from geo_service.model.audit import AuditEntry, AuditEvent
from geo_service.storage.session import SqlSession
from geo_service.storage.values import require_text
from geo_service.storage.zone_rows import time_of_text, utc_text


class AuditStore(SqlSession):
    """Writes and reads the audit."""

    def add_audit(self, event: AuditEvent) -> AuditEntry:
        """
        Write an event down in the transaction that is open, or in one of its own.

        Raises
        ------
        InputError
            If its time has no zone or a text can't be stored.
        """
        at = datetime.fromisoformat(utc_text(event.at, what="the time of an audit entry"))
        texts = {name: getattr(event, name) for name in ("actor", "action", "subject", "ground", "document")}
        for name, text in texts.items():
            require_text(text, what=f"audit {name}")
        entries, head = self._tables.ledgers["audit_entries"], self._tables.ledgers["audit_head"]
        with self._writing() as connection:
            number, last_hash = self._wait_for_audit(connection)
            entry = chained(AuditEvent(at=at, **texts), number + 1, last_hash or FIRST_HASH)
            values = {"number": entry.number, "previous_hash": entry.previous_hash, "hash": entry.hash}
            connection.execute(
                insert(entries).values(at=utc_text(at, what="the time of an audit entry"), **texts, **values)
            )
            connection.execute(update(head).values(number=entry.number, hash=entry.hash))
        return entry

    def take_turn(self) -> None:
        """
        Wait until no other transaction that adds an entry is open, and keep others waiting until this one ends.

        What is read afterwards is what holds until then.
        """
        with self._writing() as connection:
            self._wait_for_audit(connection)

    def audit_entries(self, *, after: int = 0, limit: int | None = None) -> list[AuditEntry]:
        """Entries with a higher number than `after`, by number."""
        entries = self._tables.ledgers["audit_entries"]
        query = select(entries).where(entries.c.number > after).order_by(entries.c.number).limit(limit)
        with self._reading() as connection:
            return [
                AuditEntry(
                    row.number,
                    AuditEvent(
                        at=time_of_text(row.at),
                        actor=row.actor,
                        action=row.action,
                        subject=row.subject,
                        ground=row.ground,
                        document=row.document,
                    ),
                    row.previous_hash,
                    row.hash,
                )
                for row in connection.execute(query)
            ]

    def audit_head(self) -> tuple[int, str]:
        """Number and hash of the last entry; (0, "") when there is none."""
        head = self._tables.ledgers["audit_head"]
        with self._reading() as connection:
            row = connection.execute(select(head)).one()
        return row.number, row.hash

    def _wait_for_audit(self, connection: Connection) -> tuple[int, str]:
        """
        The last number and hash, and no other transaction may add an entry until this one ends.

        Taken before anything else is written, so that two writers never wait for each other.
        """
        head = self._tables.ledgers["audit_head"]
        row = connection.execute(select(head).with_for_update()).one()
        return row.number, row.hash
