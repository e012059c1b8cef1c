"""`geo-service import …`: register data and official lists."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from geo_service.access.permissions import require_permission
from geo_service.actions.address_register import import_addresses
from geo_service.actions.imports import LayerReading, import_layer, import_osm
from geo_service.actions.risk_lists import ListReport, import_risk_list
from geo_service.cli.common import (
    NOTES_SHOWN,
    AsJson,
    Author,
    Codes,
    Database,
    acting,
    opened_store,
    pairs_of,
    print_facts,
    progress,
    settings_for,
)
from geo_service.model.frames import LAYERS
from geo_service.model.report import ImportReport

import_app = typer.Typer(no_args_is_help=True, help="Load register data; says what was skipped and why.")


@import_app.command("osm")
def import_osm_file(
    file: Annotated[Path, typer.Argument(help=".osm, .osm.gz or .osm.pbf")],
    *,
    codes: Codes = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Load buildings, roads, gates, facilities and boundaries from an OpenStreetMap file."""
    with opened_store(database) as store, progress(f"reading {file.name}"):
        require_permission(acting(store, None), "import register")
        report = import_osm(store, file, codes=codes)
    print_facts(asdict(report), as_json, _report_lines(report))


@import_app.command("layer")
def import_layer_file(
    layer: Annotated[str, typer.Argument(metavar="NAME", help=f"One of {', '.join(LAYERS)}.")],
    file: Annotated[Path, typer.Argument(help="Any vector file that GDAL reads.")],
    *,
    crs: Annotated[str | None, typer.Option(help="CRS when the file has none, e.g. EPSG:4490.")] = None,
    datum: Annotated[str | None, typer.Option(help="gcj02 or bd09 when the coordinates are shifted.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Text encoding of a shapefile, e.g. GBK.")] = None,
    where: Annotated[list[str] | None, typer.Option(help="Keep rows with COLUMN=VALUE; may repeat.")] = None,
    field: Annotated[list[str] | None, typer.Option(help="Take OURS=COLUMN, e.g. name=MC; may repeat.")] = None,
    sublayer: Annotated[str | None, typer.Option(help="Layer inside a file that has several.")] = None,
    codes: Codes = None,
    accept: Annotated[list[str] | None, typer.Option(help="Accept a finding on grids by its name; may repeat.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Remove rows that the file does not have.")] = False,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Load one layer of the register; grids are checked for gaps, overlaps, slivers and community edges."""
    reading = LayerReading(
        crs=crs,
        datum=datum,
        encoding=encoding,
        fields=pairs_of(field, "--field"),
        where=pairs_of(where, "--where"),
        sublayer=sublayer,
    )
    with opened_store(database) as store, progress(f"reading {file.name}"):
        require_permission(acting(store, None), "import register")
        report = import_layer(
            store, layer, file, reading=reading, codes=codes, accepted=frozenset(accept or ()), replace=replace
        )
    print_facts(asdict(report), as_json, _report_lines(report))


@import_app.command("addresses")
def import_address_file(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX register of addresses.")],
    *,
    datum: Annotated[str | None, typer.Option(help="gcj02 or bd09 when lon/lat are shifted.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Add addresses, stairs, households and people to the buildings they belong to."""
    with opened_store(database) as store, progress(f"reading {file.name}"):
        require_permission(acting(store, None), "import register")
        report = import_addresses(store, file, datum=datum)
    print_facts(asdict(report), as_json, _report_lines(report))


@import_app.command("risk-list")
def import_risk_list_file(
    file: Annotated[Path, typer.Argument(help="JSON lines of official snapshots, plain or gzipped.")],
    *,
    source: Annotated[str, typer.Option("--list", help="Name of the list that the snapshots belong to.")] = "official",
    protocol: Annotated[str | None, typer.Option(help="Protocol id.")] = None,
    author: Author = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Load official hourly lists of risk zones: each snapshot against the last; zones appear, change and end."""
    settings = settings_for(database)
    with opened_store(database) as store, progress(f"reading {file.name}"):
        report = import_risk_list(
            store,
            file,
            source=source,
            actor=acting(store, author),
            protocol_id=protocol or settings.protocol,
        )
    print_facts(asdict(report), as_json, _list_lines(report))


def _report_lines(report: ImportReport) -> list[str]:
    lines = [
        f"{name}: {counts.added} added, {counts.changed} changed, {counts.unchanged} unchanged"
        + (f", {counts.gone} no longer in the file (kept)" if counts.gone else "")
        for name, counts in report.layers.items()
    ]
    notes = [f"{note.kind} {note.what}: {note.reason}" for note in report.notes[:NOTES_SHOWN]]
    more = len(report.notes) - len(notes)
    return lines + notes + ([f"… and {more} more notes, see --json"] if more > 0 else [])


def _list_lines(report: ListReport) -> list[str]:
    share = report.read / max(report.texts, 1)
    events = f"{report.appeared} zones appeared, {report.changed} changed, {report.ended} ended"
    lines = [
        f"{report.snapshots} snapshots: {events}",
        f"{report.texts} distinct texts, {report.read} read to their end ({share:.1%})",
    ]
    notes = [f"{note.kind} {note.what}: {note.reason}" for note in report.notes[:NOTES_SHOWN]]
    more = len(report.notes) - len(notes)
    return lines + notes + ([f"… and {more} more notes, see --json"] if more > 0 else [])
