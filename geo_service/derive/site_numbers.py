"""
The numbers of points that stay: a plan's points get the numbers of the last field sheet, wherever the plan names them.

Points are numbered as they are found. Those that stand where they stood keep their old number, and every column and
sentence that names one follows.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from math import hypot
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Point

from geo_service.coords.metric import MetricPlane
from geo_service.derive.numbering import SAME_PLACE_M, Numbered, Numbering, Spot, numbered_on, renumber
from geo_service.derive.sites_orders import SiteOrder
from geo_service.model.plan import PLAN_LAYERS

PREFIXES: Mapping[str, str] = {
    "delivery_point": "P",
    "sampling_point": "C",
    "household_waste_point": "W",
    "medical_waste_point": "M",
    "transfer_point": "Z",
}
"""Layers of points that have numbers of their own, and the letter before each number."""


def with_kept_numbers(
    frames: Mapping[str, gpd.GeoDataFrame],
    numbering: Numbering,
    plane: MetricPlane,
    orders: Sequence[SiteOrder] = (),
) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, str]]:
    """
    The frames of a plan with the numbers of the last field sheet.

    Parameters
    ----------
    orders
        What people ordered of sites, lon/lat: a point that was ordered to another place takes its number there.

    Returns
    -------
    frames
        Each ordered by its id.
    renamed
        The new number of each point whose number changed.
    """
    by_kind = {
        kind: _renamed(frames[kind], kind, numbering, plane, [one for one in orders if one.kind == kind])
        for kind in PREFIXES
        if kind in frames
    }
    renamed = {old: new for changes in by_kind.values() for old, new in changes.items() if old != new}
    if not renamed:
        return dict(frames), {}
    return {kind: _with_numbers(rows, kind, by_kind) for kind, rows in frames.items()}, renamed


def sentences_renamed(texts: Sequence[str], renamed: Mapping[str, str], spoken: Collection[str]) -> list[str]:
    """Sentences of a plan with new numbers; those that quote what people said (`spoken`) stay as they are."""
    if not renamed:
        return list(texts)
    token = re.compile(rf"(?<![A-Za-z0-9])[{''.join(PREFIXES.values())}]\d+(?!\d)")
    quoted = [words for words in spoken if words]
    return [
        text if any(words in text for words in quoted) else token.sub(lambda hit: renamed.get(hit[0], hit[0]), text)
        for text in texts
    ]


def _renamed(
    rows: gpd.GeoDataFrame, kind: str, numbering: Numbering, plane: MetricPlane, orders: Sequence[SiteOrder]
) -> dict[str, str]:
    """The number of each point of a layer, by the one that it was found under."""
    taken = numbered_on(plane, numbering, kind, PREFIXES[kind])
    spots = [Spot(point.x, point.y) for point in plane.frame_to_metres(rows).geometry.representative_point()]
    numbers = renumber(taken, _before_their_moves(spots, taken, plane, orders))
    return dict(zip(rows[PLAN_LAYERS[kind].key], numbers, strict=True))


def _before_their_moves(
    spots: Sequence[Spot], taken: Numbered, plane: MetricPlane, orders: Sequence[SiteOrder]
) -> list[Spot]:
    """The places where points stood before they were ordered elsewhere, unless crews know them at the new place."""
    places = list(spots)
    for order in orders:
        if order.to_point is None:
            continue
        there = plane.to_metres(order.to_point)
        if any(_beside(there, spot) for _, spot in taken.standing):
            continue
        here = plane.to_metres(order.point)
        places = [Spot(here.x, here.y) if _beside(there, spot) else spot for spot in places]
    return places


def _beside(point: Point, spot: Spot) -> bool:
    return hypot(point.x - spot.x, point.y - spot.y) <= SAME_PLACE_M


def _with_numbers(rows: gpd.GeoDataFrame, kind: str, by_kind: Mapping[str, Mapping[str, str]]) -> gpd.GeoDataFrame:
    """A frame whose columns name the points by their new numbers."""
    key = PLAN_LAYERS[kind].key
    named = {PLAN_LAYERS[one].key: changes for one, changes in by_kind.items() if PLAN_LAYERS[one].key in rows}
    if not named:
        return rows
    columns = {name: _mapped(rows[name], changes) for name, changes in named.items()}
    for name, changes in named.items():
        if name != key:
            columns[key] = _joined_mapped(columns.get(key, rows[key]), rows[name], changes)
    return rows.assign(**columns).sort_values(key, kind="stable").reset_index(drop=True)


def _mapped(column: "pd.Series[Any]", changes: Mapping[str, str]) -> "pd.Series[Any]":
    """A column of numbers, renamed; what is no number stays."""
    return column.map(lambda value: changes.get(value, value)).astype(column.dtype)


def _joined_mapped(ids: "pd.Series[Any]", points: "pd.Series[Any]", changes: Mapping[str, str]) -> "pd.Series[Any]":
    """Ids that begin or end with the number of a point, such as C01-001, with the new number."""
    found = [_joined(str(one), point, changes) for one, point in zip(ids, points, strict=True)]
    return pd.Series(found, index=ids.index, dtype=ids.dtype)


def _joined(one: str, point: Any, changes: Mapping[str, str]) -> str:
    new = changes.get(point)
    if new is None:
        return one
    if one.startswith(f"{point}-"):
        return new + one.removeprefix(point)
    return one.removesuffix(point) + new if one.endswith(f"-{point}") else one
