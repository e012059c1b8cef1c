"""
The perimeter of a zone: every crossing held by a staffed checkpoint or shut by a closure, with its proof.

Widths, gates, steps and bollards decide who may pass a post; people may order single posts staffed or closed, and the
rest is solved again. Positions in metres on one plane.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, Polygon

from geo_service.derive.cordon import Post, plan_posts
from geo_service.derive.cordon_times import CordonGround, Reach, cordon_ground, service_reach
from geo_service.derive.proof import Proof, buildings_on, prove
from geo_service.derive.queueing import Crew, crew_of
from geo_service.derive.staffing import CordonRule, Orders, Staffing, choose_posts, missed_without, nearest_post
from geo_service.derive.ways_out import ways_out
from geo_service.network.crossings import Cordon, find_crossings
from geo_service.network.graph import Network
from geo_service.network.travel import ANY_VEHICLE, ON_FOOT, WayFacts

ORDER_REACH_M = 25.0
"""An order about a post names the place by a point; it means the nearest post within this distance."""


@dataclass(frozen=True)
class PostOrder:
    """Somebody's order that the post at a place is to be staffed or closed, with the ground for it."""

    point: Point
    staffed: bool
    ground: str


@dataclass(frozen=True)
class Demand:
    """Who is in the zone: the middle of each building, metres, and its households."""

    middles: NDArray[np.float64]
    households: NDArray[np.float64]


@dataclass(frozen=True)
class Perimeter:
    """
    The posts of a zone in order round it, which are staffed, what they hold, and the proof.

    `near` are, by service, the place nearest to each building (-1: none in reach), `load` the households whose way on
    foot to a staffed post is shortest to each post, `crews` the people of each staffed post; `orders` gives the ground
    of posts that somebody ordered, `lost_orders` those whose place is no post.
    """

    cordon: Cordon
    ground: CordonGround
    posts: tuple[Post, ...]
    passing: tuple[Post, ...]
    staffing: Staffing
    proof: Proof
    near: Mapping[str, NDArray[np.int64]]
    load: NDArray[np.float64]
    crews: Mapping[int, Crew]
    orders: Mapping[int, PostOrder]
    lost_orders: tuple[PostOrder, ...]

    @property
    def staffed(self) -> NDArray[np.bool_]:
        """Which posts are staffed; the others are closed."""
        return self.staffing.staffed


@dataclass(frozen=True)
class Roads:
    """
    The roads round a zone, on one plane: frame, graph and facts of the ways, and what stands on them.

    `bollards` are nodes that no vehicle passes, `gates` a register layer, `sites` the shapes of the facilities that
    each service sets out from, by service name.
    """

    frame: gpd.GeoDataFrame
    network: Network
    facts: WayFacts
    bollards: NDArray[np.int64]
    gates: gpd.GeoDataFrame
    sites: Mapping[str, NDArray[np.object_]]


def derive_perimeter(
    zone: Polygon | MultiPolygon,
    roads: Roads,
    demand: Demand,
    rule: CordonRule,
    *,
    orders: Sequence[PostOrder] = (),
    kept: Sequence[Point] = (),
) -> Perimeter:
    """
    Derive the perimeter of a zone.

    Parameters
    ----------
    zone
        Outline in metres.
    demand
        Buildings of the zone.
    orders
        What people have ordered of single posts.
    kept
        Where crews stand already; of choices that are equally good the one that moves them least is taken.
    """
    cordon = find_crossings(zone, roads.network, roads.frame)
    posts, passing = plan_posts(zone, cordon, roads.frame, roads.gates)
    ground = cordon_ground(zone, cordon, posts, roads.facts, roads.bollards)
    drivable = np.array([post.drivable for post in posts], dtype=bool)
    nowhere = np.empty(0, dtype=object)
    reaches = [service_reach(ground, zone, one, roads.sites.get(one.name, nowhere), drivable) for one in rule.services]
    ways = [ways_out(ground, ANY_VEHICLE), ways_out(ground, ON_FOOT)]
    ordered, lost = _ordered_posts(posts, orders)
    near = {one.service.name: buildings_on(ground, one, demand.middles) for one in reaches}
    homes = [one.vertex[near[one.service.name][near[one.service.name] >= 0]] for one in reaches]
    wishes = Orders(
        {number: one.staffed for number, one in ordered.items()},
        _posts_at(posts, kept),
        np.unique(np.concatenate([*homes, _enclosed(zone, ground)])),
    )
    staffing = choose_posts(ground, reaches, ways, rule, households=float(demand.households.sum()), orders=wishes)
    load = _load(staffing, demand, near)
    crews = {
        number: crew_of(float(load[number]), drivable=posts[number].drivable, rule=rule.queue)
        for number in np.flatnonzero(staffing.staffed).tolist()
    }
    proof = prove(ground, staffing, near)
    return Perimeter(
        cordon, ground, tuple(posts), tuple(passing), staffing, proof, near, load, crews, ordered, tuple(lost)
    )


def _enclosed(zone: Polygon | MultiPolygon, ground: CordonGround) -> NDArray[np.int64]:
    """Vertices in the holes of a zone: who lives there is not known, so nobody may shut them in."""
    holes = [Polygon(hole) for part in getattr(zone, "geoms", [zone]) for hole in part.interiors]
    within = shapely.contains_xy(shapely.MultiPolygon(holes), *ground.network.xy.T)
    return np.flatnonzero(within & ground.places)


def _ordered_posts(posts: Sequence[Post], orders: Sequence[PostOrder]) -> tuple[dict[int, PostOrder], list[PostOrder]]:
    """The post that each order means, the last order of a post holds; and orders near no post."""
    found: dict[int, PostOrder] = {}
    lost: list[PostOrder] = []
    for order in orders:
        number = _nearest_post(posts, order.point)
        if number is None:
            lost.append(order)
        else:
            found.pop(number, None)  # the place of an order is that of its last word: the newest one gives way first
            found[number] = order
    return found, lost


def _posts_at(posts: Sequence[Post], points: Sequence[Point]) -> frozenset[int]:
    near = (_nearest_post(posts, point) for point in points)
    return frozenset(number for number in near if number is not None)


def _nearest_post(posts: Sequence[Post], point: Point) -> int | None:
    apart = [post.place.distance(point) for post in posts]
    nearest = min(range(len(posts)), key=apart.__getitem__, default=None)
    return nearest if nearest is not None and apart[nearest] <= ORDER_REACH_M else None


def _load(staffing: Staffing, demand: Demand, near: Mapping[str, NDArray[np.int64]]) -> NDArray[np.float64]:
    """Households per post, each at the staffed post that it reaches first on foot, else in the last service's way."""
    load = np.zeros(len(staffing.staffed))
    if not staffing.services:
        return load
    reach = walking_reach(staffing)
    post = np.append(nearest_post(reach, staffing.staffed), -1)[near[reach.service.name]]
    np.add.at(load, post[post >= 0], demand.households[post >= 0])
    return load


def walking_reach(staffing: Staffing) -> Reach:
    """The times of the service that walks; of the last one if none does."""
    return next(
        (one.reach for one in staffing.services if not one.reach.service.inside.vehicle), staffing.services[-1].reach
    )


def missed_buildings(perimeter: Perimeter, post: int) -> dict[str, NDArray[np.int64]]:
    """By the title of each service, the buildings that would exceed its limit if one staffed post were closed."""
    reaches = {one.reach.service.name: one.reach for one in perimeter.staffing.services}
    found: dict[str, NDArray[np.int64]] = {}
    for service, vertices in missed_without(perimeter.staffing, post):
        reach = reaches[service.name]
        vertex = np.append(reach.vertex, -1)[perimeter.near[service.name]]
        found[service.title] = np.flatnonzero(np.isin(vertex, vertices))
    return found


def buildings_without_way(perimeter: Perimeter, post: int) -> NDArray[np.int64]:
    """Buildings that would have no way out on foot if one staffed post were closed."""
    ways = perimeter.staffing.ways[-1]
    lost = ways.cut_off(_others(perimeter, post))
    if not lost:
        return np.empty(0, dtype=np.int64)
    reach = walking_reach(perimeter.staffing)
    part = np.append(ways.within[reach.vertex], -1)[perimeter.near[reach.service.name]]
    return np.flatnonzero(np.isin(part, list(lost)))


def is_only_way_out(perimeter: Perimeter, post: int) -> bool:
    """Whether some part of the network, lived in or not, would have no way out if one staffed post were closed."""
    others = _others(perimeter, post)
    return any(one.cut_off(others) for one in perimeter.staffing.ways)


def _others(perimeter: Perimeter, post: int) -> NDArray[np.bool_]:
    """The staffed posts without one of them."""
    others = perimeter.staffed.copy()
    others[post] = False
    return others
