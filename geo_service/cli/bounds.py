"""`geo-service bounds …`: a zone's four sides in words, and the area that words mean."""

import json
from pathlib import Path
from typing import Annotated

import typer
from shapely.geometry import mapping

from geo_service.actions.bounds import SaidContext, shape_of_words, words_of_drawing
from geo_service.actions.zones import current_zone
from geo_service.cli.common import AsJson, Database, opened_store, print_facts
from geo_service.errors import InputError
from geo_service.exports.folder import write_together
from geo_service.importers.shapes import read_drawn_shape
from geo_service.web.api_bounds import shape_facts, words_facts

bounds_app = typer.Typer(
    no_args_is_help=True, help="Bounds: a polygon in words (东至…、南至…), and words as a polygon."
)

NOT_DRAWN = 1
"""Exit code of `shape` when the words make no area."""


@bounds_app.command("words")
def say_bounds(
    zone: Annotated[str | None, typer.Argument(metavar="[ZONE]", help="Id of a zone that is on the map.")] = None,
    *,
    draw: Annotated[Path | None, typer.Option(help="GeoJSON polygon instead of a zone.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Say the four sides of a zone or drawing by the named roads, rivers, railways and walls along them."""
    if (zone is None) == (draw is None):
        raise InputError("give the id of a zone or --draw FILE.geojson, one of the two")
    with opened_store(database) as store:
        shape = read_drawn_shape(draw) if draw else current_zone(store, zone or "").geometry
        if shape is None:
            raise InputError(f"zone {zone} is known by words alone and has no outline; nothing to say by sides")
        facts = words_facts(words_of_drawing(store, shape))
    agreed = "不闭合" if facts.agreement is None else f"按文字重画与原范围重合{facts.agreement:.1%}"
    print_facts(facts, as_json, [facts.text, agreed, *(f"注意：{note}" for note in facts.notes)])


@bounds_app.command("shape")
def draw_bounds(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="东至…、南至… or 甲路、乙路、丙街合围区域.")],
    *,
    street: Annotated[str | None, typer.Option(help="Street or town that the text lies in.")] = None,
    community: Annotated[str | None, typer.Option(help="Community or village that the text lies in.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the polygon as GeoJSON here.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Draw the area that four sides or enclosing lines mean; what does not close or fits twice is said: exit 1."""
    with opened_store(database) as store:
        shape = shape_of_words(store, text, SaidContext(None, street, community))
    facts = shape_facts(shape)
    if out is not None and shape.area is not None:
        _save(json.dumps({"type": "Feature", "properties": {"text": text}, "geometry": mapping(shape.area)}), out)
    line = shape.reason or f"面积{facts.area_m2 or 0:.0f}平方米"
    print_facts(facts, as_json, [line, *(f"注意：{note}" for note in facts.notes)])
    if shape.area is None:
        raise typer.Exit(NOT_DRAWN)


def _save(text: str, path: Path) -> None:
    def write(unfinished: Path) -> None:
        unfinished.write_text(text + "\n", encoding="utf-8")

    write_together(path.parent, {path.name: write})
