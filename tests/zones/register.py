"""A small register in metres round a point, as layer frames, and zone versions on it."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from shapely import box

from geo_service.coords.metric import MetricPlane
from geo_service.model.extent import DrawnShape, Extent
from geo_service.model.frames import shape_frame
from geo_service.model.zone import IN_FORCE, Member, ZoneVersion
from geo_service.zones.outline import as_multipolygon

PLANE = MetricPlane(108.78, 29.53)
NOON = datetime(2022, 11, 16, 12, tzinfo=timezone(timedelta(hours=8)))
PROTOCOL = "cn-covid-2022-9"


def at_metres(*bounds_m):
    """A lon/lat box from west, south, east, north in metres."""
    return PLANE.to_lonlat(box(*bounds_m))


def building(building_id, bounds_m, **columns):
    """One row of the buildings layer."""
    return {"building_id": building_id, "geometry": at_metres(*bounds_m), **columns}


def buildings_frame(*rows):
    """The buildings layer of some rows."""
    return shape_frame("buildings", list(rows))


def estates_frame(*rows):
    """The estates layer of some rows."""
    return shape_frame("estates", list(rows))


def zone_version(zone_id="z1", *, members=(), drawn_m=(0, 0, 100, 100), category="high", **changes):
    """A zone in force since 08:00, over a square in metres."""
    drawn = as_multipolygon(at_metres(*drawn_m))
    version = ZoneVersion(
        zone_id=zone_id,
        version=1,
        name=f"{zone_id}号风险区",
        category=category,
        protocol=PROTOCOL,
        status=IN_FORCE,
        extent=Extent((DrawnShape(drawn),)),
        geometry=drawn,
        members=tuple(members),
        effective_from=NOON - timedelta(hours=4),
        recorded_at=NOON - timedelta(hours=5),
        author="值班员",
        reason="演练",
    )
    return replace(version, **changes)


def member(building_id, *stairs):
    """A building wholly in a zone."""
    return Member(building_id, 1.0, "建筑轮廓全部位于划定范围内", stairs)
