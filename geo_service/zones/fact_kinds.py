"""
The kinds of facts that clocks and checks know, each with its fields; one table, so that every entrance checks alike.

No kind has a field for a person: cases are counted, groups are named, places are zones, estates and facilities.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from geo_service.errors import InputError
from geo_service.model.fact import WITHDRAWAL, Fact

Text = Annotated[str, Field(min_length=1, max_length=500)]
Number = Annotated[int, Field(ge=0)]


class Values(BaseModel):
    """The fields of a kind of fact; unknown ones are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FirstReport(Values):
    """The first positive report that a designation answers."""


class Case(Values):
    """New infections, counted; `found_in` says whether the assessor lets them stop the clock."""

    count: Annotated[int, Field(gt=0)] = 1
    found_in: Literal["zone", "community", "quarantine"] = "zone"


class TestRound(Values):
    """A finished test round: people expected and sampled, positives, pending results."""

    expected: Annotated[int, Field(gt=0)]
    sampled: Number
    positive: Number = 0
    pending: Number = 0


class Evidence(Values):
    """Something that a protocol asks for by name, such as env_pcr_negative."""

    name: Text
    reference: Text = "-"


class ClockEvent(Values):
    """What starts a clock, such as last_cull_completed or preliminary_cd_completed."""

    name: Text


class Decided(Values):
    """A recorded decision: what it allows, whose it is, under which number, for which reason."""

    about: Literal["designate", "exception_unit", "extend", "close_venue", "restrict", "checkpoint", "enlarge", "other"]
    body: Text
    reference: Text
    reason: Text = "-"
    scope: Literal["whole", "part"] = "whole"
    until: AwareDatetime | None = None


class VisitCleared(Values):
    """All establishments of a category's zone were visited and cleared."""

    category: Text


class Publication(Values):
    """
    The designation was made public.

    What the notice says of the zone's category: how many zones it announces, how many it lists, how many it says are in
    force by then (tally).
    """

    channel: Text = "-"
    announced: Number | None = None
    listed: Number | None = None
    tally: Number | None = None


class Notice(Values):
    """News of the work was given to the residents."""

    channel: Text = "-"


class TransferDecided(Values):
    """People must be taken elsewhere; counted by group."""

    group: Literal["positive", "contact"]
    count: Annotated[int, Field(gt=0)]
    transfer: Text


class TransferDone(Values):
    """The transfer of that name has left."""

    transfer: Text


class Barrier(Values):
    """
    A barrier stands: what it shuts, whether it can be unlocked at once, whether somebody is there to do it.

    `lon` and `lat` say where, so that routes can be looked for; `closure` is the protocol's kind of road closure.
    """

    object: Literal["fire_lane", "stair_door", "estate_gate", "road", "path"]
    place: Text
    unlockable: bool = False
    attended: bool = False
    removed_at: AwareDatetime | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    closure: Text | None = None


class Restriction(Values):
    """A rule about people from somewhere: which areas they come from, and what is done to them."""

    origin: Literal["high", "medium", "low", "none"]
    treatment: Literal["turn_back", "quarantine", "limit_movement", "refuse_work", "refuse_service"]
    group: Literal["anyone", "students", "drivers", "patients", "contacts_of_contacts"] = "anyone"
    criteria_met: bool = True
    reference: Text = "-"
    until: AwareDatetime | None = None


class VenueClosure(Values):
    """A place of daily life is closed."""

    facility_id: Text
    kind: Text
    reference: Text = "-"
    until: AwareDatetime | None = None


class CheckpointPermit(Values):
    """A checkpoint stands: where, under which permit, until when."""

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    permit: Text = "-"
    until: AwareDatetime | None = None
    stops_freight: bool = False


class Cohort(Values):
    """People of a group who began isolation or monitoring together, counted; `ended_at` when they were let go."""

    group: Text
    count: Annotated[int, Field(gt=0)]
    where: Literal["central", "home"]
    ended_at: AwareDatetime | None = None


class Held(Values):
    """Households told to stay in, counted, as the field reports them."""

    households: Number


class MedicalRequest(Values):
    """A call for medical help from a zone: answered when, or refused."""

    answered_at: AwareDatetime | None = None
    refused: bool = False


class Vehicle(Values):
    """Vehicles on call for an estate."""

    estate_id: Text
    count: Number


class Rota(Values):
    """Hours of a day that a post is staffed."""

    post: Text
    hours: Annotated[float, Field(ge=0, le=24)]


class ContactCoverage(Values):
    """Households with a named contact, of all."""

    covered: Number
    households: Annotated[int, Field(gt=0)]


class TemporaryControlled(Values):
    """People are held before a zone is designated."""

    until: AwareDatetime | None = None


class WastePair(Values):
    """Household waste and medical waste points of a zone, and that they are kept apart."""

    household_points: Number
    medical_points: Number
    apart: bool = True


class RoundPlanned(Values):
    """A test round is planned for a time."""

    planned_for: AwareDatetime


class Inspection(Values):
    """Somebody looked on the spot: all things of a kind that are there are recorded, so that none means none."""

    of: Literal[
        "barrier",
        "checkpoint_permit",
        "restriction",
        "venue_closure",
        "cohort",
        "temporary_control",
        "medical_request",
    ]


class SamplingPoints(Values):
    """Sampling points that are open."""

    points: Number


class ReceptionPoints(Values):
    """Fixed reception points (固定接收点) that are set up, of all stairs; each serves one."""

    points: Number


class Inventory(Values):
    """Establishments that are known in a zone, and how many of them are in its inventory."""

    establishments: Number
    listed: Number


class Wind(Values):
    """Where the wind comes from, clockwise from north."""

    from_deg: Annotated[float, Field(ge=0, le=360)]


class NamedExtent(Values):
    """A point by which an order says how far a zone reaches: a name and where it lies."""

    name: Text
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]


class Release(Values):
    """What is released and how much; `table` is the guide's table that the distances were taken from."""

    un: Annotated[int, Field(ge=1001, le=9999)]
    spill: Literal["small", "large"]
    table: Literal["table1", "table3"] = "table1"


PlanObject = Literal[
    "post",
    "delivery_point",
    "sampling_point",
    "household_waste_point",
    "medical_waste_point",
    "transfer_point",
]
PlanWish = Literal["staff", "close", "pin", "forbid", "move"]

POST_WISHES, SITE_WISHES = ("staff", "close"), ("pin", "forbid", "move")


class PlanOrdered(Values):
    """
    What somebody has ordered of a plan: a post to be staffed or closed, a point to be pinned, forbidden or moved.

    `lon` and `lat` say which place is meant, `to_lon` and `to_lat` where it moves; `ground` is why.
    """

    object: PlanObject
    wish: PlanWish
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    to_lon: Annotated[Annotated[float, Field(ge=-180, le=180)] | None, Field(validate_default=True)] = None
    to_lat: Annotated[Annotated[float, Field(ge=-90, le=90)] | None, Field(validate_default=True)] = None
    ground: Text

    @field_validator("wish")
    @classmethod
    def _fits_the_object(cls, wish: str, found: ValidationInfo) -> str:
        known = POST_WISHES if found.data.get("object") == "post" else SITE_WISHES
        if wish not in known:
            raise ValueError(f"of a {found.data.get('object')} one may order {' or '.join(known)}")
        return wish

    @field_validator("to_lon", "to_lat")
    @classmethod
    def _is_of_a_move(cls, value: float | None, found: ValidationInfo) -> float | None:
        if (value is None) == (found.data.get("wish") == "move"):
            raise ValueError("a move needs to_lon and to_lat; nothing else has them")
        return value


class Withdrawn(Values):
    """A fact is taken back because it was wrong."""

    fact_id: Text
    why: Text


PLAN_ORDER = "plan_order"
"""The kind of fact by which people order something of a plan; it is tried on the plan before it is recorded."""


@dataclass(frozen=True)
class FactKind:
    """One kind: its titles, its fields, and whether it is of a zone, of the whole register, or either."""

    title: str
    title_en: str
    values: type[Values]
    of: Literal["zone", "register", "either"]


FACT_KINDS: Mapping[str, FactKind] = {
    "first_report": FactKind("首例阳性报告", "first positive report", FirstReport, "zone"),
    "case": FactKind("新增感染", "new cases", Case, "zone"),
    "test_round": FactKind("核酸筛查", "test round", TestRound, "zone"),
    "round_planned": FactKind("计划筛查", "planned test round", RoundPlanned, "zone"),
    "evidence": FactKind("证据", "evidence", Evidence, "zone"),
    "clock_event": FactKind("计时事件", "clock event", ClockEvent, "zone"),
    "decision": FactKind("决定", "decision", Decided, "either"),
    "visit_cleared": FactKind("走访完毕", "visits cleared", VisitCleared, "zone"),
    "publication": FactKind("对外发布", "made public", Publication, "zone"),
    "notice": FactKind("信息通报", "news to residents", Notice, "zone"),
    "transfer_decided": FactKind("需转运", "transfer needed", TransferDecided, "zone"),
    "transfer_done": FactKind("已转运", "transfer done", TransferDone, "zone"),
    "barrier": FactKind("围挡", "barrier", Barrier, "zone"),
    "restriction": FactKind("限制规定", "restriction", Restriction, "register"),
    "venue_closure": FactKind("关停场所", "venue closed", VenueClosure, "register"),
    "checkpoint_permit": FactKind("检查点", "checkpoint", CheckpointPermit, "either"),
    "cohort": FactKind("隔离批次", "cohort", Cohort, "either"),
    "held": FactKind("管控户数", "households held", Held, "zone"),
    "medical_request": FactKind("就医需求", "medical request", MedicalRequest, "zone"),
    "vehicle": FactKind("专车", "vehicles on call", Vehicle, "zone"),
    "rota": FactKind("值守", "rota", Rota, "zone"),
    "contact_coverage": FactKind("包户联系", "household contacts", ContactCoverage, "zone"),
    "temporary_control": FactKind("临时管控", "temporary control", TemporaryControlled, "either"),
    "waste_pair": FactKind("垃圾投放点", "waste points", WastePair, "zone"),
    "inspection": FactKind("现场核查", "looked on the spot", Inspection, "either"),
    "sampling_points": FactKind("采样点", "sampling points", SamplingPoints, "zone"),
    "reception_points": FactKind("固定接收点", "reception points", ReceptionPoints, "zone"),
    "inventory": FactKind("场所清单", "inventory of establishments", Inventory, "zone"),
    "named_extent": FactKind("四至点", "named extent", NamedExtent, "zone"),
    "wind": FactKind("风向", "wind", Wind, "zone"),
    "release": FactKind("泄漏物", "what is released", Release, "zone"),
    PLAN_ORDER: FactKind("方案指定", "order about the plan", PlanOrdered, "zone"),
    WITHDRAWAL: FactKind("撤销记录", "withdrawal", Withdrawn, "either"),
}
"""Every kind of fact by name."""


def checked_fact(fact: Fact) -> Fact:
    """
    The fact with its values as plain JSON, defaults filled in.

    Raises
    ------
    InputError
        If the kind is unknown, a value is wrong, or it is of a zone where it must not be, or the other way round.
    """
    kind = FACT_KINDS.get(fact.kind)
    if kind is None:
        raise InputError(f"no kind of fact {fact.kind!r}; the kinds are {', '.join(FACT_KINDS)}")
    if kind.of != "either" and (fact.zone_id is None) != (kind.of == "register"):
        raise InputError(f"a fact {fact.kind} is of {'a zone; name it' if kind.of == 'zone' else 'the whole register'}")
    try:
        values = kind.values.model_validate(dict(fact.values))
    except ValidationError as error:
        raise InputError(_fault(fact.kind, error)) from None
    plain = values.model_dump(mode="json")
    return Fact(fact.fact_id, fact.kind, fact.zone_id, fact.happened_at, fact.recorded_at, fact.author, plain)


def _fault(kind: str, error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    fields = ", ".join(FACT_KINDS[kind].values.model_fields) or "no fields"
    return f"fact {kind}: {name}: {first['msg']}, got {first['input']!r}; it has {fields}"


def standing_facts(facts: Sequence[Fact], *, at: datetime) -> list[Fact]:
    """The facts that were so by a time and are not withdrawn, by time of happening, then id: entry order is nothing."""
    withdrawn = {fact.values["fact_id"] for fact in facts if fact.kind == WITHDRAWAL}
    standing = [
        fact for fact in facts if fact.kind != WITHDRAWAL and fact.fact_id not in withdrawn and fact.happened_at <= at
    ]
    return sorted(standing, key=lambda fact: (fact.happened_at, fact.fact_id))
