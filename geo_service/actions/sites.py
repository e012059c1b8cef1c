"""Sites of a zone besides its public plan: where case places are to be disinfected. Only for those who designate."""

from geo_service.actions.case_ground import find_cases
from geo_service.actions.case_places import list_case_places
from geo_service.actions.plans import plan_zone
from geo_service.actions.protocols import protocol_for
from geo_service.derive.sites_private import DisinfectionSite, Found, disinfection_sites
from geo_service.model.account import Actor
from geo_service.storage.store import Store


def private_sites(store: Store, actor: Actor, zone_id: str) -> list[DisinfectionSite]:
    """
    The case places of a zone as sites to be disinfected; [] when none are kept.

    Raises
    ------
    PermissionDeniedError
        If the actor may not see case places.
    NotFoundError
        If there is no such zone.
    """
    kept = list_case_places(store, actor, zone_id=zone_id)
    plan = plan_zone(store, zone_id)
    found = find_cases(store, [one.place for one in kept])
    near_m = protocol_for(store, plan.zone.protocol).outline.point_to_building_m.value
    return disinfection_sites(
        [(one.place_id, one.place) for one in kept],
        [Found(one.match.building_ids, one.match.stair) if one else Found() for one in found],
        plan,
        near_m=near_m,
    )
