"""What stands in people's way: barriers on exits, control before a zone is designated."""

from datetime import datetime, timedelta

from geo_service.model.check import Finding
from geo_service.model.fact import Fact
from geo_service.zones.answer import time_text
from geo_service.zones.checks.inputs import Asked, CheckInput, has_ended
from geo_service.zones.checks.records import HOUR, breach, fine, inspected, missing
from geo_service.zones.fact_kinds import Barrier, TemporaryControlled

OBJECT_TITLES = {
    "fire_lane": "消防通道",
    "stair_door": "单元门",
    "estate_gate": "小区门",
    "road": "道路",
    "path": "小路",
}


def barrier_words(barrier: Barrier) -> str:
    """A barrier in words: what it shuts and where."""
    return f"{barrier.place}的{OBJECT_TITLES[barrier.object]}有围挡"


def no_blocked_exit(inp: CheckInput, asked: Asked) -> list[Finding]:
    """
    Whether any of the objects that must stay open is shut, in whatever way.

    A gate that somebody can unlock is still a gate that is shut: the ban of 7 December 2022 knows no exception.
    """
    watched = asked.objects or tuple(OBJECT_TITLES)
    shut = [(fact, said) for fact, said in inp.barriers if said.object in watched]
    found = [breach(fact.fact_id, f"{barrier_words(said)}（{time_text(fact.happened_at)}起）") for fact, said in shut]
    return [*found, inspected(inp, "barrier", "围挡")]


def no_temporary_control(inp: CheckInput, _: Asked) -> list[Finding]:
    """Whether people are, or were, held before a zone is designated where that is not allowed, or for too long."""
    rule = inp.protocol.temporary_control
    if rule is None:
        return [missing(inp, "规程没有说临时管控可否、多久")]
    held = inp.own(TemporaryControlled)
    if not rule.allowed:
        running = [(fact, said) for fact, said in held if not has_ended(said.until, inp.at)]
        found = [breach(fact.fact_id, f"{time_text(fact.happened_at)}起临时管控；{rule.source}") for fact, _ in running]
        return [*found, inspected(inp, "temporary_control", "临时管控")]
    if rule.max_h is None:
        return [fine(inp, "规程允许临时管控，未规定时限")]
    allowed = timedelta(hours=rule.max_h)
    found = [breach(fact.fact_id, _too_long(fact, said, inp.at, allowed)) for fact, said in held]
    late = [one for one, (fact, said) in zip(found, held, strict=True) if _held_for(fact, said, inp.at) > allowed]
    return [*late, inspected(inp, "temporary_control", "临时管控")]


def _held_for(fact: Fact, said: TemporaryControlled, at: datetime) -> timedelta:
    return min(said.until or at, at) - fact.happened_at


def _too_long(fact: Fact, said: TemporaryControlled, at: datetime, allowed: timedelta) -> str:
    hours = _held_for(fact, said, at) / HOUR
    return f"{time_text(fact.happened_at)}起临时管控已{hours:.0f}小时，上限{allowed / HOUR:g}小时"
