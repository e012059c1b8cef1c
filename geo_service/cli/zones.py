"""Zones on the command line: designate, publish, lift, list, plan, draw, export."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.designation import Decision, Designated, designate_cases, designate_drawing
from geo_service.actions.exports import export_grids, export_zone
from geo_service.actions.maps import MapLook, draw_grids, draw_zone
from geo_service.actions.notice_zones import designate_notice
from geo_service.actions.plans import plan_zone
from geo_service.actions.register import attribution_of
from geo_service.actions.zones import lift_zone, publish_zone
from geo_service.cli.common import (
    AsJson,
    At,
    Author,
    Database,
    Reason,
    ZoneId,
    now,
    opened_store,
    print_facts,
    progress,
    settings_for,
    time_of,
    zone_line,
)
from geo_service.errors import InputError
from geo_service.exports.formats import ALL_FORMATS
from geo_service.exports.geojson import plan_geojson_bytes
from geo_service.importers.shapes import read_drawn_shape
from geo_service.settings import Settings
from geo_service.web.facts import designated_facts, zone_facts

commands = typer.Typer()


@commands.command()
def designate(
    *,
    draw: Annotated[Path | None, typer.Option(help="GeoJSON polygon drawn on a map.")] = None,
    cases: Annotated[Path | None, typer.Option(help="CSV or XLSX with role, time, address or lon/lat.")] = None,
    notice: Annotated[Path | None, typer.Option(help="Text of a notice, UTF-8 or GB18030.")] = None,
    category: Annotated[str | None, typer.Option(help="Category of the protocol, e.g. high.")] = None,
    district: Annotated[str | None, typer.Option(help="District of notice items that name none.")] = None,
    protocol: Annotated[str | None, typer.Option(help="Protocol id.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the zone; default from what it holds.")] = None,
    effective: Annotated[str | None, typer.Option(help="Binds from this time; default now.")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Binds nobody until it is published.")] = False,
    datum: Annotated[str | None, typer.Option(help="gcj02 or bd09 when case lon/lat are shifted.")] = None,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Designate zones from a drawing, from case addresses, or by a notice, which also changes and lifts zones."""
    settings = settings_for(database)
    decision = Decision(
        protocol=protocol or settings.protocol,
        author=author or settings.author,
        reason=reason,
        name=name,
        effective_from=time_of(effective) if effective else None,
        draft=draft,
    )
    if sum(source is not None for source in (draw, cases, notice)) != 1:
        raise InputError("give one of --draw FILE.geojson, --cases FILE.csv and --notice FILE.txt")
    if draw is not None and category is None:
        raise InputError("a drawing needs --category, e.g. --category high")
    with opened_store(database) as store:
        if draw is not None and category is not None:
            shape = read_drawn_shape(draw)
            made = designate_drawing(store, shape, category=category, decision=decision, at=time_of(at))
        elif cases is not None:
            made = designate_cases(store, cases, category=category, decision=decision, at=time_of(at), datum=datum)
        elif notice is not None:
            made = designate_notice(
                store, notice, category=category, decision=decision, at=time_of(at), district=district
            )
    print_facts(designated_facts(made, now()), as_json, _designated_lines(made))


@commands.command()
def publish(
    zone: ZoneId,
    *,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Put a draft zone in force."""
    with opened_store(database) as store:
        done = publish_zone(store, zone, at=time_of(at), author=author or Settings().author, reason=reason)
    print_facts(zone_facts(done, now()), as_json, [zone_line(done)])


@commands.command()
def lift(
    zone: ZoneId,
    *,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """End a zone."""
    with opened_store(database) as store:
        done = lift_zone(store, zone, at=time_of(at), author=author or Settings().author, reason=reason)
    print_facts(zone_facts(done, now()), as_json, [zone_line(done)])


@commands.command()
def zones(*, database: Database = None, as_json: AsJson = False) -> None:
    """List the zones, newest version of each."""
    with opened_store(database) as store:
        found = store.latest_zones()
    facts = [zone_facts(zone, now()).model_dump() for zone in found]
    print_facts({"zones": facts}, as_json, [zone_line(zone) for zone in found] or ["no zones yet"])


@commands.command()
def plan(
    zone: ZoneId,
    *,
    out: Annotated[Path | None, typer.Option(help="Write the plan here as GeoJSON.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Derive what a zone means: buildings, checkpoints, delivery points, signs, venues, services."""
    with opened_store(database) as store:
        made = plan_zone(store, zone)
    content = plan_geojson_bytes(made)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    if as_json:
        sys.stdout.buffer.write(content + b"\n")
        return
    counts = [f"{kind}: {len(frame)}" for kind, frame in made.frames.items()]
    totals = made.totals
    typer.echo("\n".join([*counts, f"households: {totals.households} (estimated {totals.households_estimated})"]))
    for problem in made.problems:
        typer.echo(f"注意：{problem}")


@commands.command("map")
def draw_map(
    zone: Annotated[str | None, typer.Argument(metavar="[ZONE]", help="Id of a zone; left out with --grids.")] = None,
    *,
    grids: Annotated[bool, typer.Option("--grids", help="Map of all grids instead of a zone.")] = False,
    out: Annotated[Path | None, typer.Option(help="File to write; default maps/ZONE.html.")] = None,
    language: Annotated[str, typer.Option(help="zh or en")] = "zh",
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Render one HTML file that opens without a network."""
    settings = settings_for(database)
    if (zone is None) != grids:
        raise InputError("give a zone id, or --grids")
    path = out or settings.maps_folder / f"{zone or 'grids'}.html"
    with opened_store(database) as store, progress("drawing"):
        look = MapLook(language, settings.attribution or attribution_of(store), now())
        written = draw_zone(store, zone, path, look) if zone else draw_grids(store, path, look)
    print_facts({"file": str(written)}, as_json, [str(written)])


@commands.command()
def export(
    zone: Annotated[str | None, typer.Argument(metavar="[ZONE]", help="Id of a zone; left out with --grids.")] = None,
    *,
    grids: Annotated[bool, typer.Option("--grids", help="Register of grids instead of a zone.")] = False,
    to: Annotated[Path | None, typer.Option("--to", help="Folder; default out/.")] = None,
    formats: Annotated[str, typer.Option(help="Comma-separated formats.")] = ",".join(ALL_FORMATS),
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Write lists and data files: XLSX, CSV, GeoJSON, GeoPackage."""
    settings = settings_for(database)
    if (zone is None) != grids:
        raise InputError("give a zone id, or --grids")
    folder = to or settings.exports_folder
    with opened_store(database) as store, progress("writing lists"):
        if zone:
            files = export_zone(store, zone, folder, formats=tuple(formats.split(",")), at=now())
        else:
            files = [export_grids(store, folder, at=now())]
    print_facts({"files": [str(file) for file in files]}, as_json, [str(file) for file in files])


def _designated_lines(made: Designated) -> list[str]:
    return [zone_line(zone) for zone in made.zones] + [f"注意：{problem}" for problem in made.problems]
