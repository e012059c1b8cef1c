"""Rows of a plan about its perimeter: staffed checkpoints, closures, ways over and under, and the edge itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np

from geo_service.coords.metric import MetricPlane
from geo_service.derive.cordon import COMPASS, Post
from geo_service.derive.fences import BUILDING, OPEN, Stretch, gather
from geo_service.derive.numbering import NO_NUMBERS, Numbering, Spot, numbered_on, renumber_roles
from geo_service.derive.perimeter import (
    Perimeter,
    buildings_without_way,
    is_only_way_out,
    missed_buildings,
    walking_reach,
)
from geo_service.derive.staffing import nearest_post

COMPUTED, ORDERED, RULED = "computed", "ordered", "ruled"
"""Who decided that a post is staffed or closed: the search, somebody's order, the protocol."""

LOCKED_GATE, MOVABLE_BARRIER, OPENABLE_FENCE = "locked_gate", "movable_barrier", "openable_fence"
"""Kinds of closures; each can be opened by a key at hand, so that none is a hard isolation."""

EDGE_WHY: Mapping[str, str] = {
    OPEN: "区界此段没有登记的围墙或水体，须设围栏或警戒带",
    "wall": "围墙已阻断，无须另设",
    "fence": "栅栏已阻断，无须另设",
    "rail": "铁路已阻断，严禁穿行",
    "river": "水体已阻断，无须另设",
    BUILDING: "建筑外墙，注意临街门窗",
}


def post_keys(
    perimeter: Perimeter, roads: gpd.GeoDataFrame, plane: MetricPlane, taken: Numbering = NO_NUMBERS
) -> list[str]:
    """
    The number of each post: K01, K02 … for checkpoints, F01 … for closures, each in order round the zone.

    Posts that stand where they stood on the last field sheet keep their numbers.
    """
    numbered = [numbered_on(plane, taken, "checkpoint", "K"), numbered_on(plane, taken, "closure", "F")]
    roles = [0 if staffed else 1 for staffed in perimeter.staffed.tolist()]
    return renumber_roles(numbered, [_spot(post, roads) for post in perimeter.posts], roles)


def with_kept_names(perimeter: Perimeter, keys: Sequence[str], taken: Numbering) -> Perimeter:
    """
    The perimeter with the names that crews know, of posts that keep their numbers.

    The side of the zone in a name changes when a zone grows on its other side; only another street is another name.
    """
    known = {item.item_id: item.name for item in taken.standing}
    posts = tuple(
        replace(post, name=known[key]) if _street(known.get(key, "")) == _street(post.name) else post
        for key, post in zip(keys, perimeter.posts, strict=True)
    )
    return replace(perimeter, posts=posts)


def _street(name: str) -> str:
    """The name of a post without the side of the zone: 甲路 for 甲路（东侧）, 道路 for 东侧道路."""
    return re.sub(rf"^(?:{SIDES})|（(?:{SIDES})）$", "", name)


SIDES = "|".join(COMPASS)
"""Words for the sides of a zone, as a pattern."""


def _spot(post: Post, roads: gpd.GeoDataFrame) -> Spot:
    middle = post.place.centroid
    return Spot(middle.x, middle.y, frozenset(way_ids(post, roads)))


def way_ids(post: Post, roads: gpd.GeoDataFrame) -> list[int]:
    """Way numbers that a post holds, ascending."""
    return sorted({int(way) for way in roads["way_id"].iloc[list(post.road_rows)]})


def checkpoint_rows(
    perimeter: Perimeter, keys: Sequence[str], roads: gpd.GeoDataFrame, never_closed: frozenset[str]
) -> list[dict[str, Any]]:
    """One row per staffed post: whom it serves, who works there, and what would be missed without it."""
    serves = _services_of(perimeter)
    rows = []
    for number in np.flatnonzero(perimeter.staffed).tolist():
        post, crew = perimeter.posts[number], perimeter.crews[number]
        rows.append(
            {
                "checkpoint_id": keys[number],
                "name": post.name,
                "access": post.access,
                "way_ids": way_ids(post, roads),
                "gate_id": post.gate_id,
                "drivable": post.drivable,
                "serves": "、".join(serves.get(number, ())) or None,
                "households": int(perimeter.load[number]),
                "lanes": crew.lanes,
                "crew": crew.per_shift,
                "people_24h": crew.per_day,
                "decided_by": _decided_by(perimeter, number, never_closed),
                "why": _why_staffed(perimeter, number, never_closed),
                "geometry": post.place,
            }
        )
    return rows


def closure_rows(perimeter: Perimeter, keys: Sequence[str], roads: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """One row per closed post: what shuts it, who must still get it opened, and which checkpoint serves instead."""
    rows = []
    for number in np.flatnonzero(~perimeter.staffed).tolist():
        post = perimeter.posts[number]
        instead = _nearest_staffed(perimeter, number)
        rows.append(
            {
                "closure_id": keys[number],
                "name": post.name,
                "access": post.access,
                "barrier": _barrier(post),
                "unlockable": True,
                "must_pass": "消防车、救护车、紧急疏散" if post.drivable else "紧急疏散",
                "instead": None if instead is None else keys[instead],
                "way_ids": way_ids(post, roads),
                "gate_id": post.gate_id,
                "decided_by": ORDERED if number in perimeter.orders else COMPUTED,
                "why": _why_closed(perimeter, number, None if instead is None else keys[instead]),
                "geometry": post.place,
            }
        )
    return rows


def edge_rows(stretches: Sequence[Stretch]) -> list[dict[str, Any]]:
    """One row per kind of what shuts the boundary, with all its stretches."""
    return [
        {
            "edge_id": f"E{number:02d}",
            "barrier": kind,
            "length_m": round(length_m, 1),
            "why": EDGE_WHY[kind],
            "geometry": line,
        }
        for number, (kind, line, length_m) in enumerate(gather(stretches), 1)
    ]


def _services_of(perimeter: Perimeter) -> dict[int, list[str]]:
    """Titles of the services that come to some building fastest through each staffed post."""
    found: dict[int, list[str]] = {}
    for one in perimeter.staffing.services:
        posts = np.append(nearest_post(one.reach, perimeter.staffed), -1)[perimeter.near[one.reach.service.name]]
        for number in np.unique(posts[posts >= 0]).tolist():
            found.setdefault(number, []).append(one.reach.service.title)
    return found


def _decided_by(perimeter: Perimeter, number: int, never_closed: frozenset[str]) -> str:
    if number in perimeter.orders and number not in perimeter.staffing.released:
        return ORDERED
    return RULED if never_closed.intersection(perimeter.posts[number].highways) else COMPUTED


def _why_staffed(perimeter: Perimeter, number: int, never_closed: frozenset[str]) -> str:
    post = perimeter.posts[number]
    order = perimeter.orders.get(number)
    if order is not None and order.staffed:
        return f"{post.why}；人工指定值守：{order.ground}"
    if never_closed.intersection(post.highways):
        return f"{post.why}；按规程不得封闭"
    lost = len(buildings_without_way(perimeter, number))
    missed = {title: len(rows) for title, rows in missed_buildings(perimeter, number).items() if len(rows)}
    parts = [f"{lost}栋没有出路"] if lost else []
    parts += [f"{title}到{count}栋超过时限" for title, count in missed.items()]
    released = "；原指定封闭，因会断绝出路未执行" if number in perimeter.staffing.released else ""
    if parts:
        return f"{post.why}；若撤去，{'、'.join(parts)}{released}"
    stub = is_only_way_out(perimeter, number)
    reason = "仅为没有登记楼栋的路段留出口，现场确无人员可指定封闭" if stub else "与其他卡口一起使各处在时限内"
    return f"{post.why}；{reason}{released}"


def _why_closed(perimeter: Perimeter, number: int, instead: str | None) -> str:
    order = perimeter.orders.get(number)
    if order is not None:
        return f"{perimeter.posts[number].why}；人工指定封闭：{order.ground}"
    other = f"，由{instead}通行" if instead else ""
    return f"{perimeter.posts[number].why}；封闭后各项通行仍在时限内{other}"


def _barrier(post: Post) -> str:
    if post.gate_id is not None:
        return LOCKED_GATE
    return MOVABLE_BARRIER if post.drivable else OPENABLE_FENCE


def _nearest_staffed(perimeter: Perimeter, number: int) -> int | None:
    """The staffed post that is nearest for whoever stands inside a closed one, on foot; else in a straight line."""
    staffed = np.flatnonzero(perimeter.staffed)
    if not len(staffed):
        return None
    post = perimeter.posts[number]
    if perimeter.staffing.services:
        reach = walking_reach(perimeter.staffing)
        nearest = nearest_post(reach, perimeter.staffed)
        here = np.flatnonzero(np.isin(reach.vertex, [crossing.vertex for crossing in post.crossings]))
        if len(here) and nearest[here[0]] >= 0:
            return int(nearest[here[0]])
    apart = [post.place.distance(perimeter.posts[other].place) for other in staffed]
    return int(staffed[int(np.argmin(apart))])
