"""The command line: parse, call one action, print. Errors are one clear line and exit 2."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.console import Console

from geo_service import __version__
from geo_service.actions.address_register import import_addresses
from geo_service.actions.check import check_address, check_point
from geo_service.actions.demo import Demo, build_demo
from geo_service.actions.designation import Decision, Designated, designate_cases, designate_drawing
from geo_service.actions.exports import export_grids, export_zone
from geo_service.actions.imports import LayerReading, import_layer, import_osm
from geo_service.actions.maps import MapLook, draw_grids, draw_zone
from geo_service.actions.notices import contained, contained_cases, read_notice_files, write_readings
from geo_service.actions.plans import plan_zone
from geo_service.actions.register import attribution_of
from geo_service.actions.zones import lift_zone, publish_zone
from geo_service.bench import BENCHES
from geo_service.errors import GeoServiceError, InputError
from geo_service.exports.formats import ALL_FORMATS
from geo_service.exports.geojson import plan_geojson_bytes
from geo_service.importers.shapes import read_drawn_shape
from geo_service.model.frames import LAYERS
from geo_service.model.report import ImportReport
from geo_service.model.zone import STATUS_TITLES, ZoneVersion
from geo_service.settings import Settings
from geo_service.storage import open_store
from geo_service.storage.store import Store
from geo_service.web.facts import answer_facts, designated_facts, zone_facts
from geo_service.web.server import serve_store
from geo_service.zones.answer import Answer

BAD_INPUT = 2
NOTES_SHOWN = 20
"""Skipped objects printed one by one before the rest is counted; --json has them all."""

app = typer.Typer(
    name="geo-service",
    help="Emergency risk zones and grid management: register, zone, plan, map, lists, resident check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
import_app = typer.Typer(no_args_is_help=True, help="Load register data; says what was skipped and why.")
app.add_typer(import_app, name="import")
notice_app = typer.Typer(no_args_is_help=True, help="Read the text of zone notices.")
app.add_typer(notice_app, name="notice")

Database = Annotated[str | None, typer.Option("--database", help="Store URL; default GEO_SERVICE_DATABASE_URL.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Codes = Annotated[Path | None, typer.Option(help="Table of official codes for areas that have none, found by name.")]
ZoneId = Annotated[str, typer.Argument(metavar="ZONE", help="Id of a zone, e.g. Z20221116-001.")]
Author = Annotated[str | None, typer.Option("--author", help="Who decides; default GEO_SERVICE_AUTHOR.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, kept with the version.")]
At = Annotated[str | None, typer.Option("--at", help="Time with offset, e.g. 2022-11-16T08:00+08:00; default now.")]


def main() -> None:
    """Run the command line; what the user got wrong is one line on stderr and exit code 2."""
    try:
        app()
    except GeoServiceError as error:
        typer.echo(f"geo-service: {' '.join(str(error).split())}", err=True)
        sys.exit(BAD_INPUT)


@app.callback(invoke_without_command=True)
def version(*, show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Print the version when asked."""
    if show:
        typer.echo(__version__)
        raise typer.Exit


# ---------------------------------------------------------------- demo, serve, bench


@app.command()
def demo(
    *,
    buildings: Annotated[int, typer.Option(min=1, help="How many buildings the township has.")] = 400,
    seed: Annotated[int, typer.Option(help="Another seed is another township.")] = 1,
    folder: Annotated[Path, typer.Option(help="Where the store, maps and lists go.")] = Path("out/demo"),
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the pages afterwards.")] = True,
    port: Annotated[int | None, typer.Option(help="Port to serve on; 0 takes a free one.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Build a fictional township, designate zones, plan, write maps and lists, then serve it."""
    settings = _settings(database)
    url = database or f"sqlite:///{folder / 'demo.sqlite'}"
    folder.mkdir(parents=True, exist_ok=True)
    with _store(url) as store:
        with _progress(f"township of {buildings} buildings"):
            made = build_demo(store, buildings=buildings, seed=seed, folder=folder, at=_now())
        _print(_demo_facts(made), as_json, _demo_lines(made))
        if serve:
            serve_store(store, settings if port is None else settings.model_copy(update={"port": port}))


@app.command()
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to bind; default GEO_SERVICE_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
    database: Database = None,
) -> None:
    """Serve the resident page, the console and the API until interrupted; prints the token for writes."""
    settings = _settings(database)
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    with _store(database) as store:
        serve_store(store, settings.model_copy(update=chosen))


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(BENCHES)}.")],
    *,
    buildings: Annotated[int, typer.Option(min=1, help="Size of the generated township.")] = 200_000,
    runs: Annotated[int, typer.Option(min=1, help="Rounds; medians are printed.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Measure, beside a named peer in the same run."""
    if name not in BENCHES:
        raise InputError(f"no bench named {name!r}; the benches are {', '.join(BENCHES)}")
    figures = BENCHES[name](buildings, runs)
    _print(figures, as_json, [f"{key}: {value}" for key, value in figures.items()])


# ---------------------------------------------------------------- import


@import_app.command("osm")
def import_osm_file(
    file: Annotated[Path, typer.Argument(help=".osm, .osm.gz or .osm.pbf")],
    *,
    codes: Codes = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Load buildings, roads, gates, facilities and boundaries from an OpenStreetMap file."""
    with _store(database) as store, _progress(f"reading {file.name}"):
        report = import_osm(store, file, codes=codes)
    _print(asdict(report), as_json, _report_lines(report))


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
        fields=_pairs(field, "--field"),
        where=_pairs(where, "--where"),
        sublayer=sublayer,
    )
    with _store(database) as store, _progress(f"reading {file.name}"):
        report = import_layer(
            store, layer, file, reading=reading, codes=codes, accepted=frozenset(accept or ()), replace=replace
        )
    _print(asdict(report), as_json, _report_lines(report))


@import_app.command("addresses")
def import_address_file(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX register of addresses.")],
    *,
    datum: Annotated[str | None, typer.Option(help="gcj02 or bd09 when lon/lat are shifted.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Add addresses, stairs, households and people to the buildings they belong to."""
    with _store(database) as store, _progress(f"reading {file.name}"):
        report = import_addresses(store, file, datum=datum)
    _print(asdict(report), as_json, _report_lines(report))


# ---------------------------------------------------------------- zones


@app.command()
def designate(
    *,
    draw: Annotated[Path | None, typer.Option(help="GeoJSON polygon drawn on a map.")] = None,
    cases: Annotated[Path | None, typer.Option(help="CSV or XLSX with role, time, address or lon/lat.")] = None,
    category: Annotated[str | None, typer.Option(help="Category of the protocol, e.g. high.")] = None,
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
    """Designate zones from a drawing or from case addresses."""
    settings = _settings(database)
    decision = Decision(
        protocol=protocol or settings.protocol,
        author=author or settings.author,
        reason=reason,
        name=name,
        effective_from=_time(effective) if effective else None,
        draft=draft,
    )
    if (draw is None) == (cases is None):
        raise InputError("give either --draw FILE.geojson or --cases FILE.csv")
    if draw is not None and category is None:
        raise InputError("a drawing needs --category, e.g. --category high")
    with _store(database) as store:
        if draw is not None and category is not None:
            shape = read_drawn_shape(draw)
            made = designate_drawing(store, shape, category=category, decision=decision, at=_time(at))
        elif cases is not None:
            made = designate_cases(store, cases, category=category, decision=decision, at=_time(at), datum=datum)
    _print(designated_facts(made, _now()), as_json, _designated_lines(made))


@app.command()
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
    with _store(database) as store:
        done = publish_zone(store, zone, at=_time(at), author=author or Settings().author, reason=reason)
    _print(zone_facts(done, _now()), as_json, [_zone_line(done)])


@app.command()
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
    with _store(database) as store:
        done = lift_zone(store, zone, at=_time(at), author=author or Settings().author, reason=reason)
    _print(zone_facts(done, _now()), as_json, [_zone_line(done)])


@app.command()
def zones(*, database: Database = None, as_json: AsJson = False) -> None:
    """List the zones, newest version of each."""
    with _store(database) as store:
        found = store.latest_zones()
    facts = [zone_facts(zone, _now()).model_dump() for zone in found]
    _print({"zones": facts}, as_json, [_zone_line(zone) for zone in found] or ["no zones yet"])


@app.command()
def plan(
    zone: ZoneId,
    *,
    out: Annotated[Path | None, typer.Option(help="Write the plan here as GeoJSON.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Derive what a zone means: buildings, checkpoints, delivery points, signs, venues, services."""
    with _store(database) as store:
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


@app.command("map")
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
    settings = _settings(database)
    if (zone is None) != grids:
        raise InputError("give a zone id, or --grids")
    path = out or settings.maps_folder / f"{zone or 'grids'}.html"
    with _store(database) as store, _progress("drawing"):
        look = MapLook(language, settings.attribution or attribution_of(store), _now())
        written = draw_zone(store, zone, path, look) if zone else draw_grids(store, path, look)
    _print({"file": str(written)}, as_json, [str(written)])


@app.command()
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
    settings = _settings(database)
    if (zone is None) != grids:
        raise InputError("give a zone id, or --grids")
    folder = to or settings.exports_folder
    with _store(database) as store, _progress("writing lists"):
        if zone:
            files = export_zone(store, zone, folder, formats=tuple(formats.split(",")), at=_now())
        else:
            files = [export_grids(store, folder, at=_now())]
    _print({"files": [str(file) for file in files]}, as_json, [str(file) for file in files])


@app.command()
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
    with _store(database) as store:
        if lon is not None and lat is not None and address is None:
            answer = check_point(store, lon, lat, at=_time(at))
        elif address is not None and lon is None and lat is None:
            answer = check_address(store, address, at=_time(at))
        else:
            raise InputError("give an address, or both --lon and --lat")
    _print(answer_facts(answer), as_json, _answer_lines(answer))


# ---------------------------------------------------------------- notices


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
        _print({"files": [str(path) for path in written]}, as_json, [str(path) for path in written])
        return
    items = [item for one in readings for item in one.reading.items]
    problems = [problem for one in readings for problem in one.reading.problems]
    facts = [one.plain() for one in readings]
    joined = {key: [value for fact in facts for value in fact[key]] for key in ("items", "problems")}
    lines = [f"{item.action} {item.category or '-'} {item.effective or '-'} {item.line}" for item in items]
    _print(joined, as_json, lines + [f"注意：{problem.text}：{problem.reason}" for problem in problems])


@app.command("contains")
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
    _print(said, as_json, [f"{said['answer']}: {said['reason']}"])


# ---------------------------------------------------------------- reading and printing


def _now() -> datetime:
    return datetime.now(UTC)


def _time(text: str | None) -> datetime:
    if text is None:
        return _now()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is not a time; need e.g. 2022-11-16T08:00+08:00") from None
    if at.tzinfo is None:
        raise InputError(f"{text!r} has no offset; need e.g. {at:%Y-%m-%dT%H:%M}+08:00")
    return at


def _settings(database: str | None) -> Settings:
    settings = Settings()
    return settings if database is None else settings.model_copy(update={"database_url": database})


@contextmanager
def _store(database: str | None) -> Iterator[Store]:
    store = open_store(_settings(database).database_url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _progress(what: str) -> Iterator[None]:
    with Console(stderr=True).status(what):
        yield


def _pairs(texts: list[str] | None, option: str) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts or ()]
    wrong = [key for key, equals, _ in pairs if not key or not equals]
    if wrong:
        raise InputError(f"{option} {wrong[0]!r} needs the form NAME=VALUE")
    return {key: value for key, _, value in pairs}


def _print(facts: Any, as_json: bool, lines: list[str]) -> None:
    plain = facts.model_dump() if isinstance(facts, BaseModel) else facts
    text = json.dumps(plain, ensure_ascii=False, default=str) if as_json else "\n".join(lines)
    typer.echo(text)


def _report_lines(report: ImportReport) -> list[str]:
    lines = [
        f"{name}: {counts.added} added, {counts.changed} changed, {counts.unchanged} unchanged"
        + (f", {counts.gone} no longer in the file (kept)" if counts.gone else "")
        for name, counts in report.layers.items()
    ]
    notes = [f"{note.kind} {note.what}: {note.reason}" for note in report.notes[:NOTES_SHOWN]]
    more = len(report.notes) - len(notes)
    return lines + notes + ([f"… and {more} more notes, see --json"] if more > 0 else [])


def _zone_line(zone: ZoneVersion) -> str:
    status = STATUS_TITLES[zone.status]
    return f"{zone.zone_id} v{zone.version} {zone.name} {zone.category} {status} {len(zone.members)}栋"


def _designated_lines(made: Designated) -> list[str]:
    return [_zone_line(zone) for zone in made.zones] + [f"注意：{problem}" for problem in made.problems]


def _answer_lines(answer: Answer) -> list[str]:
    lines = [f"{answer.answer}: {answer.reason}"]
    lines += [f"{answer.category_label} {answer.zone_name}：{answer.measure}"] if answer.category_label else []
    lines += [f"自{answer.since_text}起"] if answer.since_text else []
    lines += [f"{answer.question} {' / '.join(answer.options)}"] if answer.question else []
    return lines


def _demo_facts(made: Demo) -> dict[str, Any]:
    return {
        "zones": [zone_facts(zone, _now()).model_dump() for zone in made.zones],
        "files": [str(file) for file in made.files],
        "addresses": list(made.addresses),
    }


def _demo_lines(made: Demo) -> list[str]:
    files = [f"  {file}" for file in made.files]
    return [*(_zone_line(zone) for zone in made.zones), *files, "试查：" + "；".join(made.addresses)]
