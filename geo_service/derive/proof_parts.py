"""
Who keeps a way out, computed again from a written proof: parts of the network, joined by the posts that stay open.

Part of the re-check: nothing of the code that made the proof is used.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from scipy.spatial import KDTree

from geo_service.derive.proof_ground import Flags, Ground, Ints, to_metres

RINGS_M = (300.0, 150.0, 50.0, 10.0)
"""Who is so far outside is out; where the known roads end sooner the next one counts."""
TO_ROAD_M = 150.0
"""A building farther from every way of a service is not on it."""
PLACE_M = 0.01
"""Places in the document are rounded to a tenth of a millimetre."""
MODES: tuple[Mapping[str, Any], ...] = ({"vehicle": True, "min_width_m": 0.0}, {"vehicle": False, "min_width_m": 0.0})
"""Whoever drives, bollards taken away; whoever walks."""


@dataclass(frozen=True)
class Parts:
    """
    Parts of the network for one mode; outside parts have negative numbers below -1.

    `links` are (post, inside part, outside part); `could` are the parts with a node in them that can get out at all.
    """

    within: Ints
    links: frozenset[tuple[str, int, int]]
    out: frozenset[int]
    could: frozenset[int]

    def joined(self, start: Iterable[int], staffed: AbstractSet[str]) -> frozenset[int]:
        """All parts that staffed posts join to some."""
        reached = set(start)
        while True:
            new = {
                part
                for post, inner, outer in self.links
                if post in staffed and (inner in reached) != (outer in reached)
                for part in (inner, outer)
            } - reached
            if not new:
                return frozenset(reached)
            reached |= new

    def cut_off(self, staffed: AbstractSet[str]) -> frozenset[int]:
        """Parts that could get out and can't through the staffed posts."""
        return self.could - self.joined(self.out, staffed)

    def posts_of(self, group: AbstractSet[int]) -> frozenset[str]:
        """Posts that lead out of a group of parts."""
        return frozenset(post for post, inner, outer in self.links if (inner in group) != (outer in group))


def parts_of(ground: Ground) -> list[Parts]:
    """Parts by driving and by walking."""
    return [_parts(ground, mode) for mode in MODES]


def _parts(ground: Ground, mode: Mapping[str, Any]) -> Parts:
    usable = ground.usable(mode, bollards=False)
    within, beyond = ground.parts(usable & ground.within), ground.parts(usable & ~ground.within)
    beyond = np.where(beyond >= 0, -2 - beyond, -1)
    links = frozenset(
        (key, int(within[vertex]), int(beyond[vertex]))
        for key, post in ground.posts.items()
        for vertex in post["vertices"]
        if within[vertex] >= 0 and beyond[vertex] < -1
    )
    out = frozenset(np.unique(beyond[ground.out & (beyond < -1)]).tolist())
    lived = frozenset(np.unique(np.concatenate([within[ground.real], beyond[ground.real]])).tolist()) - {-1}
    open_all = Parts(within, links, out, frozenset())
    return Parts(within, links, out, open_all.joined(out, set(ground.posts)) & lived)


def check_ways_out(ground: Ground, document: Mapping[str, Any]) -> Iterator[str]:
    """Every node that could leave still can; those that never could are listed, and no others."""
    statement, parts = document["statement"], parts_of(ground)
    staffed = set(statement["choice"]["staffed"])
    lost, shut = np.zeros((2, len(ground.xy)), dtype=bool)
    homes, closed = _homes(ground, document), _closed(document)
    for one in parts:
        stubs = _stubs(one, homes, closed)
        lost |= np.isin(one.within, list(one.cut_off(staffed) - stubs))
        shut |= np.isin(one.within, list(one.cut_off(staffed) & stubs))
    if lost.any():
        yield f"断路：{int(lost.sum())}处节点因封闭失去出路"
    if vertices_named(document, statement["cut_off"]) != vertices_named(document, np.flatnonzero(lost).tolist()):
        yield "失去出路的节点名单与复算不符"
    if vertices_named(document, statement["shut_stubs"]) != vertices_named(document, np.flatnonzero(shut).tolist()):
        yield "按指定封闭的断头路名单与复算不符"
    on_foot = parts[-1]
    hopeless = (on_foot.within >= 0) & ~np.isin(on_foot.within, list(on_foot.could)) & ground.real
    if vertices_named(document, statement["no_way_before"]) != vertices_named(
        document, np.flatnonzero(hopeless).tolist()
    ):
        yield "原本就没有出路的节点名单与复算不符"
    yield from _out(ground, document["ring_m"])


def _homes(ground: Ground, document: Mapping[str, Any]) -> Ints:
    """The nodes next to buildings, by any service."""
    places = to_metres(np.array([one["lonlat"] for one in document["buildings"]]).reshape(-1, 2), ground.centre)
    found = [np.empty(0, dtype=np.int64)]
    for service in document["services"]:
        vertex = np.array(service["times"]["vertex"], dtype=np.int64)
        vertex = vertex[ground.real[vertex]]
        if len(vertex) and len(places):
            apart_m, near = KDTree(ground.xy[vertex]).query(places)
            found.append(vertex[near[apart_m < TO_ROAD_M]])
    return np.concatenate(found)


def _closed(document: Mapping[str, Any]) -> frozenset[str]:
    """Posts that somebody ordered closed; an order that was given back may have closed a stub beside it too."""
    ordered = document["statement"]["choice"]["fixed"]
    return frozenset(key for key, staffed in ordered.items() if not staffed)


def _stubs(parts: Parts, homes: Ints, closed: AbstractSet[str]) -> frozenset[int]:
    """Inside parts without a building whose every post somebody ordered closed: nobody is shut in there."""
    inner = {part for part in parts.could if part >= 0} - set(parts.within[homes].tolist())
    return frozenset(part for part in inner if parts.posts_of({part}) <= closed)


def _out(ground: Ground, ring_m: float | None) -> Iterator[str]:
    """Who counts as out is beyond the ring, and no wider ring has roads beyond it."""
    if (ring_m is None) == ground.out.any() or (ring_m is not None and ring_m not in RINGS_M):
        yield f"算作出区的距离不符：{ring_m}米"
        return
    used = ground.ends(~ground.within)
    if (ground.out & ~_beyond(ground, used, ring_m or 0.0, -PLACE_M)).any():
        yield "算作出区的节点有的还在圈内"
    if (~ground.out & _beyond(ground, used, ring_m or RINGS_M[-1], PLACE_M)).any():
        yield "圈外的节点没有都算作出区"
    if any(_beyond(ground, used, wider, PLACE_M).any() for wider in RINGS_M if wider > (ring_m or 0.0)):
        yield f"算作出区的距离可以更远，写明{ring_m}米"


def _beyond(ground: Ground, used: Flags, ring_m: float, slack_m: float) -> Flags:
    near = ground.outline.buffer(ring_m + slack_m, quad_segs=4)
    shapely.prepare(near)
    return np.asarray(used & ~shapely.contains_xy(near, *ground.xy.T), dtype=bool)


def vertices_named(document: Mapping[str, Any], vertices: Iterable[Any]) -> list[Any]:
    """Vertices as the statement lists them: by node id, those without one by how many there are."""
    ids = [one["node_id"] if isinstance(one, Mapping) else document["nodes"][one] for one in vertices]
    return [ids.count(None), *sorted(node for node in ids if node is not None)]
