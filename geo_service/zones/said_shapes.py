"""Areas by sides or enclosing lines as ground: what the register settles, and how it was drawn."""

from collections.abc import Mapping, Sequence

import shapely
from shapely import MultiPolygon

from geo_service.derive.bounds_shape import ShapeOfWords
from geo_service.notices.write import write_extents
from geo_service.zones.asks import NotOnTheMapError
from geo_service.zones.said_areas import SaidArea

Shapes = Mapping[SaidArea, ShapeOfWords]
SQUARE_M_PER_HECTARE = 10_000.0


def ground_of(areas: Sequence[SaidArea], shapes: Shapes) -> tuple[MultiPolygon, ...]:
    """
    The areas on the map, in order.

    Raises
    ------
    NotOnTheMapError
        If one of them can't be drawn; the reason names its lines.
    """
    return tuple(_ground(said, shapes, alone=len(areas) == 1) for said in areas)


def _ground(said: SaidArea, shapes: Shapes, *, alone: bool) -> MultiPolygon:
    shape = shapes.get(said, ShapeOfWords(None, "没有在登记里查过"))
    if shape.area is None:
        raise NotOnTheMapError(shape.reason if alone else f"“{write_extents([said])}”{shape.reason}")
    return shape.area


def drawn_notes(areas: Sequence[SaidArea], shapes: Shapes, *, area_m2: float) -> tuple[str, ...]:
    """How the areas were drawn (Chinese)."""
    if not areas:
        return ()
    notes = dict.fromkeys(note for said in areas if said in shapes for note in shapes[said].notes)
    how = f"按所写四至或合围的线成图，面积{area_m2 / SQUARE_M_PER_HECTARE:.1f}公顷"
    return ("，".join((how, *notes, "请核对")),)


def without(outline: MultiPolygon, left_out: Sequence[MultiPolygon]) -> MultiPolygon:
    """An outline without areas."""
    if not left_out:
        return outline
    parts = shapely.get_parts(outline.difference(shapely.union_all(left_out)))
    return MultiPolygon(list(parts[shapely.area(parts) > 0]))
