"""
The proof of a cordon as plain values: a statement that goes with every plan, and the whole with the network.

The whole document holds everything that `derive/proof_check.py` needs to compute each number again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_service.coords.metric import MetricPlane
from geo_service.derive.perimeter import Perimeter
from geo_service.network.graph import CUT_POINT

FORMAT = "geo-service-cordon-proof/1"
COORDINATE_DECIMALS = 8
"""1e-8 degrees is about 1 mm."""
SECOND_DECIMALS = 3
"""A millisecond."""


@dataclass(frozen=True)
class Names:
    """What things are called in a proof: posts by number, way of each row of the roads, buildings in order."""

    posts: Sequence[str]
    way_of_row: Sequence[int]
    buildings: Sequence[str]


def proof_document(perimeter: Perimeter, names: Names, plane: MetricPlane) -> dict[str, Any]:
    """
    The statement of a proof.

    `leaks` must be empty. `min_cut` is the fewest ways that separate inside and outside along the line. `choice` is
    the multi-cover whose cheapest solution the posts are: costs in posts, needs as lists of posts, cost and bound.
    `detours` give each building's worst trip in seconds. `no_way_before` are nodes that had no way out to begin with,
    `shut_stubs` those of stubs without buildings that orders close for good.
    """
    proof = perimeter.proof
    return {
        "format": FORMAT,
        "holds": proof.holds,
        "crossings": _crossings(perimeter, names, plane),
        "leaks": _nodes(perimeter, plane, proof.leaks),
        "min_cut": proof.cut,
        "choice": _choice(perimeter, names.posts),
        "limits": {
            one.reach.service.name: {
                "share": one.reach.service.share,
                "extra_s": one.reach.service.extra_s,
                "posts_per_place": 1 + one.reach.service.double,
            }
            for one in perimeter.staffing.services
        },
        "detours": [
            {
                "building_id": names.buildings[trip.building],
                "service": trip.service,
                "open_s": round(trip.open_s, SECOND_DECIMALS),
                "plan_s": _finite(trip.plan_s),
                "allowed_s": _finite(trip.limit_s),
            }
            for trip in proof.detours
        ],
        "over_limit": {name: _nodes(perimeter, plane, found) for name, found in proof.unmet.items() if len(found)},
        "one_post_only": {name: _nodes(perimeter, plane, found) for name, found in proof.single.items() if len(found)},
        "cut_off": _nodes(perimeter, plane, proof.cut_off),
        "no_way_before": _nodes(perimeter, plane, proof.hopeless),
        "shut_stubs": _nodes(perimeter, plane, proof.shut),
    }


def _crossings(perimeter: Perimeter, names: Names, plane: MetricPlane) -> list[dict[str, Any]]:
    """Every crossing: where, of which ways, and the post that holds it, G and a number for those over or under."""
    held = [*zip(names.posts, perimeter.posts, strict=True)]
    held += [(f"G{number:02d}", post) for number, post in enumerate(perimeter.passing, 1)]
    crossings = [(key, crossing) for key, post in held for crossing in post.crossings]
    places = _lonlat(plane, np.array([(one.x, one.y) for _, one in crossings]).reshape(-1, 2))
    return [
        {"lonlat": place, "ways": [names.way_of_row[row] for row in crossing.roads], "post": key}
        for (key, crossing), place in zip(crossings, places, strict=True)
    ]


def _choice(perimeter: Perimeter, keys: Sequence[str]) -> dict[str, Any]:
    proof, staffing = perimeter.proof, perimeter.staffing
    return {
        "costs": {key: round(cost, 6) for key, cost in zip(keys, staffing.costs.tolist(), strict=True)},
        "staffed": [key for key, chosen in zip(keys, perimeter.staffed.tolist(), strict=True) if chosen],
        "fixed": {keys[number]: order.staffed for number, order in perimeter.orders.items()},
        "needs": [
            {"posts": [keys[number] for number in np.flatnonzero(row).tolist()], "at_least": int(least)}
            for row, least in zip(staffing.needs.columns, staffing.needs.at_least, strict=True)
        ],
        "cost": round(proof.cost, 6),
        "bound": round(proof.bound, 6),
        "proved": proof.proved,
        "gap": round(proof.gap, 6),
    }


def _finite(value: float) -> float | None:
    return round(value, SECOND_DECIMALS) if np.isfinite(value) else None


def _lonlat(plane: MetricPlane, xy: NDArray[np.float64]) -> list[list[float]]:
    if not len(xy):
        return []
    places: list[list[float]] = np.round(plane.points_to_lonlat(xy), COORDINATE_DECIMALS).tolist()
    return places


def _nodes(perimeter: Perimeter, plane: MetricPlane, vertices: NDArray[np.int64]) -> list[dict[str, Any]]:
    """Vertices as node id and place; points where a way was cut have no node of their own."""
    network = perimeter.ground.network
    places = _lonlat(plane, network.xy[vertices])
    ids = network.node_id[vertices].tolist()
    return [
        {"node_id": None if node == CUT_POINT else node, "lonlat": place}
        for node, place in zip(ids, places, strict=True)
    ]
