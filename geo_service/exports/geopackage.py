"""A plan as a GeoPackage: one layer per kind, for desktop GIS."""

from datetime import datetime
from pathlib import Path

import geopandas as gpd
import orjson
import pandas as pd
import pyogrio

from geo_service.exports.geojson import plain, zone_properties
from geo_service.exports.words import require_aware
from geo_service.model.frames import WGS84
from geo_service.model.plan import PLAN_LAYERS, Plan, PlanLayer

_CLOCK = "OGR_CURRENT_DATE"
"""GDAL's switch for the time it writes into a GeoPackage (gpkg_contents.last_change)."""


def write_geopackage(plan: Plan, path: Path, exported_at: datetime) -> None:
    """
    Write the layer `zone`, then each kind of `PLAN_LAYERS`, empty kinds too.

    Lists are JSON text, as GeoPackage has no lists. The same plan and time give the same rows.
    """
    layers = {"zone": _zone_rows(plan)} | {kind: _rows(layer, plan.frames[kind]) for kind, layer in PLAN_LAYERS.items()}
    pyogrio.set_gdal_config_options({_CLOCK: f"{require_aware(exported_at):%Y-%m-%dT%H:%M:%S.000Z}"})
    try:
        for number, (kind, rows) in enumerate(layers.items()):
            pyogrio.write_dataframe(
                rows,
                path,
                layer=kind,
                driver="GPKG",
                geometry_type=_geometry_type(kind),
                promote_to_multi=_areal(kind),
                append=number > 0,
            )
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: None})


def _areal(kind: str) -> bool:
    return kind in {"zone", "building"}


def _geometry_type(kind: str) -> str:
    return "MultiPolygon" if _areal(kind) else "Unknown"


def _zone_rows(plan: Plan) -> gpd.GeoDataFrame:
    row = {**zone_properties(plan), "problems": _json(list(plan.problems))}
    return gpd.GeoDataFrame([row], geometry=[plan.zone.geometry], crs=WGS84)


def _rows(layer: PlanLayer, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    lists = {
        column.name: [_json(value) for value in rows[column.name]] for column in layer.columns if column.kind == "json"
    }
    texts = {name: pd.Series(values, index=rows.index, dtype="str") for name, values in lists.items()}
    return rows[layer.names].assign(**texts)


def _json(value: object) -> str | None:
    plain_value = plain(value)
    return None if plain_value is None else orjson.dumps(plain_value).decode()
