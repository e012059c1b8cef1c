"""The API of orders about a plan, field sheets, and what changed since the last one. All of it is for those known."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from shapely import Point
from starlette.responses import Response

from geo_service.actions.issues import issue_sheet, list_sheets, sheet_of, zone_deltas
from geo_service.actions.orders import Named, OrderMade, list_orders, order_post, order_site, withdraw_order
from geo_service.actions.plan_orders import POST
from geo_service.errors import InputError
from geo_service.exports.delta_lists import export_deltas
from geo_service.web.bodies import Lat, Lon, Words
from geo_service.web.check_facts import FactFacts, fact_facts
from geo_service.web.context import AnActor, AStore, GuardedRoute, Now
from geo_service.web.limits import run_heavy
from geo_service.web.order_facts import (
    DeltasFacts,
    IssuedFacts,
    OrderMadeFacts,
    OrdersFacts,
    SheetFacts,
    SheetsFacts,
    deltas_facts,
    issued_facts,
    order_made_facts,
    orders_facts,
    sheet_facts,
    sheets_facts,
)
from geo_service.zones.fact_kinds import POST_WISHES, PlanObject, PlanWish

PLANS = APIRouter(prefix="/api/v1", tags=["plans"], route_class=GuardedRoute)

Since = Annotated[int | None, Query(ge=1, description="Issue of a field sheet; default the last one")]

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class OrderBody(BaseModel):
    """An order about a place of the plan, which is named by its number or by a point."""

    model_config = ConfigDict(extra="forbid")

    object: PlanObject = Field(description="post, or a layer of points such as delivery_point")
    wish: PlanWish = Field(description="Of a post staff or close; of a point pin, forbid or move")
    ground: Words = Field(description="Why, kept with the order")
    number: Words | None = Field(default=None, description="Number in the present plan, e.g. K03")
    lon: Lon | None = None
    lat: Lat | None = None
    to_lon: Lon | None = Field(default=None, description="Where a point moves")
    to_lat: Lat | None = None

    def named(self) -> Named:
        """Which place is meant."""
        point = _point(self.lon, self.lat, "lon and lat")
        if (self.number is None) == (point is None):
            raise InputError("name the place by its number, or by lon and lat, one of the two")
        return Named(self.number, point)

    def to(self) -> Point | None:
        """Where it moves."""
        return _point(self.to_lon, self.to_lat, "to_lon and to_lat")


def _point(lon: float | None, lat: float | None, names: str) -> Point | None:
    if (lon is None) != (lat is None):
        raise InputError(f"{names} belong together; give both")
    return None if lon is None or lat is None else Point(lon, lat)


@PLANS.post("/zones/{zone_id}/orders", status_code=201, summary="Order something of the plan")
async def add_order(
    request: Request, store: AStore, actor: AnActor, now: Now, *, zone_id: str, body: OrderBody
) -> OrderMadeFacts:
    """Staff or close a post, pin, forbid or move a point; tried on the plan first, refused if it shuts people in."""
    named, to = body.named(), body.to()

    def order() -> OrderMade:
        if body.object != POST:
            wish, ground = body.wish, body.ground
            return order_site(store, zone_id, body.object, named, wish=wish, to=to, ground=ground, actor=actor, at=now)
        if body.wish not in POST_WISHES:
            raise InputError(f"of a post one may order {' or '.join(POST_WISHES)}, got {body.wish}")
        is_staffed = body.wish == "staff"
        return order_post(store, zone_id, named, staffed=is_staffed, ground=body.ground, actor=actor, at=now)

    return order_made_facts(await run_heavy(request, order))


@PLANS.get("/zones/{zone_id}/orders", summary="The orders that stand about a plan")
async def show_orders(request: Request, store: AStore, zone_id: str) -> OrdersFacts:
    """List the orders with what became of each: it holds, was superseded, is not carried out, or means no place."""
    return orders_facts(await run_heavy(request, list_orders, store, zone_id))


@PLANS.delete("/zones/{zone_id}/orders/{order_id}", summary="Take an order back")
def remove_order(
    store: AStore,
    actor: AnActor,
    now: Now,
    *,
    zone_id: str,
    order_id: str,
    why: Annotated[Words, Query(description="Why it is taken back")],
) -> FactFacts:
    """Withdraw an order; it stays on record with the withdrawal, and the plan is solved without it."""
    return fact_facts(withdraw_order(store, order_id, why, actor=actor, at=now, zone_id=zone_id))


@PLANS.post("/zones/{zone_id}/sheets", status_code=201, summary="Issue the field sheet")
async def issue(request: Request, store: AStore, actor: AnActor, now: Now, *, zone_id: str) -> IssuedFacts:
    """Issue the plan of a zone in force to crews; when nothing changed, the last sheet holds on."""
    return issued_facts(await run_heavy(request, issue_sheet, store, zone_id, actor=actor, at=now))


@PLANS.get("/zones/{zone_id}/sheets", summary="The field sheets of a zone")
def show_sheets(store: AStore, zone_id: str) -> SheetsFacts:
    """List the sheets that were issued, oldest first, without their places."""
    return sheets_facts(list_sheets(store, zone_id))


@PLANS.get("/zones/{zone_id}/sheets/{issue_number}", summary="One field sheet")
def show_sheet(store: AStore, zone_id: str, issue_number: int) -> SheetFacts:
    """Show a field sheet with all its places."""
    return sheet_facts(sheet_of(store, zone_id, issue_number))


@PLANS.get("/zones/{zone_id}/deltas", summary="What changed since the last field sheet")
async def show_deltas(request: Request, store: AStore, *, zone_id: str, since: Since = None) -> DeltasFacts:
    """Compare the present plan, a draft's too, with a field sheet; only the differences are given."""
    return deltas_facts(await run_heavy(request, zone_deltas, store, zone_id, since=since))


@PLANS.get("/zones/{zone_id}/deltas/{file_kind}", summary="The list of adjustments", response_class=Response)
async def download_deltas(
    request: Request, store: AStore, now: Now, *, zone_id: str, file_kind: Literal["xlsx", "csv"], since: Since = None
) -> Response:
    """Give the list of adjustments (调整单) as a workbook or CSV."""

    def written() -> tuple[str, bytes]:
        with TemporaryDirectory() as folder:
            files = export_deltas(zone_deltas(store, zone_id, since=since), Path(folder), exported_at=now)
            file = next(one for one in files if one.suffix == f".{file_kind}")
            return file.name, file.read_bytes()

    name, content = await run_heavy(request, written)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MEDIA_TYPES[file_kind], headers=headers)
