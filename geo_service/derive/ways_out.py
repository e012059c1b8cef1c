"""
Who has a way out: parts of the network inside and outside a zone, joined only by the crossings that stay open.

A part of the network is everything that can be reached without crossing the boundary. Pockets outside that can
only be left through the zone, such as the middle of a ring, need their way out as much as the inside does.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_service.derive.cordon_times import CordonGround
from geo_service.derive.cover import Needs
from geo_service.network.graph import Network
from geo_service.network.travel import Mode


@dataclass(frozen=True)
class WaysOut:
    """
    Parts of the network and the crossings between them, for one mode.

    `within` and `beyond` give the part of each vertex inside and outside (-1: no way there); numbers of outside parts
    follow those of inside parts. `links` are (post, inside part, outside part). `out` are parts from which one has left
    the zone's reach. `could` are the parts with a place in them that have a way out when every crossing is open; a
    way that only clips the zone's corner, without a junction, bend or end inside, holds nobody. `shut` are those of
    them that an order closes for good.
    """

    mode: Mode
    within: NDArray[np.int64]
    beyond: NDArray[np.int64]
    links: tuple[tuple[int, int, int], ...]
    out: frozenset[int]
    could: frozenset[int]
    posts: int
    shut: frozenset[int] = frozenset()

    @property
    def owed(self) -> frozenset[int]:
        """Parts that must keep a way out."""
        return self.could - self.shut

    def with_way_out(self, staffed: NDArray[np.bool_]) -> frozenset[int]:
        """Parts that have a way out through the staffed posts."""
        return self._reached_from(self.out, staffed)

    def cut_off(self, staffed: NDArray[np.bool_]) -> frozenset[int]:
        """Parts that had a way out and have none through the staffed posts."""
        return self.owed - self.with_way_out(staffed)

    def without_closed_stubs(self, closed: AbstractSet[int], homes: AbstractSet[int]) -> "WaysOut":
        """
        The same, not owing a way out to parts that have no building and whose every crossing is ordered closed.

        Nobody is shut in there; an order may close a stub of road for good.
        """
        own: dict[int, set[int]] = {}
        for post, inner, outer in self.links:
            own.setdefault(inner, set()).add(post)
            own.setdefault(outer, set()).add(post)
        stubs = frozenset(part for part in self.could - self.out - homes if own.get(part, set()) <= closed)
        return replace(self, shut=stubs)

    def parts_at(self, vertices: NDArray[np.int64]) -> frozenset[int]:
        """Parts that some vertices belong to."""
        return frozenset([*self.within[vertices].tolist(), *self.beyond[vertices].tolist()]) - {-1}

    def first_needs(self) -> Needs:
        """Each part that can get out needs one of its own crossings."""
        return self._one_of({part: {part} for part in self.owed - self.out}.values())

    def needs_of(self, staffed: NDArray[np.bool_]) -> Needs:
        """What a choice that cuts parts off lacks: one more crossing out of each group of parts that is cut off."""
        lost = self.cut_off(staffed)
        return self._one_of({self._reached_from([part], staffed) for part in lost})

    def _reached_from(self, parts: Iterable[int], staffed: NDArray[np.bool_]) -> frozenset[int]:
        """All parts that the staffed posts join to some."""
        reached = set(parts)
        queue, neighbours = list(reached), self._neighbours(staffed)
        while queue:
            for other in neighbours.get(queue.pop(), ()):
                if other not in reached:
                    reached.add(other)
                    queue.append(other)
        return frozenset(reached)

    def _neighbours(self, staffed: NDArray[np.bool_]) -> dict[int, list[int]]:
        joined: dict[int, list[int]] = {}
        for post, inner, outer in self.links:
            if staffed[post]:
                joined.setdefault(inner, []).append(outer)
                joined.setdefault(outer, []).append(inner)
        return joined

    def _one_of(self, groups: Iterable[AbstractSet[int]]) -> Needs:
        """For each group of parts: one of the posts that lead from it to another part."""
        rows = []
        for parts in sorted(groups, key=sorted):
            row = np.zeros(self.posts, dtype=bool)
            row[[post for post, inner, outer in self.links if (inner in parts) != (outer in parts)]] = True
            rows.append(row)
        return Needs(np.array(rows, dtype=bool).reshape(len(rows), self.posts), np.ones(len(rows), dtype=np.int64))


def ways_out(ground: CordonGround, mode: Mode) -> WaysOut:
    """Find the parts of the network for a mode; bollards are taken as removable, so that no way out is overlooked."""
    network, usable = ground.network, ground.pieces(mode, heed_bollards=False)
    within, inner_count = _parts(network, usable & ground.cordon.within)
    beyond, outer_count = _parts(network, usable & ~ground.cordon.within)
    beyond, most = np.where(beyond >= 0, beyond + inner_count, -1), inner_count + outer_count
    links = tuple(
        dict.fromkeys(
            (number, int(within[crossing.vertex]), int(beyond[crossing.vertex]))
            for number, post in enumerate(ground.posts)
            for crossing in post.crossings
            if within[crossing.vertex] >= 0 and beyond[crossing.vertex] >= 0
        )
    )
    out = _numbers(beyond[ground.out], most)
    made = WaysOut(mode, within, beyond, links, out, frozenset(), len(ground.posts))
    lived = _numbers(within[ground.places], most) | _numbers(beyond[ground.places], most)
    could = made.with_way_out(np.ones(len(ground.posts), dtype=bool)) & lived
    return replace(made, could=could)


def _numbers(parts: NDArray[np.int64], most: int) -> frozenset[int]:
    """The different numbers among parts below some number, without -1."""
    seen = np.zeros(most, dtype=bool)
    seen[parts[parts >= 0]] = True
    return frozenset(np.flatnonzero(seen).tolist())


def _parts(network: Network, pieces: NDArray[np.bool_]) -> tuple[NDArray[np.int64], int]:
    """The part of each vertex among some pieces, -1 where none of them ends, and how many parts there are."""
    size = len(network.xy)
    tail, head = network.tail[pieces], network.head[pieces]
    count, part = connected_components(
        coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(size, size)), directed=False
    )
    used = np.zeros(size, dtype=bool)
    used[tail] = used[head] = True
    return np.where(used, part.astype(np.int64), -1), int(count)


def lost_vertices(ways: Sequence[WaysOut], staffed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Vertices inside that had a way out and have none through the staffed posts, by any mode."""
    lost = [np.isin(one.within, list(one.cut_off(staffed))) for one in ways]
    return np.flatnonzero(np.logical_or.reduce(lost))


def shut_vertices(ways: Sequence[WaysOut], staffed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Vertices inside that nobody lives at and that orders leave without a way out, by any mode."""
    shut = [np.isin(one.within, list(one.shut - one.with_way_out(staffed))) for one in ways]
    return np.flatnonzero(np.logical_or.reduce(shut))


def hopeless_vertices(ways: WaysOut) -> NDArray[np.int64]:
    """Vertices inside that had no way out even with every crossing open."""
    return np.flatnonzero((ways.within >= 0) & ~np.isin(ways.within, list(ways.could)))
