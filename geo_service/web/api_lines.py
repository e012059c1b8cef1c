"""The API of better lines: what a line nearby would save and cost, and taking one over with a ground."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from shapely.geometry import mapping

from geo_service.actions.lines import AcceptedLine, accept_line, lines_of_zone
from geo_service.actions.protocols import ProtocolOf, protocols_of
from geo_service.derive.line import CurvePoint, Lines, LineSuggestion
from geo_service.derive.line_figures import LineFigures
from geo_service.web.bodies import ActBody, Words
from geo_service.web.context import AnActor, AStore, GuardedRoute, Now
from geo_service.web.facts import ZoneFacts, zone_facts
from geo_service.web.limits import run_heavy

LINES = APIRouter(prefix="/api/v1", tags=["lines"], route_class=GuardedRoute)

Metres = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Band = Annotated[Metres | None, Query(description="How far outward the line may move, metres; default by protocol")]


class LineFiguresFacts(BaseModel):
    """What a line comes to, measured on the map."""

    posts: int = Field(description="Places to be held, staffed or shut")
    crossings: int
    shut_cost: float = Field(description="Cost units of all crossings, a footpath is 1")
    never_cut: int = Field(description="Crossings where no line should run")
    households: int
    households_estimated: int
    buildings: int
    area_m2: float
    length_m: float


class LineFacts(BaseModel):
    """A line that a person may take instead of the drawn one."""

    number: int
    key: str = Field(description="Hash of the outline; to be sent when the line is accepted")
    says: str
    says_en: str
    posts_saved: int
    more_households: int
    more_buildings: int
    more_area_m2: float
    building_ids: list[str]
    takes_in: list[str] = Field(description="Hospitals, fire stations and police that come to lie inside")
    figures: LineFiguresFacts
    per_household: float = Field(description="Price of a household in cost units at which it is the cheapest line")
    value: float = Field(description="What it comes to at that price, cost units")
    bound: float = Field(description="No line comes to less than this at that price")
    geometry: dict[str, Any]


class CurveFacts(BaseModel):
    """A point of the Pareto curve; the first one is the drawn line."""

    cost: float = Field(description="Cost units of the cut that found it")
    price: float = Field(description="Households and ground taken in, in households")
    figures: LineFiguresFacts
    suggestion: int | None


class LinesFacts(BaseModel):
    """All that was found about a zone's line."""

    zone_id: str
    version: int
    band_m: float
    drawn: LineFiguresFacts | None
    suggestions: list[LineFacts]
    curve: list[CurveFacts]
    problems: list[str]


class AcceptBody(ActBody):
    """The line that is taken over; `reason` and `reference` are needed."""

    number: int = Field(ge=1, description="Number of the suggestion")
    key: Words = Field(description="Key of the suggestion that was seen; 409 if the line is another one by now")
    band_m: Metres | None = Field(default=None, description="Band that the suggestion was made with")


class AcceptedFacts(BaseModel):
    """The draft that was made, and the line that it follows."""

    zone: ZoneFacts
    line: LineFacts
    problems: list[str]


@LINES.get("/zones/{zone_id}/lines", summary="Lines nearby with fewer posts, and their price")
async def show_lines(request: Request, store: AStore, *, zone_id: str, band_m: Band = None) -> LinesFacts:
    """Look for lines that need fewer posts within the band; nothing is changed."""
    return lines_facts(await run_heavy(request, lines_of_zone, store, zone_id, band_m=band_m))


@LINES.post("/zones/{zone_id}/lines/accept", summary="Take a suggested line over, with a ground")
async def accept(
    request: Request, store: AStore, actor: AnActor, now: Now, *, zone_id: str, body: AcceptBody
) -> AcceptedFacts:
    """Make a draft of the zone with a suggested line; it is signed and published like any larger zone."""
    act = body.act(actor, now)
    done = await run_heavy(request, accept_line, store, zone_id, body.number, act, key=body.key, band_m=body.band_m)
    return accepted_facts(done, act.at, protocols_of(store))


def lines_facts(lines: Lines) -> LinesFacts:
    """The lines of a zone as plain values."""
    return LinesFacts(
        zone_id=lines.zone_id,
        version=lines.version,
        band_m=lines.band_m,
        drawn=None if lines.drawn is None else _figures(lines.drawn),
        suggestions=[line_facts(line) for line in lines.suggestions],
        curve=[_curve_point(point) for point in lines.curve],
        problems=list(lines.problems),
    )


def line_facts(line: LineSuggestion) -> LineFacts:
    """One suggestion as plain values."""
    return LineFacts(
        number=line.number,
        key=line.key,
        says=line.says,
        says_en=line.says_en,
        posts_saved=line.posts_saved,
        more_households=line.more_households,
        more_buildings=len(line.building_ids),
        more_area_m2=round(line.more_area_m2, 1),
        building_ids=list(line.building_ids),
        takes_in=list(line.takes_in),
        figures=_figures(line.figures),
        per_household=line.per_household,
        value=line.value,
        bound=line.bound,
        geometry=dict(mapping(line.outline)),
    )


def accepted_facts(done: AcceptedLine, at: datetime, protocols: ProtocolOf) -> AcceptedFacts:
    """What taking a line over made, as plain values."""
    return AcceptedFacts(
        zone=zone_facts(done.zone, at, protocols), line=line_facts(done.suggestion), problems=list(done.problems)
    )


def lines_geojson(lines: Lines) -> dict[str, Any]:
    """The suggested lines as a GeoJSON FeatureCollection, lon/lat; each says what it saves and costs."""
    return {"type": "FeatureCollection", "features": [_feature(lines.zone_id, line) for line in lines.suggestions]}


def _feature(zone_id: str, line: LineSuggestion) -> dict[str, Any]:
    values = line_facts(line).model_dump(exclude={"geometry"})
    return {
        "type": "Feature",
        "properties": {"kind": "line", "zone_id": zone_id, **values},
        "geometry": mapping(line.outline),
    }


def _figures(figures: LineFigures) -> LineFiguresFacts:
    return LineFiguresFacts(**asdict(figures))


def _curve_point(point: CurvePoint) -> CurveFacts:
    return CurveFacts(cost=point.cost, price=point.price, figures=_figures(point.figures), suggestion=point.suggestion)
