"""The API of who may act: the own session, accounts, tokens, and the audit."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from geo_service.access.identity import MOST_NAME_CHARACTERS, MOST_PASSWORD_CHARACTERS
from geo_service.actions.accounts import (
    add_account,
    change_role,
    list_accounts,
    one_time_password,
    set_disabled,
)
from geo_service.actions.api_tokens import list_tokens, make_token, revoke_token
from geo_service.actions.audit import AuditReport, audit_head, entry_values, list_audit, read_head, verify_audit
from geo_service.actions.sign_in import SignedIn, replace_password, sign_out
from geo_service.errors import InputError, PermissionDeniedError
from geo_service.model.account import Account, Actor, ApiToken
from geo_service.storage.store import Store
from geo_service.web.context import AnActor, AnAsker, AStore, GuardedRoute, Now, SessionRoute, SomeSettings
from geo_service.web.identity import (
    SESSION_COOKIE,
    address_of,
    drop_cookie,
    keep_cookie,
    lifetimes_of,
    session_cookie,
    session_of,
)
from geo_service.web.limits import run_hashing, run_heavy

OWN_SESSION = APIRouter(prefix="/api/v1", tags=["access"])
SESSION = APIRouter(prefix="/api/v1", tags=["access"], route_class=SessionRoute)
ACCESS = APIRouter(prefix="/api/v1", tags=["access"], route_class=GuardedRoute)

MOST_ENTRIES = 1_000
"""Entries of the audit in one answer; ask for more with `after`."""

MOST_NUMBER = 2**63 - 1
"""The highest number that a database counts to."""

Name = Annotated[str, Field(max_length=MOST_NAME_CHARACTERS)]
Role = Annotated[str, Field(description="viewer, operator, approver or admin")]
Password = Annotated[str, Field(max_length=MOST_PASSWORD_CHARACTERS)]


class _Body(BaseModel):
    """A JSON object without unknown keys, whose values are never repeated in messages."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


# ---------------------------------------------------------------- the own session


class SessionFacts(BaseModel):
    """Who this browser is signed in as; every field is null when it is not."""

    name: str | None = None
    role: str | None = None
    must_change: bool | None = Field(default=None, description="A one-time password must be replaced first")
    csrf: str | None = Field(default=None, description="To be sent back as X-CSRF-Token with every change")
    ends_at: str | None = Field(default=None, description="If it is not used until then")


@OWN_SESSION.get("/session", summary="Who this browser is signed in as")
def show_session(request: Request) -> SessionFacts:
    """Tell the name and role of the session's cookie, and the second secret that changes need."""
    found = session_of(request)
    return SessionFacts() if found is None else _session_facts(found)


def _session_facts(found: SignedIn) -> SessionFacts:
    account, session = found.account, found.session
    return SessionFacts(
        name=account.name,
        role=account.role,
        must_change=account.must_change,
        csrf=session.csrf,
        ends_at=session.expires_at.isoformat(),
    )


@SESSION.delete("/session", status_code=204, summary="Sign out")
def end_session(request: Request, response: Response, store: AStore, now: Now) -> None:
    """End the session of this browser."""
    cookie = session_cookie(request)
    if cookie is not None:
        sign_out(store, cookie, at=now)
    drop_cookie(request, response, SESSION_COOKIE)


class PasswordBody(_Body):
    """The own password and the one that replaces it."""

    old: Password
    new: Password


@SESSION.put("/session/password", summary="Replace the own password")
async def renew_own_password(
    request: Request, response: Response, store: AStore, settings: SomeSettings, *,
    asker: AnAsker, now: Now, body: PasswordBody,
) -> SessionFacts:  # fmt: skip
    """Replace the password of the account that has signed in; all its other sessions end."""
    if asker.session is None:
        raise PermissionDeniedError("a password is replaced by its owner: sign in with it")
    found, cookie = await run_hashing(
        request, replace_password, store, asker.actor.name, body.old, body.new, at=now,
        address=address_of(request), tries=request.app.state.tries, lifetimes=lifetimes_of(settings),
    )  # fmt: skip
    keep_cookie(request, response, SESSION_COOKIE, cookie)
    return _session_facts(found)


# ---------------------------------------------------------------- accounts


class AccountFacts(BaseModel):
    """An account, without its secrets."""

    name: str
    role: str
    created_at: datetime
    disabled: bool
    must_change: bool
    has_password: bool
    subject: str | None = Field(description="Issuer and subject of the OpenID provider")


class NewPassword(BaseModel):
    """An account and its one-time password, shown this once."""

    account: AccountFacts
    one_time_password: str


class Accounts(BaseModel):
    """All accounts, by name."""

    accounts: list[AccountFacts]


class AccountBody(_Body):
    """A new account."""

    name: Name
    role: Role


class AccountChange(_Body):
    """What of an account changes; what is left out stays."""

    role: Annotated[str | None, Field(description="viewer, operator, approver or admin")] = None
    disabled: bool | None = None


def account_facts(account: Account) -> AccountFacts:
    """An account as everybody may see it who may manage accounts."""
    return AccountFacts(
        name=account.name,
        role=account.role,
        created_at=account.created_at,
        disabled=account.disabled,
        must_change=account.must_change,
        has_password=account.password_hash is not None,
        subject=account.subject,
    )


@ACCESS.get("/accounts", summary="All accounts")
def show_accounts(store: AStore, actor: AnActor) -> Accounts:
    """List accounts; for admins."""
    return Accounts(accounts=[account_facts(one) for one in list_accounts(store, actor)])


@ACCESS.post("/accounts", status_code=201, summary="Add an account")
async def create_account(request: Request, store: AStore, actor: AnActor, now: Now, body: AccountBody) -> NewPassword:
    """Add an account with a one-time password, which must be replaced at the first sign-in; for admins."""
    account, password = await run_hashing(request, add_account, store, body.name, body.role, actor=actor, at=now)
    return NewPassword(account=account_facts(account), one_time_password=password)


@ACCESS.patch("/accounts/{name}", summary="Change the role of an account, or disable it")
def change_account(store: AStore, actor: AnActor, now: Now, name: str, body: AccountChange) -> AccountFacts:
    """Change what is given; the last enabled admin stays one; for admins."""
    if body.role is None and body.disabled is None:
        raise InputError("nothing to change; give role or disabled")
    with store.transaction():
        if body.role is not None:
            account = change_role(store, name, body.role, actor=actor, at=now)
        if body.disabled is not None:
            account = set_disabled(store, name, disabled=body.disabled, actor=actor, at=now)
    return account_facts(account)


@ACCESS.post("/accounts/{name}/password", summary="Give an account a one-time password")
async def renew_password(request: Request, store: AStore, actor: AnActor, now: Now, name: str) -> NewPassword:
    """Replace a lost password; the account's sessions end; for admins."""
    account, password = await run_hashing(request, one_time_password, store, name, actor=actor, at=now)
    return NewPassword(account=account_facts(account), one_time_password=password)


# ---------------------------------------------------------------- tokens


class TokenFacts(BaseModel):
    """A token, without its secret."""

    token_id: str
    account: str
    scope: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class NewToken(BaseModel):
    """A token and its text, shown this once."""

    token: TokenFacts
    text: str


class Tokens(BaseModel):
    """Tokens, by id."""

    tokens: list[TokenFacts]


class TokenBody(_Body):
    """A new token."""

    scope: Annotated[str, Field(description="The most it may do: a role, not above that of the account")]
    expires_at: Annotated[AwareDatetime, Field(description="At most a year from now")]
    account: Annotated[Name | None, Field(description="Default: the own account; another's only for admins")] = None


def token_facts(token: ApiToken) -> TokenFacts:
    """A token as its owner may see it again."""
    return TokenFacts(
        token_id=token.token_id,
        account=token.account,
        scope=token.scope,
        created_at=token.created_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
    )


@ACCESS.get("/tokens", summary="API tokens")
def show_tokens(store: AStore, actor: AnActor, account: Annotated[str | None, Query()] = None) -> Tokens:
    """List the own tokens; admins see those of one account or all."""
    return Tokens(tokens=[token_facts(one) for one in list_tokens(store, actor, account=account)])


@ACCESS.post("/tokens", status_code=201, summary="Make an API token")
def create_token(store: AStore, asker: AnAsker, now: Now, body: TokenBody) -> NewToken:
    """Make a token for a program; a program can't make tokens with its own, or a stolen one would live on."""
    if asker.has_api_token:
        raise PermissionDeniedError("an API token can't make tokens; sign in for that")
    made, text = make_token(
        store, account=body.account or asker.actor.name, scope=body.scope, expires_at=body.expires_at,
        actor=asker.actor, at=now,
    )  # fmt: skip
    return NewToken(token=token_facts(made), text=text)


@ACCESS.delete("/tokens/{token_id}", summary="Revoke an API token")
def end_token(store: AStore, actor: AnActor, now: Now, token_id: str) -> TokenFacts:
    """End a token now; it stays in the list."""
    return token_facts(revoke_token(store, token_id, actor=actor, at=now))


# ---------------------------------------------------------------- audit


class EntryFacts(BaseModel):
    """An entry of the audit; its hash covers all other fields."""

    number: int
    at: str
    actor: str
    action: str
    subject: str
    ground: str
    document: str = Field(description="JSON text of what was stored")
    previous_hash: str
    hash: str


class Entries(BaseModel):
    """Entries, by number."""

    entries: list[EntryFacts]


class HeadFacts(BaseModel):
    """The end of the chain, to be written down elsewhere."""

    number: int
    hash: str


class VerifyFacts(BaseModel):
    """What was found when the store was held against its audit."""

    entries: int
    head: HeadFacts
    faults: list[str] = Field(description="One line each; empty when nothing was found")
    more_faults: int = Field(description="How many there are beyond those told")


def verify_facts(report: AuditReport) -> VerifyFacts:
    """A report as it is sent and printed."""
    head = HeadFacts(number=report.head.number, hash=report.head.hash)
    return VerifyFacts(entries=report.entries, head=head, faults=list(report.faults), more_faults=report.more_faults)


@ACCESS.get("/audit", summary="Entries of the audit")
def show_audit(
    store: AStore,
    actor: AnActor,
    *,
    after: Annotated[int, Query(ge=0, le=MOST_NUMBER, description="Entries with a higher number")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_ENTRIES)] = 100,
    subject: Annotated[str | None, Query(description="Such as `zone Z20221116-001`")] = None,
) -> Entries:
    """Give entries in order; for approvers and admins."""
    found = list_audit(store, actor, after=after, limit=limit, subject=subject)
    return Entries(entries=[EntryFacts(**entry_values(one)) for one in found])


@ACCESS.get("/audit/head", summary="The end of the audit's chain")
def show_head(store: AStore, actor: AnActor) -> HeadFacts:
    """Give number and hash of the last entry; written down elsewhere it shows later whether entries were dropped."""
    head = audit_head(store, actor)
    return HeadFacts(number=head.number, hash=head.hash)


@ACCESS.get("/audit/verify", summary="Hold the store against its audit")
async def check_audit(
    request: Request,
    store: AStore,
    actor: AnActor,
    *,
    expected: Annotated[str | None, Query(description="A head written down earlier, NUMBER:HASH")] = None,
) -> VerifyFacts:
    """Find edited, dropped and reordered entries, and rows that they do not tell of; for approvers and admins."""
    return await run_heavy(request, _verified, store, actor, expected)


def _verified(store: Store, actor: Actor, expected: str | None) -> VerifyFacts:
    return verify_facts(verify_audit(store, actor, expected=None if expected is None else read_head(expected)))
