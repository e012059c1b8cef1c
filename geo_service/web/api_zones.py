"""The API of zones: preview, designate, publish, lift, and everything made from them. For those who are known."""

from datetime import datetime
from pathlib import Path, PurePath
from re import fullmatch
from tempfile import TemporaryDirectory
from typing import Annotated, BinaryIO

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from geo_service.actions.designation import Decision, Designated, designate_cases, designate_drawing, preview_drawing
from geo_service.actions.maps import MapLook, zone_map_html
from geo_service.actions.plans import plan_zone
from geo_service.actions.protocols import protocols_of
from geo_service.actions.publishing import publish_checked
from geo_service.actions.register import attribution_of
from geo_service.actions.zones import lift_zone
from geo_service.derive.drawing import drawn_shape
from geo_service.errors import InputError, NotFoundError
from geo_service.exports.formats import FORMATS, file_stem
from geo_service.exports.geojson import plan_geojson_bytes
from geo_service.storage.store import Store
from geo_service.web.bodies import ActBody, DrawnBody, Moment, Words, ZoneBody
from geo_service.web.context import AnActor, AStore, GuardedRoute, Now, SomeSettings
from geo_service.web.facts import (
    DesignatedFacts,
    ZoneFacts,
    Zones,
    ZoneWithHistory,
    designated_facts,
    zone_facts,
    zone_with_history,
    zone_with_shape,
)
from geo_service.web.issuing import IssueLater
from geo_service.web.limits import run_heavy
from geo_service.web.preview import PreviewFacts, preview_facts
from geo_service.web.strings import LANGUAGES

ZONES = APIRouter(prefix="/api/v1", tags=["zones"], route_class=GuardedRoute)

GEOJSON = "application/geo+json"
MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": GEOJSON,
    ".gpkg": "application/geopackage+sqlite3",
    ".json": "application/json",
}


@ZONES.post("/preview", summary="What a drawing would hold; nothing is saved")
async def preview(request: Request, store: AStore, settings: SomeSettings, now: Now, body: DrawnBody) -> PreviewFacts:
    """Count buildings, stairs and households of a drawing, and say which posts it needs and why."""
    shape = drawn_shape(body.geometry.model_dump())
    protocol = body.protocol or settings.protocol
    plan = await run_heavy(request, preview_drawing, store, shape, category=body.category, protocol_id=protocol, at=now)
    return preview_facts(plan)


@ZONES.post("/zones", status_code=201, summary="Designate a zone from a drawing")
def designate(
    store: AStore, settings: SomeSettings, actor: AnActor, now: Now, *, issue_later: IssueLater, body: ZoneBody
) -> DesignatedFacts:
    """Make a zone; `draft` binds nobody until it is published."""
    decision = Decision(
        protocol=body.protocol or settings.protocol,
        actor=actor,
        reason=body.reason,
        name=body.name,
        effective_from=body.effective_from,
        draft=body.draft,
        reference=body.reference or "",
        clock_start=body.clock_start,
        two_persons=settings.two_persons,
    )
    shape = drawn_shape(body.geometry.model_dump())
    made = designate_drawing(store, shape, category=body.category, decision=decision, at=now)
    issue_later(made.zones)
    return designated_facts(made, now, protocols_of(store))


@ZONES.post("/zones/cases", status_code=201, summary="Designate zones from a list of case places")
async def designate_from_cases(
    request: Request,
    store: AStore,
    settings: SomeSettings,
    actor: AnActor,
    now: Now,
    *,
    issue_later: IssueLater,
    file: Annotated[UploadFile, File(description="CSV or XLSX of places, roles and times; never persons")],
    reason: Annotated[Words, Form(description="Why, kept with the versions")],
    category: Annotated[Words | None, Form(description="Only places that lead to this category")] = None,
    protocol: Annotated[Words | None, Form()] = None,
    effective_from: Annotated[Moment | None, Form()] = None,
    draft: Annotated[bool, Form()] = True,
    datum: Annotated[Words | None, Form(description="gcj02 or bd09 when positions are shifted")] = None,
) -> DesignatedFacts:
    """Make zones of the places in a table; rows that can't be placed are among the problems."""
    decision = Decision(
        protocol or settings.protocol, actor, reason, None, effective_from, draft, two_persons=settings.two_persons
    )
    name = PurePath(file.filename or "").name
    made = await run_heavy(
        request, _designate_upload, store, file.file, name, category=category, decision=decision, at=now, datum=datum
    )
    issue_later(made.zones)
    return designated_facts(made, now, protocols_of(store))


def _designate_upload(
    store: Store,
    content: BinaryIO,
    name: str,
    *,
    category: str | None,
    decision: Decision,
    at: datetime,
    datum: str | None,
) -> Designated:
    """The list is read from a file of our own that is gone afterwards; of the sender's name only the ending is kept."""
    ending = PurePath(name).suffix.lower()
    if not fullmatch(r"\.[a-z0-9]{1,8}", ending):
        raise InputError("the file name has no ending; need a .csv or .xlsx file")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"cases{ending}"
        path.write_bytes(content.read())
        return designate_cases(store, path, category=category, decision=decision, at=at, datum=datum)


@ZONES.get("/zones", summary="All zones in their newest version")
def list_zones(store: AStore, now: Now) -> Zones:
    """List zones with outlines, by id; drafts and lifted ones too."""
    protocols = protocols_of(store)
    return Zones(zones=[zone_with_shape(zone, now, protocols) for zone in store.latest_zones()])


@ZONES.get("/zones/{zone_id}", summary="One zone and its history")
def show_zone(store: AStore, now: Now, zone_id: str) -> ZoneWithHistory:
    """Show the newest version and all before it."""
    history = store.zone_history(zone_id)
    if not history:
        raise NotFoundError(f"no zone {zone_id!r}; GET /api/v1/zones lists them")
    return zone_with_history(history, now, protocols_of(store))


@ZONES.post("/zones/{zone_id}/publish", summary="Put a draft in force")
def publish(
    store: AStore,
    settings: SomeSettings,
    actor: AnActor,
    now: Now,
    *,
    issue_later: IssueLater,
    zone_id: str,
    body: ActBody,
) -> ZoneFacts:
    """Put a draft in force from now on; its field sheet follows."""
    done = publish_checked(store, zone_id, body.act(actor, now), two_persons=settings.two_persons)
    issue_later([done])
    return zone_facts(done, now, protocols_of(store))


@ZONES.post("/zones/{zone_id}/lift", summary="End a zone")
def lift(store: AStore, actor: AnActor, now: Now, zone_id: str, body: ActBody) -> ZoneFacts:
    """End a zone from now on; a draft is discarded this way."""
    return zone_facts(lift_zone(store, zone_id, body.act(actor, now)), now, protocols_of(store))


@ZONES.get("/zones/{zone_id}/plan", summary="The plan of a zone as GeoJSON", response_class=Response)
async def show_plan(request: Request, store: AStore, zone_id: str) -> Response:
    """Give the zone, buildings, checkpoints, delivery points and the rest as one FeatureCollection."""
    return Response(await run_heavy(request, _plan_bytes, store, zone_id), media_type=GEOJSON)


def _plan_bytes(store: Store, zone_id: str) -> bytes:
    return plan_geojson_bytes(plan_zone(store, zone_id))


@ZONES.get("/zones/{zone_id}/map", summary="The offline map of a zone", response_class=Response)
async def download_map(
    request: Request, store: AStore, settings: SomeSettings, now: Now, *, zone_id: str, lang: str = LANGUAGES[0]
) -> Response:
    """Give one HTML file that opens without a network."""
    look = MapLook(lang, settings.attribution or attribution_of(store), now)
    html = await run_heavy(request, zone_map_html, store, zone_id, look)
    return _attached(f"map_{_safe(zone_id)}.html", html.encode(), "text/html; charset=utf-8")


@ZONES.get("/zones/{zone_id}/exports/{file_kind}", summary="A list or data file", response_class=Response)
async def download_export(request: Request, store: AStore, now: Now, zone_id: str, file_kind: str) -> Response:
    """Give one file: checkpoints.xlsx, buildings.csv, plan.geojson, plan.gpkg and so on."""
    name, content = await run_heavy(request, export_file, store, zone_id, file_kind, at=now)
    return _attached(name, content, MEDIA_TYPES[PurePath(name).suffix])


def export_file(store: Store, zone_id: str, file_kind: str, *, at: datetime) -> tuple[str, bytes]:
    """
    Name and content of one exported file.

    Raises
    ------
    NotFoundError
        If there is no such zone or kind of file; the message lists the kinds.
    """
    plan = plan_zone(store, zone_id)
    writers = {name: write for form in FORMATS.values() for name, write in form.writers(plan, at).items()}
    kinds = {_kind_of(name, file_stem(plan)): name for name in writers}
    if file_kind not in kinds:
        raise NotFoundError(f"no file {file_kind!r}; the files are {', '.join(kinds)}")
    with TemporaryDirectory() as folder:
        path = Path(folder) / kinds[file_kind]
        writers[path.name](path)
        return path.name, path.read_bytes()


def _kind_of(name: str, stem: str) -> str:
    """checkpoints.xlsx, from checkpoints_<zone>.xlsx."""
    return name.replace(f"_{stem}.", ".")


def _safe(zone_id: str) -> str:
    return "".join(one if one.isascii() and (one.isalnum() or one in "-.") else "_" for one in zone_id)


def _attached(name: str, content: bytes, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
