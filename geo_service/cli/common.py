"""What all commands share: their options, the store they open, how they print and show progress."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from geo_service.access.identity import split_token
from geo_service.actions.sign_in import actor_of_token
from geo_service.errors import InputError
from geo_service.model.account import ADMIN, Actor
from geo_service.model.times import time_fault
from geo_service.model.zone import STATUS_TITLES, ZoneVersion
from geo_service.settings import Settings
from geo_service.storage import open_store
from geo_service.storage.store import Store

NOTES_SHOWN = 20
"""Skipped objects printed one by one before the rest is counted; --json has them all."""

Database = Annotated[str | None, typer.Option("--database", help="Store URL; default GEO_SERVICE_DATABASE_URL.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Codes = Annotated[Path | None, typer.Option(help="Table of official codes for areas that have none, found by name.")]
ZoneId = Annotated[str, typer.Argument(metavar="ZONE", help="Id of a zone, e.g. Z20221116-001.")]
Author = Annotated[str | None, typer.Option("--author", help="Who decides; default GEO_SERVICE_AUTHOR.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, kept with the version.")]
At = Annotated[str | None, typer.Option("--at", help="Time with offset, e.g. 2022-11-16T08:00+08:00; default now.")]


def now() -> datetime:
    """The time by the clock of this machine."""
    return datetime.now(UTC)


def time_of(text: str | None) -> datetime:
    """The time that an option says; without one, now."""
    if text is None:
        return now()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is not a time; need e.g. 2022-11-16T08:00+08:00") from None
    if at.tzinfo is None:
        raise InputError(f"{text!r} has no offset; need e.g. {at:%Y-%m-%dT%H:%M}+08:00")
    if fault := time_fault(at):
        raise InputError(f"{text!r} {fault}")
    return at


def local_actor(author: str | None) -> Actor:
    """Who acts on the command line of this machine: whoever can open the database may do all."""
    return Actor(author or Settings().author, ADMIN)


def acting(store: Store, author: str | None) -> Actor:
    """
    Who acts by this command: the account of the API token in GEO_SERVICE_TOKEN, or the person at this machine.

    Raises
    ------
    SignInError
        If the token is wrong, has expired or was revoked.
    InputError
        If another author is named beside a token.
    """
    token = Settings().token
    # another text there is the token of `serve`, which has all rights, as the person here has
    if token is None or split_token(token) is None:
        return local_actor(author)
    actor = actor_of_token(store, token, at=now())
    if author not in {None, actor.name}:
        raise InputError(f"GEO_SERVICE_TOKEN acts for {actor.name}, so --author can't be {author!r}; leave one out")
    return actor


def settings_for(database: str | None) -> Settings:
    """The settings, with the store that an option names."""
    settings = Settings()
    return settings if database is None else settings.model_copy(update={"database_url": database})


@contextmanager
def opened_store(database: str | None) -> Iterator[Store]:
    """The store, closed afterwards."""
    store = open_store(settings_for(database).database_url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Say on stderr what is being done."""
    with Console(stderr=True).status(what):
        yield


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, on a terminal only; gives what is called with the numbers done and in all."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def pairs_of(texts: list[str] | None, option: str) -> dict[str, str]:
    """The values of an option of the form NAME=VALUE."""
    pairs = [text.partition("=") for text in texts or ()]
    wrong = [key for key, equals, _ in pairs if not key or not equals]
    if wrong:
        raise InputError(f"{option} {wrong[0]!r} needs the form NAME=VALUE")
    return {key: value for key, _, value in pairs}


def print_facts(facts: Any, as_json: bool, lines: list[str]) -> None:
    """Print one JSON object, or lines for people."""
    plain = facts.model_dump() if isinstance(facts, BaseModel) else facts
    text = json.dumps(plain, ensure_ascii=False, default=str) if as_json else "\n".join(lines)
    typer.echo(text)


def zone_line(zone: ZoneVersion) -> str:
    """A zone in one line."""
    status = STATUS_TITLES[zone.status]
    held = "未上图" if zone.geometry is None else f"{len(zone.members)}栋"
    return f"{zone.zone_id} v{zone.version} {zone.name} {zone.category} {status} {held}"
