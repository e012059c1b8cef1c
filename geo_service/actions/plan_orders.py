"""What people have ordered of a zone's plan, from the store: the same for plans, previews and checks."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shapely import Point

from geo_service.derive.perimeter import PostOrder
from geo_service.derive.plan import PlanOrders
from geo_service.derive.sheets import CHECKPOINT, numbering_of
from geo_service.derive.sites_orders import SiteOrder, Wish
from geo_service.model.fact import Fact
from geo_service.model.sheet import Sheet
from geo_service.model.zone import ZoneVersion
from geo_service.storage.store import Store
from geo_service.zones.fact_kinds import PLAN_ORDER, PlanOrdered, standing_facts

POST = "post"

_SITE_WISHES: Mapping[str, Wish] = {"pin": "pin", "forbid": "forbid", "move": "move"}


def orders_of_plan(store: Store, zone: ZoneVersion, *, at: datetime | None = None) -> PlanOrders:
    """
    The orders that the plan of a zone version is solved around.

    Crews that stand already, and the numbers that are taken, are those of the zone's last field sheet; a zone without
    one has the crews of the zones that it was made of.

    Parameters
    ----------
    at
        What stood then; without it all that stands.
    """
    sheet = last_sheet(store, zone.zone_id, at=at)
    crews = [sheet] if sheet else [last_sheet(store, parent, at=at) for parent in zone.parents]
    ordered = [said(fact) for fact in standing_orders(store, zone.zone_id, at=at)]
    return PlanOrders(
        posts=tuple(_post_order(one) for one in ordered if one.object == POST),
        crews_at=tuple(point for one in crews if one for point in _crews(one)),
        sites=tuple(_site_order(one) for one in ordered if one.object != POST),
        numbering=numbering_of(sheet),
    )


def standing_orders(store: Store, zone_id: str, *, at: datetime | None = None) -> list[Fact]:
    """Orders about a zone's plan that are not withdrawn, the oldest first."""
    facts = [fact for fact in store.facts(zone_ids=[zone_id]) if fact.zone_id == zone_id]
    until = at or max((fact.happened_at for fact in facts), default=None)
    return [] if until is None else [fact for fact in standing_facts(facts, at=until) if fact.kind == PLAN_ORDER]


def last_sheet(store: Store, zone_id: str, *, at: datetime | None = None) -> Sheet | None:
    """The last field sheet of a zone, issued by then; None when there is none."""
    newest = next(iter(store.issued_sheets(zone_id, newest=1)), None)
    if newest is None or at is None or newest.issued_at <= at:
        return newest
    earlier: Sequence[Sheet] = [one for one in store.issued_sheets(zone_id) if one.issued_at <= at]
    return earlier[-1] if earlier else None


def said(fact: Fact) -> PlanOrdered:
    """What an order says."""
    return PlanOrdered.model_validate(dict(fact.values))


def _post_order(one: PlanOrdered) -> PostOrder:
    return PostOrder(Point(one.lon, one.lat), one.wish == "staff", one.ground)


def _site_order(one: PlanOrdered) -> SiteOrder:
    to = None if one.to_lon is None or one.to_lat is None else Point(one.to_lon, one.to_lat)
    return SiteOrder(one.object, _SITE_WISHES[one.wish], Point(one.lon, one.lat), to, one.ground)


def _crews(sheet: Sheet) -> list[Point]:
    """Where each crew stands; of several carriageways the first one."""
    return [Point(item.first) for item in sheet.items if item.kind == CHECKPOINT]
