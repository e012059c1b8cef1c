"""How large a request may be, and how much heavy work runs at once."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

T = TypeVar("T")

MOST_JSON_BYTES = 2_000_000
"""A drawing at the corner limit of 10,000 has less than half of it."""

MOST_FILE_BYTES = 20_000_000
"""A case list of 100,000 rows has about half of it."""

FILE_PATHS = frozenset({"/api/v1/zones/cases"})

HASHES_AT_ONCE = 2
"""Passwords looked at at the same time; each takes 64 MiB and a tenth of a second of four threads."""

PROVIDER_AT_ONCE = 4
"""Questions to an OpenID provider at the same time: one that hangs must not take the threads of everybody else."""

HEAVY_AT_ONCE = 2
"""Plans, previews, lists and maps made at the same time; further ones wait, so that checks are still answered."""


class BodyLimit:
    """Refuses a request body that is too large with 413, before it is read or while it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting what it brings."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = MOST_FILE_BYTES if scope["path"] in FILE_PATHS else MOST_JSON_BYTES
        await self._app(scope, _counted(receive, _announced(scope), most), send)


def _announced(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


def _counted(receive: Receive, announced: int, most: int) -> Receive:
    got = 0

    async def receive_counted() -> Message:
        nonlocal got
        if announced > most:
            raise too_large(most)
        message = await receive()
        got += len(message.get("body", b""))
        if got > most:
            raise too_large(most)
        return message

    return receive_counted


def too_large(most: int) -> HTTPException:
    """Make the answer to a body that is too large."""
    return HTTPException(413, f"the request is too large; at most {most:,} bytes are taken here")


async def run_heavy(request: Request, work: Callable[..., T], *args: object, **options: object) -> T:
    """Run long work in a thread, at most `HEAVY_AT_ONCE` at a time in one service."""
    limiter: anyio.CapacityLimiter = request.app.state.heavy
    return await anyio.to_thread.run_sync(partial(work, *args, **options), limiter=limiter)


async def run_asking(request: Request, work: Callable[..., T], *args: object, **options: object) -> T:
    """Run work that waits for an OpenID provider in a thread, at most `PROVIDER_AT_ONCE` at a time in one service."""
    limiter: anyio.CapacityLimiter = request.app.state.asking
    return await anyio.to_thread.run_sync(partial(work, *args, **options), limiter=limiter)


async def run_hashing(request: Request, work: Callable[..., T], *args: object, **options: object) -> T:
    """Run work that looks at a password in a thread, at most `HASHES_AT_ONCE` at a time in one service."""
    limiter: anyio.CapacityLimiter = request.app.state.hashing
    return await anyio.to_thread.run_sync(partial(work, *args, **options), limiter=limiter)
