"""Small register rows and zone versions for the storage tests."""

from dataclasses import replace
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pandas.testing import assert_frame_equal
from shapely import MultiPolygon, Point, box

from geo_service.model.extent import DrawnShape, Extent, NamedPlace
from geo_service.model.frames import shape_frame
from geo_service.model.zone import DRAFT, Member, ZoneVersion

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


def assert_same(left, right):
    """Two layer frames are equal in order, dtypes, values and every bit of their geometry."""
    assert_frame_equal(pd.DataFrame(left.drop(columns="geometry")), pd.DataFrame(right.drop(columns="geometry")))
    assert list(shapely.to_wkb(left.geometry)) == list(shapely.to_wkb(right.geometry))
    assert left.crs == right.crs
    assert list(left.columns) == list(right.columns)


class StoppedError(Exception):
    """Raised by a test in the middle of its work."""


def square(column, row=0, *, side=0.001):
    """A building in column and row of a lattice of 0.01 degrees."""
    west, south = 108 + column * 0.01, 29 + row * 0.01
    return box(west, south, west + side, south + side)


def buildings(*ids, **values):
    """Buildings in a row from west to east; `values` are the same for all."""
    return shape_frame("buildings", [{"building_id": i, **values, "geometry": square(n)} for n, i in enumerate(ids)])


def many_buildings(count, **values):
    column, row = np.divmod(np.arange(count), 300)
    west, south = 100 + column * 0.01, 20 + row * 0.01
    frame = gpd.GeoDataFrame(
        {"building_id": [f"b{i:06}" for i in range(count)], **values},
        geometry=shapely.box(west, south, west + 0.001, south + 0.001),
    )
    return shape_frame("buildings", frame)


def gate(gate_id, lon, lat, **values):
    return shape_frame("gates", [{"gate_id": gate_id, **values, "geometry": Point(lon, lat)}])


def zone(zone_id="Z1", version=1, **changes):
    extent = Extent(
        parts=(DrawnShape(square(0)), NamedPlace("怡景花园3栋2单元", "stair", "b3", ("2",))),
        exclusions=(NamedPlace("门卫室", "building", "b9"),),
    )
    first = ZoneVersion(
        zone_id=zone_id,
        version=version,
        name="怡景花园3栋",
        category="high",
        protocol="cn-2022",
        status=DRAFT,
        extent=extent,
        geometry=MultiPolygon([square(0)]),
        members=(Member("b3", 1 / 3, "重叠", ("2",)), Member("b1", 1.0, "在内")),
        effective_from=NOON,
        recorded_at=NOON,
        author="值班员",
        reason="病例居住地",
    )
    return replace(first, **changes)
