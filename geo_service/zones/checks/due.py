"""What checks need of a zone's clock."""

from geo_service.zones.checks.inputs import DueTimes, DutyTime, RoundTime
from geo_service.zones.clock_rounds import RoundDue
from geo_service.zones.clocks import Prospect, ZoneClock


def due_times_of(clock: ZoneClock) -> DueTimes:
    """
    The clock's result for the step that is possible first.

    Only rounds that the end waits for are asked about, and none once all conditions are met.
    """
    first = clock.prospect
    duties = tuple(DutyTime(one.id, one.subject, one.state, one.due, one.late_h) for one in clock.duties)
    if first is None:
        return DueTimes(duties=duties)
    met = _met(first)
    return DueTimes(
        lift_due=first.due_since or first.chosen,
        conditions_met=met,
        missing=tuple(line.zh for line in first.open),
        rounds=() if met else tuple(_round(one) for one in clock.rounds if _is_waited_for(one, first)),
        duties=duties,
    )


def _met(prospect: Prospect) -> bool | None:
    return {"due": True, "overdue": True, "blocked": False}.get(prospect.state)


def _is_waited_for(one: RoundDue, prospect: Prospect) -> bool:
    days = {condition.round.on_day for condition in prospect.transition.all if condition.round}
    return one.day is None or one.day in days


def _round(one: RoundDue) -> RoundTime:
    return RoundTime(one.closes, done=one.state == "done", planned=one.planned_for is not None)
