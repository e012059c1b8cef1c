"""What the API and the command line say of orders, field sheets and adjustments, as plain values."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from geo_service.actions.issues import Issued
from geo_service.actions.orders import STATE_TITLES, OrderMade, OrderStanding, OrderState
from geo_service.derive.deltas import CHANGE_TITLES, COMPASS_EN, Change, Difference
from geo_service.exports.delta_lists import DeltaList
from geo_service.model.sheet import Figure, Sheet, SheetItem
from geo_service.web.check_facts import FactFacts, fact_facts


class OrderMadeFacts(BaseModel):
    """An order that was recorded."""

    order: FactFacts
    place: str = Field(description="Number of the place in the plan before the order")
    notes: list[str] = Field(description="Earlier orders that it takes the place of, and posts that change with it")


class OrderFacts(BaseModel):
    """An order that stands, and what became of it."""

    order: FactFacts
    place: str = Field(description="Number of the post that it means in the present plan; empty for none")
    state: OrderState
    state_title: str


class OrdersFacts(BaseModel):
    """The orders that stand about a plan, the oldest first."""

    orders: list[OrderFacts]


class SheetItemFacts(BaseModel):
    """One place of a field sheet."""

    kind: str = Field(description="Layer of the plan; of a post its role")
    item_id: str
    name: str
    at: list[tuple[float, float]] = Field(description="lon, lat; one place for each carriageway of a post")
    way_ids: list[int]
    figures: dict[str, Figure]


class SheetHeadFacts(BaseModel):
    """A field sheet without its places."""

    zone_id: str
    version: int
    issue: int
    issued_at: str
    author: str
    places: int
    problems: list[str]
    failed: str = Field(description="Why there was no plan; then the places are those of the sheet before")


class SheetFacts(SheetHeadFacts):
    """A field sheet."""

    items: list[SheetItemFacts]


class SheetsFacts(BaseModel):
    """The field sheets of a zone, oldest first."""

    sheets: list[SheetHeadFacts]


class DifferenceFacts(BaseModel):
    """One thing that crews must do differently."""

    change: Change
    title: str
    kind: str
    item_id: str = Field(description="Number that crews know; of a post whose role changed the old one")
    zh: str
    en: str
    metres: float | None
    direction: str | None
    before: SheetItemFacts | None
    after: SheetItemFacts | None


class DeltasFacts(BaseModel):
    """What the present plan changes of a field sheet."""

    zone_id: str
    version: int
    status: str
    since: SheetHeadFacts
    differences: list[DifferenceFacts]
    says: str = Field(description="nothing changes, or how many things do")
    problems: list[str]


class IssuedFacts(BaseModel):
    """The field sheet that holds now, and what changed since the one before."""

    sheet: SheetFacts
    is_new: bool = Field(description="False: nothing changed, so the last sheet holds on")
    differences: list[DifferenceFacts]


def order_made_facts(made: OrderMade) -> OrderMadeFacts:
    """An order that was recorded as plain values."""
    return OrderMadeFacts(order=fact_facts(made.fact), place=made.place, notes=list(made.notes))


def orders_facts(found: Sequence[OrderStanding]) -> OrdersFacts:
    """Orders that stand as plain values."""
    return OrdersFacts(
        orders=[
            OrderFacts(
                order=fact_facts(one.fact), place=one.place, state=one.state, state_title=STATE_TITLES[one.state]
            )
            for one in found
        ]
    )


def sheet_facts(sheet: Sheet) -> SheetFacts:
    """A field sheet as plain values."""
    return SheetFacts(**_head(sheet), items=[_item(item) for item in sheet.items])


def sheets_facts(sheets: Sequence[Sheet]) -> SheetsFacts:
    """The heads of field sheets as plain values."""
    return SheetsFacts(sheets=[SheetHeadFacts(**_head(sheet)) for sheet in sheets])


def deltas_facts(found: DeltaList) -> DeltasFacts:
    """What changed since a field sheet as plain values."""
    return DeltasFacts(
        zone_id=found.zone.zone_id,
        version=found.zone.version,
        status=found.zone.status,
        since=SheetHeadFacts(**_head(found.since)),
        differences=[_difference(one) for one in found.differences],
        says=f"{len(found.differences)} things change" if found.differences else "nothing changes",
        problems=list(found.problems),
    )


def issued_facts(issued: Issued) -> IssuedFacts:
    """A field sheet that was asked to be issued as plain values."""
    return IssuedFacts(
        sheet=sheet_facts(issued.sheet),
        is_new=issued.is_new,
        differences=[_difference(one) for one in issued.differences],
    )


def _head(sheet: Sheet) -> dict[str, Any]:
    return {
        "zone_id": sheet.zone_id,
        "version": sheet.version,
        "issue": sheet.issue,
        "issued_at": sheet.issued_at.isoformat(),
        "author": sheet.author,
        "places": len(sheet.items),
        "problems": list(sheet.problems),
        "failed": sheet.failed,
    }


def _item(item: SheetItem) -> SheetItemFacts:
    return SheetItemFacts(
        kind=item.kind,
        item_id=item.item_id,
        name=item.name,
        at=list(item.at),
        way_ids=list(item.way_ids),
        figures=dict(item.figures),
    )


def _difference(one: Difference) -> DifferenceFacts:
    return DifferenceFacts(
        change=one.change,
        title=CHANGE_TITLES[one.change],
        kind=one.kind,
        item_id=one.item_id,
        zh=one.zh,
        en=one.en,
        metres=one.metres,
        direction=None if one.direction is None else COMPASS_EN[one.direction],
        before=None if one.before is None else _item(one.before),
        after=None if one.after is None else _item(one.after),
    )
