"""Addresses on the command line: the resident check and tables of addresses."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from geo_service.actions.check import check_address, check_point
from geo_service.actions.match import MatchedFile, match_file
from geo_service.cli.common import (
    NOTES_SHOWN,
    AsJson,
    At,
    Database,
    now,
    opened_store,
    print_facts,
    progress_bar,
    settings_for,
    time_of,
)
from geo_service.errors import InputError
from geo_service.exports.match_lists import BY_HAND_FILE, WORK_LIST_STEM
from geo_service.web.facts import answer_facts
from geo_service.zones.answer import Answer

commands = typer.Typer()


@commands.command()
def check(
    address: Annotated[str | None, typer.Argument(help="Address as a resident writes it.")] = None,
    *,
    lon: Annotated[float | None, typer.Option(help="Longitude, WGS-84.")] = None,
    lat: Annotated[float | None, typer.Option(help="Latitude, WGS-84.")] = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Is this address or point in a zone: inside, outside or unsure."""
    with opened_store(database) as store:
        if lon is not None and lat is not None and address is None:
            answer = check_point(store, lon, lat, at=time_of(at))
        elif address is not None and lon is None and lat is None:
            answer = check_address(store, address, at=time_of(at))
        else:
            raise InputError("give an address, or both --lon and --lat")
    print_facts(answer_facts(answer), as_json, _answer_lines(answer))


@commands.command("match")
def match_addresses(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX table.")],
    *,
    column: Annotated[str, typer.Option(help="Heading of the column with the addresses.")],
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook that has several.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder; default out/match_NAME.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Find building, stair and grid of every address in a table; write the result and a work list per grid."""
    folder = out or settings_for(database).exports_folder / f"match_{file.stem}"
    with opened_store(database) as store, progress_bar(f"matching {file.name}") as watch:
        done = match_file(store, file, column=column, sheet=sheet, folder=folder, at=now(), watch=watch)
    print_facts(_match_facts(done), as_json, _match_lines(done, folder))


def _answer_lines(answer: Answer) -> list[str]:
    lines = [f"{answer.answer}: {answer.reason}"]
    lines += [f"{answer.category_label} {answer.zone_name}：{answer.measure}"] if answer.category_label else []
    lines += [f"自{answer.since_text}起"] if answer.since_text else []
    lines += [f"{answer.question} {' / '.join(answer.options)}"] if answer.question else []
    return lines


def _match_facts(done: MatchedFile) -> dict[str, Any]:
    return {
        "counts": done.counts,
        "rows": [row.facts() for row in done.table.rows],
        "problems": [{"row": row.row, "reason": row.reason} for row in done.table.by_hand],
        "notes": [asdict(note) for note in done.notes],
        "files": [str(file) for file in done.files],
    }


def _match_lines(done: MatchedFile, folder: Path) -> list[str]:
    counts = done.counts
    lines = [f"{counts['rows']} rows: {counts['building']} at a building, {counts['by_hand']} to check by hand"]
    lines += [f"{note.kind} {note.what}: {note.reason}" for note in done.notes if note.kind != "skipped"]
    lines += [f"第{row.row}行：{row.reason}" for row in done.table.by_hand[:NOTES_SHOWN]]
    more = len(done.table.by_hand) - NOTES_SHOWN
    lines += [f"… and {more} more rows, see {BY_HAND_FILE}"] if more > 0 else []
    work_lists = [file for file in done.files if file.name.startswith(WORK_LIST_STEM)]
    others = [str(file) for file in done.files if file not in work_lists]
    return [*lines, *others, f"{folder}: {len(work_lists)} work lists"]
