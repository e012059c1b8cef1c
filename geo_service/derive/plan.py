"""
A plan from a zone version and the register round it: who is affected, who stands where, who is served how.

All lengths are measured on a plane centred on the zone; the frames go out in lon/lat.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import MultiPolygon

from geo_service.coords.metric import MetricPlane, plane_at
from geo_service.derive.cordon import Post, plan_posts
from geo_service.derive.delivery import Delivery, DeliveryRule, assign_deliveries, delivery_places
from geo_service.derive.grids import assign_grids
from geo_service.derive.households import HouseholdRule, totals, with_estimates
from geo_service.derive.services import likely_services, nearest_services, venues_to_pause
from geo_service.errors import GeometryError
from geo_service.model.extent import DrawnShape, NamedPlace
from geo_service.model.frames import DTYPES, WGS84
from geo_service.model.plan import PLAN_LAYERS, Plan
from geo_service.model.zone import Member, ZoneVersion
from geo_service.network.crossings import find_crossings
from geo_service.network.graph import network_of

DECIMETRE = 10
"""Walks are rounded up to a tenth of a metre, so that no stated walk is shorter than the real one."""


@dataclass(frozen=True)
class Surroundings:
    """Register layers near a zone, lon/lat; `buildings` are those of the zone only."""

    buildings: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    gates: gpd.GeoDataFrame
    estates: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame


@dataclass(frozen=True)
class PlanRule:
    """What the protocol says of a category's plan."""

    category_title: str
    category_color: str
    short_measures: str
    measures: str
    delivery: DeliveryRule
    households: HouseholdRule
    pause_kinds: tuple[str, ...]
    pause_action: str
    services: Mapping[str, int]
    sign: str


def derive_plan(zone: ZoneVersion, near: Surroundings, rule: PlanRule) -> Plan:
    """
    Derive the plan of a zone version.

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
    cordon = find_crossings(outline, network_of(local.roads), local.roads)
    checkpoints, passing = plan_posts(outline, cordon, local.roads, local.gates)
    named = [(f"K{number:02d}", post) for number, post in enumerate(checkpoints, 1)]
    affected = _affected(zone, near, rule)
    places = delivery_places(outline, named, local.gates, local.estates, cordon)
    delivery = assign_deliveries(plane.frame_to_metres(affected), places, cordon, rule.delivery)
    frames = {
        "building": _with_delivery(affected, delivery),
        "checkpoint": _lonlat(plane, "checkpoint", [_checkpoint(key, post, local.roads) for key, post in named]),
        "grade_separated": _lonlat(
            plane, "grade_separated", [_passing(number, post, local.roads) for number, post in enumerate(passing, 1)]
        ),
        "delivery_point": _lonlat(plane, "delivery_point", _points(affected, delivery, rule.delivery)),
        "sign": _lonlat(plane, "sign", [_sign(key, post, zone, rule) for key, post in named]),
        "venue": _table(
            plane, "venue", venues_to_pause(outline, local.facilities, rule.pause_kinds, action=rule.pause_action)
        ),
        "service": _table(plane, "service", _services(outline, named, local, rule)),
    }
    return Plan(
        zone=zone,
        category_title=rule.category_title,
        category_color=rule.category_color,
        measures=rule.measures,
        frames=frames,
        totals=totals(affected, zone.geometry),
        problems=(*_problems(zone, affected, named, delivery, rule), *_beyond_the_roads(outline, local.roads)),
    )


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
    place = delivery.places[number]
    desks = max(1, int(np.ceil(served.sum() / rule.households_per_desk)))
    return {
        "delivery_point_id": _point_id(number),
        "name": place.name,
        "at": place.at,
        "desks": desks,
        "capacity_households": desks * rule.households_per_desk,
        "households": int(served.sum()),
        "buildings": len(served),
        "walk_max_m": float(np.ceil(delivery.walk_m[delivery.place == number].max() * DECIMETRE) / DECIMETRE),
        "why": f"就近服务{len(served)}栋{int(served.sum())}户",
        "geometry": place.point,
    }


# ---------------------------------------------------------------- posts


def _checkpoint(key: str, post: Post, roads: gpd.GeoDataFrame) -> dict[str, Any]:
    return {
        "checkpoint_id": key,
        "name": post.name,
        "access": post.access,
        "way_ids": way_ids(post, roads),
        "gate_id": post.gate_id,
        "drivable": post.drivable,
        "why": post.why,
        "geometry": post.place,
    }


def way_ids(post: Post, roads: gpd.GeoDataFrame) -> list[int]:
    """Way numbers that a post holds, ascending."""
    return sorted({int(way) for way in roads["way_id"].iloc[list(post.road_rows)]})


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
    outline: MultiPolygon, posts: Sequence[tuple[str, Post]], local: Surroundings, rule: PlanRule
) -> gpd.GeoDataFrame:
    likely = likely_services(outline, local.facilities, rule.services)
    exits = np.array([post.place.centroid for _, post in posts if post.drivable], dtype=object)
    return nearest_services(likely, exits, network_of(local.roads), rule.services)


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
    posts: Sequence[tuple[str, Post]],
    delivery: Delivery,
    rule: PlanRule,
) -> list[str]:
    gone = sorted({member.building_id for member in zone.members} - set(affected["building_id"]))
    far = affected["building_id"][delivery.over_limit].tolist()
    across = affected["building_id"][(delivery.basis == "straight") & ~delivery.over_limit].tolist()
    found = [
        (not zone.members, "区内没有登记楼栋"),
        (not posts, "没有道路穿越区界，未设卡口"),
        (gone, f"{len(gone)}栋已不在登记中：{_some(gone)}"),
        (far, f"{len(far)}栋步行超过{rule.delivery.max_walk_m:.0f}米：{_some(far)}"),
        (across, f"{len(across)}栋附近没有连通的道路，按直线距离计：{_some(across)}"),
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


SHOWN = 8
"""Ids named in one sentence before it says how many more there are."""


def _some(ids: list[str]) -> str:
    more = f"等{len(ids)}栋" if len(ids) > SHOWN else ""
    return "、".join(ids[:SHOWN]) + more
