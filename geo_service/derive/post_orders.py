"""
Trying orders about posts: which post is meant, whom an order to close it would shut in, and who can come no more.

The search gives back an order that would leave somebody without a way out, so whether a new order can be kept shows in
what it gives back with the order and without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import Point

from geo_service.derive.cordon import Post
from geo_service.derive.cordon_times import Reach
from geo_service.derive.perimeter import ORDER_REACH_M, Perimeter, walking_reach
from geo_service.derive.proof import buildings_on
from geo_service.derive.ways_out import lost_vertices


@dataclass(frozen=True)
class Sealed:
    """What would have no way out: how many buildings, and how many places of the road network inside."""

    buildings: int
    places: int


def post_meant(posts: Sequence[Post], point: Point) -> int | None:
    """Number of the post that a point means, in metres; None when none is within the reach of an order."""
    nearest = nearest_to(posts, point)
    return nearest[0] if nearest is not None and nearest[1] <= ORDER_REACH_M else None


def nearest_to(posts: Sequence[Post], point: Point) -> tuple[int, float] | None:
    """Number of the post nearest to a point and how far it is; None without posts."""
    apart = [post.place.distance(point) for post in posts]
    return min(enumerate(apart), key=lambda one: one[1], default=None)


def unreached_by(before: Perimeter, after: Perimeter, middles: NDArray[np.float64]) -> dict[str, int]:
    """By the title of each service that sets out for them, buildings that one more order puts out of its reach."""
    found: dict[str, int] = {}
    for then, now in zip(after.staffing.services, before.staffing.services, strict=True):
        reach = then.reach
        lost = ~_in_reach(after, reach) & _in_reach(before, now.reach) & np.isfinite(reach.open_s)
        count = int(np.append(lost, np.False_)[buildings_on(after.ground, reach, middles)].sum())
        if reach.service.approach is not None and count:
            found[reach.service.title] = count
    return found


def _in_reach(perimeter: Perimeter, reach: Reach) -> NDArray[np.bool_]:
    """Places that a service comes to through some post that nobody has ordered closed."""
    released = perimeter.staffing.released
    shut = [number for number, order in perimeter.orders.items() if not order.staffed and number not in released]
    times = np.delete(reach.by_post_s, shut, axis=0)
    return np.asarray(np.isfinite(np.minimum(times.min(axis=0, initial=np.inf), reach.inside_s)), dtype=bool)


def sealed_by(before: Perimeter, after: Perimeter, middles: NDArray[np.float64]) -> Sealed | None:
    """
    Whom one more order shuts in; None when all orders can be kept that could be kept before.

    Parameters
    ----------
    before, after
        The perimeter without the order and with it.
    middles
        Of the buildings.
    """
    if set(after.staffing.released) <= set(before.staffing.released):
        return None
    closed = [number for number, order in after.orders.items() if not order.staffed]
    staffed = np.ones(len(after.posts), dtype=bool)
    staffed[closed] = False
    lost = lost_vertices(after.staffing.ways, staffed)
    reach = walking_reach(after.staffing)
    nearest = np.append(reach.vertex, -1)[buildings_on(after.ground, reach, middles)]
    places = lost[after.ground.places[lost]]
    return Sealed(int(np.isin(nearest, lost).sum()), len(places))
