"""One HTML file from drawn layers: folium's map, our page round it, every library inside, no network allowed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import folium
from branca.element import Element, Figure
from folium.map import CustomPane
from folium.plugins import Fullscreen
from folium.utilities import JsCode
from markupsafe import Markup

from geo_service.coords.metric import Bounds
from geo_service.maps import assets
from geo_service.maps.features import Texts, collection
from geo_service.maps.strings import HTML_LANGUAGES, say
from geo_service.model.local_time import LOCAL_TIME

CSP = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline' data:; img-src data:; "
    "font-src data:; base-uri 'none'; form-action 'none'"
)
"""The file may run what it carries, and reach nothing."""

PANES = {
    "gs-context": 250,
    "gs-zone": 410,
    "gs-edge": 412,
    "gs-grid": 415,
    "gs-building": 420,
    "gs-link": 430,
    "gs-names": 590,
}
"""Drawing order (z-index); Leaflet's own marker pane is 600."""

ZOOM_RANGE = (8, 21)
ZOOM_SNAP = 0.25
"""Without tiles a map may stop between whole zooms, so that the zone fills the sheet."""

_MARKER_DEPTH = {
    "grid": -500,
    "service": 0,
    "reception_point": 50,
    "door_sampling": 50,
    "sign": 100,
    "venue": 200,
    "grade_separated": 300,
}
MARKER_DEPTH = {**_MARKER_DEPTH, "delivery_point": 1000, "closure": 1500, "checkpoint": 2000}
"""Pins over pins: a checkpoint is never hidden by a pharmacy."""


@dataclass(frozen=True)
class MapLayer:
    """One entry of the layer control: its features and the pane they are drawn in (None: the pins)."""

    key: str
    title: str
    pane: str | None
    features: Sequence[dict[str, Any]]
    show: bool = True


@dataclass(frozen=True)
class Label:
    """
    A name on the map at lon, lat.

    With `room_m` it shows once that many metres are `fill` times as wide as the text; `angle` turns it clockwise.
    """

    lon: float
    lat: float
    text: str
    look: str
    layer: str
    room_m: float = 0.0
    fill: float = 1.0
    angle: float = 0.0
    by_pin: bool = False


@dataclass(frozen=True)
class Fact:
    """A number of the title block."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class LegendEntry:
    """A symbol and its word."""

    symbol: Markup
    word: str


@dataclass(frozen=True)
class Block:
    """A heading with lines, in the side column."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Imprint:
    """What the caller says about a map: its title, whose data it shows, when it is drawn, in which language."""

    title: str
    attribution: str
    rendered_at: datetime
    language: str


@dataclass(frozen=True)
class Sheet:
    """Everything one map page shows, in the order of the page; plain text, escaped when it is put in."""

    title: str
    heading: str
    language: str
    color: str
    lines: tuple[str, ...]
    facts: tuple[Fact, ...]
    legend: tuple[LegendEntry, ...]
    blocks: tuple[Block, ...]
    attribution: str
    drawn_at: str
    layers: tuple[MapLayer, ...]
    labels: tuple[Label, ...]
    view: Bounds
    texts: Texts
    styles: Mapping[str, Mapping[str, Any]]
    fields: Mapping[str, Sequence[str]]
    kinds: Mapping[str, str]
    patterns: Markup
    focusable: tuple[str, ...] = ()
    category: str = ""
    icon: str = ""
    status: str = ""
    status_class: str = "in_force"

    @property
    def html_language(self) -> str:
        """Value of the page's lang attribute."""
        return HTML_LANGUAGES[self.language]


def sheet_html(sheet: Sheet) -> str:
    """The page as one HTML file that opens without a network; equal sheets give equal files."""
    map_, names, control = _folium_map(sheet)
    rendered = render(map_)
    config = _config(sheet)
    finish = f"geoService.finish({map_.get_name()}, {control}, {{{', '.join(f'{k}: {v}' for k, v in names.items())}}});"
    script = "\n".join(
        (
            assets.default_icon_script(assets.data_uri),
            assets.page_text("page.js"),
            f"geoService.begin({script_json(config)});",
            rendered.script,
            finish,
        )
    )
    words = {key: say(key, sheet.language) for key in ("map", "legend", "sources", "licences", "print")}
    return assets.PAGES.get_template("page.html").render(
        page=sheet,
        csp=Markup(CSP),  # noqa: S704 # our own constant
        words=words,
        css=Markup(assets.page_text("page.css")),  # noqa: S704 # our own file
        styles=assets.style_links(rendered.figure, assets.data_uri),
        scripts=assets.script_links(rendered.figure, assets.data_uri),
        patterns=sheet.patterns,
        body=Markup(rendered.body),  # noqa: S704 # folium's one <div>
        script=Markup(script),  # noqa: S704 # texts are in script_json only
        licences=assets.licences(),
    )


@dataclass(frozen=True)
class Rendered:
    """What folium made of a map: the figure with its links, the body's HTML and the script."""

    figure: Figure
    body: str
    script: str


def render(map_: folium.Map) -> Rendered:
    """
    Render a folium map whose elements are numbered.

    branca compiles the rendered script once more as a template: no text from outside may be in the map's elements.
    """
    figure: Any = map_.get_root()
    map_.render()  # type: ignore[no-untyped-call]  # folium
    return Rendered(figure, figure.html.render().strip(), figure.script.render().strip())


def number_elements(map_: folium.Map) -> None:
    """Give folium's elements counted names in place of random ones, so that equal maps give equal pages."""
    for number, element in enumerate(_elements(map_)):
        element._id = f"{number:04d}"  # noqa: SLF001 # there is no public way


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001 # branca has no public way
        yield from _elements(child)


def script_json(value: object) -> str:
    """JSON that is safe inside a <script>: no text in it can end the script or open a tag."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def show_time(at: datetime, language: str) -> str:
    """A time in China as an office writes it, with the weekday."""
    local = at.astimezone(LOCAL_TIME)
    weekday = say("weekdays", language).split()[local.weekday()]
    return say(
        "time", language, year=local.year, month=local.month, day=local.day, weekday=weekday, clock=f"{local:%H:%M}"
    )


def _folium_map(sheet: Sheet) -> tuple[folium.Map, dict[str, str], str]:
    west, south, east, north = sheet.view
    map_ = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_start=16,
        min_zoom=ZOOM_RANGE[0],
        max_zoom=ZOOM_RANGE[1],
        zoom_snap=ZOOM_SNAP,
    )
    for pane, depth in PANES.items():
        map_.add_child(CustomPane(pane, z_index=depth))
    drawn = {layer.key: _geo_json(layer).add_to(map_) for layer in sheet.layers if layer.features}
    map_.add_child(
        Fullscreen(  # type: ignore[no-untyped-call]  # folium
            title=say("fullscreen", sheet.language), title_cancel=say("fullscreen_exit", sheet.language)
        )
    )
    control = folium.LayerControl(collapsed=True).add_to(map_)
    number_elements(map_)
    return map_, {key: layer.get_name() for key, layer in drawn.items()}, control.get_name()


def _geo_json(layer: MapLayer) -> folium.GeoJson:
    return folium.GeoJson(
        collection(layer.features),
        name=layer.title,
        show=layer.show,
        pane=layer.pane,
        style=JsCode("geoService.style"),
        point_to_layer=JsCode("geoService.point"),
        on_each_feature=JsCode("geoService.each"),
        smooth_factor=0.5,
    )


def _config(sheet: Sheet) -> dict[str, Any]:
    west, south, east, north = sheet.view
    labels = [_label(label, sheet.texts) for label in sheet.labels]
    said = ("close", "layers", "north", "zoom_in", "zoom_out")
    words = {key: say(key, sheet.language) for key in said} | {"names": say("layer.labels", sheet.language)}
    return {
        "words": words,
        "view": [[south, west], [north, east]],
        "styles": sheet.styles,
        "fields": sheet.fields,
        "kinds": sheet.kinds,
        "depth": MARKER_DEPTH,
        "focusable": sheet.focusable,
        "labels": labels,
        "texts": sheet.texts.all,
    }


def _label(label: Label, texts: Texts) -> dict[str, Any]:
    value = {
        "p": [round(label.lat, 6), round(label.lon, 6)],
        "t": texts.place(label.text),
        "c": label.look,
        "l": label.layer,
    }
    more = {"m": round(label.room_m), "f": label.fill} if label.room_m else {}
    turn = {"a": round(label.angle)} if label.angle else {}
    return value | more | turn | ({"pin": 1} if label.by_pin else {})
