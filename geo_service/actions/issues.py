"""
Field sheets: issue the plan of a zone in force to crews, and tell only what changed since.

A publication never waits for a plan and never fails because of one: the sheet is issued after it, in a transaction of
its own. When no plan can be made the sheet says why, and crews stay where the sheet before put them.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from geo_service.access.permissions import require_permission
from geo_service.actions.facts import TRIES
from geo_service.actions.plan_orders import last_sheet
from geo_service.actions.plans import plan_of, plan_zone
from geo_service.actions.zones import history_of
from geo_service.derive.deltas import Difference, sheet_deltas
from geo_service.derive.sheets import retired_after, sheet_items
from geo_service.errors import ConflictError, GeometryError, GeoServiceError, NotFoundError
from geo_service.exports.delta_lists import DeltaList
from geo_service.model.account import Actor
from geo_service.model.plan import Plan
from geo_service.model.sheet import Sheet
from geo_service.model.zone import IN_FORCE, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.lifecycle import last_published

LOG = logging.getLogger("geo_service.issues")

AT_ONCE = 10
"""Zones of one change whose sheets are issued with it; of larger ones `issue` is asked for by itself [assumption]."""


@dataclass(frozen=True)
class Issued:
    """The field sheet that holds now, what changed since the one before, and whether this one was issued just now."""

    sheet: Sheet
    differences: tuple[Difference, ...]
    is_new: bool


def issue_sheet(store: Store, zone_id: str, *, actor: Actor, at: datetime) -> Issued:
    """
    Issue the field sheet of a zone in force; when nothing changed since the last one, that one holds on.

    Raises
    ------
    PermissionDeniedError
        If the actor may not record facts.
    NotFoundError
        If there is no such zone.
    ConflictError
        If it is not in force, or somebody else goes on changing it.
    GeometryError
        If its extent has not been resolved.
    """
    require_permission(actor, "record facts")
    return _issued(store, zone_id, actor=actor, at=at, plan_must_be=True)


def issue_published(
    store: Store, zones: Iterable[ZoneVersion], *, actor: Actor, at: datetime
) -> tuple[tuple[Issued, ...], tuple[str, ...]]:
    """
    Issue the sheets of zones that were just put in force or changed, and of all that were with them.

    Never fails because of a plan: a sheet without one says why. Zones of words have no geometry and get no sheet.

    Returns
    -------
    issued, waiting
        The sheets, and the ids of zones beyond `AT_ONCE`, which must be asked for one by one.
    """
    due = _due(store, list(zones))
    issued = []
    for zone_id in due[:AT_ONCE]:
        try:
            issued.append(_issued(store, zone_id, actor=actor, at=at, plan_must_be=False))
        except ConflictError:
            # it was lifted or changed again meanwhile; whoever did that issues its sheet
            continue
    return tuple(issued), tuple(due[AT_ONCE:])


def issue_due(store: Store, *, actor: Actor, at: datetime) -> tuple[Issued, ...]:
    """Issue the sheets of all zones in force that have none of their version yet; a sheet without a plan says why."""
    require_permission(actor, "record facts")
    due = _due(store, store.latest_zones(published=True))
    return tuple(_issued(store, zone_id, actor=actor, at=at, plan_must_be=False) for zone_id in due)


def list_sheets(store: Store, zone_id: str) -> list[Sheet]:
    """
    All field sheets of a zone, oldest first.

    Raises
    ------
    NotFoundError
        If there is no such zone.
    """
    history_of(store, zone_id)
    return store.issued_sheets(zone_id)


def sheet_of(store: Store, zone_id: str, issue: int | None = None) -> Sheet:
    """
    One field sheet of a zone, the last one without `issue`.

    Raises
    ------
    NotFoundError
        If there is no such zone or sheet; the message says which there are.
    """
    sheets = list_sheets(store, zone_id)
    if not sheets:
        raise NotFoundError(f"zone {zone_id} has no field sheet yet; issue one first (geo-service issue {zone_id})")
    by_issue = {sheet.issue: sheet for sheet in sheets}
    if issue is not None and issue not in by_issue:
        raise NotFoundError(f"zone {zone_id} has no field sheet {issue}; there are 1 to {sheets[-1].issue}")
    return sheets[-1] if issue is None else by_issue[issue]


def zone_deltas(store: Store, zone_id: str, *, since: int | None = None) -> DeltaList:
    """
    What the present plan of a zone changes of the last field sheet, or of one named by its issue.

    The plan is that of the newest version, a draft too, so that one sees before signing what crews will be told.

    Raises
    ------
    NotFoundError
        If there is no such zone or sheet; the message says which there are.
    GeometryError
        If its extent has not been resolved.
    """
    sheet = sheet_of(store, zone_id, since)
    plan = plan_zone(store, zone_id)
    differences = sheet_deltas(sheet.items, sheet_items(plan))
    return DeltaList(plan.zone, sheet, differences, plan.problems, plan.attribution)


def _due(store: Store, zones: list[ZoneVersion]) -> list[str]:
    """Zones in force with a geometry but without a sheet of their version; and those that changed with them."""
    changes = {zone.change for zone in zones} - {None}
    ids = {zone.zone_id for zone in zones}
    return [
        zone.zone_id
        for zone in store.latest_zones(published=True)
        if (zone.zone_id in ids or zone.change in changes)
        and zone.status == IN_FORCE
        and zone.geometry is not None
        and _is_due(store, zone)
    ]


def _is_due(store: Store, zone: ZoneVersion) -> bool:
    sheet = last_sheet(store, zone.zone_id)
    return sheet is None or sheet.version != zone.version


def _issued(store: Store, zone_id: str, *, actor: Actor, at: datetime, plan_must_be: bool) -> Issued:
    for _ in range(TRIES):
        zone, before = _in_force(store, zone_id), last_sheet(store, zone_id)
        made = _made(store, zone, before, actor=actor, at=at, plan_must_be=plan_must_be)
        differences = () if before is None else sheet_deltas(before.items, made.items)
        if before is not None and not differences and (before.version, before.failed) == (made.version, made.failed):
            return Issued(before, (), is_new=False)
        if _kept(store, zone, made):
            return Issued(made, differences, is_new=True)
    raise ConflictError(f"others keep changing zone {zone_id}; its sheet was not issued, try again")


def _in_force(store: Store, zone_id: str) -> ZoneVersion:
    """The version of a zone that holds, whatever is drafted about it."""
    history = history_of(store, zone_id)
    zone = last_published(history)
    if zone is None or zone.status != IN_FORCE:
        status = (zone or history[-1]).status
        raise ConflictError(f"zone {zone_id} is {status}; only the plan of a zone in force is issued to crews")
    if zone.geometry is None:
        raise GeometryError(f"zone {zone_id} has no geometry yet; resolve its extent before issuing its plan")
    return zone


def _made(
    store: Store, zone: ZoneVersion, before: Sheet | None, *, actor: Actor, at: datetime, plan_must_be: bool
) -> Sheet:
    """The next sheet of a zone; without a plan, if that may be, the places of the one before."""
    try:
        plan = plan_of(store, zone)
    except Exception as error:
        if plan_must_be:
            raise
        if not isinstance(error, GeoServiceError):
            LOG.exception("the plan of zone %s could not be made for its sheet", zone.zone_id)
        return _sheet(zone, before, None, actor=actor, at=at, failed=_why(error))
    return _sheet(zone, before, plan, actor=actor, at=at, failed="")


def _why(error: Exception) -> str:
    """What stopped a plan, in one line; of what nobody expected only the kind, the rest is for the log."""
    return " ".join(str(error).split()) if isinstance(error, GeoServiceError) else f"unexpected {type(error).__name__}"


def _sheet(
    zone: ZoneVersion, before: Sheet | None, plan: Plan | None, *, actor: Actor, at: datetime, failed: str
) -> Sheet:
    stayed = before.items if before else ()
    items = stayed if plan is None else sheet_items(plan)
    return Sheet(
        zone_id=zone.zone_id,
        version=zone.version,
        issue=before.issue + 1 if before else 1,
        issued_at=at,
        author=actor.name,
        items=items,
        retired=retired_after(before, items),
        problems=() if plan is None else plan.problems,
        failed=failed,
    )


def _kept(store: Store, zone: ZoneVersion, sheet: Sheet) -> bool:
    """Whether the sheet was kept: not when the zone moved on or another sheet came first."""
    try:
        with store.transaction():
            store.take_turn()
            if _in_force(store, zone.zone_id).version != zone.version:
                return False
            store.add_sheet(sheet)
    except ConflictError:
        return False
    return True
