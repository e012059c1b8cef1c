"""Publication of a zone whose recorded barriers shut nobody in: a fire lane, a stair door or the only way out."""

from datetime import datetime

from geo_service.actions.checks import check_zone
from geo_service.actions.protocols import protocol_for
from geo_service.actions.zones import Act, TwoPersons, current_zone, publish_zone
from geo_service.errors import InputError
from geo_service.model.check import VIOLATION, CheckRecord
from geo_service.model.zone import ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.fact_kinds import standing_facts

SEALING_CHECKS = ("no_blocked_exit", "fire_route", "ambulance_route", "exit_route")
"""Checks that find somebody shut in; a protocol that does not ask for one does not forbid it."""
BARRIER = "barrier"
SHOWN = 4
"""Subjects named in one line."""


def publish_checked(
    store: Store, zone_id: str, act: Act, *, two_persons: TwoPersons = "auto", sign: bool = True
) -> ZoneVersion:
    """
    Put a draft in force unless barriers on record seal what its protocol says must stay open.

    Raises
    ------
    InputError
        If a barrier seals a fire lane, a stair door or the only way out; or as `publish_zone`.
    PermissionDeniedError, ConflictError
        As `publish_zone`.
    """
    with store.transaction():
        require_unsealed(store, zone_id, at=act.at)
        return publish_zone(store, zone_id, act, two_persons=two_persons, sign=sign)


def require_unsealed(store: Store, zone_id: str, *, at: datetime) -> None:
    """Refuse a zone whose recorded barriers its protocol forbids; one without any on record is not looked at."""
    zone = current_zone(store, zone_id)
    sealing = protocol_for(store, zone.protocol).plan.cordon.closing.sealing
    facts = standing_facts(tuple(store.facts(zone_ids=[zone_id])), at=at)
    if sealing != "refused" or not any(fact.kind == BARRIER for fact in facts):
        return
    broken = [
        one for one in check_zone(store, zone_id, at=at) if one.check in SEALING_CHECKS and one.status == VIOLATION
    ]
    if broken:
        raise InputError(f"zone {zone_id} can't be published: {'; '.join(map(_said, broken))}; remove what seals it")


def _said(record: CheckRecord) -> str:
    subjects = ", ".join(record.subject_ids[:SHOWN])
    return f"{record.check} ({record.clause_ref}): {subjects}"
