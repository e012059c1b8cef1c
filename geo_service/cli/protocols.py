"""Protocols on the command line: which there are, adding one of the office's own, switching to another edition."""

from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.protocols import add_protocol, known_protocols, protocols_of
from geo_service.actions.switch import switch_protocol
from geo_service.actions.zones import Act
from geo_service.cli.common import (
    AsJson,
    At,
    Author,
    Database,
    Reason,
    acting,
    now,
    opened_store,
    print_facts,
    time_of,
    zone_line,
)
from geo_service.errors import InputError
from geo_service.web.api_changes import switched_facts
from geo_service.zones.protocol import Protocol

commands = typer.Typer()
imports = typer.Typer()


@commands.command("protocols")
def list_protocols(*, database: Database = None, as_json: AsJson = False) -> None:
    """List the protocols: those that come with the service and those that were added."""
    with opened_store(database) as store:
        load = protocols_of(store)
        found = [load(protocol_id) for protocol_id in known_protocols(store)]
    print_facts({"protocols": [_facts(one) for one in found]}, as_json, [_line(one) for one in found])


@commands.command("switch-protocol")
def switch(
    protocol: Annotated[str, typer.Argument(metavar="PROTOCOL", help="Edition that takes over.")],
    zones: Annotated[list[str] | None, typer.Argument(metavar="[ZONE…]", help="Only these; default all.")] = None,
    *,
    category: Annotated[str | None, typer.Option(help="Decided category of the zones that are named.")] = None,
    reference: Annotated[str, typer.Option(help="Number of the decision (文号).")] = "",
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Take zones in force to the edition that takes over from theirs, by its migration rules."""
    if category is not None and not zones:
        raise InputError("--category decides for zones that are named; name them")
    with opened_store(database) as store:
        act = Act(acting(store, author), time_of(at), reason, reference)
        done = switch_protocol(store, protocol, act, zone_ids=zones or (), category=category)
        facts = switched_facts(done, now(), protocols_of(store))
    checked = [f"{one.zone_id} {one.check}: {one.before or '–'} → {one.after or '–'}" for one in done.differences]
    print_facts(facts, as_json, [*map(zone_line, done.zones), *(f"注意：{one}" for one in done.problems), *checked])


@imports.command("protocol")
def import_protocol(
    file: Annotated[Path, typer.Argument(help="TOML file of a protocol or overlay, named for its id.")],
    *,
    author: Author = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Add a protocol or overlay of the office; it is checked first and never changed afterwards."""
    with opened_store(database) as store:
        added = add_protocol(store, file, at=now(), actor=acting(store, author))
    print_facts({"protocol": added}, as_json, [added])


def _facts(protocol: Protocol) -> dict[str, object]:
    heading = protocol.heading
    return {
        "id": protocol.id,
        "title": protocol.title,
        "title_en": heading.title_en,
        "reference": heading.reference,
        "valid_from": heading.valid_from.isoformat(),
        "valid_to": heading.valid_to.isoformat() if heading.valid_to else None,
        "status": heading.status,
        "categories": [category.id for category in protocol.categories],
    }


def _line(protocol: Protocol) -> str:
    heading = protocol.heading
    until = f"{heading.valid_to:%Y-%m-%d}" if heading.valid_to else "…"
    return f"{protocol.id} {protocol.title} {heading.valid_from:%Y-%m-%d}–{until} {heading.status}"
