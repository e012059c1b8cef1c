"""How far the named extents of an order lie from the zone that the rule measures from."""

from collections.abc import Iterable, Sequence

from shapely import Point

from geo_service.coords.geodesic import distance_to_edge_m
from geo_service.model.fact import Fact
from geo_service.model.zone import ZoneVersion
from geo_service.zones.checks.inputs import ExtentShort
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import PLACES

NAMED_EXTENT = "named_extent"


def extents_of(
    zone: ZoneVersion, protocol: Protocol, facts: Iterable[Fact], siblings: Sequence[ZoneVersion]
) -> tuple[ExtentShort, ...] | None:
    """
    The zone's named extents with their distances; None when there are none, or nothing to measure from.

    Parameters
    ----------
    facts
        Standing facts of the zone.
    siblings
        Zones made by the same change; the rule measures from the edge of one of them.
    """
    rule = next((one.geometry for one in protocol.categories if one.id == zone.category), None)
    if rule is None or rule.radius_m is None or rule.of in PLACES:
        return None
    start = next((one.geometry for one in siblings if one.category == rule.of and one.geometry), None)
    points = [fact.values for fact in facts if fact.kind == NAMED_EXTENT and fact.zone_id == zone.zone_id]
    if start is None or not points:
        return None
    return tuple(
        ExtentShort(one["name"], distance_to_edge_m(start, Point(one["lon"], one["lat"])), rule.radius_m)
        for one in points
    )
