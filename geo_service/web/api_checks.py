"""The API of checks and facts. All of it is for those who are known."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from geo_service.actions.checks import check_all, check_zone, recheck_under
from geo_service.actions.facts import list_facts, record_fact
from geo_service.web.bodies import Moment, Words
from geo_service.web.check_facts import (
    ChecksFacts,
    DifferencesFacts,
    FactFacts,
    FactsFacts,
    checks_facts,
    differences_facts,
    fact_facts,
)
from geo_service.web.context import AnActor, AStore, GuardedRoute, Now, SomeSettings
from geo_service.web.limits import run_heavy

CHECKS_API = APIRouter(prefix="/api/v1", tags=["checks"], route_class=GuardedRoute)

AskedAt = Annotated[Moment | None, Query(description="Time asked about, with offset; default now")]
Under = Annotated[str | None, Query(description="Protocol to check under instead of the zone's own")]


class FactBody(BaseModel):
    """A fact to be kept."""

    model_config = ConfigDict(extra="forbid")

    kind: Words = Field(description="Kind of fact, e.g. test_round; withdrawal takes another one back")
    zone_id: Words | None = Field(default=None, description="None: of the whole register")
    happened_at: Moment | None = Field(default=None, description="When it was so; default now")
    values: dict[str, Any] = Field(default_factory=dict, description="The fields of the kind")


@CHECKS_API.get("/zones/{zone_id}/checks", summary="The checks of a zone")
async def show_zone_checks(
    request: Request, store: AStore, now: Now, *, zone_id: str, at: AskedAt = None, under: Under = None
) -> ChecksFacts:
    """Check a zone against its protocol: ok, violation, needs_ground or cannot_check, with evidence and clause."""
    asked = at or now
    return checks_facts(await run_heavy(request, check_zone, store, zone_id, at=asked, protocol_id=under), asked)


@CHECKS_API.get("/checks", summary="The checks of the register and of all zones in force")
async def show_checks(
    request: Request, store: AStore, settings: SomeSettings, now: Now, *, at: AskedAt = None, under: Under = None
) -> ChecksFacts:
    """Check the whole register, then every zone in force."""
    asked, otherwise = at or now, settings.protocol
    records = await run_heavy(request, check_all, store, at=asked, protocol_id=under, otherwise=otherwise)
    return checks_facts(records, asked)


@CHECKS_API.get("/checks/differences", summary="What changes under another protocol")
async def show_differences(
    request: Request,
    store: AStore,
    now: Now,
    *,
    under: Annotated[str, Query(description="Protocol that would take over")],
    at: AskedAt = None,
) -> DifferencesFacts:
    """Check everything in force under another protocol and list what it answers otherwise."""
    asked = at or now
    return differences_facts(await run_heavy(request, recheck_under, store, under, at=asked), under, asked)


@CHECKS_API.post("/facts", status_code=201, summary="Record a fact")
def add_fact(store: AStore, actor: AnActor, now: Now, body: FactBody) -> FactFacts:
    """Keep something that happened or was ordered; never a person."""
    fact = record_fact(store, body.kind, body.values, body.zone_id, happened_at=body.happened_at, actor=actor, at=now)
    return fact_facts(fact)


@CHECKS_API.get("/facts", summary="Recorded facts")
def show_facts(
    store: AStore, zone: Annotated[str | None, Query(description="Only those of this zone")] = None
) -> FactsFacts:
    """List facts by time of happening, withdrawn ones too."""
    return FactsFacts(facts=[fact_facts(fact) for fact in list_facts(store, zone)])
