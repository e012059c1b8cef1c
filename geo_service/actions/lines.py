"""Better lines near a drawn one, from the store; taken over only by a person with a ground, as a draft to be signed."""

from dataclasses import dataclass, replace

import shapely
from shapely import MultiPolygon

from geo_service.access.permissions import require_permission
from geo_service.actions.changes import Part, expand_zone
from geo_service.actions.protocols import protocol_for
from geo_service.actions.register import read_buildings
from geo_service.actions.zones import Act, current_zone, history_of, save_version
from geo_service.coords.metric import Bounds, grow_bounds
from geo_service.derive.households import household_rule
from geo_service.derive.line import Lines, LineSuggestion, suggest_lines, with_band
from geo_service.derive.line_figures import LineSurroundings
from geo_service.derive.line_ground import LineRule
from geo_service.errors import ConflictError, GeometryError, InputError, NotFoundError
from geo_service.model.extent import DrawnShape, Extent
from geo_service.model.zone import IN_FORCE, PENDING, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.changes import Content, widened
from geo_service.zones.delineate import zone_from_drawing
from geo_service.zones.lifecycle import STEPS, advanced

BEYOND_M = 100.0
"""Roads and buildings this far beyond the band are read: a post groups what lies within 40 m of it."""
HECTARE_M2 = 10_000.0


@dataclass(frozen=True)
class AcceptedLine:
    """The draft that an accepted line made, the suggestion, and what should be looked at (Chinese)."""

    zone: ZoneVersion
    suggestion: LineSuggestion
    problems: tuple[str, ...] = ()


def lines_of_zone(store: Store, zone_id: str, *, band_m: float | None = None, rule: LineRule | None = None) -> Lines:
    """
    Look for better lines round a zone's newest version; nothing is changed.

    Raises
    ------
    NotFoundError
        If there is no such zone.
    GeometryError
        If its extent has not been resolved.
    InputError
        If the band is not one that the protocol allows.
    """
    zone = current_zone(store, zone_id)
    return _lines(store, zone, with_band(rule or _rule(store, zone), band_m))


def accept_line(
    store: Store, zone_id: str, number: int, act: Act, *, key: str | None = None, band_m: float | None = None
) -> AcceptedLine:
    """
    Take a suggested line over: the zone gets a draft with it, which is signed and published like any larger zone.

    The lines are looked for again, and the one of that number must be the one that the person saw.

    Parameters
    ----------
    key
        The key of the line that was seen.
    band_m
        The band that the suggestion was made with.

    Raises
    ------
    InputError
        If there is no ground or no reference.
    NotFoundError
        If there is no suggestion of that number.
    ConflictError
        If the line is another one by now, the zone has moved on, or it is in no state to be made larger.
    PermissionDeniedError
        If the actor's role does not allow the step.
    """
    _require_ground(act)
    with store.transaction():
        zone = history_of(store, zone_id, expected_version=act.expected_version)[-1]
        step = _step_for(zone)
        require_permission(act.actor, STEPS[step].deed)
        lines = _lines(store, zone, with_band(_rule(store, zone), band_m))
        line = _chosen(lines, number, key)
        said = replace(act, reason=f"{act.reason.strip()}（{price_words(line)}）")
        if step == "expand":
            changed = expand_zone(store, zone_id, Part(shape=line.outline), said)
            return AcceptedLine(changed.zones[0], line, changed.problems)
        return _revised(store, zone, line, said)


def price_words(line: LineSuggestion) -> str:
    """What a person accepted and at which price, as the version's reason keeps it (Chinese)."""
    return (
        f"采纳改线建议{line.number}·{line.key}：卡口和封闭点{line.drawn.posts}→{line.figures.posts}处，"
        f"多纳入{line.more_households}户、{len(line.building_ids)}栋、{line.more_area_m2 / HECTARE_M2:.2f}公顷"
    )


def _rule(store: Store, zone: ZoneVersion) -> LineRule:
    """What the zone's protocol says of better lines."""
    plan = protocol_for(store, zone.protocol).plan
    numbers = {name: getattr(plan.line, name).value for name in type(plan.line).model_fields}
    return LineRule(never_cut=plan.cordon.closing.never, **numbers)


def _lines(store: Store, zone: ZoneVersion, rule: LineRule) -> Lines:
    membership = protocol_for(store, zone.protocol).membership.rule
    if zone.geometry is None:
        raise GeometryError(f"zone {zone.zone_id} has no geometry yet; resolve its extent before asking for a line")
    near = _surroundings(store, grow_bounds(zone.geometry.bounds, rule.band_m + BEYOND_M))
    return suggest_lines(zone, near, rule, household_rule(), membership)


def _surroundings(store: Store, bounds: Bounds) -> LineSurroundings:
    layers = {name: store.read_layer(name, bounds=bounds) for name in ("roads", "gates", "barriers", "facilities")}
    buildings = read_buildings(store, bounds=bounds)
    return LineSurroundings(buildings=buildings, known=store.layer_bounds("roads"), **layers)


def _require_ground(act: Act) -> None:
    """Refuse to take a line without saying why and by which decision; nothing is returned."""
    if not act.reason.strip():
        raise InputError("a line is taken over by a person with a ground: give the reason")
    if not act.reference.strip():
        raise InputError("a line that takes in more homes needs a decision: give its reference (文号)")


def _step_for(zone: ZoneVersion) -> str:
    if zone.status == IN_FORCE:
        return "expand"
    if zone.status in PENDING:
        return "revise"
    raise ConflictError(f"zone {zone.zone_id} is {zone.status}; only the line of a draft or a zone in force can move")


def _chosen(lines: Lines, number: int, key: str | None) -> LineSuggestion:
    """The suggestion of a number, if it is the one that was seen."""
    by_key = [line.number for line in lines.suggestions if line.key == key]
    if key is not None and number not in by_key:
        raise ConflictError(
            f"line {number} of zone {lines.zone_id} is not the line {key} any more; "
            f"{'that is number ' + str(by_key[0]) if by_key else 'the register or the zone has changed'}: look again"
        )
    found = {line.number: line for line in lines.suggestions}
    if number not in found:
        known = ", ".join(map(str, found)) or f"none within {lines.band_m:g} m"
        raise NotFoundError(f"zone {lines.zone_id} has no suggested line {number}; there are {known}")
    return found[number]


def _revised(store: Store, zone: ZoneVersion, line: LineSuggestion, act: Act) -> AcceptedLine:
    """A draft with the line in place of the one that it had."""
    whole = widened(zone, _content(store, zone, line.outline))
    version = advanced(zone, "revise", **act.said(), **whole.changes(), **act.times())
    return AcceptedLine(save_version(store, zone, version, act.actor), line, whole.problems)


def _content(store: Store, zone: ZoneVersion, outline: MultiPolygon) -> Content:
    buildings = store.read_layer("buildings", bounds=shapely.union_all([outline, zone.geometry]).bounds)
    drawn = zone_from_drawing(outline, buildings, protocol_for(store, zone.protocol), zone.category)
    return Content(Extent((DrawnShape(outline),)), outline, drawn.members, drawn.problems)
