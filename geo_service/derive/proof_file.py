"""
The whole proof of a cordon as plain values: the statement and everything that it was computed from.

Whoever has this document alone can compute every number of the statement again; `derive/proof_check.py` does.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon
from shapely.geometry import mapping

from geo_service.coords.metric import MetricPlane
from geo_service.derive.cordon import Post
from geo_service.derive.cordon_times import sites_within
from geo_service.derive.perimeter import Demand, Perimeter, Roads
from geo_service.derive.proof_document import Names, proof_document
from geo_service.derive.queueing import capacity_h, crew_of
from geo_service.derive.staffing import KEPT, PERSON_DAY, POST, CordonRule, ServiceNeeds, planned_s
from geo_service.errors import GeometryError
from geo_service.model.zone import ZoneVersion
from geo_service.network.graph import CUT_POINT

FORMAT = "geo-service-cordon-proof/1"
VERTEX_DECIMALS = 9
"""1e-9 degrees is about 0.1 mm: cut points lie within a millimetre of the band's edge."""
TIME_DECIMALS = 3
PASSING = 3
"""Label of a piece inside that goes over or under the zone; others are as `Cordon.label` has them."""


def proof_file(
    zone: ZoneVersion,
    perimeter: Perimeter,
    *,
    names: Names,
    plane: MetricPlane,
    roads: Roads,
    demand: Demand,
    rule: CordonRule,
) -> dict[str, Any]:
    """
    The document of a proof; the same plan gives the same document.

    `vertices` are lon/lat, `nodes` their node ids (null: a way was cut there), `pieces` [tail, head, way, label] with
    labels 0 inside, 1 on the line, 2 outside, 3 over or under the zone. `sha256` is the hash of all the rest.
    """
    ground, staffing = perimeter.ground, perimeter.staffing
    network, keys = ground.network, names.posts
    used, way = np.unique(network.road, return_inverse=True)
    label = np.where(perimeter.cordon.passing, PASSING, perimeter.cordon.label)
    posts = zip(keys, perimeter.posts, _kept(perimeter, rule), strict=True)
    document = {
        "format": FORMAT,
        "zone": {"zone_id": zone.zone_id, "version": zone.version, "outline": _outline(zone)},
        "statement": proof_document(perimeter, names, plane),
        "rule": _rule(demand, rule),
        "posts": {key: _post(post, is_kept) for key, post, is_kept in posts},
        "crossing_vertices": [one.vertex for post in (*perimeter.posts, *perimeter.passing) for one in post.crossings],
        "ways": _ways(roads, used, names),
        "vertices": _lonlat(plane, network.xy),
        "nodes": [None if node == CUT_POINT else node for node in network.node_id.tolist()],
        "pieces": np.column_stack([network.tail, network.head, way.reshape(-1), label]).tolist(),
        "bollards": np.flatnonzero(ground.stopped).tolist(),
        "ring_m": ground.ring_m,
        "out": np.flatnonzero(ground.out).tolist(),
        "services": [
            _service(one, _sites(roads.sites.get(one.reach.service.name), plane, zone), keys, perimeter.staffed)
            for one in staffing.services
        ],
        "released": [keys[number] for number in staffing.released],
        "buildings": [
            {"building_id": building, "lonlat": place}
            for building, place in zip(names.buildings, _lonlat(plane, demand.middles), strict=True)
        ],
    }
    return {**document, "sha256": fingerprint(document)}


def fingerprint(document: Mapping[str, Any]) -> str:
    """SHA-256 of a document in one fixed spelling, without its own `sha256`."""
    rest = {key: value for key, value in document.items() if key != "sha256"}
    return sha256(json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _outline(zone: ZoneVersion) -> dict[str, Any]:
    shape: dict[str, Any] = json.loads(json.dumps(mapping(_area(zone))))
    return shape


def _area(zone: ZoneVersion) -> MultiPolygon:
    if zone.geometry is None:
        raise GeometryError(f"zone {zone.zone_id} has no geometry yet; resolve its extent before proving")
    return zone.geometry


def _rule(demand: Demand, rule: CordonRule) -> dict[str, Any]:
    households = float(demand.households.sum())
    return {
        "households": households,
        "double_households": rule.double_households,
        "closing_people": dict(sorted(rule.closing_people.items())),
        "other_closing_people": rule.other_closing_people,
        "people": {
            "vehicle": crew_of(0.0, drivable=True, rule=rule.queue).per_day,
            "foot": crew_of(0.0, drivable=False, rule=rule.queue).per_day,
        },
        "prices": {"post": POST, "person_day": PERSON_DAY, "kept": KEPT},
        "never_closed": sorted(rule.never_closed),
        "flow_h": households * rule.queue.trips_per_household_h,
        "post_flow_h": capacity_h(rule.queue),
    }


def _kept(perimeter: Perimeter, rule: CordonRule) -> list[bool]:
    """Which posts are cheaper because a crew stands there already."""
    plain = [_plain_cost(post, rule) for post in perimeter.posts]
    return [cost < bare - KEPT / 2 for cost, bare in zip(perimeter.staffing.costs.tolist(), plain, strict=True)]


def _plain_cost(post: Post, rule: CordonRule) -> float:
    people = crew_of(0.0, drivable=post.drivable, rule=rule.queue).per_day
    closing = max((rule.closing_people.get(one, rule.other_closing_people) for one in post.highways), default=0.0)
    return POST + PERSON_DAY * (people - closing)


def _post(post: Post, is_kept: bool) -> dict[str, Any]:
    return {
        "vertices": [crossing.vertex for crossing in post.crossings],
        "drivable": post.drivable,
        "gate_width_m": None if np.isnan(post.gate_width_m) else post.gate_width_m,
        "kept": is_kept,
    }


def _ways(roads: Roads, rows: NDArray[np.int64], names: Names) -> list[dict[str, Any]]:
    highway = roads.frame["highway"].to_numpy(dtype=object)[rows].tolist()
    facts = roads.facts
    return [
        {
            "way_id": names.way_of_row[row],
            "highway": kind,
            "driving_m_s": facts.driving_m_s[row],
            "walking_m_s": facts.walking_m_s[row],
            "width_m": None if np.isnan(facts.width_m[row]) else facts.width_m[row],
            "oneway": int(facts.oneway[row]),
        }
        for row, kind in zip(rows.tolist(), highway, strict=True)
    ]


def _service(
    one: ServiceNeeds, sites: list[dict[str, Any]], keys: Sequence[str], staffed: NDArray[np.bool_]
) -> dict[str, Any]:
    service, reach = one.reach.service, one.reach
    approach = service.approach
    return {
        "name": service.name,
        "share": service.share,
        "extra_s": service.extra_s,
        "double": service.double,
        "min_gate_m": service.min_gate_m,
        "inside": {"vehicle": service.inside.vehicle, "min_width_m": service.inside.min_width_m},
        "approach": approach
        and {
            "vehicle": approach.vehicle,
            "min_width_m": approach.min_width_m,
            "obeys_oneway": approach.obeys_oneway,
        },
        "sites": sites,
        "times": {
            "vertex": reach.vertex.tolist(),
            "open_s": _seconds(reach.open_s),
            "inside_s": _seconds(reach.inside_s),
            "allowed_s": _seconds(one.allowed_s),
            "plan_s": _seconds(planned_s(reach, staffed)),
            "by_post_s": {key: _seconds(row) for key, row in zip(keys, reach.by_post_s, strict=True)},
        },
    }


def _sites(shapes: NDArray[np.object_] | None, plane: MetricPlane, zone: ZoneVersion) -> list[dict[str, Any]]:
    if shapes is None or not len(shapes):
        return []
    within = sites_within(plane.to_metres(_area(zone)), shapes)
    places = _lonlat(plane, shapely.get_coordinates(shapely.centroid(shapes)))
    return [{"lonlat": place, "inside": bool(inner)} for place, inner in zip(places, within.tolist(), strict=True)]


def _seconds(values: NDArray[np.float64]) -> list[float | None]:
    return [round(value, TIME_DECIMALS) if np.isfinite(value) else None for value in values.tolist()]


def _lonlat(plane: MetricPlane, xy: NDArray[np.float64]) -> list[list[float]]:
    if not len(xy):
        return []
    places: list[list[float]] = np.round(plane.points_to_lonlat(xy), VERTEX_DECIMALS).tolist()
    return places
