"""Change zones in force: split, shrink, expand, raise a part, merge, extend, downgrade. One change, one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import geopandas as gpd
import shapely
from shapely import MultiPolygon, Polygon

from geo_service.actions.case_ground import buildings_around
from geo_service.actions.protocols import protocol_for
from geo_service.actions.review import zone_clock
from geo_service.actions.zones import (
    Act,
    change_zone,
    effective_after,
    history_of,
    new_change_id,
    new_zone_ids,
    save_version,
)
from geo_service.derive.drawing import require_drawable
from geo_service.errors import ConflictError, InputError, NotFoundError
from geo_service.model.extent import DrawnShape, Extent, NamedPlace
from geo_service.model.zone import DRAFT, IN_FORCE, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.changes import Content, cut_zone, joined_content, require_one_rule, widened
from geo_service.zones.clock_stage import CLOCK_START
from geo_service.zones.clock_words import time_words
from geo_service.zones.clocks import ZoneClock
from geo_service.zones.delineate import label_of, rows_of, zone_from_drawing
from geo_service.zones.grounds import make_grounds, outline_of_buildings
from geo_service.zones.lifecycle import advanced, downgraded, raised
from geo_service.zones.outline import as_multipolygon
from geo_service.zones.prices import days_to_lift
from geo_service.zones.protocol import Protocol

MERGE_GAP_M = 200.0
"""Zones farther apart stay zones of their own: a road and its pavements lie between neighbours [assumption]."""


@dataclass(frozen=True)
class Part:
    """Part of a zone: a drawn polygon (EPSG:4326), or buildings by id."""

    shape: Polygon | MultiPolygon | None = None
    building_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changed:
    """The versions that a change made, and what should be looked at (Chinese)."""

    zones: tuple[ZoneVersion, ...]
    problems: tuple[str, ...] = ()


def split_zone(store: Store, zone_id: str, part: Part, act: Act) -> Changed:
    """
    Make two zones in force of one; the new one keeps clock and category.

    Raises
    ------
    GeometryError
        If the part does not lie in the zone or is the whole of it.
    ConflictError
        If the zone is not in force, or has moved on.
    """
    with store.transaction():
        zone = _in_force(store, zone_id, act)
        cut, rest = _cut(store, zone, part)
        change = new_change_id(store, act.at)
        kept = advanced(zone, "split", **act.said(), change=change, **rest.changes(), **_effective(act, zone))
        child = replace(_child(store, zone, cut, act, change=change), step="split", status=IN_FORCE)
        new = replace(child, signatures=zone.signatures, persons=zone.persons)
        versions = (save_version(store, zone, kept, act.actor), save_version(store, None, new, act.actor))
    return Changed(versions, rest.problems)


def shrink_zone(store: Store, zone_id: str, part: Part, act: Act) -> Changed:
    """
    Free a part of a zone; its days go on.

    Raises
    ------
    GeometryError
        If the part does not lie in the zone or is the whole of it.
    InputError
        If another start of the clock is given: that would hold the rest longer, which is a step of its own.
    """
    if act.clock_start is not None:
        raise InputError("freeing a part leaves the clock as it is; to let the days count anew use extend")
    with store.transaction():
        zone = _in_force(store, zone_id, act)
        _, rest = _cut(store, zone, part)
        version = advanced(zone, "shrink", **act.said(), **rest.changes(), **_effective(act, zone), **act.times())
        return Changed((save_version(store, zone, version, act.actor),), rest.problems)


def expand_zone(store: Store, zone_id: str, part: Part, act: Act) -> Changed:
    """Draft a larger zone; the one in force holds until the draft is published."""
    with store.transaction():
        zone = _in_force(store, zone_id, act)
        whole = widened(zone, _content(store, zone, part))
        version = advanced(zone, "expand", **act.said(), **whole.changes(), **_effective(act, zone), **act.times())
        return Changed((save_version(store, zone, version, act.actor),), whole.problems)


def raise_zone(store: Store, zone_id: str, category: str, act: Act, *, part: Part | None = None) -> Changed:
    """
    Draft a zone, or a part of one, in a higher category.

    A part becomes a draft of its own; once it is published the stricter category answers for it.
    """
    with store.transaction():
        zone = _in_force(store, zone_id, act)
        protocol = protocol_for(store, zone.protocol)
        if part is None:
            version = raised(zone, category, protocol, **act.said(), **_effective(act, zone), **act.times())
            return Changed((save_version(store, zone, version, act.actor),))
        # refused before anything is cut
        raised(zone, category, protocol, **act.said())
        cut, _ = _cut(store, zone, part)
        child = _child(store, zone, cut, act, change=None)
        higher = protocol.designated_category(category).id
        new = replace(child, category=higher, entered_from=zone.category, clock_start=act.clock_start)
        return Changed((save_version(store, None, new, act.actor),), cut.problems)


def merge_zones(store: Store, zone_ids: Sequence[str], act: Act) -> Changed:
    """
    Draft one zone of several alike; when it is published the others are lifted with it.

    Its days count from the latest clock of them, unless `act.clock_start` says otherwise, and of several stages it is
    in the one that lasts longest: no door is freed too early. The zone that is in that stage is the one that goes on.

    Raises
    ------
    InputError
        If they are not of one protocol and category.
    GeometryError
        If they do not lie together.
    """
    with store.transaction():
        zones = [_in_force(store, zone_id, replace(act, expected_version=None)) for zone_id in dict.fromkeys(zone_ids)]
        require_one_rule(zones)
        whole = joined_content(zones, gap_m=MERGE_GAP_M)
        clocks = {zone.zone_id: _clock(store, zone, act.at) for zone in zones}
        first = _longest(zones, clocks, protocol_for(store, zones[0].protocol))
        version = advanced(
            first,
            "merge",
            **act.said(),
            **whole.changes(),
            **_effective(act, *zones),
            **{"clock_start": max(_days_from(zone, clocks[zone.zone_id]) for zone in zones), **act.times()},
            parents=tuple(zone.zone_id for zone in zones if zone is not first),
        )
        problems = (*whole.problems, *(_prolonged(zone, clocks[zone.zone_id]) for zone in zones))
        saved = save_version(store, first, version, act.actor)
    return Changed((saved,), tuple(problem for problem in problems if problem))


def _clock(store: Store, zone: ZoneVersion, at: datetime) -> ZoneClock:
    """The clock of a zone in force; that of one that takes effect later as it will be then."""
    return zone_clock(store, zone.zone_id, at=max(at, zone.effective_from))


def _days_from(zone: ZoneVersion, clock: ZoneClock) -> datetime:
    """From when the days of a zone count now; for one without days, from when it binds."""
    counted = clock.count.start if clock.count else None
    return counted or zone.clock_start or zone.effective_from


def _longest(zones: Sequence[ZoneVersion], clocks: Mapping[str, ZoneClock], protocol: Protocol) -> ZoneVersion:
    """The first of the zones whose stage lasts longest: one that began medium, before one that came down from high."""

    def days(zone: ZoneVersion) -> int:
        stage = clocks[zone.zone_id].stage
        return days_to_lift(protocol, zone.category, stage.entered_from if stage else zone.entered_from) or 0

    return max(zones, key=days)


def _prolonged(zone: ZoneVersion, clock: ZoneClock) -> str:
    """What is lost when a zone goes into another one: a decision that prolongs it to a time of its own."""
    until = clock.count.until if clock.count else None
    return f"{zone.zone_id} 已决定延长至 {time_words(until).zh}，合并后须重新登记延长决定" if until else ""


def extend_zone(store: Store, zone_id: str, act: Act) -> Changed:
    """
    Draft a longer time for a zone: its days count anew from `act.clock_start`, by a decision with a reference.

    Raises
    ------
    InputError
        If there is no reference or no new start of the clock, that start is before the one that holds, or the days of
        the zone count from an event.
    """
    if not act.reference or act.clock_start is None:
        raise InputError("extending a zone needs a decision: give its reference (文号) and the new start of the clock")
    _require_longer(store, history_of(store, zone_id, expected_version=act.expected_version)[-1], act.clock_start, act)
    done = change_zone(
        store, zone_id, act, lambda history: advanced(history[-1], "extend", **act.said(), **act.times())
    )
    return Changed((done,))


def _require_longer(store: Store, zone: ZoneVersion, start: datetime, act: Act) -> None:
    """Refuse a new start that prolongs nothing; nothing is returned."""
    event = protocol_for(store, zone.protocol).clock.start
    if event != CLOCK_START:
        raise InputError(
            f"the days of zone {zone.zone_id} count from {event}: record that event, there is no other start"
        )
    now = _days_from(zone, _clock(store, zone, act.at))
    if start < now:
        raise InputError(
            f"the days of zone {zone.zone_id} count from {now.isoformat()}; {start.isoformat()} is before that "
            "and would end it sooner"
        )


def downgrade_zone(store: Store, zone_id: str, category: str, act: Act) -> Changed:
    """Put a zone into a lower category, from now on or from `act.effective_from`."""

    def lower(history: list[ZoneVersion]) -> ZoneVersion:
        zone = history[-1]
        protocol = protocol_for(store, zone.protocol)
        return downgraded(zone, category, protocol, **act.said(), **_effective(act, zone), **act.times())

    return Changed((change_zone(store, zone_id, act, lower),))


def _in_force(store: Store, zone_id: str, act: Act) -> ZoneVersion:
    zone = history_of(store, zone_id, expected_version=act.expected_version)[-1]
    if zone.status != IN_FORCE:
        raise ConflictError(f"zone {zone_id} is {zone.status}; only a zone that is in force can be changed like this")
    return zone


def _effective(act: Act, *zones: ZoneVersion) -> dict[str, Any]:
    """From when a change binds: now, but never before what it changes does."""
    return {"effective_from": effective_after(act, *zones)}


def _child(store: Store, zone: ZoneVersion, content: Content, act: Act, *, change: str | None) -> ZoneVersion:
    """The first version of a zone that was cut from another one."""
    return replace(
        zone,
        zone_id=next(new_zone_ids(store, act.at)),
        version=1,
        name=f"{zone.name}（部分）",
        status=DRAFT,
        step="designate",
        recorded_at=act.at,
        effective_from=effective_after(act, zone),
        author=act.actor.name,
        reason=act.reason,
        reference=act.reference,
        decided_at=act.decided_at,
        change=change,
        parents=(zone.zone_id,),
        signatures=(),
        persons=0,
        clock_start=_own_start(store, zone, act.at),
        **content.changes(),
    )


def _own_start(store: Store, zone: ZoneVersion, at: datetime) -> datetime:
    """From when the days of a zone's stage count, without cases: those go along with what was cut from it."""
    stage = _clock(store, zone, at).stage
    return (stage.start if stage else None) or zone.clock_start or zone.effective_from


def _cut(store: Store, zone: ZoneVersion, part: Part) -> tuple[Content, Content]:
    said, shape = _said(store, zone, part)
    return cut_zone(zone, said, shape, _near(store, zone, shape))


def _content(store: Store, zone: ZoneVersion, part: Part) -> Content:
    said, shape = _said(store, zone, part)
    protocol = protocol_for(store, zone.protocol)
    drawn = zone_from_drawing(shape, _near(store, zone, shape), protocol, zone.category)
    return Content(said, shape, drawn.members, drawn.problems)


def _near(store: Store, zone: ZoneVersion, shape: MultiPolygon) -> gpd.GeoDataFrame:
    shapes = [shape] if zone.geometry is None else [shape, zone.geometry]
    return store.read_layer("buildings", bounds=shapely.union_all(shapes).bounds)


def _said(store: Store, zone: ZoneVersion, part: Part) -> tuple[Extent, MultiPolygon]:
    """A part as it is kept, and its outline."""
    if (part.shape is None) == (not part.building_ids):
        raise InputError("say the part by a drawing or by building ids, one of them")
    if part.shape is not None:
        require_drawable(part.shape)
        shape = as_multipolygon(shapely.force_2d(part.shape))
        return Extent((DrawnShape(shape),)), shape
    return _of_buildings(store, zone, part.building_ids)


def _of_buildings(store: Store, zone: ZoneVersion, ids: Collection[str]) -> tuple[Extent, MultiPolygon]:
    near = buildings_around(store, ids, [])
    known = set(near["building_id"])
    unknown = [one for one in ids if one not in known]
    if unknown:
        raise NotFoundError(f"no building {unknown[0]!r} in the register")
    estates = store.read_layer("estates", ids={one for one in near["estate_id"] if isinstance(one, str)})
    grounds = make_grounds(near, estates)
    margin_m = protocol_for(store, zone.protocol).outline.footprint_margin_m.value
    places = [
        NamedPlace(label_of(row, grounds.estate_names), "building", row["building_id"])
        for row in rows_of(grounds.rows(ids))
    ]
    return Extent(tuple(places)), outline_of_buildings(ids, grounds, margin_m)
