"""
Zones from a drawing or from case places: outline, member buildings, and the reason for each.

Pure: frames and values in, `Delineation`s out. Which buildings a zone holds is decided by
`membership.affected_buildings` alone, on a metric plane centred on the zone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import shapely
from shapely import MultiPolygon, Polygon

from geo_service.addresses.keys import building_word
from geo_service.addresses.match import building_label
from geo_service.coords.metric import plane_at
from geo_service.derive.drawing import require_drawable
from geo_service.model.extent import DrawnShape, Extent
from geo_service.model.frames import require_layer
from geo_service.model.zone import Member, ZoneVersion
from geo_service.zones.membership import MembershipRule, affected_buildings
from geo_service.zones.outline import as_multipolygon
from geo_service.zones.prices import Households, Price, UnitPrice, days_to_lift, price_of
from geo_service.zones.protocol import Protocol

NAMED_ESTATES = 2
"""Estates that the suggested name of a drawn zone lists before 等."""


@dataclass(frozen=True)
class Delineation:
    """
    A zone as it would be drafted: what was said, its outline (EPSG:4326) and its buildings with reasons.

    `geometry` is None when words alone say where it is. `problems` are sentences (Chinese) about what should be
    looked at before it is published, `reasons` say which rule asked for the zone and for its unit. `price` is what it
    costs the people in it; `larger` and `smaller` are the units next to it.
    """

    category: str
    unit: str
    extent: Extent
    geometry: MultiPolygon | None
    members: tuple[Member, ...]
    name_hint: str
    problems: tuple[str, ...] = field(default=())
    reasons: tuple[str, ...] = field(default=())
    price: Price | None = None
    larger: UnitPrice | None = None
    smaller: UnitPrice | None = None


def zone_from_drawing(
    geometry: Polygon | MultiPolygon,
    buildings: gpd.GeoDataFrame,
    protocol: Protocol,
    category: str,
    *,
    estate_names: Mapping[str, str] | None = None,
) -> Delineation:
    """
    The zone that a drawn polygon means: the drawing itself, and every building that any part of it covers.

    Parameters
    ----------
    geometry
        Drawn outline, EPSG:4326 lon/lat, holes allowed.
    buildings
        Rows of the buildings layer whose bounding boxes meet the drawing, at least.
    category
        Id or Chinese label.
    estate_names
        Names by `estate_id`, for the suggested name.

    Raises
    ------
    ProtocolError
        If the category is unknown or residual.
    GeometryError
        If the drawing is empty, broken, no polygon, or not in degrees.
    """
    chosen = protocol.designated_category(category)
    require_layer(buildings, "buildings")
    require_drawable(geometry)
    drawn = as_multipolygon(shapely.force_2d(geometry))
    inside = buildings_inside(drawn, buildings, protocol.membership.rule)
    names = _estates_of(inside, estate_names or {})
    members = tuple(_member(row, why_inside(row["share_inside"])) for row in rows_of(inside))
    held = buildings[buildings["building_id"].isin(inside["building_id"])]
    return Delineation(
        category=chosen.id,
        unit="drawn",
        extent=Extent((DrawnShape(drawn),)),
        geometry=drawn,
        members=members,
        name_hint=_name_of_drawing(names, len(inside)),
        problems=() if len(inside) else ("划定范围内没有登记的楼栋",),
        reasons=(f"手工划定为{chosen.label}：{chosen.criterion}",),
        price=price_of(members, Households(held), days_to_lift(protocol, chosen.id)),
    )


def buildings_inside(
    zone: MultiPolygon, buildings: gpd.GeoDataFrame, rule: MembershipRule = "any_part"
) -> gpd.GeoDataFrame:
    """The rows of a lon/lat buildings frame that a lon/lat zone holds, with `share_inside`, by id."""
    plane = plane_at(zone)
    whole = rule == "any_part_whole_premises"
    near = buildings if whole else buildings.iloc[sorted(buildings.sindex.query(zone))]
    return affected_buildings(plane.to_metres(zone), plane.frame_to_metres(near), rule=rule)


def with_newcomers(zone: ZoneVersion, buildings: gpd.GeoDataFrame, rule: MembershipRule = "any_part") -> ZoneVersion:
    """
    A drawn zone with those of the buildings as members that came into the register after it was drawn.

    Nobody who lives in the drawing may be told that they are outside. Zones of named places are left as they
    are: their members are what was named.
    """
    if zone.geometry is None or not all(isinstance(part, DrawnShape) for part in zone.extent.parts):
        return zone
    known = {member.building_id for member in zone.members}
    new = buildings_inside(zone.geometry, buildings[~buildings["building_id"].isin(known)], rule)
    if new.empty:
        return zone
    newcomers = tuple(_member(row, f"{why_inside(row['share_inside'])}（划定后登记）") for row in rows_of(new))
    return replace(zone, members=tuple(sorted((*zone.members, *newcomers), key=lambda member: member.building_id)))


def why_inside(share: float) -> str:
    """Why a building that lies in a zone by its footprint is a member; without a share, its site has one that does."""
    if share <= 0:
        return "同一场所有建筑位于划定范围内，整个场所按在内管理"
    percent = round(share * 100)
    if percent < 1:
        return "建筑轮廓不足 1% 位于划定范围内"
    return "建筑轮廓全部位于划定范围内" if share >= 1 - 1e-9 else f"建筑轮廓 {min(percent, 99)}% 位于划定范围内"


def label_of(row: Mapping[str, Any], estate_names: Mapping[str, str]) -> str:
    """What to call a row of the buildings frame."""
    number, name, estate_id = (row[column] for column in ("number", "name", "estate_id"))
    return building_label(
        building_id=row["building_id"],
        name=name if isinstance(name, str) else None,
        number_word=building_word(number) if isinstance(number, str) else "",
        estate_name=estate_names.get(estate_id) if isinstance(estate_id, str) else None,
    )


def rows_of(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as mappings, in order."""
    rows: list[dict[str, Any]] = frame.to_dict("records")
    return rows


def _member(row: Mapping[str, Any], why: str) -> Member:
    return Member(row["building_id"], float(row["share_inside"]), why)


def _estates_of(inside: gpd.GeoDataFrame, names: Mapping[str, str]) -> list[str]:
    counts = inside["estate_id"].dropna().value_counts()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [names[estate_id] for estate_id, _ in ordered if estate_id in names]


def _name_of_drawing(estates: Sequence[str], buildings: int) -> str:
    if not estates:
        return f"划定范围（{buildings} 栋）" if buildings else "划定范围"
    more = f"等 {len(estates)} 个小区" if len(estates) > NAMED_ESTATES else ""
    return "、".join(estates[:NAMED_ESTATES]) + more
