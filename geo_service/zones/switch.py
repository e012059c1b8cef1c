"""
What becomes of a zone when another edition of its protocol takes over, by that edition's migration rules.

The days go on: what was counted is counted. Overlays go along when they fit the new edition.
"""

from datetime import datetime
from typing import Any

from geo_service.errors import InputError
from geo_service.model.zone import LIFTED, ZoneVersion
from geo_service.zones.lifecycle import advanced
from geo_service.zones.protocol import Protocol

REASSESS = "reassess"


def category_after(zone: ZoneVersion, before: Protocol, after: Protocol, *, decided: str | None = None) -> str | None:
    """
    The category that a zone gets under the edition that takes over; None when a person must decide first.

    Parameters
    ----------
    decided
        What a person has decided, id or label; None leaves it to the rules.

    Raises
    ------
    InputError
        If the edition does not take over from the zone's own.
    ProtocolError
        If the decided category is unknown there.
    """
    if after.heading.supersedes != base_of(before):
        raise InputError(
            f"protocol {after.id} does not take over from {before.id} of zone {zone.zone_id}; "
            f"it takes over from {after.heading.supersedes or 'none'}"
        )
    if decided is not None:
        return after.category(decided).id
    rule = next((one for one in after.migrations if one.category == zone.category), None)
    if rule is None or rule.action == "keep":
        return after.category(zone.category).id
    return None if rule.action == REASSESS else rule.to


def base_of(protocol: Protocol) -> str:
    """The id of an edition without its overlays."""
    return protocol.id.split("+", 1)[0]


def switched(
    zone: ZoneVersion, category: str, after: Protocol, *, at: datetime, author: str, reason: str, **times: Any
) -> ZoneVersion:
    """
    The version of a zone under another edition; it ends where its category is only what others leave.

    A zone that ends keeps its category, and its protocol if the new one has no such category.
    """
    if after.category(category).residual:
        known = zone.category in {one.id for one in after.categories}
        changes: dict[str, Any] = {"protocol": after.id if known else zone.protocol, "status": LIFTED}
    else:
        changed = {} if category == zone.category else {"category": category, "entered_from": zone.category}
        changes = {"protocol": after.id, "status": zone.status, **changed}
    return advanced(zone, "switch", at=at, author=author, reason=reason, **changes, **times)
