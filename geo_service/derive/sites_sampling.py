"""
Sampling points (采样点): open places where the people of a zone are sampled, and who is sampled at the door.

Buildings go whole to one point. Those of high-risk stairs, and those that no point reaches, are sampled at the door:
a list of stairs with counts, no names. The numbers, 2,000 to 3,000 people a point, 600 to 800 a bench, a walk of 15
minutes, are the protocol's ([plan.sampling]).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, Point

from geo_service.derive.sites_choice import Choice, Prices, SitingRule, choose_sites
from geo_service.derive.sites_orders import Wishes
from geo_service.derive.sites_routes import Paths, draw_routes, find_paths, safe_walks
from geo_service.derive.sites_spots import OPEN_PLACE, WAY, Spot
from geo_service.derive.siting.problem import NO_CANDIDATE
from geo_service.network.graph import Network
from geo_service.network.walking import Walks


@dataclass(frozen=True)
class SamplingRule:
    """
    Numbers that a protocol gives.

    People that one bench serves and the most benches at a point, at a junction or gate, and the area each needs;
    the longest walk; prices in metres walked times people.
    """

    open_kinds: tuple[str, ...]
    people_per_bench: int
    max_benches: int
    narrow_benches: int
    bench_area_m2: float
    max_walk_m: float
    queue_people: int
    queue_m_per_person: float
    point_price: float
    bench_price: float
    siting: SitingRule


@dataclass(frozen=True)
class Sampling:
    """
    The points and who goes where.

    `place` counts `spots` per building (-1: at the door or nobody there); `routes` are drawn from the wall to the
    point, `safe` says which pass no high-risk building. `benches` and `people` are per spot, `crowded` spots with more
    benches than find room; `at_door` gives the reason per building that is sampled at the door.
    """

    spots: tuple[Spot, ...]
    benches: NDArray[np.int64]
    people: NDArray[np.int64]
    crowded: tuple[int, ...]
    place: NDArray[np.int64]
    walk_m: NDArray[np.float64]
    routes: tuple[LineString | Point | None, ...]
    safe: NDArray[np.bool_]
    at_door: Mapping[int, str]
    grounds: Mapping[int, str] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)


HIGH_RISK, OUT_OF_REACH = "high_risk", "no_point_in_reach"
"""Why a building is sampled at the door."""


def choose_sampling(
    footprints: NDArray[np.object_],
    people: NDArray[np.int64],
    at_door: NDArray[np.bool_],
    inside: Network,
    spots: Sequence[Spot],
    *,
    high_risk: NDArray[np.object_],
    rule: SamplingRule,
    wishes: Wishes,
) -> Sampling:
    """
    Choose sampling points and give every building with people one, or the door.

    Parameters
    ----------
    footprints, people
        Buildings of the zone in metres and who lives there.
    at_door
        Buildings whose people don't leave their stair.
    inside
        Ways that may be walked.
    spots
        Where a point could stand.
    high_risk
        Shapes of buildings that routes keep away from.
    wishes
        Spots that somebody pinned, forbade or added.
    """
    spots = [*spots, *(Spot(point, "指定位置", "指定位置", WAY, np.nan) for point in wishes.added)]
    walkers = np.where(at_door, 0, people)
    doors = dict.fromkeys(np.flatnonzero(at_door & (people > 0)).tolist(), HIGH_RISK)
    if not spots or not len(inside.tail) or not walkers.any():
        lost = dict.fromkeys(np.flatnonzero(walkers > 0).tolist(), OUT_OF_REACH)
        return _nothing(len(footprints), doors | lost)
    points = np.array([spot.point for spot in spots], dtype=object)
    paths = find_paths(inside, footprints, points, high_risk)
    walks, safe = safe_walks(paths, limit_m=rule.max_walk_m)
    choice = _choose(walkers.astype(np.float64), walks, spots, rule, wishes)
    lost = {
        row: OUT_OF_REACH for row, reason in choice.beyond.items() if reason == NO_CANDIDATE or choice.place[row] < 0
    }
    return _sampling(
        footprints, walkers, spots, paths, choice, safe=safe, at_door=doors | lost, rule=rule, wishes=wishes
    )


def _choose(
    weight: NDArray[np.float64], walks: Walks, spots: Sequence[Spot], rule: SamplingRule, wishes: Wishes
) -> Choice:
    prices = Prices(rule.point_price, rule.bench_price, rule.people_per_bench, rule.max_benches)
    return choose_sites(
        weight,
        walks,
        len(spots),
        prices,
        limit_m=rule.max_walk_m,
        rule=rule.siting,
        pinned=wishes.pinned,
        forbidden=wishes.forbidden,
        stood=wishes.stood,
        most_units=np.array([most_benches(spot, rule) for spot in spots], dtype=np.int64),
    )


def most_benches(spot: Spot, rule: SamplingRule) -> int:
    """Benches that find room with their queues at a spot."""
    if spot.kind != OPEN_PLACE:
        return rule.narrow_benches
    if np.isnan(spot.room_m2):
        return rule.max_benches
    return min(max(int(spot.room_m2 / rule.bench_area_m2), 1), rule.max_benches)


def _sampling(
    footprints: NDArray[np.object_],
    walkers: NDArray[np.int64],
    spots: Sequence[Spot],
    paths: Paths,
    choice: Choice,
    *,
    safe: NDArray[np.bool_],
    at_door: Mapping[int, str],
    rule: SamplingRule,
    wishes: Wishes,
) -> Sampling:
    """The choice with spots numbered by those that opened."""
    chosen = choice.place.copy()
    chosen[list(at_door)] = -1
    used = np.array(sorted({*np.unique(chosen[chosen >= 0]).tolist(), *wishes.pinned}), dtype=np.int64)
    points = np.array([spot.point for spot in spots], dtype=object)
    place = np.where(chosen >= 0, np.searchsorted(used, chosen), -1)
    load = np.bincount(place[place >= 0], weights=walkers[place >= 0], minlength=len(used)).astype(np.int64)
    benches = np.maximum(1, np.ceil(load / rule.people_per_bench)).astype(np.int64)
    room = np.array([most_benches(spots[number], rule) for number in used.tolist()], dtype=np.int64)
    return Sampling(
        spots=tuple(spots[number] for number in used.tolist()),
        benches=benches,
        people=load,
        crowded=tuple(np.flatnonzero(benches > room).tolist()),
        place=place,
        walk_m=np.where(place >= 0, choice.walk_m, np.nan),
        routes=tuple(draw_routes(paths, footprints, points, chosen, safe)),
        safe=safe,
        at_door=dict(sorted(at_door.items())),
        grounds={row: wishes.grounds[number] for row, number in enumerate(used.tolist()) if number in wishes.grounds},
        said=choice.said,
    )


def _nothing(size: int, at_door: Mapping[int, str]) -> Sampling:
    none = np.empty(0, dtype=np.int64)
    return Sampling(
        spots=(),
        benches=none,
        people=none,
        crowded=(),
        place=np.full(size, -1, dtype=np.int64),
        walk_m=np.full(size, np.nan),
        routes=(None,) * size,
        safe=np.ones(size, dtype=bool),
        at_door=dict(sorted(at_door.items())),
    )
