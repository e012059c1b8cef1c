"""What a drawing would hold as a zone; nothing is saved."""

from dataclasses import asdict
from datetime import datetime

from pydantic import BaseModel, Field
from shapely import MultiPolygon, Polygon

from geo_service.actions.designation import Decision
from geo_service.actions.plans import plan_rule, surroundings
from geo_service.actions.register import register_bounds
from geo_service.derive.drawing import require_drawable
from geo_service.derive.plan import derive_plan
from geo_service.errors import InputError
from geo_service.model.plan import Plan
from geo_service.model.zone import DRAFT, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.delineate import zone_from_drawing
from geo_service.zones.protocol import load_protocol

UNSAVED = "unsaved"
"""Stands for the id that a zone gets when it is saved."""


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


def preview_drawing(
    store: Store, geometry: Polygon | MultiPolygon, *, category: str, protocol: str, at: datetime
) -> PreviewFacts:
    """
    Count what a drawn polygon would hold, by the same steps as designating and planning it.

    Raises
    ------
    GeometryError, ProtocolError, InputError
        As designating it would.
    """
    bounds = register_bounds(store)
    if bounds is None:
        raise InputError("the register is empty; import buildings and roads first, e.g. geo-service import osm FILE")
    require_drawable(geometry, inside=bounds)
    zone = _unsaved_zone(store, geometry, category, Decision(protocol, author="", reason=""), at)
    return _counts(derive_plan(zone, surroundings(store, zone), plan_rule(zone)))


def _unsaved_zone(
    store: Store, geometry: Polygon | MultiPolygon, category: str, decision: Decision, at: datetime
) -> ZoneVersion:
    buildings = store.read_layer("buildings", bounds=geometry.bounds)
    estates = store.read_layer("estates", bounds=geometry.bounds)
    names = dict(zip(estates["estate_id"], estates["name"], strict=True))
    protocol = load_protocol(decision.protocol)
    drawn = zone_from_drawing(geometry, buildings, protocol, category, estate_names=names)
    return ZoneVersion(
        zone_id=UNSAVED, version=1, name=drawn.name_hint, category=drawn.category, protocol=protocol.id, status=DRAFT,
        extent=drawn.extent, geometry=drawn.geometry, members=drawn.members, effective_from=at, recorded_at=at,
        author=decision.author, reason=decision.reason,
    )  # fmt: skip


def _counts(plan: Plan) -> PreviewFacts:
    return PreviewFacts(
        **asdict(plan.totals),
        name=plan.zone.name,
        checkpoints=len(plan.frames["checkpoint"]),
        delivery_points=len(plan.frames["delivery_point"]),
        problems=list(plan.problems),
    )
