"""Errors on their way out: one table from error class to status code, one line of text, nothing else."""

import logging
import traceback
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo_service.errors import (
    ConflictError,
    GeoServiceError,
    InputError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
    SignInError,
    StorageError,
    TooManyTriesError,
)
from geo_service.web.templates import render_error

LOG = logging.getLogger("geo_service.web")

STATUS_OF: Mapping[type[GeoServiceError], int] = {
    InputError: 400,
    SignInError: 401,
    PermissionDeniedError: 403,
    TooManyTriesError: 429,
    NotFoundError: 404,
    ConflictError: 409,
    RefusedError: 422,
    StorageError: 503,
    GeoServiceError: 500,
}

NO_STORE = "the database does not answer as it should; the log of the service says why"
"""Where the database is and what it says of itself is for those who read the log."""

UNEXPECTED = "the service met an error of its own; it was logged, nothing was saved by this request"
PAGES = ("/", "/console", "/sign-in", "/password", "/sign-out", "/sign-in/oidc", "/sign-in/oidc/callback")
"""Paths that people open; errors there are pages, all others answer in JSON."""


def status_of(error: GeoServiceError) -> int:
    """Status code of an error: that of the nearest class in the table."""
    return next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)


def one_line(text: str) -> str:
    """The text on one line, with everything that can't be sent as UTF-8 written out."""
    return " ".join(text.encode("utf-8", "backslashreplace").decode().split())


def error_response(
    request: Request, status: int, message: str, *, headers: Mapping[str, str] = MappingProxyType({})
) -> Response:
    """The answer to a request that failed: a page where people look, else `{"error": message}`."""
    headers = {**headers, **({"WWW-Authenticate": "Bearer"} if status == STATUS_OF[SignInError] else {})}
    path = request.url.path
    if path in PAGES:
        page = render_error(request.query_params.get("lang", "zh"), status, one_line(message), resident=path == "/")
        return Response(page, status, headers, "text/html; charset=utf-8")
    return Response(orjson.dumps({"error": one_line(message)}), status, headers, "application/json")


def add_error_handlers(app: FastAPI) -> None:
    """Make an app answer our errors, requests it can't read, and wrong paths in the same shape."""

    async def on_refusal(request: Request, error: Exception) -> Response:
        status = status_of(error) if isinstance(error, GeoServiceError) else 500
        if isinstance(error, StorageError):
            LOG.error("%s", one_line(str(error)))
            return error_response(request, status, NO_STORE)
        waiting = {"Retry-After": str(error.wait_s)} if isinstance(error, TooManyTriesError) else {}
        return error_response(request, status, str(error), headers=waiting)

    async def on_unreadable(request: Request, error: Exception) -> Response:
        faults = error.errors() if isinstance(error, RequestValidationError) else ()
        return error_response(request, STATUS_OF[InputError], fault_line(faults))

    async def on_http(request: Request, error: Exception) -> Response:
        status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, UNEXPECTED)
        response = error_response(request, status, _HTTP_LINES.get(detail, detail))
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    app.add_exception_handler(GeoServiceError, on_refusal)
    app.add_exception_handler(RequestValidationError, on_unreadable)
    app.add_exception_handler(HTTPException, on_http)


_HTTP_LINES = {
    "Not Found": "there is nothing at this path; the API is described in /api/v1/openapi.json",
    "Method Not Allowed": "this path does not take this method; the API is described in /api/v1/openapi.json",
    "There was an error parsing the body": "the request body can't be read; send JSON, or a form where a file is asked",
}


def fault_line(faults: Sequence[Mapping[str, Any]]) -> str:
    """One readable line for what a request model refused: the field, what is wrong, and how many more there are."""
    if not faults:
        return "the request can't be read"
    fault = faults[0]
    place = [str(part) for part in fault["loc"] if part not in {"body", "query", "path"}]
    if fault["type"] == "json_invalid":
        return f"the body is not JSON: {fault.get('ctx', {}).get('error', 'can not be read')}"
    said = _FAULT_WORDS.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{'.'.join(place) or 'the body'}: {said}{more}"


_FAULT_WORDS = {
    "missing": "is needed and missing",
    "extra_forbidden": "is not known here; remove it or correct its spelling",
    "timezone_aware": "needs an offset, e.g. 2022-11-16T08:00+08:00",
    "model_attributes_type": "need a JSON object (send it with Content-Type: application/json)",
}


class LastResort:
    """Answers what nobody expected with a plain 500; the log gets the place in our code, never what the user sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; an error that comes back becomes an answer, unless one has begun."""
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception as error:  # noqa: BLE001 # the last place that can answer
            log_unexpected(error, scope)
            if scope["type"] != "http" or begun:
                raise ConnectionAbortedError from None
            await error_response(Request(scope), 500, UNEXPECTED)(scope, receive, send)


def log_unexpected(error: Exception, scope: Scope) -> None:
    """Log the kind of an error, its route and the lines of code it came through; no message, no values."""
    route = getattr(scope.get("route"), "path", "no route")
    lines = "".join(traceback.format_tb(error.__traceback__))
    LOG.error("unexpected %s at %s %s\n%s", type(error).__name__, scope.get("method", ""), route, lines)
