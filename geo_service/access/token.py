"""One token opens the console and every write; it is compared without telling how much of it was right."""

import hmac

from geo_service.errors import PermissionDeniedError

SCHEME = "bearer"


def require_token(authorization: str | None, token: str) -> None:
    """
    Refuse an `Authorization` value that does not carry the token; nothing is returned.

    Parameters
    ----------
    authorization
        What the caller sent, `Bearer <token>`; None when nothing was sent.
    token
        The right one.

    Raises
    ------
    PermissionDeniedError
        If it is missing, of another scheme, or wrong. The message never repeats it.
    """
    scheme, _, given = (authorization or "").partition(" ")
    if scheme.lower() != SCHEME or not given.strip():
        raise PermissionDeniedError("a token is needed here; send the header Authorization: Bearer TOKEN")
    if not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise PermissionDeniedError("the token is wrong; use the one that the service printed when it started")
