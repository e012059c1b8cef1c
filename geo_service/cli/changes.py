"""The lifecycle on the command line: sign, publish, take back, change in part, merge, extend, downgrade, end."""

from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.changes import (
    Changed,
    Part,
    downgrade_zone,
    expand_zone,
    extend_zone,
    merge_zones,
    raise_zone,
    shrink_zone,
    split_zone,
)
from geo_service.actions.protocols import protocols_of
from geo_service.actions.publishing import publish_checked
from geo_service.actions.zones import (
    Act,
    archive_zone,
    discard_draft,
    history_of,
    lift_zone,
    sign_zone,
)
from geo_service.cli.common import (
    AsJson,
    At,
    Author,
    Database,
    Reason,
    ZoneId,
    acting,
    now,
    opened_store,
    print_facts,
    settings_for,
    time_of,
    zone_line,
)
from geo_service.cli.orders import issue_after
from geo_service.importers.shapes import read_drawn_shape
from geo_service.model.zone import ZoneVersion
from geo_service.storage.store import Store
from geo_service.web.facts import changed_facts, zone_facts, zone_with_history
from geo_service.zones.clock_words import time_words
from geo_service.zones.lifecycle import STEPS

commands = typer.Typer()

Reference = Annotated[str, typer.Option("--reference", help="Number of the decision (文号).")]
Effective = Annotated[str | None, typer.Option("--effective", help="Binds from this time; default now.")]
Decided = Annotated[str | None, typer.Option("--decided", help="When it was decided, if not now.")]
ClockStart = Annotated[str | None, typer.Option("--clock-start", help="From when the days count.")]
Seen = Annotated[int | None, typer.Option("--seen", help="Version that you have seen; refused if it has moved on.")]
Draw = Annotated[Path | None, typer.Option("--draw", help="GeoJSON polygon of the part.")]
Buildings = Annotated[str | None, typer.Option("--buildings", help="Comma-separated building ids of the part.")]


def act_of(
    store: Store,
    author: str | None,
    at: str | None,
    reason: str,
    *,
    reference: str = "",
    effective: str | None = None,
    decided: str | None = None,
    clock_start: str | None = None,
    seen: int | None = None,
) -> Act:
    """What the options say of an act."""
    return Act(
        acting(store, author),
        time_of(at),
        reason,
        reference,
        effective_from=time_of(effective) if effective else None,
        decided_at=time_of(decided) if decided else None,
        clock_start=time_of(clock_start) if clock_start else None,
        expected_version=seen,
    )


def _part(draw: Path | None, buildings: str | None) -> Part:
    ids = tuple(one.strip() for one in (buildings or "").split(",") if one.strip())
    return Part(None if draw is None else read_drawn_shape(draw), ids)


def _print_zone(store: Store, zone: ZoneVersion, as_json: bool) -> None:
    print_facts(zone_facts(zone, now(), protocols_of(store)), as_json, [zone_line(zone)])


def _print_changed(store: Store, changed: Changed, act: Act, as_json: bool) -> None:
    """Print what a change made; field sheets of what holds now follow."""
    lines = [zone_line(zone) for zone in changed.zones] + [f"注意：{problem}" for problem in changed.problems]
    print_facts(changed_facts(changed, now(), protocols_of(store)), as_json, lines)
    issue_after(store, changed.zones, act.actor, act.at)


@commands.command()
def sign(
    zone: ZoneId,
    body: Annotated[str, typer.Argument(metavar="BODY", help="Body of the approval chain, e.g. expert_panel.")],
    *,
    reference: Reference = "",
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    seen: Seen = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Enter that a body of the approval chain agrees with a draft; the last signature approves it."""
    with opened_store(database) as store:
        act = act_of(store, author, at, reason, reference=reference, seen=seen)
        _print_zone(store, sign_zone(store, zone, body, act), as_json)


@commands.command()
def publish(
    zone: ZoneId,
    *,
    reference: Reference = "",
    effective: Effective = None,
    decided: Decided = None,
    clock_start: ClockStart = None,
    signed: Annotated[bool, typer.Option("--signed", help="Refuse if a body has not signed yet.")] = False,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    seen: Seen = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Put a draft in force; bodies that have not signed are entered with the reference, unless --signed."""
    with opened_store(database) as store:
        act = act_of(
            store,
            author,
            at,
            reason,
            reference=reference,
            effective=effective,
            decided=decided,
            clock_start=clock_start,
            seen=seen,
        )
        rule = settings_for(database).two_persons
        done = publish_checked(store, zone, act, two_persons=rule, sign=not signed)
        _print_zone(store, done, as_json)
        issue_after(store, [done], act.actor, act.at)


@commands.command()
def discard(
    zone: ZoneId,
    *,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Take a draft back; what was in force before goes on."""
    with opened_store(database) as store:
        _print_zone(store, discard_draft(store, zone, act_of(store, author, at, reason)), as_json)


@commands.command()
def lift(
    zone: ZoneId,
    *,
    reference: Reference = "",
    effective: Effective = None,
    decided: Decided = None,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    seen: Seen = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """End a zone, from now on or from --effective, which may lie in the past."""
    with opened_store(database) as store:
        act = act_of(store, author, at, reason, reference=reference, effective=effective, decided=decided, seen=seen)
        _print_zone(store, lift_zone(store, zone, act), as_json)


@commands.command()
def archive(
    zone: ZoneId,
    *,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Put a lifted zone away; nothing follows."""
    with opened_store(database) as store:
        _print_zone(store, archive_zone(store, zone, act_of(store, author, at, reason)), as_json)


@commands.command()
def split(
    zone: ZoneId,
    *,
    draw: Draw = None,
    buildings: Buildings = None,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Make two zones in force of one; the new one keeps category and clock."""
    with opened_store(database) as store:
        act = act_of(store, author, at, reason)
        _print_changed(store, split_zone(store, zone, _part(draw, buildings), act), act, as_json)


@commands.command()
def shrink(
    zone: ZoneId,
    *,
    draw: Draw = None,
    buildings: Buildings = None,
    reference: Reference = "",
    effective: Effective = None,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Free a part of a zone in force."""
    with opened_store(database) as store:
        act = act_of(store, author, at, reason, reference=reference, effective=effective)
        _print_changed(store, shrink_zone(store, zone, _part(draw, buildings), act), act, as_json)


@commands.command()
def expand(
    zone: ZoneId,
    *,
    draw: Draw = None,
    buildings: Buildings = None,
    reference: Reference = "",
    effective: Effective = None,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Draft a larger zone; the one in force holds until the draft is published."""
    with opened_store(database) as store:
        act = act_of(store, author, at, reason, reference=reference, effective=effective)
        _print_changed(store, expand_zone(store, zone, _part(draw, buildings), act), act, as_json)


@commands.command("raise")
def raise_category(
    zone: ZoneId,
    category: Annotated[str, typer.Option("--category", help="Higher category, e.g. high.")],
    *,
    draw: Draw = None,
    buildings: Buildings = None,
    reference: Reference = "",
    clock_start: ClockStart = None,
    effective: Effective = None,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Draft a higher category for a zone, or for a part of it as a zone of its own."""
    part = None if draw is None and buildings is None else _part(draw, buildings)
    with opened_store(database) as store:
        act = act_of(store, author, at, reason, reference=reference, effective=effective, clock_start=clock_start)
        _print_changed(store, raise_zone(store, zone, category, act, part=part), act, as_json)


@commands.command()
def merge(
    zones: Annotated[list[str], typer.Argument(metavar="ZONE…", help="Ids of two zones or more, alike and together.")],
    *,
    reference: Reference = "",
    clock_start: ClockStart = None,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Draft one zone of several; when it is published the others end."""
    with opened_store(database) as store:
        act = act_of(store, author, at, reason, reference=reference, clock_start=clock_start)
        _print_changed(store, merge_zones(store, zones, act), act, as_json)


@commands.command()
def extend(
    zone: ZoneId,
    *,
    reference: Reference = "",
    clock_start: ClockStart = None,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Draft a longer time for a zone, by a decision with a reference and a new start of the clock."""
    with opened_store(database) as store:
        act = act_of(store, author, at, reason, reference=reference, clock_start=clock_start)
        _print_changed(store, extend_zone(store, zone, act), act, as_json)


@commands.command()
def downgrade(
    zone: ZoneId,
    category: Annotated[str, typer.Option("--category", help="Lower category, e.g. medium.")],
    *,
    reference: Reference = "",
    effective: Effective = None,
    decided: Decided = None,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Put a zone in force into a lower category."""
    with opened_store(database) as store:
        act = act_of(store, author, at, reason, reference=reference, effective=effective, decided=decided)
        _print_changed(store, downgrade_zone(store, zone, category, act), act, as_json)


@commands.command()
def history(zone: ZoneId, *, database: Database = None, as_json: AsJson = False) -> None:
    """Show all versions of a zone: which step, by whom, when, why, and who signed."""
    with opened_store(database) as store:
        versions = history_of(store, zone)
        facts = zone_with_history(versions, now(), protocols_of(store))
    print_facts(facts, as_json, [_version_line(version) for version in versions])


def _version_line(version: ZoneVersion) -> str:
    step = STEPS[version.step].title
    signed = "、".join(f"{one.body}({one.reference or '无文号'})" for one in version.signatures)
    parts = [zone_line(version), step, f"{time_words(version.effective_from).zh}起", version.author, version.reason]
    return " · ".join([*(part for part in parts if part), *([f"签署 {signed}"] if signed else [])])
