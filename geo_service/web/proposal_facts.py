"""What the API says of a proposed zone: which rule asked for it, what it costs, and the units next to it."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from geo_service.exports.geojson import geometries_json
from geo_service.zones.delineate import Delineation
from geo_service.zones.prices import Price, UnitPrice
from geo_service.zones.residual import Residual


class PriceFacts(BaseModel):
    """What a zone costs the people in it."""

    households: int
    days: int | None = Field(description="Until it may regularly end at the earliest; null when no days are counted")
    household_days: int | None
    estimated: bool = Field(description="Some of the households are not in the register but estimated")


class UnitPriceFacts(PriceFacts):
    """A unit that could have been taken instead."""

    unit: str
    label: str
    allowed: bool = Field(description="Whether the rules allow it without a decision")


class ProposalFacts(BaseModel):
    """A zone as it would be made."""

    name: str
    category: str
    unit: str
    buildings: int
    reasons: tuple[str, ...]
    problems: tuple[str, ...]
    price: PriceFacts | None
    larger: UnitPriceFacts | None
    smaller: UnitPriceFacts | None
    geometry: dict[str, Any] | None


class ProposedFacts(BaseModel):
    """Zones as they would be made, and what could not be placed or should be looked at."""

    zones: list[ProposalFacts]
    problems: list[str]


class ResidualFacts(BaseModel):
    """What zones leave of one county or township."""

    protocol: str
    category: str
    category_label: str
    measure: str
    area_id: str
    area: str
    zones: tuple[str, ...] = Field(description="Zones because of which it exists")
    off_map: tuple[str, ...] = Field(description="Those of them that are not on the map; their ground is still in it")
    geometry: dict[str, Any] | None


def proposed_facts(zones: Sequence[Delineation], problems: Sequence[str]) -> ProposedFacts:
    """Proposed zones as plain values."""
    return ProposedFacts(zones=[proposal_facts(zone) for zone in zones], problems=list(problems))


def proposal_facts(zone: Delineation) -> ProposalFacts:
    """One proposed zone as plain values."""
    return ProposalFacts(
        name=zone.name_hint,
        category=zone.category,
        unit=zone.unit,
        buildings=len(zone.members),
        reasons=zone.reasons,
        problems=zone.problems,
        price=None if zone.price is None else PriceFacts(**_values(zone.price)),
        larger=_beside(zone.larger),
        smaller=_beside(zone.smaller),
        geometry=None if zone.geometry is None else geometries_json([zone.geometry])[0],
    )


def proposal_lines(zone: Delineation) -> list[str]:
    """One proposed zone as lines for people (Chinese)."""
    lines = [f"{zone.name_hint}：{zone.price.text}"] if zone.price else []
    lines += [f"  依据 {reason}" for reason in zone.reasons]
    for what, beside in (("再大一级", zone.larger), ("再小一级", zone.smaller)):
        if beside:
            allowed = "" if beside.allowed else "（须有决定）"
            lines.append(f"  {what} {beside.label}{allowed}：{beside.price.text}")
    return lines


def residual_facts(area: Residual) -> ResidualFacts:
    """A low-risk area as plain values."""
    return ResidualFacts(
        protocol=area.protocol,
        category=area.category.id,
        category_label=area.category.label,
        measure=area.category.short_measures,
        area_id=area.area_id,
        area=area.name,
        zones=area.zone_ids,
        off_map=area.off_map,
        geometry=geometries_json([area.geometry])[0],
    )


def _beside(beside: UnitPrice | None) -> UnitPriceFacts | None:
    if beside is None:
        return None
    return UnitPriceFacts(**_values(beside.price), unit=beside.unit, label=beside.label, allowed=beside.allowed)


def _values(price: Price) -> dict[str, Any]:
    return {
        "households": price.households,
        "days": price.days,
        "household_days": price.household_days,
        "estimated": price.estimated,
    }
