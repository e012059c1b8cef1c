"""API tokens: what programs act with, never more than their account, and not for ever."""

from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex, token_urlsafe

from geo_service.access.identity import lower_role, require_role, secret_digest, token_text
from geo_service.access.permissions import may
from geo_service.actions.accounts import account_named
from geo_service.actions.sign_in import SECRET_BYTES
from geo_service.errors import InputError, NotFoundError, PermissionDeniedError
from geo_service.model.account import Actor, ApiToken
from geo_service.storage.store import Store

LONGEST = timedelta(days=366)
"""A token is made anew once a year, so that a forgotten one ends."""

ID_BYTES = 6
"""Tells tokens apart; it is no secret."""


def make_token(
    store: Store, *, account: str, scope: str, expires_at: datetime, actor: Actor, at: datetime
) -> tuple[ApiToken, str]:
    """
    Make a token of one's own account, or of any with the right to manage them; returns it and its text.

    The text is not kept: it can't be shown again.

    Raises
    ------
    PermissionDeniedError
        If it is the account of another, or the scope is above the actor's role.
    NotFoundError
        If there is no such account.
    InputError
        If the scope is above the account's role, or the end has passed or is more than a year away.
    """
    require_role(scope)
    owner = account_named(store, account)
    _require_owner(actor, owner.name)
    _require_not_above(actor.role, scope, actor.name)
    if lower_role(owner.role, scope) != scope:
        raise InputError(f"{owner.name} is {owner.role}; a token of it can't have the scope {scope}")
    if owner.disabled:
        raise InputError(f"{owner.name} is disabled; a token of it would open nothing")
    if not at < expires_at <= at + LONGEST:
        raise InputError(f"a token ends within {LONGEST.days} days from now; got {expires_at.isoformat()}")
    secret = token_urlsafe(SECRET_BYTES)
    token = ApiToken(token_hex(ID_BYTES), owner.name, scope, secret_digest(secret), at, expires_at)
    store.put_api_token(token, at=at, actor=actor.name)
    return token, token_text(token.token_id, secret)


def revoke_token(store: Store, token_id: str, *, actor: Actor, at: datetime) -> ApiToken:
    """
    End a token now; one that was revoked before stays as it is.

    Raises
    ------
    NotFoundError
        If there is no such token, or none that the actor may see.
    """
    with store.transaction():
        store.take_turn()
        found = next((one for one in list_tokens(store, actor) if one.token_id == token_id), None)
        if found is None:
            raise NotFoundError(f"no token {token_id!a}; `account tokens` lists them")
        if found.revoked_at is None:
            found = replace(found, revoked_at=at)
            store.put_api_token(found, at=at, actor=actor.name)
        return found


def list_tokens(store: Store, actor: Actor, *, account: str | None = None) -> list[ApiToken]:
    """
    Tokens, by id: the actor's own, or with the right to manage accounts those of one account or all.

    Raises
    ------
    PermissionDeniedError
        If they are asked for of the account of another.
    """
    if account is not None:
        _require_owner(actor, account)
        return store.api_tokens(account=account)
    return store.api_tokens(account=None if may(actor, "manage accounts") else actor.name)


def _require_owner(actor: Actor, account: str) -> None:
    if actor.name != account and not may(actor, "manage accounts"):
        raise PermissionDeniedError(f"{actor.name} may not touch the tokens of {account}; an administrator may")


def _require_not_above(role: str, scope: str, name: str) -> None:
    if lower_role(role, scope) != scope:
        raise PermissionDeniedError(f"{name} acts as {role} and can't give a token the scope {scope}")
