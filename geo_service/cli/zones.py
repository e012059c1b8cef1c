"""Zones on the command line: designate, list, plan, draw, export."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.designation import Decision, Designated, designate_cases, designate_drawing
from geo_service.actions.exports import export_grids, export_zone
from geo_service.actions.maps import MapLook, draw_grids, draw_zone
from geo_service.actions.notice_zones import designate_notice
from geo_service.actions.plans import plan_zone
from geo_service.actions.protocols import protocols_of
from geo_service.actions.register import attribution_of
from geo_service.actions.rings import Place, designate_places, place_of
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
    pairs_of,
    print_facts,
    progress,
    settings_for,
    time_of,
    zone_line,
)
from geo_service.cli.orders import issue_after
from geo_service.errors import InputError
from geo_service.exports.formats import ALL_FORMATS
from geo_service.exports.geojson import plan_geojson_bytes
from geo_service.importers.shapes import read_drawn_shape
from geo_service.model.plan import Plan
from geo_service.web.facts import designated_facts, zone_facts
from geo_service.web.proposal_facts import proposal_lines
from geo_service.zones.place_units import UnitChoice
from geo_service.zones.protocol_values import Unit

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
    point: Annotated[list[str] | None, typer.Option(help="LON,LAT of an establishment or release; may repeat.")] = None,
    inputs: Annotated[
        list[str] | None, typer.Option("--set", help="NAME=VALUE for rings, e.g. un=1017; may repeat.")
    ] = None,
    unit: Annotated[Unit | None, typer.Option(help="Unit of case zones instead of the rule's, e.g. building.")] = None,
    exception: Annotated[str, typer.Option(help="Reason for a unit that needs a decision.")] = "",
    name: Annotated[str | None, typer.Option(help="Name of the zone; default from what it holds.")] = None,
    effective: Annotated[str | None, typer.Option(help="Binds from this time; default now.")] = None,
    clock_start: Annotated[str | None, typer.Option(help="The days count from then; default: as it binds.")] = None,
    reference: Annotated[str, typer.Option(help="Number of the decision (文号).")] = "",
    publish: Annotated[bool, typer.Option("--publish", help="Put in force at once.")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="Of a notice, drafts only; it binds otherwise.")] = False,
    datum: Annotated[str | None, typer.Option(help="gcj02 or bd09 when case lon/lat are shifted.")] = None,
    reason: Reason = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Designate zones: a drawing, case addresses, rings round a point, or a notice, which also changes and lifts."""
    settings = settings_for(database)
    if sum(source is not None for source in (draw, cases, notice, point or None)) != 1:
        raise InputError("give one of --draw FILE.geojson, --cases FILE.csv, --notice FILE.txt and --point LON,LAT")
    if draw is not None and category is None:
        raise InputError("a drawing needs --category, e.g. --category high")
    with opened_store(database) as store:
        decision = Decision(
            protocol=protocol or settings.protocol,
            actor=acting(store, author),
            reason=reason,
            name=name,
            effective_from=time_of(effective) if effective else None,
            draft=draft if notice is not None else not publish,
            reference=reference,
            clock_start=time_of(clock_start) if clock_start else None,
            two_persons=settings.two_persons,
        )
        if draw is not None and category is not None:
            shape = read_drawn_shape(draw)
            made = designate_drawing(store, shape, category=category, decision=decision, at=time_of(at))
        elif cases is not None:
            choice = UnitChoice(unit, reference, exception)
            made = designate_cases(
                store, cases, category=category, decision=decision, at=time_of(at), datum=datum, choice=choice
            )
        elif point:
            places = [Place(place_of(one)) for one in point]
            values = pairs_of(inputs, "--set")
            made = designate_places(store, places, category=category, inputs=values, decision=decision, at=time_of(at))
        elif notice is not None:
            made = designate_notice(
                store, notice, category=category, decision=decision, at=time_of(at), district=district
            )
        print_facts(designated_facts(made, now(), protocols_of(store)), as_json, _designated_lines(made))
        issue_after(store, made.zones, decision.actor, time_of(at))


@commands.command()
def zones(*, database: Database = None, as_json: AsJson = False) -> None:
    """List the zones, newest version of each."""
    with opened_store(database) as store:
        found = store.latest_zones()
        protocols = protocols_of(store)
        facts = [zone_facts(zone, now(), protocols).model_dump() for zone in found]
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
    counts.append(f"households: {totals.households} (estimated {totals.households_estimated})")
    typer.echo("\n".join([*counts, _cordon_line(made)]))
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


def _cordon_line(plan: Plan) -> str:
    """How the boundary is held and how well that is proved, in one line."""
    choice, staffed = plan.proof["choice"], plan.frames["checkpoint"]
    proved = "no cheaper choice exists" if choice["proved"] else f"within {choice['gap']:.1%} of the best"
    return (
        f"cordon: {len(staffed)} staffed, {len(plan.frames['closure'])} closed, {proved}; "
        f"leaks: {len(plan.proof['leaks'])}; people in 24 hours: {int(staffed['people_24h'].sum())}"
    )


def _designated_lines(made: Designated) -> list[str]:
    priced = [line for zone in made.proposals for line in proposal_lines(zone)]
    return [*(zone_line(zone) for zone in made.zones), *priced, *(f"注意：{problem}" for problem in made.problems)]
