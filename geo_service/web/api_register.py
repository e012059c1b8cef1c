"""The register as the console sees it: where it lies, what can be chosen, and its outlines as a pale base map."""

from typing import Annotated, Any

import geopandas as gpd
import numpy as np
import orjson
import shapely
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from geo_service.actions.protocols import known_protocols, protocols_of
from geo_service.actions.register import attribution_of, is_fictional, register_bounds
from geo_service.coords.metric import Bounds
from geo_service.errors import InputError, NotFoundError
from geo_service.exports.geojson import geometries_json, plain
from geo_service.model.frames import LAYERS
from geo_service.storage.store import Store
from geo_service.web.context import AStore, GuardedRoute, SomeSettings
from geo_service.web.limits import run_heavy
from geo_service.zones.protocol import Protocol

REGISTER = APIRouter(prefix="/api/v1", tags=["register"], route_class=GuardedRoute)

MOST_FEATURES = 6_000
"""Outlines of one layer sent at once; a canvas of an office machine still pans with them (measured, see tests)."""

BASE_COLUMNS = {
    "districts": ("name",),
    "townships": ("name",),
    "communities": ("name",),
    "grids": ("name", "code"),
    "estates": ("name",),
    "buildings": ("name", "number", "levels"),
    "roads": ("name", "highway", "grade_separated"),
    "gates": ("name", "kind"),
    "facilities": ("name", "kind"),
    "barriers": ("name", "kind"),
}
"""What goes out with an outline: names to read it by; people responsible stay in the lists."""


class CategoryFacts(BaseModel):
    """A category that a zone may be given."""

    id: str
    label: str
    label_en: str
    color: str
    pattern: str
    measure: str


class ProtocolFacts(BaseModel):
    """A protocol and the categories that can be designated under it, strictest first."""

    id: str
    title: str
    historical: bool
    categories: list[CategoryFacts]


class RegisterFacts(BaseModel):
    """Where the register lies, how much it holds, and what can be chosen."""

    bounds: tuple[float, float, float, float] | None
    place: str | None
    fictional: bool
    counts: dict[str, int]
    protocol: str
    protocols: list[ProtocolFacts]
    attribution: str


@REGISTER.get("/register", summary="Where the register lies and what can be chosen")
def show_register(store: AStore, settings: SomeSettings) -> RegisterFacts:
    """Give bounds, counts and protocols."""
    districts = store.read_layer("districts")
    names = [name for name in districts["name"] if isinstance(name, str)]
    load = protocols_of(store)
    return RegisterFacts(
        bounds=register_bounds(store),
        place=names[0] if len(names) == 1 else None,
        fictional=is_fictional(store),
        counts={name: store.count_rows(name) for name in LAYERS},
        protocol=settings.protocol,
        protocols=[protocol_facts(load(protocol_id)) for protocol_id in known_protocols(store)],
        attribution=settings.attribution or attribution_of(store),
    )


def protocol_facts(protocol: Protocol) -> ProtocolFacts:
    """A protocol with the categories that can be designated under it."""
    chosen = sorted((one for one in protocol.categories if not one.residual), key=lambda one: -one.rank)
    return ProtocolFacts(
        id=protocol.id,
        title=protocol.title,
        historical=protocol.heading.status == "historical",
        categories=[
            CategoryFacts(
                id=one.id,
                label=one.label,
                label_en=one.label_en,
                color=one.color,
                pattern=one.pattern,
                measure=one.short_measures,
            )
            for one in chosen
        ],
    )


@REGISTER.get("/layers/{name}", summary="Outlines of a register layer", response_class=Response)
async def show_layer(
    request: Request,
    store: AStore,
    name: str,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees; default all")] = None,
) -> Response:
    """Give outlines as GeoJSON, at most 6,000; `shown` and `total` say whether some were left out."""
    content = await run_heavy(request, layer_bytes, store, name, read_bbox(bbox))
    return Response(content, media_type="application/geo+json")


def read_bbox(text: str | None) -> Bounds | None:
    """
    Read a bounding box, west,south,east,north.

    Raises
    ------
    InputError
        If these are not four numbers in order.
    """
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"bbox {text[:80]!r} is not west,south,east,north in degrees") from None
    if not (west <= east and south <= north and np.isfinite([west, south, east, north]).all()):
        raise InputError(f"bbox {text[:80]!r} is not in order; need west,south,east,north with west <= east")
    return west, south, east, north


def layer_bytes(store: Store, name: str, bounds: Bounds | None) -> bytes:
    """
    Outlines of a layer as GeoJSON text; when there are too many, the nearest to the middle.

    Raises
    ------
    NotFoundError
        If there is no such layer.
    """
    if name not in BASE_COLUMNS:
        raise NotFoundError(f"no layer {name!r}; the layers are {', '.join(BASE_COLUMNS)}")
    rows = store.read_layer(name, bounds=bounds)
    shown = nearest_rows(rows, MOST_FEATURES)
    return orjson.dumps(
        {
            "type": "FeatureCollection",
            "shown": len(shown),
            "total": len(rows),
            "features": _features(name, shown),
        }
    )


def nearest_rows(rows: gpd.GeoDataFrame, most: int) -> gpd.GeoDataFrame:
    """All rows when they are few, else those nearest to the middle of them, in the same order."""
    if len(rows) <= most:
        return rows
    boxes = shapely.bounds(rows.geometry.to_numpy())
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    away = np.abs(middles - middles.mean(axis=0)).sum(axis=1)
    return rows.iloc[np.sort(np.argsort(away, kind="stable")[:most])]


def _features(name: str, rows: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    columns = BASE_COLUMNS[name]
    ids = rows[LAYERS[name].key].tolist()
    values = zip(*(rows[column].tolist() for column in columns), strict=True)
    return [
        {
            "type": "Feature",
            "id": one_id,
            "geometry": shape,
            "properties": dict(zip(columns, (plain(cell) for cell in cells), strict=True)),
        }
        for one_id, cells, shape in zip(ids, values, geometries_json(rows.geometry), strict=True)
    ]
