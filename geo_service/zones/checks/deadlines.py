"""What must happen within hours: publication, news to the residents, transfers. The clock counts, this judges."""

from datetime import datetime, timedelta
from itertools import pairwise

from geo_service.model.check import Finding
from geo_service.model.zone import LIFTED
from geo_service.zones.answer import time_text
from geo_service.zones.checks.inputs import Asked, CheckInput, DutyTime
from geo_service.zones.checks.records import HOUR, breach, fine, missing
from geo_service.zones.fact_kinds import Notice, Publication
from geo_service.zones.protocol_schema import Deadline


def publish_deadline(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether the zone was made public in time."""
    return _duties(inp, "publication", asked, "首例阳性报告")


def transfer(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether each group of people that must be taken elsewhere left in time."""
    return _duties(inp, "transfer_done", asked, "需转运记录")


def notice_gap(inp: CheckInput, _: Asked) -> list[Finding]:
    """Whether news never kept the residents waiting longer than allowed, from publication to now."""
    rules = _rules(inp, "notice")
    if not rules:
        return [missing(inp, "规程没有规定通报间隔")]
    published = [fact.happened_at for fact, _ in inp.facts_of(Publication)]
    public = [one.recorded_at for one in inp.history if one.step in ("publish", "adopt")]
    start = min([*published, *public], default=None)
    if start is None:
        return [missing(inp, "没有对外发布的记录，无从起算")]
    times = [start, *(fact.happened_at for fact, _ in inp.facts_of(Notice) if fact.happened_at > start), _end(inp)]
    allowed = min(rule.hours for rule in rules)
    return _gaps(inp, times, timedelta(hours=allowed)) or [fine(inp, f"通报间隔都不超过{allowed:g}小时")]


def _end(inp: CheckInput) -> datetime:
    """Until when news is owed: now, or when the zone ended."""
    ended = [one.effective_from for one in inp.history if one.status == LIFTED and one.effective_from <= inp.at]
    return min([*ended, inp.at])


def _gaps(inp: CheckInput, times: list[datetime], allowed: timedelta) -> list[Finding]:
    return [
        breach(
            inp.subject, f"{time_text(before)}之后{(after - before) / HOUR:.0f}小时没有通报，上限{allowed / HOUR:g}小时"
        )
        for before, after in pairwise(times)
        if after - before > allowed
    ]


def _rules(inp: CheckInput, done: str) -> list[Deadline]:
    return [one for one in inp.protocol.deadlines if one.done == done]


def _duties(inp: CheckInput, done: str, asked: Asked, start: str) -> list[Finding]:
    rules = {rule.id: rule for rule in _rules(inp, done)}
    if not rules:
        return [missing(inp, f"规程没有规定{asked.id}的时限")]
    if inp.due.duties is None:
        return [missing(inp, "计时没有结果")]
    mine = [one for one in inp.due.duties if one.id in rules]
    begun = [one for one in mine if one.state != "not_started"]
    if not begun:
        return [missing(inp, f"没有{start}，无从起算")]
    return [_of_duty(inp, one, rules[one.id]) for one in begun]


def _of_duty(inp: CheckInput, duty: DutyTime, rule: Deadline) -> Finding:
    what = f"{rule.label}{duty.subject and f' {duty.subject}'}（{rule.hours:g}小时内）"
    if duty.state in ("late", "done_late"):
        done = "仍未完成" if duty.state == "late" else "已完成"
        return breach(duty.subject or inp.subject, f"{what}超时{duty.late_h:.1f}小时，{done}")
    return fine(inp, f"{what}{'按时完成' if duty.state == 'done' else '未到时限'}")
