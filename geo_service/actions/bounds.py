"""Bounds in words and on the map: the four sides of a drawing, and the area that words mean in the register."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import shapely
from shapely import MultiPolygon, Polygon

from geo_service.actions.register import register_bounds
from geo_service.addresses.extents import ExtentContext, read_extents
from geo_service.addresses.vocabulary import usual_name
from geo_service.coords.metric import Bounds, MetricPlane, grow_bounds, plane_at
from geo_service.derive.boundary_text import BoundaryWords, boundary_words
from geo_service.derive.bounds_shape import ShapeOfWords, join_areas, shape_of_bounds
from geo_service.derive.drawing import require_drawable
from geo_service.derive.linear_features import LinearFeatures, linear_features
from geo_service.errors import GeometryError, InputError
from geo_service.model.said import NoticeItem
from geo_service.storage.store import Store
from geo_service.zones.said_areas import SaidArea, excluded_areas
from geo_service.zones.said_shapes import ground_of, without

AROUND_M = 1000.0
"""
Lines this far round a drawing are read, in metres.

A line's own far end may close with another one there; what is further away can't bound the drawing.
"""
LINE_LAYERS = ("roads", "barriers", "estates")
CONTEXT_LAYERS = (("community", "communities", "community"), ("street", "townships", "township"))
"""What an item names, the layer that has its outline, and the level of its name; the narrowest first."""

_kept: dict[tuple[str, int], LinearFeatures] = {}
"""The lines of the register last asked for, by store and edition; one entry at most."""
_reading = Lock()


@dataclass(frozen=True)
class SaidContext:
    """Where words are read that name no place themselves."""

    district: str | None = None
    street: str | None = None
    community: str | None = None


def lines_of_register(store: Store) -> LinearFeatures:
    """Every named line of the register, on a plane in its middle; read once per edition."""
    edition = store.url, store.register_edition()
    with _reading:
        known = _kept.get(edition)
        if known is None:
            known = _read_lines(store, None)
            _kept.clear()
            _kept[edition] = known
    return known


def reaches_register(store: Store, polygon: Polygon | MultiPolygon) -> bool:
    """Whether an outline comes near enough to the register to be said by its lines."""
    inside = register_bounds(store)
    return inside is None or polygon.boundary.intersects(shapely.box(*grow_bounds(inside, AROUND_M)))


def words_of_drawing(store: Store, polygon: Polygon | MultiPolygon) -> BoundaryWords:
    """
    The four sides of a drawn polygon in words, with how well they draw back to it.

    Raises
    ------
    GeometryError
        If the drawing is empty, broken, no polygon, not in degrees, outside the register, or all around it.
    """
    require_drawable(polygon, inside=register_bounds(store))
    if not reaches_register(store, polygon):
        raise GeometryError(
            f"the outline runs nowhere within {AROUND_M:.0f} m of the register, which lies whole inside it; "
            "there are no lines to say its sides by"
        )
    return boundary_words(polygon, _read_lines(store, grow_bounds(polygon.bounds, AROUND_M)))


def drawn_again(store: Store, words: BoundaryWords) -> MultiPolygon | None:
    """The area that the text of a drawing means when it is read; None when it can't be read or does not close."""
    try:
        return shape_of_words(store, words.text).area
    except InputError:
        return None


def shape_of_words(store: Store, text: str, context: SaidContext | None = None) -> ShapeOfWords:
    """
    The area that a text of sides or enclosing lines means, or the reason why there is none.

    Raises
    ------
    InputError
        If the text names no sides or enclosing lines, or more than those.
    """
    context = context or SaidContext()
    reading = read_extents(text, context=ExtentContext(context.district, context.street, context.community))
    areas = [extent for extent in reading.extents if isinstance(extent, SaidArea)]
    if not areas or len(areas) < len(reading.extents) or reading.rest:
        raise InputError(
            f"{text!r} is not bounds in words; need e.g. 东至甲路、南至乙路、西至丙街、北至望江河, "
            "or 甲路、乙路、丙街合围区域"
        )
    item = NoticeItem(
        line=text,
        action="designate",
        category=None,
        district=context.district or reading.district,
        street=context.street or reading.street,
        community=context.community or reading.community,
    )
    excluded = [one for area in areas for one in excluded_areas(area)]
    named = [words for area in areas for words in (*area.include, *area.except_text) if not excluded_areas(area)]
    if named:
        raise InputError(
            f"{'、'.join(named)} is no line; bounds are drawn from lines alone, places by designate --notice"
        )
    shapes = shapes_of_areas(store, (*areas, *excluded), item)
    unsettled = next((shape for shape in shapes.values() if shape.area is None), None)
    return unsettled or _together(shapes, areas, excluded, lines_of_register(store).plane)


def _together(
    shapes: Mapping[SaidArea, ShapeOfWords], held: Sequence[SaidArea], excluded: Sequence[SaidArea], plane: MetricPlane
) -> ShapeOfWords:
    """The areas held as one, without what is left out."""
    area = join_areas(ground_of(held, shapes), plane)
    notes = tuple(dict.fromkeys(note for shape in shapes.values() for note in shape.notes))
    return ShapeOfWords(without(area, ground_of(excluded, shapes)), notes=notes)


def shapes_of_areas(store: Store, areas: Iterable[SaidArea], item: NoticeItem) -> dict[SaidArea, ShapeOfWords]:
    """What the areas of an item mean on the map, each with its reason when it can't be drawn."""
    asked = tuple(dict.fromkeys(areas))
    if not asked:
        return {}
    lines, within = lines_of_register(store), _outline_of(store, item)
    return {said: shape_of_bounds(said, lines, within=within) for said in asked}


def _outline_of(store: Store, item: NoticeItem) -> Polygon | MultiPolygon | None:
    """The outline of the community, else the street, that an item names; None when the register has it not once."""
    for field, layer, level in CONTEXT_LAYERS:
        name = getattr(item, field)
        if not name:
            continue
        frame = store.read_layer(layer)
        wanted = usual_name(name, level)
        named = [
            one for one, known in zip(frame.geometry, frame["name"], strict=True) if _is_called(known, wanted, level)
        ]
        if len(named) == 1:
            outline: Polygon | MultiPolygon = named[0]
            return outline
    return None


def _is_called(name: object, wanted: str, level: str) -> bool:
    return isinstance(name, str) and usual_name(name, level) == wanted


def _read_lines(store: Store, bounds: Bounds | None) -> LinearFeatures:
    roads, barriers, estates = (store.read_layer(layer, bounds=bounds) for layer in LINE_LAYERS)
    return linear_features(roads, barriers, estates, _plane(store, bounds))


def _plane(store: Store, bounds: Bounds | None) -> MetricPlane:
    """A plane in the middle of what is read."""
    known = [bounds] if bounds else [found for layer in LINE_LAYERS if (found := store.layer_bounds(layer))]
    boxes = [shapely.box(*one) for one in known] or [shapely.box(0, 0, 1, 1)]
    return plane_at(shapely.union_all(boxes))
