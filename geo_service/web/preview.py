"""What the API says of a drawing that is not saved."""

from dataclasses import asdict
from typing import Any

import pandas as pd
import shapely
from pydantic import BaseModel, Field

from geo_service.model.plan import Plan

OPEN = "open"
"""Code of the stretches of a boundary that nothing shuts yet."""


class PostFacts(BaseModel):
    """A crossing of the boundary that the drawing needs: staffed, or shut."""

    id: str = Field(description="K01 and so on when staffed, F01 when shut")
    staffed: bool
    name: str | None
    serves: str | None = Field(description="What comes in through it, in Chinese")
    households: int | None
    crew: int | None = Field(description="People a shift")
    why: str = Field(description="Why it is staffed or shut, in Chinese")
    places: list[tuple[float, float]] = Field(description="lon, lat of each point that it holds")


class PreviewFacts(BaseModel):
    """Counts of what a zone would hold; the `_estimated` parts are included in the sums."""

    name: str = Field(description="The name it would get when none is given")
    buildings: int
    stairs: int
    households: int
    households_estimated: int
    people: int
    people_estimated: int
    area_m2: float
    checkpoints: int = Field(description="Posts to staff")
    closures: int = Field(description="Crossings to shut")
    proved: bool | None = Field(description="Whether no cheaper choice of posts will do; null when nothing crosses")
    gap: float | None = Field(description="How far the choice may be from the best, 0 to 1")
    crew: int = Field(description="People a shift at all posts")
    people_24h: int = Field(description="People for 24 hours at all posts")
    fence_m: float = Field(description="Metres of the boundary that nothing shuts yet")
    posts: list[PostFacts]
    problems: list[str]


def preview_facts(plan: Plan) -> PreviewFacts:
    """Counts of a plan that was not saved, and its posts with their reasons."""
    staffed, edge = plan.frames["checkpoint"], plan.frames["edge"]
    choice = plan.proof.get("choice", {})
    return PreviewFacts(
        **asdict(plan.totals),
        name=plan.zone.name,
        checkpoints=len(staffed),
        closures=len(plan.frames["closure"]),
        proved=choice.get("proved"),
        gap=choice.get("gap"),
        crew=int(staffed["crew"].sum()),
        people_24h=int(staffed["people_24h"].sum()),
        fence_m=round(float(edge.loc[edge["barrier"] == OPEN, "length_m"].sum()), 1),
        posts=post_facts(plan),
        problems=list(plan.problems),
    )


def post_facts(plan: Plan) -> list[PostFacts]:
    """The staffed posts of a plan, then the shut ones."""
    staffed = [
        _post(row, row.checkpoint_id, serves=row.serves, households=row.households, crew=row.crew)
        for row in plan.frames["checkpoint"].itertuples(index=False)
    ]
    return staffed + [_post(row, row.closure_id) for row in plan.frames["closure"].itertuples(index=False)]


def _post(row: Any, key: str, *, serves: Any = None, households: Any = None, crew: Any = None) -> PostFacts:
    places: list[tuple[float, float]] = [(lon, lat) for lon, lat in shapely.get_coordinates(row.geometry).tolist()]
    return PostFacts(
        id=key,
        staffed=crew is not None,
        name=_known(row.name),
        serves=_known(serves),
        households=_known(households),
        crew=_known(crew),
        why=row.why,
        places=places,
    )


def _known(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value
