"""
Delivery points (物资配送中转站): where goods are handed over, and which buildings each point serves.

Goods come by vehicle to a staffed gate of an estate or to a checkpoint; residents' buildings are served
whole by one point, within its capacity, over a real walk along the ways inside the zone. Estates with a gate
of their own are served there. Which places open is solved with a bound; a building out of reach or room is
still given its nearest point and is reported. Source: 通惠任务清单 item 20.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon
from shapely.geometry import MultiPolygon

from geo_service.derive.cordon import Post
from geo_service.derive.sites_choice import USUAL_SITING, Choice, Prices, SitingRule, choose_sites
from geo_service.derive.sites_orders import NO_WISHES, Wishes
from geo_service.derive.sites_walks import Reach, chosen_walks, reach_places, ways_inside
from geo_service.derive.siting.problem import NO_CANDIDATE
from geo_service.network.crossings import INSIDE, Cordon
from geo_service.network.walking import Walks

ESTATE_REACH_M = 150.0
"""A way farther than this from the middle of an estate does not serve it."""


@dataclass(frozen=True)
class DeliveryRule:
    """
    Numbers that a protocol gives: households that one desk serves, most desks at a point, longest walk.

    `point_price` and `desk_price` are the walking, in metres times households, that one more point or desk must save.
    """

    households_per_desk: int
    max_desks: int
    max_walk_m: float
    point_price: float = 0.0
    desk_price: float = 0.0
    siting: SitingRule = USUAL_SITING

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

    `place` counts rows of `places` per building (-1: needs no delivery), `walk_m` and `basis` say how far and by what;
    `over_limit` and `over_capacity` are buildings beyond the longest walk and places with more desks than the rule
    foresees, `crowded` the buildings that no place within reach had room for. `grounds` says which places a person
    ordered and why, `said` how good the choice is.
    """

    places: tuple[Place, ...]
    place: NDArray[np.int64]
    walk_m: NDArray[np.float64]
    basis: NDArray[np.object_]
    over_limit: NDArray[np.bool_]
    over_capacity: tuple[int, ...]
    crowded: NDArray[np.bool_]
    grounds: Mapping[int, str] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)


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
    buildings: gpd.GeoDataFrame,
    places: Sequence[Place],
    cordon: Cordon,
    rule: DeliveryRule,
    wishes: Wishes = NO_WISHES,
) -> Delivery:
    """
    Choose delivery points and give each building with households exactly one.

    Parameters
    ----------
    buildings
        Affected buildings in metres with `households` and `estate_id`.
    places
        Candidates; only those that serve somebody or are pinned become points.
    cordon
        Network cut at the boundary; walks stay inside it.
    rule
        Capacity, longest walk and prices.
    wishes
        Candidates that somebody pinned, forbade or added.
    """
    demand = buildings["households"].to_numpy(dtype=float, na_value=0.0)
    needs = np.flatnonzero(demand > 0)
    places = [*places, *(Place(point, ORDERED, ORDERED, None) for point in wishes.added)]
    points = np.array([place.point for place in places], dtype=object)
    footprints = buildings.geometry.to_numpy()[needs]
    reach = reach_places(ways_inside(cordon), footprints, points, limit_m=rule.max_walk_m, skip=wishes.forbidden)
    walks = _own_gate_first(reach.walks, buildings["estate_id"].to_numpy()[needs], places, rule)
    choice = _choose(demand[needs], walks, len(places), rule, wishes)
    return _delivery(needs, demand, places, reach, choice, rule=rule, wishes=wishes)


ORDERED = "指定位置"
"""Name of a place that is a candidate only because somebody pinned it there."""


def _choose(demand: NDArray[np.float64], walks: Walks, places: int, rule: DeliveryRule, wishes: Wishes) -> Choice:
    prices = Prices(rule.point_price, rule.desk_price, rule.households_per_desk, rule.max_desks)
    return choose_sites(
        demand,
        walks,
        places,
        prices,
        limit_m=rule.max_walk_m,
        rule=rule.siting,
        pinned=wishes.pinned,
        forbidden=wishes.forbidden,
        stood=wishes.stood,
    )


def _delivery(
    needs: NDArray[np.int64],
    demand: NDArray[np.float64],
    places: Sequence[Place],
    reach: Reach,
    choice: Choice,
    *,
    rule: DeliveryRule,
    wishes: Wishes,
) -> Delivery:
    """The choice with places numbered by those that opened."""
    size, used = len(demand), np.array(choice.opened, dtype=np.int64)
    place = np.where(choice.place >= 0, np.searchsorted(used, choice.place), -1)
    load = np.bincount(place[place >= 0], weights=demand[needs][place >= 0], minlength=len(used))
    return Delivery(
        places=tuple(places[index] for index in used.tolist()),
        place=_scatter(size, needs, place, -1),
        walk_m=_scatter(size, needs, choice.walk_m, np.nan),
        basis=_scatter(size, needs, reach.basis, None),
        over_limit=_scatter(size, needs, choice.walk_m > rule.max_walk_m, False),
        over_capacity=tuple(np.flatnonzero(load > rule.capacity).tolist()),
        crowded=_scatter(size, needs, _crowded(choice), False),
        grounds={
            number: wishes.grounds[index] for number, index in enumerate(used.tolist()) if index in wishes.grounds
        },
        said=choice.said,
    )


def _crowded(choice: Choice) -> NDArray[np.bool_]:
    """Things that some place reaches and that found no room."""
    rows = [row for row, reason in choice.beyond.items() if reason != NO_CANDIDATE]
    return np.isin(np.arange(len(choice.place)), rows)


def _own_gate_first(walks: Walks, estate_of: NDArray[np.object_], places: Sequence[Place], rule: DeliveryRule) -> Walks:
    """Where a building's estate has a gate within the longest walk, keep only the walks to its own gates."""
    gate_of = np.array([place.estate_id or "" for place in places], dtype=object)
    estate = np.array([_text(value) or "-" for value in estate_of], dtype=object)
    own = (gate_of[walks.place] == estate[walks.thing]) & (walks.walk_m <= rule.max_walk_m)
    has_own = np.isin(walks.thing, walks.thing[own])
    return chosen_walks(walks, own | ~has_own)


def _scatter(size: int, at: NDArray[np.int64], values: NDArray[np.generic], missing: object) -> NDArray[Any]:
    """An array of `size` with the values at their places and `missing` elsewhere."""
    whole = np.full(size, missing, dtype=values.dtype)
    whole[at] = values
    return whole
