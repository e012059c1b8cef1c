"""What the API says of zones and answers, as plain values; the same names as on the command line."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from geo_service.actions.changes import Changed
from geo_service.actions.designation import Designated
from geo_service.actions.protocols import ProtocolOf
from geo_service.exports.geojson import geometries_json
from geo_service.model.zone import IN_FORCE, LIFTED, PENDING, ZoneVersion
from geo_service.web.proposal_facts import ProposalFacts, proposal_facts
from geo_service.zones.answer import Answer, binding_zones
from geo_service.zones.lifecycle import missing_bodies
from geo_service.zones.protocol import Protocol, load_protocol
from geo_service.zones.protocol_schema import Category


class RestFacts(BaseModel):
    """The low-risk area that a place outside all zones lies in."""

    category: str
    category_label: str
    measure: str
    area: str


class AnswerFacts(BaseModel):
    """Whether a place is in a zone, and what holds there."""

    answer: Literal["inside", "outside", "unsure"]
    reason: str = Field(description="Why, in Chinese")
    category: str | None = Field(description="Id of the zone's category, e.g. high")
    category_label: str | None = Field(description="The category in Chinese")
    measure: str | None = Field(description="What holds there, in Chinese")
    since: str | None = Field(description="When it began, ISO 8601")
    zone_id: str | None
    zone_name: str | None
    question: str | None = Field(description="What would settle an unsure answer")
    options: tuple[str, ...] = Field(description="Words that answer the question")
    residual: RestFacts | None = Field(default=None, description="Of a place outside: the low-risk area that it is in")


class ForceFacts(BaseModel):
    """A zone in force, as everybody may know it."""

    zone_id: str
    name: str
    category: str
    category_label: str
    protocol: str
    measure: str
    since: str | None


class BodyFacts(BaseModel):
    """A body of the approval chain."""

    body: str
    label: str
    label_en: str


class SignatureFacts(BaseModel):
    """A body of the approval chain that agreed."""

    body: str
    label: str
    label_en: str
    account: str
    at: str
    reference: str


class ZoneFacts(BaseModel):
    """One version of a zone."""

    zone_id: str
    version: int
    name: str
    category: str
    category_label: str
    category_label_en: str
    category_color: str
    protocol: str
    status: str = Field(description="draft, assessed, approved, in_force, lifted or archived: what was decided")
    phase: str = Field(description="as status, or coming or lifting for a decision that takes effect later")
    effective_from: str
    recorded_at: str
    buildings: int
    author: str
    reason: str
    step: str = Field(description="The step of the lifecycle that made the version")
    reference: str = Field(description="Number of the decision")
    decided_at: str | None
    clock_start: str | None = Field(description="From when the days count, if that was said")
    entered_from: str | None = Field(description="Category that the zone had before this one")
    parents: list[str] = Field(description="Zones that it was made from")
    signatures: list[SignatureFacts]
    persons: int = Field(description="How many persons stand behind the publication")
    to_sign: list[BodyFacts] = Field(description="Bodies of the approval chain that have not signed a draft, in order")


class ZoneWithShape(ZoneFacts):
    """A zone with its outline, GeoJSON in WGS-84."""

    geometry: dict[str, Any] | None


class ZoneWithHistory(ZoneWithShape):
    """A zone with all its versions, oldest first."""

    history: list[ZoneFacts]


class Zones(BaseModel):
    """The newest version of each zone, by id."""

    zones: list[ZoneWithShape]


class ZonesInForce(BaseModel):
    """The zones that bind now."""

    zones: list[ForceFacts]


class DesignatedFacts(BaseModel):
    """Zones that were made, and what should be looked at before they are published."""

    zones: list[ZoneFacts]
    problems: list[str]
    proposals: list[ProposalFacts] = Field(default_factory=list, description="Reasons and prices of the zones")


def answer_facts(answer: Answer) -> AnswerFacts:
    """The resident answer as plain values."""
    return AnswerFacts(**{**asdict(answer), "since": answer.since.isoformat() if answer.since else None})


def zone_facts(zone: ZoneVersion, at: datetime, protocols: ProtocolOf = load_protocol) -> ZoneFacts:
    """One version of a zone as plain values, without its outline."""
    return ZoneFacts(**_zone_values(zone, at, protocols))


def zone_with_shape(zone: ZoneVersion, at: datetime, protocols: ProtocolOf = load_protocol) -> ZoneWithShape:
    """A zone with its outline."""
    return ZoneWithShape(**_zone_values(zone, at, protocols), geometry=_shape(zone))


def zone_with_history(
    history: Sequence[ZoneVersion], at: datetime, protocols: ProtocolOf = load_protocol
) -> ZoneWithHistory:
    """The newest of some versions, with all of them."""
    newest = history[-1]
    versions = [zone_facts(version, at, protocols) for version in history]
    return ZoneWithHistory(**_zone_values(newest, at, protocols), geometry=_shape(newest), history=versions)


def designated_facts(made: Designated, at: datetime, protocols: ProtocolOf = load_protocol) -> DesignatedFacts:
    """What a designation made."""
    return DesignatedFacts(
        zones=[zone_facts(zone, at, protocols) for zone in made.zones],
        problems=list(made.problems),
        proposals=[proposal_facts(one) for one in made.proposals],
    )


def changed_facts(made: Changed, at: datetime, protocols: ProtocolOf) -> DesignatedFacts:
    """What a change of zones made."""
    return DesignatedFacts(zones=[zone_facts(zone, at, protocols) for zone in made.zones], problems=list(made.problems))


def zones_in_force(
    zones: Iterable[ZoneVersion], at: datetime, protocols: ProtocolOf = load_protocol
) -> list[ForceFacts]:
    """Those zones that bind at a time, strictest first; nothing in it is more than a notice says."""
    binding = binding_zones(zones, protocols, at)
    ranked = sorted(binding, key=lambda zone: (-_category(zone, protocols).rank, zone.name))
    return [_force_facts(zone, protocols) for zone in ranked]


def _category(zone: ZoneVersion, protocols: ProtocolOf) -> Category:
    return protocols(zone.protocol).category(zone.category)


def _force_facts(zone: ZoneVersion, protocols: ProtocolOf) -> ForceFacts:
    category = _category(zone, protocols)
    return ForceFacts(
        zone_id=zone.zone_id,
        name=zone.name,
        category=category.id,
        category_label=category.label,
        protocol=zone.protocol,
        measure=category.short_measures,
        since=zone.effective_from.isoformat() if zone.status == IN_FORCE else None,
    )


def phase_of(zone: ZoneVersion, at: datetime) -> str:
    """What a version means at a time: a decision for later is `coming` or `lifting` until then."""
    later = zone.effective_from > at
    phases = {IN_FORCE: "coming", LIFTED: "lifting"}
    return phases.get(zone.status, zone.status) if later else zone.status


def _zone_values(zone: ZoneVersion, at: datetime, protocols: ProtocolOf) -> dict[str, Any]:
    protocol = protocols(zone.protocol)
    category = protocol.category(zone.category)
    return {
        "zone_id": zone.zone_id,
        "version": zone.version,
        "name": zone.name,
        "category": zone.category,
        "category_label": category.label,
        "category_label_en": category.label_en,
        "category_color": category.color,
        "protocol": zone.protocol,
        "status": zone.status,
        "phase": phase_of(zone, at),
        "effective_from": zone.effective_from.isoformat(),
        "recorded_at": zone.recorded_at.isoformat(),
        "buildings": len(zone.members),
        "author": zone.author,
        "reason": zone.reason,
        "step": zone.step,
        "reference": zone.reference,
        "decided_at": zone.decided_at.isoformat() if zone.decided_at else None,
        "clock_start": zone.clock_start.isoformat() if zone.clock_start else None,
        "entered_from": zone.entered_from,
        "parents": list(zone.parents),
        "signatures": [
            {**asdict(one), "at": one.at.isoformat(), **_body(one.body, protocol)} for one in zone.signatures
        ],
        "persons": zone.persons,
        "to_sign": [_body(one, protocol) for one in missing_bodies(zone, protocol)] if zone.status in PENDING else [],
    }


def _body(name: str, protocol: Protocol) -> dict[str, str]:
    found = next((one for one in protocol.bodies if one.id == name), None)
    return {"body": name, "label": found.label if found else name, "label_en": found.label_en if found else name}


def _shape(zone: ZoneVersion) -> dict[str, Any] | None:
    return None if zone.geometry is None else geometries_json([zone.geometry])[0]
