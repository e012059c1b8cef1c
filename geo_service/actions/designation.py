"""Designate zones: from a drawing, or from the places of cases."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from shapely import MultiPolygon, Polygon

from geo_service.access.permissions import require_permission
from geo_service.actions.case_places import keep_case_places
from geo_service.actions.case_zones import propose_cases
from geo_service.actions.facts import record_fact
from geo_service.actions.plans import ground_round, plan_rule
from geo_service.actions.protocols import protocol_for
from geo_service.actions.register import read_buildings, require_register
from geo_service.actions.register_window import window_on
from geo_service.actions.zones import Act, TwoPersons, new_zone_ids, publish_zone, save_version
from geo_service.derive.drawing import require_drawable
from geo_service.derive.plan import derive_sketch
from geo_service.errors import InputError
from geo_service.model.account import VIEWER, Actor
from geo_service.model.plan import Plan
from geo_service.model.zone import DRAFT, ZoneVersion
from geo_service.storage.store import Register, Store
from geo_service.zones.delineate import Delineation, zone_from_drawing
from geo_service.zones.place_units import UnitChoice, exceptional_reason
from geo_service.zones.protocol import Protocol


@dataclass(frozen=True)
class Decision:
    """
    Who designates, by which rules, from when, and why.

    `effective_from` None means from now; a `draft` binds nobody until it is published. `reference` is the number of
    the decision (文号), `clock_start` from when the days count if that is not when it binds, and `persons` the rule of
    two persons for what is published at once.
    """

    protocol: str
    actor: Actor
    reason: str
    name: str | None = None
    effective_from: datetime | None = None
    draft: bool = False
    reference: str = ""
    decided_at: datetime | None = None
    clock_start: datetime | None = None
    two_persons: TwoPersons = "auto"

    def act(self, at: datetime) -> Act:
        """The same as an act on a zone."""
        return Act(
            self.actor,
            at,
            self.reason,
            self.reference,
            effective_from=self.effective_from,
            decided_at=self.decided_at,
            clock_start=self.clock_start,
        )


@dataclass(frozen=True)
class Designated:
    """
    The zones that were made, and what could not be placed or should be looked at.

    `proposals` say for each zone which rule asked for it and what it costs; none for zones by a notice.
    """

    zones: tuple[ZoneVersion, ...]
    problems: tuple[str, ...]
    proposals: tuple[Delineation, ...] = ()


@dataclass(frozen=True)
class Proposed:
    """Zones as they would be made, with reasons and prices, and what could not be placed or should be looked at."""

    zones: tuple[Delineation, ...]
    problems: tuple[str, ...]


def designate_drawing(
    store: Store, geometry: Polygon | MultiPolygon, *, category: str, decision: Decision, at: datetime
) -> Designated:
    """
    Make a zone of a drawn polygon.

    Raises
    ------
    GeometryError
        If the drawing crosses itself, is empty, or lies outside the register.
    ProtocolError
        If the protocol or category is unknown.
    InputError
        If the register is empty.
    """
    protocol = protocol_for(store, decision.protocol)
    drawn = _delineate_drawing(store, geometry, category=category, protocol=protocol)
    return save_zones(store, [drawn], protocol, decision, at)


def preview_drawing(
    store: Store, geometry: Polygon | MultiPolygon, *, category: str, protocol_id: str, at: datetime
) -> Plan:
    """
    Sketch what a drawn polygon would hold, by the same steps as designating it; nothing is saved.

    The sketch has buildings, posts, the edge and the proof; sites such as delivery points come with the plan. The
    register is read through windows kept in memory, so that the next stroke of the pen is answered at once.

    Raises
    ------
    GeometryError, ProtocolError, InputError
        As designating it would.
    """
    protocol, near = protocol_for(store, protocol_id), window_on(store)
    drawn = _delineate_drawing(near, geometry, category=category, protocol=protocol)
    zone = version_of(UNSAVED, drawn, protocol, Decision(protocol_id, NOBODY, reason="", draft=True), at)
    return derive_sketch(zone, ground_round(near, zone), plan_rule(store, zone))


NOBODY = Actor("", VIEWER)
"""Stands for who will save a zone that is only looked at."""

UNSAVED = "unsaved"
"""Stands for the id that a zone gets when it is saved."""


def _delineate_drawing(
    store: Register, geometry: Polygon | MultiPolygon, *, category: str, protocol: Protocol
) -> Delineation:
    protocol.designated_category(category)
    require_drawable(geometry, inside=require_register(store))
    buildings = read_buildings(store, bounds=geometry.bounds)
    estates = store.read_layer("estates", bounds=geometry.bounds)
    names = dict(zip(estates["estate_id"], estates["name"], strict=True))
    return zone_from_drawing(geometry, buildings, protocol, category, estate_names=names)


def designate_cases(
    store: Store,
    path: Path,
    *,
    category: str | None,
    decision: Decision,
    at: datetime,
    datum: str | None = None,
    choice: UnitChoice | None = None,
) -> Designated:
    """
    Make zones of the case places in a table; rows that can't be placed are reported and the others go on.

    The places are kept with their zones, for those who may see them, until the protocol's rule purges them.

    Parameters
    ----------
    choice
        A unit instead of the rule's; one beyond the category's needs a decision, which is recorded with the zones.

    Raises
    ------
    InputError
        If the table can't be read, no row can be placed, or the register is empty.
    ProtocolError
        If the category is unknown, or never allows the chosen unit.
    PermissionDeniedError
        If the actor may not designate; then the table is not opened.
    """
    require_permission(decision.actor, "designate")
    protocol = protocol_for(store, decision.protocol)
    found, problems = propose_cases(store, path, protocol, category=category, at=at, datum=datum, choice=choice)
    if not found.zones:
        raise InputError(_why_none(path, problems))
    with store.transaction():
        saved = save_zones(store, found.zones, protocol, decision, at)
        keep_case_places(store, saved.zones, found.places, at=at, actor=decision.actor)
        _record_exceptions(store, saved.zones, protocol, choice, decision=decision, at=at)
    return Designated(saved.zones, (*problems, *saved.problems), found.zones)


def preview_cases(
    store: Store,
    path: Path,
    *,
    category: str | None,
    protocol_id: str,
    at: datetime,
    datum: str | None = None,
    choice: UnitChoice | None = None,
) -> Proposed:
    """
    Propose zones for the case places in a table, with reasons and prices; nothing is saved.

    Raises
    ------
    InputError, ProtocolError
        As designating them would.
    """
    protocol = protocol_for(store, protocol_id)
    found, problems = propose_cases(store, path, protocol, category=category, at=at, datum=datum, choice=choice)
    return Proposed(found.zones, problems)


def _why_none(path: Path, problems: Sequence[str]) -> str:
    shown = "; ".join(problems[:PROBLEMS_SHOWN]) or "the table has no rows"
    more = f"; and {len(problems) - PROBLEMS_SHOWN} more" if len(problems) > PROBLEMS_SHOWN else ""
    return f"no row of {path.name} could be placed: {shown}{more}"


PROBLEMS_SHOWN = 5
"""Reasons that one refusal lists."""


def _record_exceptions(
    store: Store,
    zones: Sequence[ZoneVersion],
    protocol: Protocol,
    choice: UnitChoice | None,
    *,
    decision: Decision,
    at: datetime,
) -> None:
    """Keep the decision that allows a unit beyond the category's, so that checks find it."""
    body = (protocol.governance.approval_chain or (protocol.governance.proposer,))[-1]
    for zone in zones:
        if choice is None or exceptional_reason(protocol.category(zone.category), choice) is None:
            continue
        values = {"about": "exception_unit", "body": body, "reference": choice.reference, "reason": choice.reason}
        record_fact(store, "decision", values, zone.zone_id, actor=decision.actor, at=at)


def save_zones(
    store: Store,
    delineations: Sequence[Delineation],
    protocol: Protocol,
    decision: Decision,
    at: datetime,
    *,
    change: str | None = None,
) -> Designated:
    """
    Keep zones as they were proposed, and put them in force unless the decision is for drafts.

    Parameters
    ----------
    change
        An id that they share, so that drafts are published together.
    """
    zones: list[ZoneVersion] = []
    with store.transaction():
        for zone_id, delineation in zip(new_zone_ids(store, at), delineations, strict=False):
            zone = replace(version_of(zone_id, delineation, protocol, decision, at), change=change)
            save_version(store, None, zone, decision.actor)
            zones.append(zone if decision.draft else _published(store, zone_id, decision, at))
    problems = tuple(dict.fromkeys(problem for delineation in delineations for problem in delineation.problems))
    return Designated(tuple(zones), problems, tuple(delineations))


def _published(store: Store, zone_id: str, decision: Decision, at: datetime) -> ZoneVersion:
    return publish_zone(
        store,
        zone_id,
        replace(decision.act(at), effective_from=decision.effective_from or at),
        two_persons=decision.two_persons,
    )


def version_of(
    zone_id: str, delineation: Delineation, protocol: Protocol, decision: Decision, at: datetime
) -> ZoneVersion:
    """The first version of a zone: a draft."""
    return ZoneVersion(
        zone_id=zone_id,
        version=1,
        name=decision.name or delineation.name_hint,
        category=delineation.category,
        protocol=protocol.id,
        status=DRAFT,
        extent=delineation.extent,
        geometry=delineation.geometry,
        members=delineation.members,
        effective_from=decision.effective_from or at,
        recorded_at=at,
        author=decision.actor.name,
        reason=decision.reason,
        unit=delineation.unit,
        reference=decision.reference,
        decided_at=decision.decided_at,
        clock_start=decision.clock_start,
    )
