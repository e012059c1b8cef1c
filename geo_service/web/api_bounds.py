"""The API of bounds: a drawn polygon in words, and the polygon that words mean. Nothing is stored."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from shapely.geometry import mapping

from geo_service.actions.bounds import SaidContext, shape_of_words, words_of_drawing
from geo_service.coords.metric import plane_at
from geo_service.derive.boundary_text import BoundaryWords, PartWords
from geo_service.derive.bounds_shape import ShapeOfWords
from geo_service.derive.drawing import drawn_shape
from geo_service.web.bodies import Drawing, Words
from geo_service.web.context import AStore, GuardedRoute
from geo_service.web.limits import run_heavy

BOUNDS = APIRouter(prefix="/api/v1/bounds", tags=["bounds"], route_class=GuardedRoute)


class WordsBody(BaseModel):
    """A polygon to be said by its sides."""

    model_config = ConfigDict(extra="forbid")
    geometry: Drawing


class ShapeBody(BaseModel):
    """Words to be drawn, and where they are read."""

    model_config = ConfigDict(extra="forbid")
    text: Words = Field(description="东至…、南至… or 甲路、乙路、丙街合围区域")
    street: Words | None = None
    community: Words | None = None


class SideFacts(BaseModel):
    """One side: its words, the names in order, the share of its length that they cover, metres without a name."""

    text: str
    names: list[str]
    covered: float
    unnamed_m: float


class PartFacts(BaseModel):
    """One part of a zone by its sides, with its holes."""

    text: str
    sides: dict[str, SideFacts]
    holes: list["PartFacts"] = []


class WordsFacts(BaseModel):
    """A zone in words; `agreement` is the share of ground in common when drawn back, null when that does not close."""

    text: str
    agreement: float | None
    notes: list[str]
    parts: list[PartFacts]


class ShapeFacts(BaseModel):
    """The polygon of words, or the reason why there is none; `places` are those that fit when there are several."""

    geometry: dict[str, Any] | None
    area_m2: float | None
    reason: str
    reason_en: str
    notes: list[str]
    places: list[dict[str, Any]]


@BOUNDS.post("/words", summary="The four sides of a polygon in words; nothing is saved")
async def say_bounds(request: Request, store: AStore, body: WordsBody) -> WordsFacts:
    """Say a polygon by the named lines along its sides."""
    return words_facts(await run_heavy(request, words_of_drawing, store, drawn_shape(body.geometry.model_dump())))


@BOUNDS.post("/shape", summary="The area that four sides or enclosing lines mean; nothing is saved")
async def draw_bounds(request: Request, store: AStore, body: ShapeBody) -> ShapeFacts:
    """Draw the area that words mean, or say why there is none."""
    context = SaidContext(None, body.street, body.community)
    return shape_facts(await run_heavy(request, shape_of_words, store, body.text, context))


def words_facts(words: BoundaryWords) -> WordsFacts:
    """The words of a zone as plain values."""
    return WordsFacts(
        text=words.text,
        agreement=None if words.agreement is None else round(words.agreement, 4),
        notes=list(words.notes),
        parts=[_part_facts(part) for part in words.parts],
    )


def _part_facts(part: PartWords) -> PartFacts:
    sides = {
        side: SideFacts(
            text=one.text, names=list(one.names), covered=round(one.covered, 3), unnamed_m=round(one.unnamed_m, 1)
        )
        for side, one in part.sides.items()
    }
    return PartFacts(text=part.text, sides=sides, holes=[_part_facts(hole) for hole in part.holes])


def shape_facts(shape: ShapeOfWords) -> ShapeFacts:
    """The polygon of words as plain values."""
    area = shape.area
    return ShapeFacts(
        geometry=None if area is None else mapping(area),
        area_m2=None if area is None else round(plane_at(area).to_metres(area).area, 1),
        reason=shape.reason,
        reason_en=shape.reason_en,
        notes=list(shape.notes),
        places=[mapping(one) for one in shape.places],
    )
