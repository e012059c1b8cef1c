"""
Staff or close: the fewest posts that keep every place within reach, and the cheapest of those.

Every place inside must stay within the limit of each service through one staffed post (two for ambulance and fire in
large zones), and every part of the network that could be left must be left still. Both are needs of a multi-cover;
needs of ways out are added as long as a choice cuts something off. Formulation: cover by crossing with lazily added
cuts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint

from geo_service.derive.cordon import Post
from geo_service.derive.cordon_times import CordonGround, Reach, Service
from geo_service.derive.cover import Cover, Needs, cheapest_cover, distinct_needs, join_needs
from geo_service.derive.queueing import QueueRule, capacity_h, crew_of
from geo_service.derive.ways_out import WaysOut

SECOND = 1e-6
"""Times that differ by less are equal: rounding of sums of pieces."""
POST = 1.0
"""Cost of one staffed post; people and closings only decide between choices with equally many."""
PERSON_DAY = 1e-3
"""Cost of one person for 24 hours, in posts."""
KEPT = 1e-4
"""What it is worth, in posts, that a post stays where a crew already stands."""


@dataclass(frozen=True)
class CordonRule:
    """
    What a protocol says of cordons.

    Zones of `double_households` or more are large. `closing_people` is the daily work of a closed way by the class of
    its road, in people; a class in `never_closed` is always staffed. `search_s` limits the search.
    """

    services: tuple[Service, ...]
    queue: QueueRule
    double_households: int
    closing_people: Mapping[str, float]
    other_closing_people: float
    never_closed: frozenset[str]
    search_s: float


@dataclass(frozen=True)
class Orders:
    """
    What people have ordered: posts by number that must be staffed (True) or closed, and those staffed so far.

    `homes` are the vertices next to buildings, and those in holes of the zone: a stub of road without any may be closed
    for good by an order.
    """

    pinned: Mapping[int, bool]
    kept: frozenset[int] = frozenset()
    homes: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))


@dataclass(frozen=True)
class ServiceNeeds:
    """
    The needs of one service: one row per place, and where the limit cannot be kept by any post.

    `allowed_s` is the time that the rows hold to: the limit, or the best that any post gives where that is longer.
    `single` flags places that only one post serves though two are asked for.
    """

    reach: Reach
    allowed_s: NDArray[np.float64]
    unmet: NDArray[np.bool_]
    single: NDArray[np.bool_]
    rows: Needs


@dataclass(frozen=True)
class Staffing:
    """
    Which posts are staffed, the proof of it, and what it rests on.

    `ruled` are posts that the protocol never closes, `released` those whose order to close could not be kept.
    """

    staffed: NDArray[np.bool_]
    cover: Cover
    needs: Needs
    services: tuple[ServiceNeeds, ...]
    ways: tuple[WaysOut, ...]
    costs: NDArray[np.float64]
    released: tuple[int, ...]
    crowded: bool
    ruled: frozenset[int] = frozenset()


def choose_posts(
    ground: CordonGround,
    reaches: Sequence[Reach],
    ways: Sequence[WaysOut],
    rule: CordonRule,
    *,
    households: float,
    orders: Orders,
) -> Staffing:
    """
    Choose which posts to staff.

    Parameters
    ----------
    reaches, ways
        Times of each service and ways out of each mode, over the posts of `ground`.
    households
        In the zone; decides whether it is large and how many people pass.
    orders
        What people have ordered, the newest last. An order to close a post that would leave somebody without a way
        out, or that the protocol never closes, is released.

    Returns
    -------
    staffing
        A choice exists always, because all posts staffed leave everybody the way out they had.
    """
    large = households >= rule.double_households
    costs = np.array([_cost(post, number in orders.kept, rule) for number, post in enumerate(ground.posts)])
    ruled = frozenset(
        number for number, post in enumerate(ground.posts) if rule.never_closed.intersection(post.highways)
    )
    shut = frozenset(number for number, staffed in orders.pinned.items() if not staffed)
    ways = [one.without_closed_stubs(shut, one.parts_at(orders.homes)) for one in ways]
    released = _not_to_be_closed(ways, orders.pinned, ruled)
    fixed = {number: staffed for number, staffed in orders.pinned.items() if number not in released}
    fixed |= dict.fromkeys(sorted(ruled), True)
    while True:
        services = tuple(_service_needs(ground, reach, fixed, large=large) for reach in reaches)
        extra, crowded = _room(ground.posts, fixed, households, rule)
        needs = join_needs([one.rows for one in services], len(costs))
        found = _connected_cover(costs, needs, ways, fixed, (extra, rule.search_s))
        if found is not None:
            cover, needs = found
            return Staffing(cover.chosen, cover, needs, services, tuple(ways), costs, tuple(released), crowded, ruled)
        number = next(number for number, staffed in reversed(fixed.items()) if not staffed)
        released.append(number)
        del fixed[number]


def _not_to_be_closed(ways: Sequence[WaysOut], pinned: Mapping[int, bool], ruled: frozenset[int]) -> list[int]:
    """Posts whose order to close is released; older orders hold first: they were tried when they were given."""
    released = []
    closed: set[int] = set()
    for number in [number for number, staffed in pinned.items() if not staffed]:
        is_open = [one not in closed | {number} for one in range(ways[0].posts if ways else 0)]
        if number in ruled or any(one.cut_off(np.array(is_open, dtype=bool)) for one in ways):
            released.append(number)
        else:
            closed.add(number)
    return released


def _cost(post: Post, is_kept: bool, rule: CordonRule) -> float:
    """What staffing a post costs more than closing it; always more than nothing."""
    people = crew_of(0.0, drivable=post.drivable, rule=rule.queue).per_day
    closing = max((rule.closing_people.get(one, rule.other_closing_people) for one in post.highways), default=0.0)
    return POST + PERSON_DAY * (people - closing) - KEPT * is_kept


def _room(
    posts: Sequence[Post], fixed: Mapping[int, bool], households: float, rule: CordonRule
) -> tuple[LinearConstraint | None, bool]:
    """That the staffed posts can pass everybody in the busiest hour; if all of them could not, as many as there are."""
    flow = households * rule.queue.trips_per_household_h
    most = capacity_h(rule.queue)
    open_posts = sum(fixed.get(number, True) for number in range(len(posts)))
    if flow <= most:
        return None, False
    asked = min(flow, most * open_posts)
    return LinearConstraint(np.full((1, len(posts)), most), asked, np.inf), asked < flow


# ---------------------------------------------------------------- needs


def _service_needs(ground: CordonGround, reach: Reach, fixed: Mapping[int, bool], *, large: bool) -> ServiceNeeds:
    by_post = reach.by_post_s.copy()
    by_post[[number for number, staffed in fixed.items() if not staffed]] = np.inf
    limit = reach.service.limit_s(reach.open_s)
    best = np.minimum(by_post.min(axis=0, initial=np.inf), reach.inside_s)
    allowed = np.where(best > limit, best, limit)
    meets = by_post <= allowed + SECOND
    asked = np.where(large and reach.service.double, 2, 1) - (reach.inside_s <= allowed + SECOND)
    count = meets.sum(axis=0)
    at_least = np.minimum(asked, count)
    at_least[~np.isfinite(best) | ~ground.places[reach.vertex]] = 0
    chosen = at_least > 0
    rows = distinct_needs(Needs(meets[:, chosen].T, at_least[chosen]))
    known = np.isfinite(reach.open_s) & ground.places[reach.vertex]
    return ServiceNeeds(reach, allowed, known & (best > limit + SECOND), known & (count < asked) & (count > 0), rows)


def _connected_cover(
    costs: NDArray[np.float64],
    needs: Needs,
    ways: Sequence[WaysOut],
    fixed: Mapping[int, bool],
    limits: tuple[LinearConstraint | None, float],
) -> tuple[Cover, Needs] | None:
    """The cheapest cover that cuts nobody off: needs of ways out are added until it does not."""
    size, (extra, search_s) = len(costs), limits
    needs = join_needs([needs, *(one.first_needs() for one in ways)], size)
    while True:
        needs = distinct_needs(needs)
        cover = cheapest_cover(costs, needs, fixed, time_limit_s=search_s, extra=extra)
        if cover is None:
            return None
        lacking = join_needs([one.needs_of(cover.chosen) for one in ways], size)
        if not len(lacking):
            return cover, needs
        needs = join_needs([needs, lacking], size)


# ---------------------------------------------------------------- what it means


def planned_s(reach: Reach, staffed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Seconds to each place of a service through the best staffed post."""
    return np.asarray(
        np.minimum(reach.by_post_s[staffed].min(axis=0, initial=np.inf), reach.inside_s), dtype=np.float64
    )


def nearest_post(reach: Reach, staffed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Number of the staffed post that serves each place fastest; -1 for none."""
    open_posts = np.flatnonzero(staffed)
    if not len(open_posts):
        return np.full(len(reach.vertex), -1, dtype=np.int64)
    times = reach.by_post_s[open_posts]
    return np.where(np.isfinite(times.min(axis=0)), open_posts[times.argmin(axis=0)], -1)


def missed_without(staffing: Staffing, post: int) -> Iterator[tuple[Service, NDArray[np.int64]]]:
    """For each service, the vertices that would exceed their limit if one staffed post were closed."""
    others = staffing.staffed.copy()
    others[post] = False
    for one in staffing.services:
        meets = one.reach.by_post_s <= one.allowed_s + SECOND
        now, then = meets[staffing.staffed].any(axis=0), meets[others].any(axis=0)
        own = one.reach.inside_s <= one.allowed_s + SECOND
        lost = now & ~then & ~own & np.isfinite(one.reach.open_s)
        if lost.any():
            yield one.reach.service, one.reach.vertex[lost]
