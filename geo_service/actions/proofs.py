"""The proof of a zone's cordon as one document, and checking such a document without the database."""

import json
from pathlib import Path
from typing import Any

from geo_service.actions.plan_orders import orders_of_plan
from geo_service.actions.plans import plan_rule, surroundings, with_those_there
from geo_service.actions.zones import current_zone
from geo_service.derive.plan import derive_posts, whole_proof
from geo_service.derive.proof_check import check_proof
from geo_service.errors import InputError
from geo_service.storage.store import Store


def zone_proof(store: Store, zone_id: str) -> dict[str, Any]:
    """
    The whole proof of the cordon of a zone's newest version.

    Raises
    ------
    NotFoundError
        If there is no such zone.
    GeometryError
        If its extent has not been resolved.
    """
    zone = with_those_there(store, current_zone(store, zone_id))
    rule = plan_rule(store, zone)
    found = derive_posts(zone, surroundings(store, zone), rule, orders_of_plan(store, zone))
    return whole_proof(zone, found, rule.cordon)


def check_proof_file(path: Path) -> list[str]:
    """
    Check a proof from its file alone; returns what does not hold, nothing when everything does.

    Raises
    ------
    InputError
        If the file can't be read or is no proof.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"can't read a proof from {path}: {error}") from None
    return check_proof(document)
