"""Notices on the command line: read, write, and an address held against the words of a zone."""

import json
from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.notice_texts import NoticeFrame, save_notice, write_zones
from geo_service.actions.notices import contained, contained_cases, read_notice_files, write_readings
from geo_service.cli.common import (
    AsJson,
    At,
    Database,
    opened_store,
    print_facts,
    time_of,
)
from geo_service.errors import InputError

commands = typer.Typer()

notice_app = typer.Typer(no_args_is_help=True, help="Read and write the text of zone notices.")


@notice_app.command("read")
def read_notices(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Text files, UTF-8 or GB18030.")],
    *,
    out: Annotated[Path | None, typer.Option(help="Write one NAME.json per file into this folder.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read notices into items: action, category, place, time; what can't be read is listed as a problem."""
    readings = list(read_notice_files(files))
    if out is not None:
        written = write_readings(readings, out)
        print_facts({"files": [str(path) for path in written]}, as_json, [str(path) for path in written])
        return
    items = [item for one in readings for item in one.reading.items]
    problems = [problem for one in readings for problem in one.reading.problems]
    facts = [one.plain() for one in readings]
    joined = {key: [value for fact in facts for value in fact[key]] for key in ("items", "problems")}
    lines = [f"{item.action} {item.category or '-'} {item.effective or '-'} {item.line}" for item in items]
    print_facts(joined, as_json, lines + [f"注意：{problem.text}：{problem.reason}" for problem in problems])


@notice_app.command("write")
def write_a_notice(
    zones: Annotated[list[str], typer.Argument(metavar="ZONE...", help="Ids of zones, in the order of the notice.")],
    *,
    title: Annotated[str | None, typer.Option(help="Title; default from what is done.")] = None,
    issuer: Annotated[str, typer.Option(help="Authority that issues and signs.")] = "",
    basis: Annotated[str | None, typer.Option(help="Sentence of the legal basis; default from the protocol.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the text here instead of printing it.")] = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Write what the newest versions of zones decide as a notice: numbered lists, hours, measures, tally."""
    with opened_store(database) as store:
        text = write_zones(store, zones, NoticeFrame(title, issuer, basis), at=time_of(at))
    if out is not None:
        save_notice(text, out)
    print_facts({"text": text, "file": str(out) if out else None}, as_json, [str(out) if out else text.rstrip()])


@commands.command("contains")
def say_contained(
    *,
    zone: Annotated[str | None, typer.Option(help="Text of a zone, as a notice says it.")] = None,
    address: Annotated[str | None, typer.Option(help="Address as a person writes it.")] = None,
    district: Annotated[str | None, typer.Option(help="District in which both are read.")] = None,
    cases: Annotated[Path | None, typer.Option(help="JSON lines with id, zone, address, district.")] = None,
    as_json: AsJson = False,
) -> None:
    """Is an address inside the text of a zone: inside, outside or unsure, from the two texts alone."""
    if cases is not None and zone is None and address is None:
        for said in contained_cases(cases):
            typer.echo(json.dumps(said, ensure_ascii=False))
        return
    if cases is not None or zone is None or address is None:
        raise InputError("give both --zone and --address, or --cases FILE.jsonl")
    said = contained(zone, address, district)
    print_facts(said, as_json, [f"{said['answer']}: {said['reason']}"])
