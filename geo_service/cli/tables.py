"""`geo-service import table …`: tables of numbers that a protocol needs and that change with each edition."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.user_tables import import_user_table
from geo_service.cli.common import AsJson, At, Author, Database, acting, opened_store, print_facts, time_of

commands = typer.Typer()


@commands.command("table")
def import_table_file(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Table that a protocol needs, e.g. erg_table1 or erg.")],
    file: Annotated[Path, typer.Argument(help="CSV or XLSX with the columns that the protocol says.")],
    *,
    edition: Annotated[str | None, typer.Option(help="Edition, when the file has no such column.")] = None,
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Load a table that a protocol needs; an earlier one of the same edition is replaced."""
    with opened_store(database) as store:
        loaded = import_user_table(store, name, file, edition=edition, at=time_of(at), actor=acting(store, author))
    lines = [f"{loaded.name} {one}: {count} rows" for one, count in loaded.editions.items()]
    print_facts(asdict(loaded), as_json, lines)
