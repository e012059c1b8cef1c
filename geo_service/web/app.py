"""The web application: pages, API and static files, put together for one store."""

from pathlib import Path

import anyio
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from geo_service import __version__
from geo_service.access.tries import SignInTries
from geo_service.maps.assets import vendor_folder
from geo_service.settings import Settings
from geo_service.storage.store import Store
from geo_service.web.api_access import ACCESS, OWN_SESSION, SESSION
from geo_service.web.api_bounds import BOUNDS
from geo_service.web.api_changes import CHANGES
from geo_service.web.api_checks import CHECKS_API
from geo_service.web.api_lines import LINES
from geo_service.web.api_notices import NOTICES
from geo_service.web.api_places import PLACES
from geo_service.web.api_plans import PLANS
from geo_service.web.api_proofs import PROOFS
from geo_service.web.api_public import PUBLIC
from geo_service.web.api_register import REGISTER
from geo_service.web.api_review import REVIEW
from geo_service.web.api_zones import ZONES
from geo_service.web.errors import LastResort, add_error_handlers
from geo_service.web.headers import SafeHeaders
from geo_service.web.limits import HASHES_AT_ONCE, HEAVY_AT_ONCE, PROVIDER_AT_ONCE, BodyLimit
from geo_service.web.oidc import OIDC, provider_of
from geo_service.web.pages import PAGES
from geo_service.web.sign_in import SIGN_IN

DESCRIPTION = """
Risk zones of a sub-district: designate, plan, publish, lift, and the resident check.

Coordinates are WGS-84 lon/lat. Times carry an offset. Errors are `{"error": "one line"}`.
All paths but the check, the zones in force, the health checks and the own session are for those who are known: a
browser that has signed in (its changes need the header `X-CSRF-Token`), or a program with the header
`Authorization: Bearer TOKEN`; a program that only reads may send the token as password of Basic or as `?apikey=`.
"""

ROUTERS = (
    PUBLIC,
    REGISTER,
    NOTICES,
    ZONES,
    CHANGES,
    PLACES,
    CHECKS_API,
    REVIEW,
    PLANS,
    PROOFS,
    LINES,
    BOUNDS,
    OWN_SESSION,
    SESSION,
    ACCESS,
    PAGES,
    SIGN_IN,
    OIDC,
)

STATIC_FOLDER = Path(__file__).parent / "static"


def create_app(store: Store, settings: Settings, *, token: str | None = None) -> FastAPI:
    """
    Make the application of one store; `token`, when given, opens everything.

    Raises
    ------
    VendorMissingError
        If the browser libraries have not been built.
    InputError
        If the settings of the OpenID provider lack something.
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
    app.state.asking = anyio.CapacityLimiter(PROVIDER_AT_ONCE)
    app.state.hashing = anyio.CapacityLimiter(HASHES_AT_ONCE)
    app.state.tries, app.state.oidc = SignInTries(), provider_of(settings)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static/vendor", StaticFiles(directory=vendor_folder()))
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER))
    add_error_handlers(app)
    for layer in (BodyLimit, LastResort, SafeHeaders):  # the last one is the outermost
        app.add_middleware(layer)
    return app
