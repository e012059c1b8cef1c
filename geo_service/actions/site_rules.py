"""What a protocol says of sites, as the derivation takes it, and whose doors the routes to them keep away from."""

import geopandas as gpd
from shapely import box

from geo_service.actions.protocols import ProtocolOf, protocols_of
from geo_service.coords.metric import grow_bounds
from geo_service.derive.delivery import DeliveryRule
from geo_service.derive.sites import SitesRule
from geo_service.derive.sites_choice import SitingRule
from geo_service.derive.sites_sampling import SamplingRule
from geo_service.derive.sites_slots import SlotRule
from geo_service.derive.sites_teams import TeamRule
from geo_service.derive.sites_transfer import TransferRule
from geo_service.derive.sites_waste import WasteRule
from geo_service.errors import ProtocolError
from geo_service.model.frames import empty_frame
from geo_service.model.zone import IN_FORCE, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.protocol_plan import PlanRules, SamplingPoints, SamplingTeams, Siting, WasteKind

AVOID_ROUND_M = 50.0
"""High-risk buildings this far beyond a zone can still stand beside a route in it."""


def high_risk_round(store: Store, zone: ZoneVersion) -> gpd.GeoDataFrame:
    """Buildings in and round a zone that belong to another published zone where nobody leaves the stair."""
    if zone.geometry is None:
        return empty_frame("buildings")
    protocol_of = protocols_of(store)
    bounds = grow_bounds(zone.geometry.bounds, AVOID_ROUND_M)
    near = box(*bounds)
    ids = {
        member.building_id
        for other in store.latest_zones(published=True)
        if other.status == IN_FORCE and other.zone_id != zone.zone_id
        if other.geometry is not None and other.geometry.intersects(near)
        if _at_the_door(protocol_of, other)
        for member in other.members
    }
    return store.read_layer("buildings", ids=ids, bounds=bounds) if ids else empty_frame("buildings")


def _at_the_door(protocol_of: ProtocolOf, zone: ZoneVersion) -> bool:
    """Whether nobody leaves the stair there; taken for granted where the protocol can't be asked any more."""
    try:
        return zone.category in protocol_of(zone.protocol).plan.sites.at_the_door
    except ProtocolError:
        return True


def delivery_rule(said: PlanRules) -> DeliveryRule:
    """The rule of a protocol's delivery points."""
    delivery = said.delivery
    return DeliveryRule(
        households_per_desk=delivery.households_per_desk.value,
        max_desks=delivery.max_desks.value,
        max_walk_m=delivery.max_walk_m.value,
        point_price=delivery.point_price.value,
        desk_price=delivery.desk_price.value,
        siting=_siting(said.siting),
    )


def sites_rule(said: PlanRules, category: str) -> SitesRule | None:
    """The rule of a category's sites; None where it has none but delivery points."""
    if category not in {*said.sites.at_the_door, *said.sites.at_points}:
        return None
    siting = _siting(said.siting)
    return SitesRule(
        at_the_door=category in said.sites.at_the_door,
        sampling=_sampling(said.sampling, siting),
        slots=SlotRule(
            said.teams.people_per_day.value, said.sampling.slot_step_min.value, said.sampling.queue_people.value
        ),
        teams=_teams(said.teams),
        waste=_waste(said.waste.household, siting),
        medical=_waste(said.waste.medical, siting),
        truck_width_m=said.waste.truck_width_m.value,
        apart_m=said.waste.apart_m.value,
        transfer=TransferRule(
            said.transfer.width_m.value, said.transfer.max_walk_m.value, said.transfer.point_price.value, siting
        ),
    )


def _siting(said: Siting) -> SitingRule:
    return SitingRule(said.time_limit_s.value, said.wanted_gap.value)


def _sampling(said: SamplingPoints, siting: SitingRule) -> SamplingRule:
    return SamplingRule(
        open_kinds=said.open_kinds,
        people_per_bench=said.people_per_bench.value,
        max_benches=said.max_benches.value,
        narrow_benches=said.narrow_benches.value,
        bench_area_m2=said.bench_area_m2.value,
        max_walk_m=said.max_walk_m.value,
        queue_people=said.queue_people.value,
        queue_m_per_person=said.queue_m_per_person.value,
        point_price=said.point_price.value,
        bench_price=said.bench_price.value,
        siting=siting,
    )


def _teams(said: SamplingTeams) -> TeamRule:
    return TeamRule(
        teams=said.teams.value,
        most_per_point=said.most_per_point.value,
        setup_min=said.setup_min.value,
        move_min=said.move_min.value,
        finish_h=said.finish_h.value,
        door_people_per_day=said.door_people_per_day.value,
    )


def _waste(said: WasteKind, siting: SitingRule) -> WasteRule:
    return WasteRule(
        per_bin=said.per_bin.value,
        max_bins=said.max_bins.value,
        max_walk_m=said.max_walk_m.value,
        point_price=said.point_price.value,
        first_h=said.first_h.value,
        stop_min=said.stop_min.value,
        siting=siting,
    )
