"""What a protocol says of cordons, as the derivation takes it."""

from geo_service.derive.cordon_times import Service
from geo_service.derive.queueing import QueueRule
from geo_service.derive.staffing import CordonRule
from geo_service.network.travel import Mode
from geo_service.zones.protocol_plan import CordonRules, Crews, PassageRule

PATHS = ("footway", "path", "steps", "cycleway", "pedestrian", "bridleway", "track")
"""Values of `highway` that are closed as a path."""
MAIN_ROADS = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "motorway_link",
    "trunk_link",
    "primary_link",
    "secondary_link",
)
"""Values of `highway` that are closed as a main road."""


def cordon_rule(said: CordonRules) -> CordonRule:
    """The rule of a protocol's cordons."""
    closing = said.closing
    people = dict.fromkeys(PATHS, closing.path_people.value) | dict.fromkeys(MAIN_ROADS, closing.main_people.value)
    return CordonRule(
        services=tuple(_service(one) for one in said.passage),
        queue=_queue(said.crews),
        double_households=said.double_households.value,
        closing_people=people,
        other_closing_people=closing.street_people.value,
        never_closed=frozenset(closing.never),
        search_s=said.search_s.value,
    )


def _service(said: PassageRule) -> Service:
    width_m = said.width_m.value if said.width_m else 0.0
    inside = Mode(said.id, vehicle=said.moves == "vehicle", min_width_m=width_m)
    approach = (
        Mode(said.id, vehicle=True, min_width_m=width_m, obeys_oneway=said.obeys_oneway) if said.sets_out else None
    )
    return Service(
        name=said.id,
        title=said.label,
        inside=inside,
        approach=approach,
        kinds=said.sets_out,
        share=said.share.value,
        extra_s=said.extra_s.value,
        double=said.double,
        min_gate_m=width_m,
    )


def _queue(said: Crews) -> QueueRule:
    return QueueRule(
        trips_per_household_h=said.trips_per_household_h.value,
        served_per_lane_h=said.served_per_lane_h.value,
        wait_min=said.wait_min.value,
        late_share=said.late_share.value,
        max_lanes=said.max_lanes.value,
        crew_base=said.crew_base.value,
        crew_per_lane=said.crew_per_lane.value,
        foot_crew=said.foot_crew.value,
        shifts=said.shifts.value,
    )
