"""
What zones leave of a county or township: the low-risk area, computed and never drawn.

It exists only while a zone of the categories that the protocol names binds there; when the last is lifted, it is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import shapely
from shapely import MultiPolygon, Point

from geo_service.addresses.vocabulary import usual_name
from geo_service.errors import ProtocolError
from geo_service.model.zone import ZoneVersion
from geo_service.zones.outline import as_multipolygon
from geo_service.zones.place_units import AREA_KEYS, AREA_LAYERS
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import Category


@dataclass(frozen=True)
class Residual:
    """
    What zones leave of one area, EPSG:4326.

    `zone_ids` are the zones because of which it exists. `off_map` are those that are known by words alone: their ground
    is still in `geometry`.
    """

    protocol: str
    category: Category
    area_id: str
    name: str
    geometry: MultiPolygon
    zone_ids: tuple[str, ...]
    off_map: tuple[str, ...] = ()


def layer_of(category: Category) -> str:
    """
    The register layer whose areas a residual category is the rest of.

    Raises
    ------
    ProtocolError
        If the category is not residual, or the register has no layer of its unit.
    """
    within = category.geometry.within
    layer = next((layer for unit, layer in AREA_LAYERS.items() if unit == within), None)
    if layer is None:
        raise ProtocolError(
            f"category {category.id} is the rest of {within}; the register has areas of {', '.join(AREA_LAYERS)}"
        )
    return layer


def residual_areas(
    protocol: Protocol, category: Category, areas: gpd.GeoDataFrame, zones: Sequence[ZoneVersion]
) -> tuple[Residual, ...]:
    """
    What is left of each area in which the category exists, by area id.

    Parameters
    ----------
    areas
        Rows of the layer `layer_of(category)`, EPSG:4326.
    zones
        The zones that bind, of any protocol; those of others are passed over.
    """
    mine = [zone for zone in zones if zone.protocol == protocol.id and zone.category != category.id]
    key = AREA_KEYS[layer_of(category)]
    found = []
    for row in areas.sort_values(key).to_dict("records"):
        causes = [zone for zone in mine if zone.category in category.geometry.exists_while and _lies_in(zone, row)]
        if not causes:
            continue
        shapes = [zone.geometry for zone in mine if zone.geometry is not None]
        left = as_multipolygon(shapely.difference(row["geometry"], shapely.union_all(shapes)))
        ids = tuple(zone.zone_id for zone in causes)
        off_map = tuple(zone.zone_id for zone in causes if zone.geometry is None)
        found.append(Residual(protocol.id, category, row[key], _name(row, key), left, ids, off_map))
    return tuple(found)


def residual_at(
    point: Point, protocol: Protocol, category: Category, areas: gpd.GeoDataFrame, zones: Sequence[ZoneVersion]
) -> str | None:
    """
    The name of the area at a lon/lat point in which the category exists; None where it does not.

    That the point is in no zone must be known already.
    """
    key = AREA_KEYS[layer_of(category)]
    there = areas[areas.covers(point)]
    for row in there.sort_values(key).to_dict("records"):
        causes = (
            zone
            for zone in zones
            if zone.protocol == protocol.id and zone.category in category.geometry.exists_while and _lies_in(zone, row)
        )
        if next(causes, None) is not None:
            return _name(row, key)
    return None


def _lies_in(zone: ZoneVersion, row: dict[str, object]) -> bool:
    """Whether a zone holds ground of an area; one that is known by words alone lies in the district that it names."""
    if zone.geometry is not None:
        outline: shapely.Geometry = row["geometry"]  # type: ignore[assignment]
        return bool(zone.geometry.intersects(outline) and not zone.geometry.touches(outline))
    said, name = zone.extent.said, row["name"]
    if said is None or said.district is None or "district_id" not in row or not isinstance(name, str):
        return False
    return usual_name(said.district, "district") == usual_name(name, "district")


def _name(row: dict[str, object], key: str) -> str:
    name = row["name"]
    return name if isinstance(name, str) else str(row[key])
