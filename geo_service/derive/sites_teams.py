"""
Sampling teams over points and doors: who is where when, the last one done as early as can be found, with a bound.

Points are jobs that need one to three teams at the same time: longest first to the teams that are free first (LPT,
R. L. Graham 1969), for several numbers of teams at each. No plan can end before the longest
point with all the teams it may have, nor before all work shared out evenly: that is the bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import ceil

from geo_service.derive.sites_people import Group
from geo_service.derive.sites_slots import HOURS_PER_DAY, MINUTES_PER_H, SlotRule, timetable


@dataclass(frozen=True)
class TeamRule:
    """How many teams there are, and at most at one point; minutes to set up and to move on; when all must be done."""

    teams: int
    most_per_point: int
    setup_min: int
    move_min: int
    finish_h: float
    door_people_per_day: float

    @property
    def door_people_per_min(self) -> float:
        """People that one team samples at their doors in a minute."""
        return self.door_people_per_day / (HOURS_PER_DAY * MINUTES_PER_H)


@dataclass(frozen=True)
class Shift:
    """A team at a point: when it comes, opens and leaves, minutes after the round began."""

    team: int
    spot: int
    arrives_min: int
    opens_min: int
    ends_min: int


@dataclass(frozen=True)
class Rota:
    """
    Who is where when.

    `teams_at` are the teams of each point, `opens_min` when it opens; `door_teams` and `door_ends_min` are one per
    group sampled at the door. `ends_min` is when the last is done, `bound_min` a time before which no rota can end,
    `enough` the fewest teams with which the time could do at all.
    """

    shifts: tuple[Shift, ...]
    teams_at: tuple[int, ...]
    opens_min: tuple[int, ...]
    door_teams: tuple[tuple[int, ...], ...]
    door_ends_min: tuple[int, ...]
    ends_min: int
    bound_min: float
    enough: int


def plan_rota(
    points: Sequence[Sequence[Group]],
    benches: Sequence[int],
    doors: Sequence[Group],
    rule: TeamRule,
    slots: SlotRule,
) -> Rota:
    """
    Give teams to points, then the doors to the teams in turn.

    Parameters
    ----------
    points
        The groups of each point in the order they are called.
    benches
        Benches of each point; more teams than benches find no place.
    doors
        Groups sampled at the door, neighbours next to each other.
    """
    work = [_works(groups, _most_teams(count, rule), slots) for groups, count in zip(points, benches, strict=True)]
    crews = _best_crews(work, rule)
    shifts, free = _shifts(work, crews, rule)
    door_teams, door_ends = _doors(doors, free, rule)
    least = _least_work(points, doors, rule, slots)
    ends = max([*(one.ends_min for one in shifts), *door_ends], default=0)
    opens = {one.spot: one.opens_min for one in shifts}
    return Rota(
        shifts=tuple(sorted(shifts, key=lambda one: (one.team, one.arrives_min))),
        teams_at=tuple(crews),
        opens_min=tuple(opens.get(number, 0) for number in range(len(points))),
        door_teams=tuple(door_teams),
        door_ends_min=tuple(door_ends),
        ends_min=ends,
        bound_min=max(least / rule.teams, _longest_point(points, benches, rule, slots)),
        enough=ceil(least / (rule.finish_h * MINUTES_PER_H)),
    )


def _most_teams(benches: int, rule: TeamRule) -> int:
    return max(1, min(benches, rule.most_per_point, rule.teams))


def _works(groups: Sequence[Group], most: int, slots: SlotRule) -> list[int]:
    """Minutes that a point is open with one team, two, and so on."""
    tables = (timetable(groups, teams, slots) for teams in range(1, most + 1))
    return [table[-1].ends_min if table else 0 for table in tables]


def _best_crews(work: Sequence[Sequence[int]], rule: TeamRule) -> list[int]:
    """Teams of each point: one each, one more at the longest point again and again, then any change that helps."""
    crews = [1] * len(work)
    best, best_end = list(crews), _end_with(work, crews, rule)
    while any(crew < len(times) for crew, times in zip(crews, work, strict=True)):
        open_points = [number for number, times in enumerate(work) if crews[number] < len(times)]
        longest = max(open_points, key=lambda number: (work[number][crews[number] - 1], -number))
        crews[longest] += 1
        if (end := _end_with(work, crews, rule)) < best_end:
            best, best_end = list(crews), end
    return _improved(work, best, best_end, rule)


MOST_ROUNDS = 20
"""Rounds of changes tried on the crews; each tries every point and every pair of points."""


def _improved(work: Sequence[Sequence[int]], crews: list[int], end: int, rule: TeamRule) -> list[int]:
    """Other crews at one or two points, as long as the last is done earlier."""
    for _ in range(MOST_ROUNDS):
        tries = [(_end_with(work, tried, rule), sum(tried), tried) for tried in _neighbours(work, crews)]
        best = min(tries, default=(end, 0, crews))
        if best[0] >= end:
            return crews
        end, _, crews = best
    return crews


PAIRS_UP_TO = 12
"""With more points than this only one crew is changed at a time."""


def _neighbours(work: Sequence[Sequence[int]], crews: Sequence[int]) -> list[list[int]]:
    options = [list(range(1, len(times) + 1)) for times in work]
    found: list[list[int]] = []
    for first, second in combinations_with_replacement(range(len(work)), 2):
        if first != second and len(work) > PAIRS_UP_TO:
            continue
        for one in options[first]:
            for other in options[second]:
                tried = list(crews)
                tried[second], tried[first] = other, one
                found.append(tried)
    return found


def _end_with(work: Sequence[Sequence[int]], crews: Sequence[int], rule: TeamRule) -> int:
    return max((one.ends_min for one in _shifts(work, crews, rule)[0]), default=0)


def _shifts(work: Sequence[Sequence[int]], crews: Sequence[int], rule: TeamRule) -> tuple[list[Shift], list[int]]:
    """Longest point first, each to the teams that are free first; and when each team is free at last."""
    open_min = [times[crew - 1] for times, crew in zip(work, crews, strict=True)]
    free, shifts = [0] * rule.teams, []
    for spot in sorted(range(len(work)), key=lambda number: (-open_min[number], number)):
        if not open_min[spot]:
            continue
        chosen = sorted(range(rule.teams), key=lambda team: (free[team], team))[: crews[spot]]
        arrives = max(free[team] + (rule.move_min if free[team] else 0) for team in chosen)
        opens = arrives + rule.setup_min
        for team in chosen:
            shifts.append(Shift(team, spot, arrives, opens, opens + open_min[spot]))
            free[team] = opens + open_min[spot]
    return shifts, free


def _doors(doors: Sequence[Group], free: Sequence[int], rule: TeamRule) -> tuple[list[tuple[int, ...]], list[int]]:
    """
    Neighbouring doors to one team until it has its even share, then to the next; a stair may be shared by floors.

    With work that can be shared nobody is done later than the even share (R. McNaughton 1959).
    """
    minutes = [group.people / rule.door_people_per_min for group in doors]
    now = [float(start + (rule.move_min if start else 0)) for start in free]
    level = _even_level(now, sum(minutes))
    order = sorted(range(rule.teams), key=lambda team: (now[team], team))
    teams, ends, turn = [], [], 0
    for work in minutes:
        at_work: list[int] = []
        left = work
        while left > ROUNDING_MIN or not at_work:
            team = order[turn]
            last = turn == len(order) - 1
            part = left if last else min(left, max(level - now[team], 0.0))
            if part > 0:
                at_work.append(team)
                now[team] += part
                left -= part
            turn += not last and now[team] >= level - ROUNDING_MIN
        teams.append(tuple(at_work))
        ends.append(max(ceil(now[team] - ROUNDING_MIN) for team in at_work))
    return teams, ends


ROUNDING_MIN = 1e-6
"""Less than this is no work."""


def _even_level(starts: Sequence[float], work: float) -> float:
    """When all would be done if the work were shared out evenly over those who are free at these times."""
    ordered = sorted(starts)
    for count in range(1, len(ordered) + 1):
        level = (work + sum(ordered[:count])) / count
        if count == len(ordered) or level <= ordered[count]:
            return level
    return 0.0


def _least_work(points: Sequence[Sequence[Group]], doors: Sequence[Group], rule: TeamRule, slots: SlotRule) -> float:
    """Team-minutes that any rota needs: each point set up once, everybody sampled once."""
    walkers = [sum(group.people for group in groups) for groups in points]
    at_points = sum(rule.setup_min + people / slots.people_per_min for people in walkers if people)
    return at_points + sum(group.people for group in doors) / rule.door_people_per_min


def _longest_point(points: Sequence[Sequence[Group]], benches: Sequence[int], rule: TeamRule, slots: SlotRule) -> float:
    times = (
        rule.setup_min + sum(group.people for group in groups) / (_most_teams(count, rule) * slots.people_per_min)
        for groups, count in zip(points, benches, strict=True)
        if groups
    )
    return max(times, default=0.0)
