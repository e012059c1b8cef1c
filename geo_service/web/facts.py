"""What the API says of zones and answers, as plain values; the same names as on the command line."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from geo_service.actions.designation import Designated
from geo_service.exports.geojson import geometries_json
from geo_service.model.zone import DRAFT, IN_FORCE, LIFTED, ZoneVersion
from geo_service.zones.answer import Answer, binding_zones
from geo_service.zones.protocol import Category, load_protocol


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


class ForceFacts(BaseModel):
    """A zone in force, as everybody may know it."""

    zone_id: str
    name: str
    category: str
    category_label: str
    protocol: str
    measure: str
    since: str | None


class ZoneFacts(BaseModel):
    """One version of a zone."""

    zone_id: str
    version: int
    name: str
    category: str
    category_label: str
    category_color: str
    protocol: str
    status: str = Field(description="draft, in_force or lifted: what was decided")
    phase: str = Field(description="draft, coming, in_force, lifting or lifted: what holds now")
    effective_from: str
    recorded_at: str
    buildings: int
    author: str
    reason: str


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


def answer_facts(answer: Answer) -> AnswerFacts:
    """The resident answer as plain values."""
    return AnswerFacts(**{**asdict(answer), "since": answer.since.isoformat() if answer.since else None})


def zone_facts(zone: ZoneVersion, at: datetime) -> ZoneFacts:
    """One version of a zone as plain values, without its outline."""
    return ZoneFacts(**_zone_values(zone, at))


def zone_with_shape(zone: ZoneVersion, at: datetime) -> ZoneWithShape:
    """A zone with its outline."""
    return ZoneWithShape(**_zone_values(zone, at), geometry=_shape(zone))


def zone_with_history(history: Sequence[ZoneVersion], at: datetime) -> ZoneWithHistory:
    """The newest of some versions, with all of them."""
    newest = history[-1]
    versions = [zone_facts(version, at) for version in history]
    return ZoneWithHistory(**_zone_values(newest, at), geometry=_shape(newest), history=versions)


def designated_facts(made: Designated, at: datetime) -> DesignatedFacts:
    """What a designation made."""
    return DesignatedFacts(zones=[zone_facts(zone, at) for zone in made.zones], problems=list(made.problems))


def zones_in_force(zones: Iterable[ZoneVersion], at: datetime) -> list[ForceFacts]:
    """Those zones that bind at a time, strictest first; nothing in it is more than a notice says."""
    ranked = sorted(binding_zones(zones, load_protocol, at), key=lambda zone: (-_category(zone).rank, zone.name))
    return [_force_facts(zone) for zone in ranked]


def _category(zone: ZoneVersion) -> Category:
    return load_protocol(zone.protocol).category(zone.category)


def _force_facts(zone: ZoneVersion) -> ForceFacts:
    category = load_protocol(zone.protocol).category(zone.category)
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
    phases = {DRAFT: DRAFT, IN_FORCE: "coming" if later else IN_FORCE, LIFTED: "lifting" if later else LIFTED}
    return phases[zone.status]


def _zone_values(zone: ZoneVersion, at: datetime) -> dict[str, Any]:
    category = load_protocol(zone.protocol).category(zone.category)
    return {
        "zone_id": zone.zone_id,
        "version": zone.version,
        "name": zone.name,
        "category": zone.category,
        "category_label": category.label,
        "category_color": category.color,
        "protocol": zone.protocol,
        "status": zone.status,
        "phase": phase_of(zone, at),
        "effective_from": zone.effective_from.isoformat(),
        "recorded_at": zone.recorded_at.isoformat(),
        "buildings": len(zone.members),
        "author": zone.author,
        "reason": zone.reason,
    }


def _shape(zone: ZoneVersion) -> dict[str, Any] | None:
    return None if zone.geometry is None else geometries_json([zone.geometry])[0]
