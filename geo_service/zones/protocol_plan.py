"""Numbers of outlines and plans in a protocol, and the table of numbers that its user loads."""

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


class Services(Table):
    """Which facilities a plan lists as nearest, and how many of each."""

    kinds: tuple[FacilityKind, ...]
    nearest: Count


class PlanRules(Table):
    """Parameters of the plan."""

    delivery: Delivery
    services: Services
