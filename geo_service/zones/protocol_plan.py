"""Numbers of outlines and plans in a protocol, and the table of numbers that its user loads."""

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from geo_service.zones.protocol_values import Count, FacilityKind, FieldError, Measure, Name, Table, Text


class UserTable(Table):
    """A table of numbers that the user must load, because editions differ: its name and columns."""

    name: Name
    columns: tuple[Name, ...] = Field(min_length=1)
    keys: tuple[Name, ...] = Field(min_length=1)
    source: Text

    @field_validator("keys")
    @classmethod
    def _keys_are_columns(cls, keys: tuple[str, ...], found: ValidationInfo) -> tuple[str, ...]:
        columns = found.data.get("columns", keys)
        for number, key in enumerate(keys):
            if key not in columns:
                raise FieldError(f"{key!r} is no column; the columns are {', '.join(columns)}", number)
        return keys


class Outline(Table):
    """How named places and points become outlines."""

    footprint_margin_m: Measure
    point_to_building_m: Measure
    address_to_point_m: Measure


class Privacy(Table):
    """How long case places are kept after their zone was lifted."""

    purge_case_places_days: Count


class Delivery(Table):
    """Sizes of a delivery point."""

    households_per_desk: Count
    max_desks: Count
    max_walk_m: Measure
    point_price: Measure
    desk_price: Measure


class Siting(Table):
    """How long the search for one kind of site may take, and the gap at which it may stop."""

    time_limit_s: Measure
    wanted_gap: Measure


class SitedCategories(Table):
    """Categories with sites: where everybody is sampled at the door, and where people walk to a point."""

    at_the_door: tuple[Name, ...]
    at_points: tuple[Name, ...]


class SamplingPoints(Table):
    """Sizes of a sampling point, its walks and routes, and the prices that decide how many there are."""

    open_kinds: tuple[FacilityKind, ...]
    people_per_bench: Count
    max_benches: Count
    narrow_benches: Count
    bench_area_m2: Measure
    max_walk_m: Measure
    queue_people: Count
    queue_m_per_person: Measure
    slot_step_min: Count
    point_price: Measure
    bench_price: Measure


class SamplingTeams(Table):
    """How many teams sample, how fast, and what they lose on the way."""

    teams: Count
    people_per_day: Count
    door_people_per_day: Count
    most_per_point: Count
    setup_min: Count
    move_min: Count
    finish_h: Measure


class WasteKind(Table):
    """One kind of waste: what a bin serves, bins of a point, the walk to it, its price, when the truck comes."""

    per_bin: Count
    max_bins: Count
    max_walk_m: Measure
    point_price: Measure
    first_h: Measure
    stop_min: Measure


class Waste(Table):
    """Waste points: household and medical, kept apart, where a truck gets to."""

    truck_width_m: Measure
    apart_m: Measure
    household: WasteKind
    medical: WasteKind


class Transfer(Table):
    """Where the bus of an estate stops."""

    width_m: Measure
    max_walk_m: Measure
    point_price: Measure


class Services(Table):
    """Which facilities a plan lists as nearest, and how many of each."""

    kinds: tuple[FacilityKind, ...]
    nearest: Count


class PassageRule(Table):
    """
    Something that must get through a cordon: how it moves, where it sets out, how much longer it may take.

    Without facilities the trip is the walk from a post. `share` and `extra_s` are what a trip may take more than with
    all crossings open; the larger allowance counts. `double`: in large zones two posts must serve each place.
    """

    id: Name
    label: Text
    label_en: Text
    moves: Literal["vehicle", "foot"]
    sets_out: tuple[FacilityKind, ...] = ()
    obeys_oneway: bool = False
    width_m: Measure | None = None
    share: Measure
    extra_s: Measure
    double: bool = False


class Crews(Table):
    """Flow through a post, how long people may wait there, and who works at it."""

    trips_per_household_h: Measure
    served_per_lane_h: Measure
    wait_min: Measure
    late_share: Measure
    max_lanes: Count
    crew_base: Count
    crew_per_lane: Count
    foot_crew: Count
    shifts: Count


class Closing(Table):
    """The daily work of closed ways, in people, and classes of roads that are never closed."""

    path_people: Measure
    street_people: Measure
    main_people: Measure
    never: tuple[Text, ...] = ()
    sealing: Literal["refused", "noted"]
    source: Text


class CordonRules(Table):
    """Which posts are staffed: what must get through, crews, closings."""

    double_households: Count
    search_s: Measure
    passage: tuple[PassageRule, ...] = Field(min_length=1)
    crews: Crews
    closing: Closing


class BetterLine(Table):
    """How far a line may be moved outward to save posts, and what that may cost."""

    band_m: Measure
    most_band_m: Measure
    area_m2_per_household: Measure
    most_households_per_post: Measure
    most_households_share: Measure
    keep_clear_m: Measure
    line_m_per_unit: Measure


class PlanRules(Table):
    """Parameters of the plan."""

    cordon: CordonRules
    line: BetterLine
    delivery: Delivery
    services: Services
    siting: Siting
    sites: SitedCategories
    sampling: SamplingPoints
    teams: SamplingTeams
    waste: Waste
    transfer: Transfer
