"""
Waste points: household waste and medical waste, kept apart in place and in time, each where a truck gets to.

Medical waste points serve every building of the zone, so that the plan does not tell where a case is; which building's
waste is medical is said on the list for designators alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.derive.sites_choice import Choice, Prices, SitingRule, choose_sites
from geo_service.derive.sites_orders import Wishes
from geo_service.derive.sites_spots import WAY, Spot
from geo_service.derive.sites_walks import reach_places
from geo_service.network.graph import Network


@dataclass(frozen=True)
class WasteRule:
    """
    Numbers of one kind of waste that a protocol gives.

    What one bin serves (households or people) and the most bins at a point, the longest walk to it, the walking that
    one more point must save, when the first truck comes, and minutes between its stops.
    """

    per_bin: float
    max_bins: int
    max_walk_m: float
    point_price: float
    first_h: float
    stop_min: float
    siting: SitingRule

    @property
    def capacity(self) -> float:
        """Households or people that a point serves with all its bins."""
        return self.per_bin * self.max_bins


@dataclass(frozen=True)
class WastePoints:
    """The points, their load and bins, who goes where (-1: nobody there or no point), the walk, the truck's times."""

    spots: tuple[Spot, ...]
    load: NDArray[np.float64]
    bins: NDArray[np.int64]
    place: NDArray[np.int64]
    walk_m: NDArray[np.float64]
    truck_min: tuple[int, ...]
    over_limit: NDArray[np.bool_]
    over_capacity: tuple[int, ...]
    grounds: Mapping[int, str] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)


def apart_from(spots: Sequence[Spot], others: NDArray[np.object_], apart_m: float) -> list[Spot]:
    """The spots that keep the distance from all others."""
    if not spots or not len(others):
        return list(spots)
    points = np.array([spot.point for spot in spots], dtype=object)
    near, _ = shapely.STRtree(others).query(points, predicate="dwithin", distance=apart_m)
    return [spot for number, spot in enumerate(spots) if number not in set(near.tolist())]


def choose_waste_points(
    footprints: NDArray[np.object_],
    weight: NDArray[np.float64],
    inside: Network,
    spots: Sequence[Spot],
    *,
    rule: WasteRule,
    wishes: Wishes,
) -> WastePoints:
    """
    Choose waste points and give every building of weight one.

    Parameters
    ----------
    footprints, weight
        Buildings in metres, and their households or people.
    inside
        Ways that may be walked.
    spots
        Where a truck gets to and the other kind of waste is far enough.
    wishes
        Spots that somebody pinned, forbade or added.
    """
    spots = [*spots, *(Spot(point, "指定位置", "指定位置", WAY, np.nan) for point in wishes.added)]
    if not spots or not weight.any():
        return _none(len(footprints))
    points = np.array([spot.point for spot in spots], dtype=object)
    reach = reach_places(inside, footprints, points, limit_m=rule.max_walk_m, skip=wishes.forbidden)
    choice = choose_sites(
        weight,
        reach.walks,
        len(spots),
        Prices(rule.point_price, 0.0, rule.per_bin, rule.max_bins),
        limit_m=rule.max_walk_m,
        rule=rule.siting,
        pinned=wishes.pinned,
        forbidden=wishes.forbidden,
        stood=wishes.stood,
    )
    return _waste_points(weight, spots, choice, rule, wishes)


def _waste_points(
    weight: NDArray[np.float64], spots: Sequence[Spot], choice: Choice, rule: WasteRule, wishes: Wishes
) -> WastePoints:
    used = np.array(choice.opened, dtype=np.int64)
    place = np.where(choice.place >= 0, np.searchsorted(used, choice.place), -1)
    load = np.bincount(place[place >= 0], weights=weight[place >= 0], minlength=len(used)).astype(np.float64)
    chosen = tuple(spots[number] for number in used.tolist())
    return WastePoints(
        spots=chosen,
        load=load,
        bins=np.maximum(1, np.ceil(load / rule.per_bin)).astype(np.int64),
        place=place,
        walk_m=choice.walk_m,
        truck_min=truck_times(chosen, rule),
        over_limit=np.asarray(choice.walk_m > rule.max_walk_m),
        over_capacity=tuple(np.flatnonzero(load > rule.capacity).tolist()),
        grounds={row: wishes.grounds[number] for row, number in enumerate(used.tolist()) if number in wishes.grounds},
        said=choice.said,
    )


def truck_times(spots: Sequence[Spot], rule: WasteRule) -> tuple[int, ...]:
    """Minutes after midnight at which the truck is at each point; from the westernmost always on to the nearest."""
    left = sorted(range(len(spots)), key=lambda number: (spots[number].point.x, spots[number].point.y))
    times = [0] * len(spots)
    now = rule.first_h * 60
    here = spots[left[0]].point if left else None
    while left:
        number = min(left, key=lambda one: (round(spots[one].point.distance(here), 3), one))
        left.remove(number)
        times[number], here, now = round(now), spots[number].point, now + rule.stop_min
    return tuple(times)


def _none(size: int) -> WastePoints:
    nobody = np.full(size, -1, dtype=np.int64)
    return WastePoints(
        (), np.empty(0), np.empty(0, dtype=np.int64), nobody, np.full(size, np.nan), (), np.zeros(size, dtype=bool), ()
    )
