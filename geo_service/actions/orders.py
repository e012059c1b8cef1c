"""
Orders about a plan: staff or close a post, pin, forbid or move a point. Each is tried on the plan, then recorded.

Orders are facts: only added, taken back by a withdrawal, and named in the audit. The plan is solved again around those
that stand; of two orders about one place the last one holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

import numpy as np
import shapely
from shapely import Point

from geo_service.access.permissions import require_permission
from geo_service.actions.facts import TRIES, keep_fact, withdraw_fact
from geo_service.actions.plan_orders import POST, orders_of_plan, said, standing_orders
from geo_service.actions.plans import plan_rule, plan_zone, surroundings, with_those_there
from geo_service.actions.protocols import protocol_for
from geo_service.actions.zones import current_zone
from geo_service.coords.metric import plane_at
from geo_service.derive.perimeter import ORDER_REACH_M, PostOrder
from geo_service.derive.plan import PlannedPosts, PlanOrders, PlanRule, Surroundings, derive_posts
from geo_service.derive.post_orders import nearest_to, post_meant, sealed_by, unreached_by
from geo_service.errors import ConflictError, GeometryError, InputError, NotFoundError, RefusedError
from geo_service.model.account import Actor
from geo_service.model.fact import Fact
from geo_service.model.plan import PLAN_LAYERS
from geo_service.model.zone import ARCHIVED, LIFTED, ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.fact_kinds import PLAN_ORDER, SITE_WISHES, PlanObject, PlanOrdered, PlanWish

OrderState = Literal["holds", "superseded", "released", "lost"]

STATE_TITLES: Mapping[OrderState, str] = {
    "holds": "执行",
    "superseded": "已被后来的指定取代",
    "released": "会断绝出路，未执行",
    "lost": "附近没有可指定的位置，未执行",
}
"""What became of an order."""

WISH_TITLES: Mapping[PlanWish, str] = {
    "staff": "值守",
    "close": "封闭",
    "pin": "设点",
    "forbid": "不设点",
    "move": "移点",
}

SITES_NEAR_M = 50.0
"""A point of a plan may stand this far outside the zone: at the outer side of a gate [assumption]."""

MOST_KNOWN = 20
"""Numbers that one refusal lists."""

M_PER_KM = 1e3

MOST_SAID_M = 100 * M_PER_KM
"""The plane of a zone says nothing of distances beyond this [assumption]."""


@dataclass(frozen=True)
class Named:
    """Which place an order means: by its number in the present plan, or by a lon/lat point."""

    number: str | None = None
    point: Point | None = None


@dataclass(frozen=True)
class OrderMade:
    """The order that was recorded, the place that it means, and what follows from it (Chinese)."""

    fact: Fact
    place: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class OrderStanding:
    """An order that is not withdrawn, the number of the place that it means ("" for none), and what became of it."""

    fact: Fact
    place: str
    state: OrderState


def order_post(
    store: Store, zone_id: str, named: Named, *, staffed: bool, ground: str, actor: Actor, at: datetime
) -> OrderMade:
    """
    Order that a post is staffed or closed; the plan is solved again around it.

    Raises
    ------
    PermissionDeniedError
        If the actor may not record facts.
    NotFoundError
        If there is no such zone or post; the message lists the posts.
    InputError
        If there is no ground, or no post near the point.
    RefusedError
        If closing it would leave somebody without a way out, or out of reach of an ambulance, fire engine or supplies,
        and the protocol refuses that; or if it is on a road that is never closed. Nothing is recorded.
    ConflictError
        If somebody else goes on changing the zone or its orders.
    """
    require_permission(actor, "record facts")
    _require_ground(ground)
    for _ in range(TRIES):
        trial = _trial(store, zone_id)
        _require_alive(trial.seen.zone)
        number = _post_named(trial.posts, named)
        values, notes = _tried(store, trial, number, staffed=staffed, ground=ground)
        fact = _recorded(store, trial.seen, values, actor=actor, at=at)
        if fact is not None:
            return OrderMade(fact, trial.posts.keys[number], notes)
    raise ConflictError(f"others keep changing zone {zone_id}; nothing was recorded, try again")


def order_site(
    store: Store,
    zone_id: str,
    kind: str,
    named: Named,
    *,
    wish: str,
    to: Point | None = None,
    ground: str,
    actor: Actor,
    at: datetime,
) -> OrderMade:
    """
    Order that a point of the plan is pinned, forbidden or moved to another place; the rest is solved again.

    Parameters
    ----------
    kind
        The layer of the plan, such as delivery_point.
    to
        Where it moves; only of a move.

    Raises
    ------
    PermissionDeniedError
        If the actor may not record facts.
    NotFoundError
        If there is no such zone or point; the message lists the points.
    InputError
        If there is no ground, no such layer, or a place lies outside the zone.
    """
    require_permission(actor, "record facts")
    _require_ground(ground)
    _require_site(kind, wish, to)
    for _ in range(TRIES):
        seen = _seen(store, zone_id)
        _require_alive(seen.zone)
        place, point = _site_named(store, seen.zone, kind, named)
        for one in (point, to):
            _require_inside(seen.zone, one)
        values: dict[str, Any] = {"object": kind, "wish": wish, "lon": point.x, "lat": point.y, "ground": ground}
        values |= {"to_lon": to.x, "to_lat": to.y} if to else {}
        fact = _recorded(store, seen, values, actor=actor, at=at)
        if fact is not None:
            return OrderMade(fact, place, _superseded_notes(seen.orders, kind, point))
    raise ConflictError(f"others keep changing zone {zone_id}; nothing was recorded, try again")


def withdraw_order(
    store: Store, fact_id: str, why: str, *, actor: Actor, at: datetime, zone_id: str | None = None
) -> Fact:
    """
    Take an order back; with `zone_id` only one of that zone.

    Raises
    ------
    NotFoundError
        If there is no such order.
    ConflictError
        If it is taken back already.
    """
    require_permission(actor, "record facts")
    found = next((fact for fact in store.facts() if fact.fact_id == fact_id and fact.kind == PLAN_ORDER), None)
    if found is None or zone_id not in {None, found.zone_id}:
        raise NotFoundError(f"no order {fact_id!r}; geo-service orders ZONE lists them")
    return withdraw_fact(store, fact_id, why, actor=actor, at=at)


def list_orders(store: Store, zone_id: str) -> tuple[OrderStanding, ...]:
    """
    The orders that stand about a zone's plan, the oldest first, and what became of each.

    Raises
    ------
    NotFoundError
        If there is no such zone.
    GeometryError
        If its extent has not been resolved but there are orders.
    """
    seen = _seen(store, zone_id)
    if not seen.orders:
        return ()
    posts = _trial(store, zone_id).posts
    meant = [_place_meant(posts, fact) for fact in seen.orders]
    return tuple(
        OrderStanding(fact, _shown(posts, place), _state(posts, place, later=meant[row + 1 :]))
        for row, (fact, place) in enumerate(zip(seen.orders, meant, strict=True))
    )


# ---------------------------------------------------------------- what is looked at


@dataclass(frozen=True)
class _Seen:
    """The zone and its orders as they were looked at."""

    zone: ZoneVersion
    orders: tuple[Fact, ...]


@dataclass(frozen=True)
class _Trial:
    """The posts of a plan with its present orders, and what it takes to derive them with one more."""

    seen: _Seen
    near: Surroundings
    rule: PlanRule
    orders: PlanOrders
    posts: PlannedPosts

    def with_order(self, order: PostOrder) -> PlannedPosts:
        """The posts with one more order, the last one."""
        orders = replace(self.orders, posts=(*self.orders.posts, order))
        return derive_posts(self.seen.zone, self.near, self.rule, orders)


def _seen(store: Store, zone_id: str) -> _Seen:
    return _Seen(current_zone(store, zone_id), tuple(standing_orders(store, zone_id)))


def _require_alive(zone: ZoneVersion) -> None:
    """Refuse orders about a zone that has ended; nothing is returned."""
    if zone.status in {LIFTED, ARCHIVED}:
        raise ConflictError(f"zone {zone.zone_id} is {zone.status}; its plan takes no more orders")


def _trial(store: Store, zone_id: str) -> _Trial:
    with store.snapshot():
        seen = _seen(store, zone_id)
        zone = with_those_there(store, seen.zone)
        near, rule, orders = surroundings(store, zone), plan_rule(store, zone), orders_of_plan(store, zone)
    return _Trial(replace(seen, zone=zone), near, rule, orders, derive_posts(zone, near, rule, orders))


def _recorded(store: Store, seen: _Seen, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Fact | None:
    """The order on record; None when the zone or its orders are not those that were looked at any more."""
    zone_id = seen.zone.zone_id
    try:
        with store.transaction():
            store.take_turn()
            now = _seen(store, zone_id)
            if (now.zone.version, now.orders) != (seen.zone.version, seen.orders):
                return None
            return keep_fact(store, PLAN_ORDER, values, zone_id, actor=actor, at=at)
    except ConflictError:
        return None


# ---------------------------------------------------------------- posts


def _post_named(posts: PlannedPosts, named: Named) -> int:
    if named.number is not None:
        by_key = {key: number for number, key in enumerate(posts.keys)}
        key = named.number.strip().upper()
        if key not in by_key:
            raise NotFoundError(f"no post {named.number!r} in the present plan; the posts are {_listed(posts.keys)}")
        return by_key[key]
    if named.point is None:
        raise InputError("name the post by its number or by a point")
    place = posts.plane.to_metres(named.point)
    number = post_meant(posts.perimeter.posts, place)
    if number is None:
        raise InputError(
            f"no post within {ORDER_REACH_M:.0f} m of {named.point.x:.6f},{named.point.y:.6f}; {_nearest(posts, place)}"
        )
    return number


def _nearest(posts: PlannedPosts, place: Point) -> str:
    nearest = nearest_to(posts.perimeter.posts, place)
    if nearest is None:
        return "the plan has no post"
    number, apart_m = nearest
    return f"the nearest is {posts.keys[number]} ({posts.perimeter.posts[number].name}), {_metres_said(apart_m)} away"


def _metres_said(apart_m: float) -> str:
    """A distance on the plane of a zone, which says nothing of places far from it."""
    return f"{apart_m:.0f} m" if apart_m <= MOST_SAID_M else f"more than {MOST_SAID_M / M_PER_KM:.0f} km"


def _listed(keys: Sequence[str]) -> str:
    more = f" and {len(keys) - MOST_KNOWN} more" if len(keys) > MOST_KNOWN else ""
    return (", ".join(keys[:MOST_KNOWN]) + more) or "none"


def _tried(
    store: Store, trial: _Trial, number: int, *, staffed: bool, ground: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What is recorded of an order about a post, and what follows from it; refused if the protocol says so."""
    posts = trial.posts
    post, label = posts.perimeter.posts[number], f"{posts.keys[number]} ({posts.perimeter.posts[number].name})"
    closing = protocol_for(store, trial.seen.zone.protocol).plan.cordon.closing
    never = sorted(trial.rule.cordon.never_closed.intersection(post.highways))
    if not staffed and never:
        raise RefusedError(f"{label} is on a road that is never closed ({', '.join(never)}); nothing was recorded")
    place = posts.plane.to_lonlat(shapely.points(shapely.get_coordinates(post.place)[0]))
    after = trial.with_order(PostOrder(place, staffed, ground))
    sealed = sealed_by(posts.perimeter, after.perimeter, posts.demand.middles)
    if sealed is not None and closing.sealing == "refused":
        raise RefusedError(
            f"closing {label} would leave {sealed.buildings} buildings and {sealed.places} places of the roads without "
            "a way out; nothing was recorded. Close another post, or order one beside it staffed"
        )
    unreached = unreached_by(posts.perimeter, after.perimeter, posts.demand.middles)
    if unreached and closing.sealing == "refused":
        listed = ", ".join(f"{count} buildings for {title}" for title, count in unreached.items())
        raise RefusedError(
            f"closing {label} would leave no way at all to {listed}; nothing was recorded. Close another post, or "
            "order one beside it staffed"
        )
    values = {"object": POST, "wish": "staff" if staffed else "close", "lon": place.x, "lat": place.y, "ground": ground}
    notes = [*_superseded_posts(trial, number), *_turned(posts, after, number)]
    if sealed is not None:
        notes.append(f"{posts.keys[number]} 封闭会使{sealed.buildings}栋、{sealed.places}处断绝出路，已记录但不执行")
    notes += [f"{posts.keys[number]} 封闭后{title}到不了{count}栋" for title, count in unreached.items()]
    return values, tuple(notes)


def _superseded_posts(trial: _Trial, number: int) -> list[str]:
    """Earlier orders about the same post, which a later one takes the place of."""
    meant = [(fact, _place_meant(trial.posts, fact)) for fact in trial.seen.orders]
    return [_superseded_note(fact) for fact, place in meant if place == number and said(fact).object == POST]


def _superseded_note(fact: Fact) -> str:
    one = said(fact)
    return f"取代此前对同一位置的指定 {fact.fact_id}（{WISH_TITLES[one.wish]}：{one.ground}）"


def _turned(before: PlannedPosts, after: PlannedPosts, number: int) -> list[str]:
    """Other posts whose role changes because of an order."""
    changed = np.flatnonzero(before.perimeter.staffed != after.perimeter.staffed).tolist()
    return [
        f"随之 {before.keys[one]}（{before.perimeter.posts[one].name}）"
        f"{'改为值守' if after.perimeter.staffed[one] else '改为封闭'}"
        for one in changed
        if one != number
    ]


# ---------------------------------------------------------------- sites


def _require_site(kind: str, wish: str, to: Point | None) -> None:
    kinds = [one for one in get_args(PlanObject) if one != POST and one in PLAN_LAYERS]
    if kind not in kinds:
        raise InputError(f"no points of the kind {kind!r} in a plan; the kinds are {', '.join(kinds)}")
    if wish not in SITE_WISHES:
        raise InputError(f"of a {kind} one may order {', '.join(SITE_WISHES)}, got {wish!r}")
    if (to is None) == (wish == "move"):
        raise InputError("a move needs the place to move to; nothing else has one")


def _site_named(store: Store, zone: ZoneVersion, kind: str, named: Named) -> tuple[str, Point]:
    """Number and place of a point of the plan; a point given by hand has no number yet."""
    if named.number is None:
        if named.point is None:
            raise InputError(f"name the {kind} by its number or by a point")
        return "", named.point
    rows = plan_zone(store, zone.zone_id).frames[kind]
    known = dict(zip(rows[PLAN_LAYERS[kind].key], rows.geometry, strict=True))
    number = named.number.strip().upper()
    if number not in known:
        raise NotFoundError(f"no {kind} {named.number!r} in the present plan; there are {_listed(list(known))}")
    return number, known[number].representative_point()


def _require_inside(zone: ZoneVersion, point: Point | None) -> None:
    """Refuse a place that a plan of the zone can't have; nothing is returned."""
    if zone.geometry is None:
        raise GeometryError(f"zone {zone.zone_id} has no geometry yet; resolve its extent before ordering places")
    if point is None:
        return
    plane = plane_at(zone.geometry)
    apart_m = plane.to_metres(zone.geometry).distance(plane.to_metres(point))
    if apart_m > SITES_NEAR_M:
        raise InputError(
            f"{point.x:.6f},{point.y:.6f} lies {_metres_said(apart_m)} outside zone {zone.zone_id}; name a place in it"
        )


def _superseded_notes(orders: Sequence[Fact], kind: str, point: Point) -> tuple[str, ...]:
    plane = plane_at(point)
    near = [
        fact
        for fact in orders
        if said(fact).object == kind and plane.to_metres(_point(said(fact))).distance(Point(0, 0)) <= ORDER_REACH_M
    ]
    return tuple(_superseded_note(fact) for fact in near)


def _point(one: PlanOrdered) -> Point:
    return Point(one.lon, one.lat)


# ---------------------------------------------------------------- what became of orders

_Place = int | str | None
"""What an order means: the number of a post, for a site its kind and place, None for no post."""


def _place_meant(posts: PlannedPosts, fact: Fact) -> _Place:
    one = said(fact)
    if one.object != POST:
        return f"{one.object} {one.lon:.6f},{one.lat:.6f}"
    return post_meant(posts.perimeter.posts, posts.plane.to_metres(_point(one)))


def _shown(posts: PlannedPosts, place: _Place) -> str:
    return posts.keys[place] if isinstance(place, int) else ""


def _state(posts: PlannedPosts, place: _Place, *, later: Sequence[_Place]) -> OrderState:
    if place is None:
        return "lost"
    if place in later:
        return "superseded"
    return "released" if place in posts.perimeter.staffing.released else "holds"


def _require_ground(ground: str) -> None:
    """Refuse an order without a reason; nothing is returned."""
    if not ground.strip():
        raise InputError("an order about the plan needs its ground: say why")
