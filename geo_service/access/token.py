"""The secret that a program sends with a request: as Bearer token, as the password of Basic, or in the address."""

import base64
import binascii
from dataclasses import dataclass

from geo_service.errors import SignInError

NEEDED = "sign in, or send a token in the header Authorization: Bearer TOKEN"


@dataclass(frozen=True)
class Presented:
    """A secret, and whether it came as a Bearer token."""

    secret: str
    is_bearer: bool


def presented_secret(authorization: str | None, apikey: str | None, *, only_reads: bool) -> Presented | None:
    """
    Get the secret that came with a request; None when none came.

    Programs for maps know neither headers of their own nor cookies, so a request that only reads may carry it as
    the password of Basic (any user name), or as `apikey` in the address.

    Parameters
    ----------
    authorization, apikey
        What the caller sent; None when nothing was sent.
    only_reads
        Whether the request changes nothing.

    Raises
    ------
    SignInError
        If it has another form, or one that is for reading only. The message never repeats it.
    """
    if authorization is not None:
        return _of_header(authorization, only_reads=only_reads)
    if apikey is None:
        return None
    return Presented(_readable(apikey, only_reads=only_reads), is_bearer=False)


def _of_header(authorization: str, *, only_reads: bool) -> Presented:
    scheme, _, given = authorization.partition(" ")
    given = given.strip()
    if scheme.lower() == "bearer" and given:
        return Presented(given, is_bearer=True)
    if scheme.lower() == "basic" and given:
        return Presented(_readable(_basic_password(given), only_reads=only_reads), is_bearer=False)
    raise SignInError(NEEDED)


def _readable(secret: str, *, only_reads: bool) -> str:
    if not only_reads:
        raise SignInError("a change needs the token in the header Authorization: Bearer TOKEN")
    return secret


def _basic_password(given: str) -> str:
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        raise SignInError(NEEDED) from None
