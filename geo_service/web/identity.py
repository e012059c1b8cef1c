"""Who a request comes from: the token of the settings, an API token, or a browser that has signed in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import anyio
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from geo_service.access.identity import same_secret
from geo_service.access.token import NEEDED, presented_secret
from geo_service.actions.sign_in import Lifetimes, SignedIn, actor_of_token, signed_in
from geo_service.errors import PermissionDeniedError, SignInError
from geo_service.model.account import ADMIN, Actor
from geo_service.settings import Settings
from geo_service.storage.store import Store

SESSION_COOKIE = "session"
FORM_COOKIE = "form"
CSRF_HEADER = "X-CSRF-Token"
ONLY_READING = frozenset({"GET", "HEAD", "OPTIONS"})

TOKEN_ACTOR = Actor("token", ADMIN)
"""Who the token of the settings acts for; no account can have this name."""


@dataclass(frozen=True)
class Asker:
    """Who a request comes from; `session` when it is a browser."""

    actor: Actor
    session: SignedIn | None = None
    has_api_token: bool = False


async def find_asker(request: Request) -> Asker:
    """
    Who sends a request.

    Raises
    ------
    SignInError
        If nobody is known: nothing was sent, or what was sent is wrong or has ended.
    PermissionDeniedError
        If a browser's request to change something lacks the session's second secret.
    """
    given = presented_secret(
        request.headers.get("authorization"),
        request.query_params.get("apikey"),
        only_reads=request.method in ONLY_READING,
    )
    if given is None:
        return await _browser(request)
    own: str | None = request.app.state.token
    if own is not None and given.is_bearer and same_secret(given.secret, own):
        return Asker(TOKEN_ACTOR)
    find = partial(actor_of_token, request.app.state.store, given.secret, at=datetime.now(UTC))
    return Asker(await anyio.to_thread.run_sync(find), has_api_token=True)


async def _browser(request: Request) -> Asker:
    found = await anyio.to_thread.run_sync(session_of, request)
    if found is None:
        raise SignInError(NEEDED)
    if request.method not in ONLY_READING:
        require_csrf(found, request.headers.get(CSRF_HEADER, ""))
    return Asker(found.actor, found)


def session_of(request: Request) -> SignedIn | None:
    """The session of a request's cookie; None when there is none, or it has ended."""
    cookie = session_cookie(request)
    if cookie is None:
        return None
    store: Store = request.app.state.store
    return signed_in(store, cookie, at=datetime.now(UTC), lifetimes=lifetimes_of(request.app.state.settings))


def require_csrf(found: SignedIn, given: str) -> None:
    """
    Refuse a change that another site may have sent with the browser's cookie; nothing is returned.

    Raises
    ------
    PermissionDeniedError
        If the session's second secret is missing or wrong.
    """
    if not same_secret(given, found.session.csrf):
        raise PermissionDeniedError(f"the header {CSRF_HEADER} is missing or old; GET /api/v1/session gives it")


def lifetimes_of(settings: Settings) -> Lifetimes:
    """How long sessions last."""
    return Lifetimes(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))


# ---------------------------------------------------------------- cookies


def is_secure(request: HTTPConnection) -> bool:
    """Whether people reach us by HTTPS, our own or that of a declared proxy."""
    settings: Settings = request.app.state.settings
    return bool(settings.proxies) or request.url.scheme == "https"


def cookie_name(request: HTTPConnection, name: str) -> str:
    """With HTTPS the browser itself guards that a cookie is of this host alone."""
    return f"__Host-{name}" if is_secure(request) else name


def session_cookie(request: HTTPConnection) -> str | None:
    """The secret in the browser's cookie."""
    return request.cookies.get(cookie_name(request, SESSION_COOKIE))


def keep_cookie(request: Request, response: Response, name: str, value: str, *, lax: bool = False) -> None:
    """Let the browser keep a secret that no script and no other site can use; `lax` for a link from another site."""
    settings: Settings = request.app.state.settings
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=settings.session_hours * 3600,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax" if lax else "strict",
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Let the browser forget a secret."""
    response.delete_cookie(
        cookie_name(request, name), path="/", secure=is_secure(request), httponly=True, samesite="strict"
    )


def address_of(request: Request) -> str:
    """Where a request comes from, as the connection or a declared proxy says."""
    return request.client.host if request.client else "unknown"
