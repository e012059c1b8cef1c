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
    zone: ZoneVersion,
    category: str,
    before: Protocol,
    after: Protocol,
    *,
    at: datetime,
    author: str,
    reason: str,
    **times: Any,
) -> ZoneVersion:
    """
    The version of a zone under another edition.

    It ends where its category is only what others leave; then it keeps its category, and its protocol if the new one
    has no such category. A stricter category than it had is a draft, which is signed and published as any other.
    """
    known, now = after.category(category), before.category(zone.category)
    said: dict[str, Any] = {"at": at, "author": author, "reason": reason, **times}
    if known.residual:
        kept = after.id if zone.category in {one.id for one in after.categories} else zone.protocol
        return advanced(zone, "switch", **said, protocol=kept, status=LIFTED)
    changed: dict[str, Any] = {} if category == zone.category else {"category": category, "entered_from": zone.category}
    if known.rank > now.rank:
        return advanced(zone, "switch_up", **said, protocol=after.id, **changed)
    return advanced(zone, "switch", **said, protocol=after.id, status=zone.status, **changed)
