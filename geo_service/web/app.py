"""The web application: pages, API and static files, put together for one store."""

from pathlib import Path

import anyio
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from geo_service import __version__
from geo_service.maps.assets import vendor_folder
from geo_service.settings import Settings
from geo_service.storage.store import Store
from geo_service.web.api_notices import NOTICES
from geo_service.web.api_public import PUBLIC
from geo_service.web.api_register import REGISTER
from geo_service.web.api_zones import ZONES
from geo_service.web.errors import LastResort, add_error_handlers
from geo_service.web.headers import SafeHeaders
from geo_service.web.limits import HEAVY_AT_ONCE, BodyLimit
from geo_service.web.pages import PAGES

DESCRIPTION = """
Risk zones of a sub-district: designate, plan, publish, lift, and the resident check.

Coordinates are WGS-84 lon/lat. Times carry an offset. Errors are `{"error": "one line"}`.
All paths but the check, the zones in force and the health checks need the header `Authorization: Bearer TOKEN`.
"""

STATIC_FOLDER = Path(__file__).parent / "static"


def create_app(store: Store, settings: Settings, *, token: str) -> FastAPI:
    """
    Make the application of one store.

    Raises
    ------
    VendorMissingError
        If the browser libraries have not been built.
    """
    app = FastAPI(
        title="geo-service",
        version=__version__,
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.store, app.state.settings, app.state.token = store, settings, token
    app.state.heavy = anyio.CapacityLimiter(HEAVY_AT_ONCE)
    for router in (PUBLIC, REGISTER, NOTICES, ZONES, PAGES):
        app.include_router(router)
    app.mount("/static/vendor", StaticFiles(directory=vendor_folder()))
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER))
    add_error_handlers(app)
    for layer in (BodyLimit, LastResort, SafeHeaders):  # the last one is the outermost
        app.add_middleware(layer)
    return app
