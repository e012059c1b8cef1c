"""The API of the lifecycle: sign, take back, split, shrink, expand, raise, merge, extend, downgrade, archive."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from geo_service.actions.changes import (
    Part,
    downgrade_zone,
    expand_zone,
    extend_zone,
    merge_zones,
    raise_zone,
    shrink_zone,
    split_zone,
)
from geo_service.actions.protocols import ProtocolOf, protocols_of
from geo_service.actions.switch import Switched, switch_protocol
from geo_service.actions.zones import archive_zone, discard_draft, sign_zone
from geo_service.derive.drawing import drawn_shape
from geo_service.web.bodies import MOST_ZONES, ActBody, Drawing, Words
from geo_service.web.check_facts import DifferenceFacts, difference_facts
from geo_service.web.context import AnActor, AStore, GuardedRoute, Now
from geo_service.web.facts import DesignatedFacts, ZoneFacts, changed_facts, zone_facts
from geo_service.web.issuing import IssueLater
from geo_service.web.limits import run_heavy

CHANGES = APIRouter(prefix="/api/v1", tags=["lifecycle"], route_class=GuardedRoute)

MOST_BUILDINGS = 5_000
"""Most buildings of one part; more are drawn."""


class SignBody(ActBody):
    """A body of the approval chain agrees."""

    body: Words = Field(description="Body of the approval chain, e.g. expert_panel")


class PartBody(ActBody):
    """A part of a zone, drawn or by its buildings."""

    geometry: Drawing | None = None
    building_ids: Annotated[list[Words], Field(default_factory=list, max_length=MOST_BUILDINGS)]

    def part(self) -> Part:
        """The part as the actions take it."""
        shape = None if self.geometry is None else drawn_shape(self.geometry.model_dump())
        return Part(shape, tuple(self.building_ids))


class CategoryBody(ActBody):
    """Another category."""

    category: Words = Field(description="Id or Chinese label of a category of the protocol")


class RaiseBody(PartBody):
    """A higher category for a zone, or for the part that is said."""

    category: Words = Field(description="Id or Chinese label of a higher category")


class SwitchBody(ActBody):
    """Another edition for zones in force."""

    protocol: Words = Field(description="Edition that takes over")
    zones: Annotated[list[Words], Field(default_factory=list, max_length=MOST_ZONES, description="Default: all")]
    category: Words | None = Field(default=None, description="Decided category of the zones that are named")


class SwitchedFacts(DesignatedFacts):
    """What a switch to another edition made, and which checks answer otherwise now."""

    differences: list[DifferenceFacts]


class MergeBody(ActBody):
    """Zones that become one."""

    zones: Annotated[list[Words], Field(min_length=2, max_length=MOST_ZONES, description="Ids; the first one stays")]


@CHANGES.post("/zones/{zone_id}/sign", summary="Enter that a body of the approval chain agrees")
def sign(store: AStore, actor: AnActor, now: Now, zone_id: str, body: SignBody) -> ZoneFacts:
    """Sign a draft; the last signature approves it."""
    done = sign_zone(store, zone_id, body.body, body.act(actor, now))
    return zone_facts(done, now, protocols_of(store))


@CHANGES.post("/zones/{zone_id}/discard", summary="Take a draft back")
def discard(store: AStore, actor: AnActor, now: Now, zone_id: str, body: ActBody) -> ZoneFacts:
    """Take a draft back; what was in force before goes on."""
    return zone_facts(discard_draft(store, zone_id, body.act(actor, now)), now, protocols_of(store))


@CHANGES.post("/zones/{zone_id}/archive", summary="Put a lifted zone away")
def archive(store: AStore, actor: AnActor, now: Now, zone_id: str, body: ActBody) -> ZoneFacts:
    """Archive a lifted zone; nothing follows."""
    return zone_facts(archive_zone(store, zone_id, body.act(actor, now)), now, protocols_of(store))


@CHANGES.post("/zones/{zone_id}/split", summary="Make two zones in force of one")
def split(
    store: AStore, actor: AnActor, now: Now, *, issue_later: IssueLater, zone_id: str, body: PartBody
) -> DesignatedFacts:
    """Cut a part off as a zone of its own, with the same category and clock."""
    made = split_zone(store, zone_id, body.part(), body.act(actor, now))
    issue_later(made.zones)
    return changed_facts(made, now, protocols_of(store))


@CHANGES.post("/zones/{zone_id}/shrink", summary="Free a part of a zone")
def shrink(
    store: AStore, actor: AnActor, now: Now, *, issue_later: IssueLater, zone_id: str, body: PartBody
) -> DesignatedFacts:
    """Leave a part out from now on."""
    made = shrink_zone(store, zone_id, body.part(), body.act(actor, now))
    issue_later(made.zones)
    return changed_facts(made, now, protocols_of(store))


@CHANGES.post("/zones/{zone_id}/expand", summary="Draft a larger zone")
def expand(store: AStore, actor: AnActor, now: Now, zone_id: str, body: PartBody) -> DesignatedFacts:
    """Draft a zone with something added; the one in force holds until the draft is published."""
    made = expand_zone(store, zone_id, body.part(), body.act(actor, now))
    return changed_facts(made, now, protocols_of(store))


@CHANGES.post("/zones/{zone_id}/raise", summary="Draft a higher category")
def raise_category(store: AStore, actor: AnActor, now: Now, zone_id: str, body: RaiseBody) -> DesignatedFacts:
    """Draft a higher category for a zone, or for a part of it as a zone of its own."""
    part = body.part() if body.geometry is not None or body.building_ids else None
    made = raise_zone(store, zone_id, body.category, body.act(actor, now), part=part)
    return changed_facts(made, now, protocols_of(store))


@CHANGES.post("/zones/{zone_id}/downgrade", summary="Put a zone into a lower category")
def downgrade(
    store: AStore, actor: AnActor, now: Now, *, issue_later: IssueLater, zone_id: str, body: CategoryBody
) -> DesignatedFacts:
    """Lower a zone in force, from now on or from `effective_from`."""
    made = downgrade_zone(store, zone_id, body.category, body.act(actor, now))
    issue_later(made.zones)
    return changed_facts(made, now, protocols_of(store))


@CHANGES.post("/zones/{zone_id}/extend", summary="Draft a longer time")
def extend(store: AStore, actor: AnActor, now: Now, zone_id: str, body: ActBody) -> DesignatedFacts:
    """Let the days count anew from `clock_start`, by a decision with a `reference`."""
    return changed_facts(extend_zone(store, zone_id, body.act(actor, now)), now, protocols_of(store))


@CHANGES.post("/zones/merge", summary="Draft one zone of several")
def merge(store: AStore, actor: AnActor, now: Now, body: MergeBody) -> DesignatedFacts:
    """Draft one zone of several alike that lie together; when it is published the others end."""
    return changed_facts(merge_zones(store, body.zones, body.act(actor, now)), now, protocols_of(store))


@CHANGES.post("/protocol-switch", summary="Take zones in force to another edition")
async def switch(
    request: Request, store: AStore, actor: AnActor, now: Now, *, issue_later: IssueLater, body: SwitchBody
) -> SwitchedFacts:
    """Move zones by the edition's migration rules; what a person must decide is left and listed."""
    act = body.act(actor, now)
    done = await run_heavy(
        request, switch_protocol, store, body.protocol, act, zone_ids=body.zones, category=body.category
    )
    issue_later(done.zones)
    return switched_facts(done, now, protocols_of(store))


def switched_facts(done: Switched, at: datetime, protocols: ProtocolOf) -> SwitchedFacts:
    """What a switch made, as plain values."""
    return SwitchedFacts(
        zones=[zone_facts(zone, at, protocols) for zone in done.zones],
        problems=list(done.problems),
        differences=[difference_facts(one) for one in done.differences],
    )
