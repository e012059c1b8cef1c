"""The API of notices: read one, do what it says, write one. For those who are known."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from geo_service.actions.designation import Decision
from geo_service.actions.notice_texts import NoticeFrame, write_zones
from geo_service.actions.notice_zones import designate_notice_text
from geo_service.actions.notices import plain_reading
from geo_service.actions.protocols import protocols_of
from geo_service.notices.read import read_notice
from geo_service.web.bodies import NoticeBody, NoticeTextBody, WriteBody
from geo_service.web.context import AnActor, AStore, GuardedRoute, Now, SomeSettings
from geo_service.web.facts import DesignatedFacts, designated_facts
from geo_service.web.issuing import IssueLater
from geo_service.web.limits import run_heavy

NOTICES = APIRouter(prefix="/api/v1", tags=["notices"], route_class=GuardedRoute)


class ReadingFacts(BaseModel):
    """What a notice says, as `notice read --json` prints it."""

    items: list[dict[str, Any]] = Field(description="Zones in the order of the text, with action, category and extent")
    problems: list[dict[str, Any]] = Field(description="Stretches of the text that were not understood, and why")


class NoticeFacts(BaseModel):
    """A written notice."""

    text: str


@NOTICES.post("/notices/read", summary="Read a notice into items; nothing is saved")
async def read(request: Request, body: NoticeTextBody) -> ReadingFacts:
    """Say what a notice designates, adjusts, downgrades and lifts, and what in it can't be read."""
    return ReadingFacts(**plain_reading(await run_heavy(request, read_notice, body.text)))


@NOTICES.post("/zones/notice", status_code=201, summary="Do what a notice says")
async def designate_from_notice(
    request: Request,
    store: AStore,
    settings: SomeSettings,
    actor: AnActor,
    now: Now,
    *,
    issue_later: IssueLater,
    body: NoticeBody,
) -> DesignatedFacts:
    """Make, change and lift zones by the text of a notice; what can't be done or drawn is among the problems."""
    decision = Decision(
        body.protocol or settings.protocol, actor, body.reason, None, body.effective_from, body.draft,
        two_persons=settings.two_persons,
    )  # fmt: skip
    made = await run_heavy(
        request,
        designate_notice_text,
        store,
        body.text,
        category=body.category,
        decision=decision,
        at=now,
        district=body.district,
    )
    issue_later(made.zones)
    return designated_facts(made, now, protocols_of(store))


@NOTICES.post("/notices", summary="Write zones as a notice")
async def write(request: Request, store: AStore, now: Now, body: WriteBody) -> NoticeFacts:
    """Write what the newest versions of zones decide, with numbered lists, hours, measures and tally."""
    frame = NoticeFrame(body.title, body.issuer, body.basis)
    return NoticeFacts(text=await run_heavy(request, write_zones, store, body.zones, frame, at=now))
