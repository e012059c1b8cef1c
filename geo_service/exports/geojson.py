"""A plan as one GeoJSON FeatureCollection (RFC 7946), the form that checkers and other programs read."""

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from geo_service.model.frames import Column
from geo_service.model.plan import PLAN_LAYERS, Plan, PlanLayer
from geo_service.model.zone import STATUS_TITLES

COORDINATE_DECIMALS = 8
"""1e-8 degrees is about 1 mm, finer than any footprint is known."""

NUMBER_DECIMALS = 6
"""Decimals kept of shares and distances: a thousandth of a millimetre, so that no sum changes."""

BOUNDARY_ROADS = "outside"
"""A road that runs on the boundary is not part of the zone; the cordon counts so."""


def plan_geojson(plan: Plan) -> dict[str, Any]:
    """
    One FeatureCollection of a plan: the zone first, then each kind in the order of `PLAN_LAYERS`.

    Every feature has `kind` and an `id` that is unique in the collection; `way_ids` goes out as `way_id`,
    a list of "way/123". Unknown values are null. Coordinates are WGS-84 lon/lat with 8 decimals.
    `proof` is the statement of the cordon's proof.
    The author of the zone is not in it, because plans are passed on.
    """
    features = [_zone_feature(plan)]
    for layer in PLAN_LAYERS.values():
        features += _features(layer, plan.frames[layer.kind])
    return {
        "type": "FeatureCollection",
        "attribution": plan.attribution,
        "problems": list(plan.problems),
        "proof": plain(plan.proof),
        "features": features,
    }


def plan_geojson_bytes(plan: Plan) -> bytes:
    """`plan_geojson` as UTF-8 text; the same plan gives the same bytes."""
    return orjson.dumps(plan_geojson(plan), option=orjson.OPT_APPEND_NEWLINE)


def _zone_feature(plan: Plan) -> dict[str, Any]:
    zone = plan.zone
    shape = None if zone.geometry is None else geometries_json([zone.geometry])[0]
    return {
        "type": "Feature",
        "id": f"zone:{zone.zone_id}",
        "geometry": shape,
        "properties": {"kind": "zone", **zone_properties(plan), "totals": _totals(plan)},
    }


def zone_properties(plan: Plan) -> dict[str, Any]:
    """What a zone version says about itself, as plain values."""
    zone = plan.zone
    return {
        "zone_id": zone.zone_id,
        "version": zone.version,
        "name": zone.name,
        "category": zone.category,
        "category_title": plan.category_title,
        "category_color": plan.category_color,
        "protocol": zone.protocol,
        "status": zone.status,
        "status_title": STATUS_TITLES.get(zone.status, zone.status),
        "effective_from": zone.effective_from.isoformat(),
        "recorded_at": zone.recorded_at.isoformat(),
        "reason": zone.reason,
        "measures": plan.measures,
        "boundary_roads": BOUNDARY_ROADS,
    }


def _totals(plan: Plan) -> dict[str, Any]:
    sums = plan.totals
    return {
        "buildings": sums.buildings,
        "stairs": sums.stairs,
        "households": sums.households,
        "households_estimated": sums.households_estimated,
        "people": sums.people,
        "people_estimated": sums.people_estimated,
        "area_m2": round(sums.area_m2, 1),
    }


def _features(layer: PlanLayer, rows: gpd.GeoDataFrame) -> Iterable[dict[str, Any]]:
    columns = [(column, rows[column.name].tolist()) for column in layer.columns]
    for number, shape in enumerate(geometries_json(rows.geometry.to_numpy())):
        values = dict(_property(column, cells[number]) for column, cells in columns)
        key = values[layer.key]
        yield {
            "type": "Feature",
            "id": f"{layer.kind}:{key}",
            "geometry": shape,
            "properties": {"kind": layer.kind, "id": key, **values},
        }


def _property(column: Column, value: Any) -> tuple[str, Any]:
    if column.name == "way_ids":
        return "way_id", [way_ref(way) for way in value] if isinstance(value, (list, tuple)) else []
    return column.name, plain(value)


def way_ref(way: int | str) -> str:
    """An OSM way as "way/123", from its number or from that text."""
    text = str(way)
    return f"way/{text}" if text.removeprefix("-").isdigit() else text


def plain(value: Any) -> Any:
    """A cell of a frame as JSON knows it: unknown is None, numpy numbers are Python's, floats are rounded."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if value is None or pd.isna(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    return round(value, NUMBER_DECIMALS) if isinstance(value, float) else value


def geometries_json(shapes: Iterable[Any] | NDArray[np.object_]) -> list[dict[str, Any] | None]:
    """Lon/lat geometries as GeoJSON: two dimensions, 8 decimals, outer rings counter-clockwise; no shape is None."""
    flat = shapely.force_2d(np.array(list(shapes), dtype=object))
    rounded = shapely.orient_polygons(shapely.transform(flat, lambda xy: np.round(xy, COORDINATE_DECIMALS)))
    return [None if shape is None or shape.is_empty else mapping(shape) for shape in rounded]
