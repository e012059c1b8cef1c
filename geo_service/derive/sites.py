"""
All sites of a plan besides its gates: reception, sampling, waste and transfer points, timetable and teams.

What the protocol asks for in a category decides: in some everybody is sampled at the door, in some people walk to a
point, and a category of neither kind has no sites. Everything is the same for the same input, on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, Polygon

from geo_service.derive.perimeter import Perimeter
from geo_service.derive.sites_orders import SiteOrder, Wishes, wishes_for
from geo_service.derive.sites_people import Group, stair_groups, stair_names
from geo_service.derive.sites_reception import Shelf, reception_shelves
from geo_service.derive.sites_sampling import Sampling, SamplingRule, choose_sampling
from geo_service.derive.sites_slots import Slot, SlotRule, timetable
from geo_service.derive.sites_spots import MOST_FAR_SPOTS, Spot, open_spots, thinned, vehicle_spots
from geo_service.derive.sites_teams import Rota, TeamRule, plan_rota
from geo_service.derive.sites_transfer import Stops, TransferRule, choose_stops
from geo_service.derive.sites_walks import ways_inside
from geo_service.derive.sites_waste import WastePoints, WasteRule, apart_from, choose_waste_points
from geo_service.model.plan import PLAN_LAYERS
from geo_service.network.graph import Network


@dataclass(frozen=True)
class SitesRule:
    """
    What a protocol says of a category's sites.

    `at_the_door`: nobody leaves the stair, everybody is sampled there. `truck_width_m` is what the waste truck needs,
    `apart_m` the least distance of medical waste from household waste and from where people gather.
    """

    at_the_door: bool
    sampling: SamplingRule
    slots: SlotRule
    teams: TeamRule
    waste: WasteRule
    medical: WasteRule
    truck_width_m: float
    apart_m: float
    transfer: TransferRule


@dataclass(frozen=True)
class SitesGround:
    """
    What siting looks at, on one plane.

    `buildings` are the affected ones with people, households, stairs and estate names; `named_stairs` those stairs of
    each that the zone names; `high_risk` shapes of buildings whose people must not be met, `high_risk_ids` their ids;
    `gathered` where people gather already: gates and delivery points.
    """

    zone: Polygon | MultiPolygon
    perimeter: Perimeter
    roads: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    gates: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    named_stairs: tuple[tuple[str, ...], ...]
    high_risk: NDArray[np.object_]
    high_risk_ids: tuple[str, ...]
    gathered: NDArray[np.object_]


@dataclass(frozen=True)
class Sites:
    """
    Everything that was sited; numbers count rows of the buildings.

    `slots` are per sampling point, `door_groups` in the order in which teams go from door to door. `refused` are orders
    that could not be obeyed (Chinese), `by_foot` says that no vehicle gets in.
    """

    shelves: tuple[Shelf, ...]
    sampling: Sampling
    slots: tuple[tuple[Slot, ...], ...]
    rota: Rota
    door_groups: tuple[Group, ...]
    waste: WastePoints
    medical: WastePoints
    stops: Stops
    by_foot: bool
    refused: tuple[str, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)


def derive_sites(
    ground: SitesGround,
    rule: SitesRule,
    orders: Sequence[SiteOrder] = (),
    stood: Mapping[str, Sequence[Point]] = MappingProxyType({}),
) -> Sites:
    """
    Site everything besides the gates.

    Parameters
    ----------
    ground
        The zone, its cordon and buildings, metres.
    rule
        What the protocol says.
    orders
        What people pinned, forbade or moved, on the same plane.
    stood
        Where sites were open on the last field sheet, by layer, on the same plane.
    """
    inside = ways_inside(ground.perimeter.cordon)
    people = np.ceil(ground.buildings["people"].to_numpy(dtype=float, na_value=0.0)).astype(np.int64)
    stairs = stair_names(ground.buildings, ground.named_stairs)
    book = _Book(ground.zone, orders, stood)
    trucks, buses = (
        vehicle_spots(ground.perimeter, ground.roads, ground.zone, width_m=width_m, stood=book.stood_at(*kinds))
        for width_m, kinds in (
            (rule.truck_width_m, ("household_waste_point", "medical_waste_point")),
            (rule.transfer.width_m, ("transfer_point",)),
        )
    )
    sampling = _sampling(ground, rule, inside, people, book)
    medical, waste = _waste(ground, rule, inside, sampling, trucks, book=book)
    doors, points = _groups(ground, stair_groups(ground.buildings, stairs), sampling)
    rota = plan_rota(points, sampling.benches.tolist(), doors, rule.teams, rule.slots)
    return Sites(
        shelves=_shelves(ground, stairs, inside, per_stair=rule.at_the_door),
        sampling=sampling,
        slots=tuple(
            tuple(timetable(groups, crew, rule.slots)) for groups, crew in zip(points, rota.teams_at, strict=True)
        ),
        rota=rota,
        door_groups=tuple(doors),
        waste=waste,
        medical=medical,
        stops=_stops(ground, rule, inside, people, buses, book=book),
        by_foot=not trucks and bool(people.any()),
        refused=tuple(book.refused),
        said={
            "sampling_point": sampling.said,
            "household_waste_point": waste.said,
            "medical_waste_point": medical.said,
        },
    )


def _shelves(
    ground: SitesGround, stairs: Sequence[tuple[str, ...]], inside: Network, *, per_stair: bool
) -> tuple[Shelf, ...]:
    """Reception points of the buildings where somebody lives."""
    lives = [ground.buildings[name].to_numpy(dtype=float, na_value=0.0) > 0 for name in ("households", "people")]
    homes = np.flatnonzero(lives[0] | lives[1])
    footprints = ground.buildings.geometry.to_numpy()[homes]
    shelves = reception_shelves(footprints, [stairs[row] for row in homes.tolist()], inside, per_stair=per_stair)
    return tuple(replace(shelf, building=int(homes[shelf.building])) for shelf in shelves)


def _stops(
    ground: SitesGround,
    rule: SitesRule,
    inside: Network,
    people: NDArray[np.int64],
    buses: Sequence[Spot],
    *,
    book: "_Book",
) -> Stops:
    estates = [name if isinstance(name, str) else "" for name in ground.buildings["estate_name"]]
    footprints = ground.buildings.geometry.to_numpy()
    wishes = book.wishes("transfer_point", buses)
    return choose_stops(footprints, people, estates, inside, buses, rule=rule.transfer, wishes=wishes)


class _Book:
    """The orders, and what could not be obeyed so far."""

    def __init__(
        self, zone: Polygon | MultiPolygon, orders: Sequence[SiteOrder], stood: Mapping[str, Sequence[Point]]
    ) -> None:
        self.zone, self.orders, self.stood = zone, orders, stood
        self.refused: list[str] = []

    def stood_at(self, *kinds: str) -> list[Point]:
        """Where sites of some kinds stood on the last field sheet."""
        return [point for kind in kinds for point in self.stood.get(kind, ())]

    def wishes(self, kind: str, spots: Sequence[Spot]) -> Wishes:
        """What the orders mean for spots of one kind."""
        points = np.array([spot.point for spot in spots], dtype=object)
        title, at = PLAN_LAYERS[kind].title, self.stood_at(kind)
        found = wishes_for(kind, points, self.orders, self.zone, title=title, stood_at=at)
        self.refused += found.refused
        return found


def _sampling(
    ground: SitesGround, rule: SitesRule, inside: Network, people: NDArray[np.int64], book: _Book
) -> Sampling:
    """Points for those who walk; in a category that is sampled at the door there are none."""
    spots = []
    if not rule.at_the_door:
        kinds = rule.sampling.open_kinds
        at = book.stood_at("sampling_point")
        spots = open_spots(ground.zone, inside, ground.facilities, ground.gates, ground.roads, kinds=kinds, stood=at)
        spots = _out_of_risk(spots, ground.high_risk)
    sealed = np.isin(ground.buildings["building_id"].to_numpy(dtype=object), ground.high_risk_ids)
    at_door = np.full(len(people), True) if rule.at_the_door else np.asarray(sealed, dtype=bool)
    return choose_sampling(
        ground.buildings.geometry.to_numpy(),
        people,
        at_door,
        inside,
        spots,
        high_risk=ground.high_risk,
        rule=rule.sampling,
        wishes=book.wishes("sampling_point", spots),
    )


def _out_of_risk(spots: Sequence[Spot], high_risk: NDArray[np.object_]) -> list[Spot]:
    """Spots that no high-risk building stands beside, if any are left."""
    return apart_from(spots, high_risk, HIGH_RISK_APART_M) or list(spots)


HIGH_RISK_APART_M = 10.0
"""People who queue keep this far from a high-risk building, as those who walk past do."""


def _waste(
    ground: SitesGround,
    rule: SitesRule,
    inside: Network,
    sampling: Sampling,
    trucks: Sequence[Spot],
    *,
    book: _Book,
) -> tuple[WastePoints, WastePoints]:
    """Medical waste first, away from where people gather; household waste then away from it."""
    footprints = ground.buildings.geometry.to_numpy()
    households, people = (
        ground.buildings[name].to_numpy(dtype=float, na_value=0.0) for name in ("households", "people")
    )
    busy = np.array([*ground.gathered, *(spot.point for spot in sampling.spots)], dtype=object)
    stood = book.stood_at("medical_waste_point")
    quiet = thinned(apart_from(trucks, busy, rule.apart_m) or list(trucks), most=MOST_FAR_SPOTS, stood=stood)
    wishes = book.wishes("medical_waste_point", quiet)
    medical = choose_waste_points(footprints, people, inside, quiet, rule=rule.medical, wishes=wishes)
    taken = np.array([spot.point for spot in medical.spots], dtype=object)
    clean = apart_from(trucks, taken, rule.apart_m)
    wishes = _apart_wishes(book.wishes("household_waste_point", clean), taken, rule.apart_m, book)
    return medical, choose_waste_points(footprints, households, inside, clean, rule=rule.waste, wishes=wishes)


def _apart_wishes(wishes: Wishes, taken: NDArray[np.object_], apart_m: float, book: _Book) -> Wishes:
    """A household waste point that somebody pinned beside a medical one stands, and is said."""
    for point in wishes.added:
        if len(taken) and float(shapely.distance(taken, point).min()) < apart_m:
            book.refused.append(f"生活垃圾收集点：指定位置距医疗废物暂存点不足{apart_m:.0f}米，须现场调整")
    return wishes


def _groups(ground: SitesGround, groups: Sequence[Group], sampling: Sampling) -> tuple[list[Group], list[list[Group]]]:
    """Groups by door, neighbours next to each other, and by sampling point, the nearest buildings first."""
    order = ground.buildings.geometry.hilbert_distance().to_numpy() if len(ground.buildings) else np.empty(0)
    doors = sorted(
        (group for group in groups if group.building in sampling.at_door),
        key=lambda group: (order[group.building], group.building),
    )
    points: list[list[Group]] = [[] for _ in sampling.spots]
    for group in groups:
        if sampling.place[group.building] >= 0:
            points[sampling.place[group.building]].append(group)
    for at_point in points:
        at_point.sort(key=lambda group: (sampling.walk_m[group.building], group.building))
    return doors, points
