"""
A zone whose better line can be seen: lanes leave its south side, join one street, and that has one way out.

The zone is the square 0 to 100 m. `LANES` lanes go south to the street at y = -40; from it one road goes to y = -600.
"""

from shapely import LineString, box

from geo_service.derive.households import household_rule
from geo_service.derive.line import suggest_lines
from geo_service.derive.line_figures import LineSurroundings
from geo_service.derive.line_ground import LineRule
from geo_service.model.frames import empty_frame, shape_frame
from tests.zones.register import PLANE, building, buildings_frame, zone_version

LANES = (20, 40, 60, 80)
STREET_Y, OUT_Y = -40, -600


def road(road_id, *places, **columns):
    """A row of the roads layer through places in metres; equal places are one node."""
    nodes = [round(x * 10) * 1_000_000 + round(y * 10) + 500_000_000_000 for x, y in places]
    return {
        "road_id": road_id,
        "way_id": sum(road_id.encode()),
        "highway": "residential",
        "grade_separated": False,
        "oneway": 0,
        "node_ids": nodes,
        "access_nodes": [],
        "geometry": PLANE.to_lonlat(LineString(places)),
        **columns,
    }


FAR = (road("far1", (-900, 900), (-900, 950)), road("far2", (900, 900), (900, 950)))
"""Roads far away: the register knows roads all round."""


def lanes(**columns):
    """The rows of the lanes, their street and the way out; `columns` are those of the way out."""
    found = [road(f"lane{x}", (x, 50), (x, STREET_Y)) for x in LANES]
    street = road("street", *((x, STREET_Y) for x in sorted({*LANES, 50})))
    return [*found, street, road("out", (50, STREET_Y), (50, OUT_Y), **columns)]


def house(building_id, x, y, households, size=8, **columns):
    """A square house round a place."""
    half = size / 2
    return building(building_id, (x - half, y - half, x + half, y + half), households=households, **columns)


def near(rows=None, houses=(), facilities=(), barriers=()):
    """What lies round the zone."""
    return LineSurroundings(
        buildings=buildings_frame(*houses),
        roads=shape_frame("roads", lanes() if rows is None else list(rows)),
        gates=empty_frame("gates"),
        barriers=shape_frame("barriers", list(barriers)),
        facilities=shape_frame("facilities", list(facilities)),
    )


INNER = house("inner", 50, 80, 100)
"""A house in the zone, with a hundred households."""


def found(surroundings, zone=None, membership="any_part", **rule):
    """The lines of the zone, or of another one."""
    zone = zone_version() if zone is None else zone
    return suggest_lines(zone, surroundings, LineRule(**rule), household_rule(), membership)


def area(*bounds_m):
    """A lon/lat box in metres."""
    return PLANE.to_lonlat(box(*bounds_m))
