"""Sign in with an OpenID provider, for offices that have one: the code flow with PKCE, state and nonce."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from secrets import token_urlsafe
from typing import Any, Protocol
from urllib.parse import urlsplit

import anyio
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from geo_service.access.identity import MOST_NAME_CHARACTERS, require_role, same_secret
from geo_service.actions.accounts import account_of_subject
from geo_service.actions.sign_in import SECRET_BYTES, SignedIn, begin_session
from geo_service.errors import InputError, NotFoundError, SignInError
from geo_service.model.account import ROLES, VIEWER
from geo_service.settings import Settings
from geo_service.web.context import AStore, Now, SomeSettings
from geo_service.web.identity import SESSION_COOKIE, cookie_name, drop_cookie, keep_cookie, lifetimes_of
from geo_service.web.limits import run_asking
from geo_service.web.pages import Language
from geo_service.web.sign_in import SEE_OTHER
from geo_service.web.strings import language_or_default
from geo_service.web.templates import render

OIDC = APIRouter(include_in_schema=False)

CALLBACK = "/sign-in/oidc/callback"
FLOW_COOKIE = "oidc"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
ROOM_FOR_NUMBER = 3
"""Characters kept free behind a name for the number of a namesake."""


class Provider(Protocol):
    """What we ask of an OpenID provider."""

    issuer: str

    def sign_in_url(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where the browser is sent."""
        ...

    def claims(self, code: str, *, nonce: str, verifier: str, at: datetime) -> Mapping[str, Any]:
        """
        The checked claims of the person who came back with a code.

        Raises
        ------
        SignInError
            If the provider does not answer, refuses the code, or says something that does not hold.
        """
        ...


def provider_of(settings: Settings) -> Provider | None:
    """
    The provider of the settings; None when there is none.

    Raises
    ------
    InputError
        If a setting is missing or wrong, or the packages for it are not installed.
    """
    if settings.oidc_issuer is None:
        return None
    if not settings.oidc_client_id or not settings.oidc_redirect:
        raise InputError("GEO_SERVICE_OIDC_ISSUER needs GEO_SERVICE_OIDC_CLIENT_ID and GEO_SERVICE_OIDC_REDIRECT too")
    for role in settings.oidc_roles.values():
        require_role(role)
    _require_https(settings.oidc_issuer, "GEO_SERVICE_OIDC_ISSUER")
    _require_https(settings.oidc_redirect, "GEO_SERVICE_OIDC_REDIRECT")
    if urlsplit(settings.oidc_redirect).path != CALLBACK:
        raise InputError(f"GEO_SERVICE_OIDC_REDIRECT {settings.oidc_redirect!a} must end with {CALLBACK}")
    try:
        client = import_module("geo_service.web.oidc_client")
    except ImportError as error:
        raise InputError("OpenID Connect needs packages that are missing: pip install geo-service[oidc]") from error
    secret = settings.oidc_client_secret
    provider: Provider = client.HttpProvider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        None if secret is None else secret.get_secret_value(),
        settings.oidc_redirect,
    )
    return provider


def _require_https(address: str, name: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise InputError(f"{name} {address!a} must begin with https://")


@OIDC.get("/sign-in/oidc")
async def go_to_provider(request: Request, lang: Language = None) -> Response:
    """Send the browser to the provider, with three secrets of this one attempt kept in a cookie."""
    state, nonce, verifier = (token_urlsafe(SECRET_BYTES) for _ in range(3))
    ask = _provider(request).sign_in_url
    response = RedirectResponse(await run_asking(request, ask, state=state, nonce=nonce, verifier=verifier), SEE_OTHER)
    # the way back begins at another site, so this cookie can't be strict
    flow = ".".join((state, nonce, verifier, language_or_default(lang)))
    keep_cookie(request, response, FLOW_COOKIE, flow, lax=True)
    return response


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.oidc
    if provider is None:
        raise NotFoundError("this service has no OpenID provider; see docs/access.md")
    return provider


@OIDC.get(CALLBACK)
async def come_back(
    request: Request, store: AStore, settings: SomeSettings, now: Now, *,
    code: str = "", state: str = "", iss: str | None = None, error: str | None = None,
) -> Response:  # fmt: skip
    """Begin a session for whom the provider vouches for."""
    provider = _provider(request)
    nonce, verifier, language = _flow(request, state)
    if error is not None or not code:
        raise SignInError(f"the provider refused: {_plain(error or 'no code')}")
    if iss not in {None, provider.issuer}:
        raise SignInError("the answer is of another provider")
    claims = await run_asking(request, provider.claims, code, nonce=nonce, verifier=verifier, at=datetime.now(UTC))
    enter = partial(_enter, store, settings, claims, issuer=provider.issuer, at=now)
    _, cookie = await anyio.to_thread.run_sync(enter)
    # a strict cookie is sent only by a page of our own, so the way on begins at one
    response = HTMLResponse(render("entered.html", language))
    keep_cookie(request, response, SESSION_COOKIE, cookie)
    drop_cookie(request, response, FLOW_COOKIE)
    return response


def _flow(request: Request, state: str) -> tuple[str, str, str]:
    """Nonce, verifier and language of the attempt that this browser has begun."""
    kept = request.cookies.get(cookie_name(request, FLOW_COOKIE), "").split(".")
    begun, *rest = kept
    if len(rest) != len(("nonce", "verifier", "language")) or not begun or not same_secret(state, begun):
        raise SignInError("this sign-in was not begun in this browser, or too long ago; begin again at /sign-in")
    nonce, verifier, language = rest
    return nonce, verifier, language_or_default(language)


def _enter(
    store: Any, settings: Settings, claims: Mapping[str, Any], *, issuer: str, at: datetime
) -> tuple[SignedIn, str]:
    role = role_of_claims(claims, settings)
    name = name_of_claims(claims, settings)
    account = account_of_subject(store, f"{issuer} {claims['sub']}", name=name, role=role, at=at)
    return begin_session(store, account, at=at, lifetimes=lifetimes_of(settings))


def role_of_claims(claims: Mapping[str, Any], settings: Settings) -> str | None:
    """
    The highest role that the provider's claim gives; None where roles are given here, not there.

    Raises
    ------
    SignInError
        If it gives none, and such people are to be refused.
    """
    given = claims.get(settings.oidc_role_claim or "")
    values = given if isinstance(given, list) else [given]
    roles = [settings.oidc_roles[value] for value in values if isinstance(value, str) and value in settings.oidc_roles]
    if roles:
        return max(roles, key=ROLES.index)
    if settings.oidc_others == "refuse":
        raise SignInError("your account at the provider has no role here; ask an administrator")
    return None if settings.oidc_role_claim is None else VIEWER


def name_of_claims(claims: Mapping[str, Any], settings: Settings) -> str:
    """What a new account is called: the claim of the settings, else the provider's own id of the person."""
    given = claims.get(settings.oidc_name_claim)
    name = given if isinstance(given, str) and given.strip() else str(claims["sub"])
    return re.sub(r"[^\w.@-]+", "-", name)[: MOST_NAME_CHARACTERS - ROOM_FOR_NUMBER]


def _plain(error: str) -> str:
    """An error code of the provider, and nothing else that an address may carry."""
    return re.sub(r"[^\w ]", "", error, flags=re.ASCII)[:40]
