"""Clocks on the command line: what waits, the clock of a zone explained, real lists replayed under a protocol."""

from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.replay import replay_risk_list
from geo_service.actions.review import CALENDAR_H, WITHIN_H, review, zone_clock
from geo_service.cli.common import AsJson, At, Database, ZoneId, opened_store, print_facts, progress, time_of
from geo_service.exports.calendar import calendar_bytes
from geo_service.model.local_time import LOCAL_TIME
from geo_service.web.review_facts import clock_facts, review_facts
from geo_service.zones.clock_words import Line
from geo_service.zones.list_replay import replay_facts, replay_lines
from geo_service.zones.review import KIND_TITLES, Row

commands = typer.Typer()


@commands.command("review")
def review_command(
    *,
    at: At = None,
    within: Annotated[float | None, typer.Option(min=0, help="Hours ahead; default 24, for --ics 336.")] = None,
    zone: Annotated[str | None, typer.Option(help="Only this zone.")] = None,
    ics: Annotated[Path | None, typer.Option(help="Write the dates here as iCalendar.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """List what is late, due, coming or blocked in all zones, the most urgent first."""
    asked = time_of(at)
    within_h = within if within is not None else CALENDAR_H if ics else WITHIN_H
    with opened_store(database) as store:
        rows = review(store, at=asked, within_h=within_h, zone_id=zone)
    if ics is not None:
        ics.parent.mkdir(parents=True, exist_ok=True)
        ics.write_bytes(calendar_bytes(rows, at=asked))
    facts = review_facts(rows, at=asked, within_h=within_h)
    print_facts(facts, as_json, [text for row in rows for text in _row_lines(row)] or ["没有待办"])


@commands.command()
def explain(
    zone: ZoneId,
    *,
    at: At = None,
    known_at: Annotated[str | None, typer.Option("--known-at", help="Only what was recorded by then.")] = None,
    english: Annotated[bool, typer.Option("--english", help="Lines in English.")] = False,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Explain the clock of a zone line by line: start, conditions, earliest times in both readings, deadlines."""
    with opened_store(database) as store:
        known = time_of(known_at) if known_at else None
        clock = zone_clock(store, zone, at=time_of(at), known_at=known)
    print_facts(clock_facts(clock), as_json, [_said(one, english=english) for one in clock.lines])


@commands.command("replay-list")
def replay_list(
    file: Annotated[Path, typer.Argument(help="Snapshots of an official list: JSON lines, plain or gzipped.")],
    *,
    protocol: Annotated[list[str], typer.Option(help="Protocol to replay under; may be given again.")],
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Count what a list would have meant under a protocol: units too large, zones kept too long. Imports nothing."""
    with opened_store(database) as store, progress("replaying"):
        replay = replay_risk_list(store, file, protocol)
    print_facts(replay_facts(replay), as_json, replay_lines(replay))


def _row_lines(row: Row) -> list[str]:
    due = f"{row.due.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M} " if row.due else ""
    held = f"（{row.households} 户" if row.households is not None else ""
    held += f"，{row.household_days:g} 户·天）" if row.household_days else "）" if held else ""
    # deadlines begin their line with what is due
    kind = KIND_TITLES[row.kind]
    what = "" if row.line.zh.startswith(row.what.zh) or row.what == kind else f"{row.what.zh}："
    first = f"{kind.zh} {due}{row.zone_id} {row.zone_name}{held} {what}{row.line.zh}"
    return [first, *(f"    {said.zh}" for said in row.missing)]


def _said(line: Line, *, english: bool) -> str:
    text = line.en if english else line.zh
    return f"{text} [{line.clause}]" if line.clause else text
