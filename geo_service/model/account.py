"""Accounts, tokens and sessions: who may act. Secrets are kept as hashes only."""

from dataclasses import dataclass
from datetime import datetime

VIEWER = "viewer"
OPERATOR = "operator"
APPROVER = "approver"
ADMIN = "admin"
ROLE_TITLES = {VIEWER: "查看", OPERATOR: "经办", APPROVER: "审批", ADMIN: "管理"}
ROLES = tuple(ROLE_TITLES)


@dataclass(frozen=True)
class Account:
    """
    A person or program that may act.

    `password_hash` is argon2's text, None for accounts that come by OpenID Connect or by tokens alone. `subject` is
    `issuer subject` of the OpenID provider. `must_change` holds until the first password is replaced.
    """

    name: str
    role: str
    created_at: datetime
    password_hash: str | None = None
    subject: str | None = None
    disabled: bool = False
    must_change: bool = False


@dataclass(frozen=True)
class ApiToken:
    """A token of an account for programs: what it may do at most (`scope`, a role), and until when."""

    token_id: str
    account: str
    scope: str
    secret_hash: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class Session:
    """A signed-in browser: the hash of its cookie, whose it is, and until when."""

    secret_hash: str
    account: str
    csrf: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Actor:
    """Who acts: the name of an account, and the role that it has for this one act."""

    name: str
    role: str
