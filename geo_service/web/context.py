"""What each request needs: the store, the settings, the time, and the token where it is asked for."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from geo_service.access.token import require_token
from geo_service.settings import Settings
from geo_service.storage.store import Store


async def store_of(request: Request) -> Store:
    """The store of the app."""
    store: Store = request.app.state.store
    return store


async def settings_of(request: Request) -> Settings:
    """The settings of the app."""
    settings: Settings = request.app.state.settings
    return settings


async def time_now() -> datetime:
    """The time of the request; the only clock of the API."""
    return datetime.now(UTC)


AStore = Annotated[Any, Depends(store_of)]
SomeSettings = Annotated[Settings, Depends(settings_of)]
Now = Annotated[datetime, Depends(time_now)]

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class GuardedRoute(APIRoute):
    """A route behind the token; without it nothing of the request is read."""

    def get_route_handler(self) -> Handler:
        """Give the route's handler with the token asked for first."""
        handle = super().get_route_handler()

        async def handle_with_token(request: Request) -> Response:
            require_token(request.headers.get("authorization"), request.app.state.token)
            return await handle(request)

        return handle_with_token
