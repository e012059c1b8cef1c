"""
What a line comes to, measured on the map as a plan would: its crossings and posts, its buildings, ground and length.

Only these numbers are ever stated of a line; what a cut promised is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import shapely
from shapely import MultiPolygon, Point, Polygon

from geo_service.coords.metric import Bounds, MetricPlane, plane_at
from geo_service.coords.shapes import areal
from geo_service.derive.cordon import plan_posts
from geo_service.derive.households import HouseholdRule, with_estimates
from geo_service.derive.line_ground import Ground, LineRule
from geo_service.network.crossings import Crossing, find_crossings
from geo_service.network.graph import network_of
from geo_service.zones.membership import MembershipRule, affected_buildings

NOT_MOVED = ("buildings", "known")
"""Surroundings that are not just put on the plane."""

KIND_TITLES = {"hospital": "医院", "fire_station": "消防站", "police": "派出所"}
"""What to call a facility that has no name."""


@dataclass(frozen=True)
class LineSurroundings:
    """
    Register layers round a zone as far as the band reaches, lon/lat.

    `known` is where the register has roads at all: beyond it a line would seem to cross none. None: everywhere.
    """

    buildings: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    gates: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    known: Bounds | None = None


@dataclass(frozen=True)
class LineFigures:
    """
    What a line comes to, measured on the map.

    `posts` are places to be held, staffed or shut, each a group of `crossings` that one crew holds; `shut_cost` is the
    sum of the cost units of the crossings; `never_cut` counts crossings where no line should run.
    """

    posts: int
    crossings: int
    shut_cost: float
    never_cut: int
    households: int
    households_estimated: int
    buildings: int
    area_m2: float
    length_m: float


@dataclass(frozen=True)
class Measured:
    """A line with its figures, the buildings it adds and the places that it takes in."""

    outline: Polygon | MultiPolygon
    figures: LineFigures
    building_ids: tuple[str, ...]
    takes_in: tuple[str, ...]


@dataclass(frozen=True)
class Survey:
    """Everything round a zone on its plane, and how lines are measured there."""

    plane: MetricPlane
    ground: Ground
    gates: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    rule: LineRule
    membership: MembershipRule

    @property
    def cut_short(self) -> bool:
        """Whether some of the band lies where no roads are known."""
        band = self.ground.outline.buffer(self.rule.band_m)
        return bool(band.difference(self.ground.limit).area > 1)

    def measured(self, outline: Polygon | MultiPolygon) -> Measured:
        """The figures of a line: its posts as a plan has them, its buildings by the one predicate of membership."""
        ground = self.ground
        cordon = find_crossings(outline, ground.network, ground.roads)
        posts, _ = plan_posts(outline, cordon, ground.roads, self.gates)
        crossings = [crossing for post in posts for crossing in post.crossings]
        inside = affected_buildings(outline, ground.buildings, rule=self.membership)["building_id"]
        known = ground.buildings["building_id"]
        held = ground.held | known.isin(inside).to_numpy()
        rows = ground.buildings[held]
        estimated = rows["households"][rows["households_estimated"].fillna(value=False)]
        figures = LineFigures(
            posts=len(posts),
            crossings=len(crossings),
            shut_cost=sum(self._cost(crossing) for crossing in crossings),
            never_cut=sum(self._is_never(crossing) for crossing in crossings),
            households=int(rows["households"].sum()),
            households_estimated=int(estimated.sum()),
            buildings=len(rows),
            area_m2=float(outline.area),
            length_m=float(outline.length),
        )
        added = tuple(known[held & ~ground.held])
        return Measured(outline, figures, added, tuple(self._takes_in(outline)))

    def _cost(self, crossing: Crossing) -> float:
        highway = str(self.ground.roads["highway"].iloc[crossing.roads[0]])
        return self.rule.closing_costs.get(highway, self.rule.other_closing_cost)

    def _is_never(self, crossing: Crossing) -> bool:
        if str(self.ground.roads["highway"].iloc[crossing.roads[0]]) in self.rule.never_cut:
            return True
        place = Point(crossing.x, crossing.y)
        return any(shapely.dwithin(self.ground.kept_clear, place, self.rule.keep_clear_m))

    def _takes_in(self, outline: Polygon | MultiPolygon) -> Iterator[str]:
        shapes = self.facilities.geometry.to_numpy()
        new = shapely.intersects(shapes, outline) & ~shapely.intersects(shapes, self.ground.outline)
        for row in self.facilities[new].itertuples():
            yield row.name if isinstance(row.name, str) else f"{KIND_TITLES.get(row.kind, row.kind)} {row.facility_id}"


def survey_ground(
    drawn: MultiPolygon,
    members: set[str],
    near: LineSurroundings,
    *,
    rule: LineRule,
    households: HouseholdRule,
    membership: MembershipRule,
) -> Survey:
    """
    Put what lies round a drawn outline (lon/lat) on a plane; `members` are the buildings that the zone holds anyway.

    Raises
    ------
    GeometryError
        If a footprint near it is broken.
    """
    plane = plane_at(drawn)
    outline = plane.to_metres(drawn)
    local = {name: plane.frame_to_metres(frame) for name, frame in vars(near).items() if name not in NOT_MOVED}
    buildings = plane.frame_to_metres(with_estimates(near.buildings, households))
    # a broken footprint is refused here, before anything is drawn round it
    whole = membership == "any_part_whole_premises"
    reach: MembershipRule = membership if whole else "any_part"
    known = None if near.known is None else plane.to_metres(shapely.box(*near.known))
    limit = _limit(outline, known, rule)
    within = affected_buildings(limit, buildings, rule=reach)["building_id"]
    members = members | set(affected_buildings(outline, buildings, rule=membership)["building_id"])
    kept = buildings[buildings["building_id"].isin(members | set(within))].reset_index(drop=True)
    told = local["facilities"][local["facilities"]["kind"].isin(rule.told_kinds)]
    ground = Ground(
        outline=outline,
        limit=limit,
        roads=local["roads"],
        network=network_of(local["roads"]),
        buildings=kept,
        held=kept["building_id"].isin(members).to_numpy(dtype=bool),
        barriers=local["barriers"].geometry.to_numpy(),
        kept_clear=told[told["kind"] == "hospital"].geometry.to_numpy(),
        whole_premises=whole,
    )
    return Survey(plane, ground, local["gates"], told, rule, membership)


def _limit(outline: Polygon | MultiPolygon, known: Polygon | None, rule: LineRule) -> Polygon | MultiPolygon:
    """How far a line may reach: the band, and no farther than roads are known."""
    band = outline.buffer(rule.band_m)
    return areal(band if known is None else band.intersection(known).union(outline))
