"""Checks and facts on the command line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.checks import Difference, check_all, check_zone, recheck_under
from geo_service.actions.facts import import_facts, list_facts, record_fact
from geo_service.cli.common import (
    AsJson,
    At,
    Author,
    Database,
    acting,
    now,
    opened_store,
    pairs_of,
    print_facts,
    progress,
    settings_for,
    time_of,
)
from geo_service.errors import InputError
from geo_service.model.check import CHECK_TITLES, CheckRecord
from geo_service.model.fact import Fact
from geo_service.web.check_facts import (
    FactsFacts,
    checks_facts,
    differences_facts,
    fact_facts,
    recorded_facts,
)
from geo_service.zones.answer import time_text
from geo_service.zones.checks.registry import CHECKS
from geo_service.zones.fact_kinds import FACT_KINDS

commands = typer.Typer()

MaybeZone = Annotated[str | None, typer.Argument(metavar="[ZONE]", help="Id of a zone; default the whole register.")]


@commands.command()
def checks(
    zone: MaybeZone = None,
    *,
    at: At = None,
    under: Annotated[
        str | None, typer.Option(help="Check under this protocol; without a zone, list what changes.")
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Check a zone, or the register and every zone in force: ok, violation, needs_ground, cannot_check."""
    asked = time_of(at)
    with opened_store(database) as store, progress("checking"):
        if zone is None and under is not None:
            found = recheck_under(store, under, at=asked)
            facts, lines = differences_facts(found, under, asked), [_difference_line(one) for one in found]
            print_facts(facts, as_json, lines or ["没有变化"])
            return
        if zone is not None:
            records = check_zone(store, zone, at=asked, protocol_id=under)
        else:
            records = check_all(store, at=asked, otherwise=settings_for(database).protocol)
    lines = [line for record in _gravest_first(records) for line in _record_lines(record)]
    print_facts(checks_facts(records, asked), as_json, lines or ["没有可核对的"])


@commands.command()
def record(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="Kind of fact; withdrawal takes one back. See facts --kinds.")
    ] = None,
    zone: MaybeZone = None,
    *,
    said: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE, once for each field.")] = None,
    happened: Annotated[str | None, typer.Option(help="When it was so, with offset; default now.")] = None,
    file: Annotated[Path | None, typer.Option(help="CSV or XLSX with one fact a row.")] = None,
    author: Author = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Record what happened or was ordered, by hand or from a table; never a person."""
    if (file is None) == (kind is None) and not file:
        raise InputError("give a kind of fact with --set NAME=VALUE, or --file F.csv")
    if file is not None and (said or happened):
        raise InputError("--file has values and times of its own; leave --set and --happened out")
    with opened_store(database) as store:
        actor, at = acting(store, author), now()
        if file is not None:
            done = recorded_facts(import_facts(store, file, actor=actor, at=at, kind=kind, zone_id=zone))
            print_facts(done, as_json, [f"记录{len(done.facts)}条", *(f"未记录：{one}" for one in done.problems)])
            return
        then = time_of(happened) if happened else None
        fact = record_fact(store, str(kind), pairs_of(said, "--set"), zone, happened_at=then, actor=actor, at=at)
    print_facts(fact_facts(fact), as_json, [_fact_line(fact)])


@commands.command()
def facts(
    zone: MaybeZone = None,
    *,
    kinds: Annotated[bool, typer.Option("--kinds", help="List the kinds of facts and their fields.")] = False,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """List recorded facts, of a zone or all, by time of happening."""
    if kinds:
        known = {name: list(kind.values.model_fields) for name, kind in FACT_KINDS.items()}
        lines = [f"{name} {FACT_KINDS[name].title}：{'、'.join(fields) or '无字段'}" for name, fields in known.items()]
        print_facts({"kinds": known}, as_json, lines)
        return
    with opened_store(database) as store:
        found = list_facts(store, zone)
    listed = FactsFacts(facts=[fact_facts(fact) for fact in found])
    print_facts(listed, as_json, [_fact_line(fact) for fact in found] or ["没有记录"])


def _gravest_first(records: tuple[CheckRecord, ...]) -> list[CheckRecord]:
    return sorted(records, key=lambda one: list(CHECK_TITLES).index(one.status))


def _record_lines(record: CheckRecord) -> Iterator[str]:
    of = record.zone_id or "全域"
    yield f"{CHECK_TITLES[record.status]} {of} {record.check} {CHECKS[record.check].text.title}"
    yield from (f"    {line}" for line in record.evidence)
    if record.ground:
        yield f"    依据：{record.ground}"
    if record.status != "ok":
        yield f"    条款：{record.clause_ref}"
        yield f"    注：{record.cannot_check_note}"


def _difference_line(one: Difference) -> str:
    before, after = (CHECK_TITLES[status] if status else "不要求" for status in (one.before, one.after))
    said = "；".join(one.record.evidence) or one.record.cannot_check_note
    return f"{one.zone_id} {one.check} {before} → {after}：{said}"


def _fact_line(fact: Fact) -> str:
    said = "，".join(f"{name}={value}" for name, value in fact.values.items() if value is not None)
    of = fact.zone_id or "全域"
    return f"{fact.fact_id} {of} {time_text(fact.happened_at)} {FACT_KINDS[fact.kind].title} {said}".rstrip()
