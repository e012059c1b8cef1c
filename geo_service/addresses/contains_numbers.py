"""How places compare, and the house number after its road or estate was compared."""

from typing import Literal

from geo_service.addresses.contains_finding import Finding, left_open, met, other
from geo_service.addresses.contains_names import Likeness, compare_plates
from geo_service.addresses.contains_piece import Piece
from geo_service.addresses.ladder import Plate, Rungs
from geo_service.model.said import NumberRange

Place = tuple[Likeness | Literal["missing", "unknown"], Finding]
"""How the place compares, and the finding that says so: unknown when the texts name different kinds of things."""


def said_of(likeness: Likeness, zone: str, said: str) -> Finding:
    """The finding that says how two names compare."""
    if likeness == "same":
        return met(f"{said}在范围内")
    if likeness == "near":
        return left_open(f"“{said}”与“{zone}”是否同一处，不能定", f"是不是{zone}？")
    return other(f"{said}不是{zone}")


def then_number(place: Place, zone: Piece, said: Rungs) -> Place:
    """The number after its owner was compared."""
    if place[0] not in {"same", "near"} or not (zone.where.plate or zone.span):
        return place
    if not said.plate:
        return "missing", left_open("没有写明门牌号", "几号？")
    likeness, finding = _compare_plate(zone, said.plate)
    if likeness == "same":
        return place
    return likeness, finding


def _compare_plate(zone: Piece, said: Plate) -> tuple[Likeness, Finding]:
    if zone.span:
        return _compare_span(zone.span, said, annexed=zone.annexed)
    mine = zone.where.plate or said
    if zone.annexed and mine.main == said.main and not mine.annex:
        return "same", met(f"{said}在{mine}及附号内")
    likeness = compare_plates(mine, said)
    if likeness == "near" and mine.annex and not said.annex:
        return likeness, left_open(f"{said}比{mine}范围大", "附几号？")
    if likeness == "near":
        return likeness, left_open(f"{said}不一定就是{mine}")
    return likeness, said_of(likeness, str(mine), str(said))


def _compare_span(span: NumberRange, said: Plate, *, annexed: bool) -> tuple[Likeness, Finding]:
    if not said.main.isdigit():
        return "near", left_open(f"{said}不是单纯的号码")
    number = int(said.main)
    within = span.start <= number <= span.end
    if not within or (span.parity != "all" and (span.parity == "odd") != bool(number % 2)):
        return "other", other(f"{said}不在所列号码内")
    if said.annex and not annexed:
        return "near", left_open(f"{said}不一定就是{said.main}号")
    return "same", met(f"{said}在所列号码内")
