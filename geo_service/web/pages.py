"""The resident page, which works without JavaScript, and the frame of the console."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from starlette.responses import HTMLResponse, JSONResponse, Response

from geo_service.actions.check import check_address, zones_known
from geo_service.actions.protocols import protocols_of
from geo_service.actions.register import is_fictional
from geo_service.errors import AddressError
from geo_service.maps.console_map import console_map_parts
from geo_service.storage.store import Store
from geo_service.web.bodies import MOST_ADDRESS_CHARACTERS
from geo_service.web.context import AStore, Now
from geo_service.web.facts import ForceFacts, zones_in_force
from geo_service.web.strings import (
    language_or_default,
    say,
    say_or,
    say_time,
    strings_for,
    translate_measure,
)
from geo_service.web.templates import render
from geo_service.zones.answer import Answer
from geo_service.zones.findings import WHICH_STAIR

PAGES = APIRouter(include_in_schema=False)

Language = Annotated[str | None, Query(alias="lang")]

CHINA = (73.5, 18.0, 135.1, 53.6)
"""What the console's map shows until the register is known: the country, west, south, east, north."""

OTHER_STAIRS = "其他单元"
"""The option of the core that names no stair; it can't be answered by a tap."""

SIGNS = {"inside": "▲", "outside": "✓", "unsure": "?"}
"""A shape beside the status word, so that it is not told by colour alone."""


@dataclass(frozen=True)
class Option:
    """One button of a question: its label, and the address it asks for; None where only writing can answer."""

    label: str
    address: str | None


@dataclass(frozen=True)
class Card:
    """The answer card, ready to print; measure and zone are None when nothing holds there."""

    answer: str
    sign: str
    title: str
    sentence: str
    address: str
    category: str | None = None
    measure: str | None = None
    measure_plain: str | None = None
    since: str | None = None
    zone: str | None = None
    reason: str = ""
    question: str | None = None
    options: tuple[Option, ...] = ()


@PAGES.get("/")
def ask(store: AStore, now: Now, lang: Language = None) -> Response:
    """The resident page with its question."""
    return _resident_page(store, now, language_or_default(lang))


@PAGES.post("/")
def answer(
    store: AStore, now: Now, address: Annotated[str, Form()] = "", lang: Annotated[str | None, Form()] = None
) -> Response:
    """The resident page with its answer; the address is in no URL, so no history or log gets it."""
    language = language_or_default(lang)
    asked = address.strip()
    fault = _address_fault(asked, language)
    if fault:
        return _resident_page(store, now, language, asked=asked[:MOST_ADDRESS_CHARACTERS], fault=fault, status=400)
    try:
        found = check_address(store, asked, at=now)
    except AddressError as error:
        fault = f"{say('resident.unreadable', language)}：{error}"
        return _resident_page(store, now, language, asked=asked, fault=fault, status=400)
    return _resident_page(store, now, language, asked=asked, card=make_card(found, asked, language, now))


def _address_fault(asked: str, language: str) -> str | None:
    if not asked:
        return say("resident.empty", language)
    if len(asked) > MOST_ADDRESS_CHARACTERS:
        return say("resident.too_long", language, most=MOST_ADDRESS_CHARACTERS)
    return None


def _resident_page(
    store: Store,
    now: datetime,
    language: str,
    *,
    asked: str = "",
    card: Card | None = None,
    fault: str | None = None,
    status: int = 200,
) -> Response:
    zones = [_listed(zone, language) for zone in zones_in_force(zones_known(store, now), now, protocols_of(store))]
    html = render(
        "resident.html", language, asked=asked, card=card, fault=fault, zones=zones, fictional=is_fictional(store),
        most=MOST_ADDRESS_CHARACTERS,
    )  # fmt: skip
    return HTMLResponse(html, status)


def _listed(zone: ForceFacts, language: str) -> dict[str, Any]:
    since = datetime.fromisoformat(zone.since) if zone.since else None
    return {
        "name": zone.name,
        "category": zone.category,
        "label": _category_word(zone.category, zone.category_label, language),
        "since": say_time(since, language) if since else None,
    }


def make_card(found: Answer, asked: str, language: str, now: datetime) -> Card:
    """The answer in the words of the page; what only the core knows to say stays Chinese."""
    category = _category_word(found.category, found.category_label, language)
    return Card(
        answer=found.answer,
        sign=SIGNS[found.answer],
        title=say(f"resident.{found.answer}", language),
        sentence=_sentence(found, category, language, now),
        address=asked,
        category=category,
        measure=found.measure if found.answer == "inside" else None,
        measure_plain=translate_measure(found.measure or "", language),
        since=say_time(found.since, language) if found.since and found.answer == "inside" else None,
        zone=found.zone_name if found.answer == "inside" else None,
        reason=found.reason,
        question=found.question,
        options=tuple(_option(label, found, asked) for label in found.options),
    )


def _category_word(category: str | None, label: str | None, language: str) -> str | None:
    """The protocol's own label in Chinese; in English the table's, when it has one."""
    if category is None or label is None or language == "zh":
        return label
    return say_or(f"category.{category}", language, label)


def _sentence(found: Answer, category: str | None, language: str, now: datetime) -> str:
    if found.answer == "inside":
        return say("resident.inside_text", language, zone=found.zone_name, category=category)
    if found.answer == "outside":
        return say("resident.outside_text", language, time=say_time(now, language))
    if found.zone_name:
        return say("resident.possible", language, zone=found.zone_name, category=category)
    return ""


def _option(label: str, found: Answer, asked: str) -> Option:
    """A stair is written behind the address that was asked for; a building or estate is an address of its own."""
    if label == OTHER_STAIRS:
        return Option(label, None)
    return Option(label, f"{asked}{label}" if found.question == WHICH_STAIR else label)


@PAGES.get("/console")
def show_console(lang: Language = None) -> Response:
    """The console without any data; the browser asks for that with its session."""
    language = language_or_default(lang)
    parts = console_map_parts(bounds=CHINA, language=language)
    return HTMLResponse(render("console.html", language, map_links=parts.header_html, map_box=parts.body_html))


@PAGES.get("/console/map.js")
def show_map_script(lang: Language = None) -> Response:
    """The script that makes the console's map."""
    parts = console_map_parts(bounds=CHINA, language=language_or_default(lang))
    return Response(parts.script_js, media_type="text/javascript; charset=utf-8")


@PAGES.get("/console/map.css")
def show_map_style() -> Response:
    """The style sheet of the console's map."""
    return Response(console_map_parts(bounds=CHINA).style_css, media_type="text/css; charset=utf-8")


@PAGES.get("/console/strings.json")
def show_strings(lang: Language = None) -> Response:
    """Every word that the console's scripts say."""
    return JSONResponse(strings_for(language_or_default(lang), "console.", "category."))
