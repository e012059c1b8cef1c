"""`geo-service demo`, `serve` and `bench`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from geo_service.actions.demo import Demo, build_demo
from geo_service.bench import BENCHES, PLOTS
from geo_service.cli.common import AsJson, Database, now, opened_store, print_facts, progress, settings_for, zone_line
from geo_service.errors import InputError
from geo_service.web.facts import zone_facts
from geo_service.web.server import serve_store

commands = typer.Typer()


@commands.command()
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
    settings = settings_for(database)
    url = database or f"sqlite:///{folder / 'demo.sqlite'}"
    folder.mkdir(parents=True, exist_ok=True)
    with opened_store(url) as store:
        with progress(f"township of {buildings} buildings"):
            made = build_demo(store, buildings=buildings, seed=seed, folder=folder, at=now())
        print_facts(_demo_facts(made), as_json, _demo_lines(made))
        if serve:
            serve_store(store, settings if port is None else settings.model_copy(update={"port": port}))


@commands.command()
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to bind; default GEO_SERVICE_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
    database: Database = None,
) -> None:
    """Serve the resident page, the console and the API until interrupted; prints the first account's password once."""
    settings = settings_for(database)
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    with opened_store(database) as store:
        serve_store(store, settings.model_copy(update=chosen))


@commands.command()
def bench(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(BENCHES)}.")],
    *,
    buildings: Annotated[int, typer.Option(min=1, help="Size of the generated township.")] = 200_000,
    runs: Annotated[int, typer.Option(min=1, help="Rounds; medians are printed.")] = 5,
    plot: Annotated[Path | None, typer.Option(help=f"Draw the figures as SVG here; only {', '.join(PLOTS)}.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure, beside a named peer in the same run."""
    if name not in BENCHES:
        raise InputError(f"no bench named {name!r}; the benches are {', '.join(BENCHES)}")
    if plot is not None and name not in PLOTS:
        raise InputError(f"bench {name} has no plot; those that have one are {', '.join(PLOTS)}")
    figures = BENCHES[name](buildings, runs)
    if plot is not None:
        PLOTS[name](figures, plot)
    print_facts(figures, as_json, [f"{key}: {value}" for key, value in figures.items()])


def _demo_facts(made: Demo) -> dict[str, Any]:
    return {
        "zones": [zone_facts(zone, now()).model_dump() for zone in made.zones],
        "files": [str(file) for file in made.files],
        "addresses": list(made.addresses),
    }


def _demo_lines(made: Demo) -> list[str]:
    files = [f"  {file}" for file in made.files]
    return [*(zone_line(zone) for zone in made.zones), *files, "试查：" + "；".join(made.addresses)]
