"""Zones whose edge runs along named roads: unions of neighbouring faces of a road network, chosen by a seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.derive.linear_features import ROAD, LinearFeatures

CARRIAGEWAY_M = 25.0
"""A face that lies within this of one road is the ground between its carriageways, no block."""
SLIVER_M = 15.0
LEAST_M2 = 3000.0
FACING_M = 60.0
"""Blocks are neighbours when they face each other over this length, across at most a carriageway."""
NAMED_SHARE = 0.9
NEXT_TO_M = 1.0
"""An edge this near to a named road runs along it."""
MOST_FACES = 6
TRIES = 60


@dataclass(frozen=True)
class Blocks:
    """The blocks between named roads, in metres, which of them are neighbours, and the ground between carriageways."""

    blocks: tuple[Polygon, ...]
    near: tuple[frozenset[int], ...]
    strips: tuple[Polygon, ...]


def blocks_of(features: LinearFeatures) -> Blocks:
    """The blocks of the network of named roads."""
    roads = [feature.lines for feature in features.features if feature.kind == ROAD]
    network = shapely.union_all(roads)
    faces = list(shapely.get_parts(shapely.polygonize(shapely.get_parts(network))))
    tree = shapely.STRtree(roads)
    strip = [_is_strip(face, roads, tree) for face in faces]
    blocks = [face for face, is_strip in zip(faces, strip, strict=True) if not is_strip]
    wide = network.buffer(NEXT_TO_M)
    shapely.prepare(wide)
    named = [face for face in blocks if _named_share(face, wide) >= NAMED_SHARE]
    strips = tuple(face for face, is_strip in zip(faces, strip, strict=True) if is_strip)
    return Blocks(tuple(named), _neighbours(named), strips)


def draw_zones(blocks: Blocks, count: int, seed: int) -> list[Polygon]:
    """Different unions of one to six neighbouring blocks, fewer than `count` when there are not as many."""
    chance = random.Random(seed)  # noqa: S311 - a bench draws the same zones again, nothing is secret
    zones: dict[frozenset[int], Polygon] = {}
    for _ in range(count * TRIES):
        if len(zones) >= count or not blocks.blocks:
            break
        chosen = _grown(blocks, chance)
        zone = None if chosen in zones else _union(blocks, chosen)
        if zone is not None:
            zones[chosen] = zone
    return list(zones.values())


def _grown(blocks: Blocks, chance: random.Random) -> frozenset[int]:
    wanted = chance.randint(1, MOST_FACES)
    chosen = {chance.randrange(len(blocks.blocks))}
    while len(chosen) < wanted:
        around = sorted(set().union(*(blocks.near[one] for one in chosen)) - chosen)
        if not around:
            break
        chosen.add(chance.choice(around))
    return frozenset(chosen)


def _union(blocks: Blocks, chosen: frozenset[int]) -> Polygon | None:
    """The blocks with the ground between carriageways that lies between them; None when they don't hang together."""
    own = shapely.union_all([blocks.blocks[one] for one in sorted(chosen)])
    reach = FACING_M / 2
    closed = own.buffer(reach, join_style="mitre").buffer(-reach, join_style="mitre")
    between = [strip for strip in blocks.strips if strip.intersection(closed).area > NAMED_SHARE * strip.area]
    whole = shapely.union_all([own, *between])
    return Polygon(whole.exterior) if isinstance(whole, Polygon) else None


def _is_strip(face: Polygon, roads: Sequence[shapely.MultiLineString], tree: shapely.STRtree) -> bool:
    if face.area < LEAST_M2 or face.buffer(-SLIVER_M).is_empty:
        return True
    near = [roads[one] for one in tree.query(face, predicate="dwithin", distance=CARRIAGEWAY_M)]
    return any(face.difference(road.buffer(CARRIAGEWAY_M)).area < (1 - NAMED_SHARE) / 2 * face.area for road in near)


def _named_share(face: Polygon, roads: BaseGeometry) -> float:
    edge = face.exterior
    return 1.0 if roads.covers(edge) else float(edge.intersection(roads).length / edge.length)


def _neighbours(blocks: Sequence[Polygon]) -> tuple[frozenset[int], ...]:
    if not blocks:
        return ()
    grown = shapely.buffer(np.array(blocks, dtype=object), CARRIAGEWAY_M)
    one, other = shapely.STRtree(blocks).query(grown, predicate="intersects")
    shared = shapely.area(shapely.intersection(grown[one], np.array(blocks, dtype=object)[other]))
    facing = (one != other) & (shared > CARRIAGEWAY_M / 2 * FACING_M)
    return tuple(frozenset(other[facing & (one == k)].tolist()) for k in range(len(blocks)))
