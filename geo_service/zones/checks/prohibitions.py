"""The nine prohibitions (九不准) as predicates; their texts and what can't be seen are in rules/prohibitions.toml."""

from collections.abc import Iterable
from datetime import timedelta

import shapely

from geo_service.coords.metric import plane_at
from geo_service.model.check import Finding
from geo_service.model.fact import Fact
from geo_service.model.zone import ZoneVersion
from geo_service.zones.answer import time_text
from geo_service.zones.checks.catalogue import NUMBERS
from geo_service.zones.checks.duration import lift_when_due, prolonged, round_planned
from geo_service.zones.checks.grounds import NO_REFERENCE, decisions_about, ground_words, grounded
from geo_service.zones.checks.inputs import Asked, CheckInput, has_ended
from geo_service.zones.checks.passage import ambulance_route, freight_route, neighbours_exits
from geo_service.zones.checks.records import breach, fine, inspected, missing, ungrounded
from geo_service.zones.checks.supplies import medical_request_age, vehicle_per_estate
from geo_service.zones.fact_kinds import CheckpointPermit, Cohort, Held, Restriction, VenueClosure
from geo_service.zones.protocol_schema import PeopleRule

TREATMENT_TITLES = {
    "turn_back": "劝返",
    "quarantine": "隔离",
    "limit_movement": "限制出行",
    "refuse_work": "拒绝务工",
    "refuse_service": "拒绝服务",
}
ORIGIN_TITLES = {"high": "高风险区", "medium": "中风险区", "low": "低风险区", "none": "无疫情地区"}
UNAFFECTED = ("low", "none")
"""Origins from which nobody may be limited without a ground."""

DAILY_LIFE = frozenset(
    {"market", "supermarket", "shop", "pharmacy", "clinic", "hospital", "bank", "school", "farm_supply"}
)
"""Kinds of places that production and daily life need; rules of no. 9."""

DAY = timedelta(days=1)


# ---------------------------------------------------------------- 1 limits beyond the zones


def limits_elsewhere(inp: CheckInput, _: Asked) -> list[Finding]:
    """No. 1: of a zone, whether its neighbours still get out; of the register, limits on people from elsewhere."""
    if inp.of_zone:
        return neighbours_exits(inp)
    found = [
        grounded(inp, "restrict", said.reference, fact.fact_id, _words(said))
        for fact, said in _restrictions(inp)
        if said.origin in UNAFFECTED and said.treatment == "limit_movement"
    ]
    return [*found, inspected(inp, "restriction", "限制规定")]


def _restrictions(inp: CheckInput) -> list[tuple[Fact, Restriction]]:
    """Rules on people that hold at the time."""
    return [(fact, said) for fact, said in inp.facts_of(Restriction) if not has_ended(said.until, inp.at)]


def _words(said: Restriction) -> str:
    who = "返乡学生" if said.group == "students" else "来人"
    return f"对{ORIGIN_TITLES[said.origin]}{who}{TREATMENT_TITLES[said.treatment]}"


# ---------------------------------------------------------------- 2 people from low-risk areas, 7 students


def low_risk_people(inp: CheckInput, _: Asked) -> list[Finding]:
    """No. 2: rules that limit people from low-risk areas; there is no ground for them."""
    found = [
        breach(fact.fact_id, _words(said))
        for fact, said in _restrictions(inp)
        if said.origin in UNAFFECTED and said.treatment != "limit_movement" and said.group != "students"
    ]
    return [*found, inspected(inp, "restriction", "限制规定")]


def students(inp: CheckInput, _: Asked) -> list[Finding]:
    """No. 7: rules that limit students who meet the conditions; there is no ground for them."""
    found = [
        breach(fact.fact_id, f"{_words(said)}（符合条件）")
        for fact, said in _restrictions(inp)
        if said.group == "students" and said.criteria_met
    ]
    return [*found, inspected(inp, "restriction", "限制规定")]


# ---------------------------------------------------------------- 3 how long


def held_longer(inp: CheckInput, asked: Asked) -> list[Finding]:
    """No. 3: due and not lifted, prolonged without new case and decision, last round not planned in time."""
    lift = inp.protocol.check_rule("lift_when_due")
    grace = Asked(asked.id, asked.clause, limit=lift.limit if lift else None)
    ahead = Asked(asked.id, asked.clause)
    return [*lift_when_due(inp, grace), *prolonged(inp), *round_planned(inp, ahead)]


# ---------------------------------------------------------------- 4 who, 5 for how long


def wider_circle(inp: CheckInput, _: Asked) -> list[Finding]:
    """No. 4: more households held than the zone has, or groups that the protocol does not name."""
    if inp.of_zone:
        return [_households(inp), *_groups(inp)]
    return [*_groups(inp), inspected(inp, "cohort", "隔离批次")]


def _households(inp: CheckInput) -> Finding:
    latest = inp.latest(Held)
    if latest is None or inp.plan is None:
        return missing(inp, "没有登记实际管控户数" if latest is None else "范围未上图，户数不知道")
    held, whole = latest[1].households, inp.plan.totals
    about = "约" if whole.households_estimated else ""
    words = f"实际管控{held}户，划定单位{about}{whole.households}户"
    if held <= whole.households:
        return fine(inp, words)
    decisions = [one for one in decisions_about(inp, "enlarge") if not has_ended(one.until, inp.at)]
    if decisions:
        return Finding("ok", inp.subject, f"{words}，有决定", ground_words(decisions[-1]))
    return ungrounded(inp.subject, f"{words}，户数为估算") if about else breach(inp.subject, words)


def _groups(inp: CheckInput) -> list[Finding]:
    rules = {rule.group: rule for rule in inp.protocol.people}
    found = []
    for fact, said in inp.own(Cohort):
        rule = rules.get(said.group)
        if has_ended(said.ended_at, inp.at) or (rule and not rule.forbidden):
            continue
        words = f"{said.group} {said.count}人被隔离或监测"
        found.append(
            breach(fact.fact_id, f"{words}，{rule.source}")
            if rule
            else ungrounded(fact.fact_id, f"{words}，规程没有这一人群")
        )
    return found


def isolated_longer(inp: CheckInput, _: Asked) -> list[Finding]:
    """No. 5: cohorts that are, or were, held longer than the protocol says."""
    if not inp.protocol.people:
        return [missing(inp, "规程没有规定隔离和监测天数")]
    rules = {rule.group: rule for rule in inp.protocol.people}
    found = [
        _of_cohort(inp, fact, said, rules[said.group]) for fact, said in inp.facts_of(Cohort) if said.group in rules
    ]
    unknown = [
        missing(inp, f"规程没有{said.group}的天数", fact.fact_id)
        for fact, said in inp.facts_of(Cohort)
        if said.group not in rules
    ]
    return [*found, *unknown, inspected(inp, "cohort", "隔离批次")]


def _of_cohort(inp: CheckInput, fact: Fact, said: Cohort, rule: PeopleRule) -> Finding:
    days = rule.central_days if said.where == "central" else rule.home_days
    where = "集中" if said.where == "central" else "居家"
    held = min(said.ended_at or inp.at, inp.at) - fact.happened_at
    words = f"{rule.label}{said.count}人，{time_text(fact.happened_at)}起{where}{held / DAY:.1f}天，规程{days}天"
    return breach(fact.fact_id, words) if held > days * DAY else fine(inp, words)


# ---------------------------------------------------------------- 6 medical care


def medical_care(inp: CheckInput, asked: Asked) -> list[Finding]:
    """No. 6: an ambulance reaches every dwelling, each estate has a vehicle, requests are answered and not refused."""
    limits = {name: inp.protocol.check_rule(name) for name in ("vehicle_per_estate", "medical_request_age")}
    by = {name: Asked(asked.id, asked.clause, limit=rule.limit if rule else None) for name, rule in limits.items()}
    return [
        *ambulance_route(inp, asked),
        *vehicle_per_estate(inp, by["vehicle_per_estate"]),
        *medical_request_age(inp, by["medical_request_age"]),
    ]


# ---------------------------------------------------------------- 8 checkpoints


def checkpoint_distance(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether each checkpoint stands near the edge of a zone in force, or on a road into it."""
    near_m = asked.limit_or(NUMBERS["checkpoint_near_m"])
    permits = _permits(inp)
    return [*(_place(inp, fact, said, near_m) for fact, said in permits), inspected(inp, "checkpoint_permit", "检查点")]


def checkpoints(inp: CheckInput, asked: Asked) -> list[Finding]:
    """No. 8: checkpoints without permit, end or zone, in the wrong place, or that leave lorries no way past."""
    rule = inp.protocol.check_rule("checkpoint_distance")
    permits = _permits(inp)
    stops = [(fact.fact_id, shapely.Point(said.lon, said.lat)) for fact, said in permits if said.stops_freight]
    return [
        *checkpoint_distance(inp, Asked(asked.id, asked.clause, limit=rule.limit if rule else None)),
        *(one for fact, said in permits for one in _permit_findings(inp, fact, said)),
        *(freight_route(inp, stops) if inp.of_zone else []),
    ]


def _permits(inp: CheckInput) -> list[tuple[Fact, CheckpointPermit]]:
    """Checkpoints that stand: of the zone, or, for the register, those of no zone."""
    return [(fact, said) for fact, said in inp.own(CheckpointPermit) if not has_ended(said.until, inp.at)]


def _permit_findings(inp: CheckInput, fact: Fact, said: CheckpointPermit) -> list[Finding]:
    what = f"检查点{fact.fact_id}"
    zones = _zones_of(inp)
    found = [] if said.permit == NO_REFERENCE else [fine(inp, f"{what}批准文号{said.permit}")]
    if said.permit == NO_REFERENCE:
        found.append(ungrounded(fact.fact_id, f"{what}没有批准文号"))
    if not zones:
        found.append(breach(fact.fact_id, f"{what}所属风险区已不在生效中"))
    if said.until is None:
        found.append(ungrounded(fact.fact_id, f"{what}没有期限，应不晚于风险区解除"))
    elif inp.of_zone and inp.due.lift_due and said.until > inp.due.lift_due:
        found.append(
            ungrounded(fact.fact_id, f"{what}期限{time_text(said.until)}晚于应解除时间{time_text(inp.due.lift_due)}")
        )
    return found


def _zones_of(inp: CheckInput) -> list[ZoneVersion]:
    """The zones that a checkpoint may belong to: the one that is checked, else all that are in force."""
    if not inp.of_zone:
        return list(inp.zones)
    return [inp.zone] if inp.stands else []


def _place(inp: CheckInput, fact: Fact, said: CheckpointPermit, near_m: float) -> Finding:
    outlines = [one.geometry for one in ([inp.zone] if inp.of_zone else inp.zones) if one.geometry is not None]
    what = f"检查点{fact.fact_id}"
    if not outlines:
        if inp.of_zone:
            return missing(inp, f"风险区没有图形，{what}是否在区界附近无从知道", fact.fact_id)
        return breach(fact.fact_id, f"{what}附近没有生效的风险区")
    spot = shapely.Point(said.lon, said.lat)
    metres = min(plane_at(one).to_metres(spot).distance(plane_at(one).to_metres(one).boundary) for one in outlines)
    if metres <= near_m:
        return fine(inp, f"{what}距区界{metres:.0f}米")
    if inp.of_zone and _on_road_in(inp, spot):
        return fine(inp, f"{what}距区界{metres:.0f}米，在通入该区的道路上")
    return breach(fact.fact_id, f"{what}距区界{metres:.0f}米，上限{near_m:.0f}米")


BESIDE_ROAD_M = 15.0
"""A post stands on a road when its middle is this near."""


def _on_road_in(inp: CheckInput, spot: shapely.Point) -> bool:
    """Whether a road on which the spot lies runs on into the zone."""
    if inp.near is None or inp.zone.geometry is None:
        return False
    plane = plane_at(inp.zone.geometry)
    roads = inp.near.roads[inp.near.roads.intersects(inp.zone.geometry).to_numpy()]
    lines = plane.frame_to_metres(roads).geometry
    return bool(lines.dwithin(plane.to_metres(spot), BESIDE_ROAD_M).any())


# ---------------------------------------------------------------- 9 places of daily life


def places_closed(inp: CheckInput, _: Asked) -> list[Finding]:
    """No. 9: places of daily life outside all zones that are closed without a decision."""
    closures = [
        (fact, said)
        for fact, said in inp.facts_of(VenueClosure)
        if said.kind in DAILY_LIFE and not has_ended(said.until, inp.at)
    ]
    found = [_of_closure(inp, fact, said) for fact, said in closures]
    return [*found, inspected(inp, "venue_closure", "关停场所")]


def _of_closure(inp: CheckInput, fact: Fact, said: VenueClosure) -> Finding:
    what = f"场所{said.facility_id}（{said.kind}）关停"
    shape = _facility(inp, said.facility_id)
    if shape is None:
        return missing(inp, f"{what}，登记中没有这个场所，不知道在不在风险区内", fact.fact_id)
    if _in_any(shape, inp.zones):
        return fine(inp, f"{what}，在风险区内")
    unmapped = sum(zone.geometry is None for zone in inp.zones)
    if unmapped:
        return missing(inp, f"{what}，有{unmapped}个风险区未上图，不知道在不在其中", fact.fact_id)
    return grounded(inp, "close_venue", said.reference, fact.fact_id, f"{what}，在风险区外")


def _facility(inp: CheckInput, facility_id: str) -> shapely.Geometry | None:
    if inp.near is None:
        return None
    rows = inp.near.facilities[(inp.near.facilities["facility_id"] == facility_id).to_numpy(dtype=bool)]
    return None if rows.empty else rows.geometry.iloc[0]


def _in_any(shape: shapely.Geometry, zones: Iterable[ZoneVersion]) -> bool:
    return any(zone.geometry is not None and zone.geometry.intersects(shape) for zone in zones)
