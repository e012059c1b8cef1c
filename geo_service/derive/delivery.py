"""
Delivery points (物资配送中转站): where goods are handed over, and which buildings each point serves.

Goods come by vehicle to a staffed gate of an estate or to a checkpoint; residents' buildings are served
whole by one point, within its capacity, over a real walk along the ways inside the zone. Estates with a gate
of their own are served there. A building out of reach is still given its nearest point and is reported.
Source: 通惠任务清单 item 20.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon
from shapely.geometry import MultiPolygon

from geo_service.derive.cordon import Post
from geo_service.network.crossings import INSIDE, OUTSIDE, Cordon
from geo_service.network.walking import Walks, attach, connected_pieces, nearest_places, walks_within

GATE_REACH_M = 15.0
"""A gate farther than this from every way is not a gate on the network."""
ESTATE_REACH_M = 150.0
"""A way farther than this from the middle of an estate does not serve it."""
OPEN_GROUND_M = 150.0
"""Farthest a building may lie from the nearest way; yards and lawns are crossed on foot."""
BY_NETWORK, BY_OPEN_GROUND = "network", "straight"


@dataclass(frozen=True)
class DeliveryRule:
    """Numbers that a protocol gives: households that one desk serves, most desks at a point, longest walk."""

    households_per_desk: int
    max_desks: int
    max_walk_m: float

    @property
    def capacity(self) -> int:
        """Households that one point can serve with all its desks."""
        return self.households_per_desk * self.max_desks


@dataclass(frozen=True)
class Place:
    """A place that could be a delivery point; metres."""

    point: Point
    name: str
    at: str
    estate_id: str | None


@dataclass(frozen=True)
class Delivery:
    """
    The chosen points and who is served where.

    `place` counts rows of `places` per building (-1: needs no delivery), `walk_m` and `basis` say how far
    and by what; `over_limit` and `over_capacity` are buildings beyond the longest walk and places with more
    desks than the rule foresees.
    """

    places: tuple[Place, ...]
    place: NDArray[np.int64]
    walk_m: NDArray[np.float64]
    basis: NDArray[np.object_]
    over_limit: NDArray[np.bool_]
    over_capacity: tuple[int, ...]


def delivery_places(
    zone: Polygon | MultiPolygon,
    posts: Sequence[tuple[str, Post]],
    gates: gpd.GeoDataFrame,
    estates: gpd.GeoDataFrame,
    cordon: Cordon,
) -> tuple[Place, ...]:
    """
    List the places that could hand out goods: gates inside the zone, estates without one, then checkpoints.

    Of the checkpoints those that a vehicle can reach, if there are any, and not those that stand at such a
    gate. A zone without any of these is served at its edge.

    Parameters
    ----------
    zone
        Outline in metres.
    posts
        Checkpoints with their ids.
    gates, estates
        Register layers on the same plane.
    cordon
        Network cut at the boundary; an estate without a gate is served where a way inside the zone is nearest.
    """
    inside = gates[gates["kind"].isin(["gate", "entrance"]).to_numpy(dtype=bool) & gates.intersects(zone).to_numpy()]
    names = dict(zip(estates["estate_id"], estates["name"], strict=True))
    found = [_gate_place(row, names) for row in inside.itertuples()]
    found += _estate_places(zone, estates, {place.estate_id for place in found}, cordon)
    at_gates = {place.at for place in found}
    elsewhere = [(key, post) for key, post in posts if post.gate_id not in at_gates]
    by_vehicle = [(key, post) for key, post in elsewhere if post.drivable] or elsewhere
    found += [Place(_first_point(post), post.name, key, None) for key, post in by_vehicle]
    if not found:
        edge = Point(zone.exterior.coords[0]) if isinstance(zone, Polygon) else Point(zone.geoms[0].exterior.coords[0])
        found = [Place(edge, "区界", "区界", None)]
    return tuple(found)


def _estate_places(
    zone: Polygon | MultiPolygon, estates: gpd.GeoDataFrame, served: set[str | None], cordon: Cordon
) -> list[Place]:
    """The junction or bend of a way inside the zone nearest to each estate that has no gate of its own there."""
    inside = cordon.network.only(cordon.label == INSIDE)
    used = np.unique(np.concatenate([inside.tail, inside.head]))
    open_estates = estates[~estates["estate_id"].isin(served - {None}).to_numpy() & estates.intersects(zone).to_numpy()]
    if not len(used) or open_estates.empty:
        return []
    spots = shapely.points(inside.xy[used])
    middles = shapely.point_on_surface(open_estates.geometry.to_numpy())
    estate, near = shapely.STRtree(spots).query_nearest(middles, max_distance=ESTATE_REACH_M, all_matches=False)
    rows = open_estates[["estate_id", "name"]].to_numpy().tolist()
    return [
        Place(spots[spot], _text(rows[row][1]) or "小区", rows[row][0], rows[row][0])
        for row, spot in zip(estate.tolist(), near.tolist(), strict=True)
    ]


def _gate_place(row: object, estate_names: dict[str, str]) -> Place:
    estate = _text(getattr(row, "estate_id", None))
    own = _text(getattr(row, "name", None))
    named = own or _text(estate_names.get(estate or ""))
    title = named if own else f"{named or ''}出入口"
    return Place(row.geometry, str(title), str(row.gate_id), estate)  # type: ignore[attr-defined]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _first_point(post: Post) -> Point:
    """Where the way crosses the boundary: the crew may stand outside, residents may not go there."""
    return Point(post.crossings[0].x, post.crossings[0].y)


def assign_deliveries(
    buildings: gpd.GeoDataFrame, places: Sequence[Place], cordon: Cordon, rule: DeliveryRule
) -> Delivery:
    """
    Choose delivery points and give each building with households exactly one.

    Parameters
    ----------
    buildings
        Affected buildings in metres with `households` and `estate_id`.
    places
        Candidates; only those that serve somebody become points.
    cordon
        Network cut at the boundary; walks stay inside it.
    rule
        Capacity and longest walk.
    """
    demand = buildings["households"].to_numpy(dtype=float, na_value=0.0)
    needs = np.flatnonzero(demand > 0)
    walks, basis = _walks(buildings.geometry.to_numpy()[needs], places, cordon, rule)
    walks = _own_gate_first(walks, buildings["estate_id"].to_numpy()[needs], places, rule)
    chosen, walk_m = _choose(walks, demand[needs], len(places), rule)
    used, place = np.unique(chosen, return_inverse=True)
    load = np.bincount(place, weights=demand[needs], minlength=len(used))
    return Delivery(
        places=tuple(places[index] for index in used.tolist()),
        place=_scatter(len(buildings), needs, place, -1),
        walk_m=_scatter(len(buildings), needs, walk_m, np.nan),
        basis=_scatter(len(buildings), needs, basis, None),
        over_limit=_scatter(len(buildings), needs, walk_m > rule.max_walk_m, False),
        over_capacity=tuple(np.flatnonzero(load > rule.capacity).tolist()),
    )


def _walks(
    footprints: NDArray[np.object_], places: Sequence[Place], cordon: Cordon, rule: DeliveryRule
) -> tuple[Walks, NDArray[np.object_]]:
    """All walks within the limit; for buildings without one the nearest place by network, else across open ground."""
    inside = cordon.network.only(cordon.label != OUTSIDE)
    points = np.array([place.point for place in places], dtype=object)
    served = inside.only(connected_pieces(inside, attach(points, inside, reach_m=GATE_REACH_M)))
    at = attach(points, served, reach_m=GATE_REACH_M)
    doors = attach(footprints, served, reach_m=OPEN_GROUND_M)
    walks = walks_within(served, doors, at, limit_m=rule.max_walk_m)
    far = _without(nearest_places(served, doors, at), walks.thing)
    walks = _joined(walks, far)
    basis = np.full(len(footprints), BY_NETWORK, dtype=object)
    across = np.setdiff1d(np.arange(len(footprints)), walks.thing)
    basis[across] = BY_OPEN_GROUND
    return _joined(walks, _straight(footprints, across, points)), basis


def _without(walks: Walks, things: NDArray[np.int64]) -> Walks:
    keep = ~np.isin(walks.thing, things)
    return Walks(walks.thing[keep], walks.place[keep], walks.walk_m[keep])


def _joined(first: Walks, second: Walks) -> Walks:
    thing, place, walk = (
        np.concatenate([getattr(first, name), getattr(second, name)]) for name in ("thing", "place", "walk_m")
    )
    order = np.lexsort((place, walk, thing))
    return Walks(thing[order].astype(np.int64), place[order].astype(np.int64), walk[order])


def _straight(footprints: NDArray[np.object_], things: NDArray[np.int64], points: NDArray[np.object_]) -> Walks:
    """The nearest place in a straight line from the wall, for buildings that no way reaches."""
    if not len(things):
        return Walks(things, things, np.empty(0))
    (row, place), metres = shapely.STRtree(points).query_nearest(
        footprints[things], return_distance=True, all_matches=False
    )
    return Walks(things[row], place.astype(np.int64), metres)


def _own_gate_first(walks: Walks, estate_of: NDArray[np.object_], places: Sequence[Place], rule: DeliveryRule) -> Walks:
    """Where a building's estate has a gate within the longest walk, keep only the walks to its own gates."""
    gate_of = np.array([place.estate_id or "" for place in places], dtype=object)
    estate = np.array([_text(value) or "-" for value in estate_of], dtype=object)
    own = (gate_of[walks.place] == estate[walks.thing]) & (walks.walk_m <= rule.max_walk_m)
    has_own = np.isin(walks.thing, walks.thing[own])
    keep = own | ~has_own
    return Walks(walks.thing[keep], walks.place[keep], walks.walk_m[keep])


def _choose(
    walks: Walks, demand: NDArray[np.float64], places: int, rule: DeliveryRule
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Open places one by one, each time the one that serves most households, then let each building walk less."""
    chosen = np.full(len(demand), -1, dtype=np.int64)
    load = np.zeros(places)
    while True:
        open_demand = np.where(chosen < 0, demand, 0.0)
        reach = np.bincount(walks.place, weights=open_demand[walks.thing], minlength=places)
        gain = np.where(load > 0, 0.0, np.minimum(reach, rule.capacity))
        best = int(np.argmax(gain)) if places else 0
        if not places or gain[best] <= 0:
            break
        taken = _fill(walks, best, open_demand, rule.capacity)
        chosen[taken] = best
        load[best] = demand[taken].sum()
    _serve_the_rest(walks, demand, chosen, load)
    _walk_less(walks, demand, chosen, load, rule.capacity)
    return chosen, _walk_to(walks, chosen)


def _fill(walks: Walks, place: int, demand: NDArray[np.float64], capacity: float) -> NDArray[np.int64]:
    """Whole buildings, nearest first, until the capacity is used; the first one is always taken."""
    here = np.flatnonzero((walks.place == place) & (demand[walks.thing] > 0))
    here = here[np.argsort(walks.walk_m[here], kind="stable")]
    taken: list[int] = []
    things, room = walks.thing[here], capacity
    for thing in things.tolist():
        if demand[thing] <= room or not taken:
            taken.append(thing)
            room -= demand[thing]
    return np.array(taken, dtype=np.int64)


def _serve_the_rest(
    walks: Walks, demand: NDArray[np.float64], chosen: NDArray[np.int64], load: NDArray[np.float64]
) -> None:
    """Buildings that no open place had room for go to their nearest place; it gets more desks."""
    first = np.unique(walks.thing, return_index=True)
    nearest = dict(zip(first[0].tolist(), walks.place[first[1]].tolist(), strict=True))
    for thing in np.flatnonzero(chosen < 0).tolist():
        if thing in nearest:
            chosen[thing] = nearest[thing]
            load[nearest[thing]] += demand[thing]


def _walk_less(
    walks: Walks,
    demand: NDArray[np.float64],
    chosen: NDArray[np.int64],
    load: NDArray[np.float64],
    capacity: float,
) -> None:
    """Move each building to a nearer open place that still has room; walks come shortest first per building."""
    moved: set[int] = set()
    is_open = load > 0
    for thing, place in zip(walks.thing.tolist(), walks.place.tolist(), strict=True):
        if thing in moved or not is_open[place]:
            continue
        if place != chosen[thing] and load[place] + demand[thing] > capacity:
            continue
        load[chosen[thing]] -= demand[thing]
        load[place] += demand[thing]
        chosen[thing] = place
        moved.add(thing)


def _walk_to(walks: Walks, chosen: NDArray[np.int64]) -> NDArray[np.float64]:
    metres = np.full(len(chosen), np.nan)
    taken = walks.place == chosen[walks.thing]
    metres[walks.thing[taken]] = walks.walk_m[taken]
    return metres


def _scatter(size: int, at: NDArray[np.int64], values: NDArray[np.generic], missing: object) -> NDArray[Any]:
    """An array of `size` with the values at their places and `missing` elsewhere."""
    whole = np.full(size, missing, dtype=values.dtype)
    whole[at] = values
    return whole
