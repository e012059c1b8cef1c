"""
Transfer points (转运上车点): where the bus of an estate stops, at least one for each estate.

One stop suffices where everybody of the estate reaches it within the limit; else as few as do. Buildings of no estate
share theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo_service.derive.sites_choice import Prices, SitingRule, choose_sites
from geo_service.derive.sites_orders import Wishes
from geo_service.derive.sites_spots import WAY, Spot
from geo_service.derive.sites_walks import chosen_walks, reach_places
from geo_service.network.graph import Network
from geo_service.network.walking import Walks


@dataclass(frozen=True)
class TransferRule:
    """Width that a bus needs, the longest walk to it, and the walking that one more stop must save."""

    width_m: float
    max_walk_m: float
    point_price: float
    siting: SitingRule


@dataclass(frozen=True)
class Stop:
    """A bus stop: where, for which estate ("" for buildings of none), which buildings and how far at most."""

    spot: Spot
    estate: str
    buildings: tuple[int, ...]
    walk_max_m: float
    ground: str


@dataclass(frozen=True)
class Stops:
    """The stops by estate, and which buildings are farther than the limit from theirs or have none."""

    stops: tuple[Stop, ...] = ()
    late: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))


def choose_stops(
    footprints: NDArray[np.object_],
    people: NDArray[np.int64],
    estates: Sequence[str],
    inside: Network,
    spots: Sequence[Spot],
    *,
    rule: TransferRule,
    wishes: Wishes,
) -> Stops:
    """
    Choose the stops of each estate; a pinned spot is a stop of the estate that it suits best.

    Parameters
    ----------
    footprints, people, estates
        Buildings in metres, who lives there, and the name of their estate, "" for none.
    inside
        Ways that may be walked.
    spots
        Where a bus gets to.
    wishes
        Spots that somebody pinned, forbade or added.
    """
    spots = [*spots, *(Spot(point, "指定位置", "指定位置", WAY, np.nan) for point in wishes.added)]
    lives = people > 0
    if not spots or not lives.any():
        return Stops((), lives)
    points = np.array([spot.point for spot in spots], dtype=object)
    walks = reach_places(inside, footprints, points, limit_m=rule.max_walk_m, skip=wishes.forbidden).walks
    rows_of = _rows_by_estate(estates, lives)
    pins = _pins_by_estate(walks, people, rows_of, wishes, rule)
    stops: list[Stop] = []
    late = np.zeros(len(footprints), dtype=bool)
    for estate, rows in rows_of.items():
        place, walk_m = _places(
            walks, people, rows, len(spots), pinned=pins.get(estate, frozenset()), rule=rule, wishes=wishes
        )
        late[rows] = ~(walk_m <= rule.max_walk_m)
        for number in sorted({*place.tolist(), *pins.get(estate, ())} - {-1}):
            here = place == number
            farthest = float(walk_m[here].max(initial=0.0))
            ground = wishes.grounds.get(number, "")
            stops.append(Stop(spots[number], estate, tuple(rows[here].tolist()), farthest, ground))
    return Stops(tuple(stops), late)


def _places(
    walks: Walks,
    people: NDArray[np.int64],
    rows: NDArray[np.int64],
    spots: int,
    *,
    pinned: frozenset[int],
    rule: TransferRule,
    wishes: Wishes,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The stop of each building of one estate and the walk to it; the number of people does not limit a stop."""
    own = chosen_walks(walks, np.isin(walks.thing, rows))
    if (
        not pinned
        and (number := _one_for_all(own, people, rows, spots, limit_m=rule.max_walk_m, stood=wishes.stood)) is not None
    ):
        here = own.place == number
        return np.full(len(rows), number), _in_order(own.thing[here], own.walk_m[here])
    weight = np.zeros(len(people))
    weight[rows] = people[rows]
    prices = Prices(rule.point_price, 0.0, float(weight.sum()), 1)
    choice = choose_sites(
        weight,
        own,
        spots,
        prices,
        limit_m=rule.max_walk_m,
        rule=rule.siting,
        pinned=pinned,
        forbidden=wishes.forbidden,
        stood=wishes.stood,
    )
    return choice.place[rows], choice.walk_m[rows]


def _one_for_all(
    walks: Walks,
    people: NDArray[np.int64],
    rows: NDArray[np.int64],
    spots: int,
    *,
    limit_m: float,
    stood: frozenset[int],
) -> int | None:
    """The spot with the least walking of those that all buildings reach; one that stood on the last sheet stays."""
    near = chosen_walks(walks, walks.walk_m <= limit_m)
    reached = np.bincount(near.place, minlength=spots) == len(rows)
    if not reached.any():
        return None
    total = np.bincount(near.place, weights=near.walk_m * people[near.thing], minlength=spots)
    stands = reached & np.isin(np.arange(spots), list(stood))
    return int(np.argmin(np.where(stands if stands.any() else reached, total, np.inf)))


def _in_order(things: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(values[np.argsort(things, kind="stable")])


def _rows_by_estate(estates: Sequence[str], lives: NDArray[np.bool_]) -> dict[str, NDArray[np.int64]]:
    """Buildings with people of each estate, by its name."""
    found: dict[str, list[int]] = {}
    for row in np.flatnonzero(lives).tolist():
        found.setdefault(estates[row], []).append(row)
    return {estate: np.array(found[estate], dtype=np.int64) for estate in sorted(found)}


def _pins_by_estate(
    walks: Walks,
    people: NDArray[np.int64],
    rows_of: Mapping[str, NDArray[np.int64]],
    wishes: Wishes,
    rule: TransferRule,
) -> dict[str, frozenset[int]]:
    """Each pinned spot goes to the estate with most people within reach of it."""
    found: dict[str, set[int]] = {}
    for number in sorted(wishes.pinned):
        near = walks.thing[(walks.place == number) & (walks.walk_m <= rule.max_walk_m)]
        reached = {estate: int(people[np.intersect1d(near, rows)].sum()) for estate, rows in rows_of.items()}
        best = max(reached, key=lambda estate: (reached[estate], estate))
        found.setdefault(best, set()).add(number)
    return {estate: frozenset(numbers) for estate, numbers in found.items()}
