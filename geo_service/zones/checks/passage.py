"""Who gets through: fire engines and ambulances to every dwelling, neighbours out, evacuees away, lorries past."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.model.check import Finding
from geo_service.zones.checks.barriers import barrier_words
from geo_service.zones.checks.catalogue import NUMBERS
from geo_service.zones.checks.inputs import Asked, CheckInput, opens_at_once
from geo_service.zones.checks.records import breach, fine, inspected, missing, ungrounded
from geo_service.zones.checks.routes import LOCKED, SHUT, Flags, Ways, components_of

HARD = "hard"
"""The kind of road closure that lets no evacuee through."""
NO_ROADS = "没有图形或没有登记道路，通路无从核对"
ON_THE_ROADS = ("fire_lane", "estate_gate", "road", "path")
"""Objects of barriers that stand on a way; a stair door is not on the network."""


def _unplaced(inp: CheckInput) -> list[Finding]:
    """Barriers that stand on a way nobody knows where, and whether somebody has looked for others."""
    return [
        inspected(inp, "barrier", "围挡"),
        *(
            missing(inp, f"{barrier_words(said)}（{fact.fact_id}），没有坐标，未计入路网", fact.fact_id)
            for fact, said in inp.barriers
            if said.object in ON_THE_ROADS and not opens_at_once(said) and (said.lon is None or said.lat is None)
        ),
    ]


# ---------------------------------------------------------------- vehicles to dwellings


@dataclass(frozen=True)
class _Reach:
    """Which dwellings a vehicle reaches: by all roads, then without narrow ones, without shut ones, without locked."""

    anyhow: Flags
    wide: Flags
    shut: Flags
    locked: Flags
    known_width: Flags


def fire_route(inp: CheckInput, asked: Asked) -> list[Finding]:
    """
    Whether a fire engine still comes within hose reach of each building with households.

    A lane known to be too narrow is left out, one of unknown width is not. Shut without anybody to open it: a breach.
    """
    lanes = [
        breach(fact.fact_id, f"{barrier_words(said)}，不能随时打开")
        for fact, said in inp.barriers
        if said.object == "fire_lane" and not opens_at_once(said)
    ]
    width_m = asked.limit_or(NUMBERS["fire_width_m"])
    return [*lanes, *_vehicle_route(inp, "消防车", NUMBERS["fire_reach_m"], width_m)]


def ambulance_route(inp: CheckInput, _: Asked) -> list[Finding]:
    """Whether an ambulance still comes within a stretcher's way of each building with households."""
    return _vehicle_route(inp, "救护车", NUMBERS["stretcher_reach_m"], 0.0)


def _vehicle_route(inp: CheckInput, vehicle: str, reach_m: float, width_m: float) -> list[Finding]:
    ways = inp.ways
    if ways is None or inp.plan is None:
        return [missing(inp, NO_ROADS)]
    dwellings = _dwellings(inp.plan.frames["building"])
    if dwellings.empty:
        return [missing(inp, "区内没有登记有住户的楼栋")]
    reach = _reach(ways, dwellings, reach_m, width_m)
    ids = dwellings["building_id"].to_numpy()
    return [*_reach_findings(inp, ids, reach, f"{vehicle}（{reach_m:.0f}米内）", width_m), *_unplaced(inp)]


def _dwellings(buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return buildings[(buildings["households"].fillna(0) > 0).to_numpy(dtype=bool)]


def _reach(ways: Ways, dwellings: gpd.GeoDataFrame, reach_m: float, width_m: float) -> _Reach:
    shapes = ways.plane.frame_to_metres(dwellings).geometry.to_numpy()
    shut, locked = ways.shut_by((SHUT,)), ways.shut_by((LOCKED,))
    wide = ways.drivable & ~(ways.width_m < width_m)
    known = wide & (ways.width_m >= width_m)

    def reached(pieces: Flags) -> Flags:
        return np.isfinite(ways.metres_to(shapes, ways.leading_out(pieces), reach_m=reach_m))

    anyhow = reached(ways.drivable)
    by_wide = reached(wide) if width_m else anyhow
    after_shut = reached(wide & ~shut) if shut.any() else by_wide
    after_locked = reached(wide & ~shut & ~locked) if locked.any() else after_shut
    known_width = reached(known) if width_m else anyhow
    return _Reach(anyhow, by_wide, after_shut, after_locked, known_width)


def _reach_findings(
    inp: CheckInput, ids: NDArray[np.object_], reach: _Reach, vehicle: str, width_m: float
) -> Iterator[Finding]:
    for one in ids[reach.wide & ~reach.shut]:
        yield breach(one, f"{vehicle}因围挡到不了{one}")
    for one in ids[reach.shut & ~reach.locked]:
        yield ungrounded(one, f"{vehicle}只能经上锁的门到{one}，须有人随时开启")
    for one in ids[reach.anyhow & ~reach.wide]:
        yield ungrounded(one, f"{vehicle}到{one}的路登记宽度不足{width_m:g}米")
    beyond = ids[~reach.anyhow]
    if len(beyond):
        yield missing(inp, f"{len(beyond)}栋附近没有登记的车行道，{vehicle}能否到达无从知道：{_some(beyond)}")
    fits = int((reach.locked & reach.anyhow).sum())
    unknown = int((reach.locked & ~reach.known_width).sum())
    yield fine(inp, f"{vehicle}可到{fits}栋" + (f"，其中{unknown}栋沿途宽度未全部登记" if unknown else ""))


SHOWN = 8


def _some(ids: NDArray[np.object_]) -> str:
    return "、".join(map(str, ids[:SHOWN])) + ("等" if len(ids) > SHOWN else "")


# ---------------------------------------------------------------- neighbours


def neighbours_exits(inp: CheckInput) -> list[Finding]:
    """
    Whether a building outside all zones loses all its ways out through the zone and closed gates.

    No way out left in reach: a breach. Another way, but farther off than the one it had: to be looked at on the spot.
    """
    ways = inp.ways
    if ways is None or inp.near is None:
        return [missing(inp, NO_ROADS)]
    neighbours = _neighbours(inp, ways, inp.near.buildings)
    if neighbours.empty:
        return [fine(inp, f"区界外{NUMBERS['neighbour_m']:.0f}米内没有登记楼栋"), *_unplaced(inp)]
    before, after = _exits(ways, neighbours)
    ids = neighbours["building_id"].to_numpy()
    none_left = np.isfinite(before) & ~np.isfinite(after)
    farther = np.isfinite(after) & (after > before + NUMBERS["other_way_m"])
    unknown = ids[~np.isfinite(before)]
    return [
        *(breach(one, f"区外楼栋{one}的出路全部被截断") for one in ids[none_left]),
        *(
            ungrounded(one, f"区外楼栋{one}最近的路被截断，另一条在{metres:.0f}米外，须现场核对")
            for one, metres in zip(ids[farther], after[farther], strict=True)
        ),
        *([missing(inp, f"区外{len(unknown)}栋附近没有登记道路：{_some(unknown)}")] if len(unknown) else []),
        fine(inp, f"区外{len(ids) - len(unknown) - int(none_left.sum())}栋仍有出路"),
        *_unplaced(inp),
    ]


def _neighbours(inp: CheckInput, ways: Ways, buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Buildings near the zone that stand in no zone."""
    local = ways.plane.frame_to_metres(buildings)
    outlines = [ways.plane.to_metres(one.geometry) for one in (*inp.zones, inp.zone) if one.geometry]
    held = {member.building_id for one in (*inp.zones, inp.zone) for member in one.members}
    shapes = local.geometry.to_numpy()
    zone = shapely.union_all([ways.plane.to_metres(one) for one in (inp.zone.geometry,) if one])
    near = shapely.dwithin(shapes, zone, NUMBERS["neighbour_m"])
    outside = ~shapely.intersects(shapes, shapely.union_all(outlines)) & ~local["building_id"].isin(held).to_numpy()
    return local[near & outside]


def _exits(ways: Ways, neighbours: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Metres from each building to the nearest way that leads out, before and after."""
    shapes = neighbours.geometry.to_numpy()
    everything = np.ones(len(ways.network.tail), dtype=bool)
    taken = ways.inside | ways.in_zones(ways.others) | ways.shut_by((SHUT, LOCKED))
    reach_m = NUMBERS["exit_reach_m"]
    before = ways.metres_to(shapes, ways.leading_out(everything), reach_m=reach_m)
    after = ways.metres_to(shapes, ways.leading_out(everything & ~taken), reach_m=reach_m)
    return before, after


# ---------------------------------------------------------------- evacuees and lorries


def exit_route(inp: CheckInput, asked: Asked) -> list[Finding]:
    """Whether each building has a drivable way out that crosses no other zone to be left, and no hard closure."""
    ways = inp.ways
    if ways is None or inp.plan is None:
        return [missing(inp, NO_ROADS)]
    buildings = inp.plan.frames["building"]
    if buildings.empty:
        return [missing(inp, "区内没有登记楼栋")]
    shapes = ways.plane.frame_to_metres(buildings).geometry.to_numpy()
    blocked = ways.in_zones(_to_be_left(inp, asked)) | ways.shut_by((HARD, SHUT, *asked.objects))
    reach_m = NUMBERS["exit_reach_m"]
    before = np.isfinite(ways.metres_to(shapes, ways.leading_out(ways.drivable), reach_m=reach_m))
    after = np.isfinite(ways.metres_to(shapes, ways.leading_out(ways.drivable & ~blocked), reach_m=reach_m))
    ids = buildings["building_id"].to_numpy()
    unknown = ids[~before]
    return [
        *(breach(one, f"{one}没有避开撤离令区域和硬封闭点的撤离通路") for one in ids[before & ~after]),
        *([missing(inp, f"{len(unknown)}栋附近没有登记的车行道：{_some(unknown)}")] if len(unknown) else []),
        fine(inp, f"{int(after.sum())}栋有撤离通路"),
        *_unplaced(inp),
    ]


def _to_be_left(inp: CheckInput, asked: Asked) -> list[str]:
    """Ids of other zones that nobody may drive through: of the categories that are named, else of the highest rank."""
    ranks = {one.id: one.rank for one in inp.protocol.categories}
    named = [one for one in asked.objects if one in ranks]
    categories = named or [one for one, rank in ranks.items() if rank == max(ranks.values())]
    return [one.zone_id for one in inp.zones if one.zone_id != inp.zone_id and one.category in categories]


def freight_route(inp: CheckInput, stops: list[tuple[str, shapely.Point]]) -> list[Finding]:
    """
    Whether drivable ways on all sides of the zone stay connected round it, past checkpoints that stop lorries.

    Cut by such a checkpoint: a breach. Cut by the zone alone: another way must be arranged, which needs a ground.
    """
    ways = inp.ways
    if ways is None:
        return [missing(inp, NO_ROADS)]
    main = _main_part(ways)
    round_zone = ways.drivable & ~ways.inside & ~ways.shut_by((SHUT, LOCKED))
    by_zone_m = _cut_off_m(ways, main, round_zone)
    stopped = round_zone & ~_beside(ways, stops)
    by_stops_m = _cut_off_m(ways, main, stopped) if stops else by_zone_m
    least_m = NUMBERS["freight_cut_m"]
    if by_stops_m > by_zone_m + least_m:
        return [breach(one, f"检查点{one}拦停货车，{by_stops_m:.0f}米道路与外界断开") for one, _ in stops]
    if by_zone_m > least_m:
        return [ungrounded(inp.subject, f"风险区截断通路，{by_zone_m:.0f}米道路没有绕行，须另作安排")]
    return [fine(inp, "车行道路可绕过风险区")]


def _main_part(ways: Ways) -> Flags:
    """Drivable pieces outside the zone that belong to the largest connected part, all roads open."""
    component = components_of(ways.network, ways.drivable)
    lengths = np.bincount(component[ways.network.tail], weights=ways.network.length_m * ways.drivable)
    largest = component[ways.network.tail] == int(np.argmax(lengths))
    return np.asarray(ways.drivable & ~ways.inside & largest, dtype=bool)


def _cut_off_m(ways: Ways, main: Flags, open_pieces: Flags) -> float:
    """Metres of the main part that lead away from the zone and no longer hang together with most of it."""
    component = components_of(ways.network, open_pieces)
    away = np.isin(component, np.unique(component[ways.far]))[ways.network.tail]
    lengths = np.bincount(component[ways.network.tail], weights=ways.network.length_m * (main & open_pieces & away))
    return float(lengths.sum() - lengths.max()) if lengths.size else 0.0


def _beside(ways: Ways, stops: list[tuple[str, shapely.Point]]) -> Flags:
    """Pieces that a checkpoint stands on."""
    spots = shapely.MultiPoint([ways.plane.to_metres(point) for _, point in stops])
    if spots.is_empty:
        return np.zeros(len(ways.network.tail), dtype=bool)
    return np.asarray(shapely.dwithin(ways.network.lines(), spots, ON_ROAD_M), dtype=bool)


ON_ROAD_M = 10.0
"""A checkpoint this near to the middle of a road stands on it: half an urban carriageway."""
