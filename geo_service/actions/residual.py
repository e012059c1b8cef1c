"""The low-risk areas of a store: what the zones in force leave of each county or township, and who lives there."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from shapely import Point

from geo_service.actions.protocols import ProtocolOf, protocols_of
from geo_service.model.zone import IN_FORCE, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.answer import Rest, binding_zones
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import Category
from geo_service.zones.residual import Residual, layer_of, residual_areas, residual_at


def residual_zones(store: Store, *, at: datetime) -> list[Residual]:
    """The low-risk areas that exist at a time, of every protocol that has zones in force, by protocol and area."""
    protocol_of = protocols_of(store)
    zones = _binding(store, protocol_of, at)
    return [
        area
        for protocol, category in _residual_categories(zones, protocol_of)
        for area in residual_areas(protocol, category, store.read_layer(layer_of(category)), zones)
    ]


def rest_at(
    store: Store, points: Sequence[Point], zones: Sequence[ZoneVersion], protocol_of: ProtocolOf, *, at: datetime
) -> Rest | None:
    """
    The low-risk area that all of some lon/lat points lie in, the strictest where there are several; None without one.

    Parameters
    ----------
    points
        Where the place may be, outside all zones.
    zones
        What is known of the zones at the time.
    """
    binding = binding_zones(zones, protocol_of, at)
    found = [
        Rest(category.id, category.label, category.short_measures, name)
        for protocol, category in _residual_categories(binding, protocol_of)
        if (name := _common_area(store, points, protocol, category, binding))
    ]
    return found[0] if found else None


def _common_area(
    store: Store, points: Sequence[Point], protocol: Protocol, category: Category, binding: Sequence[ZoneVersion]
) -> str | None:
    names = {
        residual_at(point, protocol, category, store.read_layer(layer_of(category), bounds=point.bounds), binding)
        for point in points
    }
    return names.pop() if len(names) == 1 else None


def _residual_categories(zones: Iterable[ZoneVersion], protocol_of: ProtocolOf) -> Iterator[tuple[Protocol, Category]]:
    """The residual categories of the protocols of some zones, strictest first."""
    protocols = [protocol_of(protocol_id) for protocol_id in sorted({zone.protocol for zone in zones})]
    pairs = [(protocol, one) for protocol in protocols for one in protocol.categories if one.residual]
    yield from sorted(pairs, key=lambda pair: (-pair[1].rank, pair[0].id))


def _binding(store: Store, protocol_of: ProtocolOf, at: datetime) -> list[ZoneVersion]:
    known = store.latest_zones(recorded_until=at, effective_until=at, status=IN_FORCE, published=True)
    return binding_zones(known, protocol_of, at)
