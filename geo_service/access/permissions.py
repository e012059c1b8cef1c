"""
Who may do what: one table, asked by every action, so that the command line and the web agree.

A role may do all that the roles below it may.
"""

from collections.abc import Mapping

from geo_service.errors import PermissionDeniedError
from geo_service.model.account import ADMIN, APPROVER, OPERATOR, ROLE_TITLES, ROLES, VIEWER, Actor

PERMITTED_FROM: Mapping[str, str] = {
    "read": VIEWER,
    "designate": OPERATOR,
    "revise": OPERATOR,
    "assess": OPERATOR,
    "discard": OPERATOR,
    "amend": OPERATOR,
    "record facts": OPERATOR,
    "see case places": OPERATOR,
    "import register": OPERATOR,
    "approve": APPROVER,
    "publish": APPROVER,
    "loosen": APPROVER,
    "lift": APPROVER,
    "archive": APPROVER,
    "purge case places": APPROVER,
    "read audit": APPROVER,
    "add protocols": ADMIN,
    "manage accounts": ADMIN,
}
"""The lowest role that may do each thing."""


def may(actor: Actor, deed: str) -> bool:
    """Whether an actor may do a thing of the table."""
    return ROLES.index(actor.role) >= ROLES.index(PERMITTED_FROM[deed])


def require_permission(actor: Actor, deed: str) -> None:
    """
    Refuse an actor whose role does not reach; nothing is returned.

    Raises
    ------
    PermissionDeniedError
        Saying which role would be right.
    """
    if not may(actor, deed):
        lowest = PERMITTED_FROM[deed]
        raise PermissionDeniedError(
            f"{actor.name} is {actor.role} and may not {deed}; that needs the role {lowest} ({ROLE_TITLES[lowest]})"
        )
