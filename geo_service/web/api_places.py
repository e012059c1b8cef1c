"""The API of places: rings round an establishment or a release, low-risk areas, and the case places that are kept."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from shapely import Point

from geo_service.actions.case_places import list_case_places, purge_case_places
from geo_service.actions.designation import Decision
from geo_service.actions.protocols import protocols_of
from geo_service.actions.residual import residual_zones
from geo_service.actions.rings import Place, designate_places, preview_places, redraw_note
from geo_service.derive.drawing import drawn_shape
from geo_service.model.case import KeptPlace
from geo_service.web.bodies import MOST_ZONES, Drawing, Lat, Lon, Moment, Words
from geo_service.web.context import AnActor, AStore, GuardedRoute, Now, SomeSettings
from geo_service.web.facts import DesignatedFacts, designated_facts
from geo_service.web.issuing import IssueLater
from geo_service.web.limits import run_heavy
from geo_service.web.proposal_facts import ProposedFacts, ResidualFacts, proposed_facts, residual_facts
from geo_service.zones.outline import as_multipolygon

PLACES = APIRouter(prefix="/api/v1", tags=["places"], route_class=GuardedRoute)


class _Body(BaseModel):
    """A JSON object without unknown keys."""

    model_config = ConfigDict(extra="forbid")


class PlaceBody(_Body):
    """An establishment or a release."""

    lon: Lon
    lat: Lat
    footprint: Drawing | None = Field(default=None, description="Its outline; default as the register has it")
    name: Words | None = None

    def place(self) -> Place:
        """The place as the actions take it."""
        shape = None if self.footprint is None else as_multipolygon(drawn_shape(self.footprint.model_dump()))
        return Place(Point(self.lon, self.lat), shape, self.name or "")


class RingsBody(_Body):
    """Places and what the protocol needs to draw rings round them."""

    places: Annotated[list[PlaceBody], Field(min_length=1, max_length=MOST_ZONES)]
    protocol: Words | None = Field(default=None, description="Protocol id; default that of the settings")
    category: Words | None = Field(default=None, description="For rules that need the judgement of investigators")
    inputs: dict[str, Words] = Field(default_factory=dict, description="un, spill, day_night, wind_from_deg, …")


class NewRingsBody(RingsBody):
    """A new set of rings."""

    reason: Words = Field(description="Why, kept with the versions")
    name: Words | None = Field(default=None, description="Set before the name of each zone")
    reference: Words | None = Field(default=None, description="Number of the decision (文号)")
    effective_from: Moment | None = Field(default=None, description="Binds from then; default now")
    clock_start: Moment | None = Field(default=None, description="From when the days count, if said")
    draft: bool = Field(default=True, description="Drafts bind nobody until they are published; false: at once")


class WindBody(_Body):
    """The wind as it is now."""

    wind_from_deg: Annotated[float, Field(ge=0, le=360)]


class RedrawFacts(BaseModel):
    """Whether a square must be drawn again, and why (Chinese)."""

    redraw: bool
    reason: str | None


class CasePlaceFacts(BaseModel):
    """A case place that is kept; it names nobody."""

    place_id: str
    zone_id: str | None
    row: str
    role: str
    address: str
    time: str | None
    lon: float | None
    lat: float | None
    recorded_at: str


class PurgedFacts(BaseModel):
    """How many case places were removed, and of which zones."""

    places: int
    zones: tuple[str, ...]


@PLACES.post("/rings/preview", summary="What rings round places would hold and cost; nothing is saved")
async def preview(request: Request, store: AStore, settings: SomeSettings, now: Now, body: RingsBody) -> ProposedFacts:
    """Propose the whole set of rings."""
    made = await run_heavy(
        request,
        preview_places,
        store,
        [place.place() for place in body.places],
        category=body.category,
        inputs=body.inputs,
        protocol_id=body.protocol or settings.protocol,
        at=now,
    )
    return proposed_facts(made.zones, made.problems)


@PLACES.post("/rings", status_code=201, summary="Designate the rings round places, as one change")
async def designate(
    request: Request,
    store: AStore,
    settings: SomeSettings,
    actor: AnActor,
    now: Now,
    *,
    issue_later: IssueLater,
    body: NewRingsBody,
) -> DesignatedFacts:
    """Make the whole set; drafts of one set are published together."""
    decision = Decision(
        protocol=body.protocol or settings.protocol,
        actor=actor,
        reason=body.reason,
        name=body.name,
        effective_from=body.effective_from,
        draft=body.draft,
        reference=body.reference or "",
        clock_start=body.clock_start,
        two_persons=settings.two_persons,
    )
    made = await run_heavy(
        request,
        designate_places,
        store,
        [place.place() for place in body.places],
        category=body.category,
        inputs=body.inputs,
        decision=decision,
        at=now,
    )
    issue_later(made.zones)
    return designated_facts(made, now, protocols_of(store))


@PLACES.post("/zones/{zone_id}/wind", summary="Must a square downwind be drawn again?")
def ask_wind(store: AStore, zone_id: str, body: WindBody) -> RedrawFacts:
    """Compare the wind with the one that the zone was drawn by."""
    reason = redraw_note(store, zone_id, wind_from_deg=body.wind_from_deg)
    return RedrawFacts(redraw=reason is not None, reason=reason)


@PLACES.get("/residual", summary="What zones leave of each county or township: the low-risk areas")
def list_residual(store: AStore, now: Now) -> list[ResidualFacts]:
    """List the low-risk areas that exist now, with outlines."""
    return [residual_facts(area) for area in residual_zones(store, at=now)]


@PLACES.get("/case-places", summary="The case places that are kept, for those who designate")
def list_places(store: AStore, actor: AnActor, zone: str | None = None) -> list[CasePlaceFacts]:
    """List case places, of one zone or all."""
    return [case_place_facts(place) for place in list_case_places(store, actor, zone_id=zone)]


@PLACES.post("/case-places/purge", summary="Remove case places whose time is over")
def purge(store: AStore, actor: AnActor, now: Now) -> PurgedFacts:
    """Remove for good what the protocols do not keep any longer; it is audited."""
    done = purge_case_places(store, actor, at=now)
    return PurgedFacts(places=done.places, zones=done.zone_ids)


def case_place_facts(kept: KeptPlace) -> CasePlaceFacts:
    """A case place as plain values."""
    place = kept.place
    return CasePlaceFacts(
        place_id=kept.place_id,
        zone_id=kept.zone_id,
        row=place.what,
        role=place.role,
        address=place.text,
        time=place.time.isoformat() if place.time else None,
        lon=place.lon,
        lat=place.lat,
        recorded_at=kept.recorded_at.isoformat(),
    )
