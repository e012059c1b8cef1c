"""The ground of registered buildings and estates: rows by id, and their outlines as zones, EPSG:4326."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo_service.coords.metric import MetricPlane, grow_bounds, plane_at
from geo_service.model.frames import require_layer
from geo_service.zones.delineate import label_of, rows_of
from geo_service.zones.outline import outline_buildings, outline_estate


@dataclass(frozen=True)
class Grounds:
    """Buildings and estates (layer frames, EPSG:4326), with the look-ups that outlining needs."""

    buildings: gpd.GeoDataFrame
    boundaries: Mapping[str, BaseGeometry]
    estate_names: Mapping[str, str]
    estate_of: Mapping[str, str]

    def rows(self, building_ids: Iterable[str]) -> gpd.GeoDataFrame:
        """The buildings with these ids."""
        return self.buildings[self.buildings["building_id"].isin(set(building_ids))]

    def members(self, estate_id: str) -> gpd.GeoDataFrame:
        """The buildings of an estate."""
        return self.buildings[self.buildings["estate_id"] == estate_id]

    def estate_name(self, estate_id: str) -> str:
        """The name of an estate, or its id when it has none."""
        return self.estate_names.get(estate_id, estate_id)

    def label(self, building_id: str) -> str:
        """What to call a building."""
        return label_of(rows_of(self.rows([building_id]))[0], self.estate_names)


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
    own = grounds.rows(building_ids)
    plane, near = _surroundings(shapely.union_all(own.geometry.to_numpy()), grounds, margin_m)
    return plane.to_lonlat(outline_buildings(plane.frame_to_metres(own), near, margin_m=margin_m))


def outline_of_estate(estate_id: str, grounds: Grounds, margin_m: float) -> tuple[MultiPolygon, tuple[str, ...]]:
    """The boundary of an estate, or the hull of its buildings with the note (Chinese) that it is one."""
    own, boundary = grounds.members(estate_id), grounds.boundaries.get(estate_id)
    shapes = [*own.geometry.to_numpy(), *([boundary] if boundary is not None else [])]
    plane, near = _surroundings(shapely.union_all(shapes), grounds, margin_m)
    outline = outline_estate(
        plane.frame_to_metres(own),
        near,
        boundary=None if boundary is None else plane.to_metres(boundary),
        margin_m=margin_m,
    )
    known = boundary is not None and not boundary.is_empty
    name = grounds.estate_name(estate_id)
    note = f"{name}没有登记小区边界，按其 {len(own)} 栋楼的外包线加 {margin_m:.0f} 米划定"
    return plane.to_lonlat(outline), () if known else (note,)


def _surroundings(ground: BaseGeometry, grounds: Grounds, margin_m: float) -> tuple[MetricPlane, gpd.GeoDataFrame]:
    """The plane of a unit, and the buildings round it on that plane."""
    plane = plane_at(ground)
    reach = shapely.box(*grow_bounds(ground.bounds, 2 * margin_m))
    return plane, plane.frame_to_metres(grounds.buildings.iloc[sorted(grounds.buildings.sindex.query(reach))])
