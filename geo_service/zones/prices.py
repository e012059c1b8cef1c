"""
What a zone costs the people in it: households, and households times days until it may regularly end.

Shown beside every proposal before anybody signs, with the price of the next larger and the next smaller unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd

from geo_service.derive.households import household_rule, with_estimates
from geo_service.model.zone import Member
from geo_service.zones.protocol import Protocol
from geo_service.zones.protocol_schema import NOTHING, Condition, Transition
from geo_service.zones.protocol_values import Unit


@dataclass(frozen=True)
class Price:
    """
    Households in a zone, and for how many days at least.

    `days` is the earliest regular end, None when the protocol counts no days or the clock must be started by an event
    of unknown time. `estimated`: some of the households are not in the register but estimated.
    """

    households: int
    days: int | None
    estimated: bool

    @property
    def household_days(self) -> int | None:
        """Households times days; None when no days are counted."""
        return None if self.days is None else self.households * self.days

    @property
    def text(self) -> str:
        """The price in words (Chinese)."""
        about = "约 " if self.estimated else ""
        counted = f"{about}{self.households} 户"
        return counted if self.days is None else f"{counted} × {self.days} 天 = {about}{self.household_days} 户·天"


@dataclass(frozen=True)
class UnitPrice:
    """A unit that could have been taken instead, what it is called, its price, and whether the rules allow it."""

    unit: Unit
    label: str
    price: Price
    allowed: bool


class Counted(NamedTuple):
    """Households of a building, and whether the number is an estimate."""

    households: float
    estimated: bool


class Households:
    """The households of buildings and of their stairs, estimated where the register has none."""

    def __init__(self, buildings: gpd.GeoDataFrame, registered: gpd.GeoDataFrame | None = None) -> None:
        """
        Count the households of a buildings frame.

        Parameters
        ----------
        registered
            Address register rows (layer `addresses`), for the households of single stairs.
        """
        self._known = _counted_buildings(buildings)
        self._stairs = {} if registered is None else _counted_stairs(registered)
        self._number = _stair_numbers(buildings)

    def total(self, members: Sequence[Member]) -> tuple[int, bool]:
        """Households of the members, and whether any number in the sum is an estimate."""
        found = [self._of(member.building_id, member.stairs) for member in members]
        return round(sum(one.households for one in found)), any(one.estimated and one.households for one in found)

    def of_buildings(self, building_ids: Sequence[str]) -> tuple[int, bool]:
        """Households of whole buildings, and whether any number in the sum is an estimate."""
        return self.total([Member(building_id, 1.0, "") for building_id in building_ids])

    def _of(self, building_id: str, stairs: tuple[str, ...]) -> Counted:
        whole = self._known.get(building_id, Counted(0, estimated=True))
        if not stairs:
            return whole
        registered = [self._stairs[key] for stair in stairs if (key := (building_id, stair)) in self._stairs]
        if len(registered) == len(stairs):
            return Counted(sum(registered), estimated=False)
        # the register knows the building only: its households are shared out evenly
        number = max(self._number.get(building_id, len(stairs)), len(stairs))
        return Counted(whole.households * len(stairs) / number, estimated=True)


def _counted_buildings(buildings: gpd.GeoDataFrame) -> dict[str, Counted]:
    filled = with_estimates(buildings, household_rule())
    counts = filled["households"].to_numpy(dtype=float, na_value=0.0).tolist()
    guessed = filled["households_estimated"].to_numpy(dtype=bool).tolist()
    return dict(zip(filled["building_id"].tolist(), map(Counted, counts, guessed), strict=True))


def _counted_stairs(registered: gpd.GeoDataFrame) -> dict[tuple[str, str], float]:
    rows = registered[registered["stair"].notna() & registered["households"].notna()]
    sums = rows.groupby(["building_id", "stair"])["households"].sum()
    return {(str(building_id), str(stair)): float(count) for (building_id, stair), count in sums.items()}


def _stair_numbers(buildings: gpd.GeoDataFrame) -> dict[str, int]:
    known = buildings[buildings["stairs"].notna()]
    return {one: int(count) for one, count in zip(known["building_id"], known["stairs"], strict=True)}


def days_to_lift(protocol: Protocol, category: str, entered_from: str | None = None) -> int | None:
    """
    The fewest days after which a zone of a category may regularly end, through all stages on the way.

    With a clock per stage the days of the stages add up; with a single clock they count from the same start. None when
    no way out counts days.
    """
    found = _days(protocol, category, entered_from, 0, frozenset())
    return found or None


def _days(protocol: Protocol, category: str, entered_from: str | None, before: int, seen: frozenset[str]) -> int | None:
    if category == NOTHING or protocol.category(category).residual:
        return before
    if category in seen:
        return None
    ways = [
        _days(protocol, way.to, category, _after(protocol, way, before), seen | {category})
        for way in protocol.transitions_from(category, entered_from)
    ]
    return min((way for way in ways if way is not None), default=None)


def _after(protocol: Protocol, way: Transition, before: int) -> int:
    stage = max((_days_of(condition) for condition in way.all), default=0)
    return before + stage if protocol.clock.mode == "per_stage" else max(before, stage)


def _days_of(condition: Condition) -> int:
    counted = (condition.quiet_days, condition.days_since_start, condition.more_than_days_since_start)
    on_day = condition.round.on_day if condition.round else 0
    return max(on_day, *(days or 0 for days in counted))


def price_of(members: Sequence[Member], households: Households, days: int | None) -> Price:
    """The price of a zone that holds these members."""
    count, estimated = households.total(members)
    return Price(count, days, estimated)
