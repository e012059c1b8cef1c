"""What the API says of a drawing that is not saved."""

from dataclasses import asdict

from pydantic import BaseModel, Field

from geo_service.model.plan import Plan


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
    checkpoints: int
    delivery_points: int
    problems: list[str]


def preview_facts(plan: Plan) -> PreviewFacts:
    """Counts of a plan that was not saved."""
    return PreviewFacts(
        **asdict(plan.totals),
        name=plan.zone.name,
        checkpoints=len(plan.frames["checkpoint"]),
        delivery_points=len(plan.frames["delivery_point"]),
        problems=list(plan.problems),
    )
