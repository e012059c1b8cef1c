"""
Walks from buildings to places that could become sites, along the ways inside a cordon. Metres.

A building without any walk in reach still gets its nearest place, by the network or, where no way leads, in a straight
line; what is beyond the limit is for the caller to report.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.network.crossings import OUTSIDE, Cordon
from geo_service.network.graph import Network
from geo_service.network.walking import Attachment, Walks, attach, connected_pieces, nearest_places, walks_within

PLACE_REACH_M = 15.0
"""A gate farther than this from every way is not a gate on the network."""
OPEN_GROUND_M = 150.0
"""Farthest a building may lie from the nearest way; yards and lawns are crossed on foot."""
BY_NETWORK, BY_OPEN_GROUND = "network", "straight"


@dataclass(frozen=True)
class Reach:
    """
    The walks from things to places.

    `walks` has all walks within the limit, and for things without one their nearest place; `basis` says per thing
    whether its walks follow ways or cross open ground.
    """

    walks: Walks
    basis: NDArray[np.object_]


def ways_inside(cordon: Cordon) -> Network:
    """The ways that people in a zone may walk: inside and on its line, without those that only pass over or under."""
    inside, _ = cordon.network.only((cordon.label != OUTSIDE) & ~cordon.passing).compact()
    return inside


def attach_both(
    inside: Network, footprints: NDArray[np.object_], points: NDArray[np.object_]
) -> tuple[Network, Attachment, Attachment]:
    """The part of the ways from which some place is reached, with the walls and the places on it."""
    served = inside.only(connected_pieces(inside, attach(points, inside, reach_m=PLACE_REACH_M)))
    return (
        served,
        attach(footprints, served, reach_m=OPEN_GROUND_M),
        attach(points, served, reach_m=PLACE_REACH_M),
    )


def reach_places(
    inside: Network,
    footprints: NDArray[np.object_],
    points: NDArray[np.object_],
    *,
    limit_m: float,
    skip: frozenset[int] = frozenset(),
) -> Reach:
    """
    Find the walks from walls to places.

    Parameters
    ----------
    inside
        The ways that may be walked.
    footprints, points
        Buildings and places on its plane; at least one place.
    limit_m
        Longest walk looked for; a building with none keeps its nearest place alone.
    skip
        Places that nobody may be sent to; at least one must be left.
    """
    kept = np.setdiff1d(np.arange(len(points)), sorted(skip))
    found = _reach(inside, footprints, points[kept], limit_m)
    return Reach(Walks(found.walks.thing, kept[found.walks.place], found.walks.walk_m), found.basis)


def _reach(inside: Network, footprints: NDArray[np.object_], points: NDArray[np.object_], limit_m: float) -> Reach:
    served, doors, at = attach_both(inside, footprints, points)
    walks = walks_within(served, doors, at, limit_m=limit_m)
    walks = joined(walks, without(nearest_places(served, doors, at), walks.thing))
    basis = np.full(len(footprints), BY_NETWORK, dtype=object)
    across = np.setdiff1d(np.arange(len(footprints)), walks.thing)
    basis[across] = BY_OPEN_GROUND
    return Reach(joined(walks, _straight(footprints, across, points)), basis)


def without(walks: Walks, things: NDArray[np.int64]) -> Walks:
    """The walks of all other things."""
    return chosen_walks(walks, ~np.isin(walks.thing, things))


def chosen_walks(walks: Walks, keep: NDArray[np.bool_]) -> Walks:
    """Some of the walks, in the same order."""
    return Walks(walks.thing[keep], walks.place[keep], walks.walk_m[keep])


def joined(first: Walks, second: Walks) -> Walks:
    """Both, ordered by thing, then walk, then place."""
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
