"""
Orders about sites: a person pins, forbids or moves one, the rest is solved again.

An order names a place by a point. It means the nearest candidate within reach; a pin with no candidate there is a new
candidate. Positions in metres on the plane of the candidates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, Polygon

Wish = Literal["pin", "forbid", "move"]

ORDER_REACH_M = 25.0
"""An order means the nearest candidate within this distance of its point; farther away it names a new place."""

STOOD_WITHIN_M = 5.0
"""A candidate this near to a place of the last field sheet is that place; the sheet keeps tenths of a metre."""


@dataclass(frozen=True)
class SiteOrder:
    """
    Somebody's order about one site of a plan, with the ground for it.

    `kind` is that of a plan layer, such as "delivery_point". A `move` closes what stands at `point` and pins
    `to_point`; the others leave `to_point` out.
    """

    kind: str
    wish: Wish
    point: Point
    to_point: Point | None
    ground: str


@dataclass(frozen=True)
class Wishes:
    """
    What the orders mean for a list of candidates.

    `added` are new candidates, numbered after the given ones; `grounds` says why a pinned candidate is one. `refused`
    are sentences (Chinese) about orders that could not be obeyed. `stood` are candidates that were open on the last
    field sheet.
    """

    added: tuple[Point, ...] = ()
    pinned: frozenset[int] = frozenset()
    forbidden: frozenset[int] = frozenset()
    grounds: Mapping[int, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    stood: frozenset[int] = frozenset()


NO_WISHES = Wishes()


def wishes_for(
    kind: str,
    points: NDArray[np.object_],
    orders: Sequence[SiteOrder],
    zone: Polygon | MultiPolygon,
    *,
    title: str,
    stood_at: Sequence[Point] = (),
) -> Wishes:
    """
    Turn the orders about one kind of site into pinned, forbidden and new candidates.

    Later orders win over earlier ones about the same candidate. If nothing would be left, nothing is forbidden.

    Parameters
    ----------
    kind
        The plan layer.
    points
        Its candidates.
    orders
        Orders about any kind, on the plane of the points.
    zone
        A new place must lie in it.
    title
        What the office calls this kind.
    stood_at
        Where sites of this kind were open on the last field sheet.
    """
    sheet = _Sheet(points, zone, title)
    for order in orders:
        if order.kind == kind:
            sheet.obey(order)
    return replace(sheet.wishes(), stood=candidates_at(points, stood_at))


def candidates_at(points: NDArray[np.object_], places: Sequence[Point]) -> frozenset[int]:
    """Candidates that are places of before; the nearest one of each, within `STOOD_WITHIN_M`."""
    if not len(points):
        return frozenset()
    apart = [shapely.distance(points, place) for place in places]
    return frozenset(int(one.argmin()) for one in apart if one.min() <= STOOD_WITHIN_M)


class _Sheet:
    """Candidates with what was ordered of them so far."""

    def __init__(self, points: NDArray[np.object_], zone: Polygon | MultiPolygon, title: str) -> None:
        self.points = list(points)
        self.given = len(points)
        self.zone, self.title = zone, title
        self.wish: dict[int, bool] = {}
        self.grounds: dict[int, str] = {}
        self.refused: list[str] = []

    def obey(self, order: SiteOrder) -> None:
        if order.wish in {"forbid", "move"}:
            self._close(order)
        if order.wish == "pin":
            self._open(order.point, order.ground)
        if order.wish == "move" and order.to_point is not None:
            self._open(order.to_point, order.ground)

    def _close(self, order: SiteOrder) -> None:
        number = self._nearest(order.point)
        if number is None:
            self.refused.append(
                f"{self.title}：要求停用的位置{ORDER_REACH_M:.0f}米内没有可设点，未采纳（{order.ground}）"
            )
        else:
            self.wish[number] = False

    def _open(self, point: Point, ground: str) -> None:
        number = self._nearest(point)
        if number is None and not self.zone.intersects(point):
            self.refused.append(f"{self.title}：要求设点的位置在区外，未采纳（{ground}）")
            return
        if number is None:
            number = len(self.points)
            self.points.append(point)
        self.wish[number] = True
        self.grounds[number] = ground

    def _nearest(self, point: Point) -> int | None:
        if not self.points:
            return None
        apart = shapely.distance(np.array(self.points, dtype=object), point)
        nearest = int(np.argmin(apart))
        return nearest if apart[nearest] <= ORDER_REACH_M else None

    def wishes(self) -> Wishes:
        pinned = frozenset(number for number, is_open in self.wish.items() if is_open)
        forbidden = frozenset(self.wish) - pinned
        if forbidden and len(forbidden) == len(self.points):
            self.refused.append(f"{self.title}：停用后没有可设点，停用要求未采纳")
            forbidden = frozenset()
        grounds = {number: self.grounds[number] for number in sorted(pinned)}
        return Wishes(tuple(self.points[self.given :]), pinned, forbidden, grounds, tuple(self.refused))
