"""The pages to sign in, to choose a password and to sign out; they work without JavaScript."""

from secrets import token_urlsafe
from typing import Annotated

import anyio
from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from geo_service.access.identity import (
    LEAST_PASSWORD_CHARACTERS,
    MOST_NAME_CHARACTERS,
    MOST_PASSWORD_CHARACTERS,
    same_secret,
)
from geo_service.actions.sign_in import SECRET_BYTES, SignedIn, replace_password, sign_in, sign_out
from geo_service.errors import GeoServiceError, InputError, PermissionDeniedError, SignInError, TooManyTriesError
from geo_service.web.context import AStore, Now, SomeSettings
from geo_service.web.errors import status_of
from geo_service.web.identity import (
    FORM_COOKIE,
    SESSION_COOKIE,
    address_of,
    cookie_name,
    drop_cookie,
    keep_cookie,
    lifetimes_of,
    require_csrf,
    session_cookie,
    session_of,
)
from geo_service.web.limits import run_hashing
from geo_service.web.pages import Language
from geo_service.web.strings import language_or_default, say
from geo_service.web.templates import render

SIGN_IN = APIRouter(include_in_schema=False)

SEE_OTHER = 303

Text = Annotated[str, Form()]

FAULTS = {SignInError: "sign.wrong", TooManyTriesError: "sign.wait", PermissionDeniedError: "sign.old_form"}
"""What the sign-in page says of each refusal; none tells whether the name exists."""


@SIGN_IN.get("/sign-in")
def ask_name(request: Request, lang: Language = None) -> Response:
    """The page that asks for name and password."""
    return sign_in_page(request, language_or_default(lang))


def sign_in_page(
    request: Request, language: str, *, name: str = "", fault: str | None = None, status: int = 200
) -> Response:
    """The page that asks for name and password; only a form that we have sent can be sent back."""
    # another tab's form stays good
    form = request.cookies.get(cookie_name(request, FORM_COOKIE)) or token_urlsafe(SECRET_BYTES)
    page = render(
        "sign_in.html", language, account=name[:MOST_NAME_CHARACTERS], fault=fault, form=form,
        oidc=request.app.state.oidc is not None, most=MOST_PASSWORD_CHARACTERS,
    )  # fmt: skip
    response = HTMLResponse(page, status)
    keep_cookie(request, response, FORM_COOKIE, form)
    return response


@SIGN_IN.post("/sign-in")
async def take_password(
    request: Request, store: AStore, settings: SomeSettings, now: Now, *,
    name: Text = "", password: Text = "", form: Text = "", lang: Text = "",
) -> Response:  # fmt: skip
    """Begin a session, or ask again."""
    language = language_or_default(lang)
    try:
        _require_our_form(request, form)
        found, cookie = await run_hashing(
            request, sign_in, store, name.strip(), password, at=now, address=address_of(request),
            tries=request.app.state.tries, lifetimes=lifetimes_of(settings),
        )  # fmt: skip
    except (PermissionDeniedError, TooManyTriesError) as error:
        return _asked_again(request, language, name, error)
    return entered(request, found, cookie, language)


def _require_our_form(request: Request, form: str) -> None:
    kept = request.cookies.get(cookie_name(request, FORM_COOKIE), "")
    if not kept or not same_secret(form, kept):
        raise PermissionDeniedError("this form was not made for this browser; load the page again")


def _asked_again(request: Request, language: str, name: str, error: GeoServiceError) -> Response:
    wait_s = error.wait_s if isinstance(error, TooManyTriesError) else 0
    fault = say(FAULTS[type(error)], language, **({"seconds": wait_s} if wait_s else {}))
    response = sign_in_page(request, language, name=name, fault=fault, status=status_of(error))
    if wait_s:
        response.headers["Retry-After"] = str(wait_s)
    return response


def entered(request: Request, found: SignedIn, cookie: str, language: str) -> Response:
    """On to the console, or to a new password where that is owed, with the session's cookie."""
    page = "/password" if found.account.must_change else "/console"
    response = RedirectResponse(f"{page}?lang={language}", SEE_OTHER)
    keep_cookie(request, response, SESSION_COOKIE, cookie)
    drop_cookie(request, response, FORM_COOKIE)
    return response


@SIGN_IN.get("/password")
def ask_password(request: Request, lang: Language = None) -> Response:
    """The page to choose a password; for those who have signed in."""
    found = session_of(request)
    language = language_or_default(lang)
    return _to_sign_in(language) if found is None else _password_page(found, language)


def _password_page(found: SignedIn, language: str, *, fault: str | None = None, status: int = 200) -> Response:
    page = render(
        "password.html", language, account=found.account.name, must_change=found.account.must_change,
        csrf=found.session.csrf, fault=fault, has_password=found.account.password_hash is not None,
        least=LEAST_PASSWORD_CHARACTERS, most=MOST_PASSWORD_CHARACTERS,
    )  # fmt: skip
    return HTMLResponse(page, status)


@SIGN_IN.post("/password")
async def take_new_password(
    request: Request, store: AStore, settings: SomeSettings, now: Now, *,
    old: Text = "", new: Text = "", again: Text = "", csrf: Text = "", lang: Text = "",
) -> Response:  # fmt: skip
    """Replace the password; all other browsers are signed out, and this one gets a new session."""
    language, found = language_or_default(lang), await anyio.to_thread.run_sync(session_of, request)
    if found is None:
        return _to_sign_in(language)
    require_csrf(found, csrf)
    if new != again:
        return _password_page(found, language, fault=say("sign.differ", language), status=400)
    try:
        begun, cookie = await run_hashing(
            request, replace_password, store, found.account.name, old, new, at=now,
            address=address_of(request), tries=request.app.state.tries, lifetimes=lifetimes_of(settings),
        )  # fmt: skip
    except (SignInError, TooManyTriesError, InputError) as error:
        return _password_page(found, language, fault=_new_fault(error, language), status=status_of(error))
    return entered(request, begun, cookie, language)


def _new_fault(error: GeoServiceError, language: str) -> str:
    if isinstance(error, TooManyTriesError):
        return say("sign.wait", language, seconds=error.wait_s)
    if isinstance(error, SignInError):
        return say("sign.wrong_old", language)
    return say("sign.rule", language, least=LEAST_PASSWORD_CHARACTERS, most=MOST_PASSWORD_CHARACTERS)


@SIGN_IN.post("/sign-out")
def leave(request: Request, store: AStore, now: Now, csrf: Text = "", lang: Text = "") -> Response:
    """End the session."""
    found, cookie = session_of(request), session_cookie(request)
    if found is not None and cookie is not None:
        require_csrf(found, csrf)
        sign_out(store, cookie, at=now)
    response = _to_sign_in(language_or_default(lang))
    drop_cookie(request, response, SESSION_COOKIE)
    return response


def _to_sign_in(language: str) -> Response:
    return RedirectResponse(f"/sign-in?lang={language}", SEE_OTHER)
