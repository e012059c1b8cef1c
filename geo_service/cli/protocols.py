"""Protocols on the command line: which there are, and adding one of the office's own."""

from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.protocols import add_protocol, known_protocols, protocols_of
from geo_service.cli.common import AsJson, Author, Database, acting, now, opened_store, print_facts
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
