"""The unit that a zone was drawn by, as far as it says so."""

from typing import get_args

from geo_service.model.extent import DrawnShape, NamedPlace
from geo_service.model.zone import ZoneVersion
from geo_service.zones.protocol_values import Unit
from geo_service.zones.said_units import SIZES, SaidUnit, unit_of_zone


def unit_drawn_by(zone: ZoneVersion) -> SaidUnit | None:
    """
    The unit on record, else the largest place that is named, else what the words mean; None when nothing says.

    A drawing that holds one building is that building, any other an area by its bounds.
    """
    if zone.unit in get_args(Unit):
        return SaidUnit(next(unit for unit in SIZES if unit == zone.unit), certain=True)
    named = [part.unit for part in zone.extent.parts if isinstance(part, NamedPlace) and part.unit in SIZES]
    if named:
        return SaidUnit(max((unit for unit in SIZES if unit in named), key=SIZES.index), certain=True)
    if any(isinstance(part, DrawnShape) for part in zone.extent.parts):
        return SaidUnit("building" if len(zone.members) == 1 else "boundary", certain=True)
    return unit_of_zone(zone)
