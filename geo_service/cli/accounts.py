"""`geo-service account …`: who may act."""

import sys
from datetime import timedelta
from typing import Annotated

import typer

from geo_service.access.identity import PASSWORD_RULE
from geo_service.actions.accounts import (
    add_account,
    change_role,
    list_accounts,
    one_time_password,
    set_disabled,
    set_password,
)
from geo_service.actions.api_tokens import list_tokens, make_token, revoke_token
from geo_service.cli.common import AsJson, Database, acting, now, opened_store, print_facts
from geo_service.model.account import ROLE_TITLES, ROLES, Account, ApiToken
from geo_service.web.api_access import account_facts, token_facts

account_app = typer.Typer(no_args_is_help=True, help="Who may act: accounts, their roles, passwords and tokens.")

NewName = Annotated[str, typer.Argument(metavar="NAME", help="Letters, digits or . _ - @")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of an account.")]
TOKEN_DAYS = 90
"""How long a token lasts when nothing is said."""


@account_app.command("add")
def add(
    name: NewName,
    *,
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")],
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Add an account; its one-time password is printed once and must be replaced at the first sign-in."""
    with opened_store(database) as store:
        account, password = add_account(store, name, role, actor=acting(store, None), at=now())
    _print_password(account, password, as_json)


@account_app.command("list")
def show(*, database: Database = None, as_json: AsJson = False) -> None:
    """List the accounts."""
    with opened_store(database) as store:
        found = list_accounts(store, acting(store, None))
    facts = {"accounts": [account_facts(one).model_dump(mode="json") for one in found]}
    print_facts(facts, as_json, [_account_line(one) for one in found] or ["no accounts yet; `serve` makes the first"])


@account_app.command("role")
def role(
    name: Name,
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(ROLES)}.")],
    *,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Give an account another role."""
    with opened_store(database) as store:
        changed = change_role(store, name, role, actor=acting(store, None), at=now())
    _print_account(changed, as_json)


@account_app.command("disable")
def disable(name: Name, *, database: Database = None, as_json: AsJson = False) -> None:
    """Let an account in no longer; its sessions end and its tokens open nothing. Accounts are never removed."""
    with opened_store(database) as store:
        changed = set_disabled(store, name, disabled=True, actor=acting(store, None), at=now())
    _print_account(changed, as_json)


@account_app.command("enable")
def enable(name: Name, *, database: Database = None, as_json: AsJson = False) -> None:
    """Let a disabled account in again."""
    with opened_store(database) as store:
        changed = set_disabled(store, name, disabled=False, actor=acting(store, None), at=now())
    _print_account(changed, as_json)


@account_app.command("password")
def password(
    name: Name,
    *,
    stdin: Annotated[bool, typer.Option("--stdin", help=f"Take the line on stdin; {PASSWORD_RULE}.")] = False,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Give an account a one-time password, printed once, or with --stdin one that its owner has typed."""
    typed = sys.stdin.readline().rstrip("\r\n") if stdin else None
    with opened_store(database) as store:
        actor = acting(store, None)
        if typed is not None:
            _print_account(set_password(store, name, typed, actor=actor, at=now()), as_json)
            return
        account, made = one_time_password(store, name, actor=actor, at=now())
    _print_password(account, made, as_json)


@account_app.command("token")
def token(
    name: Name,
    *,
    scope: Annotated[str, typer.Option(help="The most it may do: a role, not above the account's.")],
    days: Annotated[int, typer.Option(min=1, help="How long it lasts, at most a year.")] = TOKEN_DAYS,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Make an API token of an account; it is printed once."""
    at = now()
    with opened_store(database) as store:
        actor = acting(store, None)
        made, text = make_token(
            store, account=name, scope=scope, expires_at=at + timedelta(days=days), actor=actor, at=at
        )
    facts = {"token": token_facts(made).model_dump(mode="json"), "text": text}
    print_facts(facts, as_json, [text, _token_line(made)])


@account_app.command("tokens")
def tokens(
    *,
    account: Annotated[str | None, typer.Option(help="Only those of one account.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """List API tokens, without their secrets."""
    with opened_store(database) as store:
        found = list_tokens(store, acting(store, None), account=account)
    facts = {"tokens": [token_facts(one).model_dump(mode="json") for one in found]}
    print_facts(facts, as_json, [_token_line(one) for one in found] or ["no tokens"])


@account_app.command("revoke")
def revoke(
    token: Annotated[str, typer.Argument(metavar="TOKEN_ID", help="The part of a token between the two first _.")],
    *,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """End an API token now."""
    with opened_store(database) as store:
        ended = revoke_token(store, token, actor=acting(store, None), at=now())
    print_facts(token_facts(ended).model_dump(mode="json"), as_json, [_token_line(ended)])


def _print_account(account: Account, as_json: bool) -> None:
    print_facts(account_facts(account).model_dump(mode="json"), as_json, [_account_line(account)])


def _print_password(account: Account, made: str, as_json: bool) -> None:
    facts = {"account": account_facts(account).model_dump(mode="json"), "one_time_password": made}
    print_facts(facts, as_json, [_account_line(account), f"one-time password {made}"])


def _account_line(account: Account) -> str:
    marks = [
        word
        for word, holds in (
            ("已停用", account.disabled),
            ("须改密码", account.must_change),
            ("统一身份", account.subject is not None),
        )
        if holds
    ]
    return " ".join([account.name, account.role, ROLE_TITLES[account.role], *marks])


def _token_line(token: ApiToken) -> str:
    ends = "已撤销" if token.revoked_at is not None else f"有效至 {token.expires_at:%Y-%m-%d %H:%M}Z"
    return f"{token.token_id} {token.account} {token.scope} {ends}"
