"""The ground of registered buildings and estates: rows by id, and their outlines as zones, EPSG:4326."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo_service.coords.metric import MetricPlane
from geo_service.model.frames import require_layer
from geo_service.zones.delineate import label_of, rows_of
from geo_service.zones.membership import MembershipRule, affected_buildings
from geo_service.zones.outline import outline_buildings, outline_estate


@dataclass(frozen=True)
class Grounds:
    """Buildings and estates (layer frames, EPSG:4326), with the look-ups that outlining needs."""

    buildings: gpd.GeoDataFrame
    boundaries: Mapping[str, BaseGeometry]
    estate_names: Mapping[str, str]
    estate_of: Mapping[str, str]

    @cached_property
    def plane(self) -> MetricPlane:
        """
        One plane for all of them: making planes is dear.

        100 km from its middle lengths are 0.012 % too long, which for a margin of 10 m is a millimetre.
        """
        known = [*self.buildings.geometry, *self.boundaries.values()]
        west, south, east, north = shapely.total_bounds(known) if known else (0.0, 0.0, 0.0, 0.0)
        return MetricPlane(float(west + east) / 2, float(south + north) / 2)

    @cached_property
    def local(self) -> gpd.GeoDataFrame:
        """The buildings on the plane, in metres."""
        return self.plane.frame_to_metres(self.buildings)

    def rows(self, building_ids: Iterable[str]) -> gpd.GeoDataFrame:
        """The buildings with these ids, by id."""
        return self.buildings.iloc[self._places(building_ids)]

    def local_rows(self, building_ids: Iterable[str]) -> gpd.GeoDataFrame:
        """The buildings with these ids, in metres."""
        return self.local.iloc[self._places(building_ids)]

    def members(self, estate_id: str) -> gpd.GeoDataFrame:
        """The buildings of an estate."""
        return self.rows(self.member_ids(estate_id))

    def member_ids(self, estate_id: str) -> tuple[str, ...]:
        """Ids of the buildings of an estate."""
        return tuple(self._members.get(estate_id, ()))

    def inside(self, zone: MultiPolygon, rule: MembershipRule) -> gpd.GeoDataFrame:
        """The buildings that a lon/lat zone holds, in metres, with `share_inside`, by id."""
        return affected_buildings(self.plane.to_metres(zone), self.local, rule=rule)

    def estate_name(self, estate_id: str) -> str:
        """The name of an estate, or its id when it has none."""
        return self.estate_names.get(estate_id, estate_id)

    def label(self, building_id: str) -> str:
        """What to call a building."""
        return label_of(rows_of(self.rows([building_id]))[0], self.estate_names)

    def stairs(self, building_id: str) -> int | None:
        """How many stairs a building has; None when the register does not say."""
        return self._stairs.get(building_id)

    def _places(self, building_ids: Iterable[str]) -> list[int]:
        return sorted(self._place[one] for one in set(building_ids) if one in self._place)

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {one: place for place, one in enumerate(self.buildings["building_id"])}

    @cached_property
    def _members(self) -> Mapping[str, list[str]]:
        members: dict[str, list[str]] = {}
        for building_id, estate_id in self.estate_of.items():
            members.setdefault(estate_id, []).append(building_id)
        return members

    @cached_property
    def _stairs(self) -> Mapping[str, int]:
        known = self.buildings[self.buildings["stairs"].notna()]
        return {one: int(count) for one, count in zip(known["building_id"], known["stairs"], strict=True)}


def make_grounds(buildings: gpd.GeoDataFrame, estates: gpd.GeoDataFrame) -> Grounds:
    """Look-ups over the buildings and estates concerned and their neighbours."""
    require_layer(buildings, "buildings")
    require_layer(estates, "estates")
    known = estates[estates["name"].notna()]
    owned = buildings[buildings["estate_id"].notna()]
    return Grounds(
        buildings,
        {row["estate_id"]: row["geometry"] for row in rows_of(estates) if row["geometry"] is not None},
        dict(zip(known["estate_id"], known["name"], strict=True)),
        dict(zip(owned["building_id"], owned["estate_id"], strict=True)),
    )


def outline_of_buildings(building_ids: Iterable[str], grounds: Grounds, margin_m: float) -> MultiPolygon:
    """The footprints of buildings with a margin, clear of their neighbours."""
    own = grounds.local_rows(building_ids)
    near = _surroundings(shapely.union_all(own.geometry.to_numpy()), grounds, margin_m)
    return grounds.plane.to_lonlat(outline_buildings(own, near, margin_m=margin_m))


def outline_of_estate(estate_id: str, grounds: Grounds, margin_m: float) -> tuple[MultiPolygon, tuple[str, ...]]:
    """The boundary of an estate, or the hull of its buildings with the note (Chinese) that it is one."""
    own, known = grounds.local_rows(grounds.member_ids(estate_id)), grounds.boundaries.get(estate_id)
    boundary = None if known is None or known.is_empty else grounds.plane.to_metres(known)
    shapes = [*own.geometry.to_numpy(), *([boundary] if boundary is not None else [])]
    near = _surroundings(shapely.union_all(shapes), grounds, margin_m)
    outline = grounds.plane.to_lonlat(outline_estate(own, near, boundary=boundary, margin_m=margin_m))
    if boundary is not None:
        return outline, ()
    name = grounds.estate_name(estate_id)
    return outline, (f"{name}没有登记小区边界，按其 {len(own)} 栋楼的外包线加 {margin_m:.0f} 米划定",)


def _surroundings(ground: BaseGeometry, grounds: Grounds, margin_m: float) -> gpd.GeoDataFrame:
    """The buildings round a unit, in metres."""
    west, south, east, north = ground.bounds
    reach = shapely.box(west - 2 * margin_m, south - 2 * margin_m, east + 2 * margin_m, north + 2 * margin_m)
    return grounds.local.iloc[sorted(grounds.local.sindex.query(reach))]
