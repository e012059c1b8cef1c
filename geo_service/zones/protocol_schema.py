"""
What a protocol file may say, as frozen tables: categories, units, clocks, transitions, deadlines, checks.

The fields are explained one by one in docs/protocols.md; a test compares the two. A number always has a source.
What one table must say for itself is checked here, whether tables agree with each other in `protocol_agreement`.
"""

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from geo_service.zones.protocol_heading import Heading, OverlayHeading
from geo_service.zones.protocol_plan import Outline, PlanRules, Privacy, UserTable
from geo_service.zones.protocol_values import (
    CLOCK_START,
    Count,
    Days,
    FacilityKind,
    FactKindName,
    FieldError,
    Hours,
    Name,
    SignText,
    Table,
    Text,
    Unit,
)

NOTHING = "none"
"""Where a transition leads when the zone ends."""

ANYWHERE = "*"
"""A transition for zones whatever they were before."""

PLACES = ("place", "footprint")
"""What the outline of a category may be measured from, beside another category's zone."""

Role = Literal["residence", "work", "visited", "premises", "release"]

CheckId = Literal[
    "unit_cap",
    "lift_when_due",
    "round_planned",
    "publish_deadline",
    "notice_gap",
    "list_count_matches",
    "no_temporary_control",
    "no_blocked_exit",
    "fire_route",
    "ambulance_route",
    "vehicle_per_estate",
    "medical_request_age",
    "checkpoint_distance",
    "sampling_capacity",
    "drop_point_per_stair",
    "waste_pair_present",
    "transfer",
    "gate_rota_24h",
    "household_contact_coverage",
    "publication_privacy",
    "establishment_inventory",
    "four_extents",
    "exit_route",
    "warning_ring",
    "change_record",
    "wind_stale",
    "table3_for_large_spills",
]
"""Checks that a protocol can ask for; those of the nine prohibitions come with `prohibitions.set`."""


class Membership(Table):
    """When a building or premises belongs to a zone by its footprint."""

    rule: Literal["any_part", "any_part_whole_premises", "majority", "centroid"]
    source: Text


class Overlap(Table):
    """What holds where zones overlap: the higher rank, or zones of a category joined first."""

    rule: Literal["highest", "union_then_highest"]
    source: Text


class Geometry(Table):
    """
    How a category gets its outline.

    `unit`: the register's units; `buffer`: a distance round the place, its footprint or the edge of another category's
    zone; `square`: of that side, downwind of a release; `drawn` and `predrawn`: by hand; `residual`: what others leave.
    """

    type: Literal["unit", "buffer", "square", "drawn", "predrawn", "residual"] = "unit"
    of: Text = "place"
    radius_m: float | None = Field(default=None, gt=0)
    radius_from: Name | None = None
    minimum: bool = False
    subtract: tuple[Name, ...] = ()
    adjustable_by: tuple[Literal["natural_barrier", "artificial_barrier"], ...] = ()
    within: Unit | None = None
    exists_while: tuple[Name, ...] = ()
    source: Text = "[assumption]"

    @model_validator(mode="after")
    def _says_what_its_type_needs(self) -> Self:
        sizes = [key for key in ("radius_m", "radius_from") if getattr(self, key) is not None]
        if self.type in SIZED and len(sizes) != 1:
            raise FieldError(f"a {self.type} needs radius_m or radius_from, one of them", *(sizes[1:] or ["type"]))
        if self.type not in SIZED and sizes:
            raise FieldError(f"only {' and '.join(SIZED)} have a size; {self.type} has none", sizes[0])
        if self.radius_from is not None and not self.radius_from.endswith(LENGTH_ENDINGS):
            raise FieldError(f"{self.radius_from!r} must say its unit: end it with _m or _km", "radius_from")
        return self._says_what_is_left()

    def _says_what_is_left(self) -> Self:
        for key in ("within", "exists_while"):
            if (self.type == "residual") != bool(getattr(self, key)):
                needed = "is needed" if self.type == "residual" else "is there for that only"
                raise FieldError(f"a residual category is what others leave of a unit: {key} {needed}", key)
        return self


SIZED = ("buffer", "square")
"""Outlines that have a size: a distance, or a side."""

LENGTH_ENDINGS = ("_m", "_km")
"""How a column of lengths says its unit."""


class Exceptional(Table):
    """Larger units that a recorded decision may allow, and the reasons it may give."""

    units: tuple[Unit, ...]
    requires: tuple[Literal["decision"], ...] = ("decision",)
    reasons: tuple[Text, ...] = Field(min_length=1)
    source: Text


class Category(Table):
    """One kind of zone; a higher `rank` is stricter."""

    id: Name
    rank: int = Field(gt=0)
    label: Text
    label_en: Text
    color: str = Field(pattern=r"^#[0-9A-Fa-f]{6}$")
    pattern: Literal["hatch", "dots", "none"]
    short_measures: Text
    short_measures_en: Text
    measures: tuple[Text, ...] = Field(min_length=1)
    criterion: Text
    geometry: Geometry = Geometry()
    default_unit: Unit
    rural_unit: Unit | None = None
    units: tuple[Unit, ...] = Field(min_length=1)
    exception: Exceptional | None = None
    measures_as: Name | None = None
    case_raises_to: Name | None = None
    suspended_venues: tuple[FacilityKind, ...]
    sign: SignText

    @model_validator(mode="after")
    def _default_is_allowed(self) -> Self:
        for key, unit in (("default_unit", self.default_unit), ("rural_unit", self.rural_unit)):
            if unit is not None and unit not in self.units:
                raise FieldError(f"unit {unit!r} is not allowed; use one of units: {', '.join(self.units)}", key)
        return self

    @property
    def units_with_exception(self) -> tuple[Unit, ...]:
        """All units it may be drawn by, those that need a decision last."""
        return self.units + (self.exception.units if self.exception else ())

    @property
    def residual(self) -> bool:
        """Whether it is what the others leave, and so can't be designated."""
        return self.geometry.type == "residual"


class DesignateRule(Table):
    """
    Which category and unit a place of a case gets; an assessed rule waits until the category is said.

    `also`: categories whose zones are made with it, such as a surveillance zone round a protection zone.
    """

    place_roles: tuple[Role, ...] = Field(min_length=1)
    to: Name
    unit: Unit
    assessed: bool = False
    also: tuple[Name, ...] = ()
    why: Text


class Extension(Table):
    """How a zone may be kept beyond its time."""

    allowed_scope: tuple[Literal["whole", "part"], ...] = Field(min_length=1)
    requires: tuple[Literal["decision", "case_in_zone"], ...]
    source: Text


class Clock(Table):
    """
    When days begin to count and what stops or restarts them.

    `start` names the fact that starts it (`clock_start`: the time that the decision says). `per_stage`: each category
    counts anew; `single`: one start for all; `review`: no days, a look every so often; `none`: announcements only.
    """

    mode: Literal["single", "per_stage", "review", "none"]
    start: Name = CLOCK_START
    if_missing: Literal["effective_from", "not_started"] = "effective_from"
    day_rule: Literal["elapsed_24h", "calendar_day"] = "elapsed_24h"
    on_new_case: Literal["reset", "decide"] = "decide"
    counted_cases: tuple[Literal["zone", "community", "quarantine"], ...] = ("zone", "community")
    counted_source: Text = "[assumption]"
    review_minutes: Count | None = None
    extension: Extension | None = None
    source: Text

    @model_validator(mode="after")
    def _says_when_to_look(self) -> Self:
        if (self.mode == "review") != (self.review_minutes is not None):
            raise FieldError(f"review_minutes belongs to mode review, and only there; mode is {self.mode}", "mode")
        if self.mode == "per_stage" and self.start != CLOCK_START:
            raise FieldError(
                f"an event such as {self.start!r} starts one clock for all: use mode single, or start {CLOCK_START}",
                "start",
            )
        return self


class Round(Table):
    """A test round whose people are all negative: on which day of the clock, and how complete."""

    on_day: int = Field(gt=0)
    coverage: float = Field(gt=0, le=1)


class Condition(Table):
    """One condition of a transition; exactly one key is given."""

    quiet_days: Days | None = None
    round: Round | None = None
    days_since_start: Days | None = None
    more_than_days_since_start: Days | None = None
    visits_cleared: tuple[Name, ...] | None = Field(default=None, min_length=1)
    no_active: tuple[Name, ...] | None = Field(default=None, min_length=1)
    evidence: Name | None = None
    announcement: Literal[True] | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        said = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(said) != 1:
            raise FieldError(f"a condition says one thing; got {', '.join(said) or 'none'}", *said[1:2])
        return self


class Transition(Table):
    """From one category to another, or to `none`, when all conditions hold."""

    source_category: Name = Field(alias="from")
    to: Name
    entered_from: str = ANYWHERE
    all: tuple[Condition, ...] = Field(min_length=1)
    clause: Text


class Deadline(Table):
    """
    Something that must happen within hours of something else; `start` and `done` are kinds of facts.

    `repeats` counts from the last time it happened; `group` picks the facts of one group.
    """

    id: Name
    label: Text
    label_en: Text
    hours: Hours
    start: FactKindName
    done: FactKindName
    group: Literal["positive", "contact"] | None = None
    repeats: bool = False
    scope: Literal["national", "local"] = "national"
    source: Text


class Testing(Table):
    """Test rounds of a category: on which days of the clock, what then, and one within hours before lifting."""

    category: Name
    days: tuple[Days, ...]
    then: Literal["assessed", "none"]
    before_lift_h: Hours | None = None
    source: Text


class PeopleRule(Table):
    """How long a group of people may be held; `forbidden` groups may not be held at all."""

    group: Name
    label: Text
    central_days: int = Field(default=0, ge=0)
    home_days: int = Field(default=0, ge=0)
    forbidden: bool = False
    source: Text

    @model_validator(mode="after")
    def _forbidden_has_no_days(self) -> Self:
        if self.forbidden and (self.central_days or self.home_days):
            raise FieldError("a group that may not be held has no days; leave one out", "forbidden")
        return self


class CheckRule(Table):
    """One check that this protocol asks for, with its parameters."""

    id: CheckId
    severity: Literal["violation", "needs_ground"] = "violation"
    objects: tuple[Name, ...] = ()
    limit: float | None = Field(default=None, ge=0)
    clause: Text


class TemporaryControl(Table):
    """Whether people may be held before a zone is designated, and how long."""

    allowed: bool
    max_h: Hours | None = None
    source: Text

    @model_validator(mode="after")
    def _forbidden_has_no_hours(self) -> Self:
        if self.max_h is not None and not self.allowed:
            raise FieldError("what is not allowed has no hours; leave max_h out", "max_h")
        return self


class Migration(Table):
    """
    What becomes of zones of a category of the edition before, when this one takes over.

    `keep`: the same category here; `map`: they become `to`; `reassess`: each is decided anew within `deadline_h`, and
    `to` is what it becomes when nobody does.
    """

    category: Name
    action: Literal["keep", "map", "reassess"]
    to: Name | None = None
    deadline_h: Hours | None = None
    source: Text

    @model_validator(mode="after")
    def _says_what_its_action_needs(self) -> Self:
        if (self.to is None) != (self.action == "keep"):
            raise FieldError(f"action {self.action} {'has no' if self.to else 'needs'} to, the category here", "action")
        if (self.deadline_h is None) != (self.action != "reassess"):
            raise FieldError("deadline_h belongs to action reassess, and only there", "action")
        return self


class Body(Table):
    """A body that signs, as an office calls it."""

    id: Name
    label: Text
    label_en: Text


class Governance(Table):
    """Who proposes and who must sign, in order, before a zone is in force."""

    proposer: Text
    approval_chain: tuple[Name, ...]
    source: Text

    @field_validator("approval_chain")
    @classmethod
    def _each_signs_once(cls, chain: tuple[str, ...]) -> tuple[str, ...]:
        for number, body in enumerate(chain):
            if body in chain[:number]:
                raise FieldError(f"{body!r} signs twice; name each once", number)
        return chain


class Closure(Table):
    """A kind of road closure and whom it lets pass."""

    id: Name
    label: Text
    label_en: Text
    admits: tuple[Text, ...]
    source: Text


class Prohibitions(Table):
    """The list of prohibitions that holds, by name."""

    set: Literal["cn-nine-donts", "none"]


class Rules(Table):
    """Everything that a protocol file may say."""

    heading: Heading = Field(alias="protocol")
    overlays: tuple[OverlayHeading, ...] = Field(default=(), alias="overlay")
    governance: Governance
    bodies: tuple[Body, ...] = Field(default=(), alias="body")
    membership: Membership
    overlap: Overlap
    clock: Clock
    categories: tuple[Category, ...] = Field(alias="category", min_length=1)
    designate: tuple[DesignateRule, ...] = ()
    transitions: tuple[Transition, ...] = Field(default=(), alias="transition")
    deadlines: tuple[Deadline, ...] = Field(default=(), alias="deadline")
    testing: tuple[Testing, ...] = ()
    people: tuple[PeopleRule, ...] = ()
    checks: tuple[CheckRule, ...] = Field(default=(), alias="check")
    closures: tuple[Closure, ...] = Field(default=(), alias="closure")
    temporary_control: TemporaryControl | None = None
    migrations: tuple[Migration, ...] = Field(default=(), alias="migrate")
    prohibitions: Prohibitions = Prohibitions(set="none")
    user_table: UserTable | None = None
    outline: Outline
    privacy: Privacy
    plan: PlanRules
