"""Accounts: who may act. They are disabled, never removed, and somebody who may manage them is always left."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from secrets import token_bytes, token_urlsafe

from geo_service.access.identity import (
    SALT_BYTES,
    hash_password,
    is_outdated,
    password_fits,
    plain_name,
    require_role,
    same_password,
)
from geo_service.access.permissions import require_permission
from geo_service.access.tries import SignInTries
from geo_service.errors import ConflictError, InputError, NotFoundError, SignInError
from geo_service.model.account import ADMIN, VIEWER, Account, Actor
from geo_service.model.audit import AuditEvent
from geo_service.storage.store import Store

FIRST_ADMIN = "admin"
"""Name of the account that the first start makes."""

FIRST_START = Actor("first start", ADMIN)
"""Who makes it, in the audit."""

ONE_TIME_BYTES = 12
"""96 bits, 16 characters to type."""

WRONG_PASSWORD = "the name or the password is wrong"  # noqa: S105 # words
"""The same for a name that does not exist, one that is disabled, and a wrong password."""


# ---------------------------------------------------------------- finding


def list_accounts(store: Store, actor: Actor) -> list[Account]:
    """All accounts, by name."""
    require_permission(actor, "manage accounts")
    return store.accounts()


def account_named(store: Store, name: str) -> Account:
    """
    Get an account.

    Raises
    ------
    NotFoundError
        If there is none of this name.
    """
    found = find_account(store.accounts(), name)
    if found is None:
        raise NotFoundError(f"no account {name!a}; `account list` shows those that there are")
    return found


def find_account(accounts: Sequence[Account], name: str) -> Account | None:
    """The account of a name, however its letters are sized."""
    return next((one for one in accounts if one.name.casefold() == name.casefold()), None)


@contextmanager
def changing_accounts(store: Store) -> Iterator[None]:
    """Run a block in a transaction in which nobody else changes accounts between what it reads and what it writes."""
    with store.transaction():
        store.take_turn()
        yield


# ---------------------------------------------------------------- adding and changing


def first_admin(store: Store, at: datetime) -> str | None:
    """Make the first account of a store and give its one-time password; None when there are accounts."""
    with changing_accounts(store):
        return None if store.accounts() else _add(store, FIRST_ADMIN, ADMIN, FIRST_START, at)[1]


def add_account(store: Store, name: str, role: str, *, actor: Actor, at: datetime) -> tuple[Account, str]:
    """
    Add an account; returns it and its one-time password, which must be changed at the first sign-in.

    Raises
    ------
    PermissionDeniedError
        If the actor may not manage accounts.
    InputError
        If the name is taken or can't be one, or there is no such role.
    """
    require_permission(actor, "manage accounts")
    require_role(role)
    with changing_accounts(store):
        plain = plain_name(name, taken=[one.name for one in store.accounts()])
        return _add(store, plain, role, actor, at)


def _add(store: Store, name: str, role: str, actor: Actor, at: datetime) -> tuple[Account, str]:
    password = token_urlsafe(ONE_TIME_BYTES)
    account = Account(name, role, at, password_hash=salted_hash(password), must_change=True)
    store.put_account(account, at=at, actor=actor.name)
    return account, password


def change_role(store: Store, name: str, role: str, *, actor: Actor, at: datetime) -> Account:
    """
    Give an account another role; it holds from its next request on.

    Raises
    ------
    PermissionDeniedError, NotFoundError, InputError
        If the actor may not, or there is no such account or role.
    ConflictError
        If nobody were left who may manage accounts.
    """
    require_permission(actor, "manage accounts")
    require_role(role)
    with changing_accounts(store):
        before = account_named(store, name)
        return _put(store, before, replace(before, role=role), actor, at)


def set_disabled(store: Store, name: str, *, disabled: bool, actor: Actor, at: datetime) -> Account:
    """
    Disable an account, which ends its sessions, or let it in again.

    Raises
    ------
    PermissionDeniedError, NotFoundError
        If the actor may not, or there is no such account.
    ConflictError
        If nobody were left who may manage accounts.
    """
    require_permission(actor, "manage accounts")
    with changing_accounts(store):
        before = account_named(store, name)
        account = _put(store, before, replace(before, disabled=disabled), actor, at)
        if disabled:
            store.end_sessions(account=account.name, at=at)
        return account


def one_time_password(store: Store, name: str, *, actor: Actor, at: datetime) -> tuple[Account, str]:
    """
    Give an account a password that must be replaced at the next sign-in; its sessions end.

    Raises
    ------
    PermissionDeniedError, NotFoundError
        If the actor may not, or there is no such account.
    """
    password = token_urlsafe(ONE_TIME_BYTES)
    return _reset(store, name, password, actor, at, must_change=True), password


def set_password(store: Store, name: str, password: str, *, actor: Actor, at: datetime) -> Account:
    """
    Give an account the password that its owner has typed; its sessions end.

    Raises
    ------
    PermissionDeniedError, NotFoundError
        If the actor may not, or there is no such account.
    InputError
        If the password breaks the rule.
    """
    return _reset(store, name, password, actor, at, must_change=False)


def _reset(store: Store, name: str, password: str, actor: Actor, at: datetime, *, must_change: bool) -> Account:
    require_permission(actor, "manage accounts")
    made = salted_hash(password)
    with changing_accounts(store):
        account = replace(account_named(store, name), password_hash=made, must_change=must_change)
        store.put_account(account, at=at, actor=actor.name)
        _tell_of_password(store, account, actor.name, at)
        store.end_sessions(account=account.name, at=at)
    return account


def change_password(
    store: Store, name: str, old: str, new: str, *, at: datetime, address: str, tries: SignInTries
) -> Account:
    """
    Let somebody replace the own password; all sessions of the account end.

    Raises
    ------
    SignInError, TooManyTriesError
        If the old one is wrong, or was too often.
    InputError
        If the new one breaks the rule or is the old one.
    """
    account = account_of_password(store, name, old, at=at, address=address, tries=tries)
    if same_password(old, new):
        raise InputError("the new password is the old one; choose another")
    made = salted_hash(new)
    with changing_accounts(store):
        changed = replace(unchanged(store, account), password_hash=made, must_change=False)
        store.put_account(changed, at=at, actor=account.name)
        _tell_of_password(store, account, account.name, at)
        store.end_sessions(account=account.name, at=at)
    return changed


def _put(store: Store, before: Account, after: Account, actor: Actor, at: datetime) -> Account:
    store.put_account(after, at=at, actor=actor.name)
    if _manages(before) and not any(map(_manages, store.accounts())):
        raise ConflictError(f"{after.name} is the last who may manage accounts; give another the role admin first")
    return after


def _manages(account: Account) -> bool:
    return account.role == ADMIN and not account.disabled


def _tell_of_password(store: Store, account: Account, actor: str, at: datetime) -> None:
    store.add_audit(AuditEvent(at, actor, "set password", f"account {account.name}", "", "{}"))


def salted_hash(password: str) -> str:
    """Argon2id's text of a password with a salt of its own."""
    return hash_password(password, salt=token_bytes(SALT_BYTES))


# ---------------------------------------------------------------- who has the password, or comes from a provider


def account_of_password(
    store: Store, name: str, password: str, *, at: datetime, address: str, tries: SignInTries
) -> Account:
    """
    Get the account whose password this is; the answer says nothing of whether the name exists, nor does its time.

    A hash made with older parameters is made anew.

    Raises
    ------
    SignInError
        If it is wrong, or the account is disabled.
    TooManyTriesError
        If there were too many wrong ones.
    """
    tries.begin(name, address, at)
    found = find_account(store.accounts(), name)
    fits = password_fits(password, None if found is None or found.disabled else found.password_hash)
    if found is None or found.password_hash is None or not fits:
        raise SignInError(WRONG_PASSWORD)
    tries.right(name, address)
    return _hashed_anew(store, found, password, at) if is_outdated(found.password_hash) else found


def _hashed_anew(store: Store, account: Account, password: str, at: datetime) -> Account:
    made = salted_hash(password)
    with changing_accounts(store):
        account = replace(unchanged(store, account), password_hash=made)
        store.put_account(account, at=at, actor=account.name)
    return account


def unchanged(store: Store, account: Account) -> Account:
    """
    An account as it is now, whose password is still the one that was looked at.

    Raises
    ------
    SignInError
        If it was disabled or given another password meanwhile.
    """
    now = next((one for one in store.accounts() if one.name == account.name), None)
    if now is None or now.disabled or now.password_hash != account.password_hash:
        raise SignInError(WRONG_PASSWORD)
    return now


def account_of_subject(store: Store, subject: str, *, name: str, role: str | None, at: datetime) -> Account:
    """
    Get the account of somebody whom an OpenID provider vouches for; who comes first gets a new one.

    Parameters
    ----------
    subject
        `issuer subject`, which never changes.
    name
        What a new account is called; a number is put behind it when it is taken.
    role
        The role that the provider's claim gives; None leaves an account as it is, and makes a new one a viewer.

    Raises
    ------
    SignInError
        If the account is disabled.
    InputError
        If the name can't be one.
    ConflictError
        If the claim takes the role from the last who may manage accounts.
    """
    with changing_accounts(store):
        accounts = store.accounts()
        found = next((one for one in accounts if one.subject == subject), None)
        if found is None:
            found = Account(_free_name(name, accounts), role or VIEWER, at, subject=subject)
            store.put_account(found, at=at, actor=found.name)
        elif found.disabled:
            raise SignInError(f"the account {found.name} is disabled")
        elif role not in {None, found.role}:
            found = _put(store, found, replace(found, role=role or found.role), Actor(found.name, found.role), at)
        return found


MOST_NAMESAKES = 100
"""Numbers tried behind a name before giving up."""


def _free_name(name: str, accounts: Sequence[Account]) -> str:
    taken = [one.name for one in accounts]
    for number in range(1, MOST_NAMESAKES):
        try:
            return plain_name(name if number == 1 else f"{name}-{number}", taken=taken)
        except InputError:
            if number == 1 and not _could_be_a_name(name):
                raise
    raise InputError(f"every name like {name!a} is taken; let an administrator disable or rename")


def _could_be_a_name(name: str) -> bool:
    try:
        plain_name(f"{name}-2")
    except InputError:
        return False
    return True
