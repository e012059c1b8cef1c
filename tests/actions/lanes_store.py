"""
A zone in force with four lanes to one street: one lane is the only way of its house, the others are joined inside.

The square 0 to 100 m; lanes at x = 20, 40, 60, 80 go south. `h1` stands on the lane at 20, which is a dead end; `h2`
on the street inside that joins the other three.
"""

from dataclasses import replace

from geo_service.actions.imports import write_layers
from geo_service.model.account import ADMIN, VIEWER, Actor
from geo_service.model.frames import shape_frame
from geo_service.zones.outline import as_multipolygon
from tests.derive.lanes import house, lanes, road
from tests.zones.register import NOON, at_metres, buildings_frame, member, zone_version

AT = NOON
DUTY = Actor("值班员", ADMIN)
GUEST = Actor("guest", VIEWER)
INSIDE = road("inside", (40, 50), (60, 50), (80, 50))
EAST = road("east", (80, 50), (100, 50), (300, 50), (300, -40))


def fill_lanes(store, *more):
    """The zone and its lanes in a store."""
    houses = buildings_frame(house("h1", 12, 50, 30), house("h2", 60, 62, 50))
    roads = shape_frame("roads", [*lanes(), INSIDE, *more])
    write_layers(store, {"buildings": houses, "roads": roads}, source="lanes")
    store.add_zone_version(zone_version(members=(member("h1"), member("h2"))))
    return store


def grown(store, east_m):
    """The zone grown on its east side, in force."""
    zone = store.zone_history("z1")[-1]
    outline = as_multipolygon(at_metres(0, 0, 100 + east_m, 100))
    later = replace(zone, version=zone.version + 1, geometry=outline, step="expand", reason="东侧扩大")
    store.add_zone_version(later)
    return later
