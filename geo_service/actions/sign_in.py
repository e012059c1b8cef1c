"""Sign in and out, and who a cookie or a token stands for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from geo_service.access.identity import lower_role, same_secret, secret_digest, split_token
from geo_service.access.tries import SignInTries
from geo_service.actions.accounts import account_of_password, change_password, changing_accounts, unchanged
from geo_service.errors import SignInError
from geo_service.model.account import Account, Actor, ApiToken, Session
from geo_service.storage.store import Store

SECRET_BYTES = 32
"""256 bits in a cookie, a form or a token."""

EXTEND_AFTER = 10
"""A session is written anew when a tenth of its idle time is gone, not with every request."""

WRONG_TOKEN = "the token is wrong, has expired or was revoked; make another with `account token`"  # noqa: S105 # words


@dataclass(frozen=True)
class Lifetimes:
    """How long a session lasts without being used, and at most."""

    idle: timedelta
    most: timedelta


@dataclass(frozen=True)
class SignedIn:
    """Who has signed in, and the session."""

    account: Account
    session: Session

    @property
    def actor(self) -> Actor:
        """The same, acting."""
        return Actor(self.account.name, self.account.role)


def sign_in(
    store: Store,
    name: str,
    password: str,
    *,
    at: datetime,
    address: str,
    tries: SignInTries,
    lifetimes: Lifetimes,
) -> tuple[SignedIn, str]:
    """
    Begin a session with a name and a password; returns it and the secret of its cookie.

    Raises
    ------
    SignInError, TooManyTriesError
        As `account_of_password` says.
    """
    account = account_of_password(store, name, password, at=at, address=address, tries=tries)
    return begin_session(store, account, at=at, lifetimes=lifetimes)


def begin_session(store: Store, account: Account, *, at: datetime, lifetimes: Lifetimes) -> tuple[SignedIn, str]:
    """
    Begin a session of an account that has shown who it is; returns it and the secret of its cookie.

    Raises
    ------
    SignInError
        If the account was disabled or given another password meanwhile.
    """
    cookie = token_urlsafe(SECRET_BYTES)
    ends = at + min(lifetimes.idle, lifetimes.most)
    session = Session(secret_digest(cookie), account.name, token_urlsafe(SECRET_BYTES), at, ends)
    with changing_accounts(store):
        account = unchanged(store, account)
        store.add_session(session, at=at)
    return SignedIn(account, session), cookie


def replace_password(
    store: Store,
    name: str,
    old: str,
    new: str,
    *,
    at: datetime,
    address: str,
    tries: SignInTries,
    lifetimes: Lifetimes,
) -> tuple[SignedIn, str]:
    """
    Replace the own password, end all sessions of the account and begin a new one; returns it and its secret.

    Raises
    ------
    SignInError, TooManyTriesError, InputError
        As `change_password` says.
    """
    account = change_password(store, name, old, new, at=at, address=address, tries=tries)
    return begin_session(store, account, at=at, lifetimes=lifetimes)


def signed_in(store: Store, cookie: str, *, at: datetime, lifetimes: Lifetimes) -> SignedIn | None:
    """Who a cookie stands for, used now; None when its session has ended or the account is disabled."""
    session = store.session(secret_digest(cookie))
    if session is None or at >= min(session.expires_at, session.created_at + lifetimes.most):
        return None
    account = next((one for one in store.accounts() if one.name == session.account), None)
    if account is None or account.disabled:
        return None
    until = min(at + lifetimes.idle, session.created_at + lifetimes.most)
    if until - session.expires_at > lifetimes.idle / EXTEND_AFTER:
        store.extend_session(session.secret_hash, expires_at=until)
    return SignedIn(account, session)


def sign_out(store: Store, cookie: str, *, at: datetime) -> None:
    """End the session of a cookie; nothing happens when it has ended."""
    store.end_sessions(secret_hash=secret_digest(cookie), at=at)


def actor_of_token(store: Store, text: str, *, at: datetime) -> Actor:
    """
    Get who an API token acts for: its account, with the lower role of the account's and the token's.

    Raises
    ------
    SignInError
        If it is wrong, has expired or was revoked, or its account is disabled; all in the same words.
    """
    parts = split_token(text)
    if parts is None:
        raise SignInError(WRONG_TOKEN)
    token = next((one for one in store.api_tokens() if one.token_id == parts[0]), None)
    account = next((one for one in store.accounts() if token is not None and one.name == token.account), None)
    right = same_secret(secret_digest(parts[1]), "" if token is None else token.secret_hash)
    if token is None or account is None or account.disabled or not right or not is_valid(token, at):
        raise SignInError(WRONG_TOKEN)
    return Actor(account.name, lower_role(account.role, token.scope))


def is_valid(token: ApiToken, at: datetime) -> bool:
    """Whether a token may still be used."""
    return token.revoked_at is None and at < token.expires_at
