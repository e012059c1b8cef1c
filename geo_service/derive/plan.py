"""
A plan from a zone version and the register round it: who is affected, who stands where, who is served how.

All lengths are measured on a plane centred on the zone; the frames go out in lon/lat.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Point

from geo_service.coords.metric import MetricPlane, plane_at
from geo_service.derive.cordon import Post
from geo_service.derive.delivery import Delivery, DeliveryRule, assign_deliveries, delivery_places
from geo_service.derive.fences import boundary_stretches
from geo_service.derive.grids import assign_grids
from geo_service.derive.households import HouseholdRule, totals, with_estimates
from geo_service.derive.numbering import NO_NUMBERS, Numbering
from geo_service.derive.perimeter import Demand, Perimeter, PostOrder, Roads, derive_perimeter
from geo_service.derive.perimeter_problems import perimeter_problems, some_of
from geo_service.derive.perimeter_rows import (
    checkpoint_rows,
    closure_rows,
    edge_rows,
    post_keys,
    way_ids,
    with_kept_names,
)
from geo_service.derive.proof_document import Names, proof_document
from geo_service.derive.proof_file import proof_file
from geo_service.derive.services import likely_services, nearest_services, venues_to_pause
from geo_service.derive.site_numbers import sentences_renamed, with_kept_numbers
from geo_service.derive.sites import SitesGround, SitesRule, derive_sites
from geo_service.derive.sites_orders import SiteOrder, wishes_for
from geo_service.derive.sites_problems import site_problems
from geo_service.derive.sites_rows import site_rows, sites_statement
from geo_service.derive.staffing import CordonRule
from geo_service.errors import GeometryError
from geo_service.model.extent import DrawnShape, NamedPlace
from geo_service.model.frames import DTYPES, WGS84, empty_frame
from geo_service.model.plan import PLAN_LAYERS, Plan
from geo_service.model.zone import Member, ZoneVersion
from geo_service.network.graph import Network, network_of
from geo_service.network.travel import way_facts

DECIMETRE = 10
"""Walks are rounded up to a tenth of a metre, so that no stated walk is shorter than the real one."""


@dataclass(frozen=True)
class Surroundings:
    """
    Register layers near a zone, lon/lat; `buildings` are those of the zone only.

    `high_risk` are buildings in and round it whose people don't leave the stair: sampling routes keep away from them.
    """

    buildings: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    gates: gpd.GeoDataFrame
    estates: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame
    high_risk: gpd.GeoDataFrame = field(default_factory=lambda: empty_frame("buildings"))


@dataclass(frozen=True)
class PlanRule:
    """What the protocol says of a category's plan; without `sites` it has none but delivery points."""

    category_title: str
    category_color: str
    short_measures: str
    measures: str
    cordon: CordonRule
    delivery: DeliveryRule
    households: HouseholdRule
    pause_kinds: tuple[str, ...]
    pause_action: str
    services: Mapping[str, int]
    sign: str
    sites: SitesRule | None = None


@dataclass(frozen=True)
class PlanOrders:
    """
    What people have ordered of a plan, lon/lat: posts to staff or close, sites to pin, forbid or move.

    `crews_at` are the places where crews stand already; `numbering` has the places and numbers of the last field
    sheet, which places keep while they stay.
    """

    posts: tuple[PostOrder, ...] = ()
    crews_at: tuple[Point, ...] = ()
    sites: tuple[SiteOrder, ...] = ()
    numbering: Numbering = NO_NUMBERS


NO_ORDERS = PlanOrders()


@dataclass(frozen=True)
class PlannedPosts:
    """
    The posts of a plan, with their numbers, and what they were derived from on the plane of the zone.

    `area` is the zone in lon/lat, `outline` the same in metres; `affected` are its buildings in lon/lat, `footprints`
    the same in metres.
    """

    area: MultiPolygon
    plane: MetricPlane
    outline: MultiPolygon
    local: Surroundings
    affected: gpd.GeoDataFrame
    footprints: gpd.GeoDataFrame
    demand: Demand
    roads: Roads
    perimeter: Perimeter
    keys: list[str]


def derive_plan(zone: ZoneVersion, near: Surroundings, rule: PlanRule, orders: PlanOrders = NO_ORDERS) -> Plan:
    """
    Derive the plan of a zone version.

    Raises
    ------
    GeometryError
        If the zone's extent has not been resolved to a shape.
    """
    found = derive_posts(zone, near, rule, orders)
    plane, outline, local, affected = found.plane, found.outline, found.local, found.affected
    footprints, roads = found.footprints, found.roads
    perimeter, keys = found.perimeter, found.keys
    staffed = [(keys[number], perimeter.posts[number]) for number in np.flatnonzero(perimeter.staffed)]
    places = delivery_places(outline, staffed, local.gates, local.estates, perimeter.cordon)
    wanted = [_site_on_plane(plane, order) for order in orders.sites]
    points = np.array([place.point for place in places], dtype=object)
    stood = _stood(plane, orders.numbering)
    title, at = PLAN_LAYERS["delivery_point"].title, stood.get("delivery_point", ())
    wishes = wishes_for("delivery_point", points, wanted, outline, title=title, stood_at=at)
    delivery = assign_deliveries(footprints, places, perimeter.cordon, rule.delivery, wishes)
    served = _served(zone, found, delivery, rule, _Ordered(wanted, stood))
    frames = {
        "building": _with_delivery(affected, delivery),
        **_post_frames(found, rule),
        "delivery_point": _lonlat(plane, "delivery_point", _points(affected, delivery, rule.delivery)),
        "sign": _lonlat(plane, "sign", [_sign(key, post, zone, rule) for key, post in staffed]),
        "venue": _table(
            plane, "venue", venues_to_pause(outline, local.facilities, rule.pause_kinds, action=rule.pause_action)
        ),
        "service": _table(plane, "service", _services(outline, staffed, roads.network, local, rule)),
        **{kind: _lonlat(plane, kind, rows) for kind, rows in served.rows.items()},
    }
    frames, renamed = with_kept_numbers(frames, orders.numbering, plane, orders.sites)
    said = [*_problems(zone, affected, perimeter, delivery, rule), *wishes.refused, *served.problems]
    return Plan(
        zone=zone,
        category_title=rule.category_title,
        category_color=rule.category_color,
        measures=rule.measures,
        frames=frames,
        totals=totals(affected, found.area),
        problems=(
            *sentences_renamed(said, renamed, [order.ground for order in orders.sites]),
            *perimeter_problems(perimeter, keys, affected["building_id"].tolist()),
            *_beyond_the_roads(outline, local.roads),
        ),
        proof={
            **_proof(found),
            "sites": {"delivery_point": dict(delivery.said), **served.said},
        },
        whole_proof=partial(whole_proof, zone, found, rule.cordon),
    )


def whole_proof(zone: ZoneVersion, found: PlannedPosts, rule: CordonRule) -> dict[str, Any]:
    """The proof of a plan's posts with all that it rests on."""
    names = Names(found.keys, found.local.roads["way_id"].tolist(), found.affected["building_id"].tolist())
    return proof_file(
        zone,
        found.perimeter,
        names=names,
        plane=found.plane,
        roads=found.roads,
        demand=found.demand,
        rule=rule,
    )


def derive_sketch(zone: ZoneVersion, near: Surroundings, rule: PlanRule) -> Plan:
    """
    Derive only what a drawing changes at once: buildings, posts, the edge and their proof; other layers are empty.

    Raises
    ------
    GeometryError
        If the zone's extent has not been resolved to a shape.
    """
    found = derive_posts(zone, near, rule)
    unserved = found.affected.assign(delivery_point_id=None, walk_m=np.nan, walk_basis=None)
    return Plan(
        zone=zone,
        category_title=rule.category_title,
        category_color=rule.category_color,
        measures=rule.measures,
        frames={**_no_rows(), "building": _typed("building", unserved), **_post_frames(found, rule)},
        totals=totals(found.affected, found.area),
        problems=(
            *perimeter_problems(found.perimeter, found.keys, found.affected["building_id"].tolist()),
            *_beyond_the_roads(found.outline, found.local.roads),
        ),
        proof=_proof(found),
    )


@cache
def _no_rows() -> Mapping[str, gpd.GeoDataFrame]:
    """Every layer of a plan without rows; made once, because typing twenty empty tables takes longer than the posts."""
    nowhere = MetricPlane(0.0, 0.0)
    return {kind: _lonlat(nowhere, kind, []) for kind in PLAN_LAYERS}


def _post_frames(found: PlannedPosts, rule: PlanRule) -> dict[str, gpd.GeoDataFrame]:
    """The layers of a plan that say how its boundary is held."""
    perimeter, keys, roads = found.perimeter, found.keys, found.local.roads
    stretches = boundary_stretches(found.outline, found.local.barriers, found.footprints.geometry.tolist())
    rows = {
        "checkpoint": checkpoint_rows(perimeter, keys, roads, rule.cordon.never_closed),
        "closure": closure_rows(perimeter, keys, roads),
        "grade_separated": [_passing(number, post, roads) for number, post in enumerate(perimeter.passing, 1)],
        "edge": edge_rows(stretches),
    }
    return {kind: _lonlat(found.plane, kind, some) for kind, some in rows.items()}


def _proof(found: PlannedPosts) -> dict[str, Any]:
    names = Names(found.keys, found.local.roads["way_id"].tolist(), found.affected["building_id"].tolist())
    return proof_document(found.perimeter, names, found.plane)


def derive_posts(zone: ZoneVersion, near: Surroundings, rule: PlanRule, orders: PlanOrders = NO_ORDERS) -> PlannedPosts:
    """
    Derive the posts of a zone version: the part of its plan that orders about posts are tried on.

    Raises
    ------
    GeometryError
        If the zone's extent has not been resolved to a shape.
    """
    if zone.geometry is None:
        raise GeometryError(f"zone {zone.zone_id} has no geometry yet; resolve its extent before planning")
    plane = plane_at(zone.geometry)
    outline = plane.to_metres(zone.geometry)
    local = Surroundings(**{name: plane.frame_to_metres(frame) for name, frame in vars(near).items()})
    affected = _affected(zone, near, rule)
    footprints = plane.frame_to_metres(affected)
    demand = _demand(footprints)
    roads = roads_round(local, rule.cordon)
    perimeter = derive_perimeter(
        outline,
        roads,
        demand,
        rule.cordon,
        orders=[_on_plane(plane, order) for order in orders.posts],
        kept=[plane.to_metres(point) for point in orders.crews_at],
    )
    keys = post_keys(perimeter, local.roads, plane, orders.numbering)
    perimeter = with_kept_names(perimeter, keys, orders.numbering)
    return PlannedPosts(zone.geometry, plane, outline, local, affected, footprints, demand, roads, perimeter, keys)


@dataclass(frozen=True)
class _Served:
    """Rows of the layers of sites, what could not be had, and how good the choices are."""

    rows: Mapping[str, list[dict[str, Any]]]
    problems: Sequence[str] = ()
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Ordered:
    """Orders about sites, and where sites stood on the last field sheet by layer; metres."""

    sites: Sequence[SiteOrder]
    stood: Mapping[str, Sequence[Point]]


def _stood(plane: MetricPlane, numbering: Numbering) -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = {}
    for place in numbering.standing:
        found.setdefault(place.kind, []).append(plane.to_metres(Point(place.first)))
    return found


def _served(zone: ZoneVersion, found: PlannedPosts, delivery: Delivery, rule: PlanRule, ordered: _Ordered) -> _Served:
    """The sites of a plan besides its delivery points; empty layers where the category has none."""
    if rule.sites is None:
        return _Served({kind: [] for kind in SITE_KINDS})
    ground = _sites_ground(zone, found, delivery)
    sites = derive_sites(ground, rule.sites, ordered.sites, ordered.stood)
    return _Served(
        site_rows(ground, sites, rule.sites), site_problems(ground, sites, rule.sites), sites_statement(sites)
    )


def _sites_ground(zone: ZoneVersion, found: PlannedPosts, delivery: Delivery) -> SitesGround:
    stairs = {member.building_id: member.stairs for member in zone.members}
    posts = [post.place for post in found.perimeter.posts]
    high_risk = found.local.high_risk
    return SitesGround(
        zone=found.outline,
        perimeter=found.perimeter,
        roads=found.local.roads,
        facilities=found.local.facilities,
        gates=found.local.gates,
        buildings=found.footprints,
        named_stairs=tuple(stairs.get(key, ()) for key in found.footprints["building_id"]),
        high_risk=high_risk.geometry.to_numpy(),
        high_risk_ids=tuple(high_risk["building_id"]),
        gathered=np.array([*posts, *(place.point for place in delivery.places)], dtype=object),
    )


SITE_KINDS = (
    "reception_point",
    "sampling_point",
    "sampling_route",
    "sampling_slot",
    "sampling_shift",
    "door_sampling",
    "household_waste_point",
    "medical_waste_point",
    "transfer_point",
)
"""Layers that only a plan with sites fills."""


def _site_on_plane(plane: MetricPlane, order: SiteOrder) -> SiteOrder:
    to_point = None if order.to_point is None else plane.to_metres(order.to_point)
    return replace(order, point=plane.to_metres(order.point), to_point=to_point)


def roads_round(local: Surroundings, rule: CordonRule) -> Roads:
    """The roads of a zone's surroundings, on their plane, ready to be travelled."""
    bollards = local.gates["node_id"][(local.gates["kind"] == "barrier").to_numpy(dtype=bool)]
    nodes = bollards.dropna().to_numpy(dtype=np.int64)
    sites = service_sites(local.facilities, rule)
    return Roads(local.roads, network_of(local.roads), way_facts(local.roads), nodes, local.gates, sites)


def service_sites(facilities: gpd.GeoDataFrame, rule: CordonRule) -> dict[str, np.ndarray[Any, Any]]:
    """Shapes of the facilities that each service sets out from."""
    shapes = facilities.geometry.to_numpy()
    return {
        service.name: shapes[facilities["kind"].isin(service.kinds).to_numpy(dtype=bool)] for service in rule.services
    }


def _demand(footprints: gpd.GeoDataFrame) -> Demand:
    middles = shapely.get_coordinates(shapely.centroid(footprints.geometry.to_numpy())).reshape(-1, 2)
    return Demand(middles, footprints["households"].to_numpy(dtype=float, na_value=0.0))


def _on_plane(plane: MetricPlane, order: PostOrder) -> PostOrder:
    return PostOrder(plane.to_metres(order.point), order.staffed, order.ground)


# ---------------------------------------------------------------- buildings


def _affected(zone: ZoneVersion, near: Surroundings, rule: PlanRule) -> gpd.GeoDataFrame:
    """The zone's members with what the register knows of them, estimates filled and marked."""
    members = pd.DataFrame(
        [(member.building_id, member.share_inside, _public_why(zone, member)) for member in zone.members],
        columns=["building_id", "share_inside", "why"],
    )
    known = near.buildings[near.buildings["building_id"].isin(members["building_id"])]
    rows = with_estimates(known, rule.households).merge(members, on="building_id")
    names = dict(zip(near.estates["estate_id"], near.estates["name"], strict=True))
    codes = dict(zip(near.grids["grid_id"], near.grids["code"], strict=True))
    return rows.assign(
        estate_name=rows["estate_id"].map(names).astype("str"),
        address=[addresses[0] if addresses else None for addresses in rows["addresses"]],
        grid_code=assign_grids(rows, near.grids).map(codes).astype("str"),
    ).sort_values("building_id")


def _public_why(zone: ZoneVersion, member: Member) -> str:
    """Why a building is in, as everybody may read it: plans are handed on, case places are not."""
    if all(isinstance(part, DrawnShape) for part in zone.extent.parts):
        return member.why
    return f"属于划定单位{'、'.join(part.text for part in zone.extent.parts if isinstance(part, NamedPlace))}"


def _with_delivery(affected: gpd.GeoDataFrame, delivery: Delivery) -> gpd.GeoDataFrame:
    keys = np.array([*(_point_id(number) for number in range(len(delivery.places))), None], dtype=object)
    rows = affected.assign(
        delivery_point_id=keys[delivery.place],
        walk_m=np.ceil(delivery.walk_m * DECIMETRE) / DECIMETRE,
        walk_basis=delivery.basis,
    )
    return _typed("building", rows)


def _point_id(number: int) -> str:
    return f"P{number + 1:02d}"


def _points(affected: gpd.GeoDataFrame, delivery: Delivery, rule: DeliveryRule) -> list[dict[str, Any]]:
    households = affected["households"].to_numpy(dtype=float, na_value=0.0)
    return [
        _point(number, delivery, households[delivery.place == number], rule) for number in range(len(delivery.places))
    ]


def _point(number: int, delivery: Delivery, served: np.ndarray[Any, Any], rule: DeliveryRule) -> dict[str, Any]:
    place, ground = delivery.places[number], delivery.grounds.get(number, "")
    desks = max(1, int(np.ceil(served.sum() / rule.households_per_desk)))
    return {
        "delivery_point_id": _point_id(number),
        "name": place.name,
        "at": place.at,
        "desks": desks,
        "capacity_households": desks * rule.households_per_desk,
        "households": int(served.sum()),
        "buildings": len(served),
        "walk_max_m": float(
            np.ceil(delivery.walk_m[delivery.place == number].max(initial=0.0) * DECIMETRE) / DECIMETRE
        ),
        "why": f"就近服务{len(served)}栋{int(served.sum())}户" + (f"；按要求设置：{ground}" if ground else ""),
        "geometry": place.point,
    }


# ---------------------------------------------------------------- posts


def _passing(number: int, post: Post, roads: gpd.GeoDataFrame) -> dict[str, Any]:
    return {
        "grade_separated_id": f"G{number:02d}",
        "name": post.name,
        "way_ids": way_ids(post, roads),
        "why": post.why,
        "geometry": post.place,
    }


def _sign(key: str, post: Post, zone: ZoneVersion, rule: PlanRule) -> dict[str, Any]:
    return {
        "sign_id": f"B{key[1:]}",
        "text": rule.sign.format(label=rule.category_title, zone=zone.name, short_measures=rule.short_measures),
        "at": key,
        "why": "封闭区域出入口须设置标识",
        "geometry": post.place.centroid,
    }


def _services(
    outline: MultiPolygon, posts: Sequence[tuple[str, Post]], network: Network, local: Surroundings, rule: PlanRule
) -> gpd.GeoDataFrame:
    likely = likely_services(outline, local.facilities, rule.services)
    exits = np.array([post.place.centroid for _, post in posts if post.drivable], dtype=object)
    return nearest_services(likely, exits, network, rule.services)


# ---------------------------------------------------------------- frames


def _lonlat(plane: MetricPlane, kind: str, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    layer = PLAN_LAYERS[kind]
    table = pd.DataFrame(rows, columns=layer.names)
    return _table(plane, kind, gpd.GeoDataFrame(table, geometry="geometry", crs=plane.crs))


def _table(plane: MetricPlane, kind: str, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    moved = plane.shapes_to_lonlat(rows.geometry.to_numpy())
    return _typed(kind, rows.set_geometry(gpd.GeoSeries(moved, index=rows.index, crs=WGS84)))


def _typed(kind: str, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Only the columns of a plan layer, in their dtypes, ordered by id."""
    layer = PLAN_LAYERS[kind]
    table = rows[layer.names].sort_values(layer.key, kind="stable").reset_index(drop=True)
    for column in layer.columns:
        if column.kind != "json":
            values = table[column.name]
            known = values.astype("object").where(values.notna(), None) if column.kind == "text" else values
            table[column.name] = known.astype(DTYPES[column.kind])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=WGS84)


# ---------------------------------------------------------------- what could not be had


def _problems(
    zone: ZoneVersion,
    affected: gpd.GeoDataFrame,
    perimeter: Perimeter,
    delivery: Delivery,
    rule: PlanRule,
) -> list[str]:
    gone = sorted({member.building_id for member in zone.members} - set(affected["building_id"]))
    far = affected["building_id"][delivery.over_limit].tolist()
    crowded = affected["building_id"][delivery.crowded].tolist()
    across = affected["building_id"][(delivery.basis == "straight") & ~delivery.over_limit].tolist()
    found = [
        (not zone.members, "区内没有登记楼栋"),
        (not perimeter.posts, "没有道路穿越区界，未设卡口"),
        (gone, f"{len(gone)}栋已不在登记中：{some_of(gone)}"),
        (far, f"{len(far)}栋步行超过{rule.delivery.max_walk_m:.0f}米：{some_of(far)}"),
        (crowded, f"{len(crowded)}栋的户数超出步行可达各中转站的总台位，就近加台位：{some_of(crowded)}"),
        (across, f"{len(across)}栋附近没有连通的道路，按直线距离计：{some_of(across)}"),
    ]
    found += [
        (True, f"{_point_id(number)}（{delivery.places[number].name}）超出规程台位数，需增设")
        for number in delivery.over_capacity
    ]
    return [text for holds, text in found if holds]


def _beyond_the_roads(outline: MultiPolygon, roads: gpd.GeoDataFrame) -> list[str]:
    """Says on which sides the zone reaches farther than any known road: crossings there are not known either."""
    if roads.empty:
        return []
    west, south, east, north = outline.bounds
    road_west, road_south, road_east, road_north = map(float, roads.total_bounds)
    beyond = {"西": west < road_west, "南": south < road_south, "东": east > road_east, "北": north > road_north}
    sides = "、".join(side for side, reaches in beyond.items() if reaches)
    return [f"区界{sides}侧超出登记道路的范围，该侧有无通道须现场核对"] if sides else []
