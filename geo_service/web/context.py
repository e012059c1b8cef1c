"""What each request needs: the store, the settings, the time, and who asks."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from geo_service.errors import PermissionDeniedError
from geo_service.model.account import Actor
from geo_service.settings import Settings
from geo_service.storage.store import Store
from geo_service.web.identity import Asker, find_asker


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


async def asker_of(request: Request) -> Asker:
    """Who the request comes from; only on a guarded route."""
    asker: Asker = request.state.asker
    return asker


async def actor_of(request: Request) -> Actor:
    """Who the request acts for; only on a guarded route."""
    return (await asker_of(request)).actor


AStore = Annotated[Any, Depends(store_of)]
SomeSettings = Annotated[Settings, Depends(settings_of)]
AnActor = Annotated[Actor, Depends(actor_of)]
AnAsker = Annotated[Asker, Depends(asker_of)]
Now = Annotated[datetime, Depends(time_now)]

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

CHANGE_FIRST = "this password was given once; choose another at /password first"  # words


class GuardedRoute(APIRoute):
    """A route for those who are known; of a request from nobody nothing is read."""

    before_change: ClassVar[bool] = False
    """Whether somebody may come here whose one-time password has not been replaced."""

    def get_route_handler(self) -> Handler:
        """Give the route's handler with the question who asks put first."""
        handle = super().get_route_handler()

        async def handle_known(request: Request) -> Response:
            asker = await find_asker(request)
            if asker.session is not None and asker.session.account.must_change and not self.before_change:
                raise PermissionDeniedError(CHANGE_FIRST)
            request.state.asker = asker
            return await handle(request)

        return handle_known


class SessionRoute(GuardedRoute):
    """A guarded route that is open while a one-time password has not been replaced."""

    before_change: ClassVar[bool] = True
