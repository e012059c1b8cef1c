"""The part of the API that everybody may ask: the resident check, the zones in force, and whether we are well."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from geo_service.actions.check import check_address, check_point, zones_known
from geo_service.actions.protocols import protocols_of
from geo_service.errors import InputError
from geo_service.storage.store import Store
from geo_service.web.bodies import AddressText, CheckBody, Lat, Lon, Moment
from geo_service.web.context import AStore, Now
from geo_service.web.facts import AnswerFacts, ZonesInForce, answer_facts, zones_in_force
from geo_service.zones.answer import Answer

PUBLIC = APIRouter(tags=["public"])


@PUBLIC.get("/api/v1/check", summary="Is this address or point in a zone?")
def check_by_query(
    store: AStore,
    now: Now,
    *,
    address: Annotated[AddressText | None, Query(description="As a resident writes it")] = None,
    lon: Annotated[Lon | None, Query(description="Degrees, WGS-84")] = None,
    lat: Annotated[Lat | None, Query(description="Degrees, WGS-84")] = None,
    at: Annotated[Moment | None, Query(description="Time asked about, with offset; default now")] = None,
) -> AnswerFacts:
    """Answer inside, outside or unsure. Prefer POST for addresses: a URL may be kept by programs between us."""
    return answer_facts(check_place(store, CheckBody(address=address, lon=lon, lat=lat, at=at), now))


@PUBLIC.post("/api/v1/check", summary="Is this address or point in a zone?")
def check_by_body(store: AStore, now: Now, body: CheckBody) -> AnswerFacts:
    """Answer inside, outside or unsure; nothing of the question is stored or logged."""
    return answer_facts(check_place(store, body, now))


def check_place(store: Store, asked: CheckBody, now: datetime) -> Answer:
    """
    Answer for an address or a point.

    Raises
    ------
    InputError
        If neither or both are given.
    """
    at = asked.at or now
    if asked.address is not None and asked.lon is None and asked.lat is None:
        return check_address(store, asked.address, at=at)
    if asked.address is None and asked.lon is not None and asked.lat is not None:
        return check_point(store, asked.lon, asked.lat, at=at)
    raise InputError("give an address, or both lon and lat")


@PUBLIC.get("/api/v1/zones/in-force", summary="The zones that bind now")
def list_zones_in_force(store: AStore, now: Now) -> ZonesInForce:
    """Names, categories and measures of the zones in force, strictest first."""
    return ZonesInForce(zones=zones_in_force(zones_known(store, now), now, protocols_of(store)))


@PUBLIC.get("/healthz", summary="Is the process alive?")
async def say_alive() -> dict[str, str]:
    """Answer without asking the store."""
    return {"status": "ok"}


@PUBLIC.get("/readyz", summary="Does the store answer?")
def say_ready(store: AStore) -> dict[str, Any]:
    """Answer after asking the store; 503 when it does not answer."""
    return {"status": "ok", "buildings": store.count_rows("buildings")}
