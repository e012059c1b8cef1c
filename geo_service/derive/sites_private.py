"""
Disinfection sites (终末消毒) at case places: for those who designate, never part of a plan.

A plan is handed on and case places are not, so they stand on a list of their own: which building, in which role, where
its people board the bus and where its waste goes. Roles and buildings only, no persons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo_service.coords.metric import plane_at
from geo_service.model.case import RESIDENCE, VISITED, WORK, CasePlace
from geo_service.model.plan import Plan

STEPS: Mapping[str, str] = {
    RESIDENCE: "人员转运后对住室、楼道、电梯、单元门终末消毒；垃圾按医疗废物收运；留存消毒记录和效果评价",
    WORK: "停业后对工作区和公共区域终末消毒；垃圾按医疗废物收运；留存消毒记录和效果评价",
    VISITED: "对停留区域和接触物品终末消毒；留存消毒记录和效果评价",
}
"""What is to be done by the role of a place: 终末消毒 of each residence, work and activity place."""


@dataclass(frozen=True)
class Found:
    """What is known of where a case place lies: buildings that its address means and the stair it names."""

    building_ids: tuple[str, ...] = ()
    stair: str | None = None


@dataclass(frozen=True)
class DisinfectionSite:
    """
    One case place to be disinfected; `building_id` None when the plan's buildings don't show which it is.

    `transfer_point_id` and `medical_waste_point_id` are points of the plan; `lon`, `lat` None where nothing is known.
    """

    place_id: str
    role: str
    address: str
    building_id: str | None
    stair: str | None
    lon: float | None
    lat: float | None
    transfer_point_id: str | None
    medical_waste_point_id: str | None
    steps: str


def disinfection_sites(
    places: Sequence[tuple[str, CasePlace]], found: Sequence[Found], plan: Plan, *, near_m: float
) -> list[DisinfectionSite]:
    """
    List the case places of a zone as sites to be disinfected, nothing dropped.

    Parameters
    ----------
    places
        Each case place with its id.
    found
        What the address of each means.
    plan
        The zone's plan.
    near_m
        A position this near a building means it.
    """
    buses = _served_by(plan, "transfer_point")
    bins = _served_by(plan, "medical_waste_point")
    shapes = dict(zip(plan.frames["building"]["building_id"], plan.frames["building"].geometry, strict=True))
    return [
        site
        for (place_id, place), known in zip(places, found, strict=True)
        for site in _sites(place_id, place, known, shapes, (buses, bins), near_m=near_m)
    ]


def _sites(
    place_id: str,
    place: CasePlace,
    known: Found,
    shapes: Mapping[str, BaseGeometry],
    points: tuple[Mapping[str, str], Mapping[str, str]],
    *,
    near_m: float,
) -> list[DisinfectionSite]:
    """One site per building that the place means; one without a building if it means none of the plan's."""
    buses, bins = points
    meant: Sequence[str | None] = (
        sorted(set(known.building_ids) & set(shapes)) or _near(place, shapes, near_m) or [None]
    )
    return [
        DisinfectionSite(
            place_id=place_id,
            role=place.role,
            address=place.text,
            building_id=building,
            stair=known.stair,
            lon=_middle(place, shapes.get(building or ""))[0],
            lat=_middle(place, shapes.get(building or ""))[1],
            transfer_point_id=buses.get(building or ""),
            medical_waste_point_id=bins.get(building or ""),
            steps=STEPS[place.role],
        )
        for building in meant
    ]


def _near(place: CasePlace, shapes: Mapping[str, BaseGeometry], near_m: float) -> list[str]:
    """The building that the position of a place means."""
    if place.lon is None or place.lat is None or not shapes:
        return []
    spot = Point(place.lon, place.lat)
    plane = plane_at(spot)
    at = plane.to_metres(spot)
    apart = {key: plane.to_metres(shape).distance(at) for key, shape in shapes.items()}
    nearest = min(apart, key=lambda key: (apart[key], key))
    return [nearest] if apart[nearest] <= near_m else []


def _middle(place: CasePlace, shape: BaseGeometry | None) -> tuple[float | None, float | None]:
    if shape is None:
        return place.lon, place.lat
    middle = shapely.point_on_surface(shape)
    return middle.x, middle.y


def _served_by(plan: Plan, kind: str) -> dict[str, str]:
    """The point of one kind that each building belongs to."""
    rows = plan.frames[kind]
    return {
        building: key for key, ids in zip(rows[f"{kind}_id"], rows["building_ids"], strict=True) for building in ids
    }
