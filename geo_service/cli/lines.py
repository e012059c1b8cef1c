"""Better lines on the command line: what a line nearby would save and cost, and taking one over with a ground."""

import json
from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.lines import AcceptedLine, accept_line, lines_of_zone, price_words
from geo_service.actions.protocols import protocols_of
from geo_service.bench.pareto import write_pareto_plot
from geo_service.cli.changes import Reference, Seen, act_of
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
    zone_line,
)
from geo_service.derive.line import Lines, LineSuggestion
from geo_service.web.api_lines import accepted_facts, lines_facts, lines_geojson

line_app = typer.Typer(help="Better lines near a drawn one: fewer posts, with their price.", no_args_is_help=True)

Band = Annotated[float | None, typer.Option("--band", help="How far outward the line may move, metres.")]


@line_app.command()
def suggest(
    zone: ZoneId,
    *,
    band: Band = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="Write the Pareto curve to this SVG file.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the suggested lines to this GeoJSON file.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Look for lines with fewer posts near the drawn one; nothing is changed."""
    with opened_store(database) as store, progress("looking for lines"):
        lines = lines_of_zone(store, zone, band_m=band)
    if plot is not None:
        write_pareto_plot(lines, plot)
    if out is not None:
        out.write_text(json.dumps(lines_geojson(lines), ensure_ascii=False), encoding="utf-8")
    print_facts(lines_facts(lines), as_json, _lines(lines))


@line_app.command()
def accept(
    zone: ZoneId,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the suggestion.")],
    *,
    key: Annotated[
        str | None, typer.Option("--key", help="Key of the line seen; refused if it is another now.")
    ] = None,
    band: Band = None,
    reason: Reason = "",
    reference: Reference = "",
    author: Author = None,
    at: At = None,
    seen: Seen = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Take a suggested line over: a draft of the larger zone, with the ground and the price."""
    with opened_store(database) as store:
        act = act_of(store, author, at, reason, reference=reference, seen=seen)
        with progress("looking for lines"):
            done = accept_line(store, zone, number, act, key=key, band_m=band)
        print_facts(accepted_facts(done, now(), protocols_of(store)), as_json, _accepted(done))


def _lines(lines: Lines) -> list[str]:
    drawn, head = lines.drawn, f"{lines.zone_id} v{lines.version}"
    if drawn is not None:
        head += f" 原线：卡口和封闭点{drawn.posts}处（{drawn.crossings}处通道），{drawn.households}户"
    return [head, *(_line(line) for line in lines.suggestions), *(f"注意：{problem}" for problem in lines.problems)]


def _line(line: LineSuggestion) -> str:
    estimated = "，户数含估算" if line.figures.households_estimated else ""
    return (
        f"{line.number} [{line.key}] {line.says}（{len(line.building_ids)}栋、{line.more_area_m2:.0f}平方米，"
        f"卡口和封闭点{line.drawn.posts}→{line.figures.posts}{estimated}）"
    )


def _accepted(done: AcceptedLine) -> list[str]:
    return [zone_line(done.zone), price_words(done.suggestion), *(f"注意：{problem}" for problem in done.problems)]
