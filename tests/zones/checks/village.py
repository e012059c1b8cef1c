"""
A village with one main street from west to east, for checks whose answers can be seen. Metres round a point.

The zone is the square 0..100. The street y = 50 runs through it; 甲路 (y = -240) passes south of it, and both meet
at the two ends, 1,200 m away. h1 to h3 stand in the zone. n1 stands north of it and has only the lane x = 50 that leads
up out of the zone; n2 stands at 甲路.
"""

from datetime import timedelta

from shapely import LineString

from geo_service.model.fact import Fact
from geo_service.model.frames import WGS84, empty_frame, shape_frame
from geo_service.model.plan import PLAN_LAYERS, Plan, Totals
from geo_service.zones.checks.inputs import Asked, CheckInput, Nearby
from geo_service.zones.checks.registry import run_check
from geo_service.zones.fact_kinds import checked_fact
from geo_service.zones.protocol import load_protocol
from tests.zones.register import NOON, PLANE, building, buildings_frame, member, zone_version

NINTH, TWENTY, TEN = (load_protocol(f"cn-covid-2022-{number}") for number in ("9", "20", "10"))
ZONE_ID = "z1"
AT = NOON

STREET = [(-1200, 50), (-5, 50), (50, 50), (105, 50), (1200, 50)]
BY_PASS = [(-1200, 50), (-1200, -240), (60, -240), (1200, -240), (1200, 50)]
LANE = [(50, 50), (50, 300)]
HOUSES = (
    building("h1", (10, 60, 30, 80), estate_id="e1", households=10),
    building("h2", (60, 60, 80, 80), estate_id="e1", households=20),
    building("h3", (60, 20, 80, 40), estate_id="e1", households=30),
)
NEIGHBOURS = (building("n1", (55, 280, 75, 300)), building("n2", (50, -270, 70, -250)))


def road(number, xy, **columns):
    """One row of the roads layer through points in metres; equal points are one node."""
    nodes = [round(x) * 100_000 + round(y) for x, y in xy]
    line = PLANE.to_lonlat(LineString(xy))
    return {
        "road_id": f"r{number}",
        "way_id": number,
        "highway": "residential",
        "grade_separated": False,
        "oneway": 0,
        "node_ids": nodes,
        "access_nodes": [],
        "geometry": line,
        **columns,
    }


def roads(*lines, **columns):
    """The roads layer of some lines."""
    return shape_frame("roads", [road(number, xy, **columns) for number, xy in enumerate(lines, 1)])


ROADS = roads(STREET, BY_PASS, LANE)


def fact(kind, values=None, *, hours=-1.0, zone_id=ZONE_ID, number=1):
    """A fact that happened some hours before (negative) the time of the check."""
    happened = AT + timedelta(hours=hours)
    return checked_fact(Fact(f"F-{kind}-{number}", kind, zone_id, happened, happened, "值班员", values or {}))


def inspection(of, *, zone_id=ZONE_ID, hours=-1.0):
    """Somebody looked at all things of a kind."""
    return fact("inspection", {"of": of}, zone_id=zone_id, hours=hours, number=of)


def plan_of(zone, houses=HOUSES, *, posts=(), estimated=0, unserved=()):
    """A plan with some houses and posts; as much of it as checks look at."""
    rows = buildings_frame(*houses)
    counted = rows["households"].fillna(0)
    frames = {kind: _empty(layer) for kind, layer in PLAN_LAYERS.items()}
    frames["building"] = rows.assign(
        delivery_point_id=[None if one in unserved else "P01" for one in rows["building_id"]],
    )
    frames["checkpoint"] = frames["checkpoint"].reindex(range(len(posts))).assign(checkpoint_id=list(posts))
    totals = Totals(len(rows), 3, int(counted.sum()), estimated, int(counted.sum()) * 3, 0, 10_000.0)
    return Plan(zone, "高风险区", "#C62828", "", frames, totals)


def _empty(layer):
    frame = empty_frame("buildings")[["geometry"]]
    return frame.assign(**{name: [] for name in layer.names if name != "geometry"}).set_crs(WGS84)


def nearby(*, lines=ROADS, houses=HOUSES, neighbours=NEIGHBOURS, facilities=None):
    """The register round the zone."""
    places = empty_frame("facilities") if facilities is None else facilities
    return Nearby(buildings_frame(*houses, *neighbours), lines, places)


SURROUNDINGS = nearby()


def zone_input(*facts, protocol=NINTH, **changes):
    """A zone in force with its plan and surroundings, and some facts."""
    zone = changes.pop("zone", None) or zone_version(
        ZONE_ID, members=[member(one["building_id"]) for one in HOUSES], protocol=protocol.id
    )
    known = {
        "history": (zone,),
        "zones": (zone,),
        "plan": plan_of(zone),
        "near": SURROUNDINGS,
        **changes,
    }
    return CheckInput(protocol=protocol, at=AT, facts=tuple(facts), **known)


def register_input(*facts, protocol=NINTH, zones=(), **changes):
    """The whole register, and some facts."""
    return CheckInput(protocol=protocol, at=AT, facts=tuple(facts), zones=tuple(zones), **changes)


def check(name, inp, **asked):
    """The record of a check, asked for as the protocol does unless said otherwise."""
    rule = inp.protocol.check_rule(name)
    known = (
        {"clause": rule.clause, "severity": rule.severity, "objects": rule.objects, "limit": rule.limit} if rule else {}
    )
    return run_check(inp, Asked(name, **{"clause": "第一条", **known, **asked}))


def status(name, inp, **asked):
    """What a check says."""
    return check(name, inp, **asked).status
