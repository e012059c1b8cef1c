"""The sites of a plan as rows of its layers, and how good the choice is."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_service.derive.perimeter_problems import some_of
from geo_service.derive.sites import Sites, SitesGround, SitesRule
from geo_service.derive.sites_problems import point_id
from geo_service.derive.sites_reception import BY_WAY
from geo_service.derive.sites_routes import AVOID_M
from geo_service.derive.sites_sampling import HIGH_RISK
from geo_service.derive.sites_slots import clock_text
from geo_service.derive.sites_waste import WastePoints

Row = dict[str, Any]

DECIMETRE = 10
"""Walks are rounded up to a tenth of a metre, so that no stated walk is shorter than the real one."""

AT_DOOR = {HIGH_RISK: "足不出户，上门采样，只列人数不列姓名"}
OUT_OF_REACH = "步行限程内没有采样点，上门采样，只列人数不列姓名"


def site_rows(ground: SitesGround, sites: Sites, rule: SitesRule) -> dict[str, list[Row]]:
    """Rows of every layer of sites, in metres."""
    ids = ground.buildings["building_id"].tolist()
    return {
        "reception_point": _reception_rows(sites, ids),
        "sampling_point": _sampling_rows(sites, rule),
        "sampling_route": _route_rows(ground, sites, ids),
        "sampling_slot": _slot_rows(sites, ids),
        "sampling_shift": _shift_rows(sites),
        "door_sampling": _door_rows(ground, sites, ids),
        "household_waste_point": _waste_rows(
            sites.waste, ids, ("household_waste_point_id", "W", "households"), _collected(rule)
        ),
        "medical_waste_point": _waste_rows(
            sites.medical, ids, ("medical_waste_point_id", "M", "people"), "阳性、密接和防护用品的废物专人专车收运"
        ),
        "transfer_point": _transfer_rows(ground, sites, ids),
    }


def up(metres: float) -> float:
    """Metres rounded up to a decimetre."""
    return float(np.ceil(metres * DECIMETRE) / DECIMETRE)


def _farthest(walk_m: NDArray[np.float64]) -> float:
    return up(float(np.nanmax(walk_m, initial=0.0)))


def _ordered(ground: str) -> str:
    return f"；按要求设置：{ground}" if ground else ""


def _collected(rule: SitesRule) -> str:
    return "上门定时收集后集中于此" if rule.at_the_door else "居民定时投放"


def _reception_rows(sites: Sites, ids: Sequence[str]) -> list[Row]:
    return [
        {
            "reception_point_id": f"{ids[shelf.building]}-R{number}",
            "building_id": ids[shelf.building],
            "stair": shelf.stair or None,
            "placed_by": shelf.basis,
            "why": ("本单元" if shelf.stair else "本栋")
            + ("靠近道路一侧的固定接收点" if shelf.basis == BY_WAY else "固定接收点，附近没有道路，位置须现场核定"),
            "geometry": shelf.point,
        }
        for number, shelf in _numbered_by_building(sites)
    ]


def _numbered_by_building(sites: Sites) -> list[tuple[int, Any]]:
    seen: dict[int, int] = {}
    found = []
    for shelf in sites.shelves:
        seen[shelf.building] = seen.get(shelf.building, 0) + 1
        found.append((seen[shelf.building], shelf))
    return found


def _sampling_rows(sites: Sites, rule: SitesRule) -> list[Row]:
    sampling, rota = sites.sampling, sites.rota
    return [
        {
            "sampling_point_id": point_id(number),
            "name": spot.name,
            "at": spot.at,
            "benches": int(sampling.benches[number]),
            "teams": rota.teams_at[number],
            "people": int(sampling.people[number]),
            "buildings": int((sampling.place == number).sum()),
            "walk_max_m": _farthest(sampling.walk_m[sampling.place == number]),
            "queue_m": rule.sampling.queue_people * rule.sampling.queue_m_per_person,
            "starts": clock_text(rota.opens_min[number]),
            "ends": clock_text(rota.opens_min[number] + _length_min(sites, number)),
            "why": f"步行{rule.sampling.max_walk_m:.0f}米内{int(sampling.people[number])}人就近采样"
            + _ordered(sampling.grounds.get(number, "")),
            "geometry": spot.point,
        }
        for number, spot in enumerate(sampling.spots)
    ]


def _length_min(sites: Sites, number: int) -> int:
    slots = sites.slots[number]
    return slots[-1].ends_min if slots else 0


def _route_rows(ground: SitesGround, sites: Sites, ids: Sequence[str]) -> list[Row]:
    sampling = sites.sampling
    rows = []
    for row in np.flatnonzero(sampling.place >= 0).tolist():
        passed = [] if sampling.safe[row] else _passed(ground, sampling.routes[row])
        rows.append(
            {
                "sampling_route_id": f"{ids[row]}-{point_id(int(sampling.place[row]))}",
                "building_id": ids[row],
                "sampling_point_id": point_id(int(sampling.place[row])),
                "walk_m": up(float(sampling.walk_m[row])),
                "passes": "、".join(passed) or None,
                "why": _why_route(ground, passed, safe=bool(sampling.safe[row])),
                "geometry": sampling.routes[row],
            }
        )
    return rows


def _why_route(ground: SitesGround, passed: Sequence[str], *, safe: bool) -> str:
    if not len(ground.high_risk):
        return "固定路线"
    if safe:
        return "固定路线，避开高风险楼栋"
    return (
        f"限程内没有避开高风险楼栋的路：{some_of(passed)}，须错时并专人引导"
        if passed
        else "起点紧邻高风险楼栋，须错时并专人引导"
    )


def _passed(ground: SitesGround, route: BaseGeometry | None) -> list[str]:
    near = shapely.dwithin(ground.high_risk, route, AVOID_M)
    return [key for key, is_near in zip(ground.high_risk_ids, near.tolist(), strict=True) if is_near]


def _slot_rows(sites: Sites, ids: Sequence[str]) -> list[Row]:
    rows = []
    for spot, slots in enumerate(sites.slots):
        opens = sites.rota.opens_min[spot]
        for number, slot in enumerate(slots, 1):
            group = slot.group
            rows.append(
                {
                    "sampling_slot_id": f"{point_id(spot)}-{number:03d}",
                    "sampling_point_id": point_id(spot),
                    "building_id": ids[group.building],
                    "stair": group.stair or None,
                    "people": group.people,
                    "people_estimated": group.estimated,
                    "starts": clock_text(opens + slot.starts_min),
                    "ends": clock_text(opens + slot.ends_min),
                    "calls": slot.calls,
                    "why": "一单元一时段，不与其他单元混排" if group.stair else "整栋一时段，不与其他楼栋混排",
                    "geometry": sites.sampling.spots[spot].point,
                }
            )
    return rows


def _shift_rows(sites: Sites) -> list[Row]:
    return [
        {
            "sampling_shift_id": f"{_team(shift.team)}-{point_id(shift.spot)}",
            "team": _team(shift.team),
            "sampling_point_id": point_id(shift.spot),
            "arrives": clock_text(shift.arrives_min),
            "starts": clock_text(shift.opens_min),
            "ends": clock_text(shift.ends_min),
            "why": f"{sites.rota.teams_at[shift.spot]}组同时采样",
            "geometry": sites.sampling.spots[shift.spot].point,
        }
        for shift in sites.rota.shifts
        if sites.slots[shift.spot]
    ]


def _team(number: int) -> str:
    return f"T{number + 1:02d}"


def _door_rows(ground: SitesGround, sites: Sites, ids: Sequence[str]) -> list[Row]:
    shelf_of = {(shelf.building, shelf.stair): shelf.point for shelf in sites.shelves}
    whole = {shelf.building: shelf.point for shelf in reversed(sites.shelves)}
    footprints = ground.buildings.geometry.to_numpy()
    rows = []
    numbered = enumerate(zip(sites.door_groups, sites.rota.door_teams, sites.rota.door_ends_min, strict=True), 1)
    for number, (group, teams, ends) in numbered:
        key = (group.building, group.stair)
        spare = whole.get(group.building, footprints[group.building].representative_point())
        rows.append(
            {
                "door_sampling_id": f"D{number:04d}",
                "building_id": ids[group.building],
                "stair": group.stair or None,
                "people": group.people,
                "people_estimated": group.estimated,
                "team": "、".join(_team(team) for team in teams),
                "ends": clock_text(ends),
                "why": AT_DOOR.get(sites.sampling.at_door[group.building], OUT_OF_REACH),
                "geometry": shelf_of.get(key, spare),
            }
        )
    return rows


def _waste_rows(points: WastePoints, ids: Sequence[str], names: tuple[str, str, str], why: str) -> list[Row]:
    """Rows of one kind; names are the id column, the letter of the ids and the column of what is counted."""
    key, letter, counted = names
    return [
        {
            key: f"{letter}{number + 1:02d}",
            "name": spot.name,
            "at": spot.at,
            "bins": int(points.bins[number]),
            counted: int(points.load[number]),
            "buildings": int((points.place == number).sum()),
            "building_ids": [ids[row] for row in np.flatnonzero(points.place == number).tolist()],
            "walk_max_m": _farthest(points.walk_m[points.place == number]),
            "collected_at": clock_text(points.truck_min[number]),
            "why": why + _ordered(points.grounds.get(number, "")),
            "geometry": spot.point,
        }
        for number, spot in enumerate(points.spots)
    ]


def _transfer_rows(ground: SitesGround, sites: Sites, ids: Sequence[str]) -> list[Row]:
    people = np.ceil(ground.buildings["people"].to_numpy(dtype=float, na_value=0.0))
    return [
        {
            "transfer_point_id": f"Z{number + 1:02d}",
            "name": stop.spot.name,
            "at": stop.spot.at,
            "estate_name": stop.estate or None,
            "people": int(people[list(stop.buildings)].sum()),
            "buildings": len(stop.buildings),
            "building_ids": [ids[row] for row in stop.buildings],
            "walk_max_m": up(stop.walk_max_m),
            "why": ("小区专车上车点" if stop.estate else "未划入小区的楼栋共用上车点") + _ordered(stop.ground),
            "geometry": stop.spot.point,
        }
        for number, stop in enumerate(sites.stops.stops)
    ]


def sites_statement(sites: Sites) -> Mapping[str, Any]:
    """How good each choice is, as plain values: price, bound, gap; for the teams minutes and their bound."""
    rota = {
        "ends_min": sites.rota.ends_min,
        "bound_min": round(sites.rota.bound_min, 1),
        "least_teams": sites.rota.enough,
    }
    return {**{kind: dict(said) for kind, said in sites.said.items()}, "sampling_teams": rota}
