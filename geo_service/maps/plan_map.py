"""A plan as one HTML file: zone, buildings, posts and services on a pale map, with a title block and a legend."""

from collections.abc import Mapping
from datetime import datetime

import geopandas as gpd

from geo_service.coords.metric import Bounds, grow_bounds
from geo_service.errors import GeometryError
from geo_service.maps.context import context_features, context_labels, context_looks, crop_context, without_buildings
from geo_service.maps.cordon_facts import cordon_lines, worst_detours
from geo_service.maps.features import Texts
from geo_service.maps.legend import box_symbol, context_entries, edge_entries, line_symbol, pin_entries, zone_patterns
from geo_service.maps.limits import Drawing, Reduction, limit_features
from geo_service.maps.plan_layers import (
    kind_words,
    plan_frames,
    plan_labels,
    plan_layers,
    popup_fields,
    positionless,
    row_titles,
    view_bounds,
)
from geo_service.maps.sheet import Block, Fact, Imprint, LegendEntry, MapLayer, Sheet, sheet_html, show_time
from geo_service.maps.strings import require_language, say
from geo_service.maps.symbols import CONTEXT_STYLES, EDGE_STYLES, category_icon, edge_look, require_color, zone_styles
from geo_service.model.plan import Plan, Totals

CONTEXT_MARGIN_M = 400.0
"""Base map kept round the plan: about two blocks, so that one knows where one is."""

FOCUSABLE_BUILDINGS = 200
"""Up to here single buildings can be reached by Tab; beyond, only the zone and the pins."""

M2_PER_KM2 = 1_000_000.0
KM2_FROM_M2 = 100_000.0
"""From a tenth of a square kilometre an area reads better in those."""

DRAWING_ORDER = ("zone", "edge", "grid", "building", "building_group", "link", "sampling_route")


def plan_map_html(
    plan: Plan,
    *,
    grids: gpd.GeoDataFrame | None,
    context: Mapping[str, gpd.GeoDataFrame] | None,
    title: str,
    attribution: str,
    rendered_at: datetime,
    language: str = "zh",
) -> str:
    """
    Draw a plan as one HTML file that opens without a network; equal inputs give equal files.

    A plan that is too heavy is simplified, and the page says how (`limits.limit_features`).

    Parameters
    ----------
    plan
        The plan; its zone must have a geometry.
    grids
        The `grids` layer; those near the plan are drawn.
    context
        Register layers for the pale base map (roads, barriers, estates, buildings, gates); others are not drawn.
    title
        Title of the page; the heading is the zone's name.
    attribution
        Whose data these are, as their licences ask.
    rendered_at
        Time of drawing; times on the page are those of China.
    language
        `zh` or `en`.

    Raises
    ------
    GeometryError
        If the zone's extent has not been resolved to a geometry.
    """
    require_language(language)
    require_color(plan.category_color)
    if plan.zone.geometry is None or plan.zone.geometry.is_empty:
        raise GeometryError(f"zone {plan.zone.zone_id} has no geometry to draw; resolve its extent first")
    imprint = Imprint(title, attribution, rendered_at, language)
    drawing, view = _drawing(plan, grids, context or {}, imprint)
    return sheet_html(_sheet(plan, drawing, view, imprint))


def _since(plan: Plan, imprint: Imprint) -> str:
    return show_time(plan.zone.effective_from, imprint.language)


def _drawing(
    plan: Plan, grids: gpd.GeoDataFrame | None, context: Mapping[str, gpd.GeoDataFrame], imprint: Imprint
) -> tuple[Drawing, Bounds]:
    frames = plan_frames(plan, since=_since(plan, imprint), language=imprint.language)
    view = view_bounds(frames)
    around = grow_bounds(view, CONTEXT_MARGIN_M)
    if grids is not None:
        west, south, east, north = view
        frames["grid"] = grids.cx[west:east, south:north]
    near = without_buildings(crop_context(context, around), frames["building"]["building_id"])
    lost = tuple(Reduction("no_geometry", kind, count) for kind, count in positionless(plan))
    return limit_features(Drawing(frames, near, lost)), view


def _sheet(plan: Plan, drawing: Drawing, view: Bounds, imprint: Imprint) -> Sheet:
    zone, texts, language = plan.zone, Texts(), imprint.language
    frames = _ordered(drawing.plan)
    base = MapLayer("context", say("layer.context", language), "gs-context", context_features(drawing.context))
    since_line = say("since", language, time=_since(plan, imprint))
    return Sheet(
        title=imprint.title,
        heading=zone.name,
        language=language,
        color=plan.category_color,
        category=plan.category_title,
        icon=category_icon(zone.category),
        status=say(f"status.{zone.status}", language),
        status_class=zone.status,
        lines=(imprint.title, since_line, say("version", language, number=zone.version)),
        facts=(*total_facts(plan.totals, language), *_cordon_fact(plan, language)),
        legend=tuple(plan_legend(frames, drawing, plan.category_color, language)),
        blocks=tuple(_blocks(plan, drawing, language)),
        attribution=imprint.attribution,
        drawn_at=say("drawn_at", language, time=show_time(imprint.rendered_at, language)),
        layers=(base, *plan_layers(frames, texts, language)),
        labels=(*plan_labels(frames, language), *context_labels(drawing.context)),
        view=view,
        texts=texts,
        styles={**CONTEXT_STYLES, **EDGE_STYLES, **zone_styles(plan.category_color)},
        fields=popup_fields(language),
        kinds=kind_words(language),
        patterns=zone_patterns(zone.category, plan.category_color),
        focusable=("zone", "building") if len(frames["building"]) <= FOCUSABLE_BUILDINGS else ("zone",),
    )


def _ordered(frames: Mapping[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    rest = [kind for kind in frames if kind not in DRAWING_ORDER]
    return {kind: frames[kind] for kind in (*DRAWING_ORDER, *rest) if kind in frames}


def total_facts(totals: Totals, language: str) -> tuple[Fact, ...]:
    """The title block's numbers: buildings, stairs, households and people with their estimated part, area."""
    return (
        _count("buildings", totals.buildings, language),
        _count("stairs", totals.stairs, language),
        _count("households", totals.households, language, totals.households_estimated),
        _count("people", totals.people, language, totals.people_estimated),
        Fact(say("area", language), show_area(totals.area_m2, language)),
    )


def _cordon_fact(plan: Plan, language: str) -> tuple[Fact, ...]:
    staffed, closed = len(plan.frames["checkpoint"]), len(plan.frames["closure"])
    note = say("count.closures", language, count=closed)
    return (Fact(say("layer.checkpoint", language), say("count.posts", language, count=staffed), note),)


def _count(name: str, count: int, language: str, estimated: int | None = None) -> Fact:
    note = "" if estimated is None else say("all_registered", language)
    if estimated:
        note = say("of_which_estimated", language, count=estimated)
    return Fact(say(name, language), say(f"count.{name}", language, count=count), note)


def show_area(area_m2: float, language: str) -> str:
    """An area in the unit that reads best."""
    if area_m2 < KM2_FROM_M2:
        return say("area_m2", language, area=area_m2)
    return say("area_km2", language, area=area_m2 / M2_PER_KM2)


def plan_legend(
    frames: Mapping[str, gpd.GeoDataFrame], drawing: Drawing, color: str, language: str
) -> list[LegendEntry]:
    """What this map shows and nothing else: zone, buildings by status, pins, lines, base map."""
    styles = zone_styles(color)
    shown = {kind for kind, frame in frames.items() if len(frame)}
    areas = [("zone", "layer.zone"), *((status, f"legend.building_{status}") for status in _statuses(frames))]
    entries = [LegendEntry(box_symbol(styles[look]), say(word, language)) for look, word in areas]
    looks = context_looks(drawing.context)
    if "buildings" in looks:
        entries.append(LegendEntry(box_symbol(CONTEXT_STYLES["buildings"]), say("legend.building_outside", language)))
    entries += pin_entries(shown, language)
    if "edge" in shown:
        entries += edge_entries((edge_look(barrier) for barrier in frames["edge"]["barrier"]), language)
    if "grid" in shown:
        entries.append(LegendEntry(line_symbol(styles["grid"]), say("legend.grid", language)))
    if "link" in shown:
        entries.append(LegendEntry(line_symbol(styles["link"]), say("legend.link", language)))
    if "sampling_route" in shown:
        entries.append(LegendEntry(line_symbol(styles["sampling_route"]), say("layer.sampling_route", language)))
    return [*entries, *context_entries(looks, language)]


def _statuses(frames: Mapping[str, gpd.GeoDataFrame]) -> list[str]:
    held = {status for kind in ("building", "building_group") if kind in frames for status in frames[kind]["status"]}
    return sorted(held)


def _blocks(plan: Plan, drawing: Drawing, language: str) -> list[Block]:
    reductions = tuple(show_reduction(item, language) for item in drawing.reductions)
    buildings = plan.frames["building"]
    blocks = (
        ("cordon", cordon_lines(plan, language)),
        ("measures", (plan.measures,)),
        ("detours", worst_detours(buildings, plan, row_titles("building", buildings, language), language)),
        ("problems", plan.problems),
        ("reductions", reductions),
    )
    return [Block(say(name, language), lines) for name, lines in blocks if any(lines)]


def show_reduction(item: Reduction, language: str) -> str:
    """One sentence on what the map does not show as it is."""
    word = f"context.{item.layer}" if item.how == "context" else f"layer.{item.layer}"
    return say(f"reduced.{item.how}", language, layer=say(word, language), count=item.count)
