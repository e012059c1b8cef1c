"""Orders about a plan, field sheets, and what changed since the last one, on the command line."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.issues import Issued, issue_due, issue_published, issue_sheet, list_sheets, zone_deltas
from geo_service.actions.orders import (
    STATE_TITLES,
    WISH_TITLES,
    Named,
    OrderMade,
    OrderStanding,
    list_orders,
    order_post,
    order_site,
    withdraw_order,
)
from geo_service.actions.plan_orders import POST, said
from geo_service.actions.rings import place_of
from geo_service.cli.common import (
    AsJson,
    At,
    Author,
    Database,
    ZoneId,
    acting,
    now,
    opened_store,
    print_facts,
    progress,
    time_of,
)
from geo_service.derive.sheets import CHECKPOINT, CLOSURE
from geo_service.errors import InputError
from geo_service.exports.delta_lists import NOTHING, DeltaList, export_deltas
from geo_service.model.account import Actor
from geo_service.model.plan import PLAN_LAYERS
from geo_service.model.sheet import Sheet
from geo_service.model.zone import IN_FORCE, ZoneVersion
from geo_service.storage.store import Store
from geo_service.web.check_facts import fact_facts
from geo_service.web.order_facts import deltas_facts, issued_facts, order_made_facts, orders_facts, sheets_facts
from geo_service.zones.answer import time_text
from geo_service.zones.fact_kinds import POST_WISHES

commands = typer.Typer()

Ground = Annotated[str, typer.Option("--ground", help="Why, kept with the order.")]


@commands.command()
def order(
    zone: Annotated[str | None, typer.Argument(metavar="[ZONE]", help="Id of a zone; not for --withdraw.")] = None,
    *,
    post: Annotated[str | None, typer.Option(help="Number of a post in the present plan, e.g. K03.")] = None,
    site: Annotated[str | None, typer.Option(help="KIND:NUMBER of a point, e.g. delivery_point:P02, or KIND.")] = None,
    point: Annotated[str | None, typer.Option(help="LON,LAT of the place instead of its number.")] = None,
    staff: Annotated[bool, typer.Option("--staff", help="The post is staffed.")] = False,
    close: Annotated[bool, typer.Option("--close", help="The post is closed.")] = False,
    pin: Annotated[bool, typer.Option("--pin", help="The point stays open, or is opened there.")] = False,
    forbid: Annotated[bool, typer.Option("--forbid", help="No point there.")] = False,
    move: Annotated[str | None, typer.Option(help="LON,LAT where the point moves.")] = None,
    withdraw: Annotated[str | None, typer.Option(help="Id of an order to take back.")] = None,
    ground: Ground = "",
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Order that a post is staffed or closed, a point pinned, forbidden or moved; tried on the plan, then recorded."""
    wishes = {"staff": staff, "close": close, "pin": pin, "forbid": forbid, "move": move is not None}
    with opened_store(database) as store:
        actor, then = acting(store, author), time_of(at)
        if withdraw is not None:
            _require_withdrawal(ground, wishes)
            fact = withdraw_order(store, withdraw, ground, actor=actor, at=then, zone_id=zone)
            print_facts(fact_facts(fact), as_json, [f"已撤销 {withdraw}：{ground}"])
            return
        wish, (kind, named) = _one_wish(wishes), _place_named(post, site, point)
        if zone is None:
            raise InputError("name the zone, e.g. geo-service order Z20221116-001 --post K03 --staff --ground TEXT")
        with progress("solving"):
            if kind == POST:
                is_staffed = _is_staffed(wish)
                made = order_post(store, zone, named, staffed=is_staffed, ground=ground, actor=actor, at=then)
            else:
                to = place_of(move) if move else None
                made = order_site(store, zone, kind, named, wish=wish, to=to, ground=ground, actor=actor, at=then)
    print_facts(order_made_facts(made), as_json, _made_lines(made))


@commands.command()
def orders(zone: ZoneId, *, database: Database = None, as_json: AsJson = False) -> None:
    """List the orders that stand about a zone's plan, with what became of each."""
    with opened_store(database) as store:
        found = list_orders(store, zone)
    print_facts(orders_facts(found), as_json, [_order_line(one) for one in found] or ["没有指定"])


@commands.command()
def issue(
    zone: Annotated[
        str | None, typer.Argument(metavar="[ZONE]", help="Id of a zone; default all that lack one.")
    ] = None,
    *,
    author: Author = None,
    at: At = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Issue the field sheet of a zone in force, or of all whose version has none yet; prints only what changed."""
    with opened_store(database) as store, progress("solving"):
        actor, then = acting(store, author), time_of(at)
        if zone is None:
            made = issue_due(store, actor=actor, at=then)
        else:
            made = (issue_sheet(store, zone, actor=actor, at=then),)
    facts = [issued_facts(one).model_dump() for one in made]
    lines = [line for one in made for line in issued_lines(one)]
    print_facts(facts[0] if zone else {"issued": facts}, as_json, lines or ["没有要下发的"])


@commands.command()
def sheets(zone: ZoneId, *, database: Database = None, as_json: AsJson = False) -> None:
    """List the field sheets of a zone that were issued."""
    with opened_store(database) as store:
        found = list_sheets(store, zone)
    print_facts(sheets_facts(found), as_json, [_sheet_line(one) for one in found] or ["还没有下发"])


@commands.command()
def deltas(
    zone: ZoneId,
    *,
    since: Annotated[int | None, typer.Option(help="Issue of a field sheet; default the last one.")] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Folder for the list of adjustments, XLSX and CSV.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Print only what the present plan, a draft's too, changes of the last field sheet."""
    with opened_store(database) as store, progress("comparing"):
        found = zone_deltas(store, zone, since=since)
    files = [] if to is None else export_deltas(found, to, exported_at=now())
    facts = deltas_facts(found).model_dump() | {"files": [str(file) for file in files]}
    print_facts(facts, as_json, [*_delta_lines(found), *(str(file) for file in files)])


def _require_withdrawal(ground: str, wishes: Mapping[str, bool]) -> None:
    """Refuse a withdrawal with another order or without a ground; nothing is returned."""
    if any(wishes.values()) or not ground.strip():
        raise InputError("--withdraw ID needs --ground TEXT and takes no new order")


def _one_wish(wishes: Mapping[str, bool]) -> str:
    said_so = [name for name, is_said in wishes.items() if is_said]
    if len(said_so) != 1:
        raise InputError(f"say one of {', '.join(f'--{name}' for name in wishes)}; got {len(said_so)}")
    return said_so[0]


def _is_staffed(wish: str) -> bool:
    if wish not in POST_WISHES:
        raise InputError(f"of a post one may order --staff or --close, got --{wish}")
    return wish == "staff"


def _place_named(post: str | None, site: str | None, point: str | None) -> tuple[str, Named]:
    """The kind of place and which one: by number, or by a point; a point alone means a post."""
    kind, _, number = (site or POST).partition(":")
    named = Named(number or post, place_of(point) if point else None)
    if (post and site) or (named.number is None) == (named.point is None):
        raise InputError("name one place: --post K03, --site delivery_point:P02, or --point LON,LAT (with --site KIND)")
    return kind, named


def _made_lines(made: OrderMade) -> list[str]:
    one = said(made.fact)
    place = made.place or _degrees(one.lon, one.lat)
    return [f"{made.fact.fact_id} 指定{WISH_TITLES[one.wish]} {place}：{one.ground}", *made.notes]


def _order_line(one: OrderStanding) -> str:
    order_said, fact = said(one.fact), one.fact
    place = one.place or f"{_object_title(order_said.object)} {_degrees(order_said.lon, order_said.lat)}"
    if order_said.to_lon is not None and order_said.to_lat is not None:
        place += f" → {_degrees(order_said.to_lon, order_said.to_lat)}"
    told = f"{fact.fact_id} {time_text(fact.recorded_at)} {fact.author} 指定{WISH_TITLES[order_said.wish]} {place}"
    return f"{told}：{order_said.ground}（{STATE_TITLES[one.state]}）"


def _object_title(kind: str) -> str:
    """What is ordered of, in Chinese: a layer of the plan, or a post."""
    return PLAN_LAYERS[kind].title if kind in PLAN_LAYERS else "卡口或封闭点"


def _degrees(lon: float, lat: float) -> str:
    return f"{lon:.6f},{lat:.6f}"


def issued_lines(issued: Issued) -> list[str]:
    """A field sheet in lines: its number and what crews must do differently."""
    sheet = issued.sheet
    if not issued.is_new:
        return [f"{sheet.zone_id} {NOTHING}；第{sheet.issue}号外勤单继续有效"]
    told = [one.zh for one in issued.differences] or ([] if sheet.issue == 1 else [NOTHING])
    return [_sheet_line(sheet), *told]


def issue_after(store: Store, zones: Sequence[ZoneVersion], actor: Actor, at: datetime) -> None:
    """
    Issue the field sheets of what was just put in force or changed; the command's own answer is printed already.

    What is said of them goes to stderr.
    """
    if not any(zone.status == IN_FORCE for zone in zones):
        return
    with progress("issuing field sheets"):
        issued, waiting = issue_published(store, zones, actor=actor, at=at)
    lines = [line for one in issued for line in issued_lines(one)]
    if waiting:
        lines.append(f"另有{len(waiting)}个区域的外勤单未下发，请运行 geo-service issue")
    for line in lines:
        typer.echo(line, err=True)


def _sheet_line(sheet: Sheet) -> str:
    counts = [
        f"{title}{sum(item.kind == kind for item in sheet.items)}"
        for kind, title in ((CHECKPOINT, "卡口"), (CLOSURE, "封闭点"))
    ]
    failed = f"；未能制定方案，沿用上一号：{sheet.failed}" if sheet.failed else ""
    told = f"{sheet.zone_id} 第{sheet.issue}号外勤单（第{sheet.version}版，{time_text(sheet.issued_at)}）"
    return f"{told} {'、'.join(counts)}，共{len(sheet.items)}处{failed}"


def _delta_lines(found: DeltaList) -> list[str]:
    head = f"{found.zone.zone_id} v{found.zone.version} 对照第{found.since.issue}号外勤单"
    return [head, *([one.zh for one in found.differences] or [NOTHING])]
