"""How large a zone may be and whether it reaches far enough: its unit, its named extents, the ring round it."""

import shapely

from geo_service.coords.metric import plane_at
from geo_service.model.check import Finding
from geo_service.zones.checks.catalogue import NUMBERS, UNIT_TITLES
from geo_service.zones.checks.grounds import decisions_about, ground_words
from geo_service.zones.checks.inputs import Asked, CheckInput
from geo_service.zones.checks.records import breach, fine, missing, ungrounded
from geo_service.zones.fact_kinds import Decided
from geo_service.zones.protocol_schema import Category, Exceptional
from geo_service.zones.said_units import SaidUnit, exceeds


def unit_cap(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether the zone's unit is allowed, or a larger one rests on a decision with a reason that the protocol takes."""
    category = inp.category
    if category is None:
        return [missing(inp, f"规程{inp.protocol.id}没有类别{inp.zone.category}，也没有说怎样过渡")]
    if category.residual:
        return [ungrounded(inp.subject, f"规程不再有类别{inp.zone.category}，须重新评估；不决定的转为{category.label}")]
    if inp.unit is None:
        return [missing(inp, "不知道按什么单位划定：没有登记，原文也未能解析")]
    return [_unit_finding(inp, inp.unit, category, asked)]


def _unit_finding(inp: CheckInput, said: SaidUnit, category: Category, asked: Asked) -> Finding:
    title = UNIT_TITLES[said.unit]
    if not exceeds(said.unit, category.units):
        return fine(inp, f"按{title}划定，规程允许")
    if not said.certain:
        return missing(inp, f"原文像是按{title}划定，大于规程允许的{_titles(category)}，但说得不够明白")
    if category.exception and not exceeds(said.unit, category.exception.units):
        return _exceptional(inp, category.exception, title)
    return breach(inp.subject, f"按{title}划定，规程只允许{_titles(category)}（{asked.clause}）")


def _exceptional(inp: CheckInput, rule: Exceptional, title: str) -> Finding:
    what = f"按{title}划定，大于一般单位"
    decisions = [one for one in decisions_about(inp, "exception_unit") if one.until is None or inp.at < one.until]
    if not decisions:
        return ungrounded(inp.subject, f"{what}，没有登记扩大的决定；理由须为{'或'.join(rule.reasons)}")
    fitting = [one for one in decisions if _accepted(one, rule)]
    if not fitting:
        return ungrounded(inp.subject, f"{what}，决定的理由“{decisions[-1].reason}”不是{'或'.join(rule.reasons)}")
    return Finding("ok", inp.subject, f"{what}，有决定", ground_words(fitting[-1]))


def _accepted(decision: Decided, rule: Exceptional) -> bool:
    return any(reason in decision.reason for reason in rule.reasons)


def _titles(category: Category) -> str:
    return "、".join(UNIT_TITLES[unit] for unit in category.units)


def four_extents(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether each named extent lies as far out as the rule says."""
    if inp.extents is None:
        return [missing(inp, "没有登记四至点的名称和坐标")]
    allowed = asked.limit_or(0.0)
    short = [one for one in inp.extents if one.wanted_m - one.distance_m > allowed]
    return [
        breach(
            one.name,
            f"{one.name}距{one.distance_m:.0f}米，不足{one.wanted_m:.0f}米，差{one.wanted_m - one.distance_m:.0f}米",
        )
        for one in short
    ] or [fine(inp, f"{len(inp.extents)}个四至点都够距离")]


def warning_ring(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether the whole edge of a zone of the highest rank lies against another zone: those beside it must be ready."""
    category, outline = inp.category, inp.zone.geometry
    if category is None or outline is None:
        return [missing(inp, "没有图形，或规程没有这一类别")]
    if category.rank < max(one.rank for one in inp.protocol.categories):
        return [fine(inp, f"{category.label}外侧不要求预警带")]
    plane = plane_at(outline)
    others = [plane.to_metres(one.geometry) for one in inp.zones if one.geometry and one.zone_id != inp.zone_id]
    gap_m = NUMBERS["ring_gap_m"]
    covered = shapely.union_all([one.buffer(gap_m) for one in others])
    bare_m = plane.to_metres(outline).boundary.difference(covered).length
    if bare_m <= asked.limit_or(gap_m):
        return [fine(inp, "外侧都有预警区或更高等级的区")]
    return [breach(inp.subject, f"区界有{bare_m:.0f}米外侧没有预警区")]
