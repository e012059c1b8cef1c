"""Accounts, tokens and sessions in a store. The audit gets every change but never a hash of a secret."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from geo_service.model.account import Account, ApiToken, Session
from geo_service.model.audit import AuditEvent
from geo_service.storage.audit_store import AuditStore
from geo_service.storage.documents import document_without_secrets
from geo_service.storage.values import askable, require_keys, require_text
from geo_service.storage.zone_rows import utc_text

TIMES = ("created_at", "expires_at", "revoked_at")


class AccountStore(AuditStore):
    """Writes and reads who may act."""

    def put_account(self, account: Account, *, at: datetime, actor: str) -> None:
        """Add or change an account."""
        self._put("accounts", "name", asdict(account), f"account {account.name}", at=at, actor=actor)

    def accounts(self) -> list[Account]:
        """All accounts, by name."""
        accounts = self._tables.ledgers["accounts"]
        with self._reading() as connection:
            rows = connection.execute(select(accounts).order_by(accounts.c.name))
            return [Account(**_values(row._asdict())) for row in rows]

    def put_api_token(self, token: ApiToken, *, at: datetime, actor: str) -> None:
        """Add or revoke a token."""
        self._put("api_tokens", "token_id", asdict(token), f"token {token.token_id}", at=at, actor=actor)

    def api_tokens(self, *, account: str | None = None) -> list[ApiToken]:
        """Tokens, of one account or all, by id."""
        tokens = self._tables.ledgers["api_tokens"]
        query = select(tokens).order_by(tokens.c.token_id)
        if account is not None:
            query = query.where(tokens.c.account.in_(askable([account])))
        with self._reading() as connection:
            return [ApiToken(**_values(row._asdict())) for row in connection.execute(query)]

    def add_session(self, session: Session, *, at: datetime) -> None:
        """Keep a sign-in; sessions that have ended by then are forgotten."""
        sessions = self._tables.ledgers["sessions"]
        row = _row(asdict(session))
        event = AuditEvent(
            at, session.account, "sign in", f"account {session.account}", "", document_without_secrets(row)
        )
        with self._writing() as connection:
            self._wait_for_audit(connection)
            connection.execute(delete(sessions).where(sessions.c.expires_at <= utc_text(at, what="at")))
            connection.execute(insert(sessions).values(row))
            self.add_audit(event)

    def session(self, secret_hash: str) -> Session | None:
        """The session of a cookie's hash."""
        sessions = self._tables.ledgers["sessions"]
        query = select(sessions).where(sessions.c.secret_hash.in_(askable([secret_hash])))
        with self._reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else Session(**_values(row._asdict()))

    def extend_session(self, secret_hash: str, *, expires_at: datetime) -> None:
        """Let a session last longer; the audit has its beginning and its end, not every use."""
        sessions = self._tables.ledgers["sessions"]
        longer = update(sessions).where(sessions.c.secret_hash.in_(askable([secret_hash])))
        with self._writing() as connection:
            connection.execute(longer.values(expires_at=utc_text(expires_at, what="expires_at")))

    def end_sessions(self, *, secret_hash: str | None = None, account: str | None = None, at: datetime) -> int:
        """Forget one session, or all of an account; returns how many there were."""
        sessions = self._tables.ledgers["sessions"]
        gone = delete(sessions).where(
            sessions.c.secret_hash == secret_hash if secret_hash is not None else sessions.c.account == account
        )
        with self._writing() as connection:
            names = self._wait_for_audit(connection) and connection.execute(gone.returning(sessions.c.account)).all()
            for name in sorted({row.account for row in names}):
                self.add_audit(AuditEvent(at, name, "sign out", f"account {name}", "", "{}"))
        return len(names)

    def _put(self, ledger: str, key: str, values: Mapping[str, Any], subject: str, *, at: datetime, actor: str) -> None:
        table: Table = self._tables.ledgers[ledger]
        row = _row(values)
        require_keys([row[key]], what=key)
        with self._writing() as connection:
            self._wait_for_audit(connection)
            changed = connection.execute(delete(table).where(table.c[key] == row[key])).rowcount
            connection.execute(insert(table).values(row))
            action = f"{'change' if changed else 'add'} {subject.split(' ', 1)[0]}"
            self.add_audit(AuditEvent(at, actor, action, subject, "", document_without_secrets(row)))


def _row(values: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: utc_text(value, what=name) if isinstance(value, datetime) else value for name, value in values.items()}
    for name, value in row.items():
        if isinstance(value, str):
            require_text(value, what=name)
    return row


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in TIMES and value is not None else value
        for name, value in row.items()
    }
