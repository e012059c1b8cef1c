"""What the people inside must have: sampling, hand-over and waste points, staffed posts, contacts, vehicles, help."""

from datetime import datetime, timedelta

from geo_service.model.check import Finding
from geo_service.model.plan import Plan
from geo_service.zones.answer import time_text
from geo_service.zones.checks.catalogue import NUMBERS
from geo_service.zones.checks.inputs import Asked, CheckInput
from geo_service.zones.checks.records import HOUR, breach, fine, inspected, missing
from geo_service.zones.fact_kinds import (
    ContactCoverage,
    Inventory,
    MedicalRequest,
    ReceptionPoints,
    Rota,
    SamplingPoints,
    Vehicle,
    WastePair,
)

NO_PLAN = "没有处置方案（范围未上图）"


def sampling_capacity(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether there are sampling points enough for the people in the zone."""
    latest = inp.latest(SamplingPoints)
    if inp.plan is None or latest is None:
        return [missing(inp, NO_PLAN if inp.plan is None else "没有登记采样点数")]
    people, points = inp.plan.totals.people, latest[1].points
    most = asked.limit_or(NUMBERS["people_per_sampling_point"])
    about = "约" if inp.plan.totals.people_estimated else ""
    if people > points * most:
        return [breach(inp.subject, f"{about}{people}人，{points}处采样点，每处上限{most:.0f}人")]
    return [fine(inp, f"{about}{people}人，{points}处采样点，够用")]


def drop_point_per_stair(inp: CheckInput, _: Asked) -> list[Finding]:
    """Whether each building with households is served by a delivery point, and each stair has a reception point."""
    if inp.plan is None:
        return [missing(inp, NO_PLAN)]
    lived_in = inp.plan.frames["building"]
    lived_in = lived_in[(lived_in["households"].fillna(0) > 0).to_numpy(dtype=bool)]
    unserved = lived_in["building_id"][lived_in["delivery_point_id"].isna()].tolist()
    found = [breach(one, f"楼栋{one}没有配送点") for one in unserved]
    return [*found, _reception(inp, int(lived_in["stairs"].fillna(1).sum()))]


def _reception(inp: CheckInput, stairs: int) -> Finding:
    latest = inp.latest(ReceptionPoints)
    if latest is None:
        return missing(inp, "没有登记固定接收点数")
    points = latest[1].points
    if points < stairs:
        return breach(inp.subject, f"{stairs}个单元，只有{points}处固定接收点")
    return fine(inp, f"{stairs}个单元，{points}处固定接收点")


def waste_pair_present(inp: CheckInput, _: Asked) -> list[Finding]:
    """Whether household waste and medical waste each have a point, kept apart."""
    latest = inp.latest(WastePair)
    if latest is None:
        return [missing(inp, "没有登记垃圾收集点")]
    said = latest[1]
    faults = {
        "没有生活垃圾收集点": said.household_points == 0,
        "没有医疗废物收集点": said.medical_points == 0,
        "生活垃圾与医疗废物没有分开": not said.apart,
    }
    found = [breach(inp.subject, words) for words, holds in faults.items() if holds]
    return found or [fine(inp, f"生活垃圾{said.household_points}处、医疗废物{said.medical_points}处，分开设置")]


def gate_rota_24h(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether each post of the plan is staffed for all hours of the day; the last rota of a post counts."""
    if inp.plan is None:
        return [missing(inp, NO_PLAN)]
    hours = {said.post: said.hours for _, said in inp.facts_of(Rota)}
    posts = inp.plan.frames["checkpoint"]["checkpoint_id"].tolist()
    if not posts:
        return [fine(inp, "没有卡口")]
    wanted = asked.limit_or(NUMBERS["rota_h"])
    return [_of_post(inp, post, hours.get(post), wanted) for post in posts]


def _of_post(inp: CheckInput, post: str, hours: float | None, wanted: float) -> Finding:
    if hours is None:
        return missing(inp, f"卡口{post}没有登记值守", post)
    if hours < wanted:
        return breach(post, f"卡口{post}每天值守{hours:g}小时，须{wanted:g}小时")
    return fine(inp, f"卡口{post}每天值守{hours:g}小时")


def household_contact_coverage(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether every household has a named contact."""
    latest = inp.latest(ContactCoverage)
    if latest is None:
        return [missing(inp, "没有登记包户联系情况")]
    said = latest[1]
    words = f"{said.households}户中{said.covered}户有联系人"
    enough = said.covered >= asked.limit_or(NUMBERS["contact_coverage"]) * said.households
    return [fine(inp, words) if enough else breach(inp.subject, words)]


def vehicle_per_estate(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether each estate with buildings in the zone has a vehicle on call; a zone without estates needs one itself."""
    if inp.plan is None:
        return [missing(inp, NO_PLAN)]
    vehicles = {said.estate_id: said.count for _, said in inp.facts_of(Vehicle)}
    wanted = asked.limit_or(NUMBERS["vehicles_per_estate"])
    estates = _estates(inp, inp.plan)
    if not estates:
        enough = sum(vehicles.values()) >= wanted
        words = f"区内没有登记小区，专车{sum(vehicles.values())}辆"
        return [fine(inp, words) if enough else missing(inp, f"{words}，没有登记专车")]
    return [_of_estate(inp, one, vehicles.get(one), wanted) for one in estates]


def _estates(inp: CheckInput, plan: Plan) -> list[str]:
    if inp.near is None:
        return []
    ids = set(plan.frames["building"]["building_id"])
    rows = inp.near.buildings[inp.near.buildings["building_id"].isin(ids)]
    return sorted({one for one in rows["estate_id"] if isinstance(one, str)})


def _of_estate(inp: CheckInput, estate: str, count: int | None, wanted: float) -> Finding:
    if count is None:
        return missing(inp, f"小区{estate}没有登记专车", estate)
    if count < wanted:
        return breach(estate, f"小区{estate}专车{count}辆，至少{wanted:g}辆")
    return fine(inp, f"小区{estate}专车{count}辆")


def medical_request_age(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether each request for medical help was answered in time, and none refused."""
    allowed = timedelta(hours=asked.limit_or(NUMBERS["medical_request_h"]))
    requests = inp.facts_of(MedicalRequest)
    refused = [
        breach(fact.fact_id, f"{time_text(fact.happened_at)}的就医需求被拒绝")
        for fact, said in requests
        if said.refused
    ]
    late = [
        breach(fact.fact_id, f"{time_text(fact.happened_at)}的就医需求超过{allowed / HOUR:g}小时未答复")
        for fact, said in requests
        if not said.refused and _waited(fact.happened_at, said, inp.at) > allowed
    ]
    return [*refused, *late, inspected(inp, "medical_request", "就医需求")]


def _waited(since: datetime, said: MedicalRequest, at: datetime) -> timedelta:
    answered = said.answered_at if said.answered_at and said.answered_at <= at else at
    return answered - since


def establishment_inventory(inp: CheckInput, _: Asked) -> list[Finding]:
    """Whether all establishments that are known in the zone are in its inventory."""
    latest = inp.latest(Inventory)
    if latest is None:
        return [missing(inp, "没有登记场所清单")]
    said = latest[1]
    words = f"已知{said.establishments}处，清单{said.listed}处"
    return [fine(inp, words) if said.listed >= said.establishments else breach(inp.subject, words)]
