"""Releases of chemicals: is the wind looked at, and are the distances from the right table."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from geo_service.model.check import Finding
from geo_service.zones.answer import time_text
from geo_service.zones.buffers import wind_shift_deg
from geo_service.zones.checks.catalogue import NUMBERS
from geo_service.zones.checks.inputs import Asked, CheckInput
from geo_service.zones.checks.records import breach, fine, missing
from geo_service.zones.fact_kinds import Evidence, Release, Wind
from geo_service.zones.rings import WIND

MINUTE = timedelta(minutes=1)

TABLE3_UN = frozenset({1005, 1017, 1040, 1050, 1052, 1079})
"""Ammonia, chlorine, ethylene oxide, hydrogen chloride, hydrogen fluoride, sulphur dioxide: ERG, Table 3."""


@dataclass(frozen=True)
class Looked:
    """Somebody looked at the wind: when, and where it came from."""

    at: datetime
    from_deg: float


def wind_stale(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether the wind was looked at lately, and has not turned since the zone was drawn."""
    winds = _winds(inp)
    if not winds:
        return [missing(inp, "没有登记风向")]
    last = winds[-1]
    return [*_stale(inp, last, asked), *_turned(inp, winds)] or [
        fine(inp, f"{time_text(last.at)}核对过风向，未明显转向")
    ]


def _winds(inp: CheckInput) -> list[Looked]:
    """The winds on record, by time; that which the zone was drawn by is kept with its evidence."""
    drawn = [(fact, said.reference) for fact, said in inp.facts_of(Evidence) if said.name == WIND]
    found = [Looked(fact.happened_at, said.from_deg) for fact, said in inp.facts_of(Wind)]
    found += [Looked(fact.happened_at, float(text)) for fact, text in drawn if _is_number(text)]
    return sorted(found, key=lambda one: one.at)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def _stale(inp: CheckInput, last: Looked, asked: Asked) -> list[Finding]:
    valid = timedelta(minutes=asked.limit_or(NUMBERS["wind_min"]))
    old = inp.at - last.at
    words = f"上次核对风向在{time_text(last.at)}，已{old / MINUTE:.0f}分钟，上限{valid / MINUTE:g}分钟"
    return [breach(inp.subject, words)] if old > valid else []


def _turned(inp: CheckInput, winds: list[Looked]) -> list[Finding]:
    drawn = [one for one in winds if one.at <= inp.zone.recorded_at]
    if not drawn:
        return [missing(inp, "划定时的风向没有登记，是否转向无从比较")]
    before, now = drawn[-1].from_deg, winds[-1].from_deg
    turned = wind_shift_deg(before, now)
    if turned <= NUMBERS["wind_shift_deg"]:
        return []
    return [breach(inp.subject, f"风向由{before:g}°转为{now:g}°，偏转{turned:g}°，须重画下风向区域")]


def table3_for_large_spills(inp: CheckInput, _: Asked) -> list[Finding]:
    """Whether a large spill of one of the six gases was measured by Table 3."""
    latest = inp.latest(Release)
    if latest is None:
        return [_by_evidence(inp)]
    return [_of_release(inp, latest[1].un, latest[1].spill, latest[1].table)]


def _by_evidence(inp: CheckInput) -> Finding:
    """What the zone was drawn by, when nobody has recorded the release itself; the table is not said there."""
    said = {one.name: one.reference for _, one in inp.facts_of(Evidence)}
    un, spill = said.get("un", ""), said.get("spill", "")
    if not un.isdecimal() or not spill:
        return missing(inp, "没有登记泄漏物和泄漏量")
    return _of_release(inp, int(un), spill, None)


def _of_release(inp: CheckInput, un: int, spill: str, table: str | None) -> Finding:
    if spill != "large" or un not in TABLE3_UN or table == "table3":
        return fine(inp, f"UN{un}，{'大量' if spill == 'large' else '少量'}泄漏，用表无误")
    if table is None:
        return missing(inp, f"UN{un}大量泄漏，距离取自哪张表没有登记")
    return breach(inp.subject, f"UN{un}大量泄漏，应用表3，用的是表1")
