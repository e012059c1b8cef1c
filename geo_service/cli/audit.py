"""`geo-service audit …`: read the audit, and hold the store against it."""

from collections.abc import Iterator
from typing import Annotated

import typer

from geo_service.actions.audit import (
    AuditReport,
    audit_head,
    entry_values,
    export_lines,
    head_text,
    list_audit,
    read_head,
    verify_audit,
)
from geo_service.cli.common import AsJson, Database, acting, opened_store, print_facts, progress
from geo_service.model.audit import AuditEntry
from geo_service.web.api_access import verify_facts

audit_app = typer.Typer(no_args_is_help=True, help="Who did what, when, on which ground; and whether it still holds.")

FAULTY = 1
"""Exit code of `verify` when something was found."""


@audit_app.command("verify")
def verify(
    *,
    expect: Annotated[
        str | None,
        typer.Option(metavar="NUMBER:HASH", help="What `audit head` printed earlier, kept elsewhere."),
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Find edited, dropped and reordered entries, and rows that they do not tell of; exit code 1 if there are any."""
    expected = None if expect is None else read_head(expect)
    with opened_store(database) as store, progress("reading the audit"):
        report = verify_audit(store, acting(store, None), expected=expected)
    print_facts(verify_facts(report), as_json, list(_report_lines(report)))
    if not report.is_whole:
        raise typer.Exit(FAULTY)


@audit_app.command("list")
def show(
    *,
    subject: Annotated[str | None, typer.Option(help="Only of this, such as 'zone Z20221116-001'.")] = None,
    after: Annotated[int, typer.Option(min=0, help="Only entries with a higher number.")] = 0,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many; default all.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON object to a line.")] = False,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """List entries, oldest first."""
    with opened_store(database) as store:
        found = list_audit(store, acting(store, None), after=after, limit=limit, subject=subject)
        if as_json:
            print_facts({"entries": [entry_values(one) for one in found]}, as_json, [])
            return
        for line in export_lines(found) if jsonl else map(_entry_line, found):
            typer.echo(line)


@audit_app.command("head")
def head(*, database: Database = None, as_json: AsJson = False) -> None:
    """Print number and hash of the last entry; written down elsewhere they show later whether entries were dropped."""
    with opened_store(database) as store:
        found = audit_head(store, acting(store, None))
    print_facts({"number": found.number, "hash": found.hash}, as_json, [head_text(found)])


def _entry_line(entry: AuditEntry) -> str:
    event = entry.event
    ground = f" · {event.ground}" if event.ground else ""
    return f"{entry.number} {event.at:%Y-%m-%d %H:%M:%S}Z {event.actor} {event.action} {event.subject}{ground}"


def _report_lines(report: AuditReport) -> Iterator[str]:
    yield f"{report.entries} entries, head {head_text(report.head)}"
    yield from report.faults
    if report.more_faults:
        yield f"and {report.more_faults} more"
    yield "nothing was found" if report.is_whole else "the store is not what its audit tells"
