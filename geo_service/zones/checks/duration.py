"""Whether a zone lasts longer than it may: lifted when due, its last round planned, prolonged on a ground only."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from geo_service.model.check import OK, Finding
from geo_service.model.zone import PUBLISHED, ZoneVersion
from geo_service.zones.answer import time_text
from geo_service.zones.checks.catalogue import NUMBERS
from geo_service.zones.checks.grounds import decisions_about, ground_words, plain_reference
from geo_service.zones.checks.inputs import Asked, CheckInput, RoundTime
from geo_service.zones.checks.records import HOUR, breach, fine, missing, ungrounded
from geo_service.zones.fact_kinds import Case


def lift_when_due(inp: CheckInput, asked: Asked) -> list[Finding]:
    """
    Whether a zone that is due has ended.

    Time over and conditions met: a breach. Time over but a condition open: a reason must be on record, because people
    are held meanwhile.
    """
    if not inp.stands:
        return [fine(inp, "不在生效中")]
    due, met = inp.due.lift_due, inp.due.conditions_met
    if due is None:
        return [missing(inp, "解除时间算不出来：计时未开始或缺起算时间")]
    late = inp.at - due - timedelta(hours=asked.limit_or(0.0))
    if late <= timedelta():
        return [fine(inp, f"最早{time_text(due)}解除，未到")]
    if met is None:
        return [missing(inp, f"已过最早解除时间{time_text(due)}，条件是否具备没有记录")]
    over = f"应于{time_text(due)}解除，已超{late / HOUR:.0f}小时"
    if met:
        return [breach(inp.subject, f"{over}，条件已具备")]
    return [ungrounded(inp.subject, f"{over}，条件未具备：{'；'.join(inp.due.missing) or '原因未登记'}")]


def round_planned(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether each round that the end waits for is done, or planned some hours before its time is over."""
    if not inp.stands:
        return [fine(inp, "不在生效中")]
    if inp.due.duties is None:
        return [missing(inp, "计时没有结果，不知道何时需要筛查")]
    ahead = timedelta(hours=asked.limit_or(NUMBERS["round_ahead_h"]))
    open_rounds = [one for one in inp.due.rounds if not one.done and not one.planned and inp.at > one.closes - ahead]
    return [ungrounded(inp.subject, _unplanned(inp, one)) for one in open_rounds] or [
        fine(inp, "需要的筛查已完成、已安排或还不急")
    ]


def _unplanned(inp: CheckInput, one: RoundTime) -> str:
    if inp.at >= one.closes:
        return f"{time_text(one.closes)}前应完成的一轮筛查没有记录"
    return f"{time_text(one.closes)}前须完成一轮筛查，尚未安排"


def prolonged(inp: CheckInput) -> list[Finding]:
    """Each prolonging of the zone, with the decision and the new case that it rests on."""
    return [_ground_of(inp, version) for version in _prolongings(inp)]


def _prolongings(inp: CheckInput) -> list[ZoneVersion]:
    """Versions whose clock was set anew by a step that prolongs, unless that draft was taken back."""
    return [one for one in inp.history if one.step == "extend" and not _was_discarded(one, inp.history)]


def _was_discarded(draft: ZoneVersion, history: Sequence[ZoneVersion]) -> bool:
    """Whether the draft ended without being published."""
    after = (one for one in history if one.version > draft.version and one.status in PUBLISHED)
    closing = next(after, None)
    return closing is not None and closing.step == "discard"


def _ground_of(inp: CheckInput, version: ZoneVersion) -> Finding:
    what = f"第{version.version}版延长管控"
    lacking = _lacking(inp, version)
    if lacking:
        return ungrounded(inp.subject, f"{what}，缺{'、'.join(lacking)}")
    decision = _decision(inp, version)
    return Finding(OK, inp.subject, f"{what}，有依据", decision)


def _lacking(inp: CheckInput, version: ZoneVersion) -> list[str]:
    extension = inp.protocol.clock.extension
    needed = extension.requires if extension else ("decision", "case_in_zone")
    has = {"decision": bool(_decision(inp, version)), "case_in_zone": _case_before(inp, version)}
    words = {"decision": "登记的延长决定", "case_in_zone": "区内新增感染者记录"}
    return [words[name] for name in needed if not has[name]]


def _stage_began(history: Sequence[ZoneVersion], version: ZoneVersion) -> datetime:
    """From when the days of the stage that a version prolongs were counted, or else when it took effect."""
    public = [one for one in history if one.version < version.version and one.status in PUBLISHED] or [version]
    run = takewhile(lambda one: one.category == version.category, reversed(public))
    return min(one.clock_start or one.effective_from for one in run)


def _decision(inp: CheckInput, version: ZoneVersion) -> str:
    wanted = plain_reference(version.reference)
    fitting = [one for one in decisions_about(inp, "extend") if plain_reference(one.reference) == wanted]
    return ground_words(fitting[-1]) if fitting else ""


def _case_before(inp: CheckInput, version: ZoneVersion) -> bool:
    """Whether new infections that count were found in the stage that is prolonged, before it was."""
    counted = inp.protocol.clock.counted_cases
    since = _stage_began(inp.history, version)
    return any(
        since <= fact.happened_at <= version.recorded_at and said.found_in in counted
        for fact, said in inp.facts_of(Case)
    )
