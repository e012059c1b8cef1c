"""The plan of a zone, from the store."""

from dataclasses import replace

from geo_service.actions.cordon_rules import cordon_rule
from geo_service.actions.plan_orders import orders_of_plan
from geo_service.actions.protocols import protocol_for
from geo_service.actions.register import attribution_of, read_buildings
from geo_service.actions.site_rules import delivery_rule, high_risk_round, sites_rule
from geo_service.actions.zones import current_zone
from geo_service.coords.metric import grow_bounds
from geo_service.derive.households import household_rule
from geo_service.derive.plan import PlanRule, Surroundings, derive_plan
from geo_service.errors import GeometryError
from geo_service.model.plan import Plan
from geo_service.model.zone import ZoneVersion
from geo_service.storage.store import Register, Store
from geo_service.zones.delineate import with_newcomers

NEAR_M = 50.0
"""Gates, estates and grids this far beyond a zone can still matter to it."""
ROADS_M = 3_000.0
"""Roads this far out are read: the ways from the services to the zone, and the detours between its posts."""
SERVICES_M = 3_000.0
"""Hospitals and pharmacies farther away are not called near."""


def plan_zone(store: Store, zone_id: str) -> Plan:
    """
    Derive the plan of a zone's newest version, around what people have ordered of it.

    Raises
    ------
    NotFoundError
        If there is no such zone.
    GeometryError
        If its extent has not been resolved.
    """
    return plan_of(store, current_zone(store, zone_id))


def plan_of(store: Store, version: ZoneVersion) -> Plan:
    """
    Derive the plan of a zone version, around what people have ordered of it.

    Raises
    ------
    GeometryError
        If its extent has not been resolved.
    """
    zone = with_those_there(store, version)
    orders = orders_of_plan(store, zone)
    plan = derive_plan(zone, surroundings(store, zone), plan_rule(store, zone), orders)
    return replace(plan, attribution=attribution_of(store))


def with_those_there(store: Store, zone: ZoneVersion) -> ZoneVersion:
    """The zone version with buildings that the register has got since."""
    if zone.geometry is None:
        return zone
    return with_newcomers(zone, store.read_layer("buildings", bounds=zone.geometry.bounds))


def surroundings(store: Store, zone: ZoneVersion) -> Surroundings:
    """Read the register layers that a plan looks at."""
    return replace(ground_round(store, zone), high_risk=high_risk_round(store, zone))


def ground_round(store: Register, zone: ZoneVersion) -> Surroundings:
    """Read the register layers round a zone, without what other zones there mean for it."""
    if zone.geometry is None:
        raise GeometryError(f"zone {zone.zone_id} has no geometry yet; resolve its extent before planning")
    bounds = zone.geometry.bounds
    near, roads, services = (grow_bounds(bounds, margin) for margin in (NEAR_M, ROADS_M, SERVICES_M))
    return Surroundings(
        buildings=read_buildings(store, ids=[member.building_id for member in zone.members]),
        roads=store.read_layer("roads", bounds=roads),
        gates=store.read_layer("gates", bounds=roads),
        estates=store.read_layer("estates", bounds=near),
        facilities=store.read_layer("facilities", bounds=services),
        grids=store.read_layer("grids", bounds=near),
        barriers=store.read_layer("barriers", bounds=near),
    )


def plan_rule(store: Store, zone: ZoneVersion) -> PlanRule:
    """What the zone's protocol says of its category."""
    protocol = protocol_for(store, zone.protocol)
    category = protocol.category(zone.category)
    services = protocol.plan.services
    return PlanRule(
        category_title=category.label,
        category_color=category.color,
        short_measures=category.short_measures,
        measures="；".join(category.measures),
        cordon=cordon_rule(protocol.plan.cordon),
        delivery=delivery_rule(protocol.plan),
        households=household_rule(),
        pause_kinds=category.suspended_venues,
        pause_action="暂停营业",
        services=dict.fromkeys(services.kinds, services.nearest.value),
        sign=category.sign,
        sites=sites_rule(protocol.plan, category.id),
    )
