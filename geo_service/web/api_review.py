"""The API of clocks: what waits, the clock of one zone, and the dates as a calendar feed. All of it needs the token."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from geo_service.actions.review import CALENDAR_H, WITHIN_H, review, zone_clock
from geo_service.exports.calendar import calendar_bytes
from geo_service.web.bodies import Moment
from geo_service.web.context import AStore, GuardedRoute, Now
from geo_service.web.review_facts import ClockFacts, ReviewFacts, clock_facts, review_facts

REVIEW = APIRouter(tags=["clocks"], route_class=GuardedRoute)

ICALENDAR = "text/calendar; charset=utf-8"
MOST_HOURS = 24 * 366
"""Farthest look ahead: a year; no stage of a protocol is longer."""

AskedAt = Annotated[Moment | None, Query(description="Time asked about, with offset; default now")]
KnownAt = Annotated[Moment | None, Query(description="Only what was recorded by then; default all")]
Within = Annotated[float, Query(ge=0, le=MOST_HOURS, description="What is due within so many hours, too")]


@REVIEW.get("/api/v1/review", summary="What is late, due, coming or blocked")
def show_review(
    store: AStore,
    now: Now,
    *,
    at: AskedAt = None,
    within: Within = WITHIN_H,
    zone: Annotated[str | None, Query(description="Only this zone")] = None,
) -> ReviewFacts:
    """List what waits in all zones, the most urgent first."""
    asked = at or now
    return review_facts(review(store, at=asked, within_h=within, zone_id=zone), at=asked, within_h=within)


@REVIEW.get("/api/v1/zones/{zone_id}/clock", summary="The clock of a zone, explained line by line")
def show_clock(store: AStore, now: Now, *, zone_id: str, at: AskedAt = None, known_at: KnownAt = None) -> ClockFacts:
    """Say what the zone is, from when its days count, what is missing and what is due when, with the clauses."""
    return clock_facts(zone_clock(store, zone_id, at=at or now, known_at=known_at))


@REVIEW.get("/feeds/review.ics", summary="What is due, as iCalendar", response_class=Response)
def show_calendar(store: AStore, now: Now) -> Response:
    """Give one event for each date of the next two weeks, and for what is late."""
    rows = review(store, at=now, within_h=CALENDAR_H)
    return Response(calendar_bytes(rows, at=now), media_type=ICALENDAR)
